"""One script for searching, two for showing: folding that keeps every offset, and conversion of words for display."""

import unicodedata
from functools import cache
from typing import Any, Literal

FOLDING_VERSION = "1"

# Chinese characters live in these blocks; the folding table is made over them.
_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))

# Radical forms that PDF and web text use in place of the character (Unicode EquivalentUnifiedIdeograph; NFKC leaves
# them alone). Written in Simplified, as the rest of the table.
_RADICALS = dict(
    zip(
        "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰",
        "母民西见角贝车长门青页风飞食马鱼鸟麦黄齐齿龙",
        strict=True,
    )
)


# Characters that both scripts use as they stand, each in its own words: they say nothing of the script.
_IN_BOTH = frozenset("后里台干只面系云才准几丑谷松征冲划当别制向曲胡表板了回家什吁合吊同周咸困姜须群峰床游")


def fold(text: str) -> str:
    """Return `text` as searching sees it: NFKC, lower case and Simplified, character for character.

    The result has the same length, so an offset into one is an offset into the other; a character whose folded form
    is longer (`㎡`, `…`) stays as it is. Simplification goes by OpenCC's character table.

    >>> fold("螞蟻集團2023年ESG")
    '蚂蚁集团2023年esg'
    """
    return text.translate(_folding())


def convert(text: str, language: Literal["zh-Hant", "zh-Hans", "en"]) -> str:
    """Return Chinese words in the script of `language`, for words around a quote, never for a quote itself.

    >>> convert("211.9億元", "zh-Hans")
    '211.9亿元'
    >>> convert("价值引擎", "zh-Hant")
    '價值引擎'
    """
    if language == "en":
        return text
    converter = _opencc("t2s" if language == "zh-Hans" else "s2t")
    return str(converter.convert(text))


def script_balance(text: str) -> int:
    """Count characters only Traditional writing has, minus those only Simplified has.

    Above 0 reads as Traditional, below 0 as Simplified, 0 as either.

    >>> script_balance("研發投入"), script_balance("研发投入"), script_balance("2023")
    (1, -1, 0)
    """
    characters = [c for c in text if is_han(c) and c not in _IN_BOTH]
    apart = "\n".join(characters)
    simple, full = (str(_opencc(name).convert(apart)).split("\n") for name in ("t2s", "s2t"))
    balance = 0
    for character, simplified, traditional in zip(characters, simple, full, strict=False):
        balance += 1 if simplified != character else -1 if traditional != character else 0
    return balance


def is_han(character: str) -> bool:
    """Tell whether one character is a Chinese character.

    >>> is_han("億"), is_han("a"), is_han("。")
    (True, False, False)
    """
    point = ord(character)
    return point >= 0x3400 and any(low <= point <= high for low, high in _HAN)


class _Folding(dict[int, int | str]):
    """The folding table: Chinese characters filled in at once, the rest worked out when first met."""

    def __missing__(self, point: int) -> int | str:
        character = chr(point)
        shown = unicodedata.normalize("NFKC", character)
        shown = shown if len(shown) == 1 else character
        lowered = shown.lower()
        folded = lowered if len(lowered) == 1 else shown
        result = dict.get(self, ord(folded), folded) if folded != character else character
        self[point] = result
        return result


@cache
def _folding() -> _Folding:
    characters = [chr(point) for low, high in _HAN[:2] for point in range(low, high + 1)]
    # Compatibility ideographs first become the character they stand for.
    normal = [unicodedata.normalize("NFKC", c) for c in characters]
    simple = str(_opencc("t2s").convert("\n".join(normal))).split("\n")
    table = _Folding()
    for character, folded in zip(characters, simple, strict=True):
        table[ord(character)] = folded if len(folded) == 1 else character
    # What OpenCC keeps apart in Taiwan and Hong Kong usage, but readers and other texts mix freely.
    for variant, common in zip("着裡裏台臺羣峯牀綫", "着里里台台群峰床线", strict=True):
        table[ord(variant)] = common
    table[ord("著")] = "着"
    for radical, character in _RADICALS.items():
        table[ord(radical)] = character
    # A folded form that itself folds (薴 → 苧 → 苎) goes all the way, so that folding twice changes nothing.
    for point, once in table.items():
        table[point] = dict.get(table, ord(str(once)), once)
    return table


@cache
def _opencc(name: str) -> Any:  # noqa: ANN401  opencc ships no types
    import opencc

    return opencc.OpenCC(name)
