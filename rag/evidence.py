"""How surely a clause carries the answer to a question: what the offline reader's judgement rests on."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.document import BYLINE_TELLS, BlockKind
from index.script import fold, is_han
from index.search import Found
from index.sentences import clauses
from index.words import Kind, is_function_word, tokens
from rag.alignment import Span
from rag.candidates import FITTING, Candidate, candidates, figures
from rag.figures import FigureKind
from rag.match import Match, Term, coverage, matches
from rag.question import Question, Wants
from rag.spans import NOTHING, Scores

# Logistic regressions fitted by training/reader/fit.py, which says on what; the log-odds are sums of these.
CLAUSE_WEIGHTS = {
    "coverage": 5.237,
    "own": -3.0,
    "own_above": 1.258,
    "cosine": 0.697,
    "cosine_above": 3.279,
    "fitting": 0.096,
    "missing_kind": -1.062,
    "read": 1.412,
    "read_below": 2.368,
    "constant": -3.779,
}
SPAN_WEIGHTS = {
    "near": 0.141,
    "noun": 0.703,
    "fit": 1.203,
    "repeats": -0.864,
    "before": 1.309,
    "quoted": 1.383,
    "read": 0.832,
    "read_below": 4.269,
    "modelled": -0.372,
    "constant": -1.402,
}
# How the log-odds of a question's likeliest clause become the probability that it answers (Platt 1999): slope and
# constant, within one language and across two.
WITHIN, ACROSS = (1.04, 0.153), (1.086, 1.183)
# What the sets fitted on hardly ask: for `what is X`, a phrase gains this much if it stands in apposition to X, and
# loses as much if it does not.
APPOSITION = 4.0

# How many spans of the model's a clause offers, and the questions it may: those that words can answer.
MODEL_SPANS = 3
WORDED = frozenset(
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

# A term that stands elsewhere in the passage, or only in the title and headings above it, counts this much.
IN_PASSAGE, IN_TITLE = 0.6, 0.5


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
    rows = []
    for found, scores in zip(passages, judged, strict=True):
        text = found.passage.text
        around = matches(asked, text)
        above = (
            BYLINE_TELLS
            if found.passage.kind is BlockKind.BYLINE
            else f"{found.title} {found.passage.heading}"
        )
        discount = 0.9 if found.passage.kind is BlockKind.BYLINE else IN_TITLE
        context = coverage(asked, matches(asked, above))
        passage = coverage(asked, around)
        cosines = {(start, end): cosine for start, end, cosine in found.windows}
        for start, end in clauses(text):
            inside = tuple(m for m in around if start <= m.start and m.end <= end)
            own = coverage(asked, inside)
            if found.passage.kind is BlockKind.BYLINE:
                # What a byline tells without saying it, it tells itself.
                own = [max(o, discount * c) for o, c in zip(own, context, strict=True)]
            with_context = [
                max(o, IN_PASSAGE * p, discount * c) for o, p, c in zip(own, passage, context, strict=True)
            ]
            # A passage of one clause was embedded whole.
            cosine = cosines.get((start, end), found.windows[0][2])
            rows.append(
                (
                    found,
                    scores,
                    scores.best(within=(start, end), most=MODEL_SPANS),
                    start,
                    end,
                    inside,
                    weighted(asked, own),
                    weighted(asked, with_context),
                    cosine,
                )
            )
    mean_own = sum(row[6] for row in rows) / max(1, len(rows))
    mean_cosine = sum(row[8] for row in rows) / max(1, len(rows))
    likeliest = max((row[2][0][0] for row in rows if row[2]), default=NOTHING)
    kinds = question.wants in FITTING or question.wants in (Wants.PERSON, Wants.PLACE)
    read = []
    for found, scores, spans, start, end, inside, own_share, share, cosine in rows:
        text = found.passage.text[start:end]
        shifted = tuple(Match(m.term, m.start - start, m.end - start, m.strength) for m in inside)
        possible = _possible(question, asked, text, shifted, [(a - start, b - start) for _, a, b in spans])
        odds = spans[0][0] if spans else NOTHING
        fitting = max((c.fit for c in possible), default=0.0)
        features = {
            "coverage": share,
            "own": own_share,
            "own_above": own_share - mean_own,
            "cosine": cosine,
            "cosine_above": cosine - mean_cosine,
            "fitting": fitting if kinds else 0.0,
            "missing_kind": float(kinds and not possible),
            "read": squeezed(odds),
            "read_below": squeezed(odds - likeliest),
        }
        read.append(Clause(found, scores, start, end, text, shifted, features, possible, odds))
    return read


def squeezed(odds: float) -> float:
    """Bring the span model's log-odds to about [-1, 1]: beyond ten, it is as sure as it gets."""
    return max(-1.0, min(1.0, odds / 10))


def weighted(asked: Sequence[Term], strengths: Sequence[float]) -> float:
    """Return the mean strength of the terms, each counted by its weight, in [0, 1]."""
    total = sum(term.weight for term in asked) or 1.0
    return sum(t.weight * s for t, s in zip(asked, strengths, strict=True)) / total


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
    if question.wants in WORDED:
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


def displaced(question: Question, asked: Sequence[Term], clause: Clause) -> bool:
    """For a person: is the office asked about another one here?  首席財務官 is not 首席可持續發展官.

    So it is where a word of the office is missing although what stands before it and after it stand close together;
    a Chinese word's own last character counts as what stands after it.
    """
    if question.wants is not Wants.PERSON:
        return False
    strengths = coverage(asked, clause.matches)
    folded = fold(clause.text)
    reach = 12 if any(map(is_han, clause.text)) else 30
    for number in range(1, len(asked)):
        before, term = asked[number - 1], asked[number]
        if strengths[number] >= 0.5 or question.text[before.token.end : term.token.start].strip(" 的"):
            continue
        for left in (m for m in clause.matches if m.term == number - 1 and m.strength >= 0.5):
            following = folded[left.end : left.end + reach]
            if term.token.kind is Kind.HAN and term.token.text[-1] in following:
                return True
            if number + 1 < len(asked) and any(
                m.term == number + 1 and m.strength >= 0.5 and 0 < m.start - left.end <= reach
                for m in clause.matches
            ):
                return True
    return _opens_otherwise(question, asked, clause)


def _opens_otherwise(question: Question, asked: Sequence[Term], clause: Clause) -> bool:
    """In English, does another word open the office?  A finance director is no marketing director."""
    strengths = coverage(asked, clause.matches)
    words = [token for token in tokens(clause.text) if token.kind is Kind.WORD]
    for number, (opening, head) in enumerate(pairwise(asked)):
        if strengths[number] >= 0.5 or question.text[opening.token.end : head.token.start] != " ":
            continue
        for match in (m for m in clause.matches if m.term == number + 1 and m.strength == 1.0):
            previous = next((w for w in reversed(words) if w.end <= match.start), None)
            beside = previous is not None and clause.text[previous.end : match.start] == " "
            if previous is not None and beside and not is_function_word(previous):
                return True
    return False


def names_what_is_measured(question: Question, asked: Sequence[Term], clause: Clause) -> bool:
    """For a count: does the clause speak of the thing counted at all?  For a sum: does the library know the measure?"""
    measure = next((term for term in asked if term.token.end == question.slot[1]), None)
    if question.wants is Wants.MONEY and measure is not None and not measure.known:
        return False
    counted = counted_terms(question, asked)
    # Of 隻獅子 the measure word goes with anything.
    first = asked[counted[0]].token if counted else None
    if len(counted) > 1 and first is not None and first.kind is Kind.HAN and len(first.text) == 1:
        counted = counted[1:]
    strengths = coverage(asked, clause.matches)
    return not counted or any(strengths[number] >= 0.5 for number in counted)


def _repeated(inside: Sequence[Match], candidate: Candidate) -> float:
    """The share of a candidate that only says the question again."""
    covered: set[int] = set()
    for match in inside:
        covered.update(range(max(match.start, candidate.start), min(match.end, candidate.end)))
    return len(covered) / max(1, candidate.end - candidate.start)


def _only_repeats(text: str, inside: Sequence[Match], candidate: Candidate) -> bool:
    """Does every word of it that means anything stand in the question?"""
    words = [t for t in tokens(text[candidate.start : candidate.end]) if not is_function_word(t)]
    said = sum(
        any(m.start < candidate.start + t.end and candidate.start + t.start < m.end for m in inside)
        for t in words
    )
    return said >= 0.8 * len(words)


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


def counted_terms(question: Question, asked: Sequence[Term]) -> list[int]:
    """Return the terms that name what is counted, the head last: `digital solutions` in `how many digital …`."""
    if question.wants is not Wants.COUNT:
        return []
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
    return found[: 4 if question.asked_in == "en" else 3]


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
