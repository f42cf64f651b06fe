"""What speaks against a clause although its words match: another office, another thing counted, an unknown measure."""

from collections.abc import Sequence
from itertools import pairwise

from index.script import fold, is_han
from index.words import Kind, is_function_word, tokens
from rag.evidence import Clause
from rag.match import Term, coverage
from rag.question import Question, Wants


def displaced(question: Question, asked: Sequence[Term], clause: Clause) -> bool:
    """For a person: is the office asked about another one here?  首席財務官 is not 首席可持續發展官.

    So it is where a word of the office is missing although what stands before it and after it stand close together;
    a Chinese word's own last character counts as what stands after it.
    """
    if question.wants is not Wants.PERSON:
        return False
    strengths = coverage(asked, clause.matches)
    folded = fold(clause.text)
    reach = 12 if any(map(is_han, clause.text)) else 30
    for number in range(1, len(asked)):
        before, term = asked[number - 1], asked[number]
        if strengths[number] >= 0.5 or question.text[before.token.end : term.token.start].strip(" 的"):
            continue
        for left in (m for m in clause.matches if m.term == number - 1 and m.strength >= 0.5):
            following = folded[left.end : left.end + reach]
            if term.token.kind is Kind.HAN and term.token.text[-1] in following:
                return True
            if number + 1 < len(asked) and any(
                m.term == number + 1 and m.strength >= 0.5 and 0 < m.start - left.end <= reach
                for m in clause.matches
            ):
                return True
    return _opens_otherwise(question, asked, clause)


def _opens_otherwise(question: Question, asked: Sequence[Term], clause: Clause) -> bool:
    """In English, does another word open the office?  A finance director is no marketing director."""
    strengths = coverage(asked, clause.matches)
    words = [token for token in tokens(clause.text) if token.kind is Kind.WORD]
    for number, (opening, head) in enumerate(pairwise(asked)):
        if strengths[number] >= 0.5 or question.text[opening.token.end : head.token.start] != " ":
            continue
        for match in (m for m in clause.matches if m.term == number + 1 and m.strength == 1.0):
            previous = next((w for w in reversed(words) if w.end <= match.start), None)
            beside = previous is not None and clause.text[previous.end : match.start] == " "
            if previous is not None and beside and not is_function_word(previous):
                return True
    return False


def names_what_is_measured(question: Question, asked: Sequence[Term], clause: Clause) -> bool:
    """For a count: does the clause speak of the thing counted at all?  For a sum: does the library know the measure?"""
    measure = next((term for term in asked if term.token.end == question.slot[1]), None)
    if question.wants is Wants.MONEY and measure is not None and not measure.known:
        return False
    counted = counted_terms(question, asked)
    # Of 隻獅子 the measure word goes with anything.
    first = asked[counted[0]].token if counted else None
    if len(counted) > 1 and first is not None and first.kind is Kind.HAN and len(first.text) == 1:
        counted = counted[1:]
    strengths = coverage(asked, clause.matches)
    return not counted or any(strengths[number] >= 0.5 for number in counted)


def counted_terms(question: Question, asked: Sequence[Term]) -> list[int]:
    """Return the terms that name what is counted, the head last: `digital solutions` in `how many digital …`."""
    if question.wants is not Wants.COUNT:
        return []
    numbers = {term.token.start: number for number, term in enumerate(asked)}
    found: list[int] = []
    for token in tokens(question.text):
        if token.start < question.slot[1]:
            continue
        if is_function_word(token) and token.text not in ("and", "of", "个", "的"):
            if found:
                break
            continue
        if token.start in numbers:
            found.append(numbers[token.start])
    return found[: 4 if question.asked_in == "en" else 3]
