"""Which value in doubt matters most, and the calls of the library."""

from textwrap import dedent

import numpy as np
import pytest

from flowatlas import sensitivity, simulate
from flowatlas.model.errors import FlowAtlasError
from flowatlas.simulation.given import Always, Exponential
from flowatlas.store.file import AtlasFile

HOUR = 3600.0
DAY = 8 * HOUR


def opened(text):
    """An atlas file that was never saved."""
    return AtlasFile.of_text(dedent(text))


TWO_WAITS = """
    current:
      demand: 4/d
      steps:
        ask: {name: Ask, process_time: 1h}
        wait: {name: Wait, wait_time: "5d guess", process_time: 1h}
        send: {name: Send, wait_time: "1d guess", process_time: 1h}
"""


def test_widest_swing_is_that_of_the_longest_guess():
    """Both waits may be off by the same factor, so the longer one matters most, and more of it takes longer."""
    found = sensitivity(opened(TWO_WAITS), runs=4, items=500)

    assert [swing.path for swing in found.swings] == ["steps/wait/wait_time", "steps/send/wait_time"]
    first = found.swings[0]
    assert first.at_low < found.lead < first.at_high
    # One standard deviation of a guess is a factor of two; nothing else differs between the runs.
    factor = 2**1.2815515655446004
    assert found.lead - first.at_low == pytest.approx(5 * DAY * (1 - 1 / factor), rel=0.01)
    assert first.at_high - found.lead == pytest.approx(5 * DAY * (factor - 1), rel=0.01)
    assert first.name in found.sentences[1]


def test_nothing_in_doubt_is_said():
    """Where every figure is known there is nothing to find out."""
    found = sensitivity(opened("current: {demand: 4/d, steps: {ask: {process_time: 1h}}}"), runs=4, items=500)

    assert found.swings == ()
    assert "Nothing is in doubt" in found.sentences[1]


def test_end_at_which_work_piles_up_has_no_lead_time():
    """At the upper end of a guessed time there is more work than time, which is said instead of a figure."""
    text = """
        current:
          demand: 4/d
          roles: {desk: {people: 1}}
          steps: {answer: {roles: [desk], process_time: 1h guess}}
    """

    found = sensitivity(opened(text), runs=4, items=500)

    assert found.swings[0].at_high == float("inf")
    assert "piles up" in found.sentences[1]


def test_stream_without_usual_days_has_no_typical_item():
    """Where work piles up at the middle of all values there is nothing to compare with."""
    text = "current: {demand: 10/d, roles: {desk: {people: 1}}, steps: {answer: {roles: [desk], process_time: 1h}}}"

    found = sensitivity(opened(text))

    assert found.swings == ()
    assert "piles up" in found.sentences[0]


def test_times_given_in_place_of_those_on_the_map():
    """With even services and exponential arrivals given, the mean lead time is that of Pollaczek and Khinchine."""
    text = "current: {demand: 1/d, roles: {desk: {people: 1}}, steps: {answer: {roles: [desk], process_time: 5h}}}"
    given = {"arrivals": Exponential(2 * HOUR), "steps/answer/process_time": Always(HOUR)}

    lead = simulate(opened(text), ["current"], given=given, runs=20, items=2000).streams[0].lead

    assert lead.mean.value == pytest.approx(1.5 * HOUR, rel=0.05)


def test_arrivals_given_one_by_one_are_all_simulated_from_the_first_on():
    """Who gives the arrivals of two thousand items and their work gets the lead times of just these, by Lindley."""
    text = "current: {demand: 1/d, roles: {desk: {people: 1}}, steps: {answer: {roles: [desk], process_time: 5h}}}"
    random = np.random.default_rng(3)
    intervals, services = random.gamma(0.5, 2 * HOUR, 2000), random.gamma(2.0, 0.4 * HOUR, 2000)
    wait, waits = 0.0, [0.0]
    for interval, service in zip(intervals[1:], services[:-1], strict=True):
        wait = max(0.0, wait + service - interval)
        waits.append(wait)

    found = simulate(
        opened(text), ["current"], given={"arrivals": intervals, "steps/answer/process_time": services}
    ).streams[0]

    assert found.lead.mean.value == pytest.approx(np.mean(np.array(waits) + services), rel=1e-9)
    assert "All runs are alike: nothing is left to chance." in found.method


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"arrivals": []}, "not empty"),
        ({"arrivals": [5.0, -1.0]}, "-1 is no time"),
        ({"arrivals": np.zeros(3)}, "all items come at once"),
        ({"steps/answer/process_time": "3h"}, "no array of seconds"),
        ({"steps/nope/process_time": Always(1.0)}, 'there is no time "steps/nope/process_time"'),
        ({"steps/answer/name": Always(1.0)}, 'there is no time "steps/answer/name"'),
    ],
)
def test_what_is_given_and_is_no_time_is_refused(given, told):
    """A misspelt path would be left out in silence, and a negative time would break the run."""
    with pytest.raises(FlowAtlasError, match=told):
        simulate(opened("current: {demand: 1/d, steps: {answer: {process_time: 5h}}}"), given=given)


def test_swings_are_looked_at_as_often_as_precision_asks():
    """A queue of one person hangs on luck, so that few runs do not tell the typical item precisely."""
    text = """
        current:
          demand: 7/d
          roles: {desk: {people: 1}}
          steps: {answer: {roles: [desk], process_time: 30m..90m, wait_kind: queue}}
    """
    rough, fine = (sensitivity(opened(text), items=300, precision=precision) for precision in (0.5, 0.05))

    assert "in 10 runs of 300 items" in rough.sentences[-1]
    assert "in 10 runs" not in fine.sentences[-1]


def test_the_function_is_found_whatever_was_imported_before():
    """The package has the name of the function, and Python puts it in its place once anything in it is imported."""
    import flowatlas
    import flowatlas.simulation.given

    text = "current: {demand: 1/d, steps: {answer: {process_time: 5h}}}"
    found = flowatlas.simulate(opened(text), ["current"], runs=2, items=50)

    assert found.streams[0].lead.p50.value == 5 * 3600
