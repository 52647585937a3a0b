"""``flowatlas guide``: choosing a stream, leading a session, and what to do next."""

import json

import pytest

from flowatlas.cli.guide import SECTIONS, session
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.store.file import AtlasFile

ATLAS = """
    title: Orders
    current:
      steps:
        ask: {name: Ask, process_time: 1h}
        legal: {name: Review, wait_time: 3wk, process_time: 2h}
        ship: {name: Ship, process_time: "?"}
"""


def test_without_a_file_it_helps_to_choose_a_stream_and_to_begin(run):
    """Five questions about the stream, who is in the first session, and every map with its purpose."""
    told = run("guide").stdout

    assert all(word in told for word in ("Recent:", "Real:", "Reach:", "Representative:", "Road-tested:"))
    assert "flowatlas new atlas.yaml" in told
    assert all(f"  {section}" in told for section in SECTIONS)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_map_has_a_session_that_adds_up(section):
    """The minutes of a session are those of its parts, and each part says what to do."""
    one = session(section)

    assert one.purpose
    assert one.guidance is not None
    assert 30 <= one.guidance.minutes == sum(move.minutes for move in one.guidance.moves) <= 120
    assert all(move.text and move.minutes > 0 for move in one.guidance.moves)
    assert one.guidance.who
    assert one.guidance.questions
    assert one.guidance.mistakes


def test_a_map_is_told_as_a_session(run):
    """Purpose, people, time boxes, questions, mistakes, and what goes on from there."""
    done = run("guide", "current")

    told = done.stdout
    assert all(
        word in told for word in ("Who", "How, in 85 minutes", "15 min", "Ask", "Beware of", "goes on from here")
    )
    assert run("guide", "stream").stdout == told


def test_a_session_in_json_has_its_parts(run):
    """Programs get minutes, moves and questions."""
    told = json.loads(run("guide", "current", "--json").stdout)

    assert told["minutes"] == sum(move["minutes"] for move in told["moves"])
    assert set(told) >= {"map", "purpose", "who", "questions", "mistakes", "hands_on"}


def test_a_word_that_is_no_map_and_no_file_is_told(run):
    """The maps are listed; a missing file is told as one."""
    done = run("guide", "curent")
    assert done.returncode == 2
    assert "outcome, current, dependency" in done.stderr

    assert "gone.yaml cannot be read" in run("guide", "gone.yaml").stderr


def test_a_file_gets_one_next_action_what_is_missing_and_what_comes_after(run, write):
    """One action with its reason and command, what maps that were begun still lack, and the next maps."""
    write(ATLAS)

    told = run("guide", "atlas.yaml").stdout
    assert told.count("→") == 1
    assert "Look into the constraint: the wait before “Review”" in told
    assert "current: Name what starts it" in told
    assert told.index("Do this next") < told.index("Still missing") < told.index("After that")
    assert "outcome:" not in told


def test_a_file_in_json_says_the_same(run, write):
    """Programs get the action with its path, what is missing by map, and what was begun."""
    write(ATLAS)

    told = json.loads(run("guide", "atlas.yaml", "--json").stdout)
    assert told["next"]["path"] == "current/steps/legal/wait_time"
    assert told["begun"] == ["current"]
    assert told["missing"]["current"][0]["path"] == "current/trigger"
    assert told["after"][0] in SECTIONS


def test_on_a_roadmap_the_next_items_come_after_that(run, write):
    """While items are carried out, what comes after the next action are the items behind it, by lane."""
    write(
        "roadmap: {items: {a: {title: Third, lane: later}, b: {title: First, owner: Ana, lane: now}, c: {title: Second, lane: next}}}"
    )

    told = run("guide", "atlas.yaml").stdout
    assert "Begin with “First”, with Ana." in told
    assert told.index("After that") < told.index("roadmap: Second.") < told.index("roadmap: Third.")
    assert json.loads(run("guide", "atlas.yaml", "--json").stdout)["after"] == ["roadmap/items/c", "roadmap/items/a"]


def test_a_file_that_is_empty_or_faulty_is_answered(run, write):
    """Nothing and nonsense both get one thing to do; errors still count."""
    write("")
    assert run("guide", "atlas.yaml").returncode == 0

    write("current: {steps: {a: {process_time: soonish}}}")
    done = run("guide", "atlas.yaml")
    assert done.returncode == 1
    assert "Do this next" in done.stdout
    assert "flowatlas check lists it" in done.stderr


def test_what_a_stream_lacks_is_told_and_a_full_one_lacks_nothing():
    """Ends, times and roles are pointed at by their paths; priors are no answer, and a rhythm is one."""
    lacking = AtlasFile.of_text(
        'current: {trigger: A, steps: {a: {process_time: 1h}, b: {process_time: "? 1h..2h", cadence: 1wk}}}'
    ).atlas
    full = AtlasFile.of_text(
        "current: {trigger: A, customer: B, steps: {a: {process_time: 1h, roles: [x]}, b: {wait_time: 0, process_time: 1h,"
        " roles: [x]}}}"
    ).atlas

    found = [(one.path, one.text) for one in lacking.map(ValueStreamMap).missing(lacking)]
    assert [path for path, _ in found] == [
        "current/customer",
        "current/steps/b/process_time",
        "current/steps/a/roles",
    ]
    assert found[1][1].startswith("Ask for 1 of 3 times")
    assert list(full.map(ValueStreamMap).missing(full)) == []
    assert len(list(ValueStreamMap().missing(full))) == 3
