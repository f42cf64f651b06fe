"""Is each sentence of a model's answer carried by the numbered passages that it cites?

Everything a person sees of the answer goes through here: figures and years must be the passage's to the value and
unit, names must be in it, and the support model must find that it says the rest, weighed with how far its words say it
and with rules that look for the opposite and for what is said of another. A missing or wrong marker is put right where
one passage clearly carries the claim. No text is rewritten: it is shown as it stands, as in doubt, or withheld.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from index.search import Found
from index.words import tokens
from rag.aliases import aliases
from rag.answer import Verdict
from rag.check.carried import Carrier, Reason
from rag.check.markers import take_markers
from rag.check.names import names_in
from rag.check.passage import Read, Source
from rag.check.plain import URL, opening_and_rest, plain
from rag.check.polarity import stances
from rag.check.stream import sentences
from rag.check.talk import agrees, claims_nothing, instructs, split_refusal
from rag.check.words import Said, words_of
from rag.figures import find_figures
from rag.question import Question
from rag.support import support_reader

__all__ = ["Checked", "Checker", "Quote", "Reason", "sentences"]

# A sentence of no more words than this beside its figures and names answers in the question's words.
_FRAGMENT = 2
# A heading has at most so many words, all of them known from here on.
_LABEL, _KNOWN = 4, 0.55


@dataclass(frozen=True, slots=True)
class Quote:
    """What carries a claim: `document.text[start:end] == text`, in passage number `marker` of the prompt."""

    marker: int
    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence as it may be shown, and what the check says of it.

    `opening` are the line's marks (`- `, `## `), `text` its words without markers, links or tags, `closing` the white
    space after it. `verdict` is None where nothing is claimed. `fault` are the words at fault of what is withheld, or
    that put it in doubt. `markers` are the passages that carry it, put right, or those it is in doubt of; `quotes`
    their words. `refuses` says that the sentence tells of the documents' silence.
    """

    text: str
    verdict: Verdict | None
    reason: Reason
    fault: str = ""
    markers: tuple[int, ...] = ()
    quotes: tuple[Quote, ...] = ()
    refuses: bool = False
    opening: str = ""
    closing: str = ""
    probability: float | None = None


class _Shown(TypedDict):
    """What stands around a sentence's words."""

    opening: str
    closing: str


class Checker:
    """Checks the sentences of one answer. The passages are those of the prompt, numbered from 1."""

    def __init__(self, passages: Sequence[Found], question: Question) -> None:
        """Read the passages, once for the answer."""
        self._question = question
        told = [
            text for found in passages for text in (found.title, found.passage.heading, found.passage.text)
        ]
        names = aliases(dict.fromkeys([*told, question.text]))
        asked = [name.text for name in names_in(question.text) if name.kind not in ("work", "place")]
        self._sources = tuple(Source(number, found, names) for number, found in enumerate(passages, 1))
        self._carrier = Carrier(self._sources, asked, support_reader())

    def check(self, sentence: str) -> Checked:
        """Check one sentence as `rag.check.stream.sentences` gives it; never raises for what it says."""
        text = plain(sentence)
        closing = text[len(text.rstrip()) :]
        words, markers = take_markers(text.strip(), len(self._sources))
        opening, words = opening_and_rest(words.strip())
        words = words.strip()
        shown: _Shown = {"opening": opening.lstrip(), "closing": closing}
        if fault := self._unsafe(words):
            return Checked(words, Verdict.UNSUPPORTED, *fault, **shown)
        if claims_nothing(words) or self._is_label(opening, words):
            return Checked(words, None, Reason.TALK, **shown)
        silent, rest = split_refusal(words)
        if silent and claims_nothing(rest):
            return Checked(words, None, Reason.REFUSAL, refuses=True, **shown)
        claim = self._claim(rest)
        if claim is None:
            return Checked(words, Verdict.UNSUPPORTED, Reason.WORDS, words, **shown)
        cited = [self._sources[number - 1] for number in markers if 1 <= number <= len(self._sources)]
        outcome, reason = self._carrier.find(claim, cited, wrong=len(cited) < len(markers))
        if outcome.reason is not None:
            verdict = (
                Verdict.FIGURE_MISMATCH
                if outcome.reason in (Reason.FIGURE, Reason.YEAR, Reason.ROLE)
                else Verdict.UNSUPPORTED
            )
            return Checked(
                words, verdict, outcome.reason, outcome.fault, probability=outcome.probability, **shown
            )
        return Checked(
            words,
            Verdict.DOUBTFUL if outcome.in_doubt else Verdict.SUPPORTED,
            reason,
            outcome.fault,
            markers=tuple(sorted({source.number for source, _ in outcome.carrying})),
            quotes=tuple(_quote(source, a, b) for source, spans in outcome.carrying for a, b in spans),
            probability=outcome.probability,
            **shown,
        )

    def _is_label(self, opening: str, words: str) -> bool:
        """Is it a heading or the label of what follows, in words of the question or of the documents: `Revenue:`?"""
        bare = words.rstrip(" :：")
        if not ("#" in opening or bare != words) or find_figures(bare) or stances(bare):
            return False
        said = words_of(bare)
        known = (Said(self._question.text), *(source.said for source in self._sources))
        return len(said) <= _LABEL and all(
            any(max(each.places(word.token).values(), default=0.0) >= _KNOWN for each in known)
            for word in said
        )

    def _unsafe(self, words: str) -> tuple[Reason, str] | None:
        """An address that no passage has, or words that order somebody about."""
        for url in URL.findall(words):
            if not any(url.rstrip(".,") in source.text for source in self._sources):
                return Reason.LINK, url
        return (Reason.INSTRUCTION, words) if instructs(words) else None

    def _claim(self, words: str) -> Read | None:
        """Read what is claimed; what is too short for itself with the question, and a bare yes as the question."""
        asked = self._question.text.rstrip(" ?？。.!！")
        agreed = agrees(words)
        if agreed is not None:
            return Read(asked) if agreed else None
        claim = Read(words)
        taken = [(name.start, name.end) for name in names_in(words)]
        taken += [(figure.start, figure.end) for figure in claim.figures]
        own = [token for token in tokens(words) if not any(a <= token.start < b for a, b in taken)]
        return Read(f"{asked}, {words}") if len(own) <= _FRAGMENT else claim


def _quote(source: Source, start: int, end: int) -> Quote:
    passage = source.found.passage
    return Quote(
        source.number, passage.document, passage.start + start, passage.start + end, source.text[start:end]
    )
