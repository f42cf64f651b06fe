"""What the support model learns from: claims made true and false by rule, and the ones that were written."""

import random

import pytest

from training.check.claims import falsified, stated, written
from training.reader.near_miss import Likes

NONE = Likes({})


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("故宫位于哪个城市？", "北京", "故宫位于北京。"),
        ("Who founded the company?", "Ada Quinn", "Ada Quinn founded the company."),
        ("What is the capital of Peru?", "Lima", "the capital of Peru is Lima."),
    ],
)
def test_an_answer_takes_the_place_of_what_is_asked(question: str, answer: str, said: str) -> None:
    assert stated(question, answer) == said


@pytest.mark.parametrize(
    ("text", "passage", "false"),
    [
        ("The shop is open on Sundays.", "", {"The shop is not open on Sundays."}),
        ("The shop is not open on Sundays.", "", {"The shop is open on Sundays."}),
        ("這家店可以退貨。", "", {"這家店不可以退貨。"}),
        ("Prices rose.", "", {"Prices fell."}),
        ("門票賣出300張。", "門票賣出300張,退回120張。", {"門票賣出120張。"}),
    ],
)
def test_one_thing_of_a_true_sentence_is_changed(text: str, passage: str, false: set[str]) -> None:
    found = {falsified(text, passage, NONE, random.Random(seed)) for seed in range(12)}
    assert false <= found
    assert text not in found


def test_where_nothing_can_be_changed_there_is_no_false_claim() -> None:
    assert falsified("Rain.", "Rain.", NONE, random.Random(1)) is None


def test_what_was_written_is_whole_and_half_of_it_true() -> None:
    rows = [row for _, row in written()]
    held = sum(kept for kept, _ in written())
    assert len(rows) > 500
    assert 0.05 < held / len(rows) < 0.15
    for row in rows:
        assert row["passage"].strip()
        assert {claim["says"] for claim in row["claims"]} == {True, False}
        assert len({claim["text"] for claim in row["claims"]}) == len(row["claims"])
    claims = [claim for row in rows for claim in row["claims"]]
    assert 0.45 < sum(claim["says"] for claim in claims) / len(claims) < 0.55
    assert not {row["passage"] for kept, row in written() if kept} & {
        row["passage"] for kept, row in written() if not kept
    }
