"""Ways: where items come, go next, part, meet and leave."""

from flowatlas.simulate.kernel_course import begin_counting, inside
from flowatlas.simulate.kernel_heap import push
from flowatlas.simulate.kernel_lists import append, do_at_once, drop, outside_of, take_first, token_for
from flowatlas.simulate.kernel_memory import (
    World,
    back_at,
    branch_at,
    choice_at,
    class_at,
    cold,
    course_at,
    finished_at,
    fork_way_at,
    hot,
    item_at,
    list_at,
    member_at,
    met_at,
    node_at,
    onward_at,
    pass_at,
    scratch_at,
    step_at,
    step_way_at,
    token_at,
    visit_at,
    way_at,
)
from flowatlas.simulate.kernel_places import approach, leave_way
from flowatlas.simulate.kernel_tables import (
    APPROACH,
    COME,
    DISBAND,
    DONE,
    ENTER,
    JOINING,
    LEAVES,
    LEAVING,
    LET_IN,
    OUTSIDE,
    OVERRUN,
    PRESENT,
    REACH,
    Table,
)
from flowatlas.simulate.kernel_times import over_at, rare_time_of, worked
from flowatlas.simulate.keyed import drawn, item_hash, uniform
from flowatlas.simulate.plan import CHOICE, FORK, GO, NOTHING

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
        token.node = _chosen(world, number)
        return True
    if node.leave == FORK:
        _fork(world, number)
        return False
    token.node = node.onward
    return True


@cold
def _chosen(world: World, number: int) -> int:
    token = token_at(world, number)
    node = node_at(world, token.node)
    visits = visit_at(world, (token.item) * world.nodes + token.node).count
    visit = (visits & VISIT) + (visits >> 32)
    place = uniform(drawn(item_at(world, token.item).hash, node.choice_key, visit))
    for option in range(node.choice_begin, node.choice_end):
        if place < choice_at(world, option).reached:
            return choice_at(world, option).to
    return node.onward


@cold
def _fork(world: World, number: int) -> None:
    token = token_at(world, number)
    node = node_at(world, token.node)
    token.phase, token.pending, token.unplaced, token.is_lone = JOINING, node.arms, 0, 0
    for place in range(node.choice_begin, node.choice_end):
        way = branch_at(world, place).number
        if way_at(world, way).needs <= 1:
            token.unplaced += 1
        do_at_once(world, REACH, number, way * 4 + TAKEN + FROM_FORK)


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
        for place in range(way.to_begin, way.to_end):
            _pass_on(world, parent, onward_at(world, place).number, 0)


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
        target = _way_of(world, way, _chosen(world, number)) if way.to_is_choice else NOTHING
        for place in range(way.to_begin, way.to_end):
            to = onward_at(world, place).number
            _pass_on(world, parent, to, TAKEN if to == target or not way.to_is_choice else 0)
    drop(world, number)


@cold
def _way_of(world: World, way: Table, chosen: int) -> int:
    """Which of the ways that the end of one leads to begins at a node; where none does, that to the join."""
    for place in range(way.to_begin, way.to_end):
        to = onward_at(world, place).number
        if to >= 0 and way_at(world, to).start == chosen:
            return to
    return NOTHING


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


@cold
def come(world: World, count: int) -> None:
    """So many items come to the stream, one after the other."""
    number = _item(world, 0)
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
    number = _item(world, step_way_at(world, which).number)
    token_at(world, number).step = which
    token_at(world, number).node = step_at(world, which).node
    if count > 1:
        do_at_once(world, PRESENT, which, count - 1)
    _let_in_or_wait(world, number)


@cold
def _item(world: World, way: int) -> int:
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
            _note_pass(world, number)


@cold
def _note_pass(world: World, number: int) -> None:
    token = token_at(world, number)
    row, base = pass_at(world, world.passes), world.base
    row.item, row.step, row.visit = item_at(world, token.item).number, token.step, token.visit
    row.came, row.ready = base + token.came, base + token.ready
    row.start, row.end = base + token.start, base + world.now
    world.passes += 1
