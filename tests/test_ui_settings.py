"""Who answers, changed while a server runs: tried first, agreed to where it must be, safe for answers under way."""

import gc
import logging
import shutil
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index import fetch, hub
from index.errors import GeneratorError
from rag.answer import Answered, Writing
from rag.fluent import Writer
from rag.generate import Message
from rag.pipeline import Pipeline
from ui import dialog, settings
from ui.settings import Settings, Step, in_words

if TYPE_CHECKING:
    from index.library import Library

QUESTION = "2023年螞蟻集團的研發投入是多少?"
SAID = "螞蟻集團2023年研發投入達到211.9億元[1]。"


class Saying:
    """A generator that says one thing, in two halves; `held` keeps the second back, `fails` all."""

    def __init__(self, name: str, *, sends_to: str | None = None, fails: str | None = None) -> None:
        self.name, self.sends_to, self.context = name, sends_to, 4096
        self.fails, self.heard = fails, 0
        self.held = threading.Event()
        self.held.set()

    def count(self, text: str) -> int:
        return len(text)

    def stream(self, messages: Sequence[Message], *, stop: threading.Event, seconds: float) -> Any:
        self.heard += 1
        if self.fails:
            raise GeneratorError(self.fails)
        yield SAID[:9]
        while not self.held.is_set() and not stop.is_set():
            time.sleep(0.01)
            yield ""
        yield SAID[9:]


@pytest.fixture
def pipeline(seeds_library: "Library") -> Pipeline:
    return Pipeline(seeds_library)


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], list[str]]:
    """Have every server and model be what the test gives, and note what was opened."""

    def opens(given: Any) -> list[str]:
        opened: list[str] = []

        def open_generator(spec: str) -> Any:
            opened.append(spec)
            return given(spec) if callable(given) else given

        monkeypatch.setattr(settings, "open_generator", open_generator)
        return opened

    return opens


def ended(now: Settings) -> Step:
    """Wait until nobody is at work, and return how it ended."""
    *_, step = now.watch()
    assert step is not None
    return step


def used(now: Settings, spec: object, seconds: object = 120) -> Step:
    now.use(spec, seconds)
    return ended(now)


SERVER = "openai:http://127.0.0.1:9/v1#m"


# --- a change ---


def test_a_model_is_chosen_and_given_up_again(pipeline: Pipeline, opens: Any) -> None:
    opened = opens(Saying("m"))
    now = Settings(pipeline, changeable=True)
    assert (now.model, now.spec, now.seconds, now.step) == (None, "none", 120, None)
    step = used(now, f" {SERVER} ", 60)
    assert (step.kind, step.words, step.values) == ("done", "settings.done", {"name": "m"})
    assert (now.model, now.spec, now.seconds, opened) == ("m", SERVER, 60, [SERVER])
    assert pipeline.ask(QUESTION).answerer == "llm:m"
    assert used(now, "none").words == "settings.done.offline"
    assert (now.model, now.spec) == (None, "none")
    assert pipeline.ask(QUESTION).answerer == "reader"


def test_the_same_model_with_another_limit_is_not_loaded_again(pipeline: Pipeline, opens: Any) -> None:
    model = Saying("m")
    opened = opens(model)
    now = Settings(pipeline, changeable=True)
    used(now, SERVER)
    assert used(now, SERVER, 30).kind == "done"
    assert (opened, now.seconds) == ([SERVER], 30)
    assert pipeline.writer is not None and pipeline.writer.generator is model


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("", "takes none, a model's folder or hub id"),
        (None, "takes none"),
        (7, "takes none"),
        ("http://localhost:11434/v1", "put openai: before its URL"),
        ("openai:localhost#m", "needs an http:// or https:// base URL"),
        ("openai:http://127.0.0.1:9/v1", "no model"),
        (SERVER, r"http://127\.0\.0\.1:9/v1 cannot be reached .* Start it, or correct the URL"),
        ("/no/such/folder", "There is no model folder"),
        ("a\ud83db", "There is no model folder 'a?b'"),
        ("x" * 5000, "There is no model folder"),
        ("nobody/no-such-model", "HF_HUB_OFFLINE is set"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_changes_nothing(
    pipeline: Pipeline, spec: object, said: str
) -> None:
    before = Writer(Saying("before"), 90.0)
    pipeline.writer = before
    now = Settings(pipeline, spec="openai:http://localhost/v1#before", changeable=True)
    step = used(now, spec)
    assert (step.kind, step.words, step.values) == ("failed", "settings.failed", {"name": "before"})
    with pytest.raises(GeneratorError, match=said.replace("a?b", r"a\?b")):
        raise GeneratorError(step.message)
    assert (pipeline.writer, now.seconds) == (before, 90)


@pytest.mark.parametrize("how", ["empty", "without a template"])
def test_a_folder_that_is_no_chat_model(
    pipeline: Pipeline, tmp_path: Path, chat_model: Path, how: str
) -> None:
    folder = tmp_path / "model"
    if how == "empty":
        folder.mkdir()
    else:
        shutil.copytree(chat_model, folder)
        (folder / "chat_template.jinja").unlink()
    step = used(Settings(pipeline, changeable=True), str(folder))
    assert step.words == "settings.failed.offline"
    assert ("could not be loaded" if how == "empty" else "no chat template") in step.message
    assert pipeline.writer is None


def test_a_model_that_does_not_answer_is_not_used(pipeline: Pipeline, opens: Any) -> None:
    opens(Saying("m", fails="The key was refused."))
    step = used(Settings(pipeline, changeable=True), SERVER)
    assert (step.kind, step.message) == ("failed", "The key was refused.")
    assert pipeline.writer is None


@pytest.mark.parametrize("seconds", [0, 3601, -1, None, "60", 1.5, True])
def test_a_wrong_limit_is_told(pipeline: Pipeline, opens: Any, seconds: object) -> None:
    opened = opens(Saying("m"))
    assert used(Settings(pipeline, changeable=True), SERVER, seconds).words == "settings.seconds.wrong"
    assert opened == []


def test_what_nobody_foresaw_is_one_sentence_too(
    pipeline: Pipeline, opens: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: str) -> None:
        raise ZeroDivisionError("inside")

    opens(fail)
    with caplog.at_level(logging.ERROR):
        step = used(Settings(pipeline, changeable=True), SERVER)
    assert step.kind == "failed" and "ZeroDivisionError" in step.message
    assert "inside" in caplog.text


def test_where_it_may_not_be_changed_it_is_not(pipeline: Pipeline, opens: Any) -> None:
    opened = opens(Saying("m"))
    now = Settings(pipeline)
    now.use(SERVER, 120)
    now.agree("settings.ask.send")
    now.cancel()
    assert (now.step, opened, pipeline.writer) == (None, [], None)


@pytest.mark.parametrize(
    "payload", ["<img src=x onerror=alert(1)>", "${alert(1)} {{constructor}}", '"><script>']
)
def test_what_is_typed_and_what_a_server_says_is_text(pipeline: Pipeline, opens: Any, payload: str) -> None:
    opens(Saying(payload, fails=payload))
    now = Settings(pipeline, changeable=True)
    used(now, f"openai:http://127.0.0.1:9/v1#{payload}")
    failed = dialog.settings(now, changeable=True)
    opens(Saying(payload, sends_to=payload))
    used(now, f"openai:http://127.0.0.1:9/v1#{payload}")
    asks = dialog.settings(now, changeable=True)
    now.agree("settings.ask.send")
    ended(now)
    for markup in (
        failed,
        asks,
        dialog.settings(now, changeable=True),
        dialog.settings(now, changeable=False),
    ):
        assert not any(bad in markup for bad in ("<img", "<script", "${", "{{"))
    assert "alert(1)" not in payload or "alert(1)" in failed


def test_a_page_that_may_not_choose_gets_no_form(pipeline: Pipeline, opens: Any) -> None:
    opens(Saying("m"))
    now = Settings(pipeline, changeable=True)
    used(now, SERVER)
    told = dialog.settings(now, changeable=False)
    assert "settings.fixed" in told and ">m<" in told
    assert not any(held in told for held in ("<form", "<input", "127.0.0.1", "data-agree", "settings.done"))


# --- consent ---


def test_a_server_elsewhere_is_sent_nothing_before_it_is_agreed_to(pipeline: Pipeline, opens: Any) -> None:
    model = Saying("m", sends_to="llm.example")
    opens(model)
    now = Settings(pipeline, changeable=True)
    step = used(now, "openai:https://llm.example/v1#m")
    assert (step.kind, step.words) == ("asks", "settings.ask.send")
    assert step.values == {"name": "m", "host": "llm.example"}
    assert (model.heard, pipeline.writer) == (0, None)
    now.agree("settings.ask.look")
    assert now.step == step
    now.agree(step.words)
    assert ended(now).kind == "done"
    assert (now.sends_to, model.heard) == ("llm.example", 1)
    used(now, "none")
    assert used(now, "openai:https://llm.example/v1#m").kind == "asks"
    now.cancel()
    now.agree(step.words)
    assert list(now.watch()) == [None]
    assert now.model is None


@pytest.mark.parametrize("size", [8_000_000_000, 0])
def test_the_hub_is_asked_and_then_fetched_from_only_with_consent(
    pipeline: Pipeline, opens: Any, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    did: list[str] = []

    def look_up(name: str, *, use: object) -> hub.Offer:
        did.append("look")
        return hub.Offer(("model.safetensors",), size)

    def fetched(name: str, *, stop: threading.Event) -> Iterator[int]:
        did.append("fetch")
        yield 400_000_000

    monkeypatch.setattr(hub, "missing", lambda name, use: True)
    monkeypatch.setattr(hub, "look_up", look_up)
    monkeypatch.setattr(fetch, "fetch", fetched)
    opened = opens(Saying("m"))
    now = Settings(pipeline, changeable=True)
    step = used(now, "nobody/m")
    assert (step.words, did) == ("settings.ask.look", [])
    assert step.values == {"name": "nobody/m", "host": "huggingface.co"}
    now.agree(step.words)
    step = ended(now)
    assert step.words == ("settings.ask.download" if size else "settings.ask.unsized")
    assert step.values["size"] == in_words(size)
    assert (did, opened) == (["look"], [])
    now.agree(step.words)
    assert ended(now).kind == "done"
    assert (did, opened, now.model) == (["look", "fetch"], ["nobody/m"], "m")


# --- while it goes on ---


def test_a_change_can_be_given_up_and_the_next_waits_for_what_cannot_be_left(
    pipeline: Pipeline, opens: Any
) -> None:
    loading, loaded = threading.Event(), threading.Event()

    def load(spec: str) -> Saying:
        if spec.endswith("slow"):
            loading.set()
            assert loaded.wait(10)
        return Saying(spec[-4:])

    opens(load)
    now = Settings(pipeline, changeable=True)
    now.use("openai:http://127.0.0.1:9/v1#slow", 120)
    assert loading.wait(10)
    now.use("openai:http://127.0.0.1:9/v1#deaf", 120)
    assert now.step is not None and now.step.values == {"name": "openai:http://127.0.0.1:9/v1#slow"}
    now.cancel()
    assert now.step is None
    now.use("openai:http://127.0.0.1:9/v1#next", 120)
    assert now.step is not None
    loaded.set()
    assert ended(now).values == {"name": "next"}
    assert now.model == "next"


def test_waiting_for_a_first_word_can_be_given_up(pipeline: Pipeline, opens: Any) -> None:
    class Silent(Saying):
        def stream(self, messages: Sequence[Message], *, stop: threading.Event, seconds: float) -> Any:
            while not stop.wait(0.01):
                yield ""
            over.set()

    over = threading.Event()
    opens(Silent("m"))
    now = Settings(pipeline, changeable=True)
    now.use(SERVER, 120)
    while now.step is None or now.step.words != "settings.trying":
        time.sleep(0.01)
    now.cancel()
    assert over.wait(5)
    assert pipeline.writer is None


def test_whoever_watches_is_asked_every_second_whether_they_are_there(
    pipeline: Pipeline, opens: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "BEAT", 0.01)
    let_go = threading.Event()
    opens(lambda _: let_go.wait(10) and Saying("m"))
    now = Settings(pipeline, changeable=True)
    now.use(SERVER, 120)
    watching = now.watch()
    steps = [next(watching) for _ in range(3)]
    assert [step and step.kind for step in steps] == ["busy"] * 3
    watching.close()  # type: ignore[attr-defined]
    let_go.set()
    assert ended(now).kind == "done"


def test_an_answer_ends_with_the_model_it_began_with_which_is_then_let_go(
    pipeline: Pipeline, opens: Any
) -> None:
    first, second = Saying("first"), Saying("second")
    first.held.clear()
    pipeline.writer = Writer(first)
    opens(second)
    now = Settings(pipeline, spec="openai:http://localhost/v1#first", changeable=True)
    events = pipeline.stream(f"{QUESTION} 螞蟻森林種了多少棵樹?")
    while not isinstance(next(events), Writing):
        pass
    assert used(now, SERVER).kind == "done"
    assert pipeline.ask(QUESTION).answerer == "llm:second"
    gone = weakref.ref(first)
    first.held.set()
    del first
    *_, last = events
    assert isinstance(last, Answered)
    assert [part.answerer for part in last.answer.parts] == ["llm:first", "llm:first"]
    del events
    gc.collect()
    assert gone() is None


def test_a_local_model_is_out_of_memory_once_no_answer_uses_it(pipeline: Pipeline, chat_model: Path) -> None:
    now = Settings(pipeline, changeable=True)
    assert used(now, str(chat_model)).values == {"name": "tiny"}
    writer: Any = pipeline.writer
    gone = weakref.ref(writer.generator._model)
    pieces = writer.generator.stream((Message("user", "a"),), stop=threading.Event(), seconds=60)
    next(filter(None, pieces))
    del writer
    assert used(now, "none").kind == "done"
    assert gone() is not None
    assert next(filter(None, pieces))
    pieces.close()
    del pieces
    assert gone() is None


def test_what_a_model_writes_is_the_same_while_another_is_loaded(chat_model: Path) -> None:
    from rag.generate_local import LocalGenerator

    model = LocalGenerator(str(chat_model))

    def write() -> None:
        pieces = filter(None, model.stream((Message("user", "2023?"),), stop=threading.Event(), seconds=120))
        written.append("".join(islice(pieces, 12)))

    written: list[str] = []
    write()
    writing = threading.Thread(target=write)
    writing.start()
    while writing.is_alive():
        LocalGenerator(str(chat_model))
    assert written[0] == written[1] != ""
