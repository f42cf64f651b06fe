"""The words of an English text, each with one short Chinese translation in the reader's script."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.bridge import translations
from index.glosses import entry
from index.script import convert
from index.words import Kind, bridge_of, stem, tokens
from rag.answer import Language
from rag.gloss_chinese import senses
from rag.gloss_words import CHINESE, ORGANISATIONS
from rag.names import usual_english

_MOST_TOGETHER = 3
# What a translation counts that the dictionary does not confirm, that it has in the very form of the word, and that
# translates no other word, which is often a rare one; the least that is shown.
_UNCONFIRMED, _EXACT, _UNUSED, _LEAST = 0.3, 3.0, 0.8, 0.02
# Most words of today have two characters.
_OF_LENGTH = {1: 0.5, 2: 1.0, 3: 0.8, 4: 0.5}
_ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"),
)  # fmt: skip
_BRITISH = (("ours", "ors"), ("our", "or"), ("ised", "ized"), ("ise", "ize"), ("tre", "ter"))

Span = tuple[int, int]


def english_words(
    text: str, start: int, end: int, language: Language
) -> Iterator[tuple[int, int, str | None]]:
    """Yield (start, end, gloss) of each English word in `text[start:end]`, offsets into `text`.

    A proper name has a gloss only where the dictionary has all of it: `Hong Kong`, but not `Margaret Hale`.

    >>> list(english_words("in Hong Kong last year", 0, 22, "zh-Hans"))
    [(0, 2, '在'), (3, 12, '香港'), (13, 22, '去年')]
    """
    spans = [(start + t.start, start + t.end) for t in tokens(text[start:end]) if t.kind is Kind.WORD]
    at = 0
    while at < len(spans):
        width, said = _next(text, spans, at)
        yield spans[at][0], spans[at + width - 1][1], convert(said, language) if said else None
        at += width


def _next(text: str, spans: Sequence[Span], at: int) -> tuple[int, str | None]:
    """Return how many of the next words are one (Hong Kong, last year), and what they say in Chinese."""
    start = spans[at][0]
    capital = text[start].isupper()
    named = capital and (not _opens(text, start) or text[start : start + 2].isupper())
    for width in range(min(_MOST_TOGETHER, len(spans) - at), 0, -1):
        end = spans[at + width - 1][1]
        phrase = text[start:end].replace("’", "'").removesuffix("'s")
        if phrase.count(" ") != width - 1:
            continue
        if phrase.lower() in CHINESE and not (named and phrase.lower() not in ORGANISATIONS):
            return width, CHINESE[phrase.lower()]
        found = _translated(phrase, capital=capital, named=named)
        if found is not None and not (capital and _part_of_a_name(text, spans, at, width)):
            return width, found
    return 1, None


def _translated(phrase: str, *, capital: bool, named: bool) -> str | None:
    first = phrase.split(" ")[0].lower()
    if capital and (found := _proper(phrase)) is not None:
        return found
    if named and first not in ORGANISATIONS:
        return None
    return _common(first) if first == phrase.lower() else _compound(phrase.lower())


def _opens(text: str, at: int) -> bool:
    """Does a sentence begin here, where any word is capital?"""
    before = text[:at].rstrip(" \"“‘'(")
    return not before or before[-1] in ".!?:;\n"


def _part_of_a_name(text: str, spans: Sequence[Span], at: int, width: int) -> bool:
    """Is there more to the name than these words: the Margaret of Margaret Hale?"""
    before, after = spans[at - 1] if at else None, spans[at + width] if at + width < len(spans) else None
    beside = [before] if before and text[before[1] : spans[at][0]] == " " else []
    beside += [after] if after and text[spans[at + width - 1][1] : after[0]] == " " else []
    others = (text[slice(*span)] for span in beside)
    ours = CHINESE.keys() | ORGANISATIONS
    here = text[slice(*spans[at])].lower()
    return here not in ORGANISATIONS and any(
        word[0].isupper() and word.lower() not in ours for word in others
    )


@lru_cache(maxsize=65536)
def _proper(name: str) -> str | None:
    """Return the Chinese proper name (Simplified) that the dictionary translates by just these words."""
    for translation in translations(stem(name.split(" ")[0].lower())):
        if (usual_english(translation.term) or "").lower() == name.lower():
            return translation.term
    return None


@lru_cache(maxsize=65536)
def _compound(phrase: str) -> str | None:
    """Return the Chinese word that the dictionary translates by just these words: artificial intelligence."""
    for translation in translations(stem(phrase.split(" ")[0])):
        found = entry(translation.term)
        if found is not None and any(text.lower() == phrase for text, _ in senses(found.senses)):
            return translation.term
    return None


@lru_cache(maxsize=65536)
def _common(word: str) -> str | None:
    """Return the likeliest translation (Simplified) that the dictionary knows, and not as a name."""
    forms, stems = _forms(word), {stem(word), stem(_american(word))}
    best: tuple[float, str] | None = None
    for translation in translations(stem(word)) or translations(stem(_american(word))):
        found = entry(translation.term)
        if found is None or found.pinyin[0][:1].isupper():
            continue
        exact = any(text.lower() in forms for text, _ in senses(found.senses))
        confirmed = exact or not stems.isdisjoint(bridge_of(translation.term))
        score = translation.forward * (_EXACT if exact else 1.0 if confirmed else _UNCONFIRMED)
        score *= _OF_LENGTH.get(len(translation.term), 0.0) * (_UNUSED if translation.backward == 1 else 1.0)
        if best is None or score > best[0]:
            best = (score, translation.term)
    return best[1] if best is not None and best[0] >= _LEAST else None


def _forms(word: str) -> frozenset[str]:
    """Return the forms a dictionary may list a word under: itself, and without the usual endings."""
    forms = {word, _american(word)}
    for form in tuple(forms):
        stems = ((form.removesuffix(old), new) for old, new in _ENDINGS if form.endswith(old))
        forms |= {left + new for left, new in stems if len(left) > 2}
    return frozenset(forms)


def _american(word: str) -> str:
    """Return the spelling the tables know.

    >>> _american("harbour"), _american("organise"), _american("centre"), _american("four")
    ('harbor', 'organize', 'center', 'four')
    """
    for british, american in _BRITISH:
        if word.endswith(british) and len(word) > len(british) + 2:
            return word.removesuffix(british) + american
    return word
