"""Several questions asked at once: cut apart, each to be answered by itself, and the answers put together again."""

import re
from collections.abc import Sequence

from index.errors import QuestionError
from index.script import fold
from index.words import is_function_word, tokens
from rag.answer import Answer

MOST_QUESTIONS = 5
LONGEST_SHORT_ANSWER = 60

_ENDS = re.compile(r"(?<=[?？;；\n])\s*")
# Inside one sentence a second question begins after a Chinese comma or 以及, or with `and` and a question word.
_JOINED = re.compile(
    r"(?<=[\u3400-\u9fff])[,，]\s*(?:以及|並且|并且|還有|还有|另外|同時|同时)?|(?:以及|並且|并且|還有|还有)|"
    r",?\s+and (?=(?:(?:in|on|at|by|for) )?(?:who|what|when|where|which|how|why)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?<!不管)(?<!无论)(?<!不论)(?:谁|哪|什么|多少|几|怎|如何|为何|为什么|多久|多大)|\b(?:who|whom|whose|what|when|where|which|how|why)\b",
)


def questions_in(text: str) -> list[str]:
    """Cut a text into the questions it asks, in order; one that cannot be cut stays whole.

    Raises:
        QuestionError: more than five are asked (`many`).

    >>> questions_in("研發投入是多少?董事長是誰?")
    ['研發投入是多少?', '董事長是誰?']
    >>> questions_in("How much was spent, and who is the chairman?")
    ['How much was spent', 'who is the chairman?']
    >>> questions_in("In which year, and month, was it founded?")
    ['In which year, and month, was it founded?']
    """
    found = [part for sentence in _sentences(text) for part in _joined(sentence)]
    if len(found) > MOST_QUESTIONS:
        raise QuestionError(
            "many",
            f"That is {len(found)} questions at once; up to {MOST_QUESTIONS} can be answered: ask fewer.",
        )
    return found


def _sentences(text: str) -> list[str]:
    """Cut at question marks; a part that asks nothing belongs to the question after it, or to the last."""
    found: list[str] = []
    waiting = ""
    for part in _ENDS.split(text):
        waiting += part
        if asks(part) or (found and _goes_on(part)):
            found.append(waiting.strip())
            waiting = ""
        elif waiting:
            waiting += " "
    if waiting.strip():
        found = [*found[:-1], f"{found[-1]} {waiting}".strip()] if found else [waiting.strip()]
    return found


def _joined(sentence: str) -> list[str]:
    """Cut where two halves each ask something of their own."""
    for match in _JOINED.finditer(sentence):
        left, right = sentence[: match.start()], sentence[match.end() :]
        if asks(left) and asks(right):
            return [left.strip(), *_joined(right.strip())]
    return [sentence]


def asks(part: str) -> bool:
    """Does it have a question word, and something that is asked about?"""
    return bool(_ASKS.search(fold(part))) and sum(not is_function_word(token) for token in tokens(part)) >= 1


def _goes_on(part: str) -> bool:
    """Does it lean on the question before, as `And in 2022?` does?"""
    return part.rstrip().endswith(("?", "？")) and any(not is_function_word(token) for token in tokens(part))


def together(text: str, answers: Sequence[Answer]) -> Answer:
    """Put the answers to the questions of one text together; their markers already count on from each other.

    What is answered comes with what is not; only where nothing is answered is the whole a refusal. Where a language
    model answered some and the offline reader others, both are named: `llm:<model>, reader`.
    """
    answered = [a for a in answers if not a.refused]
    short = "; ".join(a.short_answer for a in answered if a.short_answer)
    first = answers[0]
    return Answer(
        question=text,
        language=first.language,
        text="\n\n".join(f"**{a.question}**\n\n{a.text}" for a in answers),
        short_answer=short if short and len(short) <= LONGEST_SHORT_ANSWER else None,
        refused=not answered,
        claims=tuple(claim for a in answers for claim in a.claims),
        citations=tuple(citation for a in answers for citation in a.citations),
        passages=tuple(sorted({hit for a in answers for hit in a.passages}, key=lambda hit: -hit.score)),
        answerer=", ".join(dict.fromkeys(a.answerer for a in answers)),
        reason=first.reason if not answered else None,
        missing=first.missing if not answered else None,
        parts=tuple(answers),
        withheld=tuple(claim for a in answers for claim in a.withheld),
        prompt=next((a.prompt for a in answers if a.prompt is not None), None),
        note="\n".join(dict.fromkeys(a.note for a in answers if a.note)) or None,
    )
