"""The conversation, kept on the server: what was asked, what was found, what was answered. No gradio here."""

import logging
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from index.document import Document
from index.errors import QuestionError, YinzhengError
from rag.answer import Answer, Answered, Citation, Event, Hit, Language, Rewriting, Said, Searched, Writing

if TYPE_CHECKING:
    from rag.fluent import Writer

MAX_TURNS = 50
"""The oldest turns leave the page beyond this."""

SHOWN_QUESTION = 2000
"""Characters of a question the page repeats; the pipeline itself rejects longer ones."""

OFTEN = 0.1
"""Seconds between two looks at a sentence that is being written."""

EXAMPLES_FOR = "000_279188b026f1322e.txt"
EXAMPLES: tuple[tuple[Language, str], ...] = (
    ("en", "How much did Ant spend on R&D in 2023?"),
    ("zh-Hant", "螞蟻森林種了多少棵樹?"),
    ("zh-Hans", "蚂蚁集团的董事长兼CEO是谁?"),
)

_log = logging.getLogger(__name__)


class DocumentInfo(Protocol):
    """What the page lists of a document."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def passages(self) -> int: ...  # noqa: D102


class Shelf(Protocol):
    """The library as the page reads it."""

    def documents(self) -> Sequence[DocumentInfo]:
        """Return what is in the library, in its order."""

    def document(self, id: str, /) -> Document:
        """Return one document whole."""


class Answerer(Protocol):
    """The pipeline as the page uses it."""

    writer: "Writer | None"
    """What writes the answers; another may take its place at any time."""

    @property
    def library(self) -> Shelf:
        """The documents that answer."""

    @property
    def model(self) -> str | None:
        """The language model that writes the answers, None where the offline reader does."""

    @property
    def sends_to(self) -> str | None:
        """The host that questions and passages are sent to, None where they stay on this machine."""

    def stream(
        self, question: str, /, *, language: Language | None = None, history: Sequence[Answer] = ()
    ) -> Generator[Event, None, None]:
        """Yield what happens on the way to an answer, the answer last; `history` are the answers before it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it.

    While a language model writes, `draft` is what of its answer is checked, `writing` the sentence it is at; before
    that it may be `rewriting` the question.
    `problem` is a key of `ui.strings`; `message` has the words where there is no such key. `instead_of` is the
    number of the turn whose question this one asks again as it was typed.
    """

    number: int
    question: str
    hits: tuple[Hit, ...] | None = None
    answer: Answer | None = None
    problem: str | None = None
    message: str = ""
    instead_of: int | None = None
    draft: Answer | None = None
    writing: str = ""
    rewriting: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.problem is not None


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns so far, oldest first; a turn keeps its number when older ones leave."""

    turns: tuple[Turn, ...] = ()

    def turn(self, number: object) -> Turn | None:
        """Return the turn of that number, or None."""
        return next((turn for turn in self.turns if turn.number == number), None)

    def citation(self, number: object, marker: object) -> Citation | None:
        """Return the citation `marker` of turn `number`, or None; neither is trusted to exist."""
        turn = self.turn(number)
        said = turn and (turn.answer or turn.draft)
        return next((c for c in said.citations if c.marker == marker), None) if said else None

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What the next question may lean on, oldest first: every answer that was not asked for again otherwise."""
        undone = {turn.instead_of for turn in self.turns}
        return tuple(turn.answer for turn in self.turns if turn.answer and turn.number not in undone)

    def _begin(self, question: str, instead_of: int | None) -> "Conversation":
        last = self.turns[-1] if self.turns else None
        kept = self.turns[:-1] if last and last.problem == "error.empty" else self.turns
        number = last.number + 1 if last else 1
        turn = Turn(number, question[:SHOWN_QUESTION], instead_of=instead_of)
        return Conversation((*kept, turn)[-MAX_TURNS:])

    def _with(self, turn: Turn) -> "Conversation":
        return Conversation((*self.turns[:-1], turn))


def ask_alone(
    pipeline: Answerer, conversation: Conversation, number: object
) -> Generator[Conversation, None, None]:
    """Ask the question of an earlier turn again exactly as it was typed, without the conversation before it."""
    turn = conversation.turn(number)
    if turn is not None and turn.answer is not None:
        yield from ask(pipeline, conversation, turn.question, instead_of=turn.number)


def ask(
    pipeline: Answerer, conversation: Conversation, question: object, *, instead_of: int | None = None
) -> Generator[Conversation, None, None]:
    """Ask, and yield the conversation each time there is something new to show.

    The question may lean on the answers before it, unless it is asked `instead_of` that of an earlier turn.

    Nothing is raised to the page: a question that cannot be asked, or a failure, becomes a turn that says so
    in one sentence; a failure is also logged, without the question.
    """
    asked = question.encode("utf-8", "replace").decode() if isinstance(question, str) else ""
    history = conversation.answers if instead_of is None else ()
    conversation = conversation._begin(asked.strip(), instead_of)
    turn = conversation.turns[-1]
    if not turn.question:
        yield conversation._with(replace(turn, problem="error.empty"))
        return
    yield conversation
    try:
        shown = 0.0
        # Whoever stops reading stops the model too.
        with closing(pipeline.stream(asked, history=history)) as events:
            for event in events:
                turn = _seen(turn, event)
                if isinstance(event, (Rewriting, Writing)):
                    # An empty look tells whether somebody is still there.
                    busy = isinstance(event, Rewriting) or event.text
                    if busy and time.monotonic() - shown < OFTEN:
                        continue
                    shown = time.monotonic()
                yield conversation._with(turn)
    except QuestionError as error:
        turn = replace(turn, problem=f"error.{error.code}", message=str(error))
    except YinzhengError as error:
        turn = replace(turn, problem="error", message=str(error))
    except Exception:
        _log.exception("a question could not be answered")
        turn = replace(turn, problem="error.unexpected")
    if not turn.done:
        _log.error("the pipeline ended without an answer")
        turn = replace(turn, problem="error.unexpected")
    if turn.problem:
        yield conversation._with(turn)


def _seen(turn: Turn, event: Event) -> Turn:
    match event:
        case Rewriting():
            return replace(turn, rewriting=True)
        case Searched():
            return replace(turn, hits=event.hits, rewriting=False)
        case Writing():
            return replace(turn, writing=event.text)
        case Said():
            return replace(turn, draft=event.draft)
        case Answered():
            return replace(turn, answer=event.answer, hits=event.answer.passages)


def stopped(conversation: Conversation) -> Conversation:
    """Close a turn that was stopped: what is checked of its answer stays, the rest is let go."""
    last = conversation.turns[-1] if conversation.turns else None
    if last is None or last.done:
        return conversation
    return conversation._with(replace(last, problem="stopped", writing=""))


def examples(documents: Sequence[DocumentInfo]) -> tuple[tuple[Language, str], ...]:
    """Return questions to begin with: those of the article that comes along, where it is loaded."""
    return EXAMPLES if any(d.source.endswith(EXAMPLES_FOR) for d in documents) else ()
