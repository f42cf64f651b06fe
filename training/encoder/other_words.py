"""Texts put word by word into the other language, as nobody writes them and every word of them means something."""

import random
import re
from functools import cache

from index.bridge import translations
from index.pinyin import syllables
from index.words import ENGLISH_FUNCTION_WORDS, Kind, stem, tokens

_QUESTION_WORDS = {
    "什么": "what", "谁": "who", "哪": "which", "哪个": "which", "哪些": "which", "哪里": "where", "哪儿": "where",
    "多少": "how many", "几": "how many", "何时": "when", "为什么": "why", "为何": "why", "怎么": "how",
    "怎样": "how", "如何": "how", "哪年": "what year", "何地": "where", "是": "is",
}  # fmt: skip
_CHINESE_QUESTION_WORDS = {
    "what": "什么", "who": "谁", "which": "哪个", "where": "哪里", "when": "何时", "why": "为什么", "how": "如何",
    "many": "多少", "much": "多少", "whose": "谁的",
}  # fmt: skip


def in_other_words(text: str, chooser: random.Random, *, share: float) -> str:
    """Put `share` of the words of a text into the other language, each by a likely translation of its own.

    A Chinese word without a translation is spelled in pinyin; an English one stays.
    """
    parts, at = [], 0
    for token in tokens(text):
        parts.append(text[at : token.start])
        at = token.end
        parts.append(_translated(text[token.start : token.end], token.kind, token.stem, chooser, share))
    parts.append(text[at:])
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _translated(shown: str, kind: Kind, term: str, chooser: random.Random, share: float) -> str:
    if kind is Kind.FIGURE or chooser.random() >= share:
        return shown
    likely = [t for t in translations(term) if t.forward >= 0.08][:4]
    if kind is Kind.HAN:
        if term in _QUESTION_WORDS:
            return f" {_QUESTION_WORDS[term]} "
        if likely:
            (chosen,) = chooser.choices(likely, [t.forward for t in likely])
            return f" {_surfaces().get(chosen.term, chosen.term)} "
        spelled = "".join(syllables(term)) if len(term) > 1 else ""
        return f" {spelled.capitalize()} " if spelled else " "
    lowered = shown.lower()
    if lowered in _CHINESE_QUESTION_WORDS:
        return _CHINESE_QUESTION_WORDS[lowered]
    if lowered in ENGLISH_FUNCTION_WORDS:
        return "" if share == 1 else shown
    if likely:
        (chosen,) = chooser.choices(likely, [t.forward for t in likely])
        return chosen.term
    return shown


@cache
def _surfaces() -> dict[str, str]:
    """The commonest word of every stem."""
    from wordfreq import top_n_list

    found: dict[str, str] = {}
    for word in top_n_list("en", 60_000):
        found.setdefault(stem(word), word)
    return found
