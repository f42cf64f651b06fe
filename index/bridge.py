"""The learned bridge between the languages: how likely a Chinese word and an English stem translate each other.

Each word of a question becomes a concept: the word itself and its translations, each counting by its probability
(probabilistic structured queries, Darwish & Oard 2003). A passage in either language is found by the same concepts,
and one that has the word in the question's own language is not favoured for it. The table is made by
`training/bridge/learn.py`.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index.words import Kind, Token, is_function_word, parts, pinyin_spellings, stem, tokens

TABLE = Path(__file__).parent / "models" / "bridge.sqlite"

# Each term that may stand for one word of a question, with the probability that it does.
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
    'universiti'
    """
    row = _table().execute("SELECT others FROM translations WHERE term = ?", (term,)).fetchone()
    if row is None:
        return ()
    split = (entry.rsplit(":", 2) for entry in row[0].split(" "))
    return tuple(Translation(other, int(p) / 100, int(q) / 100) for other, p, q in split)


def passage_words(text: str) -> list[str]:
    """Return the words of a passage that concepts look for: Chinese words, English stems and figures.

    A Chinese word without a translation, most often a name, also gives its parts and its spelling in pinyin.

    >>> passage_words("井賢棟表示 R&D 增長12.5%")
    ['井贤栋', '井', '贤', '栋', 'jingxiandong', 'jing', 'xiandong', '表示', 'r&d', '增长', '12.5']
    """
    return [term for token in tokens(text) if not is_function_word(token) for term in terms_of(token)]


def terms_of(token: Token) -> list[str]:
    """Return what one word of a passage is found by."""
    if token.kind is not Kind.HAN or len(token.text) == 1 or translations(token.text):
        return [token.stem]
    return [token.stem, *parts(token.text), *(stem(spelled) for spelled in pinyin_spellings(token.text))]


def concepts(question: str) -> list[Concept]:
    """Return what the words of a question mean, in both languages; function words mean nothing.

    >>> [concept] = concepts("What is the weather?")
    >>> concept["weather"], concept["天气"] > 0.9
    (1.0, True)
    """
    found: dict[str, list[Concept]] = {}
    for token in tokens(question):
        if token.stem not in found and not is_function_word(token):
            found[token.stem] = meanings(token)
    return [concept for each in found.values() for concept in each]


def meanings(token: Token) -> list[Concept]:
    """Return what one word of a question means: one concept, or several for a name that is looked up by its parts."""
    itself = {token.stem: 1.0}
    if token.kind is not Kind.HAN:
        # An English stem may also be a Chinese name's pinyin, which passages give under the same spelling.
        return [_weights(token.stem) | itself] if token.kind is Kind.WORD else [itself]
    if (weights := _weights(token.text)) or len(token.text) == 1:
        return [weights | itself]
    # Most often a name: as it stands, as pinyin spells it whole and in two, and by its parts.
    spelled: list[dict[str, float]] = [{stem(name): 1.0} for name in pinyin_spellings(token.text)]
    pieces = [weights for part in parts(token.text) if (weights := _weights(part))]
    return [itself | (spelled[0] if spelled else {}), *spelled[1:], *pieces]


def _weights(term: str) -> dict[str, float]:
    return {other.term: other.weight for other in translations(term)}


@cache
def _table() -> sqlite3.Connection:
    # `immutable`: the file is part of the program, so any thread may read it without locks.
    return sqlite3.connect(f"{TABLE.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
