"""The kernel: what happens next, over and over, until it is over or Python has to make room.

Tables and what their numbers mean are in `tables`.
"""

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
    NEVER_ENDS,
    OPENS,
    PLANNED,
    PRESENT,
    REACH,
    SET_UP,
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


@hot
def advance(world: World, most: int) -> int:
    """Let things happen, at most so many; tells why it is not going on."""
    if not world.is_begun:
        _begin(world)
    for _ in range(most):
        if world.status != GOING:
            return end_counting(world)
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
