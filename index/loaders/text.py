"""Bytes → text: which encoding a plain-text file is in, told apart even on short Chinese texts.

UTF-8 and a byte-order mark speak for themselves. What is left (UTF-16 without a mark, Big5, GB18030,
Windows-1252) is decoded strictly by each candidate, and the reading with the most everyday characters wins.
Statistical detectors need more text than a short note has.
"""

import codecs
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache

from index.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (a Word, Excel or EPUB file is one too)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "a rich-text (RTF) file"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_CANDIDATES = ("gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be", "cp1252")
_SAMPLE = 20_000
_ENOUGH = 0.3
_SURE = 0.7
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")

# The most frequent characters of running text in either script.
_EVERYDAY = frozenset(
    "的一是不了在人有我他這这個个們们中來来上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得于於著着下自之年過过發发後后作"
    "裡里用道行所然家種种事成方多經经麼么去法學学如都同現现當当沒没動动面起看定天分還还進进好小部其些主樣样理心她本前開开但因只從从"
    "想實实日軍军者意無无力它與与長长把機机十民第公此已工使情明性知全三又關关點点正業业外將将兩两高間间由問问很最重並并物手應应戰战"
    "向頭头文體体政美相見见被利什二等產产或新己制身果加西斯月話话合回特代內内信表化老給给世位次度門门任常先海通教兒儿原東东聲声提立"
    "及比員员解水名真論论處处走義义各入幾几口認认條条平系氣气題题活爾尔更別别打女變变四神總总何電电數数安少報报才結结反受目太量再感"
    "建務务做接必場场件計计管期市直德資资命山金指克許许統统區区保至隊队形社便空決决治展馬马科司五基眼書书非則则聽听白卻却界達达光放"
    "強强即像難难且權权思王象完設设式色路記记南品住告類类求據据程北邊边死張张該该交規规萬万取拉格望覺觉術术領领共確确傳传師师觀观清"
    "今切院讓让識识候帶带導导爭争運运億亿元服企集團团商技環环持續续研投創创首席董事財财責责編编源香港年報"
)


def decode(data: bytes, *, name: str) -> str:
    """The text of a plain-text file, as written (no normalisation but the byte-order mark).

    Args:
        data: The file's bytes.
        name: How to call the file in an error.

    Raises:
        DocumentError: The bytes are another format, damaged UTF-8, or no encoding that we read.
    """
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind:
        raise DocumentError(
            f"{name} should be plain text but is {kind} inside; export it as a UTF-8 text file and add that."
        )
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name=name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, error, name=name)
    else:
        if not _CONTROL.search(text):
            return text
        # UTF-16 Chinese may be valid UTF-8 by chance, but then it is strewn with control characters.
        score, wider = _best(data, ("utf-16-le", "utf-16-be"))
        if score >= _SURE:
            return wider
        if not _is_binary(text):
            return text
    return _best_reading(data, name=name)


def _strictly(data: bytes, encoding: str, *, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        raise DocumentError(
            f"{name} starts as {encoding.upper()} text but has broken bytes at line {_line(before)}; "
            "save it again as UTF-8 from the program that wrote it and add that."
        ) from error
    if _is_binary(text):
        raise DocumentError(_binary(name))
    return text


def _refuse_damaged_utf8(data: bytes, error: UnicodeDecodeError, *, name: str) -> None:
    """Raise where the bytes are UTF-8 all but a few; return where they are something else."""
    loose = data[: 1 << 20].decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= c <= "\udcff" for c in loose)
    whole = sum(c >= "\u0800" and not "\ud800" <= c <= "\udfff" for c in loose)
    if whole >= 2 * broken and whole:
        line = _line(data[: error.start].decode("utf-8", "replace"))
        raise DocumentError(
            f"{name} is UTF-8 text but has broken bytes at line {line}; "
            "save it again as UTF-8 from the program that wrote it and add that."
        ) from error


def _best_reading(data: bytes, *, name: str) -> str:
    score, text = _best(data, _CANDIDATES)
    if score >= _ENOUGH:
        return text
    if b"\x00" in data:
        raise DocumentError(_binary(name))
    raise DocumentError(
        f"{name} should be text in UTF-8, UTF-16, Big5 or GB18030 but reads as none of them; "
        "save it again as UTF-8 and add that."
    )


def _best(data: bytes, encodings: Sequence[str]) -> tuple[float, str]:
    """The likeliest reading and its score, in [-1, 1]; (-1, "") where none is possible."""
    readings = [(-1.0, "")]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        western = encoding == "cp1252"
        if not _is_binary(text) and (_looks_western(data) or not western):
            readings.append((_everydayness(text, western=western), text))
    return max(readings, key=lambda reading: reading[0])


def _looks_western(data: bytes) -> bool:
    """Mostly ASCII letters, the other bytes standing alone: a curly quote, an accent."""
    high = sum(byte >= 0x80 for byte in data)
    pairs = len(re.findall(rb"[\x80-\xff]{2}", data))
    return high * 8 <= len(data) and pairs * 4 <= high


def _everydayness(text: str, *, western: bool) -> float:
    """The mean score, in [-1, 1], of the characters outside ASCII in a sample; 1 where all are ASCII."""
    counts = Counter(c for c in text[:_SAMPLE] if c >= "\x80")
    score = _western_score if western else _score
    return sum(score(c) * n for c, n in counts.items()) / counts.total() if counts else 1.0


def _western_score(character: str) -> float:
    if character in "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u20ac\u2122£©®°·":
        return 0.6
    return 0.4 if character.isalpha() else -0.5


@cache
def _score(character: str) -> float:
    if character in _EVERYDAY:
        return 1.0
    if "\u3000" <= character <= "\u3020" or "\uff01" <= character <= "\uff5e" or character in "“”‘’—…·•©%":
        return 0.7
    if not "\u4e00" <= character <= "\u9fff":
        return -1.0 if unicodedata.category(character) in {"Co", "Cn", "Cc"} else -0.5
    return 0.4 if _common(character) else -0.5


def _common(character: str) -> bool:
    """In the first level of GB 2312 or of Big5: the characters those standards put first for being common."""
    for encoding, first, last in (("gb2312", b"\xb0\xa1", b"\xd7\xf9"), ("big5", b"\xa4\x40", b"\xc6\x7e")):
        try:
            if first <= character.encode(encoding) <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _is_binary(text: str) -> bool:
    """NULs, or control characters enough that this is no text."""
    head = text[:_SAMPLE]
    controls = len(_CONTROL.findall(head))
    return "\x00" in text or (controls > 3 and controls * 50 > len(head))


def _binary(name: str) -> str:
    return f"{name} should be plain text but holds binary data; export it as a UTF-8 text file and add that."


def _line(before: str) -> int:
    return len(re.findall(r"\r\n|\r|\n", before)) + 1
