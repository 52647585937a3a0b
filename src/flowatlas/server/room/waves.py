"""Figures and pictures of a room, in two waves: what is exact at once, what doubt makes of it a moment later.

Both waves run again and again for whatever is newest, so that many changes in a row cost one look and nobody waits.
"""

import asyncio
import gc
from collections.abc import Collection
from contextlib import suppress
from itertools import count
from time import monotonic, thread_time
from typing import NamedTuple, Protocol

from flowatlas.exporters.asked import ASKED
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.glance import Glance, glance
from flowatlas.model.atlas import Atlas
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import join
from flowatlas.model.picture import Derived, Picture
from flowatlas.server.limits import LONGEST_DOUBT
from flowatlas.server.processes.jobs import LABELS, Settled, settled
from flowatlas.server.processes.worker import WorkerLostError
from flowatlas.server.processes.workers import Workers
from flowatlas.server.protocol.figured import Figures
from flowatlas.server.protocol.told import Notice, ViewOf
from flowatlas.server.room.listener import Listener
from flowatlas.server.room.now import Now
from flowatlas.server.wire.figures import at_once
from flowatlas.server.wire.sheet import Sheet
from flowatlas.views.view import views_of

MOST_AT_ONCE = 40
"""Steps of a map up to which the first picture waits for its answers, a moment; larger ones are shown without first."""

MANY, STILL, LONGEST_STORM = 8, 0.2, 3.0
"""Changes since the doubt was looked at last that are many, and the seconds without one that it waits for then."""

LONGEST_AHEAD = 0.06
"""Seconds of a processor that the first wave of a large map may take for one to be worked out that nobody may need."""

PAINTING = 0.025
"""Seconds in which the page paints the first wave, before the second one takes the processor from it."""

GARBAGE_AFTER = 5
"""Looks at doubt after which garbage is searched: few objects, which hold the draws of whole maps, refer in circles."""


class Shown(Protocol):
    """A room, as far as it is looked at."""

    key: str
    now: Now
    views: list[ViewOf]
    listeners: list[Listener]
    lead_times: dict[int, str]

    def newest(self) -> tuple[Now, "asyncio.Future[bool] | None"]:
        """The state after all that was made; where it is not durable yet, with what says whether it became that."""

    def refresh(self) -> None:
        """Have everybody look whether there is anything newer to show."""

    def notice(self, notice: Notice) -> None:
        """Tell everybody that something happened to the atlas."""


class First(NamedTuple):
    """What the first wave found, and the seconds of a processor that it took."""

    glance: Glance
    figures: Figures
    pictures: dict[str, Picture]
    took: float


class Basis(NamedTuple):
    """What a look ahead starts from: the last glance, and what doubt says of the state."""

    glance: Glance | None
    known: Settled


class Waves:
    """What a room shows to those who look."""

    def __init__(self, room: Shown, workers: Workers) -> None:
        self._room = room
        self._workers = workers
        self._wanted = asyncio.Event()
        self._doubt_wanted = asyncio.Event()
        self._glance: Glance | None = None
        self._settled: Settled | None = None
        self._sheets: dict[str, Sheet] = {}
        self._figures: tuple[int, str] | None = None
        self._n = -1
        self._revision = 0
        self._took = 0.0
        self._looks = count(1)

    def wake(self) -> None:
        """There is something new to show."""
        if self._room.listeners:
            self._wanted.set()

    def look(self) -> None:
        """Somebody begins to look, or looks at other views: what nobody has seen of this state is worked out."""
        n = self._room.newest()[0].n
        if n != self._n or any(view not in self._sheets or self._sheets[view].n != n for view in self._views()):
            self.wake()

    def figures_after(self, revision: int) -> tuple[int, str] | None:
        """The figures, with their revision, where they are newer than this one."""
        return self._figures if self._figures is not None and self._figures[0] > revision else None

    def picture_after(self, view: str, revision: int) -> tuple[int, str] | None:
        """A view's picture, with its revision, where it is newer: what differs, or the whole of it."""
        sheet = self._sheets.get(view)
        return None if sheet is None or sheet.revision <= revision else (sheet.revision, sheet.message(revision))

    def basis(self) -> Basis | None:
        """What a look ahead may start from; None while there is other work, or where it would take too long."""
        known = self._settled
        is_busy = self._wanted.is_set() or self._doubt_wanted.is_set()
        if known is None or is_busy or (self._took > LONGEST_AHEAD and self._is_large):
            return None
        return Basis(self._glance, known)

    def difference(self, view: str, revision: int, picture: Picture, *, n: int) -> str | None:
        """A picture that is none of the room's yet, as it differs from the newest; None for who has not seen that."""
        sheet = self._sheets.get(view)
        if sheet is None or sheet.revision != revision:
            return None
        return Sheet(revision + 1, picture, sheet, n=n, view=view, is_settled=False).message(revision)

    async def run_at_once(self) -> None:
        """The first wave: exact sums, and pictures in which everything has its place."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            started = monotonic()
            (now, kept), views = self._room.newest(), self._views()
            known = self._settled
            first = await self._workers.draw(first_wave, now.n, now.reading.atlas, self._glance, known, views)
            self._glance, self._took = first.glance, first.took
            # The disk writes meanwhile; nobody sees what it has not.
            if kept is not None and not await asyncio.shield(kept):
                self._wanted.set()
                continue
            # A view that nobody looked at when the doubt was may need figures that nobody has worked out.
            is_current = known is not None and known.n == now.n
            looked_into = known.pictures if known is not None and is_current else {}
            self._show(now.n, first.figures, first.pictures, settled=looked_into)
            if not is_current or any(view not in looked_into for view in views):
                self._doubt_wanted.set()
            # Under many changes half of the time is left to them.
            await asyncio.sleep(monotonic() - started)

    async def run_doubt(self) -> None:
        """The second wave: everything, once all doubt is looked at."""
        while True:
            await self._doubt_wanted.wait()
            if self._settled is not None:
                await asyncio.sleep(PAINTING)
                await self._calm(self._settled.n)
            self._doubt_wanted.clear()
            now = self._room.now
            try:
                self._settled = found = await self._workers.figures.run(
                    settled, self._room.key, now.n, now.plain, self._views(), longest=LONGEST_DOUBT
                )
            except FlowAtlasError as error:
                self._room.notice(Notice(severity="error", message=f"the figures could not be worked out: {error}"))
                continue
            self._room.lead_times[found.n] = found.lead_time
            if found.n == self._room.now.n:
                self._show(found.n, found.figures, found.pictures, settled=found.pictures)
            else:
                self._wanted.set()
            if next(self._looks) % GARBAGE_AFTER == 0:
                # Everybody has seen what there is by now.
                with suppress(WorkerLostError):
                    await self._workers.figures.run(gc.collect)

    async def _calm(self, n: int) -> None:
        """Let many changes pass, for a while: to look at the doubt of each would take a processor for itself."""
        until, seen = monotonic() + LONGEST_STORM, 0
        while self._room.now.n - n > MANY and self._room.now.n != seen and monotonic() < until:
            seen = self._room.now.n
            await asyncio.sleep(STILL)

    @property
    def _is_large(self) -> bool:
        stream = self._room.now.reading.atlas.map(ValueStreamMap)
        return stream is not None and len(stream.steps) > MOST_AT_ONCE

    def _views(self) -> tuple[str, ...]:
        """Every view that there is, that somebody looks at, and that follows each change."""
        looked_at = (view for listener in self._room.listeners for view in listener.views)
        there = {view.name for view in self._room.views} - ASKED.keys()
        return tuple(dict.fromkeys(view for view in looked_at if view in there))

    def _show(self, n: int, figures: Figures, pictures: dict[str, Picture], *, settled: Collection[str]) -> None:
        """Have figures and pictures sent; ``settled`` are the views that show all doubt."""
        self._n = n
        self._revision += 1
        told = figures.model_dump_json()
        if self._figures is None or told != self._figures[1]:
            self._figures = self._revision, told
        looked_at = self._views()
        self._sheets = {view: sheet for view, sheet in self._sheets.items() if view in looked_at}
        for view, picture in pictures.items():
            before, is_settled = self._sheets.get(view), view in settled
            if before is not None and before.is_of(n, picture, is_settled=is_settled):
                continue
            self._sheets[view] = Sheet(self._revision, picture, before, n=n, view=view, is_settled=is_settled)
        self._room.refresh()


def first_wave(n: int, atlas: Atlas, before: Glance | None, known: Settled | None, views: tuple[str, ...]) -> First:
    """The first wave of a state; what doubt said of an earlier one stands until the second wave."""
    started = thread_time()
    seen = glance(atlas, before)
    figures = at_once(n, atlas, seen, known and known.figures, labels=LABELS)
    if known is not None and known.n == n:
        figures = known.figures
    stream = atlas.map_or_blank(ValueStreamMap)
    drawn = {}
    if known is not None or len(stream.steps) > MOST_AT_ONCE:
        drawable = _drawable(known and known.derived, seen, stream)
        drawn = {one.name: one.compose(atlas, drawable) for one in views_of(atlas) if one.name in views}
    return First(seen, figures, drawn, thread_time() - started)


def _drawable(known: Derived | None, seen: Glance, stream: ValueStreamMap) -> Derived:
    """What was known, with a place for every step that is new; all places anew where nothing is in doubt.

    Of a map that nobody has looked at yet nothing but its places.
    """
    if known is None:
        return Derived(spans=seen.spans, lead=seen.lead, calendar=seen.samples.center.calendar.text)
    if seen.is_exact:
        return known._replace(spans=seen.spans, lead=seen.lead)
    if all(f"steps/{join(step_id)}/process_time" in known.spans for step_id in stream.steps):
        return known
    return known._replace(spans={**seen.spans, **known.spans})
