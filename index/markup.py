"""Markdown's own marks: headings, code, tables, quotations, front matter."""

import re

from index.document import BlockKind
from index.lines import Line
from index.sentences import weight

_HASHES = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_LONGEST_HEADING = 300
_FENCE = re.compile(r"`{3,}|~{3,}")


def mark_markup(lines: list[Line]) -> str:
    """What Markdown's own marks say. Returns the front matter's title."""
    title, at = _mark_front_matter(lines)
    fence, group = "", 0
    fences = {line.text[0]: number for number, line in enumerate(lines) if _FENCE.match(line.text)}
    for number, line in enumerate(lines[at:], at):
        before = lines[number - 1] if number else None
        opened = _FENCE.match(line.text)
        if fence:
            closes = opened and line.text.strip(fence[0]) == "" and len(line.text) >= len(fence)
            line.kind, line.group = (BlockKind.CHROME, 0) if closes else (BlockKind.PARAGRAPH, group)
            fence = "" if closes else fence
        elif opened and fences[line.text[0]] > number:
            fence, group, line.kind = opened[0], group + 1, BlockKind.CHROME
        elif len(line.text) <= _LONGEST_HEADING and (hashes := _HASHES.fullmatch(line.text)):
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


def _mark_hashes(line: Line, hashes: re.Match[str]) -> None:
    words = hashes[2]
    line.kind = BlockKind.HEADING if words else BlockKind.CHROME
    if words:
        line.start += hashes.start(2)
        line.end, line.text = line.start + len(words), words


def _mark_front_matter(lines: list[Line]) -> tuple[str, int]:
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
