"""What is counted: areas under numbers of items over time, in buckets, and what was begun before counting.

A number of items that changes by n at a moment adds n times what is left of the bucket to its area.
"""

from flowatlas.simulation.kernel.memory import (
    World,
    cold,
    course_at,
    event_at,
    hot,
    item_at,
    role_at,
    step_at,
    step_role_at,
    token_at,
)
from flowatlas.simulation.kernel.tables import BACK, IN_SET_UP, WORKING
from flowatlas.simulation.kernel.times import worked


@hot
def inside(world: World, more: int) -> None:
    """So many more items are in the stream."""
    world.inside += more
    world.inside_area += more * (world.bucket_end - world.now)


@hot
def waiting(world: World, which: int, more: int) -> None:
    """So many more items wait in the gap of a step."""
    step = step_at(world, which)
    step.waiting += more
    step.waiting_area += more * (world.bucket_end - world.now)


@hot
def working(world: World, which: int, more: int) -> None:
    """So many more items are in process at a step."""
    step = step_at(world, which)
    step.at_work += more
    step.working_area += more * (world.bucket_end - world.now)


@cold
def begin_counting(world: World) -> None:
    """All that is counted begins at this moment."""
    world.counts = 1
    world.start, world.before = world.now, world.inside
    world.came, world.left, world.inside_seconds, world.lead_seconds = 0, 0, 0.0, 0.0
    world.bucket, world.bucket_end = 0, world.now + world.width
    world.inside_area = world.inside * world.width
    for which in range(world.steps):
        step = step_at(world, which)
        step.passes, step.again, step.waited, step.missed, step.worked = 0, 0, 0.0, 0.0, 0.0
        step.waiting_area, step.working_area = step.waiting * world.width, step.at_work * world.width
    for which in range(world.roles):
        role = role_at(world, which)
        role.work, role.rework, role.set_up, role.other = 0.0, 0.0, 0.0, 0.0
    count_what_is_left(world, 1.0)


@cold
def end_counting(world: World) -> int:
    """Count what those who are still inside were there for, and leave out what people have still to do."""
    _count_the_rest(world)
    for which in range(world.items_used):
        item = item_at(world, which)
        if item.number >= 0:
            world.inside_seconds += world.now - max(item.came, world.start)
    return world.status


@cold
def _count_the_rest(world: World) -> None:
    if not world.counts:
        world.start, world.before, world.came, world.left = world.now, world.inside, 0, 0
        world.bucket, world.bucket_end = 0, world.now
        return
    go_on_to(world, world.now)
    left = world.bucket_end - world.now
    store_bucket(world, left)
    count_what_is_left(world, -1.0)


@cold
def count_what_is_left(world: World, sign: float) -> None:
    """Add what is left of all work that has been begun, or with a sign of -1 take it off."""
    now = world.now
    for number in range(world.tokens_used):
        token = token_at(world, number)
        if token.phase not in (IN_SET_UP, WORKING):
            continue
        step = step_at(world, token.step)
        is_in_set_up = token.phase == IN_SET_UP
        until = token.start if is_in_set_up else token.hands
        if not token.is_leader or until <= now:
            continue
        left = sign * worked(world, step.hours, now, until)
        for place in range(step.role_begin, step.role_end):
            role = role_at(world, step_role_at(world, place).number)
            if is_in_set_up:
                role.set_up += left
            elif token.visit:
                role.rework += left
            else:
                role.work += left
    for place in range(world.has_hole, world.events):
        event = event_at(world, place)
        if event.what & 15 == BACK:
            role = role_at(world, (event.what >> 4) % world.roles)
            role.other += sign * worked(world, role.hours, now, event.time)


@cold
def go_on_to(world: World, moment: float) -> None:
    """Close all buckets that end before a moment; where there are no more, all become twice as wide."""
    while world.bucket_end < moment:
        store_bucket(world, 0.0)
        world.bucket += 1
        if world.bucket == world.buckets:
            _double(world)
        world.bucket_end += world.width
        world.inside_area = world.inside * world.width
        for which in range(world.steps):
            step = step_at(world, which)
            step.waiting_area, step.working_area = step.waiting * world.width, step.at_work * world.width


@cold
def store_bucket(world: World, left: float) -> None:
    """Store the areas of a bucket; ``left`` seconds of it are not part of them."""
    row = world.bucket * world.columns
    course_at(world, row).seconds = max(world.inside_area - world.inside * left, 0.0)
    for which in range(world.steps):
        step = step_at(world, which)
        course_at(world, row + 2 + 2 * which).seconds = max(step.waiting_area - step.waiting * left, 0.0)
        course_at(world, row + 3 + 2 * which).seconds = max(step.working_area - step.at_work * left, 0.0)


@cold
def _double(world: World) -> None:
    columns = world.columns
    world.bucket //= 2
    world.width *= 2
    for row in range(world.bucket):
        for column in range(columns):
            two = 2 * row * columns + column
            both = course_at(world, two).seconds + course_at(world, two + columns).seconds
            course_at(world, row * columns + column).seconds = both
    for place in range(world.bucket * columns, world.buckets * columns):
        course_at(world, place).seconds = 0.0
