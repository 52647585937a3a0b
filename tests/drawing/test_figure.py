"""Figures as labels: short, with their unit set off, and nothing hidden that matters."""

import pytest

from flowatlas.drawing.figure import Label, label_of
from flowatlas.model.quantity import Count, Duration, Share


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2d", "2 d"),
        ("1wk 2d", "1 wk 2 d"),
        ("30m", "30 min"),
        ("1.5h", "1.5 h"),
        ("~1wk", "~1 wk"),
        ("1h..4d", "1 h – 4 d"),
        ("1-3d", "1 – 3 d"),
        ("2 to 4 days", "2 – 4 d"),
        ("<2d", "under 2 d"),
        ("at most 2d", "under 2 d"),
        ("up to 2d", "under 2 d"),
        (">1wk", "over 1 wk"),
        ("at least 1wk", "over 1 wk"),
        ("0", "0"),
        (0, "0"),
        ("n/a", "n/a"),
        ("never", "never"),
        ("3d elapsed", "3 d elapsed"),
        ({"value": "2h", "by": "Ana"}, "2 h"),
    ],
)
def test_a_time_reads_as_it_was_typed(typed, told):
    """The figure stays the one that was typed, without notes where there is nothing to add."""
    assert label_of(Duration.read(typed)) == Label(told)


@pytest.mark.parametrize(
    ("typed", "told", "notes"),
    [
        ("30m..2h..1d", "30 min – 1 d", ("mostly 2 h",)),
        ("1wk..3wk guess", "1 wk – 3 wk", ("a guess",)),
        ("2h measured", "2 h", ("measured",)),
        ("2h measured 2026-09-01", "2 h", ("measured",)),
        ({"value": "2h", "basis": "observed"}, "2 h", ("observed",)),
        ({"value": "2h", "basis": "measured", "n": 1396}, "2 h", ("1,396 measured",)),
        ({"p50": "1d", "p85": "4d", "n": 40}, "1 d", ("85% under 4 d", "40 measured")),
        ({"p50": "1d", "p85": "4d", "p95": "2wk"}, "1 d", ("85% under 4 d", "measured")),
    ],
)
def test_what_a_figure_rests_on_stands_below_it(typed, told, notes):
    """Where a figure comes from, what it mostly is and how far it reaches are told as notes."""
    assert label_of(Duration.read(typed)) == Label(told, notes)


def test_what_nobody_knows_is_a_question_mark_and_no_zero():
    """A blank is unknown, as is a question mark; what it is likely to be is only a note."""
    assert label_of(None) == label_of(Duration.read("?")) == Label("?", (), is_unknown=True)
    assert label_of(Duration.read("? 1d..2wk")) == Label("?", ("likely 1 d – 2 wk",), is_unknown=True)
    assert label_of(Duration.read({"value": "?", "by": "Ana"})).is_unknown
    assert not label_of(Duration.read("0")).is_unknown
    assert not label_of(Duration.read("n/a")).is_unknown


@pytest.mark.parametrize(
    ("typed", "told"), [("80%", "80%"), (0.8, "0.8"), ("60..90%", "60 – 90%"), ("~95%", "~95%"), ("<5%", "under 5%")]
)
def test_a_share_keeps_its_sign(typed, told):
    """Shares read as they were typed too."""
    assert label_of(Share.read(typed)).text == told


def test_a_count_is_a_number():
    """People and pieces have no unit."""
    assert label_of(Count.read(50)).text == "50"
