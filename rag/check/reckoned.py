"""Figures that no passage has, but that may follow from those it has: sums, shares, counts of what it lists.

A passage does not refute what a careful reader may have reckoned or counted; what it says of it must be weighed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, permutations

from index.script import fold
from rag.check.passage import Read, is_time
from rag.check.rounding import rounds
from rag.check.words import RELATED, Word
from rag.figure_units import unit_of
from rag.figures import Figure, FigureKind, Qualifier, carries

# So few things may have been counted rather than read, and so few times.
_COUNTED, _COUNTED_TIMES = 12, 3
# A passage with more figures than this is a table: anything could be reckoned from it.
_FIGURES = 16
_HUNDRED = Decimal(100)
# A share or a multiple that is told without a word like "about" is so close to what it rounds.
_CLOSE = Decimal("0.02")
# What is told of the year before or after one that is named.
_NEIGHBOUR = re.compile(
    r"[前上去次翌隔明]一?年|\b(?:previous|following|next|last) year|\ba year (?:earlier|before|later|after)|"
    r"\bthe year (?:before|after)"
)
_HALF = re.compile(r"半|\bhal(?:f|ve[sd]?|ving)\b")
_HOUR = re.compile(r"(?P<hour>十[一二]?|[一二三四五六七八九两]|\d{1,2})[点时]")
_HALVES = Decimal("0.5")
_BARE_DOLLARS = re.compile(r"(?<!us )(?<!u\.s\. )\bdollars?\b")
# What a bare 元 may be, and bare dollars.
_DOLLARS = frozenset({"TWD", "HKD", "USD", "SGD", "AUD", "CAD", "NZD", "CNY"})

# What is at least so much is over it where it is not just that.
_STRICT: Mapping[Qualifier, Qualifier] = {"at least": "over", "at most": "under"}
# What figures are reckoned in: a dimension, a currency, a count, percent, or how many times.
Key = str
_PERCENT, _COUNT, _TIMES, _AGE = "%", "", "times", "age"


def may_follow(source: Read, claim: Read, figure: Figure) -> bool:
    """May a claim's figure follow from the figures and lists of a source that does not have it?

    >>> source, claim = Read("南埔有23人,橫山有58人。"), Read("The two schools have 81 pupils together.")
    >>> [(f.text, may_follow(source, claim, f)) for f in claim.figures]
    [('two', True), ('81', True)]
    >>> claim = Read("They have 84 pupils.")
    >>> [may_follow(source, claim, f) for f in claim.figures]
    [False]
    """
    if figure.qualifier == "several" or any(
        each(source, figure) for each in (_is_half, _is_other_dollar, _is_bare_hour)
    ):
        return True
    if figure.upper is not None:
        return False
    if figure.qualifier is not None and _stands(source, figure):
        return True
    return _is_counted(source, claim, figure) or any(
        _tells(value, key, figure) for value, key in _reckoned(source, figure)
    )


def _is_half(source: Read, figure: Figure) -> bool:
    """Is it a half, where the source halves something: 半價, 減半?"""
    return (
        figure.kind is FigureKind.FRACTION
        and figure.value == _HALVES
        and bool(_HALF.search(fold(source.text)))
    )


def _stands(source: Read, figure: Figure) -> bool:
    """Does the source have the figure, within other bounds?  Not yet 80 percent, where 80 are hoped for."""
    bare = replace(figure, qualifier=None)
    return any(carries(replace(each, qualifier=None), bare) for each in source.figures)


def _is_other_dollar(source: Read, figure: Figure) -> bool:
    """Are bare dollars so many of 元, whose country the text may not say?"""
    bare = figure.kind is FigureKind.MONEY and _BARE_DOLLARS.search(fold(figure.text).lower())
    return bool(bare) and any(
        each.kind is FigureKind.MONEY and each.value == figure.value and each.currency in _DOLLARS
        for each in source.figures
    )


def _is_bare_hour(source: Read, figure: Figure) -> bool:
    """Is it an hour that the source has without its half of the day: 早上七點 of 夜間十點至次日七點?"""
    hour = _HOUR.search(fold(figure.text)) if figure.kind is FigureKind.TIME else None
    return hour is not None and re.search(rf"(?<![\d十]){hour['hour']}[点时]", fold(source.text)) is not None


def _is_counted(source: Read, claim: Read, figure: Figure) -> bool:
    """Is it a small number of things, or a place in a short row, for which the source has no other number?"""
    most = {
        FigureKind.NUMBER: _COUNTED,
        FigureKind.ORDINAL: _COUNTED,
        FigureKind.MULTIPLE: _COUNTED_TIMES,
    }.get(figure.kind, 0)
    if not (figure.value % 1 == 0 and 0 < figure.value <= most and figure.qualifier is None):
        return False
    unit = unit_of(figure)
    if unit is not None and unit.dimension:
        return False
    if figure.kind is FigureKind.ORDINAL:
        return not any(each.kind is FigureKind.ORDINAL for each in source.figures)
    return not any(_counts_the_same(source, each, claim, figure) for each in source.figures)


def _counts_the_same(source: Read, other: Figure, claim: Read, figure: Figure) -> bool:
    """Do two numbers stand before the same word: three clinics, 兩家診所?"""
    if other.kind is not FigureKind.NUMBER or is_time(other):
        return False
    ours, theirs = _behind(claim, figure), _behind(source, other)
    if ours is None or theirs is None:
        return False
    return any(
        sure >= RELATED and source.words[number].token.start == theirs.token.start
        for number, sure in source.said.places(ours.token).items()
    )


def _behind(read: Read, figure: Figure) -> Word | None:
    """The word right behind a figure: what it counts."""
    return next((word for word in read.words if 0 <= word.token.start - figure.end <= 1), None)


def _reckoned(source: Read, figure: Figure) -> Iterator[tuple[Decimal, Key]]:
    """What can be worked out of a source's figures in one step, for a figure of the kind."""
    if is_time(figure):
        yield from ((year, "year") for year in _years(source))
        return
    told = [f for f in source.figures if f.upper is None and _key(f) is not None][:_FIGURES]
    # A bare number counts in whatever unit the source does.
    bare = figure.kind is FigureKind.NUMBER and _key(figure) == _COUNT
    values = [(f.value if bare else _base(f), _key(f) or _COUNT) for f in told]
    for value, key in _worked_out(values):
        yield value, _COUNT if bare and key not in (_PERCENT, _TIMES) else key
    # Grown by once is twice as much.
    yield from ((f.value + 1, _TIMES) for f in source.figures if f.kind is FigureKind.MULTIPLE)
    yield from ((long, _COUNT if bare and key == _AGE else key) for long, key in _lengths(source))


def _worked_out(values: Sequence[tuple[Decimal, Key]]) -> Iterator[tuple[Decimal, Key]]:
    """Sums, differences, products, quotients and shares of two values, each with what it is reckoned in."""
    yield from ((_HUNDRED - a, key) for a, key in values if key == _PERCENT)
    for (a, key), (b, other) in combinations(values, 2):
        if key == other:
            yield a + b, key
            yield abs(a - b), key
            if key == _PERCENT:
                yield _HUNDRED - a - b, key
    for (a, key), (b, other) in permutations(values, 2):
        if not b:
            continue
        if key == other:
            yield a / b, _TIMES
            yield a / b * _HUNDRED, _PERCENT
            yield abs(a - b) / b * _HUNDRED, _PERCENT
        elif other == _PERCENT:
            yield a * b / _HUNDRED, key
            yield a * _HUNDRED / b, key
            yield a * _HUNDRED / (_HUNDRED + b), key
            if b != _HUNDRED:
                yield a * _HUNDRED / (_HUNDRED - b), key
        else:
            yield a * b, key
            yield a / b, key


def _lengths(source: Read) -> Iterator[tuple[Decimal, Key]]:
    """How long it is between the times that a source names, and how old somebody is."""
    named = [f.value for f in source.figures if f.kind is FigureKind.YEAR and f.unit is None]
    for first, last in combinations(sorted(named), 2):
        yield 12 * (last - first), "months"
        yield last - first, _AGE
    months = [f.value % 10000 // 100 for f in source.figures if f.kind is FigureKind.DATE]
    yield from ((abs(last - first), "months") for first, last in combinations(months, 2))
    hours = [f.value for f in source.figures if f.kind is FigureKind.TIME]
    yield from ((abs(last - first), "seconds") for first, last in combinations(hours, 2))


def _years(source: Read) -> Iterator[Decimal]:
    """The years so long before or after those that a source names."""
    named = [f.value for f in source.figures if f.kind is FigureKind.YEAR and f.unit is None]
    named += [f.value // 10000 for f in source.figures if f.kind is FigureKind.DATE and f.value >= 10000]
    long = [
        f.value
        for f in source.figures
        if (f.kind is FigureKind.DURATION and fold(f.unit or "") in ("年", "year", "years"))
        or fold(f.unit or "") in ("岁", "year-old")
    ]
    long += [Decimal(1)] if _NEIGHBOUR.search(fold(source.text).lower()) else []
    for year in named:
        for each in long:
            yield year + each
            yield year - each


def _key(figure: Figure) -> Key | None:
    """What a figure is reckoned in; None for what is not reckoned with."""
    match figure.kind:
        case FigureKind.PERCENT | FigureKind.FRACTION:
            return _PERCENT
        case FigureKind.MONEY:
            return "dollars" if figure.currency in _DOLLARS else figure.currency
        case FigureKind.NUMBER | FigureKind.DURATION:
            unit = unit_of(figure)
            return unit.dimension if unit else _COUNT
    return None


def _base(figure: Figure) -> Decimal:
    """Its value in what it is reckoned in."""
    if figure.kind is FigureKind.FRACTION:
        return figure.value * _HUNDRED
    unit = unit_of(figure) if figure.kind in (FigureKind.NUMBER, FigureKind.DURATION) else None
    return figure.value * unit.factor if unit else figure.value


def _tells(value: Decimal, key: Key, figure: Figure) -> bool:
    """Is a figure what was reckoned, or an honest rounding of it?"""
    if figure.kind is FigureKind.YEAR:
        return key == "year" and figure.unit is None and value == figure.value
    times = figure.kind is FigureKind.MULTIPLE
    if key != (_TIMES if times else _key(figure)) or value <= 0:
        return False
    told = figure.value + (1 if times and figure.unit == "by" else 0)
    if figure.kind is FigureKind.FRACTION:
        told *= _HUNDRED
    elif not times and told:
        value /= _base(figure) / told  # in the unit that the claim tells it in
    share = key in (_PERCENT, _TIMES)
    if value == told or figure.qualifier is None:
        exact = figure.qualifier in (None, *_STRICT)
        return exact and (value == told or (share and abs(value - told) <= _CLOSE * told))
    rough = replace(figure, qualifier=_STRICT.get(figure.qualifier, figure.qualifier))
    kind = FigureKind.PERCENT if key == _PERCENT else FigureKind.NUMBER
    plain = replace(figure, kind=kind, value=value, unit=None, currency=None, ratio=None, qualifier=None)
    if figure.kind is not FigureKind.FRACTION:
        rough = replace(plain, value=told, qualifier=rough.qualifier)
    return rounds(replace(plain, text=str(value)), rough)
