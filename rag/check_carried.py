"""Which passages carry a claim: what it cites, another one, or several together; or why none does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder
from index.sentences import Span
from rag.check_computed import spans_own_times
from rag.check_days import strange_day
from rag.check_figures import carries_in, other_year
from rag.check_names import Name, names_in
from rag.check_opposites import opposite
from rag.check_passage import Cover, Read, Source, cover, is_time
from rag.check_quotes import quotes_of
from rag.check_roles import swapped_figure, swapped_name
from rag.check_subjects import other_subject
from rag.check_support import SUPPORTED, features, probability
from rag.check_talk import instructs
from rag.figures import Figure

# So much surer must it be that a passage carries a claim that does not cite it.
CLEARLY = 0.1
# How many other passages are tried for a claim that what it cites does not carry.
_OTHERS = 3


class Reason(StrEnum):
    """Why a sentence has its verdict."""

    CARRIED = "carried"
    ADDED = "citation added"
    MOVED = "citation moved"
    TALK = "claims nothing"
    REFUSAL = "says the documents are silent"
    FIGURE = "figure"
    YEAR = "year"
    ROLE = "figure of another"
    SUBJECT = "said of another"
    NAME = "name"
    NEGATION = "negation"
    DIRECTION = "opposite"
    PLANNED = "planned, not done"
    WORDS = "not said"
    LINK = "link"
    INSTRUCTION = "instruction"
    CITATION = "citation"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a claim stands with some passages: None for a reason where they carry it."""

    reason: Reason | None
    fault: str
    probability: float
    carrying: tuple[tuple[Source, tuple[Span, ...]], ...] = ()
    """Each passage with the stretches of it that carry the claim."""


class Carrier:
    """Finds what carries the claims of one answer."""

    def __init__(self, sources: Sequence[Source], asked: Sequence[str], embedder: Embedder) -> None:
        """Embed the passages' clauses; `asked` are the names of the question."""
        self._sources = sources
        self._asked = asked
        self._embedder = embedder
        self._rows = self._embedded()

    def _embedded(self) -> dict[int, NDArray[np.float32]]:
        """The windows of each passage, `(windows, dim)` float32, unit rows."""
        rows = self._embedder.embed_passages([s.text[a:b] for s in self._sources for a, b in s.windows])
        found, at = {}, 0
        for source in self._sources:
            found[source.number] = rows[at : at + len(source.windows)]
            at += len(source.windows)
        return found

    def find(self, claim: Read, cited: Sequence[Source], *, wrong: bool) -> tuple[Outcome, Reason]:
        """Find what carries a claim, and what becomes of its citation; `wrong` says that some marker has no passage."""
        reason = Reason.MOVED if cited or wrong else Reason.ADDED
        if (missing := self._nowhere(claim)) is not None:
            return missing, reason
        row = self._embedder.embed_queries([claim.text])[0]
        alone = [self._alone(claim, row, source) for source in cited]
        if carrying := [each for each in alone if each.reason is None]:
            best = max(each.probability for each in carrying)
            whole = tuple(pair for each in carrying for pair in each.carrying)
            moved = wrong or len(carrying) < len(cited)
            return Outcome(None, "", best, whole), Reason.MOVED if moved else Reason.CARRIED
        several = len(claim.parts) > 1
        if several and len(cited) > 1 and (together := self._together(claim, cited)).reason is None:
            return together, Reason.CARRIED
        others = [source for source in self._sources if source not in cited]
        near = sorted(others, key=lambda source: -float((self._rows[source.number] @ row).max()))[:_OTHERS]
        tried = [self._alone(claim, row, source, more=CLEARLY) for source in near]
        if carrying := [each for each in tried if each.reason is None]:
            return max(carrying, key=lambda each: each.probability), reason
        if several and not cited and len(near) > 1:
            together = self._together(claim, near, more=CLEARLY)
            if together.reason is None:
                return together, reason
        failed = max(
            alone or tried, key=lambda each: (_progress(each.reason), each.probability), default=None
        )
        return failed or Outcome(Reason.CITATION, "", 0.0), reason

    def _nowhere(self, claim: Read) -> Outcome | None:
        """Tell which figure or name of a claim no passage has at all."""
        for figure in claim.figures:
            if not _goes_without(claim, figure) and not any(_has_figure(s, figure) for s in self._sources):
                return Outcome(Reason.YEAR if is_time(figure) else Reason.FIGURE, figure.text, 0.0)
        for name in names_in(claim.text):
            if not any(_has_name(source, claim, name) for source in self._sources):
                return Outcome(Reason.NAME, name.text, 0.0)
        days = [_strange_day(claim, source) for source in self._sources]
        if days and all(days):
            return Outcome(Reason.YEAR, days[0] or "", 0.0)
        for wrong in filter(None, (source.named.misnamed(claim.text) for source in self._sources)):
            if not any(source.named.has(wrong) for source in self._sources):
                return Outcome(Reason.NAME, wrong, 0.0)
        return None

    def _alone(
        self,
        claim: Read,
        row: NDArray[np.float32],
        source: Source,
        *,
        more: float = 0.0,
        also: Sequence[Source] = (),
    ) -> Outcome:
        """Check a claim against one passage; years may stand in others cited `also`."""
        for figure in claim.figures:
            among = (source, *also) if is_time(figure) else (source,)
            if not _goes_without(claim, figure) and not any(_has_figure(each, figure) for each in among):
                return Outcome(Reason.YEAR if is_time(figure) else Reason.FIGURE, figure.text, 0.0)
        for name in names_in(claim.text):
            if not _has_name(source, claim, name):
                return Outcome(Reason.NAME, name.text, 0.0)
        if (day := _strange_day(claim, source)) is not None:
            return Outcome(Reason.YEAR, day, 0.0)
        said = cover(claim.words, claim.text, source)
        cosine = float((self._rows[source.number] @ row).max())
        across = claim.is_chinese != source.is_chinese
        sure = probability(features(claim, said, source, cosine), across=across)
        if (wrong := swapped_figure(claim, source)) is not None:
            return Outcome(Reason.YEAR if is_time(wrong) else Reason.ROLE, wrong.text, sure)
        if (year := other_year(claim, source)) is not None:
            return Outcome(Reason.YEAR, year.text, sure)
        swapped = swapped_name(claim, source) or other_subject(claim, source, said, self._asked)
        if swapped is not None:
            return Outcome(Reason.SUBJECT, swapped, sure)
        if (contrary := opposite(claim, source, said)) is not None:
            return Outcome(_CONTRARY[contrary[0]], contrary[1], sure)
        if sure < SUPPORTED[across] + more:
            return Outcome(Reason.WORDS, _unsaid(claim, said), sure)
        spans = tuple(quotes_of(claim, source, said))
        if any(instructs(source.text[a:b]) for a, b in spans):
            return Outcome(Reason.INSTRUCTION, claim.text, sure)
        return Outcome(None, "", sure, ((source, spans),))

    def _together(self, claim: Read, cited: Sequence[Source], *, more: float = 0.0) -> Outcome:
        """Check each part of a claim against the passage that says most of it."""
        shares: dict[int, list[str]] = {}
        for a, b in claim.parts:
            part = Read(claim.text[a:b])
            said = {s.number: _share(part, s) for s in cited}
            shares.setdefault(max(said, key=lambda number: said[number]), []).append(part.text)
        if len(shares) < 2:
            return Outcome(Reason.WORDS, "", 0.0)
        texts = {number: "".join(parts).strip(" ,，、;；") for number, parts in shares.items()}
        rows = self._embedder.embed_queries(list(texts.values()))
        found: list[tuple[Source, tuple[Span, ...]]] = []
        sure = 1.0
        for (number, text), row in zip(texts.items(), rows, strict=True):
            outcome = self._alone(Read(text), row, self._sources[number - 1], more=more, also=cited)
            if outcome.reason is not None:
                return outcome
            sure = min(sure, outcome.probability)
            found += outcome.carrying
        return Outcome(None, "", sure, tuple(found))


def _has_figure(source: Source, figure: Figure) -> bool:
    """Does a passage have a figure, or its title or headings?"""
    return bool(carries_in(source, figure) or carries_in(source.over, figure))


def _strange_day(claim: Read, source: Source) -> str | None:
    return strange_day(claim.text, f"{source.above.text}\n{source.text}")


def _has_name(source: Source, claim: Read, name: Name) -> bool:
    return source.named.has(name.text) or source.named.is_of_words(claim.text, name)


_CONTRARY = {"direction": Reason.DIRECTION, "negation": Reason.NEGATION, "planned": Reason.PLANNED}
_LATE = (
    Reason.WORDS,
    Reason.PLANNED,
    Reason.NEGATION,
    Reason.DIRECTION,
    Reason.SUBJECT,
    Reason.ROLE,
    Reason.NAME,
    Reason.YEAR,
    Reason.FIGURE,
)


def _progress(reason: Reason | None) -> int:
    """How far a claim came before it failed: the passage where it came furthest is the one it is about."""
    return -_LATE.index(reason) if reason in _LATE else -len(_LATE)


def _goes_without(claim: Read, figure: Figure) -> bool:
    """Need no passage have it: a one in words (one of them, 一家), or what follows from the claim's own dates?"""
    in_words = figure.value == 1 and not any(character.isdigit() for character in figure.text)
    return in_words or spans_own_times(claim, figure)


def _unsaid(claim: Read, said: Cover) -> str:
    """The weightiest word of a claim that the passage does not say."""
    strengths = np.maximum(said.anywhere, said.above)
    missing = [(w.weight * (1 - float(s)), w.token) for w, s in zip(claim.words, strengths, strict=True)]
    token = max(missing, key=lambda each: each[0], default=(0.0, None))[1]
    return claim.text[token.start : token.end] if token else ""


def _share(part: Read, source: Source) -> float:
    said = cover(part.words, part.text, source)
    figures = [bool(carries_in(source, figure)) for figure in part.figures]
    words = sum(w.weight * float(s) for w, s in zip(part.words, said.anywhere, strict=True))
    return words + 2.0 * sum(figures)
