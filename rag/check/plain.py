"""What a model wrote as plain words: nothing of it is left that could load, link to or hide anything.

A picture's address is how an answer would carry a person's documents away (`![](https://…?q=…)`), so pictures, links
and tags go, and their words stay. What is checked is what is shown: characters that cannot be seen go before the check.
"""

import re
import unicodedata

from index.embed import clean

_ELEMENT = re.compile(r"<(script|style|iframe|svg|object)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_ADDRESS = re.compile(r"<((?:https?|ftp|mailto):[^>\s]*)>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]{0,500}>")
_DEFINITION = re.compile(r"^\s*\[[^\]\n]{1,80}\]:\s*(?:<|\w+:|//|/|www\.)\S*.*$", re.MULTILINE)
# An address may hold one pair of brackets, and may never have been closed.
_PICTURE_OR_LINK = re.compile(r"!?\[(?P<words>[^\[\]]*)\]\((?:[^()\n]|\([^()\n]*\))*(?:\)|$|(?=\n))")
_BY_REFERENCE = re.compile(
    r"!\[(?P<words>[^\[\]]*[^\d\s,\[\]\-][^\[\]]*)\](?:\[[^\[\]]*\])?"
    r"|\[(?P<other>[^\[\]]*[^\d\s,\[\]\-^][^\[\]]*)\]\[(?!\d)[^\[\]]*\]"
)
_STRONG = re.compile(r"\*\*|__|`+|~~")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]*?\S)_(?![\w_])")
_OPENING = re.compile(
    r"(?P<opening>\s*(?:>\s*)*(?:#{1,6}\s+|[-*+•·●]\s+|\(?\d{1,2}[.)、]\s+|[(（]\d{1,2}[)）]\s*|"
    r"[①-⑳]\s*)?)(?P<rest>.*)",
    re.DOTALL,
)
URL = re.compile(
    r"(?:\b(?:[a-z][a-z+.-]{1,12}://|www\.|mailto:|javascript:|data:\w+/)|//\w)[^\s<>\"'）)」，。；]*",
    re.IGNORECASE,
)
"""An address in plain words."""


def plain(text: str) -> str:
    """Return what is left of a text to be read.

    >>> plain("收入![x](http://evil.example/?q=1)為**5億元**<img src=//evil>，見[年報](http://a.example/)。")
    '收入x為5億元，見年報。'
    """
    text = unicodedata.normalize("NFC", clean(text))
    # A half character, what steers the direction of writing, and what takes no room is not seen: it says nothing.
    text = "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    text = text.replace("\ufffd", "")
    text = _COMMENT.sub("", _ELEMENT.sub("", text))
    text = _TAG.sub("", _ADDRESS.sub(r"\1", text))
    for _ in range(4):  # a picture may stand in a link
        simpler = _PICTURE_OR_LINK.sub(_words_of, text)
        if simpler == text:
            break
        text = simpler
    text = _BY_REFERENCE.sub(lambda match: match["words"] or match["other"] or "", _DEFINITION.sub("", text))
    text = _EMPHASIS.sub(lambda match: match[1] or match[2], _STRONG.sub("", text))
    # Whatever begins one of these and is not whole, or became one only now.
    text = re.sub(r"!+(?=\[)", lambda match: match[0] if _is_stop(match) else "", text)
    return re.sub(r"<+(?=[A-Za-z/!?])", "", text.replace("](", "] ("))


def _words_of(match: re.Match[str]) -> str:
    words = match["words"]
    return f"[{words}]" if words.strip().isdigit() and not match[0].startswith("!") else words


def _is_stop(match: re.Match[str]) -> bool:
    """Is an exclamation mark before a citation marker: `Great![1]`?"""
    return re.match(r"\[[\d\s,\-]{1,12}\](?!\()", match.string[match.end() :]) is not None


def opening_and_rest(text: str) -> tuple[str, str]:
    """Part a line's marks, `- `, `1. ` or `## `, from its words.

    >>> opening_and_rest("- 收入5億元"), opening_and_rest("12.5% more")
    (('- ', '收入5億元'), ('', '12.5% more'))
    """
    match = _OPENING.match(text)
    return (match["opening"], match["rest"]) if match else ("", text)
