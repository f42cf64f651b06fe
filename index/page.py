"""The furniture of a page: headline, bylines, navigation above, the site's footer below.

The marks are general ones: a headline printed twice, a line before a byline, a copyright notice after the
last paragraph. Where they are missing nothing is furniture.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest

from index.document import BlockKind
from index.lines import IMAGE_NAME, LIST_ITEM, Line, is_chapter
from index.sentences import is_final, weight

_HEAD_LINES = 20
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_TIME = r"(?:(?:上午|下午|晚上)?\s*\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?)"
DATE = re.compile(
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
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"(?:-+\s*)?(?:首[頁页]|登[錄录入]|[註注][冊册]|分享[到至:]?.{0,20}|打印|列印|字[號号体體].{0,12}|[繁简簡][體体]"
    r"|Home|Menu|Log ?in|Sign in|Share|Print|Search|Advertisement|廣告|广告)$",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"\s[>›»|/]\s")
_FOOTER = re.compile(
    r"©|\(c\)\s*(?:19|20)\d\d|copyright\s*(?:©|\(c\)|(?:19|20)\d\d)|all rights reserved"
    r"|版[權权]所有|未[經经](?:授[權权]|[許许]可)"
    r"|不得[複复]?[製制]?或?[轉转][載载]|禁止[轉转][載载]|友情[鏈链連连][接結结]|ICP[備备證证]|公[網网]安[備备]",
    re.IGNORECASE,
)
_FOOTER_FROM = re.compile(
    r"[聯联][絡系繫]我[們们]|[聯联][絡系繫]方式|[關关][於于]我[們们]"
    r"|(?:[電电][話话]|[傳传]真|地址|[郵邮][編编]|[電电][郵邮]|[郵邮]箱|客服|[熱热][線线]):"
    r"|相[關关](?:[閱阅][讀读]|新[聞闻]|[鏈链連连][接結结])|延伸[閱阅][讀读]|推[薦荐][閱阅][讀读]|更多新[聞闻]|返回首[頁页]|承印人|出版人|主[辦办]"
    r"|(?:Tel|Phone|Fax):|Contact us|About us|Privacy|Terms of"
    r"|Related (?:stories|articles|news)|Read more|Share this|Subscribe|Follow us",
    re.IGNORECASE,
)
_OWNER = re.compile(r"(?:^|[\s。.|]|公司|集[團团]|[報报社網网]|[A-Za-z])\s*$")


def mark_bylines(lines: list[Line]) -> None:
    """Credit and date lines near the top: before the second paragraph, below some first line."""
    bodies = [n for n, line in enumerate(lines) if line.is_body and line.is_open]
    end = min(_HEAD_LINES, bodies[1] if len(bodies) > 1 else len(lines))
    dates = 0
    for line in lines[:end]:
        if not line.is_open or weight(line.text) > 60 or LIST_ITEM.match(line.text):
            continue
        if _is_credit(line.text):
            line.kind = BlockKind.BYLINE
        elif _is_date(line.text) and dates < 2:
            dates += 1
            line.kind = BlockKind.BYLINE


def _is_credit(text: str) -> bool:
    if not _CREDIT.match(text):
        return bool(_DATED.match(text) and DATE.search(text) and not is_final(re.sub(r"\.$", "", text)))
    return not re.search(r"[。!?]$", text)


def _is_date(text: str) -> bool:
    """A date with little beside it, or with a credit after it."""
    found = DATE.search(text)
    if found is None or text[-1] in "。!?":
        return False
    if found.start() == 0 and _CREDIT.match(text[found.end() :].strip()):
        return True
    return found.start() <= 12 and weight(text) - weight(found[0]) <= 8


def mark_headline(lines: Sequence[Line], *, page: bool) -> Line | None:
    """Mark the line that is the title, by the surest sign; `page` says whether there is a paragraph."""
    head = lines[:_HEAD_LINES]
    found = _marked(head)
    if found is None and page:
        found = _repeated(head) or _before_byline(head) or _opening(lines)
    if found:
        found.kind = BlockKind.TITLE
    return found


def _marked(head: Sequence[Line]) -> Line | None:
    """The first heading, if Markdown marks it as the outermost and no paragraph stands before it."""
    for line, after in zip_longest(head, head[1:]):
        if line.kind is BlockKind.HEADING:
            outermost = line.raw.lstrip().startswith("# ") or (after and after.text.startswith("=="))
            return line if outermost else None
        if line.is_open and line.is_body:
            return None
    return None


def _repeated(head: Sequence[Line]) -> Line | None:
    """A headline printed twice, with the byline or the first paragraph below it."""
    for here, again, after in zip(head, head[1:], head[2:], strict=False):
        twice = here.text == again.text and weight(here.text) >= 6 and _can_title(here)
        if twice and (after.kind is BlockKind.BYLINE or after.is_body):
            again.kind = BlockKind.CHROME
            return here
    return None


def _before_byline(head: Sequence[Line]) -> Line | None:
    """The line above a byline that can be a headline: the first that is no mere label, else the nearest.

    A stand-first may lie between the two, and is body.
    """
    above: list[Line] = []
    for line in head:
        if line.kind is BlockKind.BYLINE and above:
            long = [one for one in above if weight(one.text) >= 8 and not _TRAIL.search(one.text)]
            return long[0] if long else above[-1]
        if _can_title(line):
            above.append(line)
    return None


def _can_title(line: Line) -> bool:
    return (
        line.is_open
        and 2 <= weight(line.text) <= 50
        and not line.is_body
        and not re.search(r"[。.,、;:]$", line.text)
        and not LIST_ITEM.match(line.text)
        and not _NAVIGATION.match(line.text)
        and not IMAGE_NAME.fullmatch(line.text)
    )


def _opening(lines: Sequence[Line]) -> Line | None:
    """The first line, where a paragraph follows it, or a heading and a text that is mostly paragraphs."""
    if len(lines) < 2 or not _can_title(lines[0]) or is_chapter(lines[0].text):
        return None
    if lines[1].is_open and lines[1].is_body:
        return lines[0]
    if not lines[1].after_blank or lines[1].kind is BlockKind.PARAGRAPH:
        return None
    body = sum(weight(line.text) for line in lines if line.is_body)
    mostly = body >= 0.7 * sum(weight(line.text) for line in lines)
    sectioned = lines[1].kind is BlockKind.HEADING or (len(lines) > 2 and lines[2].is_body)
    return lines[0] if mostly and sectioned else None


def mark_page_top(lines: Sequence[Line], headline: Line | None) -> None:
    """Navigation above a headline that a dated byline or its own copy proves to be a page's."""
    if headline is None:
        return
    head = lines[:_HEAD_LINES]
    at = lines.index(headline)
    copies = [line for line in head if line is not headline and line.text == headline.text]
    dated = any(line.kind is BlockKind.BYLINE and DATE.search(line.text) for line in head)
    if not copies and not dated:
        return
    for line in copies:
        line.kind = BlockKind.CHROME
    first_body = next((n for n, line in enumerate(lines) if line.is_open and line.is_body), at)
    for number, line in enumerate(lines[: max(at, first_body)]):
        above = number < at and weight(line.text) <= 30 and not is_final(line.text)
        if line.is_open and (above or _NAVIGATION.match(line.text)):
            line.kind = BlockKind.CHROME


def mark_page_end(lines: Sequence[Line], headline: Line | None) -> None:
    """The site's footer, from its first cue after the last paragraph; a credit new to it is a byline."""
    last = max((n for n, line in enumerate(lines) if _holds_body(line)), default=-1)
    if last < 0:
        return
    credits = [line.text for line in lines[:last] if line.kind is BlockKind.BYLINE]
    tail = [line for line in lines[last + 1 :] if line.is_open or line.kind is BlockKind.HEADING]
    sure, start = False, None
    for number, line in enumerate(tail):
        again = headline is not None and weight(headline.text) >= 6 and line.text == headline.text
        if line.is_open and _CREDIT.match(line.text):
            again = any(line.text.split()[0].strip("()[]【】") in credit for credit in credits)
            if not again and weight(line.text) <= 60:
                line.kind = BlockKind.BYLINE
                continue
        if again or _is_notice(line.text):
            sure = True
        if start is None and (again or _is_notice(line.text) or _FOOTER_FROM.match(line.text)):
            start = number
    if sure and start is not None:
        for line in tail[start:]:
            line.kind = BlockKind.CHROME if line.kind is not BlockKind.BYLINE else line.kind


def _holds_body(line: Line) -> bool:
    return line.kind is BlockKind.PARAGRAPH or (line.is_open and line.is_body and not _is_notice(line.text))


def _is_notice(text: str) -> bool:
    """A line of a footer, not a sentence about copyright."""
    if len(text) > 430 or weight(text) > 150:
        return False
    found = _FOOTER.search(text)
    if found is None:
        return False
    owned = found.start() <= 60 and _OWNER.search(text[: found.start()]) is not None
    return owned or not is_final(text)
