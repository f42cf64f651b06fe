"""How probably a passage says what a claim says: the support model's judgement, and how far the words are said."""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rag.check.figures import carries_in
from rag.check.passage import Cover, Read, Source
from rag.figures import Figure

# A logistic regression fitted by training/check/fit.py, which says on what.
WEIGHTS: Mapping[str, float] = MappingProxyType({
    "support": 0.685, "own": 0.556, "weakest": 1.361, "contrary": -0.775, "elsewhere": -1.147, "constant": -0.807,
})  # fmt: skip
# From here on a claim is supported, and from here on in doubt; below, it is withheld.
SUPPORTED, IN_DOUBT = 0.8, 0.17
# With such shares of its words said, a claim is in the passage's own words: what a rule holds against it then counts;
# where none does, less supports it by a passage that it cites, still less where it tells a figure, which was compared;
# and log-odds a part of it, which may lack what the model would need to see.
CLOSE_OWN, CLOSE_WEAKEST = 0.75, 0.5
SUPPORTED_CLOSE, SUPPORTED_CLOSE_FIGURE, CLOSE_ODDS_OF_PART = 0.65, 0.5, -4.0

# What a word counts that stands only in the title or the headings above.
_ABOVE = 0.8
# What a word counts for a clause that stands in another of the passage.
_IN_PASSAGE = 0.6
# A part of a claim lighter than this is no statement by itself.
_STATEMENT = 1.5


def features(
    claim: Read, cover: Cover, source: Source, odds: float, *, contrary: bool, elsewhere: bool
) -> dict[str, float]:
    """Return what speaks for a claim and against it.

    `support`: the support model's log-odds; `own`: the share, in [0, 1], of the words of each part of a claim (and its
    figures) said by one clause; `weakest`: the share of its worst part's said anywhere in the passage and its headings;
    `contrary`, `elsewhere`: a rule finds that the passage says or plans the opposite, or says it of something else.
    """
    words = claim.words
    above = _ABOVE * cover.above
    anywhere = np.maximum(cover.anywhere, above)
    clauses = np.maximum(cover.strengths, np.maximum(_IN_PASSAGE * cover.anywhere, 0.5 * above)[:, None])
    # A figure is as good as a word, and is carried where it stands.
    weights = np.array([word.weight for word in words] + [1.0] * len(claim.figures))
    anywhere = np.append(anywhere, np.ones(len(claim.figures)))
    clauses = np.vstack([clauses, *(_standing(source, figure) for figure in claim.figures)])
    parts = _by_part(claim)
    whole = _share([float(weights @ anywhere)], weights)
    stated = [part for part in parts if weights[part].sum() >= _STATEMENT]
    return {
        "support": odds,
        "own": _share([float((weights[part] @ clauses[part]).max(initial=0.0)) for part in parts], weights),
        "weakest": min(
            (_share([float(weights[part] @ anywhere[part])], weights[part]) for part in stated), default=whole
        ),
        "contrary": float(contrary),
        "elsewhere": float(elsewhere),
    }


def _share(said: Sequence[float], weights: NDArray[np.float64]) -> float:
    return sum(said) / float(weights.sum()) if weights.sum() else 1.0


def _standing(source: Source, figure: Figure) -> NDArray[np.float64]:
    """How surely each clause says a figure that the passage or what stands above it carries: `(clauses,)`."""
    places = [other.start for other in carries_in(source, figure)]
    inside = [any(a <= at < b for at in places) for a, b in source.clauses]
    return np.where(inside, 1.0, _IN_PASSAGE)


def _by_part(claim: Read) -> list[list[int]]:
    """The numbers of the words in each part of a claim, and of its figures behind them."""
    starts = [word.token.start for word in claim.words] + [figure.start for figure in claim.figures]
    inside = [[i for i, start in enumerate(starts) if a <= start < b] for a, b in claim.parts]
    return [numbers for numbers in inside if numbers]


def probability(of: Mapping[str, float]) -> float:
    """The probability in [0, 1] that a passage with these features says what the claim says."""
    odds = WEIGHTS["constant"] + sum(WEIGHTS[name] * value for name, value in of.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def is_close(of: Mapping[str, float]) -> bool:
    """Is a claim with these features nearly in the words of single clauses of the passage?"""
    return of["own"] >= CLOSE_OWN and of["weakest"] >= CLOSE_WEAKEST
