"""What the commands share: the library asked for, and the two streams."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from index.errors import UsageError, YinzhengError
from ui.terminal import Progress, printable

if TYPE_CHECKING:
    from index.library import Library


def sentence(error: Exception) -> str:
    """What a person is told of an error: its own sentence, or where to look for an unexpected one."""
    if isinstance(error, YinzhengError):
        return printable(str(error))
    what = " ".join(str(error).split()) or "no message"
    return printable(
        f"Something went wrong inside Yinzheng ({type(error).__name__}): {what}; "
        "run with YINZHENG_DEBUG=1 for the traceback."
    )


def library(args: Namespace, progress: Progress, *, create: bool = False) -> "Library":
    """The library asked for, made where there is none if `create`."""
    from index.library import Library, default_library

    name = getattr(args, "embedder", None)
    if args.library is None:
        return default_library(embedder_name=name, progress=progress)
    return Library.open(args.library, embedder_name=name, create=create)


def offline_reader(spec: str) -> None:
    """Refuse an answerer that this version has not."""
    if spec != "none":
        raise UsageError(
            f"This version answers with its offline reader alone: --llm takes none, came {spec!r}."
        )


def count(n: int, thing: str) -> str:
    """A count in words: 1 passage, 2 passages."""
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def out(text: str) -> None:
    """A result."""
    try:
        print(text, flush=True)  # noqa: T201
    except BrokenPipeError:
        raise
    except OSError as error:
        raise YinzhengError(f"The result could not be written: {error.strerror}.") from error


def err(text: str) -> None:
    """A line for the person, apart from the results."""
    print(printable(text), file=sys.stderr, flush=True)  # noqa: T201
