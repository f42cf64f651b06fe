"""Numbers, money, percentages, multiples, ratios, years, dates and durations, in Chinese and in English.

`find_figures` reads them, `same_value` compares them across the languages, `render` says them to the asker.

>>> [f.text for f in find_figures("年度研發投入達到211.9億元,同比增長500%")]
['211.9億元', '500%']
>>> money = find_figures("R&D of RMB 21.19 billion")[0]
>>> same_value(money, find_figures("211.9億元")[0]), render(money, "zh-Hant")
(True, '211.9億元')
"""

import re

from rag.figure_equality import carries, same_value, uncarried
from rag.figure_numerals import ENGLISH_ORDINALS, ENGLISH_WORDS
from rag.figure_patterns import pattern
from rag.figure_quantities import read_number, read_quantity
from rag.figure_ranges import read_range, signed
from rag.figure_render import render
from rag.figure_shapes import read_shape
from rag.figure_source import Source
from rag.figure_units import CURRENCY_BEFORE, Figure, FigureKind, Qualifier

__all__ = [
    "Figure",
    "FigureKind",
    "Qualifier",
    "carries",
    "find_figures",
    "render",
    "same_value",
    "uncarried",
]

_OTHER_STARTS = frozenset({
    "half", "a", "an", "no",
    "fy", "fiscal", "financial", "ad", "dozen", "number", "several", "twice", "doubled", "tripled", "quadrupled",
    "hundred", "thousand", "million", "billion", "twofold", "threefold", "fourfold", "fivefold", "sixfold",
    "sevenfold", "eightfold", "ninefold", "tenfold",
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
        if match["word"] and not _starts(match["word"].lower()):
            at = _past_word(source, match)
            continue
        figures = _read(source, match.start())
        if figures:
            found.extend(figures)
            at = source.done = figures[-1].end
        else:
            at = _past(source, match)
    return tuple(found)


def _starts(word: str) -> bool:
    """May a figure begin with this word? H1, Q3 and FY23 are words of their own."""
    return word in _WORD_STARTS or pattern("period_word").fullmatch(word) is not None


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
    if source.match("version_after", at) and source.before("version_before", at):
        return ()
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
