"""Text as unit vectors: the shipped bilingual encoder, or any sentence-transformers model.

The shipped encoder needs tokenizers, onnxruntime and numpy; torch is loaded only for a model of your own.
"""

import hashlib
import json
import logging
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError

_log = logging.getLogger(__name__)

SHIPPED = Path(__file__).parent / "models" / "encoder"
_HUB = "https://huggingface.co"
_WEIGHTS = ("*.safetensors", "*.onnx", "*.bin")


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
    vector. A text longer than `max_length` tokens is embedded by its beginning.
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
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EncoderError(
                f"The encoder folder {folder} should hold a config.json with name, dim and max_length "
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
        return _digest(self._folder / "encoder.onnx", self._folder / "tokenizer.json")

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
            codes = [code.ids for code in self._tokenizer.encode_batch_fast(window)]
            for batch in _batches([len(ids) for ids in codes]):
                width = max(len(codes[i]) for i in batch)
                ids = np.zeros((len(batch), width), np.int64)
                mask = np.zeros((len(batch), width), np.int64)
                for row, i in enumerate(batch):
                    ids[row, : len(codes[i])] = codes[i]
                    mask[row, : len(codes[i])] = 1
                (found,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
                rows[[start + i for i in batch]] = found
        return rows

    def _load(self) -> None:
        if self._session is not None:
            return
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
            session = onnxruntime.InferenceSession(
                str(self._folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise plain Exception subclasses of their own
            raise EncoderError(
                f"The encoder in {self._folder} cannot be read ({error}). "
                "Install Yinzheng again to restore it."
            ) from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._max_length)
        self._tokenizer, self._session = tokenizer, session


class SentenceTransformerEmbedder:
    """Any sentence-transformers model: a folder, a cached hub model, or a hub model fetched now."""

    def __init__(self, name: str) -> None:
        """Load the model.

        Args:
            name: a folder, or a hub id such as `BAAI/bge-m3`.

        Raises:
            EncoderError: there is no such folder or model, or the hub cannot be reached.
        """
        self.name = name
        self._model, self._local = _load_sentence_transformer(name)
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise EncoderError(
                f"The model {name} does not say its embedding's dimension; choose a dense text encoder."
            )
        self.dim: int = int(dim)

    @property
    def fingerprint(self) -> str:
        """Sha256 of the weights of a folder, or `name@revision` of a hub model."""
        if self._local is not None:
            weights = [path for pattern in _WEIGHTS for path in sorted(self._local.rglob(pattern))]
            return _digest(*weights, *sorted(self._local.rglob("tokenizer.json")))
        revision = getattr(self._model[0].auto_model.config, "_commit_hash", None)
        return f"{self.name}@{revision or 'unknown'}"

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions with the model's query prompt: `(len(texts), dim)` float32, unit rows."""
        return self._rows(self._model.encode_query, texts)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed passages with the model's document prompt: `(len(texts), dim)` float32, unit rows."""
        return self._rows(self._model.encode_document, texts)

    def _rows(self, encode: Any, texts: Sequence[str]) -> NDArray[np.float32]:  # noqa: ANN401
        if not len(texts):
            return np.empty((0, self.dim), np.float32)
        rows = np.asarray(
            encode([clean(text) for text in texts], convert_to_numpy=True, show_progress_bar=False),
            np.float32,
        )
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0, lengths, 1)
        rows[lengths[:, 0] == 0, 0] = 1.0  # a text without tokens: any fixed direction
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
    """Yield the places of texts of like length, longest first, `tokens` tokens with padding at most."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    at = 0
    while at < len(order):
        size = max(1, min(64, tokens // max(1, lengths[order[at]])))
        yield order[at : at + size]
        at += size


@cache
def _digest(*paths: Path) -> str:
    """Sha256 over the files' content, once a process."""
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as content:
            total.update(hashlib.file_digest(content, "sha256").digest())
    return total.hexdigest()


def _load_sentence_transformer(name: str) -> tuple[Any, Path | None]:
    """Return the model, and its folder where `name` is one."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _open(str(folder), name=name, local=True), folder
    if folder.is_absolute() or name.startswith((".", "~")) or name.count("/") > 1 or not name.strip():
        raise EncoderError(
            f"There is no model folder {name!r}. Give a folder that holds a sentence-transformers model, or "
            "a hub id such as BAAI/bge-m3."
        )
    try:
        return _open(name, name=name, local=True), None
    except EncoderError as missing:
        if os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}:
            raise EncoderError(
                f"The model {name} is not on this machine and HF_HUB_OFFLINE is set. Unset it to download "
                "the model, or give the folder of a model."
            ) from missing
    _reach_hub(name)
    _log.warning("Downloading %s from the hub; a large model is several GB and takes a while.", name)
    return _open(name, name=name, local=False), None


def _open(source: str, *, name: str, local: bool) -> Any:  # noqa: ANN401
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as progress

    if local:  # reading weights takes a moment; only a download is worth a bar
        progress.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(source, local_files_only=local)
    except Exception as error:  # a broken model fails in as many ways as it has parts
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        raise EncoderError(
            f"The model {name} could not be loaded ({reason}). Give a folder or hub id that "
            "sentence-transformers can load."
        ) from error


def _reach_hub(name: str) -> None:
    """Raise within about a second where the hub cannot be reached; its client would try for a minute."""
    hub = urlsplit(os.environ.get("HF_ENDPOINT") or _HUB)
    proxy = urlsplit(
        os.environ.get(f"{hub.scheme}_proxy") or os.environ.get(f"{hub.scheme}_proxy".upper()) or ""
    )
    target = proxy if proxy.hostname else hub
    host, port = target.hostname or "", target.port or (443 if target.scheme == "https" else 80)
    outcome: list[OSError | None] = []

    def probe() -> None:
        try:
            socket.create_connection((host, port), timeout=1.0).close()
            outcome.append(None)
        except OSError as error:
            outcome.append(error)

    # Looking a name up has no timeout of its own, so the probe is left behind where it hangs.
    thread = threading.Thread(target=probe, daemon=True)
    thread.start()
    thread.join(1.5)
    problem = outcome[0] if outcome else TimeoutError("no answer in 1.5 seconds")
    if problem is not None:
        raise EncoderError(
            f"The model {name} is not on this machine and {host}:{port} cannot be reached ({problem}). "
            "Connect to the network once to download it, or give the folder of a model."
        ) from problem
