"""The span model at work: which words of a passage answer a question, and how surely any do.

`models/reader/` holds it in two graphs: `apart.onnx` reads one text, `together.onnx` a question with windows of text.
What was read apart is kept for the next question. Both are made by `training/reader/`.
"""

import json
import os
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embed import SHIPPED as ENCODER
from index.embed import clean
from index.errors import EncoderError
from index.sentences import sentences
from index.weights import digest, open_graph, open_tokenizer
from rag.alignment import Span, align
from rag.question import Question

SHIPPED = ENCODER.parent / "reader"
# What is read of a question and of a passage at once, in tokens.
QUESTION_TOKENS, WINDOW_TOKENS, MOST_TOKENS = 48, 150, 250
TITLE = 60
# The likeliest spans are at most this many tokens long.
LONGEST = 30
NOTHING = -30.0
# How many passages stay read; each takes about 150 kB.
KEPT = 256


def encode(tokenizer: Any, text: str) -> tuple[list[int], list[Span]]:  # noqa: ANN401
    """Return a text's token ids and where each stands in it; the marks at both ends stand nowhere.

    The tokenizer sets a space before a word that is not Chinese, and counts what stood there into it.
    """
    code = tokenizer.encode(clean(text))
    spans: list[Span] = []
    before = 0
    for start, end in code.offsets:
        start = max(start, before) if end > start else start
        while start < end - 1 and text[start].isspace():
            start += 1
        spans.append((start, end))
        before = max(before, end)
    return code.ids, spans


def windows(text: str, spans: Sequence[Span], *, most: int) -> list[Span]:
    """Cut a text into runs of sentences of at most `most` tokens, each overlapping the next by about a third."""
    starts = sorted(start for start, end in spans if end > start)

    def size(start: int, end: int) -> int:
        return sum(start <= at < end for at in starts)

    found: list[Span] = []
    run: list[Span] = []
    for sentence in sentences(text):
        for piece in _pieces(sentence, starts, most):
            while run and size(run[0][0], piece[1]) > most:
                whole = (run[0][0], run[-1][1])
                if not found or found[-1][1] < whole[1]:
                    found.append(whole)
                run = _tail(run, piece, size, most)
            run.append(piece)
    if run and (not found or found[-1][1] < run[-1][1]):
        found.append((run[0][0], run[-1][1]))
    return found


def _tail(run: list[Span], piece: Span, size: Any, most: int) -> list[Span]:  # noqa: ANN401
    """Keep the sentences at the end of a full run that begin the next: a third of it, where the new one fits beside."""
    kept = list(run)
    while kept and (size(kept[0][0], kept[-1][1]) > most // 3 or size(kept[0][0], piece[1]) > most):
        kept = kept[1:]
    return kept


def _pieces(sentence: Span, starts: Sequence[int], most: int) -> list[Span]:
    """Cut a sentence that is too long where its tokens begin."""
    inside = [at for at in starts if sentence[0] <= at < sentence[1]]
    cuts = [sentence[0], *inside[most::most], sentence[1]]
    return list(pairwise(cuts))


@dataclass(frozen=True, slots=True)
class Window:
    """A window of a passage as the model judged it.

    `spans` is where its tokens stand in the passage; `odds` the log-odds of every span from a first to a last token,
    `(tokens, tokens)` float32, against nothing in the window answering; -inf where there is no such span.
    """

    spans: tuple[Span, ...]
    odds: NDArray[np.float32]


def judge(
    spans: tuple[Span, ...],
    first: NDArray[np.float32],
    last: NDArray[np.float32],
    pairs: NDArray[np.float32],
    none: float,
) -> Window:
    """Make a window of what the model says of first tokens, of last, of the two together, and of there being none."""
    odds = first[:, None] + last[None, :] + pairs - 2 * none
    somewhere = np.array([start < end for start, end in spans])
    ordered = np.triu(somewhere[:, None] & somewhere[None, :])
    return Window(spans, np.where(ordered, odds, -np.inf))


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model makes of one passage. Log-odds are against nothing in the passage answering, about [-30, 30]."""

    windows: tuple[Window, ...]

    def odds(self, start: int, end: int) -> float:
        """The log-odds that exactly `start:end` of the passage answers; NOTHING where no tokens hold it."""
        best = NOTHING
        for window in self.windows:
            first = next((i for i, (a, b) in enumerate(window.spans) if a < b and a <= start < b), None)
            last = next((i for i, (a, b) in enumerate(window.spans) if a < end <= b), None)
            if first is not None and last is not None:
                best = max(best, float(window.odds[first, last]))
        return best

    def best(self, *, within: Span | None = None, most: int = 1) -> list[tuple[float, int, int]]:
        """Return the likeliest spans, (log-odds, start, end), none overlapping a likelier one."""
        found: list[tuple[float, int, int]] = []
        for window in self.windows:
            found += _likeliest(window, within, most)
        kept: list[tuple[float, int, int]] = []
        for odds, start, end in sorted(found, key=lambda each: -each[0]):
            if len(kept) < most and all(end <= a or b <= start for _, a, b in kept):
                kept.append((odds, start, end))
        return kept


def _likeliest(window: Window, within: Span | None, most: int) -> list[tuple[float, int, int]]:
    a, b = within or (0, max(end for _, end in window.spans))
    inside = np.array([a <= start and end <= b for start, end in window.spans], bool)
    if not inside.any():
        return []
    # Only of what lies inside: a clause is a small part of its window.
    places = np.flatnonzero(inside)
    low, high = int(places[0]), int(places[-1]) + 1
    here = inside[low:high]
    total = np.where(
        np.tril(here[:, None] & here[None, :], LONGEST - 1), window.odds[low:high, low:high], -np.inf
    )
    found = []
    for _ in range(most):
        i, j = divmod(int(total.argmax()), len(total))
        if total[i, j] == -np.inf:
            break
        found.append((float(total[i, j]), window.spans[low + i][0], window.spans[low + j][1]))
        # What overlaps is out.
        total[: j + 1, i:] = -np.inf
    return found


@dataclass(frozen=True, slots=True)
class _Apart:
    """A window read by itself.

    `text` is all of it, the title above; `tokens` stand in that, `spans` in the passage (those of the title nowhere);
    `hidden` is what was made of them, `(tokens, width)`.
    """

    text: str
    tokens: tuple[Span, ...]
    spans: tuple[Span, ...]
    hidden: NDArray[np.float16]


class SpanReader:
    """The span model in `folder`: `apart.onnx`, `together.onnx` and `config.json`. Threads may share it."""

    def __init__(self, folder: Path = SHIPPED, *, threads: int | None = None) -> None:
        """Remember where the model is; it is loaded for the first question."""
        self._folder = folder
        self._threads = threads if threads is not None else min(4, os.cpu_count() or 1)
        self._kept: OrderedDict[tuple[str, str], tuple[_Apart, ...]] = OrderedDict()
        self._lock = Lock()

    def read(self, question: Question, passages: Sequence[tuple[str, str]]) -> list[Scores]:
        """Judge every passage, given as (title, text); the title is read above the text and never answers.

        Raises:
            EncoderError: the model's files are missing, altered or cut short.
        """
        model = self._model
        ids, asked = encode(model.tokenizer, question.text)
        ids, asked = ids[:QUESTION_TOKENS], asked[:QUESTION_TOKENS]
        (hidden,) = model.apart.run(
            None, {"ids": np.array([ids]), "mask": np.ones((1, len(ids)), np.float32)}
        )
        apart = self._read_apart(passages)
        flat = [window for windows in apart for window in windows]
        judged = iter(_together(model.together, question, asked, hidden, flat) if flat else ())
        return [Scores(tuple(next(judged) for _ in windows)) for windows in apart]

    def _read_apart(self, passages: Sequence[tuple[str, str]]) -> list[tuple[_Apart, ...]]:
        with self._lock:
            new = [passage for passage in dict.fromkeys(passages) if passage not in self._kept]
        found = dict(zip(new, _apart(self._model, new), strict=True)) if new else {}
        with self._lock:
            self._kept.update(found)
            read = [self._kept.get(passage) or found[passage] for passage in passages]
            for passage in passages:
                self._kept.move_to_end(passage)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return read

    @cached_property
    def _model(self) -> "_Model":
        return _load(self._folder, self._threads)


@cache
def span_reader() -> SpanReader:
    """The model that ships, one for the process."""
    return SpanReader()


@dataclass(frozen=True, slots=True)
class _Model:
    tokenizer: Any
    apart: Any
    together: Any


def _load(folder: Path, threads: int) -> _Model:
    """Load what is in the folder, checked against the sum its config.json gives.

    Raises:
        EncoderError: a file is missing, altered or cut short.
    """
    parts = [folder / "apart.onnx", folder / "together.onnx"]
    again = "Install Yinzheng again to restore it."
    try:
        expected = json.loads((folder / "config.json").read_text(encoding="utf-8"))["sha256"]
        found = digest(*parts, ENCODER / "tokenizer.json")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(f"The reader's folder {folder} is not whole ({error}). {again}") from error
    if found != expected:
        raise EncoderError(
            f"The reader in {folder} is not the one that was shipped: its files were altered or cut short. {again}"
        )
    graphs = (open_graph(part, threads=threads) for part in parts)
    return _Model(open_tokenizer(ENCODER / "tokenizer.json"), *graphs)


def _apart(model: _Model, passages: Sequence[tuple[str, str]]) -> list[tuple[_Apart, ...]]:
    """Read passages by themselves, window by window."""
    read: list[tuple[_Apart, ...]] = []
    for title, text in passages:
        above = f"{title[:TITLE]}\n" if title else ""
        own = []
        for start, end in windows(text, encode(model.tokenizer, text)[1], most=WINDOW_TOKENS):
            whole, shift = above + text[start:end], start - len(above)
            ids, tokens = encode(model.tokenizer, whole)
            ids, tokens = ids[:MOST_TOKENS], tokens[:MOST_TOKENS]
            spans = tuple((a + shift, b + shift) if a >= len(above) else (0, 0) for a, b in tokens)
            (hidden,) = model.apart.run(
                None, {"ids": np.array([ids]), "mask": np.ones((1, len(ids)), np.float32)}
            )
            own.append(_Apart(whole, tuple(tokens), spans, hidden[0].astype(np.float16)))
        read.append(tuple(own))
    return read


def _together(
    session: Any,  # noqa: ANN401  onnxruntime's
    question: Question,
    asked: Sequence[Span],
    hidden: NDArray[np.float32],
    read: Sequence[_Apart],
) -> list[Window]:
    """Read a question with windows of text, each by itself: lengths differ, and padding costs as much as text."""
    judged = []
    for window in read:
        known = align(question, asked, window.text, window.tokens)
        first, last, pairs, none = session.run(
            None,
            {
                "q": hidden,
                "q_mask": np.ones((1, len(asked)), np.float32),
                "q_features": known.question[None],
                "p": window.hidden[None].astype(np.float32),
                "p_mask": np.ones((1, len(window.tokens)), np.float32),
                "p_features": known.passage[None],
                "links": known.links[None],
            },
        )
        judged.append(judge(window.spans, first[0], last[0], pairs[0], float(none[0])))
    return judged
