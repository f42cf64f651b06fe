"""The words of a question found again in a text: across scripts, languages and word families, with offsets."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.script import fold
from rag.match import RELATED, SAME, TRANSLATED, Term, coverage, matches, terms, unknown_name
from rag.question import understand


def share(_: Sequence[str]) -> float:
    """Every term is in a tenth of the passages."""
    return 0.1


def asked(question: str) -> tuple[Term, ...]:
    return terms(understand(question), share=share)


def found(question: str, text: str) -> list[tuple[str, str, float]]:
    """Return (the question's word, the text's, the strength)."""
    own = asked(question)
    return [(own[m.term].token.text, text[m.start : m.end], m.strength) for m in matches(own, text)]


@pytest.mark.parametrize(
    ("question", "text", "match"),
    [
        # The same word: across scripts, letter case, width, inflection.
        ("研發投入是多少?", "研发", ("研发", "研发", SAME)),
        ("研发投入是多少?", "研發", ("研发", "研發", SAME)),
        ("ESG报告是什么?", "ｅｓｇ", ("esg", "ｅｓｇ", SAME)),
        ("How many trees are there?", "Every TREE counts", ("trees", "TREE", SAME)),
        ("How much did Ant spend?", "it spent money", ("spend", "spent", SAME)),
        ("How many women lead?", "one woman", ("women", "woman", SAME)),
        ("2023年有多少棵樹?", "in 2023", ("2023", "2023", SAME)),
        # Translations, both ways.
        ("How much goes to research?", "年度研發投入", ("research", "研發", TRANSLATED)),
        ("How much did Ant earn?", "螞蟻集團", ("ant", "螞蟻", TRANSLATED)),
        ("How many women lead?", "女性", ("women", "女性", TRANSLATED)),
        ("研發投入是多少?", "research spending", ("研发", "research", TRANSLATED)),
        ("蚂蚁集团做什么?", "the group", ("集团", "group", TRANSLATED)),
        # Names by their pinyin, both ways.
        ("Who is Huang Shizhong?", "院長黃世忠教授", ("huang", "黃世忠", TRANSLATED)),
        ("Who is Huang Shizhong?", "院長黃世忠教授", ("shizhong", "黃世忠", TRANSLATED)),
        ("黃世忠是誰?", "Professor Huang", ("黄世忠", "Huang", TRANSLATED)),
        # Word families.
        ("What technical support is given?", "technology", ("technical", "technology", RELATED)),
    ],
)
def test_a_word_is_found_in_whatever_form(question: str, text: str, match: tuple[str, str, float]) -> None:
    assert match in found(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many trees are there?", "threes, trays and a street"),
        ("2023年有多少棵樹?", "2022 20231 203"),
        ("How much is 68%?", "681"),
        ("員工有多少人?", "天氣晴朗"),
        ("Who is Huang Shizhong?", "井賢棟表示"),
        ("What does the report contain?", "the porter repaired a portal"),
    ],
)
def test_what_only_looks_alike_is_not_found(question: str, text: str) -> None:
    assert found(question, text) == []


def test_a_part_of_a_chinese_word_counts_for_its_part() -> None:
    assert found("數字化是什麼?", "數字")[0][2] == pytest.approx(2 / 3)


def test_question_words_and_particles_are_no_terms() -> None:
    assert [term.token.text for term in asked("這是什麼?")] == []
    assert [term.token.text for term in asked("How many of the trees are there?")] == ["trees"]
    assert [term.token.text for term in asked("蚂蚁集团的研发投入是多少?")] == [
        "蚂蚁", "集团", "研发", "投入",
    ]  # fmt: skip


def test_a_name_weighs_more_and_a_verb_less_than_a_noun() -> None:
    name, noun = asked("Did Alipay mention the trees?")[0], asked("Did it mention the trees?")[-1]
    assert (name.name, noun.name) == (True, False)
    assert name.weight > noun.weight
    weights = {term.token.text: term.weight for term in asked("集團種植什麼?")}
    assert weights["种植"] < weights["集团"]


def test_the_first_word_of_a_sentence_is_no_name_for_its_capital() -> None:
    assert not asked("Trees grow where?")[0].name
    assert asked("ISV means what?")[0].name


def test_what_is_rarer_weighs_more() -> None:
    def common(words: Sequence[str]) -> float:
        return 0.9 if "tree" in words else 0.01

    trees, pumps = terms(understand("How many trees and pumps are there?"), share=common)
    assert 0 < trees.weight < pumps.weight <= 2


def test_a_word_the_index_cut_otherwise_is_known_by_its_pairs() -> None:
    def pairs(words: Sequence[str]) -> float:
        return 0.2 if all(len(word) == 2 for word in words) else 0.0

    (name,) = [term for term in terms(understand("黃世忠是誰?"), share=pairs) if len(term.token.text) == 3]
    assert name.known


def test_a_name_the_library_lacks_is_unknown() -> None:
    def only_ant(words: Sequence[str]) -> float:
        return 0.5 if words[0] in ("ant", "spend", "right") else 0.0

    def unknown(text: str) -> str | None:
        question = understand(text)
        term = unknown_name(question, terms(question, share=only_ant))
        return None if term is None else question.text[term.token.start : term.token.end]

    assert unknown("How much did Tesco spend?") == "Tesco"
    assert unknown("How much did Ant spend?") is None
    # A common word is no name, and a name is known by any part of it.
    assert unknown("How much did gardeners spend?") is None
    assert unknown("How much does the Horqin Right Middle Banner spend?") is None
    # What a name possesses does not make it known.
    assert unknown("What did Tesco's Ant spend?") == "Tesco's"
    assert unknown("What did Ant’s Right spend?") is None


def test_coverage_is_the_best_strength_of_each_term() -> None:
    own = asked("How many women and pumps are there?")
    assert coverage(own, matches(own, "女性 and a woman")) == [SAME, 0.0]
    assert coverage(own, matches(own, "女性")) == [TRANSLATED, 0.0]
    assert coverage(own, ()) == [0.0, 0.0]


QUESTIONS = [
    "螞蟻森林種了多少棵樹?",
    "蚂蚁集团的研发投入是多少?",
    "How many trees did Ant Forest plant in 2023?",
]
WORDS = [
    "螞蟻",
    "蚂蚁森林",
    "種樹",
    "研發",
    "棵",
    "trees",
    "Ant",
    "2023",
    "年",
    ",",
    " ",
    "…",
    "㎡",
    "İ",
    "\U00020000",
]


@given(st.sampled_from(QUESTIONS), st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_every_match_slices_inside_the_text_in_order(question: str, text: str) -> None:
    own = asked(question)
    places = matches(own, text)
    assert list(places) == sorted(places, key=lambda m: (m.start, m.term))
    for match in places:
        assert 0 <= match.start < match.end <= len(text)
        assert 0 < match.strength <= 1
        assert 0 <= match.term < len(own)


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_the_script_of_a_text_changes_no_match(text: str) -> None:
    own = asked("蚂蚁森林种了多少棵树?")
    assert matches(own, text) == matches(own, fold(text))
