"""Question sets read and scored, with an asker whose every answer is written out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import DocumentError, QuestionError
from rag.answer import Answer, Citation, Hit, Language
from rag.evaluate import MEASURES, Outcome, Question, Report, evaluate, read_questions
from rag.metrics import Mean, Rate

ROW: dict[str, Any] = {
    "id": "rd",
    "questions": {"zh-Hant": "研發投入是多少?", "en": "How much on R&D?"},
    "answers": ["211.9億", "21.19 billion"],
    "evidence": ["達到211.9億元"],
    "answerable": True,
}


def _hit(text: str) -> Hit:
    return Hit(document="d", source="s", title="t", start=0, end=len(text), text=text, score=0.5)


def _answer(question: str, *, text: str, short: str | None, passages: list[str], quotes: list[str]) -> Answer:
    return Answer(
        question=question,
        language="en",
        text=text,
        short_answer=short,
        refused=not quotes,
        claims=(),
        citations=tuple(
            Citation(
                marker=i, document="d", source="s", title="t", page=None, start=0, end=len(quote), quote=quote
            )
            for i, quote in enumerate(quotes, start=1)
        ),
        passages=tuple(map(_hit, passages)),
        answerer="reader",
    )


class WrittenAnswers:
    """Answers from a list, keyed by question."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = {answer.question: answer for answer in answers}

    def ask(self, question: str, *, language: Language | None = None) -> Answer:
        assert language is None, "the language is for the pipeline to find"
        if question not in self.answers:
            raise QuestionError("symbols", "Only symbols came.")
        return self.answers[question]


def _question(text: str, *, answerable: bool = True) -> Question:
    answers, evidence = (("25",), ("全球25個",)) if answerable else ((), ())
    return Question(text, {"en": text}, answers, evidence, answerable)


def test_every_measure_counts_what_it_says() -> None:
    asker = WrittenAnswers(
        _answer("right", text="25 [1]", short="25", passages=["全球25個夥伴"], quotes=["全球25個"]),
        _answer("late", text="25 [1]", short=None, passages=["甲", "乙", "全球25個"], quotes=["乙"]),
        _answer(
            "wrong", text="2025 [1]", short="2025", passages=["甲", "乙", "丙", "全球25個"], quotes=["甲"]
        ),
        _answer("refused", text="Not found; nearest: 25", short="25", passages=["全球25個"], quotes=[]),
        _answer("made up", text="25 [1]", short="25", passages=["甲"], quotes=["甲"]),
        _answer("declined", text="Not found.", short=None, passages=["甲"], quotes=[]),
    )
    asked = [_question(text) for text in ("right", "late", "wrong", "refused", "🙂")]
    asked += [_question(text, answerable=False) for text in ("made up", "declined", "🙃")]
    report = evaluate(asker, asked)
    assert report.scores("en") == {
        "evidence in the first passage": Rate(2, 5),
        "evidence in the first 3 passages": Rate(3, 5),
        "answerable questions answered": Rate(3, 5),
        "answer contains a gold answer": Rate(2, 5),
        "short answer contains a gold answer": Rate(1, 5),
        "exact match of the span": Rate(1, 5),
        "citation recall": Rate(1, 5),
        "refusal precision": Rate(1, 2),
        "refusal recall": Rate(1, 3),
        "F1 of the span": Mean((1.0, 0.0, 0.0, 0.0, 0.0)),
        "citation precision": Rate(1, 4),
        "wrong figure shown as supported": Rate(2, 3),
    }
    none = dict.fromkeys([*MEASURES, "citation precision", "wrong figure shown as supported"], Rate(0, 0))
    assert report.scores("zh-Hans") == none | {"F1 of the span": Mean(())}
    assert report.scores() == report.scores("en")
    assert [outcome.question for outcome in report.failures] == [
        "late",
        "wrong",
        "refused",
        "🙂",
        "made up",
        "🙃",
    ]
    assert report.outcomes[4].error == "Only symbols came."
    assert report.outcomes[5].wrong == ("refusal recall", "wrong figure shown as supported")
    assert report.outcomes[5].wrong_figures == ("25",)


def test_the_nearer_of_span_and_shown_answer_counts_and_every_citation() -> None:
    written = _answer(
        "rd",
        text="RMB 21.19 billion [1][2]",
        short="RMB 21.19 billion (211.9億元)",
        passages=["達到211.9億元"],
        quotes=["達到211.9億元,同比", "另一句"],
    )
    written = replace(written, span="211.9億元")
    asked = Question("rd", {"en": "rd"}, ("211.9亿元",), ("達到211.9億元",), True)
    (outcome,) = evaluate(WrittenAnswers(written), [asked]).outcomes
    assert (outcome.exact, outcome.f1) == (True, 1.0)
    assert (outcome.citations_right, outcome.citations) == (1, 2)
    assert (outcome.figures, outcome.wrong_figures) == (2, ())
    assert outcome.wrong == ("short answer contains a gold answer", "answer contains a gold answer")[::-1]


def test_languages_are_told_apart() -> None:
    asker = WrittenAnswers(
        _answer("甲?", text="25 [1]", short="25", passages=["全球25個"], quotes=["全球25個"]),
        _answer("a?", text="26 [1]", short="26", passages=["全球25個"], quotes=["全球25個"]),
    )
    said: list[str] = []
    both = Question("x", {"zh-Hant": "甲?", "en": "a?"}, ("25",), ("全球25個",), True)
    report = evaluate(asker, [both], progress=said.append)
    assert report.scores("zh-Hant")["answer contains a gold answer"] == Rate(1, 1)
    assert report.scores("en")["answer contains a gold answer"] == Rate(0, 1)
    assert report.scores()["answer contains a gold answer"] == Rate(1, 2)
    assert said == ["Asking question 1 of 1 …"]
    assert isinstance(report, Report) and all(isinstance(outcome, Outcome) for outcome in report.outcomes)


def test_a_question_set_is_read(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("\ufeff" + json.dumps(ROW) + "\r\n\n" + json.dumps(ROW | {"id": "2"}), encoding="utf-8")
    first, second = read_questions(path)
    assert first == Question(
        "rd", ROW["questions"], ("211.9億", "21.19 billion"), ("達到211.9億元",), answerable=True
    )
    assert second.id == "2"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "Line 2 of .* is not JSON"),
        ("[1]", "Line 2 of .* is not a JSON object but list"),
        (json.dumps({"id": "x"}), "Line 2 of .* has no 'questions', 'answers', 'evidence', 'answerable'"),
        (json.dumps(ROW | {"id": 1}), "Line 2 .*'id' must be a string"),
        (json.dumps(ROW | {"answerable": "yes"}), "Line 2 .*'answerable' must be true or false"),
        (json.dumps(ROW | {"questions": {}}), "Line 2 .*'questions' must map"),
        (json.dumps(ROW | {"questions": {"fr": "Combien?"}}), "Line 2 .*zh-Hant, zh-Hans, en"),
        (json.dumps(ROW | {"questions": {"en": " "}}), "Line 2 .*string with words"),
        (json.dumps(ROW | {"answers": "25"}), "Line 2 .*'answers' must be a list of strings"),
        (json.dumps(ROW | {"evidence": [1]}), "Line 2 .*'evidence' must be a list of strings"),
        (json.dumps(ROW | {"evidence": []}), "Line 2 .*needs at least one"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=sentence):
        read_questions(path)


def test_a_set_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No such file"):
        read_questions(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n \n", encoding="utf-8")
    with pytest.raises(DocumentError, match="is empty"):
        read_questions(tmp_path / "empty.jsonl")
    (tmp_path / "big5.jsonl").write_bytes("螞蟻".encode("big5"))
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_questions(tmp_path / "big5.jsonl")
