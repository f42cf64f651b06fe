"""A figure said in the asker's language, never rounded: 211.9億元 is RMB 21.19 billion, 87 million 8700萬."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from rag.answer import Language
from rag.figure_source import plain
from rag.figure_units import (
    CURRENCY_EN,
    CURRENCY_HANT,
    Figure,
    FigureKind,
    Qualifier,
    fold,
    known_unit,
    ordinal_unit,
    unit_of,
)

_ENGLISH_SCALES = ((12, " trillion"), (9, " billion"), (6, " million"))
_CHINESE_SCALES = ((12, "萬億", 4), (8, "億", 4), (4, "萬", 2))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
)  # fmt: skip
_PREFIX_HANT: dict[Qualifier, str] = {
    "over": "超過", "nearly": "近", "about": "約", "under": "不到", "at least": "至少", "at most": "不超過",
}  # fmt: skip
_SEVERAL = {10: "dozens", 100: "hundreds", 1000: "thousands", 10**4: "tens of thousands",
            10**5: "hundreds of thousands", 10**6: "millions", 10**7: "tens of millions",
            10**8: "hundreds of millions", 10**9: "billions", 10**10: "tens of billions",
            10**11: "hundreds of billions", 10**12: "trillions"}  # fmt: skip
_SEVERAL_HANT = {10: "數十", 100: "數百", 1000: "數千", 10**4: "數萬", 10**5: "數十萬", 10**6: "數百萬",
                 10**7: "數千萬", 10**8: "數億", 10**9: "數十億", 10**10: "數百億", 10**11: "數千億",
                 10**12: "數萬億"}  # fmt: skip
_ORDINAL_EN = frozenset({"year", "quarter", "century", "day", "week", "month", "half", "decade"})
_ORDINAL_HANT = {"year": "年", "quarter": "季度", "day": "天", "week": "週", "month": "個月", "session": "屆",
                 "time": "次", "decade": "個十年", "place": "名"}  # fmt: skip
_BECOME = {2: "doubled", 3: "tripled", 4: "quadrupled"}


def render(figure: Figure, language: Language) -> str:
    """The figure as the asker reads it, exact, its qualifier said where the words are ours.

    A Chinese figure asked about in Chinese keeps its own words, in the asker's script, with the source's own
    qualifier (超5億, 近百家, 100家以上); so does an English one asked about in English.

    >>> from rag.figures import find_figures
    >>> [render(find_figures(text)[0], "en") for text in ("211.9億元", "超過700個", "9成", "第20年")]
    ['RMB 21.19 billion', 'over 700', '90%', '20th year']
    >>> render(find_figures("over 475 million trees")[0], "zh-Hans")
    '超过4.75亿'
    """
    if language == "en":
        return _own_english(figure) or _english(figure)
    from index.script import convert

    if _has_han((figure.prefix + figure.text + figure.suffix).replace("〇", "零")):
        return convert(_whole(figure), language)
    return _chinese(figure) if language == "zh-Hant" else convert(_chinese(figure), language)


def _whole(figure: Figure) -> str:
    """The figure's own words with those beside it that qualify it: 超5億, 近百家, 數億, 100家以上."""
    if not figure.prefix and not figure.suffix and figure.qualifier == "several":
        return "數" + figure.text
    return figure.prefix + figure.text + figure.suffix


def _own_english(figure: Figure) -> str | None:
    """An English figure's own words; None where they are Chinese, or do not tell by themselves what they count."""
    if figure.kind is FigureKind.RATIO:
        return None  # 3 to 1
    whole = figure.prefix + figure.text + figure.suffix
    return whole if whole.isascii() and any(char.isalpha() for char in figure.text) else None


def _english(figure: Figure) -> str:
    if figure.qualifier == "several" and int(figure.value) in _SEVERAL:
        words = _SEVERAL[int(figure.value)]
        if figure.kind is FigureKind.MONEY:
            return f"{words} of {_CURRENCY_NAMES.get(figure.currency or '', figure.currency)}"
        if figure.value == 10 and _english_unit(figure) == "years":
            return "decades"
        if figure.kind is FigureKind.MULTIPLE:
            return f"{words} of times"
        return f"{words} of {_english_unit(figure)}" if _english_unit(figure) else words
    said = _range(figure, _ENGLISH[figure.kind], "–", " to ") or _ENGLISH[figure.kind](figure)
    qualifier = figure.qualifier if figure.qualifier != "several" else None
    return f"{qualifier} {said}" if qualifier else said


def _range(figure: Figure, say: Callable[[Figure], str], joint: str, signed_joint: str) -> str | None:
    """Both ends of a range, what they share said once: RMB 3–5 million, 3萬至5萬人; None for a single figure."""
    if figure.upper is None:
        return None
    low, high = say(figure), say(replace(figure, value=figure.upper))
    if figure.kind is FigureKind.TIME or (figure.kind is FigureKind.PERCENT and not figure.unit):
        return f"{low}{signed_joint if figure.value < 0 else joint}{high}"
    head = low[: next(i for i, char in enumerate(low) if char.isdigit())]
    if "-" not in head:
        high = high.removeprefix(head)
    # A Chinese scale is said at both ends: 3萬至5萬, for 3至5萬 could be from three.
    shared = 0
    if any(scale in high and scale not in low for scale in "萬億"):
        return f"{low}{joint}{high}"  # 15英鎊至10萬英鎊, for 15至10萬 would be from 150,000
    while low[-1 - shared] == high[-1 - shared] and low[-1 - shared] not in "0123456789萬億":
        shared += 1
    if shared and (low[-shared] == " " or not low[-shared:].isascii() or low[-shared - 1].isdigit()):
        low = low[:-shared]
    return f"{low}{signed_joint if figure.value < 0 else joint}{high}"


_CURRENCY_NAMES = {"CNY": "yuan", "USD": "US dollars", "HKD": "Hong Kong dollars",
                   "TWD": "New Taiwan dollars",
                   "EUR": "euros", "JPY": "yen", "GBP": "pounds"}  # fmt: skip


def _scaled(value: Decimal) -> str:
    """15,000 or 1.11 million: a scale where it leaves four decimals at most, else every digit."""
    for power, word in _ENGLISH_SCALES:
        if abs(value) >= 10**power:
            mantissa = plain(value.scaleb(-power))
            if _decimals(mantissa) <= 4:
                return f"{mantissa:,f}{word}"
    return f"{plain(value):,f}"


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _english_unit(figure: Figure) -> str:
    unit = unit_of(figure)
    if unit is None:
        return ""
    return unit.name if abs(figure.value) == 1 and figure.upper is None else unit.plural


def _english_number(figure: Figure) -> str:
    return f"{_scaled(figure.value)} {_english_unit(figure)}".strip()


def _english_money(figure: Figure) -> str:
    code = figure.currency or ""
    sign = "-" if figure.value < 0 else ""
    return sign + CURRENCY_EN.get(code, f"{code} " if code else "") + _scaled(abs(figure.value))


def _english_percent(figure: Figure) -> str:
    if figure.unit:
        return f"{plain(figure.value):,f} percentage point" + ("" if figure.value == 1 else "s")
    return f"{plain(figure.value):,f}%"


def _english_multiple(figure: Figure) -> str:
    if figure.unit == "to" and figure.value in _BECOME and figure.upper is None:
        return _BECOME[int(figure.value)]
    return f"{_scaled(figure.value)} " + ("time" if figure.value == 1 and figure.upper is None else "times")


def _english_date(figure: Figure) -> str:
    year, month, day = _date(figure)
    if not month:
        return f"the {_nth(day)}"
    said = _MONTHS[month - 1] + (f" {day}" if day else "")
    era = "AD " if year < 1000 else ""
    return said + (f", {era}{year}" if year and day else f" {era}{year}" if year else "")


def _date(figure: Figure) -> tuple[int, int, int]:
    value = int(figure.value)
    return value // 10000, value // 100 % 100, value % 100


def _clock(figure: Figure) -> str:
    minutes, seconds = divmod(int(figure.value), 60)
    said = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{said}:{seconds:02d}" if seconds else said


def _nth(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _has_han(text: str) -> bool:
    return any("一" <= char <= "鿿" for char in text)


def _english_ordinal(figure: Figure) -> str:
    unit = fold(figure.unit or "").lower()
    if unit in ("号", "no."):
        return f"No. {figure.value}"
    name = ordinal_unit(unit)
    known = name in _ORDINAL_EN if _has_han(unit) else True
    said = f"{_nth(abs(int(figure.value)))} {name if known else ''}".strip()
    return f"{said} BC" if figure.value < 0 else said


def _english_duration(figure: Figure) -> str:
    if fold(figure.unit or "").lower() in ("周年", "anniversary"):
        return f"{_nth(int(figure.value))} anniversary"
    unit = known_unit(figure.unit)
    if figure.value == Decimal("0.5") and figure.upper is None and unit:
        return f"half {'an' if unit.name == 'hour' else 'a'} {unit.name}"
    return _english_number(figure)


def _ratio(figure: Figure, joint: str = "-to-") -> str:
    """1:0.98; with the words of the language where 1:10 would be a time of day."""
    left, right = figure.ratio or (figure.value, Decimal(1))
    clock = left < 24 and 10 <= right < 60 and right == int(right)
    return f"{plain(left):f}{joint if clock else ':'}{plain(right):f}"


def _chinese_ratio(figure: Figure) -> str:
    return _ratio(figure, "比")


def _fraction(figure: Figure) -> str:
    """2/3; in words where 1/16 would be a day."""
    left, right = figure.ratio or (figure.value, Decimal(1))
    if left < 10 and (right <= 10 or right == 100):
        return f"{plain(left):f}/{plain(right):f}"
    return f"{plain(left):f} out of {plain(right):,f}"


def _chinese_fraction(figure: Figure) -> str:
    left, right = figure.ratio or (figure.value, Decimal(1))
    said = _fraction(figure)
    return said if "/" in said else f"{plain(right):f}分之{plain(left):f}"


def _english_year(figure: Figure) -> str:
    unit, value = fold(figure.unit or ""), int(figure.value)
    if unit == "年度":
        return f"{value}-{(value + 1) % 100:02d}"
    if unit == "财年":
        return f"FY{value}"
    said = f"{abs(value)}s" if unit else str(abs(value))
    if value < 0:
        return f"{said} BC"
    return f"AD {said}" if value < 1000 else said


_ENGLISH = {
    FigureKind.NUMBER: _english_number,
    FigureKind.MONEY: _english_money,
    FigureKind.PERCENT: _english_percent,
    FigureKind.MULTIPLE: _english_multiple,
    FigureKind.RATIO: _ratio,
    FigureKind.FRACTION: _fraction,
    FigureKind.YEAR: _english_year,
    FigureKind.DATE: _english_date,
    FigureKind.TIME: _clock,
    FigureKind.DURATION: _english_duration,
    FigureKind.ORDINAL: _english_ordinal,
}


def _chinese(figure: Figure) -> str:
    if figure.qualifier == "several" and int(figure.value) in _SEVERAL_HANT:
        unit = known_unit(figure.unit)
        times = "倍" if figure.kind is FigureKind.MULTIPLE else ""
        return _SEVERAL_HANT[int(figure.value)] + (unit.hant if unit else times)
    said = _range(figure, _CHINESE[figure.kind], "至", "至") or _CHINESE[figure.kind](figure)
    if figure.qualifier == "nearly" and figure.kind is FigureKind.DURATION:
        return f"將近{said}"  # 近300年 are the last 300 years
    return _PREFIX_HANT.get(figure.qualifier, "") + said if figure.qualifier else said


def _chinese_scaled(value: Decimal) -> str:
    """8700萬, 4.75億, 1.5萬億, 700: the largest scale that leaves few decimals, else every digit."""
    for power, word, most in _CHINESE_SCALES:
        if abs(value) >= 10**power:
            mantissa = plain(value.scaleb(-power))
            if _decimals(mantissa) <= most:
                return f"{mantissa:f}{word}"
    return f"{plain(value):,f}"


def _chinese_number(figure: Figure) -> str:
    unit = known_unit(figure.unit)
    if unit is not None and unit.name == "decade":  # 2個十年 would be read as a count of two
        return f"{plain(figure.value * 10):,f}年"
    return _chinese_scaled(figure.value) + (unit.hant if unit else "")


def _chinese_money(figure: Figure) -> str:
    if figure.currency == "TWD":
        sign = "-" if figure.value < 0 else ""
        return f"{sign}新台幣{_chinese_scaled(abs(figure.value))}元"
    code = figure.currency or ""
    return _chinese_scaled(figure.value) + CURRENCY_HANT.get(code, code)


def _chinese_percent(figure: Figure) -> str:
    number = f"{plain(figure.value):,f}"
    return f"{number}個百分點" if figure.unit else f"{number}%"


def _chinese_date(figure: Figure) -> str:
    year, month, day = _date(figure)
    return (f"{year}年" if year else "") + (f"{month}月" if month else "") + (f"{day}日" if day else "")


def _chinese_ordinal(figure: Figure) -> str:
    unit = ordinal_unit(figure.unit)
    if unit == "no.":
        return f"{figure.value}號"
    if unit == "century":
        return f"西元前{-figure.value}世紀" if figure.value < 0 else f"{figure.value}世紀"
    if unit == "half" and figure.value <= 2:
        of_year = fold(figure.unit or "").lower() != "half"
        return "上下"[int(figure.value) - 1] + ("半年" if of_year else "半")
    return f"第{figure.value}{_ORDINAL_HANT.get(unit, '')}"


def _chinese_duration(figure: Figure) -> str:
    unit = known_unit(figure.unit)
    if figure.value == Decimal("0.5") and figure.upper is None and unit:
        return f"半{unit.hant}"
    if (figure.unit or "").lower() == "anniversary":
        return f"{figure.value}週年"
    return _chinese_number(figure)


def _chinese_year(figure: Figure) -> str:
    unit, value = fold(figure.unit or ""), int(figure.value)
    if unit == "年度":
        return f"{_english_year(figure)}年度"
    if unit == "财年":
        return f"{value}財年"
    said = f"{abs(value)}年代" if unit else f"{abs(value)}年"
    if value < 0:
        return f"西元前{said}"
    return f"西元{said}" if value <= 1000 and not unit else said


def _chinese_multiple(figure: Figure) -> str:
    return f"{_chinese_scaled(figure.value)}倍"


_CHINESE = {
    FigureKind.NUMBER: _chinese_number,
    FigureKind.MONEY: _chinese_money,
    FigureKind.PERCENT: _chinese_percent,
    FigureKind.MULTIPLE: _chinese_multiple,
    FigureKind.RATIO: _chinese_ratio,
    FigureKind.FRACTION: _chinese_fraction,
    FigureKind.YEAR: _chinese_year,
    FigureKind.DATE: _chinese_date,
    FigureKind.TIME: _clock,
    FigureKind.DURATION: _chinese_duration,
    FigureKind.ORDINAL: _chinese_ordinal,
}
