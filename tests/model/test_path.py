"""Paths and changes: every value has an address, and every edit is an address with a new value."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.model.path import NOTHING, Change, apply, diff, flatten, is_inside, join, split, unflatten, value_at

KEYS = st.sampled_from(
    ["a", "b", "c", "steps", "", "/", "~", "a/b", "~0", "~1", "~2", "~02", "behind", "~behind", "changes", "p50", "n"]
) | st.text(max_size=4)
QUANTITIES = st.sampled_from([{"p50": "4d", "p85": "11d", "n": 12}, {"value": "3d", "by": "Ana"}, {"value": 1}])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.lists(st.integers(0, 2) | st.booleans() | st.text(max_size=2), max_size=3)
    | QUANTITIES
)
VALUES = st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, max_size=4), max_leaves=12)
PLAIN = st.dictionaries(KEYS, VALUES, max_size=5)


def rearranged(draw, value):
    """The same plain value with keys shuffled, dropped, added and changed here and there."""
    if not isinstance(value, dict):
        return value if draw(st.integers(0, 3)) else draw(VALUES)
    keys = [key for key in draw(st.permutations(list(value))) if draw(st.integers(0, 5))]
    changed = {key: rearranged(draw, value[key]) for key in keys}
    return {**changed, **draw(st.dictionaries(KEYS, LEAVES, max_size=1))}


@st.composite
def edited(draw):
    """A plain value, and what somebody made of it."""
    before = draw(PLAIN)
    return before, rearranged(draw, before)


def keys_in_order(value):
    """The order of keys wherever it counts: where every value is a mapping, but not beside or in an overlay's changes."""
    if not isinstance(value, dict) or "changes" in value:
        return []
    counts = all(isinstance(inner, dict) for inner in value.values())
    return list(value) if counts else [], {key: keys_in_order(inner) for key, inner in value.items()}


def test_a_path_leads_through_any_keys():
    """Slashes, tildes and empty keys are escaped; what stands under changes is one key."""
    assert join("current", "steps", "a/b", "~", "") == "current/steps/a~1b/~0/~2"
    assert split("current/steps/a~1b/~0/~2") == ["current", "steps", "a/b", "~", ""]
    assert split("ana/changes/steps/legal/wait_time") == ["ana", "changes", "steps/legal/wait_time"]
    assert join("ana", "changes", "steps/legal/wait_time") == "ana/changes/steps/legal/wait_time"
    assert split("") == []


@given(st.lists(KEYS.filter(lambda key: key != "changes"), min_size=1, max_size=5))
@settings(deadline=None, max_examples=50)
def test_splitting_undoes_joining(keys):
    """No two lists of keys share a path."""
    assert split(join(*keys)) == keys


def test_a_path_is_inside_of_itself_and_of_what_leads_to_it():
    """A longer id is not inside of a shorter one that it starts with."""
    assert is_inside("a/b", "a/b")
    assert is_inside("a/b/c", "a/b")
    assert is_inside("a", "")
    assert not is_inside("a/bc", "a/b")


def test_quantities_are_leaves_and_so_is_what_an_overlay_changes():
    """A flat map has one entry for each value that people know as one."""
    plain = {"steps": {"a": {"wait_time": {"p50": "4d", "n": 3}}}, "changes": {"steps/a": {"name": "A"}}, "x": {}}

    assert flatten(plain) == {
        "steps/a/wait_time": {"p50": "4d", "n": 3},
        "changes/steps/a": {"name": "A"},
        "x": {},
    }


@given(PLAIN)
@settings(deadline=None, max_examples=50)
def test_unflattening_undoes_flattening(plain):
    """Nothing is lost on the way to paths and back, not even the order."""
    again = unflatten(flatten(plain))

    assert again == plain
    assert repr(again) == repr(plain)


@given(PLAIN)
@settings(deadline=None, max_examples=50)
def test_a_flat_path_finds_its_value(plain):
    """What flatten says of a path is what stands there."""
    for path, value in flatten(plain).items():
        assert value_at(plain, path) == value


@given(edited())
@settings(deadline=None, max_examples=50)
def test_applying_a_difference_gives_the_other_side(pair):
    """From one map to the other, values and order alike."""
    before, after = pair

    done = apply(before, diff(before, after))

    assert done == after
    assert keys_in_order(done) == keys_in_order(after)


@pytest.mark.slow
@given(edited())
@settings(deadline=None, max_examples=250)
def test_applying_a_difference_gives_the_other_side_of_many_maps(pair):
    """The same, on many more maps."""
    before, after = pair

    assert apply(before, diff(before, after)) == after
    assert keys_in_order(apply(before, diff(before, after))) == keys_in_order(after)


@given(PLAIN, PLAIN)
@settings(deadline=None, max_examples=50)
def test_applying_a_difference_turns_anything_into_anything(before, after):
    """The same for maps that have nothing to do with each other."""
    assert apply(before, diff(before, after)) == after


@given(PLAIN)
@settings(deadline=None, max_examples=50)
def test_there_is_no_difference_to_itself(plain):
    """A map that stays as it is needs no change."""
    assert diff(plain, plain) == []


@given(edited())
@settings(deadline=None, max_examples=30)
def test_applying_changes_leaves_the_original_alone(pair):
    """A change makes a copy; what was there before can still be shown."""
    before, after = pair
    copy = repr(before)

    apply(before, diff(before, after))

    assert repr(before) == copy


@given(st.permutations("abcdefgh"), st.integers(0, 7), st.integers(0, 7))
@settings(deadline=None, max_examples=50)
def test_one_moved_record_is_one_change(order, start, end):
    """However far a record moves, only that record is told."""
    moved = [key for key in order if key != order[start]]
    moved.insert(end, order[start])
    before, after = ({key: {} for key in keys} for keys in (order, moved))

    assert len(diff(before, after)) == (0 if start == end else 1)


def test_moves_are_as_few_as_can_be():
    """Records outside of the longest run that both orders share move, and no other."""
    before = {key: {} for key in "abcdef"}
    after = {key: {} for key in "efabcd"}

    assert diff(before, after) == [Change("e/behind", ""), Change("f/behind", "e")]


def test_a_new_record_at_the_end_needs_no_place():
    """What is added comes last by itself; further up it says behind whom it stands."""
    assert diff({"a": {}}, {"a": {}, "b": {}}) == [Change("b", {})]
    assert diff({"a": {}}, {"b": {}, "a": {}}) == [Change("b", {}), Change("b/behind", "")]


def test_a_change_of_one_value_is_told_alone():
    """A path and its new value; nothing removes."""
    before = {"steps": {"a": {"name": "A", "wait_time": "3d"}}}

    assert diff(before, {"steps": {"a": {"name": "A", "wait_time": "4d"}}}) == [Change("steps/a/wait_time", "4d")]
    assert diff(before, {"steps": {"a": {"name": "A"}}}) == [Change("steps/a/wait_time")]


def test_the_order_of_an_overlays_changes_counts():
    """What is added first can be changed later, so a new order is a new value."""
    before = {"changes": {"a": 1, "b": 2}}

    assert list(apply(before, diff(before, {"changes": {"b": 2, "a": 1}}))["changes"]) == ["b", "a"]


def test_is_ordered_decides_where_order_counts():
    """Fields have no order; only whoever knows the records can tell."""
    before, after = {"a": {"x": {}, "y": {}}}, {"a": {"y": {}, "x": {}}}

    assert diff(before, after, is_ordered=lambda path: path != "a") == []
    assert diff(before, after, is_ordered=lambda path: path == "a") == [Change("a/y/behind", "")]
    assert diff(before, after, is_ordered=lambda _: None) == [Change("a/y/behind", "")]


def test_a_new_value_makes_the_mappings_on_its_way():
    """Text in the way gives place, as a record is asked for there."""
    assert apply({}, [Change("a/b/c", 1)]) == {"a": {"b": {"c": 1}}}
    assert apply({"a": "text"}, [Change("a/b", 1)]) == {"a": {"b": 1}}


@pytest.mark.parametrize("path", ["a/x", "x/y", "b/c/d", "b/behind", "x/y/behind", ""])
def test_removing_or_moving_what_is_not_there_changes_nothing(path):
    """Twice removed is once removed."""
    plain = {"a": {"c": 1}, "b": "text"}

    assert apply({"b": "text", "a": {"c": 1}}, [Change(path)]) == plain


def test_a_record_is_put_behind_a_neighbour():
    """Behind nobody is first, behind somebody unknown is last, behind itself stays."""
    plain = {"steps": {"a": {}, "b": {}, "c": {}}}

    def order(place):
        return "".join(apply(plain, [Change("steps/c/behind", place)])["steps"])

    assert order("a") == "acb"
    assert order("") == order(None) == "cab"
    assert order("nobody") == order("c") == order("b") == "abc"


def test_a_new_record_may_say_behind_whom_it_stands():
    """The place is no field of it."""
    plain = {"steps": {"a": {}, "b": {}}}

    done = apply(plain, [Change("steps/new", {"name": "New", "behind": "a"})])

    assert done == {"steps": {"a": {}, "new": {"name": "New"}, "b": {}}}
    assert list(done["steps"]) == ["a", "new", "b"]


def test_a_record_at_the_root_is_moved_like_any_other():
    """The sections of a file have places too."""
    assert list(apply({"a": {}, "b": {}}, [Change("b/behind", "")])) == ["b", "a"]


def test_an_overlay_keeps_what_it_says_about_places():
    """Under changes nothing is interpreted: the place counts when the overlay is laid."""
    added = {"name": "New", "behind": "a"}

    assert apply({}, [Change("ana/changes/steps/new", added)]) == {"ana": {"changes": {"steps/new": added}}}
    assert apply({}, [Change("ana/changes/steps/a/behind", "b")]) == {"ana": {"changes": {"steps/a/behind": "b"}}}


def test_nothing_can_be_written_into_an_overlay():
    """An overlay removes a value by saying nothing; the change that writes so carries NOTHING."""
    assert apply({}, [Change("changes/steps/a", NOTHING)]) == {"changes": {"steps/a": None}}
    assert diff({}, {"changes": {"steps/a": None}}) == [Change("changes", {"steps/a": None})]
    assert repr(NOTHING) == "NOTHING"


def test_the_root_can_be_replaced_as_a_whole():
    """An empty path stands for everything; only a mapping can take its place."""
    assert apply({"a": 1}, [Change("", {"b": 2})]) == {"b": 2}
    assert apply({"a": 1}, [Change("", "text"), Change("/behind", "a")]) == {"a": 1}


def test_equal_numbers_of_another_kind_are_a_difference():
    """1, 1.0 and true are typed differently, and are kept as typed."""
    assert diff({"a": 1}, {"a": True}) == [Change("a", True)]
    assert diff({"a": [1]}, {"a": [1.0]}) == [Change("a", [1.0])]
