"""The same luck in two versions of a map: what an item draws belongs to it, to the step and to the visit."""

from random import Random

import numpy as np
import pytest
from busy_stream import lived, planned_of
from queues import everything
from random_stream import random_stream

from flowatlas.simulation.engine import run
from flowatlas.simulation.log import event_log
from flowatlas.simulation.run import Asked

ITEMS = 200
SEEDS = range(8)


def ranges(stream):
    """The same stream with times that differ from item to item."""
    steps = {}
    for name, step in stream["steps"].items():
        low = max(step["process_time"], 1.0)
        steps[name] = step | {"process_time": f"{low:.0f}s..{3 * low:.0f}"}
    return {**stream, "steps": steps, "demand": 1 / 3600}


def line(random):
    """Steps in a row with ways back, of which some are optional."""
    steps = {}
    for number in range(random.randint(3, 6)):
        step = {"process_time": float(random.randint(100, 9_999)), "wait_kind": "queue", "roles": [random.choice("ab")]}
        if random.random() < 0.5:
            step["percent_complete_accurate"] = 0.8
        if number and random.random() < 0.5:
            step["rework"] = {"r": {"to": f"s{random.randrange(number)}", "share": 0.2}}
            step.pop("percent_complete_accurate", None)
        if number and random.random() < 0.3:
            step["share"] = 0.6
        steps[f"s{number}"] = step
    return {"steps": steps, "roles": {"a": {"people": 2}, "b": {"people": 3}}, "classes": {"c": {"share": 0.4}}}


def with_a_step(stream, place):
    """The same steps with another one among them."""
    steps = list(stream["steps"].items())
    steps.insert(place, ("another", {"process_time": "1h..2h", "roles": ["a"], "wait_kind": "queue"}))
    return {**stream, "steps": dict(steps)}


def durations(stream, seed):
    """How long each pass of each item took in seconds, by item, step and visit, and the classes of the items."""
    planned = planned_of(stream, arrivals=np.full(ITEMS, 3600.0))
    found = everything(planned, seed=seed)
    passes = found.passes
    names = [planned.step_ids[number] for number in passes.step.tolist()]
    keys = zip(passes.item.tolist(), names, passes.visit.tolist(), strict=True)
    kinds = dict(zip(found.finished.item.tolist(), found.finished.kind.tolist(), strict=True))
    return dict(zip(keys, (passes.end - passes.start).tolist(), strict=True)), kinds


@pytest.mark.parametrize("seed", SEEDS)
def test_a_step_more_changes_nothing_that_other_steps_draw(seed):
    """The same items are of the same class, go the same ways and take as long at each step."""
    random = Random(seed)
    stream = ranges(line(random))
    before, kinds = durations(stream, seed)

    after, kinds_after = durations(with_a_step(stream, random.randint(1, 3)), seed)

    known = {key: seconds for key, seconds in after.items() if key[1] != "another"}
    assert kinds_after == kinds
    assert len(after) > len(known) > 0
    assert set(known) == set(before)
    assert [known[key] for key in before] == pytest.approx(list(before.values()), rel=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_shape_a_visit_takes_as_long_as_in_another_version(seed):
    """One more person, another limit and a step more behind everything."""
    random = Random(seed)
    stream = ranges(random_stream(random))
    stream["roles"] = {role: {"people": 40} for role in "abc"}
    other = with_a_step(stream, len(stream["steps"]))
    other["roles"] = {role: {"people": 41} for role in "abc"}
    before, _ = durations(stream, seed)

    after, _ = durations(other, seed)

    both = set(before) & set(after)
    assert len(both) > 0.9 * len(before)
    assert [after[key] for key in both] == pytest.approx([before[key] for key in both], rel=1e-6)


def test_items_come_at_the_same_moments_in_two_versions():
    """At random, and whatever becomes of them."""
    stream = {**line(Random(2)), "demand": 1 / 36_000}
    came = []
    for version in (stream, with_a_step(stream, 1)):
        found = run(planned_of(version).plan, Asked(first=ITEMS))
        came.append(np.sort(found.finished.came)[:ITEMS])

    assert np.diff(came[0]).min() >= 0
    assert came[1] == pytest.approx(came[0])


def test_another_seed_is_other_luck():
    """Nothing is drawn alike; the same seed draws everything alike."""
    stream = ranges(line(Random(1)))
    one, _ = durations(stream, 1)
    other, _ = durations(stream, 2)
    again, _ = durations(stream, 1)

    assert again == one
    both = sorted(set(one) & set(other))
    assert not np.isclose([one[key] for key in both], [other[key] for key in both], rtol=1e-9).any()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_event_log_has_every_pass_as_the_run_has(seed):
    """Items, steps, and moments to the microsecond, in working hours where the run knows none."""
    one = lived(seed)

    log = event_log(one.planned, one.found)

    passes, names = one.found.passes, [one.planned.stream.step_name(name) for name in one.planned.step_ids]
    assert [int(log.item.names[code]) - 1 for code in log.item.codes] == passes.item.tolist()
    assert [log.activity.names[code] for code in log.activity.codes] == [names[step] for step in passes.step]
    for moments, seconds in ((log.start, passes.start), (log.end, passes.end)):
        assert len(moments) == len(seconds)
        back = [one.planned.clock.seconds_of(moment) for moment in some(one, seconds)]
        assert back == pytest.approx(seconds[:20].tolist(), abs=1e-3)
        assert (np.diff(moments[np.argsort(seconds, kind="stable")]) >= -1).all()


def some(one, seconds):
    """Dates of the first few moments."""
    return [one.planned.clock.moment(float(second)) for second in seconds[:20]]
