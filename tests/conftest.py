"""What every test stands on: no socket leaves this machine, nothing is downloaded, one library for all."""

import inspect
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from index.library import Library
    from rag.pipeline import Pipeline

ROOT = Path(__file__).resolve().parent.parent

os.environ["HF_HUB_OFFLINE"] = "1"


def guard_sockets(left: list[str]) -> None:
    """Note in `left`, and stop, whatever would leave loopback. Its source is run in other processes too."""
    import ipaddress
    import sys

    def stays(host: object) -> bool:
        if isinstance(host, bytes):
            host = host.decode("idna")
        if host in (None, "", "localhost"):
            return True
        try:
            address = ipaddress.ip_address(str(host).split("%")[0])
        except ValueError:
            return False
        return address.is_loopback or address.is_unspecified

    def audit(event: str, args: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            address = args[1]
            away = isinstance(address, tuple) and not stays(address[0])
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            address = args[0]
            away = not stays(address)
        else:
            return
        if away:
            left.append(f"{event} {address!r}")
            raise ConnectionRefusedError(f"{event} {address!r} would leave this machine")

    sys.addaudithook(audit)


_left: list[str] = []
guard_sockets(_left)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser last: while its driver lives, this thread runs an event loop that others trip over."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(autouse=True)
def offline() -> Iterator[list[str]]:
    """Fail a test from which a socket would have left loopback; the guard's own test empties the list."""
    _left.clear()
    yield _left
    assert not _left, f"a socket would have left this machine: {_left}"


@pytest.fixture(scope="session")
def seeds_library(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Library]":
    """A library of the article in seeds/, built once. Read it only."""
    from index.library import Library

    with Library.open(tmp_path_factory.mktemp("seeds") / "library", create=True) as library:
        report = library.add(sorted((ROOT / "seeds").glob("*.txt")), relative_to=ROOT)
        assert len(report.added) == 1 and not report.failed
        yield library


@pytest.fixture(scope="session")
def pipeline(seeds_library: "Library") -> "Pipeline":
    """The pipeline over the article."""
    from rag.pipeline import Pipeline

    return Pipeline(seeds_library)


def _module(name: str) -> Any:
    """A file beside this one, which is no test and stands in no package."""
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def chat_server() -> Iterator[Any]:
    """A server of a language model that says what the test tells it to; see chat_server.py."""
    server = _module("chat_server").ChatServer()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.leaving.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def hub_server(chat_model: Path) -> Iterator[Any]:
    """A stand-in for the hub that has the tiny chat model as `nobody/tiny`; see hub_server.py."""
    server = _module("hub_server").HubServer("nobody/tiny", chat_model)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.leaving.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def chat_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a tiny chat model that never ends its turn; see tiny_model.py. Read it only."""
    import torch

    tiny = _module("tiny_model")
    folder = tmp_path_factory.mktemp("models") / "tiny"
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    tiny.save(folder)
    yield folder
    torch.set_num_threads(threads)


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without a library in it; the first command that needs the default one builds it here."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def environment(home: Path) -> dict[str, str]:
    """The environment of other processes: our home and code, UTF-8, and nothing set that keeps it offline."""
    ours = {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "share"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
    return {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"} | ours


@pytest.fixture(scope="session")
def yinzheng(environment: dict[str, str]) -> Run:
    """Run `yinzheng …` as a whole process."""

    def run(
        *args: str | bytes | Path, stdin: bytes = b"", timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "ui", *args],
            input=stdin,
            capture_output=True,
            env=environment,
            timeout=timeout,
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        )

    return run


@pytest.fixture(scope="session")
def guarded(environment: dict[str, str]) -> Run:
    """Run Python code in its own process with its sockets guarded: exit code 99 if one would have left."""
    before = inspect.getsource(guard_sockets) + (
        "import atexit, os, sys\n"
        "left = []\n"
        "guard_sockets(left)\n"
        "def tell():\n"
        "    if left:\n"
        "        print('LEFT THIS MACHINE', left, file=sys.stderr, flush=True)\n"
        "        os._exit(99)\n"
        "atexit.register(tell)\n"
    )

    def run(code: str, *args: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", before + code, *args],
            capture_output=True, encoding="utf-8", env=environment, timeout=timeout, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return run
