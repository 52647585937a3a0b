"""Contrast: everybody can read the map, in light and in dark."""

from pathlib import Path
from random import Random

import pytest
from geometry import around
from random_map import random_map

from flowatlas import load
from flowatlas.drawing.style import LOOKS, PALETTE, Theme, colour, contrast
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Dot, Text
from flowatlas.store.schema import read_atlas
from flowatlas.views.view import views

ONBOARDING = Path(__file__).resolve().parents[2] / "examples/onboarding/atlas.yaml"
READABLE, SEEN = 4.5, 3.0
"""What the Web Content Accessibility Guidelines 2.2 ask of text, and of lines and signs that carry meaning."""


def grounds_of_texts(picture):
    """The role of each text with the colour of the ground that it stands on: the last one filled before it."""
    grounds = []
    pairs = set()
    for _, shape in picture.shapes():
        if isinstance(shape, Box | Dot) and LOOKS[shape.role].fill:
            grounds.append((around(shape), LOOKS[shape.role].fill))
        elif isinstance(shape, Text) and shape.text.strip():
            x, y = around(shape).middle
            under = [fill for room, fill in grounds if room.left <= x <= room.right and room.top <= y <= room.bottom]
            pairs.add((shape.role, under[-1] if under else "paper"))
    return pairs


def pairs_of(atlas):
    """All texts with their grounds, in every view."""
    found = derived(atlas, report(atlas, draws=100), Labels())
    return set().union(*(grounds_of_texts(known.compose(atlas, found)) for known in views()))


def faint(pairs, theme):
    """What cannot be read well, and by how much."""
    return {
        (role, ground): round(ratio, 2)
        for role, ground in pairs
        if (ratio := contrast(colour(LOOKS[role].fill, theme), colour(ground, theme))) < READABLE
    }


@pytest.mark.parametrize("theme", Theme)
def test_every_text_of_the_example_stands_out(theme):
    """What stands on the sheet, on notes, on bars and in dots is dark enough on light, and light enough on dark."""
    assert faint(pairs_of(load(ONBOARDING.read_text(encoding="utf-8"))), theme) == {}


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(8, 30))])
def test_every_text_of_any_map_stands_out(seed):
    """Whatever is on the map: data, options, trouble, questions, many roles."""
    pairs = pairs_of(read_atlas(random_map(Random(seed))).atlas)

    assert [faint(pairs, theme) for theme in Theme] == [{}, {}]


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(
    "role",
    [
        "flow",
        "flow-data",
        "flow-skip",
        "hot",
        "back",
        "back-dot",
        "back-bar",
        "open-bar",
        "goal-line",
        "guess-line",
        "frown",
        "waste-ring",
        "whisker",
    ],
)
def test_lines_that_carry_meaning_are_seen(role, theme):
    """Where a line is all there is to see, it stands out from the paper."""
    assert contrast(colour(LOOKS[role].stroke, theme), colour("paper", theme)) >= SEEN


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(
    "role",
    [f"role-{number}" for number in range(8)]
    + ["work-bar", "fix-mark", "goal-mark", "end-mark", "waste-dot", "hot-tab"],
)
def test_signs_that_carry_meaning_are_seen(role, theme):
    """Filled signs stand out from the paper by their ground or by their edge."""
    look = LOOKS[role]
    edges = [colour(name, theme) for name in (look.fill, look.stroke) if name]

    assert max(contrast(edge, colour("paper", theme)) for edge in edges) >= SEEN


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(
    "role", ["step", "step-optional", "step-data", "step-data-optional", "wait-bar", "open", "step-ghost"]
)
def test_notes_are_seen_by_their_edge(role, theme):
    """A note, a bar or an open sign has an edge that stands out from the paper, however pale its ground is."""
    assert contrast(colour(LOOKS[role].stroke, theme), colour("paper", theme)) >= SEEN


def test_every_colour_has_a_light_and_a_dark_side():
    """Two colours a name, so that no role is lost when the lights go out."""
    used = {name for look in LOOKS.values() for name in (look.fill, look.stroke) if name}

    assert used <= set(PALETTE)
    assert all(len(set(pair)) == 2 for pair in PALETTE.values())
