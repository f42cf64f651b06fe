"""What leans on the conversation is made whole with its words alone; what is whole is left alone."""

import json
import re
import time
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from rag.answer import Answer, Citation, Language
from rag.followup import conversation_script, understand_followup
from rag.followup_language import asked_language

ROOT = Path(__file__).resolve().parent.parent
TITLE = "螞蟻集團2023可持續發展報告:聚力發展、久久為功,連續3年研發投入創新高"


def said(
    question: str,
    language: Language,
    short: str | None = None,
    *,
    span: str | None = None,
    understood: str | None = None,
) -> Answer:
    """An answer, or a refusal where there is no short answer."""
    cited = (Citation(1, "d", "a.txt", TITLE, None, 0, 1, "x"),)
    return Answer(
        question,
        language,
        "",
        short,
        short is None,
        (),
        cited,
        (),
        "reader",
        span=span,
        understood=understood,
    )


ASKED: dict[str, Answer] = {
    "spent": said(
        "How much did Ant spend on R&D in 2023?", "en", "RMB 21.19 billion (211.9億元)", span="211.9億元"
    ),
    "投入": said("2023年螞蟻集團的研發投入是多少?", "zh-Hant", "211.9億元"),
    "投入简": said("2023年蚂蚁集团的研发投入是多少?", "zh-Hans", "211.9亿元"),
    "profit": said("What was Ant Group's net profit in 2023?", "en"),
    "trees": said("How many trees has Ant Forest planted?", "en", "475 million (4.75億棵)"),
    "樹": said("螞蟻森林種下了多少棵樹?", "zh-Hant", "4.75億棵"),
    "甘肅": said("螞蟻森林在甘肅種了多少棵樹?", "zh-Hant"),
    "Gansu": said("How many trees has Ant Forest planted in Gansu?", "en"),
    "chairman": said(
        "Who is the chairman and CEO of Ant Group?", "en", "Jing Xiandong (井賢棟)", span="井賢棟"
    ),
    "董事長": said("螞蟻集團的董事長兼CEO是誰?", "zh-Hant", "井賢棟", span="井賢棟"),
    "served": said("How many small and micro businesses did Ant Group serve in 2023?", "en", "87 million"),
    "服務": said("2023年螞蟻集團服務了多少小微企業和小微經營者?", "zh-Hant", "8700萬"),
    "employees": said("How many employees does Ant Group have?", "en"),
    "員工": said("螞蟻集團有多少名員工?", "zh-Hant"),
    "started": said("In which year did the Digital Mulan programme for women start?", "en", "2018"),
    "啟動": said("數字木蘭公益項目是哪一年啟動的?", "zh-Hant", "2018年"),
    "女性": said("截至2023年底螞蟻女性管理層比例是多少?", "zh-Hant", "29%"),
    "women": said("What share of Ant's management were women at the end of 2023?", "en", "29%"),
    "pay": said("What is the male-to-female pay ratio for technical staff?", "en", "1:0.98"),
    "薪酬": said("技術條線男女員工的薪酬比例是多少?", "zh-Hant", "1:0.98"),
    "founded": said("Who founded Ant Group?", "en", "Jack Ma"),
    "貸款": said("有多少女性創業者得到貸款減免息支持?", "zh-Hant", "111萬"),
}

SPENT, SPENT_ZH = ASKED["spent"].question, ASKED["投入"].question

FOLLOWUPS: list[tuple[str, str, str, Language]] = [
    # another year
    ("spent", "And in 2021?", "How much did Ant spend on R&D in 2021?", "en"),
    ("spent", "what about 2022?", "How much did Ant spend on R&D in 2022?", "en"),
    ("spent", "in 2022?", "How much did Ant spend on R&D in 2022?", "en"),
    ("spent", "2022?", "How much did Ant spend on R&D in 2022?", "en"),
    ("spent", "how much was it in 2021?", "How much did Ant spend on R&D in 2021?", "en"),
    ("spent", "and how much in 2021?", "How much did Ant spend on R&D in 2021?", "en"),
    ("spent", "How about Q3?", "How much did Ant spend on R&D in Q3 2023?", "en"),
    ("spent", "and in March 2022?", "How much did Ant spend on R&D in March 2022?", "en"),
    ("trees", "and in 2022?", "How many trees has Ant Forest planted in 2022?", "en"),
    ("women", "in 2022?", "What share of Ant's management were women at the end of 2022?", "en"),
    ("投入", "那2022年呢？", "2022年螞蟻集團的研發投入是多少?", "zh-Hant"),
    ("投入", "2022?", "2022年螞蟻集團的研發投入是多少?", "zh-Hant"),
    ("投入", "那麼2021年呢", "2021年螞蟻集團的研發投入是多少?", "zh-Hant"),
    ("投入", "那2022年是多少？", "2022年螞蟻集團的研發投入是多少?", "zh-Hant"),
    ("投入", "換成2022年", "2022年螞蟻集團的研發投入是多少?", "zh-Hant"),
    ("投入", "第三季度呢？", "2023年第三季度螞蟻集團的研發投入是多少?", "zh-Hant"),
    ("投入简", "那2022年呢?", "2022年蚂蚁集团的研发投入是多少?", "zh-Hans"),
    ("女性", "2022年底呢", "截至2022年底螞蟻女性管理層比例是多少?", "zh-Hant"),
    ("樹", "那2022年呢？", "2022年螞蟻森林種下了多少棵樹?", "zh-Hant"),
    # another firm, another place
    ("spent", "What about Tencent?", "How much did Tencent spend on R&D in 2023?", "en"),
    ("spent", "What about JD.com in 2022?", "How much did JD.com spend on R&D in 2022?", "en"),
    (
        "women",
        "what about Tencent?",
        "What share of Tencent's management were women at the end of 2023?",
        "en",
    ),
    ("chairman", "And of Alibaba?", "Who is the chairman and CEO of Alibaba?", "en"),
    ("Gansu", "and in Qinghai?", "How many trees has Ant Forest planted in Qinghai?", "en"),
    ("投入", "騰訊呢？", "2023年騰訊的研發投入是多少?", "zh-Hant"),
    ("投入", "那騰訊2022年呢", "2022年騰訊的研發投入是多少?", "zh-Hant"),
    ("投入简", "腾讯呢?", "2023年腾讯的研发投入是多少?", "zh-Hans"),
    ("員工", "騰訊呢", "騰訊有多少名員工?", "zh-Hant"),
    ("啟動", "那螞蟻森林呢", "螞蟻森林是哪一年啟動的?", "zh-Hant"),
    ("甘肅", "青海呢?", "螞蟻森林在青海種了多少棵樹?", "zh-Hant"),
    # another measure
    ("spent", "and its revenue?", "What was Ant's revenue in 2023?", "en"),
    ("spent", "And what was the revenue?", "What was Ant's revenue in 2023?", "en"),
    ("spent", "and its revenue in 2022?", "What was Ant's revenue in 2022?", "en"),
    ("spent", "And Tencent's revenue?", "What was Tencent's revenue in 2023?", "en"),
    ("spent", "and on marketing?", "How much did Ant spend on marketing in 2023?", "en"),
    ("chairman", "and the CFO?", "Who is Ant Group's CFO?", "en"),
    ("投入", "那營收呢", "2023年螞蟻集團的營收是多少?", "zh-Hant"),
    ("投入", "那它的營收呢", "2023年螞蟻集團的營收是多少?", "zh-Hant"),
    ("投入", "那2022年的營收呢？", "2022年螞蟻集團的營收是多少?", "zh-Hant"),
    ("投入", "那騰訊的營收呢", "2023年騰訊的營收是多少?", "zh-Hant"),
    ("投入", "那營收是多少?", "2023年螞蟻集團的營收是多少?", "zh-Hant"),
    ("投入简", "那净利润呢?", "2023年蚂蚁集团的净利润是多少?", "zh-Hans"),
    ("董事長", "首席財務官呢?", "螞蟻集團的首席財務官是誰?", "zh-Hant"),
    ("spent", "那董事长呢？", "2023年Ant的董事长是谁?", "zh-Hans"),
    # of another kind
    ("女性", "男性呢？", "截至2023年底螞蟻男性管理層比例是多少?", "zh-Hant"),
    ("women", "And men?", "What share of Ant's management were men at the end of 2023?", "en"),
    ("薪酬", "非技術條線呢？", "非技術條線男女員工的薪酬比例是多少?", "zh-Hant"),
    (
        "pay",
        "and for non-technical staff?",
        "What is the male-to-female pay ratio for non-technical staff?",
        "en",
    ),
    ("員工", "女性呢", "螞蟻集團有多少名女性員工?", "zh-Hant"),
    ("employees", "And women?", "How many women employees does Ant Group have?", "en"),
    ("served", "and merchants?", "How many merchants did Ant Group serve in 2023?", "en"),
    # pronouns
    ("trees", "When did it start?", "When did Ant Forest start?", "en"),
    ("spent", "Who is its chairman?", "Who is Ant's chairman?", "en"),
    ("spent", "how many employees does it have?", "How many employees does Ant have?", "en"),
    ("chairman", "When did he join?", "When did Jing Xiandong (井賢棟) join?", "en"),
    ("chairman", "What is his view on AI?", "What is Jing Xiandong's (井賢棟) view on AI?", "en"),
    ("founded", "when did he found it?", "When did Jack Ma found Ant Group?", "en"),
    ("started", "who started it?", "Who started the Digital Mulan programme?", "en"),
    ("trees", "Where are they planted?", "Where are the trees of Ant Forest planted?", "en"),
    (
        "employees",
        "and how many of them are women?",
        "How many of the employees that Ant Group has are women?",
        "en",
    ),
    ("employees", "how many are women?", "How many of the employees that Ant Group has are women?", "en"),
    (
        "trees",
        "How many of these are in Gansu?",
        "How many of the trees that Ant Forest has planted are in Gansu?",
        "en",
    ),
    ("樹", "它是哪一年開始的？", "螞蟻森林是哪一年開始的？", "zh-Hant"),
    ("投入", "該公司的CEO是誰?", "螞蟻集團的CEO是誰?", "zh-Hant"),
    ("投入", "其營收是多少?", "螞蟻集團的營收是多少?", "zh-Hant"),
    ("投入", "它增長了多少?", "2023年螞蟻集團的研發投入增長了多少?", "zh-Hant"),
    ("董事長", "他說了什麼?", "井賢棟說了什麼?", "zh-Hant"),
    ("啟動", "這個項目是誰發起的?", "數字木蘭公益項目是誰發起的?", "zh-Hant"),
    ("員工", "其中有多少是女性?", "螞蟻集團的員工當中有多少是女性?", "zh-Hant"),
    ("員工", "有多少是女性？", "螞蟻集團的員工當中有多少是女性？", "zh-Hant"),
    ("樹", "它們種在哪裡?", "螞蟻森林種下的樹種在哪裡?", "zh-Hant"),
    ("服務", "它們當中有多少在農村?", "2023年螞蟻集團服務的小微企業和小微經營者當中有多少在農村?", "zh-Hant"),
    ("貸款", "其中有多少在農村?", "得到貸款減免息支持的女性創業者當中有多少在農村?", "zh-Hant"),
    # a question word alone
    ("spent", "Why?", "Why did Ant spend on R&D in 2023?", "en"),
    ("trees", "when was that?", "When has Ant Forest planted trees?", "en"),
    ("started", "where?", "Where did the Digital Mulan programme for women start?", "en"),
    ("founded", "when?", "When was it that Jack Ma founded Ant Group?", "en"),
    ("chairman", "who is that?", "Who is Jing Xiandong (井賢棟)?", "en"),
    ("樹", "什麼時候？", "螞蟻森林什麼時候種下了4.75億棵樹?", "zh-Hant"),
    ("樹", "在哪裡？", "螞蟻森林在哪裡種下了4.75億棵樹?", "zh-Hant"),
    ("董事長", "為什麼？", "為什麼螞蟻集團的董事長兼CEO是井賢棟?", "zh-Hant"),
    ("投入简", "为什么?", "为什么2023年蚂蚁集团的研发投入是211.9亿元?", "zh-Hans"),
    # in one language of a question in the other
    ("spent", "那2022年呢?", "How much did Ant spend on R&D in 2022?", "zh-Hant"),
    ("spent", "騰訊呢？", "How much did 騰訊 spend on R&D in 2023?", "zh-Hant"),
    ("spent", "那營收呢", "2023年Ant的營收是多少?", "zh-Hant"),
    ("trees", "它是哪一年開始的?", "Ant Forest是哪一年開始的?", "zh-Hant"),
    ("trees", "為什麼？", "Why has Ant Forest planted trees?", "zh-Hant"),
    ("投入", "What about 2022?", "2022年螞蟻集團的研發投入是多少?", "en"),
    ("投入", "and Tencent?", "2023年Tencent的研發投入是多少?", "en"),
    ("投入", "and its profit?", "What was 螞蟻集團's profit in 2023?", "en"),
    ("員工", "and how many of them are women?", "How many of 螞蟻集團的員工 are women?", "en"),
    ("樹", "when?", "螞蟻森林什麼時候種下了4.75億棵樹?", "en"),
    # another language
    ("spent", "in Channese please", SPENT, "zh-Hant"),
    ("spent", "in Chinese please", SPENT, "zh-Hant"),
    ("spent", "Can you say that in simplified Chinese?", SPENT, "zh-Hans"),
    ("spent", "请用中文回答", SPENT, "zh-Hans"),
    ("spent", "簡體", SPENT, "zh-Hans"),
    ("spent", "繁體中文", SPENT, "zh-Hant"),
    ("投入", "用英文說", SPENT_ZH, "en"),
    ("投入", "in English please", SPENT_ZH, "en"),
    ("投入", "用簡體中文回答", SPENT_ZH, "zh-Hans"),
    ("spent", "And in 2022, in Chinese please", "How much did Ant spend on R&D in 2022?", "zh-Hant"),
    ("投入", "那2022年呢？用英文說", "2022年螞蟻集團的研發投入是多少?", "en"),
]


@pytest.mark.parametrize(("before", "asked", "whole", "language"), FOLLOWUPS)
def test_a_followup_is_made_whole(before: str, asked: str, whole: str, language: Language) -> None:
    understood = understand_followup(asked, [ASKED[before]])
    assert (understood.text, understood.language) == (whole, language)


CHAINS: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "spent",
        [
            ("And in 2022?", "How much did Ant spend on R&D in 2022?"),
            ("and in 2021?", "How much did Ant spend on R&D in 2021?"),
            ("what about Tencent?", "How much did Tencent spend on R&D in 2021?"),
            ("用中文", "How much did Tencent spend on R&D in 2021?"),
            ("那營收呢？", "2021年Tencent的營收是多少?"),
        ],
    ),
    (
        "投入",
        [
            ("那2022年呢？", "2022年螞蟻集團的研發投入是多少?"),
            ("騰訊呢？", "2022年騰訊的研發投入是多少?"),
            ("那淨利潤呢", "2022年騰訊的淨利潤是多少?"),
            ("它有多少名員工?", "騰訊有多少名員工?"),
            ("其中有多少是女性?", "騰訊的員工當中有多少是女性?"),
        ],
    ),
    (
        "樹",
        [
            ("它是哪一年開始的?", "螞蟻森林是哪一年開始的?"),
            ("為什麼？", "螞蟻森林是為什麼開始的?"),
            ("in English please", "螞蟻森林是為什麼開始的?"),
        ],
    ),
]


@pytest.mark.parametrize(("before", "steps"), CHAINS)
def test_each_followup_builds_on_the_last_as_understood(before: str, steps: list[tuple[str, str]]) -> None:
    history = [ASKED[before]]
    for asked, whole in steps:
        understood = understand_followup(asked, history)
        assert understood.text == whole
        language = understood.language or "en"
        history.append(said(asked, language, understood=None if whole == asked else whole))


WHOLE = [
    "How much did Ant spend on R&D in 2023?",
    "And how much did Ant spend on R&D in 2022?",
    "But how many trees did Ant Forest plant in 2022?",
    "So who is the CEO of Tencent?",
    "And what is the capital of France?",
    "What was the revenue in 2022?",
    "What is ESG?",
    "What time is it?",
    "Is it raining?",
    "How long does it take to plant a tree?",
    "What does it mean to be carbon neutral?",
    "Is it true that ants can swim?",
    "When it began its ESG strategy, how did Ant decide to shift its outlook?",
    "What three things do people do less of now that they handle errands by phone?",
    "Did Alipay say that it would open in Paris?",
    "What does the report say about its own methodology?",
    "Does the report mention when they started?",
    "Why does Professor Huang think companies have to take ESG seriously?",
    "Who wrote this article?",
    "What is sustainability in Chinese?",
    "How about the weather in Hong Kong tomorrow?",
    "and the year before?",
    "Tencent revenue 2022",
    "What can you do?",
    "hello",
    "Thanks!",
    "那螞蟻森林種了多少棵樹？",
    "那麼香港商報的地址在哪裡呢？",
    "那是什麼意思?",
    "那年發生了什麼事?",
    "請問研發投入是多少？",
    "2022年的營收是多少？",
    "2022年螞蟻集團的研發投入",
    "騰訊2022年營收",
    "螞蟻集團說它要做什麼?",
    "哪些公司和他們合作?",
    "這篇文章是誰寫的?",
    "這份報告是什麼時候發布的?",
    "其實螞蟻有多少員工？",
    "再生能源是什麼?",
    "而立之年是幾歲?",
    "還有多少棵樹沒有種?",
    "去年呢",
    "谢谢",
    "好，謝謝",
    "好的",
    "然後呢",
    "還有呢？",
    "那好吧",
    "其他公司呢?",
    "ok thanks",
    "and others?",
    "So far so good?",
    "你好",
]


@pytest.mark.parametrize("question", WHOLE)
def test_a_whole_question_and_what_is_not_clear_are_never_touched(question: str) -> None:
    for before in ("spent", "投入", "trees", "樹", "chairman", "員工", "啟動"):
        understood = understand_followup(question, [ASKED[before]])
        assert (understood.text, understood.language) == (question, None), before


def seeds_questions() -> list[str]:
    lines = (ROOT / "seeds" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [question for line in lines for question in json.loads(line)["questions"].values()]


def test_no_question_of_the_set_is_touched_after_any_other() -> None:
    touched = [
        (history.question, question)
        for history, question in product((ASKED["spent"], ASKED["樹"]), seeds_questions())
        if understand_followup(question, [history]).text != question
    ]
    assert touched == []


def test_without_a_conversation_no_question_is_touched() -> None:
    for question in [*WHOLE, *seeds_questions(), *(asked for _, asked, _, _ in FOLLOWUPS)]:
        understood = understand_followup(question, ())
        assert (understood.text, understood.language) == (question, None)


@given(st.text(max_size=60))
def test_whatever_is_typed_first_stays_as_typed(question: str) -> None:
    try:
        understood = understand_followup(question, ())
    except QuestionError:
        return
    kept = " ".join(understood.text.split())
    assert (understood.text, understood.language) == (kept, None)


@given(
    st.sampled_from(sorted(ASKED)),
    st.text(alphabet="那呢它其中有多少是女性年2022?？ andwhyitsthem的為什麼 in Chinese,", max_size=24),
)
def test_whatever_follows_can_be_asked_or_is_refused_in_a_sentence(before: str, question: str) -> None:
    try:
        understood = understand_followup(question, [ASKED[before]])
    except QuestionError:
        return
    assert understood.text.strip()


def words(text: str) -> set[str]:
    return set(re.findall(r"\d+|[a-z&]+|[\u3400-\u9fff]", text.lower()))


@pytest.mark.parametrize(("before", "asked", "whole", "language"), FOLLOWUPS)
def test_only_words_of_the_conversation_are_carried(
    before: str, asked: str, whole: str, language: Language
) -> None:
    glue = words(
        "what was is were are who when why where in the of that it did do does s 年 的 是 多 少 誰 谁 當 当 中"
    )
    last = ASKED[before]
    assert words(whole) <= words(asked) | words(last.question) | words(last.short_answer or "") | glue | (
        words("什麼時候") if last.language != "en" and language == "en" else set()
    ) | (words("why") if last.language == "en" and language != "en" else set()) | {"has"}


def test_a_fragment_no_one_understood_is_passed_over() -> None:
    lost = said("那女性呢", "zh-Hant")
    understood = understand_followup("那2022年呢", [ASKED["投入"], lost])
    assert understood.text == "2022年螞蟻集團的研發投入是多少?"


def test_a_followup_of_nothing_that_fits_stays_as_it_is() -> None:
    two_years = said("How did R&D grow between 2021 and 2023?", "en")
    assert understand_followup("and in 2022?", [two_years]).text == "and in 2022?"
    assert understand_followup("那2022年呢?", [ASKED["啟動"]]).text == "那2022年呢?"
    assert understand_followup("what about Qinghai?", [ASKED["Gansu"]]).text == "what about Qinghai?"


def test_neutral_chinese_is_in_the_script_of_the_conversation() -> None:
    assert conversation_script(()) == "zh-Hant"
    assert conversation_script([ASKED["投入简"], ASKED["spent"]]) == "zh-Hans"
    assert understand_followup("in Chinese please", [ASKED["投入简"], ASKED["spent"]]).language == "zh-Hans"


def test_a_bare_year_is_answered_in_the_language_of_the_last_answer() -> None:
    switched = said("用中文", "zh-Hans", "211.9亿元", understood=SPENT)
    assert understand_followup("2022?", [ASKED["spent"], switched]).language == "zh-Hans"


@pytest.mark.parametrize(
    ("request_", "language"),
    [
        ("traditional please", "zh-Hant"),
        ("English?", "en"),
        ("Answer in English.", "en"),
        ("翻譯成英文", "en"),
        ("可以用简体中文吗？", "zh-Hans"),
        ("改用繁體", "zh-Hant"),
        ("中文", "zh-Hant"),
        ("in 中文 please", "zh-Hant"),
    ],
)
def test_a_request_for_a_language_is_heard(request_: str, language: Language) -> None:
    assert asked_language(request_, chinese="zh-Hant") == ("", language)


@pytest.mark.parametrize(
    "question",
    [
        "What is An Zhen'er in English?",
        "Is there a Chinese version of the report?",
        "in china please",
        "中英文",
        "英文名稱是什麼?",
        "這是中文嗎？",
        "How many people speak English?",
    ],
)
def test_what_only_mentions_a_language_asks_for_none(question: str) -> None:
    assert asked_language(question, chinese="zh-Hant") == (question, None)


@pytest.mark.parametrize(
    "piece", ["那", "And ", "Ant ", "2022年", "它的", "how many ", "the Ant of ", "在", "in Chinese "]
)
def test_a_long_question_is_read_at_once(piece: str) -> None:
    question = (piece * 200)[:200].strip()
    started = time.perf_counter()
    for before in ("spent", "投入"):
        understand_followup(question, [ASKED[before]])
        understand_followup("那2022年呢?", [said(question, "en", "x")])
    assert time.perf_counter() - started < 5
