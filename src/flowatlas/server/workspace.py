"""The workspace: a folder of atlases, and a room for each one that somebody works on."""

import asyncio
from contextlib import suppress
from pathlib import Path

from flowatlas.server.cards import Cards
from flowatlas.server.limits import MOST_CONNECTIONS
from flowatlas.server.processes.workers import Workers
from flowatlas.server.room.room import Room
from flowatlas.server.session.meeting import Gathering
from flowatlas.store.editing import Editing
from flowatlas.store.folder import Folder

IDLE = 60.0
"""Seconds after which an atlas that nobody looks at is written and closed."""


class Workspace:
    """Opens rooms when somebody enters, and closes them when all have left."""

    def __init__(self, root: Path) -> None:
        self.folder = Folder(root)
        self.workers = Workers()
        self.cards = Cards(self.folder, self.workers.orders, self.opened)
        self._rooms: dict[str, Room] = {}
        self._doors: dict[str, asyncio.Lock] = {}

    async def room(self, key: str) -> Room:
        """The room of an atlas.

        Raises:
            FlowAtlasError: there is no such atlas in the folder, it cannot be read, or another server has it open.
        """
        async with self._doors.setdefault(key, asyncio.Lock()):
            if key not in self._rooms:
                editing = await self.workers.draw(Editing.open, self.folder.resolve(key))
                room = Room(key, self.folder, editing, self.workers)
                room.gathering = Gathering(room)
                self._rooms[key] = room
            return self._rooms[key]

    def opened(self, key: str) -> Room | None:
        """The room of an atlas that is open."""
        return self._rooms.get(key)

    async def throw_away(self, key: str) -> str:
        """Close an atlas and move it into the trash; gives where its file lies then.

        Raises:
            FlowAtlasError: there is no such atlas in the folder, or it cannot be moved.
        """
        async with self._doors.setdefault(key, asyncio.Lock()):
            self.folder.resolve(key)
            room = self._rooms.get(key)
            if room is not None:
                for listener in room.listeners:
                    listener.end(f"{room.file} was moved to the trash")
                await self._close(key)
            return await asyncio.to_thread(self.folder.throw_away, key)

    @property
    def is_full(self) -> bool:
        """Whether there are as many connections as the server takes."""
        return sum(len(room.listeners) for room in self._rooms.values()) >= MOST_CONNECTIONS

    async def look_after(self) -> None:
        """Close rooms that nobody uses any more, for as long as the server runs."""
        while True:
            await asyncio.sleep(IDLE / 4)
            now = asyncio.get_running_loop().time()
            for key, room in list(self._rooms.items()):
                if not room.listeners and now - room.used_at > IDLE:
                    async with self._doors[key]:
                        if not room.listeners:
                            await self._close(key)

    async def close(self) -> list[str]:
        """Write everything and end; gives what could not be written, in words."""
        open_now = list(self._rooms.values())
        await asyncio.gather(*(self._close(key) for key in list(self._rooms)))
        await self.workers.close()
        return [room.saving.state.message for room in open_now if room.saving.state.message]

    async def _close(self, key: str) -> None:
        with suppress(KeyError):
            await self._rooms[key].close()
            del self._rooms[key]
