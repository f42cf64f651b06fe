"""Figures that stand in no passage but follow from two that do: how much lighter, how long from then to then."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from rag.check.counted import Difference
from rag.check.passage import Read, is_time
from rag.check.rounding import rounds
from rag.figure_units import known_unit, unit_of
from rag.figures import Figure, FigureKind, carries

_COUNTS = (FigureKind.NUMBER, FigureKind.MONEY, FigureKind.PERCENT, FigureKind.DURATION)


def differs_by(source: Read, figure: Figure) -> tuple[Figure, ...]:
    """Return the two figures of one sentence, the only ones of their kind in it, that differ by a third.

    It must be told as a difference: 輕42克 of 68克 and 110克, and no 42克. Between two percentages lie points.
    """
    if not isinstance(figure, Difference):
        return ()
    for one, other in _pairs(source, figure):
        ours, theirs = unit_of(one), unit_of(other)
        if (ours is None) != (theirs is None) or (ours and theirs and ours.dimension != theirs.dimension):
            continue
        factor = theirs.factor / ours.factor if ours and theirs else Decimal(1)
        gap = abs(one.value - other.value * factor)
        unit = "points" if one.kind is FigureKind.PERCENT else one.unit
        between = replace(one, value=gap, unit=unit, qualifier=figure.qualifier)
        if gap and (carries(between, figure) or rounds(replace(between, qualifier=None), figure)):
            return one, other
    return ()


def _pairs(source: Read, figure: Figure) -> Iterator[tuple[Figure, Figure]]:
    """The only two figures of a sentence that count or measure what the difference does."""
    alike = [f for f in source.figures if f.kind is figure.kind and f.kind in _COUNTS and f.upper is None]
    for first, last in source.sentences:
        inside = [f for f in alike if first <= f.start < last and bool(unit_of(f)) == bool(unit_of(figure))]
        if len(inside) == 2:
            one, other = inside
            told = (one.qualifier, one.currency) == (
                other.qualifier,
                other.currency,
            ) and one.qualifier is None
            if told and (one.unit == other.unit or unit_of(one)):
                yield one, other


def spans_own_times(claim: Read, figure: Figure) -> bool:
    """Is a length of time that between the two times of a claim: 44 months, from March 2020 to November 2023?

    What is told by years is so long to the year, what is told by months, to the month.
    """
    unit = known_unit(figure.unit) if figure.kind is FigureKind.DURATION else None
    times = [each for each in claim.figures if is_time(each)]
    if unit is None or unit.dimension != "months" or len(times) != 2 or figure.upper is not None:
        return False
    ends = [_month(time) for time in times]
    if None in ends or (times[0].kind is not times[1].kind):
        return False
    long = Decimal(abs((ends[1] or 0) - (ends[0] or 0)))
    if figure.qualifier is None:
        return long == figure.value * unit.factor
    # From some day of one month to some day of the other.
    loose = 12 if times[0].kind is FigureKind.YEAR else 1
    whole = replace(figure, unit="months", qualifier=None)
    return all(
        rounds(replace(whole, value=each, text=str(each)), figure)
        for each in (long - loose, long, long + loose)
    )


def _month(time: Figure) -> int | None:
    """The months from the beginning of our era to a year or a date; None for one that names no year."""
    if time.kind is FigureKind.YEAR:
        return int(time.value) * 12 if time.unit is None else None
    year, rest = divmod(int(time.value), 10000)
    return year * 12 + rest // 100 if year and rest >= 100 else None
