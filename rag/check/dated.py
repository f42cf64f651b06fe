"""Times that lack what stands around them: 同年四月三日 its year, 12月10日至20日 its month, 113年7月 its era."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.script import fold
from rag.figures import Figure, FigureKind

_SAME_YEAR = re.compile(r"(?:同|该|当|是)年(?:的|年?底|年?初)?[,，]?$")
_THAT_YEAR = re.compile(r"(?:,|of)?\s*(?:of )?(?:the same|that) year\b")
_TO = re.compile(r"\s*(?:[至到~–—、-]|to|and|through|until)\s*")
_DAYS_OF_MONTH = re.compile(
    r"\b(?P<day>[12]\d|3[01]|[1-9])(?P<to>\s?(?:to|until|through|and|–|-)\s?)(?=(?:[12]\d|3[01]|[1-9])\s[A-Z])"
)
# 113年7月 and 112年度, of the Republic's era; where a text has one, its other years of three digits are.
_OF_ERA = re.compile(
    r"(?<![\d前汉漢晋唐宋明清])(?<!\d[.,])(?P<year>1[0-2]\d|[89]\d)(?P<unit>年(?:度(?!过)|底|初|(?=(?:1[0-2]|0?[1-9])月|[上下]半年|第?[一二三四]季))|学年度?)"
)
_MAYBE_OF_ERA = re.compile(
    r"(?:(?<=[于在自至到较比从,，、(（])(?<!\d,)|^)(?P<year>1[0-2]\d|[89]\d)年(?![来历间之以内后前多余月里老店租刑]|\d)",
    re.MULTILINE,
)
_ERA, _IN_TAIWAN = 1911, 1950
_NUMBERED = re.compile(
    r"(?:(?<=\bat )|(?<=\bby )|(?<=\bin )|(?<=\bfrom )|(?<=\bof )|(?<=\buntil )|(?<=\bafter )|(?<=\bbefore ))"
    r"(?P<unit>week|day|month)\s(?P<number>[1-9]\d{0,2})\b(?![.,]?\d|[%-]|\s(?!the\b|of\b|in\b|on\b|and\b|to\b|was\b|were\b)[a-z])"
)


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
        if told and _is_day_of_same_month(folded, told[-1], figure):
            told.append(replace(figure, value=told[-1].value // 100 * 100 + figure.value))
            continue
        if figure.kind is FigureKind.YEAR and figure.unit is None:
            year = figure.value
        elif figure.kind is FigureKind.DATE and figure.value >= 10000:
            year = figure.value // 10000
        elif figure.kind is FigureKind.DATE and year and year > 0:
            same = _SAME_YEAR.search(folded[: figure.start]) or _THAT_YEAR.match(folded, figure.end)
            figure = replace(figure, value=year * 10000 + figure.value) if same else figure
        told.append(figure)
    return told


def _is_day_of_same_month(folded: str, first: Figure, last: Figure) -> bool:
    """Is the second of 12月10日至20日 a day of the first one's month?"""
    dates = first.kind is last.kind is FigureKind.DATE and first.value > 100 > last.value
    return (
        dates
        and 0 < first.value % 100 < last.value
        and _TO.fullmatch(folded[first.end : last.start]) is not None
    )


def with_days_of_month(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Read the first of 15 to 31 January as a date.

    >>> from rag.figures import find_figures
    >>> text = "open from 15 to 31 January"
    >>> [(f.text, str(f.value)) for f in with_days_of_month(text, find_figures(text))]
    [('15', '115'), ('31 January', '131')]
    """
    told = list(found)
    for match in _DAYS_OF_MONTH.finditer(text):
        last = next((f for f in told if f.start == match.end() and f.kind is FigureKind.DATE), None)
        if last is not None and last.value % 100 > 0:
            day = Decimal(match["day"])
            told = [f for f in told if not (f.start < match.end("day") and match.start() < f.end)]
            value = last.value // 100 * 100 + day
            told.append(Figure(*match.span("day"), match["day"], value, FigureKind.DATE))
    return sorted(told, key=lambda figure: figure.start)


def with_years_of_era(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Read years of the Republic's era that are told without its name.

    >>> from rag.figures import find_figures
    >>> text = "較111年的9%下降,112年7月起"
    >>> [(f.text, str(f.value)) for f in with_years_of_era(text, find_figures(text))]
    [('111年', '2022'), ('9%', '9'), ('112年7月', '20230700')]
    """
    folded = fold(text)
    if _OF_ERA.search(folded) is None and "民国" not in folded:
        return list(found)
    told = list(found)
    for match in (*_OF_ERA.finditer(folded), *_MAYBE_OF_ERA.finditer(folded)):
        if any(_names_year(f) and f.start <= match.start() < f.end for f in told):
            continue
        year, end = Decimal(match["year"]) + _ERA, match.end()
        date = next(
            (f for f in told if f.start == end and f.kind is FigureKind.DATE and f.value < 10000), None
        )
        told = [f for f in told if not (f.start < end and match.start() < f.end) and f is not date]
        if date is not None:
            words = text[match.start() : date.end]
            told.append(replace(date, start=match.start(), text=words, value=year * 10000 + date.value))
        else:
            words = text[match.start() : end]
            told.append(Figure(match.start(), end, words, year, FigureKind.YEAR))
    return sorted(told, key=lambda figure: figure.start)


def _names_year(figure: Figure) -> bool:
    return figure.kind is FigureKind.YEAR or (figure.kind is FigureKind.DATE and figure.value >= 10_000)


def is_of_era(figure: Figure) -> bool:
    """Is it a year or a date of Taiwan's, told in years of the Republic?"""
    if not _names_year(figure):
        return False
    year = figure.value // 10_000 if figure.kind is FigureKind.DATE else figure.value
    told = "民国" in fold(figure.text) or _OF_ERA.match(fold(figure.text)) is not None
    return told and year >= _IN_TAIWAN


def with_numbered(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Read a week, day or month told by its number as an ordinal.

    >>> [(f.text, f.unit, str(f.value)) for f in with_numbered("seen at week 12, every day 8 people", [])]
    [('week 12', 'week', '12')]
    """
    told = list(found)
    for match in _NUMBERED.finditer(fold(text).lower()):
        over = [f for f in told if f.start < match.end() and match.start() < f.end]
        if any(f.kind is not FigureKind.NUMBER or f.unit or f.end > match.end() for f in over):
            continue
        told = [f for f in told if f not in over]
        words, value = text[slice(*match.span())], Decimal(match["number"])
        told.append(Figure(*match.span(), words, value, FigureKind.ORDINAL, match["unit"]))
    return sorted(told, key=lambda figure: figure.start)
