"""Whether a rough figure is an honest rounding of an exact one: over 300 of 312, 近四公斤 of 3.9 kg.

A figure without a word that says it is rough rounds nothing.
"""

import re
from dataclasses import replace
from decimal import Decimal

from index.script import fold
from rag.figure_units import unit_of
from rag.figures import Figure, FigureKind, Qualifier, same_value

_PARTS = (FigureKind.FRACTION, FigureKind.PERCENT)
# A rounding is never further off than this share; what is over or under something, no further than that.
_NEAR, _FAR = Decimal("0.1"), Decimal("0.5")
# About a quarter is 22.5 to 27.5 percent; over a quarter, up to 30.
_OF_A_PART = Decimal(5)
_HALF = Decimal("0.5")
_CLOSE = re.compile(r"\b(?:just|slightly|little|barely|bit)\b|略|稍|刚")


def rounds(exact: Figure, rough: Figure) -> bool:
    """Whether an exact figure may be told as a rough one.

    About, roughly, 左右: the rough figure is the exact one rounded to the digits that the rough one gives. Nearly: so
    rounded upwards. Over, 多, under, 不到: cut off after these digits, or brought up to the next. What is about 5,200
    itself may be about 5,000.

    >>> from rag.figures import find_figures as one
    >>> exact = one("312 people")[0]
    >>> [rounds(exact, one(rough)[0]) for rough in ("over 300 people", "三百多人", "about 300", "nearly 300")]
    [True, True, True, False]
    >>> [rounds(exact, one(wrong)[0]) for wrong in ("300 people", "over 320 people", "about 400", "300多家")]
    [False, False, False, False]
    """
    loose: tuple[Qualifier | None, ...] = (None, "about") if rough.qualifier == "about" else (None,)
    if exact.qualifier not in loose or exact.upper is not None or rough.upper is not None:
        return False
    value, told = _compared(exact, rough)
    if value is None or min(value, told) <= 0:
        return False
    step = _step(rough)
    off = value - told
    near = min(step / 2, _NEAR * told)
    far = near if _CLOSE.search(fold(rough.prefix).lower()) else min(step, _FAR * told)
    match rough.qualifier:
        case "about":
            return abs(off) <= near
        case "nearly":
            return -near <= off < 0
        case "over":
            return 0 < off < far
        case "under":
            return -far < off < 0
    return False


def _compared(exact: Figure, rough: Figure) -> tuple[Decimal | None, Decimal]:
    """Both values in the rough figure's unit, those of parts in percent; None where they tell different things."""
    if FigureKind.FRACTION in (exact.kind, rough.kind):
        comparable = {exact.kind, rough.kind} <= set(_PARTS) and not (exact.unit or rough.unit)
        return (_percent(exact) if comparable else None), _percent(rough)
    ours, theirs = unit_of(exact), unit_of(rough)
    value, alike = exact.value, exact
    if ours and theirs and ours.dimension == theirs.dimension:
        value = exact.value * ours.factor / theirs.factor
        alike = replace(exact, unit=rough.unit)
    return (value if same_value(replace(alike, value=rough.value), rough) else None), rough.value


def _percent(figure: Figure) -> Decimal:
    if figure.ratio is not None:
        return figure.ratio[0] * 100 / figure.ratio[1]
    return figure.value if figure.kind is FigureKind.PERCENT else figure.value * 100


def _step(rough: Figure) -> Decimal:
    """What one more in the last digit that a figure gives would be: 100 of 1,800, 0.1 of 4.0."""
    if rough.kind is FigureKind.FRACTION:
        return _OF_A_PART
    last = int(rough.value.normalize().as_tuple().exponent)
    decimals = re.search(r"\d[\d,]*\.(\d+)", fold(rough.text))
    if decimals:
        last -= len(decimals[1]) - len(decimals[1].rstrip("0"))
    elif rough.value % 1 == _HALF:
        return _HALF  # three and a half, 三年半
    return Decimal(1).scaleb(last)
