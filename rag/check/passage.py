"""A text read for the check: its clauses, the words and names in them, and which words each figure is said of."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.script import fold, is_han
from index.search import Found
from index.sentences import Span, clauses, sentences
from rag.aliases import Aliases
from rag.check.named import Named
from rag.check.names import Name, names_in
from rag.check.polarity import stances
from rag.check.words import Said, Word
from rag.figures import Figure, FigureKind
from rag.orders import ordered_from

# A word that takes the same side, or the opposite one for that matter, of what a claim's word is about: rose and up.
_SAME_SIDE = 0.75
# A word of a name that the passage has, and what it counts for each of the passage's clauses.
_NAMED, _OF_A_NAME = 0.9, 0.7
_PART = re.compile(
    r"[;；。！？!?\n、]|[,，:：](?!\d)|(?<!\d)[,，:：](?=\d)|\.(?=\s|$)"
    r"|\s(?=(?:and(?!\s+\W?\d)|while|whereas|but|versus|compared|against)\b)|(?=而(?!且)|但)|—|–(?!\d)"
)
_COUNTED = re.compile(
    r"[^\W\da-z和与及并而且或为由在向对把被让使以于是有达的]{1,6}"
    r"|(?:\s(?!(?:and|or|in|at|for|to|from|by|with|of|on|as|than|while|but|a|the|is|was|were|are|has|had)\b)[a-z'-]+){1,3}"
)
_PRONOUN = re.compile(
    r"\s*(?:(?:it|its|they|their|he|his|she|her|the (?:company|group|firm|club|team|university|school|council))\b"
    r"|其|它|他|她|该|这|本(?:公司|集团)|公司|集团)"
)
_TIMES = (FigureKind.YEAR, FigureKind.DATE)
# What a word counts for a figure by where it stands: in the stretch said of it, beside that in the same part, before
# the first figure of the sentence as its subject, elsewhere in the sentence, in another sentence.
OWN, SAME_PART, SUBJECT, OTHER, ELSEWHERE = 1.0, 0.9, 0.6, 0.3, 0.15


def parts(text: str) -> list[Span]:
    """Cut a text at commas, stops and the words that join: each part says one thing, or a piece of one.

    >>> text = "甲隊得3枚,乙隊得1,500分"
    >>> [text[a:b] for a, b in parts(text)]
    ['甲隊得3枚,', '乙隊得1,500分']
    """
    cuts = [0, *(match.end() for match in _PART.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if text[a:b].strip()]


class Read:
    """A text with its words, figures and parts looked up once."""

    def __init__(self, text: str) -> None:
        """Read a text."""
        self.text = text
        self.said = Said(text)
        self.figures = self.said.figures
        self.sentences = sentences(text) or ((0, len(text)),)
        self.clauses = clauses(text) or ((0, len(text)),)
        self.parts = parts(text) or [(0, len(text))]

    @property
    def words(self) -> tuple[Word, ...]:
        """The words that carry meaning, in order."""
        return self.said.words

    @cached_property
    def is_chinese(self) -> bool:
        """Is it written in Chinese, more than in Latin letters?"""
        letters = sum(character.isascii() and character.isalpha() for character in self.text)
        return 3 * sum(map(is_han, self.text)) > letters

    def domain(self, at: int, elements: Sequence[Span], *, after: bool = False) -> tuple[Span, Span]:
        """The stretch of a sentence that says something of the element at an offset, and of the sentence's subject.

        `elements` are what the sentence says things of, in order. A figure has the parts up to its own, since what is
        said of it mostly stands before, and the last what follows it too. Of a name it stands `after`: it has the
        parts up to the next. The subject is what stands before the first.
        """
        sentence = self.sentence_at(at)
        inside = [span for span in elements if sentence[0] <= span[0] < sentence[1]]
        if after:
            cuts = [sentence[0], *(start for start, _ in inside[1:]), sentence[1]]
            own = next(((a, b) for a, b in pairwise(cuts) if a <= at < b), sentence)
            return own, (sentence[0], sentence[0])
        pieces = [
            (max(a, sentence[0]), min(b, sentence[1]))
            for a, b in self.parts
            if a < sentence[1] and sentence[0] < b
        ]
        pieces = _one_each(self.text, pieces, inside)
        merged: list[Span] = []
        held = sentence[0]
        for number, (a, b) in enumerate(pieces):
            has = any(a <= start < b for start, _ in inside)
            if has:
                merged.append((held, b))
                held = b
            elif number == len(pieces) - 1 and merged:
                merged[-1] = (merged[-1][0], b)
        merged = merged or [sentence]
        merged[-1] = (merged[-1][0], sentence[1])
        own = next(((a, b) for a, b in merged if a <= at < b), sentence)
        first = next((start for start, _ in inside), sentence[0])
        return own, (sentence[0], max(sentence[0], first))

    def counts(self, at: int, elements: Sequence[Span], *, after: bool = False) -> Callable[[int], float]:
        """How much a word at some offset counts for the element at `at`, in [0, 1]."""
        own, subject = self.domain(at, elements, after=after)
        sentence = self.sentence_at(at)
        part = next(((a, b) for a, b in self.parts if a <= at < b), own)
        before = self.referred_to(sentence)
        following = min([start for start, _ in elements if at < start < part[1]], default=part[1])

        def count(place: int) -> float:
            if own[0] <= place < own[1]:
                return OWN
            if not after and (part[0] <= place < own[0] or own[1] <= place < following):
                return SAME_PART
            if subject[0] <= place < subject[1]:
                return SUBJECT
            if before[0] <= place < before[1]:
                return SUBJECT
            return OTHER if sentence[0] <= place < sentence[1] else ELSEWHERE

        return count

    def referred_to(self, sentence: Span) -> Span:
        """The sentence before one that begins with a pronoun; an empty span for any other."""
        before = [span for span in self.sentences if span[1] <= sentence[0]]
        return before[-1] if before and refers(self.text[slice(*sentence)]) else (sentence[0], sentence[0])

    def sentence_at(self, at: int) -> Span:
        """The sentence an offset lies in."""
        return next(((a, b) for a, b in self.sentences if a <= at < b), (0, len(self.text)))


def _one_each(text: str, pieces: list[Span], elements: Sequence[Span]) -> list[Span]:
    """Cut a piece that holds several elements behind each but the last."""
    found: list[Span] = []
    for a, b in pieces:
        inside = [_with_what_it_counts(text, end) for start, end in elements if a <= start < b]
        cuts = [a, *(min(end, b) for end in inside[:-1]), b]
        found += [(c, d) for c, d in pairwise(cuts) if d > c]
    return found


def _with_what_it_counts(text: str, end: int) -> int:
    """Past the words right behind a figure, which say what it counts: 近百家 + 醫院, 87 million + small businesses."""
    counted = _COUNTED.match(fold(text), end)
    return counted.end() if counted else end


def refers(text: str) -> bool:
    """Does a text begin with a pronoun, or with what stands for one: 該公司?"""
    return _PRONOUN.match(fold(text)) is not None


def is_time(figure: Figure) -> bool:
    """Is it a year or a date?"""
    return figure.kind in _TIMES


class Source(Read):
    """A passage given to the model, `number` in its prompt. Offsets count from the passage's start."""

    def __init__(self, number: int, found: Found, aliases: Aliases) -> None:
        """Read a passage with its title and headings."""
        super().__init__(found.passage.text)
        self.number = number
        self.found = found
        self.above = Said(f"{found.title}\n{found.passage.heading}")
        self.aliases = aliases

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names in the text, in order."""
        return names_in(self.text)

    @cached_property
    def ordered_from(self) -> int:
        """Where the text begins to give orders to a program that reads it: what follows is no evidence."""
        return ordered_from(self.text)

    @cached_property
    def over(self) -> Read:
        """The title and headings, read."""
        return Read(self.above.text)

    @cached_property
    def named(self) -> Named:
        """The passage's names."""
        return Named(self.said, self.above, self.aliases)

    @cached_property
    def windows(self) -> list[Span]:
        """What is embedded: every clause, and every sentence of several clauses."""
        return list(dict.fromkeys([*self.clauses, *self.sentences]))


@dataclass(frozen=True, slots=True)
class Cover:
    """How surely a text says each word of a claim.

    `places` says of each word where in the text, in characters, and how surely; `strengths` is `(words, clauses)`
    float64 in [0, 1]; `above` `(words,)` of its title and headings.
    """

    places: tuple[dict[int, float], ...]
    strengths: NDArray[np.float64]
    above: NDArray[np.float64]

    @property
    def anywhere(self) -> NDArray[np.float64]:
        """`(words,)`: of the whole passage."""
        whole: NDArray[np.float64] = (
            self.strengths.max(axis=1) if self.strengths.size else np.zeros(len(self.above))
        )
        return whole


def cover(words: Sequence[Word], claim: str, source: Source) -> Cover:
    """Look every word of a claim up in a passage; a name that it has is said, in whatever letters."""
    known = [name for name in names_in(claim) if name.kind != "work" and source.named.has(name.text)]
    strengths = np.zeros((len(words), len(source.clauses)))
    above = np.zeros(len(words))
    places: list[dict[int, float]] = []
    sides = {(s.axis, s.side): s for s in stances(claim)}
    for i, word in enumerate(words):
        places.append({})
        for number, sure in source.said.places(word.token).items():
            at = source.words[number].token.start
            places[-1][at] = sure
            for j, (a, b) in enumerate(source.clauses):
                if a <= at < b:
                    strengths[i, j] = max(strengths[i, j], sure)
        if any(name.start <= word.token.start < name.end for name in known):
            # What a passage says of a name it says in sentences without the name too.
            above[i] = _NAMED
            strengths[i] = np.maximum(strengths[i], _OF_A_NAME)
        above[i] = max(above[i], *source.above.places(word.token).values(), 0.0)
        for (axis, side), stance in sides.items():
            if stance.start < word.token.end and word.token.start < stance.end:
                for j, (a, b) in enumerate(source.clauses):
                    for s in stances(source.text[a:b]):
                        if s.axis == axis and s.side == side:
                            strengths[i, j] = max(strengths[i, j], _SAME_SIDE)
                            places[-1][a + s.start] = max(places[-1].get(a + s.start, 0.0), _SAME_SIDE)
    return Cover(tuple(places), strengths, above)
