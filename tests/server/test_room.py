"""One atlas, edited by several at once over live connections."""

import pytest
from serving import WAIT, changing, until


def test_an_edit_is_acknowledged_and_stands_in_the_file(serving):
    """Who sends an edit hears of it as a change, and a moment later the file says the same, comments kept."""
    with serving.live() as live:
        assert live.next(type="hello")["n"] == 0
        sent = live.edit(WAIT, "2d")

        changed = live.next(type="changed", id=sent)
        assert changed["n"] == 1
        assert changed["changes"] == [{"path": WAIT, "value": "2d", "is_nothing": False}]
        assert changed["can_undo"]
        live.next(type="save", state="saved")
        assert "wait_time: 2d" in serving.text()
        assert "title: Onboarding  # made up" in serving.text()


def test_figures_and_pictures_follow_an_edit(serving):
    """Exact figures come first and are marked as running; the settled picture follows, and doubt right behind it."""
    with serving.live() as live:
        live.send(type="look", views=["practice"])
        live.next(type="picture", is_settled=True, is_whole=True)
        live.edit(WAIT, "20d")

        first = live.next(type="figures", n=1)
        picture = live.next(type="picture", n=1, is_settled=True)
        settled = live.next(type="figures", n=1, is_running=False)
        assert first["is_running"]
        assert first["exact"] == settled["exact"]
        assert settled["answers"] != first["answers"]
        assert not picture["is_whole"]
        assert any(part["path"].startswith("current/steps/legal") for part in picture["parts"] + _pictured(live))


def _pictured(live):
    return [part for message in live.heard if message["type"] == "picture" for part in message["parts"]]


def test_a_look_at_another_view_brings_the_whole_of_it(serving):
    """Every view that somebody begins to look at is sent whole; what is no view brings nothing and harms nobody."""
    with serving.live() as live:
        live.send(type="look", views=["practice"])
        live.next(type="picture", view="practice")
        live.send(type="look", views=["ladder", "no such view"])

        assert live.next(type="picture", view="ladder")["is_whole"]
        live.edit(WAIT, "1d")
        live.next(type="picture", view="ladder", n=1)


def test_a_view_that_is_opened_later_has_its_figures_worked_out(serving):
    """What only this view tells was not worked out with the others; it follows, and only then is the view settled."""
    with serving.live() as live:
        live.send(type="look", views=["practice"])
        live.next(type="picture", view="practice", is_settled=True)
        live.send(type="look", views=["practice", "candidates"])

        picture = live.next(type="picture", view="candidates", is_settled=True)
        told = [picture, *(one for one in live.heard if one.get("view") == "candidates")]
        assert any(part["changes"] for message in told for part in message["parts"])


def test_who_comes_later_brings_nothing_new_to_those_who_look_already(serving):
    """Figures and pictures are sent again when they are others, not when somebody else begins to look."""
    with serving.live("first") as first:
        first.send(type="look", views=["practice"])
        first.next(type="picture", is_settled=True)
        with serving.live("second") as second:
            second.send(type="look", views=["practice"])
            second.next(type="picture", is_settled=True)
        if not any(told["type"] == "figures" and not told["is_running"] for told in first.heard):
            first.next(type="figures", is_running=False)
        first.heard.clear()
        first.next(type="changed", id=first.edit(WAIT, "2d"))

        assert not {"figures", "picture"} & {message["type"] for message in first.heard}


def test_several_people_see_the_same_changes_in_the_same_order(serving):
    """Everybody is told of every change, by whom it was made, in one order."""
    with serving.live("one") as one, serving.live("two") as two:
        for number in range(5):
            one.edit(WAIT, f"{number + 1}d")
            two.edit("current/steps/ask/process_time", f"{number + 1}h")

        heard = [[live.next(type="changed")["id"] for _ in range(10)] for live in (one, two)]
        assert heard[0] == heard[1]
        state = serving.get(serving.here).json()
        assert state["n"] == 10
        assert state["plain"]["current"]["steps"]["legal"]["wait_time"] == "5d"


def test_what_is_sent_twice_is_done_once(serving):
    """An edit that is sent again after a break is acknowledged again and changes nothing."""
    with serving.live() as live:
        live.edit(WAIT, "2d", "edit-same-id")
        live.next(type="changed", id="edit-same-id")
        live.edit(WAIT, "3d", "edit-other")
        live.next(type="changed", id="edit-other")
    with serving.live() as again:
        again.edit(WAIT, "2d", "edit-same-id")

        assert again.next(type="changed", id="edit-same-id")["changes"] == []
        state = serving.get(serving.here).json()
        assert (state["n"], state["plain"]["current"]["steps"]["legal"]["wait_time"]) == (2, "3d")


def test_an_edit_that_does_not_fit_is_refused_with_the_reason(serving):
    """Its sender alone hears why, and the atlas stays as it is."""
    with serving.live() as live:
        sent = live.edit(WAIT, "3 banana")

        refused = live.next(type="refused", id=sent)
        assert refused["message"].startswith('“Legal review”: wait: "3 banana"')
        assert refused["findings"][0]["path"] == WAIT
        assert serving.get(serving.here).json()["n"] == 0


def test_undo_takes_back_only_the_own_edits(serving):
    """Undo of one session leaves what another did, and redo makes it again."""
    with serving.live("one") as one, serving.live("two") as two:
        one.next(type="changed", id=one.edit(WAIT, "2d"))
        two.next(type="changed", id=two.edit("title", "Ours"))
        one.send(type="undo", id="undo-0001")

        undone = one.next(type="changed", id="undo-0001")
        assert (undone["can_undo"], undone["can_redo"]) == (False, True)
        assert two.next(type="changed", id="undo-0001")["can_redo"] is False
        plain = serving.get(serving.here).json()["plain"]
        assert (plain["title"], plain["current"]["steps"]["legal"]["wait_time"]) == ("Ours", "3d..10d")
        one.send(type="redo", id="redo-0001")
        one.next(type="changed", id="redo-0001")
        assert serving.get(serving.here).json()["plain"]["current"]["steps"]["legal"]["wait_time"] == "2d"


@pytest.mark.slow
def test_undo_survives_a_restart(alone):
    """A tab that comes back after the server was killed can still take back what it did."""
    with alone.live("one") as one:
        one.next(type="changed", id=one.edit(WAIT, "2d"))
    alone.kill()
    alone.start()
    with alone.live("one") as one:
        assert one.next(type="hello")["can_undo"]
        one.send(type="undo", id="undo-0001")

        one.next(type="changed", id="undo-0001")
        assert alone.get(alone.here).json()["plain"]["current"]["steps"]["legal"]["wait_time"] == "3d..10d"


def test_typed_text_is_read_back(serving):
    """A text is explained before it is sent, with what is wrong where it cannot be understood."""
    with serving.live() as live:
        live.send(type="read", id="read-0001", path=WAIT, text="2-5 d")
        live.send(type="read", id="read-0002", path=WAIT, text="3 banana")

        assert "between 2 and 5" in live.next(type="understood", id="read-0001")["sentence"]
        assert live.next(type="understood", id="read-0002")["error"]


def test_a_change_made_over_rest_is_seen_live(serving):
    """A script and a page work on the same atlas."""
    with serving.live() as live:
        live.next(type="hello")
        answer = serving.post(f"{serving.here}/changes", changing(WAIT, "4d"))

        assert answer.status_code == 200
        assert live.next(type="changed")["id"] == answer.json()["id"]


def test_removing_a_step_removes_what_points_at_it(serving):
    """The change that is told holds everything that went along, so that pages stay equal to the server."""
    with serving.live() as live:
        live.next(type="changed", id=live.edit("questions/q1", {"text": "Why?", "about": "current/steps/legal"}))
        sent = live.edit("current/steps/legal", None)

        gone = {change["path"] for change in live.next(type="changed", id=sent)["changes"]}
        assert any(path.startswith("questions/q1") for path in gone)


@pytest.mark.slow
def test_who_reads_nothing_does_not_hold_up_the_others(serving):
    """Somebody who stops reading is left behind, while edits of others are acknowledged as ever."""
    with serving.live("sleepy", max_queue=1, close_timeout=0.1) as sleepy, serving.live("busy") as busy:
        sleepy.send(type="look", views=["practice", "ladder"])
        for number in range(300):
            sent = busy.edit(WAIT, f"{number % 20 + 1}d")
            if number % 50 == 49:
                busy.next(type="changed", id=sent)

        until(lambda: serving.get(serving.here).json()["n"] == 300)


def test_an_undo_says_what_it_took_back(serving):
    """Whoever undoes hears what that did, in names and values; nobody else does."""
    with serving.live("one-tab") as one, serving.live("two-tab") as two:
        one.edit("current/steps/legal/wait_time", "4d", "edit-0001")
        two.next(type="changed", id="edit-0001")

        one.send(type="undo", id="undo-0001")
        undone = one.next(type="notice")
        one.send(type="redo", id="redo-0001")

        assert undone["message"] == "Undone: “Legal review”: wait 4d → 3d..10d."
        assert one.next(type="notice")["message"] == "Made again: “Legal review”: wait 3d..10d → 4d."
        two.next(type="changed", id="redo-0001")
        two.saved()
        assert "notice" not in {message["type"] for message in two.heard}


def test_what_goes_along_is_told(serving):
    """Removing a step says which rework went with it."""
    with serving.live() as live:
        live.edit("current/steps/accounts/rework", {"again": {"to": "ask", "share": "20%"}}, "edit-0001")
        live.edit("current/steps/ask", None, "edit-0002")

        told = live.next(type="notice")["message"]

    assert told.startswith("Removed “Ask for access”")
    assert "rework from “Set up accounts”" in told
