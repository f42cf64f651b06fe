"""Is the last sentence of an answer that broke off a whole one all the same?

Ran into the greatest length or the time limit, or the connection broke: what stands last may be half a sentence, or
half a figure (21. of 21.19 billion). Where that cannot be excluded, it is not whole.
"""

import re

from index.sentences import sentences
from rag.check.markers import MARKER, MARKER_BEGUN

_MARKERS = re.compile(rf"(?:\s*(?:{MARKER.pattern}))*\s*(?:{MARKER_BEGUN.pattern})?\s*$", re.IGNORECASE)
_CLOSERS = "」』”’)）》〉】\"'*_"
_PAIRS = ("「」", "『』", "“”", "《》", "()", "（）", "[]", "【】")
_STOP = re.compile(r"(?:[。！？!?]|(?<!\.)\.)$")
_FIGURE = re.compile(r"\d\.$")


def is_whole(sentence: str) -> bool:
    """Does a sentence end beyond doubt: with its line, or with a stop that is no decimal point and no abbreviation's?

    >>> is_whole("收入為52.7億元[1]。"), is_whole("收入為52.7億元[1]"), is_whole("收入為52.")
    (True, False, False)
    >>> is_whole("Revenue rose. [1][2"), is_whole("He was paid by Dr."), is_whole("- Revenue rose [1]" + chr(10))
    (True, False, True)
    """
    if sentence.rstrip(" \t\u3000").endswith("\n"):
        return True
    said = _MARKERS.sub("", sentence)
    if any(said.count(pair[0]) > said.count(pair[1]) for pair in _PAIRS) or said.count('"') % 2:
        return False
    words = said.rstrip(_CLOSERS)
    if not _STOP.search(words) or (_FIGURE.search(words) and said == sentence.rstrip()):
        return False
    ends = [end for _, end in sentences(f"{words} A")]
    return words[-1] != "." or len(words) in ends
