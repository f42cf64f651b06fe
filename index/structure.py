"""Lines → blocks: headline, byline, headings, pictures and their captions, and the page's furniture.

The marks are general ones: a headline printed twice, a line before a byline, a copyright notice after the
last paragraph. Where they are missing everything is a paragraph, so that a plain note loses nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.document import Block, BlockKind
from index.sentences import is_final, narrow, weight, wraps

_HEAD_LINES = 20
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_TIME = r"(?:(?:上午|下午|晚上)?\s*\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?)"
_DATE = re.compile(
    rf"(?:(?:19|20)\d\d\s*[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}日?|民國\s*\d{{2,3}}年\d{{1,2}}月\d{{1,2}}日"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?:19|20)\d\d)"
    rf"(?:(?:\s*[,T]?\s*|\s+at\s+){_TIME})?",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[(【\[]?\s*(?:(?:(?:責任|责任|執行|执行|本文)?[編编][輯辑]|[責责][編编]|[編编][審审]|作者|撰文|撰稿|文字?|[見见習习]*[記记]者"
    r"|通[訊讯][員员]|(?:文章|信息|新聞|新闻|稿件)?[來来]源|稿源|出[處处]|翻譯|翻译|[編编]譯|编译|校對|校对|[審审]核)\s*[:/|丨]"
    r"|[記记]者\s*\S{2,6}\s*[/╱]?\s*\S{0,8}[報报][導导道]\s*$"
    r"|B[Yy][: ]\s*[A-Z]|(?:Written|Reported|Reporting|Edited) by\s|(?:Author|Source|Editor|Reporter)s?:\s)"
)
_DATED = re.compile(
    r"(?:[發发]布[時时][間间]|[發发][佈表][時时][間间]|更新[時时][間间]|[時时][間间]|日期|Published|Updated|Posted|Date)\b",
    re.I,
)
_NAVIGATION = re.compile(
    r"(?:-+\s*)?(?:首[頁页]|登[錄录入]|[註注][冊册]|分享(?:到|至|:|:)?.{0,20}|打印|列印|字[號号体體].{0,12}|[繁简簡][體体]"
    r"|Home|Menu|Log ?in|Sign in|Share|Print|Search|Advertisement|廣告|广告)$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"©|\(c\)\s*(?:19|20)\d\d|copyright\s*(?:©|\(c\)|(?:19|20)\d\d)|all rights reserved"
    r"|版[權权]所有|未[經经](?:授[權权]|[許许]可)"
    r"|不得[複复]?[製制]?或?[轉转][載载]|禁止[轉转][載载]|友情[鏈链連连][接結结]|ICP[備备證证]|公[網网]安[備备]",
    re.IGNORECASE,
)
_FOOTER_FROM = re.compile(
    r"[聯联][絡系繫][我][們们]|[聯联][絡系繫]方式|[關关][於于]我[們们]"
    r"|(?:[電电][話话]|[傳传]真|地址|[郵邮][編编]|[電电][郵邮]|[郵邮]箱|客服|[熱热][線线]):"
    r"|相[關关](?:[閱阅][讀读]|新[聞闻]|[鏈链連连][接結结])|延伸[閱阅][讀读]|推[薦荐][閱阅][讀读]|更多新[聞闻]|返回首[頁页]|承印人|出版人|[主][辦办]"
    r"|(?:Tel|Phone|Fax):|Contact us|About us|Privacy|Terms of"
    r"|Related (?:stories|articles|news)|Read more|Share this|Subscribe|Follow us",
    re.IGNORECASE,
)
_OWNER = re.compile(r"(?:^|[\s。.|]|公司|集[團团]|[報报社網网]|[A-Za-z])\s*$")
_IMAGE_NAME = re.compile(
    r"[^\s。!?][^。!?]{0,80}\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|avif|heic)", re.IGNORECASE
)
_IMAGE_MARK = re.compile(r"!\[(?P<alt>[^\]\n]*)\]\([^)\n]*\)")
_CAPTION = re.compile(
    r"[▲△]|[圖图](?:片|[一二三四五六七八九\d]+)?:|[圖图][為为]|(?:Figure|Fig\.|Photo)\s*\d*\s*[:.]",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(
    r"[-*+•·●○■◆▪–—]\s*\S|\(?\d{1,3}[)、.](?!\d)|\(?[一二三四五六七八九十]{1,3}[)、.]|[a-zA-Z][).]\s"
    r"|[QA問问答]\d*[:.、]|[>|]"
)
_NUMBERED = (
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
_HASHES = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_FENCE = re.compile(r"`{3,}|~{3,}")
_PLAIN_LEVEL = 20


@dataclass(frozen=True, slots=True)
class Structure:
    """What the lines of a text are. `byline` and `published` are as printed, empty where there is none."""

    title: str
    blocks: tuple[Block, ...]
    byline: str = ""
    published: str = ""


@dataclass(slots=True)
class _Line:
    """One line with words in it, trimmed; `text` is narrowed, so that patterns name each mark once."""

    start: int
    end: int
    text: str
    raw: str
    after_blank: bool
    kind: BlockKind | None = None
    group: int = 0
    """Lines of one code block, table or quotation share a number above 0."""

    @property
    def is_body(self) -> bool:
        """A paragraph by its size and end: not a headline, a label or a caption."""
        size = weight(self.text)
        ends = is_final(self.text)
        questioning = re.search(r"[!?]\W*$", self.text) is not None
        return size >= 60 or (ends and size >= (40 if questioning else 20))

    @property
    def is_open(self) -> bool:
        return self.kind is None


def structure(text: str, *, name: str = "") -> Structure:
    """Tell the parts of a page apart.

    Args:
        text: Normalised text (NFC, line ends are newlines).
        name: The title where the text shows none: the file's name.

    Returns:
        The title, and blocks in order that do not overlap and hold every word of the text.
    """
    lines = list(_lines(narrow(text)))
    front = _mark_markup(lines)
    page = any(line.is_body for line in lines)
    if page:
        _mark_bylines(lines)
    headline = _mark_headline(lines, page=page)
    _mark_pictures(lines)
    if page:
        _mark_page_top(lines, headline)
        _mark_page_end(lines, headline)
        _mark_headings(lines)
    bylines = [line for line in lines if line.kind is BlockKind.BYLINE]
    dated = [text[line.start + a : line.start + b] for line in bylines for a, b in _dates(line.text)]
    first = headline or _first_line(lines)
    return Structure(
        title=front or (text[first.start : first.end] if first else name),
        blocks=tuple(_blocks(lines)),
        byline=" ".join(text[line.start : line.end] for line in bylines),
        published=dated[0] if dated else "",
    )


def _dates(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in _DATE.finditer(text))


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
        (10 + depth for depth, numbered in enumerate(_NUMBERED) if numbered.match(words)), _PLAIN_LEVEL
    )


def _lines(text: str) -> Iterator[_Line]:
    offset, after_blank = 0, True
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            start = offset + len(raw) - len(raw.lstrip())
            yield _Line(start, start + len(words), words, raw, after_blank)
        after_blank = not words
        offset += len(raw) + 1


def _mark_markup(lines: list[_Line]) -> str:
    """What Markdown's own marks say. Returns the front matter's title."""
    title, at = _mark_front_matter(lines)
    fence, group = "", 0
    for number, line in enumerate(lines[at:], at):
        before = lines[number - 1] if number else None
        opened = _FENCE.match(line.text)
        if fence:
            closes = opened and line.text.strip(fence[0]) == "" and len(line.text) >= len(fence)
            line.kind, line.group = (BlockKind.CHROME, 0) if closes else (BlockKind.PARAGRAPH, group)
            fence = "" if closes else fence
        elif opened and any(later.text.startswith(opened[0]) for later in lines[number + 1 :]):
            fence, group, line.kind = opened[0], group + 1, BlockKind.CHROME
        elif hashes := _HASHES.fullmatch(line.text):
            _mark_hashes(line, hashes)
        elif line.text[0] in "|>":
            joined = before and before.group and before.text[0] == line.text[0] and not line.after_blank
            group += not joined
            line.kind, line.group = BlockKind.PARAGRAPH, group
        elif not any(c.isalnum() for c in line.text):
            line.kind = BlockKind.CHROME
            if re.fullmatch("=+|-{2,}", line.text) and before and before.is_open and not line.after_blank:
                before.kind = BlockKind.HEADING if weight(before.text) <= 40 else None
    return title


def _mark_hashes(line: _Line, hashes: re.Match[str]) -> None:
    words = hashes[2]
    line.kind = BlockKind.HEADING if words else BlockKind.CHROME
    if words:
        line.start += hashes.start(2)
        line.end, line.text = line.start + len(words), words


def _mark_front_matter(lines: list[_Line]) -> tuple[str, int]:
    """Mark a leading `---` … `---` of `key: value` lines; its title and how many lines it takes."""
    if not lines or lines[0].text != "---" or lines[0].start:
        return "", 0
    last = next((n for n, line in enumerate(lines[1:30], 1) if line.text == "---"), 0)
    inner = lines[1:last]
    if not inner or not all(re.match(r"[\w-]+:|-\s", line.text) for line in inner):
        return "", 0
    for line in (lines[0], *inner, lines[last]):
        line.kind = BlockKind.CHROME
    fields = dict(line.text.split(":", 1) for line in inner if ":" in line.text)
    for line in inner:
        if re.match(r"(?:author|date)\b", line.text):
            line.kind = BlockKind.BYLINE
    return fields.get("title", "").strip().strip("\"'"), last + 1


def _mark_bylines(lines: list[_Line]) -> None:
    """Credit and date lines near the top: before the second paragraph, below some first line."""
    bodies = [n for n, line in enumerate(lines) if line.is_body and line.is_open]
    end = min(_HEAD_LINES, bodies[1] if len(bodies) > 1 else len(lines))
    dates = 0
    for line in lines[:end]:
        if not line.is_open or weight(line.text) > 60 or _LIST_ITEM.match(line.text):
            continue
        if _is_credit(line.text):
            line.kind = BlockKind.BYLINE
        elif _is_date(line.text) and dates < 2:
            dates += 1
            line.kind = BlockKind.BYLINE


def _is_credit(text: str) -> bool:
    if not _CREDIT.match(text):
        return bool(_DATED.match(text) and _DATE.search(text) and not is_final(re.sub(r"\.$", "", text)))
    return not re.search(r"[。!?]$", text)


def _is_date(text: str) -> bool:
    """A date with little beside it, or with a credit after it."""
    found = _DATE.search(text)
    if found is None or text[-1] in "。!?":
        return False
    if found.start() == 0 and _CREDIT.match(text[found.end() :].strip()):
        return True
    return found.start() <= 12 and weight(text) - weight(found[0]) <= 8


def _mark_headline(lines: Sequence[_Line], *, page: bool) -> _Line | None:
    """The line that is the title, by the surest mark there is."""
    head = lines[:_HEAD_LINES]
    top = next((line for line in head if line.kind is BlockKind.HEADING), None)
    if top and not any(line.is_open and line.is_body for line in lines[: lines.index(top)]):
        hashed = top.raw.lstrip().startswith("# ")
        if hashed or (
            lines.index(top) + 1 < len(lines) and lines[lines.index(top) + 1].text.startswith("==")
        ):
            top.kind = BlockKind.TITLE
            return top
    if not page:
        return None
    found = _repeated(head) or _before_byline(head) or _opening(lines)
    if found:
        found.kind = BlockKind.TITLE
    return found


def _repeated(head: Sequence[_Line]) -> _Line | None:
    for here, again, after in zip(head, head[1:], head[2:], strict=False):
        twice = here.is_open and here.text == again.text and weight(here.text) >= 6
        if twice and (after.kind is BlockKind.BYLINE or after.is_body):
            again.kind = BlockKind.CHROME
            return here
    return None


def _before_byline(head: Sequence[_Line]) -> _Line | None:
    """The line above the first byline that can be a headline: the first that is no mere label, else the nearest.

    A stand-first may lie between the two, and is body.
    """
    first = next((n for n, line in enumerate(head) if line.kind is BlockKind.BYLINE), 0)
    above = [line for line in head[:first] if _can_title(line)]
    long = [line for line in above if weight(line.text) >= 8 and not re.search(r"\s[>›»|/]\s", line.text)]
    return next(iter(long or above[::-1]), None)


def _can_title(line: _Line) -> bool:
    return (
        line.is_open
        and 2 <= weight(line.text) <= 50
        and not line.is_body
        and not re.search(r"[。.,、;:]$", line.text)
        and not _LIST_ITEM.match(line.text)
        and not _NAVIGATION.match(line.text)
        and not _IMAGE_NAME.fullmatch(line.text)
    )


def _opening(lines: Sequence[_Line]) -> _Line | None:
    """The first line, where a paragraph follows it, or a heading and a text that is mostly paragraphs."""
    if len(lines) < 2 or not _can_title(lines[0]) or _is_chapter(lines[0].text):
        return None
    if lines[1].is_open and lines[1].is_body:
        return lines[0]
    if not lines[1].after_blank or lines[1].kind is BlockKind.PARAGRAPH:
        return None
    body = sum(weight(line.text) for line in lines if line.is_body)
    mostly = body >= 0.7 * sum(weight(line.text) for line in lines)
    sectioned = lines[1].kind is BlockKind.HEADING or (len(lines) > 2 and lines[2].is_body)
    return lines[0] if mostly and sectioned else None


def _first_line(lines: Sequence[_Line]) -> _Line | None:
    """A first line that may name the text but stays a paragraph of it, not to be lost from search."""
    if not lines or lines[0].kind not in (None, BlockKind.PARAGRAPH, BlockKind.HEADING) or lines[0].group:
        return None
    first = lines[0]
    stands_alone = len(lines) == 1 or lines[1].after_blank or first.kind is BlockKind.HEADING
    short = weight(first.text) <= 30 and not re.search(r"[。.,、;:]$", first.text)
    return first if stands_alone and short and not _LIST_ITEM.match(first.text) else None


def _mark_pictures(lines: Sequence[_Line]) -> None:
    for number, line in enumerate(lines):
        if not line.is_open:
            continue
        if _IMAGE_NAME.fullmatch(line.text) or _IMAGE_MARK.fullmatch(line.text):
            line.kind = BlockKind.IMAGE
        elif _is_caption(line, lines[number - 1] if number else None):
            line.kind = BlockKind.CAPTION


def _is_caption(line: _Line, before: _Line | None) -> bool:
    if _CAPTION.match(line.text):
        return weight(line.text) <= 60
    return (
        before is not None
        and before.kind is BlockKind.IMAGE
        and weight(line.text) <= 50
        and not re.search(r"[。.!?,、;:][」』”\"]?$", line.text)
        and not _LIST_ITEM.match(line.text)
        and not any(numbered.match(line.text) for numbered in _NUMBERED[:4])
    )


def _mark_page_top(lines: Sequence[_Line], headline: _Line | None) -> None:
    """Navigation above a headline that a dated byline or its own copy proves to be a page's."""
    if headline is None:
        return
    head = lines[:_HEAD_LINES]
    at = lines.index(headline)
    copies = [line for line in head if line is not headline and line.text == headline.text]
    dated = any(line.kind is BlockKind.BYLINE and _DATE.search(line.text) for line in head)
    if not copies and not dated:
        return
    for line in copies:
        line.kind = BlockKind.CHROME
    first_body = next((n for n, line in enumerate(lines) if line.is_open and line.is_body), at)
    for number, line in enumerate(lines[: max(at, first_body)]):
        above = number < at and weight(line.text) <= 30 and not is_final(line.text)
        if line.is_open and (above or _NAVIGATION.match(line.text)):
            line.kind = BlockKind.CHROME


def _mark_page_end(lines: Sequence[_Line], headline: _Line | None) -> None:
    """The site's footer, from its first cue after the last paragraph; a credit new to it is a byline."""
    last = max((n for n, line in enumerate(lines) if _holds_body(line)), default=-1)
    if last < 0:
        return
    credits = [line.text for line in lines[:last] if line.kind is BlockKind.BYLINE]
    tail = [line for line in lines[last + 1 :] if line.is_open or line.kind is BlockKind.HEADING]
    sure = None
    start = None
    for number, line in enumerate(tail):
        again = headline is not None and weight(headline.text) >= 6 and line.text == headline.text
        if line.is_open and _CREDIT.match(line.text):
            again = any(line.text.split()[0].strip("()[]【】") in credit for credit in credits)
            if not again and weight(line.text) <= 60:
                line.kind = BlockKind.BYLINE
                continue
        if again or _is_notice(line.text):
            sure = number
        if start is None and (again or _is_notice(line.text) or _FOOTER_FROM.match(line.text)):
            start = number
    if sure is not None and start is not None:
        for line in tail[start:]:
            line.kind = BlockKind.CHROME if line.kind is not BlockKind.BYLINE else line.kind


def _holds_body(line: _Line) -> bool:
    return line.kind is BlockKind.PARAGRAPH or (line.is_open and line.is_body and not _is_notice(line.text))


def _is_notice(text: str) -> bool:
    """A line of a footer, not a sentence about copyright."""
    found = _FOOTER.search(text)
    if found is None or weight(text) > 150:
        return False
    owned = found.start() <= 60 and _OWNER.search(text[: found.start()]) is not None
    return owned or not is_final(text)


def _mark_headings(lines: Sequence[_Line]) -> None:
    """Short lines without a sentence's end, each followed by a paragraph and not part of a list."""
    before: _Line | None = None
    for line, after in pairwise(lines):
        if line.is_open and _can_head(line) and (_is_chapter(line.text) or _heads(line, before, after)):
            line.kind = BlockKind.HEADING
        before = line


def _can_head(line: _Line) -> bool:
    return weight(line.text) <= 40 and not re.search(r"[。.!?,、;:…][」』”\"]?$", line.text)


def _is_chapter(text: str) -> bool:
    return any(numbered.match(text) for numbered in _NUMBERED[:3])


def _heads(line: _Line, before: _Line | None, after: _Line) -> bool:
    numbered = any(numbered.match(line.text) for numbered in _NUMBERED)
    if _LIST_ITEM.match(line.text) and not numbered:
        return False
    if not after.is_body or after.kind not in (None, BlockKind.PARAGRAPH) or _LIST_ITEM.match(after.text):
        return False
    # Among other short lines it is one of a list, unless a number or its own paragraph sets it apart.
    alone = before is None or not before.is_open or before.is_body or is_final(before.text)
    return (alone or (numbered and line.after_blank)) and not wraps(line.text, after.raw)


def _blocks(lines: Sequence[_Line]) -> Iterator[Block]:
    """Lines as blocks; a paragraph that only the page's width broke is one again."""
    at = 0
    while at < len(lines):
        first = last = lines[at]
        at += 1
        if (
            first.kind is BlockKind.IMAGE
            and (mark := _IMAGE_MARK.fullmatch(first.text))
            and mark["alt"].strip()
        ):
            alt = mark["alt"].strip()
            start = first.start + first.text.index(alt, mark.start("alt"))
            yield Block(BlockKind.CAPTION, start, start + len(alt))
            yield Block(BlockKind.IMAGE, first.start + mark.end("alt"), first.end)
            continue
        while at < len(lines) and _continues(last, lines[at]):
            last = lines[at]
            at += 1
        yield Block(first.kind or BlockKind.PARAGRAPH, first.start, last.end)


def _continues(line: _Line, following: _Line) -> bool:
    if line.group or following.group:
        return line.group == following.group
    if following.after_blank or not (line.is_open and following.is_open):
        return False
    return wraps(line.text, following.raw)
