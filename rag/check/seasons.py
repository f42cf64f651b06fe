"""Which seasons a text tells, in either language."""

import re
from collections.abc import Iterator
from functools import lru_cache

from index.script import fold

_ENGLISH = re.compile(
    r"(?<!hot )(?<!mineral )\b(?P<name>spring|summer|autumn|winter)\b"
    r"(?! (?:festival|street|road|water|games|olympics|palace))|\b(?:the|last|next|this) (?P<fall>fall)\b"
)
# 秋冬兩季 are two of them.
_CHINESE = re.compile(
    r"(?P<before>[初暮今明盛深寒])?(?P<names>[春夏秋冬]{1,4})(?P<after>[两二三四]?季|[天日末])?"
)
_NAMES = {"spring": 0, "summer": 1, "autumn": 2, "fall": 2, "winter": 3} | {
    name: number for number, name in enumerate("春夏秋冬")
}
# What tells the time of the year in another way.
_DATED = re.compile(
    r"\d{1,2}月|[一二三四五六七八九十]月|\b(?:january|february|march|april|may|june|july|august|october|(?:sept|nov|dec)ember)\b"
)


def strange_season(claim: str, source: str) -> str | None:
    """Return the season of a claim that a source does not tell, where it tells another and no month.

    >>> strange_season("新館明年秋天開幕", "It opens next spring"), strange_season("冬季開放", "秋冬兩季開放")
    ('秋', None)
    """
    told = _told(fold(source).lower())
    if not told or _DATED.search(fold(source).lower()):
        return None
    asked = _seasons(fold(claim).lower())
    return next((claim[at : at + length] for at, length, season in asked if season not in told), None)


@lru_cache(maxsize=256)
def _told(text: str) -> frozenset[int]:
    return frozenset(season for _, _, season in _seasons(text))


def _seasons(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where a text, folded, tells a season, in how many characters, and which."""
    for match in _ENGLISH.finditer(text):
        name = match["name"] or match["fall"]
        yield match.end() - len(name), len(name), _NAMES[name]
    for match in _CHINESE.finditer(text):
        if match["before"] or match["after"] or len(match["names"]) > 1:
            for at, name in enumerate(match["names"], match.start("names")):
                yield at, 1, _NAMES[name]
