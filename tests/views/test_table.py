"""The table: what the picture shows, in words and in rows."""

import re
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest
from random_map import random_map

from flowatlas import load
from flowatlas.drawing.text import safe
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Text
from flowatlas.store.schema import read_atlas
from flowatlas.views.practice import practice_view
from flowatlas.views.table import table

ONBOARDING = Path(__file__).resolve().parents[2] / "examples/onboarding/atlas.yaml"


def rows_of(text):
    """The cells of each row in text, by step."""
    found = table(load(dedent(text)).map(ValueStreamMap), Labels())
    keys = [key for key, _ in found.columns]
    return {row.step_id: dict(zip(keys, (cell.text for cell in row.cells), strict=True)) for row in found.rows}


def bare(figure):
    """A figure without what only sets it: spaces, brackets, its heading, hyphens of broken words."""
    return re.sub(r"%C&A|not known|[\s(),-]", "", figure)


def test_a_row_tells_what_somebody_typed():
    """Gap, name, time, quality, roles by their names, and all else in words."""
    rows = rows_of(
        """
        current:
          customer: Shop
          final_wait: 1d
          roles: {dev: {name: Developers}}
          steps:
            build: {name: Build it, roles: [dev, ops], process_time: 1h..3h measured, percent_complete_accurate: 80%}
            check:
              wait_time: 2d
              process_time: 1h
              share: 30%
              frustration: 4
              wastes: [waiting]
              carries: data
              steps: {}
              rework: {again: {to: build, share: 10%, wait_time: 1d}}
        """
    )

    assert rows["build"] == {
        "wait_time": "",
        "step": "Build it",
        "process_time": "1 h – 3 h (measured)",
        "percent_complete_accurate": "80%",
        "role": "Developers, ops",
        "share": "",
    }
    assert rows["check"]["wait_time"] == "2 d"
    told = rows["check"]["share"].replace("\u00a0", " ")
    for words in ("30% of items do it", "10% back, wait 1 d to Build it", "4 of 5", "waiting", "carries data"):
        assert words in told
    assert rows[""] | {"share": ""} == {
        "wait_time": "1 d",
        "step": "Shop",
        "process_time": "",
        "percent_complete_accurate": "",
        "role": "",
        "share": "",
    }


def test_nobody_knows_is_told_from_nothing_to_know():
    """A blank gap between steps is a question mark and marked as such; before the first step there is no gap."""
    found = table(
        load("current: {steps: {a: {}, b: {process_time: 0, wait_time: '? 1d'}}}").map(ValueStreamMap), Labels()
    )
    (first, second) = found.rows

    assert [(cell.text, cell.is_unknown) for cell in first.cells[:3]] == [("", False), ("a", False), ("?", True)]
    assert [(cell.text, cell.is_unknown) for cell in second.cells[:3]] == [
        ("? (likely 1 d)", True),
        ("b", False),
        ("0", False),
    ]


def test_ways_that_part_and_join_are_told():
    """Where a step is not simply after the one above, the row says after what it is."""
    rows = rows_of("current: {steps: {a: {name: A}, b: {after: a}, c: {after: a}, d: {after: [b, c]}, e: {after: []}}}")

    assert [rows[step]["share"] for step in "abcde"] == ["", "", "after A", "after b and c", "from the start"]


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(8, 30))])
def test_every_figure_of_the_picture_stands_in_the_table(seed):
    """Times, gaps and %C&A that the practice view draws are those of the table, cell by cell."""
    atlas = read_atlas(random_map(Random(seed))).atlas
    stream = atlas.map(ValueStreamMap)
    cells = {cell.path: cell for row in table(stream, Labels()).rows for cell in row.cells}
    picture = practice_view(atlas, derived(atlas, report(atlas, draws=100), Labels()))

    compared = [
        (bare(" ".join(shape.text for shape in part.shapes if isinstance(shape, Text))), bare(cells[part.path].text))
        for part in picture.parts
        if part.role in {"process", "wait", "quality"} and part.path in cells
    ]
    assert len(compared) >= len(stream.steps)
    for figure, told in compared:
        assert told.startswith(figure.removesuffix("asknext").partition("…")[0])


def test_names_are_safe_and_words_can_be_chosen():
    """Nothing in a cell turns its line around, and headings speak the words that were chosen."""
    stream = load('current: {steps: {a: {name: "x\\u202Ey"}}}').map(ValueStreamMap)
    found = table(stream, Labels({"process_time": "cycle time"}))

    assert found.rows[0].cells[1].text == safe("x\u202ey") == "x\ufffdy"
    assert "cycle time" in [title for _, title in found.columns]


def test_the_example_has_a_row_for_every_step():
    """In map order, each with its group."""
    stream = load(ONBOARDING.read_text(encoding="utf-8")).map(ValueStreamMap)

    assert [(row.step_id, row.group) for row in table(stream, Labels()).rows] == [
        (step_id, step.group or "") for step_id, step in stream.steps.items()
    ]
