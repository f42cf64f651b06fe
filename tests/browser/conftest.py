"""A real Chromium, real servers, and a host outside that must never hear from either."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")

Open = Callable[..., "Page"]


def _missing() -> str | None:
    if not CHROMIUM.exists():
        return f"needs Chromium at {CHROMIUM}"
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "needs playwright"
    fonts = shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout
    return None if fonts else "needs a Chinese typeface (fonts-noto-cjk)"


@pytest.fixture(scope="session", autouse=True)
def able() -> None:
    if why := _missing():
        pytest.skip(why)


@contextmanager
def serving(*command: str, environment: dict[str, str]) -> Iterator[str]:
    """Run a server as its own process; its address is the first http:// it prints."""
    process = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    )
    said: list[str] = []
    try:
        assert process.stdout and process.stderr
        reader = threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True)
        reader.start()
        for line in process.stdout:
            if "http://" in line:
                yield line[line.index("http://") :].split()[0]
                break
        else:
            pytest.fail("the server did not start:\n" + "".join(said))
    finally:
        process.terminate()
        process.wait(timeout=20)
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


@pytest.fixture(scope="session")
def real(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page as a person starts it, over the article."""
    with serving("-m", "ui", "chat", "--port", "0", environment=environment) as url:
        yield url


@pytest.fixture(scope="session")
def canned(environment: dict[str, str]) -> Iterator[str]:
    """The page over answers known by heart, hostile ones among them."""
    with serving(str(Path(__file__).parent / "canned.py"), "0.3", environment=environment) as url:
        yield url


@pytest.fixture
def choosing(environment: dict[str, str], hub_server: Any, tmp_path: Path) -> Iterator[str]:
    """The page as a person starts it, with a hub that is a stand-in and nothing of it fetched yet."""
    there = {"HF_ENDPOINT": hub_server.url, "HF_HOME": str(tmp_path)}
    with serving("-m", "ui", "chat", "--port", "0", environment=environment | there) as url:
        yield url


@pytest.fixture
def fluent(environment: dict[str, str], chat_server: Any) -> Iterator[str]:
    """The page as a person starts it with a language model, which says what the test tells it to."""
    command = ("-m", "ui", "chat", "--port", "0", "--llm", chat_server.spec)
    with serving(*command, environment=environment) as url:
        yield url


@pytest.fixture(scope="session")
def locked(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same behind a login."""
    logins = tmp_path_factory.mktemp("login") / "logins"
    logins.write_text("amy:s3cret\n", encoding="utf-8")
    with serving(str(Path(__file__).parent / "canned.py"), "0", str(logins), environment=environment) as url:
        yield url


@pytest.fixture(scope="session")
def outside() -> Iterator[tuple[int, list[str]]]:
    """A port every name outside this machine leads to, and what was asked of it."""
    heard: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(f"{self.headers['Host']}{self.path}")
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, heard
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def chromium(outside: tuple[int, list[str]]) -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]
    flags.append(f"--host-resolver-rules=MAP * 127.0.0.1:{outside[0]}, EXCLUDE 127.0.0.1, EXCLUDE localhost")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: "Browser", outside: tuple[int, list[str]]) -> Iterator[Open]:
    """Open a page; at the end nothing may have left loopback, failed, or complained."""
    wrong: list[str] = []
    contexts = []
    outside[1].clear()

    def open_page(url: str, *, ready: str = ".welcome", **options: Any) -> "Page":
        context = chromium.new_context(
            **{"viewport": {"width": 1360, "height": 860}, "locale": "en-GB"} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status >= 400 else None)
        page.on("request", lambda r: None if _stays(r.url) else wrong.append(f"request: {r.url}"))
        page.goto(url)
        page.wait_for_selector(ready)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong
    assert not outside[1]


def _stays(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname in ("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def picture() -> Path | None:
    """Where the README's picture goes, if it is asked for."""
    path = os.environ.get("YINZHENG_PICTURE")
    return Path(path) if path else None
