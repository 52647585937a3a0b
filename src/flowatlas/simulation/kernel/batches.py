"""Batches and turns: items that wait for each other, or for a moment, before they come to the queue for people."""

from flowatlas.simulation.kernel.heap import push
from flowatlas.simulation.kernel.lists import append, do_at_once, gathering_of, take_first
from flowatlas.simulation.kernel.memory import World, cold, hot, item_at, list_at, step_at, token_at
from flowatlas.simulation.kernel.tables import GATHERED, LET_GO, QUEUED, TURN
from flowatlas.simulation.kernel.times import over_at, worked_before
from flowatlas.simulation.kernel.work import queue_up


@hot
def ready(world: World, number: int) -> None:
    """The gap as typed is over; only people, places and turns may be missing."""
    token = token_at(world, number)
    step = step_at(world, token.step)
    token.ready = world.now
    if step.is_paced:
        _gather(world, number)
    else:
        queue_up(world, number)


@cold
def _gather(world: World, number: int) -> None:
    token = token_at(world, number)
    step = step_at(world, token.step)
    token.phase = GATHERED
    append(world, gathering_of(world, token.step, item_at(world, token.item).rank), number)
    step.gathered += 1
    world.pending += 1
    if step.cadence > 0:
        _await_turn(world, token.step)
    elif step.gathered >= step.batch:
        let_go(world, token.step)


@cold
def _await_turn(world: World, which: int) -> None:
    step = step_at(world, which)
    if step.is_turn_due:
        return
    step.is_turn_due = 1
    now = worked_before(world, 0, world.now) if world.has_hours else world.now
    if step.turn < now:
        step.turn += step.cadence * -((step.turn - now) // step.cadence)
    if step.turn < now:
        step.turn += step.cadence
    push(world, over_at(world, 0, 0.0, step.turn) if world.has_hours else step.turn, which * 16 + TURN)


@cold
def turn(world: World, which: int) -> None:
    """It is the turn of a step: what is there goes on, at most a batch if there is one."""
    step = step_at(world, which)
    step.is_turn_due = 0
    if step.batch > 1:
        let_go(world, which)
    else:
        do_at_once(world, LET_GO, which, step.gathered)


@cold
def let_go_one(world: World, which: int, count: int) -> None:
    """The first of those who wait for a turn, and after it the others, come to the queue for people."""
    if count > 0:
        queue_up(world, _first_gathered(world, which))
        do_at_once(world, LET_GO, which, count - 1)


@cold
def _first_gathered(world: World, which: int) -> int:
    step = step_at(world, which)
    rank = 0
    while list_at(world, gathering_of(world, which, rank)).count == 0:
        rank += 1
    step.gathered -= 1
    world.pending -= 1
    return take_first(world, gathering_of(world, which, rank))


@cold
def let_go(world: World, which: int) -> None:
    """Those who wait for a batch come to the queue for people as one; of the rest the next turn is awaited."""
    step = step_at(world, which)
    first = _first_gathered(world, which)
    last, size = first, 1
    while size < step.batch and step.gathered:
        mate = _first_gathered(world, which)
        token_at(world, last).mate = mate
        token_at(world, mate).phase = QUEUED
        last, size = mate, size + 1
    token_at(world, first).size = size
    queue_up(world, first)
    if step.cadence > 0 and step.gathered:
        step.turn += step.cadence
        _await_turn(world, which)


@cold
def let_what_is_there_go(world: World) -> None:
    """The first batch that is not full goes on as it is."""
    which = 0
    while step_at(world, which).gathered == 0:
        which += 1
    let_go(world, which)
