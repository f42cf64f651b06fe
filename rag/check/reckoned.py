"""Figures that no passage has, but that may follow from those it has: sums, shares, counts of what it lists.

A passage does not refute what a careful reader may have reckoned or counted; what it says of it must be weighed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations

from index.script import fold
from rag.check.counted import Difference
from rag.check.figures import carries_in
from rag.check.otherwise import (
    DIGITS,
    DOWN,
    HALF,
    UP,
    base_value,
    is_bare_money,
    named_years,
    told_otherwise,
    years_about,
)
from rag.check.passage import Read, is_time
from rag.check.rounding import rounds
from rag.check.words import RELATED, Word
from rag.figure_units import unit_of
from rag.figures import Figure, FigureKind, Qualifier

# So few things may have been counted rather than read, and so few times.
_COUNTED = {FigureKind.NUMBER: 12, FigureKind.ORDINAL: 12, FigureKind.MULTIPLE: 3}
# From more figures than this anything could be reckoned.
_FIGURES = 30
_HUNDRED = Decimal(100)
# A share or a multiple that is told without a word like "about" is so close to what it rounds; in words, less.
_CLOSE, _CLOSE_IN_WORDS = Decimal("0.02"), Decimal("0.07")
# Not half of it is no less than so many times less.
_FAR = Decimal("1.5")
# 打八折 is 80% of the price, and 20% off.
_DISCOUNT = re.compile(r"(?P<tens>[一二三四五六七八九])(?P<ones>[一二三四五六七八九])?折(?![射叠断扣叶合旧])")
# Lengths that are named without their months.
_QUARTER = re.compile(r"\bquarter(?:ly|s)?\b|[一二三四]季|季[度报]|每季|\bq[1-4]\b")
_HALF_YEAR = re.compile(r"半年|\bhalf[- ]year|\b(?:first|second|last|other) half\b")
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
    if figure.upper is not None:
        ends = (replace(figure, value=value, upper=None) for value in (figure.value, figure.upper))
        return all(carries_in(source, end) or may_follow(source, claim, end) for end in ends)
    if figure.qualifier == "several":
        return any(each.value >= figure.value for each in source.figures)
    return (
        told_otherwise(source, figure)
        or _is_counted(source, claim, figure)
        or any(_tells(value, key, figure) for value, key in _reckoned(source, figure))
    )


def _is_counted(source: Read, claim: Read, figure: Figure) -> bool:
    """Is it a small number of things, or a place in a short row, for which the source has no other number?"""
    grown = figure.kind is FigureKind.MULTIPLE and figure.unit is not None
    few = 0 < figure.value <= _COUNTED.get(figure.kind, 0) and figure.value % 1 == 0
    if grown or not few or figure.qualifier is not None:
        return False
    unit = unit_of(figure)
    if unit is not None and unit.dimension:
        return False
    if figure.kind is FigureKind.ORDINAL:
        return not any(each.kind is FigureKind.ORDINAL for each in source.figures)
    return not any(_counts_the_same(source, each, claim, figure) for each in source.figures)


def _counts_the_same(source: Read, other: Figure, claim: Read, figure: Figure) -> bool:
    """Do two numbers stand before the same word: three clinics, 兩家診所?"""
    if other.kind is not FigureKind.NUMBER:
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
        yield from ((year, "year") for year in years_about(source))
        return
    # A number without a word for what it counts counts in whatever unit the source does.
    bare = figure.kind is FigureKind.NUMBER and figure.unit is None
    told = [f for f in source.figures if f.upper is None and _key(f, figure) is not None]
    if len(told) <= _FIGURES:
        values = [
            (f.value if bare else base_value(f), _key(f, figure) or _COUNT, _place(source, f)) for f in told
        ]
        apart = len(source.sentences) if isinstance(figure, Difference) else 1
        for value, key in _worked_out(values, apart):
            yield value, _COUNT if bare and key not in (_PERCENT, _TIMES) else key
    for each in source.figures:
        if each.kind is FigureKind.MULTIPLE and (each.unit == "by" or each.value == 1):
            yield each.value + 1, _TIMES  # grown by once is twice as much
        elif each.kind is FigureKind.PERCENT:
            yield 1 + each.value / _HUNDRED, _TIMES
            if _in_words(figure):
                yield each.value, _PERCENT
    for cut in _DISCOUNT.finditer(fold(source.text)):
        paid = 10 * DIGITS.index(cut["tens"]) + (DIGITS.index(cut["ones"]) if cut["ones"] else 0)
        yield from ((Decimal(value), _PERCENT) for value in (paid, 100 - paid))
    # Half of anything, or so many times it.
    several = {each.value for each in source.figures if each.kind is FigureKind.MULTIPLE and each.value > 1}
    several |= {Decimal(2)} if HALF.search(fold(source.text)) else set()
    for each in told:
        value, key = (each.value, _COUNT) if bare else (base_value(each), _key(each, figure) or _COUNT)
        for times in several:
            yield value * times, key
            yield value / times, key
    yield from ((long, _COUNT if bare and key == _AGE else key) for long, key in _lengths(source))


def _place(source: Read, figure: Figure) -> int:
    """The number of the sentence that a figure stands in."""
    return sum(end <= figure.start for _, end in source.sentences)


def _worked_out(values: Sequence[tuple[Decimal, Key, int]], apart: int) -> Iterator[tuple[Decimal, Key]]:
    """Sums, differences, products, quotients and shares of two values, each with what it is reckoned in.

    They stand at most so many sentences `apart`.
    """
    yield from ((_HUNDRED - a, key) for a, key, _ in values if key == _PERCENT)
    for (a, key, at), (b, other, there) in combinations(values, 2):
        if key == other and abs(at - there) <= apart:
            yield a + b, key
            yield abs(a - b), key
            if key == _PERCENT:
                yield _HUNDRED - a - b, key
    for (a, key, at), (b, other, there) in permutations(values, 2):
        if not b or abs(at - there) > apart:
            continue
        if key == other:
            yield a / b, _TIMES
            yield a / b * _HUNDRED, _PERCENT
            yield abs(a - b) / b * _HUNDRED, _PERCENT
        elif other == _PERCENT:
            yield a * b / _HUNDRED, key
            yield a * (_HUNDRED - b) / _HUNDRED, key
            yield a * _HUNDRED / b, key
            if abs(b) != _HUNDRED:
                yield a * _HUNDRED / (_HUNDRED + b), key
                yield a * _HUNDRED / (_HUNDRED - b), key
        else:
            yield a * b, key
            yield a / b, key


def _lengths(source: Read) -> Iterator[tuple[Decimal, Key]]:
    """How long it is between the times that a source names, and how old somebody is."""
    years = sorted(named_years(source))
    for first, last in combinations(years, 2):
        yield 12 * (last - first), "months"
        yield last - first, _AGE
    dates = [divmod(int(f.value), 10000) for f in source.figures if f.kind is FigureKind.DATE]
    for (year, rest), (later, end) in combinations(dates, 2):
        if bool(year) == bool(later):
            yield Decimal(abs(12 * (later - year) + end // 100 - rest // 100)), "months"
            if rest % 100 and end % 100 and rest >= 100 and end >= 100:
                long = abs((_day(later, end) - _day(year, rest)).days)
                yield from ((Decimal(86400 * days), "seconds") for days in (long, long + 1))
    folded = fold(source.text).lower()
    yield from ((Decimal(3), "months") for _ in _QUARTER.finditer(folded))
    yield from ((Decimal(6), "months") for _ in _HALF_YEAR.finditer(folded))
    hours = [f for f in source.figures if f.kind is FigureKind.TIME]
    yield from ((f.upper - f.value, "seconds") for f in hours if f.upper is not None)
    yield from ((abs(last.value - first.value), "seconds") for first, last in combinations(hours, 2))


def _day(year: int, rest: int) -> date:
    """A day of a year, of a leap year where none is told; the last there is where the month has no such day."""
    month, day = rest // 100, rest % 100
    return date(year or 2000, month, min(day, 28 if month == 2 else 30))


def _key(figure: Figure, asked: Figure) -> Key | None:
    """What a figure is reckoned in for a claim's; None for what is not reckoned with.

    Sums in dollars and in 元 are alike where one of them does not say whose.
    """
    match figure.kind:
        case FigureKind.PERCENT | FigureKind.FRACTION:
            return _PERCENT
        case FigureKind.MONEY:
            alike = {figure.currency, asked.currency} <= _DOLLARS
            return asked.currency if alike and any(map(is_bare_money, (figure, asked))) else figure.currency
        case FigureKind.NUMBER | FigureKind.DURATION:
            unit = unit_of(figure)
            return unit.dimension if unit else _COUNT
    return None


def _in_words(figure: Figure) -> bool:
    """Is it told in words, which round more than digits do?"""
    return not any(character.isascii() and character.isdigit() for character in figure.text)


def _tells(value: Decimal, key: Key, figure: Figure) -> bool:
    """Is a figure what was reckoned, or an honest rounding of it?"""
    if figure.kind is FigureKind.YEAR:
        return key == "year" and figure.unit is None and value == figure.value
    times = figure.kind is FigureKind.MULTIPLE
    if key != (_TIMES if times else _key(figure, figure)) or value <= 0:
        return False
    told = figure.value + (1 if times and figure.unit == "by" else 0)
    if figure.kind is FigureKind.FRACTION:
        told *= _HUNDRED
    elif not times and told:
        value /= base_value(figure) / told  # in the unit that the claim tells it in
    share = key in (_PERCENT, _TIMES)
    close = (_CLOSE_IN_WORDS if _in_words(figure) else _CLOSE) * told
    if share and figure.qualifier in UP | DOWN and _in_words(figure):
        # Not half of it, more than a third.
        least, most = sorted((told, told * (_FAR if figure.qualifier in UP else 1 / _FAR)))
        return least <= value <= most
    if value == told or figure.qualifier is None:
        exact = figure.qualifier in (None, "about", *_STRICT)
        return exact and (value == told or (share and abs(value - told) <= close))
    rough = replace(figure, qualifier=_STRICT.get(figure.qualifier, figure.qualifier))
    kind = FigureKind.PERCENT if key == _PERCENT else FigureKind.NUMBER
    plain = replace(figure, kind=kind, value=value, unit=None, currency=None, ratio=None, qualifier=None)
    if figure.kind is not FigureKind.FRACTION:
        rough = replace(plain, value=told, qualifier=rough.qualifier)
    nearly = (
        share
        and _in_words(figure)
        and figure.qualifier in ("about", "nearly")
        and abs(value - told) <= 2 * close
    )
    return nearly or rounds(replace(plain, text=str(value)), rough)
