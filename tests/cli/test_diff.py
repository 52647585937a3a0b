"""The command ``diff``, by itself and as git's diff driver."""

import json
import os
import subprocess
import sys

import pytest

BEFORE = """
    title: Onboarding
    current:
      demand: 8/wk
      steps:
        call: {name: Kick-off call, process_time: 1h}
        legal: {name: Legal review, wait_time: 3d..10d, process_time: 2h}
        accounts: {name: Set up accounts, wait_time: 1d..5d, process_time: 4h}
"""
AFTER = BEFORE.replace("3d..10d", "1d").replace("8/wk", "9/wk").replace("Kick-off call", "Call")


@pytest.fixture
def two(write):
    """Two versions of an atlas, as files."""
    return str(write(BEFORE, "before.yaml")), str(write(AFTER, "after.yaml"))


def test_tells_the_edits_and_what_they_do(run, two):
    """Edits by map in the words of the map, then lead time and constraint before and after."""
    done = run("diff", *two)

    assert done.returncode == 1
    assert done.stdout.startswith(
        "Value stream\n  demand 8/wk → 9/wk\n  renamed “Kick-off call” to “Call”\n"
        "  “Legal review”: wait 3d..10d → 1d\n\nWhat that does\n  Lead time: "
    )
    assert " less, 100% likely to be better." in done.stdout
    assert "The constraint was the wait before “Legal review”, " in done.stdout
    assert "it becomes the wait before “Set up accounts”, " in done.stdout


def test_no_difference_is_exit_0_and_spelling_is_none(run, two, write):
    """What is only spelled differently is told when asked."""
    respelled = str(write(BEFORE.replace("2h", "120 min"), "respelled.yaml"))

    assert (run("diff", two[0], two[0]).returncode, run("diff", two[0], two[0]).stdout) == (0, "Nothing changed.\n")
    assert run("diff", two[0], respelled).returncode == 0
    asked = run("diff", "--all", "--no-figures", two[0], respelled)
    assert asked.returncode == 1
    assert "process time spelled differently, 2h → 120 min" in asked.stdout


def test_json_has_edits_and_effect_of_the_documented_shape(run, two):
    """Programs get plain values as typed, paths from the root, and seconds."""
    answer = json.loads(run("diff", "--json", *two).stdout)

    assert answer["edits"][2] == {
        "kind": "changed",
        "path": "current/steps/legal/wait_time",
        "name": "“Legal review”: wait",
        "before": "3d..10d",
        "after": "1d",
        "text": "“Legal review”: wait 3d..10d → 1d",
    }
    effect = answer["effect"]
    assert effect["metric"] == "lead_time"
    assert effect["difference"]["p10"] <= effect["difference"]["p50"] <= effect["difference"]["p90"] < 0
    assert effect["before"]["p50"] > effect["after"]["p50"]
    assert effect["better"] == 1
    assert effect["constraint"]["after"]["path"] == "current/steps/accounts/wait_time"
    assert json.loads(run("diff", "--json", "--no-figures", *two).stdout)["effect"] is None


def test_markdown_is_fit_for_a_review_comment(run, two, write):
    """Headings and lists; signs that mean something in Markdown are shown as they are."""
    done = run(
        "diff", "--markdown", two[0], str(write(AFTER.replace("Set up accounts", "Make *all* of them"), "other.yaml"))
    )

    assert "**Value stream**\n\n- demand 8/wk → 9/wk\n" in done.stdout
    assert "- renamed “Set up accounts” to “Make \\*all\\* of them”" in done.stdout
    assert "**What that does**\n\n- Lead time: " in done.stdout


def test_errors_are_told_and_the_difference_all_the_same(run, two, write):
    """What cannot be understood counts as unknown on its side."""
    wrong = str(write(AFTER.replace("process_time: 4h", "process_time: 4 bananas"), "wrong.yaml"))
    done = run("diff", two[0], wrong)

    assert done.returncode == 1
    assert "“Set up accounts”: process time 4h → 4 bananas" in done.stdout
    assert "Counted as unknown, because of errors\n" in done.stdout
    assert 'wrong.yaml:8: error: current/steps/accounts/process_time: process_time: "4 bananas"' in done.stdout
    assert "What that does" in done.stdout
    assert json.loads(run("diff", "--json", two[0], wrong).stdout)["findings"][0]["line"] == 8


@pytest.mark.parametrize("words", [[], ["one.yaml"], ["a", "b", "c"], ["-", "-"], ["nothing.yaml", "nothing.yaml"]])
def test_trouble_is_exit_2(run, words):
    """Wrong use and unreadable files are told in plain words."""
    done = run("diff", *words)

    assert (done.returncode, done.stdout) == (2, "")


def test_maps_without_steps_have_edits_and_no_figures(run, write):
    """There is nothing to sum up yet."""
    done = run("diff", str(write("title: A", "a.yaml")), str(write("title: B", "b.yaml")))

    assert (done.returncode, done.stdout) == (1, "Atlas\n  title A → B\n\n")


def test_the_same_seed_gives_the_same_answer(run, two):
    """As everywhere."""
    assert run("diff", "--seed", "7", *two).stdout == run("diff", "--seed", "7", *two).stdout


@pytest.fixture
def git(tmp_path):
    """Run git in the empty folder, a repository with our diff driver."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}  # fmt: skip
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "Ana", f"GIT_{who}_EMAIL": "ana@example.org"}

    def git(*words):
        return subprocess.run(
            ["git", *words], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
        )

    git("init", "-q", "-b", "main")
    git("config", "diff.flowatlas.command", f"{sys.executable} -m flowatlas diff --git")
    (tmp_path / ".gitattributes").write_text("*.yaml diff=flowatlas\n", encoding="utf-8")
    return git


@pytest.mark.slow
def test_git_tells_our_edits(git, write):
    """With the driver of docs/how-to/review-changes.md, git diff and git log tell edits, and go on to the next file."""
    write(BEFORE)
    write("a: b: c", "broken.yaml")
    git("add", ".")
    git("commit", "-qm", "One")
    write(AFTER)
    write("title: B", "broken.yaml")
    write("title: C", "last.yaml")
    git("add", "-N", "last.yaml")
    done = git("diff")

    assert done.returncode == 0, done.stderr
    assert "atlas.yaml\nValue stream\n  demand 8/wk → 9/wk\n" in done.stdout
    assert 'broken.yaml:1: a ": " where no field can start' in done.stdout
    assert "last.yaml\nAtlas\n  title C (was not given)\n" in done.stdout
    git("add", ".")
    git("commit", "-qm", "Two")
    assert "renamed “Kick-off call” to “Call”" in git("log", "-p", "--ext-diff", "-1").stdout
    git("mv", "atlas.yaml", "renamed.yaml")
    assert git("diff", "-M", "HEAD").returncode == 0
    git("rm", "-qf", "last.yaml")
    assert "title not given any more (was C)" in git("diff", "HEAD", "--", "last.yaml").stdout


def test_revisions_are_compared_by_name(git, run, write):
    """The last commit with what is in the folder."""
    path = write(BEFORE)
    git("add", ".")
    git("commit", "-qm", "One")
    write(AFTER)

    assert "demand 8/wk → 9/wk" in run("diff", "HEAD:atlas.yaml", path.name, "--no-figures").stdout
    assert run("diff", "main~9:atlas.yaml", path.name).returncode == 2
