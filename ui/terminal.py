"""Answers, passages and tables as a terminal shows them.

What comes from documents is data: control characters and direction overrides are dropped before it is shown,
so a document cannot move the cursor, hide text or set the window's title.
"""

import re
import sys
import threading
import time
import unicodedata
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from rag.answer import LANGUAGES, UNFINISHED, Answer, Claim, Glossed, Hit, Language, Verdict
from rag.wording import word

if TYPE_CHECKING:
    from rag.evaluate import Report
    from rag.metrics import Mean, Rate

_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_WITHHELD = {
    Verdict.DOUBTFUL: "doubtful",
    Verdict.FIGURE_MISMATCH: "mismatch",
    Verdict.UNSUPPORTED: "unsupported",
}


def printable(text: str) -> str:
    r"""`text` without what would act on the terminal.

    >>> printable("a\x1b[31mb\u202ec\n")
    'a[31mbc\n'
    """
    return "".join(
        char
        for char in text
        if char in "\n\t" or (unicodedata.category(char) != "Cc" and char not in _DIRECTION_OVERRIDES)
    )


def lead_text(answer: Answer, *, bold: bool) -> str:
    """What an answer says before its quotes; the `**…**` it begins with as ANSI bold, or plain."""
    said = printable(answer.text.partition("\n\n> ")[0]).strip()
    if answer.short_answer is not None and said.startswith(marked := f"**{printable(answer.short_answer)}**"):
        strong, rest = marked[2:-2], said[len(marked) :]
    elif found := re.match(r"\*\*(.+?)\*\*", said):
        strong, rest = found[1], said[found.end() :]
    else:
        return said
    return (f"\x1b[1m{strong}\x1b[0m" if bold else strong) + rest


def answer_text(answer: Answer, *, bold: bool, gloss: bool = False) -> str:
    """An answer, or a refusal with the nearest passage: its lead, its quotes as the source has them, their places.

    With `gloss`, a quote in another language than the asker's has its words one by one below it.
    """
    parts = [lead_text(answer, bold=bold)]
    parts += [
        withheld_text(claim, answer.language)
        for claim in answer.claims
        if claim.verdict is not Verdict.SUPPORTED
    ]
    if answer.note:
        parts.append(printable(answer.note))
    for c in answer.citations:
        parts.append(printable(f"> {c.quote} [{c.marker}]"))
        if gloss and c.gloss is not None:
            parts.append(printable("  " + gloss_text(c.gloss)))
    if answer.citations:
        parts.append(
            "\n".join(
                printable(f"[{c.marker}] {c.title} — {c.source}:{c.start}–{c.end}" + _page(c.page))
                for c in answer.citations
            )
        )
    if answer.withheld:
        parts.append(word("llm_wrote", answer.language))
        parts += [withheld_text(claim, answer.language) for claim in answer.withheld]
    return "\n\n".join(parts)


def withheld_text(claim: Claim, language: Language) -> str:
    """A sentence that a language model wrote and the documents do not surely carry, with what is wrong with it."""
    key = _WITHHELD[claim.verdict]
    verdict = word(UNFINISHED if claim.reason == UNFINISHED else key, language)
    fault = f" ({claim.fault})" if claim.fault and claim.fault != claim.text else ""
    mark = f"{claim.mark} " if claim.mark[:1].isdigit() else ""
    sign = "?" if claim.verdict is Verdict.DOUBTFUL else "✗"
    cited = "".join(f" [{marker}]" for marker in claim.citations)
    return printable(f"{sign} {mark}{claim.text}{cited}\n  {verdict}{fault}")


def gloss_text(gloss: Sequence[Glossed]) -> str:
    """The words of a quote with their glosses, on one line.

    >>> gloss_text([Glossed(0, 2, "支付", "pay"), Glossed(2, 3, "，", None), Glossed(3, 7, "2023", None)])
    '支付 pay · 2023'
    """
    words = (f"{g.text} {g.gloss}" if g.gloss else g.text.strip() for g in gloss)
    return " · ".join(word for word in words if any(map(str.isalnum, word)))


def passages_text(hits: Sequence[Hit], *, bold: bool) -> str:
    """Passages, best first: rank, score, heading, where it stands, and the words."""
    blocks = []
    for rank, hit in enumerate(hits, start=1):
        head = printable(f"{rank}. {hit.score:.2f}  {hit.heading or hit.title}")
        place = printable(f"   {hit.source}:{hit.start}–{hit.end}" + _page(hit.page))
        text = "\n".join("   " + line for line in printable(hit.text).splitlines())
        blocks.append("\n".join((f"\x1b[1m{head}\x1b[0m" if bold else head, place, text)))
    return "\n\n".join(blocks)


def _page(page: int | None) -> str:
    return "" if page is None else f" (p. {page})"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns as wide as their widest cell, Chinese characters counting two.

    >>> print(table(["id", "title"], [["a1", "天氣"]]))
    id  title
    a1  天氣
    """
    cells = [[printable(cell).replace("\n", " ") for cell in row] for row in (header, *rows)]
    widths = [max(map(_columns, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    )


def _columns(text: str) -> int:
    """The columns `text` takes on a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def rate_table(report: "Report") -> str:
    """The scores of a question set as a Markdown table, a column a language."""
    columns = [report.scores(language) for language in LANGUAGES] + [report.scores()]
    lines = [f"| right of asked | {' | '.join(LANGUAGES)} | all |", "|---|---|---|---|---|"]
    lines += [
        f"| {measure} | " + " | ".join(_rate_cell(column[measure]) for column in columns) + " |"
        for measure in columns[0]
    ]
    return "\n".join(lines) + "\n\nIn brackets, the 95 % interval in per cent: Wilson's, for F1 by bootstrap."


def _rate_cell(rate: "Rate | Mean") -> str:
    if rate.value is None:
        return "–"
    low, high = rate.interval
    hits = getattr(rate, "hits", None)
    counted = "" if hits is None else f"{hits}/{rate.n} = "
    return f"{counted}{100 * rate.value:.1f} % [{100 * low:.1f}, {100 * high:.1f}]"


class Progress:
    """Says on stderr what is being done, once it has taken over a second, then now and again."""

    def __init__(self, *, after: float = 1.0, again: float = 5.0, stream: TextIO | None = None) -> None:
        self._after = after
        self._again = again
        self._stream = stream or sys.stderr
        self._lock = threading.Lock()
        self._latest: str | None = None
        self._timer: threading.Timer | None = None
        self._next = 0.0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._latest = None
            if self._timer is not None:
                self._timer.cancel()

    def __call__(self, message: str) -> None:
        """Take the latest message; it is shown when its time has come."""
        with self._lock:
            self._latest = message
            if self._timer is None:
                self._timer = threading.Timer(self._after, self._say_latest)
                self._timer.daemon = True
                self._timer.start()
            elif self._next and time.monotonic() >= self._next:
                self._say()

    def _say_latest(self) -> None:
        with self._lock:
            self._say()

    def _say(self) -> None:
        self._next = time.monotonic() + self._again
        if self._latest is not None:
            print(printable(self._latest), file=self._stream, flush=True)
            self._latest = None
