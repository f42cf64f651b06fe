"""A question set put to the pipeline: what was found, answered, cited and refused, per language.

A set is JSON lines: `{"id", "questions": {"zh-Hant", "zh-Hans", "en"}, "answers": [any of these counts],
"evidence": [substrings of the source: a passage or quote must contain one], "answerable": true|false}`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from index.errors import DocumentError, QuestionError
from rag.answer import LANGUAGES, Answer, Language
from rag.metrics import (
    Mean,
    Rate,
    contains_gold,
    evidence_rank,
    exact_match,
    f1,
    figures_shown,
    wrong_figures,
)


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a question set; `questions` may leave languages out."""

    id: str
    questions: dict[Language, str]
    answers: tuple[str, ...]
    evidence: tuple[str, ...]
    answerable: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question asked in one language, and what was right about what came back; nothing is, by default.

    `rank` is that of the first passage with the evidence, from 1. `exact` and `f1` in [0, 1] are of the span as
    the source writes it or as it is shown, whichever is nearer. `citations` are those an answer shows,
    `citations_right` those with the evidence. `figures` counts the figures of the short answer, `wrong_figures`
    are those no quote carries. `error` is the sentence where the question could not be asked at all: a refusal
    that is not.
    """

    id: str
    language: Language
    question: str
    answerable: bool
    refused: bool = False
    rank: int | None = None
    answer_right: bool = False
    short_answer_right: bool = False
    exact: bool = False
    f1: float = 0.0
    citations: int = 0
    citations_right: int = 0
    figures: int = 0
    wrong_figures: tuple[str, ...] = ()
    short_answer: str | None = None
    error: str | None = None

    @property
    def answered(self) -> bool:
        """Did an answer come back, right or wrong?"""
        return not self.refused and self.error is None

    @property
    def wrong(self) -> tuple[str, ...]:
        """The measures of `MEASURES` that this question fails; a span that is not exact fails none."""
        return tuple(
            name
            for name, (asked_of, right) in MEASURES.items()
            if name != EXACT_MATCH and asked_of(self) and not right(self)
        ) + ((WRONG_FIGURE,) if self.wrong_figures else ())


_Test = Callable[[Outcome], bool]


def _answerable(outcome: Outcome) -> bool:
    return outcome.answerable


def _unanswerable(outcome: Outcome) -> bool:
    return not outcome.answerable


def _refused(outcome: Outcome) -> bool:
    return outcome.refused


EXACT_MATCH = "exact match of the span"
F1 = "F1 of the span"
CITATION_PRECISION = "citation precision"
WRONG_FIGURE = "wrong figure shown as supported"
MEASURES: dict[str, tuple[_Test, _Test]] = {
    "evidence in the first passage": (_answerable, lambda o: o.rank == 1),
    "evidence in the first 3 passages": (_answerable, lambda o: o.rank is not None and o.rank <= 3),
    "answerable questions answered": (_answerable, lambda o: o.answered),
    "answer contains a gold answer": (_answerable, lambda o: o.answer_right),
    "short answer contains a gold answer": (_answerable, lambda o: o.short_answer_right),
    EXACT_MATCH: (_answerable, lambda o: o.exact),
    "citation recall": (_answerable, lambda o: o.citations_right > 0),
    "refusal precision": (_refused, _unanswerable),
    "refusal recall": (_unanswerable, _refused),
}
"""Each measure that counts questions: which it is asked of, and when one of them counts as right."""


@dataclass(frozen=True, slots=True)
class Report:
    """Every question asked once in every language it has."""

    outcomes: tuple[Outcome, ...]

    def scores(self, language: Language | None = None) -> dict[str, Rate | Mean]:
        """Every measure in one language, or in all of them together.

        Citation precision counts citations, not questions; a wrong figure counts of the figures shown.
        """
        asked = [o for o in self.outcomes if language is None or o.language == language]
        rates: dict[str, Rate | Mean] = {
            name: Rate.of(right(outcome) for outcome in asked if asked_of(outcome))
            for name, (asked_of, right) in MEASURES.items()
        }
        return rates | {
            F1: Mean(tuple(o.f1 for o in asked if o.answerable)),
            CITATION_PRECISION: Rate(sum(o.citations_right for o in asked), sum(o.citations for o in asked)),
            WRONG_FIGURE: Rate(sum(len(o.wrong_figures) for o in asked), sum(o.figures for o in asked)),
        }

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The questions that fail at least one measure."""
        return tuple(outcome for outcome in self.outcomes if outcome.wrong)


class Asker(Protocol):
    """What is evaluated: the pipeline, or anything that answers like it."""

    def ask(self, question: str, *, language: Language | None = None) -> Answer:
        """Answer one question."""


def evaluate(
    asker: Asker, questions: Sequence[Question], *, progress: Callable[[str], None] | None = None
) -> Report:
    """Ask every question in every language it has; the language is never told, it has to be found."""
    outcomes = []
    for number, question in enumerate(questions, start=1):
        if progress is not None:
            progress(f"Asking question {number} of {len(questions)} …")
        outcomes += [_outcome(asker, question, language) for language in question.questions]
    return Report(tuple(outcomes))


def _outcome(asker: Asker, question: Question, language: Language) -> Outcome:
    text = question.questions[language]
    try:
        answer = asker.ask(text)
    except QuestionError as error:
        return Outcome(question.id, language, text, question.answerable, error=str(error))
    rank = evidence_rank([hit.text for hit in answer.passages], question.evidence)
    if answer.refused:
        return Outcome(question.id, language, text, question.answerable, refused=True, rank=rank)
    said = (answer.span, answer.short_answer)
    quotes = [citation.quote for citation in answer.citations]
    return Outcome(
        id=question.id,
        language=language,
        question=text,
        answerable=question.answerable,
        rank=rank,
        answer_right=contains_gold(answer.text, question.answers),
        short_answer_right=contains_gold(answer.short_answer, question.answers),
        exact=any(exact_match(text, question.answers) for text in said),
        f1=max(f1(text, question.answers) for text in said),
        citations=len(quotes),
        citations_right=sum(evidence_rank([quote], question.evidence) is not None for quote in quotes),
        figures=len(figures_shown(answer.short_answer)),
        wrong_figures=tuple(figure.text for figure in wrong_figures(answer.short_answer, quotes)),
        short_answer=answer.short_answer,
    )


def read_questions(path: Path) -> tuple[Question, ...]:
    """Read a question set.

    Raises:
        DocumentError: the file cannot be read, is empty, or a line is malformed; the message names it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = (
            "is not UTF-8 text"
            if isinstance(error, UnicodeDecodeError)
            else f"cannot be read: {error.strerror}"
        )
        raise DocumentError(f"The question set {path} {why}; give a JSON-lines file.") from error
    questions = [
        _question(line, where=f"Line {number} of {path}")
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    if not questions:
        raise DocumentError(f"The question set {path} is empty; give one JSON object a line.")
    return tuple(questions)


def _question(line: str, *, where: str) -> Question:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise DocumentError(f"{where} is not JSON: {error}.") from error
    if not isinstance(row, dict):
        raise DocumentError(f"{where} is not a JSON object but {type(row).__name__}.")
    missing = [key for key in ("id", "questions", "answers", "evidence", "answerable") if key not in row]
    if missing:
        raise DocumentError(f"{where} has no {', '.join(map(repr, missing))}.")
    if not isinstance(row["id"], str):
        raise DocumentError(f"{where}: 'id' must be a string.")
    if not isinstance(row["answerable"], bool):
        raise DocumentError(f"{where}: 'answerable' must be true or false.")
    answers, evidence = _strings(row, "answers", where), _strings(row, "evidence", where)
    if row["answerable"] and not (answers and evidence):
        raise DocumentError(
            f"{where}: an answerable question needs at least one of 'answers' and of 'evidence'."
        )
    return Question(row["id"], _wordings(row["questions"], where), answers, evidence, row["answerable"])


def _wordings(value: Any, where: str) -> dict[Language, str]:  # noqa: ANN401
    if not isinstance(value, dict) or not value or any(key not in LANGUAGES for key in value):
        raise DocumentError(f"{where}: 'questions' must map some of {', '.join(LANGUAGES)} to a question.")
    if not all(isinstance(text, str) and text.strip() for text in value.values()):
        raise DocumentError(f"{where}: every question must be a string with words in it.")
    return cast("dict[Language, str]", value)


def _strings(row: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = row[key]
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise DocumentError(f"{where}: {key!r} must be a list of strings, none of them empty.")
    return tuple(value)
