"""Structural edits: steps come, go, move and are linked; no reference is left to lead nowhere unnoticed."""

from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.maps.shape import predecessors
from flowatlas.model.path import Change, Plain, apply
from flowatlas.store.file import AtlasFile
from flowatlas.store.schema import read_atlas, tidy, without
from flowatlas.store.text import Text, dump

START = """
    current:
      roles: {sales: {name: Sales}, legal: {people: 1}, csm: {}}
      steps:
        ask: {roles: [sales], wait_time: 1d}
        draft: {roles: [legal], rework: {unclear: {to: ask, share: 10%}}}
        check: {after: [draft], roles: [legal, csm], rework: {wrong: {to: draft}}}
        price: {after: [draft]}
        sign: {after: [check, price], roles: [sales]}
        start: {roles: [csm]}
      constraint: current/steps/check/rework/wrong
      voices: {ana: {changes: {steps/check/wait_time: 3d, steps/check/rework/wrong/share: 5%, demand: 8/wk}}}
      measurements: {tracker: {changes: {steps/sign/wait_time: 2d}}, other: {}}
      use: tracker
    questions:
      q1: {text: Why so long?, about: current/steps/check/wait_time}
      q2: {text: Who knows?, about: current/measurements/tracker}
"""


def plain_of(text):
    """An atlas as plain values."""
    return Text(dedent(text)).plain


def removed(text, path):
    """What is left of an atlas when something goes."""
    plain = plain_of(text)
    return tidy(apply(plain, without(plain, path)))


def steps_after_removing(step_id, steps):
    """The steps that are left when one goes, with what each says it comes after."""
    left = removed("current: {steps: {" + steps + "}}", f"current/steps/{step_id}")["current"]["steps"]
    return {name: step.get("after") for name, step in left.items()}


def references(plain: Plain) -> dict[str, list[str]]:
    """Every path that holds references, with the paths that it leads to, found without the code under test."""
    current, found = plain.get("current", {}), {}
    for step_id, step in current.get("steps", {}).items():
        found[f"current/steps/{step_id}/after"] = [f"current/steps/{other}" for other in step.get("after", [])]
        found[f"current/steps/{step_id}/roles"] = [f"current/roles/{role}" for role in step.get("roles", [])]
        for link_id, link in step.get("rework", {}).items():
            found[f"current/steps/{step_id}/rework/{link_id}/to"] = [f"current/steps/{link['to']}"]
    found["current/constraint"] = [current["constraint"]] if "constraint" in current else []
    found["current/use"] = [f"current/measurements/{current['use']}"] if "use" in current else []
    for question_id, question in plain.get("questions", {}).items():
        found[f"questions/{question_id}/about"] = [question["about"]] if "about" in question else []
    for voice_id, voice in current.get("voices", {}).items():
        for path in voice.get("changes", {}):
            depth = len(path.split("/")) // 2 * 2
            record = "/".join(path.split("/")[:depth])
            found[f"current/voices/{voice_id}/changes/{path}"] = [f"current/{record}"] if depth else []
    return found


def is_there(plain: Plain, path: str) -> bool:
    """Whether a record is there; the field of a record is, even where it is blank."""
    keys = path.split("/")
    place: Any = plain
    for key in keys[:-1] if keys[-1] in {"wait_time", "process_time"} else keys:
        place = place.get(key) if isinstance(place, dict) else None
    return place is not None


def assert_every_reference_resolves_or_is_told(plain):
    """Whatever leads nowhere has a finding at its own path."""
    told = {finding.path for finding in read_atlas(plain).findings}
    for path, targets in references(plain).items():
        assert path in told or all(is_there(plain, target) for target in targets), path


def order_of(plain, gone=""):
    """Which step comes before which, near and far."""
    after = predecessors(plain.get("current", {}).get("steps", {}))
    pairs = set()
    for step_id in after:
        found, todo = set(), list(after[step_id])
        while todo:
            other = todo.pop()
            if other not in found:
                found.add(other)
                todo += after[other]
        pairs |= {(other, step_id) for other in found}
    return {pair for pair in pairs if gone not in pair and pair[0] != pair[1]}


def edit(draw, plain: Plain) -> list[Change]:
    """A structural edit such as people make on a map."""
    current = plain.get("current", {})
    steps, roles = list(current.get("steps", {})), list(current.get("roles", {}))
    new = draw(st.sampled_from("abcdefgh"))
    one = draw(st.sampled_from(steps or [new]))
    other = draw(st.sampled_from(steps or [new]))
    some = draw(st.lists(st.sampled_from(steps or [new]), unique=True, max_size=3))
    role = draw(st.sampled_from(roles or [new]))
    step = f"current/steps/{one}"
    options = {
        "insert": [Change(f"current/steps/{new}", {"name": new, "behind": draw(st.sampled_from(["", *steps]))})],
        "delete": without(plain, step),
        "delete role": without(plain, f"current/roles/{role}"),
        "move": [Change(f"{step}/behind", other)] if one in steps else [],
        "rename": [Change(f"{step}/name", "Renamed")],
        "rework": [Change(f"{step}/rework/{new}", {"to": other, "share": "10%"})],
        "no rework": without(plain, f"{step}/rework/{new}"),
        "after": [Change(f"{step}/after", some)],
        "no after": [Change(f"{step}/after")],
        "roles": [Change(f"current/roles/{new}", {"name": new}), Change(f"{step}/roles", [*roles[:1], new])],
        "voice": [Change(f"current/voices/{new}/changes/steps/{one}/wait_time", "2d")],
        "question": [
            Change(f"questions/{new}", {"text": "?", "about": draw(st.sampled_from([step, f"{step}/wait_time"]))})
        ],
        "constraint": [Change("current/constraint", f"{step}/process_time")],
        "use": [Change(f"current/measurements/{new}/source", "log"), Change("current/use", new)],
        "delete measurement": without(plain, f"current/measurements/{new}"),
        "delete voice": without(plain, f"current/voices/{new}"),
    }
    return options[draw(st.sampled_from(sorted(options)))]


def assert_edits_leave_no_loose_ends(data, edits):
    """A hundred edits, each of which keeps the promises."""
    plain = plain_of(START)
    for _ in range(edits):
        changes = edit(data.draw, plain)
        after = tidy(apply(plain, changes))

        assert_every_reference_resolves_or_is_told(after)
        if changes and changes[-1].value is None and "/" in changes[-1].path:
            gone = changes[-1].path
            for path, targets in references(after).items():
                assert not any(target == gone or target.startswith(f"{gone}/") for target in targets), path
            if gone.startswith("current/steps/") and gone.count("/") == 2:
                step_id = gone.rpartition("/")[2]
                assert order_of(after) == order_of(plain, step_id)
        plain = after
    assert Text(dump(plain)).plain == plain


@pytest.mark.slow
@given(st.data())
@settings(deadline=None, max_examples=3)
def test_a_hundred_edits_leave_no_loose_ends(data):
    """Every reference resolves or is told, and what is deleted leaves no trace."""
    assert_edits_leave_no_loose_ends(data, 100)


@pytest.mark.slow
@given(st.data())
@settings(deadline=None, max_examples=8)
def test_very_many_edits_leave_no_loose_ends(data):
    """The same, many times over."""
    assert_edits_leave_no_loose_ends(data, 150)


@given(st.data())
@settings(deadline=None, max_examples=5)
def test_edits_can_be_made_in_the_text(data):
    """Text and plain values say the same after every edit, and comments stay until their line goes."""
    text, heading = Text(dedent(START) + "# the end\n"), "# the end"
    for _ in range(10):
        changes = edit(data.draw, text.plain)
        wanted = tidy(apply(text.plain, changes))
        text = text.changed(changes)
        assert text.plain == wanted
        assert heading in text.text


def test_what_points_at_a_deleted_record_goes_with_it():
    """Rework, roles, voices, questions and the constraint, in one change."""
    left = removed(START, "current/steps/check")

    assert "check" not in left["current"]["steps"]
    assert "constraint" not in left["current"]
    assert left["current"]["voices"] == {"ana": {"changes": {"demand": "8/wk"}}}
    assert left["questions"]["q1"] == {"text": "Why so long?"}
    assert left["current"]["steps"]["sign"]["after"] == ["price"]


def test_rework_to_a_deleted_step_goes_and_takes_along_what_points_at_it():
    """A link that leads nowhere makes no sense, nor does a constraint that is this link."""
    left = removed(START, "current/steps/draft")

    assert "rework" not in left["current"]["steps"]["check"]
    assert "constraint" not in left["current"]
    assert left["current"]["voices"]["ana"]["changes"] == {"steps/check/wait_time": "3d", "demand": "8/wk"}


def test_a_deleted_role_goes_from_the_steps_that_have_it():
    """The other roles of a step stay."""
    left = removed(START, "current/roles/legal")

    assert "roles" not in left["current"]["steps"]["draft"]
    assert left["current"]["steps"]["check"]["roles"] == ["csm"]


def test_a_deleted_measurement_is_no_longer_in_use():
    """And no question is about it."""
    left = removed(START, "current/measurements/tracker")

    assert "use" not in left["current"]
    assert left["questions"]["q2"] == {"text": "Who knows?"}


def test_where_a_map_has_no_shape_nothing_else_goes():
    """A target can be deleted like anything else."""
    assert removed("outcome: {target: {text: Faster}, first_guess: 3wk}", "outcome/target") == {
        "outcome": {"first_guess": "3wk"}
    }


def test_a_deleted_value_takes_along_what_points_into_it():
    """Fields can be deleted like records."""
    left = removed(START, "current/steps/check/rework")

    assert "constraint" not in left["current"]
    assert left["questions"]["q1"]["about"] == "current/steps/check/wait_time"


@pytest.mark.parametrize("plain", [{}, {"current": [1]}, {"current": {"steps": [1]}}, {"current": {"steps": {"a": 1}}}])
@pytest.mark.parametrize(
    "path", ["current/steps/a", "current/steps/gone", "current", "nowhere/at/all", "current/roles/x"]
)
def test_deleting_where_nothing_makes_sense_is_one_change(plain, path):
    """The path itself, and nothing else."""
    assert without(plain, path) == [Change(path)]


def test_a_step_below_a_deleted_one_follows_the_one_above():
    """In a chain nothing has to be said."""
    assert steps_after_removing("b", "a: {}, b: {}, c: {}") == {"a": None, "c": None}
    assert steps_after_removing("a", "a: {}, b: {}, c: {}") == {"b": None, "c": None}
    assert steps_after_removing("c", "a: {}, b: {}, c: {}") == {"a": None, "b": None}


def test_steps_behind_a_deleted_one_follow_what_it_followed():
    """Where the step above is another one, they say so."""
    assert steps_after_removing("b", "a: {}, b: {}, c: {after: [b]}, d: {after: [b]}") == {
        "a": None,
        "c": ["a"],
        "d": ["a"],
    }
    assert steps_after_removing("a", "a: {}, b: {after: [a]}, c: {after: [a]}") == {"b": [], "c": []}
    assert steps_after_removing("c", "a: {}, b: {}, c: {after: [a]}, d: {}") == {"a": None, "b": None, "d": ["a"]}
    assert steps_after_removing("b", "a: {}, b: {after: []}, c: {}") == {"a": None, "c": []}
    assert steps_after_removing("b", "a: {}, b: {}, c: {after: b}") == {"a": None, "c": ["a"]}


def test_a_join_without_one_of_its_branches_waits_for_the_others():
    """What all others follow anyway needs no mention, or an empty branch would be left."""
    parallel = "a: {}, b: {after: [a]}, c: {after: [a]}, d: {after: [b, c]}"

    assert steps_after_removing("b", parallel) == {"a": None, "c": ["a"], "d": ["c"]}
    assert steps_after_removing("a", parallel) == {"b": [], "c": [], "d": ["b", "c"]}
    assert steps_after_removing("d", parallel + ", e: {}") == {"a": None, "b": ["a"], "c": ["a"], "e": ["b", "c"]}


def test_what_a_circle_leaves_is_told():
    """A step never comes to follow itself by a deletion."""
    left = steps_after_removing("a", "a: {after: [b]}, b: {after: [a]}")

    assert left == {"b": []}


def test_a_deletion_can_be_made_in_the_text():
    """One step of a file goes with all that points at it, and comments elsewhere stay."""
    file = AtlasFile.of_text(dedent(START).replace("sign:", "# both\n    sign:"))

    after = file.changed(without(file.plain, "current/steps/check"))
    assert after.plain == removed(START, "current/steps/check")
    assert "# both\n" in after.text.text
