"""Circles: items that wait for each other's places, all of which move at once."""

from flowatlas.simulation.kernel.lists import blocked_of, take_out
from flowatlas.simulation.kernel.memory import (
    World,
    cold,
    group_at,
    item_at,
    list_at,
    member_at,
    scratch_at,
    step_at,
    token_at,
    wanting_at,
)
from flowatlas.simulation.kernel.places import settle_later, take_place, unblock
from flowatlas.simulation.kernel.tables import BLOCKED
from flowatlas.simulation.plan import NOTHING


@cold
def change_places_if_blocked(world: World, number: int) -> None:
    """Somebody who is held up would make room by going on: maybe for those who hold it up."""
    token = token_at(world, number)
    if token.phase == BLOCKED and token.makes_room < 0:
        token.makes_room = _makes_room(world, number)
        if token.makes_room >= 0:
            wanting_at(world, token.makes_room * world.steps + token.step).count += 1
            _change_places(world, number)


@cold
def _makes_room(world: World, number: int) -> int:
    """Where there is more room when a token goes on: where it is, or before a fork, if it is the last one there."""
    while token_at(world, number).place < 0 and token_at(world, number).holds:
        number = token_at(world, number).parent
        if token_at(world, number).unplaced > 1:
            return NOTHING
    return token_at(world, number).place


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
            if _helps(world, token.makes_room, other):
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
            unblock(world, who)
            take_place(world, who, token.step)
            settle_later(world, who, token.step)
    return is_possible


@cold
def _blocked_at(world: World, place: int, which: int) -> int:
    """The first of those who would make room at a place and wait for one at another step."""
    for rank in range(world.ranks):
        for is_direct in range(2):
            line = list_at(world, blocked_of(world, which, rank, is_direct))
            number = line.head
            for _ in range(line.count):
                if token_at(world, number).makes_room == place:
                    return number
                number = token_at(world, number).next
    return NOTHING


@cold
def _shift_counts(world: World, number: int, sign: int) -> None:
    """Count a blocked item at the step that it wants instead of where it is (sign 1), or back again (-1)."""
    token = token_at(world, number)
    old, new = step_at(world, token.makes_room), step_at(world, token.step)
    old.here -= sign
    new.here += sign
    if old.group != new.group:
        if old.group >= 0 and member_at(world, (token.item) * world.groups + old.group).count == 1:
            group_at(world, old.group).here -= sign
        if new.group >= 0 and member_at(world, (token.item) * world.groups + new.group).count == 0:
            group_at(world, new.group).here += sign
