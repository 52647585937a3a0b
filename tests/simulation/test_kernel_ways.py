"""The ways through the kernel: forks in forks, tangles, choices and optional steps in branches, item by item."""

import numpy as np
import pytest
from queues import by_item, everything, queue

from flowatlas.simulation.engine import run
from flowatlas.simulation.given import Exponential
from flowatlas.simulation.run import Asked

ITEMS = 400
MOST = 400.0
"""Longest gap between items, about as long as an item takes: several are on their way at a time."""


def given(*names, seed=7):
    """A process time for each item at each step, and intervals between items."""
    random = np.random.default_rng(seed)
    times = {name: random.uniform(1.0, 300.0, ITEMS) for name in names}
    return times, random.uniform(0.0, MOST, ITEMS)


def leads(text, times, intervals):
    """The lead times of all items, in the order in which they came."""
    found = everything(queue(text, arrivals=intervals, **times))
    assert found.left == ITEMS
    return by_item(found)


def is_either(found, one, other):
    """Which items took as long as ``one`` says; all others took as long as ``other`` says."""
    is_one = np.isclose(found, one, rtol=1e-9)
    assert (is_one | np.isclose(found, other, rtol=1e-9)).all()
    return is_one & ~np.isclose(one, other, rtol=1e-9)


NESTED = """
    demand: 1/wk
    steps:
      a: {wait_time: 0, process_time: 1s}
      b: {wait_time: 0, process_time: 1s, after: [a]}
      c: {wait_time: 0, process_time: 1s, after: [a]}
      d: {wait_time: 0, process_time: 1s, after: [b]}
      e: {wait_time: 0, process_time: 1s, after: [b]}
      f: {wait_time: 0, process_time: 1s, after: [d, e]}
      g: {wait_time: 0, process_time: 1s, after: [c, f]}
"""


def test_forks_in_forks_take_their_longest_way():
    """The longer of one branch and of what the longest way through the fork in the other takes."""
    times, intervals = given(*"abcdefg")
    a, b, c, d, e, f, g = (times[name] for name in "abcdefg")

    found = leads(NESTED, times, intervals)

    assert np.allclose(found, a + np.maximum(c, b + np.maximum(d, e) + f) + g, rtol=1e-9)


def test_ways_that_meet_and_part_begin_with_the_last_that_came():
    """A step after two others that lie on different branches begins when both are done."""
    text = """
        demand: 1/wk
        steps:
          a: {wait_time: 0, process_time: 1s}
          b: {wait_time: 0, process_time: 1s, after: [a]}
          c: {wait_time: 0, process_time: 1s, after: [a]}
          d: {wait_time: 0, process_time: 1s, after: [b]}
          e: {wait_time: 0, process_time: 1s, after: [b, c]}
          f: {wait_time: 0, process_time: 1s, after: [d, e]}
    """
    times, intervals = given(*"abcdef")
    a, b, c, d, e, f = (times[name] for name in "abcdef")

    found = leads(text, times, intervals)

    assert np.allclose(found, a + np.maximum(b + d, np.maximum(b, c) + e) + f, rtol=1e-9)


PARTING = """
    demand: 1/wk
    steps:
      s: {wait_time: 0, process_time: 1s}
      a: {wait_time: 0, process_time: 1s, after: [s]}
      b: {wait_time: 0, process_time: 1s, after: [s]}
      c: {wait_time: 0, process_time: 1s, after: [a], share: 60%}
      d: {wait_time: 0, process_time: 1s, after: [a], share: 40%}
      e: {wait_time: 0, process_time: 1s, after: [b, c]}
      f: {wait_time: 0, process_time: 1s, after: [d, e]}
"""


def test_nothing_waits_for_an_alternative_that_is_not_taken():
    """Where a choice lies among ways that meet, what follows one alternative begins at once for items of the other."""
    times, intervals = given(*"sabcdef")
    s, a, b, c, d, e, f = (times[name] for name in "sabcdef")

    found = leads(PARTING, times, intervals)
    is_first = is_either(found, s + np.maximum(a + c, b) + e + f, s + np.maximum(a + d, b + e) + f)

    assert 0.5 < is_first.mean() < 0.7


def test_a_choice_among_ways_that_meet_is_made_anew_each_time():
    """Items that come back through the fork choose again, and leave nothing behind of the time before."""
    text = (
        PARTING.rstrip()
        + "\n"
        + "      g: {wait_time: 0, process_time: 1s, after: [f], rework: {again: {to: s, share: 50%}}}\n"
    )
    times, intervals = given(*"sabcdefg")

    found = everything(queue(text, arrivals=intervals, **times))
    passes, last = found.passes, found.passes.visit.max()
    took = [{int(item) for item in passes.item[(passes.step == step) & (passes.visit == 0)]} for step in (3, 4)]

    assert found.left == ITEMS
    assert last > 3
    assert len(took[0] & took[1]) > 0.2 * ITEMS
    for item in range(50):
        count = [int((passes.step[passes.item == item] == step).sum()) for step in range(8)]
        assert count[3] + count[4] == count[0] == count[5] == count[7]


def test_alternatives_in_a_branch():
    """The branch takes as long as the alternative that the item takes."""
    text = """
        demand: 1/wk
        steps:
          a: {wait_time: 0, process_time: 1s}
          b: {wait_time: 0, process_time: 1s, after: [a]}
          c: {wait_time: 0, process_time: 1s, after: [a]}
          d: {wait_time: 0, process_time: 1s, after: [b], share: 30%}
          e: {wait_time: 0, process_time: 1s, after: [b], share: 70%}
          f: {wait_time: 0, process_time: 1s, after: [c, d, e]}
    """
    times, intervals = given(*"abcdef")
    a, b, c, d, e, f = (times[name] for name in "abcdef")

    is_first = is_either(leads(text, times, intervals), a + np.maximum(b + d, c) + f, a + np.maximum(b + e, c) + f)

    assert is_first.any()


@pytest.mark.parametrize("share", [0, 40, 100])
def test_optional_steps_in_a_branch(share):
    """Those who do not do it are through with the branch at once."""
    text = f"""
        demand: 1/wk
        steps:
          a: {{wait_time: 0, process_time: 1s}}
          b: {{wait_time: 0, process_time: 1s, after: [a], share: {share}%}}
          c: {{wait_time: 0, process_time: 1s, after: [a]}}
          d: {{wait_time: 0, process_time: 1s, after: [b, c]}}
    """
    times, intervals = given(*"abcd")
    a, b, c, d = (times[name] for name in "abcd")

    found = everything(queue(text, arrivals=intervals, **times))
    does = np.isin(np.arange(ITEMS), found.passes.item[found.passes.step == 1])

    assert abs(does.mean() - share / 100) < 0.1
    assert np.allclose(by_item(found), a + np.maximum(np.where(does, b, 0.0), c) + d, rtol=1e-9)


def test_a_group_for_one_lets_nobody_in_before_rework_is_done():
    """With one item in a group at a time, items go through it one after the other, however often they come back."""
    text = """
        demand: 1/wk
        groups: {g: {work_in_progress_limit: 1}}
        steps:
          a: {wait_time: 0, process_time: 1s, group: g}
          b: {wait_time: 0, process_time: 1s, group: g, rework: {again: {to: a, share: 40%}}}
          c: {wait_time: 0, process_time: 1s}
    """
    times, intervals = given(*"abc")

    found = everything(queue(text, arrivals=intervals, **times))
    passes = found.passes
    is_in = passes.step < 2
    item, came, end = passes.item[is_in], passes.came[is_in], passes.end[is_in]
    first = np.array([came[item == one].min() for one in range(ITEMS)])
    last = np.array([end[item == one].max() for one in range(ITEMS)])

    assert found.left == ITEMS
    assert passes.visit.max() > 1
    assert (first[1:] >= last[:-1] - 1e-6).all()


def test_who_is_done_and_has_no_room_ahead_waits_where_it_is():
    """Those who wait and those who are worked on at the steps are then all that are inside."""
    text = """
        demand: 1/wk
        steps:
          a: {wait_time: 0, process_time: 1s}
          b: {wait_time: 0, process_time: 1s, work_in_progress_limit: 1}
          c: {wait_time: 0, process_time: 1s, work_in_progress_limit: 1, capacity: 1}
    """
    times, _ = given(*"abc")

    found = everything(queue(text, arrivals=np.full(ITEMS, 500.0), **times | {"c": times["c"] * 3}))
    course = found.course
    widths = np.full(len(course.inside), course.width)
    widths[-1] = found.end - found.start - course.width * (len(widths) - 1)

    assert ((course.waiting + course.working)[:, 1:] <= 1 + 1e-9).all()
    assert widths @ course.inside == pytest.approx((widths @ (course.waiting + course.working)).sum(), rel=1e-9)
    assert widths @ course.waiting[:, 0] > 100 * ITEMS


def test_circles_through_a_fork_are_resolved():
    """One before the fork waits for a place in it that another has, who waits for the place before the fork."""
    text = """
        demand: 1/wk
        groups: {g: {work_in_progress_limit: 1}, h: {work_in_progress_limit: 1}}
        steps:
          a: {wait_time: 0, process_time: 1s, group: h}
          b: {wait_time: 0, process_time: 1s, after: [a]}
          c: {wait_time: 0, process_time: 1s, after: [a], group: g}
          d: {wait_time: 0, process_time: 1s, after: [c], group: h}
          e: {wait_time: 0, process_time: 1s, after: [b, d]}
    """
    times, intervals = given(*"abcde")

    found = everything(queue(text, arrivals=intervals, **times))

    assert found.left == ITEMS
    for members in ([0, 3], [2]):
        own = np.isin(found.passes.step, members)
        begin, end = np.sort(found.passes.came[own]), np.sort(found.passes.end[own])
        assert (begin[1:] >= end[:-1] - 1e-6).all()


def test_a_stream_in_which_nothing_can_move_is_told_while_others_come():
    """Both branches of one item would have to move at once to let the other go on."""
    text = """
        demand: 1/wk
        groups: {h: {work_in_progress_limit: 1}}
        steps:
          a: {wait_time: 0, process_time: 1s, group: h}
          b: {wait_time: 0, process_time: 20s, after: [a], work_in_progress_limit: 1}
          c: {wait_time: 0, process_time: 20s, after: [a], work_in_progress_limit: 1}
          d: {wait_time: 0, process_time: 1s, after: [b], group: h}
          e: {wait_time: 0, process_time: 1s, after: [c], group: h}
          f: {wait_time: 0, process_time: 1s, after: [d, e]}
    """

    found = run(queue(text, arrivals=Exponential(2.0)).plan, Asked(items=10_000))

    assert found.is_stuck
    assert not found.is_overrun
    assert found.inside < 50
