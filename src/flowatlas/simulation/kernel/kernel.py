"""The kernel: what happens next, over and over, until it is over or Python has to make room.

Tables and what their numbers mean are in `tables`. The kernel is compiled once for a machine, and again where
any of its sources has changed.
"""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numba
from numba import from_dtype

from flowatlas.simulation import plan
from flowatlas.simulation.kernel import (
    admission,
    arriving,
    batches,
    circles,
    course,
    heap,
    keyed,
    lists,
    memory,
    places,
    tables,
    times,
    ways,
    work,
)
from flowatlas.simulation.kernel.admission import admit
from flowatlas.simulation.kernel.arriving import begin_arriving, come, come_to, comes, ends_jam, let_in, planned_come
from flowatlas.simulation.kernel.batches import let_go_one, ready, turn
from flowatlas.simulation.kernel.circles import change_places_if_blocked
from flowatlas.simulation.kernel.course import begin_counting, end_counting, go_on_to
from flowatlas.simulation.kernel.heap import close_hole
from flowatlas.simulation.kernel.memory import (
    World,
    cold,
    event_at,
    hot,
    item_at,
    move_at,
    pool_at,
    try_at,
)
from flowatlas.simulation.kernel.tables import (
    ADMIT,
    APPROACH,
    BACK,
    CHANGE,
    COME,
    COMES,
    DISBAND,
    DONE,
    ENDED,
    GOING,
    HANDS_OFF,
    LEAVE,
    LEAVES,
    LET_GO,
    LET_IN,
    MORE_ROOM,
    OPENS,
    PLANNED,
    PRESENT,
    REACH,
    SET_UP,
    STATE,
    TURN,
    WAITED,
)
from flowatlas.simulation.kernel.ways import disband, leave_stream, reach, walk
from flowatlas.simulation.kernel.work import (
    begin_after_set_up,
    come_back,
    ended,
    hands_off,
    opened,
    start_next,
)
from flowatlas.simulation.plan import NOTHING

NEVER_ENDS = 1e300
"""Seconds until the end of what has none, which is before everything that never happens."""

OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy"}

SOURCES = (
    admission,
    arriving,
    batches,
    circles,
    course,
    heap,
    lists,
    memory,
    places,
    tables,
    times,
    ways,
    work,
    keyed,
    plan,
)


@hot
def advance(world: World, most: int) -> int:
    """Let things happen, at most so many; tells why it is not going on."""
    if not world.is_begun:
        _begin(world)
    for _ in range(most):
        if world.status != GOING:
            return _end(world)
        if not _has_room(world):
            return MORE_ROOM
        which, kind, to = NOTHING, NOTHING, NOTHING
        if world.moves:
            move = move_at(world, world.moves_begin)
            world.moves_begin = (world.moves_begin + 1) & (world.room_moves - 1)
            world.moves -= 1
            which, kind, to = move.which, move.kind, move.more
            if kind > APPROACH and kind != DISBAND:
                _happen(world, kind, which, to)
                continue
        elif world.tries:
            pool = try_at(world, world.tries_begin).pool
            if not start_next(world, pool):
                pool_at(world, pool).is_tried = 0
                world.tries_begin = (world.tries_begin + 1) % world.room_tries
                world.tries -= 1
            continue
        else:
            close_hole(world)
            if world.events == world.coming and world.inside and ends_jam(world):
                continue
            if not world.events or not event_at(world, 0).time <= world.until:
                world.status = DONE
                if world.events and world.until < NEVER_ENDS:
                    world.now = world.until
                continue
            event = event_at(world, 0)
            world.now = event.time
            world.has_hole = 1
            which, kind = event.what >> 4, event.what & 15
            if world.counts and world.now > world.bucket_end:
                go_on_to(world, world.now)
            if kind == WAITED:
                ready(world, which)
                continue
            if kind != ENDED:
                _other_event(world, kind, which)
                continue
            ended(world, which)
            kind = DISBAND
        if kind == DISBAND:
            to = disband(world, which)
            kind = LEAVE if to < 0 else APPROACH
        walk(world, which, kind, to)
    return GOING


@hot
def _has_room(world: World) -> bool:
    margin = world.margin
    return (
        world.tokens + margin <= world.room_tokens
        and world.events + margin <= world.room_events
        and world.moves + margin <= world.room_moves
        and world.inside < world.room_items
        and world.finished < world.room_finished
        and world.passes < world.room_passes
        and world.work + margin <= world.room_work
    )


@cold
def _happen(world: World, kind: int, which: int, more: int) -> None:
    if kind == REACH:
        reach(world, which, more)
    elif kind == ADMIT:
        admit(world, which)
    elif kind == LET_IN:
        let_in(world)
    elif kind == COME:
        come(world, more)
    elif kind == PRESENT:
        come_to(world, which, more)
    elif kind == LET_GO:
        let_go_one(world, which, more)
    elif kind == CHANGE:
        change_places_if_blocked(world, which)


@cold
def _other_event(world: World, kind: int, which: int) -> None:
    if kind == COMES:
        comes(world)
    elif kind == PLANNED:
        planned_come(world, which)
    elif kind == SET_UP:
        begin_after_set_up(world, which)
    elif kind == HANDS_OFF:
        hands_off(world, which)
    elif kind == BACK:
        come_back(world, which % world.roles, which // world.roles - 1)
    elif kind == TURN:
        turn(world, which)
    elif kind == LEAVES:
        leave_stream(world, which)
    elif kind == OPENS:
        opened(world, which)


@cold
def _begin(world: World) -> None:
    world.is_begun = 1
    if world.warm_up == 0:
        begin_counting(world)
    begin_arriving(world)


@cold
def _end(world: World) -> int:
    end_counting(world)
    for which in range(world.items_used):
        item = item_at(world, which)
        if item.number >= 0:
            world.inside_seconds += world.now - max(item.came, world.start)
    return world.status


def _source_hash() -> int:
    content = b"".join(Path(str(module.__file__)).read_bytes() for module in SOURCES)
    return int.from_bytes(blake2b(content, digest_size=7).digest(), "little")


@cache
def _kept() -> Any:
    """The kernel that is kept once it is compiled; nothing where there is nowhere to keep it."""
    try:
        return numba.njit(cache=True, **OPTIONS)(_run())
    except RuntimeError:
        return None


def _run() -> Any:
    # Numba looks at the file of a function alone to tell whether what it kept is still good, and at what the function
    # closes over; hence the hash of the other sources.
    sources = _source_hash()

    def run(world: World, most: int) -> int:
        return advance(world, most) if sources else GOING

    return run


@cache
def kernel() -> Any:
    """The compiled kernel: kept from before, or compiled now, and kept where that is possible."""
    run = _kept()
    if run is not None:
        try:
            run.compile(signature())
        except Exception:  # noqa: BLE001
            # Whatever is wrong with keeping it (a full disk, a file cut short), it can be compiled without.
            run = None
    if run is None:
        run = numba.njit(**OPTIONS)(_run())
        run.compile(signature())
    return run


def signature() -> tuple[Any, ...]:
    """What the kernel is compiled for."""
    return from_dtype(STATE), numba.int64


def is_kept() -> bool:
    """Whether the kernel is compiled, or was kept when it was compiled before."""
    if kernel.cache_info().currsize:
        return True
    run = _kept()
    try:
        return run is not None and run._cache.load_overload(signature(), run.targetctx) is not None  # noqa: SLF001
    except Exception:  # noqa: BLE001
        # Numba promises nothing about its cache; where it has changed, we say that compiling takes a while.
        return False
