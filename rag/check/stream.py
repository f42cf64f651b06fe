"""A streamed answer, cut into sentences as they complete, whatever pieces it came in."""

import re
from collections.abc import Iterable, Iterator

from index.sentences import sentences as sentences_of
from rag.check.markers import MARKER, MARKER_BEGUN

# An answer without a stop is cut here; how far ahead a quotation, a link or a tag may reach; what may follow a stop.
LONGEST, QUOTATION, LINK, TAIL = 600, 120, 500, 120

_STOP = re.compile(r"\n|\.+[!?]*|[。！？!?…][。！？!?…]*|[;；]")
_CLOSERS = "」』”’)）》〉】\"'*_"
_QUOTES = {"「": "」", "『": "』", "“": "”", "《": "》", "(": ")", "（": "）"}
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\uff60\U00020000-\U0003ffff]")
_SOFT = re.compile(r"[,，、;；:：](?!\d)|\s")
_OPENED = re.compile(r"\]\([^)\n]*$|<[A-Za-z/!][^>\n]*$")
_WORD = re.compile(r"\w+")
_NUMBERS_ITEM = re.compile(r"\s*(?:>\s*)*\(?\d{1,2}")


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of a stream as soon as each is known to be whole: joined they are the text, unchanged.

    A sentence holds its stop, the citation markers and the white space after it. No way of cutting the stream into
    pieces changes what comes out. What has no stop is cut after at most `LONGEST` characters and `TAIL` after them.

    >>> list(sentences(["研發投入211", ".9億元。[", "1][2]服務", "8700萬家[3]。"]))
    ['研發投入211.9億元。[1][2]', '服務8700萬家[3]。']
    """
    cutter = Cutter()
    for piece in pieces:
        yield from cutter.feed(piece)
    yield from cutter.rest()


class Cutter:
    """Cuts a stream that is fed to it; `held` is the sentence under way."""

    def __init__(self) -> None:
        self.held = ""

    def feed(self, piece: str) -> Iterator[str]:
        """Take a piece, and yield the sentences that are whole by it."""
        self.held += piece
        while (end := _end(self.held, whole=False)) is not None:
            whole, self.held = self.held[:end], self.held[end:]
            yield whole

    def rest(self) -> Iterator[str]:
        """Yield what is left when nothing more will come."""
        while self.held:
            end = _end(self.held, whole=True) or len(self.held)
            whole, self.held = self.held[:end], self.held[end:]
            yield whole


class _NotYetKnown(Exception):
    """More of the stream is needed to tell."""


def _end(text: str, *, whole: bool) -> int | None:
    """Where the first sentence ends; None where that is not known yet, or where a whole text has no further end."""
    # Each stop is judged by what stands around it alone, and a later one only after it: so pieces change nothing.
    try:
        for stop in _STOP.finditer(text, 0, LONGEST):
            if not whole and stop.end() == len(text):
                raise _NotYetKnown
            end = _end_at(text, stop, whole=whole)
            if end is not None:
                return end
    except _NotYetKnown:
        return None
    if len(text) <= LONGEST:
        return None
    return _forced(text)


def _end_at(text: str, stop: re.Match[str], *, whole: bool) -> int | None:
    """The end of the sentence that this stop closes, with its markers and white space; None where it closes none."""
    if stop[0] == "\n":
        return _past_space(text, stop.end(), whole=whole) if text[: stop.start()].strip() else None
    if _is_inside(text, stop.start(), whole=whole):
        return None
    end = stop.end()
    while end < len(text) and text[end] in _CLOSERS and not _opens(text, end):
        end += 1
    _more(text, end, whole=whole)
    if text[end : end + 1] and text[end] in "，,、：:的":
        return None
    marked = _past_markers(text, end, whole=whole)
    if stop[0] in ";；":
        marked_before = re.search(rf"(?:{MARKER.pattern})\s*$", text[: stop.start()])
        return _past_space(text, marked, whole=whole) if marked > end or marked_before else None
    if marked == end and not _stops(text, stop, end, whole=whole):
        return None
    if marked > end and (again := _STOP.match(text, marked)) and again[0] != "\n":
        # The stop stands on both sides of the markers.
        marked = again.end()
    return _past_space(text, marked, whole=whole)


def _stops(text: str, stop: re.Match[str], end: int, *, whole: bool) -> bool:
    """Does a stop with no marker right after it end the sentence?"""
    after = text[end : end + 1]
    if stop[0][0] in "。！？":
        return True
    if stop[0][0] == "…":
        return len(stop[0]) > 1 or not after or after.isspace()
    if after and not after.isspace():
        wide = _WIDE.match(text[stop.start() - 1 : stop.start()]) or stop[0][0] != "."
        return bool(wide and _WIDE.match(after))
    if stop[0][0] != ".":
        return True
    if _NUMBERS_ITEM.fullmatch(text, 0, stop.start()):
        return False
    word = re.compile(r"\s*").match(text, end)
    at = word.end() if word else end
    _more(text, at, whole=whole)
    following = _WORD.match(text, at, at + 24)
    if following and following.end() < at + 24:
        _more(text, following.end(), whole=whole)
    # Dr. Lee, U.S. banks, No. 5: as documents are cut.
    around = text[: stop.end()] + " " + (following[0] if following else "")
    return any(b == stop.end() for _, b in sentences_of(around)) if following else True


def _opens(text: str, at: int) -> bool:
    """Is a straight quotation mark or an emphasis the beginning of what follows?"""
    return text[at] in "\"'*_" and text[:at].count(text[at]) % 2 == 0


def _is_inside(text: str, at: int, *, whole: bool) -> bool:
    """Does a place lie inside a quotation, a link's address or a tag that is closed soon?"""
    if opened := _OPENED.search(text, max(0, at - LINK), at):
        limit = opened.start() + LINK
        closed = re.compile(r"[)\n]" if opened[0][0] == "]" else r"[>\n]").search(text, at, limit)
        if closed is None:
            _more(text, limit - 1, whole=whole)
        if closed is not None and closed[0] != "\n":
            return True
    before = text[max(0, at - QUOTATION) : at]
    for opening, closing in _QUOTES.items():
        where = before.rfind(opening)
        if where < 0 or closing in before[where:] or "\n" in before[where:]:
            continue
        limit = at - len(before) + where + QUOTATION
        closed = re.compile(rf"{re.escape(closing)}|\n").search(text, at, limit)
        if closed is None:
            _more(text, limit - 1, whole=whole)
        # A quotation that ends where this stop does may end the sentence: the closing mark is looked at then.
        if closed is not None and closed[0] != "\n" and not _STOP.fullmatch(text, at, closed.start()):
            return True
    return False


def _past_markers(text: str, end: int, *, whole: bool) -> int:
    """Past the citation markers behind a stop, on the same line."""
    at, limit = end, end + TAIL
    while at < limit:
        space = at
        while space < limit and text[space : space + 1] in (" ", "\u3000"):
            space += 1
        _more(text, space, whole=whole)
        found = MARKER.match(text, space)
        if found is None:
            if not whole and MARKER_BEGUN.fullmatch(text, space, space + 60) and len(text) < space + 60:
                raise _NotYetKnown
            return at
        if not whole and found.end() == len(text):
            raise _NotYetKnown
        if text[found.end() : found.end() + 1] == "(":
            return at  # a link that is called [1]
        at = found.end()
    return at


def _past_space(text: str, end: int, *, whole: bool) -> int:
    limit = end + TAIL
    while end < limit and text[end : end + 1].isspace():
        end += 1
    if end < limit:
        _more(text, end, whole=whole)
    return end


def _more(text: str, at: int, *, whole: bool) -> None:
    """Stop here where the character at a place has not come yet."""
    if not whole and at >= len(text):
        raise _NotYetKnown


def _forced(text: str) -> int:
    """Where a text without a stop is cut: behind a mark or a space in the last third, else not within a figure."""
    soft = [found.end() for found in _SOFT.finditer(text, LONGEST * 2 // 3, LONGEST)]
    if soft:
        return soft[-1]
    for end in range(LONGEST, LONGEST - 60, -1):
        before, after = text[end - 1], text[end]
        joined = (before + after).isascii() and not (before + after).isspace()
        if not joined and not "\ud800" <= before <= "\udbff":
            return end
    return LONGEST
