"""``flowatlas improve`` as a user sees it."""

import json

TEXT = """
title: A request
# What everybody waits for.
current:
  steps:
    ask: {name: Ask, process_time: 1h}
    legal: {name: Legal review, wait_time: 6wk, process_time: 2h}   # two people
    ship: {name: Ship, wait_time: 1d..5d, process_time: 1h}
"""

FUTURE = """
future:
  fast: {title: Ship at once, changes: {steps/ship/wait_time: 0}}   # agreed
"""


def test_candidates_are_listed_with_what_they_do(run, write):
    """Effect, how sure it is, and whether it acts on the constraint; the best one first."""
    done = run("improve", str(write(TEXT + FUTURE)))

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    first = next(line for line in lines if line.strip().startswith("1 "))
    assert "Let nothing wait before “Legal review”" in first
    assert "6 wk sooner" in first or "30 d sooner" in first
    assert "on it" in first
    assert "The constraint is the wait before “Legal review”." in lines
    assert any("Let nothing wait before “Ship”" in line and "in “Ship at once”" in line for line in lines)
    assert any("“Ship at once” improves something else than the constraint" in line for line in lines)


def test_a_program_reads_what_each_candidate_changes_and_assumes(run, write):
    """--json has changes by path, figures in seconds, and the states beside each other."""
    found = json.loads(run("improve", str(write(TEXT + FUTURE)), "--json").stdout)

    one = found["candidates"][0]
    assert one["changes"] == {"steps/legal/wait_time": 0}
    assert one["lead_time_with_rework"]["mean"] == -30 * 8 * 3600
    assert one["on_constraint"] is True
    assert one["assumed"]
    assert [state["name"] for state in found["states"]] == ["current", "future/fast", "ideal"]


def test_taking_a_candidate_writes_it_into_a_new_future_and_keeps_the_rest(run, write):
    """Comments and all other lines stay as they are; the new total is told."""
    path = write(TEXT)

    done = run("improve", str(path), "--take", "1")

    assert done.returncode == 0
    assert "Let nothing wait before “Legal review”, in “Better”." in done.stdout
    assert "days there, instead of" in done.stdout
    text = path.read_text(encoding="utf-8")
    assert text.startswith(TEXT.rstrip("\n"))
    assert "steps/legal/wait_time: 0" in text
    assert run("check", str(path)).returncode == 0
    assert "in “Better”" in run("improve", str(path)).stdout


def test_taking_goes_into_the_future_that_is_named(run, write):
    """An existing one by its id, else a new one of that id; what it has already is not written twice."""
    path = write(TEXT + FUTURE)

    run("improve", str(path), "--take", "1", "--future", "fast")
    text = path.read_text(encoding="utf-8")

    assert "steps/legal/wait_time: 0" in text
    assert "# agreed" in text
    again = run("improve", str(path), "--take", "1")
    assert "says something of it already; nothing was written" in again.stdout
    assert path.read_text(encoding="utf-8") == text
    run("improve", str(path), "--take", "1", "--future", "without-legal")
    assert "title: Without legal" in path.read_text(encoding="utf-8")


def test_a_number_that_is_not_there_changes_nothing(run, write):
    """The message says how many there are."""
    path = write(TEXT)

    done = run("improve", str(path), "--take", "99")

    assert done.returncode == 1
    assert "so there is no number 99; nothing was written" in done.stderr
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_change_that_does_not_fit_a_future_is_not_written_into_it(run, write):
    """A future that has taken out a step cannot wait for it."""
    text = TEXT.replace("process_time: 1h}", "process_time: 1h, roles: [sales]}", 1).replace("2h}", "2h, roles: [law]}")
    path = write(f"{text}future:\n  short: {{changes: {{steps/ask: null}}}}\n")
    found = json.loads(run("improve", str(path), "--all", "--json").stdout)["candidates"]
    number = next(one["number"] for one in found if one["id"] == "beside/legal/ship")
    before = path.read_text(encoding="utf-8")

    done = run("improve", str(path), "--all", "--take", str(number), "--future", "short")

    assert done.returncode == 1
    assert "“ask” is not on the map" in done.stderr.replace('"', "“", 1).replace('"', "”", 1)
    assert "nothing was written" in done.stderr
    assert path.read_text(encoding="utf-8") == before


def test_without_times_nothing_is_proposed(run, write):
    """It is said why, and nothing is made up."""
    assert "Nothing can be proposed: no steps yet." in run("improve", str(write("title: Nothing"))).stdout
    told = run("improve", str(write("current: {steps: {a: {}}}"))).stdout
    assert "Nothing can be proposed: nobody has said yet how long anything takes." in told


def test_show_and_compare_tell_of_a_future_that_misses_the_constraint(run, write):
    """At the path of the future, for people and for programs; it is no error."""
    path = str(write(TEXT + FUTURE))

    findings = json.loads(run("show", path, "--json").stdout)["streams"]["future/fast"]["findings"]
    shown = [one for one in findings if one["path"] == "future/fast"]
    compared = run("compare", path)

    assert [one["severity"] for one in shown] == ["info"]
    assert "“Ship at once” improves something else than the constraint" in shown[0]["message"]
    assert shown[0]["message"] in compared.stdout
    assert compared.returncode == 0


def test_what_is_wrong_with_the_file_is_told(run, write):
    """It counts as unknown; the command lists it, and exits as `show` does."""
    done = run("improve", str(write(TEXT.replace("process_time: 2h", "process_time: 2 bananas"))))

    assert done.returncode == 1
    assert "2 bananas" in done.stdout
    assert "What could change" in done.stdout


def test_a_map_of_single_figures_is_told_by_the_average_that_show_tells(run, write):
    """Where nothing is in doubt there is one lead time, and every command names the same one."""
    text = """
        current:
          steps:
            a: {process_time: 1d}
            b: {wait_time: 3d, share: 50%, process_time: 1d}
        future:
          fast: {title: Fast, changes: {steps/b/wait_time: 1d}}
    """
    path = str(write(text))

    shown, improved = run("show", path).stdout, run("improve", path).stdout

    assert "takes 3 working days" in shown
    assert "An item takes on average" in improved
    states = [line.split()[:3] for line in improved.splitlines() if line.strip().startswith(("Today", "Fast"))]
    assert states == [["Today", "3", "d"], ["Fast", "2", "d"]]
    assert "Half of all items" in run("improve", str(write(text.replace("3d", "2d..4d")))).stdout
