"""Fit how probably a passage carries a claim (`rag/check/support.py`), and say what other thresholds would do.

    python -m training.check.fit

On the claims written for this project that the support model did not learn from (`training/check/claims.py`), those
that no figure, year or name tells to be wrong: no others come this far. What speaks for a claim is the support model's
log-odds and how far its words are said; against it, a rule that finds it contrary to the passage. Cross-validated by
passage. Nothing of `benchmarks/` is read.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.document import Passage
from index.search import Found
from rag.check.carried import refuted, weighed
from rag.check.passage import Read, Source
from rag.check.support import WEIGHTS
from rag.support import support_reader
from training.check.claims import written

FOLDS = 10


def source(title: str, text: str) -> Source:
    """A passage as the check reads it."""
    return Source(1, Found(Passage("d", 0, len(text), text), title, "", 0.0, 0.0, 0.0, ()), {})


def rows() -> Iterator[tuple[int, dict[str, float], bool, bool]]:
    """Yield (passage, features, whether claim and passage are of two languages, whether it is true)."""
    model = support_reader()
    for number, (held, row) in enumerate(written()):
        if not held:
            continue
        passage = source(row["title"], row["passage"])
        for claim in row["claims"]:
            read = Read(claim["text"])
            if refuted(read, passage) is None:
                (odds,) = model.odds(read.text, [(row["title"], row["passage"])])
                across = (claim["language"] == "en") != (row["language"] == "en")
                yield number, weighed(read, passage, odds), across, claim["says"]


def tell(name: str, sure: NDArray[np.float64], true: NDArray[np.bool_]) -> None:
    """Print what thresholds would do."""
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        kept, passed = (sure[true] >= least).mean(), (sure[~true] >= least).mean()
        print(f"  {name}, from {least}: true kept {kept:.3f}, false kept {passed:.3f} of {len(true)}")


def main() -> None:
    """Collect, fit, print."""
    found = list(rows())
    names = [name for name in WEIGHTS if name != "constant"]
    features = np.array([[of[name] for name in names] for _, of, _, _ in found])
    true = np.array([says for *_, says in found])
    across = np.array([other for _, _, other, _ in found])
    passages = np.array([number for number, *_ in found])
    model = LogisticRegression(C=1.0, max_iter=4000)
    sure = cross_val_predict(
        model, features, true, groups=passages, cv=GroupKFold(FOLDS), method="predict_proba"
    )[:, 1]
    tell("all", sure, true)
    tell("within", sure[~across], true[~across])
    tell("across", sure[across], true[across])
    model.fit(features, true)
    weights = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True)}
    print(weights | {"constant": round(float(model.intercept_[0]), 3)}, len(found))


if __name__ == "__main__":
    main()
