"""The names in a text: people, places, bodies, works, and things told by their number."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from index.bridge import translations
from index.glosses import entry
from index.script import fold, is_han
from index.words import ENGLISH_FUNCTION_WORDS, stem, tag
from rag.candidates import figures
from rag.check.labels import labels_in
from rag.names import ONLY_SURNAMES, is_person, usual_english

_LETTER = r"[^\W\u3400-\u9fff]"
CAPITAL = rf"[A-Z](?:{_LETTER}|[&'’+./-])*(?:{_LETTER}|\+)|[A-Z]"
# `of` joins what names a body (Bank of China), not a man and his town.
RUN = re.compile(
    rf"(?:{CAPITAL})(?:(?:(?<=University)|(?<=Bank)|(?<=Ministry)|(?<=Department)|(?<=College)|(?<=Institute)|"
    rf"(?<=School)"
    r"|(?<=Museum)|(?<=Bureau)|(?<=House)|(?<=Academy)|(?<=Chamber)|(?<=City)|(?<=Republic)|(?<=Council)|(?<=Port))"
    rf"\s+of(?:\s+the)?\s+(?:{CAPITAL})|\s+(?:(?:de|van|von|bin|al|&)\s+)?(?:{CAPITAL}))*"
)
PART = re.compile(CAPITAL)
HONORIFICS = frozenset(
    "mr mrs ms dr prof sir professor doctor ceo cfo cto coo chairman chairwoman chair president director "
    "minister mayor "
    "founder manager captain coach chief executive officer head vice deputy secretary general commissioner engineer "
    "senior governor dean spokesperson spokesman spokeswoman".split()
)
# A plural or a comparative that opens a sentence need be no name, where no dictionary has it.
_INFLECTED = re.compile(r"^[A-Z][a-z]+(?:[^s']s|er)$")
_OPENERS = ENGLISH_FUNCTION_WORDS | frozenset(
    "however meanwhile moreover overall additionally furthermore yes no both all some most many such during "
    "after before "
    "since while although though because when where as under over over within among only just nearly about around "
    "once later earlier recently currently today total net gross first second third one two three".split()
)
# The characters that names from elsewhere are written in.
FOREIGN = frozenset(
    "阿埃艾安奥巴贝本比伯布查达戴德迪蒂杜多恩尔法菲费弗福戈格古哈海汉漢赫亨胡华惠霍基吉加杰金卡凯康科克肯库拉莱兰朗劳勒雷里利"
    "莲林琳鲁罗洛马玛迈曼梅蒙米莫姆穆纳娜南内尼诺帕佩皮普奇乔切琴让瑞萨塞桑森莎沙施史斯丝思苏索塔泰坦汤特提廷托瓦万威韦维"
    "温沃乌伍西希夏肖谢辛休雅亚扬耶叶伊英尤约泽扎詹珍朱卓祖佐丁夫冈瓜纽贡宁丽蕾黛妮旺黑爱玉荷兹翰逊治密博波佛根顿森斗托坎钦邦达逖腓波娅玫薇艺露翠·"
)
# Surnames that two characters make a name with, where the segmenter takes them for one.
_SURNAMES = frozenset("何林高马梁任方石丁戴夏田白邱江史顾黎易武乔赖龙施洪尤俞贺孔毛万段康严牛柯欧翁")
_JOINING = "于在是为和与及的说称由被将从对向以至则也又"
_OFFICE = (
    "有限公司|股份有限公司|公司|集团|大学|学院|中学|小学|医院|银行|博物馆|美术馆|图书馆|体育馆|剧院|机场|车站|大桥|基金会|协会|"
    "委员会|研究所|研究院|天文台|公园|俱乐部|队|省|市|县|区|镇|乡|村|州|岛|湖|河|江|山|湾|港|路|街|站|厂|局|署|厅|社|馆|塔|寺"
)
SUFFIX = re.compile(f"(?:{_OFFICE})$")
_HEADS = frozenset(_OFFICE.split("|")) - frozenset(
    "队 区 港 路 站 厂 局 社 馆 塔 山 河 江 湾 岛 村 镇".split()
)
# A firm by its trade, or by the office of somebody in it.
_TRADES = (
    "食品|航运|能源|电力|科技|精密|药业|生物|电子|控股|证券|保险|汽车|"
    "地产|传媒|实业|重工|化工|制药|物流|轨道|软件|机器人"
)
_FIRM = re.compile(rf"(?P<own>[\u4e00-\u9fff]{{2}})(?:{_TRADES}|集团|银行|大学|学院|医院|公司|基金会|研究院)")
_BEFORE_OFFICE = re.compile(
    r"(?:^|[,，。;；、\s:：])(?P<own>[\u4e00-\u9fff]{2,6}?)(?=行政总裁|首席执行官|董事长|总经理|总裁|主席|校长|"
    r"市长|发言人)"
)
# Whoever stands behind an office has a name, though the segmenter may not know it.
_TITLED = re.compile(
    r"(?:校长|市长|主席|行长|总经理|董事长|总裁|教练|队长|主任|局长|教授|博士|科学家|总工程师|工程师|发言人|"
    r"记者|居民|议员|院长|会长|"
    r"理事长|执行长|财务长|行政总裁|首席执行官|创办人|创始人|建筑师|研究员|负责人|书记|部长|县长|镇长|店长|馆长|"
    r"选手)(?P<name>[\u4e00-\u9fff]{2,4})"
)
_SPEAKER = re.compile(
    r"(?:^|[,，。;；、\s:：])(?P<name>[\u4e00-\u9fff]{2,3}?)(?=说|表示|指出|认为|称|介绍|宣布|透露|强调|估计|形容|解释)"
)
_NO_FIRM = "集团 公司 该 现任 前任 改任 接任 升任 出任 兼任 担任 副 原 的 和 与 由 本 其 是 比 这 那".split()
_WORK = re.compile(r"[「『《“\"](?P<inside>[^「」『』《》“”\"]{2,30})[」』》”\"]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at `start:end` of a text.

    `kind` is `person`, `place`, `body`, `work`, `label`, or `latin` where letters do not tell. What may be ordinary
    words all the same, since nothing but its place or its characters makes it a name, is not `sure`.
    """

    start: int
    end: int
    text: str
    kind: str
    sure: bool = True


@lru_cache(maxsize=512)
def names_in(text: str) -> tuple[Name, ...]:
    """Return the names of a text in order; what is only capital because it opens a sentence is none.

    >>> [name.text for name in names_in("Revenue of Marlow Bay rose, said Mr Hale.")]
    ['Marlow Bay', 'Hale']
    >>> [name.text for name in names_in("井賢棟說浙江的收入增長")]
    ['井賢棟', '浙江']
    """
    found = [*_english(text), *map(_or_words(text), _chinese(text) if any(map(is_han, text)) else ())]
    counted = [(figure.start, figure.end) for figure in figures(text)]
    labels = [Name(a, b, text[a:b], "label") for a, b in labels_in(text)]
    named = [name for name in found if not any(a < name.end and name.start < b for a, b in counted)]
    named = [
        name for name in named if not any(each.start < name.end and name.start < each.end for each in labels)
    ]
    return tuple(sorted([*named, *labels], key=lambda name: name.start))


def _english(text: str) -> list[Name]:
    found = []
    for run in RUN.finditer(text):
        parts = [
            (run.start() + part.start(), run.start() + part.end())
            for part in PART.finditer(run[0])
            # 4G and 4S are told by their number.
            if not (len(part[0]) == 1 and text[: run.start() + part.start()][-1:].isdigit())
            and part[0].lower().rstrip(".") not in HONORIFICS
            and not _is_word_of_grammar(part[0])
        ]
        if parts and _opens(text, parts[0][0]) and _is_common(text[slice(*parts[0])], alone=len(parts) == 1):
            parts = parts[1:]
        if parts:
            # What was dropped in the middle parts the run, and what follows it is a name by itself.
            first, last = parts[0][0], parts[-1][1]
            word = text[first:last]
            opens = len(parts) == 1 and _opens(text, first) and _INFLECTED.search(word) is not None
            sure = not opens or bool(translations(stem(word.lower())))
            found.append(Name(first, last, word, "latin", sure))
    return found


def _is_word_of_grammar(word: str) -> bool:
    """Is it It or The, capital for whatever reason, and not IT or US?"""
    return word.lower() in ENGLISH_FUNCTION_WORDS and (word.istitle() or len(word) == 1)


def _opens(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \"'“‘「(（*-–—")
    return not before or before[-1] in ".!?:;。！？：；\n"


def _is_common(word: str, *, alone: bool) -> bool:
    """Is the word that opens a sentence an ordinary one?"""
    lower = word.lower()
    if lower in _OPENERS:
        return True
    if word.isupper() and len(word) > 1:
        return False
    one = re.sub("men$", "man", lower)
    known = any(not _is_proper(other.term) for other in translations(stem(one))[:3])
    return alone and (known or lower.endswith(("ly", "ing", "ed", "tion", "ment")))


@lru_cache(maxsize=8192)
def _is_proper(chinese: str) -> bool:
    found = entry(chinese)
    return found is None or found.pinyin[0][:1].isupper()


def _chinese(text: str) -> list[Name]:
    folded = fold(text)
    tagged = tag(text)
    found: list[Name] = []
    for match in _WORK.finditer(text):
        found.append(Name(match.start("inside"), match.end("inside"), match["inside"], "work"))
    for dotted in re.finditer(r"[\u4e00-\u9fff]{1,7}(?:[·•‧・][\u4e00-\u9fff]{1,7})+", folded):
        start, end = _foreign_run(folded, *dotted.span())
        found.append(Name(start, end, text[start:end], "person"))
    found += _by_office(text, folded, tagged)
    for at, (start, end, flag) in enumerate(tagged):
        word = folded[start:end]
        if not word or not is_han(word[0]) or any(n.start < end and start < n.end for n in found):
            continue
        while len(word) > 2 and word[-1] in _JOINING:
            word, end = word[:-1], end - 1
        if flag in ("nr", "nrt", "nrfg", "ns") and all(character in FOREIGN for character in word):
            start, end = _foreign_run(folded, start, end)
            word = folded[start:end]
        if _is_name(word, flag):
            kind = {"nr": "person", "nrt": "person", "nrfg": "person", "ns": "place"}.get(flag, "body")
            # In 比馬祖多 nobody is named.
            sure = not (kind == "person" and _of_words(word)) and word[0] != "比"
            found.append(Name(start, end, text[start:end], kind, sure))
        elif (office := _office(folded, tagged, at)) is not None:
            found.append(Name(*office, text[slice(*office)], "body"))
    return found


def _or_words(text: str) -> Callable[[Name], Name]:
    """Make of a name none that is sure, where its ends may belong to the words beside it, or it may be any 鐵路公司."""
    folded = fold(text)

    def common(start: int, end: int) -> bool:
        known = entry(folded[start:end]) if 0 <= start < end - 1 else None
        return known is not None and known.pinyin[0][:1].islower()

    def read(name: Name) -> Name:
        headed = SUFFIX.search(folded[name.start : name.end]) is not None
        cut = common(name.start - 1, name.start + 1) or (not headed and common(name.end - 1, name.end + 1))
        firm = name.kind == "body" and folded[: name.end].endswith("公司")
        sure = name.sure and not cut and not (firm and common(name.start, name.end - 2))
        return name if name.kind == "work" else replace(name, sure=sure)

    return read


def persons_by_surname(text: str) -> Iterator[str]:
    """Yield what may be a person of three characters by the surname alone, folded, whether or not it is known as one.

    >>> list(persons_by_surname("女子冠軍羅青竹今年29歲"))
    ['罗青竹']
    """
    folded, tagged = fold(text), tag(text)
    ends = {end for _, end, _ in tagged}
    for start, end, flag in tagged:
        name = folded[start : start + 3]
        whole = flag.startswith("nr") or (end == start + 3 and entry(name[1:]) is None)
        whole = whole or (end == start + 1 and name[0] in ONLY_SURNAMES)
        if whole and len(name) == 3 and start + 3 in ends and is_person(name) and entry(name[:2]) is None:
            yield name


def _by_office(text: str, folded: str, tagged: list[tuple[int, int, str]]) -> Iterator[Name]:
    """Yield the names that the words beside them tell: 校長 + a name, a name + 行政總裁, a name + its trade."""
    inside = {at for start, end, _ in tagged if entry(folded[start:end]) for at in range(start + 1, end)}
    for titled in _TITLED.finditer(folded):
        length = next((n for n in (3, 2) if _is_person(titled["name"][:n])), 0)
        if length:
            start = titled.start("name")
            sure = not _of_words(folded[start : start + length])
            yield Name(start, start + length, text[start : start + length], "person", sure)
    for speaker in _SPEAKER.finditer(folded):
        if _is_person(speaker["name"]):
            sure = not _of_words(speaker["name"])
            yield Name(*speaker.span("name"), text[slice(*speaker.span("name"))], "person", sure)
    for firm in (*_FIRM.finditer(folded), *_BEFORE_OFFICE.finditer(folded)):
        cut = firm.start("own") in inside  # 律師 + 稱 + 公司 is no firm
        if entry(firm["own"]) is None and not cut and not any(word in firm["own"] for word in _NO_FIRM):
            start, end = firm.start("own"), firm.end() if firm.re is _FIRM else firm.end("own")
            while folded[start] in FOREIGN and start > 0 and folded[start - 1] in FOREIGN:
                start -= 1
            yield Name(start, end, text[start:end], "body")


def _of_words(name: str) -> bool:
    """Are the first or the last characters of a name, folded, an ordinary word: 遇到小, 戴眼镜, and not 李建国?"""
    words = [name[:2]] if name[0] in ONLY_SURNAMES else [name[:2], name[1:]]
    return len(name) > 2 and any(
        (known := entry(word)) is not None and known.pinyin[0][:1].islower() for word in words
    )


def _foreign_run(folded: str, start: int, end: int) -> tuple[int, int]:
    """The name in a dotted run, which may hold more (市長瑪麗·約翰遜說), or around a piece of one (斯+卡夫)."""
    dots = [at for at in range(start, end) if not is_han(folded[at])]
    begin, stop = (dots[0] - 1, dots[-1] + 2) if dots else (start, end)
    first, last = (start, end) if dots else (max(0, start - 3), min(len(folded), end + 3))
    while begin > first and folded[begin - 1] in FOREIGN:
        begin -= 1
    while stop < last and folded[stop] in FOREIGN:
        stop += 1
    return begin, stop


def _is_name(word: str, flag: str) -> bool:
    if len(word) < 2:
        return False
    known = entry(word)
    proper = known is not None and known.pinyin[0][:1].isupper()
    if flag in ("nr", "nrt", "nrfg"):
        foreign = len(word) > 2 and all(character in FOREIGN for character in word)
        return proper or (known is None and (_is_person(word) or foreign))
    if flag == "ns":
        return proper or (known is None and SUFFIX.search(word) is not None)
    return proper and flag in ("nt", "nz", "n", "x", "j") and usual_english(word) is not None


def _is_person(word: str) -> bool:
    return (is_person(word) and word[-1] not in "人市县区省镇村还也都就才又再自") or (
        len(word) == 2 and word[0] in _SURNAMES
    )


def _office(folded: str, tagged: list[tuple[int, int, str]], at: int) -> tuple[int, int] | None:
    """An organisation or a place named by ordinary words: the 海港 of 海港博物館, and not of 一座海港博物館."""
    start, end, flag = tagged[at]
    if folded[start:end] not in _HEADS or not flag.startswith("n"):
        return None
    first = at
    while first > 0 and at - first < 3 and tagged[first - 1][1] == tagged[first][0]:
        before = tagged[first - 1]
        if not before[2].startswith(("n", "s", "b", "j")) or not is_han(folded[before[0]]):
            break
        if _is_no_modifier(folded[before[0] : before[1]]):
            break
        first -= 1
    of_which = folded[tagged[first][0]]
    counted = folded[max(0, tagged[first][0] - 1) : tagged[first][0]] in ("家", "所", "间", "座", "某")
    named = first < at and of_which not in "这那该本各每某哪" and not counted
    return (tagged[first][0], end) if named else None


def _is_no_modifier(word: str) -> bool:
    """Is a word that may be tagged a noun one that names nothing before an office: 年底時 + 公司, 途經 + 醫院?"""
    known = entry(word)
    return word == "时" or (known is not None and known.senses[0].startswith("to "))


_PREPOSITION = re.compile(
    r"(?:\b(?:in|at|of|from|by|for|with|to|near|on|between|and|than|against|including|like|as)\s+(?:[a-z]+\s+){0,2}|\bthe\s+"
    r"|[在于由向对与和从至往给比及、与](?:[\u4e00-\u9fff]{1,5}(?:师|家|长|员|人|官|授|士|理|席|手))?)$"
)


def behind_preposition(text: str, at: int) -> bool:
    """Does a preposition stand before a place of a text, so that its sentence is about something else?

    >>> behind_preposition("a fair in Bristol", 10), behind_preposition("Bristol", 0)
    (True, False)
    """
    return _PREPOSITION.search(fold(text[:at])) is not None
