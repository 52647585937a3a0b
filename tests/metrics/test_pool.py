"""The pool of voices: every role counts alike, one voice answers in each draw, and what nobody says is left to others."""

import json
import math
import time

import numpy as np
import pytest

from flowatlas import load, measure
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.sample import CannotSayError
from flowatlas.metrics.samples import Samples

HOUR = 3600.0
DAY = 8 * HOUR
DRAWS = 10_000
ERRORS = 5
"""Every tolerance is five standard errors."""


def stream_of(voices, gap="?", **more):
    """A map of two steps with one gap between them, and voices: id -> (role, changes)."""
    said = {key: {**({"role": role} if role else {}), "changes": changes} for key, (role, changes) in voices.items()}
    steps = {"a": {"process_time": 0}, "b": {"process_time": 0, "wait_time": gap}}
    current = {"roles": {"legal": {"name": "Legal"}}, "steps": steps, "voices": said, **more}
    atlas = load(json.dumps({"current": current}))
    found = atlas.map(ValueStreamMap)
    assert found is not None
    return atlas, found


def samples_of(voices, **kind):
    """The samples of such a map."""
    atlas, stream = stream_of(voices, **kind)
    return Samples(stream, atlas.calendar.times)


def gap(voices, **kind):
    """Expected hours in the gap at our best knowledge, in one draw."""
    return float(samples_of(voices, **kind).center.wait("b")[0]) / HOUR


def shares_of(samples, *levels):
    """In which share of draws each of these hours answers, where they lie far apart."""
    hours = samples.doubt().wait("b") / HOUR
    nearest = np.abs(np.log(hours)[:, None] - np.log(np.array(levels))).argmin(axis=1)
    return np.bincount(nearest, minlength=len(levels)) / DRAWS


WAIT = "steps/b/wait_time"


def said(hours):
    """What a voice says of the gap."""
    return {WAIT: f"{hours}h"}


def test_two_roles_share_the_draws_and_so_do_the_voices_of_a_role():
    """One voice of sales weighs 1/2, two of legal 1/4 each; the mean of one draw has the same weights."""
    voices = {"ana": ("Sales", said(1)), "raj": ("Legal", said(100)), "eva": ("legal", said(10_000))}

    assert gap(voices) == pytest.approx(1 / 2 + 100 / 4 + 10_000 / 4)
    found = shares_of(samples_of(voices), 1, 100, 10_000)
    assert found == pytest.approx([0.5, 0.25, 0.25], abs=ERRORS * 0.5 / math.sqrt(DRAWS))


def test_a_voice_without_a_role_stands_for_itself():
    """Two people without a role weigh as much as two roles."""
    voices = {"ana": ("", said(1)), "raj": ("", said(100)), "eva": ("Legal", said(10_000))}

    assert gap(voices) == pytest.approx((1 + 100 + 10_000) / 3)


def test_where_a_voice_is_silent_its_role_answers():
    """Raj says nothing, so Eva speaks for legal alone."""
    voices = {"ana": ("Sales", said(1)), "raj": ("Legal", {}), "eva": ("Legal", said(10_000))}

    assert gap(voices) == pytest.approx((1 + 10_000) / 2)
    assert shares_of(samples_of(voices), 1, 10_000) == pytest.approx([0.5, 0.5], abs=ERRORS * 0.5 / math.sqrt(DRAWS))


def test_where_a_role_is_silent_anybody_answers():
    """Nobody of legal says anything, so the other two roles share its draws."""
    voices = {"ana": ("Sales", said(1)), "raj": ("Legal", {}), "eva": ("IT", said(10_000))}

    assert gap(voices) == pytest.approx((1 + 10_000) / 2)
    assert shares_of(samples_of(voices), 1, 10_000) == pytest.approx([0.5, 0.5], abs=ERRORS * 0.5 / math.sqrt(DRAWS))


def test_a_settled_value_needs_no_voice():
    """What the group agreed on answers."""
    assert gap({"ana": ("Sales", said(100))}, gap="3h") == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"steps/b": {"wait_time": "100h", "name": "B"}},
        {"steps/own": {"name": "Mine", "same_as": "b", "wait_time": "100h"}},
        {"steps/own/same_as": "b", "steps/own/wait_time": "100h"},
        {"steps/own/wait_time": "100h", "steps/own": {"same_as": "b"}},
    ],
    ids=["whole record", "same as", "same as, field by field", "same as, said later"],
)
def test_whole_records_and_steps_of_another_name_speak_about_the_map(changes):
    """However it is written, it is a statement about the step of the map."""
    assert gap({"ana": ("Sales", changes)}) == pytest.approx(100)


def test_voices_are_heard_on_waits_behind_the_last_step_and_on_ways_back():
    """What the map leaves open there is answered by them as well."""
    text = {
        "steps": {
            "a": {"process_time": "1h"},
            "b": {"wait_time": "1h", "process_time": "1h", "rework": {"r": {"to": "a"}}},
        },
        "voices": {
            "ana": {
                "changes": {
                    "final_wait": "10h",
                    "steps/b/rework/r/share": "50% observed",
                    "steps/b/rework/r/wait_time": "4h",
                }
            }
        },
    }
    stream = load(json.dumps({"current": text})).map(ValueStreamMap)
    assert stream is not None
    center = Samples(stream, load("").calendar.times).center

    link = center.links("b")[0]
    assert float(center.final_wait()[0]) == pytest.approx(10 * HOUR)
    assert float(center.link_share(link)[0]) == pytest.approx(0.5)
    assert float(center.link_wait(link)[0]) == pytest.approx(4 * HOUR)


def test_voices_are_heard_on_demand():
    """Where the map does not say how many items are asked for, they do; `n/a` on the map stays."""
    said = {"ana": ("Sales", {"demand": "8/wk"}), "raj": ("Legal", {"demand": "16/wk"})}

    week = 40 * HOUR
    assert float(samples_of(said).center.demand()[0]) * week == pytest.approx(12)
    with pytest.raises(CannotSayError):
        samples_of(said, demand="n/a").center.demand()
    with pytest.raises(CannotSayError):
        samples_of({}, demand="?").center.demand()


VOICES = {
    "ana": ("Sales", said(10)),
    "bea": ("Sales", {WAIT: "20h..40h"}),
    "raj": ("Legal", {WAIT: "~100h"}),
    "eva": ("", {WAIT: "0..8h"}),
    "tom": ("Sales", {}),
}


def test_the_order_and_the_names_of_voices_do_not_matter():
    """The same people in another order, under other ids, give the very same draws."""
    turned = dict(reversed(VOICES.items()))
    renamed = {f"voice-{number}": voice for number, voice in enumerate(VOICES.values(), start=1)}

    expected = samples_of(VOICES).doubt().wait("b")
    assert np.array_equal(samples_of(turned).doubt().wait("b"), expected)
    assert np.array_equal(samples_of(renamed).doubt().wait("b"), expected)


@pytest.mark.parametrize("view", ["items", "doubt"])
def test_the_pool_has_the_quantiles_of_its_mixture(view):
    """Each quantile of the pool is that of the voices' own draws, mixed by their weights."""
    alone = [getattr(samples_of({"x": voice}), view)().wait("b") for voice in list(VOICES.values())[:4]]
    weights = [1 / 6, 1 / 6, 1 / 3, 1 / 3]

    pooled = getattr(samples_of(VOICES), view)().wait("b")
    for limit in np.quantile(pooled, [0.1, 0.3, 0.5, 0.7, 0.9]):
        expected = sum(weight * float((one <= limit).mean()) for weight, one in zip(weights, alone, strict=True))
        assert float((pooled <= limit).mean()) == pytest.approx(expected, abs=ERRORS / math.sqrt(DRAWS))


def test_a_voice_that_repeats_the_others_changes_nothing():
    """A second voice of a role that says what the first says moves no figure beyond chance."""
    one = samples_of({"ana": ("Sales", said(10)), "raj": ("Legal", said(100))})
    two = samples_of({"ana": ("Sales", said(10)), "raj": ("Legal", said(100)), "eva": ("Legal", said(100))})

    before, after = one.doubt().wait("b"), two.doubt().wait("b")
    assert float(one.center.wait("b")[0]) == float(two.center.wait("b")[0])
    error = ERRORS * math.hypot(float(before.std()), float(after.std())) / math.sqrt(DRAWS)
    assert float(after.mean()) == pytest.approx(float(before.mean()), abs=error)


def test_two_hundred_voices_are_pooled_in_time():
    """A whole department may speak, and an answer still comes in seconds."""
    voices = {f"v{n}": (f"R{n % 7}", {WAIT: f"{n + 1}h", "steps/a/process_time": f"{n + 1}m..5h"}) for n in range(200)}
    atlas, _ = stream_of(voices)
    start = time.perf_counter()

    answer = measure(atlas)["lead_time"]
    assert answer.p50 is not None
    assert 10 * DAY < answer.p50 < 18 * DAY
    assert time.perf_counter() - start < 5


def test_a_measured_figure_in_a_voice_keeps_its_small_doubt():
    """Who counted is sure of it, others are not."""
    voices = {
        "ana": ("Sales", {WAIT: {"p50": "10h", "p85": "12h", "n": 400}}),
        "raj": ("Legal", {WAIT: "1000h guess"}),
    }

    logs = np.log(samples_of(voices).doubt().wait("b") / HOUR)
    assert float(logs[logs < math.log(100)].std()) < 0.02
    assert float(logs[logs > math.log(100)].std()) == pytest.approx(math.log(2), rel=0.1)
