"""What stands between a browser and the page: headers that keep it offline, and routes that stay shut."""

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio's templates need 'unsafe-eval'; nothing else may come from, or go to, anywhere but here.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "connect-src 'self'",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "object-src 'none'",
    )
)

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}

# What Gradio's browser side calls for this page. Uploads, files, proxies and recordings are not among it.
_OPEN = (
    "queue/",
    "heartbeat/",
    "startup-events",
    "app_id",
    "cancel",
    "reset",
    "theme.css",
    "login_check",
    "user",
    "token",
    "info",
)
_SHUT = ("/monitoring", "/svelte", "/pwa_icon", "/run/", "/api/")

_HEAD = (
    b'<link rel="stylesheet" href="/yinzheng/page.css">'
    b'<script src="/yinzheng/strings.js"></script><script src="/yinzheng/page.js"></script>'
    b'<link rel="stylesheet" href="/yinzheng/settings.css"><script src="/yinzheng/settings.js"></script>'
)


class Guard:
    """ASGI middleware: security headers, the page's own script first in its head, unused routes shut.

    With `loopback_only`, a request that names another host is refused: a web page elsewhere cannot reach in
    by pointing a name of its own at this machine.
    """

    def __init__(self, app: "ASGIApp", *, loopback_only: bool = False) -> None:
        self._app = app
        self._loopback_only = loopback_only

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass a request on, or answer it here where it has no business."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if self._loopback_only and not _names_this_machine(scope):
            await _refuse(
                send, 421, "This page is for this machine alone: open it as http://127.0.0.1 or localhost."
            )
        elif _shut(path):
            await _refuse(send, 404, "Not found.")
        elif path == "/":
            plain = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
            await self._app({**scope, "headers": plain}, receive, _Page(send))
        else:
            await self._app(scope, receive, _Guarded(send))


class _Guarded:
    """Sends an answer on with the headers added."""

    def __init__(self, send: "Send") -> None:
        self._send = send

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start":
            add_headers(message)
        await self._send(message)


class _Page:
    """Sends the page on with our style and script put first in its head."""

    def __init__(self, send: "Send") -> None:
        self._send = send
        self._start: MutableMapping[str, Any] = {}
        self._body = b""

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        headers = [(k, v) for k, v in self._start["headers"] if k.lower() != b"content-length"]
        if any(k.lower() == b"content-type" and v.startswith(b"text/html") for k, v in headers):
            self._body = self._body.replace(b"<head>", b"<head>" + _HEAD, 1)
        headers.append((b"content-length", str(len(self._body)).encode()))
        start: Message = {**self._start, "headers": headers}
        add_headers(start)
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})


def add_headers(message: "Message") -> None:
    """Add the security headers to the start of an answer, in place."""
    ours = {k.encode(): v.encode() for k, v in HEADERS.items()}
    kept = [(k, v) for k, v in message.get("headers", []) if k.lower() not in ours]
    message["headers"] = [*kept, *ours.items()]


def from_here(headers: Mapping[str, str]) -> bool:
    """Tell whether a request comes from this server's own page on this machine, or from a program, not another page.

    A browser says where the page that asks came from; one of another server may send events here, unseen. What a
    proxy has passed on says so.
    """
    host, origin = headers.get("host", ""), headers.get("origin")
    passed_on = any(name in headers for name in ("forwarded", "x-forwarded-for", "x-forwarded-host", "via"))
    return _loopback_name(host) and origin in (None, f"http://{host}") and not passed_on


def _shut(path: str) -> bool:
    if path.startswith("/gradio_api/"):
        return not path.removeprefix("/gradio_api/").startswith(_OPEN)
    return path.startswith(_SHUT)


def _names_this_machine(scope: "Scope") -> bool:
    return _loopback_name(next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), ""))


def _loopback_name(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name in {"localhost", "[::1]"} or (name.startswith("127.") and name.replace(".", "").isdigit())


async def _refuse(send: "Send", status: int, why: str) -> None:
    start: Message = {
        "type": "http.response.start",
        "status": status,
        "headers": [(b"content-type", b"text/plain; charset=utf-8")],
    }
    add_headers(start)
    await send(start)
    await send({"type": "http.response.body", "body": f"{why}\n".encode()})
