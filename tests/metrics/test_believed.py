"""What is believed against what was measured: verdicts, effects, what the log cannot see."""

import pytest

from flowatlas.metrics.believed import Verdict, believed_against, ends_of
from flowatlas.metrics.pairs import Sampling
from flowatlas.model.quantity import Duration, Share
from flowatlas.store.text import Text

HOUR = 3600.0
TEXT = """
calendar: {hours_per_day: 8, days_per_week: 5}
current:
  steps:
    ask: {name: Ask, process_time: 1h}
    legal: {name: Legal review, wait_time: 1d..3d, process_time: 2h, percent_complete_accurate: 95%}
    sign: {name: Sign, wait_time: 5d, process_time: "?"}
    ship: {name: Ship, wait_time: 1d, process_time: 1h}
  use: log
  measurements:
    log:
      title: Tracker
      items: 400
      lead_time: {p50: 20d, n: 400}
      activities: {Asked: ask, Legal: legal, Signed: sign}
      unmatched: [Backup]
      changes:
        steps/ask/process_time: 1h measured
        steps/legal/wait_time: 12d measured
        steps/sign/wait_time: 2d measured
        steps/sign/process_time: 4h measured
"""


def held(text=TEXT):
    """What is found, with few draws, as most of it is exact."""
    return believed_against(Text(text).plain, "measurements/log", Sampling(draws=400))


def test_each_value_is_held_against_the_range_of_its_belief():
    """Inside of the range, over it, under it, said by nobody, or not in the log."""
    verdicts = {row.path.removeprefix("steps/"): row.verdict for row in held().rows}

    assert verdicts == {
        "ask/process_time": Verdict.AS_BELIEVED,
        "legal/wait_time": Verdict.MORE,
        "legal/process_time": Verdict.UNSEEN,
        "legal/percent_complete_accurate": Verdict.UNSEEN,
        "sign/wait_time": Verdict.LESS,
        "sign/process_time": Verdict.NOT_SAID,
        "ship/wait_time": Verdict.UNSEEN,
        "ship/process_time": Verdict.UNSEEN,
    }


def test_the_effect_of_a_value_is_what_it_alone_does_to_the_whole():
    """By hand: the wait of 5 d becomes 2 d, so that the whole loses 3 d of 8 h; the largest effect comes first."""
    found = held()

    by_path = {row.path: row for row in found.rows}
    assert by_path["steps/sign/wait_time"].effect == pytest.approx(-24 * HOUR, rel=1e-5)
    assert by_path["steps/sign/wait_time"].factor == pytest.approx(0.4)
    assert by_path["steps/ask/process_time"].effect == pytest.approx(0, abs=1)
    assert found.by_effect[0].path == "steps/legal/wait_time"
    assert by_path["steps/ship/wait_time"].effect is None


def test_a_measurement_in_use_is_not_held_against_itself():
    """What the map leaves open is believed to be open, although the measurement answers elsewhere."""
    (row,) = [row for row in held().rows if row.path == "steps/sign/process_time"]

    assert row.believed is None
    assert row.low is None


def test_the_whole_is_told_in_words():
    """How long by both, how many figures are off, what moves it most, the constraint, the measured whole."""
    told = " ".join(held().sentences)

    assert "2 of 3 figures that both know lie outside of what is believed; of 1 more nobody had said anything." in told
    assert "What moves the whole most is the wait before “Legal review”: believed 1 d – 3 d, measured 12 d" in told
    assert "makes the wait before “Sign” the constraint; by the data it is the wait before “Legal review”." in told
    assert "Measured as a whole of 400 items, the lead time is 20 d (Tracker)" in told


def test_what_the_log_cannot_see_is_told():
    """Steps that it does not know, values that only people know, and names that are no step of the map."""
    unseen = " ".join(held().unseen)

    assert "nothing of 1 of 4 steps: “Ship”" in unseen
    assert "Only people know the process time of “Legal review”" in unseen
    assert "“Backup” is in the log and no step of the map." in unseen


def test_a_long_tail_below_a_belief_is_explained():
    """Half of the items wait less than believed and the mean is longer: sentence and verdict say how that is."""
    found = held(TEXT.replace("12d measured", "{p50: 1h, p85: 20d, p95: 50d, n: 400}"))

    (told,) = [one for one in found.sentences if one.startswith("What moves")]
    by_path = {row.path.removeprefix("steps/"): row.told for row in found.rows}

    assert by_path["legal/wait_time"] == "mostly less, on average more"
    assert by_path["sign/wait_time"] == "less than believed"
    assert "few items take long there, but these make an item take" in told


def test_parts_that_are_more_because_they_are_believed_say_so():
    """Where the log knows nothing of some steps, their believed times are the first reason for the difference."""
    found = held(TEXT.replace("lead_time: {p50: 20d", "lead_time: {p50: 2d"))

    assert any("the times of 1 of 4 steps are believed" in one for one in found.sentences)


def test_the_reason_in_the_data_comes_before_ours():
    """What the measurement says of why the whole differs is told as it stands."""
    found = held(TEXT.replace("      items: 400", "      items: 400\n      reason: Items wait for spare parts."))

    assert any("Items wait for spare parts." in one for one in found.sentences)
    assert not any("where the map has no gap" in one for one in found.sentences)


def test_what_people_say_differently_is_a_belief_from_the_least_to_the_most():
    """Where nobody settled a value, the voices are what is believed."""
    voices = (
        "  voices: {ana: {changes: {steps/sign/process_time: 1h}}, raj: {changes: {steps/sign/process_time: 2h}}}\n"
    )
    (row,) = [row for row in held(TEXT + voices).rows if row.path == "steps/sign/process_time"]

    assert row.verdict is Verdict.MORE
    assert row.low < 1 * HOUR < 2 * HOUR < row.high < 4 * HOUR


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("1d..3d", 8, 24),
        ("<2d", 0, 16),
        ("~2h", 1, 4),
        ("2h guess", 1, 4),
        ("1h", 1 / 1.15, 1.15),
        ({"p50": "2h", "p10": "1h", "p90": "5h"}, 1, 5),
        ("0", 0, 0),
    ],
)
def test_what_a_belief_leaves_open(typed, low, high):
    """Its range, its doubt, or what counts as the same."""
    assert ends_of(Duration.read(typed)) == pytest.approx((low * HOUR, high * HOUR))


def test_shares_stay_shares():
    """A believed 95 % leaves open no more than all."""
    assert ends_of(Share.read("95%"))[1] == 1


def test_ways_back_of_the_log_are_held_against_believed_ones():
    """A link that nobody believed in is new; one that is on the map is compared by its share."""
    links = (
        "        steps/sign/rework/legal: {to: legal, share: 30% measured}\n"
        "        steps/legal/rework/ask/share: 40% measured\n"
    )
    text = TEXT.replace("percent_complete_accurate: 95%", "rework: {ask: {to: ask, share: 10%}}") + links

    found = {row.path: row for row in held(text).rows if "/rework/" in row.path}

    assert found["steps/sign/rework/legal"].verdict is Verdict.NOT_SAID
    assert found["steps/legal/rework/ask/share"].verdict is Verdict.MORE
    assert found["steps/legal/rework/ask/share"].effect > 0


def test_a_return_is_not_counted_twice():
    """The %C&A of a log and the links that it was counted by stand for the same returns: only the links move the whole."""
    links = (
        "        steps/sign/rework/ask: {to: ask, share: 50% measured}\n"
        "        steps/legal/percent_complete_accurate: {value: 50%, basis: measured, n: 400}\n"
    )

    found = {row.path: row for row in held(TEXT + links).rows}

    assert found["steps/sign/rework/ask"].effect > 40 * HOUR
    assert abs(found["steps/legal/percent_complete_accurate"].effect) < 6 * HOUR
