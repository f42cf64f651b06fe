"""Which days of the week a text tells, in either language: 星期一至五 are five of them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from index.script import fold

_ENGLISH = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
_HAN = "一二三四五六日天"
# A week of five days is no Friday, nor is once in three weeks a Monday.
_DAY = (
    rf"(?:\b(?P<{{0}}>{'|'.join(_ENGLISH)})days?\b"
    rf"|(?<![一二三四五六七八九十两\d])(?:周|星期|礼拜)(?P<{{0}}_han>[{_HAN}])(?!天(?!气)|[个次]))"
)
_DAYS = re.compile(
    _DAY.format("first")
    + rf"(?:\s*(?:to|through|until|[-–—~至到])\s*(?:{_DAY.format('last')}|(?P<bare>[{_HAN}])(?![月年日]))"
    + rf"|(?P<more>(?:[、和及与][{_HAN}](?![月年日个]))+))?"
)
_ALL_OF_A_KIND = {
    re.compile(r"\bweekends?\b|周末"): frozenset({5, 6}),
    re.compile(r"\bweekdays?\b|工作日|平日"): frozenset(range(5)),
}


def strange_day(claim: str, source: str) -> str | None:
    """Return the words of a claim that tell a day of the week which a source does not.

    >>> strange_day("逢星期一休館", "每周二闭馆"), strange_day("It is shut on Tuesdays", "每周二闭馆")
    ('星期一', None)
    """
    told = _days(source)
    return next((words for words, days in _told(claim) if not days <= told), None)


@lru_cache(maxsize=256)
def _days(text: str) -> frozenset[int]:
    kinds = (days for pattern, days in _ALL_OF_A_KIND.items() if pattern.search(fold(text).lower()))
    return frozenset().union(*kinds, *(days for _, days in _told(text)))


def _told(text: str) -> Iterator[tuple[str, frozenset[int]]]:
    for match in _DAYS.finditer(fold(text).lower()):
        first = _number(match["first"] or match["first_han"])
        last = _number(match["last"] or match["last_han"] or match["bare"])
        days = {first} if first is not None else set()
        if first is not None and last is not None:
            days = {(first + step) % 7 for step in range((last - first) % 7 + 1)}
        days |= {day for character in match["more"] or "" if (day := _number(character)) is not None}
        yield text[slice(*match.span())], frozenset(days)


def _number(day: str | None) -> int | None:
    if not day:
        return None
    number = _ENGLISH.index(day) if day.isascii() else _HAN.find(day)
    return None if number < 0 else min(number, 6)
