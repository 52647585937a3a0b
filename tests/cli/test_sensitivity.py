"""``flowatlas sensitivity`` as a user sees it."""

import json

TEXT = """
title: Requests
current:
  demand: 4/wk
  steps:
    ask: {name: Ask, process_time: 1h}
    review: {name: Review, wait_time: 1d..10d, process_time: 1h..90m}
    send: {name: Send, process_time: 1h, wait_time: 0}
future:
  settled: {title: All is known, changes: {steps/review/wait_time: 2d, steps/review/process_time: 1h}}
"""

QUICK = ("--items", "200", "--runs", "3")


def test_the_widest_swing_comes_first(run, write):
    """The wait that may be one day or ten matters more than half an hour of work."""
    found = json.loads(run("sensitivity", str(write(TEXT)), *QUICK, "--json").stdout)

    first = found["swings"][0]
    assert first["path"] == "steps/review/wait_time"
    assert first["at_low"] < found["lead"] < first["at_high"]
    assert "What matters most is the wait before “Review”" in found["sentences"][1]


def test_where_nothing_is_in_doubt_there_is_nothing_to_find_out(run, write):
    """It says so instead of an empty picture."""
    done = run("sensitivity", str(write(TEXT)), *QUICK, "--future", "settled")

    assert done.returncode == 0
    assert "Nothing is in doubt" in done.stdout


def test_a_map_that_cannot_be_simulated_says_why(run, write):
    """In a sentence, with 1 as the exit code."""
    done = run("sensitivity", str(write("current: {steps: {a: {process_time: 1h}}}")), *QUICK)

    assert done.returncode == 1
    assert "add demand, such as 8/wk" in done.stderr


def test_the_log_is_that_of_the_simulation(run, write, tmp_path):
    """Every value as likely: the events that `simulate` writes of the same version and seed, and nothing besides."""
    file = str(write(TEXT))
    done = [run(command, file, *QUICK, "--log", f"{command}.csv") for command in ("sensitivity", "simulate")]

    assert [one.stdout for one in done] == ["", ""]
    told = [(tmp_path / f"{command}.csv").read_text() for command in ("sensitivity", "simulate")]
    assert told[0] == told[1]
    assert told[0].count("\n") > 400
