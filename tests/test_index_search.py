"""One ranking out of words and vectors, the same in both scripts, across both languages."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import lexical
from index.bridge import concepts
from index.library import Library
from index.search import DENSE_WEIGHT, HAN_WEIGHT, Found, search, term_share
from index.words import han_query, tokens

DOCUMENTS = {
    "ant.txt": "螞蟻集團2023年研發投入達到211.9億元,聚焦人工智能和數據要素技術。\n\n"
    "董事長兼CEO井賢棟表示,面向未來,公司會堅守初心,持續帶來微小而美好的改變,把可持續發展放在公司治理的中心位置。\n\n"
    "在碳排放方面,公司首次開展範圍三的全面盤查,並把節能目標寫進了每一座數據中心的年度計畫,供應商也要按季度填報用電量。",
    "rain.txt": "今天上午全市下了大雨,氣象台發布了暴雨黃色預警,部分道路積水,公共汽車改道行駛,學校停課半天。\n\n"
    "下午天氣轉晴,氣溫回升到攝氏三十度,市民紛紛走到公園散步,預計未來三天仍以晴天為主。",
    "bank.txt": "The central bank kept its interest rate at 4.25 percent in March, saying inflation was falling.\n\n"
    "Farmers in the valley expect a poor rice harvest this autumn after the long drought of July and August.",
}
BOTH_SCRIPTS = [
    ("螞蟻集團的研發投入是多少?", "蚂蚁集团的研发投入是多少?"),
    ("董事長是誰?", "董事长是谁?"),
    ("公司開展了什麼碳排放盤查?", "公司开展了什么碳排放盘查?"),
    ("下午的氣溫是多少度?", "下午的气温是多少度?"),
    ("央行的利率是多少?", "央行的利率是多少?"),
]


@dataclass(frozen=True)
class HashedWords:
    """An encoder that counts hashed words."""

    name: str = "hashed"
    fingerprint: str = "hashed@1"
    dim: int = 64

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), self.dim), 1e-3, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for token in tokens(text):
                row[hashlib.sha256(token.stem.encode()).digest()[0] % self.dim] += 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


def filled(folder: Path, embedder: HashedWords | None) -> Library:
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    library = Library.open(folder / "library", create=True)
    if embedder is not None:
        library._embedder = embedder
    library.add(sorted(folder.glob("*.txt")), relative_to=folder)
    return library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Three documents under hashed words."""
    with filled(tmp_path_factory.mktemp("hashed"), HashedWords()) as made:
        yield made


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Three documents under the shipped encoder."""
    with filled(tmp_path_factory.mktemp("shipped"), None) as made:
        yield made


def spans(found: Sequence[Found]) -> list[tuple[str, int, int]]:
    return [(each.source, each.passage.start, each.passage.end) for each in found]


QUESTIONS = [
    *(question for pair in BOTH_SCRIPTS for question in pair),
    "How much was spent on R&D?",
    "In March, what was the interest rate?",
    "2023年R&D是多少?",
    "???",
    "的",
    "",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_descend_within_bounds(library: Library, question: str) -> None:
    found = search(library, question, k=50)
    assert len(found) == sum(info.passages for info in library.documents())
    assert all(0 <= each.score <= 1 and -1.001 <= each.cosine <= 1.001 and each.bm25 >= 0 for each in found)
    assert all(before.score >= after.score for before, after in pairwise(found))
    assert len(set(spans(found))) == len(found)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_score_is_the_sum_it_says_it_is(library: Library, question: str) -> None:
    found = search(library, question, k=50)
    best = max(each.bm25 for each in found) or 1
    for each in found:
        fused = DENSE_WEIGHT * max(0, each.cosine) + (1 - DENSE_WEIGHT) * each.bm25 / best
        assert each.score == pytest.approx(min(1, fused), abs=1e-4)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_cosine_is_the_mean_of_the_whole_and_the_nearest_clause(library: Library, question: str) -> None:
    query = HashedWords().embed_queries([question])[0]
    for each in search(library, question, k=50):
        texts = [each.passage.text[start:end] for start, end, _ in each.windows]
        expected = HashedWords().embed_passages(texts) @ query
        assert [cosine for *_, cosine in each.windows] == pytest.approx(expected.tolist(), abs=1e-5)
        whole, parts = expected[0], expected[1:]
        assert each.cosine == pytest.approx((whole + max(parts)) / 2 if len(parts) else whole, abs=1e-5)
        assert texts[0] == each.passage.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_bm25_adds_what_the_words_mean_and_the_characters(library: Library, question: str) -> None:
    with library.snapshot() as connection:
        words = dict(lexical.match_concepts(connection, concepts(question), field="words", limit=100))
        han = dict(lexical.match(connection, han_query(question), field="han", limit=100))
        ids = {
            (d, s, e): i for i, d, s, e in connection.execute("SELECT id, document, start, end FROM passages")
        }
    for each in search(library, question, k=50):
        row = ids[each.passage.document, each.passage.start, each.passage.end]
        expected = words.get(row, 0) + HAN_WEIGHT * han.get(row, 0)
        assert each.bm25 == pytest.approx(expected)


@pytest.mark.parametrize("k", [0, 1, 2, 1000])
def test_the_best_k_are_the_head_of_the_whole_ranking(library: Library, k: int) -> None:
    everything = search(library, "螞蟻集團的研發投入", k=100)
    assert search(library, "螞蟻集團的研發投入", k=k) == everything[:k]


@pytest.mark.parametrize(("traditional", "simplified"), BOTH_SCRIPTS)
def test_both_scripts_of_a_question_rank_alike(library: Library, traditional: str, simplified: str) -> None:
    assert search(library, traditional, k=50) == search(library, simplified, k=50)


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as empty:
        empty._embedder = HashedWords()
        assert search(empty, "螞蟻集團") == ()
        assert term_share(empty)(["蚂蚁"]) == 0


def test_the_share_of_passages_that_hold_a_term(library: Library) -> None:
    share, total = term_share(library), sum(info.passages for info in library.documents())
    assert share(["蚂蚁"]) == 1 / total
    assert share(["没有这个词"]) == share([]) == 0
    assert share(["蚂蚁", "公司"]) == share(["公司"]) >= 1 / total


def test_a_term_is_as_common_as_its_likeliest_translation(library: Library) -> None:
    share, total = term_share(library), sum(info.passages for info in library.documents())
    assert share(["利率"]) == share(["interest"]) == 1 / total  # only the English document has them
    assert share(["weather"]) == share(["天气"]) == 1 / total  # only the Chinese one
    assert share(["harvest"]) == share(["收成"]) == 1 / total
    assert share(["zzzzq"]) == 0


def test_a_word_of_either_language_finds_both(library: Library) -> None:
    for question in ("central bank interest rate", "央行的利率"):
        [first, *_] = search(library, question, k=1)
        assert first.source == "bank.txt" and first.bm25 > 0
    for question in ("weather", "天氣"):
        assert {each.source for each in search(library, question, k=50) if each.bm25 > 0} == {"rain.txt"}


# --- with the shipped encoder ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("traditional", "simplified"), BOTH_SCRIPTS)
def test_the_shipped_encoder_ranks_both_scripts_alike(
    shipped: Library, traditional: str, simplified: str
) -> None:
    first, second = search(shipped, traditional, k=50), search(shipped, simplified, k=50)
    assert spans(first) == spans(second)
    assert [each.score for each in first] == pytest.approx([each.score for each in second], abs=1e-3)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much did Ant Group spend on research and development in 2023?", "211.9億元"),
        ("Who is Jing Xiandong?", "井賢棟"),
        ("Which carbon emissions were counted for the first time?", "範圍三"),
        ("Was there a rainstorm warning this morning?", "暴雨黃色預警"),
        ("What was the temperature in the afternoon?", "三十度"),
        ("央行的利率是多少?", "4.25 percent"),
        ("農民預計水稻收成如何?", "rice harvest"),
        ("蚂蚁集团的研发投入是多少?", "211.9億元"),
    ],
)
def test_a_question_finds_its_paragraph_in_the_other_language(
    shipped: Library, question: str, words: str
) -> None:
    assert words in search(shipped, question, k=1)[0].passage.text


def test_the_shipped_encoder_stays_within_bounds(shipped: Library) -> None:
    for question in QUESTIONS:
        found = search(shipped, question, k=50)
        assert all(0 <= each.score <= 1 for each in found)
        assert all(before.score >= after.score for before, after in pairwise(found))


def test_a_library_of_the_shipped_encoder_opens_again(shipped: Library) -> None:
    with Library.open(shipped.path) as again:
        assert again.embedder.fingerprint == shipped.embedder.fingerprint
        assert again.verify() == ()
        assert search(again, "研發投入") == search(shipped, "研發投入")
