"""The plain course: what happens where only people and time can be missing, and an item is at one place at a time.

It takes the draws and counts what the general course does, in the same order, and leaves out what cannot be: items are
tokens, nobody is turned away, and somebody who is free never has work waiting, so that what happens at once is done at
once instead of being put on a list. Each role has one queue for all of its steps.
"""

from flowatlas.simulation.kernel.arriving import new_item, seconds_to_next
from flowatlas.simulation.kernel.course import begin_counting, end_counting, go_on_to
from flowatlas.simulation.kernel.keyed import drawn, uniform
from flowatlas.simulation.kernel.lists import append, take_first
from flowatlas.simulation.kernel.memory import (
    World,
    back_at,
    cold,
    event_at,
    hot,
    item_at,
    list_at,
    node_at,
    role_at,
    runner_at,
    step_at,
    step_role_at,
    token_at,
    visit_at,
)
from flowatlas.simulation.kernel.places import PASS
from flowatlas.simulation.kernel.race import enter, first_of, give_up_place, widen
from flowatlas.simulation.kernel.tables import (
    COMES,
    DONE,
    ENDED,
    ENTER,
    GOING,
    LEAVE,
    LEAVES,
    LEAVING,
    MORE_ROOM,
    MOVING,
    NEVER_ENDS,
    QUEUED,
    WAITED,
    WAITING,
    WORKING,
)
from flowatlas.simulation.kernel.times import rare_time_of, time_of
from flowatlas.simulation.kernel.ways import VISIT, choice_of, leave_stream, note_pass
from flowatlas.simulation.plan import CHOICE, NOTHING


@hot
def advance_plainly(world: World, most: int) -> int:
    """Let things happen, at most so many; tells why it is not going on."""
    if world.places < world.room_events:
        widen(world)
    if not world.is_begun:
        _begin(world)
    for _ in range(most):
        if world.status != GOING:
            return end_counting(world)
        if not _has_room(world):
            return MORE_ROOM
        give_up_place(world)
        now = runner_at(world, 1).moment
        if not world.events or not now <= world.until:
            world.status = DONE
            if world.events and world.until < NEVER_ENDS:
                world.now = world.until
            continue
        world.now = now
        if world.counts and now > world.bucket_end:
            go_on_to(world, now)
        world.hole = first_of(world)
        what = event_at(world, world.hole).what
        _happen(world, now, what & 15, what >> 4)
    return GOING


@hot
def _has_room(world: World) -> bool:
    return (
        world.events + world.margin <= world.room_events
        and world.inside < world.room_items
        and world.finished < world.room_finished
        and world.passes < world.room_passes
    )


@cold
def _begin(world: World) -> None:
    world.is_begun, world.hole = 1, NOTHING
    if world.warm_up == 0:
        begin_counting(world)
    seconds = seconds_to_next(world)
    if seconds >= 0:
        enter(world, seconds, COMES)


@hot
def _happen(world: World, now: float, kind: int, number: int) -> None:
    """An item comes, is done with its work, has waited as typed, or is with the customer."""
    free, to, is_ready = NOTHING, NOTHING, False
    if kind == COMES:
        number = _come(world, now)
        if world.status != GOING:
            return
        to = _next_step(world, number, ENTER)
    elif kind == ENDED:
        free = _end(world, now, number)
        to = _step_back(world, number)
        if to < 0:
            to = _next_step(world, number, LEAVE)
    elif kind == WAITED:
        is_ready = True
    else:
        leave_stream(world, number)
        return
    if to >= 0:
        is_ready = not _waits(world, now, number, to)
    elif not is_ready:
        _leave(world, now, number)
        if world.status != GOING:
            return
    first = _next_for(world, free) if free >= 0 else NOTHING
    if is_ready:
        token_at(world, number).ready = now
        is_ready = _is_begun(world, number)
    if first >= 0:
        _start(world, now, first)
    if is_ready:
        _start(world, now, number)


@cold
def _come(world: World, now: float) -> int:
    """An item comes, and the next one is awaited."""
    seconds = seconds_to_next(world)
    if seconds >= 0:
        enter(world, now + seconds, COMES)
    number = new_item(world, 0)
    token_at(world, number).is_leader = 1
    return number


@hot
def _next_step(world: World, number: int, kind: int) -> int:
    """The step to which an item goes from the node that it enters or leaves; none where it goes to the customer."""
    token = token_at(world, number)
    here, visits = token.node, number * world.nodes
    while True:
        node = node_at(world, here)
        if kind == ENTER:
            if here == world.nodes - 1:
                return NOTHING
            visit = visit_at(world, visits + here).count
            visit_at(world, visits + here).count = visit + 1
            if node.step >= 0:
                share = step_at(world, node.step).share
                if share >= 1.0 or uniform(drawn(item_at(world, number).hash, node.share_key, visit & VISIT)) < share:
                    token.node = here
                    return node.step
        kind = ENTER
        if node.leave == CHOICE:
            visit = visit_at(world, visits + here).count
            here = choice_of(world, number, here, (visit & VISIT) + (visit >> 32))
        else:
            here = node.onward


@hot
def _waits(world: World, now: float, number: int, which: int) -> bool:
    """An item comes into the gap of a step, and may have to wait there as typed.

    How long it will be worked on is drawn here already: who comes to the queue first does not wait for the draw later.
    """
    token, step = token_at(world, number), step_at(world, which)
    visits = visit_at(world, number * world.nodes + step.node).count
    visit_at(world, number * world.nodes + step.node).count = visits + PASS
    token.step, token.visit, token.came = which, visits >> 32, now
    token.worked = time_of(world, step.process_begin, step.process_end, number, token.visit)
    step.waiting += 1
    step.waiting_area += world.bucket_end - now
    begin, end = step.wait_begin, step.wait_end
    if token.is_back >= 0:
        back = back_at(world, token.is_back)
        token.is_back = NOTHING
        if back.has_wait:
            begin, end = back.wait_begin, back.wait_end
    if begin < end:
        seconds = rare_time_of(world, begin, end, number, token.visit)
        if seconds > 0:
            token.phase = WAITING
            enter(world, now + seconds, number * 16 + WAITED)
            return True
    return False


@hot
def _next_for(world: World, which: int) -> int:
    """The next one in the queue for somebody of a role who is free now; none where there is no queue."""
    if list_at(world, which).count:
        return take_first(world, which)
    role_at(world, which).free += 1
    return NOTHING


@hot
def _is_begun(world: World, number: int) -> bool:
    """Whether somebody is free for an item, who is busy then; else it comes to the queue."""
    pool = step_at(world, token_at(world, number).step).pool
    if pool >= world.roles:
        return True
    role = role_at(world, pool)
    if role.free:
        role.free -= 1
        return True
    token_at(world, number).phase = QUEUED
    append(world, pool, number)
    return False


@hot
def _start(world: World, now: float, number: int) -> None:
    token = token_at(world, number)
    step, over = step_at(world, token.step), now + token.worked
    enter(world, over, number * 16 + ENDED)
    token.phase, token.start, token.hands = WORKING, now, over
    if step.role_begin < step.role_end:
        role = role_at(world, step_role_at(world, step.role_begin).number)
        if token.visit:
            role.rework += token.worked
        else:
            role.work += token.worked
    rest = world.bucket_end - now
    step.waiting -= 1
    step.waiting_area -= rest
    step.at_work += 1
    step.working_area += rest
    step.passes += 1
    step.again += token.visit > 0
    step.waited += now - token.came
    step.missed += now - token.ready


@hot
def _end(world: World, now: float, number: int) -> int:
    """A pass is over; gives the role of which somebody has nothing to do now, if any."""
    token = token_at(world, number)
    step = step_at(world, token.step)
    step.at_work -= 1
    step.working_area -= world.bucket_end - now
    item_at(world, number).active += token.worked
    token.phase = MOVING
    if world.counts:
        step.worked += now - token.start
        if world.keeps_passes:
            note_pass(world, number)
    return step.pool if step.pool < world.roles else NOTHING


@hot
def _step_back(world: World, number: int) -> int:
    """The step that an item goes back to, if any."""
    token = token_at(world, number)
    step = step_at(world, token.step)
    if step.back_begin < step.back_end:
        place = uniform(drawn(item_at(world, number).hash, step.back_key, token.visit))
        for back in range(step.back_begin, step.back_end):
            if place < back_at(world, back).reached:
                token.is_back = back
                token.node = step_at(world, back_at(world, back).to).node
                return back_at(world, back).to
    return NOTHING


@hot
def _leave(world: World, now: float, number: int) -> None:
    seconds = rare_time_of(world, world.final_begin, world.final_end, number, 0)
    if seconds > 0:
        token_at(world, number).phase = LEAVING
        enter(world, now + seconds, number * 16 + LEAVES)
    else:
        leave_stream(world, number)
