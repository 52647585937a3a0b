"""What holds in every run, whatever chance does: Little's law as an identity, and what the course adds up to."""

import numpy as np
import pytest
from queues import everything, queue

from flowatlas.simulation.engine import run
from flowatlas.simulation.given import Exponential
from flowatlas.simulation.run import Asked

STREAMS = {
    "rework": """
        roles: {r: {people: 1}, s: {people: 2}}
        steps:
          a: {process_time: 1s, roles: [r], percent_complete_accurate: 90%}
          b: {process_time: 1s, wait_time: 3s, roles: [s], rework: {x: {to: a, share: 20%, wait_time: 2s}}}
        final_wait: 2s
    """,
    "limits": """
        work_in_progress_limit: 6
        roles: {r: {people: 2}, s: {people: 1}}
        steps:
          a: {process_time: 1s, roles: [r], work_in_progress_limit: 3}
          b: {process_time: 1s, wait_kind: queue, roles: [s], work_in_progress_limit: 2}
    """,
    "branches": """
        roles: {r: {people: 2}, s: {people: 2}}
        classes: {urgent: {share: 30%, priority: 1}}
        steps:
          a: {process_time: 1s, roles: [r]}
          b: {process_time: 1s, wait_kind: queue, after: [a], roles: [s], share: 50%}
          c: {process_time: 1s, wait_kind: queue, after: [a], roles: [r], batch: 2}
          d: {process_time: 0.5s, wait_time: 0, after: [b, c], roles: [s]}
    """,
}


def planned_of(name, **given):
    """A stream with exponential work at its first two steps."""
    return queue(STREAMS[name], a=Exponential(0.9), b=Exponential(0.7), **given)


def intervals(seed):
    """Two hundred arrivals."""
    return np.random.default_rng(seed).exponential(1.5, 200)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", STREAMS)
def test_items_are_inside_as_long_as_their_stays_add_up_to(name, seed):
    """From the first that comes to the last that leaves."""
    planned = planned_of(name, arrivals=intervals(seed))

    found = everything(planned, seed=seed)

    stays = (found.finished.left - found.finished.came).sum()
    assert (found.came, found.left, found.inside) == (200, 200, 0)
    assert found.inside_seconds == pytest.approx(stays, rel=1e-9)
    assert found.lead_seconds == pytest.approx(stays, rel=1e-9)
    assert found.finished.lead.sum() == pytest.approx(stays, rel=1e-9)
    assert found.course.inside.sum() > 0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", STREAMS)
def test_of_a_stay_the_part_counts_that_is_in_the_time_that_counts(name, seed):
    """A window in the middle of the same run, by each item's own stay in plain Python."""
    planned = planned_of(name, arrivals=intervals(seed))
    whole = everything(planned, seed=seed)
    stays = list(zip(whole.finished.came.tolist(), whole.finished.left.tolist(), strict=True))

    window = everything(planned, seed=seed, warm_up=50, until=float(np.sort(whole.finished.left)[150]) + 0.01)

    begin, end = window.start, window.end
    assert begin == pytest.approx(np.sort(whole.finished.left)[49])
    inside = sum(max(min(left, end) - max(came, begin), 0.0) for came, left in stays)
    assert window.inside_seconds == pytest.approx(inside, rel=1e-9)
    assert window.came == sum(begin < came <= end for came, _ in stays)
    assert window.left == sum(begin < left <= end for _, left in stays)
    assert window.inside_before == sum(came <= begin < left for came, left in stays)
    assert window.inside == sum(came <= end < left for came, left in stays)
    assert window.came - window.left == window.inside - window.inside_before
    assert window.lead_seconds == pytest.approx(
        sum(left - came for came, left in stays if begin < left <= end), rel=1e-9
    )


@pytest.mark.parametrize("name", STREAMS)
@pytest.mark.parametrize("buckets", [2, 7, 200])
def test_the_course_adds_up_to_the_whole(name, buckets):
    """The areas under its pieces are the time that items were inside, waited and were worked on."""
    planned = planned_of(name, arrivals=Exponential(1.5))

    found = run(planned.plan, Asked(items=500, warm_up=20, buckets=buckets, keeps_passes=True))

    course, seconds = found.course, found.end - found.start
    widths = np.full(len(course.inside), course.width)
    widths[-1] = seconds - course.width * (len(widths) - 1)
    assert len(widths) <= buckets
    assert 0 < widths[-1] <= course.width * (1 + 1e-9)
    assert widths @ course.inside == pytest.approx(found.inside_seconds, rel=1e-9)
    assert course.left.sum() == found.left == 500
    in_steps = (widths @ (course.waiting + course.working)).sum()
    if name == "rework":
        final = 2.0 * found.left
        assert in_steps == pytest.approx(found.inside_seconds - final, abs=4.0 * 10)


@pytest.mark.parametrize("name", STREAMS)
def test_items_inside_are_throughput_times_lead_time(name):
    """Little's law of averages, over a run that begins and ends empty."""
    planned = planned_of(name, arrivals=intervals(5))

    found = everything(planned)

    seconds = found.end - found.start
    assert found.inside_seconds / seconds == pytest.approx(found.left / seconds * found.finished.lead.mean(), rel=1e-9)
