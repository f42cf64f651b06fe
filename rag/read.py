"""The offline reader: picks the clause and the span that answer, or says why nothing does."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.document import BlockKind
from index.script import is_han
from index.search import Found
from index.sentences import clauses, sentences
from index.words import Kind, is_function_word, tokens
from rag.candidates import Candidate, candidates, figures
from rag.figures import Figure, FigureKind, same_value
from rag.match import Match, Term, coverage, matches, terms
from rag.question import Question, Wants

# A term that stands elsewhere in the passage, or only in the title and headings above, counts this much.
IN_PASSAGE, IN_TITLE = 0.6, 0.5
# Parts of a candidate's score, which is in [0, 1].
CLAUSE, NEAR, NOUN, FIT = 0.35, 0.35, 0.2, 0.1
# Below these the reader refuses. Chosen on DRCD and SQuAD questions, their own and other articles' passages.
LEAST_COVERAGE, LEAST_SCORE = 0.5, 0.45
LONGEST_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Pick:
    """A span found to answer: offsets into the document; `start:end` is the quote, `span` the answer inside it."""

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


def read(question: Question, passages: Sequence[Found], *, share: Callable[[Sequence[str]], float]) -> Reading:
    """Find what answers the question in the passages, given how common index terms are in the library (`share`)."""
    asked = terms(question, share=share)
    unknown = next((term for term in asked if term.name and not term.known and len(term.token.text) > 1), None)
    if unknown is not None:
        return Reading((), "entity", _as_asked(question, unknown))
    years = _years(question.text)
    picks: list[Pick] = []
    other_year = False
    best_coverage = 0.0
    for found in passages:
        context = matches(asked, f"{found.title} {found.passage.heading}")
        around = matches(asked, found.passage.text)
        for start, end in clauses(found.passage.text):
            clause = _Clause(question, asked, found, start, end, around, context)
            best_coverage = max(best_coverage, clause.coverage)
            if clause.coverage < LEAST_COVERAGE:
                continue
            for candidate in clause.candidates():
                if not _year_fits(question, years, candidate, clause):
                    other_year = True
                    continue
                picks.append(clause.pick(candidate))
            if question.wants is Wants.PROSE:
                picks.append(clause.pick(None))
    picks.sort(key=lambda pick: -pick.score)
    if question.wants is Wants.PROSE:
        kept = [pick for pick in picks if pick.score >= LEAST_SCORE]
    else:
        kept = [pick for pick in picks if pick.score >= LEAST_SCORE]
    if kept:
        return Reading((kept[0], *_agreeing(kept)))
    if other_year:
        return Reading((), "year", "、".join(years) if question.language != "en" else ", ".join(years))
    return Reading((), "detail" if best_coverage >= LEAST_COVERAGE else "nothing")


class _Clause:
    """One clause of a passage, read for one question."""

    def __init__(
        self,
        question: Question,
        asked: tuple[Term, ...],
        found: Found,
        start: int,
        end: int,
        around: Sequence[Match],
        context: Sequence[Match],
    ) -> None:
        self.question, self.asked, self.found = question, asked, found
        self.start, self.end = start, end
        self.text = found.passage.text[start:end]
        self.matches = [m for m in around if start <= m.start and m.end <= end]
        own = coverage(asked, self.matches)
        passage = coverage(asked, around)
        title = coverage(asked, context)
        self.strengths = [
            max(o, IN_PASSAGE * p, IN_TITLE * t) for o, p, t in zip(own, passage, title, strict=True)
        ]
        self.coverage = self._weighted(self.strengths)
        self.scale = 1.0 if any(map(is_han, self.text)) else 0.35

    def candidates(self) -> list[Candidate]:
        """Return the spans that could answer, without those that only repeat the question."""
        kept = []
        for candidate in candidates(self.text, self.question.wants):
            if candidate.figure is None:
                repeated = sum(
                    m.end - m.start
                    for m in self.matches
                    if candidate.start <= m.start - self.start and m.end - self.start <= candidate.end
                )
                if repeated * 2 > candidate.end - candidate.start:
                    continue
            elif any(
                candidate.start <= m.start - self.start < candidate.end
                and self.asked[m.term].token.kind is Kind.FIGURE
                for m in self.matches
            ):
                continue
            kept.append(candidate)
        return kept

    def pick(self, candidate: Candidate | None) -> Pick:
        """Score one candidate, or the clause as a whole."""
        base = self.found.passage.start
        quote_start, quote_end = self._quote()
        if candidate is None:
            own = self._weighted(coverage(self.asked, self.matches))
            score = 0.6 * self.coverage + 0.3 * own + 0.1 * max(0.0, self.found.cosine)
            return Pick(self.found, base + quote_start, base + quote_end, None, None, score)
        score = (
            CLAUSE * self.coverage
            + NEAR * self._nearness(candidate)
            + NOUN * self._noun(candidate)
            + FIT * candidate.fit
        )
        at = base + self.start
        return Pick(
            self.found,
            base + quote_start,
            base + quote_end,
            (at + candidate.start, at + candidate.end),
            candidate.figure,
            score * (0.5 + 0.5 * candidate.fit),
        )

    def _quote(self) -> tuple[int, int]:
        """The whole sentence around the clause where it is short enough to be read at a glance."""
        for start, end in sentences(self.found.passage.text):
            if start <= self.start and self.end <= end and end - start <= LONGEST_QUOTE:
                return start, end
        return self.start, self.end

    def _weighted(self, strengths: Sequence[float]) -> float:
        total = sum(term.weight for term in self.asked) or 1.0
        return sum(t.weight * s for t, s in zip(self.asked, strengths, strict=True)) / total

    def _nearness(self, candidate: Candidate) -> float:
        """How much of the question stands close by, commas and rival candidates counting as distance."""
        near = [0.0] * len(self.asked)
        for match in self.matches:
            start, end = match.start - self.start, match.end - self.start
            between = self.text[min(end, candidate.end) : max(start, candidate.start)]
            distance = len(between) * self.scale + 8 * len(re.findall(r"[,，、:：]", between))
            distance += 4 * self._rivals(min(end, candidate.end), max(start, candidate.start), candidate)
            near[match.term] = max(near[match.term], match.strength * math.exp(-distance / 18))
        return self._weighted([max(n, 0.3 * s) for n, s in zip(near, self.strengths, strict=True)])

    def _rivals(self, start: int, end: int, candidate: Candidate) -> int:
        if candidate.figure is None:
            return 0
        return sum(
            start <= f.start and f.end <= end and f.kind is candidate.figure.kind for f in figures(self.text)
        )

    def _noun(self, candidate: Candidate) -> float:
        """For a count: does the thing counted follow the figure?  For others: nothing to say, half."""
        if self.question.wants is not Wants.COUNT:
            return 0.5
        counted = _counted(self.question, self.asked)
        if not counted:
            return 0.5
        best = 0.0
        for match in self.matches:
            distance = (match.start - self.start - candidate.end) * self.scale
            if match.term in counted and -1 <= distance <= 12 and not re.search(
                r"[,，。;；]", self.text[candidate.end : max(candidate.end, match.start - self.start)]
            ):
                best = max(best, match.strength * (1 - max(0.0, distance) / 24) * (1.0 if match.term == counted[-1] else 0.7))
        before = [
            m.strength
            for m in self.matches
            if m.term == counted[-1] and 0 <= (candidate.start - (m.end - self.start)) * self.scale <= 12
        ]
        return max(best, 0.6 * max(before, default=0.0))


def _counted(question: Question, asked: Sequence[Term]) -> list[int]:
    """Return the terms that name what is counted, the head last: `digital solutions` in `how many digital …`."""
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
        if question.language == "en" and len(found) == 4:
            break
    return found[:3] if question.language != "en" else found


def _years(text: str) -> tuple[str, ...]:
    return tuple(str(int(f.value)) for f in figures(text) if f.kind is FigureKind.YEAR)


def _year_fits(question: Question, years: Sequence[str], candidate: Candidate, clause: _Clause) -> bool:
    """Is the candidate said of a year that was asked about?  The year nearest before it governs."""
    if not years or question.wants is Wants.TIME:
        return True
    passage = clause.found.passage.text
    at = clause.start + candidate.start
    said = [f for f in figures(passage) if f.kind is FigureKind.YEAR]
    before = [f for f in said if f.end <= at] or [f for f in said if f.start < clause.end]
    if before:
        return str(int(before[-1].value)) in years
    return any(year in f"{clause.found.title} {clause.found.passage.heading}" for year in years)


def _agreeing(picks: Sequence[Pick]) -> list[Pick]:
    """Return up to two further picks that give the same figure from other places."""
    first = picks[0]
    if first.figure is None:
        return []
    agreeing: list[Pick] = []
    for pick in picks[1:]:
        places = [first, *agreeing]
        elsewhere = all(pick.end <= p.start or p.end <= pick.start or pick.found.passage.document != p.found.passage.document for p in places)
        if pick.figure is not None and elsewhere and same_value(pick.figure, first.figure):
            agreeing.append(pick)
    return agreeing[:2]


def _as_asked(question: Question, term: Term) -> str:
    return question.text[term.token.start : term.token.end]


def is_byline(found: Found) -> bool:
    """Tell whether a passage is the line that names author, date and source."""
    return found.passage.kind is BlockKind.BYLINE
