"""A turn of the conversation as safe HTML. Pure: text in, markup out.

What comes from a question, a document or a model goes through `escape`; nothing is read as Markdown or HTML.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from index.script import is_han, script_balance
from rag.answer import Answer, Citation, Claim, Language, Verdict
from ui.chat import Conversation, DocumentInfo, Turn, examples
from ui.strings import STRINGS, count, known, text

LISTED = 5
"""Documents the welcome names before it only counts them."""

NEAREST = 3
"""Passages a refusal shows."""

# The page's templates give meaning to these too, and a stray control character has none.
_TEMPLATE = {ord("{"): "&#123;", ord("}"): "&#125;", ord("$"): "&#36;", ord("`"): "&#96;", ord("\\"): "&#92;"}
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127], "\N{REPLACEMENT CHARACTER}")
_MARKERS = re.compile(r"\s*\[\d+\]|\*\*")
_MARK_OF = {Verdict.SUPPORTED: "✓", Verdict.FIGURE_MISMATCH: "≠", Verdict.UNSUPPORTED: "?"}


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


def spans(turn: Turn, document: str) -> tuple[Span, ...]:
    """Return what `turn` cites in `document`."""
    if turn.answer is None:
        return ()
    return tuple(
        Span(f"{turn.number}-{c.marker}", str(c.marker), c.start, c.end, c.answer_start, c.answer_end)
        for c in turn.answer.citations
        if c.document == document
    )


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


def welcome(documents: Sequence[DocumentInfo]) -> str:
    """Return what an empty conversation shows: what is loaded, and questions to begin with."""
    listed = list(documents)
    if not listed:
        body = word("welcome.none", tag="p", css="lead")
    else:
        items = "".join(f"<li>{run(d.title)}</li>" for d in listed[:LISTED])
        if len(listed) > LISTED:
            more = len(listed) - LISTED
            items += (
                f'<li class="more"><span data-i18n="welcome.more" data-n="{more}">and {more} more</span></li>'
            )
        body = word("welcome.lead", tag="p", css="lead") + f'<ul class="loaded">{items}</ul>'
    chips = "".join(
        f'<button type="button" class="chip" data-ask="{escape(q)}" lang="{language}">{escape(q)}</button>'
        for language, q in examples(listed)
    )
    if chips:
        chips = word("welcome.try", tag="p", css="try") + f'<div class="chips">{chips}</div>'
    return f'<section class="welcome">{word("welcome.title", tag="h1")}{body}{chips}</section>'


def conversation(talk: Conversation) -> list[tuple[str, str]]:
    """Return the turns as `(role, markup)` pairs, role being `user` or `assistant`."""
    pairs = []
    for turn in talk.turns:
        if turn.question:
            said = turn.answer
            # A follow-up may ask for another language than its own.
            language = said.language if said and said.understood is None else script_of(turn.question)
            pairs.append(("user", f'<p class="asked" lang="{language}">{escape(turn.question)}</p>'))
        pairs.append(("assistant", reply(turn)))
    return pairs


def reply(turn: Turn) -> str:
    """Return what the page says to one question so far."""
    if turn.answer is not None:
        return "".join(_part(turn, part) for part in turn.answer.parts) or _said(turn, turn.answer)
    if turn.problem is not None:
        said = word(turn.problem) if known(turn.problem) else run(turn.message)
        return f'{_draft(turn)}<p class="problem" role="alert">{said}</p>'
    if turn.draft or turn.writing:
        return _draft(turn)
    if turn.hits is None:
        return f'<p class="progress">{word("stage.searching")}</p>'
    return f'<p class="progress">{word("stage.reading", len(turn.hits))}</p>'


def _draft(turn: Turn) -> str:
    """What a model has said so far: the sentences checked, then the one it is at, marked as not checked."""
    checked = _answer(turn, turn.draft) if turn.draft and turn.draft.claims else ""
    if turn.done:
        return checked
    under_way = ""
    if turn.writing.strip():
        under_way = f'<p class="writing" lang="{script_of(turn.writing)}">{escape(turn.writing)}</p>'
    stop = word("stop", tag="button").replace("<button", '<button type="button" class="stop" data-stop', 1)
    return f'{checked}{under_way}<p class="progress">{word("stage.writing")} {stop}</p>'


def _part(turn: Turn, answer: Answer) -> str:
    """One of several questions asked at once, and its answer."""
    return f'<h3 class="part">{run(answer.question)}</h3>{_said(turn, answer)}'


def _said(turn: Turn, answer: Answer) -> str:
    note = f'<p class="note" lang="{answer.language}">{escape(answer.note)}</p>' if answer.note else ""
    return _understood(turn, answer) + (_refusal if answer.refused else _answer)(turn, answer) + note


def _understood(turn: Turn, answer: Answer) -> str:
    """How a question that leaned on the conversation was read, and the way to have it asked as it was typed."""
    if answer.understood is None:
        return ""
    language = answer.language
    again = (
        f'<button type="button" class="alone" data-alone="{turn.number}" '
        f'title="{escape(text(language, "alone.tip"))}">{escape(text(language, "alone"))}</button>'
    )
    label = escape(text(language, "understood"))
    return f'<p class="understood" lang="{language}">{label}{run(answer.understood)} {again}</p>'


def quote(citation: Citation, *, seal: str = "") -> str:
    """Return the exact words of a citation, the answering span marked."""
    span = Span(
        "", "", citation.start, citation.end, citation.answer_start, citation.answer_end
    )  # fmt: skip
    pieces = []
    for a, b, _, answers in cut(citation.start, citation.end, (span,)):
        piece = escape(citation.quote[a - citation.start : b - citation.start])
        pieces.append(f"<mark>{piece}</mark>" if answers else piece)
    return f'<blockquote lang="{script_of(citation.quote)}">{"".join(pieces)}{seal}</blockquote>'


def word_by_word(citation: Citation, language: Language) -> str:
    """Return the quote with each word's gloss under it, folded until asked for; nothing for who reads the quote."""
    if citation.gloss is None:
        return ""
    source = script_of(citation.quote)
    words = "".join(
        f'<ruby>{escape(g.text)}<rt lang="{language}">{escape(g.gloss)}</rt></ruby>'
        if g.gloss
        else f"<span>{escape(g.text)}</span>"
        for g in citation.gloss
        if not g.text.isspace()
    )
    named = escape(text(language, "gloss"))
    return f'<details class="words"><summary>{named}</summary><p lang="{source}">{words}</p></details>'


def _seal(turn: Turn, citation: Citation, language: Language, *, carries: bool) -> str:
    label = escape(text(language, "marker", n=citation.marker, title=citation.title))
    css = "seal" if carries else "seal agrees"
    return (
        f'<button type="button" class="{css}" data-turn="{turn.number}" data-marker="{citation.marker}" '
        f'aria-label="{label}" title="{label}">{citation.marker}</button>'
    )


def _seals(turn: Turn, answer: Answer, claim: Claim) -> str:
    by_marker = {c.marker: c for c in answer.citations}
    cited = [by_marker[m] for m in claim.citations if m in by_marker]
    return "".join(_seal(turn, c, answer.language, carries=i == 0) for i, c in enumerate(cited))


def _answer(turn: Turn, answer: Answer) -> str:
    by_marker = {c.marker: c for c in answer.citations}
    quoted: set[int] = set()
    parts = []
    if answer.differ:
        parts.append(f'<p class="says">{escape(text(answer.language, "differ"))}</p>')
    for i, claim in enumerate(answer.claims):
        seals = _seals(turn, answer, claim)
        carrier = next((by_marker[m] for m in claim.citations if m in by_marker), None)
        fresh = carrier is not None and carrier.marker not in quoted
        says = _MARKERS.sub("", claim.text).strip()
        doubt = claim.verdict is not Verdict.SUPPORTED
        if i == 0 and answer.short_answer:
            parts.append(_headline(answer, seals))
            seals = ""
        elif not (fresh and carrier and says in carrier.quote):
            struck = f"<del>{escape(says)}</del>" if doubt else escape(says)
            css = "claim doubted" if doubt else "claim"
            parts.append(f'<p class="{css}" lang="{script_of(says)}">{struck}{seals}</p>')
            seals = ""
        elif i == 0:
            parts.append(f'<p class="says">{escape(text(answer.language, "says"))}</p>')
        if fresh and carrier:
            parts.append(quote(carrier, seal=seals))
            parts.append(word_by_word(carrier, answer.language))
            quoted.add(carrier.marker)
        if i == 0:
            parts.append(_gloss(answer))
        if doubt or i == len(answer.claims) - 1:
            parts.append(_verdict(answer, claim))
    return f'<article class="answer" lang="{answer.language}">{"".join(parts)}</article>'


def _headline(answer: Answer, seals: str) -> str:
    short, span = _apart(answer.short_answer or "", answer.span or "")
    if span:
        span = f' <span class="spelling" lang="{script_of(span)}">{escape(span)}</span>'
    strong = f'<strong lang="{script_of(short)}">{escape(short)}</strong>'
    return f'<p class="short">{strong}{span}{seals}</p>'


def _apart(short: str, span: str) -> tuple[str, str]:
    """Part the answer from the source's own spelling, which may stand behind it in brackets or be the same.

    >>> _apart("RMB 21.19 billion (211.9億元)", "211.9億元"), _apart("211.9億元", "211.9億元")
    (('RMB 21.19 billion', '211.9億元'), ('211.9億元', ''))
    """
    for left, right in ("()", "（）"):
        head, found, tail = short.rpartition(left)
        if found and head.strip() and tail == f"{span}{right}":
            return head.strip(), span
    return short, "" if span in short else span


def _gloss(answer: Answer) -> str:
    """What the answer's text says of its short answer in brackets: a Chinese phrase, word for word."""
    lead = answer.text.partition("\n")[0]
    said = f"**{answer.short_answer}**"
    if not (answer.short_answer and lead.startswith(said)):
        return ""
    gloss = _MARKERS.sub("", lead.removeprefix(said)).strip().strip("()")
    return f'<p class="gloss">{escape(gloss)}</p>' if gloss else ""


def _verdict(answer: Answer, claim: Claim) -> str:
    figure = any(c.isdigit() for c in answer.short_answer or "")
    key, css = {
        Verdict.SUPPORTED: ("verdict.figure" if figure else "verdict.words", "supported"),
        Verdict.FIGURE_MISMATCH: ("verdict.mismatch", "doubt"),
        Verdict.UNSUPPORTED: ("verdict.unsupported", "doubt"),
    }[claim.verdict]
    mark = f'<span aria-hidden="true">{_MARK_OF[claim.verdict]}</span>'
    fault = f": {run(claim.fault)}" if claim.fault and claim.fault != claim.text else ""
    parts = [f'<span class="{css}">{mark} {escape(text(answer.language, key))}{fault}</span>']
    agree = len(set(claim.citations))
    if claim.verdict is Verdict.SUPPORTED and answer.short_answer and agree > 1:
        parts.append(f"<span>{escape(text(answer.language, 'agree', n=agree))}</span>")
    return f'<p class="verdict">{"".join(parts)}</p>'


def _refusal(turn: Turn, answer: Answer) -> str:
    language = answer.language
    key = "refusal.year_given" if answer.given else f"refusal.{answer.reason}"
    if not known(key) or ("{missing}" in STRINGS[language][key] and not answer.missing):
        key = "refusal.nothing"
    why = escape(text(language, key, missing=answer.missing or "", given=answer.given or ""))
    title = f"<strong>{escape(text(language, 'refusal.title'))}</strong>"
    shown = answer.citations[:NEAREST]
    near = "".join(
        quote(c, seal=_seal(turn, c, language, carries=False)) + word_by_word(c, language) for c in shown
    )
    if near:
        near = f'<p class="nearest">{escape(text(language, "refusal.nearest"))}</p>{near}'
    return f'<article class="answer refusal" lang="{language}"><p>{title} {why}</p>{near}</article>'
