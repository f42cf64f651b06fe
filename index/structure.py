"""Lines → blocks: headline, byline, headings, pictures and their captions, and the page's furniture.

A plain note has no furniture, so all of it is paragraphs: nothing of it is lost to search.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.document import Block, BlockKind
from index.lines import IMAGE_MARK, IMAGE_NAME, LIST_ITEM, NUMBERED, Line, is_chapter, lines_of
from index.markup import mark_markup
from index.page import DATE, mark_bylines, mark_headline, mark_page_end, mark_page_top
from index.sentences import is_final, narrow, weight, wraps

_CAPTION = re.compile(
    r"[▲△]|[圖图](?:片|[一二三四五六七八九\d]+)?:|[圖图][為为]|(?:Figure|Fig\.|Photo)\s*\d*\s*[:.]",
    re.IGNORECASE,
)
_PLAIN_LEVEL = 20


@dataclass(frozen=True, slots=True)
class Structure:
    """What the lines of a text are. `byline` and `published` are as printed, empty where there is none."""

    title: str
    blocks: tuple[Block, ...]
    byline: str = ""
    published: str = ""


def structure(text: str, *, name: str = "") -> Structure:
    """Tell the parts of a page apart.

    Args:
        text: Normalised text (NFC, line ends are newlines).
        name: The title where the text shows none: the file's name.

    Returns:
        The title, and blocks in order that do not overlap and hold every word of the text.
    """
    lines = list(lines_of(narrow(text)))
    front = mark_markup(lines)
    page = any(line.is_body for line in lines)
    if page:
        mark_bylines(lines)
    headline = mark_headline(lines, page=page)
    _mark_pictures(lines, page=page)
    if page:
        mark_page_top(lines, headline)
        mark_page_end(lines, headline)
        _mark_headings(lines)
    bylines = [line for line in lines if line.kind is BlockKind.BYLINE]
    below = [line for line in bylines if headline and line.start > headline.start]
    dated = [(line.start, found) for line in (*below, *bylines) for found in DATE.finditer(line.text)]
    first = headline or _first_line(lines)
    return Structure(
        title=front or (text[first.start : first.end] if first else name),
        blocks=tuple(_blocks(lines)),
        byline=" ".join(text[line.start : line.end] for line in bylines),
        published=next((text[at + found.start() : at + found.end()] for at, found in dated), ""),
    )


def heading_level(text: str, block: Block) -> int:
    """How deep a heading lies, 1 the outermost: by its Markdown marks, else by its numbering, else 20."""
    line = text.rfind("\n", 0, block.start) + 1
    hashes = text.count("#", line, block.start)
    if hashes:
        return hashes
    underline = re.match(r"[ \t]*\n[ \t]*(=+|-+)[ \t]*(?:\n|$)", text[block.end : block.end + 200])
    if underline:
        return 1 if underline[1][0] == "=" else 2
    words = text[block.start : block.end]
    return next(
        (10 + depth for depth, numbered in enumerate(NUMBERED) if numbered.match(words)), _PLAIN_LEVEL
    )


def _first_line(lines: Sequence[Line]) -> Line | None:
    """A first line that may name the text but stays a paragraph of it, not to be lost from search."""
    if not lines or lines[0].kind not in (None, BlockKind.PARAGRAPH, BlockKind.HEADING) or lines[0].group:
        return None
    first = lines[0]
    stands_alone = len(lines) == 1 or lines[1].after_blank or first.kind is BlockKind.HEADING
    short = weight(first.text) <= 30 and not re.search(r"[。.,、;:]$", first.text)
    return first if stands_alone and short and not LIST_ITEM.match(first.text) else None


def _mark_pictures(lines: Sequence[Line], *, page: bool) -> None:
    """Pictures and captions; a file's name is a picture only on a page."""
    for number, line in enumerate(lines):
        if not line.is_open:
            continue
        if IMAGE_MARK.fullmatch(line.text) or (page and IMAGE_NAME.fullmatch(line.text)):
            line.kind = BlockKind.IMAGE
        elif _is_caption(line, lines[number - 1] if number else None):
            line.kind = BlockKind.CAPTION


def _is_caption(line: Line, before: Line | None) -> bool:
    if _CAPTION.match(line.text):
        return weight(line.text) <= 60
    return (
        before is not None
        and before.kind is BlockKind.IMAGE
        and weight(line.text) <= 50
        and not re.search(r"[。.!?,、;:][」』”\"]?$", line.text)
        and not LIST_ITEM.match(line.text)
        and not any(numbered.match(line.text) for numbered in NUMBERED[:4])
    )


def _mark_headings(lines: Sequence[Line]) -> None:
    """Short lines without a sentence's end, each followed by a paragraph and not part of a list."""
    before: Line | None = None
    for line, after in pairwise(lines):
        if line.is_open and _can_head(line) and (is_chapter(line.text) or _heads(line, before, after)):
            line.kind = BlockKind.HEADING
        before = line


def _can_head(line: Line) -> bool:
    return weight(line.text) <= 40 and not re.search(r"[。.!?,、;:…][」』”\"]?$", line.text)


def _heads(line: Line, before: Line | None, after: Line) -> bool:
    numbered = any(numbered.match(line.text) for numbered in NUMBERED)
    if LIST_ITEM.match(line.text) and not numbered:
        return False
    if not after.is_body or after.kind not in (None, BlockKind.PARAGRAPH) or LIST_ITEM.match(after.text):
        return False
    # Among other short lines it is one of a list, unless a number or its own paragraph sets it apart.
    alone = before is None or not before.is_open or before.is_body or is_final(before.text)
    return (alone or (numbered and line.after_blank)) and not wraps(line.text, after.raw)


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Lines as blocks; a paragraph that only the page's width broke is one again."""
    at = 0
    while at < len(lines):
        first = last = lines[at]
        at += 1
        if first.kind is BlockKind.IMAGE:
            yield from _picture(first)
            continue
        while at < len(lines) and _continues(last, lines[at]):
            last = lines[at]
            at += 1
        yield Block(first.kind or BlockKind.PARAGRAPH, first.start, last.end)


def _picture(line: Line) -> Iterator[Block]:
    """A picture; the words that Markdown gives for it are its caption."""
    mark = IMAGE_MARK.fullmatch(line.text)
    words = mark["alt"].strip() if mark else ""
    if mark and words:
        start = line.start + line.text.index(words, mark.start("alt"))
        yield Block(BlockKind.CAPTION, start, start + len(words))
        yield Block(BlockKind.IMAGE, line.start + mark.end("alt"), line.end)
    else:
        yield Block(BlockKind.IMAGE, line.start, line.end)


def _continues(line: Line, following: Line) -> bool:
    if line.group or following.group:
        return line.group == following.group
    if following.after_blank or not (line.is_open and following.is_open):
        return False
    return wraps(line.text, following.raw)
