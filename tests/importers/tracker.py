"""A tracker on this machine: answers as the documented interfaces of Jira Cloud and GitHub do, and fails on demand."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit


class Asked(NamedTuple):
    """A request as it came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


class Answer(NamedTuple):
    """What to answer: a status, values (or bytes that are sent as they are), and headers."""

    content: Any
    status: int = 200
    headers: Mapping[str, str] = {}


CUT = Answer(None, 0)
"""The connection is dropped without an answer."""


class Tracker:
    """A server with a script: ``routes`` answer by path; ``faults`` come first, one for each request."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.routes: dict[str, Callable[[Asked], Answer]] = {}
        self.faults: list[Answer | None] = []
        self.asked: list[Asked] = []

    def answer(self, asked: Asked) -> Answer:
        """The answer to a request."""
        self.asked.append(asked)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            return fault
        route = self.routes.get(asked.path)
        return route(asked) if route else Answer({"message": "Not Found"}, 404)


@contextmanager
def tracker() -> Iterator[Tracker]:
    """A tracker that runs meanwhile."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("GET", None)

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer("POST", json.loads(raw))

        def _answer(self, method: str, body: Any) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            answer = server_of.answer(Asked(method, parts.path, query, dict(self.headers), body))
            if answer is CUT:
                self.close_connection = True
                return
            raw = answer.content if isinstance(answer.content, bytes) else json.dumps(answer.content).encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server_of = Tracker(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server_of
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
