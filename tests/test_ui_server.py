"""The port, the login file, and the guard before the page. No gradio here."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.errors import UsageError
from ui.guard import HEADERS, Guard, from_here
from ui.server import is_loopback, read_logins, serve

if TYPE_CHECKING:
    from ui.chat import Answerer

Sent = list[dict[str, Any]]
PIPELINE: "Answerer" = None  # type: ignore[assignment]  # what fails before the page is built never looks at it


def through(path: str, *, host: str = "127.0.0.1:7860", loopback_only: bool = True, **start: Any) -> Sent:
    """Send one request through the guard to an app that answers with `start`, and return what came back."""
    reached: list[list[tuple[bytes, bytes]]] = []

    async def app(
        scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        reached.append(scope["headers"])
        headers = start.get(
            "headers", [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"25")]
        )
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"<html><head>", "more_body": True})
        await send({"type": "http.response.body", "body": b"</head></html>"})

    sent: Sent = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    headers = [(b"host", host.encode()), (b"accept-encoding", b"gzip")]
    guard = Guard(app, loopback_only=loopback_only)
    asyncio.run(guard({"type": "http", "path": path, "headers": headers}, receive, send))
    sent[0]["reached"] = reached
    return sent


def headers_of(sent: Sent) -> dict[str, str]:
    return {k.decode().lower(): v.decode() for k, v in sent[0]["headers"]}


@pytest.mark.parametrize(
    "path", ["/", "/config", "/gradio_api/queue/join", "/monitoring", "/gradio_api/upload"]
)
def test_every_answer_has_the_headers(path: str) -> None:
    assert HEADERS.items() <= headers_of(through(path)).items()


def test_ours_replace_headers_of_the_same_name() -> None:
    theirs = [(b"content-type", b"text/html"), (b"X-Frame-Options", b"ALLOWALL")]
    sent = through("/config", headers=theirs)
    assert [v for k, v in sent[0]["headers"] if k.lower() == b"x-frame-options"] == [b"DENY"]


def test_the_pages_script_comes_first_in_its_head() -> None:
    sent = through("/")
    body = b"".join(message.get("body", b"") for message in sent[1:])
    assert body.startswith(b'<html><head><link rel="stylesheet" href="/yinzheng/page.css"><script src=')
    assert body.endswith(b"</head></html>")
    assert headers_of(sent)["content-length"] == str(len(body))
    assert all(name != b"accept-encoding" for name, _ in sent[0]["reached"][0])


def test_what_is_no_page_is_left_alone() -> None:
    sent = through("/", headers=[(b"content-type", b"application/json")])
    assert b"".join(message.get("body", b"") for message in sent[1:]) == b"<html><head></head></html>"


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=http://evil.example",
        "/gradio_api/stream/x",
        "/gradio_api/run/predict",
        "/gradio_api/call/ask",
        "/gradio_api/component_server",
        "/gradio_api/process_recording",
        "/gradio_api/deep_link",
        "/gradio_api/vibe-edit",
        "/gradio_api/custom_component/x",
        "/monitoring/summary",
    ],
)
def test_routes_the_page_does_not_use_are_never_reached(path: str) -> None:
    sent = through(path)
    assert sent[0]["status"] == 404
    assert sent[0]["reached"] == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1:7860", "localhost:7860", "localhost", "[::1]:7860", "[::1]", "127.1.2.3"]
)
def test_this_machine_is_let_in(host: str) -> None:
    assert through("/config", host=host)[0]["status"] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "127.evil", "", "192.0.2.1:7860", "localhost.evil"]
)
def test_another_name_is_refused_on_loopback_alone(host: str) -> None:
    assert through("/config", host=host)[0]["status"] == 421
    assert through("/config", host=host, loopback_only=False)[0]["status"] == 200


HERE = {"host": "127.0.0.1:7860"}


@pytest.mark.parametrize(
    ("headers", "here"),
    [
        (HERE, True),
        (HERE | {"origin": "http://127.0.0.1:7860"}, True),
        ({"host": "localhost:7860", "origin": "http://localhost:7860"}, True),
        (HERE | {"origin": "http://127.0.0.1:9999"}, False),
        (HERE | {"origin": "http://evil.example"}, False),
        (HERE | {"origin": "null"}, False),
        (HERE | {"x-forwarded-for": "192.0.2.1"}, False),
        (HERE | {"forwarded": "for=192.0.2.1"}, False),
        ({"host": "evil.example", "origin": "http://evil.example"}, False),
        ({}, False),
    ],
)
def test_a_request_from_elsewhere_is_told_from_one_of_this_page(headers: dict[str, str], here: bool) -> None:
    assert from_here(headers) is here


def test_a_busy_port_names_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            UsageError,
            match=rf"Port {port} is already in use; .* --port {port + 1 if port < 65535 else 7860}",
        ):
            serve(PIPELINE, port=port)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(UsageError, match="0 to 65535"):
        serve(PIPELINE, port=port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(UsageError, match="--host"):
        serve(PIPELINE, host="192.0.2.1", port=0)


def test_logins_are_read(tmp_path: Path) -> None:
    file = tmp_path / "logins"
    file.write_text("# people\n\namy:s3:cret\n李:密碼\n", encoding="utf-8")
    assert read_logins(file) == {"amy": "s3:cret", "李": "密碼"}


@pytest.mark.parametrize("content", [b"", b"# none\n", b"amy\n", b"amy:\n", b":x\n", b"\xff\xfe:a\n"])
def test_a_login_file_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "logins"
    file.write_bytes(content)
    with pytest.raises(UsageError, match="logins") as caught:
        serve(PIPELINE, auth=file)
    assert "s3cret" not in str(caught.value)


def test_a_login_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--auth"):
        serve(PIPELINE, auth=tmp_path / "none")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("example.org", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
