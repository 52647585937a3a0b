"""Cards: every atlas of the folder in a few words and a small picture."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Plain
from flowatlas.server.processes.jobs import Brief, brief, plain_of, small_picture
from flowatlas.server.processes.worker import Worker
from flowatlas.server.protocol.answers import Card
from flowatlas.server.room.room import Room
from flowatlas.store.folder import Folder

LONGEST = 5.0
"""Seconds that one card may take; the others wait for it."""

Stamp = tuple[float, int, int]


class _Known(NamedTuple):
    """What was found out about a state of an atlas."""

    stamp: Stamp
    brief: Brief
    pictures: dict[str, str]


class Cards:
    """Cards, remembered for as long as their atlas stays as it is; of one that is ``opened``, as it is edited."""

    def __init__(self, folder: Folder, worker: Worker, opened: Callable[[str], Room | None]) -> None:
        self._folder = folder
        self._worker = worker
        self._opened = opened
        self._known: dict[str, _Known] = {}
        self._is_looking = asyncio.Lock()

    async def all(self) -> list[Card]:
        """A card for every atlas of the folder, the one changed last first."""
        found = await asyncio.to_thread(self._folder.atlases)
        cards = [await self.card(key) for key in found]
        self._known = {key: known for key, known in self._known.items() if key in found}
        return sorted(cards, key=lambda card: card.changed_at, reverse=True)

    async def card(self, key: str) -> Card:
        """The card of one atlas.

        Raises:
            FlowAtlasError: there is no such atlas in the folder.
        """
        path = self._folder.resolve(key)
        known = await self._looked_up(key, path)
        file = self._folder.name_of(path)
        return Card(
            key=key,
            file=file,
            title=known.brief.title or file,
            headline=known.brief.headline,
            steps=known.brief.steps,
            changed_at=datetime.fromtimestamp(known.stamp[0], UTC).isoformat(timespec="seconds"),
            error=known.brief.error,
        )

    async def picture(self, key: str, theme: str) -> str:
        """The small picture of one atlas.

        Raises:
            FlowAtlasError: there is no such atlas in the folder, or it cannot be read.
        """
        path = self._folder.resolve(key)
        known = await self._looked_up(key, path)
        if theme not in known.pictures:
            plain = await self._plain(key, path)
            known.pictures[theme] = await self._worker.run(small_picture, plain, theme, longest=LONGEST)
        return known.pictures[theme]

    async def _looked_up(self, key: str, path: Path) -> _Known:
        async with self._is_looking:
            stamp = self._stamp(key, path)
            known = self._known.get(key)
            if known is None or known.stamp != stamp:
                known = _Known(stamp, await self._brief(key, path), {})
                self._known[key] = known
            return known

    async def _brief(self, key: str, path: Path) -> Brief:
        try:
            return await self._worker.run(brief, await self._plain(key, path), longest=LONGEST)
        except FlowAtlasError as error:
            # The page knows the folder; where that is on this machine is nobody's business there.
            return Brief("", "", 0, str(error).replace(str(path), self._folder.name_of(path)))

    async def _plain(self, key: str, path: Path) -> Plain:
        room = self._opened(key)
        return room.now.plain if room else await self._worker.run(plain_of, str(path), longest=LONGEST)

    def _stamp(self, key: str, path: Path) -> Stamp:
        """What tells one state of an atlas from another, first of all when its file was written."""
        room = self._opened(key)
        try:
            found = path.stat()
        except OSError:
            return 0.0, 0, room.now.n if room else 0
        return found.st_mtime, found.st_size, room.now.n if room else 0
