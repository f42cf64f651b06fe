"""The claims of an answer as markup: its figure, sentences and lists, what carries them, and what is withheld. Pure."""

import re
from collections.abc import Sequence
from itertools import groupby

from rag.answer import UNFINISHED, Answer, Citation, Claim, Language, Verdict
from rag.layout import lines
from ui.chat import Turn
from ui.markup import Span, cut, escape, run, script_of
from ui.strings import STRINGS, count, known, text

NEAREST = 3
"""Passages a refusal shows."""

_MARKERS = re.compile(r"\s*\[\d+\]|\*\*")
_MARK_OF = {
    Verdict.SUPPORTED: "✓",
    Verdict.DOUBTFUL: "?",
    Verdict.FIGURE_MISMATCH: "≠",
    Verdict.UNSUPPORTED: "✗",
}


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
    sure = claim.verdict is Verdict.SUPPORTED
    return "".join(_seal(turn, c, answer.language, carries=sure and i == 0) for i, c in enumerate(cited))


def claimed(turn: Turn, answer: Answer) -> str:
    """Return what an answer claims, each claim with the words that carry it or the reason why it is struck out."""
    if not answer.claims:
        return ""
    parts = []
    if answer.differ:
        parts.append(f'<p class="says">{escape(text(answer.language, "differ"))}</p>')
    if answer.short_answer and _by_model(answer):
        # It is the reader's, and stands above sentences that say it too.
        parts.append(_headline(answer, ""))
    shown = _Shown(turn, answer)
    for kind, items in groupby(lines(answer.claims), key=lambda line: _list_of(line[0])):
        said = [(line[0].mark, "".join(map(shown.claim, line))) for line in items]
        parts += [_listed(kind, said)] if kind else [markup for _, markup in said]
    if (last := answer.claims[-1]).verdict is Verdict.SUPPORTED:
        parts.append(_verdict(answer, last))
    return f'<article class="answer" lang="{answer.language}">{"".join(parts)}</article>'


def withheld(answer: Answer) -> str:
    """Return what a language model wrote where another answer stands: struck out, with the reasons, folded."""
    if not answer.withheld:
        return ""
    named = escape(count(answer.language, "withheld", len(answer.withheld)))
    said = "".join(_sentence(claim, "") + _verdict(answer, claim) for claim in answer.withheld)
    return f'<details class="withheld" lang="{answer.language}"><summary>{named}</summary>{said}</details>'


def _by_model(answer: Answer) -> bool:
    return answer.answerer.startswith("llm:")


def _list_of(claim: Claim) -> str:
    """The list that a claim is an item of, if any."""
    return "" if not claim.mark else "ol" if claim.mark[0].isdigit() else "ul"


def _listed(kind: str, items: Sequence[tuple[str, str]]) -> str:
    """Items of a list; a number stays the model's own."""
    numbered = kind == "ol"
    said = "".join(
        f'<li value="{int(mark.rstrip("."))}">{markup}</li>' if numbered else f"<li>{markup}</li>"
        for mark, markup in items
    )
    return f'<{kind} class="items">{said}</{kind}>'


class _Shown:
    """Shows the claims of an answer in their order, each quote once."""

    def __init__(self, turn: Turn, answer: Answer) -> None:
        self._turn, self._answer = turn, answer
        self._by_marker = {c.marker: c for c in answer.citations}
        self._quoted: set[int] = set()
        self._first = True

    def claim(self, claim: Claim) -> str:
        """Return one claim, its quote if that is not shown yet, and what is wrong with it if anything is."""
        turn, answer = self._turn, self._answer
        first, self._first = self._first, False
        seals = _seals(turn, answer, claim)
        carrier = next((self._by_marker[m] for m in claim.citations if m in self._by_marker), None)
        fresh = carrier is not None and carrier.marker not in self._quoted
        parts = []
        if first and answer.short_answer and not _by_model(answer):
            parts.append(_headline(answer, seals))
            seals = ""
        elif not (fresh and carrier and _words(claim) in carrier.quote):
            parts.append(_sentence(claim, seals))
            seals = ""
        elif first:
            parts.append(f'<p class="says">{escape(text(answer.language, "says"))}</p>')
        if fresh and carrier:
            parts.append(quote(carrier, seal=seals))
            parts.append(word_by_word(carrier, answer.language))
            self._quoted.add(carrier.marker)
        if first:
            parts.append(_gloss(answer))
        if claim.verdict is not Verdict.SUPPORTED:
            parts.append(_verdict(answer, claim))
        return "".join(parts)


def _words(claim: Claim) -> str:
    return _MARKERS.sub("", claim.text).strip()


def _sentence(claim: Claim, seals: str) -> str:
    """What a claim says, struck out where it does not hold."""
    says = _words(claim)
    struck = claim.verdict not in (Verdict.SUPPORTED, Verdict.DOUBTFUL)
    css = "claim doubted" if struck else "claim unsure" if claim.verdict is Verdict.DOUBTFUL else "claim"
    struck_out = f"<del>{escape(says)}</del>" if struck else escape(says)
    return f'<p class="{css}" lang="{script_of(says)}">{struck_out}{seals}</p>'


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
        Verdict.DOUBTFUL: ("verdict.doubtful", "doubt"),
        Verdict.FIGURE_MISMATCH: ("verdict.mismatch", "doubt"),
        Verdict.UNSUPPORTED: ("verdict.unsupported", "doubt"),
    }[claim.verdict]
    if claim.reason == UNFINISHED:
        key = "verdict.unfinished"
    mark = f'<span aria-hidden="true">{_MARK_OF[claim.verdict]}</span>'
    fault = f": {run(claim.fault)}" if claim.fault and claim.fault != claim.text else ""
    parts = [f'<span class="{css}">{mark} {escape(text(answer.language, key))}{fault}</span>']
    agree = len(set(claim.citations))
    if claim.verdict is Verdict.SUPPORTED and answer.short_answer and agree > 1:
        parts.append(f"<span>{escape(text(answer.language, 'agree', n=agree))}</span>")
    return f'<p class="verdict">{"".join(parts)}</p>'


def refusal(turn: Turn, answer: Answer) -> str:
    """Return why the documents do not answer, with the nearest they come."""
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
