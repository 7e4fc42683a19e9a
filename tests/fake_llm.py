"""An OpenAI-compatible endpoint on loopback that answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What the server makes of a request's JSON: a status and a body, or the text of the model's message.
Reply = Callable[[dict[str, Any]], "tuple[int, bytes] | str"]


class FakeLlm:
    """What was asked, and where."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.asked: list[dict[str, Any]] = []
        self.released = threading.Event()

    def statements(self) -> list[tuple[str, str]]:
        """The two texts of each request."""
        found = [json.loads(request["messages"][-1]["content"]) for request in self.asked]
        return [(each["statement_a"]["text"], each["statement_b"]["text"]) for each in found]


def answer(relation: str = "contradicts", **other: Any) -> Reply:
    """A proper answer that quotes both statements whole."""

    def reply(request: dict[str, Any]) -> str:
        asked = json.loads(request["messages"][-1]["content"])
        quotes = {f"quote_{side}": asked[f"statement_{side}"]["text"] for side in "ab"}
        return json.dumps({"relation": relation, "basis": None, "reason": "they differ", **quotes, **other})

    return reply


@contextmanager
def fake_llm(reply: Reply) -> Iterator[FakeLlm]:
    """An endpoint that answers every request with `reply`; what it still holds back at the end is let go."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(request)
            made = reply(request)
            status, body = made if isinstance(made, tuple) else (200, completion(made))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = FakeLlm(f"http://127.0.0.1:{http.server_address[1]}/v1")
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        http.shutdown()
        http.server_close()
        thread.join()


def completion(content: str | None, **message: Any) -> bytes:
    """The body of a chat completion."""
    said = {"role": "assistant", "content": content, **message}
    choice = {"index": 0, "finish_reason": "stop", "message": said}
    return json.dumps(
        {"id": "1", "object": "chat.completion", "created": 0, "model": "fake", "choices": [choice]}
    ).encode()
