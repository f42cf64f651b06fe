"""What answers beside the first place: more things where several are asked for, a figure that says otherwise."""

from dataclasses import replace

import pytest

from index.document import BlockKind, Passage
from index.search import Found
from rag.cite import answer
from rag.figures import find_figures
from rag.others import things_asked, with_others
from rag.picks import Pick, Reading
from rag.question import understand


def pick(text: str, words: str, *, document: str = "d", score: float = 2.0, covered: float = 0.8) -> Pick:
    """A place in a passage of its own that answers with `words`."""
    passage = Passage(document, 50, 50 + len(text), text, BlockKind.PARAGRAPH)
    found = Found(passage, f"{document}.txt", "", 0.5, 0.5, 1.0, ((0, len(text), 0.5),))
    at = 50 + text.index(words)
    figure = next((f for f in find_figures(text) if f.text == words), None)
    return Pick(found, 50, 50 + len(text), (at, at + len(words)), figure, score, covered)


def beside(question: str, *picks: Pick) -> Reading:
    return with_others(understand(question), picks, picks[:1])


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("哪兩個省最多?", 2),
        ("哪三家公司參加了?", 3),
        ("有哪些產品?", 0),
        ("Which two provinces took part?", 2),
        ("What are the three pillars?", 3),
        ("哪個省最多?", None),
        ("Which province has the most?", None),
        ("研發投入是多少?", None),
    ],
)
def test_how_many_things_are_asked_for(question: str, number: int | None) -> None:
    assert things_asked(understand(question)) == number


def test_two_things_come_from_two_places() -> None:
    reading = beside(
        "哪兩個省參加了?",
        pick("江蘇省參加了。", "江蘇省"),
        pick("浙江省也參加了。", "浙江省", document="e", score=0.5),
    )
    assert [other.words for other in reading.others] == ["浙江省"]
    assert not reading.differ


def test_a_list_that_has_them_all_is_enough() -> None:
    both = pick("江蘇省和浙江省參加了。", "江蘇省和浙江省")
    assert beside("哪兩個省參加了?", both, pick("安徽省沒有參加。", "安徽省", document="e")).others == ()


def test_the_same_thing_is_not_said_twice() -> None:
    again = pick("江苏省再次参加。", "江苏省", document="e")
    assert beside("哪兩個省參加了?", pick("江蘇省參加了。", "江蘇省"), again).others == ()


def test_what_is_much_less_likely_is_left_out() -> None:
    unlikely = pick("安徽省天氣晴朗。", "安徽省", document="e", score=-6.0)
    assert beside("哪兩個省參加了?", pick("江蘇省參加了。", "江蘇省"), unlikely).others == ()


def test_one_thing_is_one_thing() -> None:
    other = pick("浙江省也參加了。", "浙江省", document="e")
    assert beside("哪個省參加了?", pick("江蘇省參加了。", "江蘇省"), other).others == ()


INCOME = "2023年海灣公司的營業收入為52億元。"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2023年海灣公司的營業收入為53億元。", "53億元"),
        ("In 2023 Bay earned RMB 5.3 billion.", "RMB 5.3 billion"),
    ],
)
def test_figures_that_contradict_are_both_given(text: str, words: str) -> None:
    reading = beside(
        "海灣公司2023年的營業收入是多少?", pick(INCOME, "52億元"), pick(text, words, document="e")
    )
    assert reading.differ
    assert [other.words for other in reading.others] == [words]


@pytest.mark.parametrize(
    "other",
    [
        pick("2023年海灣公司的營業收入是5200000000元。", "5200000000元", document="e"),
        pick("2022年海灣公司的營業收入為49億元。", "49億元", document="e"),
        pick("2023年海灣公司的營業收入增長了6%。", "6%", document="e"),
        pick("2023年海灣公司的利潤為9億元。", "9億元", document="e", covered=0.4),
        pick("2023年海灣公司的營業收入為53億元。", "53億元", document="e", score=-1.0),
    ],
    ids=["same value", "other year", "other kind", "other measure", "unlikely"],
)
def test_what_does_not_contradict_is_left_out(other: Pick) -> None:
    assert beside("海灣公司2023年的營業收入是多少?", pick(INCOME, "52億元"), other).others == ()


def test_each_of_two_figures_has_its_own_claim_and_citation() -> None:
    question = understand("海灣公司2023年的營業收入是多少?")
    other = pick("2023年海灣公司的營業收入為53億元。", "53億元", document="e")
    reading = beside(question.text, pick(INCOME, "52億元"), other)
    said = answer(
        question, reading, [p.found for p in (*reading.picks, *reading.others)], answerer="reader", first=4
    )
    assert [(claim.text, claim.citations) for claim in said.claims] == [("52億元", (4,)), ("53億元", (5,))]
    assert [citation.document for citation in said.citations] == ["d", "e"]
    assert said.differ
    assert said.short_answer == "52億元 / 53億元"
    assert "說法不一" in said.text


def test_a_phrase_that_drops_the_bound_of_a_figure_is_not_shown() -> None:
    question = understand("What did scientists think of it?")
    text = "Scientists thought it at least 90% certain."
    reading = Reading((replace(pick(text, "90% certain"), figure=None),))
    said = answer(question, reading, [p.found for p in reading.picks], answerer="reader")
    assert said.short_answer is None
    assert [citation.quote for citation in said.citations] == [text]
