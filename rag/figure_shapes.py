"""Figures with a form of their own: dates, times, years, ratios, fractions, ordinals."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from rag.figure_numerals import ENGLISH_ORDINALS, chinese_number, english_number
from rag.figure_source import Source
from rag.figure_units import Figure, FigureKind
from rag.figure_years import (
    BIG_YEAR_OF_OUR_ERA,
    christian_year,
    date,
    era_year,
    fiscal_year,
    full_year,
    part_of_year,
    small,
    year,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AFTERNOON, _NIGHT = ("下午", "傍晚"), ("晚上", "晚间", "夜间", "今晚", "明晚", "昨晚", "晚")
# Before this hour the night is the next day's.
_EVENING = 5
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_PARTS = {"hal": 2, "thi": 3, "qua": 4, "fou": 4, "fif": 5, "six": 6, "eig": 8, "ten": 10}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "nine": 9}


def read_shape(source: Source, at: int) -> Figure | None:
    """The date, year, ratio, fraction or ordinal that begins at `at`, or None."""
    char = source.folded[at]
    readers = _BY_DIGIT if "0" <= char <= "9" else _BY_LETTER if char.isascii() else _BY_HANZI
    for read in readers:
        figure = read(source, at)
        if figure is not None:
            return figure
    return None


def _iso_date(source: Source, at: int) -> Figure | None:
    match = source.match("iso", at)
    if match is None:
        return None
    return date(source, at, match.end(), int(match["year"]), int(match["month"]), int(match["day"]))


def _month(match: re.Match[str]) -> int:
    return _MONTHS.index(match["month"][:3].lower()) + 1


def _day_month(source: Source, at: int) -> Figure | None:
    match = source.match("day_month", at)
    if match is None:
        return None
    return date(source, at, match.end(), small(match["year"]), _month(match), int(match["day"]))


def _month_first(source: Source, at: int) -> Figure | None:
    match = source.match("month_day", at)
    if match and (source.text[at].isupper() or match["month"].lower() not in ("may", "mar", "march")):
        said = small(match["year"] or match["ad"])
        return date(source, at, match.end(), said, _month(match), int(match["day"]))
    match = source.match("month_year", at)
    if match:
        return date(source, at, match.end(), small(match["year"] or match["ad"]), _month(match), 0)
    match = source.match("month", at)
    sure = match and (len(match["month"]) > 5 or match["month"].lower() == "april")
    if match and source.text[at].isupper() and (sure or source.before("month_before", at)):
        return date(source, at, match.end(), 0, _month(match), 0)
    return None


def _chinese_date(source: Source, at: int) -> Figure | None:
    match = source.match("zh_date", at)
    if match:
        said = full_year(small(match["year"]), match["year"] or "")
        start, western = at, source.before("christian_before", at)
        if western:
            start = at - len(western[0])
        elif match["year"] and 0 < said < BIG_YEAR_OF_OUR_ERA:
            start, said = match.start("month"), 0
        return date(source, start, match.end(), said, small(match["month"]), small(match["day"]))
    match = source.match("zh_day", at)
    return match and date(source, at, match.end(), 0, 0, int(match["day"]))


def _time(source: Source, at: int) -> Figure | None:
    match = source.match("time", at)
    if match:
        plainly = match["s"] or match["ap"]
        if not plainly and (source.before("score_before", at) or source.match("score_after", match.end())):
            return None
        hour = int(match["h"])
        if match["ap"]:
            hour = hour % 12 + (12 if match["ap"].lower() == "p" else 0)
        seconds = hour * 3600 + int(match["m"]) * 60 + int(match["s"] or 0)
        return source.figure(at, match.end(), Decimal(seconds), FigureKind.TIME)
    match = source.match("ap_time", at)
    if match:
        hour = int(match["h"]) % 12 + (12 if match["ap"].lower() == "p" else 0)
        return source.figure(at, match.end(), Decimal(hour * 3600), FigureKind.TIME)
    return _chinese_time(source, at)


def _chinese_time(source: Source, at: int) -> Figure | None:
    match = source.match("zh_time", at) or source.match("hanzi_time", at)
    before = source.before("zh_time_before", at)
    if not match or not (before or match["m"] or _is_hour(source, match)):
        return None
    hour = small(match["h"])
    half = before[0][:2] if before else ""
    if (half in _AFTERNOON and hour < 12) or (half in _NIGHT and _EVENING <= hour < 12):
        hour += 12
    elif half in _NIGHT and hour == 12:
        hour = 0
    minute = 30 if match["half"] else small(match["m"])
    named = source.before("half_day", at)  # 5點30分 alone would be said of the morning
    start = at - len(named[0]) if named else at
    return source.figure(start, match.end(), Decimal(hour * 3600 + minute * 60), FigureKind.TIME)


def _is_hour(source: Source, match: re.Match[str]) -> bool:
    """Is a bare 12时 of digits an hour of the day: 12时至14时, 8时起, 20日8时; or, as it is shown, by itself?"""
    if not match[0].rstrip().endswith("时") or not match["h"].isdigit():
        return False
    return (
        match[0] == source.folded
        or source.match("zh_time_after", match.end()) is not None
        or source.before_any("zh_time_beside", match.start()) is not None
    )


def _pair(
    source: Source, match: re.Match[str], left: Decimal, right: Decimal, kind: FigureKind
) -> Figure | None:
    if not right:
        return None
    ends = match.start(), match.end()
    qualifier = source.qualifier(*ends)
    return source.figure(*ends, left / right, kind, qualifier=qualifier, ratio=(left, right))


def _number(text: str) -> Decimal:
    if text[0].isascii():
        return Decimal(text.replace(",", ""))
    return chinese_number(text) or Decimal(0)


def _ratio(source: Source, at: int) -> Figure | None:
    match = source.match("ratio", at)
    if match:
        left, right = match["left"] or match["hleft"], match["right"] or match["hright"]
        return _pair(source, match, _number(left), _number(right), FigureKind.RATIO)
    match = source.match("to_ratio", at)
    if match and ("-" in match[0] or source.before("ratio_before", at)):
        return _pair(source, match, _number(match["left"]), _number(match["right"]), FigureKind.RATIO)
    return None


def _fraction(source: Source, at: int) -> Figure | None:
    whole = source.match("whole", at)
    if whole:
        return source.figure(at, whole.end(), Decimal(100), FigureKind.PERCENT)
    match = source.match("parts", at)
    if match:
        part, whole_of = _number(match["num"]), _number(match["den"])
        if whole_of in (100, 1000, 10000):
            qualifier = source.qualifier(at, match.end())
            value = part * 100 / whole_of
            return source.figure(at, match.end(), value, FigureKind.PERCENT, qualifier=qualifier)
        return _pair(source, match, part, whole_of, FigureKind.FRACTION)
    if source.folded[max(source.done, at - 1) : at] == "每":
        match = source.match("in_every", at)
        if match and 0 < _number(match["num"]) < _number(match["den"]):
            figure = _pair(source, match, _number(match["num"]), _number(match["den"]), FigureKind.FRACTION)
            return figure and replace(figure, start=at - 1, text=source.text[at - 1 : match.end()])
    match = source.match("slash", at)
    if match and int(match["num"]) < int(match["den"]):
        return _pair(source, match, Decimal(match["num"]), Decimal(match["den"]), FigureKind.FRACTION)
    return None


def _half(source: Source, at: int) -> Figure | None:
    match = source.match("zh_over_half", at)
    if match:
        return _quantified_half(source, match)
    match = source.match("half", at)
    if match is None or source.folded[max(source.done, at - 1) : at] in ("上", "下", "多", "大"):
        return None
    unit = match["zh"] or match["en"]
    if unit is None:
        ratio = (Decimal(1), Decimal(2))
        return source.figure(at, match.end(), Decimal("0.5"), FigureKind.FRACTION, ratio=ratio)
    if unit == "个多月":
        return None
    unit = source.text[match.end() - len(unit) : match.end()]
    return source.figure(at, match.end(), Decimal("0.5"), FigureKind.DURATION, unit=unit)


def _quantified_half(source: Source, match: re.Match[str]) -> Figure | None:
    """過半, 超過半數, 近半數: a half only with the word that says over or under it."""
    figure = _pair(source, match, Decimal(1), Decimal(2), FigureKind.FRACTION)
    if figure is None or source.before("up_to", figure.start):
        return figure and replace(figure, qualifier="over")
    return figure if figure.qualifier else None


def _english_fraction(source: Source, at: int) -> Figure | None:
    match = source.match("one_in", at)
    if match:
        part, whole = english_number(match["num"]), english_number(match["den"])
        return (
            _pair(source, match, part, whole, FigureKind.FRACTION)
            if part and whole and part < whole
            else None
        )
    match = source.match("half_of", at)
    if match is None and source.before("quantified", at):
        match = source.match("en_half", at)
    if match and not source.before("not_half", at):
        return _pair(source, match, Decimal(1), Decimal(2), FigureKind.FRACTION)
    match = source.match("en_parts", at)
    if not match:
        return None
    part, whole = Decimal(_COUNTS[match["num"].lower()]), Decimal(_PARTS[match["den"][:3].lower()])
    return _pair(source, match, part, whole, FigureKind.FRACTION) if part < whole else None


def _chinese_ordinal(source: Source, at: int) -> Figure | None:
    match = source.match("zh_ordinal", at)
    if match is None:
        return None
    value = _number(match["num"])
    if not value:
        return None
    unit = source.text[match.start("unit") : match.end()] if match["unit"] else None
    return source.figure(at, match.end(), value, FigureKind.ORDINAL, unit=unit)


def _numbered(source: Source, at: int) -> Figure | None:
    """No. 332, which Chinese writes 332號."""
    match = source.match("en_street", at)
    return match and source.figure(at, match.end(), Decimal(match["num"]), FigureKind.ORDINAL, unit="No.")


def _plain_ordinal(source: Source, at: int) -> Figure | None:
    for name in ("zh_century", "street"):
        match = source.match(name, at)
        if match and _number(match["num"]):
            unit = source.text[match.start("unit") : match.end()]
            return source.figure(at, match.end(), _number(match["num"]), FigureKind.ORDINAL, unit=unit)
    return None


def _english_ordinal(source: Source, at: int) -> Figure | None:
    match = source.match("en_ordinal", at)
    return match and _ordinal(source, match, Decimal(match["num"]))


def _english_ordinal_word(source: Source, at: int) -> Figure | None:
    match = source.match("en_ordinal_word", at)
    if match is None or match["num"].lower() not in ENGLISH_ORDINALS:
        return None
    value = ENGLISH_ORDINALS[match["num"].lower()]
    if match["tens"]:
        value += 20 + 10 * _TENS.index(match["tens"].lower())
    elif value <= 2 and not match["unit"]:
        return None
    return _ordinal(source, match, Decimal(value))


def _ordinal(source: Source, match: re.Match[str], value: Decimal) -> Figure:
    unit, end = match["unit"], match.end()
    if unit and unit.lower() in ("three", "two", "five"):
        return source.figure(match.start(), match.start("unit") - 1, value, FigureKind.ORDINAL)
    if unit and unit.lower() == "half" and source.match("of_year", end):
        unit = "half-year"  # of a year, not of a match
    if unit and unit.lower() == "century" and (before_christ := source.match("bc_after", end)):
        end, value = before_christ.end(), -value
    kind = FigureKind.DURATION if unit and unit.lower() == "anniversary" else FigureKind.ORDINAL
    return source.figure(match.start(), end, value, kind, unit=unit)


_Reader = Callable[[Source, int], Figure | None]
_BY_DIGIT: tuple[_Reader, ...] = (
    era_year, christian_year, _iso_date, _time, _day_month, fiscal_year, _chinese_date, part_of_year, year,
    _ratio, _english_fraction, _fraction,
    _english_ordinal,
    _plain_ordinal,
)  # fmt: skip
_BY_LETTER: tuple[_Reader, ...] = (
    _month_first, fiscal_year, christian_year, part_of_year, _numbered, _half, _english_fraction, _english_ordinal_word,
)  # fmt: skip
_BY_HANZI: tuple[_Reader, ...] = (
    era_year, christian_year, _chinese_ordinal, part_of_year, _chinese_time, _chinese_date, year,
    _half, _fraction, _ratio, _plain_ordinal,
)  # fmt: skip
