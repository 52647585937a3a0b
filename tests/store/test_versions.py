"""Versions: overlays laid over the current map, and the algebra that they follow."""

from random import Random

import pytest

from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.finding import Severity
from flowatlas.model.overlay import lay, overlay_between
from flowatlas.store.file import AtlasFile
from flowatlas.store.versions import IDEAL, names, version

TEXT = """
current:
  trigger: Asked
  steps:
    ask: {process_time: 1h}
    legal: {wait_time: 3d, process_time: 2h, percent_complete_accurate: 80%, rework: {r: {to: ask, share: 20%}}}
    ship: {wait_time: "?", process_time: 1h, cadence: 2wk, steps: {load: {wait_time: 1h, process_time: 10m}}}
  final_wait: 1d
  voices:
    ana: {name: Ana, role: Sales, changes: {steps/legal/wait_time: 2wk}}
    raj: {changes: {steps/ship/wait_time: 1d, steps/pack: {name: Pack, process_time: 5m, behind: legal}}}
  measurements:
    log: {changes: {steps/legal/wait_time: {p50: 4d, p85: 11d, n: 396}}}
future:
  fast: {title: Fast, changes: {steps/legal/wait_time: 1d}}
  faster: {title: Faster, builds_on: fast, changes: {steps/ship/wait_time: 0}}
"""


def plain():
    """The plain values of the example."""
    return AtlasFile.of_text(TEXT).plain


def test_every_version_has_a_name():
    """Current, voices, measurements, futures and the ideal are there to be compared."""
    assert names(plain()) == [
        "current",
        "voices/ana",
        "voices/raj",
        "measurements/log",
        "future/fast",
        "future/faster",
        "ideal",
    ]


def test_a_version_is_the_map_with_what_it_says():
    """What an overlay says nothing about shows through."""
    ana, raj = version(plain(), "voices/ana"), version(plain(), "voices/raj")

    assert ana.title == "Ana"
    assert ana.stream.steps["legal"].wait_time.typed == "2wk"
    assert ana.stream.steps["ship"].wait_time.is_unknown
    assert list(raj.stream.steps) == ["ask", "legal", "pack", "ship"]
    assert version(plain(), "measurements/log").stream.steps["legal"].wait_time.sample_size == 396


def test_a_voice_stands_alone():
    """What one person says nothing about is not answered by the others."""
    assert version(plain(), "voices/ana").stream.voices == {}


def test_a_future_of_a_future_starts_where_that_one_ends():
    """Both sets of changes are there, the later one last."""
    faster = version(plain(), "future/faster").stream

    assert faster.steps["legal"].wait_time.typed == "1d"
    assert faster.steps["ship"].wait_time.typed == 0


def test_in_the_ideal_nobody_waits_and_nothing_comes_back():
    """All waits are gone, between steps, for a batch or a date, inside steps and at the end; all is right at once."""
    ideal = version(plain(), IDEAL).stream

    assert [step.wait_time.middle if step.wait_time else None for step in ideal.steps.values()] == [None, 0, 0]
    assert ideal.steps["legal"].percent_complete_accurate.middle == 1
    assert ideal.steps["ask"].percent_complete_accurate is None
    assert not any(step.rework or step.cadence for step in ideal.steps.values())
    assert ideal.steps["ship"].steps["load"].wait_time.middle == 0
    assert ideal.final_wait is None


def test_futures_in_a_circle_are_found():
    """A circle has no start; the message names its members, and asking for such a future says the same."""
    text = "current: {steps: {a: {}}}\nfuture: {x: {builds_on: y}, y: {builds_on: z}, z: {builds_on: x}, w: {builds_on: v}}"
    opened = AtlasFile.of_text(text)

    found = {one.finding.path: one.finding for one in opened.findings if one.finding.severity is Severity.ERROR}

    assert "circle" in found["future/x/builds_on"].message
    assert found["future/w/builds_on"].message == 'builds_on: "v" is not on the map'
    with pytest.raises(FlowAtlasError, match="x → y → z → x"):
        version(opened.plain, "future/x")


def test_a_change_of_what_is_not_there_is_found():
    """A future that changes a removed step says so, and the rest of it counts."""
    text = "current: {steps: {a: {process_time: 1h}}}\nfuture: {x: {changes: {steps/b/wait_time: 1d, steps/a/process_time: 2h}}}"
    opened = AtlasFile.of_text(text)

    assert any(one.finding.path == "future/x/changes/steps/b/wait_time" for one in opened.findings)
    assert version(opened.plain, "future/x").stream.steps["a"].process_time.typed == "2h"


def test_an_overlay_that_makes_a_circle_of_steps_is_told_where_it_is_compared():
    """Two steps that follow each other cannot be; the version carries the finding, the current map does not."""
    text = "current: {steps: {a: {}, b: {}}}\nfuture: {x: {changes: {steps/a/after: [b]}}}"
    opened = AtlasFile.of_text(text)

    assert not any("circle" in one.finding.message for one in opened.findings)
    assert any("circle" in finding.message for finding in version(opened.plain, "future/x").findings)


def test_an_unknown_version_is_refused_with_those_that_are_there():
    """One message names what could have been meant."""
    with pytest.raises(FlowAtlasError, match='there is no "future/slow"; there are current, voices/ana'):
        version(plain(), "future/slow")


def random_changes(random, steps):
    """A few changes of the figures of some steps."""
    return {
        f"steps/{step}/{field}": random.choice(["1d", "2h..4h", "?", "30m"])
        for step in random.sample(steps, min(3, len(steps)))
        for field in random.sample(["wait_time", "process_time", "touch_time"], random.randint(1, 3))
    }


@pytest.mark.parametrize("seed", range(40))
def test_overlays_follow_their_algebra(seed):
    """An empty overlay changes nothing; one and then its inverse give the map back; those on different paths commute."""
    random = Random(seed)
    current = plain()["current"]
    one, other = random_changes(random, ["ask", "legal"]), random_changes(random, ["ship"])

    laid = lay(current, one)

    assert lay(current, {}) == current
    assert lay(laid, overlay_between(laid, current)) == current
    assert lay(lay(current, one), other) == lay(lay(current, other), one)


def test_a_step_of_a_voice_that_is_one_of_the_map_stands_once():
    """What somebody calls otherwise is the same step, with what they say of it."""
    plain = AtlasFile.of_text(
        "current:\n  steps: {a: {process_time: 1h}, legal: {wait_time: 3d, process_time: 2h}}\n"
        "  voices: {kim: {changes: {steps/check: {name: Contract check, same_as: legal, wait_time: 2wk}}}}\n"
    ).plain

    steps = version(plain, "voices/kim").stream.steps

    assert list(steps) == ["a", "legal"]
    assert (steps["legal"].name, steps["legal"].wait_time.typed) == ("Contract check", "2wk")
    assert steps["legal"].process_time.typed == "2h"
