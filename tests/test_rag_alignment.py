"""Which words of a passage answer to which of a question, in one language and across, and what kinds stand where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.script import convert
from index.words import tokens
from rag.alignment import ALIKE, FUNCTION, PASSAGE_FEATURES, QUESTION_FEATURES, Aligned, Span, align
from rag.question import understand


def words(text: str) -> list[Span]:
    return [(token.start, token.end) for token in tokens(text)]


def aligned(question: str, passage: str) -> Aligned:
    asked = understand(question)
    return align(asked, words(asked.text), passage, words(passage))


def link(question: str, word: str, passage: str, other: str) -> float:
    """How surely `other` in the passage says what `word` in the question says."""
    j = next(i for i, (a, b) in enumerate(words(question)) if question[a:b] == word)
    i = next(i for i, (a, b) in enumerate(words(passage)) if passage[a:b] == other)
    return float(aligned(question, passage).links[i, j])


@pytest.mark.parametrize(
    ("question", "word", "passage", "other"),
    [
        ("How many universities are there?", "universities", "A university opened.", "university"),
        ("How many universities are there?", "universities", "共有30所大學", "大學"),
        ("有多少所大學?", "大學", "There are 30 universities.", "universities"),
        ("有多少所大学?", "大学", "共有30所大學", "大學"),
        ("Who is Jing Xiandong?", "Xiandong", "董事長井賢棟表示", "井賢棟"),
        ("What came of it in 2023?", "2023", "2023年增長", "2023"),
    ],
)
def test_a_word_is_linked_to_what_says_the_same(question: str, word: str, passage: str, other: str) -> None:
    assert link(question, word, passage, other) >= 0.5


def test_what_only_shares_a_character_is_linked_weakly() -> None:
    assert 0 < link("有多少學校?", "學校", "共有30所大學", "大學") <= ALIKE


def test_a_function_word_says_next_to_nothing() -> None:
    assert link("What is the price?", "the", "the weather", "the") == pytest.approx(FUNCTION)


def test_what_has_nothing_in_common_is_not_linked() -> None:
    assert link("How many hospitals are there?", "hospitals", "共有30所大學", "大學") == 0


def test_the_kind_that_is_asked_for_is_marked() -> None:
    passage = "2023年投入211.9億元"
    money, years = aligned("投入多少錢?", passage), aligned("哪一年投入?", passage)
    fit = PASSAGE_FEATURES - 4
    at = {passage[a:b]: i for i, (a, b) in enumerate(words(passage))}
    assert money.passage[at["211.9"], fit] == 1 > money.passage[at["2023"], fit]
    assert years.passage[at["2023"], fit] == 1 > years.passage[at["211.9"], fit]


def test_a_token_that_stands_nowhere_is_silent() -> None:
    question = understand("投入多少錢?")
    marks = align(
        question, [(0, 0), *words(question.text)], "投入3億元", [(0, 0), *words("投入3億元"), (0, 0)]
    )
    assert not marks.links[0].any()
    assert not marks.passage[0, : PASSAGE_FEATURES - 6].any()


@given(st.text(max_size=60), st.text(max_size=120))
def test_any_texts_align(question: str, passage: str) -> None:
    asked = understand("什麼 " + "".join(c for c in question if c.isascii() and c.isalnum()))
    found = align(asked, words(asked.text), passage, words(passage))
    assert found.question.shape == (len(words(asked.text)), QUESTION_FEATURES)
    assert found.passage.shape == (len(words(passage)), PASSAGE_FEATURES)
    assert found.links.shape == (len(found.passage), len(found.question))
    for part in (found.question, found.passage, found.links):
        assert part.dtype == np.float32
        assert np.isfinite(part).all()
        assert part.min(initial=0) >= 0
        assert part.max(initial=0) <= 1


def test_the_script_changes_nothing() -> None:
    question, passage = "螞蟻集團的研發投入是多少?", "螞蟻集團2023年研發投入達到211.9億元。"
    one = aligned(question, passage)
    other = aligned(convert(question, "zh-Hans"), convert(passage, "zh-Hans"))
    assert np.array_equal(one.links, other.links)
    assert np.array_equal(one.passage, other.passage)
