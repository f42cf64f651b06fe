"""BM25 as FTS5 gives it, against a plain Python reading of the formula."""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from math import log

import pytest

from index import lexical
from index.bridge import chinese_words, concepts
from index.words import own_terms, query_terms

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


@pytest.mark.parametrize(
    "question",
    [
        "螞蟻集團的研發投入是多少?",
        "蚂蚁集团的研发投入是多少?",
        "天氣",
        "井賢棟",
        "211.9",
        "Who spends on R&D?",
        "O’Neill",
        "12.5%",
    ],
)
def test_scores_and_order_are_those_of_the_formula(connection: sqlite3.Connection, question: str) -> None:
    terms = query_terms(question)
    own = {rowid: own_terms(text) for rowid, text in PASSAGES.items()}
    found = lexical.match(connection, terms, field="own", limit=10)
    assert found
    assert_same_ranking(found, bm25(own, terms))


def expected_bm25(
    documents: Mapping[int, Sequence[str]], asked: Sequence[Mapping[str, float]]
) -> dict[int, float]:
    """The same formula over expected frequencies: each term of a concept counts by its probability."""
    mean = sum(map(len, documents.values())) / len(documents)
    scores = dict.fromkeys(documents, 0.0)
    for concept in asked:
        frequency = {
            rowid: sum(p * terms.count(term) for term, p in concept.items()) for rowid, terms in documents.items()
        }
        holding = sum(min(1.0, found) for found in frequency.values())
        idf = max(log((len(documents) - holding + 0.5) / (holding + 0.5)), 1e-6)
        for rowid, found in frequency.items():
            norm = 1.2 * (0.25 + 0.75 * len(documents[rowid]) / mean)
            scores[rowid] += idf * found * 2.2 / (found + norm) if found else 0.0
    return {rowid: score for rowid, score in scores.items() if score > 0}


@pytest.mark.parametrize("question", ["research and development", "weather", "Jing Xiandong", "ant", "R&D report"])
def test_english_words_find_chinese_passages_by_expected_frequency(
    connection: sqlite3.Connection, question: str
) -> None:
    in_chinese, in_english = concepts(question)
    assert in_chinese and not in_english
    chinese = {rowid: chinese_words(text) for rowid, text in PASSAGES.items()}
    found = lexical.match_concepts(connection, in_chinese, field="chinese", limit=10)
    assert found
    assert_same_ranking(found, expected_bm25(chinese, in_chinese))


@pytest.mark.parametrize("question", ["天氣", "研發", "螞蟻集團的支出"])
def test_chinese_words_find_english_passages_by_expected_frequency(
    connection: sqlite3.Connection, question: str
) -> None:
    in_chinese, in_english = concepts(question)
    assert in_english and not in_chinese
    own = {rowid: own_terms(text) for rowid, text in PASSAGES.items()}
    found = lexical.match_concepts(connection, in_english, field="own", limit=10)
    assert found and found[0][0] in (13, 21)
    assert_same_ranking(found, expected_bm25(own, in_english))


def test_a_certain_concept_is_a_word_of_plain_bm25(connection: sqlite3.Connection) -> None:
    terms = query_terms("螞蟻集團的研發投入")
    plain = lexical.match(connection, terms, field="own", limit=10)
    certain = lexical.match_concepts(connection, [{term: 1.0} for term in terms], field="own", limit=10)
    assert dict(certain) == pytest.approx(dict(plain))
    assert lexical.match_concepts(connection, [], field="own", limit=10) == []
    assert lexical.match_concepts(connection, [{}, {"没有这个词": 1.0}], field="chinese", limit=10) == []


def test_tables_of_another_version_are_replaced(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE VIRTUAL TABLE lexical_bridge USING fts5(terms)")
    connection.execute("CREATE VIRTUAL TABLE lexical_bridge_terms USING fts5vocab(lexical_bridge, row)")
    lexical.reset(connection)
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert not any(name.startswith("lexical_bridge") for name in names)
    assert lexical.match(connection, ["天气"], field="own", limit=5) == []
    lexical.put(connection, 1, "天氣")
    assert [rowid for rowid, _ in lexical.match(connection, ["天气"], field="own", limit=5)] == [1]


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
            terms = query_terms(" ".join(chance.sample(words, 3)))
            expected = bm25({rowid: own_terms(text) for rowid, text in passages.items()}, terms)
            assert_same_ranking(lexical.match(opened, terms, field="own", limit=100), expected)


def test_a_term_in_most_passages_still_counts_a_little() -> None:
    with closing(sqlite3.connect(":memory:")) as opened:
        lexical.create(opened)
        for rowid in (1, 2, 3):
            lexical.put(opened, rowid, "天氣" * rowid)
        found = lexical.match(opened, ["天气"], field="own", limit=5)
    assert sorted(rowid for rowid, _ in found) == [1, 2, 3]
    assert all(0 < score < 1e-5 for _, score in found)


def test_equal_scores_come_in_the_order_of_rows() -> None:
    with closing(sqlite3.connect(":memory:")) as opened:
        lexical.create(opened)
        for rowid in (9, 4, 7, 1):
            lexical.put(opened, rowid, "下雨" if rowid != 1 else "晴天")
        found = lexical.match(opened, ["下雨"], field="own", limit=2)
    assert [rowid for rowid, _ in found] == [4, 7]


def test_the_limit_keeps_the_best(connection: sqlite3.Connection) -> None:
    terms = query_terms("螞蟻集團的研發投入")
    everything = lexical.match(connection, terms, field="own", limit=100)
    assert len(everything) > 2
    assert lexical.match(connection, terms, field="own", limit=2) == everything[:2]
    assert lexical.match(connection, terms, field="own", limit=0) == []


def test_every_term_of_a_passage_finds_it(connection: sqlite3.Connection) -> None:
    for rowid, text in PASSAGES.items():
        for term in own_terms(text):
            assert rowid in dict(lexical.match(connection, [term], field="own", limit=10)), term
        for term in chinese_words(text):
            assert rowid in dict(lexical.match(connection, [term], field="chinese", limit=10)), term


def test_a_term_is_matched_whole(connection: sqlite3.Connection) -> None:
    for part in ("211", "9", "spe", "12", "r", "d", "研发投入达到"):
        assert 13 not in dict(lexical.match(connection, [part], field="own", limit=10)), part
    assert lexical.match(connection, ["211"], field="own", limit=10) == []


def test_nothing_asked_or_nothing_there_finds_nothing(connection: sqlite3.Connection) -> None:
    assert lexical.match(connection, [], field="own", limit=5) == []
    assert lexical.match(connection, ["沒有這個詞"], field="own", limit=5) == []
    with closing(sqlite3.connect(":memory:")) as opened:
        lexical.create(opened)
        assert lexical.match(opened, ["研发"], field="own", limit=5) == []


def test_dropped_passages_are_as_if_never_put(connection: sqlite3.Connection) -> None:
    lexical.drop(connection, [3, 34])
    left = {rowid: text for rowid, text in PASSAGES.items() if rowid not in (3, 34)}
    for field, terms_of in (("own", own_terms), ("chinese", chinese_words)):
        documents = {rowid: terms_of(text) for rowid, text in left.items()}
        for text in PASSAGES.values():
            terms = list(dict.fromkeys(terms_of(text)))
            found = lexical.match(connection, terms, field=field, limit=10)  # type: ignore[arg-type]
            assert_same_ranking(found, bm25(documents, terms))
    assert lexical.most_frequent(connection, ["研发"]) == 0
    lexical.drop(connection, [])
    lexical.drop(connection, [999])
    assert len(lexical.match(connection, ["ant"], field="own", limit=10)) == 1


HOSTILE = ['"', '""', 'a"b', '研发" OR "天气', "AND", "OR", "NOT", "NEAR(", "*", "-", "^", "(", ")", "{", "own:", "",
           "' ; DROP TABLE lexical_own; --", "\\", "%", "_", "?", "\n", "terms : x"]  # fmt: skip


@pytest.mark.parametrize("term", HOSTILE)
def test_quotes_and_operators_are_words_like_any(connection: sqlite3.Connection, term: str) -> None:
    plain = lexical.match(connection, ["211.9"], field="own", limit=10)
    assert lexical.match(connection, [term], field="own", limit=10) == []
    assert lexical.match(connection, [term, "211.9", term], field="own", limit=10) == plain
    assert lexical.most_frequent(connection, [term]) == 0


def test_a_query_of_operators_asks_for_their_words(connection: sqlite3.Connection) -> None:
    lexical.put(connection, 99, "NEAR AND FAR")
    assert [r for r, _ in lexical.match(connection, ["near"], field="own", limit=5)] == [99]


def test_the_most_common_term_is_counted_in_passages(connection: sqlite3.Connection) -> None:
    assert lexical.most_frequent(connection, ["蚂蚁"]) == 2
    assert lexical.most_frequent(connection, ["下雨", "蚂蚁", "井贤栋"]) == 2
    assert lexical.most_frequent(connection, ["weather"]) == 1
    assert lexical.most_frequent(connection, ["没有这个词"]) == 0
    assert lexical.most_frequent(connection, []) == 0


def test_the_folding_of_letters_is_ours_not_the_tokenizers(connection: sqlite3.Connection) -> None:
    lexical.put(connection, 100, "ＣＡＦÉ Ünïted")
    assert [r for r, _ in lexical.match(connection, ["café"], field="own", limit=5)] == [100]
    assert lexical.match(connection, ["cafe"], field="own", limit=5) == []
