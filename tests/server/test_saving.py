"""The file of an atlas that is being edited: written, merged, held back, and taken up again."""

import os
import time

import pytest
from serving import WAIT, changing, until

PROCESS = "current/steps/ask/process_time"


def test_a_file_that_an_editor_changed_is_taken_in(serving):
    """What somebody writes into the file appears in the page as a change, together with a notice."""
    with serving.live() as live:
        live.saved()
        serving.file.write_text(serving.text().replace("process_time: 1h", "process_time: 4h"), encoding="utf-8")

        changed = live.next(type="changed")
        assert changed["changes"] == [{"path": PROCESS, "value": "4h", "is_nothing": False}]
        assert changed["by"] == "file on disk"


def in_place(serving, old, new):
    """Put another file in its place, in which something else stands."""
    beside = serving.folder / f"{serving.key}.tmp"
    beside.write_text(serving.text().replace(old, new), encoding="utf-8")
    beside.replace(serving.file)


def held_back(live, serving, value):
    """Make an edit that the file does not hold yet."""
    serving.file.chmod(0o444)
    live.next(type="changed", id=live.edit(WAIT, value))
    live.next(type="save", state="held")


def test_both_sides_of_a_merge_are_kept(serving):
    """An edit here and an edit of another value in the file, at the same time, are both there in the end."""
    with serving.live() as live:
        live.saved()
        held_back(live, serving, "2d")
        in_place(serving, "process_time: 1h", "process_time: 4h")

        until(lambda: "wait_time: 2d" in serving.text() and "process_time: 4h" in serving.text())
        until(lambda: serving.get(serving.here).json()["plain"]["current"]["steps"]["ask"]["process_time"] == "4h")


def test_a_value_changed_on_both_sides_becomes_a_question(serving):
    """Neither side wins in silence: the other value is asked about in the atlas."""
    with serving.live() as live:
        live.saved()
        held_back(live, serving, "2d")
        in_place(serving, "3d..10d", "8d")

        until(lambda: serving.get(serving.here).json()["plain"].get("questions"))
        question = str(serving.get(serving.here).json()["plain"]["questions"])
        assert "8d" in question
        assert "2d" in question


def test_a_read_only_file_is_held_and_written_later(serving):
    """The page hears why the file is not written; when the cause is gone it is, by itself."""
    with serving.live() as live:
        live.saved()
        serving.file.chmod(0o444)
        live.next(type="changed", id=live.edit(WAIT, "2d"))

        held = live.next(type="save", state="held")
        assert "write-protected" in held["message"]
        serving.file.chmod(0o644)
        live.next(type="save", state="saved")
        assert "wait_time: 2d" in serving.text()


def test_a_change_right_behind_our_own_writing_is_taken_in(serving):
    """However soon somebody writes the file after the server did, it is noticed without another edit."""
    with serving.live() as live:
        live.saved()
        live.edit(WAIT, "2d")
        until(lambda: "wait_time: 2d" in serving.text())
        serving.file.write_text(serving.text().replace("process_time: 1h", "process_time: 4h"), encoding="utf-8")

        live.next(type="changed", by="file on disk")
        plain = serving.get(serving.here).json()["plain"]
        assert plain["current"]["steps"]["ask"]["process_time"] == "4h"
        assert plain["current"]["steps"]["legal"]["wait_time"] == "2d"


def test_a_file_that_is_half_written_is_waited_for(serving):
    """An editor that writes the file in several steps causes no questions about what is missing in between."""
    with serving.live() as live:
        live.saved()
        whole = serving.text().replace("process_time: 1h", "process_time: 4h")
        live.next(type="changed", id=live.edit(WAIT, "2d"))
        with serving.file.open("w", encoding="utf-8") as file:
            file.write(whole[: whole.index("    legal:")])
            file.flush()
            latest = time.monotonic() + 1
            while time.monotonic() < latest:
                os.utime(serving.file)  # As somebody does who writes on and on.
                time.sleep(0.01)  # Who never rests is held up by the system, and for longer than the server waits.
            file.write(whole[whole.index("    legal:") :])

        live.next(type="changed", by="file on disk")
        plain = serving.get(serving.here).json()["plain"]
        assert "questions" not in plain
        assert list(plain["current"]["steps"]) == ["ask", "legal", "accounts"]


def test_an_editor_may_put_a_new_file_in_place(serving):
    """Editors and git write another file and rename it; it is taken in as any other change."""
    with serving.live() as live:
        live.saved()
        in_place(serving, "title: Onboarding", "title: Renamed")

        assert live.next(type="changed")["changes"][0]["value"] == "Renamed"


@pytest.mark.parametrize("instead", ["nothing", "folder"])
def test_a_file_that_is_gone_is_waited_for(serving, instead):
    """What is edited meanwhile is kept, told as not saved, and written when the file is back."""
    with serving.live() as live:
        live.saved()
        whole = serving.text()
        serving.file.unlink()
        if instead == "folder":
            serving.file.mkdir()
        live.next(type="changed", id=live.edit(WAIT, "2d"))

        assert "put it back" in live.next(type="save", state="held")["message"]
        if instead == "folder":
            serving.file.rmdir()
        serving.file.write_text(whole, encoding="utf-8")
        live.next(type="save", state="saved")
        assert "wait_time: 2d" in serving.text()


def test_a_file_that_became_nonsense_is_left_alone(serving):
    """A file that cannot be read is not written over, and everything goes on once it can be read again."""
    path = serving.file
    with serving.live() as live:
        live.saved()
        whole = serving.text()
        path.write_text("<<<<<<< ours\nnonsense: [\n", encoding="utf-8")
        live.next(type="changed", id=live.edit(WAIT, "2d"))

        assert serving.key in live.next(type="save", state="held")["message"]
        assert "nonsense" in serving.text()
        path.write_text(whole, encoding="utf-8")
        live.next(type="save", state="saved")
        assert "wait_time: 2d" in serving.text()


@pytest.mark.slow
def test_a_journal_that_cannot_grow_refuses_edits_until_it_can(folder, new_serving):
    """On a full disk nothing is acknowledged that is not kept; what was, is; and it goes on when there is room."""
    serving = new_serving(folder).start(largest_file=6_000)
    with serving.live() as live:
        kept = 0
        while True:
            sent = live.edit(WAIT, f"{kept % 20 + 1}d")
            answer = live.next(id=sent)
            if answer["type"] == "refused":
                break
            kept += 1

        assert "too large" in answer["message"]
        assert any(message.get("state") == "refusing" for message in live.heard)
        assert live.next(type="refused", id=live.edit("title", "Lost"))["message"]
        _allow_any_size(serving)
        live.next(type="save", state="saved")
        live.next(type="changed", id=live.edit("title", "Kept"))
    serving.kill()
    serving.start()
    state = serving.get(serving.here).json()
    assert (state["n"], state["plain"]["title"]) == (kept + 1, "Kept")


def _allow_any_size(serving):
    import resource

    resource.prlimit(serving.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.mark.slow
def test_what_is_not_written_yet_is_written_at_the_end(alone):
    """Stopping the server writes the file first."""
    assert alone.post(f"{alone.here}/changes", changing(WAIT, "2d")).status_code == 200

    output, errors = alone.stop()

    assert "wait_time: 2d" in alone.text()
    assert errors == ""
    assert output.startswith(f"http://127.0.0.1:{alone.port}/")


@pytest.mark.slow
def test_an_atlas_is_open_in_one_server_only(alone, new_serving):
    """A second server says where the atlas is open instead of editing against the first."""
    alone.get(alone.here)
    second = new_serving(alone.folder).start()

    answer = second.get(alone.here)

    assert answer.status_code == 423
    assert "already open" in answer.json()["message"]
    with second.live() as live:
        assert live.ended()[0] == 4404


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_linked_file_inside_the_folder_is_written_through(serving):
    """A link to an atlas in the same folder is edited where it leads to, and stays a link."""
    link = serving.folder / f"link-to-{serving.key}"
    link.symlink_to(serving.file)

    answer = serving.post(f"/api/atlases/{link.name}/changes", changing(WAIT, "2d"))

    assert answer.status_code == 200
    until(lambda: "wait_time: 2d" in serving.text())
    assert link.is_symlink()
