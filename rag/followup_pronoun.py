"""A question with a pronoun that stands for something of the last question: it, their, of them, 它, 其中, 該公司."""

import re

from index.script import convert, fold
from index.words import ENGLISH_FUNCTION_WORDS, tag
from rag.answer import Answer
from rag.question import Wants
from rag.topic import Topic
from rag.topic_english import inversion, named

_OPENING = re.compile(r"(?:(?:and|but|so|ok|okay|then|also|now)[,]?\s+)*", re.IGNORECASE)
_HAN_OPENING = re.compile(r"(?:那么?|而|但是?|还有|另外|所以|请问|然后|好|嗯|[,，、\s])*")
_AUX = r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)"
_FIRM = r"(?:that|this) (?:company|firm|group|organisation|organization|programme|program|project|initiative|platform)"
_PRON = rf"(?:it|they|he|she|{_FIRM})"
_AMONG = re.compile(r"\b(?:of|among|amongst) (?:them|those|these)\b", re.IGNORECASE)
_NONE_COUNTED = re.compile(r"how many(?= (?:are|were|is|was) )", re.IGNORECASE)
_AFTER_AUX = re.compile(rf"\b(?P<aux>{_AUX})\s+(?P<pron>{_PRON})\b(?!'|’)", re.IGNORECASE)
_OWNED = re.compile(r"\b(?P<pron>its|their|his|her)\b(?=\s+\w)", re.IGNORECASE)
_OBJECT = re.compile(
    r"\b(?P<pron>it|them|him)\b(?=\s*(?:[?.!]|$|in\b|for\b|at\b|by\b|during\b))", re.IGNORECASE
)
# An `it` that stands for nothing.
_EXPLETIVE = re.compile(
    r"\bwhat (?:time|day|date|year) is it\b|\bit\s+(?:(?:usually|normally|really|still)\s+)?"
    r"(?:take|takes|took|mean|means|rain|snow|possible|important|necessary|true|called|better|worth|be|that|safe|legal|"
    r"raining|likely|time|cost to|costs to|cost me|feel|look|matter)\b",
    re.IGNORECASE,
)
# Nouns that may stand between the question word and a possessive: what share of its managers.
_OF_ANYTHING = frozenset(
    "share percentage proportion part number amount name size value most kind much many".split()
)
_SINGULAR = {"do": "does", "are": "is", "have": "has", "were": "was"}
_HAN_PRONOUN = re.compile(
    r"(?P<among>(?:它们|他们|她们|这些|那些)?(?:其中|当中|之中))"
    r"|(?P<many>它们|他们|她们)|(?P<one>它|该(?:公司|集团|企业|机构|项目|计划|平台|产品|基金|组织)"
    r"|[这那](?:家公司|间公司|家企业|个项目|个计划|个平台|个组织)|(?<![尤极与])其(?![他它实余次间中后]))|(?P<person>(?<![其吉])[他她](?![们人国日乡]))"
)
_NOUN_TAGS = ("n", "nr", "ns", "nt", "nz", "nrt", "nrfg", "vn", "eng", "j")
_OF_TIME = frozenset("年 月 日 天 人 时候 时 哪年 年底 底".split())


def made_whole(asked: str, about: Topic, last: Answer) -> str | None:
    """Put the words it stands for in the place of the pronoun, or None where there is none, or none that is clear."""
    opening = _HAN_OPENING.match(fold(asked))
    body = asked[opening.end() :] if opening else asked
    if found := _HAN_PRONOUN.search(fold(body)):
        return _chinese(body, found, about, last)
    if _none_counted_in_chinese(fold(body)) and (things := _beside_han(things_counted(about))):
        return f"{things}{convert('當中', last.language)}{body}"
    opening = _OPENING.match(asked)
    return _english(asked[opening.end() :] if opening else asked, about, last)


def _beside_han(words: str | None) -> str | None:
    """English words inside a Chinese sentence stand apart from it."""
    return f"{words} " if words is not None and words.isascii() else words


def things_counted(about: Topic) -> str | None:
    """What the last question counted, with what it says of it: `the trees Ant Forest has planted`, 螞蟻森林種下的樹."""
    if about.counted is None:
        return None
    return _things_in_chinese(about) if about.chinese else _things_in_english(about)


def _things_in_english(about: Topic) -> str | None:
    noun = about.words(about.counted)
    taken = inversion(about.text)
    if taken is None:
        return None
    first = taken.rest.partition(" ")[0]
    if taken.aux in ("is", "are", "was", "were") or first == "been" or first.endswith("ed"):
        said = f"{taken.aux} {taken.rest}" if first == "been" else taken.rest
        return f"{noun} that {said}" if first == "been" else f"{noun} {said}"
    if about.entity is None or not taken.rest.startswith(about.words(about.entity)):
        return noun
    entity = about.words(about.entity)
    said = taken.rest.removeprefix(entity).strip()
    if said.split(" ")[0] == "have" and taken.aux in ("does", "do"):
        said = said.replace("have", "has" if taken.aux == "does" else "have", 1)
    elif taken.aux != "do":
        said = f"{taken.aux} {said}"
    return f"{noun} that {entity} {said}"


def _things_in_chinese(about: Topic) -> str | None:
    noun = about.words(about.counted)
    if about.slot[0] < 3:  # 有多少女性創業者得到貸款: the verb comes after
        said = about.text[about.counted[1] if about.counted else 0 :].rstrip(" ?？。呢吗嗎")
        return f"{said}的{noun}" if said else noun
    before = about.text[: about.slot[0]]
    if re.search(r"(?<![没擁拥具])有\s*$", before):
        return f"{re.sub(r'(?:一共|总共|總共|共)?有$', '', before.rstrip())}的{noun}"
    return f"{re.sub('了$', '', before.rstrip())}的{noun}"


def _english(body: str, about: Topic, last: Answer) -> str | None:
    folded = fold(body)
    if found := _AMONG.search(folded):
        things = things_counted(about)
        if things is None or _has_own_subject(body[: found.start()]):
            return None
        preposition = body[found.start() : found.end()].split()[0]
        return _sentence(f"{body[: found.start()]}{preposition} {_the(things)}{body[found.end() :]}")
    if found := _NONE_COUNTED.match(folded):
        things = things_counted(about)
        return things and _sentence(f"{body[: found.end()]} of {_the(things)}{body[found.end() :]}")
    if _EXPLETIVE.search(folded):
        return None
    found = _AFTER_AUX.search(folded) or _OWNED.search(folded) or _OBJECT.search(folded)
    if found is None:
        return None
    start, end = found.span("pron")
    owned = found.re is _OWNED
    if _has_own_subject(body[:start], owned=owned, after_aux=found.re is _AFTER_AUX) or _named_later(
        body[end:]
    ):
        return None
    word = folded[start:end]
    stands_for = _stands_for(word, folded, about, last)
    if stands_for is None:
        return None
    if found.re is _AFTER_AUX:
        aux = body[slice(*found.span("aux"))]
        if word == "they" and stands_for in (about.words(about.entity), last.short_answer):
            aux = _matched(aux)
        rest = body[end:]
        if word in ("he", "she") and about.entity is not None:
            rest = re.sub(r"\bit\b", about.words(about.entity), rest)
        return _sentence(f"{body[: found.start()]}{aux} {stands_for}{rest}")
    return _sentence(f"{body[:start]}{_owner(stands_for) if owned else stands_for}{body[end:]}")


def _matched(aux: str) -> str:
    other = _SINGULAR.get(aux.lower(), aux)
    return other.capitalize() if aux[0].isupper() else other


def _owner(name: str) -> str:
    """The name as an owner, the spelling in brackets behind it: `Jing Xiandong's (井賢棟)`."""
    return re.sub(r"(?=\s*(?:\([^()]*\))?$)", "'s", name, count=1)


def _the(things: str) -> str:
    return f"the {things}" if things.isascii() else things


def _has_own_subject(before: str, *, owned: bool = False, after_aux: bool = False) -> bool:
    """Does something stand before the pronoun that it could stand for?

    A question word may bring a noun (which products did they …), a verb may stand before its object (who founded it).
    """
    if named(before.strip()):
        return True
    words = [word for word in re.findall(r"[a-z&'’-]+", fold(before)) if word not in ENGLISH_FUNCTION_WORDS]
    if after_aux:
        return bool(
            re.search(
                r"[,;]|\b(?:that|when|if|because|while|who)\b.*\b(?:that|when|if|because|while)\b",
                fold(before),
            )
        )
    if owned:
        words = [word for word in words if word not in _OF_ANYTHING]
        return bool(words)
    opens = re.match(r"\s*(?:who|what|which|how|when|where|why)\b", fold(before)) or not before.strip()
    return (
        len(words) > 2 or not opens or (len(words) > 1 and bool(re.search(r"\b(?:the|a|an)\b", fold(before))))
    )


def _named_later(after: str) -> bool:
    """Does a later clause ask, with a name of its own, as in `When it began its strategy, how did Ant decide`?"""
    clause = re.search(r",\s*(?:who|what|which|how|when|where|why)\b", fold(after))
    return clause is not None


def _stands_for(word: str, folded: str, about: Topic, last: Answer) -> str | None:
    """The words an English pronoun stands for."""
    if word in ("he", "she", "his", "her", "him"):
        return _person(about, last, chinese=False)
    if word == "them" or (word == "they" and re.search(r"\b(?:are|were) they\b", folded)):
        return _the_things(about) or (about.words(about.entity) or None if word == "they" else None)
    if word in ("they", "their") and about.counted is not None:
        return None  # the firm, or what it counts?
    return _one(about, last, grows=bool(_GROWS.search(folded)))


def _the_things(about: Topic) -> str | None:
    """`the trees of Ant Forest`, for a question that says something else of them."""
    if about.counted is None:
        return None
    if about.chinese:
        return _things_in_chinese(about)
    owner = f" of {about.words(about.entity)}" if about.entity is not None else ""
    return f"the {about.words(about.counted)}{owner}"


_GROWS = re.compile(
    r"\b(?:gr[eo]w\w*|increase\w*|ris[ei]\w*|rose|f[ae]ll\w*|drop\w*|decline\w*|decrease\w*|change\w*|compare\w*|higher|"
    r"lower)\b|增长|增加|上升|下降|减少|提高|降低|涨|跌|变化"
)


def _one(about: Topic, last: Answer, *, grows: bool) -> str | None:
    """The one thing the last question was about.

    It is what was measured if that is to grow, an answer that names a thing, or else whom it asked about.
    """
    if grows:
        return _measured(about) if about.measure is not None and about.entity is not None else None
    if _answer_is_meant(about) and last.short_answer and not last.refused:
        return last.short_answer
    return about.words(about.entity) or None


def _measured(about: Topic) -> str:
    """`Ant's R&D spending in 2023`, 2023年螞蟻集團的研發投入: the last question without what asks."""
    if about.chinese:
        return re.sub(r"(?:是|为|為|有|達到?|达到?|占|佔)?\s*$", "", about.text[: about.slot[0]])
    assert about.entity is not None and about.measure is not None
    start = min(about.entity[0], about.measure[0])
    words = about.text[start:].rstrip(" ?.!")
    return words if about.entity[0] < about.measure[0] else f"the {words}"


def _answer_is_meant(about: Topic) -> bool:
    """Did the last question look for the name of a thing, as `which company publishes it` does?"""
    if about.wants is not Wants.PHRASE:
        return False
    folded = fold(about.text)
    if about.chinese:
        return about.slot[0] == 0 or bool(re.search(r"叫什么|名称是什么|名字是什么", folded))
    taken = inversion(about.text)
    subject = re.match(r"which (?:\w+ ){1,2}?\w+(?:s|ed)\b", folded) and (taken is None or not taken.rest)
    return bool(subject) or folded.startswith("what is the name of")


def _person(about: Topic, last: Answer, *, chinese: bool) -> str | None:
    if about.wants is Wants.PERSON and last.short_answer and not last.refused:
        named_in = last.span if chinese and last.span else last.short_answer
        return named_in
    if about.wants is Wants.PERSON:
        return None
    return about.words(about.entity) or None


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]


def _none_counted_in_chinese(folded: str) -> bool:
    return bool(re.match(r"(?:大约|大概)?有?(?:多少|几)个?是", folded))


def _chinese(body: str, found: re.Match[str], about: Topic, last: Answer) -> str | None:
    folded = fold(body)
    start, end = found.span()
    if any(
        flag in _NOUN_TAGS and folded[a:b] not in _OF_TIME
        for a, b, flag in tag(folded[:start])
        if flag != "x"
    ):
        return None
    among = convert("當中", last.language)
    if found["among"] or (found["many"] and re.match("有?(?:多少|几)个?是|有多少是", folded[end:])):
        things = _beside_han(things_counted(about))
        if things is None and about.measure is not None:
            things = _measured(about)
        if things is None:
            return None
        return f"{body[:start]}{things}{among}{body[end:]}"
    if found["person"]:
        stands_for = _person(about, last, chinese=True)
    elif found["many"] and folded[end : end + 1] != "的" and about.counted is not None:
        # 他們 may be the firm as well as the people it counts.
        stands_for = things_counted(about) if found["many"] == "它们" else None
    else:
        stands_for = _one(about, last, grows=bool(_GROWS.search(folded)))
    if stands_for is None:
        return None
    # 其 owns what follows: 其營收 is 螞蟻集團的營收.
    owned = folded[start:end] == "其" or (
        found["one"] and folded[end : end + 1] not in "的是在有" and _owns(folded[end:])
    )
    return f"{body[:start]}{stands_for}{'的' if owned else ''}{body[end:]}"


def _owns(after: str) -> bool:
    first = next(iter(tag(after)), None)
    return first is not None and first[2] in ("n", "nr", "nz") and bool(re.search("是|有|为|达", after))
