"""Signs and ranges: −5°C and 零下12度 are below zero, 5–10 people and 3萬至5萬 are one figure with two ends."""

from dataclasses import replace
from decimal import Decimal

from rag.figure_quantities import Number, read_number, read_quantity
from rag.figure_shapes import read_shape
from rag.figure_source import Source, plain
from rag.figure_units import Figure, FigureKind, fold, known_unit

_SIGNED = frozenset({FigureKind.NUMBER, FigureKind.MONEY, FigureKind.PERCENT, FigureKind.MULTIPLE})
_RANGED = _SIGNED | {FigureKind.DURATION, FigureKind.TIME}
_LENT = frozenset({FigureKind.NUMBER, FigureKind.MONEY, FigureKind.DURATION})


def signed(source: Source, figure: Figure) -> Figure:
    """The figure with the minus sign before it, if one is: -$3.2 million, −5°C, 零下12度, 負3%."""
    if figure.kind not in _SIGNED or figure.value <= 0 or figure.qualifier == "several":
        return figure
    sign = source.before("minus", figure.start)
    if sign is None:
        return figure
    start = figure.start - len(sign[0])
    # Right after a figure it is a dash (5個-10個) or a subtraction (10 minus 3).
    gap = source.text[source.done : start]
    if source.done and not gap.strip(" " if sign[0][0].isalpha() else ""):
        return figure
    return _negated(source, figure, start)


def _negated(source: Source, figure: Figure, start: int) -> Figure:
    qualifier = figure.qualifier or source.qualifier(start, figure.end)
    text = source.text[start : figure.end]
    return replace(figure, start=start, text=text, value=-figure.value, qualifier=qualifier)


def read_range(source: Source, left: Figure | None, number: Number | None) -> tuple[Figure, ...]:
    """What begins with this numeral: one figure over both ends of a range, else the figure alone, or none.

    Two years or two dates stay two figures, and so do the two ends of a change (from 5% to 10%).
    """
    alone = (left,) if left is not None else ()
    for end in dict.fromkeys(part.end for part in (number, left) if part is not None):
        start = left.start if left is not None else number.start if number is not None else end
        between = source.before("between", start)
        gap = source.match("range", end) or (source.match("range_and", end) if between else None)
        right, lender = _right(source, gap.end()) if gap else (None, None)
        if gap is None or right is None:
            continue
        years = _years(source, left, right)
        if years:
            return years
        if left is not None and left.kind is FigureKind.YEAR and right.kind is not FigureKind.YEAR:
            early = left.value < 1900 and right.kind is FigureKind.NUMBER
            left = replace(left, kind=FigureKind.NUMBER) if early else left
        borrowed = _borrow(source, number, left, right, lender) if number and end == number.end else None
        low = borrowed or left
        changed = right.kind is not FigureKind.TIME and source.before("change", start)
        chained = (
            source.folded[max(0, start - 1) : start] in ("-", "–")
            and source.folded[start - 2 : start - 1].isdigit()
        )
        whole = None
        if low is not None and not (changed or chained) and not source.match("range_goes_on", right.end):
            by_dash = gap[0].strip().lower() != "to"
            whole = _joined(low, right, by_dash=by_dash or (lender is not None and lender.scale != 1))
        if whole is not None:
            # The word that makes it a range, and the half of the day that its first hour is in, belong to it.
            word = between if source.match("range", end) is None else None
            if whole.kind is FigureKind.TIME:
                word = source.before("zh_time_before", start)
            start = start - len(word[0]) if word else start
            return (replace(whole, start=start, text=source.text[start : whole.end]),)
        if borrowed is not None:
            return (borrowed, right)
        return (left,) if left is not None else ()
    return alone


def _right(source: Source, at: int) -> tuple[Figure | None, Number | None]:
    """What stands right of 3至, 3– or "between 3 and"; with its numeral, where that has a scale to lend."""
    lead = source.match("range_lead", at)
    start = lead.end() if lead else at
    token = source.match("token", start)
    if token is None or token["skip"]:
        return None, None
    done, source.done = source.done, at
    try:
        shape = read_shape(source, start)
        if shape is not None:
            fits = shape.kind in (FigureKind.YEAR, FigureKind.DATE, FigureKind.TIME, FigureKind.PERCENT)
            return (shape if fits else None), None
        number = None if source.match("code", start) else read_number(source, start)
        figure = read_quantity(source, number) if number else None
        if figure is not None and lead and lead["sign"] and figure.kind in _SIGNED:
            figure = _negated(source, figure, at)
        return figure, number
    finally:
        source.done = done


def _years(source: Source, left: Figure | None, right: Figure) -> tuple[Figure, ...]:
    """1874–1890, from 1874 to 1890: two years, though the second or both could be counts."""
    if left is None or (FigureKind.YEAR in (left.kind, right.kind) and left.kind is right.kind):
        return ()
    for figure in (left, right):
        bare = figure.kind in (FigureKind.YEAR, FigureKind.NUMBER) and figure.unit is None
        if not bare or len(figure.text) != 4 or not figure.text.isdigit():
            return ()
    if not 1000 <= left.value <= right.value <= 2099 or source.match("plural_after", right.end):
        return ()
    if left.kind is right.kind and source.folded[left.end : right.start].strip() not in ("-", "–", "—"):
        return ()
    return replace(left, kind=FigureKind.YEAR), replace(right, kind=FigureKind.YEAR)


def _joined(low: Figure, right: Figure, *, by_dash: bool) -> Figure | None:
    """One figure from the lower end to the upper, where both count the same thing and rise; else None."""
    bare = low.kind is FigureKind.NUMBER and low.unit is None
    if bare and right.kind in _LENT:
        low = replace(low, kind=right.kind, unit=right.unit, currency=right.currency)
    elif low.kind is FigureKind.MONEY and right.kind is FigureKind.NUMBER and not right.unit and by_dash:
        right = replace(right, kind=FigureKind.MONEY, currency=low.currency)
    several = "several" in (low.qualifier, right.qualifier)
    if low.kind is not right.kind or low.kind not in _RANGED or low.currency != right.currency or several:
        return None
    value = _in_unit(low, right)
    if value is None or value >= right.value:
        return None
    return replace(
        low, end=right.end, value=value, upper=right.value, unit=right.unit,
        qualifier=low.qualifier or right.qualifier,
    )  # fmt: skip


def _in_unit(low: Figure, right: Figure) -> Decimal | None:
    """The lower end in the upper end's unit (500米至2公里 is 0.5 km), or None where they do not convert."""
    if fold(low.unit or "") == fold(right.unit or ""):
        return low.value
    a, b = known_unit(low.unit), known_unit(right.unit)
    if low.kind is FigureKind.PERCENT or a is None or b is None or a.dimension != b.dimension:
        return None
    value = plain(low.value * a.factor / b.factor)
    return value if -int(value.as_tuple().exponent) <= 4 else None


def _borrow(
    source: Source, number: Number, left: Figure | None, right: Figure, lender: Number | None
) -> Figure | None:
    """The left of a range with the right's scale and unit: 3至5萬 is from 30000."""
    bare = (
        left is None or left.kind is FigureKind.YEAR or (left.kind is FigureKind.NUMBER and left.unit is None)
    )
    money = (
        left is not None
        and left.kind is FigureKind.MONEY
        and ((right.kind is FigureKind.NUMBER and right.unit is None) or right.currency == left.currency)
    )
    if number.scale != 1 or number.end > right.start or not (bare or money):
        return None
    start, end = (left.start, left.end) if left is not None else (number.start, number.end)
    negative = left is not None and left.value < 0
    if lender is None:
        whole = len(source.folded[start:end]) == 4 if right.kind is FigureKind.YEAR else number.value <= 12
        month_only = right.kind is FigureKind.DATE and right.value % 100 == 0 and right.value < 10000
        if not whole or not (month_only or right.kind is FigureKind.YEAR):
            return None
        value = number.value * 100 if month_only else number.value
        return source.figure(start, end, value, right.kind)
    lends = lender.scale != 1 or right.unit or right.currency or right.kind is not FigureKind.NUMBER
    if not lends or right.kind is FigureKind.YEAR or (money and lender.scale == 1):
        return None
    # 3–2.7 billion years ago falls; 500至3萬 begins at five hundred.
    smaller = number.value < 10 * lender.value / lender.scale
    value = number.value * (lender.scale if smaller else 1)
    if right.kind is FigureKind.PERCENT and lender.value:
        value *= abs(right.value) / lender.value
    borrower = left if money and left is not None else right
    return source.figure(
        start, end, -value if negative else value, borrower.kind, unit=right.unit,
        currency=borrower.currency, qualifier=left.qualifier if left else None,
    )  # fmt: skip
