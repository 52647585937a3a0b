"""A session of several people over live connections: what is private stays so, and what is shown is everybody's."""

import json
import re
from itertools import count

import pytest
from serving import KEY, WAIT, until

from flowatlas.server.room.people import person_of
from flowatlas.store.editing import Editing
from flowatlas.store.journal import journal_path

NUMBERS = count(1)
OPEN = {"about": "", "fields": [], "paths": [], "choices": [], "limit": 3, "is_anonymous": False}
ASK = "current/steps/ask/process_time"


class Seat:
    """Somebody in a session, by a live connection."""

    def __init__(self, live, name="", role=""):
        self.live = live
        self.told = None
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
        """The session once it is told to be like that, now or later."""
        while self.told is None or not what(self.told):
            self.told = laid_over(self.told, self.live.next(type="meeting")["what"])
        return self.told

    def round(self, what, round_="round-0001"):
        """A round once it is told to be like that, now or later."""

        def found(told):
            return next((one for one in told["rounds"] if one["id"] == round_ and what(one)), None)

        return found(self.until(found))


def laid_over(known, told):
    """What was known with what is told anew of it, as the page has it in `lib/laidOver.ts`."""
    if isinstance(told, dict):
        known = known if isinstance(known, dict) else {}
        return {**known, **{name: laid_over(known.get(name), value) for name, value in told.items()}}
    if isinstance(told, list):
        parts = {key_of(part): part for part in known} if isinstance(known, list) else {}
        return [part if key_of(part) is None else laid_over(parts.get(key_of(part)), part) for part in told]
    return told


def key_of(part):
    """What a part of a list is known by."""
    return part.get("id", part.get("path")) if isinstance(part, dict) else None


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


def everything_told(serving, *seats):
    """All that these have heard so far, and all that the routes of the atlas give to whoever asks, as text."""
    heard = [json.dumps(message) for seat in seats for message in seat.live.heard]
    fill = {"key": serving.key, "view": "practice", "suffix": "md", "n": "0"}
    for path, methods in serving.get("/api/openapi.json").json()["paths"].items():
        if "get" in methods and "{key}" in path:
            for format_ in ("md", "html", "svg") if "{format_name}" in path else ("",):
                place = path.format(
                    **{**dict.fromkeys(re.findall(r"{(.*?)}", path), "x"), **fill, "format_name": format_}
                )
                heard.append(serving.get(place).text)
    return "\n".join(heard)


def test_what_is_written_is_private_until_it_is_shown(serving, seats):
    """Nobody hears a word of it, by no message, route, export, history or refusal; then all do, and it has its place."""
    host, second, third = seats
    host.act("begin", title="Retrospective", map="")
    host.open("write", about="questions")
    second.act("write", round="round-0001", note="note-of-second", text="Xylophone signs it")
    third.act("write", round="round-0001", note="note-of-third", text="Zeppelin delivers")
    third.refused("write", round="round-0001", note="note-of-second", text="Not mine")
    counted = host.round(lambda round_: round_["begun"] == 2)
    mine = second.round(lambda round_: round_["begun"] == 2)["mine"]
    host.live.edit(WAIT, "2d")
    second.live.next(type="changed")

    assert counted["notes"] == counted["mine"]["notes"] == []
    assert [note["text"] for note in mine["notes"]] == ["Xylophone signs it"]
    assert not re.search("Xylophone|Zeppelin", everything_told(serving, host))
    assert "Zeppelin" not in everything_told(serving, second)
    assert not re.search("xylophone|zeppelin", serving.text(), re.IGNORECASE)
    host.act("reveal", round="round-0001")
    shown = third.round(lambda round_: round_["state"] == "revealed")["notes"]
    assert [(note["text"], note["by"], note["is_mine"]) for note in shown] == [
        ("Xylophone signs it", "Second", False),
        ("Zeppelin delivers", "Third", True),
    ]
    until(lambda: "Zeppelin delivers" in json.dumps(serving.get(serving.here).json()["plain"].get("questions")))
    assert "everybody has seen" in second.refused("write", round="round-0001", note="note-late", text="Too late")


def test_what_is_put_away_unseen_is_gone(alone):
    """Nobody is ever told of it, and neither the journal nor any other file can tell it later."""
    with alone.live("tab-ana") as live, alone.live("tab-ben") as other:
        host, guest = Seat(live), Seat(other)
        host.act("begin", title="", map="")
        host.open("write")
        guest.act("write", round="round-0001", note="note-of-guest", text="Xylophone")
        assert (alone.folder / ".flowatlas" / f"{KEY}.seal").exists()
        host.act("close", round="round-0001")
        told = guest.round(lambda round_: round_["state"] == "closed")

        assert told["notes"] == told["mine"]["notes"] == []
        assert "Xylophone" not in alone.get(f"{alone.here}/session/summary.md").text
        assert "Xylophone" not in everything_told(alone, host)
    kept = [path.read_bytes() for path in alone.folder.rglob("*") if path.is_file()]
    assert b"sealed" in b"".join(kept)
    assert not any(b"Xylophone" in one for one in kept)
    assert not (alone.folder / ".flowatlas" / f"{KEY}.seal").exists()
    assert "Xylophone" not in "".join(alone.stop())


def test_private_words_and_the_session_outlive_a_crash(alone):
    """Who wrote finds it again, others still do not see it; what is sent again is done once, and shown it is in place."""
    with alone.live("tab-ana") as live:
        host = Seat(live, "Host")
        host.act("begin", title="Retrospective", map="")
        host.open("write", about="questions")
        written = host.do("write", round="round-0001", note="note-of-host", text="Xylophone")
        host.until(lambda told: written in told["done"])
        alone.kill()
    alone.start()
    with alone.live("tab-ana") as live, alone.live("tab-ben") as other:
        host, guest = Seat(live, "Host"), Seat(other)
        again = host.round(lambda _: True)
        host.do("write", act_id=written, round="round-0001", note="note-of-host", text="Something else")
        done = host.until(lambda told: written in told["done"])

        assert [note["text"] for note in again["mine"]["notes"]] == ["Xylophone"]
        assert done["rounds"][0]["mine"] == again["mine"]
        assert "Xylophone" not in everything_told(alone, guest)
        revealed = host.do("reveal", round="round-0001")
        host.until(lambda told: revealed in told["done"])
        until(lambda: "Xylophone" in json.dumps(alone.get(alone.here).json()["plain"].get("questions")))
        n = alone.get(alone.here).json()["n"]
        host.do("reveal", act_id=revealed, round="round-0001")
        host.until(lambda told: revealed in told["done"])
        assert alone.get(alone.here).json()["n"] == n


def test_what_was_shown_gets_its_place_after_a_crash_too(folder, new_serving):
    """A crash between showing and writing it onto the map leaves nothing undone, and it is done once."""
    editing = Editing.open(folder / KEY)
    opened = {**OPEN, "do": "open", "round": "round-0001", "kind": "estimate", "title": "", "paths": [WAIT]}
    shown = {"notes": [], "votes": {}, "said": {"p1": {WAIT: ["2d", "2d"]}}, "who": {"p1": ["Second", "Legal"]}}
    deeds = [
        {"do": "begin", "title": "Estimates", "map": "", "agenda": []},
        opened,
        {"do": "reveal", "round": "round-0001", "shown": shown},
    ]
    for number, what in enumerate(deeds):
        act = {
            "id": f"act-{number}",
            "person": "p1",
            "name": "",
            "role": "",
            "at": "2026-11-22T10:00:00Z",
            "what": what,
        }
        editing.note(act["id"], "act", act)
    editing.sync()
    editing.close()
    serving = new_serving(folder).start()

    until(lambda: "voices" in serving.get(serving.here).json()["plain"]["current"])
    state = serving.get(serving.here).json()
    assert state["plain"]["current"]["voices"] == {
        "second": {"name": "Second", "role": "Legal", "changes": {"steps/legal/wait_time": "2d"}}
    }
    serving.stop()
    assert serving.start().get(serving.here).json()["n"] == state["n"]


def test_blind_estimates_become_voices(serving, seats):
    """Nobody sees a figure of others before all do; then the spread is told, and everybody has a voice."""
    host, second, third = seats
    host.act("begin", title="", map="current")
    opened = host.open("estimate")["rounds"][0]
    second.act("estimate", round="round-0001", path=WAIT, text="2d")
    third.act("estimate", round="round-0001", path=WAIT, text="20.00d")
    host.act("estimate", round="round-0001", path=WAIT, text="?")
    host.act("estimate", round="round-0001", path=ASK, text="3h")
    wrong = host.refused("estimate", round="round-0001", path=ASK, text="3 banana")
    before = host.round(lambda round_: round_["begun"] == 3)

    assert opened["values"][0]["path"] == "current/steps/accounts/wait_time"
    assert "banana" in wrong
    assert all(value["said"] == [] and value["spread"] == "" for value in before["values"])
    assert "20.00d" not in everything_told(serving, host, second)
    host.act("reveal", round="round-0001")
    values = second.round(lambda round_: round_["state"] == "revealed")["values"]
    wait = next(value for value in values if value["path"] == WAIT)
    assert [(said["by"], said["text"]) for said in wait["said"]] == [
        ("Second", "2d"),
        ("Third", "20.00d"),
        ("Host", "?"),
    ]
    assert wait["spread"] == "2 d to 20 d; the highest is 10 times the lowest"
    assert wait["apart"] == 10
    voices = until(lambda: serving.get(serving.here).json()["plain"]["current"].get("voices"))
    assert voices["third"] == {"name": "Third", "role": "Sales", "changes": {"steps/legal/wait_time": "20.00d"}}
    assert voices["host"]["changes"] == {"steps/ask/process_time": "3h"}
    parked = host.act("park", item="parked-01", text="The other contract")
    message = host.live.heard[-1]["what"]
    with serving.live("tab-ana") as again:
        assert Seat(again).until(bool) == {**parked, "now": again.heard[-1]["what"]["now"]}
    assert message.keys() <= {"parked", "done", "now"}
    host.open("estimate", round_="round-0002", paths=[ASK])
    third.act("estimate", round="round-0002", path=ASK, text="5h")
    host.act("reveal", round="round-0002")
    until(lambda: len(serving.get(serving.here).json()["plain"]["current"]["voices"]["third"]["changes"]) == 2)


def test_without_names_nothing_tells_who_it_was(alone):
    """Neither what is told, nor the map, nor the summary, nor even the journal links a person with what they said."""
    with alone.live("tab-ana") as live, alone.live("tab-ben") as other:
        host, guest = Seat(live, "Host"), Seat(other, "Xenia", "Legal")
        host.act("begin", title="", map="")
        host.open("estimate", paths=[WAIT], is_anonymous=True)
        guest.act("estimate", round="round-0001", path=WAIT, text="7d")
        host.act("estimate", round="round-0001", path=WAIT, text="2d")
        host.act("reveal", round="round-0001")
        said = host.round(lambda round_: round_["state"] == "revealed")["values"][0]["said"]
        host.open("write", "round-0002", is_anonymous=True)
        guest.act("write", round="round-0002", note="note-of-guest", text="The form is too long")
        host.act("reveal", round="round-0002")

        assert [(one["text"], one["by"], one["role"]) for one in said] == [("2d", "", ""), ("7d", "", "")]
        plain = until(lambda: alone.get(alone.here).json()["plain"]["current"].get("voices"))
        assert sorted(plain) == ["voice-1", "voice-2"]
        assert all(list(voice) == ["changes"] for voice in plain.values())
        summary = alone.get(f"{alone.here}/session/summary.md?names=true").text
        assert "The form is too long\n" in summary
    alone.stop()
    said = [
        line for line in journal_path(alone.file).read_text().splitlines() if "note-of-guest" in line or '"7d"' in line
    ]
    assert said
    assert not any(person_of("tab-ben") in line or "Xenia" in line for line in said)


def test_votes_have_a_limit_and_results_come_when_they_are_shown(serving, seats):
    """More than the limit is refused; counts are told when all have voted, and stand on the notes voted on."""
    host, second, third = seats
    note = {"text": "Too many forms", "column": "pains"}
    host.live.next(type="changed", id=host.live.edit("outcome/discovery/forms", note))
    host.act("begin", title="", map="outcome")
    choices = [
        {"id": "choice-01", "text": "Forms", "path": "outcome/discovery/forms"},
        {"id": "choice-02", "text": "Something else"},
    ]
    host.open("vote", choices=choices, limit=2)
    second.act("vote", round="round-0001", choice="choice-01", votes=2)
    refused = second.refused("vote", round="round-0001", choice="choice-02", votes=1)
    third.act("vote", round="round-0001", choice="choice-01", votes=1)
    before = host.round(lambda round_: round_["begun"] == 2)
    host.act("reveal", round="round-0001")
    after = third.round(lambda round_: round_["state"] == "revealed")

    assert "2 votes" in refused
    assert before["results"] == before["mine"]["votes"] == []
    assert after["results"] == [
        {"choice": "choice-01", "votes": 3, "people": 2},
        {"choice": "choice-02", "votes": 0, "people": 0},
    ]
    until(lambda: serving.get(serving.here).json()["plain"]["outcome"]["discovery"]["forms"].get("votes") == 3)


def test_one_two_four_all(serving, seats):
    """Notes are shared with the own group only, nobody sits alone, and whoever comes later joins a group."""
    host, second, third = seats
    host.act("begin", title="", map="")
    with serving.live("tab-dan") as four:
        fourth = Seat(four, "Fourth")
        host.until(lambda told: told["people"] == 4)
        host.open("1-2-4-all")
        for number, seat in enumerate((host, second, third, fourth)):
            seat.act("write", round="round-0001", note=f"note-of-{number}", text=f"Thought {number}")
        host.act("phase", round="round-0001")
        told = [
            seat.round(lambda one: one["phase"] == "pairs" and one["notes"]) for seat in (host, second, third, fourth)
        ]

        assert [len(one["notes"]) for one in told] == [1, 1, 1, 1]
        assert {one["mine"]["partners"][0] for one in told} == {"Host", "Second", "Third", "Fourth"}
        with serving.live("tab-eve") as five:
            late = Seat(five).round(lambda one: one["mine"]["partners"])
            assert len(late["notes"]) == 2
            assert serving.get(f"{serving.here}/session/summary.md").text.count("Thought") == 0
            host.act("phase", round="round-0001")
            together = host.round(lambda one: one["phase"] == "fours")
            assert len(together["mine"]["partners"]) == 4
        host.act("phase", round="round-0001")
        assert len(second.round(lambda one: one["phase"] == "all")["notes"]) == 3


def test_the_summary_tells_what_came_of_it(serving, seats):
    """Figures before and after, decisions, owners, votes, settled values, the parking lot, and what comes next."""
    host, second, third = seats
    assert serving.get(f"{serving.here}/session/summary.md").status_code == 404
    host.act("begin", title="Second look", map="current")
    host.open("estimate", paths=[WAIT])
    second.act("estimate", round="round-0001", path=WAIT, text="2d")
    third.act("estimate", round="round-0001", path=WAIT, text="8d")
    host.act("reveal", round="round-0001")
    edits = {
        WAIT: "4d",
        "roadmap/decisions/d1": {"text": "Review twice a week", "because": "The slot is weekly"},
        "questions/q1": {"text": "Who signs?", "owner": "Care"},
        "current/steps/legal/quick_fixes/f1": {"text": "A shorter form"},
    }
    for path, value in edits.items():
        host.live.next(type="changed", id=host.live.edit(path, value))
    host.open("vote", round_="round-0002", title="Which first?", choices=[{"id": "choice-01", "text": "Forms"}])
    host.act("reveal", round="round-0002")
    second.act("park", item="parked-01", text="The other contract")
    host.act("next", text="Look into Legal", on="2026-12-04")
    host.act("end")
    text = serving.get(f"{serving.here}/session/summary.md").text
    page = serving.get(f"{serving.here}/session/summary.html")

    for words in (
        "# Session: Second look",
        "3 people took part\n",
        "Review twice a week. Why: The slot is weekly.",
        "| Who signs? | Care |",
        "| A shorter form | nobody yet | Legal review |",
        "| The wait before “Legal review” | 2 | 2 d to 8 d; the highest is 4 times the lowest | 4d |",
        "## Vote: Which first?\n\n- Nobody voted.",
        "- The other contract",
        "Next session: 2026-12-04, Look into Legal",
    ):
        assert words in text
    assert "sandbox" in page.headers["content-security-policy"]
    assert "Review twice a week" in page.text
    assert "took part: Host, Second, Third" in serving.get(f"{serving.here}/session/summary.md?names=true").text
    without = serving.get(f"{serving.here}/session/summary.md?names=true&anonymous=true").text
    assert not re.search("Host|Third|Care|The other contract|nobody yet", without)
    copied = serving.post(f"{serving.here}/copy", {}).json()["key"]
    assert serving.get(f"/api/atlases/{copied}/session/summary.md").status_code == 404
