"""A turn of the conversation as safe HTML. Pure: text in, markup out.

What comes from a question, a document or a model goes through `escape`; nothing is read as Markdown or HTML.
"""

from collections.abc import Sequence

from rag.answer import Answer
from ui.chat import Conversation, DocumentInfo, Turn, examples
from ui.claims import claimed, quote, refusal, withheld, word_by_word
from ui.markup import Span, cut, escape, run, script_of, word
from ui.strings import known, text

__all__ = [
    "Span",
    "conversation",
    "cut",
    "escape",
    "quote",
    "reply",
    "run",
    "script_of",
    "spans",
    "welcome",
    "word",
    "word_by_word",
]

LISTED = 5
"""Documents the welcome names before it only counts them."""


def spans(turn: Turn, document: str) -> tuple[Span, ...]:
    """Return what `turn` cites in `document`."""
    said = turn.answer or turn.draft
    if said is None:
        return ()
    return tuple(
        Span(f"{turn.number}-{c.marker}", str(c.marker), c.start, c.end, c.answer_start, c.answer_end)
        for c in said.citations
        if c.document == document
    )


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
        return _whole(turn, turn.answer)
    if turn.problem is not None:
        said = word(turn.problem) if known(turn.problem) else run(turn.message)
        return f'{_draft(turn)}<p class="problem" role="alert">{said}</p>'
    if turn.rewriting:
        return f'{_draft_so_far(turn)}<p class="progress">{word("stage.rewriting")} {_stop()}</p>'
    if turn.draft or turn.writing:
        return _draft(turn)
    if turn.hits is None:
        return f'<p class="progress">{word("stage.searching")}</p>'
    return f'<p class="progress">{word("stage.reading", len(turn.hits))}</p>'


def _draft(turn: Turn) -> str:
    """What a model has said so far: the sentences checked, then the one it is at, marked as not checked.

    Of several questions, the answers there are stay above the one that is being written.
    """
    checked = _draft_so_far(turn)
    if turn.done:
        return checked
    under_way = ""
    if turn.writing.strip():
        under_way = f'<p class="writing" lang="{script_of(turn.writing)}">{escape(turn.writing)}</p>'
    return f'{checked}{under_way}<p class="progress">{word("stage.writing")} {_stop()}</p>'


def _draft_so_far(turn: Turn) -> str:
    return _whole(turn, turn.draft) if turn.draft else ""


def _stop() -> str:
    return word("stop", tag="button").replace("<button", '<button type="button" class="stop" data-stop', 1)


def _whole(turn: Turn, answer: Answer) -> str:
    """An answer with those to each question it is made of, if several were asked."""
    return "".join(_part(turn, part) for part in answer.parts) or _said(turn, answer)


def _part(turn: Turn, answer: Answer) -> str:
    """One of several questions asked at once, and its answer."""
    return f'<h3 class="part">{run(answer.question)}</h3>{_said(turn, answer)}'


def _said(turn: Turn, answer: Answer) -> str:
    note = "".join(
        f'<p class="note" lang="{answer.language}">{escape(line)}</p>'
        for line in (answer.note or "").splitlines()
    )
    said = (refusal if answer.refused else claimed)(turn, answer)
    return f"{_understood(turn, answer)}{said}{note}{withheld(answer)}"


def _understood(turn: Turn, answer: Answer) -> str:
    """How a question that leaned on the conversation was read; once answered, a way to ask it as it was typed."""
    if answer.understood is None:
        return ""
    language = answer.language
    again = (
        ""
        if turn.answer is None
        else (
            f'<button type="button" class="alone" data-alone="{turn.number}" '
            f'title="{escape(text(language, "alone.tip"))}">{escape(text(language, "alone"))}</button>'
        )
    )
    by = (answer.understood_by or "").partition("llm:")[2]
    label = escape(text(language, "understood.by", name=by) if by else text(language, "understood"))
    return f'<p class="understood" lang="{language}">{label}{run(answer.understood)} {again}</p>'
