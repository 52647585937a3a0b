"""Simulation held against what is known exactly: formulas, recursions on the same arrays, and Markov chains."""

import numpy as np
import pytest
from known_queues import MODELS, ONE, ROOM, SEVERAL, TWO_CLASSES
from queues import by_item, everything, is_near, queue, replications
from truth import leads_by_recursion, waits_by_lindley, waits_by_priority

from flowatlas.simulation.given import Exponential

SEEDS = range(3)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", MODELS)
def test_the_mean_lead_time_is_what_theory_says(name, seed):
    """Within four standard errors of twenty runs; of five times as many where it does not."""
    planned, truth = MODELS[name](0.6)

    found = [run.lead_seconds / run.left for run in replications(planned, seed)]
    if not is_near(found, truth):
        found = [run.lead_seconds / run.left for run in replications(planned, seed + 100, count=100)]

    assert is_near(found, truth), (np.mean(found), truth)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_class_waits_as_long_as_theory_says(seed):
    """Urgent items go first, but interrupt nobody, by Cobham's formula; work as long as exponential."""
    planned = queue(TWO_CLASSES, arrivals=Exponential(1.0), a=Exponential(0.7))
    waits = waits_by_priority([0.4, 0.6], 0.7, 2 * 0.7**2)

    several = replications(planned, seed)

    for name, wait in zip(("urgent", "ordinary"), waits, strict=True):
        kind = planned.class_ids.index(name)
        assert is_near([run.finished.lead[run.finished.kind == kind].mean() for run in several], wait + 0.7)


def given_arrays(seed, count=3000):
    """Intervals and services that are anything but exponential, at a load of about 0.9."""
    random = np.random.default_rng(seed)
    return random.gamma(0.5, 2.0, count), random.lognormal(-0.5, 0.9, count)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_item_waits_as_long_as_lindley_says(seed):
    """One person, on the same arrivals and services."""
    intervals, services = given_arrays(seed)
    planned = queue(ONE, arrivals=intervals, a=services)

    found = everything(planned)

    assert by_item(found) == pytest.approx(waits_by_lindley(intervals, services) + services, rel=1e-9)


@pytest.mark.parametrize(("people", "text"), [(3, SEVERAL), (3, ROOM), (1, ONE)])
def test_each_item_takes_as_long_as_the_recursion_says(people, text):
    """Several people, or so much room, first come first served."""
    intervals, services = given_arrays(7)
    planned = queue(text, arrivals=intervals, a=people * services)

    assert by_item(everything(planned)) == pytest.approx(
        leads_by_recursion(intervals, people * services, people), rel=1e-9
    )


@pytest.mark.parametrize(
    ("role", "people", "share"),
    [("people: 1, availability: 60%", 1, 0.6), ("people: 3, availability: 75%", 3, 0.75), ("people: 1.5", 2, 0.75)],
)
def test_availability_takes_people_between_items(role, people, share):
    """After each piece of work somebody is away for as much longer as the share of time tells; items do not feel it."""
    intervals, services = given_arrays(8)
    services = people * share * services
    planned = queue(
        f"roles: {{r: {{{role}}}}}\nsteps: {{a: {{process_time: 1h, roles: [r]}}}}", arrivals=intervals, a=services
    )

    found = everything(planned)

    assert by_item(found) == pytest.approx(leads_by_recursion(intervals, services, people, share), rel=1e-9)
    assert found.roles.work[0] == pytest.approx(services.sum())
    assert found.roles.away[0] == pytest.approx(services.sum() * (1 - share) / share, rel=1e-9)


def test_touch_time_lets_people_go_on_while_the_item_stays():
    """An item is in process for an hour, of which somebody is needed for a part."""
    intervals, services = given_arrays(9)
    planned = queue(
        """
        roles: {r: {people: 1}}
        steps: {a: {process_time: 1h, touch_time: 20s, roles: [r]}}
        """,
        arrivals=60 * intervals,
        a=100 * services + 20,
    )

    waits = waits_by_lindley(60 * intervals, np.full(len(intervals), 20.0))

    assert by_item(everything(planned)) == pytest.approx(waits + 100 * services + 20, rel=1e-9)


def test_a_batch_waits_for_its_last_item():
    """Items every 10 minutes; four together are one piece of work of half an hour, with five minutes of set-up."""
    planned = queue(
        """
        roles: {r: {people: 1}}
        steps: {a: {process_time: 30m, set_up_time: 5m, batch: 4, wait_kind: queue, roles: [r]}}
        """,
        arrivals=np.full(40, 600.0),
    )

    found = everything(planned)

    assert by_item(found) / 60 == pytest.approx(np.tile([65, 55, 45, 35], 10))
    assert found.roles.work[0] == pytest.approx(10 * 1800)
    assert found.roles.set_up[0] == pytest.approx(10 * 300)


def test_the_last_batch_goes_on_when_nothing_more_comes():
    """Six items for batches of four: the last two are done all the same."""
    planned = queue("steps: {a: {process_time: 30m, batch: 4, wait_kind: queue}}", arrivals=np.full(6, 600.0))

    assert by_item(everything(planned))[:4] / 60 == pytest.approx([60, 50, 40, 30])
    assert everything(planned).left == 6


@pytest.mark.parametrize("seed", SEEDS)
def test_turns_come_at_even_intervals_and_take_all_who_are_there(seed):
    """Items every hour, a turn every four: they wait up to four hours, each one hour longer than the one after it."""
    planned = queue("steps: {a: {process_time: 30m, cadence: 4h, wait_kind: queue}}", arrivals=np.full(44, 3600.0))

    passes = everything(planned, seed=seed).passes
    starts, counts = np.unique(passes.start.round(3), return_counts=True)
    waits = (passes.start - passes.came)[np.argsort(passes.item)] / 3600

    assert np.diff(starts) == pytest.approx(4 * 3600)
    assert set(counts[1:-1]) == {4}
    assert 0 <= starts[0] - 3600 <= 4 * 3600
    assert (waits > 0).all()
    assert (waits <= 4).all()
    within = waits[counts[0] : -counts[-1]].reshape(-1, 4)
    assert within == pytest.approx(within[:, :1] - np.arange(4))


def test_a_turn_takes_at_most_a_batch():
    """Three items an hour, at most two each hour: one more is left over with every turn."""
    planned = queue(
        "steps: {a: {process_time: 1s, cadence: 1h, batch: 2, wait_kind: queue}}", arrivals=np.full(30, 1200.0)
    )

    starts, counts = np.unique(everything(planned).passes.start.round(3), return_counts=True)

    assert np.diff(starts[1:]) == pytest.approx(3600)
    assert counts[1:].tolist() == [2] * len(counts[1:])
