"""The span model at work: which words of a passage answer a question, and how surely any do.

`models/reader/` holds it in two graphs: `apart.onnx` reads one text (`rag/apart.py`), `together.onnx` a question with
windows of text. Both are made by `training/reader/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.alignment import Span, align
from rag.apart import SHIPPED, Apart, ApartReader, apart_reader, beside, open_upper
from rag.question import Question

# What is read of a question and of a passage at once, in tokens.
QUESTION_TOKENS, WINDOW_TOKENS = 48, 150
# The likeliest spans are at most this many tokens long.
LONGEST = 30
NOTHING = -30.0


@dataclass(frozen=True, slots=True)
class Window:
    """A window of a passage as the model judged it.

    `spans` is where its tokens stand in the passage; `odds` the log-odds of every span from a first to a last token,
    `(tokens, tokens)` float32, against nothing in the window answering; -inf where there is no such span.
    """

    spans: tuple[Span, ...]
    odds: NDArray[np.float32]


def judge(
    spans: tuple[Span, ...],
    first: NDArray[np.float32],
    last: NDArray[np.float32],
    pairs: NDArray[np.float32],
    none: float,
) -> Window:
    """Make a window of what the model says of first tokens, of last, of the two together, and of there being none."""
    odds = first[:, None] + last[None, :] + pairs - 2 * none
    somewhere = np.array([start < end for start, end in spans])
    ordered = np.triu(somewhere[:, None] & somewhere[None, :])
    return Window(spans, np.where(ordered, odds, -np.inf))


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model makes of one passage. Log-odds are against nothing in the passage answering, about [-30, 30]."""

    windows: tuple[Window, ...]

    def odds(self, start: int, end: int) -> float:
        """The log-odds that exactly `start:end` of the passage answers; NOTHING where no tokens hold it."""
        best = NOTHING
        for window in self.windows:
            first = next((i for i, (a, b) in enumerate(window.spans) if a < b and a <= start < b), None)
            last = next((i for i, (a, b) in enumerate(window.spans) if a < end <= b), None)
            if first is not None and last is not None:
                best = max(best, float(window.odds[first, last]))
        return best

    def best(self, *, within: Span | None = None, most: int = 1) -> list[tuple[float, int, int]]:
        """Return the likeliest spans, (log-odds, start, end), none overlapping a likelier one."""
        found: list[tuple[float, int, int]] = []
        for window in self.windows:
            found += _likeliest(window, within, most)
        kept: list[tuple[float, int, int]] = []
        for odds, start, end in sorted(found, key=lambda each: -each[0]):
            if len(kept) < most and all(end <= a or b <= start for _, a, b in kept):
                kept.append((odds, start, end))
        return kept


def _likeliest(window: Window, within: Span | None, most: int) -> list[tuple[float, int, int]]:
    a, b = within or (0, max(end for _, end in window.spans))
    inside = np.array([a <= start and end <= b for start, end in window.spans], bool)
    if not inside.any():
        return []
    # Only of what lies inside: a clause is a small part of its window.
    places = np.flatnonzero(inside)
    low, high = int(places[0]), int(places[-1]) + 1
    here = inside[low:high]
    total = np.where(
        np.tril(here[:, None] & here[None, :], LONGEST - 1), window.odds[low:high, low:high], -np.inf
    )
    found = []
    for _ in range(most):
        i, j = divmod(int(total.argmax()), len(total))
        if total[i, j] == -np.inf:
            break
        found.append((float(total[i, j]), window.spans[low + i][0], window.spans[low + j][1]))
        # What overlaps is out.
        total[: j + 1, i:] = -np.inf
    return found


class SpanReader:
    """The span model in `folder`: `apart.onnx`, `together.onnx` and `config.json`. Threads may share it."""

    def __init__(self, folder: Path = SHIPPED, *, apart: ApartReader | None = None) -> None:
        """Remember where the model is; it is loaded for the first question."""
        self._folder = folder
        self._apart = apart or ApartReader(folder)

    def read(self, question: Question, passages: Sequence[tuple[str, str]]) -> list[Scores]:
        """Judge every passage, given as (title, text); the title is read above the text and never answers.

        Raises:
            EncoderError: the model's files are missing, altered or cut short.
        """
        upper = self._upper
        asked = self._apart.text(question.text, most=QUESTION_TOKENS)
        apart = self._apart.passages(passages, most=WINDOW_TOKENS)
        return [Scores(tuple(_together(upper, question, asked, each) for each in own)) for own in apart]

    @cached_property
    def _upper(self) -> Any:  # noqa: ANN401  onnxruntime's
        return open_upper(self._folder, "together.onnx", self._apart)


@cache
def span_reader() -> SpanReader:
    """The model that ships, one for the process."""
    return SpanReader(apart=apart_reader())


def _together(
    upper: Any,  # noqa: ANN401  onnxruntime's
    question: Question,
    asked: tuple[Sequence[Span], NDArray[np.float32]],
    window: Apart,
) -> Window:
    """Read a question with a window by itself: lengths differ, and padding costs as much as text."""
    known = align(question, asked[0], window.text, window.tokens)
    first, last, pairs, none = upper.run(None, beside(asked, window, known))
    return judge(window.spans, first[0], last[0], pairs[0], float(none[0]))
