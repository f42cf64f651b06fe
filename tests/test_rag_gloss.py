"""What the words of a quote say in the reader's language: a table both ways, and what always holds."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.aliases import aliases
from rag.answer import LANGUAGES, Language
from rag.gloss import foreign, gloss, in_english, said
from rag.names import is_person, romanised, spelled, usual_english


def glosses(quote: str, language: Language, *sources: str) -> dict[str, str | None]:
    """Word → gloss; a word twice in a quote has the same both times."""
    found = gloss(quote, language, names=aliases(sources))
    return {piece.text: piece.gloss for piece in found}


@pytest.mark.parametrize(
    ("quote", "word", "english"),
    [
        # Figures, dates and multiples are said, with what qualifies them.
        ("年度研發投入達到211.9億元", "211.9億元", "RMB 21.19 billion"),
        ("同比增長32倍", "32倍", "32 times"),
        ("6月13日,螞蟻集團發布報告", "6月13日", "June 13"),
        ("從2022年6月首次啟動", "2022年6月", "June 2022"),
        ("打造了超過700個數字解決方案", "超過700個", "over 700"),
        ("浙江省內近百家醫院", "近百家", "nearly 100"),
        ("覆蓋超5億海外消費者", "超5億", "over 500 million"),
        ("已實現3年連增", "3年", "3 years"),
        ("增長68%", "68%", None),
        ("螞蟻集團2023報告", "2023", None),
        ("5年來,已累計", "來", "past"),
        # Words by the sense that reports use.
        ("年度研發投入", "研發", "research and development"),
        ("年度研發投入", "投入", "invest"),
        ("螞蟻集團發展", "集團", "group"),
        ("同比增長", "同比", "vs same period last year"),
        ("同比增長", "增長", "grow"),
        ("商家年成交金額", "年", "year"),
        ("可持續發展戰略", "可持續發展", "sustainable development"),
        ("可持续发展战略", "可持续发展", "sustainable development"),
        ("已連接了合作夥伴", "連接", "connect"),
        ("人工智能技術", "人工智能", "artificial intelligence"),
        ("數據顯示", "顯示", "show"),
        ("諸如導診掛號", "諸如", "such as"),
        ("小微企業", "小微", "small and micro"),
        ("科技的力量", "的", None),
        ("帶來顯著改變", "顯著", "significant"),
        ("流動支付", "流動支付", "mobile payment"),
        ("首次將可持續發展納入考核", "將", None),
        ("將增長", "將", "will"),
        ("實現碳中和", "碳中和", "carbon neutrality"),
        ("量大面廣的需求", "量大面廣", "numerous and widespread"),
        ("失業率維持不變", "失業率", "unemployment rate"),
        # Names.
        ("董事長井賢棟表示", "井賢棟", "Jing Xiandong"),
        ("黃世忠教授表示", "黃世忠", "Huang Shizhong"),
        ("校長李美玲說", "李美玲", "Li Meiling"),
        ("用支付寶繳納電費", "支付寶", "Alipay"),
        ("在浙江省推出", "浙江省", "Zhejiang Province"),
        ("杭州亞運會", "杭州", "Hangzhou"),
        ("杭州亞運會", "亞運會", "Asian Games"),
        ("「數字木蘭」公益項目", "木蘭", "Mulan"),
        ("美国总统拜登与马克龙会晤", "马克龙", "Emmanuel Macron"),
        ("地址:香港九龍觀塘道", "觀塘道", "Kwun Tong Road"),
    ],
)
def test_a_chinese_word_in_english(quote: str, word: str, english: str | None) -> None:
    assert glosses(quote, "en")[word] == english


@pytest.mark.parametrize(
    ("quote", "word", "chinese"),
    [
        ("It would spend 480,000 dollars", "480,000 dollars", "48萬美元"),
        ("The port handled 14.3 million containers", "14.3 million", "1430萬"),
        ("Rainfall fell by a third.", "a third", "1/3"),
        ("since June 2019", "June 2019", "2019年6月"),
        ("The museum opened in 1887 and closed", "museum", "博物館"),
        ("It employs doctors and teachers", "doctors", "醫生"),
        ("It employs doctors and teachers", "teachers", "教師"),
        ("In Hong Kong last year", "Hong Kong", "香港"),
        ("In Hong Kong last year", "last year", "去年"),
        ("artificial intelligence helps", "artificial intelligence", "人工智能"),
        ("the University of Liverpool", "University", "大學"),
        ("the University of Liverpool", "Liverpool", "利物浦"),
        ("said Margaret Hale, the director", "director", "主任"),
        ("said Margaret Hale, the director", " Margaret ", None),
        ("the harbour authority said", "harbour", "港口"),
        ("research in China", "China", "中國"),
        ("research in China", "research", "研究"),
        ("sea levels rise", "sea levels", "海平面"),
        ("check their blood pressure", "blood pressure", "血壓"),
        ("they zorbled the gleep", "zorbled", None),
    ],
)
def test_an_english_word_in_chinese(quote: str, word: str, chinese: str | None) -> None:
    assert glosses(quote, "zh-Hant").get(word) == chinese


def test_a_chinese_gloss_is_in_the_askers_script() -> None:
    quote = "The museum spent 480,000 dollars last year on new hospitals"
    assert {"博物館", "48萬美元", "醫院"} <= set(glosses(quote, "zh-Hant").values())
    assert {"博物馆", "48万美元", "医院"} <= set(glosses(quote, "zh-Hans").values())


# --- names the documents give themselves ---


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("董事長井賢棟（Eric Jing）表示", "井贤栋", "Eric Jing"),
        ("螞蟻集團 (Ant Group) 發布", "蚂蚁集团", "Ant Group"),
        ("said Ant Group (螞蟻集團) on Monday", "蚂蚁集团", "Ant Group"),
        ("said Chairman Eric Jing (井賢棟)", "井贤栋", "Eric Jing"),
        ("推出「碳尋」（Carbon Finder）", "碳寻", "Carbon Finder"),
        ("浙江衛健委(Zhejiang Health Commission)推出", "浙江卫健委", "Zhejiang Health Commission"),
        ("主席馬雲 Jack Ma 說", "马云", "Jack Ma"),
        ("AI就醫助理「安診兒」", "安诊儿", "An Zhen'er"),
    ],
)
def test_a_name_is_known_by_what_stands_beside_it(text: str, chinese: str, english: str) -> None:
    assert aliases([text]) == {chinese: english}


@pytest.mark.parametrize(
    "text", ["公司（Apple）", "報告（Report）", "他用 Python 寫", "「價值引擎」", "（一）", ""]
)
def test_what_names_nothing_is_no_name(text: str) -> None:
    assert aliases([text]) == {}


def test_a_name_given_once_is_used_throughout_in_both_scripts() -> None:
    source = "螞蟻集團（Ant Group）董事長井賢棟（Eric Jing）表示"
    english = glosses("井贤栋称,蚂蚁集团与蚂蚁森林", "en", source)
    assert (english["井贤栋"], english["蚂蚁集团"], english["蚂蚁"]) == ("Eric Jing", "Ant Group", "ant")
    chinese = glosses("Eric Jing of Ant Group spoke", "zh-Hans", source)
    assert (chinese["Eric Jing"], chinese["Ant Group"]) == ("井贤栋", "蚂蚁集团")
    assert "Ant Group" not in glosses("Giant Groups", "zh-Hans", source)


def test_who_is_a_person() -> None:
    people = ["井賢棟", "黃世忠", "歐陽修文", "毛澤東", "趙桐"]
    others = ["諸如", "普惠", "衛健委", "長江", "小微", "連增", "感", "", "ABC", "清華大學"]
    assert [name for name in people + others if is_person(name)] == people


def test_usual_names_and_pinyin() -> None:
    assert usual_english("上海") == "Shanghai"
    assert usual_english("中國人民銀行") == "People's Bank of China"
    assert usual_english("木蘭") is None
    assert usual_english("木蘭", likely=True) == "Mulan"
    assert (romanised("李安娜"), spelled("西安")) == ("Li Anna", "Xi'an")


# --- who needs a gloss ---


@pytest.mark.parametrize(
    ("quote", "language", "needed"),
    [
        ("研發投入達到211.9億元", "en", True),
        ("AI 大模型", "en", True),
        ("研發投入", "zh-Hant", False),
        ("研發投入", "zh-Hans", False),
        ("R&D spending rose", "zh-Hant", True),
        ("R&D spending rose", "en", False),
        ("Ant Group (螞蟻集團) grew", "en", False),
        ("211.9", "en", False),
        ("211.9", "zh-Hans", False),
        ("", "en", False),
    ],
)
def test_only_another_language_is_glossed(quote: str, language: Language, needed: bool) -> None:
    assert foreign(quote, language) is needed


def test_a_phrase_is_said_without_what_only_joins() -> None:
    assert said("價值引擎", "en") == ("value", "engine")
    assert said("科技的力量", "en") == ("science and technology", "power")
    assert said("green harbours", "zh-Hant") == ("綠色", "港口")


# --- what always holds ---

WORDS = st.text(
    st.sampled_from("螞蟻集團井賢棟的了將2023年6月13日.億元%,,。「」()（） ABab'’&·安診兒一百\n\x00\ud800𠮷")
)


@settings(deadline=None)  # the first look at a table takes longer
@given(st.one_of(st.text(), WORDS), st.sampled_from(LANGUAGES))
@example("5年來將", "en")
@example("İ ß ㎡ … ﷺ", "zh-Hans")
def test_the_slices_join_up_to_the_quote(quote: str, language: Language) -> None:
    pieces = gloss(quote, language, names=aliases([quote, "井賢棟（Eric Jing）"]))
    assert "".join(piece.text for piece in pieces) == quote
    at = 0
    for piece in pieces:
        assert (piece.start, quote[piece.start : piece.end]) == (at, piece.text)
        assert piece.text
        assert piece.gloss is None or (piece.gloss.strip() and piece.gloss != piece.text)
        at = piece.end
    in_english(quote)
    said(quote, language)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["<b>", "**", "[x](y)", "&lt;", "螞蟻", "研發", "ant", "1.5億元"]), max_size=8)
)
def test_a_gloss_adds_no_markup(parts: list[str]) -> None:
    for language in LANGUAGES:
        for piece in gloss("".join(parts), language):
            own = set(piece.text)  # the page escapes what the source itself has
            assert not (set(piece.gloss or "") - own) & set("<>&*[]_`|\\{}")
