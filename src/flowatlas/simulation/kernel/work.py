"""Work: who starts what, and until when it keeps people and items busy."""

from flowatlas.simulation.kernel.course import waiting, working
from flowatlas.simulation.kernel.heap import push
from flowatlas.simulation.kernel.lists import append, queue_of, take_first, try_to_start
from flowatlas.simulation.kernel.memory import (
    World,
    cold,
    held_at,
    hot,
    hours_at,
    item_at,
    list_at,
    person_at,
    role_at,
    role_step_at,
    step_at,
    step_role_at,
    token_at,
    work_at,
)
from flowatlas.simulation.kernel.tables import (
    BACK,
    ENDED,
    HANDS_OFF,
    IN_SET_UP,
    OPENS,
    QUEUED,
    SET_UP,
    WORKING,
)
from flowatlas.simulation.kernel.times import opens_at, over_at, rare_time_of, time_of
from flowatlas.simulation.plan import NOTHING


@hot
def queue_up(world: World, number: int) -> None:
    """A token, or a batch by its first one, comes to the queue for people."""
    token = token_at(world, number)
    step = step_at(world, token.step)
    token.phase, token.order = QUEUED, world.order
    world.order += 1
    append(world, queue_of(world, token.step, item_at(world, token.item).rank), number)
    step.queued += 1
    try_to_start(world, step.pool)


@hot
def start_next(world: World, pool: int) -> bool:
    """Begin the next piece of work of a role, or of a step that nobody is needed for; false where there is none."""
    found = NOTHING
    if pool >= world.roles:
        which = pool - world.roles
        if step_at(world, which).queued and _can_start(world, which):
            found = which
    else:
        role = role_at(world, pool)
        if role.free == 0:
            return False
        best_rank, best_order = 0, 0
        for place in range(role.step_begin, role.step_end):
            which = role_step_at(world, place).number
            if step_at(world, which).queued == 0:
                continue
            rank = _first_rank(world, which)
            order = token_at(world, list_at(world, queue_of(world, which, rank)).head).order
            is_better = found < 0 or rank < best_rank or (rank == best_rank and order < best_order)
            if is_better and _can_start(world, which):
                found, best_rank, best_order = which, rank, order
    if found < 0:
        return False
    _start(world, found)
    return True


@hot
def _first_rank(world: World, which: int) -> int:
    rank = 0
    while list_at(world, queue_of(world, which, rank)).count == 0:
        rank += 1
    return rank


@hot
def _can_start(world: World, which: int) -> bool:
    step = step_at(world, which)
    if step.capacity and step.in_process and not _has_capacity(world, which):
        return False
    for place in range(step.role_begin, step.role_end):
        role = role_at(world, step_role_at(world, place).number)
        if role.is_short and role.free == 0:
            return False
    return not world.has_hours or step.hours < 0 or _is_open(world, which)


@cold
def _has_capacity(world: World, which: int) -> bool:
    step = step_at(world, which)
    first = list_at(world, queue_of(world, which, _first_rank(world, which))).head
    return step.in_process + token_at(world, first).size <= step.capacity


@cold
def _is_open(world: World, which: int) -> bool:
    hours = step_at(world, which).hours
    opening = opens_at(world, hours, world.now)
    if opening <= world.now:
        return True
    if not hours_at(world, hours).is_due:
        hours_at(world, hours).is_due = 1
        push(world, opening, hours * 16 + OPENS)
    return False


@cold
def opened(world: World, hours: int) -> None:
    """Work may begin wherever these hours are worked."""
    hours_at(world, hours).is_due = 0
    for which in range(world.steps):
        if step_at(world, which).hours == hours and step_at(world, which).queued:
            try_to_start(world, step_at(world, which).pool)


@hot
def _start(world: World, which: int) -> None:
    step = step_at(world, which)
    number = take_first(world, queue_of(world, which, _first_rank(world, which)))
    token = token_at(world, number)
    step.queued -= 1
    step.in_process += token.size
    token.seized, token.spent, token.is_leader = world.now, 0.0, 1
    for place in range(step.role_begin, step.role_end):
        role = role_at(world, step_role_at(world, place).number)
        if role.is_short:
            role.free -= 1
            if world.keeps_work:
                held = number * world.most_roles + place - step.role_begin
                held_at(world, held).number = person_at(world, role.person_begin + role.free).number
    if step.set_up_begin < step.set_up_end and _set_up(world, number):
        return
    begin(world, number)


@cold
def _set_up(world: World, number: int) -> bool:
    """Get ready, where it is time for it: before every batch, told by counting where batches are not gathered."""
    token = token_at(world, number)
    step = step_at(world, token.step)
    step.begun += 1
    if not step.is_paced and (step.begun - 1) % step.batch:
        return False
    seconds = rare_time_of(world, step.set_up_begin, step.set_up_end, token.item, token.visit)
    if seconds <= 0:
        return False
    token.phase, token.spent = IN_SET_UP, seconds
    token.start = over_at(world, step.hours, world.now, seconds)
    for place in range(step.role_begin, step.role_end):
        role_at(world, step_role_at(world, place).number).set_up += seconds
    push(world, token.start, number * 16 + SET_UP)
    return True


@hot
def begin(world: World, number: int) -> None:
    """Work begins, with all people there."""
    token = token_at(world, number)
    step, now = step_at(world, token.step), world.now
    seconds = time_of(world, step.process_begin, step.process_end, token.item, token.visit)
    hands = seconds
    if step.has_touch:
        hands = min(rare_time_of(world, step.touch_begin, step.touch_end, token.item, token.visit), seconds)
    token.end = token.hands = over_at(world, step.hours, now, seconds)
    push(world, token.end, number * 16 + ENDED)
    if step.role_begin < step.role_end:
        token.spent += hands
        if hands < seconds:
            token.hands = min(over_at(world, step.hours, now, hands), token.end)
            if token.hands < token.end:
                push(world, token.hands, number * 16 + HANDS_OFF)
        for place in range(step.role_begin, step.role_end):
            role = role_at(world, step_role_at(world, place).number)
            if token.visit:
                role.rework += hands
            else:
                role.work += hands
    waiting(world, token.step, -token.size)
    working(world, token.step, token.size)
    _begin_each(world, number, seconds)
    for _ in range(token.size - 1):
        number = token_at(world, number).mate
        _begin_mate(world, number, seconds)


@hot
def _begin_each(world: World, number: int, seconds: float) -> None:
    token = token_at(world, number)
    step, item = step_at(world, token.step), item_at(world, token.item)
    token.phase, token.start, token.worked = WORKING, world.now, seconds
    step.passes += 1
    step.again += token.visit > 0
    step.waited += world.now - token.came
    step.missed += world.now - token.ready
    if item.at_work:
        item.is_alone = 0
    else:
        item.is_alone, item.since = 1, world.now
    item.at_work += 1


@cold
def _begin_mate(world: World, number: int, seconds: float) -> None:
    token_at(world, number).is_leader = 0
    _begin_each(world, number, seconds)


begin_after_set_up = cold(begin.py_func)
"""The same where people got ready first."""


@hot
def ended(world: World, number: int) -> None:
    """A piece of work is done; each of its items goes on."""
    token = token_at(world, number)
    step = step_at(world, token.step)
    working(world, token.step, -token.size)
    step.in_process -= token.size
    if step.role_begin < step.role_end and token.hands >= token.end:
        hands_off(world, number)
    if step.capacity or step.role_begin == step.role_end:
        try_to_start(world, step.pool)


@hot
def hands_off(world: World, number: int) -> None:
    """The people of a piece of work are free for other work, or away for a while first."""
    token = token_at(world, number)
    step = step_at(world, token.step)
    for place in range(step.role_begin, step.role_end):
        which = step_role_at(world, place).number
        role, person = role_at(world, which), -1
        if world.keeps_work:
            person = _note(world, number, which, place - step.role_begin)
        if not role.is_short:
            continue
        if role.away > 0:
            _go_away(world, which, person, role.away * token.spent)
        else:
            come_back(world, which, person)


@hot
def come_back(world: World, which: int, person: int) -> None:
    """Somebody of a role is free again."""
    role = role_at(world, which)
    if person >= 0:
        person_at(world, role.person_begin + role.free).number = person
    role.free += 1
    try_to_start(world, which)


@cold
def _go_away(world: World, which: int, person: int, seconds: float) -> None:
    role = role_at(world, which)
    role.other += seconds
    push(world, over_at(world, role.hours, world.now, seconds), ((person + 1) * world.roles + which) * 16 + BACK)


@cold
def _note(world: World, number: int, which: int, place: int) -> int:
    """Write down what somebody did; gives who it was."""
    token = token_at(world, number)
    person = held_at(world, number * world.most_roles + place).number if role_at(world, which).is_short else NOTHING
    if world.counts:
        row = work_at(world, world.work)
        row.role, row.person, row.item, row.step = which, person, item_at(world, token.item).number, token.step
        row.start, row.end = world.base + token.seized, world.base + world.now
        world.work += 1
    return person
