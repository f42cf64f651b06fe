"""What ships as files: weights checked by their sum, graphs and tokenizers opened as every model here needs them."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def digest(*paths: Path) -> str:
    """Sha256 over the files' content, once a process.

    Raises:
        OSError: a file cannot be read.
    """
    total = hashlib.sha256()
    for path in paths:
        with path.open("rb") as content:
            total.update(hashlib.file_digest(content, "sha256").digest())
    return total.hexdigest()


def open_graph(path: Path, *, threads: int) -> Any:  # noqa: ANN401  onnxruntime's session
    """Open an ONNX graph to run on `threads` processor threads that sleep while they wait.

    Raises:
        Exception: it cannot be read; onnxruntime raises plain Exception subclasses of its own.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def open_tokenizer(path: Path) -> Any:  # noqa: ANN401  tokenizers' Tokenizer
    """Open a tokenizer that gives every text its own tokens, neither padded nor cut.

    Raises:
        Exception: it cannot be read; tokenizers raises plain Exceptions.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
