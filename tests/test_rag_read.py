"""The offline reader over small made-up documents: which clause and which span answer, and why nothing does."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import pytest

from index.document import BlockKind, Passage
from index.library import Library
from index.search import Found, search, term_share
from rag.figures import same_value
from rag.picks import Reading
from rag.question import Question, understand
from rag.read import read
from rag.spans import span_reader

HARBOUR = """海灣港務局年度報告

2022年海灣港務局處理貨櫃310萬個,營業收入48.5億元。2023年處理貨櫃355萬個,營業收入52.7億元。

港務局表示,將繼續加大環保投入,推動綠色港口建設,環保投入是公司的長期方向。年度環保支出達到3.6億元,主要用於岸電設施。

局長王建國表示,新碼頭將於2025年啟用,屆時每天可停泊12艘貨輪。

公司總部設在高雄市。去年員工人數為4200人,女性佔31%。

環保支出3.6億元中,岸電設施佔了一半以上,其餘用於水質監測。

颱風使港口關閉了三天,因為風力超過了安全標準。
"""
ORCHARD = """Green Valley Orchard annual review

In 2022 Green Valley Orchard planted 12,400 apple trees and in 2023 it planted 15,900 apple trees.

The orchard keeps stepping up its spending on irrigation, because irrigation matters to every grower. \
Irrigation costs came to 480,000 dollars, mostly for drip lines.

Margaret Hale, the managing director, said that the new packing house in Bristol would open in May 2024.

Water use fell by 18% thanks to drip lines. About 35% of the pickers are students.

The irrigation costs of 480,000 dollars paid for two pumps as well.
"""
Ask = Callable[[str], Reading]
Share = Callable[[Sequence[str]], float]


def reading(question: Question, found: Sequence[Found], *, share: Share) -> Reading:
    judged = span_reader().read(question, [(each.title, each.passage.text) for each in found])
    return read(question, found, judged, share=share)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    folder = tmp_path_factory.mktemp("read")
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "orchard.txt").write_text(ORCHARD, encoding="utf-8")
    with Library.open(folder / "library", create=True) as library:
        assert not library.add([folder / "harbour.txt", folder / "orchard.txt"]).failed

        def asking(text: str) -> Reading:
            question = understand(text)
            return reading(question, search(library, question.text, k=5), share=term_share(library))

        yield asking


def refusal(reading: Reading) -> tuple[str | None, str | None]:
    """Why nothing answers, and what is missing."""
    assert reading.picks == reading.others == ()
    return reading.reason, reading.missing


def answers(reading: Reading) -> list[str]:
    """The answering span of each pick, as its document has it."""
    return [
        pick.found.passage.text[
            pick.span[0] - pick.found.passage.start : pick.span[1] - pick.found.passage.start
        ]
        for pick in reading.picks
        if pick.span is not None
    ]


def quotes(reading: Reading) -> list[str]:
    return [
        pick.found.passage.text[pick.start - pick.found.passage.start : pick.end - pick.found.passage.start]
        for pick in reading.picks
    ]


@pytest.mark.parametrize(
    ("question", "span"),
    [
        # Chinese over Chinese, in both scripts.
        ("2023年港務局處理了多少個貨櫃?", "355萬個"),
        ("2022年港務局處理了多少個貨櫃?", "310萬個"),
        ("2023年海湾港务局的营业收入是多少?", "52.7億元"),
        ("2022年海灣港務局的營業收入是多少?", "48.5億元"),
        ("女性佔多少?", "31%"),
        ("港务局有多少员工?", "4200人"),
        ("每天可停泊多少艘貨輪?", "12艘"),
        ("新碼頭什麼時候啟用?", "2025年"),
        ("局長是誰?", "王建國"),
        ("公司總部設在哪裡?", "高雄市"),
        # English over English.
        ("How many apple trees did Green Valley Orchard plant in 2023?", "15,900"),
        ("How many apple trees did Green Valley Orchard plant in 2022?", "12,400"),
        ("When will the packing house open?", "May 2024"),
        ("By how much did water use fall?", "18%"),
        ("What share of the pickers are students?", "35%"),
        ("Where is the packing house?", "Bristol"),
        # Chinese over English.
        ("果園2023年種了多少棵蘋果樹?", "15,900"),
        ("果园2022年种了多少棵苹果树?", "12,400"),
        ("果園在灌溉上花了多少錢?", "480,000 dollars"),
        ("用水量下降了多少?", "18%"),
        # English over Chinese.
        ("How many containers did the port handle in 2023?", "355萬個"),
        ("How much did the harbour authority spend on environmental protection?", "3.6億元"),
    ],
)
def test_the_span_that_answers_is_found(ask: Ask, question: str, span: str) -> None:
    reading = ask(question)
    assert reading.reason is None
    assert answers(reading)[:1] == [span]


@pytest.mark.parametrize(
    "question",
    [
        "2021年港務局處理了多少個貨櫃?",
        "2021年海湾港务局的营业收入是多少?",
        "How many apple trees did Green Valley Orchard plant in 2021?",
        "How many containers did the port handle in 2021?",
        "果園2021年種了多少棵蘋果樹?",
    ],
)
def test_figures_of_other_years_do_not_answer(ask: Ask, question: str) -> None:
    assert refusal(ask(question)) == ("year", "2021")


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("How many apple trees did Tesco plant in 2023?", "Tesco"),
        ("How much did Tencent spend on environmental protection?", "Tencent"),
        ("騰訊2023年的營業收入是多少?", "騰訊"),
        ("腾讯2023年的营业收入是多少?", "腾讯"),
    ],
)
def test_another_name_is_refused_by_name(ask: Ask, question: str, missing: str) -> None:
    assert refusal(ask(question)) == ("entity", missing)


@pytest.mark.parametrize(
    "question",
    ["首席財務官是誰?", "Who is the chief financial officer?", "今天氣溫多少度?", "怎麼做紅燒肉?"],
)
def test_what_no_document_says_is_refused(ask: Ask, question: str) -> None:
    reading = ask(question)
    assert reading.picks == ()
    assert reading.reason in ("nothing", "detail")


@pytest.mark.parametrize(
    ("question", "trap", "figure"),
    [
        ("港務局的環保投入是多少?", "加大環保投入", "達到3.6億元"),
        ("港务局的环保投入是多少?", "加大環保投入", "達到3.6億元"),
        ("How much did the orchard spend on irrigation?", "stepping up", "480,000 dollars"),
    ],
)
def test_the_sentence_with_most_of_the_words_loses_to_the_one_with_the_figure(
    ask: Ask, question: str, trap: str, figure: str
) -> None:
    found = quotes(ask(question))
    assert any(figure in quote for quote in found)
    assert not any(trap in quote for quote in found)


def test_other_places_that_give_the_same_figure_are_cited_too(ask: Ask) -> None:
    for question in ("年度環保支出是多少?", "How much did irrigation cost?"):
        reading = ask(question)
        assert 2 <= len(reading.picks) <= 3
        first = reading.picks[0].figure
        assert first is not None
        for pick in reading.picks:
            assert pick.figure is not None
            assert same_value(pick.figure, first)
        assert all(a.end <= b.start or b.end <= a.start for a, b in combinations(reading.picks, 2))


def test_why_is_answered_by_the_sentence(ask: Ask) -> None:
    reading = ask("颱風時港口為什麼關閉?")
    assert quotes(reading) == ["颱風使港口關閉了三天,因為風力超過了安全標準。"]
    assert "風力" in reading.picks[0].words
    assert reading.picks[0].figure is None


QUESTIONS = [
    "年度環保支出是多少?",
    "2023年港務局處理了多少個貨櫃?",
    "When will the packing house open?",
    "局長是誰?",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_pick_lies_in_its_passage_and_the_answer_in_the_pick(ask: Ask, question: str) -> None:
    for pick in ask(question).picks:
        assert pick.found.passage.start <= pick.start < pick.end <= pick.found.passage.end
        assert pick.span is not None
        assert pick.start <= pick.span[0] < pick.span[1] <= pick.end


def passages(*texts: str, title: str = "") -> list[Found]:
    return [
        Found(
            Passage(str(i), 0, len(text), text, BlockKind.PARAGRAPH), "", title, 1, 0.8, 1, ((0, len(text), 0.8),)
        )
        for i, text in enumerate(texts)
    ]  # fmt: skip


def reading_of(question: str, *texts: str, title: str = "", known: float = 0.1) -> Reading:
    return reading(understand(question), passages(*texts, title=title), share=lambda _: known)


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("2022年的門票收入是多少?", "門票收入2022年為3億元,2023年為5億元。", "3億元"),
        ("2023年的門票收入是多少?", "門票收入2022年為3億元,2023年為5億元。", "5億元"),
        ("How many visitors came in 2022?", "In 2022, 300 visitors came; in 2023, 500 visitors came.", "300"),
        ("How many visitors came in 2023?", "In 2022, 300 visitors came; in 2023, 500 visitors came.", "500"),
    ],
)
def test_of_two_years_in_a_sentence_the_one_before_the_figure_governs(
    question: str, text: str, span: str
) -> None:
    assert answers(reading_of(question, text))[:1] == [span]


def test_the_year_of_the_title_governs_where_the_text_has_none() -> None:
    question, text = "2023年的門票收入是多少?", "門票收入為5億元。"
    assert answers(reading_of(question, text, title="2023年報告")) == ["5億元"]
    assert reading_of(question, text, title="2022年報告").reason == "year"


def test_a_figure_of_another_kind_does_not_answer() -> None:
    reading = reading_of("門票收入是多少元?", "門票收入增長20%。")
    assert reading.picks == ()
    assert reading.reason == "detail"


def test_a_count_of_something_else_does_not_answer() -> None:
    assert reading_of("動物園有多少隻獅子?", "動物園有30隻老虎。").picks == ()
    assert answers(reading_of("動物園有多少隻老虎?", "動物園有30隻老虎。")) == ["30隻"]


def test_nothing_comes_of_no_passages() -> None:
    nothing = reading(understand("門票收入是多少?"), (), share=lambda _: 0.0)
    assert (nothing.picks, nothing.reason) == ((), "nothing")


def test_the_same_figure_of_another_year_does_not_agree() -> None:
    reading = reading_of(
        "2023年海灣公司的研發投入是多少?",
        "海灣公司2023年的研發投入為3.6億元。",
        "年報說,2023年海灣公司研發投入達到3.6億元。",
        "海灣公司2019年的研發投入也是3.6億元。",
    )
    assert len(reading.picks) == 2
    assert not any("2019" in quote for quote in quotes(reading))


def test_at_most_three_places_are_cited() -> None:
    reading = reading_of("門票收入是多少元?", *(f"{place}門票收入為5億元。" for place in "東南西北中"))
    assert answers(reading) == ["5億元"] * 3
    assert len({pick.found.passage.document for pick in reading.picks}) == 3


def test_a_short_sentence_is_quoted_whole_and_a_long_one_by_its_clause() -> None:
    short = "今年天氣晴朗,門票收入為5億元,遊客滿意。"
    assert quotes(reading_of("門票收入是多少元?", short)) == [short]
    long = "今年天氣晴朗,遊客都很滿意,節目也好看;" * 8 + "門票收入為5億元;明年還會有更多節目。"
    assert quotes(reading_of("門票收入是多少元?", long)) == ["門票收入為5億元;"]


def test_a_name_is_known_by_any_part_of_it() -> None:
    trees = reading(
        understand("How many trees grow in Horqin Right Middle Banner?"),
        passages("Horqin has 500 trees."),
        share=lambda words: 0.1 if words[0] in ("horqin", "tree") else 0.0,
    )
    assert trees.reason != "entity"
