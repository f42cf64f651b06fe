"""The head of the page and its right side: the source, the passages found, the library. Pure."""

from collections.abc import Sequence

from index.document import Block, BlockKind, Document
from rag.answer import Hit
from ui.chat import DocumentInfo, Turn
from ui.render import Span, cut, escape, run, script_of, spans, word

SHOWN = 120_000
"""Characters of a document the page shows at once; a longer one is shown around its citation."""

_TAGS = {
    BlockKind.TITLE: ("h1", "title"),
    BlockKind.BYLINE: ("p", "byline"),
    BlockKind.HEADING: ("h2", "heading"),
    BlockKind.CAPTION: ("p", "caption"),
}
_LANGUAGES = (("zh-Hant", "繁", "繁體中文"), ("zh-Hans", "简", "简体中文"), ("en", "EN", "English"))


def masthead(
    documents: Sequence[DocumentInfo], *, model: str | None = None, sends_to: str | None = None
) -> str:
    """Return the head of the page: the name, what is loaded, who answers, and the choice of language.

    `model` is the language model that writes, None for the offline reader; `sends_to` the host that it is on, where
    questions and passages leave this machine.
    """
    loaded = word("documents", len(documents))
    if documents:
        loaded = f'{run(documents[0].title)}<span aria-hidden="true"> ・ </span>{loaded}'
    choices = "".join(
        f'<button type="button" data-language="{tag}" lang="{tag}" aria-label="{name}" aria-pressed="false">'
        f"{short}</button>"
        for tag, short, name in _LANGUAGES
    )
    return (
        '<header><span class="logo" lang="zh-Hant" aria-hidden="true">引證</span>'
        f'{word("name", tag="strong", css="name")}<span class="loaded">{loaded}</span>'
        '<span class="gap"></span><button type="button" class="new" data-new>'
        f'<span aria-hidden="true">＋</span>{word("new")}</button>'
        f"{_badge(model, sends_to)}"
        f'<span class="languages" role="group" data-i18n-label="languages">{choices}</span></header>'
    )


def who(model: str | None, sends_to: str | None) -> tuple[str, str, str]:
    """Return who answers as markup, the key of the words on whether anything leaves this machine, and their class."""
    if model is None:
        return word("offline"), "offline.tip", ""
    if sends_to is None:
        return run(model), "model.tip", ""
    return run(f"{model} @ {sends_to}"), "model.tip.sent", "sent"


def _badge(model: str | None, sends_to: str | None) -> str:
    """Who answers, as the button that opens the settings."""
    name, tip, css = who(model, sends_to)
    return (
        f'<button type="button" class="{f"offline {css}".strip()}" data-settings aria-haspopup="dialog" '
        f'data-i18n-title="{tip}"><span class="dot" aria-hidden="true"></span>{name}</button>'
    )


def tabs() -> str:
    """Return the tabs of the right side; the page's script moves between them."""
    names = "".join(
        f'<button type="button" role="tab" id="tab-{name}" aria-controls="{name}" data-tab="{name}" '
        f'aria-selected="{str(i == 0).lower()}" tabindex="{0 if i == 0 else -1}">{word(f"tab.{name}")}'
        f'<span class="number"></span></button>'
        for i, name in enumerate(("source", "passages", "library"))
    )
    return (
        f'<div class="tabs"><div role="tablist" data-i18n-label="side">{names}</div>'
        '<button type="button" class="close" data-close data-i18n-label="close">'
        '<span aria-hidden="true">✕</span></button></div>'
    )


def source(document: Document | None, marked: Sequence[Span] = (), *, focus: str = "") -> str:
    """Return a document to read, its citations marked; `focus` is the key of the mark to bring into view."""
    if document is None:
        return word("source.empty", tag="p", css="hollow")
    low, high = _window(document, marked, focus)
    shown = [b for b in _blocks(document) if b.end > low and b.start < high and _readable(b, marked)]
    parts = []
    if not any(b.kind is BlockKind.TITLE for b in shown):
        parts.append(f'<h1 class="title">{escape(document.title)}</h1>')
    byline = " ・ ".join(part for part in (document.byline, document.published) if part)
    if byline and not any(b.kind is BlockKind.BYLINE for b in shown):
        parts.append(f'<p class="byline">{escape(byline)}</p>')
    cut_short = low > 0 or high < len(document.text)
    if cut_short:
        parts.append(word("source.cut", tag="p", css="hollow"))
    begun: set[str] = set()
    for block in shown:
        tag, css = _TAGS.get(block.kind, ("p", "paragraph"))
        inside = _marked(document, max(block.start, low), min(block.end, high), marked, begun)
        parts.append(f'<{tag} class="{css}">{inside}</{tag}>')
    return (
        f'<article class="document" lang="{script_of(document.text[:4000])}" data-focus="{escape(focus)}">'
        f"{''.join(parts)}</article>"
    )


def passages(turn: Turn | None) -> str:
    """Return the passages found for a question, best first, what the answer cites marked."""
    if turn is None or not turn.hits:
        return f'<div data-count="0">{word("passages.empty", tag="p", css="hollow")}</div>'
    items = "".join(_passage(turn, i, hit) for i, hit in enumerate(turn.hits))
    question = (turn.answer and turn.answer.understood) or turn.question
    asked = f'<p class="for" lang="{script_of(question)}">{escape(question)}</p>'
    return f'<div data-count="{len(turn.hits)}">{asked}<ol class="passages">{items}</ol></div>'


def library(documents: Sequence[DocumentInfo]) -> str:
    """Return what is loaded: title, where it came from, how many passages."""
    if not documents:
        return word("library.empty", tag="p", css="hollow")
    items = "".join(
        f'<li><button type="button" class="open" data-open="{escape(d.id)}" lang="{script_of(d.title)}">'
        f'{escape(d.title)}</button><p><span class="path">{escape(d.source)}</span>'
        f"{word('library.passages', d.passages)}</p></li>"
        for d in documents
    )
    return f'<ul class="library">{items}</ul>'


def _passage(turn: Turn, index: int, hit: Hit) -> str:
    cited = spans(turn, hit.document)
    body = []
    for a, b, over, _ in cut(hit.start, hit.end, cited):
        piece = escape(hit.text[a - hit.start : b - hit.start])
        body.append(f"<mark>{piece}</mark>" if over else piece)
    trail = " › ".join(part for part in (hit.title, hit.heading) if part)
    return (
        f'<li><p class="trail"><button type="button" class="open" lang="{script_of(trail)}" '
        f'data-turn="{turn.number}" data-passage="{index}">{escape(trail)}</button>'
        f'<span class="score">{word("score")} {hit.score:.2f}</span></p>'
        f'<p class="text" lang="{script_of(hit.text)}">{"".join(body)}</p></li>'
    )


def _marked(document: Document, start: int, end: int, marked: Sequence[Span], begun: set[str]) -> str:
    out = []
    for a, b, over, answers in cut(start, end, marked):
        piece = escape(document.text[a:b])
        if not over:
            out.append(piece)
            continue
        new = [s for s in over if s.key not in begun]
        begun.update(s.key for s in new)
        labels = " ".join(s.label for s in new if s.label)
        seal = f'<span class="margin" aria-hidden="true">{escape(labels)}</span>' if labels else ""
        keys = escape(" ".join(s.key for s in over))
        css = ' class="answers"' if answers else ""
        first = ' tabindex="-1"' if new else ""
        out.append(f'{seal}<mark{css} data-cite="{keys}"{first}>{piece}</mark>')
    return "".join(out)


def _readable(block: Block, marked: Sequence[Span]) -> bool:
    if block.kind in (BlockKind.CHROME, BlockKind.IMAGE):
        return any(s.start < block.end and block.start < s.end for s in marked)
    return True


def _blocks(document: Document) -> Sequence[Block]:
    if document.blocks:
        return document.blocks
    blocks, at = [], 0
    for line in document.text.splitlines(keepends=True):
        if line.strip():
            blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(line.rstrip())))
        at += len(line)
    return blocks


def _window(document: Document, marked: Sequence[Span], focus: str) -> tuple[int, int]:
    if len(document.text) <= SHOWN:
        return 0, len(document.text)
    middle = next((s.start for s in marked if s.key == focus), 0)
    low = max(0, min(middle - SHOWN // 2, len(document.text) - SHOWN))
    return low, low + SHOWN
