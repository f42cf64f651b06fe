"""Which span of a clause that answers is the answer."""

import math
from collections.abc import Sequence

from index.script import fold, is_han
from rag.candidates import Candidate, figures
from rag.evidence import Clause, squeezed, weigh, weighted
from rag.match import Match, Term
from rag.objections import counted_terms
from rag.question import Question, Wants

# A logistic regression fitted by training/reader/fit.py, which says on what.
SPAN_WEIGHTS = {
    "near": 0.156,
    "noun": 1.04,
    "fit": 0.737,
    "repeats": -0.338,
    "before": 1.263,
    "quoted": 1.298,
    "read": 1.371,
    "read_below": 4.161,
    "modelled": -0.323,
    "constant": -1.133,
}

# What the sets fitted on hardly ask: for `what is X`, a phrase gains this much if it stands in apposition to X, and
# loses as much if it does not.
APPOSITION = 4.0


def span_features(
    question: Question, asked: Sequence[Term], clause: Clause, candidate: Candidate
) -> dict[str, float]:
    """Measure one candidate inside its clause: what of the question stands near it, and on which side."""
    scale = 1.0 if any(map(is_han, clause.text)) else 0.35
    near = [0.0] * len(asked)
    odds = clause.scores.odds(clause.start + candidate.start, clause.start + candidate.end)
    first = _first_of_list(clause.text, candidate)
    for match in clause.matches:
        # What stands before a list of figures is said of each of them.
        listed = match.end <= first
        start, end = (first, first) if listed else (candidate.start, candidate.end)
        gap = clause.text[min(match.end, end) : max(match.start, start)]
        distance = len(gap) * scale + 8 * sum(map(fold(gap).count, ",、:"))
        distance += 0 if listed else 4 * _rivals(clause.text, match, candidate)
        near[match.term] = max(near[match.term], match.strength * math.exp(-distance / 18))
    return {
        "near": weighted(asked, near),
        "noun": _counted_follows(question, asked, clause, candidate, scale),
        "fit": candidate.fit,
        "repeats": _repeated(clause.matches, candidate),
        "before": _in_place_of_question_word(question, asked, clause, candidate, scale),
        "quoted": float(
            clause.text[max(0, candidate.start - 1) : candidate.start] in ("「", "『", "“", '"', "《")
        ),
        "read": squeezed(odds),
        "read_below": squeezed(odds - clause.likeliest),
        "modelled": float(candidate.modelled),
    }


def span_log_odds(question: Question, asked: Sequence[Term], clause: Clause, candidate: Candidate) -> float:
    """The log-odds that a candidate of a clause that answers is the answer."""
    defined = 0.0
    if asks_for_definition(question, asked):
        defined = APPOSITION * (2 * _apposition(clause, candidate) - 1)
    return weigh(span_features(question, asked, clause, candidate), SPAN_WEIGHTS) + defined


def asks_for_definition(question: Question, asked: Sequence[Term]) -> bool:
    """Is the question `what is X`, X one word or one name?"""
    if question.wants is not Wants.PHRASE or not asked:
        return False
    between = question.text[asked[0].token.start : asked[-1].token.end]
    return (
        len(asked) <= 3
        and sum(term.token.end - term.token.start for term in asked) >= len(between.strip()) - 4
    )


def _apposition(clause: Clause, candidate: Candidate) -> float:
    """Does it stand side by side with what was asked about, a quotation mark or bracket between: `助理「安診兒」`?"""
    marks = "「」『』“”\"'()（）《》:,是"
    best = 0.0
    for match in clause.matches:
        gap = clause.text[min(match.end, candidate.end) : max(match.start, candidate.start)]
        if 0 < len(gap) <= 2 and all(mark in marks for mark in gap):
            best = max(best, match.strength)
    return best


def _repeated(inside: Sequence[Match], candidate: Candidate) -> float:
    """The share of a candidate that only says the question again."""
    covered: set[int] = set()
    for match in inside:
        covered.update(range(max(match.start, candidate.start), min(match.end, candidate.end)))
    return len(covered) / max(1, candidate.end - candidate.start)


def _first_of_list(text: str, candidate: Candidate) -> int:
    """Return where the first figure of the candidate's kind begins."""
    if candidate.figure is None:
        return candidate.start
    return min(f.start for f in figures(text) if f.kind is candidate.figure.kind)


def _rivals(text: str, match: Match, candidate: Candidate) -> int:
    if candidate.figure is None:
        return 0
    start, end = min(match.end, candidate.end), max(match.start, candidate.start)
    return sum(start <= f.start and f.end <= end and f.kind is candidate.figure.kind for f in figures(text))


def _counted_follows(
    question: Question, asked: Sequence[Term], clause: Clause, candidate: Candidate, scale: float
) -> float:
    """For a count, how surely the thing counted stands right after the figure; 0.5 for other questions."""
    counted = counted_terms(question, asked)
    if not counted:
        return 0.5
    best = 0.0
    for match in clause.matches:
        gap = (match.start - candidate.end) * scale
        between = fold(clause.text[candidate.end : max(candidate.end, match.start)])
        if match.term in counted and -2 <= gap <= 12 and not any(stop in between for stop in ",。;"):
            # English puts the head last; where a Chinese phrase ends is less sure.
            share = 1.0 if match.term == counted[-1] else 0.4 if question.asked_in == "en" else 0.7
            best = max(best, share * match.strength * (1 - max(0.0, gap) / 24))
        elif match.term == counted[-1] and 0 <= (candidate.start - match.end) * scale <= 12:
            best = max(best, 0.5 * match.strength)
    return best


def _in_place_of_question_word(
    question: Question, asked: Sequence[Term], clause: Clause, candidate: Candidate, scale: float
) -> float:
    """How well a Chinese question turns into the clause when the candidate takes the question word's place.

    Chinese asks without moving words: what stands before 什麼 in the question stands before the answer in the text.
    """
    if question.asked_in == "en":
        return 0.0
    left = [n for n, term in enumerate(asked) if term.token.end <= question.slot[0]][-1:]
    right = [n for n, term in enumerate(asked) if term.token.start >= question.slot[1]][:1]
    score = 0.0
    for match in clause.matches:
        if match.term in left and match.end <= candidate.start:
            score += 0.5 * match.strength * math.exp(-(candidate.start - match.end) * scale / 4)
        if match.term in right and match.start >= candidate.end:
            score += 0.5 * match.strength * math.exp(-(match.start - candidate.end) * scale / 4)
    return min(1.0, score)
