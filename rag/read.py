"""The offline reader: picks the clause and the span that answer, or says why nothing does."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.script import fold
from index.search import Found
from index.sentences import sentences
from rag.candidates import Candidate, figures, years_of
from rag.choice import asks_for_definition, span_log_odds
from rag.evidence import Clause, log_sigmoid, probability, read_clauses
from rag.figures import FigureKind, same_value
from rag.match import Term, asks_about_a_person, terms, unknown_name
from rag.objections import displaced, names_what_is_measured
from rag.orders import ordered_from
from rag.others import apart, with_others
from rag.picks import Pick, Reading
from rag.question import Question, Wants
from rag.spans import Scores

# Less probable than this, the reader refuses: sooner where a figure, a time or a name is asked for, which mislead when
# they are wrong, than where the sentence can be read.
LEAST, LEAST_OF_PHRASES = 0.2, 0.08
# The holder of an office is only named by a clause that has this much of the question, with its passage and headings.
OFFICE = 0.7
# A phrase is only taken from the likeliest clause or one hardly less likely, a time, place or person from one somewhat
# less; a sum may stand further off, behind the sentences that talk about it without giving it.
MARGIN_OF_PHRASES, MARGIN, MARGIN_OF_SUMS = 0.3, 1.0, 2.0
# What a name stands beside tells more of it than the sentence that is likest to the question.
MARGIN_OF_DEFINITIONS = 4.0
# From these log-odds on, a sentence answers when no span in it does.
SENTENCE = -0.75
# From this coverage on, a refusal says that the documents touch on the subject.
ABOUT = 0.5
# A phrase less sure than this is not put forward; the sentence it stands in answers.
LEAST_PHRASE = -0.75
LONGEST_QUOTE = 160
_IS_WHO = re.compile(
    r"^who(?:'s| is| was| are| were)\b|是(?:谁|哪位|哪一位|什么人)|^(?:谁|哪位)是|叫什么名字"
)
PHRASED = (Wants.PHRASE, Wants.PROSE)
WORDED = (Wants.TIME, Wants.DAY, Wants.CLOCK, Wants.DURATION, Wants.PLACE)


def read(
    question: Question,
    passages: Sequence[Found],
    judged: Sequence[Scores],
    *,
    share: Callable[[Sequence[str]], float],
) -> Reading:
    """Find what answers the question in the passages.

    Args:
        question: what is asked.
        passages: what was found for it, best first.
        judged: what the span model makes of each.
        share: how common index terms are in the library, in [0, 1].
    """
    asked = terms(question, share=share)
    unknown = unknown_name(question, asked)
    if unknown is not None:
        name = question.text[unknown.token.start : unknown.token.end]
        return Reading((), "entity", re.sub(r"['’]s$", "", name))
    clauses = [
        clause
        for clause in read_clauses(question, asked, passages, judged)
        if clause.end <= ordered_from(clause.found.passage.text)
    ]
    likely = [
        clause
        for clause in clauses
        if probability(question, clause) >= (LEAST_OF_PHRASES if question.wants in PHRASED else LEAST)
        and (not _IS_WHO.search(fold(question.text)) or clause.features["coverage"] >= OFFICE)
        and not displaced(question, asked, clause)
        and names_what_is_measured(question, asked, clause)
    ]
    named = years_of(question.text)
    likeliest = max((probability(question, clause) for clause in clauses), default=0.0)
    about = max((clause.features["coverage"] for clause in clauses), default=0.0)
    if not likely:
        unsaid = [t.token.stem for t in asked if not t.known and t.token.stem in named]
        if unsaid and about >= ABOUT:
            return Reading((), "year", ", ".join(unsaid), _given(clauses, named), probability=likeliest)
        return Reading((), "detail" if about >= ABOUT else "nothing", probability=likeliest)
    best = max(likely, key=lambda clause: clause.log_odds)
    sentence = Reading((_pick(best, None, log_sigmoid(best.log_odds)),), probability=likeliest)
    if asks_about_a_person(question, asked):
        return sentence
    picks, other_year = _picks(question, asked, [c for c in likely if _near_best(question, asked, c, best)])
    if other_year and not picks:
        # The clause that is likest may be the one about the other year.
        picks, _ = _picks(question, asked, likely)
    if picks:
        carrying = (picks[0], *_agreeing(question, picks[0], clauses))
        return replace(with_others(question, picks, carrying), probability=likeliest)
    if other_year:
        return Reading((), "year", ", ".join(named), _given(clauses, named), probability=likeliest)
    return sentence if _said_without_a_span(question, best) else Reading((), "detail", probability=likeliest)


def _given(clauses: Sequence[Clause], named: Sequence[str]) -> str | None:
    """The years of which the clauses nearest to the question speak, other than those it names."""
    nearest = sorted(clauses, key=lambda clause: -clause.features["coverage"])[:3]
    about = [clause for clause in nearest if clause.features["coverage"] >= ABOUT]
    said = [year for c in about for year in years_of(c.text) or years_of(c.found.passage.text)]
    found = sorted({year for year in said if year not in named})
    return ", ".join(found[:3]) or None


def _picks(question: Question, asked: Sequence[Term], clauses: Sequence[Clause]) -> tuple[list[Pick], bool]:
    """Return the spans that could answer, best first, and whether any was passed over as said of another year."""
    years = _governing_years(question)
    picks: list[Pick] = []
    other_year = False
    for clause in clauses:
        for candidate in clause.candidates:
            if years and not _said_of(years, candidate, clause):
                other_year = True
                continue
            span = span_log_odds(question, asked, clause, candidate)
            if question.wants not in PHRASED or span >= LEAST_PHRASE:
                picks.append(_pick(clause, candidate, log_sigmoid(clause.log_odds) + log_sigmoid(span)))
    return sorted(picks, key=lambda pick: -pick.score), other_year


def _near_best(question: Question, asked: Sequence[Term], clause: Clause, best: Clause) -> bool:
    if asks_for_definition(question, asked):
        margin = MARGIN_OF_DEFINITIONS
    elif question.wants in PHRASED:
        margin = MARGIN_OF_PHRASES
    elif question.wants is Wants.PERSON or question.wants in WORDED:
        margin = MARGIN
    else:
        margin = MARGIN_OF_SUMS
    return clause.log_odds >= best.log_odds - margin


def _said_without_a_span(question: Question, best: Clause) -> bool:
    """May the sentence answer where no span in it does?

    A time or place may be said in words no parser knows (`at noon`, `by the harbour`); a sum or a person may not.
    """
    if question.wants in PHRASED:
        return True
    return question.wants in WORDED and best.log_odds >= SENTENCE


def _pick(clause: Clause, candidate: Candidate | None, score: float) -> Pick:
    base = clause.found.passage.start
    start, end = _quote(clause)
    if candidate is None:
        return Pick(clause.found, base + start, base + end, None, None, score, clause.features["own"])
    at = base + clause.start
    span = (at + candidate.start, at + candidate.end)
    return Pick(clause.found, base + start, base + end, span, candidate.figure, score, clause.features["own"])


def _quote(clause: Clause) -> tuple[int, int]:
    """The whole sentence around the clause where it is short enough to be read at a glance."""
    for start, end in sentences(clause.found.passage.text):
        if start <= clause.start and clause.end <= end and end - start <= LONGEST_QUOTE:
            return start, end
    return clause.start, clause.end


def _governing_years(question: Question) -> tuple[str, ...]:
    """The years an answer must be said of: those named, unless a time is what is asked for."""
    return () if question.wants in (Wants.TIME, Wants.DAY) else years_of(question.text)


def _said_of(years: Sequence[str], candidate: Candidate, clause: Clause) -> bool:
    """Is the candidate said of a year that was asked about?

    A year right after it governs (`4% in 2021`), else the nearest before it.
    """
    text = clause.found.passage.text
    at, to = clause.start + candidate.start, clause.start + candidate.end
    said = [f for f in figures(text) if f.kind is FigureKind.YEAR]
    after = next((f for f in said if f.start >= to), None)
    if after is not None and text[to : after.start].strip().lower() in ("in", "for", "during", "of", "by"):
        return str(int(after.value)) in years
    governing = [f for f in said if f.end <= at] or [f for f in said if f.start < clause.end]
    if governing:
        return str(int(governing[-1].value)) in years
    return any(year in f"{clause.found.title} {clause.found.passage.heading}" for year in years)


def _agreeing(question: Question, first: Pick, clauses: Sequence[Clause]) -> list[Pick]:
    """Return up to two further places that give the same figure and are about the same: they agree, or say it again."""
    if first.figure is None:
        return []
    years = _governing_years(question)
    agreeing = [first]
    for clause in sorted(clauses, key=lambda clause: -clause.log_odds):
        for candidate in clause.candidates if clause.features["coverage"] >= ABOUT else ():
            pick = _pick(clause, candidate, log_sigmoid(clause.log_odds))
            same = pick.figure is not None and same_value(pick.figure, first.figure)
            # The same figure of another year is another fact.
            same = same and (not years or _said_of(years, candidate, clause))
            if same and all(apart(pick, other) for other in agreeing):
                agreeing.append(pick)
    return agreeing[1:3]
