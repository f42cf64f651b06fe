"""A stand-in for the hub, at the network's edge: it has one model, the files of a folder, and is as slow as told."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMMIT = "0" * 40


class HubServer(ThreadingHTTPServer):
    """Has `folder` under the id `name`; waits `pause` seconds after each `piece` bytes of a file that it sends."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.name, self.folder = name, folder
        self.pause, self.piece = 0.0, 1 << 16
        self.sized = True
        self.asked: list[str] = []
        self.leaving = threading.Event()

    @property
    def url(self) -> str:
        """What `HF_ENDPOINT` takes to reach it."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has left."""


class _Handler(BaseHTTPRequestHandler):
    server: HubServer

    def log_message(self, *_: Any) -> None: ...

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        name, api = self.server.name, f"/api/models/{self.server.name}"
        if path in (api, f"{api}/revision/main"):
            self._json({"id": name, "sha": COMMIT, "siblings": [self._sibling(f) for f in self._files()]})
        elif path == f"{api}/tree/{COMMIT}":
            self._json([self._entry(f) for f in self._files()])
        elif path.startswith(f"/{name}/resolve/"):
            self._file(self.server.folder / path.rsplit("/", 1)[1], body=body)
        else:
            self.send_response(404)
            self.send_header("x-error-code", "RepoNotFound")
            self.send_header("content-length", "0")
            self.end_headers()

    def _files(self) -> list[Path]:
        return sorted(self.server.folder.iterdir())

    def _sibling(self, file: Path) -> dict[str, Any]:
        size = {"size": file.stat().st_size} if self.server.sized else {}
        return {"rfilename": file.name} | size

    def _entry(self, file: Path) -> dict[str, Any]:
        return {"type": "file", "path": file.name, "size": file.stat().st_size, "oid": _sha(file)}

    def _json(self, value: Any) -> None:
        content = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _file(self, file: Path, *, body: bool) -> None:
        content = file.read_bytes()
        begin = int(self.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        self.send_response(206 if begin else 200)
        self.send_header("x-repo-commit", COMMIT)
        self.send_header("etag", f'"{_sha(file)}"')
        self.send_header("content-length", str(len(content) - begin))
        if begin:
            self.send_header("content-range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        while body and begin < len(content):
            self.wfile.write(content[begin : begin + self.server.piece])
            begin += self.server.piece
            if self.server.leaving.wait(self.server.pause):
                return


def _sha(file: Path) -> str:
    return hashlib.sha1(file.read_bytes()).hexdigest()
