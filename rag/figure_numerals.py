"""Number words to exact values: 四百二十七萬, 1億2000萬, twenty-one, half a million; all `fold`ed before."""

import re
from decimal import Decimal
from functools import cache

CHINESE_DIGITS = dict(zip("零〇一二三四五六七八九两", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2), strict=True))
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_SMALL = {"十": 10, "百": 100, "千": 1000}
_GREAT = {"万": 10**4, "亿": 10**8, "兆": 10**12}

_ENGLISH_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_ENGLISH_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
ENGLISH_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "dozen": 12, "mn": 10**6, "bn": 10**9, "tn": 10**12, "trn": 10**12,
}  # fmt: skip
ENGLISH_SUFFIXES = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12, "mm": 10**6}
_IRREGULAR_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70,
    "eightieth": 80, "ninetieth": 90, "hundredth": 100,
}  # fmt: skip
ENGLISH_ORDINALS = _IRREGULAR_ORDINALS | {
    word + "th": value
    for word, value in _ENGLISH_UNITS.items()
    if value and word + "th" not in ("oneth", "twoth", "threeth", "fiveth", "eightth", "nineth", "twelveth")
}
ENGLISH_WORDS = frozenset(_ENGLISH_UNITS) | frozenset(_ENGLISH_TENS)
MAX_DIGITS = 24
"""Longer runs of digits are codes, and below 28 digits Decimal arithmetic stays exact."""


def chinese_number(run: str) -> Decimal | None:
    """The value of a run of Chinese numerals, formal or not, or None where it is no well-formed number.

    >>> [chinese_number(run) for run in ("四百二十七万", "一百零五", "三点一四", "十四五")]
    [Decimal('4270000'), Decimal('105'), Decimal('3.14'), None]
    """
    whole, point, fraction = (
        run.translate(_FORMAL).replace("廿", "二十").replace("卅", "三十").partition("点")
    )
    if point:
        # A scale may follow the decimals: 一点五亿.
        scale_at = next((i for i, c in enumerate(fraction) if c not in CHINESE_DIGITS), len(fraction))
        digits, scale = fraction[:scale_at], _scale(fraction[scale_at:])
        left = _integer(whole)
        if not digits or left is None or scale is None or len(digits) > MAX_DIGITS:
            return None
        return Decimal(f"{left}.{''.join(str(CHINESE_DIGITS[c]) for c in digits)}") * scale
    value = _integer(whole)
    return None if value is None else Decimal(value)


def _scale(run: str) -> int | None:
    """The product of a run of scale characters (千万, 万亿); 1 for none."""
    product = 1
    for char in run:
        factor = _SMALL.get(char) or _GREAT.get(char)
        if factor is None:
            return None
        product *= factor
    return product if product <= 10**16 else None


def _integer(run: str) -> int | None:
    """A whole number: digit by digit (二〇二三) or with scales; None where the order makes no number."""
    if not run or len(run) > 2 * MAX_DIGITS:
        return None
    if all(c in CHINESE_DIGITS for c in run):
        return int("".join(str(CHINESE_DIGITS[c]) for c in run))
    scale = _scale(run)
    if scale is not None or run[0] in "百千万亿兆":
        return scale
    return _scaled(run)


def _scaled(run: str) -> int | None:
    total = section = 0
    digit: int | None = None
    last_small, last_great, after_zero, previous = 10**4, 10**17, False, ""
    for char in run:
        if char in CHINESE_DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = CHINESE_DIGITS[char]
            after_zero = after_zero or digit == 0
        elif char in _SMALL:
            factor = _SMALL[char]
            if factor >= last_small or (
                digit is None and char != "十" and not (previous == "" and section == 0)
            ):
                return None
            section += (1 if digit is None else digit) * factor
            digit, last_small, after_zero = None, factor, False
        elif char in _GREAT:
            factor = _GREAT[char]
            section += digit or 0
            if previous in _GREAT:
                total *= factor
            elif factor > last_great:
                total = (total + section) * factor
            elif section:
                total += section * factor
            else:
                return None
            section, digit, last_small, last_great, after_zero = 0, None, 10**4, factor, False
        else:
            return None
        previous = char
    if digit:
        return total + section + digit * _colloquial(run, after_zero)
    return total + section


def _colloquial(run: str, after_zero: bool) -> int:
    """The place of a last bare digit: 一百五 is 150, 三万五 is 35000, 一百零五 is 105, 二十五 is 25."""
    before = run[-2]
    if after_zero or before not in "百千万亿":
        return 1
    return int((_SMALL.get(before) or _GREAT[before]) // 10)


@cache
def _mixed_part() -> re.Pattern[str]:
    return re.compile(r"零?(\d[\d,]*(?:\.\d+)?)([十百千万亿兆]*)")


def mixed_number(run: str) -> tuple[Decimal, Decimal] | None:
    """Digits with Chinese scales (8700万, 1亿2000万): the value and the last scale; None for no number.

    >>> mixed_number("8700万"), mixed_number("1亿2000万")[0], mixed_number("1,234.5")[0]
    ((Decimal('87000000'), Decimal('10000')), Decimal('120000000'), Decimal('1234.5'))
    """
    total, least, limit = Decimal(0), 10**17, 10**17
    for digits, scales in _mixed_part().findall(run):
        plain = digits.replace(",", "")
        scale = _scale(scales)
        if scale is None or scale >= limit or len(plain) > MAX_DIGITS:
            return None
        total += Decimal(plain) * scale
        least = limit = scale
    return total, Decimal(least)


def english_number(words: str) -> Decimal | None:
    """The value of English number words, or None: "two hundred and five", "half a million", "3.5 billion".

    >>> [english_number(words) for words in ("twenty-one", "half a million", "one and a half million")]
    [Decimal('21'), Decimal('500000.0'), Decimal('1500000.0')]
    """
    total, section = Decimal(0), Decimal(0)
    parts = words.lower().replace("-", " ").split()
    seen, last_kind, last_scale = False, "", 10**15
    for index, part in enumerate(parts):
        if part in ("and", "a", "an", "of"):
            continue
        if part == "half":
            section += Decimal("0.5")
            seen, last_kind = True, "half"
        elif part in _ENGLISH_UNITS:
            if last_kind == "unit" or (last_kind == "tens" and not 0 < _ENGLISH_UNITS[part] < 10):
                return None
            section += _ENGLISH_UNITS[part]
            seen, last_kind = True, "unit"
        elif part in _ENGLISH_TENS:
            if last_kind in ("unit", "tens"):
                return None
            section += _ENGLISH_TENS[part]
            seen, last_kind = True, "tens"
        elif part in ENGLISH_SCALES:
            scale = ENGLISH_SCALES[part]
            section = section if seen and last_kind != "great" else Decimal(1)
            if scale <= 100:
                section, last_kind = section * scale, "hundred"
            elif scale >= last_scale:
                return None
            else:
                total, section, last_kind, last_scale = total + section * scale, Decimal(0), "great", scale
            seen = True
        elif part[0].isdigit() and index == 0:
            section, seen, last_kind = Decimal(part.replace(",", "")), True, "unit"
        else:
            return None
    return total + section if seen else None
