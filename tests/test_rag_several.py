"""Several questions at once: cut apart where each asks something of its own, left whole where not."""

import pytest

from index.errors import QuestionError
from rag.several import questions_in


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("研發投入是多少?董事長是誰?", ["研發投入是多少?", "董事長是誰?"]),
        ("研发投入是多少，董事长是谁？", ["研发投入是多少", "董事长是谁？"]),
        ("誰是董事長以及研發投入多少", ["誰是董事長", "研發投入多少"]),
        ("How much was spent in 2023? And in 2022?", ["How much was spent in 2023?", "And in 2022?"]),
        (
            "How much was spent on R&D and how many people worked there?",
            ["How much was spent on R&D", "how many people worked there?"],
        ),
        (
            "Who is the chairman, and in which year did he start?",
            ["Who is the chairman", "in which year did he start?"],
        ),
        ("你好。研發投入是多少？謝謝", ["你好。研發投入是多少？ 謝謝"]),
    ],
)
def test_questions_are_cut_apart(text: str, parts: list[str]) -> None:
    assert questions_in(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "螞蟻集團2023年的研發投入是多少?",
        "哪兩個省、哪幾個縣開展了項目?",
        "不管怎樣,研發投入是多少?",
        "無論是誰,研發投入都一樣多嗎?",
        "What, when and where did it build?",
        "In 2023, how many trees were planted?",
        "Who is Jing Xiandong, the chairman of Ant?",
        "When the report says 'how much', what does it mean?",
        "R&D?",
        "研發投入",
        "?",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert questions_in(text) == [text]


def test_too_many_are_refused_with_their_number() -> None:
    assert len(questions_in("甲是誰?" * 5)) == 5
    with pytest.raises(QuestionError, match="6 questions"):
        questions_in("甲是誰?" * 6)
