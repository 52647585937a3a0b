"""The kernel: items that come as planned, the first of them, and streams in which nothing can move any more."""

import numpy as np
from plans import tandem

from flowatlas.simulation import engine
from flowatlas.simulation.plan import NEVER
from flowatlas.simulation.run import Asked


def exponential(mean):
    """Exponential times as plans take them."""
    return ("exponential", mean)


def test_items_come_as_planned():
    """So many at each moment, besides those that come anyway."""
    planned = [(10.0, 2), (20.0, 3)]

    alone = engine.run(tandem({"process": 1.0}, planned=planned, kind=NEVER), Asked())
    both = engine.run(tandem({"process": 1.0}, planned=planned, intervals=[15.0]), Asked())

    assert alone.finished.came.tolist() == [10, 10, 20, 20, 20]
    assert both.finished.came.tolist() == [10, 10, 15, 20, 20, 20]
    assert both.finished.item.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_run_of_the_first_ends_when_the_last_of_them_has_left():
    """Items of a better class overtake them; these are in the run, too."""
    plan = tandem(
        {"process": exponential(0.8), "roles": [0]},
        gap=1.0,
        roles=[1],
        backlog=30,
        classes=((0.5, 1), (0.5, 0)),
    )

    found = engine.run(plan, Asked(first=30)).finished
    longer = engine.run(plan, Asked(items=len(found.item) + 50)).finished

    assert set(range(30)) <= set(found.item.tolist())
    assert found.item[-1] < 30
    assert (found.item >= 30).any()
    assert longer.item[: len(found.item)].tolist() == found.item.tolist()


def test_people_are_needed_for_as_long_as_they_touch_it_and_no_longer_than_it_takes():
    """Both roles are free again after touch time, which is cut to the process time."""
    process, touch = np.array([10.0, 10.0, 4.0, 6.0]), np.array([3.0, 20.0, 9.0, 0.0])
    plan = tandem({"process": process, "touch": touch, "roles": [0, 1]}, backlog=4, roles=[1, 2])

    run = engine.run(plan, Asked(keeps_work=True, keeps_passes=True))

    hands = np.minimum(process, touch)
    start = np.concatenate(([0.0], np.cumsum(hands)[:-1]))
    order = np.argsort(run.passes.item)
    assert np.allclose(run.passes.start[order], start)
    assert np.allclose(run.passes.end[order], start + process)
    assert run.roles.work.tolist() == [hands.sum()] * 2
    for role in range(2):
        mine = run.work.role == role
        assert np.allclose(np.sort((run.work.end - run.work.start)[mine]), np.sort(hands))


def test_touch_is_drawn_apart_from_process():
    """Of two times that vary alike and on their own, the smaller one counts: half of the mean for exponential ones."""
    plan = tandem({"process": exponential(1.0), "touch": exponential(1.0), "roles": [0]}, gap=1.0, roles=[3])

    run = engine.run(plan, Asked(items=40_000, warm_up=100))

    assert abs(run.roles.work[0] / run.left - 0.5) < 4 * 0.5 / np.sqrt(40_000)


def test_batches_that_hold_up_everything_go_on_while_others_come():
    """Three wait for five at one step, two at the next, and the stream has room for five: nobody else can come in."""
    plan = tandem(
        {"process": 1.0, "batch": 5},
        {"process": 1.0, "batch": 5, "share": 0.5, "back": [(0, 0.5, None)]},
        gap=2.0,
        limit=5,
    )

    run = engine.run(plan, Asked(items=500))

    assert run.left == 500
    assert not run.is_stuck
    assert not run.is_overrun
