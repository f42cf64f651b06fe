"""The learned bridge: words that translate each other meet, the likelier the more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import bridge
from index.bridge import chinese_words, concepts, translations
from index.script import fold

MIXED = st.text("螞蟻集團研發投入,。 A&bR的是 \n\0蚂蚁9", max_size=30)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("研發", "R&D"),
        ("研發", "research"),
        ("投入", "invest"),
        ("董事長", "chairman"),
        ("天氣", "weather"),
        ("大學", "university"),
        ("井賢棟", "Jing Xiandong"),
        ("黃世忠", "Huang Shizhong"),
        ("華沙", "Warsaw"),
        ("氧氣", "oxygen"),
    ],
)
def test_english_meets_chinese(chinese: str, english: str) -> None:
    held = set(chinese_words(chinese))
    in_chinese, in_english = concepts(english)
    assert in_chinese and not in_english
    assert all(held & concept.keys() for concept in in_chinese)


@pytest.mark.parametrize(
    ("word", "likely", "less"),
    [("细胞", "cell", "tissu"), ("桥", "bridg", "featur"), ("war", "战争", "作战"), ("oxygen", "氧气", "缺氧")],
)
def test_the_likelier_translation_counts_more(word: str, likely: str, less: str) -> None:
    found = {each.term: each.forward for each in translations(word)}
    assert found[likely] > found.get(less, 0.0)


def test_probabilities_are_probabilities() -> None:
    for term in ("大学", "战争", "投入", "invest", "bank", "cell"):
        found = translations(term)
        assert found
        assert all(0 <= each.forward <= 1 and 0 <= each.backward <= 1 for each in found)
        assert all(each.weight == max(each.forward, each.backward) > 0 for each in found)
        assert sum(each.forward for each in found) <= 1.05
        for each in found:
            back = {other.term: other for other in translations(each.term)}
            assert (back[term].forward, back[term].backward) == (each.backward, each.forward)


def test_what_no_one_translates_has_no_translation() -> None:
    assert translations("没有这个词语") == translations("") == translations("zzzzq") == ()
    assert translations("大學") == ()  # only folded words are looked up


def test_function_words_and_figures_are_no_concepts() -> None:
    assert concepts("What is the of 2023?") == ([], [])
    assert concepts("的是在了多少?") == ([], [])


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [("2023年螞蟻集團的研發投入是多少?", "2023年蚂蚁集团的研发投入是多少?"), ("井賢棟擔任什麼職務?", "井贤栋担任什么职务?")],
)
def test_both_scripts_ask_for_the_same(traditional: str, simplified: str) -> None:
    assert concepts(traditional) == concepts(simplified)
    assert chinese_words(traditional) == chinese_words(simplified)


def test_the_chinese_words_are_of_chinese_alone() -> None:
    assert chinese_words("Ant Group spent 21.19 billion in 2023.") == []
    assert chinese_words("的是在了") == []


@given(MIXED)
@settings(deadline=None)
def test_no_term_has_white_space_or_is_empty(text: str) -> None:
    in_chinese, in_english = concepts(text)
    terms = [*chinese_words(text), *(term for concept in in_chinese + in_english for term in concept)]
    for term in terms:
        assert term and not any(c.isspace() or c == "\0" for c in term)


@given(st.text("螞蟻集團研發投入達到億元的是井賢棟蚂蚁集团研发饕餮魑魅齉", max_size=8))
@settings(deadline=None)
def test_the_concepts_of_any_word_end(word: str) -> None:
    _, in_english = concepts(fold(word))
    assert all(in_english)


def test_every_stem_is_a_stem_and_every_word_folded() -> None:
    rows = bridge._table().execute("SELECT term FROM translations ORDER BY random() LIMIT 3000").fetchall()
    for (term,) in rows:
        assert fold(term) == term
        if term.isascii() and term.isalpha():
            assert translations(term)
