"""Places: how many items are at a step, in a group; where there is room, and who comes and leaves."""

from flowatlas.simulation.kernel.batches import ready
from flowatlas.simulation.kernel.course import waiting
from flowatlas.simulation.kernel.heap import push
from flowatlas.simulation.kernel.lists import do_at_once
from flowatlas.simulation.kernel.memory import (
    World,
    back_at,
    cold,
    group_at,
    hot,
    member_at,
    step_at,
    token_at,
    visit_at,
    wanting_at,
)
from flowatlas.simulation.kernel.tables import ADMIT, CHANGE, WAITED, WAITING
from flowatlas.simulation.kernel.times import over_at, time_of
from flowatlas.simulation.plan import NOTHING

PASS = 1 << 32
"""A pass of a step, among the visits of a node."""


@cold
def is_in_group(world: World, number: int, which: int) -> bool:
    """Whether the item is in the group of a step already, or the step in none."""
    group = step_at(world, which).group
    return group < 0 or member_at(world, (token_at(world, number).item) * world.groups + group).count > 0


@cold
def fits(world: World, number: int, which: int) -> bool:
    """Whether there is room at a step, and in its group."""
    step = step_at(world, which)
    if token_at(world, number).place == which:
        return True
    if step.limit and step.here >= step.limit:
        return False
    if step.group < 0 or is_in_group(world, number, which):
        return True
    group = group_at(world, step.group)
    return group.limit == 0 or group.here < group.limit


@cold
def take_place(world: World, number: int, which: int) -> None:
    """Come to a place, and leave the one before."""
    token = token_at(world, number)
    if token.place == which:
        return
    step = step_at(world, which)
    step.here += 1
    if step.group >= 0:
        if member_at(world, (token.item) * world.groups + step.group).count == 0:
            group_at(world, step.group).here += 1
        member_at(world, (token.item) * world.groups + step.group).count += 1
    leave_place(world, number)
    token.place = which
    if token.holds:
        _is_placed(world, number)


@cold
def _is_placed(world: World, number: int) -> None:
    """A branch has come in; once all that began with it have, the item leaves the place before the fork."""
    while token_at(world, number).holds:
        token_at(world, number).holds = 0
        number = token_at(world, number).parent
        parent = token_at(world, number)
        parent.unplaced -= 1
        if parent.unplaced:
            if parent.unplaced == 1 and parent.held_up:
                do_at_once(world, CHANGE, parent.held_up - 1, 0)
            return
        if parent.place >= 0:
            waiting(world, parent.place, -1)
            leave_place(world, number)


@cold
def leave_place(world: World, number: int) -> None:
    """Leave a place, if there is one; others may come in."""
    token = token_at(world, number)
    if token.place < 0:
        return
    step = step_at(world, token.place)
    step.here -= 1
    if step.group >= 0:
        member_at(world, (token.item) * world.groups + step.group).count -= 1
        if member_at(world, (token.item) * world.groups + step.group).count == 0:
            group_at(world, step.group).here -= 1
    do_at_once(world, ADMIT, token.place, 0)
    token.place = NOTHING


@cold
def leave_way(world: World, number: int) -> None:
    """A branch is at its end, and needs no place any more."""
    if world.has_limits:
        leave_place(world, number)
        if token_at(world, number).holds:
            _is_placed(world, number)


@cold
def unblock(world: World, number: int) -> None:
    """There is room ahead now."""
    token = token_at(world, number)
    if token.place >= 0:
        waiting(world, token.place, -1)
    elif token.holds:
        token_at(world, token.parent).held_up -= number + 1
    if token.makes_room >= 0:
        wanting_at(world, token.makes_room * world.steps + token.step).count -= 1


@hot
def settle(world: World, number: int, which: int) -> None:
    """An item comes into the gap of a step."""
    token = token_at(world, number)
    step = step_at(world, which)
    visits = visit_at(world, (token.item) * world.nodes + step.node).count
    visit_at(world, (token.item) * world.nodes + step.node).count = visits + PASS
    token.step, token.visit, token.came = which, visits >> 32, world.now
    waiting(world, which, 1)
    wait_begin, wait_end = step.wait_begin, step.wait_end
    if token.is_back >= 0 and back_at(world, token.is_back).has_wait:
        back = back_at(world, token.is_back)
        wait_begin, wait_end = back.wait_begin, back.wait_end
    token.is_back = NOTHING
    if wait_begin < wait_end:
        seconds = time_of(world, wait_begin, wait_end, token.item, token.visit)
        if seconds > 0:
            token.phase = WAITING
            push(world, over_at(world, 0, world.now, seconds), number * 16 + WAITED)
            return
    ready(world, number)


settle_later = cold(settle.py_func)
"""The same for those who had to wait for a place."""
