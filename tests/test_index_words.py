"""Words with their offsets, Chinese terms to index and to ask with, and what the dictionary says of a word."""

import sqlite3
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import glosses
from index.script import fold, is_han
from index.words import (
    CHINESE_FUNCTION_WORDS,
    ENGLISH_FUNCTION_WORDS,
    Kind,
    Token,
    bridge_of,
    han_query,
    han_terms,
    parts,
    pinyin_spellings,
    stem,
    tag,
    tokens,
)

MIXED = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=()), max_size=6),
        st.text("螞蟻集團2023年研發投入達到211.9億元的是井賢棟蚂蚁集团研发", max_size=12),
        st.sampled_from(
            ["R&D", "O’Neill's", "Alipay+", "12.5%", "1,234.5", "spending", "——", "。", "_x_", " "]
        ),
    ),
    max_size=6,
).map("".join)


def texts(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@given(MIXED)
@settings(deadline=None)
def test_a_token_is_a_slice_of_the_folded_text(text: str) -> None:
    folded, found = fold(text), tokens(text)
    assert all(folded[token.start : token.end] == token.text != "" for token in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(MIXED)
@settings(deadline=None)
def test_no_letter_or_digit_is_lost(text: str) -> None:
    folded = fold(text)
    held = {at for token in tokens(text) for at in range(token.start, token.end)}
    left = [c for at, c in enumerate(folded) if at not in held and c.isalnum()]
    assert left == []


@given(MIXED)
@settings(deadline=None)
def test_chinese_words_hold_chinese_characters_and_no_others_do(text: str) -> None:
    for token in tokens(text):
        assert all(map(is_han, token.text)) == (token.kind is Kind.HAN)
        assert any(map(is_han, token.text)) == (token.kind is Kind.HAN)


@given(MIXED)
@settings(deadline=None)
def test_every_character_and_neighbouring_pair_is_a_term(text: str) -> None:
    folded, terms = fold(text), set(han_terms(text))
    assert {c for c in folded if is_han(c)} <= terms
    assert {a + b for a, b in pairwise(folded) if is_han(a) and is_han(b)} <= terms


@given(MIXED)
@settings(deadline=None)
def test_every_term_is_chinese_through_and_through(text: str) -> None:
    for term in [*han_terms(text), *han_query(text)]:
        assert term and all(map(is_han, term))


@given(MIXED)
@settings(deadline=None)
def test_a_question_asks_for_nothing_that_its_own_text_lacks(text: str) -> None:
    asked = han_query(text)
    assert len(asked) == len(set(asked))
    assert set(asked) <= set(han_terms(text))


@given(st.text())
@settings(deadline=None)
def test_tags_cover_the_folded_text_in_order(text: str) -> None:
    found, at = tag(text), 0
    for start, end, flag in found:
        assert start == at < end and flag
        at = end
    assert at == len(text)


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("2023年螞蟻集團的研發投入是多少?", "2023年蚂蚁集团的研发投入是多少?"),
        ("井賢棟擔任什麼職務?", "井贤栋担任什么职务?"),
        ("《可持續發展報告》說了什麼", "《可持续发展报告》说了什么"),
    ],
)
def test_both_scripts_give_the_same_words(traditional: str, simplified: str) -> None:
    assert tokens(traditional) == tokens(simplified)
    assert han_terms(traditional) == han_terms(simplified)
    assert han_query(traditional) == han_query(simplified)


def test_a_pair_never_crosses_what_stands_between() -> None:
    assert "发投" in han_terms("研發投入")
    assert "发投" not in han_terms("研發,投入")
    assert "发投" not in han_terms("研發 投入")
    assert "发投" not in han_terms("研發A投入")


def test_a_question_pairs_no_characters_that_a_dropped_word_parts() -> None:
    assert "团研" not in han_query("集團的研發")


def test_english_and_figures_are_no_chinese_terms() -> None:
    text = "Ant Group's R&D spending rose 12.5% to 21.19 billion"
    assert han_terms(text) == han_query(text) == []
    assert han_terms(f"{text},研發") == han_terms("研發") == ["研发", "研", "发"]


def test_a_hyphen_parts_words() -> None:
    assert texts("third-party e-mail") == texts("third party e mail")


@pytest.mark.parametrize("word", ["spend", "spends", "spending", "Spending", "SPEND", "spending's", "spent"])
def test_every_form_of_an_english_word_has_one_stem(word: str) -> None:
    assert [token.stem for token in tokens(word)] == ["spend"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ant’s", "ant"),
        ("Ant's", "ant"),
        ("O’Neill", stem("o'neill")),
        ("R&D", "r&d"),
        ("Ｒ＆Ｄ", "r&d"),
        ("Alipay+", "alipay+"),
    ],
)
def test_what_belongs_inside_a_word_stays(text: str, word: str) -> None:
    assert [token.stem for token in tokens(text)] == [word]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("達到211.9億元", "211.9"),
        ("達到２１１．９億元", "211.9"),
        ("1,234,567.89元", "1,234,567.89"),
        ("增長12.5%。", "12.5%"),
        ("at 19:30.", "19:30"),
        ("(2023),", "2023"),
        ("2023年", "2023"),
    ],
)
def test_a_figure_is_one_word(text: str, figure: str) -> None:
    assert [token.text for token in tokens(text) if token.kind is Kind.FIGURE] == [figure]


def test_a_percentage_is_the_same_with_or_without_its_sign() -> None:
    assert [token.stem for token in tokens("12.5% 12.5")] == ["12.5", "12.5"]


def test_a_token_carries_its_stem_and_kind() -> None:
    assert tokens("年 Companies 5%") == [
        Token("年", "年", 0, 1, Kind.HAN),
        Token("companies", "compani", 2, 11, Kind.WORD),
        Token("5%", "5", 12, 14, Kind.FIGURE),
    ]


def test_a_chinese_question_keeps_what_it_is_about() -> None:
    asked = han_query("請問2023年螞蟻集團的研發投入是多少?")
    assert {"蚂蚁", "集团", "研发", "投入"} <= set(asked)
    assert not {"请问", "请", "问", "的", "是", "多少", "多", "少"} & set(asked)


@pytest.mark.parametrize("question", ["是誰?", "什麼?", "Who is it?", "為什麼", "多少", "", "???"])
def test_a_question_of_question_words_asks_for_nothing(question: str) -> None:
    assert han_query(question) == []


def test_function_words_are_written_as_folding_leaves_them() -> None:
    for word in CHINESE_FUNCTION_WORDS | ENGLISH_FUNCTION_WORDS:
        assert fold(word) == word


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("井贤栋", ("jingxiandong", "jing", "xiandong")),
        ("王伟", ("wangwei", "wang", "wei")),
        ("", ()),
    ],
)
def test_names_are_spelled_in_pinyin(name: str, spellings: tuple[str, ...]) -> None:
    assert pinyin_spellings(name) == spellings


@given(st.text("螞蟻集團研發投入達到億元的是井賢棟蚂蚁集团研发饕餮魑魅齉", max_size=8))
@settings(deadline=None)
def test_the_bridge_of_any_word_ends(word: str) -> None:
    assert all(bridge_of(fold(word)))


def test_every_word_of_the_dictionary_can_be_looked_up_folded() -> None:
    table = sqlite3.connect(f"{Path(glosses.TABLE).as_uri()}?mode=ro&immutable=1", uri=True)
    words = [str(row[0]) for row in table.execute("SELECT word FROM words")]
    table.close()
    assert len(words) > 100_000
    # 苧 is the Simplified 薴 and the Traditional 苎: folding takes it for the second, far more common.
    lost = [word for word in words if fold(word) != word and glosses.entry(fold(word)) is None]
    assert lost == ["苧烯", "荠苧"]


def test_an_entry_is_what_the_dictionary_says() -> None:
    found = glosses.entry("研发")
    assert found is not None
    assert found.pinyin == ("yan2 fa1",)
    assert "research and development" in found.senses
    assert glosses.entry("研發") is None
    assert glosses.gloss_words("没有这个词语") == ()


def test_words_begin_with_letters_or_figures() -> None:
    assert texts("——「研發」:R&D…… 12.5%!") == ["研发", "r&d", "12.5%"]
    for token in tokens("——「研發」:R&D…… 12.5%!"):
        assert unicodedata.category(token.stem[0])[0] in "LN"


@pytest.mark.parametrize(
    ("word", "shorter"),
    [
        ("蚂蚁森林", ["蚂蚁", "森林"]),
        ("井贤栋", ["井", "贤", "栋"]),
        ("研发", ["研", "发"]),
        ("研", []),
        ("", []),
    ],
)
def test_a_word_is_cut_into_the_words_it_is_made_of(word: str, shorter: list[str]) -> None:
    assert parts(word) == shorter


@given(st.text("螞蟻集團研發投入達到億元的是井賢棟蚂蚁集团研发饕餮魑魅齉", max_size=8))
@settings(deadline=None)
def test_the_parts_of_a_word_make_it_up(word: str) -> None:
    assert "".join(parts(word)) == (word if len(word) > 1 else "")
    assert word not in parts(word)
