"""Hours of the day and years that only the words around them tell: nine in the morning, between 2015 and 2022."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from index.script import fold
from rag.figure_years import small
from rag.figures import Figure, FigureKind

_HALF_DAY = re.compile(
    r"(?:\s+o['’]clock)?\s+(?:in the (?:early )?(?P<half>morning|afternoon|evening)|(?P<night>at night))\b"
)
_PAST = re.compile(r"\b(?P<which>half past|(?:a )?quarter past|(?:a )?quarter to)\s+$")
_MINUTES = {"half past": 30, "quarter past": 15, "quarter to": -15}
# The half of the day that the first hour is in is that of the second too: 上午7時至9時.
_TO_HOUR = re.compile(
    r"\s?[至到~–—-]\s?(?P<hour>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九两])\s?[点时]"
    r"(?:\s?(?P<minute>[0-5]?\d|[二三四五]?十[一二三四五六七八九]?)\s?分|(?P<half>半)|[正整钟])?"
)
_HOUR, _NOON = 3600, 12 * 3600
_AND = frozenset({"and", "to", "through", "until", "-", "–", "—", "至", "到", "和", "与"})


def with_hours(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Read the hours of a day that are told by its half.

    >>> from rag.figures import find_figures
    >>> text = "from half past nine in the morning"
    >>> [(f.text, int(f.value) // 60) for f in with_hours(text, find_figures(text))]
    [('half past nine in the morning', 570)]
    """
    folded = fold(text).lower()
    told: list[Figure] = []
    for figure in found:
        if told and figure.start < told[-1].end:
            continue
        hour = _english_hour(text, folded, figure)
        if hour is not None and told and (whole := _from_hour(text, folded, told[-1], figure, hour)):
            told[-1] = whole
        else:
            told.append(hour or _to_hour(text, folded, figure) or figure)
    return told


def _english_hour(text: str, folded: str, figure: Figure) -> Figure | None:
    named = _HALF_DAY.match(folded, figure.end)
    last = figure.upper or figure.value
    whole = 1 <= figure.value < 13 > last > 0 and figure.value % 1 == 0 and last % 1 == 0
    if not named or figure.kind is not FigureKind.NUMBER or figure.unit is not None or not whole:
        return None
    past = _PAST.search(folded[: figure.start]) if figure.upper is None else None
    minutes = _MINUTES[past["which"].removeprefix("a ")] if past else 0
    morning = named["half"] == "morning"

    def seconds(hour: Decimal) -> Decimal:
        late = not morning and hour < 12 and not (named["night"] and hour < 6)
        early = hour == 12 and (morning or bool(named["night"]))
        return (hour + (12 if late else -12 if early else 0)) * _HOUR + minutes * 60

    start, end = (past.start() if past else figure.start), named.end()
    upper = None if figure.upper is None else seconds(figure.upper)
    return replace(
        figure, start=start, end=end, text=text[start:end], value=seconds(figure.value), upper=upper,
        kind=FigureKind.TIME,
    )  # fmt: skip


def _from_hour(text: str, folded: str, first: Figure, last: Figure, hour: Figure) -> Figure | None:
    """From two to five in the afternoon, of which the two was read as a number."""
    gap = folded[first.end : hour.start].strip()
    bare = first.kind is FigureKind.NUMBER and first.unit is None and first.upper is None
    if not bare or gap not in ("to", "until", "till", "-", "–") or not first.value < last.value:
        return None
    value = hour.value - (last.value - first.value) * _HOUR
    return replace(hour, start=first.start, text=text[first.start : hour.end], value=value, upper=hour.value)


def _to_hour(text: str, folded: str, figure: Figure) -> Figure | None:
    if figure.kind is not FigureKind.TIME or figure.upper is not None or figure.text[:1].isdigit():
        return None
    second = _TO_HOUR.match(folded, figure.end)
    if second is None:
        return None
    upper = small(second["hour"]) * _HOUR + (30 if second["half"] else small(second["minute"])) * 60
    if figure.value >= _NOON > upper:
        upper += _NOON
    if upper <= figure.value:
        return None
    end = second.end()
    return replace(figure, end=end, text=text[figure.start : end], upper=Decimal(upper))


def with_years(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Read the second of two years as one, though it stands before what it could count.

    >>> from rag.figures import find_figures
    >>> text = "Between 2015 and 2022 volunteers planted trees"
    >>> [f.kind.value for f in with_years(text, find_figures(text))]
    ['year', 'year']
    """
    told = list(found[:1])
    for first, second in pairwise(found):
        bare = second.kind is FigureKind.NUMBER and second.unit is None and len(second.text) == 4
        later = first.kind is FigureKind.YEAR and first.unit is None and first.value < second.value < 2100
        gap = fold(text[first.end : second.start]).strip().lower()
        spans = gap in _AND and (gap != "and" or text[: first.start].rstrip().lower().endswith("between"))
        year = bare and later and spans and second.text.isdigit() and second.qualifier is None
        told.append(replace(second, kind=FigureKind.YEAR) if year else second)
    return told
