"""Lanes: the grid says what the shape says, whatever the shape."""

from random import Random
from textwrap import dedent

import pytest
from brute_force import typed
from random_stream import random_stream

from flowatlas import load
from flowatlas.maps.shape import CUSTOMER, TRIGGER
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.store.schema import read_atlas
from flowatlas.views.wall.lanes import lanes_of

SEEDS = range(150)


def shape_of(text):
    """The shape of the current map of an atlas."""
    return load(dedent(text)).map(ValueStreamMap).shape


@pytest.fixture(scope="module")
def streams():
    """Random shapes by their seed, each with its grid."""
    plain = {seed: typed(random_stream(Random(seed))) for seed in SEEDS}
    shapes = {seed: read_atlas(atlas).atlas.map(ValueStreamMap).shape for seed, atlas in plain.items()}
    return {seed: (shape, lanes_of(shape)) for seed, shape in shapes.items()}


def drawn_followers(grid):
    """For each cell, the steps and ends that its lines lead to without passing another one, read off the drawing."""
    at = {(grid.lane[node], grid.column[node]): node for node in grid.lane}
    into = {}

    def follow(bus, seen):
        found = set()
        for lane in bus.outs:
            target = at.get((lane, bus.column))
            if target is not None and lane not in bus.skips:
                found.add(target)
                continue
            for run in grid.runs:
                if (run.lane, run.start) == (lane, bus.column - 1):
                    for other in grid.buses:
                        if other.column == run.end and lane in other.ins and other not in seen:
                            found |= follow(other, [*seen, other])
        return found

    for bus in grid.buses:
        for lane in bus.ins:
            starts = [run.start for run in grid.runs if (run.lane, run.end) == (lane, bus.column)] or [bus.column - 1]
            for start in starts:
                if (lane, start) in at:
                    into.setdefault(at[lane, start], set()).update(follow(bus, [bus]))
    return into


def stated_followers(shape):
    """For each step, and the trigger, what an item may meet next; past alternatives that not all items take as well."""

    def targets(node):
        if isinstance(node, str) or node == CUSTOMER:
            return {node}
        found = set().union(*(targets(other) for other in shape.successors[node]))
        if node in shape.alternatives:
            shares = sum(shape.steps[other].share.middle for other in shape.successors[node])
            found |= targets(shape.join_of[node]) if shares < 0.995 else set()
        return found

    steps = [node for node in shape.nodes if isinstance(node, str)]
    told = {step: set().union(*(targets(other) for other in shape.successors[step])) for step in steps}
    return {TRIGGER: targets(TRIGGER), **told}


def test_every_step_stands_behind_all_that_it_follows(streams):
    """Time runs from left to right: the column of a step is larger than that of everything before it."""
    for seed, (shape, grid) in streams.items():
        for step, behind in shape.after.items():
            assert all(grid.column[other] < grid.column[step] for other in behind), seed
            assert 0 < grid.column[step] < grid.column[CUSTOMER] == grid.columns - 1, seed


def test_no_two_steps_share_a_place(streams):
    """Every step has a cell of its own, and so have the ends."""
    for seed, (_, grid) in streams.items():
        cells = [(grid.column[node], grid.lane[node]) for node in grid.lane]
        assert len(cells) == len(set(cells)), seed


def test_no_line_runs_through_a_step(streams):
    """A run passes nothing between its start and its end."""
    for seed, (_, grid) in streams.items():
        for run in grid.runs:
            passed = [node for node in grid.lane if grid.lane[node] == run.lane]
            assert not [node for node in passed if run.start < grid.column[node] < run.end], (seed, run)


def test_lines_lead_where_the_stream_leads_and_nowhere_else(streams):
    """Whoever follows the lines from a step comes to the steps that follow it, and to no other."""
    for seed, (shape, grid) in streams.items():
        assert drawn_followers(grid) == stated_followers(shape), seed


def test_what_all_items_pass_keeps_the_first_lane(streams):
    """The steps that every way leads through stand in one line with trigger and customer."""
    for seed, (shape, grid) in streams.items():
        node = TRIGGER
        while node != CUSTOMER:
            assert not isinstance(node, str) or grid.lane[node] == 0, seed
            node = shape.join_of[node]
        assert grid.lane[TRIGGER] == grid.lane[CUSTOMER] == 0, seed


def test_lanes_have_no_gaps(streams):
    """Every lane from the first to the last holds a step or a line."""
    for seed, (_, grid) in streams.items():
        used = set(grid.lane.values()) | {run.lane for run in grid.runs}
        assert used == set(range(grid.lanes)), seed


def test_the_same_stream_has_the_same_grid(streams):
    """Nothing depends on the order of sets."""
    for seed, (shape, grid) in streams.items():
        again = read_atlas(typed(random_stream(Random(seed)))).atlas.map(ValueStreamMap).shape
        assert lanes_of(again) == grid, seed
        assert lanes_of(shape) == grid, seed


def test_steps_in_a_row_stand_in_one_lane():
    """A series is a straight line, optional steps included."""
    grid = lanes_of(shape_of("current: {steps: {a: {}, b: {share: 30%}, c: {}}}"))

    assert [(grid.column[step], grid.lane[step]) for step in "abc"] == [(1, 0), (2, 0), (3, 0)]
    assert (grid.columns, grid.lanes) == (5, 1)


def test_parallel_ways_keep_a_lane_each_until_they_join():
    """A branch of two steps takes one lane, and the join goes on in the first."""
    grid = lanes_of(
        shape_of("current: {steps: {a: {}, b: {after: a}, c: {after: a}, c2: {after: c}, d: {after: [b, c2]}}}")
    )

    assert {step: grid.lane[step] for step in ("a", "b", "c", "c2", "d")} == {"a": 0, "b": 0, "c": 1, "c2": 1, "d": 0}
    assert grid.column["d"] == 4


def test_a_share_that_takes_no_alternative_gets_a_lane_without_steps():
    """Of alternatives that share out 80 % of the items, the rest is seen to go straight on; of 100 %, nothing is."""
    some, all_of_them = (
        lanes_of(
            shape_of(
                f"current: {{steps: {{a: {{}}, b: {{after: a, share: 50%}}, c: {{after: a, share: {rest}}}, "
                "d: {after: [b, c]}}}"
            )
        )
        for rest in ("30%", "50%")
    )

    assert (some.lanes, all_of_them.lanes) == (3, 2)
    assert [bus.skips for bus in some.buses if bus.skips] == [(2,)]
    assert not [bus for bus in all_of_them.buses if bus.skips]
