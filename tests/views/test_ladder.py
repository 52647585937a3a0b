"""The ladder view: time to scale, so that the long wait is the long bar."""

from itertools import pairwise
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest
from geometry import around, faults
from random_map import random_map

from flowatlas import load
from flowatlas.drawing.axis import tick
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Text
from flowatlas.store.schema import read_atlas
from flowatlas.views.ladder import LEAST, LEFT, RIGHT, ladder_view

ROOT = Path(__file__).resolve().parents[2]
BARS = {"wait-bar", "work-bar", "open-bar"}
CLOSE = 0.011
"""Lengths are written with two digits."""


class Chart:
    """A map drawn to scale: its picture, its parts by id, and the box of each bar by path."""

    def __init__(self, plain, draws=400):
        atlas = load(dedent(plain)) if isinstance(plain, str) else read_atlas(plain).atlas
        self.derived = derived(atlas, report(atlas, draws=draws), Labels())
        self.picture = ladder_view(atlas, self.derived)
        self.parts = {part.id: part for part in self.picture.parts}
        self.bars = {
            part.path.removeprefix("current/").removeprefix("steps/"): next(
                around(shape) for shape in part.shapes if isinstance(shape, Box) and shape.role in BARS
            )
            for part in self.picture.parts
            if part.role == "bar"
        }

    def span_of(self, name):
        """The span that a bar stands for."""
        return self.derived.spans[name if name == "final_wait" else f"steps/{name}"]

    def x_of(self, part_id):
        """Where an upright line stands."""
        return self.parts[part_id].shapes[0].points[0][0]


SERIAL = """
    outcome: {first_guess: 3d, target: {text: Faster, metric: lead_time, value: 12h}}
    current:
      steps:
        a: {process_time: 1h}
        b: {wait_time: 2d, process_time: 3h}
        c: {wait_time: 4h, process_time: 30m}
      final_wait: 1d
"""


def test_bars_stand_in_order_and_end_at_the_lead_time():
    """Each bar begins where the one before it ends, and the last one ends where the customer has it."""
    chart = Chart(SERIAL)
    names = ["a/process_time", "b/wait_time", "b/process_time", "c/wait_time", "c/process_time", "final_wait"]

    assert list(chart.bars) == names
    assert chart.bars["a/process_time"].left == LEFT
    for one, other in pairwise(chart.bars.values()):
        assert one.right == pytest.approx(other.left, abs=CLOSE)
    diamond = around(next(shape for shape in chart.parts["lead"].shapes if shape.role == "end-mark"))
    assert chart.bars["final_wait"].right == pytest.approx(diamond.middle[0], abs=CLOSE)


def test_bars_are_as_long_as_their_times():
    """Twice as long in time is twice as long on the sheet: 16 h to 4 h to 1 h, and so on."""
    chart = Chart(SERIAL)
    hours = {
        "a/process_time": 1,
        "b/wait_time": 16,
        "b/process_time": 3,
        "c/wait_time": 4,
        "c/process_time": 0.5,
        "final_wait": 8,
    }
    width = (chart.bars["final_wait"].right - LEFT) / sum(hours.values())

    for name, bar in chart.bars.items():
        assert bar.right - bar.left == pytest.approx(hours[name] * width, abs=CLOSE)


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(8, 30))])
def test_on_any_map_bars_are_to_scale_or_just_wide_enough_to_be_seen(seed):
    """All bars have the scale of the longest; only what would be lost is drawn wider, and what takes no time is not."""
    chart = Chart(random_map(Random(seed)), draws=200)
    if not chart.bars:
        assert not any(span.seconds for span in chart.derived.spans.values())
        return
    longest = max(chart.bars, key=lambda name: chart.span_of(name).seconds)
    scale = (chart.bars[longest].right - chart.bars[longest].left) / chart.span_of(longest).seconds

    for name, bar in chart.bars.items():
        span = chart.span_of(name)
        assert bar.right - bar.left == pytest.approx(max(span.seconds * scale, LEAST), abs=0.1)
        assert bar.left == pytest.approx(min(LEFT + span.start * scale, RIGHT - LEAST), abs=0.2)
        assert bar.left >= LEFT
        assert bar.right <= RIGHT + LEAST
    shown = {f"steps/{name}" if name != "final_wait" else name for name in chart.bars}
    assert shown == {path for path, span in chart.derived.spans.items() if span.seconds}


def test_parallel_ways_begin_at_the_same_place():
    """What happens at the same time stands below each other; the join begins after the longer one."""
    bars = Chart(
        """
        current:
          steps:
            a: {process_time: 1h}
            b: {after: a, wait_time: 0, process_time: 2h}
            c: {after: a, wait_time: 0, process_time: 5h}
            d: {after: [b, c], wait_time: 0, process_time: 1h}
        """
    ).bars

    assert bars["b/process_time"].left == bars["c/process_time"].left == bars["a/process_time"].right
    assert bars["d/process_time"].left == bars["c/process_time"].right
    assert bars["b/process_time"].bottom < bars["c/process_time"].top


def test_minutes_are_seen_beside_months():
    """Next to a wait of half a year a step of two minutes is still a bar, wide enough to be found."""
    bars = Chart(
        "current: {steps: {a: {process_time: 2m}, b: {wait_time: 6mo, process_time: 5m}, c: {wait_time: 1m, process_time: 1m}}}"
    ).bars

    for name in ("a/process_time", "b/process_time", "c/wait_time", "c/process_time"):
        assert bars[name].right - bars[name].left == pytest.approx(LEAST)
    assert bars["b/wait_time"].right - bars["b/wait_time"].left > 0.9 * (RIGHT - LEFT)


def test_target_and_first_guess_stand_where_they_lie_in_time():
    """The lines of what is aimed at and of what was guessed share the scale of the bars."""
    chart = Chart(SERIAL)
    width = (chart.bars["final_wait"].right - LEFT) / 32.5

    assert chart.x_of("goal-line") == pytest.approx(LEFT + 12 * width, abs=CLOSE)
    assert chart.x_of("guess-line") == pytest.approx(LEFT + 24 * width, abs=CLOSE)
    assert chart.x_of("flag/target") == chart.x_of("goal-line")
    assert chart.x_of("flag/first_guess") == chart.x_of("guess-line")


def test_a_guess_beyond_all_bars_is_still_on_the_chart():
    """Somebody who guessed a year sees how far that is from a day."""
    chart = Chart("{outcome: {first_guess: 1y}, current: {steps: {a: {process_time: 1d}}}}")

    assert LEFT < chart.bars["a/process_time"].right < chart.x_of("guess-line") < RIGHT
    assert faults(chart.picture) == []


@pytest.mark.parametrize("where", ["wait_time: never", "process_time: never"])
def test_what_never_ends_is_drawn_to_the_edge(where):
    """An unbounded time does not stop the drawing; what comes before it is as it is."""
    chart = Chart(f"current: {{steps: {{a: {{process_time: 1h}}, b: {{{where}}}, c: {{wait_time: 1d}}}}}}")

    assert faults(chart.picture) == []
    assert chart.bars[f"b/{where.partition(':')[0]}"].right == pytest.approx(RIGHT, abs=LEAST)
    assert chart.bars["a/process_time"].left == LEFT


def test_what_nobody_knows_is_drawn_open():
    """A likely length stands for an unknown, as an open bar that says so; a known one is solid."""
    chart = Chart("current: {steps: {a: {process_time: 1h}, b: {wait_time: '?', process_time: 1h}}}")
    part = chart.parts["current/steps/b/wait_time"]

    assert part.shapes[0].role == "open-bar"
    assert "Not known" in part.tip
    assert chart.parts["current/steps/b/process_time"].shapes[0].role == "work-bar"
    told = " ".join(shape.text for shape in chart.parts["current/steps/b/figures"].shapes if isinstance(shape, Text))
    assert "wait ?" in told


def test_every_step_has_a_rung_in_map_order():
    """Names stand below each other as in the file, those without any time too."""
    chart = Chart("current: {steps: {a: {process_time: 0}, b: {wait_time: 0, process_time: n/a}, c: {wait_time: 0}}}")
    tops = [around(chart.parts[f"current/steps/{step}"].shapes[0]).top for step in "abc"]

    assert tops == sorted(tops)
    assert len(set(tops)) == 3


def test_the_constraint_is_framed_with_its_rung():
    """The frame lies around the name and the bars of the step that it names, and around no other."""
    chart = Chart("current: {steps: {a: {process_time: 1h}, b: {wait_time: 9d, process_time: 1h}, c: {wait_time: 1h}}}")
    frame = next(
        around(shape)
        for part in chart.picture.parts
        if part.role == "constraint"
        for shape in part.shapes
        if shape.role == "hot"
    )
    names = {step: around(chart.parts[f"current/steps/{step}"].shapes[0]) for step in "abc"}

    assert frame.holds(names["b"])
    assert frame.holds(chart.bars["b/wait_time"])
    assert not frame.overlaps(names["a"])
    assert not frame.overlaps(names["c"])


@pytest.mark.parametrize("extent", [0.5, 40, 5_000, 86_400, 3e6, 4e8, 1e12, 1e15])
def test_the_axis_has_a_few_round_ticks(extent):
    """Whatever the chart shows, ticks are neither crowded nor missing, and each is a whole number of its unit."""
    step = tick(extent, 8, Calendar())

    assert 1 <= extent / step <= 8 or step == 1
    assert step == extent or step == int(step)
