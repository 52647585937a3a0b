"""The simple view: one sentence that is true, at most seven blocks, no jargon."""

from itertools import pairwise
from math import inf
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest
from geometry import around, faults
from random_map import random_map

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Derived, Span, Spot, Takes, Text
from flowatlas.store.schema import read_atlas
from flowatlas.views.blocks import MOST_BLOCKS, Block, Member
from flowatlas.views.simple import HEIGHT, WIDTH, sentence, simple_view, time_of
from flowatlas.views.spoken import spoken, spoken_range

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*/atlas.yaml"))
HOUR = 3600.0
DAY, WEEK = 8 * HOUR, 40 * HOUR
BARS = {"wait-bar", "work-bar", "open-bar", "back-bar"}
LEGAL = Spot(("steps/legal/wait_time",), "", "", 0.9)


def drawn(plain, draws=100, labels=None):
    """A map in brief."""
    atlas = load(dedent(plain)) if isinstance(plain, str) else read_atlas(plain).atlas
    figures = derived(atlas, report(atlas, draws=draws), labels or Labels())
    return simple_view(atlas, figures)


def texts(picture):
    """All that can be read on it."""
    return [shape.text for _, shape in picture.shapes() if isinstance(shape, Text)]


def in_brief(wait=0.0, work=0.0, unknown=0.0, again=0.0, takes=(6, 6, 6, 6, 0), spot=LEGAL, legal=0.0):
    """The sentence for a made-up map; all in weeks."""
    stream = load("current: {steps: {legal: {name: Legal review}, build: {name: Build}}}").map(ValueStreamMap)
    times = Takes(*(one * WEEK for one in takes[:4]), takes[4]) if takes else None
    path = spot.paths[0] if spot else ""
    span = Span(0.0, legal * WEEK, 0.0, 0.0)
    figures = Derived(takes=times, constraint=spot, spans={path: span})
    block = Block((), (Member("All", 1.0),), wait * WEEK, work * WEEK, unknown * WEEK, again * WEEK)
    return sentence(stream, figures, [block], Calendar())


@pytest.mark.parametrize(
    ("told", "given"),
    [
        ("It takes 6 weeks; most of that is waiting for “Legal review”.", {"wait": 5, "work": 1, "legal": 4}),
        (
            "It takes 5 to 9 weeks; most of that is waiting for “Legal review”.",
            {"wait": 5, "work": 1, "legal": 4, "takes": (7, 5, 9, 4, 0)},
        ),
        (
            "It takes at least 4 weeks; most of that is waiting for “Legal review”.",
            {"wait": 5, "work": 1, "legal": 4, "takes": (7, 5, 9, 4, 2)},
        ),
        (
            "It takes 6 weeks; most of that is probably waiting for “Legal review”.",
            {"wait": 5, "work": 1, "legal": 4, "spot": LEGAL._replace(sure=0.5)},
        ),
        (
            "It takes 6 weeks; most of that is waiting, above all for “Legal review”.",
            {"wait": 5, "work": 1, "legal": 2},
        ),
        (
            "It takes 6 weeks; most of that is waiting, probably above all for “Legal review”.",
            {"wait": 5, "work": 1, "legal": 2, "spot": LEGAL._replace(sure=0.5)},
        ),
        ("It takes 6 weeks; most of that is waiting.", {"wait": 5, "work": 1, "spot": None}),
        (
            "It takes 6 weeks; most of that is waiting.",
            {"wait": 5, "work": 1, "spot": Spot(("steps/build/process_time",), "", "")},
        ),
        (
            "It takes 6 weeks; most of that is waiting after the last step.",
            {"wait": 5, "work": 1, "legal": 4, "spot": Spot(("final_wait",), "", "")},
        ),
        (
            "It takes 6 weeks; most of that is work, above all “Build”.",
            {"wait": 1, "work": 5, "spot": Spot(("steps/build/process_time",), "", "")},
        ),
        ("It takes 6 weeks; most of that is work.", {"wait": 1, "work": 5}),
        ("It takes 6 weeks; the biggest hold-up is waiting for “Legal review”.", {"wait": 3, "work": 3}),
        ("It takes 6 weeks; most of that is doing things again.", {"wait": 1, "work": 1, "again": 4}),
        (
            "It takes at least 5 days; where most of the time goes, nobody has said yet.",
            {"wait": 1, "unknown": 5, "takes": (6, 4, 9, 1, 1)},
        ),
        ("How long it takes is not known yet.", {"unknown": 5, "takes": (6, 4, 9, 0, 1)}),
        ("How long it takes is not known yet.", {"takes": None}),
        ("It never ends for some.", {"wait": inf, "takes": (inf, inf, inf, inf, 0)}),
        ("It takes no time.", {"takes": (0, 0, 0, 0, 0)}),
    ],
)
def test_the_sentence_says_no_more_than_is_known(told, given):
    """Most is more than half, unsure is probably, unknown is at least."""
    assert in_brief(**given) == told


def test_a_long_name_does_not_swallow_the_sentence():
    """What somebody pasted into the name is cut."""
    atlas = load(f"current: {{steps: {{legal: {{name: {'W' * 300}, wait_time: 4d, process_time: 1h}}}}}}")
    figures = derived(atlas, report(atlas, draws=10), Labels())
    stream = atlas.map(ValueStreamMap)

    assert len(sentence(stream, figures, [Block((), (), wait=1.0)], Calendar())) < 140


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "no time"),
        (30, "30 seconds"),
        (600, "10 minutes"),
        (HOUR, "1 hour"),
        (1.5 * HOUR, "1.5 hours"),
        (DAY, "1 day"),
        (7.77 * DAY, "about 8 days"),
        (14 * DAY, "14 days"),
        (6 * WEEK, "6 weeks"),
        (53.8 * DAY, "about 11 weeks"),
        (52 * WEEK, "12 months"),
        (520 * WEEK, "10 years"),
        (inf, "without end"),
    ],
)
def test_times_are_said_as_people_say_them(seconds, words):
    """Small numbers in the unit that fits, with about where they were rounded."""
    assert spoken(seconds, Calendar()) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (36 * DAY, 97 * DAY, "7 to 19 weeks"),
        (3 * HOUR, 2 * DAY, "3 hours to 2 days"),
        (9.9 * DAY, 10.1 * DAY, "about 10 days"),
        (WEEK, WEEK, "5 days"),
        (0, 2 * DAY, "2 days"),
        (DAY, inf, "without end"),
    ],
)
def test_ranges_are_said_in_one_unit_where_that_works(low, high, words):
    """Both ends in the unit of the higher one, unless the lower one would be a fraction."""
    assert spoken_range(low, high, Calendar()) == words


def test_a_block_does_not_count_what_nobody_knows():
    """What is known of it is told as the least, and only where nothing is, that it is not known."""
    known = Block((), (), wait=4 * DAY, is_exact=True)

    assert time_of(known, Calendar()) == "4 days"
    assert time_of(known._replace(is_exact=False), Calendar()) == "about 4 days"
    assert time_of(known._replace(unknown=2 * DAY), Calendar()) == "at least 4 days"
    assert time_of(known._replace(unknown=9 * DAY), Calendar()) == "at least 4 days"
    assert time_of(known._replace(wait=0, unknown=9 * DAY), Calendar()) == "not known"
    assert time_of(known._replace(wait=inf), Calendar()) == "without end"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples_fit_a_slide_and_a_few_words(path):
    """At most seven blocks, the one sentence, a few lines, no word that only we know."""
    picture = drawn(path.read_text(encoding="utf-8"))

    blocks = [part for part in picture.parts if part.role == "block"]
    around_them = [shape for part in picture.parts if part.role != "block" for shape in part.shapes]
    said = " ".join(texts(picture)).lower()
    assert (picture.width, picture.height) == (WIDTH, HEIGHT)
    assert 1 <= len(blocks) <= MOST_BLOCKS
    assert sum(isinstance(shape, Text) for shape in around_them) <= 12
    for jargon in ("%c&a", "efficiency", "lead time", "process time", "rework", "constraint", "rolled"):
        assert jargon not in said


def test_bars_are_to_scale_across_blocks():
    """Twice the time is twice the height, whichever block it is in."""
    picture = drawn("current: {steps: {a: {process_time: 2d}, b: {wait_time: 4d, process_time: 1d}}}")

    heights = [
        (shape.role, round(shape.height, 3))
        for part in picture.parts
        if part.role == "block"
        for shape in part.shapes
        if isinstance(shape, Box) and shape.role in BARS
    ]
    (_, two), (_, one), (_, four) = heights
    assert [role for role, _ in heights] == ["work-bar", "work-bar", "wait-bar"]
    assert two == pytest.approx(2 * one, abs=0.01)
    assert four == pytest.approx(4 * one, abs=0.01)


def test_waiting_and_work_are_told_in_words_once():
    """What the colours mean stands on a bar, or in the row of signs, never in both."""
    said = texts(drawn("current: {steps: {a: {process_time: 2d}, b: {wait_time: 4d, process_time: 1d}}}"))

    assert said.count("waiting") == said.count("work") == 1
    tiny = texts(drawn("current: {steps: {a: {process_time: 1m}, b: {wait_time: 4d, process_time: 1m}}}"))
    assert tiny.count("waiting") == tiny.count("work") == 1


def test_the_aim_stands_below_with_its_date():
    """Target, date and where it stands, in a line each."""
    said = texts(
        drawn(
            """
            outcome: {target: {text: Faster, metric: lead_time, value: 4d, by: 2027-03-31}}
            current: {steps: {a: {process_time: 3d}, b: {wait_time: 4d, process_time: 1d}}}
            """
        )
    )

    assert "The aim: 4 days by 2027-03-31" in said
    assert any("meets it now" in one for one in said)


def test_the_hold_up_is_marked_unless_that_hangs_on_a_guess():
    """The outline is round the block of the constraint; nowhere where nobody knows a thing."""
    known = drawn("current: {steps: {a: {process_time: 2d}, b: {wait_time: 9d, process_time: 1d}}}")
    unknown = drawn("current: {steps: {a: {name: A}, b: {name: B}, c: {name: C}}}")

    assert [part.name for part in known.parts if any(shape.role == "hot" for shape in part.shapes)] == ["b"]
    assert not any(shape.role == "hot" for _, shape in unknown.shapes())


def test_an_empty_map_invites():
    """Nothing to draw yet is no reason for an empty sheet."""
    picture = drawn("title: New")

    assert any(part.role == "invitation" for part in picture.parts)
    assert faults(picture) == []


def test_words_that_were_chosen_are_used():
    """Who says delay for waiting reads delay."""
    said = texts(
        drawn("current: {steps: {a: {wait_time: 4d, process_time: 1d}}}", labels=Labels({"wait_time": "delay"}))
    )

    assert "delay" in said


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 20))])
def test_any_map_is_at_most_seven_blocks_in_a_row(seed):
    """Blocks stand side by side, none over another, each with its name and its time."""
    picture = drawn(random_map(Random(seed)))

    rooms = [around(part.shapes[0]) for part in picture.parts if part.role == "block"]
    assert 1 <= len(rooms) <= MOST_BLOCKS
    assert len({room.top for room in rooms}) == 1
    assert all(one.right < other.left for one, other in pairwise(rooms))
