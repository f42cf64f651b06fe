"""The citation markers of an answer in the forms that models write them, read and taken out.

A marker is one to three digits in square brackets of any width: `[1]`, `[1][2]`, `[1, 2]`, `[1-3]`, `【1】`, `［１］`,
`[^1]`, `[[1]]`, `【1†source】`, `[passage 1]`; beside them `passage 1` and `段落1` in the words of a sentence. In round
brackets, `(1)` is one only at the very end of a sentence that has no other: elsewhere it numbers a list or is a figure.
"""

import re

from index.script import fold

_NUMBER = r"[0-9０-９]{1,3}"
_BETWEEN = r"(?:\s*(?:[,，、;；&\-–—~～]|and|to|和|至|\s)\s*)"
_CALLED = r"(?:(?:passages?|sources?|documents?|docs?|refs?|段落|文件|文檔|文档|來源|来源|資料|资料)\s*)?"
_NUMBERS = rf"(?P<numbers>{_NUMBER}(?:{_BETWEEN}\^?{_CALLED}{_NUMBER})*)"

MARKER = re.compile(
    rf"[\[【［]{{1,2}}\s*\^?{_CALLED}{_NUMBERS}\s*(?:†[^\]】］\n]{{0,40}})?[\]】］]{{1,2}}".replace(
        "?P<numbers>", "?:"
    ),
    re.IGNORECASE,
)
"""One marker, in square brackets."""

MARKER_BEGUN = re.compile(
    r"[\[【［]{1,2}[\s\^0-9０-９,，、;；&\-–—~～a-zA-Z†段落文件檔档來来源資资料和至]*[\]】］]?"
)
"""What may yet become one."""

_SPOKEN = re.compile(rf"\bpassages?\s+{_NUMBERS}(?![\d.,]*\d)|段落\s?(?P<han>{_NUMBER})", re.IGNORECASE)
_ROUND = re.compile(rf"\s*[(（]\s*{_NUMBERS}\s*[)）](?=\W*$)")
_RANGE = re.compile(rf"({_NUMBER})\s*(?:[\-–—~～至]|to)\s*({_NUMBER})")
_EMPTY = re.compile(
    r"\s*[(（]\s*(?:see|cf\.?|source|sources|見|见|參見|参见|來源|来源)?[:：]?[\s,，、;；]*[)）]",
    re.IGNORECASE,
)
_AS_SAID = re.compile(
    r"^(?P<lead>\W*)(?:(?:(?:according to|as (?:stated|noted|described|reported) in|based on|per|from|in)\s*"
    r"(?:the\s+)?\x00[\s\x00]*(?:,|，|:|：)?\s*)"
    r"|(?:(?:根據|根据|依據|依据|據|据|按照|如)?\s*\x00[\s\x00]*(?:所述|所示|顯示|显示|指出|提到|稱|称|的內容|"
    r"的内容)?[,，:：]?\s*))",
    re.IGNORECASE,
)
# No passage has a higher number than this: a range of more is none.
_MOST = 50


def take_markers(sentence: str, count: int) -> tuple[str, tuple[int, ...]]:
    """Return a sentence without its markers, and the numbers they give, each once, in order; of `count` passages.

    Numbers of no passage are given too: it is for the check to say so.

    >>> take_markers("Ant spent RMB 21.19 billion [1, 3].", 5)
    ('Ant spent RMB 21.19 billion.', (1, 3))
    >>> take_markers("根據[2]，收入為5億元。【1】", 5), take_markers("收入為5億元（1）。", 5)
    (('收入為5億元。', (2, 1)), ('收入為5億元。', (1,)))
    """
    numbers: list[int] = []

    def take(match: re.Match[str]) -> str:
        numbers.extend(_numbers(match[0]))
        return "\x00"

    text = _SPOKEN.sub(take, MARKER.sub(take, sentence.replace("\x00", "")))
    if not numbers:
        ended = _ROUND.search(text)
        if ended and all(1 <= number <= count for number in _numbers(ended[0])):
            text = _ROUND.sub(take, text)
    if not numbers:
        return text, ()
    if "\x00" in (said := _AS_SAID.match(text) or [""])[0] and text[len(said[0]) :].strip(" \x00.。"):
        rest = text[len(said[0]) :]
        text = said["lead"] + rest[:1].upper() + rest[1:]  # type: ignore[call-overload]
    text = re.sub(r"[ \u3000]*\x00", "", text)
    return _EMPTY.sub("", text), tuple(dict.fromkeys(numbers))


def _numbers(marker: str) -> list[int]:
    folded = fold(marker)
    found: list[int] = []
    at = 0
    for match in _RANGE.finditer(folded):
        found += _single(folded[at : match.start()])
        first, last = int(match[1]), int(match[2])
        found += range(first, last + 1) if first <= last <= _MOST else (first, last)
        at = match.end()
    return found + _single(folded[at:])


def _single(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]+", text.split("†")[0])]
