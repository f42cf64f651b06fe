"""Whether a figure or a name stands in the source with what the claim says of it, and not with something else.

The words around it in the claim are looked up around every such thing of the source: `Beta earned 3 million` is wrong
of `Alpha earned 3 million and Beta 5 million`, since what is said of 3 million fits the 5 million better. And a year
governs the figures after it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from index.script import fold, is_han
from index.sentences import Span
from index.words import Kind, Token
from rag.check.figures import carries_in
from rag.check.names import behind_preposition, names_in
from rag.check.passage import OTHER, OWN, SUBJECT, Read, Source, is_time
from rag.check.polarity import negations, stances
from rag.figure_units import unit_of
from rag.figures import Figure, FigureKind, carries, same_value

# How much better another must fit than what is meant; or how much of what is claimed may be said of others alone.
MARGIN, NAME_MARGIN, FOREIGN = 0.18, 0.3, 0.4
# What a year beside a figure counts, among words that count 1.
_YEAR = 1.5
# A word is said from here on, and where it is nearly as surely said as where it is most.
_SAID, _NEARLY = 0.55, 0.8
# Another is ahead only by as much as half a word.
_SOLID = 0.5
# What is claimed is said of another only where this share of it is; of one in another language words say less.
_FITS, _FITS_ACROSS = 0.6, 0.75
# Less than this said of a figure tells nothing of where it belongs.
_ENOUGH = 0.8

Wanted = tuple[Token | Figure, float]


def swapped_figure(claim: Read, source: Source) -> Figure | None:
    """The first figure of a claim that the source gives to something else, or to another year.

    What is denied of one may well be said of others.
    """
    for figure in claim.figures:
        meant = carries_in(source, figure)
        if not meant or (not is_time(figure) and _is_denied(claim, figure.start)):
            continue
        rivals = [f for f in source.figures if f not in meant and _is_rival(f, meant, figure)]
        if is_time(figure) and any(not is_time(other) for other in claim.figures):
            continue  # `other_year` compares the years of figures
        if rivals and _fits_better(claim, source, figure, meant, rivals):
            return figure
    return None


# From 96 percent to 91: what something was before, and what it became.
_FROM = re.compile(r"(?:\bfrom|[由从自])\s*(?:about |nearly |around |[约近超逾])?$")
_BECAME = re.compile(
    r"(?:\bto|\breach(?:es|ed|ing)?|\bhit|[至到为]|达)\s*(?:about |nearly |around |[约近超逾])?$"
)


def swapped_ends(claim: Read, source: Source) -> Figure | None:
    """The first figure of a claim told as what something became, which the source tells as what it was; or so turned.

    >>> from index.document import Passage
    >>> from index.search import Found
    >>> text = "The rate fell from 96 percent to 91 percent."
    >>> source = Source(1, Found(Passage("a", 0, len(text), text), "a.txt", "", 0.5, 0.5, 1.0, ()), {})
    >>> claims = "It reached 96 percent.", "It fell to 91 percent."
    >>> [getattr(swapped_ends(Read(claim), source), "text", None) for claim in claims]
    ['96 percent', None]
    """
    for figure in claim.figures:
        meant = carries_in(source, figure)
        was, became = (_stands_behind(claim, figure, way) for way in (_FROM, _BECAME))
        if (
            was
            and meant
            and all(_stands_behind(source, each, _BECAME) and _is_moved(source, each) for each in meant)
        ):
            return figure
        if became and meant and all(_stands_behind(source, each, _FROM) for each in meant):
            return figure
    return None


def _stands_behind(read: Read, figure: Figure, way: re.Pattern[str]) -> bool:
    before = fold(read.text[: figure.start - len(figure.prefix)]).lower()
    return way.search(before) is not None


def _is_moved(source: Source, figure: Figure) -> bool:
    """Is it told what the figure was before?"""
    first, _ = source.sentence_at(figure.start)
    others = [f for f in source.figures if first <= f.start < figure.start and _is_alike(f, figure)]
    return bool(others) and _stands_behind(source, others[-1], _FROM)


def _is_denied(claim: Read, at: int) -> bool:
    part = next(((a, b) for a, b in claim.parts if a <= at < b), (0, len(claim.text)))
    return any(part[0] <= negation.start < part[1] for negation in negations(claim.text))


def _is_rival(other: Figure, meant: Sequence[Figure], figure: Figure) -> bool:
    """May the claim have taken a figure for another of the source: 50公里 for 28公里, and not for 1,846名?"""
    if other.qualifier == "several" or any(
        carries(other, each) or same_value(other, each) for each in (figure, *meant)
    ):
        return False
    if figure.kind is FigureKind.NUMBER and not any(_counts_alike(other, each) for each in meant):
        return False
    return _is_alike(other, figure) and not (is_time(figure) and carries(figure, other))


def _counts_alike(one: Figure, other: Figure) -> bool:
    """Do two numbers count or measure the same, whatever their values?"""
    ours, theirs = unit_of(one), unit_of(other)
    if ours and theirs and ours.dimension:
        return ours.dimension == theirs.dimension
    return same_value(
        replace(one, value=Decimal(2), upper=None), replace(other, value=Decimal(2), upper=None)
    )


def _is_alike(one: Figure, other: Figure) -> bool:
    return is_time(one) if is_time(other) else _group(one) == _group(other)


def _group(figure: Figure) -> FigureKind:
    """Percentages and multiples tell the same things."""
    return FigureKind.PERCENT if figure.kind in (FigureKind.MULTIPLE, FigureKind.FRACTION) else figure.kind


def _fits_better(
    claim: Read, source: Source, figure: Figure, meant: Sequence[Figure], rivals: Sequence[Figure]
) -> bool:
    wanted = list(_said_of(claim, figure, _elements(claim, figure)))
    if not wanted:
        return False
    elements = _elements(source, figure)
    spans = [name for name in names_in(claim.text) if name.kind not in ("work", "place")]
    named = [w.token for w in claim.words if any(n.start <= w.token.start < n.end for n in spans)]

    def fit(each: Figure) -> float:
        return _fit(source, each.start, elements, wanted, named=named)

    best, other = max(meant, key=fit), max(rivals, key=fit)
    if fit(other) < (_FITS if claim.is_chinese == source.is_chinese else _FITS_ACROSS):
        return False
    ahead = fit(other) - fit(best)
    solid = ahead * sum(weight for _, weight in wanted) >= _SOLID
    foreign = ahead > 0 and _foreign(source, best.start, other.start, elements, wanted) >= FOREIGN
    return (ahead > MARGIN and solid) or foreign


def _elements(read: Read, figure: Figure) -> list[Span]:
    """The figures like one, in order; from 1990 to 2020 is one of them."""
    found: list[Span] = []
    for each in read.figures:
        if not _is_alike(each, figure):
            continue
        between = read.text[found[-1][1] : each.start].strip() if found else ""
        if (
            found
            and is_time(figure)
            and between in ("to", "and", "-", "–", "—", "至", "到", "和", "~", "年至", "年到")
        ):
            found[-1] = (found[-1][0], each.end)
        else:
            found.append((each.start, each.end))
    return found


def _said_of(claim: Read, figure: Figure, elements: Sequence[Span]) -> Iterator[Wanted]:
    """What a claim says of a figure: its words and the years beside it, each with what it counts."""
    counts = claim.counts(figure.start, elements)
    part = next(((a, b) for a, b in claim.parts if a <= figure.start < b), (0, len(claim.text)))
    moves = [(s.start, s.end) for s in stances(claim.text) if s.axis == "direction"]
    words = [
        word
        for word in claim.words
        if word.token.kind is not Kind.FIGURE
        and word.weight >= 0.2
        and not any(a < word.token.end and word.token.start < b for a, b in moves)
    ]
    near = [
        word for word in words if part[0] <= word.token.start < part[1] and counts(word.token.start) == OWN
    ]
    own = [word for word in words if counts(word.token.start) == OWN]
    said = next((each for each in (near, own) if sum(word.weight for word in each) >= _ENOUGH), [])
    for word in said:
        yield word.token, word.weight * counts(word.token.start)


def _places(source: Source, what: Token | Figure) -> dict[int, float]:
    if isinstance(what, Figure):
        return {figure.start: 1.0 for figure in carries_in(source, what)}
    places = {source.words[n].token.start: sure for n, sure in source.said.places(what).items()}
    # Where the jab itself is named, the vaccine is not meant.
    least = _NEARLY * max(places.values(), default=0.0)
    return {at: sure for at, sure in places.items() if sure >= least}


def _fit(
    source: Source,
    at: int,
    elements: Sequence[Span],
    wanted: Sequence[Wanted],
    *,
    after: bool = False,
    named: Sequence[Token] = (),
) -> float:
    """How well what is wanted stands with a thing of the source, in [0, 1]."""
    counts = source.counts(at, elements, after=after)
    # A sentence without a name is about the one the passage is about.
    unnamed = not any(
        n.kind not in ("work", "place") for n in source.names if _within(n.start, source.sentence_at(at))
    )
    total = sum(weight for _, weight in wanted)
    score = 0.0
    for what, weight in wanted:
        places = _places(source, what)
        if isinstance(what, Token) and unnamed and what in named:
            places = {**places, at: SUBJECT}
        score += weight * max((sure * counts(place) for place, sure in places.items()), default=0.0)
    return score / total


def _foreign(
    source: Source, at: int, rival: int, elements: Sequence[Span], wanted: Sequence[Wanted]
) -> float:
    """The share of what is wanted that stands with a rival, and not with what is meant."""
    mine, other = source.counts(at, elements), source.counts(rival, elements)
    foreign = 0.0
    for what, weight in wanted:
        places = [place for place, sure in _places(source, what).items() if sure >= _SAID]
        if any(other(place) == OWN for place in places) and not any(mine(place) > OTHER for place in places):
            foreign += weight
    return foreign / sum(weight for _, weight in wanted)


def swapped_name(claim: Read, source: Source) -> str | None:
    """The first name of a claim that the source gives something else, and gives what is claimed to another name.

    Only names that the source writes as the claim does are placed; those of another language are not.
    """
    names = names_in(claim.text)
    for name in names:
        # A quotation and a name in Latin letters beside Chinese are of no kind that others could be mistaken for.
        if name.kind == "work" or (name.kind == "latin" and any(map(is_han, claim.text))):
            continue
        if behind_preposition(claim.text, name.start) or _is_denied(claim, name.start):
            continue
        known = [
            (o.start, o.end)
            for o in source.names
            if o.kind == name.kind and not behind_preposition(source.text, o.start)
        ]
        meant = [span for span in known if _is_same(name.text, source.text[slice(*span)])]
        rivals = [s for s in known if not any(_is_same(each.text, source.text[slice(*s)]) for each in names)]
        wanted = list(
            _said_of_name(claim, name.start, [(n.start, n.end) for n in names if n.kind == name.kind])
        )
        if not meant or not rivals or sum(weight for _, weight in wanted) < 1:
            continue
        best = max(_fit(source, start, known, wanted, after=True) for start, _ in meant)
        if max(_fit(source, start, known, wanted, after=True) for start, _ in rivals) > best + NAME_MARGIN:
            return name.text
    return None


def _said_of_name(claim: Read, at: int, elements: Sequence[Span]) -> Iterator[Wanted]:
    """What a claim says of a name: the words and figures beside it that belong to no name."""
    counts = claim.counts(at, elements, after=True)
    for word in claim.words:
        named = any(a <= word.token.start < b for a, b in elements)
        if not named and counts(word.token.start) > OTHER:
            yield word.token, word.weight * counts(word.token.start)
    for figure in claim.figures:
        if counts(figure.start) > OTHER:
            yield figure, _YEAR * counts(figure.start)


def _within(at: int, span: Span) -> bool:
    return span[0] <= at < span[1]


def _is_same(one: str, other: str) -> bool:
    return fold(one) in fold(other) or fold(other) in fold(one)
