"""What counts as right, once for every question and language, and how sure a rate is.

Evidence is compared as exact text: the source is quoted untouched, so nothing may differ. A gold answer is
compared with `contains_gold`. A question that was not answered counts as zero, it is never left out.

Exact match and F1 are those of SQuAD 1.1 (Rajpurkar et al. 2016) and CMRC 2018 (Cui et al. 2019) together:
characters for Chinese, words for English, both scripts folded into one, the best gold answer counts.
"""

import math
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.script import fold
from rag.figures import Figure, find_figures, uncarried

RESAMPLES = 1000
SEED = 20
_UNIT = re.compile(r"[\u3400-\u9fff]|[a-z0-9]+(?:[.:'’-][a-z0-9]+)*")
_ARTICLES = frozenset({"a", "an", "the"})
_Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` right of `n` asked.

    >>> Rate(9, 10).value
    0.9
    >>> Rate(0, 0).value is None
    True
    """

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share in [0, 1], or None where nothing was asked."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson interval of the share."""
        return wilson(self.hits, self.n)

    @classmethod
    def of(cls, outcomes: Iterable[bool]) -> "Rate":
        """Count outcomes.

        >>> Rate.of([True, False, True])
        Rate(hits=2, n=3)
        """
        counted = tuple(outcomes)
        return cls(sum(counted), len(counted))


@dataclass(frozen=True)
class Mean:
    """The mean of one score in [0, 1] a question.

    >>> Mean((1.0, 0.5)).value, Mean(()).value
    (0.75, None)
    """

    scores: tuple[float, ...]

    @property
    def n(self) -> int:
        """How many questions were asked."""
        return len(self.scores)

    @property
    def value(self) -> float | None:
        """The mean in [0, 1], or None where nothing was asked."""
        return math.fsum(self.scores) / self.n if self.scores else None

    @cached_property
    def interval(self) -> tuple[float, float]:
        """Its 95 % bootstrap interval."""
        return bootstrap(self.scores)


def bootstrap(scores: Sequence[float]) -> tuple[float, float]:
    """The 95 % percentile interval of the mean (Efron 1979): `RESAMPLES` samples drawn from `scores`, always the same.

    >>> bootstrap([0.5, 0.5]), bootstrap([])
    ((0.5, 0.5), (0.0, 1.0))
    """
    if not scores:
        return 0.0, 1.0
    chance = random.Random(SEED)
    n = len(scores)
    means = sorted(math.fsum(chance.choices(scores, k=n)) / n for _ in range(RESAMPLES))
    return means[round(0.025 * (RESAMPLES - 1))], means[round(0.975 * (RESAMPLES - 1))]


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of Wilson (1927) for a proportion, inside [0, 1] also at 0 and n.

    Raises:
        ValueError: `hits` is not within 0..n.

    >>> tuple(round(bound, 3) for bound in wilson(9, 10))
    (0.596, 0.982)
    >>> wilson(0, 0)
    (0.0, 1.0)
    """
    if not 0 <= hits <= n:
        raise ValueError(f"expected 0 <= hits <= n, came hits={hits}, n={n}")
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, _Z_95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z_95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == n else min(1.0, centre + half)
    return low, high


def evidence_rank(passages: Sequence[str], evidence: Sequence[str]) -> int | None:
    """The rank, from 1, of the first passage that contains any of the evidence strings; None where none does.

    >>> evidence_rank(["天氣", "達到211.9億元"], ["211.9億元"])
    2
    """
    for rank, passage in enumerate(passages, start=1):
        if any(wanted in passage for wanted in evidence):
            return rank
    return None


def contains_gold(text: str | None, golds: Sequence[str]) -> bool:
    """Does `text` contain any of the gold answers?

    Both are NFKC-normalised and case-folded, then compared by containment, with one condition: where a gold
    answer begins or ends with a digit, the number in the text must begin or end there too. So 25 is not found
    inside 2025, 1.25, 25.5 or 25,000.

    >>> contains_gold("連接了全球２５個夥伴", ["25"])
    True
    >>> contains_gold("in 2025, by 1.25 times", ["25"])
    False
    >>> contains_gold(None, ["25"])
    False
    """
    if not text:
        return False
    folded = _folded(text)
    return any(_gold_pattern(gold).search(folded) for gold in map(_folded, golds) if gold)


def units(text: str) -> list[str]:
    """What F1 counts: Chinese characters in one script, English words and numbers; no articles, no punctuation.

    >>> units("The R&D: 211.9億元, 1,234")
    ['r', 'd', '211.9', '亿', '元', '1234']
    """
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", fold(unicodedata.normalize("NFKC", text).casefold()))
    return [unit for unit in _UNIT.findall(plain) if unit not in _ARTICLES]


def exact_match(text: str | None, golds: Sequence[str]) -> bool:
    """Is `text`, unit by unit, one of the gold answers?

    >>> exact_match("井贤栋", ["井賢棟"]), exact_match("the 25", ["25"]), exact_match(None, [""])
    (True, True, False)
    """
    said = units(text or "")
    return bool(said) and any(said == units(gold) for gold in golds)


def f1(text: str | None, golds: Sequence[str]) -> float:
    """The best F1 in [0, 1] of `text` against a gold answer, over their `units`.

    >>> f1("211.9億元", ["211.9億"]), f1(None, ["25"])
    (0.8, 0.0)
    """
    said = Counter(units(text or ""))
    return max((_overlap(said, Counter(units(gold))) for gold in golds), default=0.0)


def _overlap(said: Counter[str], gold: Counter[str]) -> float:
    common = (said & gold).total()
    return 2 * common / (said.total() + gold.total()) if common else 0.0


def figures_shown(text: str | None) -> tuple[Figure, ...]:
    """The figures of a short answer."""
    return find_figures(text or "")


def wrong_figures(text: str | None, quotes: Sequence[str]) -> tuple[Figure, ...]:
    """The figures of a short answer that stand in none of the cited quotes to the same value: none is ever right.

    >>> [figure.text for figure in wrong_figures("RMB 21.19 billion", ["達到211.9億元", "2023年"])]
    []
    >>> [figure.text for figure in wrong_figures("RMB 2.119 billion", ["達到211.9億元"])]
    ['RMB 2.119 billion']
    """
    return uncarried(figures_shown(text), [figure for quote in quotes for figure in find_figures(quote)])


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _gold_pattern(gold: str) -> re.Pattern[str]:
    """`gold` escaped, held to the edges of a number where it begins or ends with a digit."""
    before = after = ""
    leading = re.match(r"[0-9]+", gold)
    if leading:
        before = r"(?<![0-9])(?<![0-9]\.)"
        if len(leading[0]) == 3:  # only a group of three can be the tail of 1,700
            before += r"(?<![0-9],)"
    if re.search(r"[0-9]$", gold):
        after = r"(?![0-9]|\.[0-9]|,[0-9]{3}(?![0-9]))"
    return re.compile(before + re.escape(gold) + after)
