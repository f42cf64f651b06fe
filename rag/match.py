"""Where the words of a question occur in a text, in either language, and how surely."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.glosses import gloss_words
from index.script import fold
from index.words import Kind, Token, bridge_of, is_function_word, tag, tokens
from rag.question import Question, Wants

# How sure a match is: the word itself; its translation by the dictionary; another word with the same translation.
SAME, TRANSLATED, RELATED = 1.0, 0.9, 0.55
# Glosses shared by more words than these say little.
_LOOSE = frozenset("make do get go put take have give set become large big small part kind type".split())


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question that carries meaning. `weight` is in [0, 2]; `name` is set for proper names."""

    token: Token
    weight: float
    name: bool
    known: bool
    """Does the library have it anywhere, itself or translated?"""


@dataclass(frozen=True, slots=True)
class Match:
    """Term number `term` stands at `start:end` of the text, with `strength` in (0, 1]."""

    term: int
    start: int
    end: int
    strength: float


def terms(question: Question, *, share: Callable[[Sequence[str]], float]) -> tuple[Term, ...]:
    """Return the question's terms in order.

    `share` gives the part of the library's passages, in [0, 1], that hold any of some index terms: what is rarer
    weighs more, and what is nowhere is not known.
    """
    found = []
    names = _names(question.text)
    for token in tokens(_without_question_word(question)):
        if is_function_word(token):
            continue
        part = max(share((token.stem,)), _part_of_pieces(token, share))
        name = token.start in names
        weight = (1.0 - 0.6 * part**0.5) * (1.4 if name else 1.0) * _word_class_weight(token, question)
        found.append(Term(token, weight, name, part > 0))
    return tuple(found)


def asks_about_a_person(question: Question, question_terms: Sequence[Term]) -> bool:
    """Is it `who is NAME`?  Then what is said of the person answers, and no other person's name."""
    return question.wants is Wants.PERSON and all(
        term.name and not question.text[term.token.start : term.token.end].isupper()
        for term in question_terms
    )


def unknown_name(question: Question, question_terms: Sequence[Term]) -> Term | None:
    """Return a proper name of the question that the library has no part of.

    Names that stand together are one: of `Horqin Right Middle Banner` it is enough that a part is known. What a name
    possesses is another: `Huawei's Scope 3` is not known for its Scope.
    """
    runs: list[list[Term]] = []
    for term in question_terms:
        together = (
            runs
            and question.text[runs[-1][-1].token.end : term.token.start].strip(" -") == ""
            and not runs[-1][-1].token.text.endswith(("'s", "’s"))
        )
        if together and runs[-1][-1].name and term.name and term.token.kind is Kind.WORD:
            runs[-1].append(term)
        else:
            runs.append([term])
    for run in runs:
        if all(term.name and not term.known and len(term.token.text) > 1 for term in run):
            return run[0]
    return None


def matches(question_terms: Sequence[Term], text: str) -> tuple[Match, ...]:
    """Return every place of `text` where a term stands, in order of place."""
    found: list[Match] = []
    folded = fold(text)
    words = _tokens(text)
    for number, term in enumerate(question_terms):
        best: dict[int, Match] = {}
        for word in words:
            strength = _strength(term.token, word)
            if strength > 0:
                best[word.start] = Match(number, word.start, word.end, strength)
        if term.token.kind is Kind.HAN and len(term.token.text) > 1:
            at = folded.find(term.token.text)
            while at >= 0:
                best[at] = Match(number, at, at + len(term.token.text), SAME)
                at = folded.find(term.token.text, at + 1)
        found += best.values()
    return tuple(sorted(found, key=lambda match: (match.start, match.term)))


def coverage(question_terms: Sequence[Term], found: Sequence[Match]) -> list[float]:
    """Return the best strength of each term, 0 where it does not occur."""
    strengths = [0.0] * len(question_terms)
    for match in found:
        strengths[match.term] = max(strengths[match.term], match.strength)
    return strengths


def _strength(asked: Token, word: Token) -> float:
    """How surely `word` says what `asked` says."""
    if asked.stem == word.stem:
        return SAME
    if Kind.FIGURE in (asked.kind, word.kind):
        return 0.0
    if asked.kind is Kind.HAN and word.kind is Kind.HAN:
        return _strength_within_chinese(asked.text, word.text)
    if asked.kind is Kind.WORD and word.kind is Kind.HAN:
        return _strength_across(asked.stem, word.text)
    if asked.kind is Kind.HAN and word.kind is Kind.WORD:
        return _strength_across(word.stem, asked.text)
    return RELATED if _one_family(asked.stem, word.stem) else 0.0


@lru_cache(maxsize=65536)
def _strength_across(english: str, chinese: str) -> float:
    glosses = bridge_of(chinese)
    if english in glosses:
        return TRANSLATED
    return RELATED if any(_one_family(english, gloss) for gloss in glosses) else 0.0


def _one_family(one: str, other: str) -> bool:
    """Do two stems come from one word?  `technic` and `technolog`, `sport` and `sporti`."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 5 and shared * 2 > max(len(one), len(other))


@lru_cache(maxsize=65536)
def _strength_within_chinese(asked: str, word: str) -> float:
    if len(word) > 1 and word in asked:
        return len(word) / len(asked)
    if asked in word:
        return SAME if len(asked) > 1 else 0.7
    common = max(
        (n for n in range(2, len(asked)) for i in range(len(asked) - n + 1) if asked[i : i + n] in word),
        default=0,
    )
    if common:
        return 0.9 * common / len(asked)
    if (
        len(asked) > 1
        and len(word) > 1
        and (set(gloss_words(asked)[:4]) & set(gloss_words(word)[:4])) - _LOOSE
    ):
        return RELATED
    return 0.3 if len(asked) == 2 and len(word) == 2 and set(asked) & set(word) else 0.0


def _part_of_pieces(token: Token, share: Callable[[Sequence[str]], float]) -> float:
    """The share of passages with a Chinese word the index cut otherwise: that of its rarest character pair."""
    if token.kind is not Kind.HAN or len(token.text) < 3:
        return 0.0
    return min(share((token.text[i : i + 2],)) for i in range(len(token.text) - 1))


def _word_class_weight(token: Token, question: Question) -> float:
    if token.kind is Kind.FIGURE:
        return 1.0
    if token.kind is Kind.HAN:
        flag = _flags(question.text).get(token.start, "n")
        return 0.6 if flag[0] in "vdapcurmqtf" and flag != "vn" else 0.4 if len(token.text) == 1 else 1.0
    return 1.0


def _names(text: str) -> frozenset[int]:
    """Return where the proper names of a question begin."""
    chinese = {
        start for start, flag in _flags(text).items() if flag in ("nr", "ns", "nt", "nz", "nrt", "nrfg")
    }
    # The first word of a sentence is capital whatever it is, unless it is so throughout.
    english = {
        token.start
        for token in tokens(text)
        if token.kind is Kind.WORD
        and not is_function_word(token)
        and (text[token.start].isupper() if token.start else text[: token.end].isupper())
    }
    return frozenset(chinese | english)


@lru_cache(maxsize=64)
def _flags(text: str) -> dict[int, str]:
    return {start: flag for start, _, flag in tag(text)}


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(token for token in tokens(text) if not is_function_word(token))


def _without_question_word(question: Question) -> str:
    """Blank a Chinese question word and the 是 beside it, so that they do not grow into the words around them.

    In English `pay` in `what is the pay ratio` still means pay, so nothing is blanked.
    """
    if question.asked_in == "en":
        return question.text
    start, end = question.slot
    start -= question.text[:start].endswith("是")
    end += question.text[end:].startswith("是")
    return question.text[:start] + " " * (end - start) + question.text[end:]
