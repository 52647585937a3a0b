"""Admission: who finds no room ahead stays where it was, and waits until somebody leaves."""

from flowatlas.simulation.kernel.circles import change_places_if_blocked
from flowatlas.simulation.kernel.course import waiting
from flowatlas.simulation.kernel.lists import append, blocked_of, do_at_once, take_first
from flowatlas.simulation.kernel.memory import World, cold, hot, item_at, list_at, step_at, token_at
from flowatlas.simulation.kernel.places import fits, is_in_group, settle, settle_later, take_place, unblock
from flowatlas.simulation.kernel.tables import ADMIT, BLOCKED
from flowatlas.simulation.plan import NOTHING


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
        is_direct = 1 if is_in_group(world, number, which) else 0
        if _is_awaited(world, number, which, is_direct) or not fits(world, number, which):
            _block(world, number, which, is_direct)
            return False
    take_place(world, number, which)
    return True


@cold
def _is_awaited(world: World, number: int, which: int, is_direct: int) -> bool:
    for rank in range(item_at(world, token_at(world, number).item).rank + 1):
        if list_at(world, blocked_of(world, which, rank, is_direct)).count:
            return True
    return False


@cold
def _block(world: World, number: int, which: int, is_direct: int) -> None:
    token = token_at(world, number)
    token.phase, token.step, token.order, token.is_direct = BLOCKED, which, world.order, is_direct
    world.order += 1
    append(world, blocked_of(world, which, item_at(world, token.item).rank, is_direct), number)
    token.makes_room = NOTHING
    if token.place >= 0:
        waiting(world, token.place, 1)
    elif token.holds:
        token_at(world, token.parent).held_up += number + 1
    change_places_if_blocked(world, number)


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
                if not line.count or not fits(world, line.head, other):
                    continue
                order = token_at(world, line.head).order
                if best < 0 or rank < best_rank or (rank == best_rank and order < best_order):
                    best, best_rank, best_order = line.head, rank, order
    if best >= 0:
        to = token_at(world, best).step
        take_first(world, blocked_of(world, to, best_rank, token_at(world, best).is_direct))
        unblock(world, best)
        take_place(world, best, to)
        settle_later(world, best, to)
        do_at_once(world, ADMIT, which, 0)
