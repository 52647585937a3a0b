"""A session of several people over live connections: what is private stays so, and what is shown is everybody's."""

import json
from itertools import count

import pytest
from serving import ATLAS, WAIT

NUMBERS = count(1)
OPEN = {"about": "", "fields": [], "paths": [], "choices": [], "limit": 3, "is_anonymous": False}
ASK = "current/steps/ask/process_time"


class Seat:
    """Somebody in a session, by a live connection."""

    def __init__(self, live, name="", role=""):
        self.live = live
        self.live.next(type="hello")
        if name or role:
            self.live.send(type="here", name=name, role=role)

    def do(self, do, act_id=None, **what):
        """Do something without waiting; gives its id."""
        act_id = act_id or f"act-number-{next(NUMBERS)}"
        self.live.send(type="act", id=act_id, what={"do": do, **what})
        return act_id

    def act(self, do, **what):
        """Do something and wait until it is durable; gives the session as it is told then."""
        act_id = self.do(do, **what)
        return self.until(lambda told: act_id in told["done"])

    def open(self, kind, round_="round-0001", title="What holds us up?", **what):
        """Start something that everybody does alone."""
        return self.act("open", round=round_, kind=kind, title=title, **{**OPEN, **what})

    def refused(self, do, **what):
        """Do something that is refused; gives the reason."""
        return self.live.next(type="refused", id=self.do(do, **what))["message"]

    def until(self, what):
        """Listen until the session is told to be like that."""
        while True:
            told = self.live.next(type="meeting")
            if what(told):
                return told

    def round(self, what, round_="round-0001"):
        """Listen until a round is told to be like that; gives it."""

        def found(told):
            return next((one for one in told["rounds"] if one["id"] == round_ and what(one)), None)

        return found(self.until(found))


@pytest.fixture
def seats(serving):
    """Three people on one atlas, each by name."""
    with serving.live("tab-ana") as ana, serving.live("tab-ben") as ben, serving.live("tab-cleo") as cleo:
        yield [Seat(ana, "Host", "Care"), Seat(ben, "Second", "Legal"), Seat(cleo, "Third", "Sales")]


def test_a_session_goes_along_its_agenda(serving):
    """It begins with the moves of a map, and going on to one of them sets the clock that everybody sees."""
    with serving.live("tab-ana") as live, serving.live("tab-ben") as other:
        host, guest = Seat(live), Seat(other)
        begun = host.act("begin", title="", map="current")
        item = begun["agenda"][0]
        host.act("go", item=item["id"])

        told = guest.until(lambda told: told["item"] == item["id"])
        assert begun["title"] == "Value stream"
        assert told["state"] == "on"
        assert told["timer"]["is_running"]
        assert told["timer"]["length"] == item["minutes"] * 60
        assert "nothing" not in host.refused("go", item="no-such-item")
        assert "is on" in host.refused("begin", title="Another", map="")
        assert host.act("end")["state"] == "ended"
        assert host.act("begin", title="Another", map="")["title"] == "Another"
