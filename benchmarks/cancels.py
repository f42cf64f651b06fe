"""Cancelling answers of a language model, over and over: how soon it is quiet, and whether anything is left behind.

    python benchmarks/cancels.py [--cancels 1000]

A server in a process of its own that streams or falls silent, and a tiny model in this one; each answer is stopped at
a random moment of its life. Prints a Markdown table.
"""

import argparse
import multiprocessing
import os
import platform
import random
import runpy
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["HF_HUB_OFFLINE"] = "1"

from rag.generate import Generator, Message  # noqa: E402

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
WORD = b'data: {"choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}\n\n'
ASKED = (Message("user", "2023年研發投入多少?"),)


def serve(told: Connection, kind: str) -> None:
    """Answer every connection: never, after the head never again, or a word every 5 ms. Tells how many are open."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    told.send(listening.getsockname()[1])
    lives: set[int] = set()

    def one(connection: socket.socket) -> None:
        lives.add(id(connection))
        try:
            with connection:
                connection.recv(65536)
                if kind != "silent":
                    connection.sendall(HEAD)
                connection.settimeout(0.005 if kind == "streams" else None)
                while True:
                    try:
                        if not connection.recv(65536):
                            return
                    except TimeoutError:
                        connection.sendall(WORD)
        except OSError:
            pass
        finally:
            lives.discard(id(connection))

    def count() -> None:
        while told.recv() == "open?":
            told.send(len(lives))

    threading.Thread(target=count, daemon=True).start()
    while True:
        threading.Thread(target=one, args=(listening.accept()[0],), daemon=True).start()


def cancel(generator: Generator, *, cancels: int, longest: float) -> list[float]:
    """Ask and stop after a random moment, `longest` seconds at most; the seconds from each stop to quiet."""
    chance = random.Random(0)
    quiet = []
    for _ in range(cancels):
        stop = threading.Event()
        stopped: list[float] = []

        def end(stop: threading.Event = stop, stopped: list[float] = stopped) -> None:
            stopped.append(time.monotonic())
            stop.set()

        timer = threading.Timer(chance.uniform(0, longest), end)
        timer.start()
        for _ in generator.stream(ASKED, stop=stop, seconds=60):
            pass
        ended = time.monotonic()
        timer.join()
        quiet.append(max(0.0, ended - stopped[0]))
    return quiet


def files() -> int:
    """How many files and sockets this process holds, 0 where the system does not tell."""
    held = Path("/proc/self/fd")
    return len(list(held.iterdir())) if held.is_dir() else 0


def row(what: str, generator: Generator, cancels: int, longest: float, still_open: Callable[[], str]) -> None:
    """Warm up, measure and print one line."""
    cancel(generator, cancels=3, longest=longest)
    threads, held = threading.active_count(), files()
    quiet = sorted(cancel(generator, cancels=cancels, longest=longest))
    time.sleep(0.2)
    print(
        f"| {what} | {cancels} | {statistics.median(quiet) * 1000:.0f} | {quiet[int(cancels * 0.99)] * 1000:.0f} "
        f"| {quiet[-1] * 1000:.0f} | {threading.active_count() - threads} | {files() - held} | {still_open()} |",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Cancel many answers and see what is left.")
    parser.add_argument("--cancels", type=int, default=1000, help="of each kind (default: 1000)")
    cancels = parser.parse_args().cancels
    from rag.generate_local import LocalGenerator
    from rag.generate_server import ServerGenerator

    print(
        "| answers | cancels | median ms to quiet | 99% | slowest | threads left | files left | connections left |"
    )
    print("|---|---|---|---|---|---|---|---|")
    kinds = {
        "silent": "a server that never answers",
        "head": "a server silent after its head",
        "streams": "a server that streams",
    }
    context = multiprocessing.get_context("spawn")
    for kind, what in kinds.items():
        ours, theirs = context.Pipe()
        serving = context.Process(target=serve, args=(theirs, kind), daemon=True)
        serving.start()
        generator = ServerGenerator(f"http://127.0.0.1:{ours.recv()}/v1", "m")

        def still_open(ours: Connection = ours) -> str:
            ours.send("open?")
            return str(ours.recv())

        row(what, generator, cancels, 0.06, still_open)
        serving.kill()
        serving.join()
    import torch

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        runpy.run_path(str(ROOT / "tests" / "tiny_model.py"))["save"](Path(folder))
        row("a local model of 0.1 million weights", LocalGenerator(folder), cancels, 0.1, lambda: "")
    print(
        f"\nPython {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores."
    )


if __name__ == "__main__":
    main()
