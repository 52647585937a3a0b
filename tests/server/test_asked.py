"""Views that take long: worked out beside everything else, when somebody looks or asks."""

import pytest
from serving import WAIT

pytestmark = pytest.mark.slow

VIEW = "simulation"
VIEWS = {
    "simulation": "cannot be simulated",
    "what-matters": "cannot be simulated",
    "backlog": "Nobody waits",
}
"""The views that take long, and what stands there where a map says too little."""


def words_of(picture):
    """All that can be read."""
    return " ".join(shape["text"] for part in picture["parts"] for shape in part["shapes"] if shape["shape"] == "text")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_that_takes_long_is_offered_apart(serving, view):
    """It is no drawing that follows each change, and is said to be worked out when somebody asks."""
    views = {one["name"]: one for one in serving.get(serving.here).json()["views"]}

    assert views[view]["kind"] == "asked"
    assert views[view]["section"] == "current"


@pytest.mark.parametrize("view", VIEWS)
def test_a_map_that_says_too_little_is_told_what_is_missing(serving, view):
    """In plain words in the place of the picture, with what would be right."""
    words = words_of(serving.get(f"{serving.here}/pictures/{view}").json())

    assert VIEWS[view] in words
    assert "demand, such as" in words or "backlog, such as" in words


def test_each_view_is_worked_out_when_somebody_looks_at_it(serving):
    """Who looks at one of them does not have the others worked out."""
    with serving.live() as live:
        live.send(type="look", views=["backlog"])

        live.next(type="picture", view="backlog", is_settled=True)
        assert {one["view"] for one in live.heard if one["type"] == "picture"} == {"backlog"}


def test_it_is_worked_out_when_somebody_looks_and_says_so_meanwhile(serving):
    """First a page that says what is going on, not settled; then the answer, or why there is none."""
    with serving.live() as live:
        live.send(type="look", views=[VIEW])

        waiting = live.next(type="picture", view=VIEW)
        done = live.next(type="picture", view=VIEW, is_settled=True)
        assert not waiting["is_settled"]
        assert "being simulated" in words_of(waiting)
        assert "cannot be simulated" in words_of(done)
        assert "being simulated" not in words_of(done)


def test_a_change_leaves_it_as_it_is_until_somebody_asks(serving):
    """What is shown tells of which state it is; asked for, it is worked out of the newest."""
    with serving.live() as live:
        live.send(type="look", views=[VIEW])
        live.next(type="picture", view=VIEW, is_settled=True, n=0)
        live.next(type="changed", id=live.edit(WAIT, "2d"))
        live.heard.clear()
        live.send(type="ask", view=VIEW)

        again = live.next(type="picture", view=VIEW)
        newest = live.next(type="picture", view=VIEW, is_settled=True)
        assert (again["n"], again["is_settled"]) == (0, False)
        assert newest["n"] == 1


def test_edits_go_on_while_it_is_worked_out(serving):
    """Who edits meanwhile is acknowledged as ever; what comes out is of the state in which it began, and says so."""
    with serving.live() as live:
        live.send(type="look", views=[VIEW, "practice"])
        live.next(type="picture", view=VIEW, is_settled=False)
        live.edit(WAIT, "2d")

        messages = [live.next(type="changed", n=1), *live.heard]
        if not any(one.get("view") == VIEW and one["is_settled"] for one in messages):
            live.next(type="picture", view=VIEW, is_settled=True)
        done = [one for one in live.heard if one.get("view") == VIEW and one["is_settled"]]
        assert [one["n"] for one in done] == [0]


def test_what_is_no_such_view_is_not_worked_out(serving):
    """To ask for another view, or for none, brings nothing and harms nobody."""
    with serving.live() as live:
        live.send(type="ask", view="practice")
        live.send(type="ask", view="no such view")

        live.next(type="changed", id=live.edit(WAIT, "2d"))
        assert not [one for one in live.heard if one["type"] == "picture"]


def test_it_can_be_asked_for_and_written_without_a_page(serving):
    """A picture over the interface, and a file in its view."""
    drawn = serving.get(f"{serving.here}/pictures/{VIEW}").json()
    written = serving.get(f"{serving.here}/export/svg?view={VIEW}")

    assert "imulat" in words_of(drawn)
    assert written.status_code == 200
    assert "imulat" in written.text
