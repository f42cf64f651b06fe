"""A quote word by word in the reader's language, so that who cannot read the source can check what it says.

Figures are rendered, names kept (as the documents give them in the reader's language, as the dictionary does, or in
pinyin), and every other word gets one short sense: of those the dictionary has, the one that the translations learned
from parallel text support. A word nothing is known of stays without a gloss rather than with a wrong one.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from index.script import convert, fold, is_han
from rag.aliases import Aliases
from rag.answer import Glossed, Language
from rag.figures import Figure, find_figures, render
from rag.gloss_chinese import chinese_words
from rag.gloss_english import english_words
from rag.gloss_words import CHINESE, ENGLISH

NO_NAMES: Aliases = MappingProxyType({})

_LATIN_WORD = re.compile(r"[^\W\d_]+(?:[&'’.+-][^\W\d_]+)*")

Piece = tuple[int, int, str | None]


def in_english(text: str) -> bool:
    """Is the greater part of a text English?

    >>> in_english("Ant Group (螞蟻集團) grew"), in_english("AI 大模型"), in_english("211.9")
    (True, False, False)
    """
    words = sum(not is_han(word[0]) for word in _LATIN_WORD.findall(text))
    return 2 * words > sum(map(is_han, text))  # a Chinese word has two characters


def foreign(quote: str, language: Language) -> bool:
    """Does someone who reads `language` need a gloss of the quote?

    >>> foreign("研發投入", "en"), foreign("研發投入", "zh-Hans"), foreign("R&D spending", "zh-Hant")
    (True, False, True)
    """
    if language == "en":
        return any(map(is_han, quote)) and not in_english(quote)
    return in_english(quote)


def gloss(quote: str, language: Language, *, names: Aliases = NO_NAMES) -> tuple[Glossed, ...]:
    """Return the words of a quote in order, each with what it says in `language`.

    `names` are names the documents give in both languages (`rag.aliases`). The slices join up to the quote; spaces,
    punctuation and what is already in the reader's language have no gloss. Never raises.

    >>> [(g.text, g.gloss) for g in gloss("投入達到211.9億元,", "en")]
    [('投入', 'invest'), ('達到', 'reach'), ('211.9億元', 'RMB 21.19 billion'), (',', None)]
    """
    return tuple(
        Glossed(start, end, quote[start:end], said) for start, end, said in _whole(quote, language, names)
    )


def said(quote: str, language: Language, *, names: Aliases = NO_NAMES) -> tuple[str, ...]:
    """Return the glosses of a phrase alone; a word without one stands for itself, one that only joins is left out.

    >>> said("價值引擎", "en")
    ('value', 'engine')
    """
    return tuple(
        piece.gloss or piece.text
        for piece in gloss(quote, language, names=names)
        if piece.gloss or (piece.text.isalnum() and fold(piece.text) not in ENGLISH.keys() | CHINESE.keys())
    )


def _whole(quote: str, language: Language, names: Aliases) -> Iterator[Piece]:
    """Fill what lies between the words, so that nothing of the quote is left out."""
    at = 0
    for start, end, text in _pieces(quote, language, names):
        if at < start:
            yield at, start, None
        yield start, end, None if text is None or _alike(text, quote[start:end]) else text
        at = end
    if at < len(quote):
        yield at, len(quote), None


def _alike(text: str, written: str) -> bool:
    """Do both languages write it so?  2023, 68%, 1,887."""
    return text.replace(",", "") == written.replace(",", "")


def _pieces(quote: str, language: Language, names: Aliases) -> Iterator[Piece]:
    """Yield figures and names as known, and the words of what lies between them."""
    quote = quote.encode(
        "utf-8", "replace"
    ).decode()  # a lone surrogate is no word, and takes one character still
    known_names = names if language == "en" else {english: chinese for chinese, english in names.items()}
    known = sorted([*_named(quote, known_names, language), *_figures(quote, language)])
    at = 0
    for start, end, text in (*known, (len(quote), len(quote), "")):
        if start < at:
            continue
        # 5年來: what stands right behind a figure is told by it.
        yield from (
            chinese_words(quote, at, start, after_figure=at > 0)
            if language == "en"
            else english_words(quote, at, start, language)
        )
        if text:
            yield start, end, text
        at = end


def _figures(quote: str, language: Language) -> Iterator[tuple[int, int, str]]:
    for figure in find_figures(quote):
        start, end = _with_qualifier(quote, figure)
        yield start, end, render(figure, language)


def _with_qualifier(quote: str, figure: Figure) -> tuple[int, int]:
    """Take in the words beside a figure that its rendering says too: 超過700個."""
    start, end = figure.start, figure.end
    if figure.prefix and quote[:start].endswith(figure.prefix):
        start -= len(figure.prefix)
    if figure.suffix and quote[end:].startswith(figure.suffix):
        end += len(figure.suffix)
    return start, end


def _named(quote: str, names: Mapping[str, str], language: Language) -> list[tuple[int, int, str]]:
    """Find the names in a quote, the longest first, so that 螞蟻 is not found within 螞蟻集團."""
    folded, found = fold(quote), list[tuple[int, int, str]]()
    for name, other in sorted(names.items(), key=lambda pair: -len(pair[0])):
        for match in re.finditer(re.escape(fold(name)), folded):
            whole = language == "en" or not _within_a_word(quote, *match.span())
            if whole and all(match.end() <= start or end <= match.start() for start, end, _ in found):
                found.append((*match.span(), convert(other, language)))
    return found


def _within_a_word(quote: str, start: int, end: int) -> bool:
    return quote[start - 1 : start].isalnum() or quote[end : end + 1].isalnum()
