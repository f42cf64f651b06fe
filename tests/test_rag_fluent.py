"""A fluent answer: what holds is shown with its quotes, what does not is withheld; a failing model costs nothing."""

import re
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from index.errors import GeneratorError
from index.library import Library
from rag.answer import Answer, Answered, Said, Verdict, Writing
from rag.check import carried
from rag.fluent import Writer
from rag.generate import ANSWER_TOKENS, Message, open_generator
from rag.generate_local import LocalGenerator
from rag.pipeline import Pipeline
from rag.prompt import VERSION, prompt
from rag.question import understand
from rag.unfinished import is_whole
from ui.chat import Conversation, ask_alone
from ui.chat import ask as ask_on_page
from ui.render import reply

TEXT = """海灣港務局年報

海灣港務局2023年營業收入52.7億元,比2022年增長8.4%。

局長王建國表示,新碼頭將於2025年啟用。

港務局現有員工1,240人,其中女性310人。
"""
OTHERS = {
    "museum": "海灣博物館年報\n\n海灣博物館2023年參觀人次達88萬,營業收入3.1億元。館長是李慧芳。",
    "market": "海灣市場年報\n\n海灣市場2023年有攤位620個,營業收入1.9億元。市場於1974年開業。",
}
RIGHT = "海灣港務局2023年營業收入為52.7億元[1]。"
WRONG = "海灣港務局2023年營業收入為57.2億元[1]。"


class Scripted:
    """A model that says what it is told to, and counts a token a character."""

    def __init__(self, *pieces: str | Exception, context: int = 8000, cut: bool = False) -> None:
        self.name, self.context, self.sends_to = "scripted", context, None
        self.pieces, self.cut = pieces, cut
        self.asked: list[Sequence[Message]] = []
        self.stopped: threading.Event | None = None

    def count(self, text: str) -> int:
        return len(text)

    def stream(
        self, messages: Sequence[Message], *, stop: threading.Event, seconds: float
    ) -> Generator[str, None, bool]:
        self.asked.append(messages)
        self.stopped = stop
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece
        return self.cut


class Turning(Scripted):
    """A model that says something else each time it is asked."""

    def __init__(self, *says: tuple[str | Exception, ...]) -> None:
        super().__init__()
        self.says = list(says)

    def stream(
        self, messages: Sequence[Message], *, stop: threading.Event, seconds: float
    ) -> Generator[str, None, bool]:
        self.pieces = self.says.pop(0)
        return (yield from super().stream(messages, stop=stop, seconds=seconds))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("fluent")
    (folder / "port.txt").write_text(TEXT, encoding="utf-8")
    with Library.open(folder / "library", create=True) as opened:
        opened.add([folder / "port.txt"])
        for name, text in OTHERS.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
            opened.add([folder / f"{name}.txt"])
        yield opened


def ask(
    library: Library, model: Scripted, question: str = "港務局2023年營業收入是多少?", **options: object
) -> Answer:
    return Pipeline(library, writer=Writer(model)).ask(question, **options)  # type: ignore[arg-type]


def test_what_holds_is_shown_with_the_words_that_carry_it(library: Library) -> None:
    answer = ask(library, Scripted(RIGHT))
    assert answer.answerer == "llm:scripted"
    assert not answer.refused
    (claim,) = answer.claims
    assert claim.verdict is Verdict.SUPPORTED
    (cited,) = answer.citations
    assert claim.citations == (cited.marker,) == (1,)
    assert "52.7億元" in cited.quote
    assert library.document(cited.document).text[cited.start : cited.end] == cited.quote
    assert answer.short_answer is not None and "52.7億元" in answer.short_answer
    assert answer.text.startswith("海灣港務局2023年營業收入為52.7億元")
    assert {"retrieve", "write", "check"} <= answer.seconds.keys()


def test_a_wrong_sentence_among_right_ones_is_withheld(library: Library) -> None:
    answer = ask(library, Scripted(RIGHT, "局長是王建國[1][2][3]。", "港務局現有員工1,420人[1][2][3]。"))
    verdicts = [claim.verdict for claim in answer.claims]
    assert verdicts == [Verdict.SUPPORTED, Verdict.SUPPORTED, Verdict.FIGURE_MISMATCH]
    assert "1,420" not in answer.text
    assert answer.claims[2].fault is not None and "1,420" in answer.claims[2].fault


def test_what_cannot_be_confirmed_is_no_part_of_the_answers_text(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    sure = [claim.verdict for claim in ask(library, Scripted(RIGHT)).claims]
    monkeypatch.setattr(carried, "SUPPORTED", 1.1)
    monkeypatch.setattr(carried, "SUPPORTED_CLOSE_FIGURE", 1.1)
    answer = ask(library, Scripted(RIGHT))
    assert sure == [Verdict.SUPPORTED]
    assert answer.answerer == "reader"
    assert [claim.verdict for claim in answer.claims] == [Verdict.SUPPORTED]
    (withheld,) = answer.withheld
    assert (withheld.verdict, withheld.citations) == (Verdict.DOUBTFUL, ())


def test_where_nothing_holds_the_reader_answers_and_says_so(library: Library) -> None:
    answer = ask(library, Scripted(WRONG))
    assert answer.answerer == "reader"
    assert answer.short_answer == "52.7億元"
    assert answer.note is not None and "離線" in answer.note
    assert "57.2" not in answer.text
    assert [claim.verdict for claim in answer.claims] == [Verdict.SUPPORTED]
    (withheld,) = answer.withheld
    assert (withheld.verdict, withheld.reason) == (Verdict.FIGURE_MISMATCH, "figure")
    assert withheld.fault == "57.2億元" and withheld.citations == ()


def test_a_whole_answer_of_the_model_withholds_nothing_beside_its_claims(library: Library) -> None:
    answer = ask(library, Scripted(RIGHT, WRONG))
    assert answer.answerer == "llm:scripted"
    assert [claim.verdict for claim in answer.claims] == [Verdict.SUPPORTED, Verdict.FIGURE_MISMATCH]
    assert answer.withheld == ()


def test_a_model_that_finds_nothing_leaves_the_reader_to_answer(library: Library) -> None:
    answer = ask(library, Scripted("文件沒有說。"))
    assert answer.answerer == "reader"
    assert answer.note is not None


@pytest.mark.parametrize("before", [(), ("海灣港務局20",), (WRONG, "局長")])
def test_a_model_that_fails_leaves_the_reader_to_answer(library: Library, before: tuple[str, ...]) -> None:
    answer = ask(library, Scripted(*before, GeneratorError("The server at x broke off.")))
    assert answer.answerer == "reader"
    assert answer.short_answer == "52.7億元"
    assert answer.note is not None and "broke off" in answer.note


def test_the_sentence_under_way_is_told_before_it_is_checked(library: Library) -> None:
    model = Scripted("海灣港務局2023年", "營業收入為52.7億元", "[1]。局長", "是王建國[2]。")
    events = list(Pipeline(library, writer=Writer(model)).stream("港務局2023年營業收入是多少?"))
    under_way = [event.text for event in events if isinstance(event, Writing)]
    assert under_way[:2] == ["海灣港務局2023年", "海灣港務局2023年營業收入為52.7億元"]
    drafts = [event.draft for event in events if isinstance(event, Said)]
    assert [len(draft.claims) for draft in drafts] == [0, 1, 2]
    assert isinstance(events[-1], Answered)


def test_leaving_stops_the_model(library: Library) -> None:
    def endless() -> Iterator[str]:
        while True:
            yield "港務局"

    model = Scripted()
    model.pieces = endless()  # type: ignore[assignment]
    events = Pipeline(library, writer=Writer(model)).stream("港務局2023年營業收入是多少?")
    for event in events:
        if isinstance(event, Writing):
            break
    assert model.stopped is not None and not model.stopped.is_set()
    events.close()
    assert model.stopped.is_set()


def test_what_the_model_is_told(library: Library) -> None:
    model = Scripted(RIGHT)
    ask(library, model, "How much revenue did the port have in 2023?")
    system, user = model.asked[0]
    assert system.role == "system" and "in English" in system.content
    assert user.content.endswith("Question: How much revenue did the port have in 2023?")
    assert "52.7億元" in user.content
    ask(library, model, "港务局2023年营业收入是多少?")
    assert "简体中文" in model.asked[1][0].content


def test_passages_that_do_not_fit_are_left_out_and_told(library: Library) -> None:
    question = understand("港務局2023年營業收入是多少?")
    found = Pipeline(library)._find(question.text, k=3)
    whole = prompt(question, found, count=len, context=8000)
    assert len(whole.passages) == len(found) > 1
    need = sum(len(message.content) for message in whole.messages) + ANSWER_TOKENS
    short = prompt(question, found, count=len, context=need)
    assert 0 < len(short.passages) < len(found)
    assert (*short.passages, *short.left_out) == found
    assert sum(len(message.content) for message in short.messages) <= need - ANSWER_TOKENS
    tiny = ask(library, Scripted(RIGHT, context=ANSWER_TOKENS + 200))
    assert tiny.answerer == "reader" and tiny.note is not None


def test_no_document_can_close_its_fence(library: Library) -> None:
    question = understand("港務局2023年營業收入是多少?")
    found = Pipeline(library)._find(question.text, k=3)
    told = prompt(question, found, count=len, context=8000).messages[1].content
    fence = told.split(">", 1)[0].split()[-1]
    assert all(fence not in each.passage.text for each in found)
    assert told.count(f"</passage 1 {fence}>") == 1


# --- an answer that breaks off -----------------------------------------------------------------------

HALF = "局長王建國表示新碼頭將於20"


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("局長是王建國[1]。", True),
        ("局長是王建國。[1][2", True),
        ("局長是王建國[1]\n", True),
        ("The director is Wang Jianguo [1].", True),
        ("局長是王建國[1]", False),
        ("局長是王建國", False),
        ("營業收入為52.", False),
        ("Revenue was 52.", False),
        ("Revenue was 52. [1]", True),
        ("The port was led by Dr.", False),
        ("他說:「新碼頭將啟用。", False),
        ("新碼頭將啟用(見年報。", False),
        ("新碼頭將於……", False),
    ],
)
def test_a_sentence_is_whole_where_nothing_can_follow(said: str, whole: bool) -> None:
    assert is_whole(said) is whole


def test_the_last_sentence_of_an_answer_that_was_cut_off_does_not_count(library: Library) -> None:
    """The revenue as far as it goes is the documents'; what would have followed nobody knows."""
    cut = ask(library, Scripted(RIGHT, "海灣港務局2023年營業收入為52.7億元", cut=True))
    assert [(claim.verdict, claim.reason) for claim in cut.claims] == [
        (Verdict.SUPPORTED, "carried"),
        (Verdict.UNSUPPORTED, "unfinished"),
    ]
    assert cut.text.count("營業收入為52.7億元") == 1
    assert cut.note is not None and "長度上限" in cut.note
    ended = ask(library, Scripted(RIGHT, "海灣港務局2023年營業收入為52.7億元"))
    assert [claim.verdict for claim in ended.claims] == [Verdict.SUPPORTED] * 2
    assert ended.note is None


def test_a_last_sentence_that_is_plainly_whole_counts(library: Library) -> None:
    answer = ask(library, Scripted(RIGHT, cut=True))
    assert [claim.verdict for claim in answer.claims] == [Verdict.SUPPORTED]
    assert answer.note is not None and "長度上限" in answer.note


def test_where_not_one_sentence_was_whole_the_reader_answers(library: Library) -> None:
    answer = ask(library, Scripted("海灣港務局2023年營業收入為52.7億元", cut=True))
    assert (answer.answerer, answer.short_answer) == ("reader", "52.7億元")
    assert answer.note is not None and "長度上限" in answer.note
    assert [claim.reason for claim in answer.withheld] == ["unfinished"]


def test_what_held_before_the_model_broke_off_is_the_answer(library: Library) -> None:
    answer = ask(library, Scripted(RIGHT, HALF, GeneratorError("The server at x broke off.")))
    assert answer.answerer == "llm:scripted"
    assert [claim.reason for claim in answer.claims] == ["carried", "unfinished"]
    assert HALF not in answer.text
    assert answer.note is not None and "中途斷了" in answer.note and "broke off" in answer.note


def test_an_unfinished_sentence_speaks_not_against_the_others(library: Library) -> None:
    answer = ask(library, Scripted(RIGHT, WRONG, HALF, cut=True))
    assert answer.answerer == "llm:scripted"


# --- the time limit ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "seconds", "answerer"),
    [
        ([f"{RIGHT}局長是王建國[1]。", *["新"] * 2000], 4, "llm:scripted"),
        (["新"], 1, "reader"),
        ([], 1, "reader"),
    ],
    ids=["what held so far", "slow for ever", "silent"],
)
def test_a_server_without_end_ends_at_its_time(
    library: Library, chat_server: Any, says: list[str], seconds: float, answerer: str
) -> None:
    chat_server.says, chat_server.pause, chat_server.endless = says, 0.02, True
    generator = open_generator(chat_server.spec)
    assert generator is not None
    _ends_in_time(library, Writer(generator, seconds=seconds), answerer)


def test_a_local_model_without_end_ends_at_its_time(library: Library, chat_model: Path) -> None:
    generator = LocalGenerator(str(chat_model))
    generator.context = 8000
    _ends_in_time(library, Writer(generator, seconds=0.5), "reader")


def _ends_in_time(library: Library, writer: Writer, answerer: str) -> None:
    began = time.monotonic()
    answer = Pipeline(library, writer=writer).ask("港務局2023年營業收入是多少?")
    assert time.monotonic() - began < writer.seconds + 20
    assert answer.answerer == answerer
    assert answer.short_answer == "52.7億元"
    assert answer.note is not None
    assert f" {writer.seconds:g} 秒" in answer.note and "--llm-seconds" in answer.note


# --- lists -------------------------------------------------------------------------------------------


def test_a_list_reads_as_a_list(library: Library) -> None:
    said = (
        "以下是重點:\n\n"
        "1. **營業收入**為52.7億元[1]。營業收入比2022年增長8.4%[1]。\n"
        "2. 員工1,420人[1]。\n"
        "3. 局長是王建國[1]。\n\n"
        "新碼頭將於2025年啟用[1]。"
    )
    answer = ask(library, Scripted(*said))
    assert [(claim.mark, claim.goes_on) for claim in answer.claims] == [
        ("1.", False),
        ("", True),
        ("2.", False),
        ("3.", False),
        ("", False),
    ]
    assert answer.claims[2].verdict is Verdict.FIGURE_MISMATCH
    lead = answer.text.partition("\n\n> ")[0]
    assert re.sub(r"\[\d+\]", "", lead) == (
        "1. 營業收入為52.7億元。營業收入比2022年增長8.4%。\n3. 局長是王建國。\n\n新碼頭將於2025年啟用。"
    )


def test_sentences_of_one_line_stay_on_it(library: Library) -> None:
    answer = ask(library, Scripted(f"好的。{RIGHT}局長是王建國[1]。"))
    assert [(claim.mark, claim.goes_on) for claim in answer.claims] == [("", False), ("", True)]
    assert "\n" not in answer.text.partition("\n\n> ")[0]


# --- several questions -------------------------------------------------------------------------------

SEVERAL = "港務局2023年營業收入是多少?局長是誰?"


def test_the_answer_before_stays_while_the_next_is_written(library: Library) -> None:
    model = Turning((RIGHT,), ("局長是", "王建國[1]。"))
    drafts = [
        event.draft
        for event in Pipeline(library, writer=Writer(model)).stream(SEVERAL)
        if isinstance(event, Said)
    ]
    second = [draft for draft in drafts if len(draft.parts) == 2]
    assert second and drafts[-len(second) :] == second
    for draft in second:
        assert draft.question == SEVERAL
        assert "52.7億元" in draft.text and draft.parts[0].short_answer == "52.7億元"
    assert [part.question for part in second[0].parts] == ["港務局2023年營業收入是多少?", "局長是誰?"]
    assert [len(draft.parts[1].claims) for draft in second] == [0, 1]
    markers = [citation.marker for citation in second[-1].citations]
    assert markers == list(range(1, len(markers) + 1))


@pytest.mark.parametrize(
    ("says", "answerer"),
    [
        (((RIGHT,), (GeneratorError("It broke off."),)), "llm:scripted, reader"),
        (((WRONG,), ("局長是王建國[1]。",)), "reader, llm:scripted"),
        (((RIGHT,), ("局長是王建國[1]。",)), "llm:scripted"),
    ],
)
def test_who_answered_several_questions(
    library: Library, says: tuple[tuple[str | Exception, ...], ...], answerer: str
) -> None:
    answer = ask(library, Turning(*says), SEVERAL)
    assert answer.answerer == answerer
    assert [part.answerer for part in answer.parts] == [
        *(
            ["llm:scripted", "reader"]
            if answerer.endswith("reader")
            else [answerer.split(", ")[0], "llm:scripted"]
        )
    ]
    assert answer.prompt == VERSION
    assert len(answer.withheld) == (says[0][0] == WRONG)
    assert {"retrieve", "write", "check", "answer"} <= answer.seconds.keys()


# --- follow-ups --------------------------------------------------------------------------------------

LEANING = "那是為什麼增長的?"
WHOLE = "海灣港務局2023年營業收入是為什麼增長的?"


def test_a_follow_up_that_the_rules_leave_is_made_whole_by_the_model(library: Library) -> None:
    first = ask(library, Scripted(RIGHT))
    model = Turning((WHOLE,), ("文件沒有說。",))
    answer = ask(library, model, LEANING, history=[first])
    assert (answer.question, answer.understood, answer.understood_by) == (LEANING, WHOLE, "llm:scripted")
    rewriting, writing = model.asked
    assert "改寫" in rewriting[0].content and "52.7億元" in rewriting[1].content
    assert writing[1].content.endswith(WHOLE)


def test_what_the_rules_make_whole_is_not_left_to_the_model(library: Library) -> None:
    first = ask(library, Scripted(RIGHT))
    model = Scripted("文件沒有說。")
    answer = ask(library, model, "那2022年呢?", history=[first])
    assert (answer.understood, answer.understood_by) == ("港務局2022年營業收入是多少?", "rules")
    assert len(model.asked) == 1


def test_a_whole_question_is_asked_as_it_is(library: Library) -> None:
    first = ask(library, Scripted(RIGHT))
    model = Scripted("港務局2022年營業收入是多少?")
    answer = ask(library, model, "港務局2023年營業收入是多少?", history=[first])
    assert answer.understood is None
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "said",
    [
        "港務局營業收入增長了。",
        "海灣港務局2019年營業收入是為什麼增長的?",
        "",
        "Why did it grow in 2023?",
        "為什麼" * 300,
        GeneratorError("The server at x broke off."),
    ],
    ids=["no question", "a year of its own", "nothing", "another language", "too long", "failed"],
)
def test_where_the_models_reading_is_refused_the_question_stays_as_typed(
    library: Library, said: str | Exception
) -> None:
    first = ask(library, Scripted(RIGHT))
    model = Turning((said,), (RIGHT,))
    answer = ask(library, model, LEANING, history=[first])
    assert answer.understood is None
    assert len(model.asked) == 2
    assert model.asked[1][1].content.endswith(LEANING)


def test_making_a_follow_up_whole_takes_no_longer_than_an_answer_may(library: Library) -> None:
    class Timed(Scripted):
        def stream(
            self, messages: Sequence[Message], *, stop: threading.Event, seconds: float
        ) -> Generator[str, None, bool]:
            given.append(seconds)
            return super().stream(messages, stop=stop, seconds=seconds)

    given: list[float] = []
    first = ask(library, Scripted(RIGHT))
    Pipeline(library, writer=Writer(Timed(RIGHT), seconds=7)).ask(LEANING, history=[first])
    Pipeline(library, writer=Writer(Timed(RIGHT))).ask(LEANING, history=[first])
    assert given == [7, 7, 30, 120]


def test_what_the_model_made_whole_can_be_asked_as_typed(library: Library) -> None:
    model = Turning((RIGHT,), (WHOLE,), ("文件沒有說。",), (RIGHT,))
    pipeline = Pipeline(library, writer=Writer(model))
    *_, talk = ask_on_page(pipeline, Conversation(), "港務局2023年營業收入是多少?")
    *_, talk = ask_on_page(pipeline, talk, LEANING)
    said = talk.turns[-1].answer
    assert said is not None and said.understood == WHOLE
    shown = reply(talk.turns[-1])
    assert WHOLE in shown and 'data-alone="2"' in shown
    *_, talk = ask_alone(pipeline, talk, 2)
    again = talk.turns[-1].answer
    assert again is not None and (again.question, again.understood) == (LEANING, None)
    assert len(model.asked) == 4 and model.asked[3][1].content.endswith(LEANING)
