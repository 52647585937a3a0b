"""What is believed beside what was measured, as a picture; and periods in turn."""

import pytest
from geometry import around, faults

from flowatlas.drawing.style import LOOKS
from flowatlas.model.calendar import Calendar
from flowatlas.model.picture import Box, Mark, Text
from flowatlas.views.believed import Beside, Lane, Reach, Row, believed_picture
from flowatlas.views.periods import Course, Point, periods_picture

HOUR = 3600.0
NAMES = [
    "Intake",
    "A name that goes on and on, as people who draw maps in a hurry like to write them, over several lines",
    "契約書の法務審査と取締役会の承認を待つ長い名前の工程",
    "مراجعة العقد من قبل الإدارة القانونية",
    "Größenprüfungsverfahrensanweisungsfreigabe",
]


def lane(key, field, believed, measured, *, differs=False):
    """A time in hours."""
    return Lane(
        f"current/steps/{key}/{field}",
        "wait" if field == "wait_time" else "work",
        None if believed is None else Reach(*(one * HOUR for one in believed)),
        None if measured is None else Reach(*(one * HOUR for one in measured)),
        "believed 1 d – 2 d, measured 5.5 d (85% under 11 d): more than believed",
        "more than believed" if differs else "",
        differs,
    )


def beside(count):
    """A map of so many steps; every third is not in the log."""
    rows = []
    for place in range(count):
        key, is_seen = f"s{place}", place % 3 != 2
        size = 1 + (place * 7) % 40
        lanes = (
            lane(key, "wait_time", (size, 2 * size, 3 * size), (0, size / 2, 90) if is_seen else None, differs=is_seen),
            lane(key, "process_time", None if place % 4 == 0 else (0, 0, 0), (0, 0, 0) if is_seen else None),
        )
        words = ("usable as it is (%C&A): believed 90%, measured 72%",) if is_seen else ()
        rows.append(Row(f"current/steps/{key}", NAMES[place % len(NAMES)], lanes, words, is_seen))
    whole = (
        Lane("", "lead time", Reach(10 * HOUR, 40 * HOUR, 90 * HOUR), Reach(20 * HOUR, 80 * HOUR, 400 * HOUR), "told"),
        Lane("", "as a whole", None, Reach(20 * HOUR, 100 * HOUR, 300 * HOUR), "measured from beginning to end 12.5 d"),
    )
    sentences = ("By what is believed it takes 5 days, with what the log says 10 days: 2.0 times as long.", "And more.")
    return Beside("Believed and measured", sentences, whole, tuple(rows), ("The log knows nothing of 2 of 6 steps.",))


@pytest.mark.parametrize("count", [0, 1, 5, 20])
def test_nothing_overlaps_or_leaves_the_sheet(count):
    """Long names, other scripts, many steps and none are all legible."""
    assert faults(believed_picture(beside(count))) == []


def test_both_values_are_drawn_on_one_scale():
    """A bar is as long as its time; the same time is as long for belief and measurement, in every step."""
    rows = [
        Row("current/steps/a", "A", (lane("a", "wait_time", (0, 10, 20), (0, 10, 20)),)),
        Row("current/steps/b", "B", (lane("b", "wait_time", (0, 5, 10), (10, 15, 20), differs=True),)),
    ]
    picture = believed_picture(Beside("x", ("x",), (), tuple(rows)))

    widths = {
        part.id: [shape.width for shape in part.shapes if isinstance(shape, Box)]
        for part in picture.parts
        if part.role == "bar"
    }
    (one, other), (half, second) = widths["current/steps/a/wait_time"], widths["current/steps/b/wait_time"]
    assert one == other
    assert half == pytest.approx(one / 2)
    assert second == pytest.approx(one / 2)


def test_what_disagrees_is_told_by_colour_and_in_words():
    """A bar outside of the belief is pink, and its words say so; what the log cannot see stays open and says so."""
    picture = believed_picture(beside(5))
    drawn = {part.id: part for part in picture.parts}

    off = drawn["current/steps/s0/wait_time"]
    assert "hot-tab" in {shape.role for shape in off.shapes}
    assert "More than believed" in off.tip
    open_one = drawn["current/steps/s2/wait_time"]
    assert "step-ghost" in {shape.role for shape in open_one.shapes}
    assert any(isinstance(shape, Text) and "cannot see" in shape.text for shape in drawn["current/steps/s2"].shapes)


def test_one_long_tail_does_not_flatten_all_others():
    """What goes far beyond everything else ends at the edge of the chart with a sign that it goes on."""
    rows = [Row("current/steps/a", "A", (lane("a", "wait_time", (1, 2, 3), (1, 2, 5000)),))]
    picture = believed_picture(Beside("x", ("x",), (), tuple(rows)))

    (bar,) = [part for part in picture.parts if part.role == "bar"]
    believed = next(shape for shape in bar.shapes if isinstance(shape, Box))
    assert believed.width > 50
    assert faults(picture) == []


def course(count, **told):
    """So many months; the last is special."""
    points = tuple(
        Point(f"2026-{place + 1:02}", None if place == 1 else (30 + place) * HOUR, 12 * place, "")
        for place in range(count - 1)
    ) + ((Point("2027-01", 90 * HOUR, 4, "above the upper natural limit"),) if count else ())
    limits = {"centre": 35 * HOUR, "lower": 0.0, "upper": 60 * HOUR}
    return Course("Lead time, period by period", ("One is special.",), points, **{**limits, **told})


@pytest.mark.parametrize("count", [0, 1, 2, 12, 60])
def test_periods_are_legible_whatever_their_number(count):
    """Neither few nor many periods make names overlap."""
    assert faults(periods_picture(course(count))) == []


def test_limits_close_to_each_other_keep_their_names_apart():
    """Names of limits, mean and target give way to each other."""
    told = {"centre": 35 * HOUR, "upper": 35.5 * HOUR, "lower": 34.5 * HOUR, "target": ("target", 35.2 * HOUR)}

    assert faults(periods_picture(course(6, **told))) == []


def test_a_signal_is_told_by_shape_number_and_words():
    """What is special has another shape, a number at it, and the number again before the words."""
    picture = periods_picture(course(5))
    drawn = {part.id: part for part in picture.parts}

    special = drawn["period/2027-01"]
    assert any(isinstance(shape, Mark) for shape in special.shapes)
    assert [shape.text for shape in special.shapes if isinstance(shape, Text)] == ["1"]
    assert drawn["signal/1"].shapes[0].text == "1  2027-01: above the upper natural limit"
    assert not any(isinstance(shape, Mark) for shape in drawn["period/2026-01"].shapes)


def test_a_period_without_a_figure_has_no_point():
    """Unknown is not 0: nothing is drawn where nothing was finished."""
    picture = periods_picture(course(5), Calendar())

    assert "period/2026-02" not in {part.id for part in picture.parts}
    assert "period/2026-02/name" in {part.id for part in picture.parts}


def test_only_known_looks_are_used():
    """Every shape has a role with colours for light and dark."""
    for picture in (believed_picture(beside(6)), periods_picture(course(6))):
        assert {shape.role for _, shape in picture.shapes()} <= set(LOOKS)
        assert all(around(shape).right <= picture.width for _, shape in picture.shapes())
