"""The figures of a text as the check reads them: labels count nothing, and a quarter is one in four."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from index.script import fold
from rag.candidates import figures
from rag.check_labels import labels_in
from rag.figures import Figure, FigureKind

# A quarter is also three months: it is a part only of something, or by which something moved.
_QUARTER = re.compile(r"(?<=\bby )(?:a|one) quarter\b|\b(?:a|one) quarter(?= of\b(?! (?:the )?(?:year|20)))")
_BOUND = re.compile(r"(?:(?:大)?约|超过|逾)(?:有|为|达|是)$")
_STRAIGHT = re.compile(
    r"(?:\s+(?:straight|consecutive|successive|running))?\s+(?P<unit>year|month|quarter|week|day)s?"
)
_IN_A_ROW = re.compile(r"\b(?:straight|consecutive|successive|in a row|running)\b")


@lru_cache(maxsize=1024)
def counted(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order.

    >>> [f.text for f in counted("Line 3 fell by a quarter to 5 million")]
    ['a quarter', '5 million']
    >>> [(f.kind.value, str(f.value)) for f in counted("the fourth year in a row")]
    [('duration', '4')]
    """
    labels = labels_in(text)
    found = [
        _in_a_row(text, figure)
        for figure in figures(text)
        if not any(a < figure.end and figure.start < b for a, b in labels)
    ]
    for match in _QUARTER.finditer(fold(text)):
        ratio = (Decimal(1), Decimal(4))
        found.append(Figure(*match.span(), match[0], Decimal("0.25"), FigureKind.FRACTION, ratio=ratio))
    return tuple(_bounded(text, figure) for figure in sorted(found, key=lambda figure: figure.start))


def _bounded(text: str, figure: Figure) -> Figure:
    """A figure with the bound that a verb parts from it: 約有2,700個."""
    before = _BOUND.search(fold(text[: figure.start])) if figure.qualifier is None else None
    if before is None:
        return figure
    return replace(figure, qualifier="about" if "约" in before[0] else "over", prefix=before[0])


def _in_a_row(text: str, figure: Figure) -> Figure:
    """The fourth year in a row is four years: 連續4年."""
    after = fold(text[figure.end : figure.end + 40])
    if figure.kind is not FigureKind.ORDINAL or figure.value < 2 or not _IN_A_ROW.search(after):
        return figure
    unit = figure.unit
    end = figure.end
    if unit is None and (named := _STRAIGHT.match(after)):
        unit, end = named["unit"], figure.end + named.end()
    if unit not in ("year", "month", "quarter", "week", "day"):
        return figure
    return Figure(figure.start, end, text[figure.start : end], figure.value, FigureKind.DURATION, unit)
