"""Fit what the offline reader weighs (`rag/evidence.py`, `rag/choice.py`) and where it refuses (`rag/read.py`).

    YINZHENG_DATA=DIR python -m training.reader.fit

The questions are those the span model did not learn from: the last paragraphs of its sets (`training/reader/data.py`),
half of them also put word by word into the other language. Per set a library of these paragraphs; the clauses of the
five passages found are the examples, the one that holds the answer positive; questions that SQuAD 2.0 says are not
answered, and questions about other paragraphs, give only negatives. Two logistic regressions: does a clause answer, and
which of its candidate spans does. Prints what goes into the three files; nothing of `data/eval`, of the article's
questions or of the sets reported on is read.
"""

import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from os import environ
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.library import Library
from index.script import fold
from index.search import search, term_share
from rag.choice import SPAN_WEIGHTS, span_features
from rag.evidence import CLAUSE_WEIGHTS, read_clauses
from rag.match import terms
from rag.spans import SpanReader
from training.encoder.other_words import in_other_words
from training.reader.data import SETS, paragraphs, understood

SEED, QUESTIONS, OUTSIDE, UNANSWERED = 7, 220, 60, 140
Rows = list[tuple[list[float], float]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the paragraph that answers it and its gold answers there; none where nothing answers."""

    question: str
    paragraph: str
    golds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """How a question's clauses were measured: (features, whether it holds the answer) of each."""

    answerable: bool
    across: bool
    clauses: Rows


def questions(data: Path, name: str, *, halved: bool, learned: bool) -> list[Asked]:
    """Read the questions of a set's learned or held-back paragraphs."""
    return [
        Asked(qa["question"], paragraph["context"], tuple(a["text"] for a in qa["answers"]))
        for _, paragraph in paragraphs(data, name, halved=halved, learned=learned)
        for qa in paragraph["qas"]
    ]


def chosen(data: Path, name: str, chance: random.Random, *, halved: bool) -> list[tuple[Asked, bool]]:
    """Draw the questions of a set, each with whether it was put into the other language."""
    held = questions(data, name, halved=halved, learned=False)
    outside = questions(data, name, halved=halved, learned=True)
    answered, unanswered = [a for a in held if a.golds], [a for a in held if not a.golds]
    drawn = chance.sample(answered, min(QUESTIONS, len(answered)))
    drawn += chance.sample(unanswered, min(UNANSWERED, len(unanswered)))
    drawn += [Asked(a.question, "", ()) for a in chance.sample(outside, OUTSIDE)]
    both = [(a, False) for a in drawn]
    for a in chance.sample(drawn, len(drawn) // 2):
        switched = in_other_words(a.question, chance, share=1.0)
        if any(map(str.isalpha, switched)):
            both.append((Asked(switched, a.paragraph, a.golds), True))
    return both


def collect(data: Path, name: str, reader: SpanReader, *, halved: bool) -> tuple[list[Judged], Rows]:
    """Return how each question's clauses were measured, and the spans of those that hold answers."""
    chance = random.Random(SEED)
    judged: list[Judged] = []
    spans: Rows = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (title, paragraph) in enumerate(paragraphs(data, name, halved=halved, learned=False)):
            text = (
                f"{title}\n\n{paragraph['context']}" if title and title != "mixed" else paragraph["context"]
            )
            (Path(folder) / f"{number}.txt").write_text(text, encoding="utf-8")
        with Library.open(Path(folder) / "library", create=True) as library:
            library.add(sorted(Path(folder).glob("*.txt")))
            share = term_share(library)
            for asked, across in chosen(data, name, chance, halved=halved):
                question = understood(asked.question)
                words = terms(question, share=share)
                passages = search(library, question.text)
                scores = reader.read(question, [(f.title, f.passage.text) for f in passages])
                clauses: Rows = []
                for clause in read_clauses(question, words, passages, scores):
                    right = holds(clause.text, asked)
                    clauses.append((list(clause.features.values()), float(right)))
                    if right:
                        spans += [
                            (
                                list(span_features(question, words, clause, candidate).values()),
                                float(is_gold(clause.text[candidate.start : candidate.end], asked.golds)),
                            )
                            for candidate in clause.candidates
                        ]
                judged.append(Judged(bool(asked.golds), across, clauses))
    return judged, spans


def holds(clause: str, asked: Asked) -> bool:
    """Does a clause hold the answer, in the paragraph asked about?"""
    return clause in asked.paragraph and any(fold(gold) in fold(clause) for gold in asked.golds)


def is_gold(span: str, golds: Sequence[str]) -> bool:
    """Is a span a gold answer, or nearly?"""
    said = fold(span)
    return any((said in fold(g) or fold(g) in said) and 0.6 < len(said) / len(g) < 1.7 for g in golds)


def fit(rows: Rows, names: list[str]) -> dict[str, float]:
    """Fit one regression; return its weights by name, the constant last."""
    model = LogisticRegression(C=1.0, max_iter=4000)
    model.fit(np.array([row[0] for row in rows]), np.array([row[1] for row in rows]))
    weights = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
    return {**weights, "constant": round(float(model.intercept_[0]), 3)}


def main() -> None:
    """Collect, fit, print."""
    data = Path(environ["YINZHENG_DATA"])
    reader = SpanReader()
    judged: list[Judged] = []
    spans: Rows = []
    for source, name, halved in SETS:
        if source == "qamr":
            continue
        print(f"Collecting from {name} …", file=sys.stderr, flush=True)
        more, candidates = collect(data, name, reader, halved=halved)
        judged += more
        spans += candidates
    clause = fit(
        [row for each in judged for row in each.clauses], [n for n in CLAUSE_WEIGHTS if n != "constant"]
    )
    span = fit(spans, [n for n in SPAN_WEIGHTS if n != "constant"])
    print(f"CLAUSE_WEIGHTS = {clause}\nSPAN_WEIGHTS = {span}")
    weights = np.array(list(clause.values()))
    for across in (False, True):
        best: list[tuple[bool, float, float]] = []
        for each in judged:
            if each.clauses and each.across == across:
                score, right = max(
                    (float(weights[:-1] @ v + weights[-1]), right) for v, right in each.clauses
                )
                best.append((each.answerable, score, right))
        sure = fit([([score], right) for _, score, right in best], ["slope"])
        name = "ACROSS" if across else "WITHIN"
        print(
            f"{name} = ({sure['slope']}, {sure['constant']})\n  least  answered  right of them  unanswerable refused"
        )
        found = [(answerable, _sigmoid(sure, score), right) for answerable, score, right in best]
        for least in np.arange(0.05, 0.75, 0.05):
            answered = np.mean([p >= least for answerable, p, _ in found if answerable])
            holding = np.mean([right > 0 for answerable, p, right in found if answerable and p >= least])
            refused = np.mean([p < least for answerable, p, _ in found if not answerable])
            print(f"  {least:.2f}   {answered:.3f}     {holding:.3f}          {refused:.3f}")


def _sigmoid(sure: dict[str, float], score: float) -> float:
    return float(1 / (1 + np.exp(-(sure["slope"] * score + sure["constant"]))))


if __name__ == "__main__":
    main()
