"""What was asked: a clean question, its language and script, and the kind of answer it wants."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from index.errors import QuestionError
from index.script import fold, is_han, script_balance
from index.words import ENGLISH_FUNCTION_WORDS
from rag.answer import Language

MOST_CHARACTERS = 2000


class Wants(Enum):
    """The kind of answer a question asks for."""

    COUNT = "count"
    MONEY = "money"
    CHANGE = "change"
    SHARE = "share"
    AMOUNT = "amount"
    TIME = "time"
    DAY = "day"
    CLOCK = "clock"
    DURATION = "duration"
    ORDINAL = "ordinal"
    PERSON = "person"
    PLACE = "place"
    PHRASE = "phrase"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be searched and read.

    `text` is clean NFC, written in `asked_in`; the answer is to be in `language`. `slot` is the span of the words
    that stand for the answer (多少, how many), in `text`.
    """

    text: str
    language: Language
    wants: Wants
    slot: tuple[int, int]
    asked_in: Language


def understand(text: str, *, language: Language | None = None, neutral: Language = "zh-Hant") -> Question:
    """Clean a question and work out what it asks.

    The answer is to be in `language`, or else in that of the question; a Chinese question written the same in both
    scripts is answered in `neutral`.

    Raises:
        QuestionError: empty (`empty`), over 2,000 characters (`too_long`), without a letter or digit (`symbols`), or
            in a language other than Chinese and English (`language`).

    >>> understand("How many trees has Ant Forest planted?").wants
    <Wants.COUNT: 'count'>
    >>> understand("蚂蚁集团的董事长是谁?").language
    'zh-Hans'
    """
    cleaned = clean(text)
    asked_in = detect_language(cleaned, neutral=neutral)
    wants, slot = _wanted(cleaned, asked_in)
    return Question(cleaned, language or asked_in, wants, slot, asked_in)


def clean(text: str) -> str:
    """Return the question as NFC without control characters and lone surrogates, white space made single.

    Raises:
        QuestionError: nothing that can be asked is left, or too much.
    """
    if len(text) > MOST_CHARACTERS:
        raise QuestionError(
            "too_long",
            f"The question has {len(text):,} characters; up to {MOST_CHARACTERS:,} can be read: ask it shorter.",
        )
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    cleaned = " ".join(unicodedata.normalize("NFC", kept).split())
    if not cleaned:
        raise QuestionError("empty", "The question is empty: type a question in Chinese or English.")
    if not any(c.isalnum() for c in cleaned):
        raise QuestionError(
            "symbols", "The question has no words, only symbols: type a question in Chinese or English."
        )
    return cleaned


# Words that mark a sentence as another European language, and that English does not have.
_FOREIGN_WORDS = frozenset(
    (
        "le la les des du une est sont avec pour dans quel quelle quels quelles combien qui que quoi où "
        "comment pourquoi ont été cette ces der das und ist sind mit für wie viel viele wer warum wann "
        "welche welcher hat haben wurde el los las del una es son con para cuál cuánto cuántos quién qué "
        "dónde cómo por il lo gli di che sono quanto quanti chi dove perché o os um uma são com quem "
        "onde como quantos"
    ).split()
)


# Words of a Chinese question that a Japanese one may have; those that it never has.
_CHINESE_WORDS, _CHINESE_ONLY = frozenset("的了是谁几哪吗呢么们这"), frozenset("哪吗呢么们这")
_ASKS_IN_CHINESE = re.compile(r"谁|哪|什么|多少|几|怎|如何|为何|吗")
_ASKS_IN_ENGLISH = re.compile(
    r"(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|has|have)\b(?!\.)"
)


def detect_language(text: str, *, neutral: Language = "zh-Hant") -> Language:
    """Return the language and script a clean question is written in.

    Raises:
        QuestionError: it is written in neither Chinese nor English.
    """
    folded = fold(text)
    han = sum(map(is_han, text))
    names = [unicodedata.name(c, "") for c in text if c.isalpha() and not is_han(c)]
    kana = sum(name.startswith(("HIRAGANA", "KATAKANA")) for name in names)
    other = sum(not name.startswith(("LATIN", "FULLWIDTH LATIN", "GREEK")) for name in names) - kana
    spans = [m.span() for m in re.finditer(r"[^\W\d_]+", folded) if not is_han(m.group()[0])]
    latin = [folded[start:end] for start, end in spans]
    english = sum(word in ENGLISH_FUNCTION_WORDS for word in latin)
    # A capital inside a sentence makes a name: La La Land, Los Angeles.
    foreign = sum(
        folded[start:end] in _FOREIGN_WORDS and not (start and text[start:end].istitle())
        for start, end in spans
    )
    # A Chinese question may quote a Japanese name; a Japanese one has none of these words.
    japanese = kana * 10 > han and (kana >= han or not _CHINESE_WORDS & set(folded))
    japanese = japanese and not _CHINESE_ONLY & set(folded)
    if japanese or other * 2 > han + sum(map(len, latin)) or (foreign > english and not han):
        raise QuestionError(
            "language", "This question is in a language Yinzheng does not read: ask in Chinese or English."
        )
    # What asks decides, however long the names and titles are in the other language; else the greater part does.
    chinese, in_english = bool(_ASKS_IN_CHINESE.search(folded)), bool(_ASKS_IN_ENGLISH.match(folded))
    if han == 0 or (in_english if chinese != in_english else len(latin) + english > han):
        return "en"
    balance = script_balance(text)
    return neutral if balance == 0 else "zh-Hant" if balance > 0 else "zh-Hans"


# Patterns over folded text; in Chinese the first that is found decides. The slot is the group that matched.
_CHINESE: tuple[tuple[Wants, str], ...] = (
    (Wants.PERSON, r"(谁|哪位|哪一位|什么人|何人)|叫(什么名字)"),
    (Wants.DAY, r"(哪一?[天日]|何日|什么日期|几月几[日号]|多少号)"),
    (Wants.CLOCK, r"([早晚]?[上午下]?几点钟?|何时何分)"),
    (Wants.TIME, r"(哪一?年|何年|什么时候|何时|几时|几月|哪个?月)"),
    (Wants.DURATION, r"(多久|多长时间|多少年|几周年|多少周年|多少天|多少个月|几年|几天|几个月|几个星期)"),
    (Wants.ORDINAL, r"(第几)"),
    (
        Wants.CHANGE,
        r"(?:增长|增加|增|下降|减少|上升|提高|提升|降低|涨|跌)了?(?:有|到)?(多少|几)(?!个|家|人|名|元|亿|万)",
    ),
    (Wants.CHANGE, r"(?:增幅|降幅|涨幅|增速|增长率)(?:是|为|有|达)?(多少|多大)|(多少倍|几倍)"),
    (Wants.CHANGE, r"((?:几|多少)多?个?百分[比点])"),
    (
        Wants.SHARE,
        r"(?:比例|比率|占比|比|百分比|率)(?:是|为|有|达到?|占)?(多少|几比几|怎样|如何)|"
        r"(百分之几|百分之多少|几成|多少成)|占.{0,12}(多少)",
    ),
    (Wants.MONEY, r"(多少钱|多少资金|多少(?:亿|万)?(?:元|美元|港元|人民币))"),
    (
        Wants.MONEY,
        r"(?:投入|金额|费用|支出|收入|营收|成本|预算|花费?|花了|利润|价格|捐了?|投资)(?:了|是|为|有|达到?|共)*(多少)$",
    ),
    (Wants.COUNT, r"(多少|几)(?=\w)"),
    (Wants.AMOUNT, r"(多少|多[高大长重远深快])"),
    (
        Wants.PLACE,
        r"(哪里|哪儿|何处|何地|什么地方|哪(?:[一两二三四五六七八九十几]?个|些)?(?:城市|省|国家|地区|市|地方|区))",
    ),
    (Wants.PROSE, r"(为什么|为何|怎么样|怎么|怎样|如何|什么原因|哪些|哪几\w|哪[两三四五六七八九十]\w)"),
    (Wants.PROSE, r"(是否|有没有|是不是|吗)"),
    (Wants.PHRASE, r"(什么\w{0,1}|哪一?[个家种项款间所支位]|何|哪)"),
)
_ENGLISH: tuple[tuple[Wants, str], ...] = (
    (Wants.PERSON, r"\b(who(?:se|m)?|what is the name of the (?:person|man|woman|chairman|ceo|editor))\b"),
    (Wants.DAY, r"\b((?:on )?(?:which|what) (?:date|day))\b"),
    (Wants.CLOCK, r"\b((?:at )?what time)\b"),
    (Wants.TIME, r"\b(when|(?:in )?(?:which|what) (?:year|month|date|day)|what time|on what date)\b"),
    (Wants.DURATION, r"\b(how long|(?:for |over )?how many (?:\w+ )?(?:years|months|weeks|days|hours))\b"),
    (Wants.ORDINAL, r"\b(which anniversary|what rank|how high)\b"),
    (
        Wants.SHARE,
        r"\b(how many per ?cent)\b|"
        r"\b((?:by )?what\b.{0,40}?\b(?:share|proportion|percentage|percent|fraction|ratio))\b",
    ),
    (
        Wants.CHANGE,
        r"\b(by (?:how much|what percentage|how many times)|how many times)\b|"
        r"\b(how much)\b(?=.*\b(?:gr[eo]w\w*|growth|increas\w+|ris\w+|rose|f[ae]ll\w*|drop\w*|declin\w+|decreas\w+|cut|"
        r"reduc\w+|jump\w*|surg\w+|climb\w*|go up|went up|up|down)\b)",
    ),
    (
        Wants.MONEY,
        r"\b(how many (?:(?:million|billion) )?(?:yuan|rmb|renminbi|(?:us )?dollars|euros|pounds))\b",
    ),
    (Wants.COUNT, r"\b((?:about |roughly )?how many)\b"),
    (
        Wants.MONEY,
        r"\b(how much)\b(?=.*\b(?:spen[dt]\w*|cost\w*|invest\w*|earn\w*|revenue|money|pa(?:y|id)|worth|price|fund\w*|"
        r"profit|budget|rmb|yuan|dollars?|donat\w+)\b)|\b(what (?:was|is|were|are)\b.{0,40}?\b(?:costs?|price|budget|"
        r"revenue|profit|spending|investment))\b",
    ),
    (Wants.AMOUNT, r"\b(how (?:much|big|large|high|tall|old|far|fast|deep|heavy)|what (?:number|figure))\b"),
    (
        Wants.PLACE,
        r"\b(where|(?:which|what) (?:(?:two|three|four|five|six) )?"
        r"(?:city|cities|province|provinces|country|countries|place|region|regions))\b",
    ),
    (Wants.PROSE, r"\b(why|how)\b"),
    (Wants.PROSE, r"^(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
    (Wants.PHRASE, r"\b(what(?: kind of| type of)?|which)\b"),
)


def _wanted(text: str, language: Language) -> tuple[Wants, tuple[int, int]]:
    folded = fold(text).rstrip(" ?？。.!！")
    matches = []
    for wants, pattern in _ENGLISH if language == "en" else _CHINESE:
        if found := re.search(pattern, folded):
            slot = next(found.span(i) for i in range(found.re.groups, -1, -1) if found.group(i) is not None)
            matches.append((wants, slot))
    if not matches:
        return Wants.PROSE, (len(text), len(text))
    # English opens with its question word; a later `when` or `how` only joins clauses.
    return min(matches, key=lambda match: match[1][0]) if language == "en" else matches[0]
