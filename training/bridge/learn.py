"""Learn `index/models/bridge.sqlite`: how likely each Chinese word and each English stem translate each other.

    YINZHENG_DATA=DIR python -m training.bridge.learn

IBM Model 1 (Brown et al. 1993) over the human translations, in both directions, which from the third round on
have to agree (Liang, Taskar & Klein 2006). The dictionary's entries stand in the corpus as short sentence pairs,
which is how a dictionary and a corpus are merged since Brown et al. Each source then speaks with one voice: the
probabilities are averaged over the sources, so that manuals, of which there are most, do not make every cell a
spreadsheet's.
"""

import argparse
import lzma
import re
import sqlite3
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from os import environ
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.bridge import TABLE
from index.script import fold
from index.words import CHINESE_FUNCTION_WORDS, ENGLISH_FUNCTION_WORDS, Kind, stem, tokens
from training.encoder.dictionary import read_senses

Numbers = NDArray[np.float64]
Places = NDArray[np.int32]

MOST_FROM_A_SOURCE = 80_000
LONGEST_CHINESE, LONGEST_ENGLISH, MOST_WORDS = 220, 600, 60
ROUNDS, FREE_ROUNDS = 5, 2
# A source that saw a word this often is half believed.
HALF_BELIEVED = 3.0
LEAST_PROBABILITY = 0.03
# A stem the dictionary lacks is a name in some program unless it is aligned this often.
LEAST_LINKS = 2.0
DICTIONARY = "dictionary"

_SPELLED = re.compile(r"[A-Za-z][A-Za-z&'+-]*")
_STEM = re.compile(r"[a-z][a-z&'+-]{0,23}")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sentence pairs as sets of words; word 0 of either side is the empty one that anything may align with."""

    stems: list[str]
    words: list[str]
    sources: list[str]
    pairs: list[tuple[int, list[int], list[int]]]


def read_corpus(data: Path) -> Corpus:
    """Read the human pairs and the dictionary."""
    stems, words, sources = {"": 0}, {"": 0}, {DICTIONARY: 0}
    pairs = []
    for source, english, chinese in _texts(data):
        if english and chinese and len(english) <= MOST_WORDS and len(chinese) <= MOST_WORDS:
            left = [stems.setdefault(word, len(stems)) for word in dict.fromkeys(english)]
            right = [words.setdefault(word, len(words)) for word in dict.fromkeys(chinese)]
            pairs.append((sources.setdefault(source, len(sources)), left, right))
    return Corpus(list(stems), list(words), list(sources), pairs)


def _texts(data: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    seen: set[str] = set()
    used: dict[str, int] = {}
    with lzma.open(data / "parallel" / "human.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            english, chinese, source, _ = line.rstrip("\n").split("\t")
            key = fold(chinese)
            long = len(chinese) > LONGEST_CHINESE or len(english) > LONGEST_ENGLISH
            if long or key in seen or used.get(source, 0) >= MOST_FROM_A_SOURCE:
                continue
            seen.add(key)
            used[source] = used.get(source, 0) + 1
            yield source, _english(english), _chinese(chinese)
    for word, senses in read_senses().items():
        if word not in CHINESE_FUNCTION_WORDS:
            for sense in sorted(senses, key=lambda sense: -sense.weight)[:4]:
                stems = [stem(found.lower()) for found in _SPELLED.findall(sense.phrase)]
                kept = [found for found in dict.fromkeys(stems) if found not in ENGLISH_FUNCTION_WORDS]
                if len(kept) <= 4:
                    yield DICTIONARY, kept, [word]


def _english(text: str) -> list[str]:
    found = (t for t in tokens(text) if t.kind is Kind.WORD and len(t.text) > 1)
    return [t.stem for t in found if t.text not in ENGLISH_FUNCTION_WORDS]


def _chinese(text: str) -> list[str]:
    return [t.text for t in tokens(text) if t.kind is Kind.HAN and t.text not in CHINESE_FUNCTION_WORDS]


@dataclass(frozen=True, slots=True)
class Links:
    """Expected links: `counts[s, k]` times in source s, stem `stems[k]` and word `words[k]` translated each other."""

    stems: Places
    words: Places
    counts: Numbers


def align(corpus: Corpus) -> Links:
    """Run Model 1 both ways and count how often the two directions expect each link together."""
    left: list[Places] = []
    right: list[Places] = []
    for _, stems, words in corpus.pairs:
        a, b = np.array([0, *stems], np.int32), np.array([0, *words], np.int32)
        left.append(np.repeat(a, len(b))[1:])  # the first is the empty word with itself
        right.append(np.tile(b, len(a))[1:])
    sizes = np.fromiter(map(len, left), np.int64)
    pair = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    source = np.fromiter((s for s, _, _ in corpus.pairs), np.int8)[pair]
    stem_at, word_at = np.concatenate(left), np.concatenate(right)
    del left, right
    kinds, kind = _number(stem_at, word_at, len(corpus.words))
    of_word, of_stem = (
        _number(pair, word_at, len(corpus.words))[1],
        _number(pair, stem_at, len(corpus.stems))[1],
    )
    its_stem: Places = (kinds // len(corpus.words)).astype(np.int32)
    its_word: Places = (kinds % len(corpus.words)).astype(np.int32)
    has_stem, has_word = stem_at > 0, word_at > 0
    word_given_stem = np.ones(len(kinds), np.float32)
    stem_given_word = np.ones(len(kinds), np.float32)
    for done in range(ROUNDS):
        began = time.monotonic()
        to_stem = _share(word_given_stem[kind] * has_word, of_word)
        to_word = _share(stem_given_word[kind] * has_stem, of_stem)
        if done >= FREE_ROUNDS:
            both = np.sqrt(to_stem * to_word)
            to_stem, to_word = np.where(has_stem, both, to_stem), np.where(has_word, both, to_word)
        word_given_stem = _share(np.bincount(kind, to_stem, len(kinds)).astype(np.float32), its_stem)
        stem_given_word = _share(np.bincount(kind, to_word, len(kinds)).astype(np.float32), its_word)
        print(f"round {done + 1} of {ROUNDS}: {time.monotonic() - began:.0f} s", flush=True)
    linked = to_stem * to_word * has_stem * has_word
    counts: Numbers = np.stack(
        [np.bincount(kind, linked * (source == s), len(kinds)) for s in range(len(corpus.sources))]
    ).astype(np.float64)
    seen = counts.max(axis=0) > 0.05
    return Links(its_stem[seen], its_word[seen], counts[:, seen])


def _number(first: Places, second: Places, base: int) -> tuple[NDArray[np.int64], Places]:
    kinds, places = np.unique(first.astype(np.int64) * base + second, return_inverse=True)
    return kinds, places.astype(np.int32)


def _share(values: NDArray[np.float32], group: Places) -> NDArray[np.float32]:
    return values / np.maximum(np.bincount(group, values), 1e-12).astype(np.float32)[group]


def given(links: Links, by: Places) -> Numbers:
    """Probability of each link given one of its sides, `by`, averaged over the sources that saw that side."""
    total, weights = np.zeros(len(by)), np.zeros(int(by.max()) + 1)
    for place, counts in enumerate(links.counts):
        seen = np.bincount(by, counts)
        # The dictionary's first-hand knowledge needs no repetition.
        weight = (seen > 0).astype(float) if place == 0 else seen / (seen + HALF_BELIEVED)
        total += (weight / np.maximum(seen, 1e-9))[by] * counts
        weights += weight
    return total / np.maximum(weights, 1e-9)[by]


def write(corpus: Corpus, links: Links, path: Path) -> None:
    """Write the table anew: for every stem and every word its translations, both probabilities in hundredths."""
    stem_given_word, word_given_stem = given(links, links.words), given(links, links.stems)
    known = np.bincount(links.stems, links.counts[0], len(corpus.stems)) > 0
    known |= np.bincount(links.stems, links.counts.sum(axis=0), len(corpus.stems)) >= LEAST_LINKS
    of_stem: dict[str, list[tuple[str, int, int]]] = {}
    of_word: dict[str, list[tuple[str, int, int]]] = {}
    for place in np.flatnonzero(np.maximum(stem_given_word, word_given_stem) >= LEAST_PROBABILITY):
        found, word = corpus.stems[links.stems[place]], corpus.words[links.words[place]]
        if known[links.stems[place]] and _STEM.fullmatch(found):
            there, back = round(100 * word_given_stem[place]), round(100 * stem_given_word[place])
            of_stem.setdefault(found, []).append((word, there, back))
            of_word.setdefault(word, []).append((found, back, there))
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as table:
        table.execute("PRAGMA page_size = 4096")
        table.execute("CREATE TABLE translations (term TEXT PRIMARY KEY, others TEXT NOT NULL) WITHOUT ROWID")
        rows = {
            term: " ".join(f"{other}:{p}:{q}" for other, p, q in sorted(others, key=lambda t: (-t[1], -t[2])))
            for term, others in sorted({**of_stem, **of_word}.items())
        }
        table.executemany("INSERT INTO translations VALUES (?, ?)", rows.items())
    print(f"{len(of_stem)} stems, {len(of_word)} words, {path.stat().st_size / 1e6:.1f} MB: {path}")


def main() -> int:
    """Learn from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path(environ.get("YINZHENG_DATA", "../shared/data")))
    parser.add_argument("--out", type=Path, default=TABLE)
    options = parser.parse_args()
    corpus = read_corpus(options.data)
    print(f"{len(corpus.pairs)} pairs, {len(corpus.stems)} stems, {len(corpus.words)} words", flush=True)
    write(corpus, align(corpus), options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
