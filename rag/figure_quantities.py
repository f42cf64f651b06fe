"""Quantities: a number with what it counts. Money, percentages, multiples, durations, counts, bare years."""

from dataclasses import dataclass
from decimal import Decimal

from rag.figure_numerals import (
    CHINESE_DIGITS,
    ENGLISH_SCALES,
    ENGLISH_SUFFIXES,
    ENGLISH_WORDS,
    MAX_DIGITS,
    chinese_number,
    english_number,
    mixed_number,
)
from rag.figure_patterns import pattern
from rag.figure_source import Source
from rag.figure_units import CURRENCY_AFTER, CURRENCY_BEFORE, Figure, FigureKind, Qualifier, fold

_SHARED_SIGNS = {
    ("¥", "JPY"),
    ("$", "HKD"),
    ("$", "TWD"),
    ("$", "AUD"),
    ("$", "CAD"),
    ("$", "SGD"),
    ("$", "NZD"),
}
_HALF = Decimal("0.5")
_SCALE_STARTS = "百千万亿兆"
_MULTIPLIED = {"twice": 2, "doubled": 2, "tripled": 3, "quadrupled": 4} | {
    word + "fold": value
    for value, word in enumerate("two three four five six seven eight nine ten".split(), start=2)
}
_BECOME = ("doubled", "tripled", "quadrupled")
_VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_NAME_EXEMPT = frozenset({
    "in", "on", "at", "by", "the", "over", "about", "nearly", "around", "some", "more", "than", "only",
    "all", "of",
    "for", "from", "with", "to", "and", "or", "under", "up", "almost", "least", "most", "an", "its", "it",
    "is",
    "was", "are", "were", "has", "had", "have", "between", "we", "they", "our", "their", "this", "these",
    "those",
    "but", "as", "if", "when", "after", "since", "until", "during", "while", "roughly", "approximately",
    "another",
    "every", "each", "also", "total", "reached", "now", "no", "serving", "covering", "exceeding", "both",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral read at `start:end`: its value, and the scale and digits it is made of."""

    start: int
    end: int
    value: Decimal
    scale: Decimal = Decimal(1)
    style: str = "digits"
    qualifier: Qualifier | None = None


def read_quantity(source: Source, number: Number) -> Figure | None:
    """The figure made of a numeral and what stands around it, or None where the numeral counts nothing."""
    money = source.before("currency_before", number.start)
    if money is not None:
        return _money_before(source, number, money.end() - money.start(), money[0].strip(" -").lower())
    for read in (_percent, _multiple, _money, _duration, _counted):
        found = read(source, number)
        if found is not None:
            return found
    return _bare(source, number)


def read_number(source: Source, at: int) -> Number | None:
    """The numeral that begins at `at`: 8700萬, 四百二十七萬, 21.19 billion, twenty-one; else None."""
    char = source.folded[at]
    if "0" <= char <= "9":
        return _read_digits(source, at)
    return _read_words(source, at) if char.isascii() else _read_hanzi(source, at)


def _read_digits(source: Source, at: int) -> Number | None:
    match = source.match("mixed", at)
    assert match is not None
    if len(match["num"]) > MAX_DIGITS + 8:
        return None
    if match["scale"]:
        read = mixed_number(match["num"] + match["scale"] + match["rest"])
        if read is None:
            return None
        qualifier: Qualifier | None = "over" if match["more"] else None
        return _with_more(source, Number(at, match.end(), read[0], read[1], "mixed", qualifier))
    value = Decimal(match["num"].replace(",", ""))
    vulgar = source.match("vulgar", match.end())
    if vulgar and value == int(value):
        return Number(at, vulgar.end(), value + _VULGAR[vulgar[0]])
    scale = source.match("en_scale", match.end())
    if scale:
        factor = english_number(scale["scale"].replace("trn", "trillion")) or Decimal(1)
        return Number(at, scale.end(), value * factor, factor, "mixed")
    suffix = source.match("money_suffix", match.end())
    if suffix and source.match("plural_after", suffix.end()):
        factor = Decimal(ENGLISH_SUFFIXES[suffix["scale"].lower()])
        return Number(at, suffix.end(), value * factor, factor, "mixed")
    return _with_more(source, Number(at, match.end(), value))


def _read_words(source: Source, at: int) -> Number | None:
    several = source.match("several", at)
    if several:
        of = source.match("of", several.end())
        counted = of and any(
            source.match(name, of.end()) for name in ("currency", "duration", "measure", "multiple")
        )
        return _several(several.groupdict(), at, of.end() if of and counted else several.end())
    match = source.match("words", at)
    if match is None:
        return _multiplied(source, at)
    words = match[0]
    while words:
        value = english_number(words)
        last = words.lower().replace("-", " ").rsplit(" ", 1)[-1]
        if value is not None and (last in ENGLISH_WORDS or last in ENGLISH_SCALES or last == "half"):
            return Number(at, at + len(words), value, style="word")
        cut = max(words.rfind(" "), words.rfind("-"))
        words = words[: max(cut, 0)]
    return None


def _multiplied(source: Source, at: int) -> Number | None:
    match = source.match("multiplied", at)
    if match is None:
        return None
    word = match[0].lower()
    return Number(at, match.end(), Decimal(_MULTIPLIED[word]), style="multiplied")


def _several(groups: dict[str, str | None], at: int, end: int) -> Number:
    names = {name + "s": value for name, value in ENGLISH_SCALES.items()} | {"tens": 10, "dozens": 10}
    value = Decimal(1)
    for word in groups.values():
        if word:
            value *= names[word.lower().rstrip("s") + "s"]
    return Number(at, end, value, style="mixed", qualifier="several")


def _read_hanzi(source: Source, at: int) -> Number | None:
    formal = source.match("formal", at)
    if formal:
        value = chinese_number(formal[0])
        return None if value is None else Number(at, formal.end(), value, style="hanzi")
    match = source.match("zh_multiplied", at)
    if match:
        times = 2 ** int(chinese_number(match["num"]) or 1) if match["num"] else 2
        return Number(at, match.end(), Decimal(times), style="multiplied")
    match = source.match("hanzi", at)
    if match is None:
        return None
    run = match["num"]
    qualifier: Qualifier | None = None
    value = chinese_number(run)
    if value is None or _is_loose(run):
        return None
    if match["scale"]:
        factor = chinese_number(match["scale"]) or Decimal(1)
        value, qualifier = value * factor, "about" if match["more"] == "来" else "over"
    if match["half"]:
        return Number(at, match.end(), value + _HALF, style="half")
    start = at + len(match["some"] or "")
    if match["some"]:
        qualifier = "several"
    number = Number(start, match.end(), value, style="hanzi", qualifier=qualifier)
    if qualifier:
        return number
    if all(c in "十" + _SCALE_STARTS for c in run) and run != "十":
        return _bare_scale(source, number, run)
    return _with_more(source, number)


def _is_loose(run: str) -> bool:
    """Two or three digits in a row (三五, 七八) are an approximation or a name, not a figure."""
    in_a_row = len(run) > 1 and all(c in CHINESE_DIGITS for c in run)
    return in_a_row and not (len(run) > 2 and set(run) & set("零〇"))


def _bare_scale(source: Source, number: Number, run: str) -> Number | None:
    """百萬次 counts, 上萬家 and 近百家 count; 百 and 千 alone, with nothing before them, do not."""
    if source.before("up_to", number.start):
        return Number(number.start, number.end, number.value, style="hanzi", qualifier="over")
    qualifier = source.qualifier(number.start, number.end)
    if qualifier:
        return Number(number.start, number.end, number.value, style="hanzi", qualifier=qualifier)
    unit = any(source.match(name, number.end) for name in ("currency", "counter", "measure"))
    return number if len(run) > 1 and unit else None


def _with_more(source: Source, number: Number) -> Number:
    """Take in 多, 餘 or 來 after the numeral: 700多個, 30餘家, 二十來歲."""
    more = source.match("more", number.end)
    if more is None or (number.value < 10 and more["more"] != "多"):
        return number
    style = "mixed" if number.style == "digits" else number.style
    qualifier: Qualifier = "about" if more["more"] == "来" else "over"
    return Number(number.start, more.end(), number.value, number.scale, style, qualifier)


def _money_before(source: Source, number: Number, length: int, sign: str) -> Figure:
    currency, start, end, value = CURRENCY_BEFORE[sign], number.start - length, number.end, number.value
    suffix = source.match("money_suffix", end) if number.style == "digits" else None
    if suffix:
        end, value = suffix.end(), value * ENGLISH_SUFFIXES[suffix["scale"].lower()]
    after = source.match("currency", end)
    named = CURRENCY_AFTER[(after["zh"] or after["en"]).lower()] if after else ""
    if after and (after["zh"] == "元" or named == currency):
        end = after.end()
    elif after and (sign, named) in _SHARED_SIGNS:
        end, currency = after.end(), named
    qualifier = number.qualifier or source.qualifier(start, end)
    value = -value if source.folded[number.start - 1] == "-" else value
    return source.figure(start, end, value, FigureKind.MONEY, currency=currency, qualifier=qualifier)


def _build(
    source: Source,
    number: Number,
    end: int,
    kind: FigureKind,
    *,
    value: Decimal | None = None,
    unit: str | None = None,
    currency: str | None = None,
    qualifier: Qualifier | None = None,
) -> Figure:
    time = kind is FigureKind.DURATION
    qualifier = qualifier or number.qualifier or source.qualifier(number.start, end, counts_time=time)
    value = number.value if value is None else value
    return source.figure(number.start, end, value, kind, unit=unit, currency=currency, qualifier=qualifier)


def _percent(source: Source, number: Number) -> Figure | None:
    match = source.match("percent", number.end)
    if match:
        unit = source.text[number.end : match.end()].strip(" -") if match["point"] is not None else None
        value = number.value / (10 if match["mille"] else 100 if match["basis"] else 1)
        return _build(source, number, match.end(), FigureKind.PERCENT, value=value, unit=unit)
    match = source.match("tenths", number.end)
    if match and 0 < number.value <= 10 and number.style in ("digits", "hanzi"):
        part = (
            _HALF if match["half"] else Decimal(CHINESE_DIGITS[match["tenth"]]) / 10 if match["tenth"] else 0
        )
        return _build(source, number, match.end(), FigureKind.PERCENT, value=(number.value + part) * 10)
    return None


def _multiple(source: Source, number: Number) -> Figure | None:
    """A multiple; `unit` says "to" for what a thing became (doubled, 翻一番), "by" for what it grew by (增長兩倍)."""
    if number.style == "multiplied":
        word = source.folded[number.start : number.end].lower()
        become = word in _BECOME or not word.isascii()
        return _build(source, number, number.end, FigureKind.MULTIPLE, unit="to" if become else None)
    match = source.match("multiple", number.end)
    if match is None:
        return None
    grown = source.before("grown", number.start)
    return _build(source, number, match.end(), FigureKind.MULTIPLE, unit="by" if grown else None)


def _money(source: Source, number: Number) -> Figure | None:
    match = source.match("currency", number.end)
    if not match:
        return None
    code = CURRENCY_AFTER[(match["zh"] or match["en"]).lower()]
    return _build(source, number, match.end(), FigureKind.MONEY, currency=code)


def _duration(source: Source, number: Number) -> Figure | None:
    match = source.match("duration", number.end)
    if not match:
        return None
    unit = source.text[number.end : match.end() - len(match["half"] or "")].strip(" -")
    qualifier: Qualifier | None = None
    if match["en"]:
        unit = match["en"]
    elif match["more"]:
        unit, qualifier = unit[0] + unit[2:], "over"
    elif unit == "月":
        unit = source.text[number.end - 2] + unit
    value = number.value + _HALF if match["half"] else number.value
    return _build(
        source, number, match.end(), FigureKind.DURATION, value=value, unit=unit, qualifier=qualifier
    )


def _counted(source: Source, number: Number) -> Figure | None:
    if number.value == 1 and number.style == "hanzi" and source.before("no_one", number.start):
        return None
    if number.style == "hanzi" and source.before("minus", number.start):
        match = source.match("degrees", number.end)
        if match:
            return _build(
                source, number, match.end(), FigureKind.NUMBER, unit=source.text[number.end : match.end()]
            )
    names = ["measure", "counter"] + (["counter_after_digits"] if number.style in ("digits", "mixed") else [])
    for name in names:
        match = source.match(name, number.end)
        if match:
            unit = source.text[number.end : match.end()].strip(" -")
            return _build(source, number, match.end(), FigureKind.NUMBER, unit=unit)
    big = source.match("big", number.end) if number.style == "hanzi" and 2 <= number.value <= 20 else None
    return _build(source, number, big.end(), FigureKind.NUMBER, unit="大") if big else None


def _bare(source: Source, number: Number) -> Figure | None:
    """A number with nothing after it: a year, a count, or a part of a name."""
    folded, end = source.folded, number.end
    if (
        number.style in ("digits", "mixed")
        and end < len(folded)
        and folded[end].isascii()
        and folded[end].isalnum()
    ):
        return None
    text = folded[number.start : end]
    if number.style == "digits":
        if _is_year(source, number, text):
            return _build(source, number, end, FigureKind.YEAR)
        if (len(text) >= 8 and text.isdigit()) or _is_name(source, number, text):
            return None
    if number.style == "hanzi" and len(text) == 1 and not number.qualifier:
        return None
    if number.style == "word" and (_is_article(source, number, text) or _is_named(source, number)):
        return None
    return _build(source, number, end, FigureKind.NUMBER)


def _is_year(source: Source, number: Number, text: str) -> bool:
    if not (len(text) == 4 and text.isdigit() and 1000 <= number.value <= 2099):
        return False
    if number.value < 1900:
        announced = source.before("early_year_before", number.start)
        amount = source.before("not_early_year_before", number.start)
        return bool(announced and not amount and not source.match("plural_after", number.end))
    if source.before("year_before", number.start):
        return True
    counted = source.qualifier(number.start, number.end) not in (None, "about")
    return not counted and not source.match("plural_after", number.end)


def _is_name(source: Source, number: Number, text: str) -> bool:
    """Scope 3, Windows 11, Alipay+ 2.0: a short number after a capitalised Latin word, or joined to one."""
    start = number.start
    if source.before("model_before", start):
        return True
    window = source.text[max(source.done, start - 32) : start]
    if window[-1:] in "-_#@/\\." and window[-2:-1].isalnum() and window[-2:-1].isascii():
        return not source.before("year_before", start)
    found = _name_before(window)
    return found is not None and found.lower() not in _NAME_EXEMPT and len(text) <= 4


def _is_named(source: Source, number: Number) -> bool:
    """The Big Four: a capitalised number word after a capitalised word that can be a name."""
    found = _name_before(source.text[max(source.done, number.start - 32) : number.start])
    capital = source.text[number.start].isupper()
    return capital and found is not None and found.lower() not in _NAME_EXEMPT


def _name_before(window: str) -> str | None:
    """The capitalised Latin word a window ends with."""
    found = pattern("name_before").search(fold(window))
    return found["name"] if found else None


def _is_article(source: Source, number: Number, text: str) -> bool:
    """One as a pronoun or article: one of, no one, one another, one day."""
    after = source.folded[number.end : number.end + 12].lower()
    before = source.folded[max(source.done, number.start - 8) : number.start].lower()
    if text.lower() in ("one", "a", "an"):
        pronoun = after.startswith(
            (" of ", " another", " day", "'s", "-", " can", " by one", " who", ".", ",")
        )
        return pronoun or before.endswith(
            ("no ", "this ", "that ", "each ", "every ", "any ", "which ", "some ", "one by ")
        )
    return text.lower() == "zero" and after.startswith("-")
