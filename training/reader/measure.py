"""Exact match and F1 of the span model, each question with its own paragraph, over sets it has not seen.

    YINZHENG_DATA=DIR python -m training.reader.measure [--checkpoint training/reader/out/state.pt]

CMRC 2018 dev, the second half of DRCD dev, XQuAD's half (English questions, Chinese paragraphs, and back) and the
second half of SQuAD 2.0 dev. As the sets' own scripts do it: punctuation dropped, Chinese by character, English by word
without articles, the best of the gold answers.
"""

import argparse
import json
import random
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from os import environ
from pathlib import Path

import numpy as np
import torch

from index.script import fold, is_han
from rag.apart import SHIPPED
from rag.spans import NOTHING, Scores, SpanReader, judge
from training.reader.data import coded, cut, understood
from training.reader.model import SpanModel

SEED = 5
Example = tuple[str, str, str, tuple[str, ...]]


def examples(data: Path) -> dict[str, list[Example]]:
    """Read (question, title, paragraph, golds) of every set."""
    reading = data / "reading"
    sets = {
        "cmrc": list(_squad(reading / "cmrc2018_dev.json")),
        "drcd": list(_squad(reading / "DRCD_dev.json", second_half=True)),
        "squad2": list(_squad(reading / "squad2_dev.json", second_half=True)),
    }
    chinese = {e[0]: e for e in _by_id(data / "eval" / "xquad_half.zh.json")}
    english = {e[0]: e for e in _by_id(data / "eval" / "xquad_half.en.json")}
    sets["xquad en-zh"] = [(english[i][1], "", e[2], e[3]) for i, e in chinese.items()]
    sets["xquad zh-en"] = [(chinese[i][1], "", e[2], e[3]) for i, e in english.items()]
    sets["xquad zh-zh"] = [(e[1], "", e[2], e[3]) for e in chinese.values()]
    return sets


def _squad(path: Path, *, second_half: bool = False) -> Iterator[Example]:
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    for article in articles[len(articles) // 2 :] if second_half else articles:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                golds = tuple(a["text"] for a in qa["answers"])
                yield qa["question"], article.get("title", ""), paragraph["context"], golds


def _by_id(path: Path) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                yield qa["id"], qa["question"], paragraph["context"], tuple(a["text"] for a in qa["answers"])


def spell(text: str) -> list[str]:
    """Cut an answer into what F1 counts."""
    text = fold(unicodedata.normalize("NFKC", text)).lower()
    text = re.sub(r"\b(a|an|the)\b", " ", text)
    marks = set(string.punctuation) | {c for c in text if unicodedata.category(c).startswith("P")}
    text = "".join(f" {c} " if is_han(c) else "" if c in marks else c for c in text)
    return text.split()


def score(said: str, golds: Sequence[str]) -> tuple[float, float]:
    """Return exact match and F1 against the best gold; with no gold, nothing said is right."""
    if not golds:
        return float(not said), float(not said)
    own = spell(said)
    exact = f1 = 0.0
    for gold in map(spell, golds):
        exact = max(exact, float(own == gold))
        common = sum((Counter(own) & Counter(gold)).values())
        if common:
            f1 = max(f1, 2 * common / (len(own) + len(gold)))
    return exact, f1


Answerer = Callable[[str, str], tuple[float, str]]


def by_model(model: SpanModel, tokenizer: object) -> Answerer:
    """Let a model answer from a paragraph: the likeliest span over its windows, and its log-odds."""

    def answer(question: str, paragraph: str) -> tuple[float, str]:
        judged = []
        for start, end in cut(paragraph, tokenizer):
            q_ids, _, p_ids, spans, aligned = coded(question, paragraph[start:end], tokenizer)
            with torch.inference_mode():
                first, last, pairs, none = model(
                    torch.tensor([q_ids]),
                    torch.from_numpy(aligned.question)[None],
                    torch.tensor([p_ids]),
                    torch.ones(1, len(p_ids)),
                    torch.from_numpy(aligned.passage)[None],
                    torch.from_numpy(aligned.links)[None],
                )
            standing = tuple((a + start, b + start) if a < b else (0, 0) for a, b in spans)
            judged.append(
                judge(standing, first[0].numpy(), last[0].numpy(), pairs[0].numpy(), float(none[0]))
            )
        return _best(Scores(tuple(judged)), paragraph)

    return answer


def as_shipped(folder: Path = SHIPPED) -> Answerer:
    """Let the graphs that ship answer."""
    reader = SpanReader(folder)

    def answer(question: str, paragraph: str) -> tuple[float, str]:
        (scores,) = reader.read(understood(question), [("", paragraph)])
        return _best(scores, paragraph)

    return answer


def _best(scores: Scores, paragraph: str) -> tuple[float, str]:
    odds, start, end = next(iter(scores.best()), (NOTHING, 0, 0))
    return odds, paragraph[start:end]


def measure(answer: Answerer, data: Path, *, most: int | None = None) -> dict[str, str]:
    """Return EM / F1 by set, over `most` questions of each drawn at random; for SQuAD 2 the best over thresholds."""
    results = {}
    for name, rows in examples(data).items():
        rows = random.Random(SEED).sample(rows, min(most or len(rows), len(rows)))
        scored = []
        for question, _, paragraph, golds in rows:
            odds, said = answer(question, paragraph)
            scored.append((odds, *score(said, golds), bool(golds)))
        if name == "squad2":
            levels = sorted({odds for odds, *_ in scored})
            f1 = max(
                np.mean(
                    [
                        f if odds >= level and has else float(odds < level and not has)
                        for odds, _, f, has in scored
                    ]
                )
                for level in levels
            )
            has = [f for _, _, f, answerable in scored if answerable]
            results[name] = f"best F1 {100 * f1:.1f}, answerable F1 {100 * np.mean(has):.1f}"
        else:
            results[name] = (
                f"{100 * np.mean([s[1] for s in scored]):.1f} / {100 * np.mean([s[2] for s in scored]):.1f}"
            )
    return results


def main() -> None:
    """Measure what ships, or a checkpoint."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checkpoint", type=Path, help="instead of what ships")
    parser.add_argument("--most", type=int, help="questions of each set, drawn at random")
    options = parser.parse_args()
    answer = as_shipped()
    if options.checkpoint is not None:
        from training.reader.train import ENCODER, tokenizer

        model = SpanModel.start(ENCODER)
        model.load_state_dict(torch.load(options.checkpoint, weights_only=True)["model"])
        answer = by_model(model.eval(), tokenizer())
    print(json.dumps(measure(answer, Path(environ["YINZHENG_DATA"]), most=options.most), indent=2))


if __name__ == "__main__":
    main()
