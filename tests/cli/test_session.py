"""``flowatlas session``: what came of the last session, from the journal beside the file."""

import re

import pytest

from flowatlas.model.path import Change
from flowatlas.store.editing import Editing

ATLAS = """
title: Onboarding
current:
  steps:
    ask: {name: Ask for access, process_time: 1h}
    legal: {name: Legal review, wait_time: 3d..10d, process_time: 2h}
"""
WAIT = "current/steps/legal/wait_time"


def note(editing, act_id, what, at="2026-11-22T10:00:00Z"):
    """Note an act of a session as the server does."""
    content = {"id": act_id, "person": "p1", "name": "Ana", "role": "", "at": at, "what": what, "n": editing.n}
    editing.note(act_id, "act", content)


@pytest.fixture
def held(write):
    """An atlas on which a session was held, with one decision."""
    path = write(ATLAS)
    editing = Editing.open(path)
    note(editing, "act-1", {"do": "begin", "title": "First look", "map": "current", "agenda": []})
    editing.edit("edit-0001", [Change(WAIT, "4d")], session="tab")
    decision = {"text": "Review twice a week", "because": "The slot is weekly"}
    editing.edit("edit-0002", [Change("roadmap/decisions/d1", decision)], session="tab")
    note(editing, "act-2", {"do": "write", "round": "r1", "sealed": "00ff"})
    note(editing, "act-3", {"do": "end"}, at="2026-11-22T11:30:00Z")
    editing.edit("edit-0003", [Change(WAIT, "20d")], session="tab")
    editing.sync()
    editing.close()
    return path


def test_the_last_session_is_told_as_it_ended(run, held):
    """Figures are those before its first and after its last change, whatever was changed later."""
    done = run("session", str(held))

    assert done.returncode == 0
    assert "# Session: First look" in done.stdout
    assert "90 minutes · 1 person took part\n" in done.stdout
    assert "the wait before “Legal review”" in done.stdout
    assert "Lead time was" in done.stdout
    assert "20" not in re.search(r"Lead time was (.*?);", done.stdout)[1]
    assert "Review twice a week. Why: The slot is weekly." in done.stdout
    assert "Ana" in run("session", str(held), "--names").stdout


def test_it_is_told_while_a_server_has_the_atlas_open(run, held):
    """The journal is only read, so that nobody has to stop for it."""
    editing = Editing.open(held)

    done = run("session", str(held))
    editing.close()
    assert "# Session: First look" in done.stdout


def test_it_is_written_as_text_and_as_a_page(run, held):
    """Both hold the same, and neither writes over the atlas or what somebody else made."""
    text, page, own = (held.with_name(name) for name in ("out.md", "out.html", "own.md"))
    own.write_text("mine")

    assert run("session", str(held), "-o", str(text), "-o", str(page)).returncode == 0
    assert "Review twice a week" in text.read_text()
    assert "Review twice a week" in page.read_text()
    assert run("session", str(held), "-o", str(own)).returncode != 0
    assert "end the name in .md or .html" in run("session", str(held), "-o", "out.png").stderr


def test_without_a_session_it_says_how_one_begins(run, write):
    """An atlas that was never edited in the browser has none."""
    done = run("session", str(write(ATLAS)))

    assert done.returncode == 1
    assert "no session was held yet" in done.stderr
    assert "no-such.yaml does not exist" in run("session", "no-such.yaml").stderr
