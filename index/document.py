"""A document as text with the parts of a page told apart, and the passages cut from it."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    TITLE = "title"
    BYLINE = "byline"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    IMAGE = "image"
    CAPTION = "caption"
    CHROME = "chrome"
    """Navigation, repeated headline, footer: part of the page, never of an answer."""


# What a byline answers without saying it: searched along with a byline, never shown.
BYLINE_TELLS = (
    "作者 撰文 責任編輯 記者 發布 刊登 發表 刊出 日期 時間 來源 轉自 媒體 文章 報道 報導 新聞 本文 "
    "article story piece news report published publish date time author writer edited editor written source outlet"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document: `document.text[start:end]`, offsets in characters."""

    kind: BlockKind
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    r"""One source text.

    `id` is stable: the same path and text give the same id. `text` is NFC, line ends are `\\n`, and every offset
    anywhere in Yinzheng counts its characters. `blocks` are in order and do not overlap. `published` is as the
    document prints it.
    """

    id: str
    source: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    byline: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is searched and cited: a slice, `document.text[start:end] == text`, always.

    `heading` is the trail of headings above it, outermost first, joined by ` › `.
    """

    document: str
    start: int
    end: int
    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    heading: str = ""
    page: int | None = None
