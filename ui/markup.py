"""Text as safe markup: escaped, in its own script, cut where marks begin and end. Pure.

What comes from a question, a document or a model goes through `escape`; nothing is read as Markdown or HTML.
"""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.script import is_han, script_balance
from rag.answer import Language
from ui.strings import count, text

# The page's templates give meaning to these too, and a stray control character has none.
_TEMPLATE = {ord("{"): "&#123;", ord("}"): "&#125;", ord("$"): "&#36;", ord("`"): "&#96;", ord("\\"): "&#92;"}
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127], "\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document to point at, in document offsets.

    `key` is unique on the page, `label` is what its seal says.
    """

    key: str
    label: str
    start: int
    end: int
    answer_start: int | None = None
    answer_end: int | None = None


def escape(value: str) -> str:
    """Return `value` as text that stays text inside markup, attributes and the page's templates.

    >>> escape('<img src="x" onerror=alert(1)> ${a} {{b}}')
    '&lt;img src=&quot;x&quot; onerror=alert(1)&gt; &#36;&#123;a&#125; &#123;&#123;b&#125;&#125;'
    """
    clean = value.encode("utf-8", "replace").decode().translate(_CONTROL)
    return html.escape(clean, quote=True).translate(_TEMPLATE)


@lru_cache(maxsize=1024)
def script_of(value: str) -> Language:
    """Return the language tag that gives `value` its own glyphs.

    >>> script_of("研發投入"), script_of("研发投入"), script_of("R&D")
    ('zh-Hant', 'zh-Hans', 'en')
    """
    if not any(map(is_han, value)):
        return "en"
    return "zh-Hans" if script_balance(value) < 0 else "zh-Hant"


def run(value: str, language: Language | None = None) -> str:
    """Return `value` as a run of text that says its language."""
    return f'<span lang="{language or script_of(value)}">{escape(value)}</span>'


def word(key: str, n: int | None = None, *, tag: str = "span", css: str = "") -> str:
    """Return an interface word that the page rewrites when its language is switched; English until then."""
    shown = text("en", key) if n is None else count("en", key, n)
    counted = "" if n is None else f' data-n="{n}"'
    style = f' class="{css}"' if css else ""
    return f'<{tag}{style} data-i18n="{key}"{counted}>{escape(shown)}</{tag}>'


def cut(start: int, end: int, marked: Sequence[Span]) -> Iterator[tuple[int, int, tuple[Span, ...], bool]]:
    """Cut `[start, end)` wherever a mark begins or ends.

    Yields each piece with the spans that cover it and whether it answers; the pieces join up to the whole.

    >>> [(a, b, len(over), answers) for a, b, over, answers in cut(0, 9, [Span("1-1", "1", 2, 7, 4, 5)])]
    [(0, 2, 0, False), (2, 4, 1, False), (4, 5, 1, True), (5, 7, 1, False), (7, 9, 0, False)]
    """
    edges = {start, end}
    for span in marked:
        edges.update(e for e in (span.start, span.end, span.answer_start, span.answer_end) if e is not None)
    inside = sorted(e for e in edges if start <= e <= end)
    for a, b in pairwise(inside):
        over = tuple(s for s in marked if s.start <= a and b <= s.end)
        answers = any(
            s.answer_start is not None
            and s.answer_end is not None
            and s.answer_start <= a
            and b <= s.answer_end
            for s in over
        )
        yield a, b, over, answers
