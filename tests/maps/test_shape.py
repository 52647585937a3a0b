"""The shape of a stream: which routes items can take, and which of them are refused."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.maps.shape import CUSTOMER, TRIGGER, Link, Shape, everything_before, predecessors
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.store.node import parse, plain_of


def shape_of(steps):
    """The shape of a stream with these steps, in YAML."""
    plain = plain_of(parse(dedent(steps)))
    stream, findings = ValueStreamMap.read({"steps": plain})
    assert findings == []
    return stream.shape


def branches_of(shape, fork):
    """The steps in each branch of a fork, and whether branches cross in it."""
    return [
        ([node for node in branch.nodes if isinstance(node, str)], branch.is_tangle) for branch in shape.branches[fork]
    ]


PARALLEL = """
    a: {}
    b: {after: [a]}
    c: {after: [a]}
    c2: {}
    d: {after: [b, c2]}
"""


def test_a_step_follows_the_one_above_unless_it_says_otherwise():
    """An empty list starts at the trigger; what is not there is passed over."""
    steps = {"a": {}, "b": None, "c": {"after": []}, "d": {"after": "a"}, "e": {"after": ["b", "gone", "b", "e"]}}

    assert predecessors(steps) == {"a": [], "b": ["a"], "c": [], "d": ["a"], "e": ["b"]}
    assert predecessors({"a": {}, "b": {"after": ["gone"]}}) == {"a": [], "b": ["a"]}


def test_everything_before_a_step_is_near_and_far():
    """Through all branches."""
    assert everything_before(predecessors(shape_of(PARALLEL).steps), "d") == {"a", "b", "c", "c2"}


def test_a_chain_is_one_way():
    """From trigger to customer, with a junction behind every step."""
    shape = shape_of("a: {}\nb: {}\n")

    assert shape.nodes == [TRIGGER, "a", ("a",), "b", CUSTOMER]
    assert (shape.forks, shape.alternatives, shape.optional, shape.faults) == ([], [], set(), [])
    assert shape.join_of[TRIGGER] == "a"
    assert shape.join_of["b"] == CUSTOMER


def test_an_empty_stream_leads_from_trigger_to_customer():
    """Nothing is a map too."""
    shape = shape_of("{}")

    assert shape.nodes == [TRIGGER, CUSTOMER]
    assert shape.join_of == {TRIGGER: CUSTOMER}


def test_steps_after_the_same_ones_are_parallel():
    """They part at a fork and meet again where a step waits for all of them."""
    shape = shape_of(PARALLEL)

    assert shape.forks == [("a",)]
    assert shape.join_of[("a",)] == ("b", "c2")
    assert branches_of(shape, ("a",)) == [(["b"], False), (["c", "c2"], False)]


def test_steps_after_nothing_are_parallel_from_the_trigger():
    """And steps that nothing follows all lead to the customer."""
    shape = shape_of("a: {}\nb: {after: []}\n")

    assert shape.forks == [TRIGGER]
    assert shape.join_of[TRIGGER] == CUSTOMER
    assert branches_of(shape, TRIGGER) == [(["a"], False), (["b"], False)]


def test_alternatives_have_shares():
    """An item takes one of them; a step with a share on its own is optional."""
    shape = shape_of("""
        a: {}
        b: {after: [a], share: 30%}
        c: {after: [a], share: 20%}
        d: {after: [b, c]}
        e: {share: 10%}
    """)

    assert shape.alternatives == [("a",)]
    assert shape.optional == {"e"}
    assert (shape.forks, shape.branches) == ([], {})


def test_a_share_on_one_of_several_parallel_steps_makes_it_optional():
    """The others are always done."""
    shape = shape_of("a: {}\nb: {after: [a], share: 30%}\nc: {after: [a]}\n")

    assert (shape.alternatives, shape.optional, shape.forks) == ([], {"b"}, [("a",)])


def test_a_fork_may_lead_straight_to_its_join():
    """A step that waits for both the fork and a branch makes a branch without steps."""
    shape = shape_of("a: {}\nb: {after: [a]}\nc: {after: [a, b]}\n")

    assert shape.forks == ["a"]
    assert shape.join_of["a"] == ("a", "b")
    assert branches_of(shape, "a") == [(["b"], False)]


def test_forks_lie_within_forks():
    """Each with its own join."""
    shape = shape_of("""
        a: {}
        b: {after: [a]}
        b1: {after: [b]}
        b2: {after: [b]}
        b3: {after: [b1, b2]}
        c: {after: [a]}
        d: {after: [b3, c]}
    """)

    assert shape.forks == [("a",), ("b",)]
    assert (shape.join_of[("a",)], shape.join_of[("b",)]) == (("b3", "c"), ("b1", "b2"))
    assert branches_of(shape, ("a",)) == [(["b", "b1", "b2", "b3"], False), (["c"], False)]
    assert branches_of(shape, ("b",)) == [(["b1"], False), (["b2"], False)]


def test_branches_that_cross_are_a_tangle():
    """They meet and part before they all join, so no single entry leads through."""
    shape = shape_of("""
        a: {}
        b: {after: [a]}
        c: {after: [a]}
        f: {after: [a]}
        d: {after: [b]}
        e: {after: [b, c]}
        z: {after: [d, e, f]}
    """)

    assert branches_of(shape, ("a",)) == [(["b", "c", "d", "e"], True), (["f"], False)]
    assert shape.branches[("a",)][0].entries == ("b", "c")


def test_a_step_may_stand_above_what_it_follows():
    """Nodes come in an order in which everything comes after what it follows."""
    shape = shape_of("b: {after: [a]}\na: {after: []}\n")

    assert shape.nodes == [TRIGGER, "a", ("a",), "b", CUSTOMER]


@pytest.mark.parametrize(
    ("steps", "path", "circle"),
    [
        ("a: {after: [a]}", "steps/a/after", "a → a"),
        ("a: {after: [b]}\nb: {}", "steps/a/after", "a → b → a"),
        ("a: {after: [c]}\nb: {}\nc: {}", "steps/a/after", "a → b → c → a"),
        ("s: {}\na: {after: [s, b]}\nb: {after: [a]}", "steps/a/after", "a → b → a"),
        (
            "x0: {after: x8}\n" + "".join(f"x{n}: {{}}\n" for n in range(1, 9)),
            "steps/x0/after",
            "x0 → x1 → x2 → x3 → … → x6",
        ),
    ],
)
def test_a_circle_is_told_where_somebody_drew_it_and_taken_apart(steps, path, circle):
    """A step cannot come after itself; work that goes back is rework."""
    shape = shape_of(steps)

    assert [fault.path for fault in shape.faults] == [path]
    assert shape.faults[0].told(str).message.replace("“", "").replace("”", "").startswith(circle)
    assert "rework" in shape.faults[0].hint
    assert shape.nodes[-1] == CUSTOMER


def test_rework_goes_back_to_a_step_that_the_item_has_passed():
    """To itself, to a step above, to one before a fork from behind its join, or within a branch."""
    shape = shape_of("""
        a: {rework: {again: {to: a}}}
        b: {after: [a]}
        b2: {rework: {back: {to: b}}}
        c: {after: [a]}
        d: {after: [b2, c], rework: {all: {to: a}}}
        e: {rework: {none: {}}}
    """)
    crossing = shape_of("""
        a: {}
        b: {after: [a]}
        c: {after: [a]}
        f: {after: [a]}
        d: {after: [b, c]}
        e: {rework: {back: {to: d}}}
        z: {after: [e, f]}
    """)

    assert shape.links == [Link("a", "again", "a"), Link("b2", "back", "b"), Link("d", "all", "a")]
    assert shape.links_from == {"a": [shape.links[0]], "b2": [shape.links[1]], "d": [shape.links[2]]}
    assert crossing.links == [Link("e", "back", "d")]
    assert shape.faults == crossing.faults == []


@pytest.mark.parametrize(
    ("steps", "path", "message"),
    [
        ("a: {rework: {r: {to: b}}}\nb: {}", "steps/a/rework/r", "does not come before"),
        ("a: {}\nb: {after: [a]}\nc: {after: [a], rework: {r: {to: b}}}", "steps/c/rework/r", "does not come before"),
        (
            "a: {}\nb: {after: [a], rework: {r: {to: a}}}\nc: {after: [a]}",
            "steps/b/rework/r",
            "enters or leaves a parallel",
        ),
        (
            "a: {}\nb: {after: [a]}\nc: {after: [a]}\nd: {after: [b, c], rework: {r: {to: b}}}",
            "steps/d/rework/r",
            "enters or",
        ),
        (
            "a: {}\nb: {after: [a]}\nb1: {after: [b]}\nb2: {after: [b], rework: {r: {to: b}}}\nc: {after: [a]}",
            "steps/b2/rework/r",
            "enters or leaves a parallel branch",
        ),
        (
            "{a: {}, b: {after: [a]}, c: {after: [a]}, d: {after: [b]}, e: {after: [b, c], rework: {r: {to: b}}}}",
            "steps/e/rework/r",
            "runs where parallel branches cross",
        ),
    ],
)
def test_rework_forwards_or_across_branches_is_refused(steps, path, message):
    """It would be no loop; the link is told and left out."""
    shape = shape_of(steps)

    assert [fault.path for fault in shape.faults] == [path]
    assert message in shape.faults[0].message
    assert shape.links == []


def test_rework_out_of_a_branch_is_told_what_would_do():
    """The message has the names of steps, and the hint the nearest steps to go back to and to go back from."""
    steps = {
        "a": {"name": "Ask"},
        "b": {"name": "Build"},
        "b1": {"name": "Test", "rework": {"r": {"to": "a"}}},
        "c": {"name": "Check", "after": ["a"]},
        "d": {"name": "Send", "after": ["b1", "c"]},
    }
    stream, _ = ValueStreamMap.read({"steps": steps})
    (fault,) = stream.shape.faults
    told = fault.told(stream.step_name)

    assert told.message == "rework from “Test” to “Ask” enters or leaves a parallel branch"
    assert told.hint == "let it go back to “Build”, or to “Ask” from “Send”"
    assert stream.shape.back_from("b1") == ["b1", "b"]
    assert stream.shape.back_from("d") == ["d", "a"]


def test_ways_back_are_those_that_the_page_offers():
    """The page has the same rule in TypeScript, and its tests read the same file."""
    cases = json.loads(Path(__file__).with_name("ways_back.json").read_text(encoding="utf-8"))

    for case in cases:
        stream, _ = ValueStreamMap.read({"steps": case["steps"]})
        assert {step_id: stream.shape.back_from(step_id) for step_id in stream.steps} == case["back"]


def test_rework_to_nowhere_is_left_out():
    """What leads nowhere is a finding of the reader."""
    assert shape_of("a: {rework: {r: {to: gone}, s: {}}}").links == []


def test_no_step_is_mistaken_for_an_end():
    """Whatever ids people choose."""
    shape = shape_of('"": {}\n"\\0customer": {}\nx: {}')

    assert shape.nodes == [TRIGGER, "", ("",), "\0customer", ("\0customer",), "x", CUSTOMER]


IDS = "abcdefg"
STEPS = st.lists(
    st.tuples(
        st.none() | st.lists(st.sampled_from(IDS), max_size=3),
        st.sampled_from([None, "20%"]),
        st.dictionaries(st.sampled_from("rs"), st.sampled_from(IDS), max_size=2),
    ),
    max_size=7,
)


def any_shape(drawn):
    """The shape of a stream that somebody drew without much thought."""
    plain = {
        step_id: {
            **({} if after is None else {"after": after}),
            **({} if share is None else {"share": share}),
            "rework": {link: {"to": to} for link, to in rework.items()},
        }
        for step_id, (after, share, rework) in zip(IDS, drawn, strict=False)
    }
    return ValueStreamMap.read({"steps": plain})[0].shape


def assert_is_sound(shape: Shape):
    """Everything comes after what it follows, every fork has a join behind it, branches share nothing."""
    assert len(set(shape.nodes)) == len(shape.nodes)
    assert {node for node in shape.nodes if isinstance(node, str)} == set(shape.steps)
    for node, others in shape.successors.items():
        assert all(shape.place[other] > shape.place[node] for other in others)
    for step_id, behind in shape.after.items():
        assert all(shape.place[other] < shape.place[step_id] for other in behind)
    for node, meeting in shape.join_of.items():
        assert shape.place[meeting] > shape.place[node]
        assert set(shape.between(shape.successors[node], meeting)).isdisjoint(shape.nodes[shape.place[meeting] :])
    for fork, branches in shape.branches.items():
        inside = [node for branch in branches for node in branch.nodes]
        assert len(set(inside)) == len(inside)
        assert set(inside) == set(shape.between(shape.successors[fork], shape.join_of[fork]))
        assert all(branch.is_tangle == (len(branch.entries) > 1) for branch in branches)
    for link in shape.links:
        assert link.to == link.sender or link.to in everything_before(shape.after, link.sender)
    assert set(shape.alternatives).isdisjoint(shape.forks)


@given(STEPS)
@settings(deadline=None, max_examples=60)
def test_any_steps_make_a_sound_shape(drawn):
    """Whatever is drawn, circles included, routes lead from the trigger to the customer."""
    assert_is_sound(any_shape(drawn))


@pytest.mark.slow
@given(STEPS)
@settings(deadline=None, max_examples=500)
def test_very_many_steps_make_a_sound_shape(drawn):
    """The same, on many more."""
    assert_is_sound(any_shape(drawn))


def test_a_shape_without_circles_keeps_what_steps_come_after():
    """Only what makes a circle is taken out."""
    shape = shape_of(PARALLEL)

    assert shape.after == predecessors(shape.steps)
