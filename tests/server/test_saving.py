"""The file of an atlas that is being edited: written, merged, held back, and taken up again."""

import os

import pytest
from serving import KEY, WAIT, changing, until

ATLAS = f"/api/atlases/{KEY}"
PROCESS = "current/steps/ask/process_time"


def test_a_file_that_an_editor_changed_is_taken_in(serving):
    """What somebody writes into the file appears in the page as a change, together with a notice."""
    with serving.live() as live:
        live.next(type="save", state="saved")
        path = serving.folder / KEY
        path.write_text(serving.text().replace("process_time: 1h", "process_time: 4h"), encoding="utf-8")

        changed = live.next(type="changed")
        assert changed["changes"] == [{"path": PROCESS, "value": "4h", "is_nothing": False}]
        assert changed["by"] == "file on disk"


def test_both_sides_of_a_merge_are_kept(serving):
    """An edit here and an edit of another value in the file, at the same time, are both there in the end."""
    with serving.live() as live:
        live.next(type="save", state="saved")
        live.edit(WAIT, "2d")
        path = serving.folder / KEY
        path.write_text(serving.text().replace("process_time: 1h", "process_time: 4h"), encoding="utf-8")

        until(lambda: "wait_time: 2d" in serving.text() and "process_time: 4h" in serving.text())
        until(lambda: serving.get(ATLAS).json()["plain"]["current"]["steps"]["ask"]["process_time"] == "4h")


def test_a_value_changed_on_both_sides_becomes_a_question(serving):
    """Neither side wins in silence: the other value is asked about in the atlas."""
    with serving.live() as live:
        live.next(type="save", state="saved")
        live.edit(WAIT, "2d")
        path = serving.folder / KEY
        path.write_text(serving.text().replace("3d..10d", "8d"), encoding="utf-8")

        until(lambda: serving.get(ATLAS).json()["plain"].get("questions"))
        question = str(serving.get(ATLAS).json()["plain"]["questions"])
        assert "8d" in question
        assert "2d" in question


def test_a_read_only_file_is_held_and_written_later(serving):
    """The page hears why the file is not written; when the cause is gone it is, by itself."""
    with serving.live() as live:
        live.next(type="save", state="saved")
        (serving.folder / KEY).chmod(0o444)
        live.next(type="changed", id=live.edit(WAIT, "2d"))

        held = live.next(type="save", state="held")
        assert "write-protected" in held["message"]
        (serving.folder / KEY).chmod(0o644)
        live.next(type="save", state="saved")
        assert "wait_time: 2d" in serving.text()


def test_a_file_that_became_nonsense_is_left_alone(serving):
    """A file that cannot be read is not written over, and everything goes on once it can be read again."""
    path = serving.folder / KEY
    with serving.live() as live:
        live.next(type="save", state="saved")
        whole = serving.text()
        path.write_text("<<<<<<< ours\nnonsense: [\n", encoding="utf-8")
        live.next(type="changed", id=live.edit(WAIT, "2d"))

        assert KEY in live.next(type="save", state="held")["message"]
        assert "nonsense" in serving.text()
        path.write_text(whole, encoding="utf-8")
        live.next(type="save", state="saved")
        assert "wait_time: 2d" in serving.text()


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
    state = serving.get(ATLAS).json()
    assert (state["n"], state["plain"]["title"]) == (kept + 1, "Kept")


def _allow_any_size(serving):
    import resource

    resource.prlimit(serving.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_what_is_not_written_yet_is_written_at_the_end(serving):
    """Stopping the server writes the file first."""
    assert serving.post(f"{ATLAS}/changes", changing(WAIT, "2d")).status_code == 200

    output, errors = serving.stop()

    assert "wait_time: 2d" in serving.text()
    assert errors == ""
    assert output.startswith(f"http://127.0.0.1:{serving.port}/")


def test_an_atlas_is_open_in_one_server_only(serving, new_serving):
    """A second server says where the atlas is open instead of editing against the first."""
    serving.get(ATLAS)
    second = new_serving(serving.folder).start()

    answer = second.get(ATLAS)

    assert answer.status_code == 423
    assert "already open" in answer.json()["message"]
    with second.live() as live:
        assert live.ended()[0] == 4404


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_linked_file_inside_the_folder_is_written_through(folder, new_serving):
    """A link to an atlas in the same folder is edited where it leads to, and stays a link."""
    (folder / "link.yaml").symlink_to(folder / KEY)
    serving = new_serving(folder).start()

    answer = serving.post("/api/atlases/link.yaml/changes", changing(WAIT, "2d"))

    assert answer.status_code == 200
    until(lambda: "wait_time: 2d" in serving.text())
    assert (folder / "link.yaml").is_symlink()
