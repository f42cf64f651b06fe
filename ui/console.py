"""What the commands share: the library asked for, and the two streams."""

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from index.errors import UsageError, YinzhengError
from ui.terminal import Progress, printable

if TYPE_CHECKING:
    from index.library import Library
    from rag.rerank import Reranker


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
    fetched(args, name, progress)
    if args.library is None:
        return default_library(embedder_name=name, progress=progress)
    return Library.open(args.library, embedder_name=name, create=create)


def fetched(args: Namespace, name: str | None, progress: Progress) -> None:
    """Fetch a model from the hub, if one is named and `--download` consents."""
    if name is not None and args.download:
        from index.hub import download

        download(name, progress=progress)


def reranker(args: Namespace, progress: Progress) -> "Reranker | None":
    """The reranker asked for, if any."""
    if args.reranker is None:
        return None
    from rag.rerank import Reranker

    fetched(args, args.reranker, progress)
    progress(f"Loading the reranker {args.reranker}")
    return Reranker(args.reranker)


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
