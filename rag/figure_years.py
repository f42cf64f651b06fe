"""Years, fiscal years, halves and quarters, decades, and the years of eras: 民國112年, 西元前221年, FY23, 1H23."""

from decimal import Decimal

from rag.figure_numerals import chinese_number
from rag.figure_source import Source
from rag.figure_units import ERAS, Figure, FigureKind

BIG_YEAR_OF_OUR_ERA = 130
"""A bare three-digit year below this could be of the Republic's era (112年3月5日 is 2023) and is not read."""


def small(text: str | None) -> int:
    """A year, month or day in digits of either kind; 0 where it is not said, 1 for 元."""
    if not text:
        return 0
    if text.isdigit() and text.isascii():
        return int(text)
    return 1 if text == "元" else int(chinese_number(text) or 0)


def full_year(year: int, written: str) -> int:
    """A year written with two digits in full: 23 is 2023, 98 is 1998."""
    return year + (2000 if year <= 50 else 1900) if len(written) == 2 and written.isascii() else year


def date(source: Source, start: int, end: int, year: int, month: int, day: int) -> Figure | None:
    """A date of the text, or None for a month or day that cannot be."""
    if not (0 <= month <= 12 and 0 <= day <= 31):
        return None
    return source.figure(start, end, Decimal(year * 10000 + month * 100 + day), FigureKind.DATE)


def era_year(source: Source, at: int) -> Figure | None:
    """The year, or the date, of an era named before the number, its name part of the figure."""
    named = source.before("era_before", at)
    match = source.match("era_date", at) if named else None
    if named is None or match is None or not small(match["year"]):
        return None
    start, year = at - len(named[0]), ERAS[named["era"]] + small(match["year"])
    if match["month"]:
        return date(source, start, match.end(), year, small(match["month"]), small(match["day"]))
    return source.figure(start, match.end(), Decimal(year), FigureKind.YEAR)


def christian_year(source: Source, at: int) -> Figure | None:
    """西元前221年, 公元618年, 221 BC, AD 618: before the era the value is below zero; 西元前三世紀 is an ordinal."""
    named = source.before("christian_before", at)
    if named:
        match = source.match("christian_year", at)
        year = small(match["year"]) if match else 0
        if match is None or not year or (match["month"] and not named["bc"]):
            return None  # a date of our era is read as any date
        start, value = at - len(named[0]), Decimal(-year if named["bc"] else year)
        end = match.end("unit")
        if match["unit"].endswith("纪"):
            unit = source.text[match.start("unit") : end]
            return source.figure(start, end, value, FigureKind.ORDINAL, unit=unit)
        return source.figure(start, end, value, FigureKind.YEAR)
    match = source.match("year_bc", at) or source.match("ad_year", at)
    mark = "bc" if match and "bc" in match.re.groupindex else "ad"
    if match is None or not source.text[slice(*match.span(mark))].isupper():
        return None
    year = -int(match["year"]) if mark == "bc" and match["before"] else int(match["year"])
    decade = "年代" if mark == "ad" and match["decade"] else None
    return source.figure(at, match.end(), Decimal(year), FigureKind.YEAR, unit=decade)


def fiscal_year(source: Source, at: int) -> Figure | None:
    """FY2023, FY23, fiscal 2023, 2023財年; FY2022/23 is a year across two, as 2022-23年度."""
    match = source.match("fy", at)
    if match:
        year = full_year(int(match["year"]), match["year"])
        if match["next"] and int(match["next"]) % 100 != (year + 1) % 100:
            return None
        unit = "年度" if match["next"] else "財年"
        return source.figure(at, match.end(), Decimal(year), FigureKind.YEAR, unit=unit)
    match = source.match("zh_fiscal", at)
    return match and source.figure(at, match.end(), Decimal(match["year"]), FigureKind.YEAR, unit="財年")


def part_of_year(source: Source, at: int) -> Figure | None:
    """上半年, H1, 1H23, Q3, 2Q 2023, 三季度: which half or quarter, an ordinal."""
    half = source.match("zh_half", at)
    which = source.folded[max(source.done, at - 1) : at]
    if half and which in ("上", "下"):
        unit = source.text[at : half.end()]
        return source.figure(
            at - 1, half.end(), Decimal("上下".index(which) + 1), FigureKind.ORDINAL, unit=unit
        )
    match = source.match("en_period", at)
    if match:
        number, unit = (match["n"], match["u"]) if match["n"] else (match["n2"], match["u2"])
        return source.figure(at, match.end(), Decimal(number), FigureKind.ORDINAL, unit=unit.upper())
    match = source.match("zh_quarter", at)
    if match and not source.before("quarters_before", at):
        unit = source.text[match.end("num") : match.end()].strip()
        return source.figure(at, match.end(), Decimal(small(match["num"])), FigureKind.ORDINAL, unit=unit)
    return None


def year(source: Source, at: int) -> Figure | None:
    """The decade or year of our calendar that begins here, or None."""
    two = source.match("two_years", at)
    if two and int(two["next"]) % 100 == (int(two["year"]) + 1) % 100:
        return source.figure(at, two.end(), Decimal(two["year"]), FigureKind.YEAR, unit="年度")
    decade = _decade(source, at)
    if decade:
        return decade
    match = source.match("zh_year", at) or source.match("year_of_period", at)
    if match and 1000 < small(match["year"]) < 3000:
        qualifier = source.qualifier(at, match.end())
        about = qualifier if qualifier == "about" else None
        return source.figure(at, match.end(), Decimal(small(match["year"])), FigureKind.YEAR, qualifier=about)
    match = source.match("after_period", at)
    if match and source.text[max(0, source.done - 2) : at].strip() and source.before_any("period_before", at):
        return source.figure(
            at, match.end(), Decimal(full_year(int(match["year"]), match["year"])), FigureKind.YEAR
        )
    match = source.match("early_zh_year", at)
    if match and source.before("early_zh_year_before", at) and int(match["year"]) >= BIG_YEAR_OF_OUR_ERA:
        return source.figure(at, match.end(), Decimal(match["year"]), FigureKind.YEAR)
    match = source.match("short_year", at)
    if match and (source.before("short_year_before", at) or source.match("short_year_after", match.end())):
        return source.figure(
            at, match.end(), Decimal(full_year(int(match["year"]), match["year"])), FigureKind.YEAR
        )
    return None


def _decade(source: Source, at: int) -> Figure | None:
    """八十年代 is the 1980s, 十九世紀八十年代 the 1880s."""
    match = source.match("century_decade", at)
    if match:
        value = (small(match["century"]) - 1) * 100 + small(match["decade"])
    else:
        match = source.match("decade", at)
        if match is None:
            return None
        value = small(match["year"] or match["early"] or match["hanzi"])
        value += 1900 if value < 100 else 0
    return source.figure(at, match.end(), Decimal(value), FigureKind.YEAR, unit="年代")
