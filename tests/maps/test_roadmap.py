"""The roadmap as people write it: lanes, dates, what is pointed out, and what is left alone."""

import pytest

from flowatlas.maps.roadmap import RoadmapMap, lanes, period_of
from flowatlas.model.registry import load_folder
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text

load_folder("flowatlas.maps")


def read(items: str):
    """An atlas with these items, and what is pointed out about its roadmap, by path."""
    text = "future: {fast: {changes: {title: Fast}}}\nroadmap:\n  items:\n"
    plain = Text(text + "".join(f"    {line}\n" for line in items.splitlines())).plain
    reading = read_atlas(plain)
    found = {one.path: one for one in reading.findings if one.path.startswith("roadmap")}
    return reading.atlas, found


@pytest.mark.parametrize(
    ("typed", "spelled", "last"),
    [
        ("2027-03-31", "2027-03-31", "2027-03-31"),
        ("2028-02", "2028-02", "2028-02-29"),
        ("2027-q4", "2027-Q4", "2027-12-31"),
        ("Q1 2027", "2027-Q1", "2027-03-31"),
        ("2027 H2", "2027-H2", "2027-12-31"),
        (2027, "2027", "2027-12-31"),
    ],
)
def test_periods_are_read_however_they_are_written(typed, spelled, last):
    """A day, a month, a quarter, half a year, a year."""
    period = period_of(typed)

    assert (period.text, period.end.isoformat()) == (spelled, last)


@pytest.mark.parametrize("typed", ["", "soon", "2027-13", "2027-02-30", "2027-Q5", "2027-H3", "0000", "27-Q1", None])
def test_what_is_no_date_is_none(typed):
    """Nothing is guessed out of a text that names no period."""
    assert period_of(typed) is None


def test_lanes_come_in_the_order_of_time():
    """Now, next and later are always there; dates follow as time goes, and what has no lane comes last."""
    atlas, _ = read(
        """a: {title: A}
b: {lane: 2028}
c: {lane: Q2 2027}
d: {lane: Now}
e: {lane: 2027-02-01}
f: {lane: 2027-Q2}
g: {lane: whenever}"""
    )

    assert lanes(atlas.map(RoadmapMap)) == {
        "now": ["d"],
        "next": [],
        "later": [],
        "2027-02-01": ["e"],
        "2027-Q2": ["c", "f"],
        "2028": ["b"],
        "": ["a", "g"],
    }


def test_three_lines_are_a_roadmap():
    """Nobody is nagged for what is left out."""
    _, found = read("a: {title: Ask legal}\nb: {title: Try it with one customer, lane: next}\nc: {title: Tell all}")

    assert found == {}


WRONG = {
    "a: {lane: whenever}": ("a/lane", "is no lane"),
    "a: {due: soon}": ("a/due", "is no date"),
    "a: {measure: {readings: {soon: 3d}}}": ("a/measure/readings/soon", "is no date"),
    "a: {measure: {readings: {2027-01-01: []}}}": ("a/measure/readings/2027-01-01", "is empty"),
    "a: {importance: -0.5}": ("a/importance", "from 0 to 1"),
    "a: {feasibility: -1}": ("a/feasibility", "from 0 to 1"),
    "a: {importance: 1.5}": ("a/importance", "from 0 to 1"),
    "a: {moves: [steps/legal]}": ("a/moves", "names none"),
    "a: {future: fast, moves: [steps/legal]}": ("a/moves", "nothing that its future changes"),
    "a: {title: A, after: [b]}\nb: {title: B, after: [c]}\nc: {title: C, after: [a]}": ("a/after", "A → B → C → A"),
    "a: {after: [a]}": ("a/after", "in a circle"),
    "a: {lane: now, after: [b]}\nb: {lane: later}": ("a/lane", "comes after “B”, which is planned later"),
    "a: {lane: 2027-Q1, after: [b]}\nb: {lane: 2027-Q2}": ("a/lane", "which is planned 2027-Q2"),
    "a: {after: [nowhere]}": ("a/after", "nowhere"),
    "a: {future: nowhere}": ("a/future", "nowhere"),
    "a: {about: current/steps/nowhere}": ("a/about", "nowhere"),
}


@pytest.mark.parametrize("items", WRONG)
def test_contradictions_are_pointed_out(items):
    """Each with its place and in words that say what is odd."""
    _, found = read(items)
    path, words = WRONG[items]

    assert words in f"{found[f'roadmap/items/{path}'].message} {found[f'roadmap/items/{path}'].hint}"
    assert len(found) == 1


RIGHT = [
    "a: {lane: Now}\nb: {lane: next, after: [a]}\nc: {lane: 2027-Q1, after: [b]}",
    "a: {lane: now, after: [b]}\nb: {lane: 2027-Q1}",
    "a: {lane: now, after: [b]}\nb: {title: Not placed}",
    "a: {lane: now, after: [b]}\nb: {lane: later, status: done}",
    "a: {importance: 0, feasibility: 1}",
    "a: {future: fast, moves: [title]}",
    "a: {status: done, due: 2027-01-31, measure: {baseline: 6wk, target: 4d, readings: {2027-02: 6wk}}}",
    "a: {after: [b, c]}\nb: {after: [d]}\nc: {after: [d]}\nd: {}",
]


@pytest.mark.parametrize("items", RIGHT)
def test_what_makes_sense_is_left_alone(items):
    """An item that is done is needed no more; a done item whose reading is no better is a fact, not a mistake."""
    assert read(items)[1] == {}


def test_dates_of_decisions_are_read():
    """The day of a decision and the day to look at it again."""
    plain = Text(
        "roadmap: {decisions: {x: {on: yesterday, revisit: 2027-Q1}, y: {on: 2026-12-01, revisit: soon}}}"
    ).plain
    found = {one.path for one in read_atlas(plain).findings}

    assert found == {"roadmap/decisions/x/on", "roadmap/decisions/y/revisit"}


def missing(items: str) -> list[str]:
    """What the roadmap lacks, by path."""
    atlas, _ = read(items)
    return [one.path.removeprefix("roadmap/items/") for one in atlas.map(RoadmapMap).missing(atlas)]


def test_what_is_done_now_needs_an_owner_and_a_measure():
    """Of what comes later nobody asks for them yet, nor of what is done."""
    assert missing("a: {lane: now}\nb: {lane: next}\nc: {lane: now, status: done}") == ["a/owner", "a/measure"]
    assert missing("a: {lane: now, owner: Ana, measure: {text: Days}}") == []


def test_a_roadmap_has_to_start_somewhere():
    """Without an item, or with none for now, that is what is missing."""
    atlas = read_atlas(Text("roadmap: {}").plain).atlas

    assert [one.path for one in RoadmapMap().missing(atlas)] == ["roadmap/items"]
    assert missing("a: {lane: later}") == ["roadmap/items"]
    assert missing("a: {lane: later}\nb: {status: in progress}") == []


def test_the_guidance_fits_into_a_session():
    """A purpose, moves with their time, questions and mistakes, within the hour."""
    guidance = RoadmapMap.guidance

    assert guidance.purpose
    assert 30 <= guidance.minutes <= 60
    assert guidance.questions
    assert guidance.mistakes
