"""A Chinese question taken apart: whom it asks about, what it measures and what it counts."""

import re

from index.words import tag
from rag.question import Wants
from rag.topic_english import Span
from rag.topic_times import Time
from rag.topic_words import NAME_TAGS

_SUMS = (Wants.SHARE, Wants.MONEY, Wants.AMOUNT, Wants.COUNT, Wants.CHANGE)
# What ends the leading noun phrase of a Chinese question.
_STOPS = frozenset(
    (
        "的 了 是 在 从 于 由 有 对 把 被 给 让 向 跟 与 和 用 以 为 到 也 又 还 已 曾 将 想 要 能 会 可以 应 该 叫 "
        "说 认为 替 什么 何时"
    ).split()
)


def chinese_parts(
    text: str, folded: str, slot: Span, wants: Wants, found: tuple[Time, ...], title: str
) -> tuple[Span | None, Span | None, Span | None]:
    """Whom or what a Chinese question asks about, what it measures and what it counts, each None where there is none.

    `folded` and `title` are folded; `slot` and `found` are the spans of what asks and of the times.
    """
    words = [(a, b, flag) for a, b, flag in tag(text)]
    start = _lead(folded, found)
    before = re.sub(
        r"(?:分别|主要|大约|大概|一共|总共|共)?(?:是|为|有|达到?|占|叫)?\s*$", "", folded[start : slot[0]]
    )
    copular = bool(re.search(r"(?:是|为|达到?|占|叫|有多)\s*$", folded[start : slot[0]])) and slot[0] > start
    phrase = (start, start + len(before))
    entity = measure = None
    if copular and "的" in before and not re.search(r"的\s*$", before):
        at = start + before.index("的")
        entity, measure = _trimmed(folded, (start, at), found), (at + 1, phrase[1])
        rest = [t for t in found if measure[0] <= t.start < measure[1]]
        measure = (rest[-1].end, measure[1]) if rest else measure
        if entity[0] >= entity[1] or re.search("[，,、；;]", folded[slice(*entity)]):
            entity = None
        if measure[0] >= measure[1] or folded[measure[1] - 1] == "的":
            measure = None
    else:
        entity = _leading_name(folded, start, phrase[1], words)
        if entity and copular and wants in _SUMS and (end := _told(folded, entity, words, title)):
            entity = entity[0], end
            measure = (end, phrase[1])
    if entity is None and slot[0] <= start + 2:
        entity = _later_name(folded, slot[1], words, title)
    counted = _counted(text, folded, slot, words) if wants is Wants.COUNT else None
    return entity, measure, counted


def _lead(folded: str, found: tuple[Time, ...]) -> int:
    """Where the question proper begins: behind fillers and the times it opens with."""
    at = 0
    while True:
        opening = re.match(r"(?:请问|那么?|而|按|到|截至|截止|[\s,，、:：]|年?底|期间|在)+", folded[at:])
        time = next((t for t in found if t.start == at), None)
        if time is not None:
            at = time.end
        elif opening:
            at += opening.end()
        else:
            return at


def _trimmed(folded: str, span: Span, found: tuple[Time, ...]) -> Span:
    """The span without times and white space at either end."""
    start, end = span
    for time in reversed(found):
        if start <= time.start and time.end >= end:
            end = time.start
    while end > start and folded[end - 1] in " ,，、在":
        end -= 1
    return start, end


def _leading_name(folded: str, start: int, end: int, words: list[tuple[int, int, str]]) -> Span | None:
    """The noun phrase a Chinese question begins with."""
    stop = start
    closes = 0
    for a, b, flag in words:
        if a < start:
            continue
        word = folded[a:b]
        if word in "「『“《" and stop == start:
            closes = folded.find("」』”》"["「『“《".index(word)], b) + 1
        if a < closes:
            stop = b
        elif flag in ("t", "f", "x", "m") and stop == start and b < end and word not in "+&":
            start = stop = b
        elif stop == start and flag == "v" and folded[b : b + 1] in ("是", "的", "有"):
            stop = b  # no dictionary knows it: 安診兒是什麼
        elif (
            a >= end
            or _ends_a_name(word, flag)
            or folded[b : b + 1] in ("了", "着", "过")
            or (flag[0] == "v" and b >= end)
        ):
            break
        else:
            stop = b
    return (start, stop) if stop > start else None


def _ends_a_name(word: str, flag: str) -> bool:
    if word in _STOPS or flag in ("uj", "ul", "c", "t", "v", "vd") or flag[0] in "rpd":
        return True
    return flag == "x" and word not in "+·-&."


def _told(folded: str, phrase: Span, words: list[tuple[int, int, str]], title: str) -> int:
    """Where the part of the phrase ends that the title begins with too, 0 where it has none or all of it."""
    ends = [b for _, b, _ in words if phrase[0] + 2 <= b < phrase[1]]
    return max((end for end in ends if folded[phrase[0] : end] in title[:24]), default=0)


def _later_name(folded: str, start: int, words: list[tuple[int, int, str]], title: str) -> Span | None:
    for a, b, flag in words:
        if a >= start and (flag in NAME_TAGS or (b - a > 2 and folded[a:b] in title)):
            return a, b
    return None


def _counted(text: str, folded: str, slot: Span, words: list[tuple[int, int, str]]) -> Span | None:
    """What stands behind 多少 and its classifier, up to the first verb."""
    start = end = None
    for a, b, flag in words:
        if a < slot[1]:
            continue
        if start is None and flag == "q":
            continue
        if (
            start is None
            and b - a == 1
            and folded[a] in "个家名位棵人间支份座所部辆台套件种条项次"
            and b < len(folded.rstrip(" ?？。"))
        ):
            continue
        if start is not None and slot[0] < 3 and flag[0] in "vpdrux" and flag != "vn":
            break
        if flag == "x" or folded[a:b] in ("呢", "呀", "啊"):
            break
        start = a if start is None else start
        end = b
    return (start, end) if start is not None and end is not None else None
