"""Text that comes piece by piece from a thread, and can be left at any moment."""

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from enum import Enum, auto

from index.errors import GeneratorError, OutOfTime, YinzhengError

# Seconds between two empty pieces of a silent model, which let whoever has left be noticed.
PULSE = 0.25
# How long it takes to notice that an answer is no longer wanted, and how long its thread is then waited for: half
# a second together and more, under the one second promised. Both in seconds.
POLL = 0.05
_GRACE = 0.6

_OPEN, _CLOSE = "<think>", "</think>"

Put = Callable[[str], None]
Over = Callable[[], bool]


class Interrupted(Exception):
    """Raised inside the work where `over()` has become true."""


class _Mark(Enum):
    DONE = auto()
    CUT = auto()


def pump(
    work: Callable[[Put, Over], None], *, name: str, stop: threading.Event, seconds: float
) -> Generator[str, None, None]:
    """Yield what `work` puts, while it runs in a thread of its own; empty pieces while it puts nothing.

    The thread is waited for when the pieces end, in whatever way they do: `stop` set, the time limit passed, this
    generator closed. Where it is inside a step that cannot be broken off it is left to end by itself after that step.

    Args:
        work: called with `put`, for each piece, and `over`, which tells when to break off by raising `Interrupted`;
            where it returns it is taken to have finished.
        name: what answers, for the errors.
        stop: ends the pieces within a second.
        seconds: the time limit.

    Raises:
        OutOfTime: the time limit has passed.
        GeneratorError: what `work` raised, ours as it is and any other as a sentence.
    """
    left = threading.Event()
    deadline = time.monotonic() + seconds
    come: queue.SimpleQueue[str | YinzhengError | _Mark] = queue.SimpleQueue()

    def over() -> bool:
        return left.is_set() or stop.is_set() or time.monotonic() >= deadline

    late = False

    def put(piece: str) -> None:
        nonlocal late
        # What comes too late is not kept, or pieces that never cease would hide that the time has passed.
        late = late or over()
        if not late:
            come.put(piece)

    def run() -> None:
        ended = _end(work, put, over, name=name)
        come.put(_Mark.CUT if late and ended is _Mark.DONE else ended)

    thread = threading.Thread(target=run, name="yinzheng-answer")
    thread.start()
    heard = time.monotonic()
    try:
        while not stop.is_set():
            try:
                piece = come.get(timeout=POLL)
            except queue.Empty:
                piece = _Mark.CUT if time.monotonic() >= deadline else ""
            if stop.is_set() or piece is _Mark.DONE:
                return
            if piece is _Mark.CUT:
                raise OutOfTime(
                    seconds,
                    f"{name} had not finished after {seconds:g} seconds. Allow it more time, or use a smaller or "
                    "faster model.",
                )
            if isinstance(piece, YinzhengError):
                raise piece
            if isinstance(piece, str) and (piece or time.monotonic() - heard >= PULSE):
                heard = time.monotonic()
                yield piece
    finally:
        left.set()
        thread.join(_GRACE)


def _end(work: Callable[[Put, Over], None], put: Put, over: Over, *, name: str) -> YinzhengError | _Mark:
    """Do the work and return how it ended."""
    try:
        work(put, over)
    except Interrupted:
        return _Mark.CUT
    except YinzhengError as error:
        return error
    except BaseException as error:  # whatever it is, the one who waits must hear of it
        return GeneratorError(f"{name} failed while it wrote ({reason(error)}). Ask again, or use another.")
    return _Mark.DONE


def reason(error: BaseException) -> str:
    """Return the kind of an error and the first line of what it says, at most 200 characters."""
    said = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {said}"[:200] if said else type(error).__name__


def answer_only(
    pieces: Iterator[str], *, name: str, stop: threading.Event, thinking: bool = False
) -> Iterator[str]:
    r"""Leave out what a model thinks aloud before its answer, `<think>…</think>`, and the white space around it.

    Args:
        pieces: the text as it comes.
        name: what answers, for the error.
        stop: where it is set, the end of the pieces means nothing.
        thinking: the prompt itself has opened the thinking.

    Raises:
        GeneratorError: the text ended before the thinking did.

    >>> pieces = iter(["<th", "ink>\nHm.", "</thi", "nk>\n\n", "21.19 ", "billion"])
    >>> list(answer_only(pieces, name="A model", stop=threading.Event()))
    ['21.19 ', 'billion']
    """
    held, started = "", False
    for piece in pieces:
        if started or not piece:
            yield piece
            continue
        held += piece
        begun = held.lstrip()
        if not thinking and begun.startswith(_OPEN):
            thinking, held = True, begun.removeprefix(_OPEN)
        if thinking:
            _, closed, after = held.partition(_CLOSE)
            thinking = not closed
            held = after if closed else held[1 - len(_CLOSE) :]
            begun = held.lstrip()
        if not thinking and begun and not _OPEN.startswith(begun):
            started = True
            yield begun
    if thinking and not stop.is_set():
        raise GeneratorError(
            f"{name} thought aloud until its answer had to end. Choose a model, or a setting of its server, without "
            "thinking."
        )
    if not thinking and not started and held.strip():
        yield held.strip()
