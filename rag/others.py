"""What answers beside the first place found: more things where several are asked for, or what says otherwise."""

import re
from collections.abc import Sequence

from index.script import fold
from rag.candidates import years_of
from rag.figures import same_value
from rag.picks import Pick, Reading
from rag.question import Question

# Where several things are asked for, the next may be this much less likely than the first: more where their number is
# said. Figures said of the same thing differ where they are nearly as likely.
FURTHER, DIFFERING = {True: 4.0, False: 1.5}, 1.0
MOST_THINGS = 3
_NUMBERS = {
    word: number
    for number, words in ((2, "两 二 two"), (3, "三 three"), (4, "四 four"), (5, "五 five"), (6, "六 six"))
    for word in words.split()
}
_SEVERAL = re.compile(
    r"哪(?P<chinese>[两二三四五六])[^\W\d_]|哪些|哪几|"
    r"\b(?:which|what(?: (?:are|were) the)?|name|list|the names of the) (?P<english>two|three|four|five|six)\b"
)
# What stands between the things of a list.
_LISTED = re.compile(r"[、,，;；]|和|与|與|及|\band\b")


def with_others(question: Question, picks: Sequence[Pick], carrying: tuple[Pick, ...]) -> Reading:
    """Add what else is asked for, or what says otherwise."""
    asked = things_asked(question)
    if asked is not None:
        return Reading(carrying, others=_further(picks, asked))
    differing = _differing(question, picks)
    return Reading(carrying, others=differing, differ=bool(differing))


def _further(picks: Sequence[Pick], asked: int) -> tuple[Pick, ...]:
    """The things beside the first pick, `asked` of them together, or as many as are nearly as likely."""
    said = [picks[0]]
    count = len(_LISTED.findall(picks[0].words)) + 1
    for pick in picks[1:]:
        if count >= (asked or MOST_THINGS) or pick.score < picks[0].score - FURTHER[bool(asked)]:
            break
        new = all(apart(pick, other) and fold(pick.words) != fold(other.words) for other in said)
        if new and pick.figure is None:
            said.append(pick)
            count += len(_LISTED.findall(pick.words)) + 1
    return tuple(said[1:])


def _differing(question: Question, picks: Sequence[Pick]) -> tuple[Pick, ...]:
    """The likeliest figure of another passage that is said of the same as the first pick, and is not the same."""
    first = picks[0]
    if first.figure is None:
        return ()
    for pick in picks[1:]:
        if (
            pick.score >= first.score - DIFFERING
            and pick.figure is not None
            and pick.figure.kind is first.figure.kind
            and not same_value(pick.figure, first.figure)
            and (pick.found.passage.document, pick.found.passage.start)
            != (first.found.passage.document, first.found.passage.start)
            and pick.covered >= first.covered - 0.01
            and years_of(pick.quote) == years_of(first.quote)
        ):
            return (pick,)
    return ()


def things_asked(question: Question) -> int | None:
    """How many things a question asks for: None for one, 0 where it leaves the number open.

    >>> from rag.question import understand
    >>> [things_asked(understand(q)) for q in ("哪兩個省最多?", "Which three provinces?", "有哪些產品?", "哪個省最多?")]
    [2, 3, 0, None]
    """
    match = _SEVERAL.search(fold(question.text))
    if match is None:
        return None
    number = match["chinese"] or match["english"]
    return _NUMBERS.get(number, 0) if number else 0


def apart(one: Pick, other: Pick) -> bool:
    """Are two quotes of different words?"""
    if one.found.passage.document != other.found.passage.document:
        return True
    return one.end <= other.start or other.end <= one.start
