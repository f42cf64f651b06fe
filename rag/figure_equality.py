"""Whether two figures say the same, in whatever language, and whether what is shown stands in what is quoted."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from rag.figure_source import plain
from rag.figure_units import Figure, FigureKind, fold, known_unit, ordinal_unit, unit_of

# Words that count the same things; 個 and no word at all count anything.
_PEOPLE = frozenset({"人", "名", "位", "口"})
_ANYTHING = frozenset({"", "个"})


def same_value(a: Figure, b: Figure) -> bool:
    """Whether two figures have the same value of the same kind and unit; their qualifiers aside.

    Durations and measures convert (36 months are three years, 1噸 is 1000公斤); 9成 is 90%; a fraction equals
    its percentage where that is exact. Money is the same only in the same currency, a range only as a range
    with the same two ends, a count only of things that can be the same (700棵 is not 700家), a fiscal year
    (FY2023) is not the calendar's, and what doubled did not grow by two times.

    >>> from rag.figures import find_figures as one
    >>> same_value(one("8700萬")[0], one("87 million")[0]), same_value(one("9成")[0], one("90 percent")[0])
    (True, True)
    >>> same_value(one("20年")[0], one("第20年")[0]), same_value(one("5億元")[0], one("5億美元")[0])
    (False, False)
    """
    if a.upper is not None and b.upper is not None:
        tops = replace(a, value=a.upper, upper=None), replace(b, value=b.upper, upper=None)
        return same_value(replace(a, upper=None), replace(b, upper=None)) and same_value(*tops)
    if a.upper is not None or b.upper is not None:
        return False
    kinds = {a.kind, b.kind}
    if kinds == {FigureKind.MULTIPLE, FigureKind.NUMBER}:
        counted = a if a.kind is FigureKind.NUMBER else b
        return a.value == b.value and counted.unit == "次"
    if kinds == {FigureKind.FRACTION, FigureKind.PERCENT}:
        return _percentage(a) == _percentage(b) and not (a.unit or b.unit)
    return len(kinds) == 1 and _same_of_a_kind(a, b)


def carries(source: Figure, claim: Figure) -> bool:
    """Whether a source's figure says what a claim's does: the same value within the same bounds.

    超過700個 carries "over 700" and neither "700" nor "at least 700"; 700 carries no "over 700". A date carries
    the year or month it holds, money and a year also their bare number; never the other way.

    >>> from rag.figures import find_figures as one
    >>> carries(one("2022年6月")[0], one("in 2022")[0]), carries(one("超過3個")[0], one("3個")[0])
    (True, False)
    """
    if source.qualifier != claim.qualifier:
        return False
    if same_value(source, claim):
        return True
    if source.kind is FigureKind.DATE and claim.kind is FigureKind.ORDINAL:
        return claim.unit is None and source.value == claim.value  # 13日 is "the 13th"
    if source.kind in (FigureKind.MONEY, FigureKind.YEAR) and claim.kind is FigureKind.NUMBER:
        bare = claim.unit is None and (source.kind is FigureKind.MONEY or source.unit is None)
        return bare and (source.value, source.upper) == (claim.value, claim.upper)
    return source.kind is FigureKind.DATE and _of_date(source, claim)


def uncarried(shown: Iterable[Figure], quoted: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures shown that no figure quoted carries: each is a wrong figure.

    One shown in the very words of the quote is none, though it may read otherwise by itself (286年 is a year or a
    time).
    """
    sources = tuple(quoted)
    return tuple(
        claim for claim in shown if not any(carries(s, claim) or _in_its_words(s, claim) for s in sources)
    )


def _in_its_words(source: Figure, claim: Figure) -> bool:
    return fold(source.text) == fold(claim.text) and source.qualifier == claim.qualifier


def _same_of_a_kind(a: Figure, b: Figure) -> bool:
    if a.ratio and b.ratio:
        return a.ratio[0] * b.ratio[1] == b.ratio[0] * a.ratio[1]
    if a.kind is FigureKind.PERCENT:
        return a.value == b.value and bool(a.unit) == bool(b.unit)
    if a.kind is FigureKind.MONEY:
        return a.value == b.value and a.currency == b.currency
    if a.kind is FigureKind.MULTIPLE:
        return a.value == b.value and (a.unit == b.unit or not (a.unit and b.unit))
    if a.kind is FigureKind.YEAR:
        return a.value == b.value and fold(a.unit or "") == fold(b.unit or "")
    if a.kind is FigureKind.ORDINAL:
        return a.value == b.value and _same_ordinal_unit(a.unit, b.unit)
    left, right = _measured(a), _measured(b)
    return left == right and (left[1] != "" or _counts_the_same(a.unit, b.unit))


def _same_ordinal_unit(a: str | None, b: str | None) -> bool:
    """第3季 is Q3; 第十四屆 may be just "14th" in English, 第20年 may not."""
    one, other = ordinal_unit(a), ordinal_unit(b)
    if one and other:
        return one == other
    return not known_unit(one or other)


def _counts_the_same(a: str | None, b: str | None) -> bool:
    one, other = (_counter(unit) for unit in (a, b))
    return one == other or bool({one, other} & _ANYTHING) or {one, other} <= _PEOPLE


def _counter(unit: str | None) -> str:
    known = known_unit(unit)
    return fold(known.hant) if known else fold(unit or "")


def _of_date(date: Figure, claim: Figure) -> bool:
    year, rest = divmod(int(date.value), 10000)
    if claim.kind is FigureKind.YEAR:
        return claim.unit is None and claim.value == year
    day_asked = claim.kind is FigureKind.DATE and claim.value % 100
    wanted = {rest, year * 10000 + rest} if day_asked else {rest // 100 * 100, int(date.value) // 100 * 100}
    return claim.kind is FigureKind.DATE and claim.value in wanted


def _percentage(figure: Figure) -> Decimal:
    if figure.ratio is None:
        return figure.value
    return plain(figure.ratio[0] * 100 / figure.ratio[1])


def _measured(figure: Figure) -> tuple[Decimal, str]:
    """The value in its dimension's base, and the dimension; a counter (個, 棵) has none."""
    unit = unit_of(figure)
    return (figure.value, "") if unit is None else (figure.value * unit.factor, unit.dimension)
