"""Text as unit vectors: the shipped bilingual encoder, or any sentence-transformers model.

The shipped encoder needs tokenizers, onnxruntime and numpy; torch is loaded only for a model of your own.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError
from index.hub import load_model, revision
from index.weights import digest, open_graph, open_tokenizer

SHIPPED = Path(__file__).parent / "models" / "encoder"
# All that the vectors of a model in a folder come from: its weights, its vocabulary and its settings.
_PARTS = frozenset((".safetensors", ".onnx", ".bin", ".json", ".txt", ".model"))

# How full the shortest text of a batch is, at least.
LEAST_FULL = 0.7

# What to write before questions and passages, from the cards of models whose files do not say it themselves.
_PROMPTS = {
    r"(^|/)(multilingual-)?e5-(small|base|large)(-v2)?$": ("query: ", "passage: "),
    r"(^|/)bge-(small|base|large)-en(-v1\.5)?$": (
        "Represent this sentence for searching relevant passages: ",
        "",
    ),
    r"(^|/)bge-(small|base|large)-zh(-v1\.5)?$": ("为这个句子生成表示以用于检索相关文章：", ""),
    r"(^|/)mxbai-embed-large-v1$": ("Represent this sentence for searching relevant passages: ", ""),
}


class Embedder(Protocol):
    """What turns text into vectors. `fingerprint` changes whenever the vectors would."""

    @property
    def name(self) -> str:
        """The model as a person asks for it."""

    @property
    def fingerprint(self) -> str:
        """Sha256 of the weights, or `name@revision`."""

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: `(len(texts), dim)` float32, unit rows."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages: `(len(texts), dim)` float32, unit rows."""


class OnnxEmbedder:
    """The encoder in `folder`: `encoder.onnx`, `tokenizer.json`, `config.json`.

    Questions and passages are embedded alike. Traditional and Simplified spellings of a text give the same
    vector. A text longer than `max_length` tokens is embedded in pieces; its vector is their mean by length.
    """

    def __init__(self, folder: Path = SHIPPED, *, threads: int | None = None) -> None:
        """Read the encoder's description; the weights wait until the first text.

        Args:
            folder: where the encoder is.
            threads: processor threads for one batch; by default all, at most 4.

        Raises:
            EncoderError: a file is missing or cannot be read.
        """
        self._folder = folder
        self._threads = threads if threads is not None else min(4, os.cpu_count() or 1)
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self.name: str = config["name"]
            self.dim: int = config["dim"]
            self._max_length: int = config["max_length"]
            self._sha256: str = config["sha256"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EncoderError(
                f"The encoder folder {folder} should hold a config.json with name, dim, max_length and sha256 "
                f"({error}). Install Yinzheng again to restore it."
            ) from error
        for part in ("encoder.onnx", "tokenizer.json"):
            if not (folder / part).is_file():
                raise EncoderError(
                    f"The encoder folder {folder} has no {part}. Install Yinzheng again to restore it."
                )
        self._session: Any = None
        self._tokenizer: Any = None

    @property
    def fingerprint(self) -> str:
        """Sha256 of the weights and the tokenizer."""
        return digest(self._folder / "encoder.onnx", self._folder / "tokenizer.json")

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: `(len(texts), dim)` float32, unit rows."""
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages: `(len(texts), dim)` float32, unit rows."""
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.empty((len(texts), self.dim), np.float32)
        if not len(texts):
            return rows
        self._load()
        # Windows bound the memory that token ids take; batches inside one hold texts of like length.
        for start in range(0, len(texts), 4096):
            window = [clean(text) for text in texts[start : start + 4096]]
            codes = [self._pieces(code.ids) for code in self._tokenizer.encode_batch_fast(window)]
            found = self._run([piece for pieces in codes for piece in pieces])
            at = 0
            for row, pieces in enumerate(codes, start):
                own = found[at : at + len(pieces)]
                rows[row] = own[0] if len(pieces) == 1 else _mean(own, [len(piece) for piece in pieces])
                at += len(pieces)
        return _checked(rows, texts, name=self.name)

    def _pieces(self, ids: list[int]) -> list[list[int]]:
        """Cut the tokens of a text into pieces of like length that the model takes, each between its marks."""
        if len(ids) <= self._max_length:
            return [ids]
        first, *inner, last = ids
        count = -(-len(inner) // (self._max_length - 2))
        size = -(-len(inner) // count)
        return [[first, *inner[at : at + size], last] for at in range(0, len(inner), size)]

    def _run(self, codes: Sequence[list[int]]) -> NDArray[np.float32]:
        rows = np.empty((len(codes), self.dim), np.float32)
        for batch in _batches([len(ids) for ids in codes]):
            width = max(len(codes[i]) for i in batch)
            ids = np.zeros((len(batch), width), np.int64)
            mask = np.zeros((len(batch), width), np.int64)
            for row, i in enumerate(batch):
                ids[row, : len(codes[i])] = codes[i]
                mask[row, : len(codes[i])] = 1
            (found,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
            if found.shape[1] != self.dim:
                raise EncoderError(
                    f"The encoder in {self._folder} gives vectors of {found.shape[1]} numbers where its config.json "
                    f"says {self.dim}. Install Yinzheng again to restore it."
                )
            rows[batch] = found
        return rows

    def _load(self) -> None:
        if self._session is not None:
            return
        if self.fingerprint != self._sha256:
            raise EncoderError(
                f"The encoder in {self._folder} is not the one that was shipped: its files were altered or cut "
                "short. Install Yinzheng again to restore it."
            )
        try:
            tokenizer = open_tokenizer(self._folder / "tokenizer.json")
            session = open_graph(self._folder / "encoder.onnx", threads=self._threads)
        except Exception as error:  # both libraries raise plain Exception subclasses of their own
            raise EncoderError(
                f"The encoder in {self._folder} cannot be read ({error}). "
                "Install Yinzheng again to restore it."
            ) from error
        self._tokenizer, self._session = tokenizer, session


class SentenceTransformerEmbedder:
    """Any sentence-transformers model: a folder, or a model of the hub that is on this machine.

    A text longer than the model takes is embedded in pieces; its vector is their mean by length.
    """

    def __init__(self, name: str) -> None:
        """Load the model.

        Args:
            name: a folder, or a hub id such as `BAAI/bge-m3`.

        Raises:
            EncoderError: there is no such folder or model on this machine, or it is no dense text encoder.
        """
        self.name = name
        self._model, self._local = load_model(_sentence_transformer, name)
        self._revision = "" if self._local else revision(name)
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise EncoderError(
                f"The model {name} does not say its embedding's dimension; choose a dense text encoder."
            )
        self.dim: int = int(dim)
        self._query_prompt, self._passage_prompt = self._prompts()

    def _prompts(self) -> tuple[str, str]:
        """Give what the model's own files say to write before a text, else what its card says."""
        own: dict[str, str] = {kind: text for kind, text in self._model.prompts.items() if text}
        if own:
            passage = next((own[kind] for kind in ("document", "passage", "corpus") if kind in own), "")
            return own.get("query", ""), passage
        known = (
            prompts for pattern, prompts in _PROMPTS.items() if re.search(pattern, self.name, re.IGNORECASE)
        )
        return next(known, ("", ""))

    @property
    def fingerprint(self) -> str:
        """Sha256 of the weights, vocabulary and settings in a folder, or `name@revision` of a hub model."""
        if self._local is not None:
            return digest(*(path for path in sorted(self._local.rglob("*")) if path.suffix in _PARTS))
        return f"{self.name}@{self._revision}"

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions with the model's query prompt: `(len(texts), dim)` float32, unit rows."""
        return self._rows(texts, prompt=self._query_prompt)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages with the model's document prompt: `(len(texts), dim)` float32, unit rows."""
        return self._rows(texts, prompt=self._passage_prompt)

    def _rows(self, texts: Sequence[str], *, prompt: str) -> NDArray[np.float32]:
        if not len(texts):
            return np.empty((0, self.dim), np.float32)
        pieces = [self._pieces(clean(text), prompt) for text in texts]
        found = np.asarray(
            self._model.encode(
                [piece for cut in pieces for piece in cut],
                prompt=prompt or None,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            ),
            np.float32,
        )
        rows = np.empty((len(texts), self.dim), np.float32)
        at = 0
        for row, cut in enumerate(pieces):
            rows[row] = _mean(found[at : at + len(cut)], [len(piece) or 1 for piece in cut])
            at += len(cut)
        return _checked(rows, texts, name=self.name)

    def _pieces(self, text: str, prompt: str) -> list[str]:
        """Cut a text in halves until the model takes each whole."""
        limit = self._model.max_seq_length
        # No tokenizer makes more tokens than a text has bytes.
        if limit is None or len(prompt) + 4 * len(text) + 2 <= limit or len(text) < 2:
            return [text]
        ids = self._model.tokenizer(prompt + text, truncation=False, verbose=False)["input_ids"]
        if len(ids) <= limit:
            return [text]
        middle = len(text) // 2
        space = text.rfind(" ", middle // 2, middle) + 1 or middle
        return [*self._pieces(text[:space], prompt), *self._pieces(text[space:], prompt)]


def _sentence_transformer(name: str, **options: Any) -> Any:  # noqa: ANN401
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(name, **options)


def _mean(rows: NDArray[np.float32], lengths: Sequence[int]) -> NDArray[np.float32]:
    """Return the unit row in the mean direction of `(pieces, dim)` rows, each counting by its length."""
    total = np.asarray(lengths, np.float32) @ rows
    length = float(np.linalg.norm(total))
    return rows[0] if length == 0 else total / length


def _checked(rows: NDArray[np.float32], texts: Sequence[str], *, name: str) -> NDArray[np.float32]:
    """Give back unit rows, or say for which text the model gave none."""
    lengths = np.linalg.norm(rows, axis=1)
    bad = np.flatnonzero(~np.isfinite(lengths))
    if len(bad):
        raise EncoderError(
            f"The model {name} gave numbers that are no vector (NaN or infinite) for {len(bad)} of {len(texts)} "
            f"texts, the first of them {texts[bad[0]][:40]!r}: its files may be damaged; use another encoder."
        )
    rows[lengths == 0, 0] = 1.0  # a text without tokens: any fixed direction
    return rows


def load_embedder(name: str | None = None) -> Embedder:
    """Return the shipped encoder, or the sentence-transformers model called `name` (a folder or a hub id).

    Raises:
        EncoderError: it could not be found, loaded or reached.
    """
    return OnnxEmbedder() if name is None else SentenceTransformerEmbedder(name)


def clean(text: str) -> str:
    r"""Replace lone surrogates, which no tokenizer takes.

    >>> clean("價值\ud83d引擎")
    '價值�引擎'
    """
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _batches(lengths: Sequence[int], *, tokens: int = 4096) -> Iterator[list[int]]:
    """Yield the places of texts of like length, longest first, `tokens` tokens with padding at most.

    A text much shorter than the longest of its batch would be mostly padding: it begins another.
    """
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    batch: list[int] = []
    for place in order:
        longest = lengths[batch[0]] if batch else 0
        if batch and (
            len(batch) == 64 or (len(batch) + 1) * longest > tokens or lengths[place] < LEAST_FULL * longest
        ):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
