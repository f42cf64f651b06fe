"""The years, quarters and months of a question."""

import re
from dataclasses import dataclass

from index.script import fold

_QUARTER = (
    r"(?P<quarter>第[一二三四1-4]季度?|[一二三四]季度|[上下]半年|\bq[1-4]\b|\bh[12]\b|"
    r"(?:the )?(?:first|second|third|fourth) (?:quarter|half))"
)
_MONTH = (
    r"(?P<month>(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?!\d)|\b(?:january|february|march|april|june|july|"
    r"august|september|october|november|december)\b|(?<=in )may\b)"
)
_YEAR = (
    r"(?P<year>(?<![\d.,:])(?:19|20)\d\d(?!\d|[.,:]\d|%)(?:年(?!代|间|前|后|来))?|"
    r"[一二][〇零九][〇零一二三四五六七八九]{2}年)"
)
_TIME = re.compile(f"{_YEAR}|{_QUARTER}|{_MONTH}")


@dataclass(frozen=True, slots=True)
class Time:
    """A year, quarter or month in a question: `kind` is one of these words."""

    kind: str
    start: int
    end: int


def times(text: str) -> tuple[Time, ...]:
    """The years, quarters and months of a text, in order.

    >>> [(t.kind, text[t.start : t.end]) for text in ["2023年3月"] for t in times(text)]
    [('year', '2023年'), ('month', '3月')]
    """
    return tuple(Time(str(found.lastgroup), *found.span()) for found in _TIME.finditer(fold(text)))


def without_times(text: str) -> str:
    """The text with white space for every time in it."""
    out = list(text)
    for time in times(text):
        out[time.start : time.end] = " " * (time.end - time.start)
    return "".join(out)
