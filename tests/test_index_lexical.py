"""BM25 over words and over what they mean, against a plain Python reading of the formula."""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from math import log

import pytest

from index import lexical
from index.bridge import concepts, passage_words
from index.lexical import Field
from index.words import han_query, han_terms

TERMS: dict[Field, Callable[[str], list[str]]] = {"words": passage_words, "han": han_terms}

PASSAGES = {
    3: "2023年螞蟻集團研發投入達到211.9億元,創下新高。",
    5: "螞蟻集團發布可持續發展報告。",
    8: "今天天氣很好,明天下雨。天氣預報說後天也下雨。",
    13: "Ant Group's R&D spending rose 12.5% to 21.19 billion yuan.",
    21: "The weather is fine today; O'Neill spends it outside.",
    34: "井賢棟表示:面向未來,研發,研發,還是研發。",
}


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as opened:
        lexical.create(opened)
        for rowid, text in PASSAGES.items():
            lexical.put(opened, rowid, text)
        yield opened


def bm25(documents: Mapping[int, Sequence[str]], query: Sequence[str]) -> dict[int, float]:
    """Okapi BM25, k1 = 1.2 and b = 0.75, over lists of terms; documents with none of the query's are left out."""
    mean = sum(map(len, documents.values())) / len(documents)
    scores = dict.fromkeys(documents, 0.0)
    for term in query:
        holding = sum(term in terms for terms in documents.values())
        idf = max(log((len(documents) - holding + 0.5) / (holding + 0.5)), 1e-6)
        for rowid, terms in documents.items():
            frequency = Counter(terms)[term]
            scores[rowid] += (
                idf * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * len(terms) / mean))
                if frequency
                else 0.0
            )
    return {rowid: score for rowid, score in scores.items() if score > 0}


def assert_same_ranking(found: Sequence[tuple[int, float]], expected: Mapping[int, float]) -> None:
    assert dict(found) == pytest.approx(dict(expected), rel=1e-9)
    assert [rowid for rowid, _ in found] == sorted(expected, key=lambda i: (-round(expected[i], 12), i))


def certain(terms: Sequence[str]) -> list[Mapping[str, float]]:
    return [{term: 1.0} for term in terms]


@pytest.mark.parametrize(
    "question",
    [
        "螞蟻集團的研發投入是多少?",
        "蚂蚁集团的研发投入是多少?",
        "天氣",
        "井賢棟",
    ],
)
def test_scores_and_order_are_those_of_the_formula(connection: sqlite3.Connection, question: str) -> None:
    terms = han_query(question)
    documents = {rowid: han_terms(text) for rowid, text in PASSAGES.items()}
    found = lexical.match(connection, terms, field="han", limit=10)
    assert found
    assert_same_ranking(found, bm25(documents, terms))


@pytest.mark.parametrize(
    "question",
    [
        "螞蟻集團的研發投入是多少?",
        "蚂蚁集团的研发投入是多少?",
        "下雨",
        "井賢棟",
        "211.9",
        "Who spends on R&D?",
        "O’Neill",
        "12.5%",
    ],
)
def test_words_of_both_languages_and_figures_are_ranked_likewise(
    connection: sqlite3.Connection, question: str
) -> None:
    terms = list(dict.fromkeys(passage_words(question)))
    documents = {rowid: passage_words(text) for rowid, text in PASSAGES.items()}
    found = lexical.match(connection, terms, field="words", limit=10)
    assert found
    assert_same_ranking(found, bm25(documents, terms))


@pytest.mark.parametrize("question", ["211.9", "Who spends on R&D?", "O’Neill", "12.5%"])
def test_no_chinese_characters_are_no_chinese_passages(connection: sqlite3.Connection, question: str) -> None:
    assert lexical.match(connection, passage_words(question), field="han", limit=10) == []
    assert lexical.match_concepts(connection, certain(passage_words(question)), field="han", limit=10) == []


def test_characters_find_what_was_cut_into_other_words(connection: sqlite3.Connection) -> None:
    assert "天气" not in passage_words(PASSAGES[8])  # 今天天气, 天气预报
    assert 8 not in dict(lexical.match_concepts(connection, concepts("天氣"), field="words", limit=10))
    assert 8 in dict(lexical.match(connection, han_query("天氣"), field="han", limit=10))


def expected_bm25(
    documents: Mapping[int, Sequence[str]], asked: Sequence[Mapping[str, float]]
) -> dict[int, float]:
    """The same formula over expected frequencies: each term of a concept counts by its probability."""
    mean = sum(map(len, documents.values())) / len(documents)
    scores = dict.fromkeys(documents, 0.0)
    for concept in asked:
        frequency = {
            rowid: sum(p * terms.count(term) for term, p in concept.items())
            for rowid, terms in documents.items()
        }
        holding = sum(min(1.0, found) for found in frequency.values())
        idf = max(log((len(documents) - holding + 0.5) / (holding + 0.5)), 1e-6)
        for rowid, found in frequency.items():
            norm = 1.2 * (0.25 + 0.75 * len(documents[rowid]) / mean)
            scores[rowid] += idf * found * 2.2 / (found + norm) if found else 0.0
    return {rowid: score for rowid, score in scores.items() if score > 0}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("research and development", {3, 5, 34}),
        ("weather", {8, 21}),
        ("Jing Xiandong", {34}),
        ("ant", {3, 5, 13}),
        ("R&D report", {3, 5, 13, 34}),
        ("天氣", {21}),
        ("研發", {3, 13, 34}),
        ("螞蟻集團的支出", {3, 5, 13, 21}),
        ("井賢棟", {34}),
        ("211.9", {3}),
        ("Who spends on R&D?", {3, 13, 21, 34}),
        ("O’Neill", {21}),
        ("12.5%", {13}),
        ("2023年R&D是多少?", {3, 13, 34}),
    ],
)
def test_what_words_mean_is_found_in_both_languages_by_expected_frequency(
    connection: sqlite3.Connection, question: str, found: set[int]
) -> None:
    asked = concepts(question)
    words = {rowid: passage_words(text) for rowid, text in PASSAGES.items()}
    ranked = lexical.match_concepts(connection, asked, field="words", limit=10)
    assert found <= dict(ranked).keys()
    assert_same_ranking(ranked, expected_bm25(words, asked))


@pytest.mark.parametrize("question", ["螞蟻集團的研發投入", "下雨", "Ant spends 12.5% on R&D"])
@pytest.mark.parametrize("field", TERMS)
def test_a_certain_concept_is_a_word_of_plain_bm25(
    connection: sqlite3.Connection, question: str, field: Field
) -> None:
    terms = list(dict.fromkeys(TERMS[field](question)))
    plain = lexical.match(connection, terms, field=field, limit=10)
    meant = lexical.match_concepts(connection, certain(terms), field=field, limit=10)
    assert bool(plain) == bool(terms)
    assert dict(meant) == pytest.approx(dict(plain))
    assert [rowid for rowid, _ in meant] == [rowid for rowid, _ in plain]


def test_a_likelier_term_counts_more_and_all_together_count_as_one_word() -> None:
    texts = {1: "央行", 2: "銀行", 3: "央行銀行", 4: "天氣", 5: "下雨", 6: "晴天", 7: "農民"}
    asked = [{"银行": 0.9, "央行": 0.2}]
    with closing(sqlite3.connect(":memory:")) as opened:
        lexical.create(opened)
        for rowid, text in texts.items():
            lexical.put(opened, rowid, text)
        scores = dict(lexical.match_concepts(opened, asked, field="words", limit=9))
    assert scores.keys() == {1, 2, 3}
    assert scores[2] > scores[1] > 0
    assert scores == pytest.approx(expected_bm25({r: passage_words(x) for r, x in texts.items()}, asked))


def test_a_question_of_any_length_is_asked(connection: sqlite3.Connection) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 9)
    asked = [{f"word{n}": 0.5, f"wort{n}": 0.5} for n in range(20_000)]
    assert lexical.match_concepts(connection, asked, field="words", limit=10) == []
    plain = lexical.match_concepts(connection, certain(["211.9"]), field="words", limit=10)
    assert (
        lexical.match_concepts(connection, [*asked, {"211.9": 1.0}], field="words", limit=10) == plain != []
    )


def test_tables_of_another_version_are_replaced(connection: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(":memory:")) as fresh:
        lexical.create(fresh)
        expected = {row[0] for row in fresh.execute("SELECT name FROM sqlite_master")}
    for old in ("own", "bridge", "chinese"):
        connection.execute(f"CREATE VIRTUAL TABLE lexical_{old} USING fts5(terms)")
        connection.execute(f"CREATE VIRTUAL TABLE lexical_{old}_terms USING fts5vocab(lexical_{old}, row)")
        connection.execute(f"INSERT INTO lexical_{old} VALUES ('天气')")
    connection.execute("CREATE VIRTUAL TABLE lexical_own_places USING fts5vocab(lexical_own, instance)")
    connection.execute("CREATE TABLE lexical_own_lengths (passage INTEGER PRIMARY KEY, terms INTEGER)")
    lexical.reset(connection)
    assert {row[0] for row in connection.execute("SELECT name FROM sqlite_master")} == expected
    assert lexical.match(connection, ["天气"], field="han", limit=5) == []
    lexical.put(connection, 1, "天氣")
    assert [rowid for rowid, _ in lexical.match(connection, ["天气"], field="han", limit=5)] == [1]


@pytest.mark.parametrize("seed", range(5))
def test_random_passages_are_ranked_by_the_formula(seed: int) -> None:
    chance = random.Random(seed)
    words = [
        "研發",
        "投入",
        "天氣",
        "報告",
        "ant",
        "spending",
        "r&d",
        "2023",
        "211.9",
        "蚂蚁集团",
        "的",
        "o'neill",
    ]
    passages = {rowid: " ".join(chance.choices(words, k=chance.randint(1, 30))) for rowid in range(1, 41)}
    with closing(sqlite3.connect(":memory:")) as opened:
        lexical.create(opened)
        for rowid, text in passages.items():
            lexical.put(opened, rowid, text)
        for _ in range(10):
            terms = han_query(" ".join(chance.sample(words, 3)))
            expected = bm25({rowid: han_terms(text) for rowid, text in passages.items()}, terms)
            assert_same_ranking(lexical.match(opened, terms, field="han", limit=100), expected)
            asked = concepts(" ".join(chance.sample(words, 3)))
            meant = expected_bm25({rowid: passage_words(text) for rowid, text in passages.items()}, asked)
            assert_same_ranking(lexical.match_concepts(opened, asked, field="words", limit=100), meant)


def test_a_term_in_most_passages_still_counts_a_little() -> None:
    with closing(sqlite3.connect(":memory:")) as opened:
        lexical.create(opened)
        for rowid in (1, 2, 3):
            lexical.put(opened, rowid, "天氣" * rowid)
        found = lexical.match(opened, ["天气"], field="han", limit=5)
        meant = lexical.match_concepts(opened, certain(["天气"]), field="words", limit=5)
    for ranked in (found, meant):
        assert sorted(rowid for rowid, _ in ranked) == [1, 2, 3]
        assert all(0 < score < 1e-5 for _, score in ranked)


def test_equal_scores_come_in_the_order_of_rows() -> None:
    with closing(sqlite3.connect(":memory:")) as opened:
        lexical.create(opened)
        for rowid in (9, 4, 7, 1):
            lexical.put(opened, rowid, "下雨" if rowid != 1 else "晴天")
        found = lexical.match(opened, ["下雨"], field="han", limit=2)
        meant = lexical.match_concepts(opened, certain(["下雨"]), field="words", limit=2)
    assert [rowid for rowid, _ in found] == [rowid for rowid, _ in meant] == [4, 7]


def test_the_limit_keeps_the_best(connection: sqlite3.Connection) -> None:
    terms = han_query("螞蟻集團的研發投入")
    everything = lexical.match(connection, terms, field="han", limit=100)
    assert len(everything) > 2
    assert lexical.match(connection, terms, field="han", limit=2) == everything[:2]
    assert lexical.match(connection, terms, field="han", limit=0) == []
    asked = concepts("螞蟻集團的研發投入")
    everything = lexical.match_concepts(connection, asked, field="words", limit=100)
    assert len(everything) > 2
    assert lexical.match_concepts(connection, asked, field="words", limit=2) == everything[:2]
    assert lexical.match_concepts(connection, asked, field="words", limit=0) == []


def test_every_term_of_a_passage_finds_it(connection: sqlite3.Connection) -> None:
    for field, terms in TERMS.items():
        for rowid, text in PASSAGES.items():
            for term in terms(text):
                assert rowid in dict(lexical.match(connection, [term], field=field, limit=10)), term
                meant = lexical.match_concepts(connection, [{term: 0.5}], field=field, limit=10)
                assert rowid in dict(meant), term


def test_a_term_is_matched_whole(connection: sqlite3.Connection) -> None:
    for part in ("211", "9", "spe", "12", "r", "d", "研发投入达到", "发投入"):
        for field in TERMS:
            assert lexical.match(connection, [part], field=field, limit=10) == [], part
            assert lexical.match_concepts(connection, certain([part]), field=field, limit=10) == [], part


def test_nothing_asked_or_nothing_there_finds_nothing(connection: sqlite3.Connection) -> None:
    for field in TERMS:
        assert lexical.match(connection, [], field=field, limit=5) == []
        assert lexical.match(connection, ["沒有這個詞"], field=field, limit=5) == []
        assert lexical.match_concepts(connection, [], field=field, limit=5) == []
        assert lexical.match_concepts(connection, [{}, {"没有这个词": 1.0}], field=field, limit=5) == []
    with closing(sqlite3.connect(":memory:")) as opened:
        lexical.create(opened)
        assert lexical.match(opened, ["研发"], field="han", limit=5) == []
        assert lexical.match_concepts(opened, certain(["研发"]), field="words", limit=5) == []
        lexical.put(opened, 1, "的???")
        assert lexical.match_concepts(opened, certain(["研发"]), field="words", limit=5) == []


def test_dropped_passages_are_as_if_never_put(connection: sqlite3.Connection) -> None:
    lexical.drop(connection, [3, 34])
    left = {rowid: text for rowid, text in PASSAGES.items() if rowid not in (3, 34)}
    for field, terms_of in TERMS.items():
        documents = {rowid: terms_of(text) for rowid, text in left.items()}
        for text in PASSAGES.values():
            terms = list(dict.fromkeys(terms_of(text)))
            found = lexical.match(connection, terms, field=field, limit=10)
            assert_same_ranking(found, bm25(documents, terms))
            asked = concepts(text)
            meant = lexical.match_concepts(connection, asked, field=field, limit=10)
            assert_same_ranking(meant, expected_bm25(documents, asked))
    assert lexical.most_frequent(connection, ["研发"]) == 0
    lexical.drop(connection, [])
    lexical.drop(connection, [999])
    assert len(lexical.match(connection, ["ant"], field="words", limit=10)) == 1
    assert len(lexical.match_concepts(connection, certain(["ant"]), field="words", limit=10)) == 1


HOSTILE = ['"', '""', 'a"b', '研发" OR "天气', "AND", "OR", "NOT", "NEAR(", "*", "-", "^", "(", ")", "{", "han:", "",
           "' ; DROP TABLE lexical_han; --", "\\", "%", "_", "?", "\n", "terms : x", "null", "[]", '"]', "'", "$[1]",
           "words:", "' ; DROP TABLE lexical_words; --"]  # fmt: skip


@pytest.mark.parametrize("term", HOSTILE)
@pytest.mark.parametrize("field", TERMS)
def test_quotes_and_operators_are_words_like_any(
    connection: sqlite3.Connection, field: Field, term: str
) -> None:
    for known in ("211.9", "研发"):
        plain = lexical.match(connection, [known], field=field, limit=10)
        assert bool(plain) == (field == "words" or known == "研发")
        assert lexical.match(connection, [term], field=field, limit=10) == []
        assert lexical.match(connection, [term, known, term], field=field, limit=10) == plain
        meant = lexical.match_concepts(connection, certain([known]), field=field, limit=10)
        assert dict(meant) == pytest.approx(dict(plain))
        assert lexical.match_concepts(connection, certain([term]), field=field, limit=10) == []
        for asked in (certain([term, known, term]), [{term: 1.0, known: 1.0}], [{known: 1.0, term: 0.5}]):
            assert lexical.match_concepts(connection, asked, field=field, limit=10) == meant
    assert lexical.most_frequent(connection, [term]) == 0


@pytest.mark.parametrize("term", HOSTILE)
def test_quotes_and_operators_in_a_question_and_a_passage_are_words_like_any(
    connection: sqlite3.Connection, term: str
) -> None:
    asked = concepts(f"{term} 211.9 {term}")
    documents = {rowid: passage_words(text) for rowid, text in PASSAGES.items()}
    found = lexical.match_concepts(connection, asked, field="words", limit=10)
    assert 3 in dict(found)
    assert_same_ranking(found, expected_bm25(documents, asked))
    lexical.put(connection, 99, f"{term} 齉齉 {term}")
    assert [r for r, _ in lexical.match(connection, ["齉"], field="han", limit=5)] == [99]
    assert lexical.match_concepts(connection, concepts("齉齉"), field="words", limit=5)[0][0] == 99


def test_a_query_of_operators_asks_for_their_words(connection: sqlite3.Connection) -> None:
    lexical.put(connection, 99, "NEAR AND FAR")
    assert [r for r, _ in lexical.match(connection, ["near"], field="words", limit=5)] == [99]
    assert [r for r, _ in lexical.match(connection, ["NEAR"], field="words", limit=5)] == [99]
    assert lexical.match_concepts(connection, concepts("NEAR"), field="words", limit=5)[0][0] == 99


def test_the_most_common_term_is_counted_in_passages(connection: sqlite3.Connection) -> None:
    assert lexical.most_frequent(connection, ["蚂蚁"]) == 2
    assert lexical.most_frequent(connection, ["下雨", "蚂蚁", "井贤栋"]) == 2
    assert lexical.most_frequent(connection, ["weather"]) == 1
    assert lexical.most_frequent(connection, ["没有这个词"]) == 0
    assert lexical.most_frequent(connection, []) == 0


def test_the_folding_of_letters_is_ours_not_the_tokenizers(connection: sqlite3.Connection) -> None:
    lexical.put(connection, 100, "ＣＡＦÉ Ünïted")
    assert [r for r, _ in lexical.match(connection, ["café"], field="words", limit=5)] == [100]
    assert [r for r, _ in lexical.match_concepts(connection, certain(["café"]), field="words", limit=5)] == [
        100
    ]
    assert lexical.match(connection, ["cafe"], field="words", limit=5) == []
    assert lexical.match_concepts(connection, certain(["cafe"]), field="words", limit=5) == []
