"""The learned bridge between the languages: how likely a Chinese word and an English stem translate each other.

A question in one language looks for its words' translations in the other: each word becomes a concept, every
translation counting by its probability (probabilistic structured queries, Darwish & Oard 2003). The table is made by
`training/bridge/learn.py`.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index.words import Kind, is_function_word, parts, pinyin_spellings, stem, tokens

TABLE = Path(__file__).parent / "models" / "bridge.sqlite"

# Each term of the other language that may stand for one word of a question, with the probability that it does.
Concept = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Translation:
    """A term of the other language. `forward` is its probability given the term, `backward` the term's given it."""

    term: str
    forward: float
    backward: float

    @property
    def weight(self) -> float:
        """How much the one counts for the other: what the surer direction says.

        On XQuAD and NTREX, in both directions, it ranks better than either direction, their mean or their product.
        """
        return max(self.forward, self.backward)


@lru_cache(maxsize=65536)
def translations(term: str) -> tuple[Translation, ...]:
    """Return the translations of a folded Chinese word or an English stem, likeliest first.

    >>> translations("大学")[0].term
    'univers'
    """
    row = _table().execute("SELECT others FROM translations WHERE term = ?", (term,)).fetchone()
    if row is None:
        return ()
    split = (entry.rsplit(":", 2) for entry in row[0].split(" "))
    return tuple(Translation(other, int(p) / 100, int(q) / 100) for other, p, q in split)


def chinese_words(text: str) -> list[str]:
    """Return the Chinese words of a passage, as a concept looks for them.

    A word without a translation, most often a name, also gives its parts and its spelling in pinyin.

    >>> chinese_words("井賢棟表示")
    ['井贤栋', '井', '贤', '栋', 'jingxiandong', 'jing', 'xiandong', '表示']
    """
    found: list[str] = []
    for token in tokens(text):
        if token.kind is Kind.HAN and not is_function_word(token):
            found.append(token.text)
            if len(token.text) > 1 and not translations(token.text):
                found += parts(token.text) + [stem(spelled) for spelled in pinyin_spellings(token.text)]
    return found


def concepts(question: str) -> tuple[list[Concept], list[Concept]]:
    """Return what a question means in Chinese words, and what it means in English stems.

    The first come from its English words and are looked up among `chinese_words`, the second from its Chinese ones.
    """
    asked = [token for token in tokens(question) if not is_function_word(token)]
    english = dict.fromkeys(token.stem for token in asked if token.kind is Kind.WORD)
    chinese = dict.fromkeys(token.text for token in asked if token.kind is Kind.HAN)
    # An English stem may also be a Chinese name's pinyin.
    in_chinese: list[Concept] = [{stem: 1.0} | _weights(stem) for stem in english]
    return in_chinese, [concept for word in chinese for concept in _in_english(word)]


def _weights(term: str) -> dict[str, float]:
    return {other.term: other.weight for other in translations(term)}


def _in_english(word: str) -> list[Concept]:
    if weights := _weights(word):
        return [weights]
    if len(word) == 1:
        return []
    spelled: list[Concept] = [{stem(spelling): 1.0} for spelling in pinyin_spellings(word)]
    return spelled + [concept for part in parts(word) for concept in _in_english(part)]


@cache
def _table() -> sqlite3.Connection:
    # `immutable`: the file is part of the program, so any thread may read it without locks.
    return sqlite3.connect(f"{TABLE.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
