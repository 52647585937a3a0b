"""Previews: what changes would show, worked out while they are still being made, for whoever is about to make them.

A browser hands over what the server answers to a key only after the frame that follows the key, however quick the
answer is. So the answer is there before the key: figures and pictures of the state with the typed value in it, or with
the dragged step where it hangs. Nothing is stored, numbered or told to others by it.
"""

import asyncio
import json
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from flowatlas.metrics.glance import Glance
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Change, flatten
from flowatlas.server.access import allows
from flowatlas.server.convert import changes_told
from flowatlas.server.jobs import Settled
from flowatlas.server.listener import Listener
from flowatlas.server.now import Now
from flowatlas.server.waves import First, Waves, first_wave
from flowatlas.server.workers import Workers
from flowatlas.store.permitted import permitted
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.undoing import new_errors

PAUSE = 0.04
"""Seconds without anything else after which somebody may be about to confirm what stands there."""


class Shown(Protocol):
    """A room, as far as previews depend on it."""

    listeners: list[Listener]

    def newest(self) -> tuple[Now, "asyncio.Future[bool] | None"]:
        """The state after all that was made; where it is not durable yet, with what says whether it became that."""


class _Meant(NamedTuple):
    """What somebody is about to change."""

    listener: Listener
    changes: Sequence[Change]


class Previews:
    """The preview of a room: of what was begun last, for as long as nothing changes."""

    def __init__(self, room: Shown, waves: Waves, workers: Workers) -> None:
        self._room = room
        self._waves = waves
        self._workers = workers
        self._meant: _Meant | None = None
        self._wanted = asyncio.Event()

    def foresee(self, listener: Listener, changes: Sequence[Change]) -> None:
        """Somebody is about to make these changes; what was meant before them is not looked at any more."""
        self._meant = None
        if allows(listener.right, "edit"):
            self._meant = _Meant(listener, changes)
            self._wanted.set()

    def drop(self) -> None:
        """Something changes, so that all would come out differently."""
        self._meant = None

    def renew(self) -> None:
        """What a preview starts from was drawn anew."""
        if self._meant is not None:
            self._wanted.set()

    async def run(self) -> None:
        """Look ahead whenever somebody pauses, again and again."""
        while True:
            await self._wanted.wait()
            meant = self._meant
            await asyncio.sleep(PAUSE)
            if meant is self._meant:
                self._wanted.clear()
                if meant is not None:
                    await self._look(meant)

    async def _look(self, meant: _Meant) -> None:
        """Show somebody what they mean, unless there is more urgent work, or something else comes meanwhile."""
        (now, kept), basis = self._room.newest(), self._waves.basis()
        if kept is not None or basis is None or basis.known.n != now.n or meant.listener not in self._room.listeners:
            return
        views = tuple(meant.listener.views)
        first = await self._workers.draw(_ahead, now, meant.changes, basis.glance, basis.known, views)
        if first is not None and meant is self._meant:
            message = self._message(meant, now.n, first)
            if message:
                meant.listener.show_ahead(message)

    def _message(self, meant: _Meant, n: int, first: First) -> str:
        """A `Preview` as JSON; '' where the listener was not told yet what the pictures differ from."""
        pictures = []
        for view, picture in first.pictures.items():
            told = self._waves.difference(view, meant.listener.seen(view), picture, n=n + 1)
            if told is None:
                return ""
            pictures.append(told)
        changes = [one.model_dump() for one in changes_told(meant.changes)]
        head = json.dumps({"type": "preview", "n": n, "changes": changes})
        return f'{head[:-1]},"figures":{first.figures.model_dump_json()},"pictures":[{",".join(pictures)}]}}'


def _ahead(
    now: Now, changes: Sequence[Change], before: Glance | None, known: Settled, views: tuple[str, ...]
) -> First | None:
    """The first wave of a state with these changes; None where that would change nothing, or be refused."""
    try:
        plain = tidy(permitted(now.plain, changes)[0])
        # Mappings that differ in their order alone are equal.
        if plain == now.plain and list(flatten(plain)) == list(flatten(now.plain)):
            return None
        reading = read_atlas(plain, before=now.reading)
    except FlowAtlasError:
        return None
    if new_errors(now.reading.findings, reading.findings):
        return None
    return first_wave(now.n + 1, reading.atlas, before, known, views)
