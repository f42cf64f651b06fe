"""Which pieces the encoder knows: the English pieces worth keeping, and the Chinese words by frequency."""

import math
import re
import unicodedata
from collections.abc import Iterable

from index.script import fold, is_han
from training.encoder.tokenizer import WORD_START

# Latin, Greek letters (science writes with them), digits and symbols; the other scripts are left out.
_KEPT_LETTER = re.compile(r"[a-zα-ωß-ÿøæœđłħıŋþð]")


def _occurs(piece: str, *, starts: bool) -> bool:
    """Whether normalised Latin text can hold this piece."""
    for character in piece:
        category = unicodedata.category(character)
        if category.startswith("P") or (character.isascii() and not character.isalnum()):
            return starts and len(piece) == 1 and (character.isascii() or character in "·…§†‡¶¡¿")
        if category.startswith("L") and not _KEPT_LETTER.match(character):
            return False
        if category.startswith(("M", "C", "Z")) or unicodedata.normalize("NFKC", character) != character:
            return False
    return True


def latin_pieces(wordpieces: dict[str, int], *, count: int) -> list[tuple[str, int]]:
    """The pieces of a BERT vocabulary to keep, as (our piece, its row there), in the order of the rows.

    Args:
        wordpieces: the vocabulary, pieces and their rows.
        count: how many to keep. What is too many goes from the rarest whole words, which the other pieces still
            spell.
    """
    from wordfreq import get_frequency_dict

    english = get_frequency_dict("en", "large")
    kept = []
    for piece, row in sorted(wordpieces.items(), key=lambda item: item[1]):
        if re.fullmatch(r"\[.+\]", piece):  # [unused12], [CLS]
            continue
        starts = not piece.startswith("##")
        bare = piece if starts else piece[2:]
        if _occurs(bare, starts=starts):
            kept.append((WORD_START + bare if starts else bare, row))
    words = [piece for piece, _ in kept if re.fullmatch(rf"{WORD_START}[a-z]{{4,}}", piece)]
    words.sort(key=lambda piece: english.get(piece.removeprefix(WORD_START), 0.0))
    rare = set(words[: max(0, len(kept) - count)])
    return [(piece, row) for piece, row in kept if piece not in rare]


def frequencies(words: Iterable[str]) -> dict[str, float]:
    """Frequency of each folded word in Chinese text, from the package `wordfreq`; 0 where it has none."""
    from wordfreq import get_frequency_dict

    table: dict[str, float] = {}
    for word, frequency in get_frequency_dict("zh", "large").items():
        folded = fold(word)
        table[folded] = table.get(folded, 0.0) + frequency
    return {word: table.get(word, 0.0) for word in words}


def chinese_words(candidates: Iterable[str], *, count: int) -> list[tuple[str, float]]:
    """Choose the `count` words to know, with log frequencies, most frequent first.

    All characters that ever occur come before rarer words, so that no common character is unknown.

    Args:
        candidates: words that have a meaning; those that are not Chinese characters throughout are skipped.
        count: how many to choose.
    """
    known = frequencies(
        word for word in candidates if word and all(map(is_han_piece, word)) and len(word) <= 8
    )
    singles = sorted((w for w in known if len(w) == 1), key=lambda w: -known[w])
    common = [w for w in singles if known[w] > 0]
    words = sorted((w for w in known if len(w) > 1 and known[w] > 0), key=lambda w: -known[w])
    chosen = common + words[: count - len(common)]
    chosen.sort(key=lambda w: (-known[w], w))
    return [(w, math.log(max(known[w], 1e-9))) for w in chosen]


def is_han_piece(character: str) -> bool:
    """Whether the tokenizer counts the character as Chinese, as a regular expression counts `Han`."""
    return is_han(character) or character in "〇々"
