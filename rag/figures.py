"""Numbers, money, percentages, multiples, ratios, years, dates and durations, in Chinese and in English.

`find_figures` reads them, `same_value` compares them across the languages, `render` says them to the asker.

>>> [f.text for f in find_figures("年度研發投入達到211.9億元,同比增長500%")]
['211.9億元', '500%']
>>> money = find_figures("R&D of RMB 21.19 billion")[0]
>>> same_value(money, find_figures("211.9億元")[0]), render(money, "zh-Hant")
(True, '211.9億元')
"""

import re
from dataclasses import replace
from decimal import Decimal

from rag.figure_numerals import ENGLISH_ORDINALS, ENGLISH_WORDS
from rag.figure_patterns import pattern
from rag.figure_quantities import read_number, read_quantity
from rag.figure_ranges import read_range, signed
from rag.figure_render import render
from rag.figure_shapes import read_shape
from rag.figure_source import Source, plain
from rag.figure_units import CURRENCY_BEFORE, Figure, FigureKind, Qualifier, known_unit, unit_of

__all__ = ["Figure", "FigureKind", "Qualifier", "carries", "find_figures", "render", "same_value"]

_OTHER_STARTS = frozenset({
    "half", "a", "an", "no", "number", "several", "twice", "doubled", "tripled", "quadrupled",
    "hundred", "thousand", "million", "billion",
    "tens", "dozens", "hundreds", "thousands", "millions", "billions", "trillions",
    "jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "jun", "june", "jul", "july",
    "aug", "august", "sep", "sept", "september", "oct", "october", "nov", "november", "dec", "december",
})  # fmt: skip
_WORD_STARTS = ENGLISH_WORDS | frozenset(ENGLISH_ORDINALS) | _OTHER_STARTS


def find_figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text in order, none overlapping; offsets count characters of `text`; never raises.

    Digits inside names and codes (PDF1, 9C84bGCu7b, Alipay+ 2.0, telephone numbers) are no figures, nor are
    numerals inside words (一起, 統一, 三北).

    >>> [(f.text, str(f.value), f.qualifier) for f in find_figures("帶動超過6.9億網友,上萬家,近百家")]
    [('6.9億', '690000000', 'over'), ('萬家', '10000', 'over'), ('百家', '100', 'nearly')]
    """
    source = Source.of(text)
    found: list[Figure] = []
    at, token = 0, pattern("token")
    while match := token.search(source.folded, at):
        at = match.end()
        if match["skip"]:
            continue
        if match["word"] and match["word"].lower() not in _WORD_STARTS:
            at = _past_word(source, match)
            continue
        figures = _read(source, match.start())
        if figures:
            found.extend(figures)
            at = source.done = figures[-1].end
        else:
            at = _past(source, match)
    return tuple(found)


def _past_word(source: Source, match: re.Match[str]) -> int:
    """Past a Latin word and the digits that belong to it; RMB21 stops before the 21."""
    letters = re.match("[a-z]+", match["word"], re.IGNORECASE)
    if (
        letters
        and (letters[0].lower() in CURRENCY_BEFORE or letters[0].lower() == "fy")
        and letters.end() < len(match["word"])
    ):
        return match.start() + letters.end()
    return match.end()


def _past(source: Source, match: re.Match[str]) -> int:
    """Past what turned out to be no figure: the whole code or run of numerals."""
    if match["digit"]:
        code = source.match("code", match.start()) or source.match("version", match.start())
        others = (source.match(name, match.start()) for name in ("alnum", "digits"))
        return max(m.end() for m in (match, code, *others) if m)
    if match["hanzi"]:
        run = source.match("hanzi", match.start())
        return max(match.end(), run.end() if run else 0)
    return match.end()


def _read(source: Source, at: int) -> tuple[Figure, ...]:
    """The figure at an offset, a range as one; two for a range of years or dates; none for a code."""
    code = source.match("code", at) or source.match("version", at)
    if (code and not source.match("iso", at)) or source.before("no_whole", at):
        return ()
    left = read_shape(source, at)
    number = read_number(source, at) if left is None else None
    if number is not None:
        left = read_quantity(source, number)
    if left is None and number is None:
        return ()
    left = signed(source, left) if left is not None else None
    return tuple(source.with_words(figure) for figure in read_range(source, left, number))


def same_value(a: Figure, b: Figure) -> bool:
    """Whether two figures say the same, in whatever language, script or unit; qualifiers aside.

    Durations and measures convert (36 months are three years, 1噸 is 1000公斤); 9成 is 90%; a fraction equals
    its percentage where that is exact. Money is the same only in the same currency, a range only as a range
    with the same two ends.

    >>> one = find_figures
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
    if len(kinds) == 2:
        return False
    if a.ratio and b.ratio:
        return a.ratio[0] * b.ratio[1] == b.ratio[0] * a.ratio[1]
    if a.kind is FigureKind.MONEY:
        return a.value == b.value and a.currency == b.currency
    if a.kind is FigureKind.PERCENT:
        return a.value == b.value and bool(a.unit) == bool(b.unit)
    if a.kind is FigureKind.ORDINAL:
        return a.value == b.value and (known_unit(a.unit) == known_unit(b.unit) or not (a.unit and b.unit))
    return _measured(a) == _measured(b)


def carries(source: Figure, claim: Figure) -> bool:
    """Whether a source's figure carries a claim's: the same value, or a date holding the year claimed.

    Money also carries its bare number. Never the other way: a year does not carry a date.

    >>> carries(find_figures("2022年6月")[0], find_figures("in 2022")[0])
    True
    """
    if same_value(source, claim):
        return True
    if source.kind is FigureKind.MONEY and claim.kind is FigureKind.NUMBER:
        return (source.value, source.upper) == (claim.value, claim.upper) and claim.unit is None
    if source.kind is not FigureKind.DATE:
        return False
    year, rest = divmod(int(source.value), 10000)
    if claim.kind is FigureKind.YEAR:
        return claim.unit is None and claim.value == year
    day_asked = claim.kind is FigureKind.DATE and claim.value % 100
    wanted = {rest, year * 10000 + rest} if day_asked else {rest // 100 * 100, int(source.value) // 100 * 100}
    return claim.kind is FigureKind.DATE and claim.value in wanted


def _percentage(figure: Figure) -> Decimal:
    if figure.ratio is None:
        return figure.value
    return plain(figure.ratio[0] * 100 / figure.ratio[1])


def _measured(figure: Figure) -> tuple[Decimal, str]:
    """The value in its dimension's base, and the dimension; a counter (個, 棵) has none."""
    unit = unit_of(figure)
    if unit is None or figure.kind is FigureKind.YEAR:
        return figure.value, figure.unit if figure.kind is FigureKind.YEAR and figure.unit else ""
    return figure.value * unit.factor, unit.dimension
