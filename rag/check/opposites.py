"""Whether a claim says the opposite of the clause that carries it."""

import re
from collections.abc import Iterator, Sequence

from index.script import fold, is_han
from index.sentences import Span
from rag.check.figures import carries_in
from rag.check.passage import Cover, Read, Source, is_time
from rag.check.polarity import (
    TURNED_BY_NOT,
    as_done,
    is_degree,
    is_soft,
    is_steady,
    may_move,
    negations,
    stances,
)

# Parts of a source that say nearly as much of a claim's part as the best are evidence too.
_NEARLY = 0.85
# Below this share of its words said, a part of a claim has no part of the source to be compared with.
_LEAST = 0.3
# What a figure counts in telling which part of a source a claim's part is of, where a word counts 1.
_FIGURE = 1.5
# A word of the claim is the source's word from here on.
_SAME = 0.55
# What is not so before a time, or until then, may well be so after it.
_UNTIL = re.compile(r"\b(?:before|until|till)\b|[以之]前|直到")


def opposite(claim: Read, source: Source, cover: Cover) -> tuple[str, str] | None:
    """Return what kind of opposite a claim says and the words at fault.

    `direction`; `negation` where the source denies what the claim says; `denial` where the claim denies it; `planned`.
    """
    of_parts = [(part, _evidence(claim, part, source, cover)) for part in claim.parts]
    around = list(dict.fromkeys(source.sentence_at(b - 1) for _, spans in of_parts for _, b in spans))
    for part, evidence in of_parts:
        if evidence:
            found = (
                _other_side(claim, part, source, evidence)
                or _denied(claim, part, source, around)
                or _affirmed(claim, source, cover, evidence[0])
            )
            if found is None and all(as_done(claim.text, _so_far(source, part)) for part in evidence):
                found = ("planned", claim.text[slice(*part)].strip())
            if found:
                return found
    return None


def _so_far(source: Source, part: Span) -> str:
    """A part of a Chinese sentence with what stands before it: in 計劃擴建,2026年完工 all of it is planned."""
    if not any(map(is_han, source.text[slice(*part)])):
        return source.text[slice(*part)]
    return source.text[source.sentence_at(part[1] - 1)[0] : part[1]]


def _evidence(claim: Read, part: Span, source: Source, cover: Cover) -> list[Span]:
    """The parts of the source that say most of what a part of the claim says, best first."""
    inside = [i for i, word in enumerate(claim.words) if part[0] <= word.token.start < part[1]]
    figures = [f for f in claim.figures if part[0] <= f.start < part[1]]
    places = [f.start for figure in figures for f in carries_in(source, figure)]
    total = sum(claim.words[i].weight for i in inside) + _FIGURE * len(figures)
    if total < 1:
        return []
    scored = []
    for a, b in source.parts:
        score = _FIGURE * any(a <= at < b for at in places) * len(figures)
        for i in inside:
            score += claim.words[i].weight * max(
                (s for at, s in cover.places[i].items() if a <= at < b), default=0.0
            )
        scored.append((score / total, (a, b)))
    best = max(score for score, _ in scored)
    if best < _LEAST:
        return []
    return [span for score, span in sorted(scored, key=lambda each: -each[0]) if score >= _NEARLY * best]


def _sides(text: str, start: int, end: int) -> Iterator[tuple[str, int, str]]:
    """The sides a stretch takes, a negated one turned round, with their words."""
    denied = negations(text)
    until = _UNTIL.search(fold(text).lower())
    for stance in stances(text):
        if start <= stance.start < end:
            denied_here = any(n.end <= stance.start < n.reach for n in denied)
            if denied_here and until:
                continue
            turned = denied_here and stance.axis in TURNED_BY_NOT
            yield stance.axis, -stance.side if turned else stance.side, text[stance.start : stance.end]


def _other_side(claim: Read, part: Span, source: Source, evidence: Sequence[Span]) -> tuple[str, str] | None:
    said = list(_sides(claim.text, *part))
    for axis, side, words in said:
        if any(other == axis and opposed == -side for other, opposed, _ in said):
            continue  # it says both
        near = {s for a, b in evidence for other, s, _ in _sides(source.text, a, b) if other == axis}
        if side in near:
            continue
        around = source.sentence_at(evidence[0][1] - 1)
        wide = {s for other, s, _ in _sides(source.text, *around) if other == axis}
        text = source.text[slice(*around)]
        # Of two figures the claim compares, the source need not say that the one is more.
        counted = [f for f in claim.figures if part[0] <= f.start < part[1] and not is_time(f)]
        alone = counted and not any(f.kind is counted[0].kind for f in claim.figures if f not in counted)
        moves = axis == "direction" and alone and not wide and not is_steady(claim.text)
        if moves and (is_steady(text) or not may_move(text)):
            return "direction", words
        if -side in near or (axis == "direction" and side not in wide and -side in wide):
            return "direction", words
    return None


def _denied(claim: Read, part: Span, source: Source, around: Sequence[Span]) -> tuple[str, str] | None:
    """What a part of a claim denies, where no sentence that carries any part of it denies a thing."""
    denied = [
        n
        for n in negations(claim.text)
        if part[0] <= n.start < part[1] and not is_degree(claim.text[n.end : n.reach])
    ]
    if not denied or any(negations(source.text[a:b]) or is_soft(source.text[a:b]) for a, b in around):
        return None
    # The sides of a word were compared with its negation where the source has one: fell is as good as did not rise.
    axes = {stance.axis for a, b in around for stance in stances(source.text[a:b])}
    turned = any(
        n.end <= s.start < n.reach
        for n in denied
        for s in stances(claim.text)
        if s.axis in TURNED_BY_NOT & axes
    )
    return None if turned else ("denial", claim.text[denied[0].start : denied[0].end])


def _affirmed(claim: Read, source: Source, cover: Cover, top: Span) -> tuple[str, str] | None:
    """What a claim that denies nothing says, where the part of the source that says it denies it."""
    if negations(claim.text) or is_soft(claim.text):
        return None
    for negation in negations(source.text):
        reach = negation.end, negation.reach
        if (
            top[0] <= negation.start < top[1]
            and _is_claimed(claim, cover, *reach)
            and not _turns(source, *reach)
        ):
            return "negation", source.text[negation.start : negation.end]
    return None


def _is_claimed(claim: Read, cover: Cover, start: int, end: int) -> bool:
    """Does the claim say a word that stands in the reach of a negation?"""
    return any(
        start <= at < end and sure >= _SAME
        for word, places in zip(claim.words, cover.places, strict=True)
        if word.weight >= 0.5
        for at, sure in places.items()
    )


def _turns(source: Source, start: int, end: int) -> bool:
    return any(start <= s.start < end and s.axis in TURNED_BY_NOT for s in stances(source.text))
