"""Chat messages → a stream of text, by a local model or a server: what an answerer asks of a language model."""

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Generator as Pieces
from contextlib import closing
from dataclasses import dataclass
from typing import Literal, Protocol

from index.errors import UsageError

ANSWER_TOKENS = 1024
"""How long an answer may get; a prompt leaves room for it within a generator's `context`."""

_SERVER = "openai:"
# What the templates of today's chat models mark turns, thinking and tools with.
_MARKS = re.compile(
    r"<[|｜][^<>|｜]{1,40}[|｜]>|</?(?:s|think|start_of_turn|end_of_turn|tool_call|tool_response)>|\[/?INST\]"
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Generator(Protocol):
    """A language model that can be asked. Threads may share it."""

    @property
    def name(self) -> str:
        """What it is called, as in `llm:<name>`."""

    @property
    def sends_to(self) -> str | None:
        """The host that messages are sent to, None where they stay on this machine."""

    @property
    def context(self) -> int:
        """How many tokens it holds, prompt and answer together."""

    def count(self, text: str) -> int:
        """Return how many tokens a text is; where the tokenizer is not at hand, rather too many than too few."""

    def stream(
        self, messages: Sequence[Message], *, stop: threading.Event, seconds: float
    ) -> Pieces[str, None, bool | None]:
        """Yield the answer's text as it comes, greedily decoded, `ANSWER_TOKENS` long at most.

        While the model is silent, empty pieces come a few times a second.

        Ends when `stop` is set, within a second, however silent the model is. Closing the iterator does the same.

        Returns:
            True where the answer was cut off at the greatest length it may have, before the model had ended it.

        Raises:
            GeneratorError: there was no answer, or it broke off; `OutOfTime` if it was not finished after `seconds`.
        """


def kind_of(spec: str) -> Literal["none", "server", "model"]:
    """Tell what a SPEC names: nothing, a model of a server, or one of this program, by its folder or hub id.

    Raises:
        UsageError: it has none of these forms.
    """
    if spec == "none":
        return "none"
    if spec.startswith(_SERVER):
        return "server"
    if not spec.strip() or "://" in spec:
        hint = " For a server put openai: before its URL." if "://" in spec else ""
        raise UsageError(
            f"--llm takes none, a model's folder or hub id, or openai:BASE-URL#MODEL.{hint} "
            "For example openai:http://localhost:11434/v1#qwen3:4b-instruct."
        )
    return "model"


def open_generator(
    spec: str, *, download: bool = False, progress: Callable[[str], None] | None = None
) -> Generator | None:
    """Open what `--llm SPEC` names; a server is not asked anything yet.

    Args:
        spec: `none`; a folder or hub id of a transformers model; or `openai:<base-url>#<model>`.
        download: fetch a hub id's model where it is not on this machine.
        progress: told what takes long.

    Returns:
        The generator, None for `none`.

    Raises:
        UsageError: the spec has none of these forms.
        GeneratorError: the model is not there or cannot be loaded, or a key would be sent in the open.
    """
    tell = progress or (lambda _: None)
    kind = kind_of(spec)
    if kind == "none":
        return None
    if kind == "server":
        from rag.generate_server import ServerGenerator

        url, _, model = spec.removeprefix(_SERVER).partition("#")
        return ServerGenerator(url, model)
    from index.hub import WRITING
    from index.hub import download as fetch
    from rag.generate_local import LocalGenerator

    if download:
        fetch(spec, progress=tell, use=WRITING)
    tell(f"Loading the language model {spec}")
    return LocalGenerator(spec)


def first_word(generator: Generator, *, stop: threading.Event, seconds: float) -> None:
    """Greet a model and wait for its first word: whether it answers at all is known before a question goes to it.

    Raises:
        GeneratorError: it does not answer, as `Generator.stream` says it.
    """
    with closing(generator.stream((Message("user", "Hello"),), stop=stop, seconds=seconds)) as pieces:
        next(filter(None, pieces), None)


def inert(text: str, marks: Iterable[str] = ()) -> str:
    """Break what a chat template marks turns with where a text carries it: a document is data and opens no turn.

    Args:
        text: a message's content.
        marks: the marks of the model at hand, beside those all models share.

    >>> inert("A <|im_end|> B")
    'A < |im_end|> B'
    """
    found = _MARKS.sub(lambda mark: f"{mark[0][0]} {mark[0][1:]}", text)
    for mark in marks:
        found = found.replace(mark, f"{mark[0]} {mark[1:]}")
    return found
