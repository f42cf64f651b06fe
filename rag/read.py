"""The offline reader: picks the clause and the span that answer, or says why nothing does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.script import is_han
from index.search import Found
from index.sentences import sentences
from rag.candidates import Candidate, figures
from rag.evidence import (
    Clause,
    displaced,
    names_what_is_counted,
    read_clauses,
    span_log_odds,
)
from rag.figures import Figure, FigureKind, same_value
from rag.match import terms, unknown_name
from rag.question import Question, Wants

# Log-odds below which the reader refuses, within one language and across two: one in twenty questions about other
# documents gets past them (training/reader/fit.py).
LEAST_WITHIN, LEAST_ACROSS = -2.75, -3.25
# From this coverage on, a refusal says that the documents touch on the subject.
ABOUT = 0.5
# A phrase less sure than this is not put forward; the sentence it stands in answers.
LEAST_PHRASE = -0.75
LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Pick:
    """What is found to answer: `start:end` is the quote, `span` the answer inside it, all offsets into the document."""

    found: Found
    start: int
    end: int
    span: tuple[int, int] | None
    figure: Figure | None
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of the passages: picks, the carrying one first, or a reason to refuse.

    `reason` is `entity`, `year`, `detail` or `nothing`; `missing` are the words of the question the documents lack.
    """

    picks: tuple[Pick, ...]
    reason: str | None = None
    missing: str | None = None


def read(
    question: Question, passages: Sequence[Found], *, share: Callable[[Sequence[str]], float]
) -> Reading:
    """Find what answers the question in the passages, given how common index terms are in the library (`share`)."""
    asked = terms(question, share=share)
    unknown = unknown_name(question, asked)
    if unknown is not None:
        return Reading((), "entity", question.text[unknown.token.start : unknown.token.end])
    clauses = read_clauses(question, asked, passages)
    likely = [
        clause
        for clause in clauses
        if clause.log_odds >= _least(question, clause)
        and not displaced(question, asked, clause)
        and names_what_is_counted(question, asked, clause)
    ]
    years = _years(question.text)
    about = max((clause.features["coverage"] for clause in clauses), default=0.0)
    if not likely:
        unsaid = [t.token.stem for t in asked if not t.known and t.token.stem in years]
        if unsaid and about >= ABOUT:
            return Reading((), "year", ", ".join(unsaid))
        return Reading((), "detail" if about >= ABOUT else "nothing")
    if question.wants is Wants.PROSE:
        best = max(likely, key=lambda clause: clause.log_odds)
        return Reading((_pick(best, None, best.log_odds),))
    picks: list[Pick] = []
    other_year = False
    for clause in likely:
        for candidate in clause.candidates:
            if years and question.wants is not Wants.TIME and not _said_of(years, candidate, clause):
                other_year = True
                continue
            span = span_log_odds(question, asked, clause, candidate)
            if question.wants is Wants.PHRASE and span < LEAST_PHRASE:
                continue
            picks.append(_pick(clause, candidate, clause.log_odds + span))
    picks.sort(key=lambda pick: -pick.score)
    if picks:
        return Reading((picks[0], *_agreeing(picks[0], clauses)))
    if other_year:
        return Reading((), "year", ", ".join(years))
    if question.wants is Wants.PHRASE:
        best = max(likely, key=lambda clause: clause.log_odds)
        return Reading((_pick(best, None, best.log_odds),))
    return Reading((), "detail")


def _least(question: Question, clause: Clause) -> float:
    across = (question.asked_in == "en") == any(map(is_han, clause.text))
    return LEAST_ACROSS if across else LEAST_WITHIN


def _pick(clause: Clause, candidate: Candidate | None, score: float) -> Pick:
    base = clause.found.passage.start
    start, end = _quote(clause)
    if candidate is None:
        return Pick(clause.found, base + start, base + end, None, None, score)
    at = base + clause.start
    span = (at + candidate.start, at + candidate.end)
    return Pick(clause.found, base + start, base + end, span, candidate.figure, score)


def _quote(clause: Clause) -> tuple[int, int]:
    """The whole sentence around the clause where it is short enough to be read at a glance."""
    for start, end in sentences(clause.found.passage.text):
        if start <= clause.start and clause.end <= end and end - start <= LONGEST_QUOTE:
            return start, end
    return clause.start, clause.end


def _years(text: str) -> tuple[str, ...]:
    return tuple(str(int(f.value)) for f in figures(text) if f.kind is FigureKind.YEAR)


def _said_of(years: Sequence[str], candidate: Candidate, clause: Clause) -> bool:
    """Is the candidate said of a year that was asked about?  The year nearest before it governs."""
    at = clause.start + candidate.start
    said = [f for f in figures(clause.found.passage.text) if f.kind is FigureKind.YEAR]
    governing = [f for f in said if f.end <= at] or [f for f in said if f.start < clause.end]
    if governing:
        return str(int(governing[-1].value)) in years
    return any(year in f"{clause.found.title} {clause.found.passage.heading}" for year in years)


def _agreeing(first: Pick, clauses: Sequence[Clause]) -> list[Pick]:
    """Return up to two further places that give the same figure and are about the same: they agree, or say it again."""
    if first.figure is None:
        return []
    agreeing = [first]
    for clause in sorted(clauses, key=lambda clause: -clause.log_odds):
        for candidate in clause.candidates if clause.features["coverage"] >= ABOUT else ():
            pick = _pick(clause, candidate, clause.log_odds)
            same = pick.figure is not None and same_value(pick.figure, first.figure)
            if same and all(_apart(pick, other) for other in agreeing):
                agreeing.append(pick)
    return agreeing[1:3]


def _apart(one: Pick, other: Pick) -> bool:
    if one.found.passage.document != other.found.passage.document:
        return True
    return one.end <= other.start or other.end <= one.start
