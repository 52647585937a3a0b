"""What a log says of a map that is there."""

import pytest
from hand_made import HOUR, back, chain, measured, spread, step

from flowatlas import load
from flowatlas.discover.overlay.matching import matches
from flowatlas.discover.overlay.overlay import hours_of, measurement_of, with_measurement
from flowatlas.model.finding import Severity
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text
from flowatlas.store.versions import version

TEXT = """title: Requests            # agreed in May
calendar: {hours_per_day: 8, days_per_week: 5}
current:
  # from the first call on
  steps:
    intake: {name: Intake, process_time: 30m}     # the desk
    legal:
      name: Legal review
      wait_time: 1d..2d        # Ana says
      process_time: 2h
      percent_complete_accurate: 90%
      rework: {back: {to: intake, share: 25%}}
    sign: {name: Sign, wait_time: 1h, process_time: 10m, value: adding}
"""


def laid(steps, text=TEXT, **told):
    """The text with the measurement, and the measurement itself."""
    before = Text(text)
    found = measured(steps, **told)
    stream = read_atlas(before.plain).atlas.current
    record = measurement_of(found, before.plain, matches(found, stream), "Tracker")
    after = with_measurement(before, "tracker", record)
    assert [one for one in read_atlas(after.plain).findings if one.severity is Severity.ERROR] == []
    return after, record


def test_comments_and_beliefs_stay():
    """The measurement is added below; every line that was there is as it was."""
    after, record = laid(chain("Intake", "Legal review", "Sign"))

    assert [line for line in TEXT.splitlines() if line not in after.text.splitlines()] == []
    assert after.plain["current"]["steps"] == Text(TEXT).plain["current"]["steps"]
    assert record["activities"] == {"Intake": "intake", "Legal review": "legal", "Sign": "sign"}
    legal = version(after.plain, "measurements/tracker").stream.steps["legal"]
    assert legal.wait_time.middle == 4 * HOUR
    assert legal.name == "Legal review"


def test_only_what_the_log_knows_is_changed():
    """Values that no log tells, and steps that it does not know, have no change; names on no step are kept."""
    _, record = laid(chain("Intake", "Backup", "Sync", "Sign"))

    assert record["unmatched"] == ["Backup", "Sync"]
    assert not [path for path in record["changes"] if path.startswith("steps/legal")]
    assert not [
        path for path in record["changes"] if path.endswith(("/name", "/value", "/wait_time")) and "intake" in path
    ]


def test_of_completions_the_believed_work_is_kept_and_taken_from_the_gap():
    """8 h since the step before, of which the work is believed to take 2 h, leave a wait of 6 h, and that is said."""
    _, record = laid(chain("Intake", "Legal review", "Sign", process=None, wait=spread(1, 8, 16, 24)))

    changes = record["changes"]
    assert "steps/legal/process_time" not in changes
    assert changes["steps/legal/wait_time"] == {"p10": 0, "p50": "6h", "p85": "1.75d", "p95": "2.75d", "n": 400}
    assert "the believed process time was kept" in record["reason"]


def test_ways_back_take_the_place_of_believed_ones_or_are_added():
    """A link that the map has gets the measured share; one that it has not is a new link."""
    steps = [
        step("Intake"),
        step("Legal review", (0,), passes=500, rework=(back(0, 0.1, 50, spread(1, 2, 3, 4)),)),
        step("Sign", (1,), passes=420, rework=(back(1, 0.05, 21),)),
    ]

    after, record = laid(steps)

    assert record["changes"]["steps/legal/rework/back/share"]["value"] == "10%"
    assert record["changes"]["steps/sign/rework/legal"] == {
        "to": "legal",
        "share": {"value": "5%", "basis": "measured", "n": 420},
    }
    links = version(after.plain, "measurements/tracker").stream.steps["legal"].rework
    assert links["back"].share.middle == pytest.approx(0.1)


def test_a_believed_way_back_that_the_log_does_not_show_stays_and_is_told():
    """No link in the log is no proof of none, so that the belief stays, in words."""
    _, record = laid(chain("Intake", "Legal review", "Sign"))

    assert not [path for path in record["changes"] if "/rework/" in path]
    assert "no way back from “Legal review” to “Intake”" in record["reason"]


def test_what_does_not_fit_the_map_is_left_out_and_told():
    """A measured way back into a parallel branch would be an error of the map; it is told instead."""
    text = TEXT.replace("      rework: {back: {to: intake, share: 25%}}\n", "")
    text = text.replace("value: adding", "value: adding, after: [intake]") + (
        "    pay: {name: Pay, after: [legal, sign], wait_time: 1h, process_time: 1h}\n"
    )
    steps = [
        step("Intake"),
        step("Legal review", (0,)),
        step("Sign", (0,)),
        step("Pay", (1, 2), rework=(back(2, 0.2, 80),)),
    ]

    _, record = laid(steps, text)

    assert not [path for path in record["changes"] if path.startswith("steps/pay/rework")]
    assert "does not fit the map and was left out" in record["reason"]


def test_the_same_log_twice_is_the_same_text():
    """A measurement of the same id is replaced; nothing else moves."""
    once, record = laid(chain("Intake", "Legal review", "Sign"))

    assert with_measurement(once, "tracker", record).text == once.text


def test_several_steps_of_the_log_as_one_of_the_map():
    """The wait is that before the first of them; what they take together is not guessed."""
    _, record = laid(chain("Intake", "Legal review", "Legal review again", "Sign"))

    assert "steps/legal/wait_time" in record["changes"]
    assert "steps/legal/process_time" not in record["changes"]
    assert "are one step of the map and were measured apart" in record["reason"]


@pytest.mark.parametrize(
    ("calendar", "opens", "closes", "days"),
    [
        ("{hours_per_day: 7.5, start: '08:30', time_zone: Europe/Berlin}", "08:30", "16:00", 5),
        ("{hours_per_day: 8, days_per_week: 6, start: '20:00'}", "20:00", "04:00", 6),
        ("{hours_per_day: 16, days_per_week: 5}", "08:00", "24:00", 5),
        ("{days_per_week: 2, workdays: [sat, Sunday]}", "09:00", "17:00", 2),
    ],
)
def test_measured_times_are_told_in_the_calendar_of_the_map(calendar, opens, closes, days):
    """Hours of the atlas are those under which a log is measured; one that starts late goes over midnight."""
    hours = hours_of(load(f"calendar: {calendar}\ncurrent: {{steps: {{}}}}"))

    assert (hours.opens, hours.closes, len(hours.workdays)) == (opens, closes, days)


def test_elapsed_time_stays_elapsed():
    """An atlas with days of 24 hours and weeks of 7 days is measured in elapsed time."""
    assert hours_of(load("calendar: {hours_per_day: 24, days_per_week: 7}")).elapsed
