"""What a language model has said so far: its claims with their verdicts, and the citations that carry them."""

import time
from collections.abc import Sequence
from dataclasses import replace

from index.search import Found
from rag.answer import UNFINISHED, Answer, Citation, Claim, Verdict
from rag.check.checker import Checker, Quote
from rag.cite import citation, names_of
from rag.layout import Lines, as_text
from rag.picks import Pick
from rag.question import Question


class Account:
    """Takes sentence after sentence; `seconds` is what checking them took."""

    def __init__(
        self, question: Question, passages: Sequence[Found], offline: Answer, checker: Checker, first: int
    ) -> None:
        """Begin with nothing said; `offline` is the reader's answer, and citations count from `first`."""
        self.question, self.offline = question, offline
        self.claims: list[Claim] = []
        self.citations: list[Citation] = []
        self.seconds = 0.0
        self._passages, self._checker, self._first = passages, checker, first
        self._names = names_of(question, passages)
        self._lines = Lines()

    @property
    def supported(self) -> list[Claim]:
        """The claims that hold."""
        return [claim for claim in self.claims if claim.verdict is Verdict.SUPPORTED]

    @property
    def withheld(self) -> tuple[Claim, ...]:
        """The claims that do not, or that are in doubt."""
        return tuple(
            replace(claim, citations=()) for claim in self.claims if claim.verdict is not Verdict.SUPPORTED
        )

    def add(self, sentence: str, *, whole: bool = True) -> None:
        """Check one sentence; openers and words about the documents' silence claim nothing and are left out.

        One that is not `whole` is withheld, whatever it says so far.
        """
        began = time.perf_counter()
        checked = self._checker.check(sentence)
        self.seconds += time.perf_counter() - began
        self._lines.place(checked.opening, checked.closing)
        text = checked.text.strip()
        if checked.verdict is None or not text:
            return
        claim = Claim(text, Verdict.UNSUPPORTED, (), UNFINISHED)
        if whole:
            markers = tuple(dict.fromkeys(self._marker(quote) for quote in checked.quotes))
            claim = Claim(text, checked.verdict, markers, checked.reason, checked.fault)
        self.claims.append(self._lines.placed(claim))

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
        lead = as_text(self.claims, between=" " if self.question.language == "en" else "")
        cited = {marker for claim in self.supported for marker in claim.citations}
        quotes = [f"> {each.quote} [{each.marker}]" for each in self.citations if each.marker in cited]
        return replace(
            self.offline,
            text="\n\n".join(filter(None, [lead, *quotes])),
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
