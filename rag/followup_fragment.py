"""A question of which only the new part is said: 那2022年呢, what about Tencent?, and its revenue?, 女性呢, 2022?"""

import re

from index.script import fold, is_han, script_balance
from rag.answer import Answer
from rag.followup_change import HAN_OWNERS, Change
from rag.topic import Topic
from rag.topic_times import times, without_times
from rag.topic_words import is_measure, is_name

_ENGLISH = re.compile(
    r"(?P<opens>(?:(?:and|but|so|ok|okay|then|also|now|or|plus)\b[,]?\s*)*+(?:(?:what|how)\s+about\b|what\s+of\b)?\s*(?:and\s+)?)"
    r"(?P<asks>(?:how\s+(?:much|many)|what)(?:\s+(?:was|is|were|are)\s+(?:it|that|they|there))?\b\s*)?"
    r"(?P<x>.*?)(?:\s+(?:then|too|as\s+well|instead|though|again))?[\s?.!？]*",
    re.IGNORECASE | re.DOTALL,
)
_CHINESE = re.compile(
    r"(?P<opens>(?:那么?|而|还有|另外|以及|再|换成|如果是|要是|至于|或者?|但是?|可是|所以|然后|好|嗯|那你|[,，、\s])*+)"
    r"(?P<x>.*?)(?:的话|的时候)?(?P<ends>呢|又(?:如何|怎么?样|是多少|是谁|有多少)|如何|怎么?样)?"
    r"(?P<asks>(?:是|有|为)?多少|是谁)?(?P<end>呢)?[\s?？。.!！]*"
)
_VERBS = frozenset(
    (
        "is are was were be been do does did has have had can could will would should may might who whom whose what "
        "which when where why how that if because please tell"
    ).split()
)
_IN_TIME = re.compile(r"^(?:in|for|during|by|at|on|of|from)?\s*(?:the year\s*)?$", re.IGNORECASE)
# A time told from now or from another: which year it is, the words do not say.
_OTHER_TIME = re.compile(
    r"\b(?:before|after|since|until|last|next|previous|earlier|later|ago|year|month|years|now|today|then)\b|"
    "去年|今年|明年|前年|上一?[年季月]|下一?[年季月]|前一年|之前|之后|以前|以后|现在|目前"
)
_HAN_ASKS = re.compile(r"多少|几|谁|哪|什么|怎|如何|为何|何时|是否|有没有|吗|是|了|着|过|会|要|能|想|把|被")

_SMALL_TALK = re.compile(
    r"(?:thanks|thank you|cheers|yes|no|great|fine|good|bye|goodbye|hello|hi|others?|more|else)\b.*|"
    "(?:谢谢|多谢|感谢|再见|你好|好|对|没|还有|其他|别的|更多).*",
    re.IGNORECASE,
)


def is_fragment(question: str) -> bool:
    """Does the question say only what changes?  Alone, such a question is about nothing."""
    return _cut(question) is not None


def made_whole(asked: str, about: Topic, last: Answer) -> str | None:
    """Put what the fragment names in the place of what is like it, or None where nothing clearly is."""
    cut = _cut(asked)
    if cut is None:
        return None
    new, chinese = cut
    title = last.citations[0].title[:24] if last.citations else ""
    simplified = last.language == "zh-Hans" or script_balance(asked) < 0
    changed = Change(about, chinese=chinese, simplified=simplified, title=title)
    for time in times(new):
        if not changed.time(time.kind, new[time.start : time.end]):
            return None
    rest = without_times(new).strip(" 的,，、")
    rest = re.sub(
        r"^(?:in|for|during|of|by|at)(?=\s{2,}|$)|\b(?:in|for|during|of|by|at)$",
        "",
        rest,
        flags=re.IGNORECASE,
    ).strip()
    rest = re.sub(r"\s+", " ", rest)
    if rest and not changed.rest(rest):
        return None
    return changed.text()


def _cut(question: str) -> tuple[str, bool] | None:
    """The new part of a fragment, and whether it is put in Chinese; None for a question that is whole."""
    return _cut_chinese(question) if any(map(is_han, question)) else _cut_english(question)


def _cut_english(question: str) -> tuple[str, bool] | None:
    found = _ENGLISH.fullmatch(question.strip())
    if found is None or not found["x"].strip():
        return None
    new = found["x"].strip(" ,")
    if not new:
        return None
    bare = _IN_TIME.match(" ".join(without_times(new).split())) is not None and bool(times(new))
    if bare:
        return new, False
    asks = found["asks"] or ""
    if asks and not re.search(
        r"what\s+(?:is|was)\s*$|what\s+(?:were|are)\s*$", asks + _head(new), re.IGNORECASE
    ):
        return None
    words = re.findall(r"[\w&.'’+-]+", new)
    leads = bool(found["opens"].strip())
    if asks:  # And what was the revenue?
        return _measure_asked(new, leads=leads, asks=asks)
    if (
        not leads
        or _SMALL_TALK.fullmatch(new)
        or len(words) > 7
        or _VERBS & {word.lower() for word in words}
        or _OTHER_TIME.search(fold(new))
    ):
        return None
    return new, False


def _head(new: str) -> str:
    return new.partition(" ")[0]


def _measure_asked(new: str, *, leads: bool, asks: str) -> tuple[str, bool] | None:
    """`And what was the revenue?`: after an `and`, a measure without an owner is that of the last question."""
    found = re.fullmatch(r"(?:is|was|were|are)\s+(?:the\s+)?(?P<x>.+)", new, re.IGNORECASE)
    if (
        not leads
        or found is None
        or asks.strip().lower() != "what"
        or not is_measure(without_times(found["x"]).strip())
    ):
        return None
    words = fold(without_times(found["x"])).split()
    return (found["x"], False) if len(words) <= 3 and not _VERBS & set(words) else None


def _cut_chinese(question: str) -> tuple[str, bool] | None:
    found = _CHINESE.fullmatch(fold(question.strip()))
    if found is None or not found["x"].strip():
        return None
    new = question.strip()[slice(*found.span("x"))].strip(" ,，")
    folded = fold(new)
    plain = "".join(without_times(folded).split())
    ends, leads = bool(found["ends"] or found["end"]), bool(found["opens"].strip(" ,，、"))
    if not plain and times(new):  # 2022年?  那2022年是多少?
        return new, True
    if (
        _SMALL_TALK.fullmatch(plain)
        or _HAN_ASKS.search(plain)
        or len(plain) > 14
        or _OTHER_TIME.search(plain)
    ):
        return None
    if found["asks"]:  # 那營收是多少?
        measure = plain.strip("的")
        alone = leads and is_measure(measure) and "的" not in measure and not is_name(measure)
        return (new, True) if alone else None
    if (
        re.fullmatch("(?:在|对|于)", plain)
        or not (ends or leads)
        or (found["ends"] not in (None, "呢") and not leads)
    ):
        return None
    if not ends and not (is_name(new) or is_measure(new) or HAN_OWNERS.fullmatch(plain)):
        return None
    return new, True
