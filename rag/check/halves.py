"""Halves told behind a unit: 十三米半 is 13.5 metres, a century and a half 1.5 centuries."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.script import fold
from rag.figure_units import DURATIONS, MEASURES, known_unit
from rag.figures import Figure, FigureKind

_HALF = Decimal("0.5")
_BEHIND = re.compile(r"半(?![导岛年月天日径夜数价个程马圆身潜小决])")
_AND_A_HALF = re.compile(r"\s+and\s+a\s+half\b(?!-|\s+(?:dozen|million|billion|thousand|of|share))")
_UNITS = "|".join(
    sorted((unit for unit in {**DURATIONS, **MEASURES} if unit.isascii() and unit.isalpha()), key=len)[::-1]
)
_ONE = re.compile(rf"\b(?:a|an|one)\s+(?P<unit>{_UNITS})\s+and\s+a\s+half\b")
_UNIT = re.compile(rf"\s+(?P<unit>{_UNITS})\b")


def with_halves(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Add the half behind a unit to its figure.

    >>> from rag.figures import find_figures
    >>> for text in ("吃水十三米半", "for a century and a half", "13 and a half metres long"):
    ...     [(f.text, str(f.value), f.unit) for f in with_halves(text, find_figures(text))]
    [('十三米半', '13.5', '米')]
    [('a century and a half', '1.5', 'century')]
    [('13 and a half metres', '13.5', 'metres')]
    """
    folded = fold(text).lower()
    told = [_widened(text, folded, figure) for figure in found]
    for match in _ONE.finditer(folded):
        kind = FigureKind.DURATION if match["unit"] in DURATIONS else FigureKind.NUMBER
        told.append(Figure(*match.span(), text[slice(*match.span())], 1 + _HALF, kind, match["unit"]))
    # What is part of a longer one is none itself: the half, and the century of a century and a half.
    return sorted(
        (f for f in told if not any(o is not f and o.start <= f.start and f.end <= o.end for o in told)),
        key=lambda figure: figure.start,
    )


def _widened(text: str, folded: str, figure: Figure) -> Figure:
    plain = figure.kind in (FigureKind.NUMBER, FigureKind.DURATION) and figure.upper is None
    unit = known_unit(figure.unit) if figure.unit else None
    end, name = figure.end, figure.unit
    if plain and unit is not None and unit.dimension and (half := _BEHIND.match(folded, end)):
        end = half.end()
    elif plain and (half := _AND_A_HALF.match(folded, end)):
        end = half.end()
        if unit is not None and not unit.dimension:
            return figure
        if figure.unit is None:
            counted = _UNIT.match(folded, end)
            if counted is None:
                return figure
            end, name = counted.end(), counted["unit"]
    else:
        return figure
    kind = FigureKind.DURATION if name in DURATIONS else figure.kind
    words = text[figure.start : end]
    return replace(figure, end=end, text=words, value=figure.value + _HALF, unit=name, kind=kind)
