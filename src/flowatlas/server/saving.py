"""The file of a room: written soon after every change, and looked after when somebody else writes it."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from flowatlas.model.errors import FlowAtlasError
from flowatlas.server.now import Now
from flowatlas.server.protocol import Notice, SaveState
from flowatlas.server.worker import Worker
from flowatlas.store.editing import Editing, Made
from flowatlas.store.saving import bring_up_to_date

QUIET = 0.4
LONGEST = 1.2
"""Seconds without a change after which the file is written, and the longest that it waits for such a pause."""

GLANCE = 0.5
"""Seconds between two looks at whether somebody else wrote the file."""

Stamp = tuple[int, int, int] | None


class Saved(Protocol):
    """A room, as far as its file is concerned."""

    path: Path
    editing: Editing
    now: Now
    refusing: str

    async def settled(self) -> None:
        """Wait until all that was made is durable or refused."""

    def adopt(self, made: Made) -> None:
        """Tell of a change that came with the file."""

    def notice(self, notice: Notice) -> None:
        """Tell everybody that something happened to the atlas."""

    def tell_saved(self) -> None:
        """Tell everybody how safe the work is."""


class Saving:
    """Keeps a room's file up to date, both ways."""

    def __init__(self, room: Saved, worker: Worker) -> None:
        self.state = SaveState(state="saving")
        self._room = room
        self._worker = worker
        self._touched = asyncio.Event()
        self._touches = 0
        self._is_writing = asyncio.Lock()
        self._stamp: Stamp = None
        self._touched.set()

    def touch(self) -> None:
        """There is something that the file does not hold yet."""
        self._touches += 1
        self._touched.set()
        if self.state.state == "saved":
            self._tell(SaveState(state="saving"))

    async def run(self) -> None:
        """Write after changes; look at the file from time to time."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(GLANCE):
                    await self._touched.wait()
            if self._touched.is_set():
                await self._pause()
                await self.write()
            elif self.state.state == "held" or await asyncio.to_thread(self._stamp_of_file) != self._stamp:
                await self.write()

    async def write(self) -> None:
        """Bring file and atlas together now."""
        async with self._is_writing:
            await self._room.settled()
            if self._room.refusing:
                return  # What is taken in from the file could not be kept.
            self._touched.clear()
            stamp = self._stamp_of_file()
            now = self._room.now
            try:
                state = self._room.editing.text_state
                written = await self._worker.run(bring_up_to_date, self._room.path, state, now.plain, now.n)
            except FlowAtlasError as error:
                self._tell(SaveState(state="held", message=str(error)))
                self._stamp = stamp
                return
            made = self._room.editing.written(written)
            self._stamp = self._stamp_of_file()
            for notice in written.notices:
                self._room.notice(Notice(severity="warning", message=notice))
            if written.message:
                self._tell(SaveState(state="held", message=written.message))
                return
            if made is not None:
                self._room.adopt(made)
            self._tell(SaveState(state="saving" if self._touched.is_set() else "saved"))

    def _tell(self, state: SaveState) -> None:
        if state != self.state:
            self.state = state
            self._room.tell_saved()

    async def _pause(self) -> None:
        """Wait for a pause in the changes, but not for long."""
        loop = asyncio.get_running_loop()
        latest = loop.time() + LONGEST
        touches = -1
        while touches != self._touches and loop.time() < latest:
            touches = self._touches
            await asyncio.sleep(QUIET)

    def _stamp_of_file(self) -> Stamp:
        """What tells one state of the file from another; None where there is none."""
        try:
            found = self._room.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
