"""What holds for every stream, however people, limits, batches, classes and days off come together."""

import numpy as np
import pytest
from busy_stream import ITEMS, lived, worked
from queues import everything, queue

from flowatlas.simulation.engine import run
from flowatlas.simulation.plan import NOTHING
from flowatlas.simulation.run import Asked

QUICK, SLOW = range(30), range(1_000, 1_400)

TOLERANCE = 1e-4
"""Seconds; a moment months from the start is told to a part of a microsecond."""


def most_at_once(begins, ends):
    """How many stretches there are at the same time at most; one ends before another begins at the same moment."""
    moments = np.concatenate([begins, ends]).round(3)
    more = np.concatenate([np.ones(len(begins)), -np.ones(len(ends))])
    return int(np.cumsum(more[np.lexsort((more, moments))]).max(initial=0))


def stays(one):
    """The passes, and until when their items were at the step at least: until the next one began where known."""
    passes = one.found.passes
    until = passes.end.copy()
    if one.is_in_one_line:
        order = np.lexsort((passes.end, passes.came, passes.item))
        is_same = passes.item[order][1:] == passes.item[order][:-1]
        until[order[:-1][is_same]] = passes.came[order[1:]][is_same]
    return passes, until


def together(items, begins, ends):
    """Stretches of each item that touch or overlap, as one."""
    found = []
    for item, begin, end in sorted(zip(items.tolist(), begins.tolist(), ends.tolist(), strict=True)):
        if found and found[-1][0] == item and begin <= found[-1][2] + TOLERANCE:
            found[-1][2] = max(found[-1][2], end)
        else:
            found.append([item, begin, end])
    return np.array([begin for _, begin, _ in found]), np.array([end for _, _, end in found])


def assert_nobody_does_two_things_at_once(one):
    """Somebody who is away after a piece of work begins nothing before that is over."""
    work, plan = one.found.work, one.planned.plan
    is_somebody = work.person != NOTHING
    assert (work.person[is_somebody] < plan.roles.people[0][work.role[is_somebody]]).all()
    assert (plan.roles.people[0][work.role[~is_somebody]] == 0).all()
    for role in range(len(one.planned.role_ids)):
        for person in range(plan.roles.people[0, role]):
            own = (work.role == role) & (work.person == person)
            order = np.lexsort((work.end[own], work.start[own]))
            start, end = work.start[own][order], work.end[own][order]
            assert (end >= start).all()
            is_long = end > start + TOLERANCE
            start, end = start[is_long], end[is_long]
            away = 0.0 if one.is_by_hours else (end - start) * plan.roles.away[0, role]
            assert (start[1:] >= (end + away)[:-1] - TOLERANCE).all()


def assert_nobody_works_outside_of_the_calendar(one):
    """Work begins and ends in the hours that all roles of the step work, and is as much in them as on the map."""
    work = one.found.work
    if not one.is_by_hours:
        return
    for number, step in enumerate(one.steps):
        days = days_of(one, step)
        own = work.step == number
        start, end = work.start[own], work.end[own]
        length = worked(end, days) - worked(start, days)
        is_long = length > TOLERANCE
        assert (worked(start[is_long] + TOLERANCE, days) > worked(start[is_long], days)).all()
        assert (worked(end[is_long] - TOLERANCE, days) < worked(end[is_long], days)).all()
        hands = min(step.get("touch_time", np.inf), step["process_time"])
        if "set_up_time" not in step:
            assert length == pytest.approx(np.full(len(length), hands), abs=TOLERANCE)


def days_of(one, step):
    """The days on which all roles of a step work."""
    known = ("mon", "tue", "wed", "thu", "fri")
    roles = [one.stream["roles"][role].get("workdays") or known for role in step["roles"]]
    return [number for number, day in enumerate(known) if all(day in role for role in roles)]


def assert_limits_are_never_exceeded(one):
    """Capacity by those in process; steps, groups and the stream by those who are there, waiting ones included."""
    passes, until = stays(one)
    for number, step in enumerate(one.steps):
        own = passes.step == number
        if "capacity" in step:
            assert most_at_once(passes.start[own], passes.end[own]) <= step["capacity"]
        if "work_in_progress_limit" in step:
            assert most_at_once(passes.came[own], until[own]) <= step["work_in_progress_limit"]
    for name, group in one.stream["groups"].items():
        own = np.isin(passes.step, [place for place, step in enumerate(one.steps) if step.get("group") == name])
        begins, ends = together(passes.item[own], passes.came[own], until[own])
        assert most_at_once(begins, ends) <= group["work_in_progress_limit"]
    if "work_in_progress_limit" in one.stream:
        items, place = np.unique(passes.item, return_inverse=True)
        first, last = np.full(len(items), np.inf), np.full(len(items), -np.inf)
        np.minimum.at(first, place, passes.came)
        np.maximum.at(last, place, until)
        assert most_at_once(first, last) <= one.stream["work_in_progress_limit"]


def assert_every_item_is_accounted_for(one):
    """All have come and left, unless everything waits for everything."""
    found = one.found
    assert found.came == ITEMS or found.is_stuck
    assert found.came - found.left == found.inside - found.inside_before
    assert found.left == len(found.finished.item) == len(set(found.finished.item.tolist()))
    assert found.inside == 0 or found.is_stuck
    assert not found.is_overrun


def ranks_of(one):
    """The rank of the class of each finished item; -1 of others."""
    ranks = np.full(ITEMS, -1)
    ranks[one.found.finished.item] = one.planned.plan.classes.rank[one.found.finished.kind]
    return ranks


def is_told(one, number):
    """Whether the beginning of a pass tells when people took it, and its readiness when it came to their queue."""
    return not one.planned.plan.steps.is_paced[number] and "set_up_time" not in one.steps[number]


def assert_in_turn(ready, start, rank):
    """The first class first, within it the one that was ready first."""
    order = np.lexsort((start, ready))
    ready, start, rank = ready[order], start[order], rank[order]
    for own in np.unique(rank):
        assert (np.diff(start[rank == own]) >= -TOLERANCE).all()
        before = (rank < own) & (start > ready + TOLERANCE)
        for begun in start[rank == own]:
            assert not ((ready[before] < begun - TOLERANCE) & (start[before] > begun + TOLERANCE)).any()


def assert_first_come_first_served(one):
    """At every step; and over all steps of a role that do not depend on anybody or anything else."""
    passes, ranks = one.found.passes, ranks_of(one)
    rank = ranks[passes.item]
    for number in range(len(one.steps)):
        own = (passes.step == number) & (rank >= 0)
        if is_told(one, number):
            assert_in_turn(passes.ready[own].round(4), passes.start[own], rank[own])
    for role in one.stream["roles"]:
        several = [number for number, step in enumerate(one.steps) if role in step["roles"]]
        is_alone = all(one.steps[number]["roles"] == [role] and is_told(one, number) for number in several)
        if is_alone and not any("capacity" in one.steps[number] for number in several) and not one.is_by_hours:
            own = np.isin(passes.step, several) & (rank >= 0)
            assert_in_turn(passes.ready[own].round(4), passes.start[own], rank[own])


def assert_passes_add_up(one):
    """Totals of steps, from the passes alone."""
    passes, totals, count = one.found.passes, one.found.steps, len(one.steps)

    def summed(seconds):
        return pytest.approx(np.bincount(passes.step, seconds, count), rel=1e-9, abs=TOLERANCE * ITEMS)

    assert totals.passes.tolist() == np.bincount(passes.step, minlength=count).tolist()
    assert totals.again.tolist() == np.bincount(passes.step, passes.visit > 0, count).tolist()
    assert totals.waited == summed(passes.start - passes.came)
    assert totals.missed == summed(passes.start - passes.ready)
    assert totals.worked == summed(passes.end - passes.start)
    assert (passes.came <= passes.ready + TOLERANCE).all()
    assert (passes.ready <= passes.start + TOLERANCE).all()
    assert (passes.start <= passes.end + TOLERANCE).all()


def assert_lead_times_are_those_of_the_passes(one):
    """From coming to the last end, and the final wait; the first pass begins no earlier than the item comes."""
    passes, done = one.found.passes, one.found.finished
    last, first = np.full(ITEMS, -np.inf), np.full(ITEMS, np.inf)
    np.maximum.at(last, passes.item, passes.end)
    np.minimum.at(first, passes.item, passes.came)
    has_passes = np.isfinite(last[done.item])
    came, left, item = done.came[has_passes], done.left[has_passes], done.item[has_passes]
    final = one.stream.get("final_wait", 0.0)
    clock = one.planned.clock.working if one.is_by_hours else np.asarray
    if not one.stream.get("work_in_progress_limit"):
        assert clock(left) - clock(last[item]) == pytest.approx(np.full(len(left), final), abs=TOLERANCE)
    assert (first[item] >= came - TOLERANCE).all()
    assert done.lead == pytest.approx(done.left - done.came, abs=TOLERANCE)
    assert one.found.lead_seconds == pytest.approx(done.lead.sum())


def assert_people_did_what_the_totals_say(one):
    """The work that was noted, in hours of the step, is all that is counted: work, rework and set-up."""
    work, totals = one.found.work, one.found.roles
    seconds = work.end - work.start
    if one.is_by_hours:
        for number, step in enumerate(one.steps):
            own = work.step == number
            days = days_of(one, step)
            seconds[own] = worked(work.end[own], days) - worked(work.start[own], days)
    noted = np.bincount(work.role, seconds, len(one.planned.role_ids))
    assert totals.work + totals.rework + totals.set_up == pytest.approx(noted, abs=TOLERANCE * ITEMS)
    away = (totals.work + totals.rework + totals.set_up) * one.planned.plan.roles.away[0]
    is_short = one.planned.plan.roles.people[0] > 0
    assert totals.away[is_short] == pytest.approx(away[is_short], abs=TOLERANCE * ITEMS)


ALL = (
    assert_nobody_does_two_things_at_once,
    assert_nobody_works_outside_of_the_calendar,
    assert_limits_are_never_exceeded,
    assert_every_item_is_accounted_for,
    assert_first_come_first_served,
    assert_passes_add_up,
    assert_lead_times_are_those_of_the_passes,
    assert_people_did_what_the_totals_say,
)


@pytest.mark.parametrize("promise", ALL, ids=lambda one: one.__name__.removeprefix("assert_"))
def test_on_random_streams(promise):
    """Each promise, on some streams."""
    for seed in QUICK:
        promise(lived(seed))


@pytest.mark.slow
@pytest.mark.parametrize("first", SLOW[::100])
def test_on_many_more_random_streams(first):
    """All promises, on many more."""
    for seed in range(first, first + 100):
        for promise in ALL:
            promise(lived(seed))
    lived.cache_clear()


def test_random_streams_have_everything():
    """The generator makes what the promises are about, and most streams come to their end."""
    several = [lived(seed) for seed in QUICK]
    names = {name for one in several for step in one.steps for name in step}

    assert {"capacity", "work_in_progress_limit", "group", "batch", "cadence", "set_up_time", "rework"} <= names
    assert sum(one.is_by_hours for one in several) > 3
    assert sum(one.is_in_one_line for one in several) > 3
    assert sum(not one.is_in_one_line for one in several) > 3
    assert sum(len(one.planned.class_ids) > 1 for one in several) > 3
    assert sum("work_in_progress_limit" in one.stream for one in several) > 3
    assert sum(one.found.is_stuck for one in several) < len(several) / 2
    assert sum(bool(one.found.roles.away.any()) for one in several) > 3


def test_a_batch_is_no_larger_than_the_room_there_is():
    """Four together where two can be in process: two and two."""
    planned = queue("steps: {a: {process_time: 1h, capacity: 2, batch: 4, wait_kind: queue}}", arrivals=np.full(4, 1.0))

    passes = everything(planned).passes

    assert sorted((passes.end - 3600).round(6).tolist()) == [2, 2, 3602, 3602]
    assert most_at_once(passes.start, passes.end) == 2


@pytest.mark.parametrize("seed", QUICK[:8])
def test_in_any_part_of_a_run_all_that_came_has_left_or_is_inside(seed):
    """Counted from some item on, up to some moment."""
    one = lived(seed)
    until = float(np.quantile(one.found.passes.end, 0.7))

    part = run(one.planned.plan, Asked(seed=seed, warm_up=20, until=until, keeps_passes=True))

    assert part.came - part.left == part.inside - part.inside_before
    assert part.end <= until
    assert part.left == len(part.finished.item) == part.course.left.sum()
