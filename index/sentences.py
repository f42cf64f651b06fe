"""Where sentences and clauses begin and end, in Chinese and English, as offsets into the text.

>>> text = "他說:「好。走吧!」就走了。Dr. Lee paid 3.5 million; she left."
>>> [text[a:b] for a, b in sentences(text)]
['他說:「好。走吧!」', '就走了。', 'Dr. Lee paid 3.5 million; she left.']
>>> [text[a:b] for a, b in clauses(text)][2:]
['Dr. Lee paid 3.5 million;', 'she left.']
"""

import re
from bisect import bisect_right
from itertools import pairwise

Span = tuple[int, int]

_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_WIDE = re.compile(f"[{_CJK}\u3000-\u303f\uac00-\ud7a3\uff00-\uff60\u2014\u2026\u201c\u201d]+")
_IDEOGRAPH = re.compile(f"[{_CJK}]")

# Patterns see full-width punctuation as its ASCII form (`narrow`), so each mark is named once.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_CLOSERS = "」』”’)》〉】\\]\"'*_"
_STOP = re.compile(rf"(?P<stop>\.+[!?]*|[。!?][。!?…]*|…+|;)(?P<close>[{_CLOSERS}]*)|\n")
_FINAL = re.compile(rf"[。!?.…][{_CLOSERS}]*$")
_QUOTED = re.compile(
    "「[^「」\n]{0,120}」|『[^『』\n]{0,120}』|“[^“”\n]{0,120}”|《[^《》\n]{0,60}》|\\([^()\n]{0,80}\\)"
)
_QUOTATION = 400
_NEW_ITEM = re.compile(
    r"\u3000| {4}|\t|[#>|`]|!\[|[-*+•·●○■◆▪–—▲△]\s*|\(?[\d一二三四五六七八九十]{1,3}[)、.]"
    r"|[QA問问答][:.]|[【〔\[]"
)

# The first kind of abbreviation never ends its sentence; the second not before a figure ("No. 5");
# the third only where a word follows that opens sentences ("in the U.S. The bank ...").
_NEVER = "mr mrs ms dr prof st rev hon gen gov sen rep capt lt col sgt e.g i.e vs cf viz ca approx messrs"
_BEFORE_FIGURE = (
    "no nos fig figs vol ch sec art para pp p eq ed jan feb mar apr jun jul aug sep sept oct nov dec"
)
_SOMETIMES = "inc ltd co corp llc plc etc jr sr bros dept est al a.m p.m ph.d u.s u.k u.n"
_OPENERS = (
    "the a an this that these those it its he she they we you i in on at by for from with as if when while "
    "after before since although however but and or so there here his her their our my what who why how where"
)
_WORD_BEFORE = re.compile(r"[A-Za-z](?:[A-Za-z]|\.(?=[A-Za-z]))*$|\d+$")
_WORD_AFTER = re.compile(r"[\s\"'“‘(\[*_]*(\w+)")


def weight(text: str) -> float:
    """How much a text says, in Chinese characters: a wide character is 1, any other 0.35.

    >>> weight("螞蟻集團"), round(weight("Ant Group"), 2)
    (4.0, 3.15)
    """
    thin = len(text) if text.isascii() else len(_WIDE.sub("", text))
    return len(text) - thin + 0.35 * thin


def narrow(text: str) -> str:
    """The text with full-width letters, figures and punctuation in their ASCII forms; same length.

    >>> narrow("\uff08ESG\uff09\uff1a\uff13")
    '(ESG):3'
    """
    return text.translate(_NARROW)


def is_final(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotes and brackets aside.

    >>> is_final("是的。」"), is_final("科技投入再創新高")
    (True, False)
    """
    return _FINAL.search(narrow(text[-12:])) is not None


def wraps(line: str, following: str) -> bool:
    """Whether a line end is only where the page was full, so that the sentence goes on in the line after.

    `following` keeps its indent: an indented line opens a paragraph.
    """
    head = following.lstrip()
    if (
        not line
        or not head
        or is_final(line)
        or narrow(line[-1]) == ":"
        or _NEW_ITEM.match(narrow(following))
        or _NEW_ITEM.match(narrow(head))
    ):
        return False
    if _IDEOGRAPH.search(line[-2:]) and _IDEOGRAPH.match(head):
        here, there = weight(line), weight(head.rstrip())
        full = abs(here - there) <= 2 or (there < here and is_final(head.rstrip()))
        return 24 <= here <= 60 and full and not following[0].isspace()
    if head[0].islower():
        return 30 <= len(line) <= 120
    return (
        60 <= len(line) <= 125
        and len(head) <= len(line) + 15
        and (len(head) >= 60 or is_final(head.rstrip()))
    )


def sentences(text: str) -> tuple[Span, ...]:
    """Spans of the sentences: in order, apart, trimmed, and together holding every non-space character."""
    return _spans(text, semicolons=False)


def clauses(text: str) -> tuple[Span, ...]:
    """As `sentences`, cut at semicolons too."""
    return _spans(text, semicolons=True)


def _spans(text: str, *, semicolons: bool) -> tuple[Span, ...]:
    quoted = [match.span() for match in _QUOTED.finditer(narrow(text))]
    starts = [start for start, _ in quoted]
    cuts = [0]
    flat = narrow(text)
    for match in _STOP.finditer(flat):
        cut = _cut(flat, match, wide=flat[match.start()] != text[match.start()], semicolons=semicolons)
        if cut is None:
            continue
        nearest = bisect_right(starts, cut - 1) - 1
        if nearest >= 0 and quoted[nearest][0] < cut < quoted[nearest][1]:
            continue
        cuts.append(cut)
    cuts.append(len(text))
    return tuple(span for a, b in pairwise(cuts) if (span := _trim(text, a, b)) is not None)


def _cut(text: str, match: re.Match[str], *, wide: bool, semicolons: bool) -> int | None:
    """The offset at which this stop ends a sentence, None where it does not; `wide` says full-width."""
    stop = match["stop"]
    if stop is None:
        return None if _wrapped_at(text, match.start()) else match.end()
    if stop == ";":
        after = text[match.end("stop") : match.end("stop") + 1]
        ends = semicolons and (wide or not after or after.isspace() or _WIDE.match(after))
        return match.end("stop") if ends else None
    end = match.end("stop") + len(_closing(text, match))
    after = text[end : end + 1]
    if after and after in ",、;:。.的":
        return None
    if stop[0] in "…" and len(stop) == 1 and after and not after.isspace():
        return None
    if stop[0] == "." and after.isdigit():
        return None
    if stop[0] in "!?":
        return end if wide or not after or after.isspace() or _WIDE.match(after) else None
    if stop[0] == ".":
        return end if _period_ends(text, match.start(), end) else None
    return end


def _closing(text: str, match: re.Match[str]) -> str:
    """The closing marks after a stop, without a straight quote that opens the next sentence."""
    close: str = match["close"]
    where = close.find('"')
    if where < 0:
        return close
    since = max(0, match.start() - _QUOTATION)
    line = text.rfind("\n", since, match.start()) + 1 or since
    return close if text.count('"', line, match.start()) % 2 else close[:where]


def _wrapped_at(text: str, newline: int) -> bool:
    before = text[text.rfind("\n", 0, newline) + 1 : newline].strip()
    end = text.find("\n", newline + 1)
    return wraps(before, text[newline + 1 : end if end >= 0 else len(text)])


def _period_ends(text: str, dot: int, end: int) -> bool:
    """Whether a full stop ends a sentence; `end` is where it and its closing marks end."""
    after = text[end : end + 1]
    if after and not after.isspace():
        return _WIDE.match(text[dot - 1 : dot]) is not None and _WIDE.match(after) is not None
    following = _WORD_AFTER.match(text[end : end + 80])
    if following is None or "\n" in text[end : end + following.start(1)]:
        return True
    word = following[1]
    if word[0].islower():
        return False
    found = _WORD_BEFORE.search(text[max(0, dot - 24) : dot])
    if found is None:
        return True
    token = found[0]
    if token.isdigit():  # "3. Third item"
        before = text[max(0, dot - 24) : dot - len(token)]
        return bool(before[before.rfind("\n") + 1 :].strip())
    return _word_ends(token, word)


def _word_ends(token: str, word: str) -> bool:
    """Whether `token.` ends a sentence when `word` comes next."""
    lower = token.lower()
    if lower in _NEVER.split():
        return False
    if lower in _BEFORE_FIGURE.split() and word[0].isdigit():
        return False
    if lower in _SOMETIMES.split() or len(token) == 1 or re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", token):
        return word.lower() in _OPENERS.split()
    return True


def _trim(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    body = piece.strip()
    if not body:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(body)
