"""Figures told per stretch of time: 每小時2元 is not 每天2元."""

import re
from dataclasses import dataclass

from index.script import fold
from rag.figures import Figure, FigureKind

_WORDS = {
    "second": ("秒", "秒钟"),
    "minute": ("分钟",),
    "hour": ("小时", "钟头"),
    "day": ("天", "日"),
    "night": ("晚", "夜"),
    "week": ("周", "星期", "礼拜"),
    "month": ("月",),
    "quarter": ("季", "季度"),
    "year": ("年",),
}
_TIMES = {han: name for name, all_han in _WORDS.items() for han in all_han}
_HAN = "|".join(sorted(_TIMES, key=len, reverse=True))
# 每天罰款2元, 2元/天, 月租300元.
_BEFORE = re.compile(
    rf"(?:每一?个?(?P<each>{_HAN})(?!前|后|初|底)[^\d,，。;；]{{0,4}}|"
    r"(?<![\d一二三四五六七八九十几半])(?P<by>[年月日时])(?:租|费|薪|均|产)[^\d,，。;；]{0,3})$"
)
_SHORT = {"年": "year", "月": "month", "日": "day", "时": "hour"}
_BEHIND = re.compile(
    rf"\s*(?:(?:/|每一?个?)(?P<each>{_HAN})|(?:/|(?:-|\s)?(?:per|a|an|every|each)(?:-|\s))(?P<time>{'|'.join(_WORDS)})\b"
    r"(?! (?:earlier|before|ago|later|after|and a half|on)\b))"
)


@dataclass(frozen=True, slots=True)
class Rate(Figure):
    """A figure told `per` second, minute, hour, day, night, week, month, quarter or year."""

    per: str = ""


def as_rate(text: str, figure: Figure) -> Figure:
    """Return the figure as a rate, where the words beside it say that it is one.

    >>> from rag.figures import find_figures
    >>> for text in ("每天罰款2元", "HK$40 an hour", "fell from 40 a year earlier"):
    ...     [getattr(as_rate(text, f), "per", None) for f in find_figures(text)]
    ['day']
    ['hour']
    [None]
    """
    if figure.kind not in (FigureKind.MONEY, FigureKind.NUMBER):
        return figure
    folded = fold(text).lower()
    per = None
    if behind := _BEHIND.match(folded, figure.end + len(figure.suffix)):
        per = behind["time"] or _TIMES[behind["each"]]
    elif before := _BEFORE.search(folded[: figure.start - len(figure.prefix)]):
        per = _TIMES[before["each"]] if before["each"] else _SHORT[before["by"]]
    if per is None:
        return figure
    return Rate(**{name: getattr(figure, name) for name in Figure.__dataclass_fields__}, per=per)


def other_rate(one: Figure, other: Figure) -> bool:
    """Are both rates, and per different times?"""
    return isinstance(one, Rate) and isinstance(other, Rate) and one.per != other.per
