"""Models of others: a folder, or a model of the hub that is on this machine or is fetched when the user says so.

Nothing here reaches the network unless `look_up` or `download` is called.
"""

import json
import logging
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from index.errors import EncoderError, GeneratorError, ModelError

_log = logging.getLogger(__name__)

_HUB = "https://huggingface.co"
# What the hub lets a model be called: `name`, or `owner/name`.
_ID = re.compile(r"(?!.*(--|\.\.))(\w[\w.-]*(?<![.-])/)?\w[\w.-]{0,95}(?<![.-])(?<!\.git)", re.ASCII)
# Copies of the weights for other runtimes, which a repository may carry next to the ones that are used.
_OTHER_RUNTIMES = ("onnx/", "openvino/", "coreml/", "gguf/", "original/", "metal/", "consolidated")
_OTHER_FORMATS = (".h5", ".msgpack", ".ot", ".onnx", ".gguf", ".pdf", ".png", ".jpg", ".gif", ".mlmodel")


@dataclass(frozen=True, slots=True)
class Use:
    """What a model is wanted for: the words and the class of what goes wrong."""

    library: str
    example: str
    error: type[ModelError]


ENCODING = Use("sentence-transformers", "BAAI/bge-m3", EncoderError)
WRITING = Use("transformers", "Qwen/Qwen3-4B-Instruct-2507", GeneratorError)


def load_model(kind: Callable[..., Any], name: str, *, use: Use = ENCODING) -> tuple[Any, Path | None]:
    """Load a model with a class of the library it is for, from this machine only.

    Args:
        kind: `SentenceTransformer`, `CrossEncoder` or a function called like them; its own `ModelError` passes.
        name: a folder, or the hub id of a model that was downloaded before.
        use: what the model is wanted for.

    Returns:
        The model, and its folder where `name` is one.

    Raises:
        ModelError: of the class `use` names: there is no such folder, the model is not on this machine, or it cannot
            be loaded.
    """
    folder = is_folder(name, use=use)
    from transformers.utils import logging as said

    # What these libraries tell their developers is nothing for the person who asks.
    said.disable_progress_bar()  # type: ignore[no-untyped-call]
    said.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        with _offline():
            return kind(str(folder or name), local_files_only=True), folder
    except ModelError:
        raise
    except Exception as error:  # a broken model fails in as many ways as it has parts
        if folder is None and not _cached(name):
            raise use.error(
                f"The model {name} is not on this machine: add --download to fetch it from {hub_host()}, or give the "
                "folder of a model."
            ) from error
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        raise use.error(
            f"The model {name} could not be loaded ({reason}). Give a folder or hub id that "
            f"{use.library} can load."
        ) from error


@contextmanager
def _offline() -> Iterator[None]:
    """Keep the hub's client from every request; of itself it asks the hub things even to read what is cached."""
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before


def is_folder(name: str, *, use: Use = ENCODING) -> Path | None:
    """Return the folder that `name` is, None where it is a hub id.

    Raises:
        ModelError: of the class `use` names: it is neither.
    """
    try:
        folder = Path(name).expanduser()
        if name and folder.is_dir():
            return folder
    except (OSError, RuntimeError):  # a name too long, a home that is not known
        folder = Path("/")
    if folder.is_absolute() or name.startswith((".", "~")) or not _ID.fullmatch(name):
        raise use.error(
            f"There is no model folder {name[:200]!r}. Give a folder that holds a {use.library} model, or "
            f"a hub id such as {use.example}."
        )
    return None


@dataclass(frozen=True, slots=True)
class Offer:
    """What the hub would send of a model: the files that are read, and their bytes, 0 where it does not say."""

    files: tuple[str, ...]
    size: int


def missing(name: str, *, use: Use = ENCODING) -> bool:
    """Tell whether a model is one of the hub's that is not on this machine yet.

    Raises:
        ModelError: of the class `use` names: the name is neither a folder nor a hub id, or `HF_HUB_OFFLINE` is set and
            the model is not here.
    """
    if is_folder(name, use=use) is not None or _cached(name):
        return False
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}:
        raise use.error(
            f"The model {name} is not on this machine and HF_HUB_OFFLINE is set. Unset it to download "
            "the model, or give the folder of a model."
        )
    return True


def look_up(name: str, *, use: Use = ENCODING) -> Offer:
    """Ask the hub what it has of a model; nothing is fetched.

    Raises:
        ModelError: of the class `use` names: the hub cannot be reached or has no such model.
    """
    _reach(name, use)
    from huggingface_hub import HfApi

    try:
        files = HfApi().model_info(name, files_metadata=True, timeout=20).siblings or []
    except Exception as error:  # the client's errors have no common base
        raise _failed(name, error, use) from error
    sizes = {file.rfilename: file.size or 0 for file in files}
    wanted = _needed(sizes)
    return Offer(tuple(wanted), sum(sizes[file] for file in wanted))


def download(name: str, *, progress: Callable[[str], None], use: Use = ENCODING) -> None:
    """Fetch a model of the hub to this machine's cache, unless it is there; each file shows a bar on stderr.

    Raises:
        ModelError: of the class `use` names: the name is no hub id, `HF_HUB_OFFLINE` is set, or the hub cannot be
            reached or has no such model.
    """
    if not missing(name, use=use):
        return
    offer = look_up(name, use=use)
    from huggingface_hub import snapshot_download

    progress(
        f"Downloading {name} from {hub_host()}, {offer.size / 1e9:.2f} GB; an interrupted download goes on."
    )
    # The weights come last: where they are, all is, however often it was interrupted.
    weights = [f for f in offer.files if "/" not in f and f.endswith((".safetensors", ".bin"))]
    try:
        for files in ([f for f in offer.files if f not in weights], weights):
            snapshot_download(name, allow_patterns=files)
    except Exception as error:
        raise _failed(name, error, use) from error


def fetched(name: str) -> int:
    """Return how many bytes of a model lie in this machine's cache, those of files not yet whole among them."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    folder = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=name, repo_type="model") / "blobs"
    total = 0
    for file in folder.glob("*"):
        with suppress(OSError):  # it was renamed since, being whole
            total += file.stat().st_size
    return total


def _failed(name: str, error: Exception, use: Use) -> ModelError:
    reason = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return use.error(
        f"The model {name} could not be downloaded from {hub_host()} ({reason}). Check the id and the network, "
        "and try again: what has come is kept."
    )


def _needed(sizes: dict[str, int]) -> list[str]:
    """Choose the files of a model that are read: one format of the weights, none for other runtimes."""
    kept = [f for f in sizes if not f.startswith(_OTHER_RUNTIMES) and not f.lower().endswith(_OTHER_FORMATS)]
    safe = {str(Path(file).parent) for file in kept if file.endswith(".safetensors")}
    twice = {f for f in kept if f.endswith(("pytorch_model.bin", ".pt")) and str(Path(f).parent) in safe}
    return [file for file in kept if file not in twice]


def _cached(name: str) -> bool:
    """Tell whether a model of the hub lies in this machine's cache, whole."""
    from huggingface_hub import try_to_load_from_cache

    if isinstance(index := try_to_load_from_cache(name, "model.safetensors.index.json"), str):
        shards = set(json.loads(Path(index).read_text(encoding="utf-8"))["weight_map"].values())
        return all(isinstance(try_to_load_from_cache(name, shard), str) for shard in shards)
    return any(
        isinstance(try_to_load_from_cache(name, part), str)
        for part in ("model.safetensors", "pytorch_model.bin")
    )


def revision(name: str) -> str:
    """Return the commit of a hub's model that lies in this machine's cache, `unknown` where it does not say."""
    from huggingface_hub import try_to_load_from_cache

    found = (try_to_load_from_cache(name, part) for part in ("modules.json", "config.json"))
    return next((Path(path).parent.name for path in found if isinstance(path, str)), "unknown")


def _endpoint() -> Any:  # noqa: ANN401
    return urlsplit(os.environ.get("HF_ENDPOINT") or _HUB)


def hub_host() -> str:
    """Return the host of the hub: `HF_ENDPOINT`'s, where that is set."""
    return _endpoint().hostname or _HUB


def _reach(name: str, use: Use) -> None:
    """Raise within about a second where the hub cannot be reached; its client would try for a minute."""
    hub = _endpoint()
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
        raise use.error(
            f"The model {name} is not on this machine and {host}:{port} cannot be reached ({problem}). "
            "Connect to the network once to download it, or give the folder of a model."
        ) from problem
