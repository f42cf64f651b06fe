"""Measure retrieval as `yinzheng search` does it, part by part, beside what other programs search with by default.

    YINZHENG_DATA=DIR python -m benchmarks.retrieval [--questions N] [--tasks NAME …] [--no-peers]

Every paragraph is a document of a library; a paragraph's rank is that of its first passage. Per task: the dense side
alone, the lexical side alone, both fused; then the peers' defaults on the same paragraphs. Nothing is trained on any
of these sets; of DRCD dev only the second half is asked, since the first is trained on.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.encoder import Reading, read_squad
from index.library import Library
from index.script import convert
from index.search import Found, search

Scores = NDArray[np.float64]
DEEP = 200
CODES = {"en": "src.eng", "zh-Hans": "ref.zho-CN", "zh-Hant": "ref.zho-TW"}


@dataclass(frozen=True, slots=True)
class Task:
    """Questions over paragraphs: `questions[i]` is answered by `paragraphs[gold[i]]`."""

    name: str
    questions: list[str]
    paragraphs: list[str]
    gold: list[int]


def tasks(data: Path) -> Iterator[Task]:
    """Give the tasks: XQuAD in every pair of languages, Simplified over Traditional, one library of both, sentences."""
    half = {code: read_squad(data / "eval" / f"xquad_half.{code}.json") for code in ("en", "zh")}
    more = {"zh": "cmrc2018_dev.json", "en": "squad2_dev.json"}
    pools = {
        code: half[code].paragraphs + read_squad(data / "reading" / more[code]).paragraphs for code in half
    }
    for held in ("zh", "en"):
        for asked in ("en", "zh"):
            yield Task(f"XQuAD {asked} → {held}", half[asked].questions, pools[held], half[held].gold)
    drcd = second_half(read_squad(data / "reading" / "DRCD_dev.json"))
    simplified = [convert(question, "zh-Hans") for question in drcd.questions]
    yield Task("DRCD Simplified → Traditional", simplified, drcd.paragraphs, drcd.gold)
    both = [*pools["zh"], *pools["en"][len(half["en"].paragraphs) :]]
    yield Task("XQuAD zh → zh, English documents beside", half["zh"].questions, both, half["zh"].gold)
    yield Task("XQuAD en → zh, English documents beside", half["en"].questions, both, half["zh"].gold)
    both = [*pools["en"], *pools["zh"][len(half["zh"].paragraphs) :]]
    yield Task("XQuAD en → en, Chinese documents beside", half["en"].questions, both, half["en"].gold)
    lines = {
        code: (data / "eval" / "ntrex" / f"newstest2019-{name}.txt").read_text(encoding="utf-8").splitlines()
        for code, name in CODES.items()
    }
    every = list(range(len(lines["en"])))
    yield Task("NTREX en → zh-Hant", lines["en"], lines["zh-Hant"], every)
    yield Task("NTREX zh-Hant → en", lines["zh-Hant"], lines["en"], every)


def second_half(reading: Reading) -> Reading:
    """Keep the questions of the second half of the paragraphs; all paragraphs stay to be searched."""
    first = len(reading.paragraphs) // 2 + 20  # a margin: the halves of the training are of articles
    kept = [place for place, gold in enumerate(reading.gold) if gold >= first]
    return Reading(reading.paragraphs, [reading.questions[i] for i in kept], [reading.gold[i] for i in kept])


def fewer(task: Task, questions: int | None) -> Task:
    """Keep about so many questions of a task, evenly; all where none is named."""
    step = max(1, len(task.questions) // questions) if questions else 1
    return Task(task.name, task.questions[::step], task.paragraphs, task.gold[::step])


@contextmanager
def library_of(paragraphs: Sequence[str]) -> Iterator[Library]:
    """Give a library in which every paragraph is a document whose file is its number."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts"
        texts.mkdir()
        for number, paragraph in enumerate(paragraphs):
            (texts / f"{number}.txt").write_text(" ".join(paragraph.split()), encoding="utf-8")
        with Library.open(Path(folder) / "library", create=True) as library:
            report = library.add([texts], relative_to=texts)
            if report.failed:
                raise RuntimeError(report.failed)
            yield library


def ours(task: Task, library: Library) -> tuple[dict[str, list[int]], float]:
    """Return, per part, the rank from 0 of every question's paragraph, and the seconds a question took."""
    ranks: dict[str, list[int]] = {"dense": [], "lexical": [], "fused": []}
    began = time.perf_counter()
    for question, gold in zip(task.questions, task.gold, strict=True):
        found = search(library, question, k=DEEP)
        for part, key in PARTS.items():
            ranks[part].append(_rank(found, str(gold), key))
    return ranks, (time.perf_counter() - began) / len(task.questions)


PARTS: dict[str, Callable[[Found], float]] = {
    "dense": lambda found: found.cosine,
    "lexical": lambda found: found.bm25,
    "fused": lambda found: found.score,
}


def _rank(found: Sequence[Found], gold: str, key: Callable[[Found], float]) -> int:
    ordered = sorted((f for f in found if key(f) > 0), key=key, reverse=True)
    paragraphs = list(dict.fromkeys(f.source.removesuffix(".txt") for f in ordered))
    return paragraphs.index(gold) if gold in paragraphs else DEEP


def whitespace_bm25(task: Task) -> Scores:
    """BM25 over what stands between spaces: LangChain's BM25Retriever, and Open WebUI through it."""
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([paragraph.split() for paragraph in task.paragraphs])
    return np.stack([index.get_scores(question.split()) for question in task.questions])


def word_bm25(task: Task) -> Scores:
    r"""BM25 over `\b\w+\b`, lower case: Haystack's InMemoryDocumentStore (BM25L)."""
    from rank_bm25 import BM25L

    def words(text: str) -> list[str]:
        return re.findall(r"(?u)\b\w+\b", text.lower())

    index = BM25L([words(paragraph) for paragraph in task.paragraphs])
    return np.stack([index.get_scores(words(question)) for question in task.questions])


def minilm(task: Task) -> Scores:
    """all-MiniLM-L6-v2 over whole paragraphs: AnythingLLM, Open WebUI, txtai, Chroma."""
    from sentence_transformers import SentenceTransformer

    from training.encoder.build import minilm_folder

    model = SentenceTransformer(str(minilm_folder()), device="cpu")
    rows = (
        np.asarray(model.encode(texts, normalize_embeddings=True, show_progress_bar=False), np.float64)
        for texts in (task.questions, task.paragraphs)
    )
    questions, paragraphs = rows
    return np.asarray(questions @ paragraphs.T)


def fused_peers(dense: Scores, lexical: Scores) -> Scores:
    """Reciprocal rank fusion of two peers with k = 60 (Cormack et al. 2009), as LangChain's EnsembleRetriever."""
    places = [np.argsort(np.argsort(-scores, axis=1), axis=1) for scores in (dense, lexical)]
    return np.asarray(sum(1.0 / (60 + 1 + place) for place in places))


def peer_ranks(scores: Scores, gold: Sequence[int]) -> list[int]:
    """Ranks from 0; among equals, a question's paragraph stands in the middle."""
    own = scores[np.arange(len(gold)), list(gold)][:, None]
    before, equal = (scores > own).sum(axis=1), (scores == own).sum(axis=1)
    return [int(rank) for rank in before + (equal - 1) // 2]


def cell(ranks: Sequence[int]) -> str:
    """`R@1 / R@10 / MRR` in percent."""
    found = np.asarray(ranks)
    first, ten = (found < 1).mean(), (found < 10).mean()
    return f"{100 * first:.1f} / {100 * ten:.1f} / {100 * (1 / (1 + found)).mean():.1f}"


def main() -> int:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("YINZHENG_DATA", "../shared/data")))
    parser.add_argument("--tasks", nargs="*", default=[], help="only tasks whose names contain one of these")
    parser.add_argument(
        "--questions", type=int, default=None, help="only so many questions of each task, evenly"
    )
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    options = parser.parse_args()
    print("# Retrieval\n\n    YINZHENG_DATA=DIR python -m benchmarks.retrieval\n")
    print(f"{date.today().isoformat()}, {os.cpu_count()} cores. R@1 / R@10 / MRR in percent.\n")
    head = ["task", "questions", "paragraphs", "dense", "lexical", "fused", "ms"]
    peers = [] if options.no_peers else ["whitespace BM25", r"`\b\w+\b` BM25", "MiniLM", "MiniLM + BM25, RRF"]
    print(f"| {' | '.join(head + peers)} |\n|{'---|' * (len(head) + len(peers))}", flush=True)
    wanted = (
        t for t in tasks(options.data) if not options.tasks or any(part in t.name for part in options.tasks)
    )
    # Tasks over the same paragraphs share a library.
    for _, same in groupby(wanted, key=lambda task: id(task.paragraphs)):
        asked = [fewer(task, options.questions) for task in same]
        with library_of(asked[0].paragraphs) as library:
            results = [ours(task, library) for task in asked]
        for task, (found, seconds) in zip(asked, results, strict=True):
            cells = [task.name, str(len(task.questions)), str(len(task.paragraphs))]
            cells += [cell(found[part]) for part in PARTS] + [f"{1000 * seconds:.0f}"]
            if peers:
                spaces, words, dense = whitespace_bm25(task), word_bm25(task), minilm(task)
                fused = fused_peers(dense, words)
                cells += [cell(peer_ranks(scores, task.gold)) for scores in (spaces, words, dense, fused)]
            print(f"| {' | '.join(cells)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
