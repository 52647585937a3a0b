"""Overlays: a set of changes laid over the current map."""

from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.model.finding import Severity
from flowatlas.model.overlay import lay, overlay_between, unresolved
from flowatlas.model.path import NOTHING, is_quantity

BASE = {"demand": "8/wk", "steps": {"legal": {"wait_time": "3d", "rework": {"loop": {"to": "legal"}}}, "sign": {}}}
FIELDS = st.dictionaries(
    st.sampled_from(["name", "wait_time", "share"]), st.sampled_from(["A", "3d", "20%"]), max_size=3
)
STREAMS = st.fixed_dictionaries(
    {}, optional={"demand": st.just("8/wk"), "steps": st.dictionaries(st.sampled_from("abc"), FIELDS)}
)


def test_what_an_overlay_says_nothing_about_shows_through():
    """New values by path; nothing removes; whole records may be added in their place."""
    changes = {"steps/legal/wait_time": "1d", "demand": None, "steps/new": {"name": "New", "behind": "legal"}}

    laid = lay(BASE, changes)
    assert laid["steps"]["legal"] == {"wait_time": "1d", "rework": {"loop": {"to": "legal"}}}
    assert "demand" not in laid
    assert list(laid["steps"]) == ["legal", "new", "sign"]
    assert BASE["demand"] == "8/wk"


@given(STREAMS, STREAMS)
@settings(deadline=None, max_examples=50)
def test_the_overlay_between_two_maps_turns_one_into_the_other(base, wanted):
    """Its changes are those that lead from one to the other."""
    laid = lay(base, overlay_between(base, wanted))

    assert laid == wanted
    assert list(laid.get("steps", {})) == list(wanted.get("steps", {}))


def test_a_change_of_what_is_not_there_is_told():
    """With the path of the change, as a warning: the rest of the overlay still counts."""
    changes = {
        "steps/gone/wait_time": "1d",
        "steps/legal/rework/gone/share": "5%",
        "steps/legal/rework/loop/share": "5%",
        "steps/legal/wait_time": "2d",
        "steps/new": {"name": "New"},
        "steps/new/wait_time": "1h",
        "demand": "9/wk",
        "": 1,
    }

    found = list(unresolved(BASE, changes, "voices/ana"))
    assert [finding.path for finding in found] == [
        "voices/ana/changes/steps/gone/wait_time",
        "voices/ana/changes/steps/legal/rework/gone/share",
    ]
    assert found[0].message.startswith('"steps/gone" is not on the current map')
    assert {finding.severity for finding in found} == {Severity.WARNING}


def test_what_an_overlay_removed_is_no_longer_there_for_its_later_changes():
    """Changes count in turn."""
    assert len(list(unresolved(BASE, {"steps/legal": None, "steps/legal/name": "L"}, "v"))) == 1
    assert len(list(unresolved(BASE, {"steps/legal": "text", "steps/legal/name": "L"}, "v"))) == 1


def test_only_mappings_of_values_are_quantities():
    """A text or an empty mapping is none."""
    assert not is_quantity("3d")
    assert not is_quantity({})
    assert not is_quantity({"value": 1, "name": "A"})
    assert str(NOTHING) == "NOTHING"
