"""How long things take, and when they are over where not all hours are worked."""

from math import exp

from numpy import inf

from flowatlas.simulation.kernel.keyed import drawn, exponential, normal
from flowatlas.simulation.kernel.memory import World, cold, hot, hours_at, item_at, level_at, part_at, stretch_at
from flowatlas.simulation.plan import EXPONENTIAL, FIXED, GIVEN

SLIVER = 1e-6
"""Seconds that rounding may add to a working day without the work being carried over to the next one."""


@hot
def time_of(world: World, begin: int, end: int, which: int, visit: int) -> float:
    """Seconds that the parts from begin up to end take for an item on its visit."""
    total = 0.0
    for number in range(begin, end):
        part = part_at(world, number)
        if part.kind == FIXED:
            total += part.shift
        elif part.kind == GIVEN:
            total += level_at(world, part.begin + item_at(world, which).number % (part.end - part.begin)).level
        else:
            bits = drawn(item_at(world, which).hash, part.key, visit)
            if part.kind == EXPONENTIAL:
                total += part.shift * exponential(bits)
            else:
                z = normal(bits)
                total += _on_line(world, number, z)
    return total


@hot
def _on_line(world: World, number: int, z: float) -> float:
    part = part_at(world, number)
    if z < part.low:
        return 0.0
    place = part.begin
    while place + 2 < part.end and z >= level_at(world, place + 1).deviate:
        place += 1
    point = level_at(world, place)
    return exp(point.level + (z - point.deviate) * point.slope + part.shift)


rare_time_of = cold(time_of.py_func)
"""The same for what is not on the way of every item."""


@hot
def over_at(world: World, hours: int, moment: float, seconds: float) -> float:
    """When work of some seconds is over that begins at a moment, in a set of hours, -1 for all hours."""
    if world.has_hours and hours >= 0:
        return _over_at(world, hours, moment, seconds)
    return moment + seconds


@hot
def worked(world: World, hours: int, begin: float, end: float) -> float:
    """Seconds between two moments in a set of hours."""
    if world.has_hours and hours >= 0:
        return worked_before(world, hours, end) - worked_before(world, hours, begin)
    return end - begin


@cold
def worked_before(world: World, hours: int, moment: float) -> float:
    """Seconds worked up to a moment."""
    which = _stretch(world, hours, moment)
    if which == hours_at(world, hours).end:
        last = stretch_at(world, which - 1)
        return last.before + last.closes - last.opens
    return stretch_at(world, which).before + max(moment - stretch_at(world, which).opens, 0.0)


@cold
def opens_at(world: World, hours: int, moment: float) -> float:
    """The moment itself where work goes on, else when it goes on again; infinite where it never does."""
    which = _stretch(world, hours, moment)
    return inf if which == hours_at(world, hours).end else max(moment, stretch_at(world, which).opens)


@cold
def _stretch(world: World, hours: int, moment: float) -> int:
    """The first stretch that closes after a moment."""
    low, high = hours_at(world, hours).begin, hours_at(world, hours).end
    while low < high:
        middle = (low + high) >> 1
        if stretch_at(world, middle).closes > moment:
            high = middle
        else:
            low = middle + 1
    return low


@cold
def _over_at(world: World, hours: int, moment: float, seconds: float) -> float:
    if seconds <= 0:
        return moment
    first, last = _stretch(world, hours, moment), hours_at(world, hours).end
    if first == last:
        return inf
    target = stretch_at(world, first).before + max(moment - stretch_at(world, first).opens, 0.0) + seconds
    low, high = first, last - 1
    while low < high:
        middle = (low + high + 1) >> 1
        if stretch_at(world, middle).before < target - SLIVER:
            low = middle
        else:
            high = middle - 1
    here = stretch_at(world, low)
    over = here.opens + target - here.before
    if low == last - 1 and over > here.closes + SLIVER:
        return inf
    return min(over, here.closes)
