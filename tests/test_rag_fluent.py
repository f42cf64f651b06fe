"""A fluent answer: what holds is shown with its quotes, what does not is withheld; a failing model costs nothing."""

import threading
from collections.abc import Generator, Iterator, Sequence

import pytest

from index.errors import GeneratorError
from index.library import Library
from rag.answer import Answer, Answered, Said, Verdict, Writing
from rag.fluent import Writer
from rag.generate import ANSWER_TOKENS, Message
from rag.pipeline import Pipeline
from rag.prompt import prompt
from rag.question import understand

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

    def __init__(self, *pieces: str | Exception, context: int = 8000) -> None:
        self.name, self.context, self.sends_to = "scripted", context, None
        self.pieces = pieces
        self.asked: list[Sequence[Message]] = []
        self.stopped: threading.Event | None = None

    def count(self, text: str) -> int:
        return len(text)

    def stream(
        self, messages: Sequence[Message], *, stop: threading.Event, seconds: float
    ) -> Generator[str, None, None]:
        self.asked.append(messages)
        self.stopped = stop
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece


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


def test_where_nothing_holds_the_reader_answers_and_says_so(library: Library) -> None:
    answer = ask(library, Scripted(WRONG))
    assert answer.answerer == "reader"
    assert answer.short_answer == "52.7億元"
    assert answer.note is not None and "離線" in answer.note
    assert "57.2" not in answer.text


def test_a_model_that_finds_nothing_leaves_the_reader_to_answer(library: Library) -> None:
    answer = ask(library, Scripted("文件沒有說。"))
    assert answer.answerer == "reader"
    assert answer.note is not None


@pytest.mark.parametrize("before", [(), (RIGHT,), ("海灣港務局20",)])
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
    assert len(drafts[0].claims) == 1
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


def test_a_follow_up_is_made_whole_by_the_model(library: Library) -> None:
    first = ask(library, Scripted(RIGHT))
    model = Scripted("港務局2022年營業收入是多少?")
    answer = ask(library, model, "那2022年呢?", history=[first])
    assert answer.understood == "港務局2022年營業收入是多少?"
    assert "52.7億元" in model.asked[0][1].content


def test_a_whole_question_is_asked_as_it_is(library: Library) -> None:
    first = ask(library, Scripted(RIGHT))
    model = Scripted("港務局2022年營業收入是多少?")
    answer = ask(library, model, "港務局2023年營業收入是多少?", history=[first])
    assert answer.understood is None
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "said",
    ["港務局2022年營業收入52.7億元。", "港務局2019年營業收入是多少?", "", "What was it in 2022?", "x" * 900],
)
def test_what_the_model_makes_up_is_not_asked(library: Library, said: str) -> None:
    first = ask(library, Scripted(RIGHT))
    answer = ask(library, Scripted(said), "那2022年呢?", history=[first])
    assert answer.understood is not None and "2022" in answer.understood and "2019" not in answer.understood
    assert "營業收入" in answer.understood
