"""The words of a Chinese text, each with one short English sense."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from index.bridge import translations
from index.glosses import entry
from index.script import fold, is_han
from index.words import ENGLISH_FUNCTION_WORDS, stem, tag
from rag.gloss_words import ENGLISH
from rag.names import is_person, romanised, spelled, usual_english

# A sense as long as this explains rather than translates.
_MOST_WORDS = 4
_MOST_TOGETHER, _LONGEST_WORD = 4, 8
# What a sense of the wrong part of speech counts, what each later one counts of the one before it, and what is given
# to a sense that no translation supports.
_WRONG_CLASS, _LATER, _UNSUPPORTED = 0.5, 0.95, 0.02

_NO_SENSE = re.compile(
    r"(Japanese )?surname |abbr\b|(\w+ )?variant |used |classifier|old |see |Kangxi|suffix|prefix|.*radical\b"
)
_OBJECT = re.compile(r"\b(?:sb|sth|one's|oneself|etc)\b.*$")
_HANGING = re.compile(r" (?:in|into|to|at|with|against|for|of|on|from|by|or|and|the|a)$")
_CONTENT = re.compile(r"[a-z&-]+")
_NAMES = frozenset({"nr", "nrt", "nrfg", "ns", "nt", "nz"})

Word = tuple[int, int, str]
"""Start, end and part of speech, as jieba tags it."""


def chinese_words(
    text: str, start: int, end: int, *, after_figure: bool = False
) -> Iterator[tuple[int, int, str | None]]:
    """Yield (start, end, gloss) of each Chinese word in `text[start:end]`, offsets into `text`.

    >>> list(chinese_words("可持續發展的戰略", 0, 8))
    [(0, 5, 'sustainable development'), (5, 6, None), (6, 8, 'strategy')]
    """
    words = _words(text, start, end)
    for at, (a, b, flag) in enumerate(words):
        follows = words[at + 1][2] if at + 1 < len(words) else ""
        special = _by_its_place(fold(text[a:b]), flag, follows, after_figure=after_figure and a == start)
        if special is not None:
            yield a, b, special or None
        else:
            yield from _glossed(text, a, b, flag)


def senses(given: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield the short renderings among a dictionary's senses, and whether each is a verb's.

    >>> list(senses(("to invest in", "surname Wan", "company; firm", "to let sb do sth")))
    [('invest', True), ('company', False), ('firm', False), ('let', True)]
    """
    for sense in given:
        if _NO_SENSE.match(sense):
            continue
        for part in sense.split(";"):
            text = " ".join(part.split(" ,")[0].split())
            if len(text.split()) > _MOST_WORDS:
                text = text.split(",")[0]
            is_verb = text.startswith("to ")
            text = _OBJECT.sub("", text.removeprefix("to ").removeprefix("be ")).strip(" ,.~-")
            if is_verb:
                text = _HANGING.sub("", text)
            if any(map(str.isalpha, text)) and len(text.split()) <= _MOST_WORDS + 1:
                yield text, is_verb


def _words(text: str, start: int, end: int) -> list[Word]:
    """Cut a stretch into words; neighbours that are known as one word are one (可 + 持續 + 發展, 李 + 美玲)."""
    cut = [(start + a, start + b, flag) for a, b, flag in tag(text[start:end]) if is_han(text[start + a])]
    folded = fold(text)
    joined: list[Word] = []
    at = 0
    while at < len(cut):
        width = next(
            (n for n in range(_MOST_TOGETHER, 1, -1) if _is_one(folded, cut[at : at + n], n)),
            1,
        )
        last = cut[at + width - 1]
        joined.append((cut[at][0], last[1], last[2]))
        at += width
    return joined


def _is_one(folded: str, words: list[Word], wanted: int) -> bool:
    apart = any(before[1] != after[0] for before, after in pairwise(words))
    if len(words) < wanted or apart or words[-1][1] - words[0][0] > _LONGEST_WORD:
        return False
    together = folded[words[0][0] : words[-1][1]]
    if all(flag == "nr" for *_, flag in words) and is_person(together):
        return True
    # 也是, 等企業: words that join others are not drawn together by chance.
    joining = all(folded[start:end] in ENGLISH for start, end, _ in words)
    return together in ENGLISH or (not joining and _is_known(together))


def _is_known(word: str) -> bool:
    return word in ENGLISH or _sense(word, "") is not None


def _by_its_place(word: str, flag: str, follows: str, *, after_figure: bool) -> str | None:
    """What a word says by where it stands; empty where it says nothing, None where its place does not tell."""
    if word == "来" and after_figure:  # 5年來: over the past five years
        return "past"
    if word == "将" and follows not in ("v", "d", "p"):  # 將A納入B: it only marks what is acted upon
        return ""
    return "is" if word == "为" and flag == "v" else None


def _glossed(text: str, start: int, end: int, flag: str) -> Iterator[tuple[int, int, str | None]]:
    word = fold(text[start:end])
    if word in ENGLISH:
        yield start, end, ENGLISH[word]
    elif flag in _NAMES and is_person(word):
        yield start, end, romanised(word)
    elif (
        found := usual_english(word, likely=flag in _NAMES and len(word) > 1) or _sense(word, flag)
    ) is not None:
        yield start, end, found
    elif len(word) == 1:
        yield start, end, spelled(word) if flag in _NAMES else None
    else:
        at = start
        while at < end:
            # The longest word that is known, from the left; a character at least.
            shorter = (to for to in range(end, at + 1, -1) if to - at < end - start)
            to = next((to for to in shorter if _is_known(word[at - start : to - start])), at + 1)
            yield from _glossed(text, at, to, "")
            at = to


@lru_cache(maxsize=65536)
def _sense(word: str, flag: str) -> str | None:
    """Return the dictionary's sense that the learned translations and the part of speech support best."""
    found = entry(word)
    if found is None:
        return None
    weights = {other.term: other.forward for other in translations(word)}
    verb, noun = flag[:1] == "v" and flag != "vn", flag[:1] == "n" or flag == "vn"
    best: tuple[float, str] | None = None
    for rank, (text, is_verb) in enumerate(senses(found.senses)):
        content = [stem(w) for w in _CONTENT.findall(text.lower()) if w not in ENGLISH_FUNCTION_WORDS]
        support = sum(weights.get(each, 0.0) for each in content) / max(1, len(content))
        wrong = (verb and not is_verb) or (noun and is_verb)
        score = (support + _UNSUPPORTED) * _LATER**rank * (_WRONG_CLASS if wrong else 1.0)
        if best is None or score > best[0]:
            best = (score, text)
    return None if best is None else best[1]
