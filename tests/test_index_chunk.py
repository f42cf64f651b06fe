"""Sentences and passages: exact slices, nothing lost, nothing too long."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import chunk
from index.document import BlockKind, Document, Passage
from index.load import document_of, normalise
from index.sentences import clauses, is_final, narrow, sentences, weight

WIDE = str.maketrans({mark: chr(ord(mark) + 0xFEE0) for mark in ",:;?!()"})

# Text as it comes: both scripts, every mark that means something to us, and anything at all.
WORDS = (
    "螞蟻集團 研发投入 達到211.9億元 。 \uff0c , \uff1b ; ! \uff01 ? …… 「 」 『 “ ” ( ) . \" ' * # ## - 1. "
    "``` | > --- === a.png ![圖](x.png) 責任編輯:甲 版權所有 問: 第一章 一、 U.S. Dr. e\u0301 👩‍👩‍👧"
)
PHRASES = [
    "2024-06-13 20:24",
    "© 2024",
    "All Rights Reserved",
    "Ant Group spent more",
    "By Jane Doe",
    "No. 5",
    "| a |",
]
PIECES = st.sampled_from(
    [*WORDS.split(), *PHRASES, " ", ". ", "\n", "\n\n", "\t", "\u3000", "# ", "## ", "- ", "1. "]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


def document(text: str) -> Document:
    return document_of(normalise(text), source="made.txt")


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["一句。", "兩句!", "三句?", "四句……", "五句"],
        ["他說:「今天很好。我們走吧。」", "大家同意。"],
        ["她大喊「快!」,然後跑了。"],
        ["報告(數據截至2023年。下同)已經發布。", "完。"],
        ["「『十年磨一劍『的積累。」", "彭翼捷認為如此。"],
        ["He works in the U.S. Senate with Dr. Lee.", "It cost 3.5 million."],
        ["They left the U.S.", "The rest stayed."],
        ["See No. 5, e.g. Fig. 2.", "J. P. Morgan paid Alipay Inc. Chief Eric Jing."],
        ['"Is it 29 per cent?"', "she asked.", "He nodded..."],
        ["1. First item.", "Second one."],
        ["See https://a.com/?x=1.5 now!", "Ok."],
        ["第一行", "第二行"],
        ["The report says that the group spent a great deal more on research\nthan it did the year before."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    apart = "\n" if parts[0] == "第一行" else "" if weight(parts[0]) > len(parts[0]) / 2 else " "
    for written in (parts, [part.translate(WIDE) for part in parts] if apart == "" else parts):
        assert split(apart.join(written)) == written


def test_a_long_quotation_is_cut_inside() -> None:
    text = "「" + "這是很長的一句話。" * 20 + "」"
    assert len(split(text)) == 20


def test_clauses_cut_at_semicolons() -> None:
    text = "服務上升到8700萬;投入達到211.9億元。Rose by 5 &amp;c; fell."
    for written in (text, text.translate(WIDE)):
        found = [written[start:end] for start, end in clauses(written)]
        assert found[:2] == [f"服務上升到8700萬{written[10]}", "投入達到211.9億元。"]


@given(TEXTS)
def test_spans_are_in_order_apart_trimmed_and_whole(text: str) -> None:
    for spans in (sentences(text), clauses(text)):
        assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
        assert all(before <= after for (_, before), (after, _) in pairwise(spans))
        assert "".join(text[start:end] for start, end in spans).split() == text.split() or (
            "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
        )


@given(TEXTS)
def test_narrow_keeps_length(text: str) -> None:
    assert len(narrow(text)) == len(text)


def test_final_looks_behind_closing_marks() -> None:
    assert is_final("他走了。」")
    assert is_final('He left."')
    assert not is_final("他走了,")


def check(made: Document, passages: tuple[Passage, ...], *, limit: int) -> None:
    assert all(made.text[p.start : p.end] == p.text == p.text.strip() != "" for p in passages)
    assert all(p.document == made.id for p in passages)
    assert all(before.end <= after.start for before, after in pairwise(passages))
    assert all(weight(p.text) <= limit for p in passages)
    assert {p.kind for p in passages} <= {BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.BYLINE}
    said = [b for b in made.blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.BYLINE)]
    kept = "".join("".join(p.text.split()) for p in passages)
    for block in said:
        assert "".join(made.text[block.start : block.end].split()) in kept


@given(TEXTS, st.sampled_from([20, 60, 600]))
def test_a_passage_is_a_slice_and_no_paragraph_is_lost(text: str, limit: int) -> None:
    made = document(text)
    passages = chunk(made, limit=limit)
    check(made, passages, limit=limit)
    assert bool(passages) == bool(made.text.strip())


def test_a_paragraph_is_a_passage() -> None:
    long = (
        "螞蟻集團在二零二三年的研發投入達到二百一十一點九億元,連續三年增長,位居全國民營企業前列,報告這樣說。"
    )
    made = document(f"{long}\n\n{long}\n\n{long}")
    assert [p.text for p in chunk(made)] == [long] * 3


def test_a_long_paragraph_is_cut_at_sentence_ends_in_balance() -> None:
    made = document("".join(f"這是第{n}句話,說的是研發投入的事情。" for n in range(60)))
    passages = chunk(made)
    assert len(passages) == 2
    assert all(p.text.endswith("。") for p in passages)
    assert abs(weight(passages[0].text) - weight(passages[1].text)) < 30
    check(made, passages, limit=600)


def test_a_long_sentence_is_cut_at_clauses_then_commas_then_anywhere() -> None:
    clause = document(";".join(["研發投入持續增長而且不斷提高"] * 60) + "。")
    assert all(p.text[-1] in ";。" for p in chunk(clause))
    comma = document("、".join(["研發投入持續增長"] * 100) + "。")
    assert all(p.text[-1] in "、。" for p in chunk(comma))
    bare = document("研" * 1500)
    assert sum(len(p.text) for p in chunk(bare)) == 1500
    for made in (clause, comma, bare):
        check(made, chunk(made), limit=600)


def test_english_passages_carry_about_as_much_meaning() -> None:
    sentence = "Ant Group raised its research spending again in 2023, the report published this week says. "
    passages = chunk(document(sentence * 40))
    assert 1000 < max(len(p.text) for p in passages) <= 1715
    assert all(p.text.endswith(".") for p in passages)


def test_short_neighbours_are_joined_only_under_one_heading() -> None:
    made = document("# 筆記\n\n## 甲\n\n- 買牛奶\n- 交電費\n\n## 乙\n\n- 看醫生\n")
    assert [(p.text, p.heading) for p in chunk(made)] == [("- 買牛奶\n- 交電費", "甲"), ("- 看醫生", "乙")]


def test_joining_stops_at_the_target() -> None:
    passages = chunk(document("\n".join(f"第{n}件事情要記得去做" for n in range(100))))
    assert len(passages) > 3
    assert all(weight(p.text) <= 320 for p in passages)


def test_heading_trail_follows_the_levels() -> None:
    made = document("# 書\n\n## 第一部\n\n甲段在此。\n\n### 細節\n\n乙段在此。\n\n## 第二部\n\n丙段在此。\n")
    assert [p.heading for p in chunk(made)] == ["第一部", "第一部 › 細節", "第二部"]


def test_headings_alone_still_give_passages() -> None:
    assert [p.text for p in chunk(document("# 一\n\n## 二\n\n## 三\n"))] == ["一", "二", "三"]


def test_symbols_alone_still_give_a_passage() -> None:
    assert [p.text for p in chunk(document("???"))] == ["???"]


def test_nothing_gives_nothing() -> None:
    assert chunk(document(" \n ")) == ()
