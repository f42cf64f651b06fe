"""How surely a clause carries the answer to a question: what the offline reader's judgement rests on."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.document import BYLINE_TELLS, BlockKind
from index.script import fold, is_han
from index.search import Found
from index.sentences import clauses as clauses_of
from index.words import Kind, is_function_word, tokens
from rag.alignment import Span
from rag.candidates import FITTING, Candidate, candidates, figures
from rag.figures import FigureKind
from rag.match import Match, Term, coverage, matches
from rag.question import Question, Wants
from rag.spans import NOTHING, Scores

# A logistic regression fitted by training/reader/fit.py, which says on what; the log-odds are a sum of these.
CLAUSE_WEIGHTS = {
    "coverage": 5.422,
    "own": -2.965,
    "own_above": 1.537,
    "cosine": 0.665,
    "cosine_above": 3.614,
    "fitting": 0.009,
    "missing_kind": -1.015,
    "read": 2.119,
    "read_below": 2.251,
    "constant": -4.083,
}
# How the log-odds of a question's likeliest clause become the probability that it answers (Platt 1999): slope and
# constant, within one language and across two.
WITHIN, ACROSS = (1.004, 0.349), (1.003, 1.232)
# How many spans of the model's a clause offers, and the questions it may: those that words can answer.
MODEL_SPANS = 3
MODELLED = frozenset(
    (
        Wants.PHRASE,
        Wants.PROSE,
        Wants.PERSON,
        Wants.PLACE,
        Wants.TIME,
        Wants.DAY,
        Wants.CLOCK,
        Wants.DURATION,
    )
)

# A term counts this much that stands elsewhere in the passage, or only in the title and headings above it; or in what
# a byline tells by being one.
IN_PASSAGE, IN_TITLE, IN_BYLINE = 0.6, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a passage found, with the question's words in it. Offsets count from the passage's start.

    `features` are named numbers in about [0, 1]; `matches` are the question's terms inside the clause.
    """

    found: Found
    scores: Scores
    start: int
    end: int
    text: str
    matches: tuple[Match, ...]
    features: dict[str, float]
    candidates: tuple[Candidate, ...]
    likeliest: float = NOTHING
    """The span model's log-odds of its best span in the clause."""

    @property
    def log_odds(self) -> float:
        """The log-odds that the clause answers."""
        return weigh(self.features, CLAUSE_WEIGHTS)


def probability(question: Question, clause: Clause) -> float:
    """The probability in [0, 1] that the likeliest clause of what was found answers the question."""
    across = (question.asked_in == "en") == any(map(is_han, clause.text))
    slope, constant = ACROSS if across else WITHIN
    return math.exp(log_sigmoid(slope * clause.log_odds + constant))


def log_sigmoid(odds: float) -> float:
    """The logarithm of the probability whose log-odds these are, at most 0."""
    return -math.log1p(math.exp(-odds)) if odds > 0 else odds - math.log1p(math.exp(odds))


def weigh(features: dict[str, float], weights: dict[str, float]) -> float:
    """Return the weighted sum of features, the constant added."""
    return weights["constant"] + sum(weights[name] * value for name, value in features.items())


def read_clauses(
    question: Question, asked: Sequence[Term], passages: Sequence[Found], judged: Sequence[Scores]
) -> list[Clause]:
    """Cut the passages into clauses and measure each against the question; the span model has judged each passage.

    Coverage is the weighted share of the question's terms found in the clause (`own`), or with those of its passage
    and headings at a discount (`coverage`); `…_above` is what exceeds the mean over all clauses read, which makes
    questions of one language and of two comparable.
    """
    clauses = [
        clause
        for found, scores in zip(passages, judged, strict=True)
        for clause in _clauses(question, asked, found, scores)
    ]
    mean_own = sum(clause.features["own"] for clause in clauses) / max(1, len(clauses))
    mean_cosine = sum(clause.features["cosine"] for clause in clauses) / max(1, len(clauses))
    likeliest = max((clause.likeliest for clause in clauses), default=NOTHING)
    kinds = question.wants in FITTING or question.wants in (Wants.PERSON, Wants.PLACE)
    read = []
    for clause in clauses:
        own, cosine = clause.features["own"], clause.features["cosine"]
        fitting = max((c.fit for c in clause.candidates), default=0.0)
        features = {
            "coverage": clause.features["coverage"],
            "own": own,
            "own_above": own - mean_own,
            "cosine": cosine,
            "cosine_above": cosine - mean_cosine,
            "fitting": fitting if kinds else 0.0,
            "missing_kind": float(kinds and not clause.candidates),
            "read": squeezed(clause.likeliest),
            "read_below": squeezed(clause.likeliest - likeliest),
        }
        read.append(replace(clause, features=features))
    return read


def _clauses(question: Question, asked: Sequence[Term], found: Found, scores: Scores) -> Iterator[Clause]:
    """Measure every clause of a passage by itself; what compares it with the others is still missing."""
    text = found.passage.text
    tells = found.passage.kind is BlockKind.BYLINE
    around = matches(asked, text)
    above = BYLINE_TELLS if tells else f"{found.title} {found.passage.heading}"
    discount = IN_BYLINE if tells else IN_TITLE
    context = coverage(asked, matches(asked, above))
    passage = coverage(asked, around)
    cosines = {(start, end): cosine for start, end, cosine in found.windows}
    for start, end in clauses_of(text):
        inside = [m for m in around if start <= m.start and m.end <= end]
        own = coverage(asked, inside)
        if tells:
            # What a byline tells without saying it, it tells itself.
            own = [max(o, discount * c) for o, c in zip(own, context, strict=True)]
        whole = [max(o, IN_PASSAGE * p, discount * c) for o, p, c in zip(own, passage, context, strict=True)]
        shifted = tuple(Match(m.term, m.start - start, m.end - start, m.strength) for m in inside)
        spans = scores.best(within=(start, end), most=MODEL_SPANS)
        # A passage of one clause was embedded whole.
        cosine = cosines.get((start, end), found.windows[0][2])
        yield Clause(
            found,
            scores,
            start,
            end,
            text[start:end],
            shifted,
            {"coverage": weighted(asked, whole), "own": weighted(asked, own), "cosine": cosine},
            _possible(
                question, asked, text[start:end], shifted, [(a - start, b - start) for _, a, b in spans]
            ),
            spans[0][0] if spans else NOTHING,
        )


def squeezed(odds: float) -> float:
    """Bring the span model's log-odds to about [-1, 1]: beyond ten, it is as sure as it gets."""
    return max(-1.0, min(1.0, odds / 10))


def weighted(asked: Sequence[Term], strengths: Sequence[float]) -> float:
    """Return the mean strength of the terms, each counted by its weight, in [0, 1]."""
    total = sum(term.weight for term in asked) or 1.0
    return sum(t.weight * s for t, s in zip(asked, strengths, strict=True)) / total


def _possible(
    question: Question, asked: Sequence[Term], text: str, inside: Sequence[Match], spans: Sequence[Span]
) -> tuple[Candidate, ...]:
    """Return what could answer: candidates of the kind wanted, and the model's spans where words may be the answer.

    Figures the question itself names are left out.
    """
    known = candidates(text, question.wants)
    if _asks_for_ratio(question):
        ratio = FigureKind.RATIO
        known = tuple(c for c in known if c.figure and c.figure.kind is ratio) or known
    if question.wants in MODELLED:
        places = {(c.start, c.end) for c in known}
        whole = dict.fromkeys(_whole(text, span) for span in spans)
        known += tuple(Candidate(a, b, 0.5, modelled=True) for a, b in whole if (a, b) not in places)
    named = [m for m in inside if asked[m.term].token.kind is Kind.FIGURE and m.strength == 1.0]
    return tuple(
        c
        for c in known
        if not any(c.start <= m.start < c.end for m in named)
        and (c.figure or not _only_repeats(text, inside, c))
    )


def _whole(text: str, span: Span) -> Span:
    """Widen a span to the figures and words it cuts through: 5 million of 12.5 million is another figure."""
    start, end = span
    pieces = [(word.start, word.end) for word in tokens(text) if word.kind is not Kind.HAN]
    for a, b in (*pieces, *((figure.start, figure.end) for figure in figures(text))):
        start, end = (a if a < start < b else start), (b if a < end < b else end)
    return start, end


def _asks_for_ratio(question: Question) -> bool:
    """Is it a ratio, as 1:0.98 is one and 29% is none, where both stand?"""
    if question.wants is not Wants.SHARE:
        return False
    asked = fold(question.text)
    return "ratio" in asked or bool(re.search(r"比(?:是|为|有)?多少|几比几", asked))


def _only_repeats(text: str, inside: Sequence[Match], candidate: Candidate) -> bool:
    """Does every word of it that means anything stand in the question?"""
    words = [t for t in tokens(text[candidate.start : candidate.end]) if not is_function_word(t)]
    said = sum(
        any(m.start < candidate.start + t.end and candidate.start + t.start < m.end for m in inside)
        for t in words
    )
    return said >= 0.8 * len(words)
