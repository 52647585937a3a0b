"""The kernel: what happens next, over and over, until it is over or Python has to make room.

Tables and what their numbers mean are in `kernel_tables`. The kernel is compiled once for a machine, and again where
any of its sources has changed.
"""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numba
from numba import from_dtype

from flowatlas.simulate import (
    kernel_course,
    kernel_heap,
    kernel_lists,
    kernel_places,
    kernel_tables,
    kernel_times,
    kernel_ways,
    kernel_work,
    keyed,
    plan,
)
from flowatlas.simulate.kernel_course import begin_counting, end_counting, go_on_to
from flowatlas.simulate.kernel_heap import close_hole, push
from flowatlas.simulate.kernel_lists import do_at_once
from flowatlas.simulate.kernel_memory import (
    World,
    cold,
    event_at,
    hot,
    interval_at,
    item_at,
    move_at,
    planned_at,
    pool_at,
    step_at,
    try_at,
)
from flowatlas.simulate.kernel_places import admit
from flowatlas.simulate.kernel_tables import (
    ADMIT,
    APPROACH,
    BACK,
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
    STUCK,
    TURN,
    WAITED,
)
from flowatlas.simulate.kernel_times import over_at
from flowatlas.simulate.kernel_ways import come, come_to, disband, leave_stream, let_in, reach, walk
from flowatlas.simulate.kernel_work import (
    begin_after_set_up,
    come_back,
    ended,
    hands_off,
    let_go,
    let_go_one,
    opened,
    ready,
    start_next,
    turn,
)
from flowatlas.simulate.keyed import drawn, exponential, item_hash
from flowatlas.simulate.plan import AS_GIVEN, AT_RANDOM, EVENLY, NOTHING

NEVER_ENDS = 1e300
"""Seconds until the end of what has none, which is before everything that never happens."""

SOURCES = (
    kernel_course,
    kernel_heap,
    kernel_lists,
    kernel_places,
    kernel_tables,
    kernel_times,
    kernel_ways,
    kernel_work,
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
            if not world.events or not event_at(world, 0).time <= world.until:
                _nothing_more(world)
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


@cold
def _other_event(world: World, kind: int, which: int) -> None:
    if kind == COMES:
        do_at_once(world, COME, 0, world.arrival_batch)
        _next_coming(world)
    elif kind == PLANNED:
        do_at_once(world, COME, 0, planned_at(world, which).count)
        _next_planned(world, which + 1)
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
    for back in range(world.steps):
        which = world.steps - 1 - back
        if step_at(world, which).present:
            do_at_once(world, PRESENT, which, step_at(world, which).present)
    if world.backlog:
        do_at_once(world, COME, 0, world.backlog)
    _next_planned(world, 0)
    _next_coming(world)


@cold
def _next_planned(world: World, which: int) -> None:
    if which < world.planned:
        push(world, planned_at(world, which).moment - world.base, which * 16 + PLANNED)


@cold
def _next_coming(world: World) -> None:
    number = world.arrivals
    world.arrivals += 1
    if world.arrival_kind == AT_RANDOM:
        seconds = world.gap * exponential(drawn(item_hash(world.seed, number), world.arrival_key, 0))
    elif world.arrival_kind == EVENLY:
        seconds = world.gap
    elif world.arrival_kind == AS_GIVEN and number < world.intervals:
        seconds = interval_at(world, number).seconds
    else:
        return
    push(world, over_at(world, 0, world.now, seconds), COMES)


@cold
def _nothing_more(world: World) -> None:
    """Nothing more happens in time; where nothing can happen at all, batches that are not full go on."""
    if world.events == 0 and world.pending:
        which = 0
        while step_at(world, which).gathered == 0:
            which += 1
        let_go(world, which)
    elif world.events == 0 and world.inside:
        world.status = STUCK
    else:
        world.status = DONE
        if world.events and world.until < NEVER_ENDS:
            world.now = world.until


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
def kernel() -> Any:
    """The compiled kernel, or what compiles itself on its first call."""
    # Numba looks at the file of a function alone to tell whether what it kept is still good, and at what the function
    # closes over; hence the hash of the other sources.
    sources = _source_hash()

    def run(world: World, most: int) -> int:
        return advance(world, most) if sources else GOING

    options: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy"}
    try:
        return numba.njit(cache=True, **options)(run)
    except RuntimeError:
        # There is nowhere to keep it.
        return numba.njit(**options)(run)


def signature() -> tuple[Any, ...]:
    """What the kernel is compiled for."""
    return from_dtype(STATE), numba.int64


def is_kept() -> bool:
    """Whether the kernel is compiled, or was kept when it was compiled before."""
    run = kernel()
    if run.overloads:
        return True
    try:
        return run._cache.load_overload(signature(), run.targetctx) is not None  # noqa: SLF001
    except Exception:  # noqa: BLE001
        # Numba promises nothing about its cache; where it has changed, we say that compiling takes a while.
        return False
