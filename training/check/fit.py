"""Fit how probably a passage carries a claim (`rag/check/support.py`), and say what thresholds would do.

    YINZHENG_DATA=DIR python -m training.check.fit

On claims written for this project that the support model did not learn from, about passages of several sentences and of
one or two (`training/check/claims.py`), and on claims near the words of a passage, true and false
(`training/check/plain.py`). A regression is fitted over those that no figure, year or name tells to be wrong; the
shares printed are of all, cross-validated by passage. Nothing of `benchmarks/` is read.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from os import environ
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from index.document import Passage
from index.search import Found
from rag.check.carried import refuted, weighed
from rag.check.passage import Read, Source
from rag.check.support import WEIGHTS
from rag.support import support_reader
from training.check.claims import written
from training.check.plain import paragraphs, runs

SEED, FOLDS = 11, 10
# What a claim of each kind counts: the short ones are twins, made to be told apart with difficulty.
COUNTS = {"long": 2.0, "short": 0.6, "plain": 1.0}
# A passage of one or two sentences has so many claims written about it.
SHORT = 8


def source(title: str, text: str) -> Source:
    """A passage as the check reads it."""
    return Source(1, Found(Passage("d", 0, len(text), text), title, "", 0.0, 0.0, 0.0, ()), {})


@dataclass(frozen=True, slots=True)
class Row:
    """A claim: of which passage, how it came about, its features, None where it is refuted, and whether it is true."""

    passage: int
    kind: str
    features: dict[str, float] | None
    true: bool


def rows(data: Path) -> Iterator[Row]:
    """Yield every claim."""
    for number, (held, row) in enumerate(written()):
        for claim in row["claims"] if held else ():
            kind = "short" if len(row["claims"]) == SHORT else "long"
            yield _row(number, kind, row["title"], row["passage"], claim["text"], true=claim["says"])
    chance = random.Random(SEED)
    for plain in (*runs(data, chance), *paragraphs(data, chance)):
        yield _row(hash(plain.passage), "plain", "", plain.passage, plain.text, true=plain.true)


def _row(number: int, kind: str, title: str, text: str, claim: str, *, true: bool) -> Row:
    passage, read = source(title, text), Read(claim)
    if refuted(read, passage) is not None:
        return Row(number, kind, None, true)
    (odds,) = support_reader().odds(claim, [(title, text)])
    return Row(number, kind, weighed(read, passage, odds), true)


def main() -> None:
    """Collect, fit, print."""
    found = list(rows(Path(environ["YINZHENG_DATA"])))
    fitted = [row for row in found if row.features is not None]
    names = [name for name in WEIGHTS if name != "constant"]
    features = np.array([[row.features[name] for name in names] for row in fitted if row.features])
    true = np.array([row.true for row in fitted])
    weights = np.array([COUNTS[row.kind] for row in fitted])
    model = LogisticRegression(C=1.0, max_iter=4000)
    sure = np.zeros(len(fitted))
    for learned, held in GroupKFold(FOLDS).split(features, groups=[row.passage for row in fitted]):
        model.fit(features[learned], true[learned], sample_weight=weights[learned])
        sure[held] = model.predict_proba(features[held])[:, 1]
    for kind in COUNTS:
        of_kind = np.array([row.kind == kind for row in fitted])
        all_true = sum(row.true for row in found if row.kind == kind)
        all_false = sum(not row.true for row in found if row.kind == kind)
        for least in (0.1, 0.15, 0.2, 0.3, 0.5, 0.6, 0.7):
            kept = of_kind & (sure >= least)
            print(
                f"{kind}, from {least}: true {(kept & true).sum() / all_true:.3f} of {all_true}, "
                f"false {(kept & ~true).sum() / all_false:.3f} of {all_false}"
            )
    model.fit(features, true, sample_weight=weights)
    coefficients = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
    print(coefficients | {"constant": round(float(model.intercept_[0]), 3)}, len(fitted))


if __name__ == "__main__":
    main()
