"""Who answers on this server, and its change from the page: tried before it counts, left at any moment. No gradio here.

A change runs in a thread of its own; what was in use answers until the new one has said its first word.
"""

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from index.errors import YinzhengError
from rag.generate import Generator, first_word, kind_of, open_generator
from ui.chat import Answerer
from ui.console import sentence

if TYPE_CHECKING:
    from index.hub import Offer

SECONDS = 120
"""How long a language model may take for one answer, unless somebody says otherwise."""

LONGEST_SPEC = 1000
MOST_SECONDS = 3600

BEAT = 1.0
"""Seconds after which whoever watches is shown the same again, so that it is noticed when they have left."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a change has come: at work, waiting for consent, done, or failed.

    `words` is a key of `ui.strings` and `values` what fills it; `message` an error's own sentence. A download has a
    `size` in bytes, 0 where the hub does not say, and what has `come` of it.
    """

    kind: Literal["busy", "asks", "done", "failed"]
    words: str
    values: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    come: int | None = None
    size: int = 0


@dataclass(slots=True)
class _Change:
    spec: str
    seconds: int
    agreed: frozenset[str] = frozenset()
    offer: "Offer | None" = None
    stop: threading.Event = field(default_factory=threading.Event)


class _Asks(Exception):
    """What has to be agreed to before the change goes on."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.words)
        self.step = step


class Settings:
    """Who answers, for every page of one server, and the one change that may be under way. Threads may share it."""

    def __init__(self, pipeline: Answerer, *, spec: str = "none", changeable: bool = False) -> None:
        """Take what answers now.

        Args:
            pipeline: whose writer is changed.
            spec: what `--llm` said of it.
            changeable: whether whoever is at the page is surely the one who started the server.
        """
        self.changeable = changeable
        self._pipeline = pipeline
        self._spec = spec
        self._change: _Change | None = None
        self._step: Step | None = None
        self._changes = 0
        self._changed = threading.Condition()
        # A model that is being loaded cannot be left: the next one waits until that is over.
        self._alone = threading.Lock()

    @property
    def spec(self) -> str:
        """What `--llm` takes for what is in use."""
        return self._spec

    @property
    def seconds(self) -> int:
        """How long the model in use may take for one answer."""
        writer = self._pipeline.writer
        return SECONDS if writer is None else int(writer.seconds)

    @property
    def model(self) -> str | None:
        """The language model in use, None for the offline reader."""
        return self._pipeline.model

    @property
    def sends_to(self) -> str | None:
        """The host that questions and passages go to, None where they stay on this machine."""
        return self._pipeline.sends_to

    @property
    def step(self) -> Step | None:
        """How far the latest change has come, None where there was none or it was given up."""
        return self._step

    @property
    def changes(self) -> int:
        """How many changes were asked for: two that end the same way are told apart by it."""
        return self._changes

    def use(self, spec: object, seconds: object) -> None:
        """Begin a change, unless one is at work; neither argument is trusted to be of any kind."""
        with self._changed:
            if not self.changeable or self._busy():
                return
            self._changes += 1
            if type(seconds) is not int or not 1 <= seconds <= MOST_SECONDS:
                self._show(Step("failed", "settings.seconds.wrong"))
                return
            named = spec.encode("utf-8", "replace").decode().strip() if isinstance(spec, str) else ""
            self._begin(_Change(named[:LONGEST_SPEC], seconds))

    def agree(self, words: object) -> None:
        """Go on with a change that asked for consent with these words; a press too many agrees to nothing unseen."""
        with self._changed:
            change, step = self._change, self._step
            if change is not None and step is not None and step.kind == "asks" and step.words == words:
                change.agreed |= {step.words}
                self._begin(change)

    def cancel(self) -> None:
        """Give up the change that is under way; nothing has changed."""
        with self._changed:
            if self._change is not None:
                self._change.stop.set()
                self._change = None
                self._show(None)

    def watch(self) -> Iterator[Step | None]:
        """Yield how far the change has come, each time it is further and once a second, until nobody is at work."""
        while True:
            with self._changed:
                step = self._step
            yield step
            if step is None or step.kind != "busy":
                return
            with self._changed:
                if self._step is step:
                    self._changed.wait(timeout=BEAT)

    def _busy(self) -> bool:
        return self._step is not None and self._step.kind == "busy"

    def _show(self, step: Step | None) -> None:
        self._step = step
        self._changed.notify_all()

    def _begin(self, change: _Change) -> None:
        self._change = change
        self._show(Step("busy", "settings.checking", {"name": change.spec}))
        threading.Thread(target=self._run, args=(change,), name="yinzheng-settings", daemon=True).start()

    def _tell(self, change: _Change, step: Step) -> None:
        with self._changed:
            if self._change is change:
                self._show(step)

    def _run(self, change: _Change) -> None:
        try:
            with self._alone:
                if not change.stop.is_set():
                    self._take(change, self._opened(change))
        except _Asks as asked:
            self._tell(change, asked.step)
        except Exception as error:
            if not isinstance(error, YinzhengError):
                _log.exception("a language model could not be brought into use")
            self._tell(change, Step("failed", *self._named("settings.failed"), message=sentence(error)))

    def _take(self, change: _Change, generator: Generator | None) -> None:
        from rag.fluent import Writer

        with self._changed:
            if self._change is not change:
                return
            # What was in use goes when the last answer that it began is over.
            self._pipeline.writer = None if generator is None else Writer(generator, float(change.seconds))
            self._spec, self._change = change.spec, None
            self._show(Step("done", *self._named("settings.done")))

    def _named(self, words: str) -> tuple[str, Mapping[str, str]]:
        """The words with the name of the model in use, or those of the offline reader."""
        model = self._pipeline.model
        return (f"{words}.offline", {}) if model is None else (words, {"name": model})

    def _opened(self, change: _Change) -> Generator | None:
        """Open what was asked for and hear its first word."""
        kind = kind_of(change.spec)
        if kind == "none":
            return None
        if kind == "model":
            self._fetch(change)
            if change.stop.is_set():
                return None
            self._tell(change, Step("busy", "settings.loading", {"name": change.spec}))
        writer = self._pipeline.writer
        known = writer.generator if writer is not None and change.spec == self._spec else None
        generator = known or open_generator(change.spec)
        if generator is None:
            return None
        if known is None and generator.sends_to is not None:
            _consent(change, "settings.ask.send", name=generator.name, host=generator.sends_to)
        self._tell(change, Step("busy", "settings.trying", {"name": generator.name}))
        first_word(generator, stop=change.stop, seconds=change.seconds)
        return generator

    def _fetch(self, change: _Change) -> None:
        """Bring a model of the hub here, unless it is: first the hub is asked for it, then it is fetched."""
        from index.fetch import fetch
        from index.hub import WRITING, hub_host, look_up, missing

        if not missing(change.spec, use=WRITING):
            return
        named = {"name": change.spec, "host": hub_host()}
        _consent(change, "settings.ask.look", **named)
        if change.offer is None:
            self._tell(change, Step("busy", "settings.looking", named))
            change.offer = look_up(change.spec, use=WRITING)
        size = change.offer.size
        asked = "settings.ask.download" if size else "settings.ask.unsized"
        _consent(change, asked, **named, size=in_words(size))
        for come in fetch(change.spec, stop=change.stop):
            self._tell(change, Step("busy", "settings.downloading", named, come=come, size=size))


def _consent(change: _Change, words: str, **values: str) -> None:
    """Go on where this was agreed to, else ask for it."""
    if words not in change.agreed:
        raise _Asks(Step("asks", words, values))


def in_words(size: int) -> str:
    """Return a number of bytes as people say it.

    >>> in_words(8_044_936_192), in_words(1_200_000), in_words(0)
    ('8.04 GB', '1 MB', '0 MB')
    """
    return f"{size / 1e9:.2f} GB" if size >= 1e8 else f"{size / 1e6:.0f} MB"
