"""Questions cleaned, their language told, and the kind of answer they want."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from rag.answer import LANGUAGES, Language
from rag.question import MOST_CHARACTERS, Wants, clean, understand


def slot_of(text: str) -> str:
    question = understand(text)
    return question.text[slice(*question.slot)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("螞蟻森林種了多少棵樹?", "zh-Hant"),
        ("蚂蚁森林种了多少棵树?", "zh-Hans"),
        ("How many trees has Ant Forest planted?", "en"),
        ("What is An Zhen'er (安诊儿)?", "en"),
        ("Who is 井賢棟?", "en"),
        ("How much did 螞蟻集團 spend?", "en"),
        ("In 2023, how many merchants did 支付宝 serve?", "en"),
        ("Ant Group 的 R&D 投入是多少?", "zh-Hant"),
        ("支付宝(Alipay)的小程序有多少商家?", "zh-Hans"),
        ("AI是什麼?", "zh-Hant"),
        ("CEO是谁", "zh-Hans"),
        # Mixed scripts: the one with more characters of its own.
        ("請問「蚂蚁」集團的董事長是誰?", "zh-Hant"),
        ("请问「螞蟻」集团的董事长兼总经理是谁?", "zh-Hans"),
        ("ОАО Газпром是什麼公司?", "zh-Hant"),
        ("Ｈｏｗ ｍａｎｙ ｔｒｅｅｓ？", "en"),
        ("2023?", "en"),
        # What asks decides, however long the name or title in the other language is.
        ("《The Art of the Deal》是谁写的?", "zh-Hans"),
        ("How是什么意思?", "zh-Hans"),
        ("What did 螞蟻集團 announce in its 可持續發展報告?", "en"),
        ("What does 什么 mean?", "en"),
        # A foreign name does not make a question foreign.
        ("什么是トヨタ?", "zh-Hans"),
        ("Who directed La La Land?", "en"),
        ("Where is El Paso?", "en"),
        ("What does Les Misérables say?", "en"),
    ],
)
def test_the_language_and_script_are_those_of_the_words_around_the_names(
    text: str, language: Language
) -> None:
    assert understand(text).language == language


def test_a_question_written_alike_in_both_scripts_is_answered_in_the_neutral_one() -> None:
    assert understand("人口多少?").language == "zh-Hant"
    assert understand("人口多少?", neutral="zh-Hans").language == "zh-Hans"
    assert understand("中国人口多少?", neutral="zh-Hant").language == "zh-Hans"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_is_named_is_answered_in(language: Language) -> None:
    question = understand("螞蟻森林種了多少棵樹?", language=language)
    assert (question.language, question.asked_in) == (language, "zh-Hant")
    assert replace(question, language="zh-Hant") == understand("螞蟻森林種了多少棵樹?")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t\u2028 ", "empty"),
        ("\ud800\udfff\x00", "empty"),
        ("？！。", "symbols"),
        ("😀 …", "symbols"),
        ("字" * (MOST_CHARACTERS + 1), "too_long"),
        ("研究開発費はいくらですか?", "language"),
        ("東京タワーの高さは?", "language"),
        ("Combien d'arbres ont été plantés ?", "language"),
        ("Quel est le montant ?", "language"),
        ("¿Cuánto invirtió la empresa?", "language"),
        ("¿Quién es el presidente?", "language"),
        ("Сколько деревьев посадили?", "language"),
        ("나무를 얼마나 많이 심었습니까?", "language"),
        ("Wie viele Bäume wurden gepflanzt?", "language"),
        ("كم عدد الأشجار؟", "language"),
    ],
)
def test_what_cannot_be_asked_says_why(text: str, code: str) -> None:
    with pytest.raises(QuestionError) as caught:
        understand(text)
    assert caught.value.code == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_naming_the_answers_language_makes_no_foreign_question_readable(language: Language) -> None:
    with pytest.raises(QuestionError):
        understand("Wie viele Bäume wurden gepflanzt?", language=language)


def test_the_longest_question_is_still_asked() -> None:
    assert len(understand("蟻" * MOST_CHARACTERS).text) == MOST_CHARACTERS


def test_a_question_is_cleaned_of_what_is_not_writing() -> None:
    assert clean("  How\x00 many\ud800 trees\u2028are\r\nthere?\t") == "How many trees are there?"
    assert clean("R\u0301sum\u0065\u0301?") == "\u0154sum\u00e9?"


@pytest.mark.parametrize(
    ("text", "wants", "slot"),
    [
        ("螞蟻森林種了多少棵樹?", Wants.COUNT, "多少"),
        ("员工有几人?", Wants.COUNT, "几"),
        ("How many trees has Ant Forest planted?", Wants.COUNT, "How many"),
        ("Roughly how many trees are there?", Wants.COUNT, "Roughly how many"),
        ("2023年螞蟻集團的研發投入是多少?", Wants.MONEY, "多少"),
        ("研发投入了多少钱?", Wants.MONEY, "多少钱"),
        ("水費多少元?", Wants.MONEY, "多少元"),
        ("How much did Ant spend on R&D in 2023?", Wants.MONEY, "How much"),
        ("What was the revenue?", Wants.MONEY, "What was the revenue"),
        ("研發投入增長了多少?", Wants.CHANGE, "多少"),
        ("研发费用增长多少个百分点?", Wants.CHANGE, "多少个百分点"),
        ("涨了几倍?", Wants.CHANGE, "几"),
        ("By how much did turnover grow?", Wants.CHANGE, "By how much"),
        ("How much did consumption increase?", Wants.CHANGE, "How much"),
        ("女性管理層的比例是多少?", Wants.SHARE, "多少"),
        ("女性占多少?", Wants.SHARE, "多少"),
        ("樹的幾成種在北方?", Wants.SHARE, "幾成"),
        ("What share of managers are women?", Wants.SHARE, "What share"),
        ("What is the pay ratio of men to women?", Wants.SHARE, "What is the pay ratio"),
        ("塔有多高?", Wants.AMOUNT, "多高"),
        ("人口多少", Wants.AMOUNT, "多少"),
        ("How tall is the tower?", Wants.AMOUNT, "How tall"),
        ("支付寶是什麼時候創立的?", Wants.TIME, "什麼時候"),
        ("支付宝哪一年成立?", Wants.TIME, "哪一年"),
        ("When was Alipay founded?", Wants.TIME, "When"),
        ("In which year did it start?", Wants.TIME, "In which year"),
        ("支付宝成立多久了?", Wants.DURATION, "多久"),
        ("How long has Ant Forest been running?", Wants.DURATION, "How long"),
        ("How many years has Alipay existed?", Wants.DURATION, "How many years"),
        ("今年是支付寶第幾個週年?", Wants.ORDINAL, "第幾"),
        ("Which anniversary is it?", Wants.ORDINAL, "Which anniversary"),
        ("董事長是誰?", Wants.PERSON, "誰"),
        ("董事长叫什么名字?", Wants.PERSON, "什么名字"),
        ("Who is the chairman?", Wants.PERSON, "Who"),
        ("Whose idea was it?", Wants.PERSON, "Whose"),
        ("总部在哪里?", Wants.PLACE, "哪里"),
        ("總部位於哪個城市?", Wants.PLACE, "哪個城市"),
        ("Where is the headquarters?", Wants.PLACE, "Where"),
        ("Which city hosts the games?", Wants.PLACE, "Which city"),
        ("安診兒是什麼?", Wants.PHRASE, "什麼"),
        ("哪家公司提供服务?", Wants.PHRASE, "哪家"),
        ("What is An Zhen'er (安诊儿)?", Wants.PHRASE, "What"),
        ("Which company made it?", Wants.PHRASE, "Which"),
        ("為什麼要加大投入?", Wants.PROSE, "為什麼"),
        ("支付宝如何帮助商家?", Wants.PROSE, "如何"),
        ("是否通過認證?", Wants.PROSE, "是否"),
        ("Why did Ant invest?", Wants.PROSE, "Why"),
        ("How does Alipay help merchants?", Wants.PROSE, "How"),
        ("Did it pass when it was tested?", Wants.PROSE, "Did"),
        ("介紹一下公司", Wants.PROSE, ""),
        ("Tell me about the company", Wants.PROSE, ""),
    ],
)
def test_the_kind_of_answer_wanted_and_the_words_that_ask_for_it(text: str, wants: Wants, slot: str) -> None:
    assert understand(text).wants is wants
    assert slot_of(text) == slot


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("研發投入是多少?", "研发投入是多少?"),
        ("誰是董事長?", "谁是董事长?"),
        ("總部設在哪裡?", "总部设在哪里?"),
        ("為什麼連續增長?", "为什么连续增长?"),
        ("女性佔百分之幾?", "女性占百分之几?"),
    ],
)
def test_both_scripts_ask_the_same(traditional: str, simplified: str) -> None:
    one, other = understand(traditional), understand(simplified)
    assert (one.wants, one.slot) == (other.wants, other.slot)
    assert (one.language, other.language) == ("zh-Hant", "zh-Hans")


@pytest.mark.xfail(strict=True, reason="什麼 takes one character along, whatever word it belongs to")
def test_the_question_word_does_not_cut_the_word_after_it() -> None:
    assert slot_of("安診兒屬於什麼公司?") in ("什麼", "什麼公司")


def test_where_the_question_word_opens_a_later_clause_only_joins() -> None:
    assert slot_of("How many people came when it opened?") == "How many"


WRITING = st.text(max_size=60) | st.text(
    alphabet="多少誰谁哪幾什么の が?？howmuch \u0301\ud800是的123年", max_size=40
)


@given(WRITING, st.sampled_from([None, *LANGUAGES]))
def test_any_text_is_a_question_or_says_why_not(text: str, language: Language | None) -> None:
    try:
        question = understand(text, language=language)
    except QuestionError as error:
        assert error.code in ("empty", "symbols", "too_long", "language")
        assert str(error)
        return
    assert question.language in LANGUAGES
    assert question.text == unicodedata.normalize("NFC", question.text).strip() != ""
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in question.text)
    start, end = question.slot
    assert 0 <= start <= end <= len(question.text)
