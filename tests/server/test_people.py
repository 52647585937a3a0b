"""Several people on one atlas: who is here, what each may do, and what one's edit did to another's."""

import json

import pytest
from serving import WAIT

from flowatlas.server.limits import MOST_BYTES
from flowatlas.server.protocol.people import RIGHTS, Here
from flowatlas.server.room.people import People

STEP = "current/steps/legal"


def test_everybody_hears_who_is_here_and_where(serving):
    """Who comes is told of everybody; who moves is told to the others, and who leaves is gone for them."""
    with serving.live("tab-one") as one:
        first = one.next(type="people")
        with serving.live("tab-two") as two:
            both = two.next(type="people")
            two.send(
                type="here", name="Two", view="practice", pointer=[1.5, 2], selection=[STEP], following=first["you"]
            )

            moved = one.next_where(lambda told: told["type"] == "people" and told["people"][-1:][0]["name"] == "Two")
        gone = one.next_where(lambda told: told["type"] == "people" and told["gone"])

    assert (first["is_whole"], [person["id"] for person in first["people"]]) == (True, [first["you"]])
    assert {person["id"] for person in both["people"]} == {first["you"], both["you"]}
    assert len({person["colour"] for person in both["people"]}) == 2
    assert (moved["is_whole"], moved["people"][-1]["id"], moved["people"][-1]["pointer"]) == (
        False,
        both["you"],
        [1.5, 2],
    )
    assert (moved["people"][-1]["following"], moved["people"][-1]["leads"]) == (first["you"], False)
    assert gone["gone"] == [both["you"]]


@pytest.mark.parametrize("right", RIGHTS)
def test_nobody_leads_who_may_not(right):
    """Whoever only looks or comments is not told to lead a session, whatever their page says."""
    people = People()
    people.join("tab-one", right)
    people.move("tab-one", Here(leads=True))

    [told] = json.loads(people.people_after(0, "tab-one")[1])["people"]
    assert told["leads"] == (right in {"edit", "host"})


def test_sessions_are_not_told(serving):
    """Nobody hears the session of another, with which they could undo in their name."""
    with serving.live("tab-secret-one") as one, serving.live("tab-secret-two") as two:
        two.send(type="here", name="Two")
        one.next(type="changed", id=one.edit(WAIT, "2d"))
        two.send(type="bring")
        one.next(type="brought", name="Two")

        assert "tab-secret-two" not in str(one.heard)


def test_somebody_brings_everybody_else(serving):
    """Whoever brings everybody is followed by the others and not by themselves."""
    with serving.live("tab-one") as one, serving.live("tab-two") as two:
        one.send(type="here", name="Ann", view="ladder", frame=[0, 0, 10, 20])
        one.send(type="bring")
        brought = two.next(type="brought")
        one.next(type="changed", id=one.edit(WAIT, "2d"))

    assert (brought["name"], brought["view"], brought["frame"]) == ("Ann", "ladder", [0, 0, 10, 20])
    assert "brought" not in {message["type"] for message in one.heard}


def test_who_replaces_what_another_did_meanwhile_hears_of_it(serving):
    """An edit made without knowing of a later one wins, and says whose value it replaced; nobody else is told."""
    with serving.live("tab-one") as one, serving.live("tab-two") as two:
        one.send(type="edit", id="edit-0001", by="Ann", base=0, changes=[{"path": WAIT, "value": "4d"}])
        two.next(type="changed", id="edit-0001")
        two.send(type="edit", id="edit-0002", by="Two", base=0, changes=[{"path": WAIT, "value": "5d"}])
        told = two.next(type="notice")["message"]
        two.send(type="edit", id="edit-0003", base=2, changes=[{"path": WAIT, "value": "6d"}])
        two.next(type="changed", id="edit-0003")
        one.next(type="changed", id="edit-0003")

    assert told == "Meanwhile Ann had changed what this replaced: “Legal review”: wait (it said 4d)."
    assert "notice" not in {message["type"] for message in [*one.heard, *two.heard[two.heard.index(two.heard[-1]) :]]}


def test_who_removes_what_another_filled_in_meanwhile_hears_of_it(serving):
    """Delete wins over an edit inside that came before it, and says so; an edit that comes after it is refused."""
    with serving.live("tab-one") as one, serving.live("tab-two") as two:
        one.send(type="edit", id="edit-0001", base=0, changes=[{"path": WAIT, "value": "4d"}])
        two.next(type="changed", id="edit-0001")
        two.send(type="edit", id="edit-0002", base=0, changes=[{"path": STEP}])
        told = two.next_where(lambda one: one["type"] == "notice" and "Meanwhile" in one["message"])["message"]
        one.send(type="edit", id="edit-0003", base=1, changes=[{"path": WAIT, "value": "5d"}])

        assert told == "Meanwhile somebody else had changed what this replaced: “Legal review”: wait (it said 4d)."
        assert "not there any more" in one.next(type="refused", id="edit-0003")["message"]


def test_who_sends_more_than_anybody_can_paste_is_closed_and_nobody_else_notices(serving):
    """A flood of large messages ends its own connection with a reason; others go on as if nothing had happened."""
    with serving.live("tab-hostile") as hostile, serving.live("tab-one") as one:
        hostile.next(type="hello")
        for number in range(int(MOST_BYTES // 1_000_000) + 2):
            hostile.edit("title", "x" * 1_000_000, f"large-{number:04}")
        code, reason = hostile.ended()

        one.next(type="changed", id=one.edit(WAIT, "2d"))
    assert (code, reason) == (1008, "more than anybody can type or paste; go slower")
