"""Fit the offline reader's weights (`rag/evidence.py`) and its refusal threshold (`rag/read.py`).

    YINZHENG_DATA=DIR python training/reader/fit.py

Questions with known answers: CMRC 2018 train (Simplified), the first half of DRCD dev (Traditional), SQuAD 1.1 subset
(English). Per set a library of paragraphs; the clauses of the five passages found are the examples, the one that holds
the answer positive; questions about other paragraphs give only negatives. Two logistic regressions: does a clause
answer, and which of its candidate spans does. Prints what goes into the two files; nothing of `data/eval`, of the
seed questions or of the sets reported on is read.
"""

import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.library import Library
from index.script import fold
from index.search import search, term_share
from rag.evidence import CLAUSE_WEIGHTS, SPAN_WEIGHTS, read_clauses, span_features
from rag.match import terms
from rag.question import Wants, understand

SEED, PARAGRAPHS, QUESTIONS = 7, 100, 250
Row = tuple[list[float], float]
Asked = tuple[bool, list[Row]]


def examples(path: Path, *, first_half: bool) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield (paragraph, question, gold answers) of a SQuAD-form file."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    for article in articles[: len(articles) // 2] if first_half else articles:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                if qa["answers"]:
                    yield paragraph["context"], qa["question"], tuple(a["text"] for a in qa["answers"])


def collect(path: Path, *, first_half: bool) -> tuple[list[Row], list[Row], list[Asked]]:
    """Return clause rows, span rows and, per question, its clauses' features with their label."""
    chance = random.Random(SEED)
    rows = list(examples(path, first_half=first_half))
    paragraphs = list(dict.fromkeys(row[0] for row in rows))
    chance.shuffle(paragraphs)
    held = set(paragraphs[:PARAGRAPHS])
    inside = [row for row in rows if row[0] in held]
    outside = [row for row in rows if row[0] not in held]
    asked_rows = [(*row, True) for row in chance.sample(inside, min(QUESTIONS, len(inside)))]
    asked_rows += [(*row, False) for row in chance.sample(outside, min(QUESTIONS, len(outside)))]
    clause_rows: list[Row] = []
    span_rows: list[Row] = []
    groups = []
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(sorted(held)):
            (Path(folder) / f"{number}.txt").write_text(text, encoding="utf-8")
        with Library.open(Path(folder) / "library", create=True) as library:
            library.add(sorted(Path(folder).glob("*.txt")))
            share = term_share(library)
            for paragraph, text, golds, answerable in asked_rows:
                question = understand(text)
                asked = terms(question, share=share)
                group = []
                for clause in read_clauses(question, asked, search(library, text)):
                    right = (
                        answerable
                        and clause.text in paragraph
                        and any(g in fold(clause.text) for g in map(fold, golds))
                    )
                    values = list(clause.features.values())
                    clause_rows.append((values, float(right)))
                    group.append((values, float(right)))
                    if right and question.wants is not Wants.PROSE:
                        for candidate in clause.candidates:
                            said = fold(clause.text[candidate.start : candidate.end])
                            good = any(said in fold(g) or fold(g) in said for g in golds) and any(
                                0.5 < len(said) / len(g) < 2 for g in golds
                            )
                            span = span_features(question, asked, clause, candidate)
                            span_rows.append((list(span.values()), float(good)))
                groups.append((answerable, group))
    return clause_rows, span_rows, groups


def fit(rows: list[Row], names: list[str]) -> dict[str, float]:
    """Fit one regression; return its weights by name, the constant last."""
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(np.array([row[0] for row in rows]), np.array([row[1] for row in rows]))
    weights = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
    return {**weights, "constant": round(float(model.intercept_[0]), 3)}


def main() -> None:
    """Collect, fit, print."""
    data = Path(os.environ["YINZHENG_DATA"]) / "reading"
    clause_rows: list[Row] = []
    span_rows: list[Row] = []
    groups: list[Asked] = []
    for name, half in (
        ("cmrc2018_train.json", False),
        ("DRCD_dev.json", True),
        ("squad1_train_subset.json", False),
    ):
        print(f"Collecting from {name} …", file=sys.stderr, flush=True)
        found = collect(data / name, first_half=half)
        clause_rows += found[0]
        span_rows += found[1]
        groups += found[2]
    clause = fit(clause_rows, [name for name in CLAUSE_WEIGHTS if name != "constant"])
    span = fit(span_rows, [name for name in SPAN_WEIGHTS if name != "constant"])
    print(f"CLAUSE_WEIGHTS = {clause}\nSPAN_WEIGHTS = {span}")
    weights = np.array(list(clause.values()))
    best = [
        (answerable, max((float(weights[:-1] @ np.array(v) + weights[-1]), right) for v, right in group))
        for answerable, group in groups
        if group
    ]
    for least in np.arange(-3, 2, 0.25):
        answered = np.mean([score >= least for answerable, (score, _) in best if answerable])
        right = np.mean([score >= least and r > 0 for answerable, (score, r) in best if answerable])
        wrong = np.mean([score >= least for answerable, (score, _) in best if not answerable])
        print(
            f"least {least:+.2f}: answered {answered:.3f}, right clause {right:.3f}, outside answered {wrong:.3f}"
        )


if __name__ == "__main__":
    main()
