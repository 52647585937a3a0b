"""The capability map: ratings on the scale, gaps, and what it still lacks."""

import pytest

from flowatlas.maps.capability import SCALE, SCALE_TOLD, Capability, CapabilityMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.quantity import Count
from flowatlas.model.registry import CHECKS
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text


def read(rows):
    """A capability map with these rows, and what is said of it."""
    reading = read_atlas(Text(f"capability: {{rows: {{{rows}}}}}").plain)
    return reading.atlas.map_or_blank(CapabilityMap), reading.findings


CASES = {
    "ratings_are_no_finer_than_felt": [
        ("a: {now: 2.3}", [("rows/a/now", "info")]),
        ("a: {now: 0, target: 5}, b: {now: 2.5, target: 2..3}, c: {now: '?'}, d: ", []),
    ],
    "targets_are_not_below_today": [
        ("a: {now: 3, target: 2}", [("rows/a/target", "warning")]),
        ("a: {now: 3, target: 3}, b: {target: 1}, c: {now: '?', target: 1}, d: {now: 4}", []),
    ],
}


@pytest.mark.parametrize(
    ("check", "rows", "expected"), [(name, *case) for name, some in CASES.items() for case in some]
)
def test_checks_find_mistakes_and_nothing_else(check, rows, expected):
    """Each check has what provokes it, and what looks alike and is fine."""
    found = CHECKS[f"CapabilityMap.{check}"][1](read(rows)[0])

    assert [(one.path, str(one.severity)) for one in found] == expected


@pytest.mark.parametrize("rows", ["", "a: ", "a: {name: Standard contracts}", "a: {now: 1}"])
def test_little_is_enough(rows):
    """A map with hardly anything on it is told nothing about what is blank."""
    assert read(rows)[1] == []


@pytest.mark.parametrize(
    ("row", "field"), [("now: -1", "now"), ("now: 6", "now"), ("now: 1, target: 5.5", "target"), ("now: 2..7", "now")]
)
def test_a_rating_beside_the_scale_is_an_error(row, field):
    """The scale goes from 0 to 5."""
    assert [(one.path, str(one.severity)) for one in read(f"a: {{{row}}}")[1]] == [
        (f"capability/rows/a/{field}", "error")
    ]


@pytest.mark.parametrize(
    ("now", "target", "gap"), [(1, 4, 3.0), (0, 0.5, 0.5), (4, 4, 0.0), (5, 3, 0.0), ("?", 4, None), (None, 4, None)]
)
def test_a_gap_is_known_only_where_both_ratings_are(now, target, gap):
    """What nobody has rated is not 0."""
    row = Capability(now=None if now is None else Count.read(now), target=Count.read(target))

    assert row.gap == gap


def test_every_level_is_explained():
    """0 to 5 are six levels."""
    assert len(SCALE) == len(SCALE_TOLD) == 6


def test_what_is_missing_is_named_until_nothing_is():
    """Rows, ratings, what they would help, and help for the widest gap."""

    def paths(rows):
        return [one.path for one in read(rows)[0].missing(Atlas())]

    assert paths("") == ["capability/rows"]
    assert paths("a: ") == ["capability/rows/a/now", "capability/rows/a/about"]
    assert paths("a: {now: 1}") == ["capability/rows/a/target", "capability/rows/a/about"]
    assert paths("a: {now: 1, target: 2, about: current}, b: {now: 1, target: 4}") == ["capability/rows/b/help"]
    assert paths("a: {now: 1, target: 2, about: current, help: Ana}") == []
