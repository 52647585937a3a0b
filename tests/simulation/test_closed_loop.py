"""The closed loop: what is discovered in the log of a simulation is the map that was simulated."""

import numpy as np
import pytest
from queues import queue

from flowatlas.discover.atlas import atlas_of
from flowatlas.discover.discover import discover
from flowatlas.discover.mapping import LogMapping
from flowatlas.model.finding import Severity
from flowatlas.simulation.engine import run
from flowatlas.simulation.log import event_log, simulated_log
from flowatlas.simulation.question import Question
from flowatlas.simulation.run import Asked
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text, dump

HOUR = 3600.0

MAP = """
flowatlas: 1
current:
  demand: 6/d
  steps:
    register: {process_time: 10m..20m..1h}
    check: {wait_time: 2h..1d..3d, process_time: 30m..1h..3h, rework: {back: {to: register, share: 20%}}}
    decide: {wait_time: 1h..4h..2d, process_time: 1h..2h..5h}
    send: {wait_time: 30m..2h..1d, process_time: 5m..10m..30m}
"""

PROCESS = {"register": HOUR / 3, "check": HOUR, "decide": 2 * HOUR, "send": HOUR / 6}
WAITS = {"check": 8 * HOUR, "decide": 4 * HOUR, "send": 2 * HOUR}
"""Half of all passes take up to the middle figure of the map, whatever doubt and variation make of the rest."""


def quiet(message, share):
    """Progress that nobody looks at."""
    del message, share


def discovered(log):
    """What the log says, with nothing settled beforehand."""
    return discover(log, LogMapping(), quiet).measured


def is_middle(spread, middle):
    """Whether a measured median is within four standard errors, of a spread that the measured one itself tells."""
    deviation = np.log(spread.p85 / spread.p50) / 1.0364
    error = 1.2533 * deviation / np.sqrt(spread.size)
    return abs(np.log(spread.p50 / middle)) <= 4 * error


@pytest.mark.parametrize("seed", [1, 2])
def test_the_map_is_discovered_in_its_own_log(seed):
    """Steps, their order, the way back with its share, and all medians within sampling error."""
    log = simulated_log(Text(MAP).plain, Question(items=1500, seed=seed))

    found = discovered(log)

    assert [step.name for step in found.steps] == list(PROCESS)
    assert [step.after for step in found.steps] == [(), (0,), (1,), (2,)]
    assert all(step.share > 0.99 for step in found.steps)
    assert [[link.to for link in step.rework] for step in found.steps] == [[], [0], [], []]
    assert found.steps[1].rework[0].share == pytest.approx(0.2, abs=4 * np.sqrt(0.2 * 0.8 / 1500))
    for step in found.steps:
        assert is_middle(step.process, PROCESS[step.name])
        assert step.name not in WAITS or is_middle(step.wait, WAITS[step.name])


def test_what_is_discovered_can_be_simulated_again():
    """The lead time of the second simulation is about that of the first."""
    log = simulated_log(Text(MAP).plain, Question(items=1500))
    plain = Text(dump(atlas_of(discovered(log), "Again"))).plain
    assert [one for one in read_atlas(plain).findings if one.severity is Severity.ERROR] == []

    again = simulated_log(plain, Question(items=1500))

    first, second = (spans(one) for one in (log, again))
    assert np.median(second) == pytest.approx(np.median(first), rel=0.15)


def spans(log):
    """From the first beginning of each item to its last end, in hours."""
    items = log.item.codes
    begin, end = np.full(items.max() + 1, np.inf), np.full(items.max() + 1, -np.inf)
    np.minimum.at(begin, items, log.start)
    np.maximum.at(end, items, log.end)
    return (end - begin) / 3.6e9


def test_queues_are_discovered_as_the_run_had_them():
    """Waits that nobody typed: those that came of two people being busy."""
    planned = queue(
        """
        demand: 20/d
        roles: {r: {people: 2}}
        steps:
          take: {process_time: 20m..30m..45m, roles: [r]}
          do: {wait_time: 0, wait_kind: queue, process_time: 40m..1h..90m, roles: [r]}
        """
    )
    found = run(planned.plan, Asked(items=2000, warm_up=0, keeps_passes=True))
    passes, finished = found.passes, found.finished.item
    own = (passes.step == 1) & np.isin(passes.item, finished)
    waits = (passes.start - passes.came)[own]

    measured = discovered(event_log(planned, found))

    assert [step.name for step in measured.steps] == ["take", "do"]
    assert measured.steps[1].wait.p50 == pytest.approx(np.median(waits), rel=0.1, abs=60)
    assert measured.steps[1].wait.p85 == pytest.approx(np.quantile(waits, 0.85), rel=0.1)
