"""What takes long in a room: worked out when somebody first looks at it, and anew when somebody asks.

A change makes it no news by itself: what is shown stays, and tells of which state it is.
"""

import asyncio
from typing import Protocol

from flowatlas.drawing.page import words_picture
from flowatlas.exporters.asked import ASKED
from flowatlas.exporters.exporter import Drawing
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.picture import Picture
from flowatlas.server.limits import LONGEST_ASKED
from flowatlas.server.processes.simulating import worked_out
from flowatlas.server.processes.worker import Worker
from flowatlas.server.room.listener import Listener
from flowatlas.server.room.now import Now
from flowatlas.server.wire.sheet import Sheet

NOT_DONE = "This could not be worked out."


class Shown(Protocol):
    """A room, as far as it is looked at."""

    now: Now
    listeners: list[Listener]


class Asked:
    """The views of a room that take long; one is worked out after the other, in a process of their own."""

    def __init__(self, room: Shown, worker: Worker) -> None:
        self._room, self._worker = room, worker
        self._wanted: dict[str, None] = {}
        self._something = asyncio.Event()
        self._sheets: dict[str, Sheet] = {}
        self._done: dict[str, tuple[int, Picture]] = {}
        self._revision = 0

    def wake(self) -> None:
        """Somebody looks: what nobody has worked out yet is, from now on."""
        for listener in self._room.listeners:
            for view in listener.views:
                if view not in self._sheets:
                    self.ask(view)

    def ask(self, view: str) -> None:
        """Work a view out; nothing happens where that is being done, or was done of this state, or for other views."""
        now = self._room.now.n
        n, picture = self._done.get(view, (now, None))
        if view not in ASKED or view in self._wanted or (picture is not None and n == now):
            return
        self._wanted[view] = None
        self._show(view, picture or words_picture(ASKED[view].title, ASKED[view].waiting), n, is_settled=False)
        self._something.set()

    @property
    def drawings(self) -> tuple[Drawing, ...]:
        """What was worked out of the present state."""
        return tuple(ASKED[view].drawing(picture) for view, (n, picture) in self._done.items() if n == self._room.now.n)

    def picture_after(self, view: str, revision: int) -> tuple[int, str] | None:
        """A view's picture, with its revision, where it is newer: what differs, or the whole of it."""
        sheet = self._sheets.get(view)
        return None if sheet is None or sheet.revision <= revision else (sheet.revision, sheet.message(revision))

    async def run(self) -> None:
        """Work out whatever is wanted, again and again."""
        while True:
            await self._something.wait()
            self._something.clear()
            while self._wanted:
                await self._work_out(next(iter(self._wanted)))

    async def _work_out(self, view: str) -> None:
        now = self._room.now
        try:
            picture = await self._worker.run(worked_out, now.plain, view, longest=LONGEST_ASKED)
            self._done[view] = now.n, picture
        except FlowAtlasError as error:
            picture = words_picture(ASKED[view].title, NOT_DONE, (f"{error}.",))
        except Exception:
            self._show(view, words_picture(ASKED[view].title, NOT_DONE), now.n, is_settled=True)
            raise
        finally:
            del self._wanted[view]
        self._show(view, picture, now.n, is_settled=True)

    def _show(self, view: str, picture: Picture, n: int, *, is_settled: bool) -> None:
        self._revision += 1
        before = self._sheets.get(view)
        self._sheets[view] = Sheet(self._revision, picture, before, n=n, view=view, is_settled=is_settled)
        for listener in self._room.listeners:
            listener.refresh()
