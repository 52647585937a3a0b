"""Previews: what a change would show, worked out while it is still being typed, for whoever types it and nobody else.

A browser hands over what the server answers to a key only after the frame that follows the key, however quick the
answer is. So the answer is there before the key: figures and pictures of the state with the typed value in it. Nothing
is stored, numbered or told to others by it.
"""

import asyncio
import json
from typing import Any, NamedTuple, Protocol

from flowatlas.metrics.glance import Glance
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Change
from flowatlas.server.access import allows
from flowatlas.server.jobs import Settled
from flowatlas.server.listener import Listener
from flowatlas.server.now import Now
from flowatlas.server.protocol.told import Understood
from flowatlas.server.waves import First, Waves, first_wave
from flowatlas.server.workers import Workers
from flowatlas.store.permitted import permitted
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.undoing import new_errors

PAUSE = 0.04
"""Seconds without a key after which somebody may be about to confirm what stands there."""


class Shown(Protocol):
    """A room, as far as previews depend on it."""

    listeners: list[Listener]

    def newest(self) -> tuple[Now, "asyncio.Future[bool] | None"]:
        """The state after all that was made; where it is not durable yet, with what says whether it became that."""


class _Typed(NamedTuple):
    """A value that stands in a field, and who typed it."""

    listener: Listener
    path: str
    value: Any


class Previews:
    """The preview of a room: of what was typed last, for as long as nothing changes."""

    def __init__(self, room: Shown, waves: Waves, workers: Workers) -> None:
        self._room = room
        self._waves = waves
        self._workers = workers
        self._typed: _Typed | None = None
        self._wanted = asyncio.Event()

    def typed(self, listener: Listener, path: str, understood: Understood) -> None:
        """Somebody typed a value; what was typed before it is not looked at any more."""
        self._typed = None
        if not understood.error and allows(listener.right, "edit"):
            self._typed = _Typed(listener, path, understood.value)
            self._wanted.set()

    def drop(self) -> None:
        """Something changes, so that all would come out differently."""
        self._typed = None

    def renew(self) -> None:
        """What a preview starts from was drawn anew."""
        if self._typed is not None:
            self._wanted.set()

    async def run(self) -> None:
        """Look ahead whenever somebody pauses, again and again."""
        while True:
            await self._wanted.wait()
            typed = self._typed
            await asyncio.sleep(PAUSE)
            if typed is self._typed:
                self._wanted.clear()
                if typed is not None:
                    await self._look(typed)

    async def _look(self, typed: _Typed) -> None:
        """Show somebody what they typed, unless there is more urgent work, or something else comes meanwhile."""
        (now, kept), basis = self._room.newest(), self._waves.basis()
        if kept is not None or basis is None or basis.known.n != now.n or typed.listener not in self._room.listeners:
            return
        views = tuple(typed.listener.views)
        first = await self._workers.draw(_ahead, now, typed.path, typed.value, basis.glance, basis.known, views)
        if first is not None and typed is self._typed:
            message = self._message(typed, now.n, first)
            if message:
                typed.listener.show_ahead(message)

    def _message(self, typed: _Typed, n: int, first: First) -> str:
        """A `Preview` as JSON; '' where the listener was not told yet what the pictures differ from."""
        pictures = []
        for view, picture in first.pictures.items():
            told = self._waves.difference(view, typed.listener.seen(view), picture, n=n + 1)
            if told is None:
                return ""
            pictures.append(told)
        head = json.dumps({"type": "preview", "n": n, "path": typed.path, "value": typed.value})
        return f'{head[:-1]},"figures":{first.figures.model_dump_json()},"pictures":[{",".join(pictures)}]}}'


def _ahead(
    now: Now, path: str, value: Any, before: Glance | None, known: Settled, views: tuple[str, ...]
) -> First | None:
    """The first wave of a state with one value changed; None where that would change nothing, or be refused."""
    try:
        plain = tidy(permitted(now.plain, [Change(path, value)])[0])
        if plain == now.plain:
            return None
        reading = read_atlas(plain, before=now.reading)
    except FlowAtlasError:
        return None
    if new_errors(now.reading.findings, reading.findings):
        return None
    return first_wave(now.n + 1, reading.atlas, before, known, views)
