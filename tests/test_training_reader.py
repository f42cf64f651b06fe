"""What the span model learns from: near misses, which no passage answers any more."""

import random

import numpy as np
import pytest

from index.embed import SHIPPED
from index.weights import open_tokenizer
from training.reader.near_miss import Likes, likes, near_miss

OTHERS = Likes(
    {
        "year": {"2023": ["2023", "2022", "2021"]},
        "nr": {"王建國": ["王建國", "李慧芳"]},
        "word": {"revenue": ["revenue", "profit"]},
    }
)


@pytest.mark.parametrize(
    ("question", "passage", "missed"),
    [
        ("2023年收入多少?", "2023年收入52億元,2022年為48億元。", "2021年收入多少?"),
        ("王建國哪年上任?", "王建國2020年上任。", "李慧芳哪年上任?"),
        ("What was the revenue?", "The revenue was 5.2 billion.", "What was the profit?"),
    ],
)
def test_another_thing_is_asked_that_the_passage_has_not(question: str, passage: str, missed: str) -> None:
    for seed in range(5):
        assert near_miss(question, passage, OTHERS, random.Random(seed)) == missed


def test_where_nothing_else_could_be_meant_the_question_stays() -> None:
    assert near_miss("Who was it?", "It was Ann.", OTHERS, random.Random(1)) is None
    assert near_miss("2023年收入多少?", "2021、2022、2023年。", OTHERS, random.Random(1)) is None


def test_likes_are_of_one_kind_and_none_is_nearly_the_same() -> None:
    code = open_tokenizer(SHIPPED / "tokenizer.json")
    words = np.random.default_rng(3).standard_normal((code.get_vocab_size(), 8)).astype(np.float32)
    years = [f"{year}年收入多少?" for year in range(1950, 2020)]
    found = likes(years, code, words).of["year"]
    assert len(found) == 70
    assert all(
        len(near) == 34 and set(near) <= set(found) and year not in near for year, near in found.items()
    )
