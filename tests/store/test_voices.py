"""A person's own version of the map as a voice: laid over the map it gives that version, whatever they did to it."""

from random import Random

import pytest

from flowatlas.model.overlay import lay
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.voices import figures, own_map, taken_in

TIMES = ("1h", "2d..1wk", "~3d", "0", "3d guess", "?")


def some_map(dice):
    """Steps in a row, some with parts, ways back, notes, and a choice of figures."""
    steps = {}
    for number in range(dice.randint(1, 7)):
        step = {"name": f"Step {number}", "process_time": dice.choice(TIMES), "roles": ["x"]}
        if number:
            step["wait_time"] = dice.choice(TIMES)
            if dice.random() < 0.3:
                step["rework"] = {"r": {"to": f"s{dice.randrange(number)}", "share": dice.choice(("10%", "?"))}}
        if dice.random() < 0.3:
            step["steps"] = {"p": {"name": "Part", "process_time": dice.choice(TIMES)}}
        if dice.random() < 0.3:
            step |= {"notes": {"n": {"text": "N"}}, "frustration": 3}
        steps[f"s{number}"] = step
    people = {"x": {"name": "X", "people": 3}}
    return {"current": {"trigger": "T", "demand": "8/wk", "roles": people, "steps": steps, "voices": {"ana": {}}}}


def renamed(value, ids):
    """Plain values in which these step ids are others."""
    if isinstance(value, dict):
        return {
            key: [ids.get(one, one) for one in inner]
            if key == "after"
            else ids.get(inner, inner)
            if key == "to"
            else renamed(inner, ids)
            for key, inner in value.items()
        }
    return value


def drawn_anew(dice, steps):
    """What a person makes of the steps: other figures, another order, some gone, some new, some under their own id."""
    kept = [key for key in steps if dice.random() < 0.8] or list(steps)[:1]
    gone = set(steps) - set(kept)
    dice.shuffle(kept)
    ids = {key: f"own-{key}" for key in kept if dice.random() < 0.4}
    own = {}
    for key in kept:
        step = {name: value for name, value in steps[key].items() if name not in {"notes", "quick_fixes"}}
        if step.get("rework", {}).get("r", {}).get("to") in gone:
            del step["rework"]
        step["process_time"] = dice.choice(TIMES)
        own[ids.get(key, key)] = renamed(step, ids) | ({"same_as": key} if key in ids and dice.random() < 0.5 else {})
        if dice.random() < 0.2:
            own[f"new-{key}"] = {"name": f"New {key}", "wait_time": "1d", "after": [ids.get(key, key)]}
    return own, {other: key for key, other in ids.items()}


@pytest.mark.parametrize("seed", range(150))
def test_an_own_version_laid_over_the_map_is_that_version(seed):
    """Steps, their order and every answered figure are the person's; what they left open is the map's."""
    dice = Random(seed)
    plain = tidy(some_map(dice))
    base = {key: value for key, value in plain["current"].items() if key != "voices"}
    own, ids = drawn_anew(dice, base["steps"])

    taken = taken_in(plain["current"], {"steps": own})
    laid = lay(base, taken.changes)
    assert {**taken.by_same_as, **taken.by_name} == {key: value for key, value in ids.items() if key in own}
    assert list(laid["steps"]) == [ids.get(key, key) for key in own]
    assert {key: value for key, value in laid.items() if key != "steps"} == {
        key: value for key, value in base.items() if key != "steps"
    }
    for own_id, step in renamed(own, ids).items():
        found = laid["steps"][ids.get(own_id, own_id)]
        before = base["steps"].get(ids.get(own_id, own_id), {})
        expected = {**before, **{key: value for key, value in step.items() if key != "same_as"}}
        for key, value in expected.items():
            answer = before.get(key) if value == "?" else value
            if key not in {"rework", "steps"}:
                assert found.get(key) == answer


@pytest.mark.parametrize("typed", ["?", "? 1d..2wk", "tbd", "Not known"])
def test_who_writes_that_nobody_knows_says_no_figure(typed):
    """Such a word in a person's own map is no answer, as a question mark is none."""
    assert figures({"steps": {"ask": {"name": "Ask", "process_time": typed, "wait_time": "1d"}}}).keys() == {
        "steps/ask/wait_time"
    }


@pytest.mark.parametrize("seed", range(50))
def test_a_blank_own_map_says_nothing_and_a_copy_says_what_the_map_says(seed):
    """Handed back as it was given out."""
    plain = tidy(some_map(Random(seed)))
    blank, copy = (own_map(plain, is_copy=is_copy) for is_copy in (False, True))

    assert taken_in(plain["current"], tidy(blank)["current"]).changes == {}
    assert taken_in(plain["current"], tidy(copy)["current"]).changes == figures(plain["current"])
    assert "voices" not in blank["current"]
    assert [finding for finding in read_atlas(tidy(blank)).findings if str(finding.severity) == "error"] == []
    assert set(figures(blank["current"])) == set()


def test_a_first_step_waits_for_nothing_unless_the_map_says_so():
    """Every other step is asked for its wait."""
    plain = {"current": {"steps": {"a": {}, "b": {}}}}

    assert own_map(plain, is_copy=False)["current"]["steps"] == {
        "a": {"process_time": "?"},
        "b": {"wait_time": "?", "process_time": "?"},
    }


def test_two_steps_of_one_name_are_matched_once():
    """The second is a step of its own."""
    current = {"steps": {"a": {"name": "Check"}}}
    taken = taken_in(current, {"steps": {"x": {"name": "check"}, "y": {"name": "Check"}}})

    assert taken.by_name == {"x": "a"}
    assert taken.changes == {"steps/y": {"name": "Check"}}
