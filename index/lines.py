"""The lines of a text, and what their shape says: paragraph, list item, numbered heading, picture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.document import BlockKind
from index.sentences import is_final, weight

IMAGE_NAME = re.compile(
    r"[^\s。!?][^。!?]{0,80}\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|avif|heic)", re.IGNORECASE
)
IMAGE_MARK = re.compile(r"!\[(?P<alt>[^\]\n]*)\]\([^)\n]*\)")
LIST_ITEM = re.compile(
    r"[-*+•·●○■◆▪–—]\s*\S|\(?\d{1,3}[)、.](?!\d)|\(?[一二三四五六七八九十]{1,3}[)、.]|[a-zA-Z][).]\s"
    r"|[QA問问答]\d*[:.、]|[>|]"
)
NUMBERED = (
    re.compile(
        r"第[一二三四五六七八九十百零〇\d]+(?:[編编部卷篇]|部分)(?=[\s、:]|$)|Part\s+(?:\d+|[IVX]+)\b"
    ),
    re.compile(
        r"第[一二三四五六七八九十百零〇\d]+[章回](?=[\s、:]|$)|Chapter\s+(?:\d+|[IVX]+)\b", re.IGNORECASE
    ),
    re.compile(r"第[一二三四五六七八九十百零〇\d]+[節节](?=[\s、:]|$)|Section\s+\d+\b", re.IGNORECASE),
    re.compile(r"[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)"),
    re.compile(r"\d{1,2}(?:[、.]\s*(?!\d)|\s+[A-Z])"),
    re.compile(r"\d{1,2}\.\d{1,2}(?!\d)"),
)


@dataclass(slots=True)
class Line:
    """One line with words in it, trimmed; `text` is narrowed, so that patterns name each mark once."""

    start: int
    end: int
    text: str
    raw: str
    after_blank: bool
    is_body: bool
    """A paragraph by its size and end: not a headline, a label or a caption."""
    kind: BlockKind | None = None
    group: int = 0
    """Lines of one code block, table or quotation share a number above 0."""

    @property
    def is_open(self) -> bool:
        """Whether nothing is known of it yet."""
        return self.kind is None


def lines_of(text: str) -> Iterator[Line]:
    """The lines with anything on them, in order."""
    offset, after_blank = 0, True
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            start = offset + len(raw) - len(raw.lstrip())
            yield Line(start, start + len(words), words, raw, after_blank, _is_body(words))
        after_blank = not words
        offset += len(raw) + 1


def _is_body(text: str) -> bool:
    if len(text) < 20:
        return False
    size = weight(text)
    least = 40 if re.search(r"[!?]\W*$", text[-12:]) else 20
    return size >= 60 or (size >= least and is_final(text))


def is_chapter(text: str) -> bool:
    """Whether it opens as a part, chapter or section does.

    >>> is_chapter("第三章 罰則"), is_chapter("第三章說的是")
    (True, False)
    """
    return any(numbered.match(text) for numbered in NUMBERED[:3])
