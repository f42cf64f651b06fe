"""How well the offline reader finds, cites and refuses, on public question sets it was not made from.

    YINZHENG_DATA=DIR python benchmarks/reading.py [--questions 150]

Per set: a library of the paragraphs of some articles, retrieval and reading as `yinzheng ask` does them. Half of the
questions are answered in the library; the other half are about articles that are not in it, and should be refused.
DRCD dev (Traditional), CMRC 2018 dev (Simplified), SQuAD 2.0 dev (English), and XQuAD (English over Chinese).
*Wrong figures* are those of short answers, over all questions asked, that no cited quote carries: there should be 0.
The second table is the calibration of the probability an answer gives: over all questions asked, inside and outside,
how often a quote holds a gold answer (a refusal quotes the nearest passage), by the probability given.
"""

import argparse
import json
import os
import random
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from index.library import Library
from index.script import fold
from rag.metrics import exact_match, f1, figures_shown, wrong_figures
from rag.pipeline import Pipeline

SEED = 20
BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 1.0)
Judged = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the paragraph that answers it, and its gold answers there."""

    text: str
    paragraph: str
    golds: tuple[str, ...]


def squad(path: Path, *, second_half: bool = False) -> list[tuple[str, list[Asked]]]:
    """Read a SQuAD-form file as (paragraph, its answerable questions)."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    articles = articles[len(articles) // 2 :] if second_half else articles
    return [
        (
            paragraph["context"],
            [
                Asked(qa["question"], paragraph["context"], tuple(a["text"] for a in qa["answers"]))
                for qa in paragraph["qas"]
                if qa["answers"]
            ],
        )
        for article in articles
        for paragraph in article["paragraphs"]
    ]


def across(questions: Path, passages: Path) -> list[tuple[str, list[Asked]]]:
    """Read the English questions of one file with the Chinese paragraphs of another, matched by id."""
    english = {
        qa["id"]: qa["question"]
        for article in json.loads(questions.read_text(encoding="utf-8"))["data"]
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    }
    return [
        (
            paragraph["context"],
            [
                Asked(english[qa["id"]], paragraph["context"], tuple(a["text"] for a in qa["answers"]))
                for qa in paragraph["qas"]
                if qa["id"] in english
            ],
        )
        for article in json.loads(passages.read_text(encoding="utf-8"))["data"]
        for paragraph in article["paragraphs"]
    ]


def measure(data: list[tuple[str, list[Asked]]], *, questions: int) -> tuple[dict[str, float], Judged]:
    """Ask `questions` that are answered in the library and as many that are not.

    Returns the scores, and of each question asked (the probability given, 1 where a quote holds the gold answer).
    """
    chance = random.Random(SEED)
    paragraphs = [(text, asked) for text, asked in data if asked]
    half = len(paragraphs) // 2
    # Sets run in article order: the halves share hardly an article.
    inside = chance.sample(paragraphs[:half], min(half, 60))
    outside = paragraphs[half + 10 :]
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, (text, _) in enumerate(inside):
            file = Path(folder) / f"{number}.txt"
            file.write_text(text, encoding="utf-8")
            files.append(file)
        with Library.open(Path(folder) / "library", create=True) as library:
            library.add(files)
            pipeline = Pipeline(library)
            answered = [asked for _, all_asked in inside for asked in all_asked]
            foreign = [asked for _, all_asked in outside for asked in all_asked]
            right = [score(pipeline, a) for a in chance.sample(answered, min(questions, len(answered)))]
            beyond = [score(pipeline, a) for a in chance.sample(foreign, min(questions, len(foreign)))]
    counts = ("figures shown", "wrong figures")
    kept = [key for key in right[0] if key not in (*counts, "probability", "nearest")]
    means = {key: sum(row[key] for row in right) / len(right) for key in kept}
    judged = [(row["probability"], row["nearest"]) for row in right] + [
        (row["probability"], 0.0) for row in beyond
    ]
    totals = {key: sum(row[key] for row in right + beyond) for key in counts}
    refused = 1 - sum(row["answered"] for row in beyond) / len(beyond)
    return {**means, "outside refused": refused, **totals}, judged


def score(pipeline: Pipeline, asked: Asked) -> dict[str, float]:
    """Return what was right about one answer."""
    answer = pipeline.ask(asked.text)
    folded = [fold(gold) for gold in asked.golds]
    said = (answer.span, answer.short_answer)
    return {
        "passage in 5": float(
            any(p.text in asked.paragraph or asked.paragraph in p.text for p in answer.passages)
        ),
        "answered": float(not answer.refused),
        "cited": float(
            not answer.refused and any(g in fold(c.quote) for g in folded for c in answer.citations)
        ),
        "probability": answer.probability or 0.0,
        "nearest": float(any(g in fold(c.quote) for g in folded for c in answer.citations)),
        "EM": float(any(exact_match(text, asked.golds) for text in said)),
        "F1": max(f1(text, asked.golds) for text in said),
        "figures shown": len(figures_shown(answer.short_answer)),
        "wrong figures": len(wrong_figures(answer.short_answer, [c.quote for c in answer.citations])),
    }


def _cell(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _bin(judged: Judged, low: float, high: float) -> str:
    """How many questions were given a probability in [low, high), what on average, and how many of them were right."""
    inside = [(p, right) for p, right in judged if low <= p < high or p == high == BINS[-1]]
    if not inside:
        return "0 | – | –"
    given, right = (sum(column) / len(inside) for column in zip(*inside, strict=True))
    return f"{len(inside)} | {given:.2f} | {right:.2f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=150)
    arguments = parser.parse_args()
    data = Path(os.environ["YINZHENG_DATA"])
    sets = {
        # The reader's weights were fitted on the first half.
        "DRCD dev, second half (zh-Hant)": squad(data / "reading" / "DRCD_dev.json", second_half=True),
        "CMRC dev (zh-Hans)": squad(data / "reading" / "cmrc2018_dev.json"),
        "SQuAD 2 dev, second half (en)": squad(data / "reading" / "squad2_dev.json", second_half=True),
        "XQuAD half (en over zh)": across(
            data / "eval" / "xquad_half.en.json", data / "eval" / "xquad_half.zh.json"
        ),
    }
    header = None
    judged: dict[str, Judged] = {"within": [], "across": []}
    for name, rows in sets.items():
        result, each = measure(rows, questions=arguments.questions)
        judged["across" if "over" in name else "within"] += each
        if header is None:
            header = list(result)
            print("| set | " + " | ".join(header) + " |\n|---" * 1 + "|---" * len(header) + "|")
        print(f"| {name} | " + " | ".join(map(_cell, result.values())) + " |", flush=True)
    print(
        "\n| probability given | " + " | ".join(f"{kind}: n | mean given | right" for kind in judged) + " |"
    )
    print("|---" * 7 + "|")
    for low, high in pairwise(BINS):
        print(
            f"| {low} to {high} | " + " | ".join(_bin(pairs, low, high) for pairs in judged.values()) + " |"
        )


if __name__ == "__main__":
    main()
