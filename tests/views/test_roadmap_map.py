"""The roadmap drawn: nothing overlaps, everything can be reached, dropped and read."""

import pytest
from geometry import around, faults
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.maps.roadmap import Decision, RoadmapItem, RoadmapMap
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Derived, Dot, Picture
from flowatlas.model.record import fields_of
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text

STREAM = """
title: Onboarding
current:
  steps:
    ask: {process_time: 1d}
    legal: {name: Legal review, wait_time: 5d..3wk, process_time: 1d}
    ship: {wait_time: 5d, process_time: 1d}
future:
  fast: {title: Faster, changes: {steps/legal/wait_time: 4d, steps/ship/wait_time: 1d}}
"""

THREE = """
roadmap:
  items:
    a: {title: One contract, lane: now, owner: Ana, future: fast, moves: [steps/legal], importance: 1, feasibility: 1,
        status: in progress, due: 2027-02-01, measure: {metric: lead time, baseline: 6wk, target: 4d, readings: {2027-01-15: 3wk}}}
    b: {title: Ship every day, after: [a], future: fast, moves: [steps/nowhere], effort: 2d, status: blocked}
    c: {title: Ask, lane: 2027-Q1}
  decisions:
    x: {on: 2026-12-01, text: Legal first, because: it is the longest wait, about: current/steps/legal}
"""

LONG = "Agree with everybody who ever reads one on the wording of the one standard agreement, in all countries"
NAMES = [
    LONG,
    "短いタイトル 顧客のデータを読み込む",
    "إعداد بيئة الاختبار للعميل الجديد",
    "Donaudampfschifffahrtsgesellschaft" * 3,
]


def many(count: int) -> str:
    """A roadmap with so many items and decisions, in seven lanes, long and foreign names among them."""
    lanes = ["now", "next", "later", "2027-Q1", "2027-03-31", "2028", None]
    items, decisions = {}, {}
    for number in range(count):
        item = {"title": f"{NAMES[number % 4]} {number}"}
        if lanes[number % 7]:
            item["lane"] = lanes[number % 7]
        if number % 2:
            item |= {"importance": number % 5 / 4, "feasibility": number % 3 / 2, "owner": LONG}
        if number % 3 == 1:
            item |= {"after": [f"i{number - 1}"], "status": "blocked", "exit": LONG}
        if number % 4 == 0:
            item |= {"measure": {"text": LONG, "baseline": 10, "target": 4, "readings": {"2026-12-01": 7}}}
        items[f"i{number}"] = item
        decisions[f"d{number}"] = {"on": "2026-12-01", "text": NAMES[number % 4], "because": LONG}
    return f"\nroadmap: {{items: {items}, decisions: {decisions}}}".replace("'", '"')


def drawn(roadmap: str, *, is_known: bool = True) -> Picture:
    """The picture of a roadmap on the stream."""
    plain = Text(STREAM + roadmap).plain
    atlas = read_atlas(plain).atlas
    known = derived(atlas, report(atlas, draws=100), Labels(), plain) if is_known else Derived()
    one = atlas.map_or_blank(RoadmapMap)
    picture = one.picture(atlas, known)
    assert picture is not None
    return picture


def words(picture: Picture) -> str:
    """All that can be read on a picture."""
    return " ".join(shape.text for _, shape in picture.shapes() if hasattr(shape, "text"))


@pytest.mark.parametrize(
    "roadmap",
    [
        pytest.param("\nroadmap: {}", id="none"),
        pytest.param(THREE, id="three"),
        pytest.param(many(60), id="sixty", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("is_known", [True, False], ids=["with figures", "without"])
def test_nothing_overlaps_or_overflows(roadmap, is_known):
    """With no item, three, sixty, long texts in several scripts, and in the first moment before figures are there."""
    assert faults(drawn(roadmap, is_known=is_known)) == []


def test_dots_never_touch():
    """However many items belong in the same place, each number can be read and taken."""
    picture = drawn(many(60))
    dots = [
        shape
        for part in picture.parts
        if part.id.startswith("plot/roadmap")
        for shape in part.shapes
        if isinstance(shape, Dot)
    ]

    assert len(dots) == 60
    for place, one in enumerate(dots):
        for other in dots[place + 1 :]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= (one.radius + other.radius) ** 2


def test_arrows_run_below_the_dots():
    """A number can be read where the arrow of another item passes."""
    ids = [part.id for part in drawn(many(20)).parts]
    arrows = [place for place, one in enumerate(ids) if one.startswith("plot/") and "/after/" in one]
    dots = [place for place, one in enumerate(ids) if one.startswith("plot/roadmap") and "/after/" not in one]

    assert len(arrows) == 7
    assert max(arrows) < min(dots)


def test_an_arrow_bends_around_a_dot_in_its_way():
    """An arrow that ran behind a number would seem to start or end there."""
    places = {"a": 0.1, "b": 0.5, "c": 0.9}
    items = {
        key: {"importance": at, "feasibility": at, "after": ["a"] if key == "c" else []} for key, at in places.items()
    }
    parts = {part.id: part for part in drawn(f"\nroadmap: {{items: {items}}}".replace("'", '"')).parts}
    arrow, between = parts["plot/roadmap/items/c/after/a"].shapes[0], parts["plot/roadmap/items/b"].shapes[0]

    assert len(arrow.points) == 3
    bend = arrow.points[1]
    assert (bend[0] - between.x) ** 2 + (bend[1] - between.y) ** 2 > between.radius**2


def test_places_on_the_plot_are_what_was_said():
    """The dot of a stated place lies where dropping it there would put it."""
    picture = drawn(THREE)
    plot = next(zone for zone in picture.zones if zone.up)
    dot = next(part.shapes[0] for part in picture.parts if part.id == "plot/roadmap/items/a")

    assert (plot.records, plot.across, plot.up) == ("roadmap/items", "feasibility", "importance")
    assert (dot.x, dot.y) == (plot.x + plot.width, plot.y)


def test_cards_lie_in_the_zone_of_their_lane():
    """Every lane is a place to drop items, and sets it; without a lane is one too."""
    picture = drawn(THREE)
    lanes = {dict(zone.sets)["lane"]: zone for zone in picture.zones if zone.sets}

    assert list(lanes) == ["now", "next", "later", "2027-Q1", None]
    for item, lane in (("a", "now"), ("b", None), ("c", "2027-Q1")):
        card = next(part for part in picture.parts if part.id == f"roadmap/items/{item}")
        x, y = around(card.shapes[0]).middle
        zone = lanes[lane]
        assert zone.x <= x <= zone.x + zone.width
        assert zone.y <= y <= zone.y + zone.height


def test_a_card_tells_effect_reading_and_what_is_blocked():
    """What an item should do, how sure that is, what was read and what that means."""
    picture = drawn(THREE)
    told = {part.path: part.name for part in picture.parts if part.role == "record" and part.id == part.path}

    assert "less lead time" in told["roadmap/items/a"]
    assert "Read 2027-01-15: 3 wk, on the way" in told["roadmap/items/a"]
    assert "Status: blocked" in told["roadmap/items/b"]
    assert "less lead time" not in told["roadmap/items/b"]


def test_what_no_item_does_is_listed():
    """Changes of a future that no item claims, and moves that match no change."""
    said = words(drawn(THREE))

    assert "In “Faster”, but no item does it" in said
    assert "becomes 1 d" in said
    assert "“Ship every day” moves “steps/nowhere”" in said or 'moves "steps/nowhere"' in said


def test_an_empty_roadmap_invites():
    """There is one way to begin: the first item."""
    picture = drawn("\nroadmap: {}")

    assert [part.id for part in picture.parts if part.role == "invitation"] == ["invitation/roadmap/items"]


def test_figures_are_left_out_until_they_are_known():
    """Without them nothing is said about effects, least of all that there is none."""
    assert "lead time (" not in words(drawn(THREE, is_known=False))
    assert "no effect" not in words(drawn(THREE, is_known=False))


def test_three_lines_are_not_nagged_about_figures():
    """Where no item names a future nobody asks what it would do."""
    said = words(drawn("\nroadmap: {items: {a: {title: Ask}, b: {title: Try}, c: {title: Tell}}}"))

    assert "3 items planned" in said
    assert "lead time" not in said


TYPED = st.sampled_from(
    [
        None, "", "?", "3d", "80%", 7, -1, 0.5, True, [], {}, "now", "2027-Q1", "soon", "9999-12-31", "a", "b", "fast",
        ["a", "b", "a"], ["steps/legal", "/", ""], {"p50": "3d"}, {"soon": "3d"}, {"2027-01": "3d", "2026": [1]},
        LONG, *NAMES, "never", "n/a", "5000 EUR", "lead time", "done", "blocked", "current/steps/legal",
    ]
)  # fmt: skip
MEASURES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("text", "metric", "baseline", "target", "readings"), TYPED)
)
ITEMS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(fields_of(RoadmapItem), TYPED) | {"measure": MEASURES, "future": st.just("fast")},
)
DECISIONS = st.fixed_dictionaries({}, optional=dict.fromkeys(fields_of(Decision), TYPED))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), ITEMS), st.dictionaries(st.sampled_from("xy"), DECISIONS))
def test_whatever_is_typed_is_drawn(items, decisions):
    """Nothing that people type stops the picture, what it lacks, or its figures."""
    plain = Text(STREAM).plain | {"roadmap": {"items": items, "decisions": decisions}}
    atlas = read_atlas(plain).atlas
    one = atlas.map(RoadmapMap)
    picture = one.picture(atlas, derived(atlas, report(atlas, draws=50), Labels(), plain))

    assert faults(picture) == []
    assert all(missing.text and missing.why for missing in one.missing(atlas))
