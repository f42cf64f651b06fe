"""A fluent answer: what a language model writes, each sentence checked against what it cites before it counts.

Where too little of it holds, or the model fails before anything does, the offline reader's answer stands instead and
says why. What broke off is let go, and what held until then is the answer.
"""

import threading
import time
from collections.abc import Generator as Steps
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from index.errors import GeneratorError, OutOfTime
from index.search import Found
from rag.account import Account
from rag.answer import UNFINISHED, Answer, Answered, Citation, Claim, Event, Said, Verdict, Writing
from rag.check.checker import Checker
from rag.check.stream import Cutter
from rag.figures import find_figures, uncarried
from rag.generate import Generator
from rag.prompt import VERSION, prompt
from rag.question import Question
from rag.unfinished import is_whole
from rag.wording import word

# Where a greater share of the whole claims is struck, the offline reader's answer is the better one.
MOST_STRUCK = 0.5


@dataclass(frozen=True, slots=True)
class Writer:
    """A language model and the time it has for one answer, in seconds."""

    generator: Generator
    seconds: float = 120.0


def write(
    question: Question,
    passages: Sequence[Found],
    offline: Answer,
    *,
    writer: Writer,
    first: int = 1,
) -> Iterator[Event]:
    """Stream the model's answer: `Writing` as words come, `Said` after each sentence checked, `Answered` last.

    `offline` is what the reader answers; markers count from `first`. Closing the iterator stops the model.
    """
    model = writer.generator
    told = prompt(question, passages, count=model.count, context=model.context)
    if not told.passages:
        yield Answered(replace(offline, note=word("llm_no_room", offline.language)))
        return
    offline = replace(offline, prompt=VERSION)
    account = Account(question, told.passages, offline, Checker(told.passages, question), first)
    began = time.perf_counter()
    cutter = Cutter()
    cut, error = False, None
    stop = threading.Event()
    yield Said(account.draft(model.name))
    try:
        with closing(model.stream(told.messages, stop=stop, seconds=writer.seconds)) as pieces:
            cut = yield from _written(pieces, cutter, account, model.name)
    except GeneratorError as failed:
        cut, error = True, failed
    finally:
        stop.set()
    rest = list(cutter.rest())
    for at, sentence in enumerate(rest, 1):
        account.add(sentence, whole=not cut or at < len(rest) or is_whole(sentence))
        yield Said(account.draft(model.name))
    answer = _answer(account, model.name, left_out=len(told.left_out), cut=cut, error=error)
    spent = time.perf_counter() - began - account.seconds
    seconds = {**offline.seconds, "write": round(spent, 4), "check": round(account.seconds, 4)}
    yield Answered(replace(answer, seconds=seconds))


def _written(
    pieces: Steps[str, None, bool | None], cutter: Cutter, account: Account, model: str
) -> Steps[Event, None, bool]:
    """Check sentence after sentence; what is not yet whole is told as it is being written.

    Returns:
        Whether the answer was cut off at its greatest length.
    """
    while True:
        try:
            piece = next(pieces)
        except StopIteration as end:
            return bool(end.value)
        for sentence in cutter.feed(piece):
            account.add(sentence)
            yield Said(account.draft(model))
        # An empty piece says that the model is alive: whoever has left is noticed then.
        yield Writing(cutter.held)


def _answer(
    account: Account, model: str, *, left_out: int, cut: bool, error: GeneratorError | None
) -> Answer:
    """The model's answer if enough of it holds, else the reader's; with a word on what became of the rest."""
    offline = account.offline
    supported = account.supported
    whole = [claim for claim in account.claims if claim.reason != UNFINISHED]
    struck = [claim for claim in whole if claim.verdict not in (Verdict.SUPPORTED, Verdict.DOUBTFUL)]
    enough = len(struck) <= MOST_STRUCK * len(whole) or offline.refused
    if not (supported and enough):
        nothing = "llm_unsupported" if whole else "llm_cut" if cut else "llm_silent"
        return replace(offline, note=_why(nothing, offline, error), withheld=account.withheld)
    notes = []
    if cut:
        notes.append(_why("llm_cut", offline, error, held=True))
    if left_out:
        notes.append(word("llm_left_out", offline.language, n=str(left_out)))
    short = _short(offline, supported, account.citations)
    return replace(account.draft(model), short_answer=short, note="\n".join(notes) or None)


def _why(otherwise: str, offline: Answer, error: GeneratorError | None, *, held: bool = False) -> str:
    """Why the model's answer is not whole, where some of it `held`, or is not the one that stands."""
    key, values = otherwise, {}
    if isinstance(error, OutOfTime):
        key, values = "llm_time", {"seconds": f"{error.seconds:g}"}
    elif error is not None:
        key, values = "llm_failed", {"why": str(error)}
    return word(f"{key}_held" if held else key, offline.language, **values)


def _short(offline: Answer, supported: Sequence[Claim], citations: Sequence[Citation]) -> str | None:
    """The reader's short answer where the model says it too: each figure of it, or its very words."""
    short = offline.short_answer
    if short is None or offline.refused:
        return None
    said = " ".join(claim.text for claim in supported)
    figures = find_figures(short)
    if figures:
        return None if uncarried(figures, find_figures(said)) else short
    quoted = any(offline.span and offline.span in each.quote for each in citations)
    return short if quoted and (short in said or (offline.span or short) in said) else None
