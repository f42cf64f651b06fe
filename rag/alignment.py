"""Which words of a passage answer to which words of a question, and what kinds of answer stand where.

The span model (`rag/spans.py`) reads these beside its tokens: attention learns slowly that a word means the same as
another, in two languages most of all, and the dictionary and the learned bridge know it at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.bridge import meanings, terms_of
from index.script import is_han
from index.words import Kind, Token, is_function_word, tag, tokens
from rag.candidates import FITTING, candidates, figures
from rag.figures import FigureKind
from rag.question import Question, Wants

Span = tuple[int, int]
WANTS = tuple(Wants)
# Two Chinese words that share some of their characters mean something alike at most this surely.
ALIKE = 0.5
# A function word says the same as itself, which is next to nothing.
FUNCTION = 0.15

_KINDS = tuple(FigureKind)
_TAGS = (
    ("nr", "nrt", "nrfg"),
    ("ns", "nt"),
    ("nz",),
    ("n", "vn", "an"),
    ("v", "vd"),
    ("a", "ad", "d"),
    ("m", "q"),
)
_SURFACE = len(_KINDS) + 2 + len(_TAGS) + 4
QUESTION_FEATURES = 4 + len(WANTS)
PASSAGE_FEATURES = _SURFACE + 6


@dataclass(frozen=True, slots=True)
class Aligned:
    """What is known of a question's and a passage's tokens before they are read.

    `question` is `(m, QUESTION_FEATURES)`, `passage` `(n, PASSAGE_FEATURES)`, `links` `(n, m)`: how surely passage
    token i says what question token j says. All float32 in [0, 1].
    """

    question: NDArray[np.float32]
    passage: NDArray[np.float32]
    links: NDArray[np.float32]


def align(question: Question, asked: Sequence[Span], passage: str, read: Sequence[Span]) -> Aligned:
    """Describe the tokens of a question and of a passage, given where each stands in its text.

    A token that stands nowhere (a mark of the model's own) has an empty span, and nothing is said of it.
    """
    words, text = _words(question.text), _read(passage)
    strength = np.zeros((len(text.words) + 1, len(words) + 1), np.float32)
    for j, word in enumerate(words):
        for i, sure in _links(word, text):
            strength[i, j] = max(strength[i, j], sure)
    at, of = _places(text.words, read, len(passage)), _places(words, asked, len(question.text))
    links = strength[np.ix_(at, of)]
    meaning = np.array([not is_function_word(word) for word in words] + [False])
    rows = np.zeros((len(read), PASSAGE_FEATURES), np.float32)
    rows[:, :_SURFACE] = _of_tokens(text.surface, read)
    own = strength * meaning
    rows[:, _SURFACE] = own.max(axis=1)[at]
    # How much of the question stands near: the sum over its words of the nearest place of each.
    near = _near(own)[at]
    rows[:, _SURFACE + 1] = near / max(1, meaning.sum())
    rows[:, _SURFACE + 2 :] = _of_tokens(_fitting(question.wants, passage), read)
    columns = np.zeros((len(asked), QUESTION_FEATURES), np.float32)
    start, end = question.slot
    columns[:, 0] = meaning[of]
    columns[:, 1] = strength.max(axis=0)[of]
    columns[:, 2] = [a < end and start < b for a, b in asked]
    columns[:, 3] = [question.asked_in == "en"] * len(asked)
    columns[:, 4 + WANTS.index(question.wants)] = 1.0
    return Aligned(columns, rows, links)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage's words, the words each term stands at, and features of its characters `(len(text) + 1, _SURFACE)`."""

    words: tuple[Token, ...]
    places: dict[str, list[int]]
    by_character: dict[str, list[int]]
    surface: NDArray[np.float32]


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[Token, ...]:
    return tuple(tokens(text))


@lru_cache(maxsize=256)
def _read(text: str) -> _Passage:
    words = _words(text)
    places: dict[str, list[int]] = {}
    by_character: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        for term in {word.stem} if is_function_word(word) else set(terms_of(word)):
            places.setdefault(term, []).append(number)
        if word.kind is Kind.HAN and not is_function_word(word):
            for character in set(word.text):
                by_character.setdefault(character, []).append(number)
    surface = np.zeros((len(text) + 1, _SURFACE), np.float32)
    edge = len(_KINDS)
    for figure in figures(text):
        surface[figure.start : figure.end, _KINDS.index(figure.kind)] = 1
        surface[figure.start, edge] = surface[figure.end - 1, edge + 1] = 1
    for start, end, flag in tag(text):
        for number, flags in enumerate(_TAGS):
            if flag in flags:
                surface[start:end, edge + 2 + number] = 1
    kind = edge + 2 + len(_TAGS)
    for word in words:
        surface[word.start : word.end, kind] = is_function_word(word)
        surface[word.start : word.end, kind + 1] = word.kind is Kind.WORD and text[word.start].isupper()
    for at, character in enumerate(text):
        surface[at, kind + 2] = not character.isalnum() and not character.isspace()
        surface[at, kind + 3] = is_han(character)
    return _Passage(words, places, by_character, surface)


def _links(word: Token, passage: _Passage) -> list[tuple[int, float]]:
    """Return which words of the passage say what a word of the question says, and how surely."""
    if is_function_word(word):
        return [(i, FUNCTION) for i in passage.places.get(word.stem, ())]
    found = []
    for number, concept in enumerate(meanings(word)):
        # The later concepts of a name are its parts.
        whole = 1.0 if number == 0 else 0.7
        for term, sure in concept.items():
            found += [(i, whole * min(1.0, sure)) for i in passage.places.get(term, ())]
    if word.kind is Kind.HAN:
        shared: dict[int, int] = {}
        for character in set(word.text):
            for i in passage.by_character.get(character, ()):
                shared[i] = shared.get(i, 0) + 1
        for i, count in shared.items():
            found.append((i, ALIKE * count / max(len(word.text), len(passage.words[i].text))))
    return found


def _places(words: Sequence[Token], spans: Sequence[Span], length: int) -> NDArray[np.int64]:
    """Return the word each token stands in, `len(words)` for none."""
    at = np.full(length + 1, len(words), np.int64)
    for number, word in enumerate(words):
        at[word.start : word.end] = number
    return np.array([at[start:end].min(initial=len(words)) for start, end in spans], np.int64)


def _of_tokens(characters: NDArray[np.float32], spans: Sequence[Span]) -> NDArray[np.float32]:
    rows = np.zeros((len(spans), characters.shape[1]), np.float32)
    for number, (start, end) in enumerate(spans):
        if end > start:
            rows[number] = characters[start:end].max(axis=0)
    return rows


def _near(strength: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum over the question's words of the strongest link near each passage word, halved every six words away."""
    keep = 0.5 ** (1 / 6)
    forward, backward = strength.copy(), strength.copy()
    for i in range(1, len(strength)):
        np.maximum(forward[i], keep * forward[i - 1], out=forward[i])
    for i in range(len(strength) - 2, -1, -1):
        np.maximum(backward[i], keep * backward[i + 1], out=backward[i])
    near: NDArray[np.float32] = np.maximum(forward, backward).sum(axis=1)
    return near


@lru_cache(maxsize=512)
def _fitting(wants: Wants, text: str) -> NDArray[np.float32]:
    """Where candidates of the wanted kind stand: how well they fit, where they begin and end, and if any do."""
    marks = np.zeros((len(text) + 1, 4), np.float32)
    found = candidates(text, wants)
    for candidate in found:
        inside = marks[candidate.start : candidate.end, 0]
        np.maximum(inside, candidate.fit, out=inside)
        marks[candidate.start, 1] = marks[candidate.end - 1, 2] = 1
    marks[:, 3] = bool(found) and (wants in FITTING or wants in (Wants.PERSON, Wants.PLACE))
    return marks
