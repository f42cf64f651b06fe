"""What reading comes to: the places that answer, or the reason why none does."""

from dataclasses import dataclass

from index.search import Found
from rag.figures import Figure


@dataclass(frozen=True, slots=True)
class Pick:
    """What is found to answer: `start:end` is the quote, `span` the answer inside it, all offsets into the document."""

    found: Found
    start: int
    end: int
    span: tuple[int, int] | None
    figure: Figure | None
    score: float
    """The log-probability that the clause answers and the span in it does, at most 0."""
    covered: float = 0.0
    """How much of the question stands in the clause itself, in [0, 1]."""

    @property
    def quote(self) -> str:
        """The words that are quoted."""
        return self._slice(self.start, self.end)

    @property
    def words(self) -> str:
        """The words that answer; none where the quote is the answer."""
        return "" if self.span is None else self._slice(*self.span)

    def _slice(self, start: int, end: int) -> str:
        passage = self.found.passage
        return passage.text[start - passage.start : end - passage.start]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of the passages: picks, the carrying one first, or a reason to refuse.

    `others` answer beside the first pick: the further things where several are asked for, or figures that `differ` from
    it. `reason` is `entity`, `year`, `detail` or `nothing`; `missing` are the words of the question the documents lack;
    of a year, `given` are those they have. `probability` in [0, 1] is that of what was found answering the question;
    None where a name already decided.
    """

    picks: tuple[Pick, ...]
    reason: str | None = None
    missing: str | None = None
    given: str | None = None
    others: tuple[Pick, ...] = ()
    differ: bool = False
    probability: float | None = None
