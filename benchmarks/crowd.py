"""Fifty people on one atlas: how soon all see what one did, what the server takes for it, and what a kill loses."""

import argparse
import asyncio
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple
from urllib.request import urlopen

import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from doubt import many_steps
from flowatlas.model.path import NOTHING, Change, Plain, apply, flatten, unflatten
from flowatlas.store.file import AtlasFile

PEOPLE = 50
STEPS = 12
CHANGES_A_SECOND, MOVES_A_SECOND = 5.0, 7.5
"""Of each of them."""

SECONDS, SETTLING = 60.0, 20.0
KILLS, LIFE = 20, 1.5
"""How often the server is killed, and the seconds of work before each."""

LATENCY_LIMIT = 60.0
"""Milliseconds from one person's change until 19 of 20 others have its picture and exact figures, or newer ones."""

CORE_LIMIT = 1.0
GROWTH_LIMIT = 1.1
"""How many times the memory of the first third of the time the last third may take."""

PATIENCE, SAVED = 30.0, 3.0
"""Seconds in which all must be answered once nobody changes anything, and in which the file follows."""

KEY = "atlas.yaml"
VIEW = "practice"
CHANGED = re.compile(rb'"type":"changed","n":(\d+),"id":"([^"]+)"')
DRAWN = re.compile(rb'"type":"picture","n":(\d+)')
FIGURED = re.compile(rb'"type":"figures","n":(\d+)')
VALUES = {
    "wait_time": [f"{number}h..{number * 3}d" for number in range(1, 30)],
    "process_time": [f"{number * 5}m..{number}h" for number in range(1, 30)],
    "percent_complete_accurate": [f"{number}..{number + 5}%" for number in range(60, 95)],
}


class Person:
    """One of them: what they sent, and when they saw what."""

    def __init__(self, number: int, address: str, *, keeps_values: bool) -> None:
        self.name = f"{'follower' if keeps_values else 'person'}-{number:02}"
        self.sent: dict[str, float] = {}
        self.acknowledged: dict[str, int] = {}
        self.pending: dict[str, str] = {}
        self.shown: list[tuple[float, int]] = []
        self.n = self._drawn = self._figured = 0
        self.plain: Plain = {}
        self.is_working = False
        self.is_there = asyncio.Event()
        self._keeps_values = keeps_values
        self._address = f"{address}?session={self.name}"
        self._random = Random(number)  # noqa: S311 - no secret
        self._socket: ClientConnection | None = None

    async def live(self) -> None:
        """Be there, and come back whenever the connection breaks."""
        while True:
            with contextlib.suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                async with connect(self._address, max_size=None, compression=None) as self._socket:
                    await self._send({"type": "look", "views": [VIEW]})
                    for text in list(self.pending.values()):
                        await self._socket.send(text)
                    while True:
                        self._hear(await self._socket.recv(decode=False))
            self._socket = None
            await asyncio.sleep(0.05 + self._random.random() / 5)

    async def work(self) -> None:
        """Change values, evenly but not in step with anybody."""
        await asyncio.sleep(self._random.random() / CHANGES_A_SECOND)
        due = time.monotonic()
        while True:
            if self.is_working and self._socket is not None:
                await self._change()
            due += self._random.uniform(0.5, 1.5) / CHANGES_A_SECOND
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def move(self) -> None:
        """Move the pointer about."""
        await asyncio.sleep(self._random.random() / MOVES_A_SECOND)
        while True:
            if self.is_working and self._socket is not None:
                point = [round(self._random.uniform(0, 2_000), 1), round(self._random.uniform(0, 800), 1)]
                where = {"view": VIEW, "frame": [0, 0, 2_000, 800], "pointer": point}
                await self._send({"type": "here", "name": self.name, **where})
            await asyncio.sleep(self._random.uniform(0.5, 1.5) / MOVES_A_SECOND)

    async def _change(self) -> None:
        edit_id = f"{self.name}-{len(self.sent):05}"
        field = self._random.choice(list(VALUES))
        path = f"current/steps/step-{self._random.randrange(STEPS)}/{field}"
        change = {"path": path, "value": self._random.choice(VALUES[field])}
        edit = {"type": "edit", "id": edit_id, "by": self.name, "base": self.n, "changes": [change]}
        self.pending[edit_id] = json.dumps(edit)
        self.sent[edit_id] = time.monotonic()
        await self._send(edit)

    async def _send(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError, ConnectionClosed):
            if self._socket is not None:
                await self._socket.send(json.dumps(message))

    def _hear(self, frame: str | bytes) -> None:
        assert isinstance(frame, bytes)
        self.is_there.set()
        if self._keeps_values:
            told = json.loads(frame)
            for message in told if isinstance(told, list) else [told]:
                self._take(message)
            return
        for n, edit_id in CHANGED.findall(frame):
            self._acknowledge(edit_id.decode(), int(n))
        self._drawn = max([self._drawn, *map(int, DRAWN.findall(frame))])
        self._figured = max([self._figured, *map(int, FIGURED.findall(frame))])
        self.shown.append((time.monotonic(), min(self._drawn, self._figured)))

    def _take(self, message: dict[str, Any]) -> None:
        """Follow the values, as a page does."""
        if message["type"] == "hello":
            self.n, self.plain = message["n"], unflatten(dict(message["values"]))
        elif message["type"] == "changed":
            made = [Change(one["path"], NOTHING if one["is_nothing"] else one["value"]) for one in message["changes"]]
            self.plain = apply(self.plain, made)
            self._acknowledge(message["id"], message["n"])
        elif message["type"] == "refused":
            raise AssertionError(message["message"])

    def _acknowledge(self, edit_id: str, n: int) -> None:
        self.n = max(self.n, n)
        if self.pending.pop(edit_id, None) is not None:
            self.acknowledged[edit_id] = n


class Usage(NamedTuple):
    """What all processes of a server took: seconds of processor so far, and bytes of memory now."""

    seconds: float
    memory: int


class Server:
    """``flowatlas serve`` on a folder, at one port however often it is started."""

    def __init__(self, folder: Path) -> None:
        with contextlib.closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "flowatlas", "serve", str(self.folder), "--no-browser"]
        self.process = subprocess.Popen([*command, "--port", str(self.port)], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.process.stdout.readline()

    def end(self, *, kills: bool = False) -> None:
        """Stop it, or kill it in the middle of whatever it does."""
        (self.process.kill if kills else self.process.terminate)()
        self.process.wait()

    @property
    def live(self) -> str:
        """The address of the live connection."""
        return f"ws://127.0.0.1:{self.port}/api/atlases/{KEY}/live"

    def plain(self) -> Plain:
        """The atlas as it is now."""
        with urlopen(f"http://127.0.0.1:{self.port}/api/atlases/{KEY}") as answer:
            state: dict[str, Any] = json.load(answer)
        plain: Plain = state["plain"]
        return plain

    def usage(self) -> Usage:
        """What it and all processes that it started take."""
        tick, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGESIZE")
        family, seconds, memory = {self.process.pid}, 0.0, 0
        for stat in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda path: int(path.parent.name)):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[1]) in family or int(stat.parent.name) == self.process.pid:
                    family.add(int(stat.parent.name))
                    seconds += (int(fields[11]) + int(fields[12])) / tick
                    memory += int(fields[21]) * page
        return Usage(seconds, memory)


@contextlib.asynccontextmanager
async def crowd(server: Server, *, keeps_values: bool) -> Any:
    """Fifty people at work."""
    people = [Person(number, server.live, keeps_values=keeps_values) for number in range(PEOPLE)]
    tasks = [asyncio.create_task(task()) for one in people for task in (one.live, one.work, one.move)]
    await asyncio.gather(*(one.is_there.wait() for one in people))
    for one in people:
        one.is_working = True
    try:
        yield people
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for problem in ended:
            if isinstance(problem, Exception):
                raise problem


def waits(people: list[Person], since: float) -> np.ndarray:
    """Milliseconds from every change after ``since`` until each of the others had it in picture and figures."""
    found = []
    numbers = {edit_id: n for one in people for edit_id, n in one.acknowledged.items()}
    made = [
        (sent, numbers[edit_id], number)
        for number, one in enumerate(people)
        for edit_id, sent in one.sent.items()
        if sent >= since and edit_id in numbers
    ]
    if not made:
        return np.array([np.inf])
    sent, n, by = (np.array(column) for column in zip(*made, strict=True))
    for number, one in enumerate(people):
        times, states = (np.array(column) for column in zip(*one.shown, strict=True))
        at = np.searchsorted(states, n, side="left")
        is_seen = (at < len(times)) & (by != number)
        found.append(times[at[is_seen]] - sent[is_seen])
    seen = np.concatenate(found)
    return seen * 1000 if seen.size else np.array([np.inf])


async def measured(server: Server, seconds: float) -> bool:
    """Print how fast it is, and what it takes."""
    async with crowd(server, keeps_values=False) as people:
        await asyncio.sleep(SETTLING)
        usages, began = [server.usage()], time.monotonic()
        own = time.process_time()
        while time.monotonic() - began < seconds:
            await asyncio.sleep(seconds / 30)
            usages.append(server.usage())
        lasted, own = time.monotonic() - began, time.process_time() - own
        for one in people:
            one.is_working = False
        await asyncio.sleep(1)
    took = waits(people, began)
    ninety_five = float(np.quantile(took, 0.95))
    made = sum(at >= began for one in people for at in one.sent.values()) / lasted
    cores = (usages[-1].seconds - usages[0].seconds) / lasted
    third = len(usages) // 3
    first, last = (median(usage.memory for usage in part) / 1e6 for part in (usages[:third], usages[-third:]))
    frames = sum(at >= began for one in people for at, _ in one.shown) / lasted / PEOPLE
    print(f"{PEOPLE} people, {made:.0f} changes a second, {STEPS} steps, {lasted:.0f} s")
    print(
        f"  to the others' picture and figures {np.median(took):4.0f} ms, "
        f"19 of 20 under {ninety_five:4.0f} (at most {LATENCY_LIMIT:.0f}), all under {took.max():.0f}"
    )
    print(f"  processor {cores:.2f} cores (at most {CORE_LIMIT:.0f}); the fifty people {own / lasted:.2f}")
    print(f"  memory {first:.0f} MB, at the end {last:.0f} (at most {first * GROWTH_LIMIT:.0f})")
    print(f"  {frames:.0f} frames a second for each")
    return ninety_five <= LATENCY_LIMIT and cores <= CORE_LIMIT and last <= first * GROWTH_LIMIT


async def killed(server: Server) -> bool:
    """Kill the server again and again in that load; print what was lost and who differs."""
    async with crowd(server, keeps_values=True) as people:
        for _ in range(KILLS):
            await asyncio.sleep(LIFE)
            server.end(kills=True)
            await asyncio.to_thread(server.start)
        await asyncio.sleep(LIFE)
        for one in people:
            one.is_working = False
        for _ in range(int(PATIENCE)):
            await asyncio.sleep(1)
            if not any(one.pending for one in people) and len({one.n for one in people}) == 1:
                break
        await asyncio.sleep(SAVED)
    plain = await asyncio.to_thread(server.plain)
    server.end()
    noted = dict(noted_changes(server.folder / ".flowatlas" / f"{KEY}.journal"))
    file = AtlasFile.open(server.folder / KEY).plain
    acknowledged = {edit_id: n for one in people for edit_id, n in one.acknowledged.items()}
    # What is sent again is acknowledged with the number that the atlas has by then.
    lost = [edit_id for edit_id, n in acknowledged.items() if noted.get(edit_id, n + 1) > n]
    waiting = [edit_id for one in people for edit_id in one.pending]
    apart = [one.name for one in people if flatten(one.plain) != flatten(plain)]
    print(f"{KILLS} kills, {len(acknowledged)} changes acknowledged, {len(noted)} in the journal")
    print(f"  lost {len(lost)}, never answered {len(waiting)}, people who see something else {len(apart)} (all 0)")
    print(f"  the file {'says the same' if file == plain else 'says something else'}")
    return not (lost or waiting or apart) and file == plain


def noted_changes(journal: Path) -> Iterator[tuple[str, int]]:
    """The ids of all changes in the journal with their numbers.

    Raises:
        AssertionError: one was made twice.
    """
    seen = set()
    for line in journal.read_text(encoding="ascii").splitlines():
        _, kind, edit_id, content = line.split(" ", 3)
        if kind == "change":
            assert edit_id not in seen, f"{edit_id} was made twice"
            seen.add(edit_id)
            yield edit_id, json.loads(content)["n"]


def main() -> int:
    """Print the figures; 1 if one is over its limit, or something is lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=SECONDS, help="how long to measure; 0: not at all")
    options.add_argument("--no-kills", action="store_true", help="leave out the part in which the server is killed")
    asked = options.parse_args()
    if not Path("/proc/self/stat").exists():
        print("what processes take cannot be read here: nothing is measured")
        return 0
    is_good = True
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / KEY).write_text(many_steps(STEPS), encoding="utf-8")
        server = Server(Path(folder))
        try:
            if asked.seconds:
                is_good = asyncio.run(measured(server, asked.seconds))
            if not asked.no_kills:
                is_good &= asyncio.run(killed(server))
        finally:
            server.end(kills=True)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
