"""A fluent answer: what a language model writes, each sentence checked against what it cites before it counts.

Where too little of it holds, or the model fails, the offline reader's answer stands instead and says why.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from index.embed import Embedder
from index.errors import GeneratorError
from index.search import Found
from rag.answer import Answer, Answered, Citation, Claim, Event, Said, Verdict, Writing
from rag.check import Checker, Quote
from rag.check_stream import Cutter
from rag.cite import citation, marked, names_of
from rag.figures import find_figures, uncarried
from rag.generate import Generator
from rag.picks import Pick
from rag.prompt import VERSION, prompt
from rag.question import Question
from rag.wording import word

# Where a smaller share of the claims holds, the offline reader's answer is the better one.
LEAST_SUPPORTED = 0.5


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
    embedder: Embedder,
    first: int = 1,
) -> Iterator[Event]:
    """Stream the model's answer: `Writing` as words come, `Said` after each sentence checked, `Answered` last.

    `offline` is what the reader answers; markers count from `first`. Closing the iterator stops the model.
    """
    model = writer.generator
    told = prompt(question, passages, count=model.count, context=model.context)
    if not told.passages:
        yield Answered(_instead(offline, "llm_no_room"))
        return
    offline = replace(offline, prompt=VERSION)
    checker = Checker(told.passages, question, embedder)
    account = _Account(question, told.passages, offline, checker, first)
    began = time.perf_counter()
    stop = threading.Event()
    try:
        with closing(model.stream(told.messages, stop=stop, seconds=writer.seconds)) as pieces:
            yield from _written(pieces, model.name, account)
    except GeneratorError as error:
        yield Answered(_instead(offline, "llm_failed", why=str(error)))
        return
    finally:
        stop.set()
    answer = _answer(account, model.name, left_out=len(told.left_out))
    yield Answered(
        replace(
            answer,
            seconds={
                **offline.seconds,
                "write": round(time.perf_counter() - began - account.seconds, 4),
                "check": round(account.seconds, 4),
            },
        )
    )


def _written(pieces: Iterator[str], model: str, account: "_Account") -> Iterator[Event]:
    """Check sentence after sentence; what is not yet whole is told as it is being written."""
    cutter = Cutter()
    for piece in pieces:
        for sentence in cutter.feed(piece):
            account.add(sentence)
            yield Said(account.draft(model))
        # An empty piece says that the model is alive: whoever has left is noticed then.
        yield Writing(cutter.held)
    for sentence in cutter.rest():
        account.add(sentence)
        yield Said(account.draft(model))


class _Account:
    """What the model has said so far: its claims with their verdicts, and the citations that carry them."""

    def __init__(
        self, question: Question, passages: Sequence[Found], offline: Answer, checker: Checker, first: int
    ) -> None:
        self.question, self.offline = question, offline
        self.claims: list[Claim] = []
        self.citations: list[Citation] = []
        self.seconds = 0.0
        self._passages, self._checker, self._first = passages, checker, first
        self._names = names_of(question, passages)

    def add(self, sentence: str) -> None:
        """Check one sentence; openers and words about the documents' silence claim nothing and are left out."""
        began = time.perf_counter()
        checked = self._checker.check(sentence)
        self.seconds += time.perf_counter() - began
        if checked.verdict is None or not checked.text.strip():
            return
        markers = tuple(dict.fromkeys(self._marker(quote) for quote in checked.quotes))
        self.claims.append(
            Claim(checked.text.strip(), checked.verdict, markers, checked.reason, checked.fault)
        )

    def _marker(self, quote: Quote) -> int:
        """The number of the citation of a quote, a new one where it is cited for the first time."""
        place = (quote.document, quote.start, quote.end)
        known = next((c for c in self.citations if (c.document, c.start, c.end) == place), None)
        if known is not None:
            return known.marker
        found = self._passages[quote.marker - 1]
        pick = Pick(found, quote.start, quote.end, None, None, 0.0)
        self.citations.append(citation(self._first + len(self.citations), pick, self.question, self._names))
        return self.citations[-1].marker

    def draft(self, model: str) -> Answer:
        """The answer as far as it has come: what is supported, with its quotes; the claims tell of the rest."""
        between = " " if self.question.language == "en" else ""
        supported = [claim for claim in self.claims if claim.verdict is Verdict.SUPPORTED]
        lead = between.join(f"{claim.text}{between}{marked(claim).strip()}" for claim in supported)
        return replace(
            self.offline,
            text="\n\n".join([lead, *(f"> {each.quote} [{each.marker}]" for each in self.citations)]),
            short_answer=None,
            refused=False,
            claims=tuple(self.claims),
            citations=tuple(self.citations),
            answerer=f"llm:{model}",
            span=None,
            reason=None,
            missing=None,
            given=None,
            differ=False,
        )


def _answer(account: _Account, model: str, *, left_out: int) -> Answer:
    """The model's answer if enough of it holds, else the reader's."""
    supported = [claim for claim in account.claims if claim.verdict is Verdict.SUPPORTED]
    offline = account.offline
    if not supported:
        return _instead(offline, "llm_unsupported" if account.claims else "llm_silent")
    if len(supported) < LEAST_SUPPORTED * len(account.claims) and not offline.refused:
        return _instead(offline, "llm_unsupported")
    note = word("llm_left_out", offline.language, n=str(left_out)) if left_out else None
    return replace(
        account.draft(model), short_answer=_short(offline, supported, account.citations), note=note
    )


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


def _instead(offline: Answer, reason: str, **values: str) -> Answer:
    """The reader's answer, with a word on why it stands for the model's."""
    return replace(offline, note=word(reason, offline.language, **values))
