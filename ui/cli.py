"""`yinzheng …`: the command line, a contract other programs rely on.

Results go to stdout and nothing else does; progress and errors go to stderr. Exit codes: 0 done; 1 could not
be done, with one plain sentence; 2 an option or value that does not fit. Nothing heavy is imported before a
command needs it, so that `--help` answers at once.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

from index.errors import UsageError
from rag.answer import LANGUAGES
from ui import asking, commands
from ui.console import err, sentence

_MOST_PASSAGES = 50
_QUESTION = "the question, or - to read one a line from stdin and write one JSON object a line"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        code = _run(argv)
        sys.stdout.flush()
    except UsageError as error:
        return _failed(error, code=2)
    except KeyboardInterrupt:
        err("Stopped before it was done.")
        return 1
    except BrokenPipeError:
        # Whoever read our output has gone.
        _drop_output()
        return 1
    except Exception as error:
        try:
            sys.stdout.flush()
        except OSError:
            _drop_output()
        return _failed(error, code=1)
    return code


def _drop_output() -> None:
    """What could not be written is let go, or the interpreter fails again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: Sequence[str] | None) -> int:
    _reconfigure(sys.stdout)
    try:
        args = _parser().parse_args(argv)
    except SystemExit as end:  # argparse, after --help and --version
        return int(end.code or 0)
    if getattr(args, "json", False) or getattr(args, "question", None) == "-":
        _reconfigure(sys.stdout, encoding="utf-8")
    code: int = args.run(args)
    return code


def _failed(error: Exception, *, code: int) -> int:
    if os.environ.get("YINZHENG_DEBUG"):
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    err(sentence(error))
    return code


def _reconfigure(stream: TextIO, *, encoding: str | None = None) -> None:
    """What the encoding lacks is written as a replacement, never a reason to fail."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=encoding, errors="replace")


class _Parser(argparse.ArgumentParser):
    """An argparse parser whose complaint is one sentence with the help command, raised as ours."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


class _Version(argparse.Action):
    """`--version`, looked up only when asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str, **_: Any) -> None:  # noqa: ANN401
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("yinzheng")
        except PackageNotFoundError:
            found = "(run from its source folder, not installed)"
        sys.stdout.write(f"yinzheng {found}\n")
        parser.exit()


def _number(low: int, high: int) -> Any:  # noqa: ANN401
    """An argparse type: a whole number from `low` to `high`."""

    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= high):
            raise argparse.ArgumentTypeError(f"expected a whole number from {low} to {high}, came {text!r}")
        return int(text)

    return number


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="yinzheng",
        description="Ask your documents in Chinese or English; every answer shows the words that carry it.",
        epilog="With no --library, the library is the article in seeds/, built on first use.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version)
    of = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)

    ask = _command(of, "ask", "answer a question with citations, or refuse", run=asking.ask)
    ask.add_argument("question", metavar="QUESTION", help=_QUESTION)
    ask.add_argument(
        "--lang",
        choices=("auto", *LANGUAGES),
        default="auto",
        help="the language to answer in (default: the asker's)",
    )
    ask.add_argument(
        "--gloss",
        action="store_true",
        help="below a quote in another language, its words one by one (JSON always has them)",
    )
    _passages_option(ask)
    _reranker_option(ask)
    _llm_option(ask)

    search = _command(of, "search", "show the passages nearest to a question", run=asking.search)
    search.add_argument("question", metavar="QUESTION", help=_QUESTION)
    _passages_option(search)
    _reranker_option(search)

    add = _command(of, "add", "add documents, or folders of them", run=commands.add)
    add.add_argument("paths", metavar="PATH", nargs="+", type=Path)
    _embedder_option(add)
    remove = _command(of, "remove", "remove documents", run=commands.remove)
    remove.add_argument("ids", metavar="ID", nargs="+", help="as `yinzheng list` shows it")
    _command(of, "list", "list the documents", run=commands.list_documents)
    _command(of, "verify", "check that the library is sound", run=commands.verify)
    rebuild = _command(of, "rebuild", "cut and embed every document anew", run=commands.rebuild)
    _embedder_option(rebuild, dest="rebuild_with")

    chat = _command(of, "chat", "open the chat page", run=commands.chat, json=False)
    chat.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    chat.add_argument("--port", type=_number(0, 65535), default=7860, help="port (default: %(default)s)")
    chat.add_argument("--auth", metavar="FILE", type=Path, help="let in only the users of this file")
    _llm_option(chat)
    _reranker_option(chat)
    _embedder_option(chat)

    evaluate = _command(of, "eval", "ask a question set and score the answers", run=commands.evaluate)
    evaluate.add_argument("file", metavar="FILE", type=Path, help="JSON lines, as in seeds/questions.jsonl")
    _llm_option(evaluate)
    _reranker_option(evaluate)
    evaluate.add_argument("--failures", action="store_true", help="list the failing questions too")
    return parser


def _command(of: Any, name: str, summary: str, *, run: Any, json: bool = True) -> argparse.ArgumentParser:  # noqa: ANN401
    parser: argparse.ArgumentParser = of.add_parser(
        name, help=summary, description=summary[:1].upper() + summary[1:] + ".", allow_abbrev=False
    )
    parser.set_defaults(run=run, download=False)
    parser.add_argument(
        "--library", metavar="DIR", type=Path, help="the library's folder (default: the article's)"
    )
    if json:
        parser.add_argument("--json", action="store_true", help="write JSON")
    return parser


def _passages_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-k", "--top-k", metavar="N", type=_number(1, _MOST_PASSAGES), default=5,
        help=f"how many passages to look at, 1 to {_MOST_PASSAGES} (default: %(default)s)",
    )  # fmt: skip


def _llm_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--llm", metavar="SPEC", default="none",
        help="a language model to write the answers: a folder or hub id, or openai:BASE-URL#MODEL for a server "
        "(default: none, the offline reader)",
    )  # fmt: skip
    parser.add_argument(
        "--llm-seconds", metavar="N", type=_number(1, 3600), default=120,
        help="how long the model may take for one answer (default: %(default)s)",
    )  # fmt: skip
    _download_option(parser)


def _embedder_option(parser: argparse.ArgumentParser, *, dest: str = "embedder") -> None:
    what = "a sentence-transformers model instead of the shipped encoder: a folder or a hub id"
    parser.add_argument("--embedder", metavar="NAME", dest=dest, help=what)
    _download_option(parser)


def _reranker_option(parser: argparse.ArgumentParser) -> None:
    what = "a cross-encoder that reads the passages found again: a folder or a hub id"
    parser.add_argument("--reranker", metavar="NAME", help=what)
    _download_option(parser)


def _download_option(parser: argparse.ArgumentParser) -> None:
    if not any("--download" in action.option_strings for action in parser._actions):
        what = "fetch a model named here from the hub if it is not on this machine"
        parser.add_argument("--download", action="store_true", help=what)
