"""The figures of a text as the check reads them: labels count nothing, and a quarter is one in four."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from index.script import fold
from rag.candidates import figures
from rag.check.dated import with_days_of_month, with_numbered, with_own_year, with_years_of_era
from rag.check.halves import with_halves
from rag.check.labels import labels_in
from rag.check.lengths import joined, with_days
from rag.check.rates import as_rate
from rag.check.times import with_hours, with_years
from rag.figure_source import Source as FigureText
from rag.figure_units import QUALIFIER_WORDS
from rag.figures import Figure, FigureKind, Qualifier

# A quarter is also three months: it is a part only of something, or by which something moved.
_QUARTER = re.compile(r"(?<=\bby )(?:a|one) quarter\b|\b(?:a|one) quarter(?= of\b(?! (?:the )?(?:year|20)))")
# A bound that other words part from its figure: 大約佔三成, 最多可以容納3,000人, 不到原來的一半.
_ROUGHLY = re.compile(
    r"(?:(?P<word>大约|大概|将近|接近|超过|逾|(?<![合签节契条预邀违续履毁公大])约)"
    r"(?:可以?|能够?|需要?|要|会)?(?:有|为|达到?|是|占了?|花了?|用了?|重|高|长|深|宽)"
    r"|(?P<bound>最多|至多|至少|最少|最高(?=可|能)|(?<![看找见得买拿收想遇做办])不到)(?!的)"
    r"(?:可以?|能够?|需要?|要|会)?[^,，。;；、\d]{0,8})$"
)
_OWN_BOUND = {"最高": "at most"}
_JUST = re.compile(r"(?:\b(?:just|only|slightly|(?:a )?little|barely|a bit)\s+|[略稍刚]微?)$", re.IGNORECASE)
_STRAIGHT = re.compile(
    r"(?:\s+(?:straight|consecutive|successive|running))?\s+(?P<unit>year|month|quarter|week|day)s?"
)
_IN_A_ROW = re.compile(r"\b(?:straight|consecutive|successive|in a row|running)\b")
_FROM = re.compile(r"(?:\bfrom|[由从自])\s*$")
# From 6 hectares to 9.5: the second says no unit, and nothing that it would count.
_AND_SO = re.compile(
    r"\s*(?:to|from|against|versus|(?:down|up) from|compared with|[^\W\d]{0,4}[至到为])\s*", re.IGNORECASE
)
_UNCOUNTED = re.compile(
    r"\s*(?:[,，;；:：。!！?？)）]|\.(?!\d)|$)|\s+(?:in|by|over|since|last|this|during|and|while|on|at|a)\b"
)
# What tells how much more or less one thing is than another.
_MORE = re.compile(
    r"(?:\bby\s+|(?:[轻重高低多少快慢早晚贵长短厚薄远近大小]|便宜|增加?|减少?|上?升|下?降|[涨跌])[了出开付收]{0,2})$",
    re.IGNORECASE,
)
_THAN = re.compile(
    r"\s*(?:[a-z]+\s+){0,2}(?:more|less|fewer|(?:high|low|light|heavi|long|short|cheap|dear|fast|slow|old|young|wid|"
    r"narrow|larg|small|great|bigg)er)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Difference(Figure):
    """A figure that says how much more or less one thing is than another: 比舊的輕42克, 6 more a day."""


@lru_cache(maxsize=1024)
def counted(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text in order.

    >>> [f.text for f in counted("Line 3 fell by a quarter to 5 million")]
    ['a quarter', '5 million']
    >>> [(f.kind.value, str(f.value)) for f in counted("the fourth year in a row")]
    [('duration', '4')]
    >>> [(f.text, f.unit) for f in counted("grew from 6 hectares to 9.5.")]
    [('6 hectares', 'hectares'), ('9.5', 'hectares')]
    """
    labels = labels_in(text)
    found = [
        _in_a_row(text, figure)
        for figure in figures(text)
        if not any(a < figure.end and figure.start < b for a, b in labels)
    ]
    for match in _QUARTER.finditer(fold(text)):
        ratio = (Decimal(1), Decimal(4))
        found.append(Figure(*match.span(), match[0], Decimal("0.25"), FigureKind.FRACTION, ratio=ratio))
    found.sort(key=lambda figure: figure.start)
    for step in (
        with_years, with_hours, with_days, with_numbered, with_years_of_era, with_days_of_month, with_own_year,
        with_halves, _with_units, joined,
    ):  # fmt: skip
        found = step(text, found)
    return tuple(_compared(text, as_rate(text, _bounded(text, figure))) for figure in found)


def _bounded(text: str, figure: Figure) -> Figure:
    """A figure with the bound that other words part from it, and with the word that makes a bound close."""
    beside = figure.kind is FigureKind.FRACTION or (
        figure.kind is FigureKind.DURATION and figure.unit == "日"
    )
    if beside and figure.qualifier is None:
        around = FigureText.of(text)  # 一半, a quarter and 七日 are found without the words beside them
        figure = around.with_words(replace(figure, qualifier=around.qualifier(figure.start, figure.end)))
    before = fold(text[: figure.start])
    if figure.qualifier is not None:
        near = _JUST.search(before[: len(before) - len(figure.prefix)]) if figure.prefix else None
        return replace(figure, prefix=text[near.start() : figure.start]) if near else figure
    found = _ROUGHLY.search(before)
    if found is None:
        return figure
    word = found["word"] or found["bound"]
    qualifier: Qualifier = QUALIFIER_WORDS.get(word, "at most")
    return replace(figure, qualifier=qualifier, prefix=text[found.start() : figure.start])


def _with_units(text: str, found: list[Figure]) -> list[Figure]:
    """The second of two figures that are compared has the unit of the first where it says none."""
    told = found[:1]
    for one, other in pairwise(found):
        bare = other.kind is FigureKind.NUMBER and not (other.unit or other.currency or other.upper)
        lends = one.kind in (FigureKind.NUMBER, FigureKind.PERCENT, FigureKind.MONEY, FigureKind.DURATION)
        lends = lends and bool(one.unit or one.currency or one.kind is FigureKind.PERCENT)
        between = _AND_SO.fullmatch(fold(text[one.end : other.start]))
        # Up 9% to 3,412: what it became counts other things than by how much it grew.
        grown = one.kind is FigureKind.PERCENT and not _FROM.search(fold(text[: one.start]).lower())
        lends = lends and not (grown and between and between[0].strip().lower() in ("to", "至", "到"))
        if bare and lends and between and _UNCOUNTED.match(fold(text[other.end :])):
            other = replace(other, kind=one.kind, unit=one.unit, currency=one.currency)
        told.append(other)
    return told


def _compared(text: str, figure: Figure) -> Figure:
    """The figure as a difference, where what stands beside it says that it is one."""
    before = fold(text[: figure.start - len(figure.prefix)]).rstrip(" ")
    before += " " if before[-1:].isascii() else ""
    if not (_MORE.search(before) or _THAN.match(fold(text[figure.end + len(figure.suffix) :]))):
        return figure
    return Difference(**{name: getattr(figure, name) for name in Figure.__dataclass_fields__})


def _in_a_row(text: str, figure: Figure) -> Figure:
    """The fourth year in a row is four years: 連續4年."""
    after = fold(text[figure.end : figure.end + 40])
    if figure.kind is not FigureKind.ORDINAL or figure.value < 2 or not _IN_A_ROW.search(after):
        return figure
    unit = figure.unit
    end = figure.end
    if unit is None and (named := _STRAIGHT.match(after)):
        unit, end = named["unit"], figure.end + named.end()
    if unit not in ("year", "month", "quarter", "week", "day"):
        return figure
    return Figure(figure.start, end, text[figure.start : end], figure.value, FigureKind.DURATION, unit)
