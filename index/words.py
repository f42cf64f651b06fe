"""Segmentation for search: Chinese words and characters, English stems, figures kept whole, each with its offsets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any

from index.glosses import gloss_words
from index.pinyin import syllables
from index.script import fold

WORDS_VERSION = "3"

# A figure with its decimal part, or a word with what belongs inside it: R&D, O'Neill, Alipay+.
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*%?|[^\W\d_]+(?:[&'’.+](?=[^\W\d_])[^\W\d_]+)*\+?|_+|\d+")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")

ENGLISH_FUNCTION_WORDS = frozenset(
    (
        "a an the this that these those is are was were be been being am do does did done has have had "
        "having will would shall should can could may might must of in on at by for with from to into as "
        "and or but not no nor so if than then there here it its they them their he him his she her we "
        "us our you your i me my who whom whose which what when where why how much many any some please "
        "tell about according between also"
    ).split()
)
CHINESE_FUNCTION_WORDS = frozenset(
    (
        "的 了 是 在 和 与 及 或 也 都 就 而 着 被 把 对 于 由 从 到 向 为 以 其 此 这 那 有 个 之 等 "
        "又 还 呢 吗 吧 啊 么 什么 多少 谁 哪 哪里 哪些 哪个 哪一 几 怎么 怎样 如何 为什么 为何 "
        "怎么样 是否 何时 何地 请问 是谁 哪儿 哪年 哪家 几个 请 我 你 他 她 它 我们 你们 他们 一下 "
        "告诉 关于"
    ).split()
)

# What a stemmer cannot know: irregular plurals and past forms that questions use.
_IRREGULAR = {
    past: present
    for present, pasts in {
        "woman": "women", "man": "men", "child": "children", "person": "people", "begin": "began begun",
        "spend": "spent", "grow": "grew grown", "rise": "rose risen", "fall": "fell fallen", "build": "built",
        "buy": "bought", "sell": "sold", "pay": "paid", "make": "made", "win": "won", "hold": "held", "lead": "led",
        "leave": "left", "lose": "lost", "meet": "met", "run": "ran", "say": "said", "send": "sent",
        "take": "took taken", "tell": "told", "think": "thought", "write": "wrote written", "choose": "chose chosen",
        "give": "gave given", "go": "went gone", "get": "got gotten", "bring": "brought", "teach": "taught",
        "keep": "kept", "become": "became", "come": "came", "draw": "drew drawn",
    }.items()
    for past in pasts.split()
}  # fmt: skip


class Kind(Enum):
    """What a token is."""

    HAN = "han"
    WORD = "word"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the text: `fold(text)[start:end] == text`; English carries its stem, the rest itself."""

    text: str
    stem: str
    start: int
    end: int
    kind: Kind


def tokens(text: str) -> list[Token]:
    """Cut text into words, in order: Chinese by dictionary, the rest by its spelling.

    >>> [t.text for t in tokens("2023年螞蟻集團的R&D投入達到211.9億元")]
    ['2023', '年', '蚂蚁', '集团', '的', 'r&d', '投入', '达到', '211.9', '亿元']
    """
    folded = fold(text)
    found: list[Token] = []
    at = 0
    for run in _HAN_RUN.finditer(folded):
        found += _spelled(folded, at, run.start())
        start = run.start()
        for word in _jieba().cut(run.group()):
            found.append(Token(word, word, start, start + len(word), Kind.HAN))
            start += len(word)
        at = run.end()
    found += _spelled(folded, at, len(folded))
    return found


def tag(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, part of speech) of each word, in jieba's tags: n noun, nr person, ns place, v verb ….

    >>> tag("黃世忠認為")
    [(0, 3, 'nr'), (3, 5, 'v')]
    """
    found, start = [], 0
    for word, flag in _jieba().tag(fold(text)):
        found.append((start, start + len(word), flag))
        start += len(word)
    return found


def han_terms(text: str) -> list[str]:
    """Return the Chinese words of a text, their characters, and its pairs of neighbouring characters.

    >>> han_terms("研發 spending")
    ['研发', '研', '发']
    """
    found = tokens(text)
    return [term for token in found for term in _within(token)] + _pairs(found)


def han_query(text: str) -> list[str]:
    """Return `han_terms` without the words that only make a question a question, each once."""
    kept = [token for token in tokens(text) if not is_function_word(token)]
    return list(dict.fromkeys([term for token in kept for term in _within(token)] + _pairs(kept)))


@lru_cache(maxsize=65536)
def bridge_of(word: str) -> tuple[str, ...]:
    """Return the English stems (or, failing a dictionary entry, the pinyin) of one folded Chinese word."""
    if word in CHINESE_FUNCTION_WORDS:
        return ()
    glosses = gloss_words(word)
    if glosses:
        return tuple(stem(gloss) for gloss in glosses)
    if len(word) == 1:
        return ()
    spellings = tuple(stem(spelling) for spelling in pinyin_spellings(word))
    return (*spellings, *(s for part in parts(word) for s in bridge_of(part)))


def pinyin_spellings(name: str) -> tuple[str, ...]:
    """Return the ways a Chinese name is written in pinyin: whole, and as surname and given name.

    >>> pinyin_spellings("黄世忠")
    ('huangshizhong', 'huang', 'shizhong')
    """
    read = syllables(name)
    return read if len(read) < 2 else ("".join(read), read[0], "".join(read[1:]))


def is_function_word(token: Token) -> bool:
    """Tell whether a token carries no meaning of its own."""
    if token.kind is Kind.HAN:
        return token.text in CHINESE_FUNCTION_WORDS
    return token.kind is Kind.WORD and token.text in ENGLISH_FUNCTION_WORDS


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the English stem (Snowball).

    >>> stem("spending"), stem("companies")
    ('spend', 'compani')
    """
    plain = word.replace("’", "'").removesuffix("'s").replace("'", "")
    return str(_stemmer().stemWord(_IRREGULAR.get(plain, plain)))


def _spelled(folded: str, start: int, end: int) -> Iterator[Token]:
    for found in _TOKEN.finditer(folded, start, end):
        text = found.group()
        if text[0].isdigit():
            yield Token(text, text.rstrip("%"), found.start(), found.end(), Kind.FIGURE)
        elif text[0] != "_":
            yield Token(text, stem(text), found.start(), found.end(), Kind.WORD)


def _within(token: Token) -> list[str]:
    if token.kind is not Kind.HAN:
        return []
    return [token.text, *token.text] if len(token.text) > 1 else [token.text]


def _pairs(found: list[Token]) -> list[str]:
    """Return every pair of neighbouring Chinese characters that is not itself one of the words."""
    pairs = []
    before: Token | None = None
    for token in found:
        if token.kind is not Kind.HAN:
            before = None
            continue
        if before is not None and before.end == token.start:
            pairs.append(before.text[-1] + token.text[0])
        if len(token.text) > 2:
            pairs += [token.text[i : i + 2] for i in range(len(token.text) - 1)]
        before = token
    return pairs


def parts(word: str) -> list[str]:
    """Cut a word into the longest shorter words the dictionary has, from the left; a character has no parts."""
    if len(word) < 2:
        return []
    found, at = [], 0
    while at < len(word):
        for end in range(min(len(word), at + 4), at, -1):
            if (at, end) != (0, len(word)) and (end == at + 1 or gloss_words(word[at:end])):
                found.append(word[at:end])
                at = end
                break
    return found


@cache
def _jieba() -> Any:  # noqa: ANN401  rjieba ships no types
    import rjieba

    return rjieba


@cache
def _stemmer() -> Any:  # noqa: ANN401  PyStemmer ships no types
    from Stemmer import Stemmer

    return Stemmer("english")
