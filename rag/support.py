"""The support model at work: how surely a passage says what a claim says, within a language and across two.

`models/support/support.onnx` reads on from what `rag/apart.py` has read of both; `training/check/` makes it.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed import SHIPPED as ENCODER
from index.script import is_han
from rag.alignment import Span, align
from rag.answer import Language
from rag.apart import Apart, ApartReader, apart_reader, beside, open_upper
from rag.check.polarity import negations, stances
from rag.question import Question, Wants

SHIPPED = ENCODER.parent / "support"
# What is read of a claim and of a passage at once, in tokens.
CLAIM_TOKENS, WINDOW_TOKENS = 64, 200
NOTHING = -30.0
SIDES = 4


def as_asked(claim: str) -> Question:
    """A claim in the form in which words are aligned: it asks for nothing."""
    language: Language = "zh-Hans" if any(map(is_han, claim)) else "en"
    return Question(claim, language, Wants.PROSE, (len(claim), len(claim)), language)


def sides(text: str, other: str, spans: Sequence[Span]) -> NDArray[np.float32]:
    """Tell which tokens of a text have an opposite, and what another text says of it: `(tokens, SIDES)`, 0 or 1.

    The columns: it takes a side (rose, 下降); the other text takes the same one somewhere; the opposite one; it stands
    in the reach of a negation.
    """
    marks = np.zeros((len(text) + 1, SIDES), np.float32)
    others = {(stance.axis, stance.side) for stance in stances(other)}
    for stance in stances(text):
        inside = marks[stance.start : stance.end]
        inside[:, 0] = 1
        inside[:, 1] = (stance.axis, stance.side) in others
        inside[:, 2] = (stance.axis, -stance.side) in others
    for negation in negations(text):
        marks[negation.start : negation.reach, 3] = 1
    rows = np.zeros((len(spans), SIDES), np.float32)
    for number, (start, end) in enumerate(spans):
        if end > start:
            rows[number] = marks[start:end].max(axis=0)
    return rows


class SupportReader:
    """The support model in `folder`: `support.onnx` and `config.json`. Threads may share it."""

    def __init__(self, folder: Path = SHIPPED, *, apart: ApartReader | None = None) -> None:
        """Remember where the model is; it is loaded for the first claim."""
        self._folder = folder
        self._apart = apart or ApartReader()

    def odds(self, claim: str, passages: Sequence[tuple[str, str]]) -> list[float]:
        """The log-odds, about [-8, 8], that each passage, given as (title, text), says the claim.

        Raises:
            EncoderError: the model's files are missing, altered or cut short.
        """
        upper, asked = self._upper, as_asked(claim)
        read = self._apart.text(claim, most=CLAIM_TOKENS)

        def one(window: Apart) -> float:
            known = align(asked, read[0], window.text, window.tokens)
            more = {
                "q_sides": sides(claim, window.text, read[0])[None],
                "p_sides": sides(window.text, claim, window.tokens)[None],
            }
            (odds,) = upper.run(None, beside(read, window, known) | more)
            return float(odds[0])

        windows = self._apart.passages(passages, most=WINDOW_TOKENS)
        return [max(map(one, own), default=NOTHING) for own in windows]

    @cached_property
    def _upper(self) -> Any:  # noqa: ANN401  onnxruntime's
        return open_upper(self._folder, "support.onnx", self._apart)


@cache
def support_reader() -> SupportReader:
    """The model that ships, one for the process."""
    return SupportReader(apart=apart_reader())
