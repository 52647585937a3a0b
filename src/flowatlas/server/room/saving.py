"""The file of a room: written soon after every change, and looked after when somebody else writes it."""

import asyncio
from contextlib import suppress
from pathlib import Path
from time import time
from typing import Protocol

from flowatlas.model.errors import FlowAtlasError, NoAtlasError
from flowatlas.server.processes.worker import Worker
from flowatlas.server.protocol.told import Notice, SaveState
from flowatlas.server.room.now import Now
from flowatlas.store.editing import Editing
from flowatlas.store.made import Made
from flowatlas.store.saving import TextState, bring_up_to_date, is_up_to_date

QUIET = 0.4
LONGEST = 1.2
"""Seconds without a change after which the file is written, and the longest that it waits for such a pause."""

GLANCE = 0.5
"""Seconds between two looks at whether somebody else wrote the file."""

STILL, MOST_STILL = 0.3, 10
"""Seconds without a change after which somebody else counts as done with writing, and how often that is waited for."""

TICK = 0.02
"""Seconds within which two states of a file may have the same time."""

Stamp = tuple[int, int, int] | None


class Saved(Protocol):
    """A room, as far as its file is concerned."""

    file: str
    path: Path
    editing: Editing
    now: Now

    @property
    def refusing(self) -> str:
        """Why nothing can be stored just now; '' while it can."""

    def check_place(self) -> None:
        """Make sure that the path still leads to a file of the folder.

        Raises:
            NoAtlasError: it does not.
        """

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
        await self.write()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(GLANCE):
                    await self._touched.wait()
            if self._touched.is_set():
                await self._pause()
            elif self.state.state != "held" and self._stamp_of_file() == self._stamp:
                continue
            await self._stand_still()
            await self.write()

    async def write(self) -> None:
        """Bring file and atlas together now."""
        async with self._is_writing:
            await self._room.settled()
            if self._room.refusing:
                return  # What is taken in from the file could not be kept.
            self._touched.clear()
            before, now, state = self._stamp_of_file(), self._room.now, self._room.editing.text_state
            try:
                self._room.check_place()
                if state.n == now.n and await self._says(state, now):
                    self._tell(SaveState(state="saving" if self._touched.is_set() else "saved"))
                    return
                written = await self._worker.run(bring_up_to_date, self._room.path, state, now.plain, now.n)
            except NoAtlasError:
                self._hold(
                    before, f"{self._room.file} is not there any more; put it back, and what was changed is written"
                )
                return
            except FlowAtlasError as error:
                self._hold(before, str(error))
                return
            made = self._room.editing.written(written)
            for notice in written.notices:
                self._room.notice(Notice(severity="warning", message=notice))
            if written.message:
                self._hold(before, written.message)
                return
            await self._says(self._room.editing.text_state, None)
            if made is not None:
                self._room.adopt(made)
            self._tell(SaveState(state="saving" if self._touched.is_set() else "saved"))

    def _hold(self, before: Stamp, message: str) -> None:
        """Tell why the file is not written."""
        self._stamp = before
        self._tell(SaveState(state="held", message=message))

    async def _says(self, state: TextState, now: Now | None) -> bool:
        """Whether the file still says what it said last, and what there is to say now; then its stamp is remembered.

        The stamp is taken before the file is read, and no sooner than its time is sure to be another one with the next
        change: nothing that somebody writes goes unnoticed.
        """
        stamp = self._stamp_of_file()
        if stamp is not None and 0 <= time() - stamp[0] / 1e9 < TICK:
            await asyncio.sleep(TICK)
            stamp = self._stamp_of_file()
        plain = state.plain if now is None else now.plain
        is_so = await asyncio.to_thread(is_up_to_date, self._room.path, state, plain)
        self._stamp = stamp if is_so else None
        return is_so

    async def _stand_still(self) -> None:
        """Let somebody else come to an end who writes the file just now: an editor may do it in several steps."""
        for _ in range(MOST_STILL):
            stamp = self._stamp_of_file()
            if stamp == self._stamp:
                return
            await asyncio.sleep(STILL)
            if stamp == self._stamp_of_file():
                return

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
