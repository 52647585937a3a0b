"""The kernel: queues, people, batches, limits and rework, held against sums and recursions worked out here."""

import numpy as np
import pytest
from plans import tandem

from flowatlas.simulation import engine
from flowatlas.simulation.plan import FORK, GO
from flowatlas.simulation.run import Asked

EVERYTHING = Asked(keeps_passes=True, keeps_work=True)


def exponential(mean):
    """Exponential times as plans take them."""
    return ("exponential", mean)


def areas(run):
    """Item-seconds of the course, whose last piece may be shorter."""
    course = run.course
    widths = np.full(len(course.inside), course.width)
    widths[-1] = run.end - run.start - course.width * (len(widths) - 1)
    return (course.inside * widths).sum()


@pytest.mark.parametrize("count", [200, 60_000])
def test_one_person_and_given_times_follow_lindleys_recursion(count):
    """Leads with given arrivals and services equal those of the recursion to 1e-9, in long runs as well."""
    random = np.random.default_rng(count)
    gaps, services = random.gamma(2, 50, count), random.lognormal(4.4, 0.5, count)
    plan = tandem({"process": services, "roles": [0]}, intervals=gaps, roles=[1])
    expected, wait = [], 0.0
    for number, (gap, service) in enumerate(zip(gaps, services, strict=True)):
        wait = max(0.0, wait + services[number - 1] - gap) if number else 0.0
        expected.append(wait + service)

    lead = engine.run(plan, Asked()).finished.lead

    assert np.allclose(lead, expected, rtol=1e-9, atol=0)


def test_fixed_times_add_up():
    """Without queues and variation an item takes the sum of its waits and process times, exactly."""
    plan = tandem(
        {"wait": 5.0, "process": 7.0},
        {"wait": 0.1, "process": 0.3, "touch": 0.1, "roles": [0]},
        gap=1.0,
        roles=[0],
        final_wait=2.0,
    )

    run = engine.run(plan, Asked(items=500, warm_up=10))

    assert run.left == 500
    assert np.allclose(run.finished.lead, 14.4, rtol=1e-12)
    assert np.allclose(run.finished.active, 7.3, rtol=1e-12)


def test_everything_that_came_left_or_is_inside_and_stays_add_up():
    """Items are accounted for, and the area under the items inside is the sum of their stays, as Little's law says."""
    plan = tandem(
        {"process": exponential(0.5), "roles": [0], "wait": 2.0},
        {
            "process": exponential(0.5),
            "roles": [0, 1],
            "touch": 0.1,
            "share": 0.7,
            "back": [(0, 0.2, None), (1, 0.1, 3.0)],
        },
        gap=1.5,
        roles=[1, 2],
        away=[0.2, 0.0],
    )

    run = engine.run(plan, Asked(warm_up=100, items=5000))

    assert run.came - run.left == run.inside - run.inside_before
    assert run.left == 5000
    assert areas(run) == pytest.approx(run.inside_seconds, rel=1e-9)
    assert run.course.left.sum() == run.left
    assert run.lead_seconds == pytest.approx(run.finished.lead.sum(), rel=1e-9)


def test_all_that_people_did_is_in_the_totals_and_nobody_does_two_things_at_once():
    """Work notes never overlap for a person, and sum up to the totals of the role."""
    plan = tandem(
        {"process": exponential(0.8), "roles": [0], "set_up": 0.1},
        {"process": exponential(0.6), "roles": [0, 1], "back": [(0, 0.2, None)]},
        backlog=300,
        roles=[2, 1],
    )

    run = engine.run(plan, EVERYTHING)
    work = run.work

    for role, person in {(0, 0), (0, 1), (1, 0)}:
        mine = (work.role == role) & (work.person == person)
        start, end = np.sort(work.start[mine]), np.sort(work.end[mine])
        assert len(start) > 10
        assert (start[1:] >= end[:-1] - 1e-9).all()
        assert mine.sum() > 0
    for role in range(2):
        mine = work.role == role
        busy = (work.end[mine] - work.start[mine]).sum()
        total = run.roles.work[role] + run.roles.rework[role] + run.roles.set_up[role]
        assert busy == pytest.approx(total, rel=1e-9)
    assert run.inside == 0


@pytest.mark.parametrize("groups", [(), (3, 2)])
def test_limits_are_never_exceeded_and_circles_are_resolved(groups):
    """Never more at a step than its limit, even where rework fills both steps with items that wait for each other."""
    plan = tandem(
        {"process": exponential(0.5), "roles": [0], "limit": 2, "group": 0 if groups else -1},
        {"process": exponential(0.5), "roles": [1], "limit": 2, "back": [(0, 0.4, None)], "group": 1 if groups else -1},
        gap=1.2,
        roles=[1, 1],
        groups=groups,
    )

    run = engine.run(plan, Asked(items=3000, keeps_passes=True))

    assert run.left == 3000
    assert not run.is_stuck
    assert (run.course.waiting + run.course.working <= 2 + 1e-9).all()


def test_a_limited_stream_holds_items_outside():
    """With a limit of one in the stream, items are served one after the other, and their leads count from coming."""
    plan = tandem({"process": 1.0}, {"process": 2.0}, backlog=4, limit=1)

    run = engine.run(plan, Asked())

    assert run.finished.lead.tolist() == [3.0, 6.0, 9.0, 12.0]


def test_a_batch_waits_for_its_last_item_and_is_one_piece_of_work():
    """Three items that come one a second leave together; what is left over at the very end goes on as well."""
    plan = tandem({"process": 2.0, "batch": 3, "set_up": 0.5, "roles": [0]}, intervals=[1.0] * 7, roles=[1])

    run = engine.run(plan, EVERYTHING)

    assert run.finished.left.tolist() == [5.5, 5.5, 5.5, 8.5, 8.5, 8.5, 11.0]
    assert len(run.work.start) == 3
    assert run.roles.set_up[0] == 1.5


def test_a_cadence_lets_go_at_its_turns():
    """Everything begins at moments that are a cadence apart."""
    plan = tandem({"process": 0.25, "cadence": 10.0}, gap=1.0)

    run = engine.run(plan, Asked(items=200, keeps_passes=True))
    phase = run.passes.start % 10.0

    assert np.allclose(phase, phase[0], atol=1e-6) or np.allclose((phase + 5) % 10, (phase[0] + 5) % 10, atol=1e-6)
    assert (run.passes.start - run.passes.came <= 10.0 + 1e-9).all()


def test_the_first_class_goes_first_but_interrupts_nobody():
    """Of those who wait the first class is taken first; who is being served stays so."""
    plan = tandem({"process": 1.0, "roles": [0]}, backlog=40, roles=[1], classes=((0.5, 1), (0.5, 0)))

    run = engine.run(plan, Asked())
    kinds = run.finished.kind[1:]

    assert (np.sort(kinds)[::-1] == kinds).all()
    assert 0 < kinds.sum() < len(kinds)


def test_work_stands_still_outside_of_the_hours():
    """Ten hours of work in days of eight take until ten on the second day; nothing begins at night."""
    day, hour = 86400.0, 3600.0
    hours = [[(number * day + 8 * hour, number * day + 16 * hour) for number in range(30)]]
    plan = tandem({"process": 10 * hour, "roles": [0], "hours": 0}, backlog=3, roles=[1], hours=hours)

    run = engine.run(plan, EVERYTHING)

    assert run.finished.left.tolist() == [day + 10 * hour, 2 * day + 12 * hour, 3 * day + 14 * hour]
    assert run.finished.active.tolist() == [10 * hour] * 3
    assert run.roles.work[0] == pytest.approx(30 * hour)


def test_somebody_who_is_away_between_items_is_slower():
    """With as long away as at work each piece of work takes twice as long, but for the last."""
    plan = tandem({"process": 1.0, "roles": [0]}, backlog=5, roles=[1], away=[1.0])

    assert engine.run(plan, Asked()).finished.left.tolist() == [1.0, 3.0, 5.0, 7.0, 9.0]


def test_runs_side_by_side_are_those_one_after_the_other():
    """Order and results do not depend on how many run at once, and a seed gives the same again."""
    plan = tandem({"process": exponential(0.8), "roles": [0]}, gap=1.0, roles=[1])
    several = [Asked(seed=seed, items=400) for seed in range(9)]

    found = [[run.lead_seconds for run in engine.runs(plan, several, workers=workers)] for workers in (1, 3)]

    assert found[0] == found[1]
    assert len(set(found[0])) == 9


def test_whoever_is_told_can_end_it():
    """What is raised on being told ends a run that would go on for ever."""

    def stop(finished):
        assert finished >= 0
        raise KeyboardInterrupt

    plan = tandem({"process": exponential(0.8), "roles": [0]}, gap=1.0, roles=[1])

    with pytest.raises(KeyboardInterrupt):
        engine.run(plan, Asked(items=10**12, keeps_items=False), stop)


def test_a_run_is_given_up_where_work_piles_up():
    """More items inside than asked end the run, told as such."""
    plan = tandem({"process": 2.0, "roles": [0]}, gap=1.0, roles=[1])

    run = engine.run(plan, Asked(items=10**6, most_inside=500))

    assert run.is_overrun
    assert run.inside == 501


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(draw=1, items=1), "draw is 1, but the plan has 1 states of doubt"),
        (Asked(items=-1), "items is -1"),
        (Asked(until=0.0), "until is 0.0"),
        (Asked(), "items, first or until"),
        (Asked(items=1, buckets=0), "buckets is 0"),
    ],
)
def test_what_cannot_be_asked_for_is_told(asked, told):
    """Wrong questions are answered with what would be right."""
    with pytest.raises(ValueError, match=told):
        engine.run(tandem({"process": 1.0}, gap=1.0), asked)


def forked(*steps, **others):
    """A first step, the two after it side by side, and the last one after both."""
    plan = tandem(*steps, **others)
    routes = plan.routes._replace(
        leave=np.array([GO, FORK, GO, GO, GO, GO]),
        onward=np.array([1, 4, 4, 4, 5, -1]),
        choice_end=np.array([0, 2, 0, 0, 0, 0]),
        branches=np.array([1, 2]),
        arms=np.array([0, 2, 0, 0, 0, 0]),
        way_start=np.array([0, 2, 3]),
        way_end=np.array([5, 4, 4]),
        way_needs=np.array([1, 1, 1]),
        way_fork=np.array([-1, 1, 1]),
        to_begin=np.array([0, 0, 1]),
        to_end=np.array([0, 1, 2]),
        way_to=np.array([-1, -1]),
        to_is_choice=np.array([0, 0, 0]),
    )
    return plan._replace(routes=routes)


def test_a_join_waits_for_the_last_branch():
    """Side by side the longer branch counts, also for how long somebody works on the item."""
    run = engine.run(
        forked({"process": 1.0}, {"process": 2.0}, {"process": 5.0, "wait": 1.0}, {"process": 1.0}, gap=9.0),
        Asked(items=50),
    )

    assert np.allclose(run.finished.lead, 8.0, rtol=1e-12)
    assert np.allclose(run.finished.active, 8.0, rtol=1e-12)
    assert areas(run) == pytest.approx(run.inside_seconds, rel=1e-9)


def test_what_is_on_a_branch_at_the_start_goes_on_alone():
    """Items that are on a branch at the start do not wait for the other one."""
    steps = [
        {"process": 1.0},
        {"process": 2.0, "present": 2, "limit": 2},
        {"process": 5.0},
        {"process": 1.0, "limit": 1},
    ]

    run = engine.run(forked(*steps, intervals=[]), Asked())

    assert run.finished.left.tolist() == [3.0, 4.0]
