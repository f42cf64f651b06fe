"""Questions turned into others that the text does not answer: one name, figure or word of them is another.

SQuAD 2.0 has such questions by people (Rajpurkar et al. 2018), in English; these are of both languages.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.script import fold, is_han
from index.words import Kind, is_function_word, tag, tokens

_NAME = re.compile(r"(?<=[\w,] )[A-Z][\w'’-]*(?: (?:of |de )?[A-Z][\w'’-]*)*")
_NAMES = ("nr", "ns", "nt", "nz")
# English words shorter than this are seldom what a question turns on.
_LEAST = 4

# Of what is most like it the first are the same thing in other words; the ones after them are what is mistaken for it.
NEAREST, FARTHEST = 6, 40
# More alike than this, two words may say the same.
SAME = 0.7


@dataclass(frozen=True, slots=True)
class Likes:
    """What questions name, by kind: for each name the ones like it, the likest first."""

    of: Mapping[str, Mapping[str, Sequence[str]]]


def likes(questions: Iterable[str], tokenizer: Any, words: NDArray[np.float32]) -> Likes:  # noqa: ANN401
    """Gather what the questions name; `words` are the vectors of the tokenizer's words, `(vocabulary, dim)`."""
    named: dict[str, dict[str, None]] = defaultdict(dict)
    for text in questions:
        for start, end, kind in _named(text):
            named[kind][text[start:end]] = None
    centred = words - words.mean(0)
    found: dict[str, dict[str, Sequence[str]]] = {}
    for kind, texts in named.items():
        said = list(texts)
        rows = np.array([centred[tokenizer.encode(text).ids[1:-1]].mean(0) for text in said])
        rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
        found[kind] = {}
        for at in range(0, len(said), 1024):
            alike = rows[at : at + 1024] @ rows.T
            alike[alike > SAME] = -1.0
            order = np.argsort(-alike, axis=1)[:, NEAREST:FARTHEST]
            found[kind].update((said[at + i], [said[j] for j in row]) for i, row in enumerate(order))
    return Likes(found)


def near_miss(question: str, passage: str, others: Likes, chance: random.Random) -> str | None:
    """Put a like name, figure or word, one the passage has not, in place of one in the question.

    Returns None where the question names nothing that could be another.
    """
    places = defaultdict(list)
    for start, end, kind in _named(question):
        if others.of.get(kind, {}).get(question[start:end]):
            places[kind].append((start, end))
    if not places:
        return None
    kind = chance.choice(sorted(places))
    start, end = chance.choice(places[kind])
    text = fold(passage + question).lower()
    like = others.of[kind][question[start:end]]
    for other in chance.sample(like, min(5, len(like))):
        if fold(other).lower() not in text:
            return question[:start] + other + question[end:]
    return None


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of the names, figures and words of a question, apart from how it asks."""
    names = [match.span() for match in _NAME.finditer(text)]
    yield from ((start, end, "name") for start, end in names)
    for token in tokens(text):
        if any(a <= token.start < b for a, b in names) or is_function_word(token):
            continue
        said = text[token.start : token.end]
        if token.kind is Kind.FIGURE:
            yield token.start, token.end, "year" if re.fullmatch(r"1\d{3}|20\d\d", said) else "figure"
        elif token.kind is Kind.WORD and len(said) >= _LEAST and said.islower():
            yield token.start, token.end, "word"
    if any(map(is_han, text)):
        for start, end, flag in tag(text):
            if flag.startswith("n") and end - start > 1 and all(map(is_han, text[start:end])):
                yield start, end, flag[:2] if flag[:2] in _NAMES else "noun"
