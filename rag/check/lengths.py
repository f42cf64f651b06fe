"""Lengths of time told in several words: 2 hours 40 minutes is 160 minutes, 15日內 is fifteen days."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.script import fold
from rag.figure_units import known_unit
from rag.figure_years import small
from rag.figures import Figure, FigureKind

_BETWEEN = re.compile(r"\s*(?:and|,|又|零)?\s*")
# A minute or a month behind a longer unit, which by itself could be another thing: 5小時12分, 3年2月.
_SHORT = {"分": "分钟", "秒": "秒"}
_DAYS = re.compile(r"\s?日(?=之?内|以内|间|之?后|未|起效|左右|有余)")
_SO_LONG = re.compile(
    r"(?:连续|为期|平均|长达|历时|超过|提前|暂停[^,，。;；\d至到于起]{0,6}|停(?!车)[^,，。;；\d至到于起]{0,3}|延长|[逾满共达需])\s?$"
)
_HAN_DAYS = re.compile(
    r"(?<![月\d十周期拜初至到、])(?:(?P<number>十?[一二三四五六七八九两]|[二三]?十)日(?=之?[前内后]|以内)"
    r"|(?<=超过|连续|提前|长达|为期|平均|至少|最多)(?P<told>十?[一二三四五六七八九两]|[二三]?十)日)"
)
_YEAR = re.compile(
    r"\b(?:a|the) year(?= (?:to|ended|ending|through|earlier|before|later)\b)|\bthe (?:past|previous|preceding) year\b"
)


def joined(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Make one length of time of its pieces, in the unit of the last.

    >>> from rag.figures import find_figures
    >>> text = "it took 2 hours and 40 minutes"
    >>> [(f.text, str(f.value), f.unit) for f in joined(text, find_figures(text))]
    [('2 hours and 40 minutes', '160', 'minutes')]
    """
    told: list[Figure] = []
    for figure in found:
        whole = _whole(text, told[-1], figure) if told else None
        if whole is None:
            told.append(figure)
        else:
            told[-1] = whole
    return told


def _whole(text: str, long: Figure, short: Figure) -> Figure | None:
    unit, end = short.unit, short.end
    if short.kind is FigureKind.NUMBER and unit is None and fold(text[end : end + 1]) in _SHORT:
        unit, end = _SHORT[fold(text[end : end + 1])], end + 1
    elif short.kind is not FigureKind.DURATION:
        return None
    larger, smaller = known_unit(long.unit), known_unit(unit)
    if long.kind is not FigureKind.DURATION or larger is None or smaller is None:
        return None
    alone = long.upper is short.upper is None and short.qualifier is None and long.value % 1 == 0
    less = larger.dimension == smaller.dimension and short.value * smaller.factor < larger.factor
    if not (alone and less and _BETWEEN.fullmatch(fold(text[long.end : short.start]))):
        return None
    value = long.value * larger.factor / smaller.factor + short.value
    return replace(long, end=end, text=text[long.start : end], value=value, unit=unit)


def with_days(text: str, found: Sequence[Figure]) -> list[Figure]:
    """Read the days of a term, which by themselves would be a date, and a year that is told without a number.

    >>> from rag.figures import find_figures
    >>> [[(f.text, f.unit) for f in with_days(t, find_figures(t))] for t in ("須在15日內付款", "in the year to March")]
    [[('15日', '日')], [('the year', 'year'), ('March', None)]]
    """
    told = [_as_days(text, figure) for figure in found]
    folded = fold(text).lower()
    named = [(match, Decimal(1), "year") for match in _YEAR.finditer(folded)]
    named += [(m, Decimal(small(m["number"] or m["told"])), "日") for m in _HAN_DAYS.finditer(folded)]
    for match, value, unit in named:
        if not any(figure.start < match.end() and match.start() < figure.end for figure in told):
            words = text[slice(*match.span())]
            told.append(Figure(*match.span(), words, value, FigureKind.DURATION, unit))
    return sorted(told, key=lambda figure: figure.start)


def _as_days(text: str, figure: Figure) -> Figure:
    folded = fold(text)
    if figure.kind is FigureKind.DATE and figure.value < 32 and folded[figure.end - 1] == "日":
        # 暫停30日, 5日未見改善
        so_long = _DAYS.match(folded, figure.end - 1) or _SO_LONG.search(folded[: figure.start])
        return replace(figure, kind=FigureKind.DURATION, unit="日") if so_long else figure
    days = _DAYS.match(folded, figure.end)
    end = days.end() if days else figure.end + 1
    part = folded[figure.end : end] == "日" and (figure.value > 31 or figure.value % 1 > 0)
    if not (days or part) or figure.kind is not FigureKind.NUMBER or figure.unit is not None:
        return figure
    return replace(figure, end=end, text=text[figure.start : end], kind=FigureKind.DURATION, unit="日")
