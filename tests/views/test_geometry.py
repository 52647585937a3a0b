"""Pictures of random maps: nothing overflows, overlaps or is crossed out."""

from random import Random

import pytest
from geometry import faults
from random_map import random_map

from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Line, Part, Picture, Text
from flowatlas.store.schema import read_atlas
from flowatlas.views.view import views


def pictures(plain):
    """An atlas in every view."""
    atlas = read_atlas(plain).atlas
    told = derived(atlas, report(atlas, draws=200), Labels())
    return [known.compose(atlas, told) for known in views()]


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 200))])
def test_no_text_overflows_or_overlaps_and_no_line_crosses_a_box(seed):
    """On any map, every text stands in its place and every line keeps out of boxes and words."""
    plain = random_map(Random(seed))

    for picture in pictures(plain):
        assert faults(picture) == []


NOTE = Box("step", 100, 100, 120, 80)
WORD = Text("text", 110, 145, "word", 13, 40)


@pytest.mark.parametrize(
    ("told", "shapes"),
    [
        ("", [NOTE, WORD]),
        ("overflows", [NOTE, WORD._replace(width=130)]),
        ("overlap", [NOTE, WORD, WORD._replace(x=140, text="other")]),
        ("flow crosses the box", [NOTE, Line("flow", ((20, 140), (300, 140)))]),
        ("", [NOTE, Line("flow", ((20, 140), (100, 140)))]),
        ("flow crosses “word”", [WORD, Line("flow", ((120, 20), (120, 300)))]),
        ("back crosses “word”", [WORD, Line("back", ((20, 20), (20, 142), (300, 142)))]),
        ("hot crosses “word”", [WORD, Box("hot", 120, 100, 120, 80)]),
        ("leaves the sheet", [NOTE._replace(x=390)]),
    ],
)
def test_faults_are_found(told, shapes):
    """The check itself sees what must never be, and nothing where there is nothing."""
    parts = tuple(Part(f"part-{number}", "", "step", "", "", (shape,)) for number, shape in enumerate(shapes))
    found = faults(Picture(400, 400, "", "", parts))

    assert len(found) == bool(told), found
    assert told in "".join(found)
