"""Figures of a claim that a passage may tell in another form: within other bounds, in 元 of no country, without a unit.

What it tells so neither carries the claim's figure nor refutes it.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from index.script import fold, script_balance
from rag.check.figures import LOCAL_YUAN, is_bare_yuan
from rag.check.passage import Read
from rag.check.rates import other_rate
from rag.figure_units import unit_of
from rag.figures import Figure, FigureKind, carries

UP, DOWN = frozenset({"over", "at least"}), frozenset({"under", "at most"})
DIGITS = "零一二三四五六七八九十"
# What is told of the year before or after one that is named.
_NEIGHBOUR = re.compile(
    r"[前上去次翌隔明]一?年|\b(?:previous|following|next|last) year|\ba year (?:earlier|before|later|after)|"
    r"\bthe year (?:before|after)|同比|按年|年[增减]|\byear[- ]on[- ]year\b|\bannual"
)
HALF = re.compile(r"半(?![导島岛年月径球数])|\bhal(?:f|ve[sd]?|ving)\b")
_FROM_TO = re.compile(r"\s*(?:[至到~–—-]|to|and|through|until)\s*")
# A date is told as yyyymmdd.
_YEAR = 10_000
# An hour that says no half of the day itself.
_HOUR = re.compile(r"(?P<hour>十[一二]?|[一二三四五六七八九两]|\d{1,2})[点时](?![半\d])")
_NO_HALF_DAY = r"(?<![午上早晨间晚\d十])"
# Whose dollars, or whose 元, a sum does not say.
_BARE_MONEY = re.compile(r"(?P<who>[a-z.]+ )?dollars?$|(?<![美港澳加新欧日韩])元$")
_WHOSE = frozenset("us u.s. american kong hk taiwan nt australian canadian singapore zealand".split())


def told_otherwise(source: Read, figure: Figure) -> bool:
    """May a source tell a claim's figure in another form?

    >>> claims = "a boat 8 metres long", "a boat 12 metres long"
    >>> source = Read("Boats of up to 9.5 metres may enter.")
    >>> [told_otherwise(source, Read(claim).figures[0]) for claim in claims]
    [True, False]
    """
    ways = (
        _stands, _is_within, _is_half, _is_other_dollar, _is_local_money, _is_bare_number, _is_bare_hour,
        _is_place_of_number, _is_of_a_year, _is_year_between, _is_score,
    )  # fmt: skip
    return any(way(source, figure) for way in ways)


def _stands(source: Read, figure: Figure) -> bool:
    """Does the source have the figure, within other bounds?  Not yet 80 percent, where 80 are hoped for.

    What it tells as more or less than the figure is not the figure alone.
    """
    bare = replace(figure, qualifier=None)
    if any(
        each.value < 0 < figure.value and carries(replace(each, value=-each.value), bare)
        for each in source.figures
    ):
        return True  # -1.1億元 is a loss of 1.1億元
    against = DOWN if figure.qualifier in UP else UP if figure.qualifier in DOWN else frozenset()
    against = frozenset({"over", "under"}) if figure.qualifier is None else against
    return any(
        each.qualifier not in against
        and not other_rate(each, figure)
        and carries(replace(each, qualifier=None), bare)
        for each in source.figures
    )


def _is_within(source: Read, figure: Figure) -> bool:
    """Is it a measure or an age, of one of those that the source gives bounds: a boat of 12 metres, of up to 13.5?"""
    unit = unit_of(figure)
    if unit is None or not unit.dimension or figure.qualifier is not None:
        return False
    value = base_value(figure)
    for each in source.figures:
        other = unit_of(each)
        if other is None or other.dimension != unit.dimension:
            continue
        low = high = base_value(each)
        if each.upper is not None:
            low, high = sorted((low, base_value(replace(each, value=each.upper))))
            if low <= value <= high:
                return True
        elif (each.qualifier in UP and value > low) or (each.qualifier in DOWN and value < high):
            return True
    return False


def _is_of_a_year(source: Read, figure: Figure) -> bool:
    """Is it a date that the source tells without its year, of a year that it names, or of the next: 次年十月?"""
    if figure.kind is not FigureKind.DATE or figure.value < _YEAR:
        return False
    year, rest = divmod(figure.value, _YEAR)
    told = any(each.kind is FigureKind.DATE and each.value % _YEAR == rest for each in source.figures)
    return told and year in {*named_years(source), *years_about(source)}


def _is_half(source: Read, figure: Figure) -> bool:
    """Is it a half, where the source halves something: 半價, 減半?"""
    half = figure.kind is FigureKind.FRACTION and figure.value == Decimal("0.5")
    return half and HALF.search(fold(source.text)) is not None


def is_bare_money(figure: Figure) -> bool:
    """Is it a sum in dollars or 元, whose country it does not say?"""
    told = _BARE_MONEY.search(fold(figure.text).lower()) if figure.kind is FigureKind.MONEY else None
    named = told is None or (told["who"] or "").strip() in _WHOSE or "人民币" in fold(figure.text)
    return not named


def _is_other_dollar(source: Read, figure: Figure) -> bool:
    """Are bare dollars so many bare 元?"""
    return is_bare_money(figure) and any(
        is_bare_money(each) and each.value == figure.value and not other_rate(each, figure)
        for each in source.figures
    )


def _is_local_money(source: Read, figure: Figure) -> bool:
    """Are dollars of Taiwan or Hong Kong so many bare 元 of a text in Traditional script?"""
    if figure.currency not in LOCAL_YUAN or script_balance(source.text) < 0:
        return False
    return any(
        is_bare_yuan(source, each)
        and not other_rate(each, figure)
        and carries(replace(each, currency=figure.currency, qualifier=None), replace(figure, qualifier=None))
        for each in source.figures
    )


def _is_bare_number(source: Read, figure: Figure) -> bool:
    """Is it a number alone, as the second of two in a unit told once, that the source tells in a unit?"""
    if figure.kind is not FigureKind.NUMBER or figure.unit or figure.qualifier is not None:
        return False
    kinds = (FigureKind.NUMBER, FigureKind.MONEY, FigureKind.DURATION)
    told = (each for each in source.figures if each.kind in kinds and each.qualifier not in ("over", "under"))
    return any(each.value == figure.value for each in told)


def _is_place_of_number(source: Read, figure: Figure) -> bool:
    """Is it a place in a row that the source tells by its number: 三層, the third floor?"""
    if figure.kind is not FigureKind.ORDINAL or not 0 < figure.value < 100:
        return False
    value = str(int(figure.value))
    if any(each.kind is FigureKind.DATE and each.value % 100 == figure.value for each in source.figures):
        return figure.unit is None  # the 23rd of 12月23日
    han = DIGITS[int(figure.value)] if figure.value < len(DIGITS) else value
    return re.search(rf"(?:{value}|{han})[层楼期届级代任年号线](?!月)", fold(source.text)) is not None


def _is_year_between(source: Read, figure: Figure) -> bool:
    """Is it a year between two of which the source tells what was from the one to the other?"""
    years = [f for f in source.figures if f.kind is FigureKind.YEAR and f.unit is None]
    if figure.kind is not FigureKind.YEAR or figure.unit is not None:
        return False
    return any(
        first.value < figure.value < last.value and _FROM_TO.fullmatch(source.text[first.end : last.start])
        for first, last in pairwise(years)
    )


def _is_score(source: Read, figure: Figure) -> bool:
    """Is it a ratio whose two numbers the source has: 五比二, five to two?"""
    values = {each.value for each in source.figures if each.kind is FigureKind.NUMBER}
    return figure.kind is FigureKind.RATIO and figure.ratio is not None and {*figure.ratio} <= values


def _is_bare_hour(source: Read, figure: Figure) -> bool:
    """Is it an hour that the source has without its half of the day: 早上七點 of 夜間十點至次日七點?"""
    hour = _HOUR.search(fold(figure.text)) if figure.kind is FigureKind.TIME else None
    if hour is None or figure.value % 3600:
        return False
    return re.search(rf"{_NO_HALF_DAY}{hour['hour']}[点时](?![半\d])", fold(source.text)) is not None


def named_years(source: Read) -> Iterator[Decimal]:
    """The years of our era that a source names, alone or in a date."""
    for each in source.figures:
        if each.kind is FigureKind.YEAR and each.unit is None:
            yield each.value
        elif each.kind is FigureKind.DATE and each.value >= 10000:
            yield each.value // 10000


def years_about(source: Read) -> Iterator[Decimal]:
    """The years so long before or after those that a source names."""
    long = [
        f.value
        for f in source.figures
        if (f.kind is FigureKind.DURATION and fold(f.unit or "") in ("年", "year", "years"))
        or fold(f.unit or "") in ("岁", "year-old")
    ]
    long += [Decimal(1)] if _NEIGHBOUR.search(fold(source.text).lower()) else []
    for year in named_years(source):
        for each in long:
            yield year + each
            yield year - each


def base_value(figure: Figure) -> Decimal:
    """Its value in what it is reckoned in."""
    if figure.kind is FigureKind.FRACTION:
        return figure.value * 100
    unit = unit_of(figure) if figure.kind in (FigureKind.NUMBER, FigureKind.DURATION) else None
    return figure.value * unit.factor if unit else figure.value
