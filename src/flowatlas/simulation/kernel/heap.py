"""Events to come, the earliest first: a heap in which every one has four below it.

The place of the event that is happening stays open, as most events make another one, which then takes it.
"""

from flowatlas.simulation.kernel.memory import World, cold, event_at, hot


@hot
def push(world: World, time: float, what: int) -> None:
    """Something will happen."""
    order = world.order
    world.order += 1
    if world.has_hole:
        world.has_hole = 0
        _sink(world, world.events, time, order, what)
    else:
        world.events += 1
        _rise(world, world.events - 1, time, order, what)


@hot
def close_hole(world: World) -> None:
    """Take out the event that has happened, if nothing took its place."""
    if world.has_hole:
        world.has_hole = 0
        world.events -= 1
        last = event_at(world, world.events)
        if world.events:
            _sink(world, world.events, last.time, last.order, last.what)


@cold
def _rise(world: World, place: int, time: float, order: int, what: int) -> None:
    while place > 0:
        above = event_at(world, (place - 1) >> 2)
        if above.time < time or (above.time == time and above.order < order):
            break
        here = event_at(world, place)
        here.time, here.order, here.what = above.time, above.order, above.what
        place = (place - 1) >> 2
    here = event_at(world, place)
    here.time, here.order, here.what = time, order, what


@cold
def _sink(world: World, count: int, time: float, order: int, what: int) -> None:
    place = 0
    while True:
        first = 4 * place + 1
        if first >= count:
            break
        best = first
        best_time, best_order = event_at(world, first).time, event_at(world, first).order
        for below in range(first + 1, min(first + 4, count)):
            other = event_at(world, below)
            if other.time < best_time or (other.time == best_time and other.order < best_order):
                best, best_time, best_order = below, other.time, other.order
        if time < best_time or (time == best_time and order < best_order):
            break
        here = event_at(world, place)
        here.time, here.order, here.what = best_time, best_order, event_at(world, best).what
        place = best
    here = event_at(world, place)
    here.time, here.order, here.what = time, order, what
