"""How probably a passage says what a claim says, from the words they share in either language and the encoder."""

import math
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from rag.check_passage import Cover, Read, is_time
from rag.check_words import covered

# Two logistic regressions fitted by training/check/fit.py, which says on what: claims in the passage's language, and in
# the other.
WITHIN: Mapping[str, float] = MappingProxyType({
    "own": 3.729, "anywhere": 1.463, "weakest": 3.104, "cosine": 3.153, "figures": 0.417, "constant": -9.03,
})  # fmt: skip
ACROSS: Mapping[str, float] = MappingProxyType({
    "own": 3.913, "anywhere": 1.872, "weakest": 3.154, "cosine": 2.154, "figures": 0.269, "constant": -8.196,
})  # fmt: skip
# From here on a claim is supported, within one language and across two: so 97 of 100 of the fit's true claims are, and
# a quarter of its false ones, most of them made of the passage's own words and figures.
SUPPORTED = {False: 0.4, True: 0.35}

# What a word counts that stands only in the title or the headings above.
_ABOVE = 0.8
# More figures than this say no more.
_MOST_FIGURES = 3
# A part of a claim lighter than this is no statement by itself.
_STATEMENT = 1.5


def features(claim: Read, cover: Cover, cosine: float) -> dict[str, float]:
    """Return what speaks for a claim, each in about [0, 1].

    `own`, `anywhere`: the share of the words of each part of the claim said by one clause, and of all of them said by
    the whole passage and its headings;
    `weakest`: the least of the latter over the claim's parts; `cosine`: of the nearest clause; `figures`: how
    many there are, for all of them are carried.
    """
    words = claim.words
    above = _ABOVE * cover.above
    anywhere = np.maximum(cover.anywhere, above)
    clauses = np.maximum(cover.strengths, 0.5 * above[:, None])
    weights = np.array([word.weight for word in words])
    return {
        "own": _own(claim, clauses, weights),
        "anywhere": covered(words, anywhere.tolist()),
        "weakest": _weakest(claim, anywhere),
        "cosine": cosine,
        "figures": min(_MOST_FIGURES, sum(not is_time(figure) for figure in claim.figures)) / _MOST_FIGURES,
    }


def _own(claim: Read, clauses: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """The share of the words that is said where most of their part of the claim is."""
    if not weights.sum() or not clauses.shape[1]:
        return 1.0 if not weights.sum() else 0.0
    said = sum(float((weights[inside] @ clauses[inside]).max()) for inside in _by_part(claim))
    return said / float(weights.sum())


def _by_part(claim: Read) -> list[list[int]]:
    """The numbers of the words in each part of a claim."""
    inside = [[i for i, word in enumerate(claim.words) if a <= word.token.start < b] for a, b in claim.parts]
    return [numbers for numbers in inside if numbers]


def _weakest(claim: Read, anywhere: NDArray[np.float64]) -> float:
    shares = []
    for inside in _by_part(claim):
        words = [claim.words[i] for i in inside]
        if sum(word.weight for word in words) >= _STATEMENT:
            shares.append(covered(words, [float(anywhere[i]) for i in inside]))
    return min(shares, default=covered(claim.words, anywhere.tolist()))


def probability(of: Mapping[str, float], *, across: bool) -> float:
    """The probability in [0, 1] that a passage with these features says what the claim says."""
    weights = ACROSS if across else WITHIN
    odds = weights["constant"] + sum(weights[name] * value for name, value in of.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
