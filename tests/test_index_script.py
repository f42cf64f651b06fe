"""Folding keeps every offset; both scripts fold to one; shown words change script, figures never."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.script import convert, fold, is_han, script_balance

ANYTHING = st.text(st.characters(exclude_categories=()))
PAIRS = [
    ("螞蟻集團2023年研發投入達到211.9億元", "蚂蚁集团2023年研发投入达到211.9亿元"),
    ("董事長兼CEO井賢棟表示:「面向未來」", "董事长兼CEO井贤栋表示:「面向未来」"),
    ("臺灣與台灣、裡面與裏面、群眾與羣眾", "台湾与台湾、里面与里面、群众与群众"),
    ("乾燥、幹部、干涉、頭髮、發展、後來、皇后", "干燥、干部、干涉、头发、发展、后来、皇后"),
    ("著名的作家看著峯頂的床", "着名的作家看着峰顶的床"),
    ("數據龜鱉龍鳳麼喫鐘鍾麵面", "数据龟鳖龙凤么吃钟钟面面"),
    ("⺟親、⾺⾞、⻓⻔、⻢⻋", "母亲、马车、长门、马车"),
]
EVERY_CHARACTER = "".join(map(chr, range(0x34000)))


@given(ANYTHING)
@settings(deadline=None)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(ANYTHING, ANYTHING)
@settings(deadline=None)
def test_a_character_folds_alike_wherever_it_stands(before: str, after: str) -> None:
    assert fold(before + after) == fold(before) + fold(after)


def test_folding_every_character_twice_changes_nothing_more() -> None:
    once = fold(EVERY_CHARACTER)
    assert len(once) == len(EVERY_CHARACTER)
    assert [(a, b) for a, b in zip(once, fold(once), strict=True) if a != b] == []


@pytest.mark.parametrize(("traditional", "simplified"), PAIRS)
def test_both_scripts_fold_to_one(traditional: str, simplified: str) -> None:
    assert fold(traditional) == fold(simplified)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ２１１．９％", "abc211.9%"),
        ("(螞蟻)", "(蚂蚁)"),
        ("R&D ESG", "r&d esg"),
        ("㎡…㈱ǅ", "㎡…㈱ǆ"),
        ("K", "k"),
        ("İstanbul ẞ", "İstanbul ß"),
        ("", ""),
    ],
)
def test_width_and_case_go_where_one_character_stays_one(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_lone_surrogates_pass_unchanged() -> None:
    assert fold("價\ud83d值\udcff") == "价\ud83d值\udcff"


def test_folding_never_merges_two_digits_or_letters() -> None:
    plain = "0123456789abcdefghijklmnopqrstuvwxyz.,%:-/"
    assert fold(plain) == plain
    assert fold(plain.upper()) == plain


@pytest.mark.parametrize(
    ("hant", "hans"),
    [
        ("研發投入達到211.9億元", "研发投入达到211.9亿元"),
        ("價值引擎", "价值引擎"),
        ("文件沒有答案", "文件没有答案"),
        ("皇后後來回家", "皇后后来回家"),
    ],
)
def test_words_are_shown_in_either_script(hant: str, hans: str) -> None:
    assert convert(hant, "zh-Hans") == hans
    assert convert(hans, "zh-Hant") == hant
    assert convert(hans, "en") == hans


def test_words_already_in_the_script_stay() -> None:
    for text in ("連續三年增加", "增長率為百分之八"):
        assert convert(text, "zh-Hant") == text


@given(st.from_regex(r"[ 0-9.,%+\-/A-Za-z$¥€:年月日]{0,30}", fullmatch=True))
@settings(deadline=None)
def test_converting_leaves_figures(text: str) -> None:
    assert convert(text, "zh-Hant") == text
    assert convert(text, "zh-Hans") == text


@pytest.mark.parametrize("text", [pair[0] for pair in PAIRS])
def test_converting_a_sentence_leaves_its_figures(text: str) -> None:
    figures = re.findall(r"[\d.%]+", text)
    assert re.findall(r"[\d.%]+", convert(text, "zh-Hans")) == figures


@pytest.mark.parametrize("text", ["螞蟻集團的研發投入是多少?", "誰負責這個項目", "碳排放盤查", "數億用戶"])
def test_traditional_counts_above_zero(text: str) -> None:
    assert script_balance(text) > 0


@pytest.mark.parametrize("text", ["蚂蚁集团的研发投入是多少?", "谁负责这个项目", "碳排放盘查", "数亿用户"])
def test_simplified_counts_below_zero(text: str) -> None:
    assert script_balance(text) < 0


@pytest.mark.parametrize(
    "text", ["", "How much? 211.9", "今天天气".replace("气", "色"), "皇后的后台", "井大中"]
)
def test_words_of_both_scripts_count_nothing(text: str) -> None:
    assert script_balance(text) == 0


@given(ANYTHING, ANYTHING)
@settings(deadline=None)
def test_the_balance_of_two_texts_adds_up(first: str, second: str) -> None:
    assert script_balance(first + second) == script_balance(first) + script_balance(second)


def test_han_is_what_unicode_calls_an_ideograph() -> None:
    ideographs = {
        c
        for c in EVERY_CHARACTER
        if unicodedata.name(c, "").startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH"))
    }
    assert {c for c in ideographs if not is_han(c)} == set()
    assert not any(map(is_han, "aZ0。,「」ー〇々あ한①㎡ \n\ud83d"))
