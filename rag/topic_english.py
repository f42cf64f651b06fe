"""An English question taken apart: its question word and auxiliary, its proper names, what it measures and counts."""

import re
from dataclasses import dataclass

Span = tuple[int, int]
_WH = re.compile(
    r"(?P<lead>(?:(?:for|by|in|on|at|to|of|about|roughly|over|from|through|since)\s+)?)"
    r"(?P<wh>who|whom|whose|what|which|when|where|why|how)\b(?P<noun>.*?)\s*"
    r"\b(?P<aux>did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)\b\s*(?P<rest>.*?)[\s?？.!]*$"
)
_POSSESSIVE = r"(?:'s|’s|(?<=s)['’])(?=\s)"
_CAPITALS = r"[A-Z][\w&.+'’-]*[\w+]|[A-Z]\b"
_JOINED = rf"(?:\s+(?:of|and)(?:\s+the)?)(?=\s+[A-Z])(?:\s+(?:{_CAPITALS}))"
_RUN = (
    rf"(?:{_CAPITALS})(?:\s+(?:{_CAPITALS}|\d+(?=\s+[A-Z]))|{_JOINED})*"
    r"(?:\s*[(（][^()（）]+[)）])?"  # the source's own spelling
)
_KIND = (
    r"(?:\s+(?:group|programme|program|project|company|report|model|initiative|fund|platform|foundation|university|"
    r"hospital|school|bank|city|team))?"
)
_NAMED = re.compile(rf"\b[Tt]he\s+(?:{_RUN}){_KIND}|(?:{_RUN})")
_OFFICE = re.compile(
    r"^(?:[Tt]he\s+)?(?:.*\b)?(?:C[EFTO]O|Officer|Chairman|President|Director)\s+of\s+(?:the\s+)?"
)
_OPENERS = frozenset(
    (
        "who whom whose what which when where why how is are was were do does did has have had can could will would "
        "should in on at by for to of from about roughly according and but so then the a an if tell please name list "
        "give describe explain over since through under during"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Inversion:
    """An English question taken apart: `How many | trees | has | Ant Forest planted`.

    `noun` is empty where the question word stands alone; `lead` is a preposition before it.
    """

    lead: str
    wh: str
    noun: str
    aux: str
    rest: str


def inversion(text: str) -> Inversion | None:
    """Take an English question apart at its question word and auxiliary, or None."""
    found = _WH.match(text.lower())
    if found is None:
        return None
    parts = (text[slice(*found.span(name))].strip() for name in ("lead", "wh", "noun", "aux", "rest"))
    return Inversion(*parts)


def named(text: str) -> list[Span]:
    """The proper names of an English text; its first word counts only where more than one capital word begins it."""
    found = []
    for match in _NAMED.finditer(text):
        start, end = match.span()
        words = match.group()
        if office := _OFFICE.match(words):
            start += office.end()
        elif (owner := re.search(r"(?<!People)['’]s\s", words)) is not None:
            end = start + owner.end() - 1
        words = text[start:end]
        if start == 0 and (words.split()[0].lower() in _OPENERS):
            continue
        if words in ("I",) or (words.isupper() and words in ("CEO", "CFO", "CTO", "COO")):
            continue
        found.append((start, end))
    return found


def reads_as_name(words: str) -> bool:
    """Are the English words one proper name and nothing else?"""
    return bool(_NAMED.fullmatch(words))


def english_parts(text: str) -> tuple[Span | None, Span | None, Span | None]:
    """Whom or what an English question asks about, what it measures, what it counts; None where there is none."""
    names = named(text)
    entity = _english_entity(text, names)
    taken = inversion(text)
    counted = measure = None
    if taken is not None and taken.wh.lower() == "how" and taken.noun.lower().startswith("many "):
        words = taken.noun[5:].strip()
        start = text.index(words)
        counted = (start, start + len(words))
    opens = r"(?i)(?:what|who)\s+(?:is|are|was|were)\s+(?:the\b.*)?$"
    if entity is not None and re.match(opens, text[: entity[0]]):
        after = re.match(
            rf"{_POSSESSIVE}?\s+(.+?)(?=\s+(?:in|for|at|during|by|as of)\b|[\s?]*$)", text[entity[1] :]
        )
        before = re.search(r"\bthe\s+(.+?)\s+(?:of|at|for)\s+$", text[: entity[0]])
        if before:
            measure = before.span(1)
        elif after and re.match(_POSSESSIVE, text[entity[1] :]):
            measure = (entity[1] + after.start(1), entity[1] + after.end(1))
    return entity, measure, counted


def _english_entity(text: str, names: list[Span]) -> Span | None:
    spans = [(start, _unpossessed(text, start, end)) for start, end in names]
    for start, end in spans:
        if re.match(_POSSESSIVE, text[end:]):
            return start, end
    aux = r"\b(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)\s+$"
    for pattern in (aux, r"\b(?:of|for|by|at|with|to)\s+$"):
        for start, end in spans:
            if re.search(pattern, text[:start], re.IGNORECASE):
                return start, end
    return spans[0] if spans else None


def _unpossessed(text: str, start: int, end: int) -> int:
    found = re.search(r"['’]s$", text[start:end])
    return start + found.start() if found else end
