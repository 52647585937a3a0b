"""A real server in a process of its own, which can be killed and started again."""

import copy
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60.0
"""Seconds after which something that should happen counts as not happening, on a busy machine too."""

ATLAS = """\
title: Onboarding  # made up
current:
  trigger: Contract signed
  customer: New customer
  steps:
    ask: {name: Ask for access, process_time: 1h}
    legal: {name: Legal review, wait_time: 3d..10d, process_time: 2h}
    accounts: {name: Set up accounts, wait_time: "?", process_time: 30m}
"""
SERVE = (sys.executable, "-m", "flowatlas", "serve")
KEY = "atlas.yaml"
WAIT = "current/steps/legal/wait_time"
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For requests to this machine: to load all known authorities takes longer than an answer."""


def until(what: Callable[[], object], describes: str = "") -> object:
    """Wait until something is so, and give it; fail when it takes too long."""
    latest = time.monotonic() + PATIENCE
    while True:
        found = what()
        if found:
            return found
        assert time.monotonic() < latest, f"never happened: {describes or what}"
        time.sleep(0.02)


def messages_of(frame: str | bytes) -> list[dict]:
    """What one frame of a live connection tells: a message, or several that came together."""
    told = json.loads(frame)
    return told if isinstance(told, list) else [told]


def apart(run: Callable[[], Any]) -> Any:
    """Run a loop of its own in a thread of its own: the browser of other tests may keep one running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


class Live:
    """A live connection, as a page has one."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.heard: list[dict] = []
        self._made = 0
        self._told: list[dict] = []

    def send(self, **message: object) -> None:
        """Send a message."""
        self.connection.send(json.dumps(message))

    def edit(self, path: str, value: object, edit_id: str | None = None) -> str:
        """Send an edit; gives its id."""
        self._made += 1
        edit_id = edit_id or f"edit-{id(self)}-{self._made}"
        self.send(type="edit", id=edit_id, changes=[{"path": path, "value": value}])
        return edit_id

    def next(self, **wanted: object) -> dict:
        """The next message in which all of this stands; those before it are noted in ``heard``."""
        return self.next_where(lambda told: all(told.get(name) == value for name, value in wanted.items()))

    def next_where(self, is_wanted: Callable[[dict], object]) -> dict:
        """The next message that is wanted; those before it are noted in ``heard``."""
        latest = time.monotonic() + PATIENCE
        while True:
            while not self._told:
                self._told += messages_of(self.connection.recv(timeout=max(0.01, latest - time.monotonic())))
            message = self._told.pop(0)
            self.heard.append(message)
            if is_wanted(message):
                return message

    def saved(self) -> None:
        """Listen until the file says what the atlas says."""
        is_saved = bool(self.heard) and self.heard[-1].get("save", self.heard[-1]).get("state") == "saved"
        while not is_saved:
            message = self.next()
            is_saved = message.get("save", message).get("state") == "saved"

    def ended(self) -> tuple[int, str]:
        """Listen until the server closes the connection; gives its code and reason."""
        with suppress(ConnectionClosed):
            while True:
                self.connection.recv(timeout=PATIENCE)
        return self.connection.close_code or 0, self.connection.close_reason or ""


class Serving:
    """``flowatlas serve`` on a folder; ``key`` is the atlas that a test is about, in the folder itself."""

    def __init__(self, folder: Path, key: str = KEY) -> None:
        self.folder = folder
        self.key = key
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    def about(self, key: str) -> "Serving":
        """The same server, for a test about another atlas."""
        other = copy.copy(self)
        other.key = key
        return other

    def start(
        self, *words: str, place: Path | None = None, largest_file: int | None = None, **environment: str
    ) -> "Serving":
        """Start it and wait until it answers."""

        def limited() -> None:
            if largest_file is not None:
                import resource

                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))

        self.process = subprocess.Popen(
            [*SERVE, str(place or self.folder), "--port", str(self.port), "--no-browser", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "NO_COLOR": "1", "FLOWATLAS_TRACEBACK": "1", **environment},
            preexec_fn=limited,  # noqa: PLW1509 - tests of this folder start no threads
        )
        until(self._answers, "the server answers")
        return self

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.process.communicate()[1]
        try:
            return self.get("/api/formats").status_code == 200
        except httpx.TransportError:
            return False

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def here(self) -> str:
        """Where the atlas is under this address."""
        return f"/api/atlases/{self.key}"

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        assert self.process is not None
        self.process.kill()
        self.process.communicate()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[str, str]:
        """Ask it to end; gives what it printed."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.communicate(timeout=PATIENCE)

    def close(self) -> None:
        """End it, if it still runs."""
        if self.process is not None and self.process.stdout is not None and not self.process.stdout.closed:
            self.kill()

    def request(self, method: str, path: str, **more: object) -> httpx.Response:
        """Send a request."""
        return httpx.request(method, f"{self.address}{path}", timeout=PATIENCE, verify=NO_TLS, **more)

    def get(self, path: str, **more: object) -> httpx.Response:
        """Ask for something."""
        return self.request("GET", path, **more)

    def post(self, path: str, content: object, **more: object) -> httpx.Response:
        """Send JSON."""
        return self.request("POST", path, json=content, **more)

    @contextmanager
    def live(self, session: str = "tab-1", key: str = "", **more: object) -> Iterator[Live]:
        """A live connection, as long as the block lasts; like a page it takes whatever comes, read or not."""
        address = f"ws://127.0.0.1:{self.port}/api/atlases/{key or self.key}/live?session={session}"
        with connect(address, **{"max_size": None, "max_queue": None, **more}) as connection:
            yield Live(connection)

    @property
    def file(self) -> Path:
        """The file of the atlas."""
        return self.folder / self.key

    def text(self, name: str = "") -> str:
        """What a file of the folder says."""
        return (self.folder / (name or self.key)).read_text(encoding="utf-8")


def changing(path: str, value: object, edit_id: str = "edit-0001") -> dict[str, object]:
    """An edit of one value, as ``POST …/changes`` takes it."""
    return {"id": edit_id, "changes": [{"path": path, "value": value}]}


def free_port() -> int:
    """A port that nobody listens at; none of those that connections are given, or one would take it between a kill and a start."""
    while True:
        port = random.randrange(10_000, 32_000)
        with closing(socket.socket()) as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
