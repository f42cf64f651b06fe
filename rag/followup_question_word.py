"""A question word alone, made whole: `why?`, `when was that?`, `為什麼?`, `哪一年?` of the last question's fact."""

import re

from index.script import convert, fold
from rag.answer import Answer
from rag.question import Wants
from rag.topic import Topic
from rag.topic_english import Inversion, inversion

_ENGLISH = re.compile(
    r"(?:and |but |so |ok |then )*"
    r"(?P<wh>why|how come|what for|since when|when|(?:in )?(?:which|what) year|on (?:which|what) (?:day|date)|"
    r"(?:which|what) (?:day|date)|where|how|by whom|who)"
    r"(?:\s+(?:exactly|so|then|is it|is that|is this|was it|was that|was this|did (?:it|that|this) happen|"
    r"did that come about|(?:is|was) (?:that|it) (?:so|done|the case)))?"
)
_CHINESE = re.compile(
    r"(?:所以|[那么而但又这是都,，])*"
    r"(?P<wh>为什么|为何|为啥|什么原因|怎么会|什么时候|何时|哪一?年|哪一?天|几时|在?哪里|在?哪儿|在?什么地方|怎么|如何|怎样|谁)"
    r"(?:做到|做|发生|会这样|这样)?[的呢啊呀是]*"
)
_ADVERBS = ("why", "when", "where", "how")
_SWAPPED = (Wants.TIME, Wants.DAY, Wants.PLACE)


def made_whole(asked: str, about: Topic, last: Answer) -> str | None:
    """Put the last question with another question word, or None where that makes no sense."""
    folded = fold(asked).rstrip(" ?？。.!！")
    if found := _ENGLISH.fullmatch(folded):
        return _english(asked[slice(*found.span("wh"))], about, last)
    if found := _CHINESE.fullmatch(folded):
        return _chinese(asked[slice(*found.span("wh"))], about, last)
    return None


def _english(wh: str, about: Topic, last: Answer) -> str | None:
    word = {"how come": "why", "what for": "why"}.get(wh.lower(), wh.lower())
    if word == "who":
        return f"Who is {last.short_answer}?" if about.wants is Wants.PERSON and last.short_answer else None
    if about.chinese:
        return _of_chinese(word, about, last)
    asking = f"{word[0].upper()}{word[1:]}"
    taken = inversion(about.text)
    if taken is None or not taken.rest:
        return _of_subject(asking, about, last)
    if taken.wh.lower() in _ADVERBS and not taken.noun:
        return f"{asking} {taken.aux} {taken.rest}?"
    if _verb_first(taken):
        noun = re.sub(r"^(?:many|much)\s+", "", taken.noun, flags=re.IGNORECASE)
        return f"{asking} {taken.aux} {noun} {taken.rest}?" if noun else None
    if taken.aux.lower() in ("is", "are", "was", "were"):
        return None  # What was its revenue: the question word is all that is said of it
    return f"{asking} {taken.aux} {_with_object(taken)}?"


def _of_subject(asking: str, about: Topic, last: Answer) -> str | None:
    """`Who founded Ant Group` with its answer: `When was it that Jack Ma founded Ant Group?`."""
    found = re.match(r"(?:who|(?:which|what) \w+)\s+([a-z].+?)[\s?.!]*$", about.text, re.IGNORECASE)
    if found is None or last.short_answer is None or last.refused:
        return None
    return f"{asking} was it that {last.short_answer} {found[1]}?"


def _verb_first(taken: Inversion) -> bool:
    """Does the verb follow the auxiliary, so that the words before are its subject?"""
    first = taken.rest.partition(" ")[0]
    return first == "been" or first.endswith(("ed", "ing"))


def _with_object(taken: Inversion) -> str:
    """`did Ant Group serve in 2023` with the things that were asked about: `did Ant Group serve merchants in 2023`."""
    noun = re.sub(r"^(?:many|much|long|often)\b\s*", "", taken.noun, flags=re.IGNORECASE)
    if not noun or taken.wh.lower() not in ("how", "which", "what"):
        return taken.rest
    if taken.lead:  # In which year, by what percentage: no object of the verb
        return taken.rest
    at = re.search(r"\s+(?:in|by|during|over|since|as of|at the end of)\s+(?:\w+\s+)?\d{4}$", taken.rest)
    end = at.start() if at else len(taken.rest)
    return f"{taken.rest[:end]} {noun}{taken.rest[end:]}"


_IN_CHINESE = {
    "why": "為什麼",
    "when": "什麼時候",
    "since when": "什麼時候",
    "where": "在哪裏",
    "how": "怎樣",
}


def _of_chinese(word: str, about: Topic, last: Answer) -> str | None:
    """An English question word for a Chinese question: its Chinese counterpart in its place."""
    counterpart = _IN_CHINESE.get(word, "哪一年" if "year" in word else None)
    return None if counterpart is None else _chinese(convert(counterpart, last.language), about, last)


def _chinese(wh: str, about: Topic, last: Answer) -> str | None:
    if not about.chinese:
        return _of_english(fold(wh), about, last)
    text, (start, end) = about.text.rstrip(" ?？。"), about.slot
    if fold(wh) == "谁":
        if about.wants is Wants.PERSON and last.short_answer:
            return f"{last.short_answer}是{wh}?"
        return None
    adverb = about.wants in _SWAPPED or fold(about.text[start:end]).startswith(
        ("为什么", "为何", "怎", "如何")
    )
    if adverb and start < end:
        return f"{text[:start]}{wh}{text[end:]}?"
    filled = _filled(about, last)
    if filled is None:
        return None
    if about.entity is None or fold(wh) in ("为什么", "为何", "为啥", "什么原因", "怎么会"):
        return f"{wh}{filled}?"
    at = filled.find(about.words(about.entity)) + len(about.words(about.entity))
    beside = filled[at : at + 1]
    return f"{wh}{filled}?" if beside in ("的", "") else f"{filled[:at]}{wh}{filled[at:]}?"


def _filled(about: Topic, last: Answer) -> str | None:
    """The last question as the statement its answer makes it: 螞蟻森林種下了4.75億棵樹."""
    said = last.short_answer
    if said is None or last.refused or about.slot[0] == about.slot[1]:
        return None
    said = re.sub(r"\s*[(（].*[)）]$", "", said)
    text, (start, end) = about.text.rstrip(" ?？。"), about.slot
    after = text[end:]
    # The answer brings its own classifier or unit: 4.75億棵 + 棵樹.
    shared = next((n for n in range(min(len(said), len(after)), 0, -1) if said.endswith(after[:n])), 0)
    return f"{text[:start]}{said}{after[shared:]}"


_IN_ENGLISH = {
    "为": "why",
    "什么原": "why",
    "什么时": "when",
    "何时": "when",
    "几时": "when",
    "怎": "how",
    "如何": "how",
}


def _of_english(folded: str, about: Topic, last: Answer) -> str | None:
    if folded == "谁":
        return _english("who", about, last)
    word = next((word for begin, word in _IN_ENGLISH.items() if folded.startswith(begin)), None)
    if word is None:
        word = "in which year" if "年" in folded else "on which day" if "天" in folded else "where"
    return _english(word, about, last)
