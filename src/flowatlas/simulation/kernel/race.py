"""Events to come as a race: every pair of events runs against each other, and the earlier one against the next pair's.

A new event runs up from its own place to the first one, and who it meets on the way depends on the place alone: no
guess of the processor can be wrong, as it is where a heap decides which way to go.
"""

from flowatlas.simulation.kernel.bits import bits_of, either
from flowatlas.simulation.kernel.memory import World, cold, event_at, hot, race_at
from flowatlas.simulation.plan import NOTHING

NEVER = 0x7FF0000000000000
"""Infinity as whole numbers are compared; moments from 0 on are in the same order either way."""

PLACES = 1 << 20
"""Orders of events are multiples of it, to which the place of an event is added."""


@hot
def enter(world: World, moment: float, what: int) -> None:
    """Something will happen; it takes the place of what has just happened, or a free one."""
    place = world.hole
    if place < 0:
        place = event_at(world, world.events).order
        world.events += 1
    world.hole = NOTHING
    event_at(world, place).what = what
    world.order += 1
    _run(world, place, bits_of(moment), world.order * PLACES + place)


@hot
def give_up_place(world: World) -> None:
    """The place of what has happened is free, if nothing took it."""
    place = world.hole
    if place >= 0:
        world.hole = NOTHING
        world.events -= 1
        event_at(world, world.events).order = place
        _run(world, place, NEVER, place)


@hot
def first_of(world: World) -> int:
    """The place of the event that is first."""
    return race_at(world, 1).order & (PLACES - 1)


@hot
def _run(world: World, place: int, moment: int, order: int) -> None:
    here = world.places + place
    while here > 1:
        mine, other = race_at(world, here), race_at(world, here ^ 1)
        mine.moment, mine.order = moment, order
        other_moment, other_order = other.moment, other.order
        is_other = (other_moment < moment) | ((other_moment == moment) & (other_order < order))
        moment = either(is_other, other_moment, moment)
        order = either(is_other, other_order, order)
        here >>= 1
    first = race_at(world, 1)
    first.moment, first.order = moment, order


@cold
def widen(world: World) -> None:
    """Use all the room there is for events."""
    before, places = world.places, world.room_events
    for place in range(places):
        mine = race_at(world, places + place)
        if place < before:
            old = race_at(world, before + place)
            mine.moment, mine.order = old.moment, old.order
        else:
            mine.moment, mine.order = NEVER, place
            event_at(world, place).order = place
    world.places = places
    for back in range(1, places):
        here = places - back
        one, other = race_at(world, 2 * here), race_at(world, 2 * here + 1)
        is_other = other.moment < one.moment or (other.moment == one.moment and other.order < one.order)
        first = race_at(world, here)
        first.moment = other.moment if is_other else one.moment
        first.order = other.order if is_other else one.order
