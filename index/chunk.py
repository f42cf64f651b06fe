"""Document → passages: a paragraph each, short neighbours joined, long ones cut where a sentence ends.

A passage is a slice, `document.text[p.start:p.end] == p.text`, always. Sizes are weights (`weight` in
`index.sentences`): a Chinese character counts 1, a Latin letter 0.35, so that a passage says as much in
either language.
"""

import re
from collections.abc import Iterator, Sequence
from math import ceil

from index.document import Block, BlockKind, Document, Passage
from index.sentences import Span, clauses, narrow, sentences, weight
from index.structure import heading_level

CHUNKING_VERSION = "1"
_SHORT = 40
_SPOKEN = (BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.BYLINE)
_SOFT = re.compile(r"[,、:)」』”]|(?<!\s)\s+")
_Part = tuple[Block, str]


def chunk(document: Document, *, target: int = 320, limit: int = 600) -> tuple[Passage, ...]:
    """Cut a document into passages, in order and apart.

    Args:
        document: What `index.load.load` gives.
        target: Short paragraphs under one heading are joined while below this weight.
        limit: No passage weighs more.

    Returns:
        Passages of kind PARAGRAPH, CAPTION or BYLINE. A text without a paragraph gives its other lines.
    """
    passages: list[Passage] = []
    for block, heading in _joined(document, target=min(target, limit)):
        for start, end in _split(document.text, block.start, block.end, limit=limit):
            passages.append(
                Passage(document.id, start, end, document.text[start:end], block.kind, heading, block.page)
            )
    return tuple(passages)


def _spoken(document: Document) -> Iterator[_Part]:
    """The blocks to cite, each with its trail of headings; a heading with nothing under it is cited."""
    if not any(block.kind is BlockKind.PARAGRAPH for block in document.blocks):
        for block in document.blocks or (Block(BlockKind.PARAGRAPH, 0, len(document.text)),):
            yield (block if block.kind in _SPOKEN else _as_paragraph(block)), ""
        return
    trail: list[tuple[int, Block]] = []
    bare = False
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            level = heading_level(document.text, block)
            if bare and level <= trail[-1][0]:
                yield _as_paragraph(trail[-1][1]), _words(document.text, trail[:-1])
            trail = [*(above for above in trail if above[0] < level), (level, block)]
            bare = True
        else:
            bare = bare and block.kind not in _SPOKEN
            yield block, _words(document.text, trail)
    if bare:
        yield _as_paragraph(trail[-1][1]), _words(document.text, trail[:-1])


def _as_paragraph(block: Block) -> Block:
    return Block(BlockKind.PARAGRAPH, block.start, block.end, block.page)


def _words(text: str, trail: Sequence[tuple[int, Block]]) -> str:
    return " › ".join(" ".join(text[block.start : block.end].split()) for _, block in trail)


def _joined(document: Document, *, target: int) -> Iterator[_Part]:
    """Short paragraphs that follow each other under one heading become one, the space between them kept."""
    held: _Part | None = None
    for block, heading in _spoken(document):
        if held and _joins(document.text, held, (block, heading), target=target):
            held = (Block(BlockKind.PARAGRAPH, held[0].start, block.end, block.page), heading)
            continue
        if held:
            yield held
            held = None
        if block.kind is BlockKind.PARAGRAPH and _is_short(document.text[block.start : block.end]):
            held = (block, heading)
        elif block.kind in _SPOKEN:
            yield block, heading
    if held:
        yield held


def _is_short(text: str) -> bool:
    return len(text) < _SHORT / 0.35 and weight(text) < _SHORT


def _joins(text: str, held: _Part, part: _Part, *, target: int) -> bool:
    (before, heading), (block, other) = held, part
    return (
        block.kind is BlockKind.PARAGRAPH
        and heading == other
        and before.page == block.page
        and text[before.end : block.start].isspace()
        and _is_short(text[block.start : block.end])
        and weight(text[before.start : block.end]) <= target
    )


def _split(text: str, start: int, end: int, *, limit: int) -> list[Span]:
    """Balanced parts no heavier than `limit`: at sentence ends, else at clause ends, else where one must."""
    whole = text[start:end]
    if weight(whole) <= limit:
        return [(start, end)] if whole.strip() else []
    pieces: list[Span] = []
    for a, b in sentences(whole):
        if weight(whole[a:b]) <= limit:
            pieces.append((a, b))
            continue
        for c, d in clauses(whole[a:b]):
            pieces += _hard(whole, a + c, a + d, limit=limit)
    return [(start + a, start + b) for a, b in _balanced(whole, pieces, limit=limit)]


def _hard(text: str, start: int, end: int, *, limit: int) -> Iterator[Span]:
    """Cut a clause that is still too heavy: after a comma or a space of its last third, else in mid-word."""
    reach = ceil(limit / 0.35)
    while start < end:
        cut = start + max(1, _reach(text[start : min(end, start + reach)], limit))
        if cut < end:
            window = start + 2 * (cut - start) // 3
            soft = [found.end() for found in _SOFT.finditer(narrow(text[window:cut]))]
            cut = window + soft[-1] if soft else cut
        yield start, start + len(text[start:cut].rstrip())
        start = cut
        while start < end and text[start].isspace():
            start += 1


def _reach(text: str, limit: int) -> int:
    """How many characters weigh `limit` at most."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if weight(text[:middle]) <= limit else (low, middle - 1)
    return low


def _balanced(text: str, pieces: Sequence[Span], *, limit: int) -> Iterator[Span]:
    """Neighbouring pieces in groups of about equal weight."""
    if not pieces:
        return
    aim = weight(text) / ceil(weight(text) / limit)
    start, end = pieces[0]
    here = weight(text[start:end])
    for a, b in pieces[1:]:
        grown = here + weight(text[end:b])
        if grown <= limit and abs(grown - aim) <= abs(here - aim):
            end, here = b, grown
            continue
        yield start, end
        start, end, here = a, b, weight(text[a:b])
    yield start, end
