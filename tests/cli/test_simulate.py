"""``flowatlas simulate`` as a user sees it."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

DESK = """
title: Requests
current:
  demand: 20/wk
  backlog: 4
  roles: {desk: {name: Desk, people: 1}}
  steps:
    ask: {name: Ask, process_time: 1h, roles: [desk]}
    answer: {name: Answer, process_time: 1h, wait_time: 3d, wait_kind: queue}
future:
  double: {title: Twice as many, changes: {demand: 50/wk}}
  empty: {title: No steps, changes: {steps: null}}
"""

QUICK = ("--items", "300", "--runs", "4")


def test_the_answer_comes_first_and_nothing_is_left_of_the_machine(run, write):
    """Figures in words; no not-a-number, no infinity, no exponent, nothing of Python."""
    done = run("simulate", str(write(DESK)), *QUICK)

    assert done.returncode == 0
    assert "Half of the items take up to" in done.stdout
    assert not re.search(r"\b(nan|inf|None|True|False)\b|\de-\d|-0\b(?![.\d-])|Estimate", done.stdout)


def test_figures_agree_with_each_other(run, write):
    """By Little's law and the load; what the time of people goes into adds up to all of it."""
    found = json.loads(run("simulate", str(write(DESK)), "--items", "5000", "--runs", "4", "--json").stdout)

    stream = found["streams"]["current"]
    inside, through = stream["work_in_progress"]["value"], stream["throughput"]["value"]
    assert inside == pytest.approx(through * stream["lead"]["mean"]["value"], rel=0.02)
    desk = stream["roles"][0]
    assert sum(desk[part] for part in ("work", "rework", "set_up", "away", "idle")) == pytest.approx(1)
    assert desk["work"] == pytest.approx(0.5, abs=0.03)
    assert sum(stream["lead"]["shares"]) == pytest.approx(1)


def test_a_stream_that_takes_long_to_fill_is_full_when_it_counts(run, write):
    """Where everything takes five years, there are as many items inside as come in five years."""
    text = "current: {demand: 1/wk, steps: {wait: {process_time: 260wk}}}"
    found = json.loads(run("simulate", str(write(text)), "--runs", "8", "--json").stdout)["streams"]["current"]

    inside = found["work_in_progress"]
    assert inside["low"] - 5 < 260 < inside["high"] + 5
    assert found["throughput"]["value"] * 40 * 3600 == pytest.approx(1, rel=0.04)


def test_what_comes_less_what_gets_through_is_what_piles_up(run, write):
    """The three figures of the sentence add up, and it says what lets no more in."""
    text = """
    current:
      demand: 8/wk
      work_in_progress_limit: 1
      steps: {a: {process_time: 2h}, b: {process_time: 1h, wait_time: 1d}}
    """
    done = run("simulate", str(write(text)), *QUICK)

    comes, through, more = re.search(
        r": ([\d.]+) items a week come, ([\d.]+) .* so ([\d.]+) more", done.stdout
    ).groups()
    assert float(comes) - float(through) == pytest.approx(float(more))
    assert "The WIP limit of the stream lets no more in." in done.stdout


def test_hardly_any_items_are_told_by_the_year(run, write):
    """No exponents of a week; and no empty column for doubts that there are not."""
    done = run("simulate", str(write(DESK.replace("20/wk", "0.5/y"))), *QUICK)

    assert re.search(r"0\.5/y \(0\.4", done.stdout)
    assert not re.search(r"\de-\d", done.stdout)
    assert "typical item, as not all is known" not in done.stdout


def test_a_queue_of_nothing_is_told_as_such(run, write):
    """Nobody is short before a step without people, so that the typed wait has another cause."""
    done = run("simulate", str(write(DESK)), *QUICK)

    assert "is said to be 3 d; a queue here has nothing to wait for, and takes no time." in done.stdout


def test_work_that_takes_no_time_is_no_error(run, write):
    """Flow efficiency is not known where there is no time to be efficient in."""
    done = run("simulate", str(write("current: {demand: 8/wk, steps: {a: {process_time: 0}}}")), *QUICK)

    assert done.returncode == 0
    assert "Items take 0." in done.stdout
    assert "not known" in done.stdout
    assert done.stderr == ""


def test_relief_is_a_share_of_the_lead_time_that_is_told(run, write):
    """By how much one more person shortens the mean is that share of the mean, also where queues are long."""
    text = """
    current: {demand: 38/wk, roles: {r: {people: 1}}, steps: {a: {process_time: 1h, roles: [r]}}}
    """
    found = json.loads(run("simulate", str(write(text)), "--runs", "6", "--json").stdout)["streams"]["current"]

    first = found["limit"]["reliefs"][0]
    assert first["path"] == "roles/r"
    assert first["change"]["value"] == pytest.approx(first["share"] * found["lead"]["mean"]["value"])


def test_the_same_seed_says_the_same_and_another_one_nearly(run, write):
    """Byte for byte, and inside of the intervals."""
    path = str(write(DESK))
    words = ("simulate", path, "--items", "2000", "--runs", "6", "--json")
    one, again, other = (run(*words, "--seed", seed).stdout for seed in ("7", "7", "8"))

    assert one == again != other
    first, second = (json.loads(text)["streams"]["current"]["lead"]["mean"] for text in (one, other))
    assert first["low"] <= second["high"]
    assert second["low"] <= first["high"]


def test_futures_are_held_against_today_and_one_that_cannot_be_says_so(run, write):
    """Growth has no lead time, and a future without steps does not stop the others."""
    found = json.loads(run("simulate", str(write(DESK)), *QUICK, "--future", "all", "--json").stdout)["streams"]

    assert found["current"]["lead"] is not None
    assert found["future/double"]["lead"] is None
    assert found["future/double"]["growth"]["text"].startswith("Work grows without bound")
    assert found["future/empty"]["sentences"] == ["There are no steps to simulate."]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--future", "nope"), 2, 'there is no future "nope"; there are: double, empty'),
        (("--until", "2020-01-01"), 1, "2020-01-01 is over"),
        (("--runs", "1"), 1, "ask for 2 to 10,000"),
        (("-o", "answer.pdf"), 2, "nothing is written as"),
        (("--log", "log.txt"), 2, "end the name in .csv, .parquet or .xes"),
        (("--log", "nowhere/log.csv"), 1, "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(run, write, words, code, told):
    """With the exit code of what is wrong, and without a traceback."""
    done = run("simulate", str(write(DESK)), *QUICK, *words)

    assert done.returncode == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("current: {demand: 8/wk}", "There are no steps to simulate."),
        ("current: {steps: {a: {process_time: 1h}}}", "add demand, such as 8/wk"),
        ("current: {demand: 0/wk, steps: {a: {process_time: 1h}}}", "add demand, such as 8/wk"),
        ("current: {demand: 8/wk, steps: {a: {process_time: never}}}", "never ends"),
        ("current: {demand: 8/wk, steps: {a: {process_time: 1h, percent_complete_accurate: 0%}}}", "nothing ever gets"),
        (
            "current: {demand: 8/wk, roles: {r: {people: 0}}, steps: {a: {process_time: 1h, roles: [r]}}}",
            "has nobody, or no time",
        ),
    ],
)
def test_a_map_that_cannot_be_simulated_says_why(run, write, text, told):
    """In a sentence, with 1 as the exit code."""
    done = run("simulate", str(write(text)), *QUICK)

    assert done.returncode == 1
    assert told in done.stderr


def test_what_is_wrong_with_the_atlas_is_told_beside_the_answer(run, write):
    """A value that cannot be read counts as unknown; the exit code is 1, and the reason is not kept back."""
    text = "current: {demand: 8/wk, roles: {r: {people: 1, availability: 150%}}, steps: {a: {roles: [r], process_time: 1h}}}"
    done = run("simulate", str(write(text)), *QUICK, "--json")

    assert done.returncode == 1
    assert "150%" in done.stderr
    assert json.loads(done.stdout)["streams"]["current"]["lead"] is not None


def test_until_counts_from_today(run, write):
    """A run that ends in some weeks sees only the items of these weeks, and says so."""
    in_four_weeks = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 28 * 86_400))
    done = run("simulate", str(write(DESK)), "--until", in_four_weeks, "--runs", "4", "--json")

    method = " ".join(json.loads(done.stdout)["streams"]["current"]["method"])
    items = int(re.search(r"4 runs of ([\d,]+) items", method).group(1).replace(",", ""))
    assert items <= 120


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xes"])
def test_a_log_is_read_again(run, write, suffix):
    """`discover` finds the steps of the map in what `--log` wrote."""
    path = write(DESK)
    made = run("simulate", str(path), "--items", "60", "--log", f"log.{suffix}")
    assert (made.returncode, made.stdout) == (0, "")

    found = run("discover", f"log.{suffix}")
    assert found.returncode == 0
    assert "Ask" in found.stdout
    assert "Answer" in found.stdout


def test_a_log_is_not_written_over_unasked(run, write, tmp_path):
    """What stands there stays, until --force; each row begins before it ends."""
    path, log = write(DESK), tmp_path / "log.csv"
    log.write_text("mine")

    refused = run("simulate", str(path), "--items", "30", "--log", "log.csv")
    assert (refused.returncode, log.read_text()) == (1, "mine")

    run("simulate", str(path), "--items", "30", "--log", "log.csv", "--force")
    with log.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 60
    assert all(row["start"] <= row["end"] for row in rows)


def test_pictures_and_text_are_written(run, write, tmp_path):
    """Each by its suffix, all from one simulation."""
    done = run("simulate", str(write(DESK)), *QUICK, "-o", "a.svg", "-o", "a.md", "-o", "a.html")

    assert done.returncode == 0
    assert all((tmp_path / f"a.{suffix}").stat().st_size > 500 for suffix in ("svg", "md", "html"))


@pytest.mark.slow
def test_an_interrupt_ends_it_at_once_with_nothing_half_written(write, tmp_path):
    """Exit code 130, a word, and no file."""
    path = write(DESK)
    words = [sys.executable, "-m", "flowatlas", "simulate", str(path), "--items", "10000000", "--log", "log.csv"]
    with subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env={**os.environ}) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(4)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert told.splitlines()[-1] == "stopped"
    assert [one.name for one in tmp_path.iterdir() if "log" in one.name] == []
