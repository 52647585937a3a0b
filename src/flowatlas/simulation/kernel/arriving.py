"""Arrivals: when items come, what each of them is, and where it comes in."""

from flowatlas.simulation.kernel.batches import let_what_is_there_go
from flowatlas.simulation.kernel.course import inside
from flowatlas.simulation.kernel.heap import push
from flowatlas.simulation.kernel.keyed import drawn, exponential, item_hash, uniform
from flowatlas.simulation.kernel.lists import append, do_at_once, outside_of, take_first, token_for
from flowatlas.simulation.kernel.memory import (
    World,
    class_at,
    cold,
    fork_way_at,
    hot,
    interval_at,
    item_at,
    list_at,
    member_at,
    met_at,
    planned_at,
    scratch_at,
    step_at,
    step_way_at,
    token_at,
    visit_at,
    way_at,
)
from flowatlas.simulation.kernel.tables import (
    APPROACH,
    COME,
    COMES,
    ENTER,
    JOINING,
    LET_IN,
    OUTSIDE,
    OVERRUN,
    PLANNED,
    PRESENT,
    STUCK,
)
from flowatlas.simulation.kernel.times import over_at
from flowatlas.simulation.plan import AS_GIVEN, AT_RANDOM, EVENLY, NOTHING

IN_VAIN = 10
"""After how many arrivals that moved nothing it is taken that none ever will."""


@cold
def begin_arriving(world: World) -> None:
    """Those who are there at the start come, and the first of the others is awaited."""
    for back in range(world.steps):
        which = world.steps - 1 - back
        if step_at(world, which).present:
            do_at_once(world, PRESENT, which, step_at(world, which).present)
    if world.backlog:
        do_at_once(world, COME, 0, world.backlog)
    _await_planned(world, 0)
    _await_next(world)


@cold
def comes(world: World) -> None:
    """Items come, and the next ones are awaited."""
    do_at_once(world, COME, 0, world.arrival_batch)
    world.coming -= 1
    _await_next(world)


@cold
def planned_come(world: World, which: int) -> None:
    """Items come as planned, and the next ones are awaited."""
    do_at_once(world, COME, 0, planned_at(world, which).count)
    world.coming -= 1
    _await_planned(world, which + 1)


@cold
def _await_planned(world: World, which: int) -> None:
    if which < world.planned:
        world.coming += 1
        push(world, planned_at(world, which).moment - world.base, which * 16 + PLANNED)


@cold
def _await_next(world: World) -> None:
    seconds = seconds_to_next(world)
    if seconds >= 0:
        world.coming += 1
        push(world, over_at(world, 0, world.now, seconds), COMES)


@hot
def seconds_to_next(world: World) -> float:
    """How long after the last ones the next items come; below 0 where none do."""
    number = world.arrivals
    world.arrivals += 1
    if world.arrival_kind == AT_RANDOM:
        return world.gap * exponential(drawn(item_hash(world.seed, number), world.arrival_key, 0))
    if world.arrival_kind == EVENLY:
        return world.gap
    if world.arrival_kind == AS_GIVEN and number < world.intervals:
        return interval_at(world, number).seconds
    return -1.0


@cold
def ends_jam(world: World) -> bool:
    """Everything inside waits: let batches that are not full go on, or tell that it is stuck.

    False where somebody who comes may help.
    """
    if world.coming and not (world.limit and world.within >= world.limit) and not _is_in_vain(world):
        return False
    world.in_vain = 0
    if world.pending:
        let_what_is_there_go(world)
    else:
        world.status = STUCK
    return True


@cold
def _is_in_vain(world: World) -> bool:
    """Whether many who came have moved nothing, so that others will not, either."""
    placed = 0
    for which in range(world.steps):
        placed += step_at(world, which).here
    if world.seen_gone != world.gone or world.seen_placed != placed or world.seen_pending != world.pending:
        world.seen_gone, world.seen_placed, world.seen_pending = world.gone, placed, world.pending
        world.in_vain = 0
    world.in_vain += 1
    return world.in_vain > IN_VAIN


@cold
def come(world: World, count: int) -> None:
    """So many items come to the stream, one after the other."""
    number = new_item(world, 0)
    if count > 1:
        do_at_once(world, COME, 0, count - 1)
    _let_in_or_wait(world, number)


@cold
def _let_in_or_wait(world: World, number: int) -> None:
    if world.limit and (world.waiting_outside or world.within >= world.limit):
        token_at(world, number).phase = OUTSIDE
        world.waiting_outside += 1
        append(world, outside_of(world, item_at(world, token_at(world, number).item).rank), number)
        return
    _let_in(world, number)


@cold
def _let_in(world: World, number: int) -> None:
    """An item comes into the stream, at its beginning or in the gap where it is at the start."""
    token = token_at(world, number)
    world.within += 1
    if token.step >= 0:
        do_at_once(world, APPROACH, number, token.step)
    else:
        do_at_once(world, ENTER, number, 0)


@cold
def let_in(world: World) -> None:
    """Items that wait outside of the stream come in while there is room."""
    if world.waiting_outside and world.within < world.limit:
        rank = 0
        while list_at(world, outside_of(world, rank)).count == 0:
            rank += 1
        world.waiting_outside -= 1
        _let_in(world, take_first(world, outside_of(world, rank)))
        do_at_once(world, LET_IN, 0, 0)


@cold
def come_to(world: World, which: int, count: int) -> None:
    """Items that are in the gap of a step at the start, each alone on its branch where the step is in one."""
    number = new_item(world, step_way_at(world, which).number)
    token_at(world, number).step = which
    token_at(world, number).node = step_at(world, which).node
    if count > 1:
        do_at_once(world, PRESENT, which, count - 1)
    _let_in_or_wait(world, number)


@cold
def new_item(world: World, way: int) -> int:
    """A new item; gives its token. On a branch, those who wait for it at the joins are made as well."""
    which = world.free_item
    if which >= 0:
        world.free_item = item_at(world, which).next
    else:
        which = world.items_used
        world.items_used += 1
    item = item_at(world, which)
    item.number, item.came, item.active, item.at_work = world.known, world.now, 0.0, 0
    item.hash = item_hash(world.seed, world.known)
    item.kind = _kind(world, item.hash) if world.classes > 1 else 0
    item.rank = class_at(world, item.kind).rank
    world.known += 1
    for node in range(which * world.nodes, (which + 1) * world.nodes):
        visit_at(world, node).count = 0
    if world.has_tangles:
        for way_number in range(which * world.ways, (which + 1) * world.ways):
            met_at(world, way_number).count = 0
    for group in range(which * world.groups, (which + 1) * world.groups):
        member_at(world, group).count = 0
    inside(world, 1)
    if world.counts:
        world.came += 1
    if world.inside > world.most_inside:
        world.status = OVERRUN
    return _token_on(world, which, way)


@cold
def _kind(world: World, who: int) -> int:
    place, last = uniform(drawn(who, world.class_key, 0)), world.classes - 1
    for kind in range(last):
        if place < class_at(world, kind).reached:
            return kind
    return last


@cold
def _token_on(world: World, which: int, way: int) -> int:
    depth, here = 0, way
    while here != 0:
        scratch_at(world, depth).found = here
        depth += 1
        here = fork_way_at(world, here).number
    parent = token_for(world, which, 0, NOTHING)
    token_at(world, parent).step = NOTHING
    for level in range(depth):
        here = scratch_at(world, depth - 1 - level).found
        token = token_at(world, parent)
        token.node, token.phase, token.pending, token.unplaced, token.is_lone = (
            way_at(world, here).fork,
            JOINING,
            1,
            0,
            1,
        )
        parent = token_for(world, which, here, parent)
    token_at(world, parent).step = NOTHING
    return parent
