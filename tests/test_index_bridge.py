"""The learned bridge: words that translate each other meet, the likelier the more."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import bridge
from index.bridge import concepts, passage_words, translations
from index.script import fold
from index.words import Token, is_function_word, stem, tokens

MIXED = st.lists(
    st.one_of(
        st.text("螞蟻集團研發投入,。 A&bR的是 \n\0蚂蚁9", max_size=30),
        st.text(st.characters(exclude_categories=()), max_size=6),
        st.sampled_from(
            ["R&D", "O’Neill's", "Alipay+", "12.5%", "spending", "蚂蚁森林", "井賢棟", "_x_", " "]
        ),
    ),
    max_size=4,
).map("".join)


def meaningful(text: str) -> list[Token]:
    return [token for token in tokens(text) if not is_function_word(token)]


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
    asked, held = concepts(english), set(passage_words(chinese))
    assert asked
    assert all(held & concept.keys() for concept in asked)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("研發", "R&D"),
        ("天氣", "weather"),
        ("大學", "university"),
        ("井賢棟", "Jing Xiandong"),
        ("華沙", "Warsaw"),
    ],
)
def test_chinese_meets_english(chinese: str, english: str) -> None:
    held = set(passage_words(english))
    assert held <= {term for concept in concepts(chinese) for term in concept}


@pytest.mark.parametrize(
    ("word", "likely", "less"),
    [
        ("细胞", "cell", "tissu"),
        ("桥", "bridg", "featur"),
        ("war", "战争", "作战"),
        ("oxygen", "氧气", "缺氧"),
    ],
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


def test_function_words_mean_nothing() -> None:
    for text in ("What is the of?", "的是在了多少?", "是誰?", "Who is it?", "為什麼", "", "???"):
        assert concepts(text) == []
        assert passage_words(text) == []


def test_an_english_question_keeps_what_it_is_about() -> None:
    asked = concepts("How much did Ant Group spend on R&D in 2023?")
    words = ("ant", "group", "spend", "r&d", "2023")
    assert all(concept[word] == 1.0 for concept, word in zip(asked, words, strict=True))


def test_a_chinese_question_keeps_what_it_is_about() -> None:
    asked = concepts("請問2023年螞蟻集團的研發投入是多少?")
    terms = {term for concept in asked for term in concept}
    assert {"2023", "蚂蚁", "集团", "研发", "投入", "r&d", "invest"} <= terms
    assert not {"请问", "的", "是", "多少"} & terms


@pytest.mark.parametrize("word", ["spend", "spends", "spending", "Spending", "SPEND", "spending's", "spent"])
def test_english_is_found_in_any_form(word: str) -> None:
    assert passage_words(word) == ["spend"]
    assert concepts(word) == concepts("spend")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Ant’s", "ant"),
        ("Ant's", "ant"),
        ("O’Neill", stem("o'neill")),
        ("R&D", "r&d"),
        ("Ｒ＆Ｄ", "r&d"),
        ("Alipay+", "alipay+"),
        ("12.5%", "12.5"),
        ("12.5", "12.5"),
        ("１，２３４．５", "1,234.5"),
    ],
)
def test_a_word_is_asked_for_as_it_is_held(text: str, term: str) -> None:
    assert passage_words(text) == [term]
    [concept] = concepts(text)
    assert concept[term] == 1.0


def test_a_hyphen_parts_words() -> None:
    assert passage_words("third-party e-mail") == passage_words("third party e mail")


def test_a_figure_means_nothing_but_itself() -> None:
    assert concepts("2023 211.9") == [{"2023": 1.0}, {"211.9": 1.0}]


def test_a_word_stands_for_itself_for_certain() -> None:
    for question in ("weather", "天氣", "2023", "zzzzq", "齉", "12.5%", "井賢棟", "spending"):
        (concept, *_) = concepts(question)
        assert concept[passage_words(question)[0]] == 1.0


def test_a_word_asked_twice_is_one_concept() -> None:
    assert concepts("weather, weather and Weather") == concepts("weather")


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("2023年螞蟻集團的研發投入是多少?", "2023年蚂蚁集团的研发投入是多少?"),
        ("井賢棟擔任什麼職務?", "井贤栋担任什么职务?"),
    ],
)
def test_both_scripts_ask_for_the_same(traditional: str, simplified: str) -> None:
    assert concepts(traditional) == concepts(simplified)
    assert passage_words(traditional) == passage_words(simplified)


@given(MIXED)
@settings(deadline=None)
def test_every_word_that_means_something_is_held_and_asked_for(text: str) -> None:
    stems = [token.stem for token in meaningful(text)]
    held, asked = passage_words(text), concepts(text)
    assert bool(stems) == bool(held) == bool(asked)
    assert set(stems) <= set(held)
    assert all(any(concept.get(word) == 1.0 for concept in asked) for word in stems)
    assert all(0 < p <= 1 for concept in asked for p in concept.values())


@given(MIXED)
@settings(deadline=None)
def test_no_term_has_white_space_or_is_empty(text: str) -> None:
    terms = [*passage_words(text), *(term for concept in concepts(text) for term in concept)]
    for term in terms:
        assert term and not any(c.isspace() or c == "\0" for c in term)
    for term in passage_words(text):
        assert unicodedata.category(term[0])[0] in "LN"


@given(st.text("螞蟻集團研發投入達到億元的是井賢棟蚂蚁集团研发饕餮魑魅齉", max_size=8))
@settings(deadline=None)
def test_the_concepts_of_any_word_end(word: str) -> None:
    assert all(concepts(fold(word)))


def test_every_stem_is_a_stem_and_every_word_folded() -> None:
    rows = bridge._table().execute("SELECT term FROM translations ORDER BY random() LIMIT 3000").fetchall()
    for (term,) in rows:
        assert fold(term) == term
        if term.isascii() and term.isalpha():
            assert translations(term)
