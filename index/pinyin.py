"""How Chinese is read aloud: the only file that imports pypinyin."""

import os
import re
from functools import lru_cache

_INITIAL = re.compile("zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]|")
_INITIALS = {
    "b": "p", "d": "t", "g": "k", "j": "ch", "q": "ch", "zh": "ch", "z": "ts", "c": "ts", "x": "hs", "r": "j",
}  # fmt: skip
_FINALS = {"ian": "ien", "ie": "ieh", "ue": "ueh", "ong": "ung", "iong": "iung", "uo": "o"}
_WHOLE = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "szu", "ge": "ko",
    "ke": "ko", "he": "ho", "guo": "kuo", "kuo": "kuo", "huo": "huo", "shuo": "shuo", "ye": "yeh", "yan": "yen",
    "you": "yu", "yong": "yung", "er": "erh", "gui": "kuei", "kui": "kuei",
}  # fmt: skip
_FINAL = (
    "iang|iong|iung|uang|iao|ian|ieh|ien|ing|uai|uan|uei|ueh|ang|eng|erh|ong|ung|iu|ia|ie|in|ai|ao|an|ei|en|eh|er|ih|ou|"
    "ua|ui|un|uo|ue|a|e|i|o|u"
)
# A word of a name has seldom more than three.
_SYLLABLE = rf"(?:zh|ch|sh|hs|ts|tz|sz|[bpmfdtnlgkhjqxrzcsyw])?(?:{_FINAL})['’-]?"
_ROMANISED = re.compile(f"{_SYLLABLE}(?:{_SYLLABLE})?(?:{_SYLLABLE})?")


@lru_cache(maxsize=65536)
def syllables(word: str) -> tuple[str, ...]:
    """Return the pinyin of each character, without tones; other characters give nothing.

    >>> syllables("井賢棟")
    ('jing', 'xian', 'dong')
    """
    # Its phrase table takes longer to load than an answer takes, and says nothing of names.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word, errors="ignore"))


def wade_giles(syllable: str) -> str:
    """Return a syllable of pinyin as Taiwan writes names: Wade-Giles without apostrophes.

    >>> [wade_giles(each) for each in ("xu", "zhou", "guo", "cai", "ye", "jian")]
    ['hsu', 'chou', 'kuo', 'tsai', 'yeh', 'chien']
    """
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    initial = _INITIAL.match(syllable)
    first = initial[0] if initial else ""
    rest = syllable[len(first) :]
    return _INITIALS.get(first, first) + _FINALS.get(rest, rest)


def is_romanised(word: str) -> bool:
    """Can a word in lower case be Chinese syllables in Latin letters?

    >>> is_romanised("hsiao-ming"), is_romanised("zhou"), is_romanised("herald")
    (True, True, False)
    """
    return _ROMANISED.fullmatch(word) is not None
