"""The dependency map drawn: only what there is, nothing over anything else, and unknown is not zero."""

import pytest
from geometry import around, crosses, faults, segments
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.maps.dependency import Inside
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Derived, Line
from flowatlas.store.schema import read_atlas
from flowatlas.views.view import views_of

LONG = "Verhandlungen über Datenverarbeitungsvereinbarungen mit Donaudampfschifffahrtsgesellschaften und ihren Töchtern"
CHINESE = "数据处理协议需要由外部律师逐条审查并由双方签字确认后方可生效，否则不得开始部署"
ARABIC = "ينتظر العقد في صندوق البريد المشترك حتى يقرأه أحد من الفريق القانوني"
NAMES = ("Read it", LONG, CHINESE, ARABIC, "x" * 90)
KINDS = ("team", "vendor", None, "tool", "policy", "meeting", "customer", "shared service")
STREAM = {
    "demand": "8/wk",
    "steps": {
        "ask": {"process_time": "1h"},
        "legal": {"name": "Review the agreement", "wait_time": "8d..3wk", "process_time": "2h"},
        "ship": {"wait_time": "1d", "process_time": "1h"},
    },
}


def many(count, name="Part"):
    """A dependency map with as many of everything."""
    return {
        "of": "legal",
        "steps": {
            f"s{n}": {"name": f"{name} {n}", "process_time": "1h..2h" if n % 3 else "?", "wait_time": "2d..3d"}
            for n in range(count)
        },
        "final_wait": "4h",
        "parties": {f"p{n}": {"name": f"{name} {n}", "kind": KINDS[n % 8] or "tool"} for n in range(count)},
        "dependencies": {
            f"d{n}": {
                "name": f"{name} {n}",
                "to": f"p{n // 2}",
                "direction": ("in", "out", "both")[n % 3],
                "wait_time": "4d" if n % 4 else "?",
                "sla": "5d",
                "cause": name,
            }
            for n in range(count)
        },
        "causes": {
            f"c{n}": {
                "text": f"{name} {n}",
                **({"why": f"c{n + 1}"} if n % 7 < 6 and n + 1 < count else {}),
                **({"about": "current/steps/legal/wait_time"} if n % 5 == 0 else {}),
            }
            for n in range(count)
        },
    }


def drawn(inside, *, figures=True, current=STREAM):
    """The dependency map as it is drawn, with what the figures say or without."""
    plain = {"title": "Onboarding", "current": current, "dependency": inside}
    atlas = read_atlas(plain).atlas
    view = next(one for one in views_of(atlas) if one.name == "dependency")
    return view.compose(atlas, derived(atlas, report(atlas, draws=100), Labels(), plain) if figures else Derived())


def words(picture):
    """All that can be read on a picture."""
    return " ".join(shape.text for _, shape in picture.shapes() if hasattr(shape, "text"))


def crossings(picture):
    """Lines that run through a note."""
    boxes = [
        (part, shape)
        for part, shape in picture.shapes()
        if isinstance(shape, Box) and shape.role.startswith(("card", "step", "end"))
    ]
    links = [(part, shape) for part, shape in picture.shapes() if isinstance(shape, Line) and shape.role == "link"]
    return [
        f"{line_part.id} runs through {part.id}"
        for line_part, line in links
        for segment in segments(line)
        for part, box in boxes
        if crosses(segment, around(box))
    ]


@pytest.mark.parametrize("count", [0, 3, 8])
@pytest.mark.parametrize("name", NAMES, ids=["short", "long", "chinese", "arabic", "unbroken"])
def test_nothing_lies_over_anything_else(count, name):
    """However many there are, and however long they are called."""
    picture = drawn(many(count, name))

    assert faults(picture) == []
    assert crossings(picture) == []


@pytest.mark.slow
def test_sixty_of_everything_still_fit():
    """The sheet grows downwards, and everything can be pointed at."""
    picture = drawn(many(60))

    assert faults(picture) == []
    assert crossings(picture) == []
    records = {part.path for part in picture.parts if part.role == "record"}
    assert len(records) == 240


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 11)), max_size=12),
    st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_causes_of_any_shape_are_drawn_once_each(behind, abouts):
    """Chains that meet, part or go round: every cause stands there once, and no line runs through a note."""
    causes = {
        f"c{n}": {
            "text": f"Cause {n}",
            **({} if why is None else {"why": f"c{why}"}),
            **({"about": "current/steps/legal"} if abouts[n] else {}),
        }
        for n, why in enumerate(behind)
    }
    picture = drawn({"of": "legal", "causes": causes}, figures=False)

    shown = [part.path for part in picture.parts if part.role == "record"]
    assert sorted(shown) == sorted(f"dependency/causes/{key}" for key in causes)
    assert faults(picture) == []
    assert crossings(picture) == []


def test_an_empty_map_invites_and_names_what_it_would_look_into():
    """The wait before the review limits the stream, so that it is looked into."""
    picture = drawn({})

    assert [part.path for part in picture.parts if part.role == "invitation"] == [
        "dependency/steps",
        "dependency/parties",
        "dependency/dependencies",
        "dependency/causes",
    ]
    assert "“Review the agreement”" in words(picture)
    assert not [part for part in picture.parts if part.role == "record"]


def test_without_any_stream_there_is_still_an_invitation():
    """A dependency map may be the first thing that somebody makes."""
    picture = drawn({}, current={})

    assert "No step is looked into yet" in words(picture)
    assert faults(picture) == []


def test_in_the_first_moment_there_are_no_figures():
    """Everything that people typed is there, and no figure is made up."""
    picture = drawn(many(3), figures=False)

    assert faults(picture) == []
    assert {part.id for part in picture.parts} >= {
        "dependency/steps/s1",
        "dependency/parties/p0",
        "dependency/causes/c2",
    }
    assert not [part for part in picture.parts if part.role in {"hotspot", "total"}]


def test_the_longest_time_inside_is_outlined_with_its_share():
    """Its path is that of the value, so that it can be followed there."""
    steps = {"read": {"wait_time": "4d", "process_time": "4h"}, "sign": {"wait_time": "4h", "process_time": "0"}}
    picture = drawn({"of": "legal", "steps": steps})

    hot = [part for part in picture.parts if part.role == "hotspot"]
    assert [part.path for part in hot] == ["dependency/steps/read/wait_time"]
    assert hot[0].name == "The longest inside: 80% of the time inside"


@pytest.mark.parametrize("place", [0, *(pytest.param(place, marks=pytest.mark.slow) for place in (3, 5, 11))])
@pytest.mark.parametrize("field", ["wait_time", "process_time"])
def test_the_outline_crosses_no_words_wherever_it_is(place, field):
    """In the first place of a row and in the last."""
    inside = many(12, LONG)
    inside["steps"][f"s{place}"][field] = "40d"
    picture = drawn(inside)

    assert [part.path for part in picture.parts if part.role == "hotspot"] == [f"dependency/steps/s{place}/{field}"]
    assert faults(picture) == []


@pytest.mark.parametrize("count", [1, 4, 5, 6])
def test_a_long_final_wait_is_outlined_once(count):
    """Behind a full row it stands in the next one."""
    inside = {**many(count), "final_wait": "60d"}
    picture = drawn(inside)

    assert [part.path for part in picture.parts if part.role == "hotspot"] == ["dependency/final_wait"]
    assert faults(picture) == []


def test_an_unknown_time_is_an_open_question_mark():
    """It is never drawn as nothing."""
    picture = drawn({"of": "legal", "steps": {"read": {"process_time": "?"}}})
    part = next(part for part in picture.parts if part.path == "dependency/steps/read/process_time")

    assert [shape.text for shape in part.shapes if hasattr(shape, "text")] == ["?"]


@pytest.mark.parametrize(("direction", "heads"), [("in", 1), ("out", 1), ("both", 2), (None, 0)])
def test_arrows_show_which_way_something_goes(direction, heads):
    """A line without an arrow says that nobody has told."""
    one = {"to": "v", **({"direction": direction} if direction else {})}
    picture = drawn({"of": "legal", "parties": {"v": {}}, "dependencies": {"d": one}})
    lines = next(part for part in picture.parts if part.id == "dependency/dependencies/d/line").shapes

    assert sum(line.has_head for line in lines) == heads


def test_a_dependency_can_be_put_to_another_party():
    """Each party is a place where a dependency can be dropped; its own note lies in it."""
    picture = drawn({"of": "legal", "parties": {"v": {}, "w": {"name": "Sales"}}, "dependencies": {"d": {"to": "v"}}})
    note = next(shape for part, shape in picture.shapes() if part.path == "dependency/dependencies/d")

    assert {zone.sets: zone.name for zone in picture.zones} == {
        (("to", "v"),): "Needed from V",
        (("to", "w"),): "Needed from Sales",
    }
    own = next(zone for zone in picture.zones if zone.sets == (("to", "v"),))
    assert own.x <= note.x
    assert own.y <= note.y
    assert note.y + note.height <= own.y + own.height


def test_what_a_dependency_costs_stands_on_its_note():
    """So does how the wait stands to the promise, and that nobody knows a wait."""
    inside = {
        "of": "legal",
        "parties": {"v": {}},
        "dependencies": {"a": {"to": "v", "wait_time": "4d", "sla": "5d"}, "b": {"to": "v"}, "c": {"wait_time": "1d"}},
    }
    told = words(drawn(inside))

    assert "used to their limit" in told
    assert told.count("Without this wait") == 2
    assert told.count("Nobody has said yet how long this takes.") == 1
    assert "Nobody named yet" in told


def test_figures_travel_with_the_picture_to_another_process():
    """What was worked out is kept where it cannot be worked out any more."""
    plain = {"current": STREAM, "dependency": many(3)}
    atlas = read_atlas(plain).atlas
    found = derived(atlas, report(atlas, draws=100), Labels(), plain)

    assert found.of(Inside).step == "legal"
