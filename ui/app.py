"""The Gradio page: which part shows what, and what each press does. The only file that imports gradio."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import YinzhengError
from rag.answer import Citation
from ui import dialog, panels, render
from ui.chat import Answerer, Conversation, Turn, ask, ask_alone, stopped
from ui.guard import from_here
from ui.render import Span
from ui.settings import Settings
from ui.strings import text

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

Shown = str | dict[str, Any]
"""New content of a panel, or Gradio's word for leaving it as it is."""

AT_ONCE = 4
"""Questions answered side by side; the next ones wait."""

LATE = 0.4
"""Seconds after which no step of a cancelled answer is on its way any more."""

WAITING = 64
"""Questions that may wait; one more is told to try again."""

WATCHING = 8
"""Pages that may watch a change of who answers side by side."""

STATIC = Path(__file__).parent / "static"

_BRIDGE = (
    "window.yinzheng.connect(trigger, ['example', 'cite', 'passage', 'open', 'restart', 'alone', 'stop', "
    "'settings', 'use', 'agree', 'cancel'])"
)
"""Hands Gradio's way of sending an event to the page's own script, with the names Gradio looks for."""


def build(pipeline: Answerer, settings: Settings) -> "gr.Blocks":
    """Return the page over `pipeline`, not yet served."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    import gradio as gr

    page = _Page(pipeline, settings)
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

    # Gradio hands over what the browser sent where an argument is annotated with its own class.
    def example(talk: Conversation, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        yield from page.typed(_sent(event).get("question"), talk)

    def alone(talk: Conversation, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        yield from page.alone(_sent(event).get("turn"), talk)

    def told(show: Callable[[Conversation, Mapping[str, object]], Shown]) -> Callable[..., Shown]:
        def handle(talk: Conversation, event: gr.EventData) -> Shown:
            return show(talk, _sent(event))

        return handle

    def opened(request: gr.Request) -> tuple[Any, ...]:
        return page.opened(here=from_here(dict(request.headers)))

    def setting(change: Callable[[Mapping[str, object]], None]) -> Callable[..., Iterator[tuple[Any, ...]]]:
        def handle(event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
            here = from_here(dict(request.headers))
            if here:
                change(_sent(event))
            yield from page.settings(here=here)

        return handle

    blocks = gr.Blocks(title="引證 Yinzheng", fill_height=True, analytics_enabled=False)
    with blocks:
        talk = gr.State(Conversation())
        masthead = gr.HTML(elem_id="masthead", js_on_load=_BRIDGE, apply_default_css=False)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                chat = gr.Chatbot(
                    elem_id="chat",
                    show_label=False,
                    container=False,
                    height="100%",
                    buttons=[],
                    feedback_options=None,
                    group_consecutive_messages=False,
                    autoscroll=False,
                )
                with gr.Row(elem_id="composer"):
                    box = gr.Textbox(
                        elem_id="box",
                        label=text("en", "question"),
                        placeholder=text("en", "placeholder"),
                        show_label=False,
                        container=False,
                        lines=1,
                        max_lines=6,
                        autofocus=True,
                    )
                    button = gr.Button(text("en", "ask"), elem_id="ask")
            with gr.Column(elem_id="side"):
                gr.HTML(panels.tabs(), elem_id="tabs", js_on_load=None, apply_default_css=False)
                source, passages, library = (
                    gr.HTML(elem_id=name, js_on_load=None, apply_default_css=False)
                    for name in ("source", "passages", "library")
                )
        choosing = gr.HTML(elem_id="settings", js_on_load=None, apply_default_css=False)
        asked = [chat, talk, box, source, passages, masthead]
        blocks.load(opened, None, [masthead, chat, source, passages, library, choosing], **quiet)
        typed = gr.on(
            [button.click, box.submit],
            page.typed,
            [box, talk],
            asked,
            concurrency_limit=AT_ONCE,
            concurrency_id="ask",
            **quiet,
        )
        sent = [
            getattr(masthead, event)(
                answer, [talk], asked, concurrency_limit=AT_ONCE, concurrency_id="ask", **quiet
            )
            for event, answer in (("example", example), ("alone", alone))
        ]
        ended = gr.State(-1)
        stop = masthead.stop(page.stop, [talk], [chat, talk, ended], cancels=[typed, *sent], **quiet)
        # A step that was on its way when the answer was cancelled may arrive after it, and write over what it shows.
        stop.then(page.late, None, None, **quiet).then(page.settle, [talk, ended], [chat, talk], **quiet)
        masthead.restart(page.restart, None, [chat, talk, passages], **quiet)
        for event, show in (("cite", page.cite), ("passage", page.passage), ("open", page.open)):
            getattr(masthead, event)(
                told(show), [talk], [source], concurrency_limit=AT_ONCE, concurrency_id="read", **quiet
            )
        for event, change, most in (
            ("settings", lambda _: None, WATCHING),
            ("use", lambda sent: settings.use(sent.get("spec"), sent.get("seconds")), WATCHING),
            ("agree", lambda sent: settings.agree(sent.get("words")), WATCHING),
            ("cancel", lambda _: settings.cancel(), 1),
        ):
            getattr(masthead, event)(
                setting(change), None, [masthead, choosing], concurrency_limit=most, **quiet
            )
    blocks.queue(max_size=WAITING)
    return blocks


def mount(
    app: "FastAPI",
    pipeline: Answerer,
    settings: Settings,
    *,
    login: Callable[[str, str], bool] | None = None,
) -> "FastAPI":
    """Put the page at `/` of `app`, behind `login` where there is one."""
    blocks = build(pipeline, settings)
    import gradio as gr

    mounted: FastAPI = gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        auth=login,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        max_file_size="1kb",
        favicon_path=str(STATIC / "icon.png"),
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
    )
    return mounted


class _Page:
    """What the page does; every argument that comes from a browser is looked up, never believed."""

    def __init__(self, pipeline: Answerer, settings: Settings) -> None:
        self._pipeline = pipeline
        self._settings = settings

    def opened(self, *, here: bool) -> tuple[Any, ...]:
        """Show a page just opened; `here` is whether from this machine."""
        documents = self._pipeline.library.documents()
        first = self._pipeline.library.document(documents[0].id) if documents else None
        return (
            self._masthead(),
            _messages([("assistant", render.welcome(documents))]),
            panels.source(first),
            panels.passages(None),
            panels.library(documents),
            self._dialog(here=here),
        )

    def settings(self, *, here: bool) -> Iterator[tuple[Any, ...]]:
        """Show who answers, and how far a change has come until it is over."""
        shown: tuple[Any, ...] = ()
        for _ in self._settings.watch():
            now = (self._masthead(), self._dialog(here=here))
            yield (_as_it_is(), _as_it_is()) if now == shown else now
            shown = now

    def typed(self, question: object, talk: Conversation) -> Iterator[tuple[Any, ...]]:
        """Answer what was typed, showing each step."""
        yield from self._shown(ask(self._pipeline, talk, question))

    def alone(self, turn: object, talk: Conversation) -> Iterator[tuple[Any, ...]]:
        """Answer the question of an earlier turn again as it was typed, showing each step."""
        yield from self._shown(ask_alone(self._pipeline, talk, turn))

    def _shown(self, steps: Iterator[Conversation]) -> Iterator[tuple[Any, ...]]:
        for said in steps:
            turn = said.turns[-1]
            yield (
                _messages(render.conversation(said)),
                said,
                _as_it_is() if turn.done else "",
                self._answered(turn) if turn.answer else _as_it_is(),
                _as_it_is() if turn.hits is None else panels.passages(turn),
                # Who answers may have been changed from another page.
                self._masthead() if turn.done or turn.hits is None else _as_it_is(),
            )

    def _masthead(self) -> str:
        documents = self._pipeline.library.documents()
        return panels.masthead(documents, model=self._pipeline.model, sends_to=self._pipeline.sends_to)

    def _dialog(self, *, here: bool) -> str:
        return dialog.settings(self._settings, changeable=here and self._settings.changeable)

    def stop(self, talk: Conversation) -> tuple[Any, ...]:
        """Stop an answer that is being written; Gradio has closed its steps, and with them the model's."""
        talk = stopped(talk)
        return _messages(render.conversation(talk)), talk, talk.turns[-1].number if talk.turns else -1

    def late(self) -> None:
        """Give a step that is on its way the time to arrive."""
        time.sleep(LATE)

    def settle(self, talk: Conversation, ended: int) -> tuple[Any, ...]:
        """Show once more that a turn was stopped, if it is still the last."""
        if not talk.turns or talk.turns[-1].number != ended:
            return _as_it_is(), _as_it_is()
        return self.stop(talk)[:2]

    def restart(self) -> tuple[Any, ...]:
        """Begin a new conversation."""
        documents = self._pipeline.library.documents()
        welcome = _messages([("assistant", render.welcome(documents))])
        return welcome, Conversation(), panels.passages(None)

    def cite(self, talk: Conversation, sent: Mapping[str, object]) -> Shown:
        """Show the document that a marker of an earlier answer cites."""
        turn = talk.turn(sent.get("turn"))
        citation = talk.citation(sent.get("turn"), sent.get("marker"))
        return self._cited(turn, citation)

    def passage(self, talk: Conversation, sent: Mapping[str, object]) -> Shown:
        """Show a passage where it stands in its document."""
        turn, index = talk.turn(sent.get("turn")), sent.get("passage")
        hits = (turn.hits or ()) if turn else ()
        if turn is None or not isinstance(index, int) or not 0 <= index < len(hits):
            return self._cited(None, None)
        hit = hits[index]
        here = Span(f"{turn.number}-p{index}", "", hit.start, hit.end)
        return self._read(hit.document, (*render.spans(turn, hit.document), here), here.key)

    def open(self, _talk: Conversation, sent: Mapping[str, object]) -> Shown:
        """Show a document of the library."""
        wanted = sent.get("document")
        known = next((d.id for d in self._pipeline.library.documents() if d.id == wanted), None)
        return self._cited(None, None) if known is None else self._read(known, (), "")

    def _answered(self, turn: Turn) -> Shown:
        citations = turn.answer.citations if turn.answer else ()
        return self._cited(turn, citations[0] if citations else None)

    def _cited(self, turn: Turn | None, citation: Citation | None) -> Shown:
        if turn is None or citation is None:
            return _as_it_is()
        marked = render.spans(turn, citation.document)
        return self._read(citation.document, marked, f"{turn.number}-{citation.marker}")

    def _read(self, document: str, marked: tuple[Span, ...], focus: str) -> Shown:
        try:
            return panels.source(self._pipeline.library.document(document), marked, focus=focus)
        except YinzhengError:  # removed from the library since
            return _as_it_is()


def _messages(pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Wrap markup for the Chatbot as HTML parts, which it shows without reading them as Markdown."""
    import gradio as gr

    return [
        {"role": role, "content": gr.HTML(markup, js_on_load=None, apply_default_css=False, render=False)}
        for role, markup in pairs
    ]


def _as_it_is() -> Shown:
    import gradio as gr

    skip: Shown = gr.skip()
    return skip


def _sent(event: "gr.EventData") -> Mapping[str, object]:
    return event._data if isinstance(event._data, dict) else {}
