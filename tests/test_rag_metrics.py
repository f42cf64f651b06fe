"""The measures, against examples counted by hand."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.metrics import (
    Mean,
    Rate,
    bootstrap,
    contains_gold,
    evidence_rank,
    exact_match,
    f1,
    units,
    wilson,
    wrong_figures,
)


@pytest.mark.parametrize(
    ("text", "gold", "expected"),
    [
        ("25", "25", True),
        ("共有25個夥伴", "25", True),
        ("25%", "25", True),
        ("25.", "25", True),
        ("25, and more", "25", True),
        ("2025", "25", False),
        ("1.25", "25", False),
        ("25.5", "25", False),
        ("25,000", "25", False),
        ("250", "25", False),
        ("2024, 25", "25", True),
        ("1,700 shops", "700", False),
        ("超過700個", "700", True),
        ("in 2018,700 schools", "700", False),  # could be a thousands group: not counted
        ("2018,25 schools", "25", True),  # a group has three digits
        ("25,0001", "25", True),
        ("２５個", "25", True),
        ("500%", "500%", True),
        ("1,500%", "500%", False),
        ("500％", "500%", True),
        ("18700萬", "8700萬", False),
        ("4.75億棵", "4.75億", True),
        ("14.75億棵", "4.75億", False),
        ("JING Xiandong said", "jing xiandong", True),
        ("Straße", "STRASSE", True),
        ("井賢棟", "井贤栋", False),  # the two scripts are two gold answers
        ("", "25", False),
        ("anything", "", False),
        ("1:0.98", "1:0.98", True),
    ],
)
def test_a_gold_answer_counts_only_at_the_edges_of_its_number(text: str, gold: str, expected: bool) -> None:
    assert contains_gold(text, [gold]) is expected


def test_any_gold_answer_counts() -> None:
    assert contains_gold("RMB 21.19 billion", ["211.9億", "21.19 billion"])
    assert not contains_gold("RMB 21.19 billion", [])
    assert not contains_gold(None, ["21.19 billion"])


def test_evidence_is_exact_text() -> None:
    passages = ["甲", "年度研發投入達到211.9億元,", "211.9億元"]
    assert evidence_rank(passages, ["達到211.9億元"]) == 2
    assert evidence_rank(passages, ["沒有", "211.9億元"]) == 2
    assert evidence_rank(passages, ["研发投入"]) is None
    assert evidence_rank([], ["甲"]) is None
    assert evidence_rank(passages, []) is None


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17: 857–872, table I, the score method without correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_against_worked_examples(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_solves_its_equation(counted: tuple[int, int]) -> None:
    hits, n = counted
    low, high = wilson(hits, n)
    assert 0 <= low <= float(Fraction(hits, n)) <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:
            assert (bound - hits / n) ** 2 == pytest.approx(1.959963984540054**2 * bound * (1 - bound) / n)


def test_wilson_refuses_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="hits=3, n=2"):
        wilson(3, 2)


def test_nothing_asked_is_no_rate() -> None:
    assert Rate.of([]) == Rate(0, 0)
    assert Rate(0, 0).value is None
    assert Rate(0, 0).interval == (0.0, 1.0)
    assert Rate(0, 4).value == 0.0


@pytest.mark.parametrize(
    ("text", "gold", "exact", "score"),
    [
        ("井贤栋", "井賢棟", True, 1.0),
        ("The Norman Conquest", "norman conquest.", True, 1.0),
        ("the Conquest", "Norman Conquest", False, 2 / 3),
        ("1,234", "1234", True, 1.0),
        ("211.9億元", "211.9億", False, 0.8),
        ("螞蟻集團", "集團螞蟻", False, 1.0),  # F1 counts units, exact match their order
        ("上海上海", "上海", False, 2 / 3),
        ("北京", "上海", False, 0.0),
        ("", "上海", False, 0.0),
        ("the", "a", False, 0.0),
        (None, "上海", False, 0.0),
    ],
)
def test_exact_match_and_f1(text: str | None, gold: str, exact: bool, score: float) -> None:
    assert exact_match(text, ["nothing of it", gold]) is exact
    assert f1(text, ["沒有", gold]) == pytest.approx(score)
    assert f1(text, []) == 0.0


@given(st.text(), st.text())
def test_f1_is_symmetric_and_one_for_the_same(a: str, b: str) -> None:
    assert f1(a, [b]) == f1(b, [a])
    assert 0.0 <= f1(a, [b]) <= 1.0
    assert not units(a) or (exact_match(a, [a]) and f1(a, [a]) == 1.0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
@settings(max_examples=20, deadline=None)
def test_the_bootstrap_is_the_same_each_time_and_holds_the_mean(scores: list[float]) -> None:
    low, high = bootstrap(scores)
    assert (low, high) == bootstrap(scores)
    assert min(scores) - 1e-9 <= low <= high <= max(scores) + 1e-9


def test_the_bootstrap_agrees_with_the_normal_interval_of_a_mean() -> None:
    mean = Mean((0.0, 1.0) * 200)
    assert mean.interval == pytest.approx((0.5 - 1.96 * 0.025, 0.5 + 1.96 * 0.025), abs=0.01)


@pytest.mark.parametrize(
    ("shown", "quote", "wrong"),
    [
        ("RMB 21.19 billion (211.9億元)", "達到211.9億元", []),
        ("over 87 million", "超過8700萬", []),
        ("87 million", "超過8700萬", ["87 million"]),
        ("RMB 5 billion", "達到50億美元", ["RMB 5 billion"]),
        ("20%", "上升20個百分點", ["20%"]),
        ("5 years", "第5年", ["5 years"]),
        ("Jing Xiandong", "井賢棟", []),
        (None, "井賢棟", []),
    ],
)
def test_a_wrong_figure_stands_in_no_quote(shown: str | None, quote: str, wrong: list[str]) -> None:
    assert [figure.text for figure in wrong_figures(shown, ["前言", quote])] == wrong
