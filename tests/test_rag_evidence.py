"""What could answer, and how surely: candidates of each kind, and the signs that a clause is the right one."""

import pytest

from index.document import BlockKind, Passage
from index.search import Found
from rag.candidates import Candidate, candidates
from rag.choice import SPAN_WEIGHTS, span_features, span_log_odds
from rag.evidence import CLAUSE_WEIGHTS, Clause, _whole, read_clauses, weigh, weighted
from rag.match import Term, terms
from rag.objections import counted_terms, displaced, names_what_is_measured
from rag.question import Question, Wants, understand
from rag.spans import span_reader

FIGURES = "2023年投入211.9億元,增長500%,共700個,比例為1:0.98,為期三年,是第20週年,漲了32倍"


def found(text: str, *, title: str = "", heading: str = "", cosine: float = 0.5) -> Found:
    passage = Passage("d", 100, 100 + len(text), text, BlockKind.PARAGRAPH, heading)
    return Found(passage, "d.txt", title, 0.5, cosine, 1.0, ((0, len(text), cosine),))


def reading(question: str, *texts: str) -> tuple[Question, tuple[Term, ...], list[Clause]]:
    understood = understand(question)
    asked = terms(understood, share=lambda _: 0.1)
    return understood, asked, measured(understood, asked, *(found(text) for text in texts))


def measured(question: Question, asked: tuple[Term, ...], *passages: Found) -> list[Clause]:
    judged = span_reader().read(question, [(each.title, each.passage.text) for each in passages])
    return read_clauses(question, asked, passages, judged)


def spans(text: str, wants: Wants) -> list[str]:
    return [text[c.start : c.end] for c in candidates(text, wants)]


def best(text: str, wants: Wants) -> list[str]:
    return [text[c.start : c.end] for c in candidates(text, wants) if c.fit == 1.0]


@pytest.mark.parametrize(
    ("wants", "expected"),
    [
        (Wants.COUNT, ["700個"]),
        (Wants.MONEY, ["211.9億元"]),
        (Wants.CHANGE, ["500%", "32倍"]),
        (Wants.SHARE, ["500%", "1:0.98"]),
        (Wants.TIME, ["2023年"]),
        (Wants.DURATION, ["三年"]),
    ],
)
def test_each_kind_of_question_takes_its_kind_of_figure(wants: Wants, expected: list[str]) -> None:
    assert best(FIGURES, wants) == expected


def test_candidates_slice_in_order_and_carry_their_figure() -> None:
    found_ones = candidates(FIGURES, Wants.AMOUNT)
    assert len(found_ones) >= 5
    assert [c.start for c in found_ones] == sorted(c.start for c in found_ones)
    for candidate in found_ones:
        assert candidate.figure is not None
        assert FIGURES[candidate.start : candidate.end] == candidate.figure.text


@pytest.mark.parametrize(
    ("text", "wants", "span"),
    [
        ("董事長井賢棟表示", Wants.PERSON, "井賢棟"),
        ("院長黃世忠教授表示", Wants.PERSON, "黃世忠"),
        ("said Margaret Hale, the director", Wants.PERSON, "Margaret Hale"),
        ("總部設在浙江省杭州市", Wants.PLACE, "浙江省杭州市"),
        ("the office in Bristol opened", Wants.PLACE, "Bristol"),
        ("全國AI就醫助理「安診兒」上線", Wants.PHRASE, "安診兒"),
        ("the garden calls it “Rose Walk” today", Wants.PHRASE, "Rose Walk"),
    ],
)
def test_names_places_and_phrases_are_candidates(text: str, wants: Wants, span: str) -> None:
    assert span in spans(text, wants)


@pytest.mark.parametrize("office", ["董事會發布報告", "衛生局說明情況", "法院作出判決"])
def test_an_office_is_no_person(office: str) -> None:
    assert spans(office, Wants.PERSON) == []


def test_prose_has_no_candidates() -> None:
    assert candidates(FIGURES, Wants.PROSE) == ()


def test_figures_the_question_names_itself_do_not_answer_it() -> None:
    _, _, (clause,) = reading("那700個方案花了多少錢?", "700個方案花了5億元")
    assert [clause.text[c.start : c.end] for c in clause.candidates] == ["5億元"]
    _, _, (clause,) = reading("2023年和哪一年相同?", "2023年和2019年相同")
    assert [clause.text[c.start : c.end] for c in clause.candidates] == ["2019年"]


def test_clauses_slice_their_passage_with_matches_inside() -> None:
    text = "螞蟻森林帶動6.9億網友,種下4.75億棵樹;公司也投入研發。下一年繼續種樹。"
    _, asked, clauses = reading("螞蟻森林種下多少棵樹?", text)
    assert len(clauses) > 1
    for clause in clauses:
        assert text[clause.start : clause.end] == clause.text
        assert clause.features.keys() | {"constant"} == CLAUSE_WEIGHTS.keys()
        for match in clause.matches:
            assert 0 <= match.start < match.end <= len(clause.text)
            assert asked[match.term].token.text
    assert any("樹" in clause.text[m.start : m.end] for clause in clauses for m in clause.matches)


def test_the_clause_with_the_questions_words_and_a_figure_is_the_likelier() -> None:
    _, _, clauses = reading("種下多少棵樹?", "種下4.75億棵樹。", "今天下雨,氣溫30度。", "種下許多樹。")
    likeliest = max(clauses, key=lambda clause: clause.log_odds)
    assert likeliest.text.startswith("種下4.75億棵樹")


def test_words_of_the_heading_count_less_than_words_of_the_clause() -> None:
    understood = understand("港務局的支出是多少?")
    asked = terms(understood, share=lambda _: 0.1)

    def covered(text: str, heading: str) -> float:
        (clause,) = measured(understood, asked, found(text, heading=heading))
        return clause.features["coverage"]

    nowhere, above, inside = (
        covered("3億元", ""),
        covered("3億元", "港務局支出"),
        covered("港務局支出3億元", ""),
    )
    assert nowhere < above < inside <= 1


def test_weighing_is_a_sum_with_its_constant() -> None:
    assert weigh({"a": 0.5, "b": 1.0}, {"a": 2.0, "b": -3.0, "constant": 1.0}) == -1.0
    heavy, light = terms(
        understand("How many trees and pumps are there?"), share=lambda w: 0.9 if "pump" in w else 0.01
    )
    assert weighted([heavy, light], [1.0, 0.0]) > 0.5 > weighted([heavy, light], [0.0, 1.0])
    assert weighted([], []) == 0.0


@pytest.mark.parametrize(
    ("question", "text", "counted"),
    [
        ("How many trees did the orchard plant?", "planted 15,900 trees", ["trees"]),
        ("How many digital solutions did Alipay build?", "", ["digital", "solutions"]),
        ("種了多少棵樹?", "", ["棵", "树"]),
    ],
)
def test_what_is_counted_stands_after_the_question_word(question: str, text: str, counted: list[str]) -> None:
    understood, asked, _ = reading(question, text or "無")
    assert [asked[n].token.text for n in counted_terms(understood, asked)] == counted


def test_nothing_is_counted_where_no_number_is_asked() -> None:
    understood, asked, _ = reading("How much did the trees cost?", "x")
    assert counted_terms(understood, asked) == []


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        ("How many trees are there?", "It planted 15,900 trees.", True),
        ("How many trees are there?", "It hired 15,900 people.", False),
        ("How many trees are there?", "種下4.75億棵樹。", True),
        ("有多少艘貨輪?", "每天停泊12艘貨輪。", True),
        ("有多少艘貨輪?", "共有4200名員工。", False),
        # A measure word is not what is counted.
        ("動物園有多少隻獅子?", "動物園有30隻老虎。", False),
        ("種了多少棵樹?", "種下5棵樹。", True),
        ("How much did it cost?", "It hired 15,900 people.", True),
    ],
)
def test_a_count_needs_the_thing_counted(question: str, text: str, named: bool) -> None:
    understood, asked, (clause,) = reading(question, text)
    assert names_what_is_measured(understood, asked, clause) is named


@pytest.mark.parametrize(
    ("question", "text", "other"),
    [
        ("首席財務官是誰?", "首席可持續發展官彭翼捷表示。", True),
        ("首席可持續發展官是誰?", "首席可持續發展官彭翼捷表示。", False),
        ("首席可持续发展官是谁?", "首席可持續發展官彭翼捷表示。", False),
        ("董事長是誰?", "董事長井賢棟表示。", False),
        ("Who is the chief art officer?", "The chief HR officer is Ann Lee.", True),
        ("Who is the chief sustainability officer?", "The chief sustainability officer is Ann Lee.", False),
        ("How many chief finance officers are there?", "Three chief sustainability officers came.", False),
    ],
)
def test_another_office_displaces_the_one_asked_about(question: str, text: str, other: bool) -> None:
    understood, asked, clauses = reading(question, text)
    assert displaced(understood, asked, clauses[0]) is other


def features(question: str, text: str, span: str) -> dict[str, float]:
    understood, asked, (clause,) = reading(question, text)
    (candidate,) = [c for c in clause.candidates if clause.text[c.start : c.end] == span][:1]
    measured = span_features(understood, asked, clause, candidate)
    assert measured.keys() | {"constant"} == SPAN_WEIGHTS.keys()
    return measured


def test_a_figure_next_to_the_thing_counted_is_the_likelier() -> None:
    text = "聯合上萬家服務商打造了700個數字解決方案"
    right = features("打造了多少個數字解決方案?", text, "700個")
    wrong = features("打造了多少個數字解決方案?", text, "萬家")
    assert right["noun"] > wrong["noun"]
    assert weigh(right, SPAN_WEIGHTS) > weigh(wrong, SPAN_WEIGHTS)


def test_a_figure_in_the_question_words_place_is_the_likelier() -> None:
    text = "岸電佔3.6億元而碼頭花費48億元"
    right = features("碼頭花費了多少錢?", text, "48億元")
    wrong = features("碼頭花費了多少錢?", text, "3.6億元")
    assert right["before"] > wrong["before"]
    assert right["near"] > wrong["near"]


def test_for_a_definition_what_stands_beside_the_name_is_the_likelier() -> None:
    text = "推出全國AI就醫助理「安診兒」,供患者在手機使用"

    def odds(question: str, span: str) -> float:
        understood, asked, (clause,) = reading(question, text)
        candidate = next(c for c in clause.candidates if clause.text[c.start : c.end] == span)
        return span_log_odds(understood, asked, clause, candidate)

    assert odds("安診兒是什麼?", "全國AI就醫助理") > odds("安診兒是什麼?", "手機")
    assert features("就醫助理叫什麼?", text, "安診兒")["quoted"] == 1.0


def test_a_phrase_that_only_repeats_the_question_is_no_candidate() -> None:
    _, _, (clause,) = reading("就醫助理是什麼?", "就醫助理由醫院推出")
    assert "就醫助理" not in [clause.text[c.start : c.end] for c in clause.candidates]


def test_a_figure_counts_as_a_candidate_though_the_question_repeats_it_in_part() -> None:
    _, _, (clause,) = reading("How much did 5 trees cost?", "The trees cost 480 dollars.")
    (candidate,) = clause.candidates
    assert isinstance(candidate, Candidate)
    assert clause.text[candidate.start : candidate.end] == "480 dollars"


def test_the_first_word_of_a_sentence_is_no_person() -> None:
    assert spans("The finance director is Tom Reed", Wants.PERSON) == ["Tom Reed"]


def test_a_full_stop_is_no_part_of_a_name() -> None:
    assert spans("It is led by Tom Reed.", Wants.PERSON) == ["Tom Reed"]
    assert spans("He called J. K. Reed. Ann left.", Wants.PERSON) == ["J. K. Reed", "Ann"]
    assert spans("She met Ludwig van Beethoven and the Bank of England", Wants.PERSON) == [
        "Ludwig van Beethoven", "Bank of England",
    ]  # fmt: skip


@pytest.mark.xfail(strict=True, reason="a name stands only where jieba's tagger sees it whole")
@pytest.mark.parametrize("name", ["林志明", "林建國", "陳美玲", "周海燕"])
def test_a_name_is_seen_whole_after_an_office(name: str) -> None:
    assert spans(f"局長{name}說", Wants.PERSON) == [name]


def test_a_long_english_word_tells_an_office_from_another() -> None:
    understood, asked, (clause,) = reading(
        "Who is the chief finance officer?", "The chief sustainability officer is Ann Lee."
    )
    assert displaced(understood, asked, clause)


def test_the_first_word_of_an_office_tells_it_from_another() -> None:
    understood, asked, (clause,) = reading(
        "Who is the managing director?", "The finance director is Tom Reed."
    )
    assert displaced(understood, asked, clause)


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("It cost 12.5 million dollars in all.", "5 million", "12.5 million dollars"),
        ("It cost 12.5 million dollars in all.", "12", "12.5 million dollars"),
        ("The archbishops met in Canterbury.", "bishops met", "archbishops met"),
        ("投入211.9億元用於研發。", "9億", "211.9億元"),
        ("致力於私隱保護和數據安全。", "私隱保護", "私隱保護"),
    ],
)
def test_a_span_is_never_cut_through_a_figure_or_a_word(text: str, cut: str, whole: str) -> None:
    at = text.index(cut)
    start, end = _whole(text, (at, at + len(cut)))
    assert text[start:end] == whole
