"""The spans of a clause that could answer a question of a kind: figures, people, places, phrases."""

import re
from dataclasses import dataclass
from functools import lru_cache

from index.glosses import entry
from index.script import fold, is_han
from index.words import tag
from rag.figures import Figure, FigureKind, find_figures
from rag.question import Wants

# Which figures answer which questions, and how well, in [0, 1].
FITTING: dict[Wants, dict[FigureKind, float]] = {
    Wants.COUNT: {FigureKind.NUMBER: 1.0, FigureKind.PERCENT: 0.1},
    Wants.MONEY: {FigureKind.MONEY: 1.0},
    Wants.CHANGE: {
        FigureKind.PERCENT: 1.0,
        FigureKind.MULTIPLE: 1.0,
        FigureKind.NUMBER: 0.3,
        FigureKind.MONEY: 0.4,
    },
    Wants.SHARE: {
        FigureKind.PERCENT: 1.0,
        FigureKind.RATIO: 1.0,
        FigureKind.FRACTION: 1.0,
        FigureKind.MULTIPLE: 0.2,
    },
    Wants.AMOUNT: {
        FigureKind.NUMBER: 0.8,
        FigureKind.MONEY: 0.8,
        FigureKind.PERCENT: 0.8,
        FigureKind.MULTIPLE: 0.7,
        FigureKind.RATIO: 0.7,
        FigureKind.DURATION: 0.4,
        FigureKind.ORDINAL: 0.4,
    },
    Wants.TIME: {FigureKind.YEAR: 1.0, FigureKind.DATE: 1.0},
    Wants.DAY: {FigureKind.DATE: 1.0, FigureKind.YEAR: 0.2},
    Wants.CLOCK: {FigureKind.TIME: 1.0},
    Wants.DURATION: {FigureKind.DURATION: 1.0},
    Wants.ORDINAL: {FigureKind.ORDINAL: 1.0, FigureKind.DURATION: 0.3},
}
_PEOPLE = frozenset({"nr", "nrt", "nrfg"})
_PLACES = frozenset({"ns", "nt"})
_NOUNS = ("n", "vn", "a", "b", "j", "l", "i", "eng", "m", "q", "v", "s")
_QUOTED = re.compile(r"[「『“‘\"《](?P<inside>[^「」『』“”‘’\"《》]{1,40})[」』”’\"》]")
# Names in capitals, initials among them; a sentence opens with a capital too.
_PART = r"(?:[A-Z]\.(?=\s*[A-Z])|[A-Z][\w'’-]*)"
_OPENERS = "The|An?|In|On|At|By|For|Of|It|Its|They|He|She|We|This|That|These|Those|And|But|As|With|From|To|About|There"
_CAPITALISED = re.compile(
    rf"\b(?!(?:{_OPENERS})\b){_PART}(?:\s+(?:of\s+|de\s+|van\s+|bin\s+)?{_PART}){{0,4}}"
)
_ENGLISH_PHRASE = re.compile(r"\b[A-Za-z][\w'’-]*(?: [A-Za-z][\w'’-]*){0,5}\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of the text read; `fit` in [0, 1] says how well its kind suits the question.

    `modelled` says that the span model put it forward.
    """

    start: int
    end: int
    fit: float
    figure: Figure | None = None
    modelled: bool = False


def candidates(text: str, wants: Wants) -> tuple[Candidate, ...]:
    """Return what in `text` could answer, in order of place; nothing for a question that wants prose."""
    if wants in FITTING:
        fitting = FITTING[wants]
        return tuple(
            Candidate(f.start, f.end, fitting[f.kind], f) for f in figures(text) if f.kind in fitting
        )
    if wants is Wants.PERSON:
        return _named(text, _PEOPLE)
    if wants is Wants.PLACE:
        return _named(text, _PLACES)
    if wants is Wants.PHRASE:
        return _phrases(text)
    return ()


@lru_cache(maxsize=1024)
def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text, remembered: one clause is read for many questions."""
    return find_figures(text)


def years_of(text: str) -> tuple[str, ...]:
    """Return the years a text names, in order.

    >>> years_of("2023年比2022年多")
    ('2023', '2022')
    """
    return tuple(str(int(f.value)) for f in figures(text) if f.kind is FigureKind.YEAR)


@lru_cache(maxsize=1024)
def _tagged(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(tag(text))


def _named(text: str, flags: frozenset[str]) -> tuple[Candidate, ...]:
    tagged = _tagged(text)
    spans = [(s, e) for s, e, flag in tagged if flag in flags and e - s > 1]
    if flags is _PEOPLE:
        spans = [_whole_name(text, span) for span in spans if _is_name(fold(text[slice(*span)]))]
    else:
        spans = [span for span in spans if _is_place(fold(text[slice(*span)]))]
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        # 浙江省杭州市: neighbours make one place.
        if joined and joined[-1][1] == start and "ns" in flags:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    found = [Candidate(start, end, 1.0) for start, end in joined]
    found += [Candidate(*match.span(), 0.8) for match in _CAPITALISED.finditer(text)]
    return tuple(sorted(found, key=lambda c: c.start))


def _whole_name(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Give a two-character name its third where the segmenter left it: 張大 + 同, before a mark or the end."""
    start, end = span
    cut_off = end - start == 2 and end < len(text) and is_han(text[end])
    return (start, end + 1) if cut_off and not (end + 1 < len(text) and text[end + 1].isalnum()) else span


def _is_place(name: str) -> bool:
    """Does the dictionary know it as a name, or does it end as places do?"""
    found = entry(name)
    proper = found is not None and any(reading[:1].isupper() for reading in found.pinyin)
    return proper or name[-1] in "省市县镇区国州乡村岛路街湾港山河湖洲"


def _is_name(name: str) -> bool:
    """Does it begin with a surname, and not end as an office or a firm does?"""
    found = entry(name[0])
    surname = found is not None and any(reading[:1].isupper() for reading in found.pinyin)
    return (surname or len(name) > 3) and name[-1] not in "委会局部院司厅社党队网"


def _phrases(text: str) -> tuple[Candidate, ...]:
    found = [Candidate(*match.span("inside"), 0.9) for match in _QUOTED.finditer(text)]
    run: list[tuple[int, int, str]] = []
    for part in (*_tagged(text), (len(text) + 1, len(text) + 1, "")):
        if run and (part[0] != run[-1][1] or not part[2].startswith(_NOUNS)):
            found += _noun_runs(run)
            run = []
        if part[2].startswith(_NOUNS):
            run.append(part)
    if not any(map(is_han, text)):
        found += [Candidate(*match.span(), 0.5) for match in _ENGLISH_PHRASE.finditer(text)]
        found += [Candidate(*match.span(), 0.7) for match in _CAPITALISED.finditer(text)]
    return tuple(sorted(found, key=lambda c: (c.start, c.end)))


def _noun_runs(run: list[tuple[int, int, str]]) -> list[Candidate]:
    """Return the phrases of a run of words that ends in a noun: all of it, and what follows each verb.

    One verb may stand inside (就醫助理); with more it is a sentence, no phrase.
    """
    while run and not run[-1][2].startswith(("n", "vn", "eng", "j", "l", "i", "s")):
        run = run[:-1]
    verbs = [part[2] == "v" for part in run]
    starts = [i for i in range(len(run)) if (i == 0 or verbs[i - 1]) and not verbs[i] and sum(verbs[i:]) <= 1]
    return [Candidate(run[i][0], run[-1][1], 0.7) for i in starts if run[-1][1] - run[i][0] > 1]
