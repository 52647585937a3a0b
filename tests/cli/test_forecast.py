"""``flowatlas forecast`` as a user sees it."""

import csv
import json
import re

import pytest

FIXED = """
title: Certain
calendar: {hours_per_day: 8, days_per_week: 5, holidays: [2026-12-24, 2026-12-25]}
current:
  backlog: 10
  roles: {desk: {people: 1}}
  steps:
    check: {name: Check, process_time: 1d, roles: [desk]}
    send: {name: Send, process_time: 1d, wait_time: 2d}
future:
  double: {title: Two at the desk, changes: {roles/desk/people: 2}}
  empty: {title: No steps, changes: {steps: null}}
"""

FROM = ("--start", "2026-12-17", "--runs", "20")


def test_dates_are_those_of_the_calendar(run, write):
    """One a day through the desk, two days of waiting and one of sending, over two weekends and two holidays.

    The desk does the ten on 17, 18, 21, 22, 23, 28, 29, 30, 31 December and 1 January. The fifth waits on 28 and 29 and
    is sent on 30 December, the last one waits on 4 and 5 and is sent on 6 January.
    """
    found = json.loads(run("forecast", str(write(FIXED)), *FROM, "--items", "5", "--json").stdout)["streams"]["current"]

    assert [found["last"][key] for key in ("p50", "p85", "p95")] == ["2027-01-06"] * 3
    assert found["last"]["seconds"] == [13 * 8 * 3600] * 3
    number, when = found["done"][0]
    assert (number, when["p50"]) == (5, "2026-12-30")
    assert found["backlog"] == 10
    burn_down = found["burn_down"]
    assert (burn_down["dates"][0], burn_down["dates"][-1]) == ("2026-12-17", "2027-01-06")
    assert (burn_down["middle"][0], burn_down["middle"][-1]) == (10, 0)


def test_how_many_are_done_by_a_date(run, write):
    """The first two are sent on 22 and 23, the sixth on 31 December; the whole day counts."""
    done = run("forecast", str(write(FIXED)), *FROM, "--until", "2026-12-23", "--until", "2026-12-31")

    assert "By 2026-12-23, 2 items are done in half of all runs, at least 2 in 85 of 100" in done.stdout
    assert "By 2026-12-31, 6 items are done" in done.stdout


def test_a_version_that_cannot_be_forecast_does_not_stop_the_others(run, write):
    """It says why in its place."""
    done = run("forecast", str(write(FIXED)), *FROM, "--future", "all", "--json")

    assert done.returncode == 0
    found = json.loads(done.stdout)["streams"]
    assert found["future/double"]["last"]["p50"] < found["current"]["last"]["p50"]
    assert found["future/empty"]["sentences"] == ["There are no steps to simulate."]
    assert found["future/empty"]["last"] is None


def test_only_what_is_planned_comes_where_nobody_said_how_many(run, write):
    """The schedule counts on its dates; more than that is never done, for which no false reason is given."""
    text = """
    current:
      arrivals: {schedule: {2027-01-15: 5, 2027-02-01: 10}}
      roles: {desk: {people: 1}}
      steps: {check: {process_time: 2h, roles: [desk]}}
    """
    asked = ("--items", "10", "--items", "40", "--until", "2027-01-14", "--until", "2027-01-31")
    done = run("forecast", str(write(text)), *FROM, *asked)

    assert "10 items are done by 2027-02-02 in half of all runs" in done.stdout
    assert "By 2027-01-14, 0 items are done" in done.stdout
    assert "By 2027-01-31, 5 items are done" in done.stdout
    assert "40 items are done within 10 years in less than half of all runs: too little comes in" in done.stdout
    assert "nothing comes besides what is there or planned" in done.stdout
    assert "demand" not in done.stdout


@pytest.mark.parametrize(
    ("text", "words", "code", "told"),
    [
        (FIXED, ("--until", "2020-01-01"), 2, "the date is before the start, 2026-12-17"),
        (FIXED, ("--future", "nope"), 2, "there are: double, empty"),
        (FIXED, ("--log", "a.txt"), 2, "end the name in .csv, .parquet or .xes"),
        (FIXED.replace("backlog: 10", "demand: 2/wk"), ("--log", "a.csv"), 1, "nothing is asked; add a backlog"),
        (FIXED.replace("backlog: 10", "demand: 2/wk"), (), 1, "nothing is asked; add a backlog"),
        (FIXED.replace("backlog: 10", "customer: x"), ("--items", "3"), 1, "or a backlog, such as 50"),
        (
            FIXED.replace("backlog: 10", "demand: 9000000/wk"),
            ("--until", "2027-12-31"),
            1,
            "are more than can be looked",
        ),
        (
            FIXED.replace("backlog: 10", "backlog: 10000000"),
            (),
            1,
            "are more than can be looked at; ask for fewer items",
        ),
    ],
)
def test_what_cannot_be_forecast_is_told_in_a_sentence(run, write, text, words, code, told):
    """With the exit code of what is wrong, and in bounded time."""
    done = run("forecast", str(write(text)), *FROM, *words)

    assert done.returncode == code
    assert told in done.stderr


def test_runs_are_added_until_dates_are_as_sure_as_asked(run, write):
    """Nothing varies where all is fixed, so the fewest runs are enough; where times vary it takes more, and says so."""
    text = FIXED.replace("process_time: 1d, roles", "process_time: 1h..3d, roles")
    fixed, vague = (
        run("forecast", str(write(one)), *FROM, "--items", "5", "--until", "2026-12-31", "--precision", "7").stdout
        for one in (FIXED, text)
    )

    assert "20 runs from" in fixed
    counts = [
        int(count.replace(",", "")) for count in re.search(r"· (?:([\d,]+) to )?([\d,]+) runs", vague).groups("0")
    ]
    assert max(counts) > 100
    assert all("85 of 100, are known within 7% (95% intervals)" in told for told in (fixed, vague))


def test_the_log_tells_the_first_run_until_all_is_answered(run, write, tmp_path):
    """The ten at the desk one a day and all of them sent, as the dates say; nothing else is written or printed."""
    done = run("forecast", str(write(FIXED)), *FROM, "--items", "5", "--log", "a.csv")

    assert (done.returncode, done.stdout) == (0, "")
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text().splitlines()))
    assert len(rows) == 20
    assert max(row["end"] for row in rows)[:10] == "2027-01-06"
    assert [row["end"][:10] for row in rows if row["activity"] == "Check"][:3] == [
        "2026-12-17",
        "2026-12-18",
        "2026-12-21",
    ]


def test_the_burn_down_is_drawn(run, write, tmp_path):
    """As a picture and as text."""
    done = run("forecast", str(write(FIXED)), *FROM, "-o", "a.svg", "-o", "a.md")

    assert done.returncode == 0
    assert "2027-01-06" in (tmp_path / "a.md").read_text()
    assert (tmp_path / "a.svg").read_text().startswith("<svg") or "<svg" in (tmp_path / "a.svg").read_text()
