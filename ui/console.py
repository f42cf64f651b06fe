"""What the commands share: the library asked for, and the two streams."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import YinzhengError
from ui.terminal import Progress, printable

if TYPE_CHECKING:
    from index.library import Library
    from rag.fluent import Writer
    from rag.pipeline import Pipeline
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


@contextmanager
def library(args: Namespace, progress: Progress, *, create: bool = False) -> "Iterator[Library]":
    """The library asked for, made where there is none if `create`; with `--download`, its encoder is fetched."""
    from index.library import Library, default_library

    name = model(args, getattr(args, "embedder", None), progress)
    if args.library is None:
        opened = default_library(embedder_name=name, progress=progress)
    else:
        opened = Library.open(args.library, embedder_name=name, create=create)
    with opened:
        if args.download and "rebuild_with" not in args:  # a rebuild brings its own
            model(args, opened.embedder_name, progress)
        yield opened


def model(args: Namespace, name: str | None, progress: Progress) -> str | None:
    """A model's name, a folder by its whole path; what is not on this machine is fetched if `--download` consents."""
    if name is None:
        return None
    from index.hub import download, is_folder

    if args.download:
        download(name, progress=progress)
    folder = is_folder(name)
    return name if folder is None else str(folder.resolve())


def reranker(args: Namespace, progress: Progress) -> "Reranker | None":
    """The reranker asked for, if any."""
    name = model(args, args.reranker, progress)
    if name is None:
        return None
    from rag.rerank import Reranker

    progress(f"Loading the reranker {name}")
    return Reranker(name)


def writer(args: Namespace, progress: Progress) -> "Writer | None":
    """The language model that writes the answers, None where the offline reader does."""
    if args.llm == "none":
        return None
    from rag.fluent import Writer
    from rag.generate import open_generator

    generator = open_generator(args.llm, download=args.download, progress=progress)
    return None if generator is None else Writer(generator, seconds=float(args.llm_seconds))


@contextmanager
def open_pipeline(args: Namespace, progress: Progress) -> "Iterator[Pipeline]":
    """The pipeline over the library asked for, with the reranker and the language model asked for."""
    from rag.pipeline import Pipeline

    # A model that is not there is told before the library is opened.
    written = writer(args, progress) if "llm" in args else None
    ranked = reranker(args, progress)
    with library(args, progress) as opened:
        yield Pipeline(opened, top_k=getattr(args, "top_k", 5), reranker=ranked, writer=written)


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
