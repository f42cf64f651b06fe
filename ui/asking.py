"""`ask` and `search`: one question from the command line, or one a line from stdin."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from index.errors import QuestionError
from ui import as_json
from ui.console import count, err, open_pipeline, out, sentence
from ui.terminal import Progress, answer_text, passages_text

if TYPE_CHECKING:
    from rag.pipeline import Pipeline


def ask(args: Namespace) -> int:
    """Answer one question, or each line of stdin."""
    language = None if args.lang == "auto" else args.lang

    def as_object(pipeline: "Pipeline", question: str) -> dict[str, Any]:
        return as_json.answer_object(pipeline.ask(question, language=language))

    def as_text(pipeline: "Pipeline", question: str) -> str:
        answer = pipeline.ask(question, language=language)
        return answer_text(answer, bold=sys.stdout.isatty(), gloss=args.gloss)

    return _each_question(args, as_object=as_object, as_text=as_text)


def search(args: Namespace) -> int:
    """Show the passages nearest to one question, or to each line of stdin."""

    def as_object(pipeline: "Pipeline", question: str) -> dict[str, Any]:
        return as_json.search_object(question, pipeline.search(question, k=args.top_k))

    def as_text(pipeline: "Pipeline", question: str) -> str:
        hits = pipeline.search(question, k=args.top_k)
        return (
            passages_text(hits, bold=sys.stdout.isatty())
            or "Nothing in the library comes near this question."
        )

    return _each_question(args, as_object=as_object, as_text=as_text)


def _each_question(
    args: Namespace,
    *,
    as_object: Callable[["Pipeline", str], dict[str, Any]],
    as_text: Callable[["Pipeline", str], str],
) -> int:
    """One question in the form asked for; or every line of stdin as JSON, a bad line keeping its place."""
    if args.question != "-":
        question = _readable(args.question)
        with Progress() as progress, open_pipeline(args, progress) as pipeline:
            out(as_json.one_line(as_object(pipeline, question)) if args.json else as_text(pipeline, question))
        return 0
    asked = failed = 0
    with Progress() as progress, open_pipeline(args, progress) as pipeline:
        for line in _lines():
            asked += 1
            try:
                found = as_object(pipeline, _readable(line))
            except Exception as error:
                failed += 1
                found = as_json.error_object(_replaced(line), sentence(error))
            out(as_json.one_line(found))
    if failed:
        err(f"{failed} of {count(asked, 'question')} could not be asked; their lines carry an error.")
    return 1 if failed else 0


def _lines() -> Iterator[str]:
    """The lines of stdin as they come; bytes that are no UTF-8 become lone surrogates, as in arguments."""
    for number, line in enumerate(sys.stdin.buffer):
        text = line.rstrip(b"\r\n").decode("utf-8", errors="surrogateescape")
        yield text.removeprefix("\ufeff") if number == 0 else text


def _readable(question: str) -> str:
    """The question, if it is text; UTF-8 that the locale took for something else is read as what it is."""
    try:
        return question.encode("utf-8", errors="surrogateescape").decode("utf-8")
    except UnicodeError as error:
        raise QuestionError(
            "encoding", "The question is not valid UTF-8 text; check the encoding and ask again."
        ) from error


def _replaced(text: str) -> str:
    """`text` with U+FFFD for each lone surrogate."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
