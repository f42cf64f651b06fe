"""Which seasons a text tells, in either language."""

import re
from functools import lru_cache

from index.script import fold

_SEASONS = (
    re.compile(r"\bspring\b(?! ?water)|春(?=[季天日夏末初])|[初暮今明早]春"),
    re.compile(r"\bsummer\b|夏(?=[季天日末初])|[初今明盛]夏"),
    re.compile(r"\bautumn\b|\b(?:the|last|next|this) fall\b|秋(?=[季天日冬末初])|[初今明深]秋"),
    re.compile(r"\bwinter\b|冬(?=[季天日末初])|[初今明寒]冬"),
)


def strange_season(claim: str, source: str) -> str | None:
    """Return the season of a claim that a source does not tell, where it tells another.

    >>> strange_season("新館明年秋天開幕", "It opens next spring"), strange_season("It rose last autumn", "去年10月")
    ('秋', None)
    """
    told = _told(source)
    if not told:
        return None
    asked = fold(claim).lower()
    found = ((number, season.search(asked)) for number, season in enumerate(_SEASONS))
    return next(
        (claim[slice(*match.span())] for number, match in found if match and number not in told), None
    )


@lru_cache(maxsize=256)
def _told(text: str) -> frozenset[int]:
    folded = fold(text).lower()
    return frozenset(number for number, season in enumerate(_SEASONS) if season.search(folded))
