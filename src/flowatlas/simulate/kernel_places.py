"""Places: how many items may be at a step, in a group, in the stream; who waits for one, and who gets it.

Where there is no room, an item stays where it was. Where items wait for each other's places in a circle, all of them
move at once.
"""

from flowatlas.simulate.kernel_course import waiting
from flowatlas.simulate.kernel_heap import push
from flowatlas.simulate.kernel_lists import (
    append,
    blocked_of,
    do_at_once,
    take_first,
    take_out,
)
from flowatlas.simulate.kernel_memory import (
    World,
    back_at,
    cold,
    group_at,
    hot,
    item_at,
    list_at,
    member_at,
    scratch_at,
    step_at,
    token_at,
    visit_at,
    wanting_at,
)
from flowatlas.simulate.kernel_tables import ADMIT, BLOCKED, WAITED, WAITING
from flowatlas.simulate.kernel_times import over_at, time_of
from flowatlas.simulate.kernel_work import ready
from flowatlas.simulate.plan import NOTHING

PASS = 1 << 32
"""A pass of a step, among the visits of a node."""


@hot
def approach(world: World, number: int, which: int) -> None:
    """An item wants to come into the gap of a step."""
    if world.has_limits and not _comes_in(world, number, which):
        return
    settle(world, number, which)


@cold
def _comes_in(world: World, number: int, which: int) -> bool:
    """Give it a place, or let it wait for one; those who wait already come first."""
    token = token_at(world, number)
    if token.place != which:
        is_direct = 1 if _is_in_group(world, number, which) else 0
        if _is_awaited(world, number, which, is_direct) or not _fits(world, number, which):
            _block(world, number, which, is_direct)
            return False
    _take_place(world, number, which)
    return True


@cold
def _is_in_group(world: World, number: int, which: int) -> bool:
    group = step_at(world, which).group
    return group < 0 or member_at(world, (token_at(world, number).item) * world.groups + group).count > 0


@cold
def _is_awaited(world: World, number: int, which: int, is_direct: int) -> bool:
    for rank in range(item_at(world, token_at(world, number).item).rank + 1):
        if list_at(world, blocked_of(world, which, rank, is_direct)).count:
            return True
    return False


@cold
def _fits(world: World, number: int, which: int) -> bool:
    step = step_at(world, which)
    if token_at(world, number).place == which:
        return True
    if step.limit and step.here >= step.limit:
        return False
    if step.group < 0 or _is_in_group(world, number, which):
        return True
    group = group_at(world, step.group)
    return group.limit == 0 or group.here < group.limit


@cold
def _take_place(world: World, number: int, which: int) -> None:
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
    token = token_at(world, number)
    token.holds = 0
    parent = token_at(world, token.parent)
    parent.unplaced -= 1
    if parent.unplaced == 0:
        leave_place(world, token.parent)


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
def admit(world: World, which: int) -> None:
    """Somebody has left a step: the first of those who wait for a place that is free now comes in."""
    group = step_at(world, which).group
    best, best_rank, best_order = NOTHING, 0, 0
    for other in range(world.steps):
        if other != which and (group < 0 or step_at(world, other).group != group):
            continue
        for rank in range(world.ranks):
            for is_direct in range(2):
                line = list_at(world, blocked_of(world, other, rank, is_direct))
                if not line.count or not _fits(world, line.head, other):
                    continue
                order = token_at(world, line.head).order
                if best < 0 or rank < best_rank or (rank == best_rank and order < best_order):
                    best, best_rank, best_order = line.head, rank, order
    if best >= 0:
        to = token_at(world, best).step
        take_first(world, blocked_of(world, to, best_rank, token_at(world, best).is_direct))
        _unblock(world, best)
        _take_place(world, best, to)
        settle_later(world, best, to)
        do_at_once(world, ADMIT, which, 0)


@cold
def _unblock(world: World, number: int) -> None:
    token = token_at(world, number)
    if token.place >= 0:
        wanting_at(world, (token.place) * world.steps + token.step).count -= 1


@cold
def _block(world: World, number: int, which: int, is_direct: int) -> None:
    token = token_at(world, number)
    token.phase, token.step, token.order, token.is_direct = BLOCKED, which, world.order, is_direct
    world.order += 1
    append(world, blocked_of(world, which, item_at(world, token.item).rank, is_direct), number)
    if token.place >= 0:
        wanting_at(world, (token.place) * world.steps + which).count += 1
        _change_places(world, number)


@cold
def _change_places(world: World, number: int) -> None:
    """Look for a circle of items that wait for each other's places, which a blocked one may have closed.

    ``scratch`` tells for each step from which place the search came there, and which step it would make room at; and
    the steps found so far, in turn.
    """
    token = token_at(world, number)
    for which in range(world.steps):
        scratch_at(world, which).helps = NOTHING
    count = _add_sources(world, token.step, NOTHING, 0)
    done = 0
    while done < count:
        here = scratch_at(world, done).found
        done += 1
        for other in range(world.steps):
            if wanting_at(world, (here) * world.steps + other).count == 0:
                continue
            if _helps(world, token.place, other):
                if _rotate(world, number, here, other):
                    return
                continue
            count = _add_sources(world, other, here, count)


@cold
def _add_sources(world: World, which: int, came_from: int, count: int) -> int:
    """The steps that somebody would have to leave so that there is room at a step."""
    step = step_at(world, which)
    is_full = step.limit > 0 and step.here >= step.limit
    for other in range(world.steps):
        is_source = other == which if is_full else step.group >= 0 and step_at(world, other).group == step.group
        if is_source and scratch_at(world, other).helps == NOTHING:
            scratch_at(world, other).came_from, scratch_at(world, other).helps = came_from, which
            scratch_at(world, count).found = other
            count += 1
    return count


@cold
def _helps(world: World, place: int, which: int) -> bool:
    """Whether somebody leaving a place makes room at a step."""
    step = step_at(world, which)
    if place == which:
        return True
    is_full = step.limit > 0 and step.here >= step.limit
    return not is_full and step.group >= 0 and step.group == step_at(world, place).group


@cold
def _rotate(world: World, number: int, last: int, wanted: int) -> bool:
    """Let all of a circle move at once, if that exceeds no limit."""
    movers = 1
    scratch_at(world, 0).mover = number
    here, to = last, wanted
    while here != NOTHING:
        scratch_at(world, movers).mover = _blocked_at(world, here, to)
        movers += 1
        here, to = scratch_at(world, here).came_from, scratch_at(world, here).helps
    for mover in range(movers):
        _shift_counts(world, scratch_at(world, mover).mover, 1)
    is_possible = True
    for mover in range(movers):
        step = step_at(world, token_at(world, scratch_at(world, mover).mover).step)
        is_possible &= step.limit == 0 or step.here <= step.limit
        if step.group >= 0:
            group = group_at(world, step.group)
            is_possible &= group.limit == 0 or group.here <= group.limit
    for mover in range(movers):
        _shift_counts(world, scratch_at(world, mover).mover, -1)
    if is_possible:
        for mover in range(movers):
            who = scratch_at(world, mover).mover
            token = token_at(world, who)
            rank = item_at(world, token.item).rank
            take_out(world, blocked_of(world, token.step, rank, token.is_direct), who)
            _unblock(world, who)
            _take_place(world, who, token.step)
            settle_later(world, who, token.step)
    return is_possible


@cold
def _blocked_at(world: World, place: int, which: int) -> int:
    """The first of those at a place who wait for a place at another step."""
    for rank in range(world.ranks):
        for is_direct in range(2):
            line = list_at(world, blocked_of(world, which, rank, is_direct))
            number = line.head
            for _ in range(line.count):
                if token_at(world, number).place == place:
                    return number
                number = token_at(world, number).next
    return NOTHING


@cold
def _shift_counts(world: World, number: int, sign: int) -> None:
    """Count a blocked item at the step that it wants instead of where it is (sign 1), or back again (-1)."""
    token = token_at(world, number)
    old, new = step_at(world, token.place), step_at(world, token.step)
    old.here -= sign
    new.here += sign
    if old.group != new.group:
        if old.group >= 0 and member_at(world, (token.item) * world.groups + old.group).count == 1:
            group_at(world, old.group).here -= sign
        if new.group >= 0 and member_at(world, (token.item) * world.groups + new.group).count == 0:
            group_at(world, new.group).here += sign


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
