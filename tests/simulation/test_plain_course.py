"""The plain course and the general one: two speeds, one meaning."""

from dataclasses import fields
from random import Random

import numpy as np
import pytest
from busy_stream import planned_of
from random_stream import random_stream

from flowatlas.simulation.engine import run
from flowatlas.simulation.given import Exponential
from flowatlas.simulation.kernel.start import Start
from flowatlas.simulation.plan import AS_GIVEN, CHOICE
from flowatlas.simulation.run import Asked

QUICK, SLOW = range(80), range(1000, 1200)

TIMES = (0.0, 600.0, 3_600.0, "5m..2h", "1h..90m..9h", "30s..4h")


def plain_stream(random):
    """A stream that only people and time hold up, with ways back, choices, typed waits, shared people; or another."""
    stream = random_stream(random)
    for step in stream["steps"].values():
        step.pop("touch_time", None)
        step.pop("availability", None)
        step["process_time"] = random.choice(TIMES)
        step["wait_time"] = random.choice(TIMES)
        if random.random() < 0.6:
            step["wait_kind"] = "queue"
        step["roles"] = random.choice([[], ["a"], ["b"], ["c"], ["a"], ["b"]])
    for role in stream["roles"].values():
        role["people"], role["availability"] = random.choice([1, 1, 2, 3]), 1.0
    if random.random() < 0.2:
        del stream["roles"]["c"]["people"]
    if random.random() < 0.3:
        stream["classes"] = {"one": {"share": 0.3}, "other": {}}
    return stream


def both(seed, **asked):
    """A stream that can take the plain course, by that one and by the other, which keeps who worked; or nothing."""
    random = Random(seed)
    gap = random.choice([600.0, 3_600.0, 40_000.0])
    given = np.full(200, gap) if random.random() < 0.3 else Exponential(gap)
    plan = planned_of(plain_stream(random), arrivals=given).plan
    question = Asked(seed=seed, most_inside=150, keeps_passes=True, **asked)
    assert not Start(plan).is_plain(question._replace(keeps_work=True))
    if not Start(plan).is_plain(question):
        return None
    return plan, run(plan, question), run(plan, question._replace(keeps_work=True))


def assert_same(one, other):
    """All that two runs tell is the same: who, where and how often exactly, when but for rounding."""
    for field in fields(one):
        if field.name not in ("asked", "work"):
            _assert_equal(getattr(one, field.name), getattr(other, field.name), field.name)


def _assert_equal(one, other, name):
    if hasattr(one, "_fields"):
        for inner in one._fields:
            _assert_equal(getattr(one, inner), getattr(other, inner), inner)
    elif np.asarray(one).dtype.kind == "f":
        assert one == pytest.approx(other, rel=1e-9, abs=1e-6), name
    else:
        assert np.array_equal(one, other), name


def asked_of(seed):
    """Runs end in different ways, and begin to count at different moments."""
    return (
        {"items": 300},
        {"warm_up": 50, "items": 100, "buckets": 8},
        {"items": 10_000, "until": 500_000.0},
        {"first": 60, "items": 400},
    )[seed % 4]


def assert_both_tell_the_same(seeds):
    """Gives the plans of streams that could take both courses."""
    found = [two for seed in seeds if (two := both(seed, **asked_of(seed))) is not None]
    for _, plain, general in found:
        assert_same(plain, general)
    return found


def test_both_courses_tell_the_same_of_random_streams():
    """Lead times, passes, totals of steps and roles, the course over time; with all that may be on the plain course."""
    found = assert_both_tell_the_same(QUICK)

    plans = [plan for plan, _, _ in found]
    assert len(plans) > 12
    assert any(CHOICE in plan.routes.leave for plan in plans)
    assert any((plan.steps.share < 1).any() for plan in plans)
    assert any(len(plan.steps.back_to) for plan in plans)
    assert any((plan.steps.back_wait >= 0).any() for plan in plans)
    assert any((plan.steps.wait >= 0).any() for plan in plans)
    assert any(plan.final_wait >= 0 for plan in plans)
    assert any((plan.roles.people == 0).any() for plan in plans)
    assert any(len(plan.classes.rank) > 1 for plan in plans)
    assert any(plan.arriving.kind == AS_GIVEN for plan in plans)
    assert any(run.is_overrun for _, run, _ in found)
    assert any(run.steps.again.any() and not run.is_overrun for _, run, _ in found)


@pytest.mark.slow
def test_both_courses_tell_the_same_of_many_more():
    """The same, for many more streams."""
    assert len(assert_both_tell_the_same(SLOW)) > 40
