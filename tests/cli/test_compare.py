"""``flowatlas compare`` as a user sees it."""

import json
import subprocess

import pytest

TEXT = """
title: A request
current:
  steps:
    ask: {name: Ask, process_time: 1h}
    legal: {name: Legal review, wait_time: 6wk, process_time: 2h}
    ship: {name: Ship, wait_time: 1d..5d, process_time: 1h}
future:
  fast: {title: Standard contract, changes: {steps/legal/wait_time: 4d}}
  more: {title: And shipped at once, builds_on: fast, changes: {steps/ship: null}}
"""


def test_futures_and_the_ideal_stand_beside_the_current_map(run, write):
    """One table says how long each takes, by how much less, how surely, and what limits it then."""
    done = run("compare", str(write(TEXT)))

    assert done.returncode == 0
    assert "Standard contract" in done.stdout
    assert "And shipped at once" in done.stdout
    assert "Ideal" in done.stdout
    assert "the wait before “Legal review”" in done.stdout
    assert "the most there is to gain" in done.stdout


def test_one_version_is_told_step_by_step(run, write):
    """What became of each step, every total, and what limits the stream now."""
    done = run("compare", str(write(TEXT)), "--with", "future/more")

    assert "wait 6 wk becomes 4 d" in done.stdout
    assert "removed   Ship" in done.stdout
    assert "The wait before “Legal review” stays the constraint." in done.stdout


def test_working_and_calendar_reading_are_both_told_with_the_reason(run, write):
    """Six weeks to four days is 87 % less or 90 % less, and the answer says why."""
    text = "current: {steps: {all: {process_time: 6wk}}}\nfuture: {fast: {changes: {steps/all/process_time: 4d}}}"

    done = run("compare", str(write(text)), "--with", "future/fast")

    assert "In working time that is −87%, in calendar time −90%. Both are right" in done.stdout


def test_two_files_are_compared(run, write):
    """The current maps of both, whatever their futures."""
    one = write(TEXT)
    other = write(TEXT.replace("6wk", "3wk"), "later.yaml")

    done = run("compare", str(one), str(other))

    assert done.returncode == 0
    assert "wait 6 wk becomes 3 wk" in done.stdout


def test_a_file_differs_from_itself_by_nothing(run, write):
    """The same map twice stays the same, whatever is in doubt."""
    path = str(write(TEXT))

    done = run("compare", path, path)

    assert "stays the same" in done.stdout
    assert "none" in done.stdout


def test_json_carries_every_figure(run, write):
    """Programs get both answers, the change as an interval, the chance, and what became of each step."""
    done = run("compare", str(write(TEXT)), "--with", "future/fast", "--json")

    (one,) = json.loads(done.stdout)["comparisons"]
    lead = one["totals"]["lead_time"]
    assert lead["change"]["low"] == pytest.approx(-26 * 8 * 3600, rel=1e-6)
    assert lead["change"]["high"] == pytest.approx(-26 * 8 * 3600, rel=1e-6)
    assert lead["better"] == 1
    assert one["elapsed_change"] < one["working_change"] < -0.7
    assert one["steps"][1]["changes"] == [{"field": "wait_time", "before": "6 wk", "after": "4 d"}]


def test_json_says_how_far_a_future_comes_towards_the_ideal(run, write):
    """1 is all that the ideal would save."""
    done = run("compare", str(write(TEXT)), "--json")

    found = {one["after"]["name"]: one["reach"] for one in json.loads(done.stdout)["comparisons"]}
    assert 0.75 < found["future/fast"] < found["future/more"] < 1.05
    assert found["ideal"] is None


def test_a_revision_is_a_version_too(run, write, tmp_path):
    """The file as it was in git, without checking it out."""
    path = write(TEXT)
    environment = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "HOME": str(tmp_path)}
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "atlas.yaml"],
        ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, env={"PATH": "/usr/bin:/bin", **environment})
    path.write_text(
        TEXT.replace("6wk", "3wk")
        + "baseline: main:atlas.yaml\niterations: {first: {on: 2026-01-01, source: 'main:atlas.yaml'}}\n"
    )

    done, based = run("compare", "main:atlas.yaml", "atlas.yaml"), run("compare", "atlas.yaml", "--baseline")

    assert "wait 6 wk becomes 3 wk" in done.stdout
    assert "wait 6 wk becomes 3 wk" in based.stdout
    assert "2026-01-01" in based.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--with", "future/slow"], 'there is no "future/slow"; there are current, future/fast, future/more, ideal'),
        (["--baseline"], "names no baseline"),
        (["nowhere.yaml"], "nowhere.yaml"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(run, write, words, message):
    """Wrong names get one clear message and no traceback."""
    done = run("compare", str(write(TEXT)), *words)

    assert done.returncode != 0
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_atlas_without_futures_says_how_to_write_one(run, write):
    """Nothing to compare is no error; the first future is an example away."""
    done = run("compare", str(write("title: Empty")))

    assert done.returncode == 0
    assert "Write one under future:" in done.stdout


def test_a_future_that_makes_a_circle_is_told_and_the_rest_is_compared(run, write):
    """What is wrong with a version is said beside its figures; the exit code tells as well."""
    text = TEXT + "  odd: {changes: {steps/ask/after: [ship]}}\n"

    done = run("compare", str(write(text)))

    assert done.returncode == 1
    assert "future/odd" in done.stdout
    assert "circle" in done.stdout
    assert "Standard contract" in done.stdout
