"""One text while its figures are read: folded, with stop words and addresses blanked, offsets unmoved."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.figure_patterns import pattern
from rag.figure_units import QUALIFIER_WORDS, Figure, FigureKind, Qualifier, fold

_LOOK_BACK = 32
_WIDE_COMMA = re.compile("(?<=[０-９]),(?=[０-９]{3})".replace(",", "，"))


@dataclass(slots=True)
class Source:
    """`text` as given and `folded`, of equal length; `done` is where the last figure ended."""

    text: str
    folded: str
    done: int = 0

    @classmethod
    def of(cls, text: str) -> "Source":
        """Fold and blank."""
        folded = fold(_WIDE_COMMA.sub(",", text))
        return cls(text, pattern("stop").sub(lambda m: "□" * len(m[0]), folded))

    def match(self, name: str, at: int) -> re.Match[str] | None:
        """The named pattern, anchored at an offset."""
        return pattern(name).match(self.folded, at)

    def before(self, name: str, at: int) -> re.Match[str] | None:
        """The named pattern in the few characters before an offset, since the last figure."""
        return pattern(name).search(self.folded[max(self.done, at - _LOOK_BACK) : at])

    def before_any(self, name: str, at: int) -> re.Match[str] | None:
        """The named pattern in the few characters before an offset, also where a figure holds them."""
        return pattern(name).search(self.folded[max(0, at - _LOOK_BACK) : at])

    def with_words(self, figure: Figure) -> Figure:
        """The figure with the words beside it that say its qualifier (超, 近, 上; 以上, 左右) kept."""
        if figure.qualifier is None:
            return figure
        if figure.qualifier == "several":
            found = self.before("some_before", figure.start)
            return replace(figure, prefix=self._words(found, figure.start)) if found else figure
        after = self.match("qualifier_after", figure.end)
        if after:
            return replace(figure, suffix=self.text[figure.end : after.end()])
        found = self.before("qualifier", figure.start) or self.before("up_to", figure.start)
        return replace(figure, prefix=self._words(found, figure.start)) if found else figure

    def _words(self, found: re.Match[str], end: int) -> str:
        return self.text[end - len(found[0]) : end]

    def figure(
        self,
        start: int,
        end: int,
        value: Decimal,
        kind: FigureKind,
        *,
        unit: str | None = None,
        currency: str | None = None,
        qualifier: Qualifier | None = None,
        ratio: tuple[Decimal, Decimal] | None = None,
    ) -> Figure:
        """A figure of this text, its value without trailing zeros."""
        return Figure(start, end, self.text[start:end], plain(value), kind, unit, currency, qualifier, ratio)

    def qualifier(self, start: int, end: int, *, counts_time: bool = False) -> Qualifier | None:
        """What the words beside `start:end` say of the figure (over, nearly, about), or None."""
        after = self.match("qualifier_after", end)
        if after:
            names: dict[str, Qualifier] = {"least": "at least", "about": "about", "most": "at most"}
            return next((names[k] for k, v in after.groupdict().items() if v and k in names), "over")
        found = self.before("qualifier", start)
        if not found:
            return None
        words = found[0].strip().lower()
        qualifier = next(
            (QUALIFIER_WORDS[w] for w in (words, words.rsplit(" ", 1)[0]) if w in QUALIFIER_WORDS), None
        )
        # 近3年 is "the past three years", 附近5家 "five nearby", 簽約12家 "signed twelve".
        if words == "近" and (counts_time or self.before("not_near", start)):
            return None
        return None if words == "约" and self.before("not_about", start) else qualifier


def plain(value: Decimal) -> Decimal:
    """The same value with no trailing zeros and no exponent."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1)) if abs(value) < Decimal(10) ** 27 else value
    return value.normalize()
