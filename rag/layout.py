"""A model's sentences as lines: a list reads as a list, and what belongs on one line stays on it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answer import Claim, Verdict
from rag.cite import marked

_NUMBER = re.compile(r"\d+|[①-⑳]")
_BULLETS = "-*+•·●"


def mark_of(opening: str) -> str:
    """Return what an item of a list begins with, `-` or `3.`; empty for other marks of a line, or none.

    >>> mark_of("* "), mark_of("> (3) "), mark_of("③"), mark_of("## ")
    ('-', '3.', '3.', '')
    """
    number = _NUMBER.search(opening)
    if number is not None:
        return f"{int(unicodedata.numeric(number[0]) if len(number[0]) == 1 else number[0])}."
    return "-" if any(bullet in opening for bullet in _BULLETS) else ""


class Lines:
    """Places the sentences of an answer on lines, in the order in which they come."""

    def __init__(self) -> None:
        self._mark, self._open, self._stands = "", False, False

    def place(self, opening: str, closing: str) -> None:
        """Take the next sentence, by the marks before it and the white space behind it."""
        mark = mark_of(opening)
        if mark or not self._open:
            self._mark, self._stands = mark, False
        self._open = "\n" not in closing

    def placed(self, claim: Claim) -> Claim:
        """Return the sentence taken last as the claim it makes: in its item, or behind what its line has already."""
        goes_on, self._stands = self._stands, True
        return replace(claim, goes_on=True) if goes_on else replace(claim, mark=self._mark)


def lines(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Part claims into their lines.

    >>> a, b = Claim("A.", Verdict.SUPPORTED, (1,), mark="-"), Claim("B.", Verdict.SUPPORTED, (1,), goes_on=True)
    >>> [[claim.text for claim in line] for line in lines([a, b, a])]
    [['A.', 'B.'], ['A.']]
    """
    found: list[list[Claim]] = []
    for claim in claims:
        if claim.goes_on and found:
            found[-1].append(claim)
        else:
            found.append([claim])
    return found


def as_text(claims: Sequence[Claim], *, between: str) -> str:
    r"""Return what is supported as Markdown with its markers; `between` parts two sentences of a line.

    >>> said = [Claim("A.", Verdict.SUPPORTED, (1,)), Claim("B.", Verdict.SUPPORTED, (2,), mark="-")]
    >>> as_text([*said, Claim("C.", Verdict.UNSUPPORTED, (), mark="-"), said[1]], between=" ")
    'A. [1]\n\n- B. [2]\n- B. [2]'
    """
    text = ""
    before = ""
    for line in lines(claims):
        said = [claim for claim in line if claim.verdict is Verdict.SUPPORTED]
        if not said:
            continue
        mark = line[0].mark
        text += ("\n" if mark and before else "\n\n") if text else ""
        text += f"{mark} " if mark else ""
        text += between.join(f"{claim.text}{between}{marked(claim).strip()}" for claim in said)
        before = mark
    return text
