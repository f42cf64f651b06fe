"""Chinese word → English glosses and pinyin: the lexical bridge between the languages (CC-CEDICT, CC BY-SA 4.0)."""

import re
import sqlite3
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

TABLE = Path(__file__).parent / "models" / "glosses.sqlite"

# A long gloss explains rather than translates: only its head is a translation.
MOST_WORDS = 4

_WORD = re.compile(r"[A-Za-z][A-Za-z&'+.-]*[A-Za-z]|[A-Za-z]")
_EMPTY = frozenset(
    "a an the to of in on at for with by from as be is are or and etc sb sth one's one oneself".split()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A dictionary entry: `pinyin` with tone numbers, one per reading; `senses` in the dictionary's order."""

    pinyin: tuple[str, ...]
    senses: tuple[str, ...]


@lru_cache(maxsize=65536)
def entry(word: str) -> Entry | None:
    """Look one folded word up; None where the dictionary has none.

    >>> entry("研发").senses
    ('research and development', 'to develop')
    """
    row = _table().execute("SELECT pinyin, senses FROM words WHERE word = ?", (word,)).fetchone()
    return None if row is None else Entry(tuple(row[0].split("/")), tuple(row[1].split("/")))


@lru_cache(maxsize=65536)
def gloss_words(word: str) -> tuple[str, ...]:
    """Return the English words that translate one folded Chinese word, lower case, each once, in sense order.

    >>> gloss_words("投入")[:3]
    ('throw', 'into', 'put')
    """
    found = entry(word)
    if found is None:
        return ()
    words: dict[str, None] = {}
    for sense in found.senses:
        head = sense.split(",")[0] if len(sense.split()) > MOST_WORDS else sense
        for spelled in _WORD.findall(head):
            lowered = spelled.lower()
            if lowered not in _EMPTY:
                words[lowered] = None
        if initials := _initials(sense):
            words[initials] = None
    return tuple(words)


def _initials(sense: str) -> str:
    """Return what English writes for a term in short: `research and development` → `r&d`."""
    spelled = sense.lower().split()
    if (
        not 2 <= len(spelled) <= MOST_WORDS
        or not all(word.isalpha() for word in spelled)
        or spelled[0] in _EMPTY
    ):
        return ""
    return "".join("&" if word == "and" else word[0] for word in spelled)


@cache
def _table() -> sqlite3.Connection:
    # `immutable`: the file is part of the program, so any thread may read it without locks.
    return sqlite3.connect(f"{TABLE.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
