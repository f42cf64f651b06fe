"""The page on a port: Gradio mounted under FastAPI, with security headers, a health check and a login."""

import contextlib
import errno
import hmac
import ipaddress
import json
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import UsageError
from rag.answer import Language
from ui.chat import Answerer
from ui.guard import Guard
from ui.settings import Settings
from ui.strings import STRINGS

if TYPE_CHECKING:
    from fastapi import FastAPI

STATIC = Path(__file__).parent / "static"


def serve(
    pipeline: Answerer,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    auth: Path | None = None,
    llm: str = "none",
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until interrupted.

    `llm` is what `--llm` said of the pipeline's writer. `auth` names a file of `user:password` lines; without
    it the page is open to whoever reaches `host`. `on_ready` gets the address once the page answers. Raises
    `UsageError` where the address or the file cannot be used.
    """
    logins = read_logins(auth) if auth else {}
    listening = _listen(host, port)
    settings = Settings(pipeline, spec=llm, changeable=is_loopback(host) and not logins)
    try:
        import uvicorn

        url = _url(host, listening.getsockname()[1])
        app = build(pipeline, settings, host=host, logins=logins)

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets=sockets)
                if on_ready and self.started:
                    on_ready(url)

        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=1
        )
        server = Server(config)
        # Open pages hold a connection for as long as they are open; cutting it on the way out is no error.
        logging.getLogger("uvicorn.error").addFilter(lambda _: not server.should_exit)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        settings.cancel()
        listening.close()


def build(
    pipeline: Answerer,
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    logins: dict[str, str] | None = None,
) -> "FastAPI":
    """Return the whole application, guarded."""
    from fastapi import FastAPI, Response
    from starlette.staticfiles import StaticFiles

    from ui.app import mount

    app = FastAPI(title="Yinzheng", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/yinzheng/strings.js")
    def strings() -> Response:
        return Response(strings_script(), media_type="text/javascript; charset=utf-8")

    app.mount("/yinzheng", StaticFiles(directory=STATIC))

    def login(user: str, password: str) -> bool:
        expected = (logins or {}).get(user)
        given = hmac.compare_digest((expected or "").encode(), password.encode())
        return given and expected is not None

    mount(app, pipeline, settings, login=login if logins else None)
    app.add_middleware(Guard, loopback_only=is_loopback(host) and not logins)
    return app


def strings_script() -> str:
    """Return the words of the page as a script that the page's own script reads."""
    words: dict[Language, dict[str, str]] = {language: dict(table) for language, table in STRINGS.items()}
    return f"window.yinzhengStrings = {json.dumps(words, ensure_ascii=False)};\n"


def read_logins(path: Path) -> dict[str, str]:
    """Read `user:password` lines; blank lines and lines that begin with `#` are passed over."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The login file {path} cannot be read as UTF-8 text; check --auth.") from error
    logins = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        user, colon, password = line.partition(":")
        if not (user and colon and password):
            raise UsageError(f"Line {number} of {path} is not of the form user:password.")
        logins[user] = password
    if not logins:
        raise UsageError(f"The login file {path} has no user:password line.")
    return logins


def is_loopback(host: str) -> bool:
    """Tell whether `host` is reached from this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise UsageError(f"--port is a number from 0 to 65535, not {port}.")
    family, address = _address(host, port)
    listening = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":  # there it would let two programs share the port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65535 else 7860
            raise UsageError(f"Port {port} is already in use; choose another with --port {other}.") from error
        if error.errno == errno.EACCES:
            raise UsageError(f"Port {port} needs more rights; choose another with --port 7860.") from error
        raise _no_such_host(host) from error
    return listening


def _address(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    bare = host.strip("[]")
    try:
        version = ipaddress.ip_address(bare).version
    except ValueError:
        pass
    else:
        return (socket.AF_INET6 if version == 6 else socket.AF_INET), (bare, port)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise _no_such_host(host) from error
    return found[0], (str(found[4][0]), port)


def _no_such_host(host: str) -> UsageError:
    return UsageError(f"The host {host} is not an address of this machine; try --host 127.0.0.1.")


def _url(host: str, port: int) -> str:
    bare = host.strip("[]")
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(bare, f"[{bare}]" if ":" in bare else bare)
    return f"http://{shown}:{port}"
