"""Previews: what changes would do, for whoever is about to make them, while nothing of the atlas changes."""

import random
from itertools import count

import pytest
from serving import WAIT
from test_pictures import ONBOARDING

from flowatlas import load
from flowatlas.server.protocol.told import Preview

VIEWS = ["practice", "ladder"]
TYPED = ("3d", "20 min", "2-5 d", "~1wk", "?", "4h..2d", "{p50: 4d, p85: 9d, n: 12}", "0", "")
NUMBERS = count(1)


def looking(live, *views):
    """A connection that has seen everything there is; gives the pictures by view."""
    live.send(type="look", views=list(views))
    live.next(type="figures", is_running=False)
    for view in views:
        if not any(told["type"] == "picture" and told["view"] == view and told["is_settled"] for told in live.heard):
            live.next(type="picture", view=view, is_settled=True)


def read(live, path, text):
    """Type a value; gives how it is understood."""
    question = f"read-{next(NUMBERS):04}"
    live.send(type="read", id=question, path=path, text=text)
    return live.next(type="understood", id=question)


def change(path, value):
    """A value that is set, as it is told."""
    return {"path": path, "value": value, "is_nothing": False}


def value_of(preview):
    """The one value that a preview is of."""
    (one,) = preview["changes"]
    return one["value"]


def told_of(live, n):
    """The first pictures by view and the first figures that are told of a state, and all until it is settled."""
    figures = live.next(type="figures", n=n)
    pictures = {}
    for told in live.heard:
        if told["type"] == "picture" and told["n"] == n:
            pictures.setdefault(told["view"], told)
    return figures, pictures


def settled(live, n, views):
    """Wait until nothing of a state is in doubt any more."""
    told = [one for one in live.heard if one.get("n") == n and one["type"] in {"picture", "figures"}]
    if not any(one["type"] == "figures" and not one["is_running"] for one in told):
        live.next(type="figures", n=n, is_running=False)
    for view in views:
        if not any(one.get("view") == view and one.get("is_settled") for one in live.heard if one.get("n") == n):
            live.next(type="picture", n=n, view=view, is_settled=True)


@pytest.mark.parametrize("edits", [3, pytest.param(30, marks=pytest.mark.slow)])
def test_a_preview_is_what_the_edit_shows(serving, edits):
    """Whatever is typed into the example: figures and pictures are those that are told of the edit once it is made."""
    text = ONBOARDING.read_text(encoding="utf-8")
    serving.file.write_text(text, encoding="utf-8")
    steps = list(load(text).current.steps)
    chosen = random.Random(edits)
    n = 0
    with serving.live() as live:
        looking(live, *VIEWS)
        while n < edits:
            path = f"current/steps/{chosen.choice(steps)}/{chosen.choice(('wait_time', 'process_time'))}"
            plain = serving.get(serving.here).json()["plain"]
            answer = read(live, path, chosen.choice(TYPED))
            *_, step, field = path.split("/")
            stands = plain["current"]["steps"][step]
            # Whatever is shorter than the hands-on part of it is refused.
            may_be_refused = field == "process_time" and "touch_time" in stands
            if may_be_refused or stands.get(field) == answer["value"]:
                continue
            preview = live.next(type="preview", changes=[change(path, answer["value"])])
            Preview.model_validate(preview)
            assert preview["n"] == n
            live.heard.clear()

            live.edit(path, answer["value"])
            n += 1
            figures, pictures = told_of(live, n)

            assert preview["figures"] == figures
            assert preview["pictures"] == [pictures[view] for view in VIEWS]
            settled(live, n, VIEWS)


def test_what_somebody_is_about_to_do_has_a_preview(serving):
    """A name that is typed, a step that is typed, dragged, or taken away: it shows what the edit shows then."""
    steps = "current/steps"
    made = [
        [change(f"{steps}/legal/name", "Look at it twice")],
        [change(f"{steps}/sign", {"name": "Sign", "behind": "legal"})],
        [change(f"{steps}/sign/behind", "")],
        [change(f"{steps}/sign", None)],
    ]
    with serving.live() as live:
        looking(live, "practice")
        for n, changes in enumerate(made, start=1):
            live.send(type="foresee", edits=[changes])
            preview = live.next(type="preview", changes=changes)
            live.heard.clear()

            live.send(type="edit", id=f"edit-{n:04}", changes=changes)
            figures, pictures = told_of(live, n)

            assert preview["figures"] == figures
            assert preview["pictures"] == [pictures["practice"]]
            settled(live, n, ["practice"])


def test_all_that_may_be_done_next_has_a_preview(serving):
    """Of several edits, of undo and of redo: each shows what is told once it is done, and changes what that changes."""
    name, gone = [change("current/steps/legal/name", "Look at it twice")], [change("current/steps/legal", None)]
    with serving.live() as live:
        looking(live, "practice")
        live.send(type="foresee", edits=[gone, name], verbs=["undo"])
        assert live.next(type="preview")["changes"] == gone
        live.next(type="preview", changes=name)

        live.send(type="edit", id="edit-0001", changes=gone)
        settled(live, 1, ["practice"])
        for n, verb in enumerate(("undo", "redo", "undo"), start=2):
            live.send(type="foresee", edits=[], verbs=[verb])
            preview = live.next(type="preview", verb=verb, n=n - 1)
            live.heard.clear()

            live.send(type=verb, id=f"{verb}-{n:04}")
            made = live.next(type="changed", n=n)
            figures, pictures = told_of(live, n)

            assert preview["changes"] == made["changes"]
            assert preview["figures"] == figures
            assert preview["pictures"] == [pictures["practice"]]
            settled(live, n, ["practice"])


def test_what_may_be_done_is_looked_at_anew_after_a_change(serving):
    """Somebody who may do the same as before the change is told what it would show now."""
    first, other = ([change("current/steps/legal/name", name)] for name in ("Look twice", "Look once"))
    with serving.live() as live:
        looking(live, "practice")
        live.send(type="foresee", edits=[first])
        live.next(type="preview", changes=first, n=0)
        live.send(type="foresee", edits=[first, other])
        live.next(type="preview", changes=other, n=0)
        live.next(type="changed", id=live.edit(WAIT, "9d"))
        settled(live, 1, ["practice"])
        live.send(type="foresee", edits=[first])

        assert live.next(type="preview", changes=first, n=1)["figures"]["n"] == 2


def test_a_preview_changes_nothing_and_others_hear_nothing_of_it(serving):
    """Neither the values, nor the history, nor the file, nor what another page is told."""
    with serving.live("tab-one") as one, serving.live("tab-two") as two:
        looking(one, "practice")
        looking(two, "practice")
        before = serving.get(serving.here).json()
        journal = serving.folder / ".flowatlas" / f"{serving.key}.journal"
        size = journal.stat().st_size
        two.heard.clear()

        assert read(one, WAIT, "20d")["error"] == ""
        assert one.next(type="preview")["n"] == 0
        assert serving.get(serving.here).json() == before
        assert journal.stat().st_size == size
        assert "3d..10d" in serving.text()
        # Two hears of what comes next, and of nothing in between.
        one.edit(WAIT, "4d")
        two.next(type="changed", n=1)
        assert not [told for told in two.heard[:-1] if told["type"] == "preview" or told.get("n") == 1]
        first, _ = told_of(one, 1)
        assert "4 d" in str(first["exact"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (WAIT, "soon-ish"),
        (WAIT, "3d..10d"),
        ("current/steps/nowhere/wait_time", "3d"),
        ("flowatlas", "2"),
    ],
)
def test_what_would_be_refused_or_change_nothing_has_no_preview(serving, path, text):
    """The next preview is that of the next value."""
    with serving.live() as live:
        looking(live, "practice")
        read(live, path, text)
        live.next(type="changed", id=live.edit(WAIT, "9d"))
        settled(live, 1, ["practice"])
        read(live, path, text)
        read(live, WAIT, "8d")

        live.next(type="preview")
        assert [value_of(told) for told in live.heard if told["type"] == "preview"] == ["8d"]


def test_only_the_last_value_is_looked_at_and_it_starts_from_the_newest_state(serving):
    """What was typed before it, or before somebody's change, is dropped."""
    with serving.live("tab-one") as one, serving.live("tab-two") as two:
        looking(one, "practice")
        for text in ("2", "20", "20 d"):
            read(one, WAIT, text)
        assert value_of(one.next(type="preview")) == "20 d"
        read(one, WAIT, "7d")
        two.edit("current/steps/ask/process_time", "2h")
        settled(one, 1, ["practice"])
        read(one, WAIT, "7d")

        assert value_of(one.next(type="preview", n=1)) == "7d"
