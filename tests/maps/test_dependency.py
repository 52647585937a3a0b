"""The dependency map: what provokes its checks, what leaves them silent, and what it still lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowatlas.maps.dependency import Cause, Dependency, DependencyMap, causes_come_to_an_end, looked_into
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.quantity import Duration
from flowatlas.model.registry import CHECKS
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text


def read(inside):
    """An atlas with this dependency map and what is said of it, without what is said of the stream."""
    reading = read_atlas(Text(f"current: {{steps: {{legal: , vendor: }}}}\ndependency: {{{inside}}}").plain)
    return reading.atlas, [one for one in reading.findings if one.path.startswith("dependency")]


CASES = {
    "parts_can_be_followed": [
        ("steps: {a: {after: [b]}, b: }", [("steps/a/after", "error")]),
        ("steps: {a: {process_time: 1h, touch_time: 2h}}", [("steps/a/touch_time", "error")]),
        ("steps: {a: , b: {after: a, share: 60%}, c: {after: a, share: 60%}}", [("steps/c/share", "error")]),
        ("steps: {a: {rework: {r: {to: b, share: 10%}}}, b: }", [("steps/a/rework/r", "error")]),
        ("steps: {a: {process_time: 1h}, b: {after: [], wait_time: 2d}, c: {after: [a, b]}}", []),
        ("", []),
    ],
    "causes_come_to_an_end": [
        ("causes: {a: {why: b}, b: {why: a}}", [("causes/b/why", "warning")]),
        ("causes: {a: {why: a}}", [("causes/a/why", "warning")]),
        ("causes: {x: {why: a}, a: {why: b}, b: {why: c}, c: {why: a}}", [("causes/c/why", "warning")]),
        ("causes: {a: {why: c}, b: {why: c}, c: {why: d}, d: }", []),
    ],
    "waits_fit_into_their_part": [
        (
            "steps: {a: {process_time: 1h}}, dependencies: {d: {step: a, wait_time: 2h}}",
            [("dependencies/d/wait_time", "warning")],
        ),
        ("steps: {a: {wait_time: 1d..3d, process_time: 1h}}, dependencies: {d: {step: a, wait_time: 2d..9d}}", []),
        ("steps: {a: {process_time: '?'}}, dependencies: {d: {step: a, wait_time: 9d}}", []),
        ("steps: {a: , b: {process_time: 1h}}, dependencies: {d: {step: b, wait_time: 9d}, e: {wait_time: 9d}}", []),
    ],
    "nothing_waits_for_itself": [
        ("parties: {legal: }, of: legal, dependencies: {d: {to: legal}}", [("dependencies/d/to", "warning")]),
        ("parties: {vendor: }, dependencies: {d: {from: vendor, to: vendor}}", [("dependencies/d/to", "warning")]),
        ("parties: {vendor: }, of: legal, dependencies: {d: {to: vendor, treatment: remove, wait_time: 2d}}", []),
        ("dependencies: {d: {wait_time: 2d}}", []),
    ],
}


@pytest.mark.parametrize(
    ("check", "inside", "expected"), [(name, *case) for name, some in CASES.items() for case in some]
)
def test_checks_find_mistakes_and_nothing_else(check, inside, expected):
    """Each check has what provokes it, and what looks alike and is fine."""
    atlas, _ = read(inside)
    found = CHECKS[f"DependencyMap.{check}"][1](atlas.map_or_blank(DependencyMap))

    assert [(one.path, str(one.severity)) for one in found] == expected


@pytest.mark.parametrize(
    ("inside", "path"),
    [
        ("of: build", "dependency/of"),
        ("dependencies: {d: {from: build}}", "dependency/dependencies/d/from"),
        ("dependencies: {d: {to: nobody}}", "dependency/dependencies/d/to"),
        ("dependencies: {d: {step: nothing}}", "dependency/dependencies/d/step"),
        ("causes: {c: {why: d}}", "dependency/causes/c/why"),
        ("causes: {c: {about: dependency/steps/nothing}}", "dependency/causes/c/about"),
        ("dependencies: {d: {wait_time: -2d}}", "dependency/dependencies/d/wait_time"),
    ],
)
def test_what_is_not_there_and_negative_times_are_told(inside, path):
    """Every reference resolves or is a finding, and so is a time below zero."""
    assert [one.path for one in read(inside)[1]] == [path]


@pytest.mark.parametrize("inside", ["", "steps: {a: , b: }", "causes: {c: {text: No standard}}", "parties: {v: }"])
def test_little_is_enough(inside):
    """A map with hardly anything on it is told nothing about what is blank."""
    assert read(inside)[1] == []


def test_roles_of_parts_are_those_of_the_stream():
    """Who does a part is told by the role that the stream knows."""
    plain = Text("current: {roles: {law: {name: Law}}}\ndependency: {steps: {a: {roles: [law]}}}").plain

    assert [one for one in read_atlas(plain).findings if one.path.startswith("dependency")] == []


@given(st.lists(st.integers(0, 6), min_size=1, max_size=7))
def test_a_circle_of_causes_is_found_exactly_where_there_is_one(behind):
    """Following whys ends, unless a finding says that they go round."""
    size = len(behind)
    causes = {str(key): Cause(why=str(why) if why < size else None) for key, why in enumerate(behind)}
    goes_round = False
    for start in causes:
        here, steps = start, 0
        while here is not None and steps <= size:
            here, steps = causes[here].why, steps + 1
        goes_round |= here is not None

    assert bool(list(causes_come_to_an_end(DependencyMap(causes=causes)))) == goes_round


@pytest.mark.parametrize(
    ("of", "declared", "computed", "expected"),
    [
        ("legal", "current/steps/ship", "steps/ship/wait_time", "legal"),
        (None, "current/steps/ship", "steps/legal/wait_time", "ship"),
        (None, None, "steps/legal/rework/again", "legal"),
        (None, None, "final_wait", "ship"),
        (None, None, "", ""),
        ("gone", None, "steps/legal/wait_time", ""),
    ],
)
def test_the_step_looked_into_is_the_stated_one_else_that_of_the_constraint(of, declared, computed, expected):
    """What people say goes before what the figures say."""
    stream = ValueStreamMap(steps={"legal": Step(), "ship": Step()}, constraint=declared)

    assert looked_into(DependencyMap(of=of), stream, computed) == expected


@pytest.mark.parametrize(
    ("wait", "sla", "words"),
    [
        ("4d", "5d", "used to their limit"),
        ("6d", "5d", "longer than promised"),
        ("1h", "5d", "well within"),
        ("?", "5d", ""),
        ("4d", None, ""),
    ],
)
def test_a_wait_is_held_against_the_promise(wait, sla, words):
    """What is not known is held against nothing."""
    one = Dependency(wait_time=Duration.read(wait), sla=Duration.read(sla) if sla else None)

    assert words in one.promise
    assert bool(words) == bool(one.promise)


def test_what_is_missing_is_named_until_nothing_is():
    """From parts over times and causes to a treatment for every dependency."""

    def paths(inside):
        atlas, _ = read(inside)
        return [one.path for one in atlas.map_or_blank(DependencyMap).missing(atlas)]

    whole = (
        "of: legal, steps: {a: {process_time: 1h}}, parties: {v: },"
        "dependencies: {d: {to: v, wait_time: 2d, treatment: accept}}, causes: {c: {why: e}, e: }"
    )
    assert paths("") == ["dependency/steps"]
    assert paths("steps: {a: }") == ["dependency/steps/a", "dependency/causes"]
    assert paths("dependencies: {d: }, causes: {c: }") == [
        "dependency/dependencies/d/wait_time",
        "dependency/causes/c/why",
        "dependency/dependencies/d/treatment",
    ]
    assert paths(whole) == []
    assert [one.path for one in DependencyMap().missing(Atlas())] == ["dependency/steps"]
