"""Simulated people: pages, connections that delay and break, and a server that is killed, with no time and no sockets."""

import asyncio
import json
import os
import selectors
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from fastapi import WebSocketDisconnect

from flowatlas.model.path import NOTHING, Change, Plain, apply, flatten, unflatten, value_at
from flowatlas.server.room.room import Room
from flowatlas.server.routes.live import live
from flowatlas.store.editing import Editing
from flowatlas.store.folder import Folder
from flowatlas.store.made import Made

ATLAS = """\
title: Orders
current:
  steps:
    a: {name: A, process_time: 1h, wait_time: 1d}
    b: {name: B, process_time: 2h, wait_time: 2d, rework: {back: {to: a, share: 20%}}}
    c: {name: C, process_time: 3h}
"""
KEY = "atlas.yaml"
STEPS = "current/steps"
PATIENCE = 600.0
"""Simulated seconds after which everybody has heard of everything, or never will."""


class Killed(BaseException):
    """The server ends in the middle of a write."""


class Clockwork(asyncio.SelectorEventLoop):
    """An event loop in which waiting takes no time, and what threads do is done a moment later."""

    def __init__(self, random: Random) -> None:
        super().__init__(_Impatient(self))
        self.now = 0.0
        self.random = random

    def time(self) -> float:
        """Seconds that would have gone by."""
        return self.now

    def run_in_executor(self, _: Any, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        """Do what a thread would do, as a whole, after it took its time."""
        done = self.create_future()

        def run() -> None:
            if done.cancelled():
                return
            try:
                done.set_result(function(*arguments))
            except Exception as error:  # noqa: BLE001 - as a thread hands it on
                done.set_exception(error)

        self.call_later(self.random.expovariate(200), run)
        return done


class _Impatient(selectors.SelectSelector):
    def __init__(self, loop: Clockwork) -> None:
        super().__init__()
        self._clock = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        assert timeout is not None, "nobody has anything left to do"
        self._clock.now += timeout
        return super().select(0)


class Wire:
    """A connection: what is sent arrives later, in order, or is lost when it breaks. The server's side is a socket."""

    def __init__(self, world: "World", told: Callable[[dict[str, Any]], None], broken: Callable[[], None]) -> None:
        self.is_open = True
        self._world = world
        self._told = told
        self._broken = broken
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._due = {"to": 0.0, "from": 0.0}

    def send(self, message: dict[str, Any]) -> None:
        """Send from the page."""
        told = {"type": "websocket.receive", "text": json.dumps(message)}
        self._later("to", lambda: self._inbox.put_nowait(told))

    async def receive(self) -> dict[str, Any]:
        """What the server hears next."""
        return await self._inbox.get()

    async def send_text(self, text: str) -> None:
        """Send from the server."""
        if not self.is_open:
            raise WebSocketDisconnect
        told = json.loads(text)
        for message in told if isinstance(told, list) else [told]:
            self._later("from", lambda message=message: self._told(message))

    async def close(self, code: int, reason: str) -> None:
        """Close from the server, which no part of this does for a good reason."""
        raise AssertionError(f"closed: {code} {reason}")

    def tear(self) -> None:
        """Break: what is on its way is lost, and the server learns of it later."""
        if self.is_open:
            self.is_open = False
            gone = {"type": "websocket.disconnect", "code": 1006}
            self._world.loop.call_later(self._world.delay(), self._inbox.put_nowait, gone)
            self._broken()

    def _later(self, way: str, arrive: Callable[[], None]) -> None:
        self._due[way] = max(self._due[way], self._world.loop.time()) + self._world.delay()
        self._world.loop.call_at(self._due[way], lambda: arrive() if self.is_open else None)


class Page:
    """What a page knows and does, as `document.ts` and `room.ts` have it."""

    def __init__(self, world: "World", number: int) -> None:
        self.session = f"tab-{number:04}"
        self.confirmed: Plain = {}
        self.pending: list[dict[str, Any]] = []
        self.acknowledged: dict[str, int] = {}
        self.refused: set[str] = set()
        self.n = -1
        self.wire: Wire | None = None
        self._world = world
        self._made = 0

    @property
    def values(self) -> Plain:
        """What it shows."""
        plain = self.confirmed
        for edit in self.pending:
            plain = apply(plain, [Change(one["path"], one["value"]) for one in edit["changes"]])
        return plain

    def connect(self) -> None:
        """Open the connection, now or when the server is back."""
        if self._world.room is None:
            self._world.loop.call_later(self._world.delay() * 10, self.connect)
            return
        self.wire = Wire(self._world, self._told, self._broken)
        self._world.attend(live(self.wire, self._world.room, self.session))  # type: ignore[arg-type]
        for edit in self.pending:
            self.wire.send(edit)

    def edit(self, *changes: tuple[str, Any]) -> None:
        """Change something; kept until it is answered, and sent again after a break."""
        edit = {
            "type": "edit",
            "id": self._id(),
            "base": max(self.n, 0),
            "changes": [{"path": path, "value": value} for path, value in changes],
        }
        self.pending.append(edit)
        self._send(edit)

    def ask(self, what: str) -> None:
        """Undo or redo, which nobody sends again."""
        self._send({"type": what, "id": self._id()})

    def _id(self) -> str:
        self._made += 1
        return f"{self.session}-{self._made:04}"

    def _send(self, message: dict[str, Any]) -> None:
        if self.wire is not None:
            self.wire.send(message)

    def _broken(self) -> None:
        self.wire = None
        self._world.loop.call_later(self._world.delay() * 5, self.connect)

    def _told(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "hello":
                assert message["n"] >= self.n, "something that was told is gone"
                self.n = message["n"]
                self.confirmed = unflatten(dict(message["values"]))
            case "changed":
                is_again = not message["changes"] and message["n"] == self.n
                assert is_again or message["n"] == self.n + 1, "a change was left out, or told twice"
                self.n = message["n"]
                changes = [
                    Change(one["path"], NOTHING if one["is_nothing"] else one["value"]) for one in message["changes"]
                ]
                self.confirmed = apply(self.confirmed, changes)
                if message["id"].startswith(self.session):
                    self.acknowledged[message["id"]] = message["n"]
                self._answered(message["id"])
            case "refused":
                self.refused.add(message["id"])
                self._answered(message["id"])

    def _answered(self, edit_id: str) -> None:
        self.pending = [edit for edit in self.pending if edit["id"] != edit_id]


class World:
    """A server that can be killed, its disk, and the pages."""

    def __init__(self, folder: Path, loop: Clockwork, people: int) -> None:
        self.loop = loop
        self.random = loop.random
        self.folder = folder
        self.path = folder / KEY
        self.path.write_text(ATLAS, encoding="utf-8")
        self.room: Room | None = None
        self.pages = [Page(self, number) for number in range(people)]
        self.slowness = self.random.choice([0.001, 0.02, 0.3])
        self._synced: dict[int, int] = {}
        self._is_dying = False
        self._tasks: set[asyncio.Task[None]] = set()

    def delay(self) -> float:
        """How long something takes this time."""
        return self.random.expovariate(1 / self.slowness)

    def fsync(self, file: int) -> None:
        """What is written is on the disk now, unless the server ends just before."""
        if self._is_dying:
            raise Killed
        stat = os.fstat(file)
        self._synced[stat.st_ino] = stat.st_size

    def start(self) -> None:
        """Take the atlas up where the disk has it."""
        self.room = Room(KEY, Folder(self.folder), Editing.open(self.path), self._workers())  # type: ignore[arg-type]

    async def kill(self) -> None:
        """End at once; of what was written and not flushed some part is there, or nothing."""
        room, self.room = self.room, None
        assert room is not None
        self._is_dying = True
        with suppress(Killed):
            if self.random.random() < 0.5:
                room.editing.sync()
        self._is_dying = False
        for page in self.pages:
            if page.wire is not None:
                page.wire.tear()
        await self._end([*room._tasks, *self._tasks])
        room.editing.close()
        journal = self.path.parent / ".flowatlas" / f"{KEY}.journal"
        if journal.exists():
            stat = journal.stat()
            os.truncate(journal, self.random.randint(self._synced.get(stat.st_ino, 0), stat.st_size))

    def attend(self, connection: Any) -> None:
        """Serve a connection."""
        task = self.loop.create_task(connection)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def calm(self) -> None:
        """Let everybody come back, and wait until all is answered and told."""
        until = self.loop.time() + PATIENCE
        while not self._is_calm():
            assert self.loop.time() < until, "somebody never heard of something"
            await asyncio.sleep(self.slowness)

    async def close(self) -> None:
        """End in order."""
        assert self.room is not None
        await self._end(list(self._tasks))
        await self.room.close()
        self.room = None

    def _is_calm(self) -> bool:
        numbers = {page.n for page in self.pages}
        return (
            self.room is not None
            and all(page.wire is not None and not page.pending for page in self.pages)
            and numbers == {self.room.editing.n}
        )

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _workers(self) -> SimpleNamespace:
        """Files are written as they would be; figures and pictures are not what this is about."""

        async def write(function: Callable[..., Any], *arguments: Any) -> Any:
            await asyncio.sleep(self.delay())
            return function(*arguments)

        async def never(*_: Any) -> None:
            await asyncio.sleep(10 * PATIENCE)

        quiet = SimpleNamespace(run=never)
        return SimpleNamespace(files=SimpleNamespace(run=write), figures=quiet, asked=quiet, draw=never)


def something(page: Page, random: Random) -> None:
    """Do one of the things that people do, on what the page shows."""
    values = page.values
    steps = list(values.get("current", {}).get("steps", {})) or ["a"]
    comments = list(values.get("comments", {}))
    step, other = random.choice(steps), random.choice(steps)
    own = f"{page.session}-{random.randrange(1000)}"
    at = f"{STEPS}/{step}"
    match random.randrange(14):
        case 0 | 1 | 2:
            page.edit((f"{at}/wait_time", f"{random.randrange(1, 9)}d"))
        case 3 | 4:
            page.edit((f"{at}/name", f"{own}"), (f"{at}/process_time", f"{random.randrange(1, 9)}h"))
        case 5:
            page.edit((at, None))
        case 6:
            page.edit((f"{STEPS}/{own}", {"name": own, "wait_time": "1d"}), (f"{STEPS}/{own}/behind", step))
        case 7 | 8:
            page.edit((f"{at}/behind", "" if step == other else other))
        case 9:
            page.edit((f"{at}/rework/{own}", {"to": other, "share": "10%"}))
        case 10:
            page.edit((f"comments/{own}", {"text": own, "about": at}))
        case 11:
            comment = random.choice(comments or ["none"])
            page.edit((f"comments/{comment}/replies/{own}", {"text": own}))
        case 12:
            page.ask("undo")
        case 13:
            page.ask(random.choice(["undo", "redo"]))


def made_in_order(editing: Editing) -> list[Made]:
    """All changes of an atlas, the first one first."""
    return editing.since(0)


def undone_of_others(editing: Editing) -> list[str]:
    """Where an undo or redo took back something else than what the change that it undoes had made of it."""
    wrong = []
    for made in made_in_order(editing):
        if made.undoes is None:
            continue
        plain, after = editing.state_at(made.n - 1), editing.state_at(made.undoes)
        for path, value in made.changes:
            here = value_at(plain, path)
            # What nothing is left in goes along, whoever made it.
            if not path.endswith("/behind") and not _is_empty(here) and here != value_at(after, path):
                wrong.append(f"{made.id} took back {path}")
            plain = apply(plain, [Change(path, value)])
    return wrong


def _is_empty(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_empty, value.values()))


def same(one: Plain, other: Plain) -> bool:
    """Whether two atlases say the same in the same order."""
    return list(flatten(one).items()) == list(flatten(other).items())
