"""Figures read, compared and said in both languages; the table of expressions is in `figures_table.py`."""

import importlib.util
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer import LANGUAGES, Language
from rag.figure_patterns import _SOURCES as PATTERN_SOURCES
from rag.figure_units import fold
from rag.figures import Figure, FigureKind, carries, find_figures, render, same_value, uncarried

ARTICLE = Path(__file__).parents[1] / "seeds" / "000_279188b026f1322e.txt"


def _load_table() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "figures_table", Path(__file__).with_name("figures_table.py")
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TABLE = _load_table()


def only(text: str) -> Figure:
    figures = find_figures(text)
    assert len(figures) == 1, figures
    return figures[0]


def ends(figure: Figure) -> str:
    return str(figure.value) if figure.upper is None else f"{figure.value}..{figure.upper}"


def check_row(row: list[str], language: Language) -> None:
    text, words, kind, value, currency, qualifier, said = row
    figure = next(f for f in find_figures(text) if f.text == words)
    assert figure.kind == kind
    assert value == "-" or figure.value == Decimal(value)
    assert (figure.currency or "-", figure.qualifier or "-") == (currency, qualifier)
    assert render(figure, language) == said
    assert carries(figure, only(said)), only(said)
    for language in LANGUAGES:
        assert not uncarried(find_figures(render(figure, language)), [figure])


@pytest.mark.parametrize("row", TABLE.rows(TABLE.CHINESE), ids=lambda row: row[0])
def test_chinese_read_and_said_in_english(row: list[str]) -> None:
    check_row(row, "en")


@pytest.mark.parametrize("row", TABLE.rows(TABLE.ENGLISH), ids=lambda row: row[0])
def test_english_read_and_said_in_chinese(row: list[str]) -> None:
    check_row(row, "zh-Hant")


@pytest.mark.parametrize("text", [*TABLE.BARE.split(), *TABLE.BARE_LINES])
def test_words_and_codes_with_numerals_are_no_figures(text: str) -> None:
    assert find_figures(text) == ()


@pytest.mark.parametrize("row", TABLE.rows(TABLE.SEVERAL), ids=lambda row: row[0])
def test_several_figures_and_ranges(row: list[str]) -> None:
    text, expected = row
    assert "; ".join(f"{f.text}={ends(f)}" for f in find_figures(text)) == expected


@pytest.mark.parametrize("row", TABLE.rows(TABLE.RANGES), ids=lambda row: row[0])
def test_a_range_is_one_figure_with_two_ends(row: list[str]) -> None:
    text, words, kind, both, english, chinese = row
    figure = only(text)
    assert (figure.text, str(figure.kind), ends(figure)) == (words, kind, both)
    assert (render(figure, "en"), render(figure, "zh-Hant")) == (english, chinese)
    for said in (english, chinese):
        assert same_value(figure, only(said)), only(said)


@pytest.mark.parametrize("pair", TABLE.rows(TABLE.SAME), ids=" = ".join)
def test_two_ways_to_say_the_same(pair: list[str]) -> None:
    a, b = (find_figures(text)[-1] for text in pair)
    assert same_value(a, b)
    assert same_value(b, a)


@pytest.mark.parametrize("pair", TABLE.rows(TABLE.DIFFERENT), ids=" ≠ ".join)
def test_what_only_looks_the_same_is_not(pair: list[str]) -> None:
    a, b = (find_figures(text)[-1] for text in pair)
    assert not same_value(a, b)
    assert not same_value(b, a)


BOUNDED = ("3個", "超過3個", "近3個", "約3個", "不到3個", "至少3個", "不超過3個")


@pytest.mark.parametrize("said", BOUNDED)
@pytest.mark.parametrize("quoted", BOUNDED)
def test_a_figure_is_carried_only_within_its_own_bounds(quoted: str, said: str) -> None:
    source, claim = only(quoted), only(said)
    assert same_value(source, claim)
    assert carries(source, claim) is (quoted == said)
    assert uncarried([claim], [source]) == (() if quoted == said else (claim,))


def test_a_range_is_the_same_as_a_range_only() -> None:
    source = only("3萬至5萬人")
    assert carries(source, only("between 30,000 and 50,000 people"))
    assert not carries(source, only("30,000 to 60,000 people"))
    assert not carries(source, only("3萬人"))
    assert not carries(only("3萬人"), source)
    assert carries(only("300萬至500萬美元"), only("3–5 million"))


def test_the_table_is_large_enough() -> None:
    read_and_said = [*TABLE.rows(TABLE.CHINESE), *TABLE.rows(TABLE.ENGLISH), *TABLE.rows(TABLE.RANGES)]
    assert len({row[0] for row in read_and_said}) >= 300


# The article, read by eye: every figure of its prose in order, the repeated headline and addresses left out.
ARTICLE_FIGURES = """
2024-06-13 20:24:02 6月13日 2023年 2023年 2023年 8700萬 211.9億元 二十周年 2022年6月 第一個 三年 2022年
2023年 三個 2023年 百家 百萬次 3年 3年 2023年 211.9億元 2023年 萬家 700個 427萬 2023年 68% 一部 2024年 500%
32倍 25個 5億 20年 第20年 一件 億 7年 2023年 6.9億 4.75億棵 9成 三大 2018年 三個 5年 460萬份 1.5萬名 111萬
70支 2008年 15年 2023年 6億人 三年 2023_年 43.19% 23年 12_個 2023年 2023年 2023_年 19個 3年 2023年
2023_年 29% 4_年 1:0.98 1:1.02 第十四屆
"""


def test_the_article_has_these_figures_and_no_others() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    start, end = text.index("2024-06-13"), text.rindex("責任編輯")
    found = [f.text.replace(" ", "_") for f in find_figures(text) if start <= f.start < end]
    assert found == ARTICLE_FIGURES.split()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("211.9億元", "RMB 21.19 billion"),
        ("211.9亿元", "211.9億元"),
        ("8700萬", "87 million"),
        ("9成", "90%"),
        ("三分之一", "one third"),
        ("四分之一", "25%"),
        ("2018年", "in 2018"),
        ("1:0.98", "100:98"),
        ("3年", "36 months"),
        ("二十周年", "20th anniversary"),
        ("1噸", "1,000 kg"),
        ("100次", "100 times"),
        ("6月13日", "13 June"),
        ("第20年", "20th year"),
        ("第十四屆", "14th"),
        ("下午3點30分", "3:30 pm"),
        ("兩倍", "twice"),
    ],
)
def test_the_same_in_other_words(a: str, b: str) -> None:
    assert same_value(only(a), only(b))
    assert same_value(only(b), only(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("211.9億元", "211.9億美元"),
        ("211.9億元", "2.119 billion yuan"),
        ("20年", "第20年"),
        ("20%", "20個百分點"),
        ("2023年", "2023個"),
        ("3年", "3個月"),
        ("50%", "50倍"),
        ("6月13日", "2024年6月13日"),
        ("1:0.98", "1:1.02"),
        ("90年代", "1990年"),
        ("15公里", "15公斤"),
    ],
)
def test_not_the_same(a: str, b: str) -> None:
    assert not same_value(only(a), only(b))


def test_a_date_carries_its_year_and_month_and_money_its_number() -> None:
    date = only("2024年6月13日")
    for claim in ("in 2024", "June 2024", "June 13", "June 13, 2024", "6月"):
        assert carries(date, only(claim)), claim
    for claim in ("in 2023", "June 14", "July 2024", "13 people"):
        assert not carries(date, only(claim)), claim
    assert not carries(only("6月13日"), date)
    assert carries(only("211.9億元"), only("21.19 billion"))
    assert not carries(only("21.19 billion"), only("211.9億元"))


def test_chinese_figures_keep_their_words_in_the_askers_script() -> None:
    figure = only("达到211.9亿元")
    assert render(figure, "zh-Hans") == "211.9亿元"
    assert render(figure, "zh-Hant") == "211.9億元"
    assert render(only("近百家"), "zh-Hans") == "近百家"
    assert render(only("感召數億網友"), "zh-Hant") == "數億"
    assert render(only("超過6.9億"), "zh-Hant") == "超過6.9億"
    assert render(only("over 475 million"), "zh-Hans") == "超过4.75亿"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("覆蓋超5億用戶", "超5億"),
        ("超過700個方案", "超過700個"),
        ("近百家醫院", "近百家"),
        ("营收逾30亿元", "逾30億元"),
        ("已有100家以上", "100家以上"),
        ("上萬家商戶", "上萬家"),
        ("幾億人", "幾億人"),
        ("增長超500%", "超500%"),
        ("近3年的研發", "3年"),
        ("附近5家", "5家"),
    ],
)
def test_a_chinese_figure_keeps_the_qualifier_its_source_writes(text: str, said: str) -> None:
    assert render(only(text), "zh-Hant") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("over 87 million users", "over 87 million"),
        ("21.19 billion yuan", "21.19 billion yuan"),
        ("21 nautical miles", "21 nautical miles"),
        ("three regions", "three"),
        ("between 5 and 10 people", "between 5 and 10 people"),
        ("about 2 times", "about 2 times"),
    ],
)
def test_an_english_figure_keeps_its_words_in_english(text: str, said: str) -> None:
    assert render(only(text), "en") == said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("built in 1874", "year"),
        ("since 1066", "year"),
        ("建於1874", "year"),
        ("1874年", "year"),
        ("1874 users", "number"),
        ("in 1500 schools", "number"),
        ("a total of 1500", "number"),
        ("rose by 1200", "number"),
        ("at 8:30", "time"),
        ("It opens at 14:45.", "time"),
        ("早上8:30開門", "time"),
        ("比例為8:30", "ratio"),
        ("a ratio of 8:30", "ratio"),
        ("a 3:10 score", "ratio"),
        ("1:0.98", "ratio"),
        ("8:60", "ratio"),
    ],
)
def test_a_year_or_a_time_is_known_by_the_words_beside_it(text: str, kind: str) -> None:
    assert only(text).kind == kind


@pytest.mark.parametrize("text", ["肩負3個責任", "T-5個", "3 minus 2 people", "(3)-5個", "10 -3個"])
def test_a_dash_or_a_burden_is_no_minus(text: str) -> None:
    assert all(f.value > 0 for f in find_figures(text))


def test_units_are_as_written() -> None:
    assert [f.unit for f in find_figures("4.75億棵樹,12 個,三年,three years,15 km,87 million")] == [
        "棵", "個", "年", "years", "km", None,
    ]  # fmt: skip


# Properties. Numbers are written here by other means than the code's own.


def in_chinese(number: int) -> str:
    """A whole number below 10^16 in Chinese numerals, by the schoolbook: sections of four with 萬 and 億."""
    digits, places, sections = "零一二三四五六七八九", ["", "十", "百", "千"], ["", "萬", "億", "萬億"]
    if number == 0:
        return "零"
    said, gap = "", False
    for index in range(3, -1, -1):
        section = number // 10 ** (4 * index) % 10**4
        if not section:
            gap = gap or bool(said)
            continue
        words, zero = "", gap or (bool(said) and section < 1000)
        for place in range(3, -1, -1):
            digit = section // 10**place % 10
            if digit:
                words += ("零" if zero else "") + digits[digit] + places[place]
                zero = False
            elif words:
                zero = True
        # 一萬億 and 億 meet: a 萬億 section before an 億 section says 萬 only.
        unit = "萬" if index == 3 and number // 10**8 % 10**4 else sections[index]
        said += words + unit
        gap = False
    return said


SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"


def in_english(number: int) -> str:
    small, tens = SMALL.split(), TENS.split()
    if number < 20:
        return small[number]
    if number < 100:
        return tens[number // 10] + (f"-{small[number % 10]}" if number % 10 else "")
    for scale, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= scale:
            rest = number % scale
            joint = " and " if 0 < rest < 100 else " "
            return f"{in_english(number // scale)} {name}" + (joint + in_english(rest) if rest else "")
    rest = number % 100
    return f"{small[number // 100]} hundred" + (f" and {in_english(rest)}" if rest else "")


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (105, "一百零五", "one hundred and five"),
        (10300, "一萬零三百", "ten thousand three hundred"),
        (4270000, "四百二十七萬", "four million two hundred and seventy thousand"),
        (100000005, "一億零五", "one hundred million and five"),
    ],
)
def test_the_oracles_themselves(number: int, chinese: str, english: str) -> None:
    assert (in_chinese(number), in_english(number)) == (chinese, english)


@given(st.integers(11, 10**16 - 1))
@settings(deadline=None)
def test_chinese_numerals_round_trip(number: int) -> None:
    figure = only(f"共有{in_chinese(number)}個")
    assert (int(figure.value), figure.unit) == (number, "個")


@given(st.integers(2, 10**15 - 1))
@settings(deadline=None)
def test_english_number_words_round_trip(number: int) -> None:
    figure = only(f"a total of {in_english(number)} trees")
    assert figure.value == number
    assert figure.text == in_english(number)


amounts = st.decimals("0.01", "9999999999999.99", places=2, allow_nan=False)


@given(amounts, st.sampled_from(["元", "美元", "港元", "歐元", "個", "年", "%", "倍"]))
@settings(deadline=None)
def test_said_in_english_and_read_back_it_is_the_same(amount: Decimal, unit: str) -> None:
    figure = only(f"共{amount:f}{unit}。")
    said = only(render(figure, "en"))
    assert same_value(figure, said) or (unit == "個" and figure.value == said.value)


@given(
    amounts,
    st.sampled_from(["RMB {}", "US${}", "HK${}", "NT${}", "€{}", "{} percent", "{} times", "{} months"]),
)
@settings(max_examples=60, deadline=None)
def test_said_in_chinese_and_read_back_it_is_the_same(amount: Decimal, form: str) -> None:
    figure = only(f"it is {form.format(amount)} now")
    for language in ("zh-Hant", "zh-Hans"):
        assert same_value(figure, only(render(figure, language)))


@given(st.decimals("1", "9999", places=4), st.sampled_from(["萬", "億", "萬億", " million", " billion"]))
@settings(deadline=None)
def test_scaled_numbers_keep_every_digit(number: Decimal, scale: str) -> None:
    factor = {"萬": 10**4, "億": 10**8, "萬億": 10**12, " million": 10**6, " billion": 10**9}[scale]
    figure = only(f"{number:f}{scale}")
    assert figure.value == number * factor
    for language in ("en", "zh-Hant"):
        back = only(render(figure, language))
        assert back.value == figure.value


mixed_text = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("0123456789.,:/-%+$¥ 年月日個億萬千百十一二三兩第分之點成倍元約近超多餘半至比"),
        st.sampled_from(["million", "percent", "RMB", "half", "June", " one ", "third"]).flatmap(
            lambda word: st.sampled_from(word)
        ),
    ),
    max_size=60,
)


@given(mixed_text)
@settings(max_examples=400, deadline=None)
def test_any_text_gives_ordered_exact_slices_and_never_raises(text: str) -> None:
    last = 0
    for figure in find_figures(text):
        assert last <= figure.start < figure.end
        assert text[figure.start : figure.end] == figure.text
        assert figure.value.is_finite()
        assert render(figure, "en")
        assert same_value(figure, figure)
        last = figure.end


@given(st.lists(st.sampled_from(TABLE.FRAGMENTS), max_size=12).map("".join))
@settings(max_examples=300, deadline=None)
def test_fragments_in_any_order_never_raise(text: str) -> None:
    found = find_figures(text)
    assert [text[f.start : f.end] for f in found] == [f.text for f in found]
    assert all(render(f, language) for f in found for language in ("en", "zh-Hans"))
    assert find_figures(text) == found


@given(st.text(max_size=200))
@settings(deadline=None)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_every_pattern_word_is_reached_from_traditional_script() -> None:
    import opencc

    to_traditional = opencc.OpenCC("s2t")
    for char in sorted({c for source in PATTERN_SOURCES.values() for c in source if "一" <= c <= "鿿"}):
        assert fold(to_traditional.convert(char)) == char


@pytest.mark.parametrize("piece", ["1", "一", "億", "a", "$", "1.", "1-", "1,234,", "年", "a.b@"])
def test_a_hundred_thousand_characters_of_anything_finish(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert all(text[f.start : f.end] == f.text for f in find_figures(text))


@pytest.mark.parametrize("piece", ["3至", "one ", "第", "百分之", "1:2:", "數", "3 ", "約"])
def test_what_looks_like_a_figure_everywhere_finishes(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    assert all(text[f.start : f.end] == f.text for f in find_figures(text))


def test_importing_is_light() -> None:
    code = "import sys, rag.figures; print(sorted({'numpy', 'opencc', 'index.script'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_kinds_are_plain_strings() -> None:
    assert [str(kind) for kind in FigureKind][:3] == ["number", "money", "percent"]
