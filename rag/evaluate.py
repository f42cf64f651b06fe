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
from rag.metrics import Rate, contains_gold, evidence_rank


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
    """One question asked in one language, and what was right about what came back.

    `rank` is that of the first passage with the evidence, from 1. `error` is the sentence where the question
    could not be asked at all: nothing is right then, and a refusal it is not.
    """

    id: str
    language: Language
    question: str
    answerable: bool
    refused: bool
    rank: int | None
    answer_right: bool
    short_answer_right: bool
    quote_right: bool
    short_answer: str | None
    error: str | None = None

    @property
    def answered(self) -> bool:
        """Did an answer come back, right or wrong?"""
        return not self.refused and self.error is None

    @property
    def wrong(self) -> tuple[str, ...]:
        """The measures of `MEASURES` that this question fails."""
        return tuple(
            name for name, (asked_of, right) in MEASURES.items() if asked_of(self) and not right(self)
        )


_Test = Callable[[Outcome], bool]


def _answerable(outcome: Outcome) -> bool:
    return outcome.answerable


def _unanswerable(outcome: Outcome) -> bool:
    return not outcome.answerable


MEASURES: dict[str, tuple[_Test, _Test]] = {
    "evidence in the first passage": (_answerable, lambda o: o.rank == 1),
    "evidence in the first 3 passages": (_answerable, lambda o: o.rank is not None and o.rank <= 3),
    "answerable questions answered": (_answerable, lambda o: o.answered),
    "answer contains a gold answer": (_answerable, lambda o: o.answer_right),
    "short answer contains a gold answer": (_answerable, lambda o: o.short_answer_right),
    "a cited quote contains the evidence": (_answerable, lambda o: o.quote_right),
    "unanswerable questions refused": (_unanswerable, lambda o: o.refused),
}
"""Each measure: which questions it is asked of, and when one of them counts as right."""


@dataclass(frozen=True, slots=True)
class Report:
    """Every question asked once in every language it has."""

    outcomes: tuple[Outcome, ...]

    def rates(self, language: Language | None = None) -> dict[str, Rate]:
        """The rate of each measure in one language, or in all of them together."""
        asked = [o for o in self.outcomes if language is None or o.language == language]
        return {
            name: Rate.of(right(outcome) for outcome in asked if asked_of(outcome))
            for name, (asked_of, right) in MEASURES.items()
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
        return Outcome(
            question.id,
            language,
            text,
            question.answerable,
            False,
            None,
            False,
            False,
            False,
            None,
            str(error),
        )
    quotes = [citation.quote for citation in answer.citations]
    return Outcome(
        id=question.id,
        language=language,
        question=text,
        answerable=question.answerable,
        refused=answer.refused,
        rank=evidence_rank([hit.text for hit in answer.passages], question.evidence),
        answer_right=not answer.refused and contains_gold(answer.text, question.answers),
        short_answer_right=not answer.refused and contains_gold(answer.short_answer, question.answers),
        quote_right=not answer.refused and evidence_rank(quotes, question.evidence) is not None,
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
