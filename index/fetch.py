"""A model of the hub fetched by a process of its own, which can be ended at any moment: `python -m index.fetch ID`.

What the hub's client is in the middle of cannot be broken off within a program.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import GeneratorError, ModelError
from index.hub import WRITING, download, fetched

POLL = 0.5
"""Seconds between two looks at how much has come."""


def fetch(name: str, *, stop: threading.Event) -> Iterator[int]:
    """Fetch a language model to this machine's cache and yield how many bytes have come; ends when `stop` is set.

    Raises:
        GeneratorError: the hub cannot be reached, has no such model, or broke off.
    """
    with _process(name) as process:
        while process.poll() is None:
            if stop.wait(POLL):
                return
            yield fetched(name)
        said = process.stdout.read().strip() if process.stdout else ""
        if process.returncode:
            raise GeneratorError(
                said or f"The download of {name} ended without a word. Try again: what has come is kept."
            )


@contextmanager
def _process(name: str) -> "Iterator[subprocess.Popen[str]]":
    """The process, ended with this block; its bars, which nobody sees, are left out."""
    with subprocess.Popen(
        [sys.executable, "-m", "index.fetch", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _main(name: str) -> int:
    # Whoever asked holds the other end of stdin: when it is gone, however it went, so is the wish for the model.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(1)), daemon=True).start()
    try:
        download(name, progress=lambda _: None, use=WRITING)
    except ModelError as error:
        sys.stdout.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
