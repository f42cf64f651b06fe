"""A server that speaks OpenAI's protocol and says what it was told to, piece by piece."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatServer(ThreadingHTTPServer):
    """Streams `says` with `pause` seconds between pieces, for ever if `endless`; `talking` counts open streams.

    With nothing to say it is silent for ever if `endless`. The `first` answers, if any, come before that, each whole.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.says: list[str] = []
        self.first: list[list[str]] = []
        self.pause, self.endless = 0.0, False
        self.asked: list[dict[str, Any]] = []
        self.talking = 0
        self.leaving = threading.Event()

    @property
    def spec(self) -> str:
        """What `--llm` takes to reach it."""
        return f"openai:http://127.0.0.1:{self.server_port}/v1#scripted"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has left."""


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def log_message(self, *_: Any) -> None: ...

    def do_GET(self) -> None:
        self._begin("application/json")
        self.wfile.write(json.dumps({"object": "list", "data": [{"id": "scripted"}]}).encode())

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self._begin("text/event-stream")
        self.server.talking += 1
        try:
            self._talk()
        except OSError:
            pass
        finally:
            self.server.talking -= 1

    def _begin(self, kind: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.end_headers()

    def _talk(self) -> None:
        says = self.server.first.pop(0) if self.server.first else None
        for text in says or []:
            self._send({"content": text}, None)
        while says is None:
            for text in self.server.says:
                self._send({"content": text}, None)
                if self.server.leaving.wait(self.server.pause):
                    return
            if not self.server.endless:
                break
            if not self.server.says and self.server.leaving.wait(self.server.pause):
                return
        self._send({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _send(self, delta: dict[str, str], finish: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [choice],
        }
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        self.wfile.flush()
