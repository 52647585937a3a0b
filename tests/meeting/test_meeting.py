"""The session as a state machine, done to at random by random people."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.meeting.agenda import PLAIN, agenda_of
from flowatlas.meeting.groups import fours, pairs
from flowatlas.meeting.meeting import acted, replayed
from flowatlas.meeting.records import Act, Meeting
from flowatlas.meeting.results import changes_of
from flowatlas.meeting.rounds import contents
from flowatlas.model.errors import EditRefusedError
from flowatlas.model.guidance import Guidance
from flowatlas.model.registry import MAPS, load_folder
from flowatlas.server.room.now import Now
from flowatlas.server.session.seen import Ground, Present, Viewer, seen
from flowatlas.store.schema import read_atlas

PEOPLE = ("p1", "p2", "p3", "p4", "p5")
ROUNDS = ("r1", "r2", "r3")
CHOICES = ("c1", "c2", "c3")
WAIT, WORK = "current/steps/legal/wait_time", "current/steps/legal/process_time"
ATLAS = {
    "current": {"steps": {"ask": {"process_time": "1h"}, "legal": {"wait_time": "3d", "process_time": "2h"}}},
    "outcome": {"discovery": {"forms": {"text": "Forms"}}},
}
READING = read_atlas(ATLAS)
GROUND = Ground(Now(0, ATLAS, READING))
BEGIN = {"do": "begin", "title": "Any", "map": "", "agenda": [item._asdict() for item in PLAIN]}


def opened(round_, kind, **more):
    """What opens a round."""
    plain = {
        "do": "open",
        "round": round_,
        "kind": kind,
        "title": "Why?",
        "about": "",
        "fields": [],
        "paths": [WAIT, WORK] if kind == "estimate" else [],
        "choices": [{"id": one, "text": one} for one in CHOICES] if kind == "vote" else [],
        "limit": 3,
        "is_anonymous": False,
    }
    return {**plain, **more}


def acts_of(*deeds, start=0):
    """Acts of these deeds, each by a person."""
    return [
        Act(f"act-{start + number}", person, f"Name of {person}", "", "2026-11-22T10:00:00Z", what, number, PEOPLE)
        for number, (person, what) in enumerate(deeds)
    ]


def secret(person, round_, what):
    """A word that only this person says, and only here."""
    return f"<{person}·{round_}·{what}>"


@st.composite
def deeds(draw):
    """Something that somebody may try to do, sensible or not."""
    person = draw(st.sampled_from(PEOPLE))
    round_ = draw(st.sampled_from(ROUNDS))
    kind = draw(st.sampled_from(["write", "estimate", "vote", "1-2-4-all"]))
    word = secret(person, round_, draw(st.integers(0, 3)))
    what = draw(
        st.sampled_from(
            [
                opened(round_, kind, is_anonymous=draw(st.booleans())),
                {
                    "do": "write",
                    "round": round_,
                    "note": draw(st.sampled_from(["n1", "n2", f"n-{person}"])),
                    "text": word,
                },
                {"do": "write", "round": round_, "note": f"n-{person}", "text": ""},
                {"do": "estimate", "round": round_, "path": draw(st.sampled_from([WAIT, WORK])), "text": word},
                {
                    "do": "vote",
                    "round": round_,
                    "choice": draw(st.sampled_from(CHOICES)),
                    "votes": draw(st.integers(0, 4)),
                },
                {"do": "ready", "round": round_, "is_ready": draw(st.booleans())},
                {"do": "phase", "round": round_},
                {"do": "join", "round": round_},
                {"do": "reveal", "round": round_},
                {"do": "discuss", "round": round_, "path": draw(st.sampled_from([WAIT, WORK]))},
                {"do": "close", "round": round_},
                {
                    "do": "park",
                    "item": draw(st.sampled_from(["i1", "i2"])),
                    "text": draw(st.sampled_from(["", "Later"])),
                },
                {"do": "go", "item": draw(st.sampled_from([item.id for item in PLAIN]))},
                {
                    "do": "timer",
                    "seconds": draw(st.sampled_from([None, 60.0, 30.0])),
                    "is_running": draw(st.booleans()),
                },
                {"do": "next", "text": "Again", "on": ""},
                draw(st.sampled_from([BEGIN, BEGIN, {"do": "end"}])),
            ]
        )
    )
    return person, what


def looked_at(meeting, person):
    """What somebody sees, as it goes over the wire."""
    return seen(meeting, Viewer(lambda _: person), Present(5, 0, 0.0, lambda _: set(PEOPLE)), GROUND).model_dump_json()


def may_see(meeting, person, other, round_id):
    """Whether somebody may see what another one said in a round."""
    round_ = meeting.rounds[round_id]
    return other == person or round_.is_shown or round_.phase == "all" or other in round_.partners(person)


@settings(max_examples=150, deadline=None)
@given(st.lists(deeds(), max_size=60))
def test_whatever_people_do_the_rules_hold(tried):
    """Nobody sees what is private, nobody has more votes than the limit, and the same acts make the same session."""
    meeting: Meeting | None = None
    made = []
    for act in acts_of(("p1", BEGIN), *tried):
        try:
            meeting = acted(meeting, act)
        except EditRefusedError as error:
            assert not any(secret(other, "", "")[:3] in str(error) for other in PEOPLE if other != act.person)
            continue
        made.append(act)
        assert all(
            sum(votes.values()) <= round_.limit for round_ in meeting.rounds.values() for votes in round_.votes.values()
        )
        assert meeting.round == "" or meeting.rounds[meeting.round].id == meeting.round
    assert meeting is not None
    for person in PEOPLE:
        told = looked_at(meeting, person)
        for round_ in meeting.rounds.values():
            for other in PEOPLE:
                if not may_see(meeting, person, other, round_.id):
                    assert f"<{other}·{round_.id}·" not in told
            if round_.is_anonymous and not round_.groups:
                assert not any(
                    note["by"] for one in json.loads(told)["rounds"] for note in one["notes"] if one["id"] == round_.id
                )
    assert list(replayed([*made, *made]))[-1] == meeting
    as_noted = [Act(**json.loads(json.dumps(act._asdict()))) for act in made]
    assert list(replayed(as_noted))[-1] == meeting


@given(st.sets(st.text("abcdefgh", min_size=1, max_size=3), min_size=1, max_size=40), st.text(max_size=5))
def test_nobody_is_left_alone_in_a_group(people, chance):
    """Everybody is in one group, of two or three and then of four or so; the same chance gives the same groups."""
    two = pairs(people, chance)
    four = fours(two)

    assert sorted(sum(two, ())) == sorted(sum(four, ())) == sorted(people)
    assert all(len(group) in {2, 3} for group in two) or len(people) == 1
    assert all(3 <= len(group) <= 6 for group in four) or len(people) < 3
    assert pairs(sorted(people, reverse=True), chance) == two


def test_every_kind_of_map_has_an_agenda():
    """The moves of its guidance with their minutes; what nobody has written any for gets the plain one."""
    load_folder("flowatlas.maps")

    for section, kind in MAPS._entries.items():
        if isinstance(kind.guidance, Guidance):
            assert sum(item.minutes for item in agenda_of(section)) == kind.guidance.minutes
    assert agenda_of("future") != PLAIN
    assert agenda_of("no-such-map") == PLAIN


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({"do": "end"}, "begin one first"),
        ({"do": "park", "item": "i1", "text": "x"}, "begin one first"),
    ],
)
def test_nothing_happens_before_a_session_begins(what, words):
    """What belongs to a session is refused in plain words where there is none."""
    with pytest.raises(EditRefusedError, match=words):
        acted(None, *acts_of(("p1", what)))


def test_several_sessions_follow_each_other():
    """Each begins with nothing of the one before, and knows the changes of the atlas that it lies between."""
    first, second = list(
        replayed(
            acts_of(
                ("p1", BEGIN),
                ("p2", {"do": "park", "item": "i1", "text": "Later"}),
                ("p1", {"do": "end"}),
                ("p1", {**BEGIN, "title": "Second"}),
            )
        )
    )

    assert (first.state, first.n_began, first.n_ended, dict(first.parked)) == ("ended", 0, 2, {"i1": "Later"})
    assert (second.state, second.title, second.n_began, dict(second.parked)) == ("on", "Second", 3, {})


def test_the_clock_is_stopped_and_goes_on_with_its_length():
    """To pause keeps how long it was; to set it anew makes it that long."""
    lengths = []
    meeting = None
    for act in acts_of(
        ("p1", BEGIN),
        ("p1", {"do": "go", "item": "part-alone"}),
        ("p1", {"do": "timer", "seconds": 100.0, "is_running": False}),
        ("p1", {"do": "timer", "seconds": 100.0, "is_running": True}),
        ("p1", {"do": "timer", "seconds": 60.0, "is_running": True}),
    ):
        meeting = acted(meeting, act)
        lengths.append(meeting.timer and (meeting.timer.left, meeting.timer.length, meeting.timer.is_running))

    assert lengths == [None, (420, 420, True), (100, 420, False), (100, 420, True), (60, 60, True)]


def test_who_began_and_left_still_counts():
    """No more people have begun than there are, whoever left meanwhile."""
    wrote = [(one, {"do": "write", "round": "r1", "note": f"n-{one}", "text": "Any"}) for one in ("p1", "p2")]
    meeting = ended(("p1", opened("r1", "write")), *wrote)
    [told] = seen(meeting, Viewer(lambda _: "p2"), Present(2, 0, 0.0, lambda _: {"p2", "p3"}), GROUND).rounds

    assert (told.begun, told.people) == (2, 3)


@pytest.mark.parametrize("over", ["reveal", "close"])
def test_a_clock_ends_with_what_it_was_set_for(over):
    """Nobody hurries with what is shown or put away; the clock of a part of the agenda goes on."""
    go, clock = {"do": "go", "item": "part-alone"}, {"do": "timer", "seconds": 60.0, "is_running": True}
    end = {"do": over, "round": "r1"}
    own = ended(("p1", go), ("p1", opened("r1", "write")), ("p1", clock), ("p1", end))
    of_the_part = ended(("p1", go), ("p1", opened("r1", "write")), ("p1", end))
    set_after = ended(("p1", opened("r1", "write")), ("p1", end), ("p1", clock))

    assert own.timer is None
    assert (of_the_part.timer.length, set_after.timer.length) == (420, 60)


def test_only_what_everybody_sees_is_talked_about():
    """Whoever leads takes all to a value whose answers are shown; before that, or to none of them, it is refused."""
    discuss = {"do": "discuss", "round": "r1", "path": WAIT}
    meeting = ended(("p1", opened("r1", "estimate")))
    [act] = acts_of(("p1", discuss), start=9)
    with pytest.raises(EditRefusedError, match="everybody sees"):
        acted(meeting, act)
    [reveal] = acts_of(("p1", {"do": "reveal", "round": "r1"}), start=8)
    meeting = acted(meeting, reveal)
    with pytest.raises(EditRefusedError, match="everybody sees"):
        acted(meeting, act._replace(what={**discuss, "path": "current/steps/ask/wait_time"}))

    assert acted(meeting, act).rounds["r1"].discussed == WAIT


def ended(*deeds):
    """The last session after these deeds."""
    return list(replayed(acts_of(("p1", BEGIN), *deeds)))[-1]


def said(round_, person, path, text):
    """An estimate."""
    return person, {"do": "estimate", "round": round_, "path": path, "text": text, "value": text}


def test_roles_are_told_without_names_only_where_several_speak_for_them():
    """One person of a role would be known by it."""
    acts = [
        Act(f"act-{number}", person, "", role, "2026-11-22T10:00:00Z", what)
        for number, (person, role, what) in enumerate(
            [
                ("p1", "", BEGIN),
                ("p1", "", opened("r1", "estimate", is_anonymous=True)),
                ("p1", "Legal", said("r1", "p1", WAIT, "1d")[1]),
                ("p2", "legal", said("r1", "p2", WAIT, "2d")[1]),
                ("p3", "Sales", said("r1", "p3", WAIT, "3d")[1]),
                ("p1", "", {"do": "reveal", "round": "r1"}),
            ]
        )
    ]
    round_ = list(replayed(acts))[-1].rounds["r1"]

    assert [round_.told(person).role for person in ("p1", "p2", "p3")] == ["Legal", "legal", ""]
    assert "Sales" not in json.dumps(contents(round_))


def test_estimates_of_what_is_gone_or_unknown_become_no_voice():
    """Whoever says ? says nothing, and a step that was removed meanwhile has no figures."""
    meeting = ended(
        ("p1", opened("r1", "estimate")),
        said("r1", "p1", WAIT, "?"),
        said("r1", "p2", WAIT, "2d"),
        ("p1", {"do": "reveal", "round": "r1"}),
    )
    without = {"current": {"steps": {"ask": {"process_time": "1h"}}}}

    assert [change.path for change in changes_of(meeting.rounds["r1"], ATLAS, READING)] == ["current/voices/name-of-p2"]
    assert changes_of(meeting.rounds["r1"], without, read_atlas(without)) == []


def test_a_voice_of_the_same_name_and_role_gets_what_is_said_now():
    """Nobody has two voices for one map."""
    atlas = {
        "current": {
            **ATLAS["current"],
            "voices": {"p2": {"name": "name of P2", "changes": {"steps/ask/process_time": "1h"}}},
        }
    }
    meeting = ended(
        ("p1", opened("r1", "estimate")), said("r1", "p2", WAIT, "2d"), ("p1", {"do": "reveal", "round": "r1"})
    )

    changes = changes_of(meeting.rounds["r1"], atlas, read_atlas(atlas))
    assert [tuple(change) for change in changes] == [("current/voices/p2/changes/steps/legal/wait_time", "2d")]


def test_what_ends_unseen_is_gone_and_what_all_saw_stays():
    """The end of a session puts away what is open; notes that were shared with all are for the summary."""
    write = ("p1", {"do": "write", "round": "r1", "note": "n1", "text": "Xylophone"})
    phases = [("p1", {"do": "phase", "round": "r1"})] * 3
    unseen = ended(("p1", opened("r1", "write")), write, ("p1", {"do": "end"})).rounds["r1"]
    seen_by_all = ended(("p1", opened("r1", "1-2-4-all", about="questions")), write, *phases, ("p1", {"do": "end"}))

    assert (unseen.state, unseen.is_shown, unseen.notes, unseen.who) == ("closed", False, {}, {})
    assert [note.text for note in seen_by_all.rounds["r1"].notes.values()] == ["Xylophone"]
    assert not seen_by_all.rounds["r1"].is_placed
