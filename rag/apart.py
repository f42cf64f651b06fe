"""Texts read by themselves, by the lower layers of the models that read two texts together.

What was read is kept: a passage is read once for every question and every claim about it. The graph stands in
`models/reader/`, made by `training/reader/`.
"""

import json
import os
from collections import OrderedDict
from collections.abc import Iterator, Sequence
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
from rag.alignment import Aligned, Span

SHIPPED = ENCODER.parent / "reader"
MOST_TOKENS = 250
TITLE = 60
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
class Apart:
    """A window read by itself.

    `text` is all of it, the title above; `tokens` stand in that, `spans` in the passage (those of the title nowhere);
    `hidden` is what was made of them, `(tokens, width)`.
    """

    text: str
    tokens: tuple[Span, ...]
    spans: tuple[Span, ...]
    hidden: NDArray[np.float16]


class ApartReader:
    """Reads texts by themselves with `apart.onnx` of a folder. Threads may share it."""

    def __init__(self, folder: Path = SHIPPED, *, threads: int | None = None) -> None:
        """Remember where the graph is; it is loaded for the first text."""
        self.path = folder / "apart.onnx"
        self.threads = threads if threads is not None else min(4, os.cpu_count() or 1)
        self._kept: OrderedDict[tuple[str, str, int], tuple[Apart, ...]] = OrderedDict()
        self._lock = Lock()

    def text(self, text: str, *, most: int) -> tuple[tuple[Span, ...], NDArray[np.float32]]:
        """Read the first `most` tokens of a text: where they stand, what was made of them, `(1, tokens, width)`."""
        ids, spans = encode(self.tokenizer, text)
        return tuple(spans[:most]), self._read(ids[:most])

    def passages(self, passages: Sequence[tuple[str, str]], *, most: int) -> list[tuple[Apart, ...]]:
        """Read passages, (title, text), window by window of `most` tokens; the title is read above each."""
        keys = [(title, text, most) for title, text in passages]
        with self._lock:
            new = [key for key in dict.fromkeys(keys) if key not in self._kept]
        found = {key: tuple(self._windows(*key)) for key in new}
        with self._lock:
            self._kept.update(found)
            read = [self._kept.get(key) or found[key] for key in keys]
            for key in keys:
                self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return read

    def _windows(self, title: str, text: str, most: int) -> Iterator[Apart]:
        above = f"{title[:TITLE]}\n" if title else ""
        for start, end in windows(text, encode(self.tokenizer, text)[1], most=most):
            whole, shift = above + text[start:end], start - len(above)
            ids, tokens = encode(self.tokenizer, whole)
            ids, tokens = ids[:MOST_TOKENS], tokens[:MOST_TOKENS]
            spans = tuple((a + shift, b + shift) if a >= len(above) else (0, 0) for a, b in tokens)
            yield Apart(whole, tuple(tokens), spans, self._read(ids)[0].astype(np.float16))

    def _read(self, ids: Sequence[int]) -> NDArray[np.float32]:
        mask = np.ones((1, len(ids)), np.float32)
        (hidden,) = self._graph.run(None, {"ids": np.array([ids]), "mask": mask})
        read: NDArray[np.float32] = hidden
        return read

    @cached_property
    def tokenizer(self) -> Any:  # noqa: ANN401  tokenizers'
        """The encoder's tokenizer."""
        return open_tokenizer(ENCODER / "tokenizer.json")

    @cached_property
    def _graph(self) -> Any:  # noqa: ANN401  onnxruntime's
        return open_graph(self.path, threads=self.threads)


@cache
def apart_reader() -> ApartReader:
    """The one that ships, one for the process."""
    return ApartReader()


def open_upper(folder: Path, name: str, apart: ApartReader) -> Any:  # noqa: ANN401  onnxruntime's
    """Open the graph that reads on from what was read apart, checked against the sum its folder's config.json gives.

    The sum is of that graph, of the one below it and of the tokenizer: they are of one making.

    Raises:
        EncoderError: a file is missing, altered or cut short.
    """
    again = "Install Yinzheng again to restore it."
    try:
        expected = json.loads((folder / "config.json").read_text(encoding="utf-8"))["sha256"]
        found = digest(apart.path, folder / name, ENCODER / "tokenizer.json")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EncoderError(f"The folder {folder} is not whole ({error}). {again}") from error
    if found != expected:
        raise EncoderError(
            f"The model in {folder} is not the one that was shipped: its files were altered or cut short. {again}"
        )
    return open_graph(folder / name, threads=apart.threads)


def beside(
    claim: tuple[Sequence[Span], NDArray[np.float32]], window: Apart, known: Aligned
) -> dict[str, NDArray[np.float32]]:
    """What a graph that reads a text with a window is given: both read apart, and how they are aligned."""
    tokens, hidden = claim
    return {
        "q": hidden,
        "q_mask": np.ones((1, len(tokens)), np.float32),
        "q_features": known.question[None],
        "p": window.hidden[None].astype(np.float32),
        "p_mask": np.ones((1, len(window.tokens)), np.float32),
        "p_features": known.passage[None],
        "links": known.links[None],
    }
