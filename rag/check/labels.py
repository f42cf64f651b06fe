"""Things told by their number: Line 3, 3號線. The number is a name and counts nothing."""

import re

from index.script import fold
from index.sentences import Span

_LABEL = re.compile(
    r"\b(?:line|phase|unit|building|route|gate|terminal|stage|platform|block|tower|plant|heron|no\.?|"
    r"number)\s?(?P<number>\d{1,4})\b"
    r"|(?P<han>\d{1,4})(?:号(?:线|楼|馆|航站楼|机|店|厂|院|坑|井)?|期(?=工程|项目|厂))",
    re.IGNORECASE,
)


def labels_in(text: str) -> list[Span]:
    """Return where a text tells things by their numbers.

    >>> labels_in("3號線全長24公里"), labels_in("Line 3 is 24 km long")
    ([(0, 3)], [(0, 6)])
    """
    return [match.span() for match in _LABEL.finditer(fold(text))]


def label_number(text: str) -> str:
    """Return the number of a text that is a label and nothing else, or nothing.

    >>> label_number("Line 3"), label_number("3號線"), label_number("3公里")
    ('3', '3', '')
    """
    match = _LABEL.fullmatch(fold(text))
    return (match["number"] or match["han"]) if match else ""
