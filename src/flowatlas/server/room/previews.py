"""Previews: what changes would show, worked out before they are made, for whoever may make them next.

A browser hands over what the server answers to a key only after the frame that follows the key, however quick the
answer is. So the answer is there before the key: figures and pictures of the state with the typed value in it, with
the dragged step where it hangs, without the step that is chosen, or with the last change taken back. Nothing is stored,
numbered or told to others by it.
"""

import asyncio
import json
from collections import deque
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import Literal, NamedTuple, Protocol

from flowatlas.metrics.glance import Glance
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Change, apply, flatten
from flowatlas.server.entry.access import allows
from flowatlas.server.processes.jobs import Settled
from flowatlas.server.processes.workers import Workers
from flowatlas.server.room.listener import Listener
from flowatlas.server.room.now import Now
from flowatlas.server.room.waves import First, Waves, first_wave
from flowatlas.server.wire.convert import changes_told
from flowatlas.store.editing import Editing, Verb
from flowatlas.store.permitted import permitted
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.undoing import new_errors

PAUSE = 0.04
"""Seconds without anything else after which somebody may be about to do what they can do next."""

LIKELIEST = ("undo", "edit", "redo")
"""What somebody does next sooner than what stands behind it."""


class Shown(Protocol):
    """A room, as far as previews depend on it."""

    editing: Editing
    listeners: list[Listener]

    def newest(self) -> tuple[Now, "asyncio.Future[bool] | None"]:
        """The state after all that was made; where it is not durable yet, with what says whether it became that."""


class _Meant(NamedTuple):
    """What somebody may do next; the changes of undo and redo are found when they are looked at."""

    listener: Listener
    verb: Literal["edit"] | Verb
    changes: Sequence[Change] = ()


class Previews:
    """The previews of a room: of what somebody may do who began something last, for as long as nothing changes."""

    def __init__(self, room: Shown, waves: Waves, workers: Workers) -> None:
        self._room = room
        self._waves = waves
        self._workers = workers
        self._meant: list[_Meant] = []
        self._left: deque[_Meant] = deque()
        self._looked_at: list[_Meant] = []
        self._wanted = asyncio.Event()
        self._begun_at = 0.0

    def foresee(self, listener: Listener, edits: Iterable[Sequence[Change]], verbs: Iterable[Verb] = ()) -> None:
        """Somebody may do one of these next, the likeliest first; what was meant before is not looked at any more.

        What was looked at already, and would come out the same, is not looked at again.
        """
        self._meant = []
        if allows(listener.right, "edit"):
            meant = [_Meant(listener, "edit", changes) for changes in edits]
            meant += [_Meant(listener, verb) for verb in verbs]
            self._meant = sorted(meant, key=lambda one: LIKELIEST.index(one.verb))
        self._begin()

    def drop(self) -> None:
        """Something changes, so that all would come out differently."""
        self._meant, self._left, self._looked_at = [], deque(), []

    def renew(self) -> None:
        """What a preview starts from was drawn anew, or is looked at anew."""
        self._looked_at = []
        self._begin()

    def _begin(self) -> None:
        """Look at all that is meant, from the first on, after a pause."""
        self._left = deque(self._meant)
        self._begun_at = monotonic()
        self._wanted.set()

    async def run(self) -> None:
        """Look ahead whenever somebody pauses, again and again."""
        while True:
            await self._wanted.wait()
            rest = self._begun_at + PAUSE - monotonic()
            if rest > 0:
                await asyncio.sleep(rest)
                continue
            self._wanted.clear()
            left = self._left
            while left and left is self._left:
                began, meant = monotonic(), left.popleft()
                if meant not in self._looked_at:
                    await self._look(meant)
                # Each who is here has a share of the processor, and this is for one of them.
                await asyncio.sleep((monotonic() - began) * (len(self._room.listeners) - 1))

    async def _look(self, meant: _Meant) -> None:
        """Show somebody what they may do, unless there is more urgent work, or something else comes meanwhile."""
        (now, kept), basis = self._room.newest(), self._waves.basis()
        if kept is not None or basis is None or basis.known.n != now.n or meant.listener not in self._room.listeners:
            return
        looked_at = self._looked_at
        changes = self._changes(meant)
        views = tuple(meant.listener.views)
        first = await self._workers.draw(_ahead, now, meant.verb, changes, basis.glance, basis.known, views)
        if first is None or looked_at is not self._looked_at:
            return
        message = self._message(meant, changes, now.n, first)
        if message:
            looked_at.append(meant)
            meant.listener.show_ahead(message)

    def _changes(self, meant: _Meant) -> Sequence[Change]:
        if meant.verb == "edit":
            return meant.changes
        return self._room.editing.taken_back_by(meant.verb, session=meant.listener.session)

    def _message(self, meant: _Meant, changes: Sequence[Change], n: int, first: First) -> str:
        """A `Preview` as JSON; '' where the listener was not told yet what the pictures differ from."""
        pictures = []
        for view, picture in first.pictures.items():
            told = self._waves.difference(view, meant.listener.seen(view), picture, n=n + 1)
            if told is None:
                return ""
            pictures.append(told)
        told_changes = [one.model_dump() for one in changes_told(changes)]
        head = json.dumps({"type": "preview", "n": n, "verb": meant.verb, "changes": told_changes})
        return f'{head[:-1]},"figures":{first.figures.model_dump_json()},"pictures":[{",".join(pictures)}]}}'


def _ahead(
    now: Now,
    verb: Literal["edit"] | Verb,
    changes: Sequence[Change],
    before: Glance | None,
    known: Settled,
    views: tuple[str, ...],
) -> First | None:
    """The first wave of a state with these changes; None where that would change nothing, or be refused."""
    try:
        plain = tidy(permitted(now.plain, changes)[0]) if verb == "edit" else apply(now.plain, changes)
        # Mappings that differ in their order alone are equal.
        if plain == now.plain and list(flatten(plain)) == list(flatten(now.plain)):
            return None
        reading = read_atlas(plain, before=now.reading)
    except FlowAtlasError:
        return None
    if new_errors(now.reading.findings, reading.findings):
        return None
    return first_wave(now.n + 1, reading.atlas, before, known, views)
