"""What the span model learns from: questions, the windows of text they are read with, and where the answer stands.

Asked by people: CMRC 2018 train (Simplified), the first half of DRCD dev (Traditional), the SQuAD 1.1 subset, the first
half of SQuAD 2.0 dev with its unanswerable questions, and QAMR (English). A question is also put word by word into the
other language (`training/encoder/other_words.py`), so that questions meet passages across the languages.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import OnnxEmbedder
from index.errors import QuestionError
from index.script import is_han
from rag.alignment import Aligned, Span, align
from rag.answer import Language
from rag.apart import MOST_TOKENS, encode, windows
from rag.question import Question, Wants, understand
from rag.spans import QUESTION_TOKENS
from training.encoder.other_words import in_other_words
from training.reader.near_miss import Likes, near_miss

WINDOW = 150
CONTEXT = 40
HARD = 4


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a paragraph, with the title above it or nothing: `text[start:]` is the stretch."""

    paragraph: int
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the windows it can be read with.

    `right` are (window, start, end), offsets into its stretch; `wrong` are windows without an answer.
    """

    source: str
    question: str
    right: tuple[tuple[int, int, int], ...]
    wrong: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A question and a window as the model reads them; `first`/`last` are token numbers, -1 where nothing answers."""

    window: int
    question_ids: list[int]
    passage_ids: list[int]
    aligned: Aligned
    first: int
    last: int


SETS = (
    # name, file, whether the second half of its articles is kept for measuring
    ("cmrc", "cmrc2018_train.json", False),
    ("drcd", "DRCD_dev.json", True),
    ("squad1", "squad1_train_subset.json", False),
    ("squad2", "squad2_dev.json", True),
    ("qamr", "qamr_dev.json", False),
)
# The last paragraphs of each set are not learned from: the reader's weights and thresholds are fitted on them.
LEARNED = 0.92


def paragraphs(data: Path, name: str, *, halved: bool, learned: bool) -> list[tuple[str, dict[str, Any]]]:
    """Return (title, paragraph) of those a set gives for learning, or of those held back for fitting."""
    articles = json.loads((data / "reading" / name).read_text(encoding="utf-8"))["data"]
    articles = articles[: len(articles) // 2] if halved else articles
    found = [(a.get("title", "").replace("_", " "), p) for a in articles for p in a["paragraphs"]]
    at = round(LEARNED * len(found))
    return found[:at] if learned else found[at:]


def read_sets(data: Path, tokenizer: object, *, seed: int) -> tuple[list[Window], list[Asked]]:
    """Read every set: its windows and its questions."""
    chance = random.Random(seed)
    pool: list[Window] = []
    asked: list[Asked] = []
    for source, name, halved in SETS:
        for title, paragraph in paragraphs(data, name, halved=halved, learned=True):
            first = len(pool)
            own = cut(paragraph["context"], tokenizer)
            titled = "" if source in ("squad1", "qamr") else title
            for number, (start, end) in enumerate(own):
                above = f"{titled}\n" if titled and chance.random() < 0.5 else ""
                if not above and number and chance.random() < 0.3:
                    above = f"{paragraph['context'][:CONTEXT]}\n"
                pool.append(Window(first, above + paragraph["context"][start:end], len(above)))
            for qa in paragraph["qas"]:
                asked += _asked(source, qa, paragraph["context"], own, first)
    return pool, asked


def cut(text: str, tokenizer: object, *, most: int = WINDOW) -> list[tuple[int, int]]:
    """Cut a paragraph as the reader does."""
    return windows(text, encode(tokenizer, text)[1], most=most)


def _asked(
    source: str, qa: dict[str, Any], context: str, own: Sequence[tuple[int, int]], first: int
) -> Iterator[Asked]:
    question = qa["question"].strip()
    if not any(c.isalnum() for c in question):
        return
    all_windows = tuple(range(first, first + len(own)))
    if not qa["answers"]:
        yield Asked(source, question, (), all_windows)
        return
    answer = qa["answers"][0]["text"]
    at = qa["answers"][0]["answer_start"]
    if context[at : at + len(answer)] != answer:
        at = context.find(answer)
    if at < 0 or not answer.strip():
        return
    right = tuple(
        (first + number, at - start, at + len(answer) - start)
        for number, (start, end) in enumerate(own)
        if start <= at and at + len(answer) <= end
    )
    wrong = tuple(
        first + number for number, (start, end) in enumerate(own) if answer not in context[start:end]
    )
    if right:
        yield Asked(source, question, right, wrong)


def with_hard(pool: Sequence[Window], asked: Sequence[Asked], kept: Path) -> list[Asked]:
    """Add windows of other paragraphs that look as if they answered, found by the encoder as the product does."""
    if kept.is_file():
        ranked = np.load(kept)
    else:
        embedder = OnnxEmbedder()
        print(
            f"embedding {len(pool)} windows and {len(asked)} questions to find hard negatives …", flush=True
        )
        rows = embedder.embed_passages([w.text for w in pool])
        found = []
        for start in range(0, len(asked), 2048):
            queries = embedder.embed_queries([a.question for a in asked[start : start + 2048]])
            found.append(np.argsort(-(queries @ rows.T), axis=1)[:, :24].astype(np.int32))
        ranked = np.concatenate(found)
        np.save(kept, ranked)
    return [_add(a, near, pool) for a, near in zip(asked, ranked, strict=True)]


def _add(asked: Asked, near: np.ndarray, pool: Sequence[Window]) -> Asked:
    if not asked.right:
        return asked
    window, start, end = asked.right[0]
    at = pool[window].start
    answer = pool[window].text[at + start : at + end]
    own = pool[window].paragraph
    hard = tuple(int(i) for i in near if pool[i].paragraph != own and answer not in pool[i].text)[:HARD]
    return Asked(asked.source, asked.question, asked.right, asked.wrong + hard)


def read_row(
    asked: Asked,
    pool: Sequence[Window],
    tokenizer: object,
    chance: random.Random,
    *,
    others: Likes,
    across: float,
    none: float,
    near: float,
) -> Row:
    """Draw one reading of a question.

    The window has the answer or, `none` of the time, has none; or it has it, but `near` of the time another question is
    asked that it does not answer. The question is put into the other language `across` of the time.
    """
    text, missed = asked.question, None
    answered = bool(asked.right) and (not asked.wrong or chance.random() >= none)
    window, start, end = chance.choice(asked.right) if answered else (chance.choice(asked.wrong), -1, -1)
    if answered and chance.random() < near:
        missed = near_miss(text, pool[window].text, others, chance)
    if missed is not None:
        text, start, end = missed, -1, -1
    if start >= 0:
        start, end = start + pool[window].start, end + pool[window].start
    if chance.random() < across:
        switched = in_other_words(text, chooser=chance, share=1.0 if chance.random() < 0.8 else 0.6)
        text = switched if any(map(str.isalpha, switched)) else text
    passage = pool[window].text
    question_ids, _, passage_ids, passage_spans, aligned = coded(text, passage, tokenizer)
    inside = [i for i, (a, b) in enumerate(passage_spans) if a < end and start < b and a < b]
    first, last = (inside[0], inside[-1]) if inside else (-1, -1)
    return Row(window, question_ids, passage_ids, aligned, first, last)


def coded(
    text: str, passage: str, tokenizer: object
) -> tuple[list[int], list[Span], list[int], list[Span], Aligned]:
    """Return ids and spans of question and passage, and what `align` says of them."""
    question_ids, question_spans = encode(tokenizer, text)
    question_ids, question_spans = question_ids[:QUESTION_TOKENS], question_spans[:QUESTION_TOKENS]
    passage_ids, passage_spans = encode(tokenizer, passage)
    passage_ids, passage_spans = passage_ids[:MOST_TOKENS], passage_spans[:MOST_TOKENS]
    aligned = align(understood(text), question_spans, passage, passage_spans)
    return question_ids, question_spans, passage_ids, passage_spans, aligned


def understood(text: str) -> Question:
    """Understand a question; one the product would refuse to read is taken for Chinese or English by its letters."""
    try:
        return understand(text)
    except QuestionError:
        language: Language = "zh-Hans" if any(map(is_han, text)) else "en"
        return Question(text, language, Wants.PHRASE, (len(text), len(text)), language)
