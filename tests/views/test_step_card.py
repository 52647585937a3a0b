"""The step card: what several voices say of a time is seen as dots, and told by role."""

from itertools import pairwise
from textwrap import dedent

import pytest
from geometry import around, faults

from flowatlas import load
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Dot, Text
from flowatlas.views.practice import practice_view
from flowatlas.views.wall.voices import MOST_VOICES

MAP = """
    current:
      roles: {sales: {name: Selling}, legal: {name: Legal}}
      steps:
        ask: {process_time: 1h}
        review: {wait_time: "?", process_time: 2h}
      voices:
"""


def part_of(voices, part_id="current/steps/review/wait_time"):
    """A part of the practice view of a map on which these voices speak."""
    said = "".join(f"        v{number}: {voice}\n" for number, voice in enumerate(voices))
    atlas = load(dedent(MAP + said))
    picture = practice_view(atlas, derived(atlas, report(atlas, draws=50), Labels()))
    assert faults(picture) == []
    return next(part for part in picture.parts if part.id == part_id)


def voice(wait, role="sales", name="Ana"):
    """What somebody says of a wait."""
    return f"{{name: {name}, role: {role}, changes: {{steps/review/wait_time: {wait}}}}}"


def dots_of(part):
    """The dots of voices, from left to right."""
    found = [shape for shape in part.shapes if isinstance(shape, Dot) and shape.role == "voice-dot"]
    return sorted(found, key=lambda dot: dot.x)


def words_of(part):
    """All that can be read."""
    return " ".join(shape.text for shape in part.shapes if isinstance(shape, Text))


def test_each_voice_is_a_dot_on_a_log_scale():
    """Ten times as long is as far from one as from ten, and the ends are told in words."""
    part = part_of([voice("1h"), voice("10h"), voice("100h", "legal")])

    low, middle, high = (dot.x for dot in dots_of(part))
    assert high - middle == pytest.approx(middle - low, abs=0.01)
    assert "3 voices: 1 h to 100 h" in words_of(part)


def test_voices_are_told_by_role_and_never_by_name():
    """Who points at it reads what each role says."""
    part = part_of([voice("2wk"), voice("1d..3d", "Legal", "Raj")])

    assert "2 voices say: Legal: 1 d – 3 d; Selling: 2 wk." in part.tip
    assert "2 voices: 1 d to 2 wk" in words_of(part)
    assert not {"Ana", "Raj"} & set(f"{part.tip} {part.name} {words_of(part)}".replace(":", "").split())


@pytest.mark.parametrize("voices", [[], [voice("1d")], [voice("1d"), voice('"?"')], [voice("1d"), voice("soon")]])
def test_one_voice_is_no_picture(voices):
    """Dots need at least two voices that say how long."""
    part = part_of(voices)

    assert dots_of(part) == []
    assert "voices" not in words_of(part)


def test_voices_that_agree_stand_on_each_other():
    """The same time twice is two dots, one above the other, and is told once."""
    part = part_of([voice("2d"), voice("2d")])

    one, other = dots_of(part)
    assert one.x == other.x
    assert abs(one.y - other.y) >= 2 * one.radius
    assert "2 voices: all 2 d" in words_of(part)


def test_of_many_voices_some_are_drawn_and_all_are_counted():
    """The shortest and the longest are among them."""
    part = part_of([voice(f"{number}h") for number in range(1, 31)])

    assert len(dots_of(part)) == MOST_VOICES
    assert "30 voices: 1 h to 30 h" in words_of(part)


@pytest.mark.parametrize("ends", [("0", "1d"), ("1d", "never"), ("0", "never"), ("0", "0")])
def test_nothing_and_never_are_at_the_ends(ends):
    """Times without a logarithm are drawn all the same, none over another."""
    dots = dots_of(part_of([voice(end) for end in ends]))

    assert len(dots) == 2
    assert not any(around(one).overlaps(around(other)) for one, other in pairwise(dots))


def test_process_times_have_dots_too():
    """Above the box as below the gap."""
    said = "{role: sales, changes: {steps/review/process_time: 1h}}", "{changes: {steps/review/process_time: 4h}}"

    part = part_of(said, "current/steps/review/process_time")

    assert len(dots_of(part)) == 2
    assert "2 voices say: Selling: 1 h; 4 h." in part.tip
