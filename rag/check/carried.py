"""Which passages carry a claim: what it cites, another one, or several together; or why none does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from index.sentences import Span
from rag.check.computed import spans_own_times
from rag.check.days import strange_day
from rag.check.figures import carries_in, other_year
from rag.check.names import Name, names_in
from rag.check.opposites import opposite
from rag.check.passage import Cover, Read, Source, cover, is_time
from rag.check.quotes import quotes_of
from rag.check.reckoned import may_follow
from rag.check.roles import swapped_ends, swapped_figure, swapped_name
from rag.check.seasons import strange_season
from rag.check.subjects import other_subject
from rag.check.support import (
    CLOSE_ODDS_OF_PART,
    IN_DOUBT,
    SUPPORTED,
    SUPPORTED_CLOSE,
    SUPPORTED_CLOSE_FIGURE,
    features,
    is_close,
    probability,
)
from rag.check.talk import instructs
from rag.figures import Figure
from rag.support import SupportReader

# So much surer must it be that a passage carries a claim that does not cite it.
CLEARLY = 0.1
# So much likelier must another passage be for what is in doubt of the one it cites.
LIKELIER = 0.2


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
    DENIAL = "denial"
    DIRECTION = "opposite"
    PLANNED = "planned, not done"
    WORDS = "not said"
    LINK = "link"
    INSTRUCTION = "instruction"
    CITATION = "citation"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a claim stands with some passages: None for a reason where they carry it, or may."""

    reason: Reason | None
    fault: str
    probability: float
    carrying: tuple[tuple[Source, tuple[Span, ...]], ...] = ()
    """Each passage with the stretches of it that carry the claim, or come nearest to it."""
    in_doubt: bool = False

    @property
    def carries(self) -> bool:
        """Do they carry it beyond doubt?"""
        return self.reason is None and not self.in_doubt


class Carrier:
    """Finds what carries the claims of one answer."""

    def __init__(self, sources: Sequence[Source], asked: Sequence[str], model: SupportReader) -> None:
        """Take the passages and the names of the question."""
        self._sources = sources
        self._asked = asked
        self._model = model

    def find(self, claim: Read, cited: Sequence[Source], *, wrong: bool) -> tuple[Outcome, Reason]:
        """Find what carries a claim, and what becomes of its citation; `wrong` says that some marker has no passage."""
        reason = Reason.MOVED if cited or wrong else Reason.ADDED
        if (missing := self._nowhere(claim)) is not None:
            return missing, reason
        alone = self._each(claim, cited)
        if carrying := [each for each in alone if each.carries]:
            best = max(each.probability for each in carrying)
            whole = tuple(pair for each in carrying for pair in each.carrying)
            moved = wrong or len(carrying) < len(cited)
            return Outcome(None, "", best, whole), Reason.MOVED if moved else Reason.CARRIED
        several = len(claim.parts) > 1
        by_parts = [self._together(claim, cited)] if several and len(cited) > 1 else []
        if carrying := [each for each in by_parts if each.carries]:
            return carrying[0], Reason.CARRIED
        others = [source for source in self._sources if source not in cited]
        tried = self._each(claim, others, more=CLEARLY)
        if carrying := [each for each in tried if each.carries]:
            return max(carrying, key=lambda each: each.probability), reason
        if several and not cited and len(others) > 1:
            together = self._together(claim, others, more=CLEARLY)
            if together.carries:
                return together, reason
        # What one that it cites says otherwise is in no doubt because another says nothing of it.
        contrary = any(each.reason in _OTHERWISE for each in alone)
        own = (*alone, *by_parts)
        in_doubt = sorted(
            (each for each in (*own, *(() if contrary else tried)) if each.in_doubt),
            # One that it cites stays, unless another is much likelier.
            key=lambda each: each.probability + (LIKELIER if each in own else 0.0),
        )
        if in_doubt:
            kept = in_doubt[-1] in own and not wrong
            return in_doubt[-1], Reason.CARRIED if kept else reason
        failed = max(
            alone or tried, key=lambda each: (_progress(each.reason), each.probability), default=None
        )
        return failed or Outcome(Reason.CITATION, "", 0.0), reason

    def _nowhere(self, claim: Read) -> Outcome | None:
        """Tell which figure or name of a claim no passage has at all."""
        for figure in claim.figures:
            if not any(_allows_figure(source, claim, figure) for source in self._sources):
                return Outcome(Reason.YEAR if is_time(figure) else Reason.FIGURE, figure.text, 0.0)
        for name in names_in(claim.text):
            if not any(_allows_name(source, claim, name) for source in self._sources):
                return Outcome(Reason.NAME, name.text, 0.0)
        days = [_strange_time(claim, source) for source in self._sources]
        if days and all(days):
            return Outcome(Reason.YEAR, days[0] or "", 0.0)
        for wrong in filter(None, (source.named.misnamed(claim.text) for source in self._sources)):
            if not any(source.named.has(wrong) for source in self._sources):
                return Outcome(Reason.NAME, wrong, 0.0)
        return None

    def _each(self, claim: Read, sources: Sequence[Source], *, more: float = 0.0) -> list[Outcome]:
        """Check a claim against passages one by one."""
        return [self._alone(claim, source, more=more) for source in sources]

    def _alone(
        self,
        claim: Read,
        source: Source,
        *,
        more: float = 0.0,
        also: Sequence[Source] = (),
        part: bool = False,
    ) -> Outcome:
        """Check a claim, or a `part` of one, against one passage; years may stand in others cited `also`."""
        if (wrong := refuted(claim, source, also)) is not None:
            return wrong
        (odds,) = self._model.odds(claim.text, [(source.found.title, source.text)])
        said = cover(claim.words, claim.text, source)
        against = _against(claim, source, said, self._asked)
        unsettled = _left_open(claim, source, also)
        weights = _weighed(claim, source, said, odds, against)
        sure = probability(weights)
        close = is_close(weights)
        told = any(not is_time(figure) for figure in claim.figures)
        least = SUPPORTED if more else SUPPORTED_CLOSE_FIGURE if told else SUPPORTED_CLOSE
        supported = close and (odds >= CLOSE_ODDS_OF_PART if part else sure >= least)
        otherwise = against is not None and against[0] in _OTHERWISE
        if (otherwise and close) or (sure < IN_DOUBT and not supported):
            why, words = against or unsettled or (Reason.WORDS, _unsaid(claim, said))
            return Outcome(why, words, sure)
        spans = tuple(quotes_of(claim, source, said))
        if any(b > source.ordered_from or instructs(source.text[a:b]) for a, b in spans):
            return Outcome(Reason.INSTRUCTION, claim.text, sure)
        barred = unsettled or otherwise or (against and close)
        supported = (supported or sure >= SUPPORTED + more) and not barred
        fault = unsettled[1] if unsettled else ""
        return Outcome(None, fault, sure, ((source, spans),), in_doubt=not supported)

    def _together(self, claim: Read, cited: Sequence[Source], *, more: float = 0.0) -> Outcome:
        """Check each part of a claim against the passage that says most of it."""
        shares: dict[int, list[str]] = {}
        for a, b in claim.parts:
            part = Read(claim.text[a:b])
            said = {s.number: _share(part, s) for s in cited}
            shares.setdefault(max(said, key=lambda number: said[number]), []).append(part.text)
        if len(shares) < 2:
            return Outcome(Reason.WORDS, "", 0.0)
        found: list[tuple[Source, tuple[Span, ...]]] = []
        sure, fault, in_doubt = 1.0, "", False
        for number, parts in shares.items():
            text = "".join(parts).strip(" ,，、;；")
            outcome = self._alone(Read(text), self._sources[number - 1], more=more, also=cited, part=True)
            if outcome.reason is not None:
                return outcome
            sure, fault = min(sure, outcome.probability), fault or outcome.fault
            in_doubt = in_doubt or outcome.in_doubt
            found += outcome.carrying
        return Outcome(None, fault, sure, tuple(found), in_doubt=in_doubt)


def refuted(claim: Read, source: Source, also: Sequence[Source] = ()) -> Outcome | None:
    """Tell which figure, year or name of a claim a passage does not have, or has for another year."""
    for figure in claim.figures:
        among = (source, *also) if is_time(figure) else (source,)
        if not any(_allows_figure(each, claim, figure) for each in among):
            return Outcome(Reason.YEAR if is_time(figure) else Reason.FIGURE, figure.text, 0.0)
    for name in names_in(claim.text):
        if not _allows_name(source, claim, name):
            return Outcome(Reason.NAME, name.text, 0.0)
    if (day := _strange_time(claim, source)) is not None:
        return Outcome(Reason.YEAR, day, 0.0)
    wrong = other_year(claim, source, beside=True) or swapped_figure(claim, source)
    if wrong is not None and is_time(wrong):
        return Outcome(Reason.YEAR, wrong.text, 0.0)
    return None


def weighed(claim: Read, source: Source, odds: float) -> dict[str, float]:
    """What speaks for a claim and against it, given the support model's log-odds: what `training/check/fit.py` fits."""
    said = cover(claim.words, claim.text, source)
    return _weighed(claim, source, said, odds, _against(claim, source, said, ()))


def _weighed(
    claim: Read, source: Source, said: Cover, odds: float, against: tuple[Reason, str] | None
) -> dict[str, float]:
    why = against[0] if against else None
    return features(
        claim, said, source, odds, contrary=why in _OPPOSITE, elsewhere=why in (Reason.ROLE, Reason.SUBJECT)
    )


def _against(claim: Read, source: Source, said: Cover, asked: Sequence[str]) -> tuple[Reason, str] | None:
    """Tell what a rule holds against a claim, and the words at fault: it is said of another, or the opposite is."""
    if (wrong := swapped_figure(claim, source) or swapped_ends(claim, source)) is not None:
        return Reason.ROLE, wrong.text
    swapped = swapped_name(claim, source) or other_subject(claim, source, said, asked)
    if swapped is not None:
        return Reason.SUBJECT, swapped
    if (contrary := opposite(claim, source, said)) is not None:
        return _CONTRARY[contrary[0]], contrary[1]
    return None


def _left_open(claim: Read, source: Source, also: Sequence[Source]) -> tuple[Reason, str] | None:
    """Tell which figure or name of a claim a passage neither has nor refutes."""
    for figure in claim.figures:
        among = (source, *also) if is_time(figure) else (source,)
        if not _goes_without(claim, figure) and not any(_has_figure(each, figure) for each in among):
            return Reason.YEAR if is_time(figure) else Reason.FIGURE, figure.text
    if (year := other_year(claim, source)) is not None:
        return Reason.YEAR, year.text
    missing = (name for name in names_in(claim.text) if not _has_name(source, claim, name))
    return next(((Reason.NAME, name.text) for name in missing), None)


def _allows_figure(source: Source, claim: Read, figure: Figure) -> bool:
    """Has a passage a figure, or may it follow from what it has?"""
    return _goes_without(claim, figure) or _has_figure(source, figure) or may_follow(source, claim, figure)


def _allows_name(source: Source, claim: Read, name: Name) -> bool:
    """Has a passage a name, or may what looks like one be an ordinary word, or the name be written in no way known?"""
    across = claim.is_chinese != source.is_chinese
    return not name.sure or _has_name(source, claim, name) or (across and source.named.cannot_tell(name))


def _has_figure(source: Source, figure: Figure) -> bool:
    """Does a passage have a figure, or its title or headings?"""
    return bool(carries_in(source, figure) or carries_in(source.over, figure))


def _strange_time(claim: Read, source: Source) -> str | None:
    whole = f"{source.above.text}\n{source.text}"
    return strange_day(claim.text, whole) or strange_season(claim.text, whole)


def _has_name(source: Source, claim: Read, name: Name) -> bool:
    return source.named.has(name.text) or source.named.is_of_words(claim.text, name)


_CONTRARY = {
    "direction": Reason.DIRECTION, "negation": Reason.NEGATION, "denial": Reason.DENIAL, "planned": Reason.PLANNED,
}  # fmt: skip
# A denial is none: what a claim denies, a passage may say in other words that deny nothing.
_OPPOSITE = (Reason.NEGATION, Reason.DIRECTION, Reason.PLANNED)
_OTHERWISE = (Reason.ROLE, Reason.SUBJECT, *_OPPOSITE)
_LATE = (
    Reason.WORDS,
    Reason.PLANNED,
    Reason.DENIAL,
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
