"""Which figures of a source carry a claim's, and for which years the source gives them."""

import re
from dataclasses import replace

from index.script import fold, script_balance
from rag.check.computed import differs_by
from rag.check.dated import is_of_era
from rag.check.passage import Read, Source, is_time
from rag.check.rates import other_rate
from rag.check.rounding import rounds
from rag.figure_units import known_unit
from rag.figures import Figure, FigureKind, carries

# Than in the same quarter of 2030.
_THAN = re.compile(
    r"(?:\b(?:from|over|since|on)"
    r"|\b(?:than|against|versus|vs\.?|compared (?:with|to)|relative to)"
    r"(?:\s(?:in|of|for|at|during|the|that|those|all|whole|same|figures?|level|period|quarter|month|week|half|end))*"
    r"|[比较自从]|相比|对比)$"
)
_OTHER_YEAR = re.compile(
    r"\b(?:the year (?:before|after)|a year (?:earlier|before|later|after)|the (?:previous|following|next) year)\b|"
    r"(?<![目以之从先此空线网])[前上次翌隔]一?年(?![产货度会级龄])"
)
# How old somebody was then says nothing of another year: left school at fifteen and began work in 1954.
_AGED = re.compile(
    r"\b(?:aged|age|turned|(?:left|died|married|retired|began|joined|started|out)\b[^.,;]{0,24}\bat|out at)\s$"
)
_MORE = re.compile(r"[^,，。]{0,6}(?:增|减|升|降|涨|跌|多|少)")


def carries_in(source: Read, figure: Figure) -> list[Figure]:
    """The figures of a text that carry another, or say it in the very same words.

    About 21,000 is carried by 21,000 and by what rounds to it too, an age by its bare number, in a text that gives
    sums in Taiwan dollars its bare 元 may be these, a century or decade by its years, and a difference by two figures
    that differ by it. What is told per hour carries nothing told per day.
    """
    asked = [figure]
    if figure.qualifier == "about":
        asked.append(replace(figure, qualifier=None))
    found = [
        other
        for other in source.figures
        if not other_rate(other, figure)
        and (
            any(
                carries(other, each) or _is_bare_age(other, each) or _is_bare_currency(source, other, each)
                for each in asked
            )
            or rounds(other, figure)
            or _is_in_century(other, figure)
            or _is_bare_year(other, figure)
            or (other.text == figure.text and other.qualifier == figure.qualifier)
        )
    ]
    return found or list(differs_by(source, figure))


_BOUNDS = ({"over", "at least"}, {"under", "at most"})


def _is_bare_age(one: Figure, other: Figure) -> bool:
    """Are people over 65 those of 65歲以上, and is Moy, 34, 34歲?"""
    ages = {fold(one.unit or ""), fold(other.unit or "")}
    bounds = one.qualifier == other.qualifier or any(
        {one.qualifier, other.qualifier} <= each for each in _BOUNDS
    )
    numbers = one.kind is other.kind is FigureKind.NUMBER and one.upper == other.upper
    return numbers and one.value == other.value and ages == {"", "岁"} and bounds


def _is_in_century(one: Figure, other: Figure) -> bool:
    """Is a year of the century, or the decade: 1778 of 十八世紀 and of the 1770s?"""
    year = one.kind is FigureKind.YEAR and one.unit is None and one.value > 0
    if not year or one.qualifier is not None or other.qualifier is not None:
        return False
    if other.kind is FigureKind.YEAR:
        return other.unit == "年代" and one.value // 10 * 10 == other.value
    century = other.kind is FigureKind.ORDINAL and known_unit(other.unit) is known_unit("century")
    return century and (one.value - 1) // 100 + 1 == other.value


def _is_bare_year(one: Figure, other: Figure) -> bool:
    """Is a number of four digits, which nothing says to count, the year: until at least 2030?"""
    bare = one.kind is FigureKind.NUMBER and one.unit is None and re.fullmatch(r"[12]\d{3}", one.text)
    year = other.kind is FigureKind.YEAR and other.unit is None
    return bool(bare) and year and (one.value, one.qualifier) == (other.value, other.qualifier)


def _is_bare_currency(source: Read, figure: Figure, claimed: Figure) -> bool:
    """Is a bare 元 a dollar of Taiwan: does the text give other sums in these, or years of 民國?"""
    if not is_bare_yuan(source, figure) or claimed.currency != "TWD":
        return False
    there = any(
        each.currency == "TWD" or (is_of_era(each) and script_balance(source.text) >= 0)
        for each in source.figures
    )
    return there and carries(replace(figure, currency="TWD"), claimed)


# What is called 元 where it is paid.
LOCAL_YUAN = frozenset({"TWD", "HKD", "MOP"})


def is_bare_yuan(source: Read, figure: Figure) -> bool:
    """Is a figure so many 元 of a text that does not say whose?"""
    bare = figure.kind is FigureKind.MONEY and figure.currency == "CNY" and fold(figure.text).endswith("元")
    return bare and "人民币" not in fold(source.text)


def other_year(claim: Read, source: Source, *, beside: bool = False) -> Figure | None:
    """The first year of a claim whose figures the source gives for another year; `beside` them, or further off."""
    if _OTHER_YEAR.search(fold(claim.text).lower()):
        return None  # what was so the year before is not of the year that is named
    for figure in claim.figures:
        if is_time(figure) or _is_age(claim, figure):
            continue
        meant = carries_in(source, figure)
        if beside and not all(_has_year_beside(source, each) for each in meant):
            continue
        for year in _years_beside(claim, figure) if meant else ():
            governing = [_governing(source, each, dated=not _names_no_year(year)) for each in meant]
            if not any(not years or any(_says_year(each, year) for each in years) for years in governing):
                return year
    return None


def _names_no_year(time: Figure) -> bool:
    """Is it a day or a month whose year is not told?"""
    return time.kind is FigureKind.DATE and time.value < 10_000


def _has_year_beside(source: Source, figure: Figure) -> bool:
    """Does the part of the source that a figure stands in name a time?"""
    part = next(((a, b) for a, b in source.parts if a <= figure.start < b), (0, 0))
    return any(part[0] <= f.start < part[1] for f in source.figures if is_time(f) and not _is_base(source, f))


def _is_age(read: Read, figure: Figure) -> bool:
    """Is it how old somebody was?"""
    if figure.kind is not FigureKind.NUMBER:
        return False
    bare = (
        figure.unit is None and figure.value < 121 and _AGED.search(fold(read.text[: figure.start]).lower())
    )
    return bool(bare) or known_unit(figure.unit) is known_unit("岁")


def _years_beside(claim: Read, figure: Figure) -> list[Figure]:
    times = [f for f in claim.figures if is_time(f) and not _is_base(claim, f)]
    if len(times) < 2:
        return times
    part = next(((a, b) for a, b in claim.parts if a <= figure.start < b), (0, len(claim.text)))
    inside = [f for f in times if part[0] <= f.start < part[1]]
    # From 73,000 in 2016 to 4,000 in 2023: each has the year that is nearest.
    nearest = min((max(f.start - figure.end, figure.start - f.end) for f in inside), default=0)
    return [f for f in inside if max(f.start - figure.end, figure.start - f.end) == nearest]


def _governing(source: Source, figure: Figure, *, dated: bool) -> list[Figure]:
    """The years, only `dated` ones, that a figure of the source is said of: of its part, else the nearest before it."""
    times = [
        f
        for f in source.figures
        if is_time(f) and not _is_base(source, f) and not (dated and _names_no_year(f))
    ]
    first, last = source.sentence_at(figure.start)
    parts = [(a, b) for a, b in source.parts if a <= figure.start]
    for a, b in reversed([(max(a, first), b) for a, b in parts if b > first]):
        if inside := [f for f in times if a <= f.start < b]:
            return inside
    if inside := [f for f in times if first <= f.start < last]:
        return inside
    for a, b in reversed([span for span in source.sentences if span[1] <= first]):
        if inside := [f for f in times if a <= f.start < b]:
            return inside
    return [f for f in source.over.figures if is_time(f)]


def _is_base(read: Read, year: Figure) -> bool:
    """Is it the year that others are compared with: up 12 percent from 2022, 較2022年增長?"""
    before, after = read.text[: year.start].rstrip(), read.text[year.end :]
    return bool(_THAN.search(fold(before))) or bool(
        _MORE.match(fold(after)) and fold(before[-1:]) in ("比", "较")
    )


def _says_year(source: Figure, year: Figure) -> bool:
    return carries(source, year) or carries(year, source) or source.text == year.text
