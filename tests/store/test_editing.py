"""Editing an atlas: the order of changes, what is refused, undo among several people, history, and what is durable."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.model.errors import AlreadyOpenError, EditRefusedError, FileUnreadableError, JournalError
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.path import NOTHING, Change, apply, flatten, is_inside, value_at
from flowatlas.store.editing import FILE_ON_DISK, Editing
from flowatlas.store.journal import Journal, Record, journal_path
from flowatlas.store.made import Made
from flowatlas.store.saving import Written, bring_up_to_date
from flowatlas.store.text import Text

ATLAS = """\
title: Orders   # as people call it
current:
  steps:
    order: {name: Order, process_time: 1h}
    check: {name: Check, wait_time: 2d, process_time: 2h, rework: {back: {to: order, share: 20%}}}
    send:  {name: Send, wait_time: 1d}
  voices:
    ana: {role: Sales, changes: {steps/check/wait_time: 3d}}
questions:
  q1: {text: Who checks?, about: current/steps/check}
"""
ANA, BEN = "tab-of-ana", "tab-of-ben"


class Desk:
    """An atlas being edited, with short words for what tests do."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.editing = Editing.open(path)

    @staticmethod
    def id() -> str:
        """An id that was not used."""
        return uuid4().hex

    def edit(self, session: str, *changes: tuple[str, Any]) -> Made:
        """Some changes made."""
        return self.editing.edit(self.id(), [Change(*change) for change in changes], session=session)

    def undo(self, session: str) -> Made:
        """One change taken back."""
        return self.editing.undo(self.id(), session=session)

    def redo(self, session: str) -> Made:
        """One change made again."""
        return self.editing.redo(self.id(), session=session)

    def at(self, path: str) -> Any:
        """What stands at a path."""
        return value_at(self.editing.plain, path)

    def save(self) -> Written:
        """The file brought up to date."""
        self.editing.sync()
        written = bring_up_to_date(self.path, self.editing.text_state, self.editing.plain, self.editing.n)
        self.editing.written(written)
        return written

    def reopened(self) -> "Desk":
        """The same atlas after a restart."""
        self.editing.close()
        return Desk(self.path)


def errors(desk: Desk) -> list[Finding]:
    """What is wrong with the atlas."""
    return [finding for finding in desk.editing.reading.findings if finding.severity is Severity.ERROR]


@pytest.fixture
def desk(tmp_path):
    """The atlas above, being edited."""
    path = tmp_path / "atlas.yaml"
    path.write_text(ATLAS, encoding="utf-8")
    desk = Desk(path)
    yield desk
    desk.editing.close()


# Changes


def test_an_edit_is_numbered_and_made(desk):
    """A change gets the next number and is part of the state."""
    made = desk.edit(ANA, ("current/steps/order/process_time", "3h"))

    assert (made.n, desk.editing.n) == (1, 1)
    assert desk.at("current/steps/order/process_time") == "3h"
    assert desk.editing.reading.atlas.current.steps["order"].process_time is not None


def test_the_same_id_is_made_once(desk):
    """What is sent twice is done once, even after a restart."""
    change = [Change("title", "Deliveries")]
    made = desk.editing.edit("sent-twice", change, session=ANA)
    desk.editing.edit("another-one", [Change("title", "Orders again")], session=BEN)

    again = desk.editing.edit("sent-twice", change, session=ANA)
    desk.editing.sync()
    later = desk.reopened()

    assert again == made
    assert later.editing.edit("sent-twice", change, session=ANA) == made
    assert later.at("title") == "Orders again"
    later.editing.close()


def test_a_removed_step_takes_along_what_points_at_it(desk):
    """Links back to a step, and questions about it, change in the same edit as it goes."""
    made = desk.edit(ANA, ("current/steps/order", None))

    assert desk.at("current/steps/check/rework") is None
    assert {change.path for change in made.changes} >= {"current/steps/check/rework/back", "current/steps/order"}
    assert not errors(desk)


def test_a_comment_keeps_the_name_of_a_removed_place(desk):
    """It is told where something was said, in the file too; undo puts it back to where it was."""
    desk.edit(BEN, ("comments/why", {"text": "Why so long?", "about": "current/steps/check/wait_time"}))
    before = desk.editing.plain
    desk.edit(ANA, ("current/steps/check/name", "Check twice"), ("current/steps/check", None))

    assert desk.at("comments/why") == {"text": "Why so long?", "place": "“Check twice”: wait"}
    desk.undo(ANA)
    assert desk.editing.plain == before


def test_clearing_a_value_keeps_what_is_said_about_it(desk):
    """A question about the wait of a step stays when the wait becomes unknown."""
    desk.edit(ANA, ("questions/q1/about", "current/steps/check/wait_time"))

    desk.edit(ANA, ("current/steps/check/wait_time", None))

    assert desk.at("questions/q1/about") == "current/steps/check/wait_time"


def test_removing_what_is_gone_changes_nothing(desk):
    """Two people remove one step: the second edit is made and does nothing."""
    desk.edit(ANA, ("current/steps/send", None))

    made = desk.edit(BEN, ("current/steps/send", None))

    assert made.changes == []
    assert not desk.editing.can_undo(BEN)


def test_nothing_is_said_on_purpose_in_an_overlay(desk):
    """A voice that says that there is no such value keeps saying so after a restart."""
    desk.edit(ANA, ("current/voices/ana/changes/steps/send/wait_time", NOTHING))
    desk.editing.sync()
    later = desk.reopened()

    assert later.at("current/voices/ana/changes") == {"steps/check/wait_time": "3d", "steps/send/wait_time": None}
    later.editing.close()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("current/steps/gone/wait_time", "1d")], "is not there any more"),
        ([("current/steps/gone/behind", "order")], "is not there any more"),
        ([("current/steps/order/process_time", "3 banana")], "banana"),
        ([("current/steps/order/proces_time", "3h")], 'did you mean "process_time"?'),
        ([("curent/steps/order", {})], 'did you mean "current"?'),
        ([("current/steps/~2/name", "x")], "leads nowhere"),
        ([("current/steps/a~1b", {})], "cannot be an id"),
        ([("title/of/what", "x")], "remove that first"),
        ([("current/steps/order/name", "\ud800")], "half of a sign"),
        ([("current/steps/order/name", 10**30)], "no number that an atlas can hold"),
        ([("current/steps/order/name", float("nan"))], "no number that an atlas can hold"),
        ([("current/steps/order/notes", {"": "x"})], "cannot be the name of a field"),
        ([("/".join(["current"] * 60), "x")], "levels deep"),
        ([("flowatlas", 2)], "belongs to the file"),
        ([("current/steps/order/behind", 3)], "an empty text for the first place"),
        ([("current/steps/behind", "")], "is no record of a map"),
        ([("title", "Fine"), ("current/steps/check/rework/back/to", "nowhere")], "is not on the map"),
        ([("title", "x" * 1_100_000)], "characters"),
    ],
)
def test_an_edit_that_cannot_stand_is_refused_whole(desk, changes, words):
    """What leads nowhere or would be wrong is refused with what is wrong, and nothing of it is made."""
    before = desk.editing.plain

    with pytest.raises(EditRefusedError, match=words.replace("?", r"\?")):
        desk.edit(ANA, *changes)

    assert desk.editing.plain == before
    assert desk.editing.n == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("current/steps/check/process_time", "3 banana")], '“Check”: process time: "3 banana": "banana" is no unit'),
        ([("calendar/hours_per_day", "red")], 'calendar hours per day is "red"; write a number over 0'),
        ([("current/steps/check/rework/back/share", "2h")], 'rework from “Check” back to “Order”: share: "2h"'),
        ([("current/steps/pack", {"name": "Pack", "wait_time": "x"})], '“Pack”: wait: "x" is not a time'),
        ([("questions/q1/about", "current/steps/x")], 'question “Who checks?”: about: "current/steps/x" is not'),
        ([("current/steps/check/proces_time", "3h")], '“Check”: unknown field "proces_time"; did you mean'),
        ([("current/steps/gone/wait_time", "1d")], "“gone” is not there any more, so that wait cannot be changed"),
        ([("current/steps/check/name/x", "y")], '“Check”: name is "Check", so that nothing in it can be changed'),
        ([("current/steps/check/name", "\ud800")], "“Check”: name: the text holds half of a sign"),
        ([("current/steps/" + "x" * 1_200, {})], "steps: an id of 1,200 signs"),
        ([("current/steps/check/behind", 3)], "“Check”: write the id that it stands behind"),
    ],
)
def test_a_refusal_names_its_place_as_people_do(desk, changes, words):
    """What is wrong is told of the field and the thing that it belongs to, by name and without a path."""
    with pytest.raises(EditRefusedError) as refused:
        desk.edit(ANA, *changes)

    assert str(refused.value).startswith(words)
    assert "current/steps/check" not in str(refused.value)


def test_deeply_nested_values_are_refused(desk):
    """A value nested deeper than files can be is refused."""
    value: Any = "x"
    for _ in range(200):
        value = [value]

    with pytest.raises(EditRefusedError, match="nested too deep"):
        desk.edit(ANA, ("economics", value))


def test_what_was_wrong_before_does_not_stand_in_the_way(tmp_path):
    """An atlas with errors can be edited; only new errors are refused."""
    path = tmp_path / "atlas.yaml"
    path.write_text("current: {steps: {a: {process_time: 3 banana, colour: red}}}\n", encoding="utf-8")
    desk = Desk(path)

    desk.edit(ANA, ("current/steps/a/name", "A"), ("current/steps/a/colour", "blue"))

    assert desk.at("current/steps/a") == {"process_time": "3 banana", "colour": "blue", "name": "A"}
    desk.editing.close()


def test_an_edit_may_add_what_it_then_changes(desk):
    """A step added and filled in one edit stands in its place."""
    desk.edit(ANA, ("current/steps/pack", {"name": "Pack", "behind": "order"}), ("current/steps/pack/wait_time", "1h"))

    assert list(desk.at("current/steps")) == ["order", "pack", "check", "send"]
    assert desk.at("current/steps/pack") == {"name": "Pack", "wait_time": "1h"}


# Undo


def test_undo_leaves_alone_what_others_changed_since(desk):
    """Undo restores the values that are still mine."""
    desk.edit(ANA, ("current/steps/order/process_time", "3h"), ("current/steps/send/wait_time", "9d"))
    desk.edit(BEN, ("current/steps/send/wait_time", "5d"))

    desk.undo(ANA)

    assert desk.at("current/steps/order/process_time") == "1h"
    assert desk.at("current/steps/send/wait_time") == "5d"


def test_undo_goes_on_to_the_last_change_that_still_stands(desk):
    """A change that others replaced whole is passed over."""
    desk.edit(ANA, ("title", "Ana's"))
    desk.edit(ANA, ("current/steps/send/wait_time", "9d"))
    desk.edit(BEN, ("current/steps/send/wait_time", "5d"))

    desk.undo(ANA)

    assert desk.at("title") == "Orders"
    assert not desk.editing.can_undo(ANA)


def test_undo_brings_back_a_step_with_all_that_went_along(desk):
    """A removed step comes back in its place, with links and questions."""
    before = desk.editing.plain
    desk.edit(ANA, ("current/steps/order", None))

    desk.undo(ANA)

    assert desk.editing.plain == before
    assert list(desk.at("current/steps")) == ["order", "check", "send"]


def test_undo_keeps_an_added_step_that_others_use(desk):
    """A step that I added stays when somebody else filled it in or linked to it."""
    desk.edit(ANA, ("current/steps/pack", {"name": "Pack", "behind": "order"}))
    desk.edit(BEN, ("current/steps/send/rework", {"again": {"to": "pack", "share": "5%"}}))

    with pytest.raises(EditRefusedError, match="others have changed"):
        desk.undo(ANA)

    assert desk.at("current/steps/pack") == {"name": "Pack"}


def test_undo_clears_a_value_that_a_question_is_about(desk):
    """What is asked about a value does not keep it from being taken back."""
    desk.edit(ANA, ("current/steps/order/wait_time", "1h"))
    desk.edit(BEN, ("questions/q1/about", "current/steps/order/wait_time"))

    desk.undo(ANA)

    assert desk.at("current/steps/order/wait_time") is None
    assert desk.at("questions/q1/about") == "current/steps/order/wait_time"


def test_undo_removes_steps_that_only_point_at_each_other(desk):
    """Several steps added together go together, links among them included."""
    before = desk.editing.plain
    back = {"back": {"to": "one", "share": "5%"}}
    desk.edit(ANA, ("current/steps/one", {"name": "One"}), ("current/steps/two", {"name": "Two", "rework": back}))

    desk.undo(ANA)

    assert desk.editing.plain == before


def test_undo_removes_a_parallel_step_with_what_was_made_to_wait_for_it(desk):
    """The step after both is changed along with the new one, and goes back along with it; redo makes both again."""
    desk.edit(BEN, ("current/steps/check/rework", None))
    before = desk.editing.plain
    beside = {"name": "Pack", "behind": "check", "after": ["order"]}
    desk.edit(ANA, ("current/steps/pack", beside), ("current/steps/send/after", ["check", "pack"]))
    made = desk.editing.plain

    desk.undo(ANA)
    assert desk.editing.plain == before
    desk.redo(ANA)
    assert desk.editing.plain == made


def test_undo_keeps_a_parallel_step_that_others_made_something_wait_for(desk):
    """Where somebody else changed what comes after both, it stays as they made it, and the new step with it."""
    desk.edit(BEN, ("current/steps/check/rework", None))
    beside = {"name": "Pack", "behind": "check", "after": ["order"]}
    desk.edit(ANA, ("current/steps/pack", beside), ("current/steps/send/after", ["check", "pack"]))
    desk.edit(BEN, ("current/steps/send/after", ["pack"]))

    with pytest.raises(EditRefusedError, match="others have changed"):
        desk.undo(ANA)

    assert desk.at("current/steps/send/after") == ["pack"]


def test_undo_of_the_first_step_keeps_the_second_of_somebody_else(tmp_path):
    """In an empty atlas the section that I began is not mine alone."""
    path = tmp_path / "atlas.yaml"
    path.write_text("title: Empty\n", encoding="utf-8")
    desk = Desk(path)
    desk.edit(ANA, ("current/steps/a", {"name": "A"}))
    desk.edit(BEN, ("current/steps/b", {"name": "B"}))

    desk.undo(ANA)

    assert desk.editing.plain == {"title": "Empty", "current": {"steps": {"b": {"name": "B"}}}}
    desk.editing.close()


def test_undo_does_not_bring_back_a_link_to_what_is_gone(desk):
    """What somebody else has removed meanwhile is not pointed at again."""
    desk.edit(ANA, ("current/steps/check/rework/back", None))
    desk.edit(BEN, ("current/steps/order", None))

    with pytest.raises(EditRefusedError, match="others have changed"):
        desk.undo(ANA)

    assert not errors(desk)


def test_a_move_is_taken_back(desk):
    """Undo puts a moved step back behind its neighbour."""
    desk.edit(ANA, ("current/steps/send/behind", ""))

    desk.undo(ANA)

    assert list(desk.at("current/steps")) == ["order", "check", "send"]


def test_redo_makes_it_again_and_a_new_edit_ends_that(desk):
    """Undo, redo, undo: each goes one way; after a new edit nothing can be made again."""
    desk.edit(ANA, ("title", "One"))
    desk.undo(ANA)
    made = desk.redo(ANA)

    assert (desk.at("title"), made.label) == ("One", "Redo")
    desk.undo(ANA)
    assert desk.editing.can_redo(ANA)
    desk.edit(ANA, ("title", "Two"))
    assert not desk.editing.can_redo(ANA)
    with pytest.raises(EditRefusedError, match="nothing to redo"):
        desk.redo(ANA)


def test_undo_and_redo_go_on_after_a_restart(desk):
    """What a session can take back is still known when the server comes back."""
    desk.edit(ANA, ("title", "One"))
    desk.edit(ANA, ("title", "Two"))
    desk.undo(ANA)
    desk.editing.sync()

    later = desk.reopened()

    assert later.editing.can_redo(ANA)
    later.undo(ANA)
    assert later.at("title") == "Orders"
    later.redo(ANA)
    later.redo(ANA)
    assert later.at("title") == "Two"
    later.editing.close()


# History


def test_history_and_named_versions(desk):
    """The latest change comes first; a named state can be restored, and that be undone."""
    desk.edit(ANA, ("title", "One"))
    desk.editing.name_version("Before the workshop", by="Ana")
    desk.edit(BEN, ("title", "Two"))

    made = desk.editing.restore("restore-it", 1, session=ANA)

    assert [entry.n for entry in desk.editing.history(None, 2)] == [3, 2]
    assert [entry.n for entry in desk.editing.history(2, 10)] == [1]
    assert (desk.at("title"), made.label) == ("One", "Restore “Before the workshop”")
    desk.undo(ANA)
    assert desk.at("title") == "Two"
    desk.editing.sync()
    later = desk.reopened()
    assert [(version.name, version.n, version.by) for version in later.editing.versions()] == [
        ("Before the workshop", 1, "Ana")
    ]
    later.editing.close()


@pytest.mark.slow
def test_a_long_history_stays_whole(desk):
    """After thousands of changes every state can still be had, before and after a restart."""
    for number in range(2_600):
        desk.edit(ANA, ("title", f"Title {number + 1}"))
    desk.editing.sync()
    later = desk.reopened()

    assert [later.editing.state_at(n)["title"] for n in (0, 1, 999, 1_000, 1_500, 2_600)] == [
        "Orders",
        "Title 1",
        "Title 999",
        "Title 1000",
        "Title 1500",
        "Title 2600",
    ]
    assert [entry.n for entry in later.editing.history(11, 100)] == list(range(10, 0, -1))
    later.undo(ANA)
    assert later.at("title") == "Title 2599"
    later.editing.close()


# What is durable


def test_a_second_process_is_told_who_has_it(desk):
    """One atlas is edited by one server at a time."""
    with pytest.raises(AlreadyOpenError, match=rf"already open in another flowatlas serve \(process {os.getpid()}\)"):
        Editing.open(desk.path)


def test_what_is_not_synced_can_be_rolled_back(desk):
    """When the disk fails, all goes back to what is durable: state, undo and ids."""
    desk.edit(ANA, ("title", "Safe"))
    desk.editing.sync()
    lost = desk.edit(BEN, ("title", "Lost"))

    gone = desk.editing.rollback()

    assert gone == [lost.id]
    assert (desk.at("title"), desk.editing.n) == ("Safe", 1)
    assert not desk.editing.can_undo(BEN)
    assert desk.editing.can_undo(ANA)
    assert desk.editing.made_of(lost.id) is None
    assert desk.edit(BEN, ("title", "Again")).n == 2
    assert desk.editing.sync() == 2


def test_a_journal_that_somebody_removed_is_written_anew(desk):
    """Whoever deletes the journal of an open atlas loses nothing."""
    desk.edit(ANA, ("title", "One"))
    desk.editing.sync()
    journal_path(desk.path).unlink()

    desk.edit(ANA, ("title", "Two"))
    desk.editing.sync()
    later = desk.reopened()

    assert later.at("title") == "Two"
    assert later.editing.state_at(1)["title"] == "One"
    later.editing.close()


SCRIPT = """
import resource, sys
from pathlib import Path
from flowatlas.model.errors import JournalError
from flowatlas.model.path import Change
from flowatlas.store.editing import Editing
from flowatlas.store.journal import journal_path

path = Path(sys.argv[1])
editing = Editing.open(path)
editing.edit("id-000000", [Change("title", "Safe")], session="s")
editing.sync()
size = journal_path(path).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, resource.RLIM_INFINITY))
editing.edit("id-000001", [Change("title", "x" * 500)], session="s")
try:
    editing.sync()
except JournalError as error:
    print(error)
print(editing.rollback(), editing.plain["title"], journal_path(path).stat().st_size == size)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
editing.edit("id-000001", [Change("title", "Later")], session="s")
print(editing.sync())
"""


@pytest.mark.slow
def test_a_full_disk_refuses_and_recovers(tmp_path):
    """Without room for the journal nothing is acknowledged; once there is room, editing goes on."""
    path = tmp_path / "atlas.yaml"
    path.write_text(ATLAS, encoding="utf-8")

    done = subprocess.run([sys.executable, "-c", SCRIPT, path], capture_output=True, text=True, check=True)

    first, *rest = done.stdout.splitlines()
    assert "changes cannot be kept" in first
    assert "file too large" in first
    assert rest == ["['id-000001'] Safe True", "2"]
    later = Desk(path)
    assert later.at("title") == "Later"
    later.editing.close()


WRITER = """
import sys
from pathlib import Path
from flowatlas.model.path import Change
from flowatlas.store.editing import Editing
from flowatlas.store.saving import bring_up_to_date

path = Path(sys.argv[1])
editing = Editing.open(path)
while True:
    for _ in range(5):
        n = editing.n + 1
        editing.edit(f"id-{n:06}", [Change(f"current/steps/s{n % 7}", {"name": f"Step {n}"})], session="s")
    print(editing.sync(), flush=True)
    if editing.n % 50 == 0:
        editing.written(bring_up_to_date(path, editing.text_state, editing.plain, editing.n))
"""


@pytest.mark.slow
def test_what_was_synced_survives_being_killed(tmp_path):
    """Killed at any moment, also between writing the file and noting it, an atlas has all that was acknowledged."""
    path = tmp_path / "atlas.yaml"
    path.write_text(ATLAS, encoding="utf-8")
    acknowledged = 0
    for number in range(8):
        with subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True) as writer:
            for _ in range(3 + 13 * number):
                acknowledged = int(writer.stdout.readline())
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read().split("\n")
            acknowledged = max([acknowledged, *(int(line) for line in rest[:-1])])
        desk = Desk(path)
        assert desk.editing.n >= acknowledged
        assert desk.at(f"current/steps/s{desk.editing.n % 7}/name") == f"Step {desk.editing.n}"
        assert all(made.by != FILE_ON_DISK for made in desk.editing.history(None, 1_000))
        assert "merge-1" not in desk.editing.plain["questions"]
        desk.editing.close()


# The file


def test_the_file_follows_and_keeps_its_comments(desk):
    """Changes are written into the text; everything else in it stays."""
    desk.edit(ANA, ("current/steps/send/wait_time", "4d"))

    written = desk.save()

    assert written.message == ""
    assert desk.path.read_text(encoding="utf-8") == ATLAS.replace("wait_time: 1d}", "wait_time: 4d}")
    assert desk.save().hash == written.hash


def test_what_an_editor_wrote_is_merged(desk):
    """A file that somebody else changed is merged by path, into their text, and becomes a change in the history."""
    desk.edit(ANA, ("current/steps/send/wait_time", "4d"))
    desk.path.write_text(ATLAS.replace("Orders   # as", "Deliveries # not as"), encoding="utf-8")

    written = desk.save()

    assert written.notices == ("atlas.yaml changed on disk; its changes were taken in",)
    assert desk.at("title") == "Deliveries"
    assert desk.at("current/steps/send/wait_time") == "4d"
    assert "Deliveries # not as people call it" in desk.path.read_text(encoding="utf-8")
    assert desk.editing.history(None, 1)[0].by == FILE_ON_DISK
    assert Text(desk.path.read_text(encoding="utf-8")).plain == desk.editing.plain


def test_what_both_changed_becomes_a_question(desk):
    """Where file and people say different things, ours stays and a question asks."""
    desk.edit(ANA, ("title", "Ours"))
    desk.path.write_text(ATLAS.replace("Orders", "Theirs"), encoding="utf-8")

    written = desk.save()

    assert "1 is still open" in written.notices[0]
    assert desk.at("title") == "Ours"
    assert "Theirs" in desk.at("questions/merge-1/text")


def test_edits_made_while_the_file_is_merged_stay(desk):
    """What people change while the merge runs is not taken back by it."""
    desk.edit(ANA, ("current/steps/send/wait_time", "4d"))
    desk.path.write_text(ATLAS.replace("Orders", "Deliveries"), encoding="utf-8")
    desk.editing.sync()
    written = bring_up_to_date(desk.path, desk.editing.text_state, desk.editing.plain, desk.editing.n)
    desk.edit(BEN, ("current/steps/send/wait_time", "7d"), ("current/steps/check", None))

    desk.editing.written(written)

    assert (desk.at("title"), desk.at("current/steps/send/wait_time")) == ("Deliveries", "7d")
    assert desk.at("current/steps/check") is None
    assert "questions" not in desk.editing.plain or "merge-1" not in desk.at("questions")
    desk.save()
    assert Text(desk.path.read_text(encoding="utf-8")).plain == desk.editing.plain


def test_a_file_changed_while_nobody_looked_is_taken_in_at_the_start(desk):
    """What an editor wrote between two runs of the server is part of the atlas, and told."""
    desk.edit(ANA, ("current/steps/send/wait_time", "4d"))
    desk.editing.sync()
    desk.editing.close()
    desk.path.write_text(ATLAS.replace("Orders", "Deliveries"), encoding="utf-8")

    later = Desk(desk.path)

    assert later.at("title") == "Deliveries"
    assert later.at("current/steps/send/wait_time") == "4d"
    assert later.editing.notices == ["atlas.yaml changed on disk; its changes were taken in"]
    later.editing.close()


def test_a_crash_behind_writing_the_file_asks_no_question(desk):
    """A file that was written, but not noted, is known as our own although it was changed again since."""
    desk.edit(ANA, ("title", "One"))
    desk.editing.sync()
    bring_up_to_date(desk.path, desk.editing.text_state, desk.editing.plain, desk.editing.n)
    desk.edit(ANA, ("title", "Two"))
    desk.editing.sync()

    later = desk.reopened()

    assert later.at("title") == "Two"
    assert list(later.at("questions")) == ["q1"]
    assert later.editing.notices == []
    later.editing.close()


def broken(path: Path) -> None:
    """Nonsense instead of an atlas."""
    path.write_text("current: [\n", encoding="utf-8")


def with_markers(path: Path) -> None:
    """A merge that git could not finish."""
    path.write_text("title: x\n<<<<<<< ours\ncurrent: {}\n=======\n>>>>>>> theirs\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (broken, "atlas.yaml:2"),
        (with_markers, "atlas.yaml:2: the marks of an unsettled merge"),
        (lambda path: path.write_text("", encoding="utf-8"), "atlas.yaml is empty on disk"),
        (lambda path: path.unlink(), "no such file"),
        (lambda path: path.chmod(0o444), "write-protected"),
        (lambda path: path.write_text("flowatlas: 99\n", encoding="utf-8"), "newer"),
    ],
)
def test_a_file_that_cannot_be_written_holds_until_it_can(desk, harm: Callable[[Path], None], words: str):
    """Nothing is written and nothing is lost; once the cause is gone, the file is brought up to date."""
    desk.edit(ANA, ("title", "Kept"))
    harm(desk.path)
    content = desk.path.read_bytes() if desk.path.exists() else None

    written = desk.save()

    assert words in written.message
    assert str(desk.path.parent) not in written.message
    assert (desk.path.read_bytes() if desk.path.exists() else None) == content
    assert desk.at("title") == "Kept"
    if desk.path.exists():
        desk.path.chmod(0o644)
    desk.path.write_text(ATLAS, encoding="utf-8")
    assert desk.save().message == ""
    assert "title: Kept" in desk.path.read_text(encoding="utf-8")


def test_an_atlas_opens_from_its_journal_when_its_file_is_nonsense(desk):
    """What was edited is there although the file was spoilt meanwhile, and people are told."""
    desk.edit(ANA, ("title", "Kept"))
    desk.editing.sync()
    desk.editing.close()
    broken(desk.path)

    later = Desk(desk.path)

    assert later.at("title") == "Kept"
    assert "as it was when it was last edited here" in later.editing.notices[0]
    later.editing.close()
    desk.path.unlink()
    with pytest.raises(FileUnreadableError, match="no such file"):
        Editing.open(desk.path)


def test_a_damaged_journal_leaves_the_atlas_of_the_file(desk):
    """With its journal damaged an atlas is as its file says, nothing is deleted, and people are told."""
    desk.edit(ANA, ("title", "In the file"))
    desk.save()
    desk.editing.sync()
    desk.editing.close()
    journal = journal_path(desk.path)
    journal.write_bytes(journal.read_bytes().replace(b"In the file", b"In the fish"))

    later = Desk(desk.path)

    assert (later.at("title"), later.editing.n) == ("In the file", 0)
    assert "it was set aside as atlas.yaml.damaged-1" in later.editing.notices[0]
    later.edit(ANA, ("title", "Goes on"))
    later.editing.sync()
    later = later.reopened()
    assert (later.at("title"), later.editing.notices) == ("Goes on", [])
    later.editing.close()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("state", None), ("state", {"plain": []}), ("state", {"plain": {"current": 3}}), ("change", {"changes": 1}),
        ("change", {"n": "x", "changes": [["title", "x"]], "more": 1}), ("file", []), ("version", {"name": 1}),
    ],
)  # fmt: skip
def test_a_journal_that_somebody_made_up_is_told_about(desk, kind, content):
    """Sound checksums with nonsense between them end in a sentence, and do not keep the atlas locked."""
    desk.edit(ANA, ("title", "Mine"))
    desk.editing.sync()
    desk.editing.close()
    journal = Journal(journal_path(desk.path))
    journal.append([Record(kind, content, "made-up-1")])
    journal.sync()
    journal.close()
    if kind == "state":
        journal.path.write_bytes(journal.path.read_bytes().splitlines(keepends=True)[-1])

    for _ in range(2):
        with pytest.raises(JournalError, match="move it away"):
            Editing.open(desk.path)


def test_looking_leaves_no_journal(desk):
    """An atlas that nobody changed has no journal."""
    assert not desk.editing.pending
    assert not journal_path(desk.path).exists()


# Everything at once

SESSIONS = st.sampled_from([ANA, BEN, "script"])
IDS = st.sampled_from(["order", "check", "send", "pack", "bill"])
TIMES = st.sampled_from(["1h", "2d..5d", "?", "3d guess", None])
ONE_CHANGE = st.one_of(
    st.tuples(IDS.map(lambda step: f"current/steps/{step}/wait_time"), TIMES),
    st.tuples(IDS.map(lambda step: f"current/steps/{step}/name"), st.sampled_from(["A", "B", None])),
    st.tuples(IDS.map(lambda step: f"current/steps/{step}"), st.sampled_from([None, {}, {"name": "New"}])),
    st.tuples(IDS.map(lambda step: f"current/steps/{step}/behind"), st.one_of(IDS, st.just(""))),
    st.tuples(
        IDS.map(lambda step: f"current/steps/{step}/rework/back"),
        st.one_of(st.none(), IDS.map(lambda step: {"to": step, "share": "10%"})),
    ),
    st.tuples(st.just("current/voices/ana/changes/steps/check/wait_time"), TIMES),
)
ACTIONS = st.one_of(
    st.tuples(st.just("edit"), SESSIONS, st.lists(ONE_CHANGE, min_size=1, max_size=4)),
    st.tuples(st.sampled_from(["undo", "redo"]), SESSIONS, st.none()),
    st.tuples(st.sampled_from(["sync", "restart", "tear", "save", "editor", "rollback"]), st.none(), st.none()),
)


def check_undo(before: dict[str, Any], made: Made, editing: Editing) -> None:
    """Undo sets nothing that is not as the change that it takes back made it; what is empty may get its fields back."""
    assert made.undoes is not None
    mine = flatten(editing.state_at(made.undoes))
    now, after = flatten(before), flatten(editing.plain)
    for path, value in now.items():
        if path not in mine or mine[path] != value:
            is_filled = value == {} and any(is_inside(other, path) for other in after)
            assert is_filled or after.get(path) == value, path


@settings(max_examples=60, deadline=None)
@given(actions=st.lists(ACTIONS, min_size=3, max_size=25))
@pytest.mark.slow
def test_nothing_acknowledged_is_lost(tmp_path_factory, actions):
    """Whatever people, editors, crashes and restarts do in whatever order: what was synced is there, state by state."""
    path = tmp_path_factory.mktemp("atlas") / "atlas.yaml"
    path.write_text(ATLAS, encoding="utf-8")
    desk = Desk(path)
    states = {0: desk.editing.plain}
    durable = 0
    for number, (action, session, changes) in enumerate(actions):
        before = desk.editing.plain
        try:
            if action == "edit":
                made = desk.edit(session, *changes)
                assert tuple(map(json.dumps, (apply(before, made.changes), before))) == tuple(
                    map(json.dumps, (desk.editing.plain, before))
                )
            elif action in {"undo", "redo"}:
                check_undo(before, getattr(desk, action)(session), desk.editing)
        except EditRefusedError:
            assert desk.editing.plain is before
        if action in {"sync", "restart"}:
            durable = desk.editing.sync()
        if action == "save":
            assert desk.save().message == ""
            durable = desk.editing.sync()
        if action == "editor":
            path.write_text(path.read_text(encoding="utf-8").replace("Orders", f"Orders {number}"), encoding="utf-8")
        if action == "rollback":
            desk.editing.rollback()
        if action in {"restart", "tear"}:
            desk.editing.close()
            if action == "tear" and journal_path(path).exists():
                with journal_path(path).open("ab") as journal:
                    journal.write(b"12345678 change torn {")
            if not journal_path(path).exists():
                states = {}  # Nothing was ever noted, so it starts with what the file says.
            desk = Desk(path)
        states = {n: state for n, state in states.items() if n <= max(durable, desk.editing.n)}
        assert desk.editing.n >= durable
        for n, state in states.items():
            if n <= durable:
                assert json.dumps(desk.editing.state_at(n)) == json.dumps(state)
        for n in range(durable, desk.editing.n + 1):
            states[n] = desk.editing.state_at(n)
        assert json.dumps(desk.editing.state_at(desk.editing.n)) == json.dumps(desk.editing.plain)
    assert desk.save().message == ""
    assert Text(path.read_text(encoding="utf-8")).plain == desk.editing.plain
    desk.editing.close()


def test_a_journal_that_cannot_be_made_is_told(tmp_path):
    """Where no journal can be kept, edits are not acknowledged, and the message says why."""
    path = tmp_path / "atlas.yaml"
    path.write_text(ATLAS, encoding="utf-8")
    (tmp_path / ".flowatlas").write_text("a file in the way", encoding="utf-8")
    desk = Desk(path)
    desk.edit(ANA, ("title", "One"))

    with pytest.raises(JournalError, match="changes cannot be kept"):
        desk.editing.sync()

    (tmp_path / ".flowatlas").unlink()
    assert desk.editing.sync() == 1
    desk.editing.close()
