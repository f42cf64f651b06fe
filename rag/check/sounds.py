"""Whether a name in Chinese characters sounds like one in Latin letters: 瑪格麗特·黑爾 and Margaret Hale.

Vowels differ too much to count. Consonants fall into classes, and the two rows of classes are compared by their edit
distance, where an `r`, an `h` or a nasal that the one leaves out costs little (after Gao, Wong & Lam 2004).
"""

import re
from functools import lru_cache

from index.pinyin import syllables
from index.script import fold

LIKE = 0.72
"""From here on two names sound alike."""

_PINYIN = {
    "b": "P", "p": "P", "f": "F", "w": "V", "m": "M", "d": "T", "t": "T", "n": "N", "l": "L", "r": "L",
    "g": "K", "k": "K", "h": "H", "j": "J", "q": "J", "x": "S", "zh": "J", "ch": "J", "sh": "S", "z": "S",
    "c": "S", "s": "S", "y": "",
}  # fmt: skip
_ENGLISH = (
    ("tsch", "J"), ("sch", "S"), ("tch", "J"), ("ph", "F"), ("sh", "S"), ("ch", "J"), ("th", "T"), ("ck", "K"),
    ("gh", ""), ("kn", "N"), ("wr", "L"), ("qu", "KV"), ("x", "KS"), ("tz", "S"), ("ts", "S"), ("dg", "J"),
    ("b", "P"), ("p", "P"), ("f", "F"), ("v", "V"), ("w", "V"), ("m", "M"), ("d", "T"), ("t", "T"), ("n", "N"),
    ("l", "L"), ("r", "L"), ("k", "K"), ("h", "H"), ("j", "J"), ("s", "S"), ("z", "S"),
)  # fmt: skip
_CHEAP = frozenset("LHNV")
_NEAR = (
    frozenset("KJ"),
    frozenset("HJ"),
    frozenset("KH"),
    frozenset("JS"),
    frozenset("PF"),
    frozenset("FV"),
    frozenset("TS"),
    frozenset("MN"),
    frozenset("PV"),
    frozenset("TJ"),
    frozenset("FH"),
)


def sounds_like(chinese: str, latin: str) -> float:
    """How alike the two names sound, in [0, 1]; 0 where one has no consonants to tell by.

    >>> sounds_like("瑪格麗特·黑爾", "Margaret Hale") > LIKE, sounds_like("瑪格麗特", "Jonathan") < LIKE
    (True, True)
    """
    one, other = _of_pinyin(fold(chinese)), _of_english(latin.lower())
    if min(len(one), len(other)) < 2 and (len(one) != len(other) or not one):
        return 0.0
    if one[0] != other[0] and frozenset((one[0], other[0])) not in _NEAR:
        return 0.0
    return max(0.0, 1 - _distance(one, other) / max(len(one), len(other)))


@lru_cache(maxsize=4096)
def _of_pinyin(name: str) -> str:
    found = ""
    for syllable in syllables(name):
        if syllable in ("er", "r"):
            found += "L"
            continue
        initial = syllable[:2] if syllable[:2] in _PINYIN else syllable[:1]
        found += _PINYIN.get(initial, "")
        if syllable.endswith(("n", "ng")) and len(syllable) > 1:
            found += "N"
    return found


@lru_cache(maxsize=4096)
def _of_english(name: str) -> str:
    found = ""
    for word in re.findall(r"[a-z]+", name):
        word = re.sub(r"([b-df-hj-np-tv-z])\1", r"\1", word)
        at = 0
        while at < len(word):
            letter, after = word[at], word[at + 1 : at + 2]
            spelled = next((pair for pair in _ENGLISH if word.startswith(pair[0], at)), None)
            if letter == "c" and spelled is None:
                found += "S" if after in ("e", "i", "y") else "K"
            elif letter == "g" and spelled is None:
                found += "J" if after in ("e", "i", "y") else "K"
            elif spelled is not None:
                found += spelled[1]
            at += len(spelled[0]) if spelled else 1
    return found


def _distance(one: str, other: str) -> float:
    row = [0.0]
    for letter in other:
        row.append(row[-1] + _dropped(letter))
    for a in one:
        new = [row[0] + _dropped(a)]
        for j, b in enumerate(other):
            swap = 0.0 if a == b else 0.5 if frozenset((a, b)) in _NEAR else 1.0
            new.append(min(row[j] + swap, row[j + 1] + _dropped(a), new[-1] + _dropped(b)))
        row = new
    return row[-1]


def _dropped(letter: str) -> float:
    return 0.35 if letter in _CHEAP else 0.8
