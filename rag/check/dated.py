"""Times that take what they lack from the words around: 同年四月三日 has the year before it, week 12 is the twelfth."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.script import fold
from rag.figures import Figure, FigureKind

_SAME_YEAR = re.compile(r"(?:同|该|当|是)年(?:的|年?底|年?初)?[,，]?$")
_THAT_YEAR = re.compile(r"(?:,|of)?\s*(?:of )?(?:the same|that) year\b")
_NUMBERED = re.compile(r"\b(?P<unit>week|day|month)\s(?P<number>[1-9]\d{0,2})\b(?![.,]?\d)")


def with_own_year(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Give a date of the same year the year that was named last.

    >>> from rag.figures import find_figures
    >>> text = "二〇三〇年九月宣判，查明同年四月三日噴藥"
    >>> [str(f.value) for f in with_own_year(text, find_figures(text))]
    ['20300900', '20300403']
    """
    told: list[Figure] = []
    folded = fold(text).lower()
    year: Decimal | None = None
    for figure in found:
        if figure.kind is FigureKind.YEAR and figure.unit is None:
            year = figure.value
        elif figure.kind is FigureKind.DATE and figure.value >= 10000:
            year = figure.value // 10000
        elif figure.kind is FigureKind.DATE and year and year > 0:
            same = _SAME_YEAR.search(folded[: figure.start]) or _THAT_YEAR.match(folded, figure.end)
            figure = replace(figure, value=year * 10000 + figure.value) if same else figure
        told.append(figure)
    return told


def with_numbered(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Read a week, day or month told by its number as an ordinal.

    >>> [(f.text, f.unit, str(f.value)) for f in with_numbered("seen at week 12", [])]
    [('week 12', 'week', '12')]
    """
    told = list(found)
    for match in _NUMBERED.finditer(fold(text).lower()):
        told = [f for f in told if not (f.start < match.end() and match.start() < f.end)]
        words, value = text[slice(*match.span())], Decimal(match["number"])
        told.append(Figure(*match.span(), words, value, FigureKind.ORDINAL, match["unit"]))
    return sorted(told, key=lambda figure: figure.start)
