"""Ways: where items come, go next, part, meet and leave."""

from flowatlas.simulation.kernel.admission import approach
from flowatlas.simulation.kernel.course import begin_counting, inside, waiting
from flowatlas.simulation.kernel.heap import push
from flowatlas.simulation.kernel.keyed import drawn, uniform
from flowatlas.simulation.kernel.lists import do_at_once, drop, token_for
from flowatlas.simulation.kernel.memory import (
    World,
    back_at,
    branch_at,
    choice_at,
    cold,
    course_at,
    finished_at,
    hot,
    item_at,
    met_at,
    node_at,
    onward_at,
    pass_at,
    step_at,
    token_at,
    visit_at,
    way_at,
)
from flowatlas.simulation.kernel.places import leave_way
from flowatlas.simulation.kernel.tables import (
    APPROACH,
    DISBAND,
    DONE,
    ENTER,
    JOINING,
    LEAVES,
    LEAVING,
    LET_IN,
    REACH,
    Table,
)
from flowatlas.simulation.kernel.times import over_at, rare_time_of, worked
from flowatlas.simulation.plan import CHOICE, FORK, GO, NOTHING

VISIT = (1 << 32) - 1
TAKEN, FROM_FORK = 1, 2


@hot
def walk(world: World, number: int, kind: int, to: int) -> None:
    """A token enters the node that it is at, or leaves it, and goes on until it comes to a step or is held up."""
    if kind != APPROACH:
        to = _walk(world, number, kind)
    if to >= 0:
        approach(world, number, to)


@hot
def _walk(world: World, number: int, kind: int) -> int:
    token = token_at(world, number)
    while True:
        if kind == ENTER:
            if token.node == way_at(world, token.way).end:
                _end_way(world, number)
                return NOTHING
            visit = visit_at(world, (token.item) * world.nodes + token.node).count
            visit_at(world, (token.item) * world.nodes + token.node).count = visit + 1
            node = node_at(world, token.node)
            if node.step >= 0:
                share = step_at(world, node.step).share
                if (
                    share >= 1.0
                    or uniform(drawn(item_at(world, token.item).hash, node.share_key, visit & VISIT)) < share
                ):
                    return node.step
        kind = ENTER
        node = node_at(world, token.node)
        if node.leave == GO and way_at(world, token.way).end >= 0:
            token.node = node.onward
        elif not _onward(world, number):
            return NOTHING


@cold
def _onward(world: World, number: int) -> bool:
    """Leave a node where ways part, or which is a way by itself."""
    token = token_at(world, number)
    node = node_at(world, token.node)
    if way_at(world, token.way).end < 0:
        _end_way(world, number)
        return False
    if node.leave == CHOICE:
        visits = visit_at(world, token.item * world.nodes + token.node).count
        token.node = choice_of(world, token.item, token.node, (visits & VISIT) + (visits >> 32))
        return True
    if node.leave == FORK:
        _fork(world, number)
        return False
    token.node = node.onward
    return True


@cold
def choice_of(world: World, item: int, number: int, visit: int) -> int:
    """The node that an item goes on to from one where ways part, on a visit of it."""
    node = node_at(world, number)
    place = uniform(drawn(item_at(world, item).hash, node.choice_key, visit))
    for option in range(node.choice_begin, node.choice_end):
        if place < choice_at(world, option).reached:
            return choice_at(world, option).to
    return node.onward


@cold
def _fork(world: World, number: int) -> None:
    token = token_at(world, number)
    node = node_at(world, token.node)
    token.phase, token.pending, token.unplaced, token.held_up, token.is_lone = JOINING, node.arms, 0, 0, 0
    for place in range(node.choice_begin, node.choice_end):
        way = branch_at(world, place).number
        if way_at(world, way).needs <= 1:
            token.unplaced += 1
        do_at_once(world, REACH, number, way * 4 + TAKEN + FROM_FORK)
    if token.place >= 0:
        waiting(world, token.place, 1)
    for way in range(node.parting_begin, node.parting_end):
        if way_at(world, way).to_is_choice and way_at(world, way).fork == token.node:
            _tell_not_taken(world, number, way)


@cold
def _tell_not_taken(world: World, parent: int, number: int) -> None:
    """Tell at once which ways from a choice in a tangle an item does not take, so that nothing waits for that.

    They are told where the item does not come to the choice, too; the one that is left hears of that in its turn.
    """
    way = way_at(world, number)
    target = _target(world, token_at(world, parent).item, way, 1)
    for place in range(way.to_begin, way.to_end):
        to = onward_at(world, place).number
        if to != target:
            _pass_on(world, parent, to, 0)


@cold
def _target(world: World, item: int, way: Table, more: int) -> int:
    """The way, or the join, that a choice in a tangle leads to, when the item has been there, or comes (more is 1)."""
    visits = visit_at(world, item * world.nodes + way.start).count
    chosen = choice_of(world, item, way.start, (visits & VISIT) + more)
    for place in range(way.to_begin, way.to_end):
        to = onward_at(world, place).number
        if to >= 0 and way_at(world, to).start == chosen:
            return to
    return NOTHING


@cold
def reach(world: World, parent: int, what: int) -> None:
    """One of those who must come before a way is begun has come, with the item or without."""
    way_number, is_taken, is_from_fork = what >> 2, what & TAKEN, what & FROM_FORK
    way = way_at(world, way_number)
    if way.needs > 1:
        item = token_at(world, parent).item
        met = met_at(world, (item) * world.ways + way_number).count + 1 + (is_taken << 32)
        is_all = (met & VISIT) >= way.needs
        met_at(world, (item) * world.ways + way_number).count = 0 if is_all else met
        if not is_all:
            return
        is_taken, is_from_fork = 1 if met >> 32 else 0, 0
    if is_taken:
        token = token_for(world, token_at(world, parent).item, way_number, parent)
        token_at(world, token).holds = 1 if is_from_fork else 0
        do_at_once(world, ENTER, token, 0)
    else:
        target = _target(world, token_at(world, parent).item, way, 1) if way.to_is_choice else NOTHING
        for place in range(way.to_begin, way.to_end):
            to = onward_at(world, place).number
            if to == target or not way.to_is_choice:
                _pass_on(world, parent, to, 0)


@cold
def _pass_on(world: World, parent: int, way: int, is_taken: int) -> None:
    if way >= 0:
        do_at_once(world, REACH, parent, way * 4 + is_taken)
        return
    token = token_at(world, parent)
    token.pending -= 1
    if token.pending == 0:
        token.node = node_at(world, token.node).onward
        do_at_once(world, ENTER, parent, 0)


@cold
def _end_way(world: World, number: int) -> None:
    token = token_at(world, number)
    way = way_at(world, token.way)
    parent = token.parent
    if parent < 0:
        leave_way(world, number)
        seconds = rare_time_of(world, world.final_begin, world.final_end, token.item, 0)
        if seconds > 0:
            token.phase = LEAVING
            push(world, over_at(world, 0, world.now, seconds), number * 16 + LEAVES)
        else:
            leave_stream(world, number)
        return
    leave_way(world, number)
    if token_at(world, parent).is_lone:
        _pass_on(world, parent, NOTHING, 1)
    else:
        target = _target(world, token.item, way, 0) if way.to_is_choice else NOTHING
        for place in range(way.to_begin, way.to_end):
            to = onward_at(world, place).number
            if to == target or not way.to_is_choice:
                _pass_on(world, parent, to, TAKEN)
    drop(world, number)


@cold
def leave_stream(world: World, number: int) -> None:
    """An item is with the customer."""
    token = token_at(world, number)
    item = item_at(world, token.item)
    now = world.now
    inside(world, -1)
    world.within -= 1
    world.gone += 1
    if item.number < world.first:
        world.first_gone += 1
    if world.counts:
        world.left += 1
        world.lead_seconds += now - item.came
        world.inside_seconds += now - max(item.came, world.start)
        course_at(world, world.bucket * world.columns + 1).seconds += 1
        if world.keeps_items:
            _note(world, token.item)
    elif world.gone >= world.warm_up:
        begin_counting(world)
    item.next = world.free_item
    item.number = NOTHING
    world.free_item = token.item
    drop(world, number)
    if world.limit:
        do_at_once(world, LET_IN, 0, 0)
    if world.counts and (world.left == world.most_left or world.first_gone == world.first > 0):
        world.status = DONE


@cold
def _note(world: World, which: int) -> None:
    item = item_at(world, which)
    row = finished_at(world, world.finished)
    row.item, row.kind, row.active, row.lead = item.number, item.kind, item.active, world.now - item.came
    row.came, row.left = world.base + item.came, world.base + world.now
    world.finished += 1


@hot
def disband(world: World, number: int) -> int:
    """A pass is over, and after it that of the next one of its batch; gives the step that it goes back to, if any."""
    token = token_at(world, number)
    step = step_at(world, token.step)
    _count_pass(world, number)
    if token.mate >= 0:
        do_at_once(world, DISBAND, token.mate, 0)
        token.mate, token.size = NOTHING, 1
    if step.back_begin < step.back_end:
        place = uniform(drawn(item_at(world, token.item).hash, step.back_key, token.visit))
        for back in range(step.back_begin, step.back_end):
            if place < back_at(world, back).reached:
                token.is_back = back
                token.node = step_at(world, back_at(world, back).to).node
                return back_at(world, back).to
    return NOTHING


@hot
def _count_pass(world: World, number: int) -> None:
    token = token_at(world, number)
    item = item_at(world, token.item)
    item.at_work -= 1
    if item.at_work == 0:
        item.active += token.worked if item.is_alone else worked(world, 0, item.since, world.now)
    if world.counts:
        step_at(world, token.step).worked += world.now - token.start
        if world.keeps_passes:
            note_pass(world, number)


@cold
def note_pass(world: World, number: int) -> None:
    """Write down a pass that is over."""
    token = token_at(world, number)
    row, base = pass_at(world, world.passes), world.base
    row.item, row.step, row.visit = item_at(world, token.item).number, token.step, token.visit
    row.came, row.ready = base + token.came, base + token.ready
    row.start, row.end = base + token.start, base + world.now
    world.passes += 1
