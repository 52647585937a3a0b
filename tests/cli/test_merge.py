"""The command ``merge``, by itself and as git's merge driver."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE = """
    title: Onboarding
    current:
      steps:
        # Sales starts it.
        call: {name: Kick-off call, process_time: 1h}
        legal: {name: Legal review, wait_time: 3d, process_time: 2h}   # ask Raj
"""
OURS = BASE.replace("3d", "4d")
THEIRS = BASE.replace("2h", "3h").replace("1h", "2h")
CLASHING = THEIRS.replace("3d", "1wk")


@pytest.fixture
def files(write):
    """Base, ours and theirs, which come together without a clash, and a version of theirs that clashes."""
    names = {"base.yaml": BASE, "ours.yaml": OURS, "theirs.yaml": THEIRS, "clashing.yaml": CLASHING}
    return [str(write(text, name)) for name, text in names.items()]


def test_merges_into_ours(run, files, tmp_path):
    """Ours is rewritten in its own layout, comments included."""
    done = run("merge", *files[:3])

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("ours.yaml: 2 edits of theirs taken, nothing left to decide\n")
    lines = (tmp_path / "ours.yaml").read_text(encoding="utf-8").splitlines()
    assert "    # Sales starts it." in lines
    assert "    legal: {name: Legal review, wait_time: 4d, process_time: 3h}   # ask Raj" in lines


def test_what_clashes_is_listed_and_ours_stays(run, files, tmp_path):
    """Exit 1, each point with path, name and what all three say."""
    done = run("merge", files[0], files[1], files[3], "--name", "atlas.yaml")

    assert done.returncode == 1
    assert done.stdout == (
        "atlas.yaml: 2 edits of theirs taken, 1 point is left to decide\n"
        "Left to decide, ours stands until then\n"
        "  current/steps/legal/wait_time: “Legal review”: wait is 4d in ours, 1wk in theirs (was 3d)\n"
    )
    assert "wait_time: 4d" in (tmp_path / "ours.yaml").read_text(encoding="utf-8")


def test_json_lists_the_same(run, files, tmp_path):
    """For programs; -o leaves ours alone."""
    done = run("merge", files[0], files[1], files[3], "--json", "-o", "out.yaml")

    assert json.loads(done.stdout) == {
        "open": [
            {
                "path": "current/steps/legal/wait_time",
                "name": "“Legal review”: wait",
                "base": "3d",
                "ours": "4d",
                "theirs": "1wk",
                "text": "“Legal review”: wait is 4d in ours, 1wk in theirs (was 3d)",
            }
        ],
        "findings": [],
    }
    assert "process_time: 3h" in (tmp_path / "out.yaml").read_text(encoding="utf-8")
    assert "process_time: 3h" not in (tmp_path / "ours.yaml").read_text(encoding="utf-8")


def test_as_questions_keeps_open_points_in_the_atlas(run, files):
    """They stand in the file as questions about what they are about, and are shown with the others."""
    run("merge", files[0], files[1], files[3], "--as-questions")

    shown = run("show", files[1]).stdout
    assert "Merge: “Legal review”: wait is 4d in ours, 1wk in theirs (was 3d)" in shown
    assert run("check", files[1]).returncode == 0


def test_standard_output_gets_the_atlas_alone(run, files):
    """What there is to say goes to standard error then."""
    done = run("merge", *files[:3], "-o", "-")

    assert done.stdout.startswith("\ntitle: Onboarding\n")
    assert "nothing left to decide" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["base.yaml", "ours.yaml"],
        ["base.yaml", "ours.yaml", "nothing.yaml"],
        ["base.yaml", "ours.yaml", "broken.yaml"],
        ["base.yaml", "nothing.yaml", "theirs.yaml"],
        ["base.yaml", "ours.yaml", "theirs.yaml", "-o", "no/such/folder.yaml"],
        ["base.yaml", "ours.yaml", "theirs.yaml", "-o", "-", "--json"],
    ],
)
@pytest.mark.usefixtures("files")
def test_in_trouble_nothing_is_written(run, write, tmp_path, words):
    """Exit 2, a message, and the files as they were."""
    write("a: b: c", "broken.yaml")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    done = run("merge", *words)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.fixture
def git(tmp_path):
    """Run git in the empty folder, a repository that holds the base; the driver is set up by the test."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}  # fmt: skip
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "Ana", f"GIT_{who}_EMAIL": "ana@example.org"}

    def git(*words):
        return subprocess.run(
            ["git", *words], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
        )

    git("init", "-q", "-b", "main")
    return git


def branches(git, write, ours, theirs):
    """Two branches that edit one atlas; ours, main, is checked out."""
    for branch, text in (("main", BASE), ("theirs", theirs), ("main", ours)):
        git("checkout", "-q", *(["-b"] if branch == "theirs" else []), branch)
        write(text)
        git("add", ".")
        git("commit", "-qm", branch)


def set_up(git, tmp_path):
    """What docs/how-to/review-changes.md says."""
    git("config", "merge.flowatlas.name", "Flow Atlas")
    git("config", "merge.flowatlas.driver", f"{sys.executable} -m flowatlas merge --name %P %O %A %B")
    (tmp_path / ".git/info/attributes").write_text("*.yaml merge=flowatlas\n", encoding="utf-8")


def test_git_merges_where_lines_conflict(git, write, tmp_path):
    """Two people change one line on two branches: git alone gives up, with the driver it merges."""
    branches(git, write, OURS, THEIRS)

    assert "CONFLICT" in git("merge", "theirs").stdout
    git("merge", "--abort")
    set_up(git, tmp_path)
    done = git("merge", "--no-edit", "theirs")
    assert done.returncode == 0, done.stdout + done.stderr
    text = Path(tmp_path, "atlas.yaml").read_text(encoding="utf-8")
    assert "legal: {name: Legal review, wait_time: 4d, process_time: 3h}   # ask Raj" in text
    assert git("status", "--porcelain").stdout == ""


def test_git_stops_where_something_is_left_to_decide(git, write, tmp_path):
    """The file is sound, holds all that is clear, and git waits for the decision."""
    branches(git, write, OURS, CLASHING)
    set_up(git, tmp_path)

    done = git("merge", "--no-edit", "theirs")
    text = Path(tmp_path, "atlas.yaml").read_text(encoding="utf-8")
    assert done.returncode == 1
    assert "wait is 4d in ours, 1wk in theirs (was 3d)" in done.stdout + done.stderr
    assert "<<<<<<<" not in text
    assert "wait_time: 4d, process_time: 3h" in text
    assert git("status", "--porcelain").stdout == "UU atlas.yaml\n"


def test_git_merges_an_atlas_that_both_sides_added(git, write, tmp_path):
    """There is no base then, and what both say alike is taken once."""
    (tmp_path / "readme.txt").write_text("empty\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-qm", "start")
    set_up(git, tmp_path)
    for branch, text in (("theirs", THEIRS), ("ours", BASE + "        pay: {name: Pay}\n")):
        git("checkout", "-q", "-b", branch, "main")
        write(text)
        git("add", ".")
        git("commit", "-qm", branch)

    done = git("merge", "--no-edit", "theirs")
    assert done.returncode == 1
    assert "current/steps/call/process_time" in done.stdout + done.stderr
    assert "Pay" in Path(tmp_path, "atlas.yaml").read_text(encoding="utf-8")
