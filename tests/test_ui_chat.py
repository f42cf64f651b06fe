"""The conversation: what each step shows, and what goes wrong without anyone seeing a traceback."""

import logging
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import pytest

from index.document import Document
from index.errors import LibraryError, QuestionError
from rag.answer import (
    Answer,
    Answered,
    Citation,
    Claim,
    Event,
    Hit,
    Language,
    Rewriting,
    Said,
    Searched,
    Verdict,
    Writing,
)
from rag.fluent import Writer
from ui.chat import EXAMPLES, MAX_TURNS, SHOWN_QUESTION, Conversation, ask, ask_alone, examples, stopped
from ui.render import reply

HIT = Hit("d", "a.txt", "Title", 0, 5, "words", 0.9)
CITATION = Citation(1, "d", "a.txt", "Title", None, 0, 5, "words")


@dataclass(frozen=True, slots=True)
class Info:
    id: str
    title: str
    source: str
    passages: int


class Shelf:
    def documents(self) -> list[Info]:
        return []

    def document(self, identity: str, /) -> Document:
        raise LibraryError(identity)


class Saying:
    """A pipeline that yields, or raises, what it was given."""

    library = Shelf()
    writer: Writer | None = None
    model: str | None = None
    sends_to: str | None = None

    def __init__(self, *said: Event | Exception) -> None:
        self.said = said
        self.asked: list[str] = []
        self.leaned_on: list[tuple[Answer, ...]] = []

    def stream(
        self, question: str, /, *, language: Language | None = None, history: Sequence[Answer] = ()
    ) -> Generator[Event, None, None]:
        self.asked.append(question)
        self.leaned_on.append(tuple(history))
        for event in self.said:
            if isinstance(event, Exception):
                raise event
            yield event


def answer(question: str = "q") -> Answer:
    return Answer(question, "en", "**a** [1]", "a", False, (), (CITATION,), (HIT,), "reader")


def last(pipeline: Saying, question: object, talk: Conversation | None = None) -> Conversation:
    *_, said = ask(pipeline, talk or Conversation(), question)
    return said


def test_each_step_is_shown() -> None:
    steps = list(ask(Saying(Searched((HIT,)), Answered(answer())), Conversation(), " q "))
    assert [step.turns[0].hits for step in steps] == [None, (HIT,), (HIT,)]
    assert [step.turns[0].done for step in steps] == [False, False, True]
    assert [step.turns[0].question for step in steps] == ["q"] * 3


def test_what_was_said_before_is_kept() -> None:
    first = last(Saying(Answered(answer())), "one")
    second = last(Saying(Answered(answer())), "two", first)
    assert [(t.number, t.question) for t in second.turns] == [(1, "one"), (2, "two")]
    assert first.turns == second.turns[:1]


def test_the_oldest_turns_leave_and_the_rest_keep_their_numbers() -> None:
    talk = Conversation()
    for n in range(MAX_TURNS + 3):
        talk = last(Saying(Answered(answer())), f"question {n}", talk)
    assert len(talk.turns) == MAX_TURNS
    assert talk.turns[0].number == 4
    assert talk.citation(4, 1) == CITATION
    assert talk.citation(3, 1) is None


@pytest.mark.parametrize("question", ["", "  \n", None, 7, ["x"], {"text": "x"}])
def test_an_empty_question_is_not_asked(question: object) -> None:
    pipeline = Saying(Answered(answer()))
    talk = last(pipeline, question)
    assert talk.turns[-1].problem == "error.empty"
    assert pipeline.asked == []


def test_empty_questions_do_not_pile_up() -> None:
    talk = last(Saying(), "")
    talk = last(Saying(), "", talk)
    assert len(talk.turns) == 1
    talk = last(Saying(Answered(answer())), "real", talk)
    assert [t.question for t in talk.turns] == ["real"]


def test_a_question_that_cannot_be_asked_says_why() -> None:
    talk = last(Saying(QuestionError("too_long", "At most 2,000 characters.")), "x" * 9000)
    turn = talk.turns[-1]
    assert (turn.problem, turn.message) == ("error.too_long", "At most 2,000 characters.")
    assert len(turn.question) == SHOWN_QUESTION


def test_the_whole_question_reaches_the_pipeline() -> None:
    pipeline = Saying(Answered(answer()))
    last(pipeline, "x" * 9000)
    assert pipeline.asked == ["x" * 9000]


def test_half_a_character_does_no_harm() -> None:
    pipeline = Saying(Answered(answer()))
    talk = last(pipeline, "a\ud83db")
    assert pipeline.asked == ["a?b"]
    assert talk.turns[-1].question == "a?b"


def test_a_failure_is_one_sentence_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        talk = last(Saying(Searched((HIT,)), RuntimeError("inside")), "my secret question")
    turn = talk.turns[-1]
    assert (turn.problem, turn.message) == ("error.unexpected", "")
    assert "inside" in caplog.text
    assert "my secret question" not in caplog.text


def test_an_error_meant_for_people_is_shown() -> None:
    turn = last(Saying(LibraryError("The library is busy.")), "q").turns[-1]
    assert (turn.problem, turn.message) == ("error", "The library is busy.")


def test_a_stream_that_ends_early_is_a_failure() -> None:
    assert last(Saying(Searched((HIT,))), "q").turns[-1].problem == "error.unexpected"


@pytest.mark.parametrize(("turn", "marker"), [(1, 2), (2, 1), (None, None), ("1", "1"), ([], {}), (-1, 1)])
def test_a_citation_that_is_not_there_is_none(turn: object, marker: object) -> None:
    assert last(Saying(Answered(answer())), "q").citation(turn, marker) is None


def test_examples_belong_to_the_article() -> None:
    article = Info("a", "t", "seeds/000_279188b026f1322e.txt", 1)
    other = Info("b", "t", "notes.txt", 1)
    assert examples([other, article]) == EXAMPLES
    assert examples([other]) == ()
    assert {language for language, _ in EXAMPLES} == {"zh-Hant", "zh-Hans", "en"}


def test_a_question_is_asked_with_the_answers_before_it() -> None:
    pipeline = Saying(Answered(answer("one")))
    first = last(pipeline, "one")
    last(pipeline, "two", first)
    assert pipeline.leaned_on == [(), first.answers]
    assert first.answers == (answer("one"),)


def test_a_failed_question_is_nothing_to_lean_on() -> None:
    assert last(Saying(RuntimeError("inside")), "q").answers == ()


def test_a_question_is_asked_again_as_typed_and_its_reading_forgotten() -> None:
    first = last(Saying(Answered(answer("one"))), "one")
    guessed = replace(answer("and two?"), understood="a guess")
    second = last(Saying(Answered(guessed)), "and two?", first)
    pipeline = Saying(Answered(answer("and two?")))
    *_, third = ask_alone(pipeline, second, 2)
    assert (pipeline.asked, pipeline.leaned_on) == (["and two?"], [()])
    assert [t.question for t in third.turns] == ["one", "and two?", "and two?"]
    assert third.turns[-1].instead_of == 2
    assert third.answers == (answer("one"), answer("and two?"))


@pytest.mark.parametrize("number", [None, 7, "1", [], -1])
def test_a_turn_that_is_not_there_is_not_asked_again(number: object) -> None:
    pipeline = Saying(Answered(answer()))
    assert list(ask_alone(pipeline, last(pipeline, "q"), number)) == []


def test_what_a_model_writes_is_shown_as_it_comes() -> None:
    draft = replace(answer(), claims=(Claim("a", Verdict.SUPPORTED, (1,)),), answerer="llm:m")
    said = (Searched((HIT,)), Writing("A"), Said(draft), Writing(""), Answered(answer()))
    steps = [step.turns[0] for step in ask(Saying(*said), Conversation(), "q")]
    assert [step.writing for step in steps[2:4]] == ["A", "A"]
    assert steps[3].draft == draft
    assert steps[-1].done


def test_while_a_model_reads_a_follow_up_it_can_be_stopped() -> None:
    said = (Rewriting(), Searched((HIT,)), Answered(answer()))
    steps = [step.turns[0] for step in ask(Saying(*said), Conversation(), "q")]
    assert [step.rewriting for step in steps] == [False, True, False, False]
    assert "data-stop" in reply(steps[1]) and "data-stop" not in reply(steps[2])
    assert stopped(Conversation((steps[1],))).turns[-1].problem == "stopped"


def test_what_is_checked_can_be_opened_while_the_rest_is_written() -> None:
    *_, talk = ask(Saying(Searched((HIT,)), Said(answer()), Writing("B")), Conversation(), "q")
    unfinished = Conversation((replace(talk.turns[0], problem=None),))
    assert unfinished.citation(1, 1) == CITATION


def test_leaving_closes_the_pipeline() -> None:
    closed = []

    class Endless(Saying):
        def stream(self, question: str, /, **_: object) -> Generator[Event, None, None]:
            try:
                while True:
                    yield Writing("")
            finally:
                closed.append(question)

    steps = ask(Endless(), Conversation(), "q")
    next(steps), next(steps)
    steps.close()
    assert closed == ["q"]


def test_a_stopped_turn_keeps_what_was_checked() -> None:
    steps = ask(Saying(Searched((HIT,)), Said(answer()), Writing("B")), Conversation(), "q")
    talk = [next(steps) for _ in range(4)][-1]
    assert talk.turns[-1].writing == "B"
    ended = stopped(talk).turns[-1]
    assert (ended.problem, ended.writing, ended.draft) == ("stopped", "", answer())
    assert stopped(Conversation()) == Conversation()
    done = last(Saying(Answered(answer())), "q")
    assert stopped(done) == done
