"""What an ask gives back: hits, citations, claims, the answer, and the events on the way to it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Language = Literal["zh-Hant", "zh-Hans", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-Hant", "zh-Hans", "en")

UNFINISHED = "unfinished"
"""The reason of a claim that a language model did not write to its end."""


class Verdict(StrEnum):
    """What the check says of one claim.

    What is doubtful may be what the passage cited says, in words too free to be sure of: it is shown as such, never as
    fact.
    """

    SUPPORTED = "supported"
    DOUBTFUL = "doubtful"
    FIGURE_MISMATCH = "figure mismatch"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. `score` is the fused score in [0, 1], higher is better."""

    document: str
    source: str
    title: str
    start: int
    end: int
    text: str
    score: float
    heading: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Glossed:
    """A stretch of a quote, `quote[start:end] == text`, and what it says in the asker's language.

    `gloss` is None where it speaks for itself: punctuation, words both languages write alike, words that only join.
    """

    start: int
    end: int
    text: str
    gloss: str | None


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words that carry a claim: `document.text[start:end] == quote`.

    `marker` counts from 1 in the order of the answer. `answer_start`/`answer_end` are the document offsets of the
    answering span inside the quote, or None where the whole quote answers. `gloss` is the quote word by word for an
    asker of another language, its stretches joining up to the quote, or None for one who reads it as it stands.
    """

    marker: int
    document: str
    source: str
    title: str
    page: int | None
    start: int
    end: int
    quote: str
    answer_start: int | None = None
    answer_end: int | None = None
    gloss: tuple[Glossed, ...] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the answer and the markers of the citations that carry it.

    Of what is not supported, `reason` is the check's code (`figure`, `name`, `negation`, …; `unfinished` where the
    sentence broke off) and `fault` the words that are wrong. In a language model's answer, `mark` is what an item of a
    list begins with (`-`, `3.`), and `goes_on` says that a claim stands on the line of the one before it.
    """

    text: str
    verdict: Verdict
    citations: tuple[int, ...]
    reason: str | None = None
    fault: str | None = None
    mark: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A question answered, or refused with the reason and the nearest passages.

    `text` is the whole answer as Markdown: the answering figure or name first in bold with its markers `[1]`, then
    the quotes as block quotes. `short_answer` is the answering span alone (60 characters at most) in the asker's
    language; `span` is the same as the source writes it. Both are None on a refusal. `reason` is the refusal's
    code (`nothing`, `entity`, `year`, `detail`), `missing` what the documents lack, in the asker's words;
    of a missing year, `given` are the years they have. `differ` says that the claims contradict each other.
    `probability` in [0, 1] is that of the passages answering the question; None where a name they lack decided. Where
    several questions were asked at once, `parts` are their answers, and the rest is all of them together. `note` is a
    sentence on how the answer came about, such as why it is not the language model's; what did not hold of that is
    `withheld`. `understood` is a follow-up as it was made whole, by `rules` or `llm:<model>`, `understood_by`; None for
    one asked as typed. `prompt` is the version of what a language model was told, None where none was asked.
    """

    question: str
    language: Language
    text: str
    short_answer: str | None
    refused: bool
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    answerer: str
    span: str | None = None
    reason: str | None = None
    missing: str | None = None
    given: str | None = None
    differ: bool = False
    probability: float | None = None
    parts: tuple["Answer", ...] = ()
    understood: str | None = None
    understood_by: str | None = None
    note: str | None = None
    withheld: tuple[Claim, ...] = ()
    prompt: int | None = None
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Event: a language model is making a follow-up whole."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Event: the passages are found."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """Event: a language model is at a sentence; `text` is what there is of it, not yet checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Event: one more sentence of a language model is checked; `draft` is the answer as far as it has come."""

    draft: Answer


@dataclass(frozen=True, slots=True)
class Answered:
    """Event: the answer is whole. Always the last."""

    answer: Answer


Event = Rewriting | Searched | Writing | Said | Answered
