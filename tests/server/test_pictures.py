"""Pictures over the wire: whole, or only what differs from the one before."""

import json
from pathlib import Path

import pytest

from flowatlas import load
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Dot, Line, Mark, Part, Picture, Text
from flowatlas.server.protocol.drawn import PictureOf
from flowatlas.server.wire.pictures import picture_message, views_shown
from flowatlas.store.text import Text as AtlasText
from flowatlas.views.view import views_of

ONBOARDING = Path(__file__).resolve().parents[2] / "examples/onboarding/atlas.yaml"
SHAPES = (
    Box("step", 1.23456, 2, 3, 4),
    Text("text", 1, 2, "Légal “x” </script>", 13, 40.5, "middle", is_bold=True),
    Line("flow", ((1, 2.00049), (3, 4)), has_head=True),
    Dot("role-0", 1, 2, 3),
    Mark("fix-mark", ((1, 2), (3, 4), (5, 6)), is_closed=False),
)


def part(part_id, *shapes):
    """A part with these shapes."""
    return Part(part_id, f"current/{part_id}", "step", f"Name of {part_id}", "", shapes or SHAPES)


def picture(*parts, width=100.0):
    """A picture of these parts."""
    return Picture(width, 50.0, "Title", "Says it", parts)


def sent(after, before=None):
    """What is sent, as the page reads it."""
    message = picture_message(after, n=3, view="practice", is_settled=True, before=before)
    return PictureOf.model_validate_json(message)


@pytest.mark.parametrize("view", ["practice", "ladder", "simple", "outcome"])
def test_every_view_is_sent_as_the_page_expects_it(view):
    """The JSON that is made straight from the shapes holds as the message that it stands for."""
    atlas = load(ONBOARDING.read_text(encoding="utf-8"))
    told = derived(atlas, report(atlas, draws=200), Labels())
    drawn = next(one for one in views_of(atlas) if one.name == view).compose(atlas, told)

    message = sent(drawn)

    assert message.is_whole
    assert message.order == [one.id for one in drawn.parts] == [one.id for one in message.parts]
    assert [len(one.shapes) for one in message.parts] == [len(one.shapes) for one in drawn.parts]


def test_every_field_of_every_shape_is_sent():
    """Nothing that a painter needs is lost; lengths are rounded to hundredths."""
    box, text, line, dot, mark = sent(picture(part("a"))).parts[0].shapes

    assert (box.shape, box.x, box.width, box.radius) == ("box", 1.23, 3, 0)
    assert (text.text, text.anchor, text.is_bold, text.width) == ("Légal “x” </script>", "middle", True, 40.5)
    assert (line.points, line.has_head) == ([(1, 2), (3, 4)], True)
    assert (dot.shape, dot.radius) == ("dot", 3)
    assert (mark.shape, mark.is_closed) == ("mark", False)


def test_only_changed_parts_are_sent():
    """After a change of one value the page gets the few parts that it touched, and keeps the order that it knows."""
    before = picture(part("a"), part("b"), part("c"))
    after = picture(part("a"), part("b", Dot("role-0", 9, 9, 9)), part("c"))

    message = sent(after, before)

    assert not message.is_whole
    assert message.order is None
    assert [one.id for one in message.parts] == ["b"]


def moved(shape, x, y):
    """A shape elsewhere."""
    if hasattr(shape, "points"):
        return shape._replace(points=tuple((left + x, top + y) for left, top in shape.points))
    return shape._replace(x=shape.x + x, y=shape.y + y)


def test_what_only_moved_is_told_by_how_far():
    """Of a part behind a new step no shape is sent again; of one that moved and changed, all are."""
    other = part("b", *(moved(shape, -230, 172.48) for shape in SHAPES))
    message = sent(
        picture(part("a"), other, other._replace(id="c", name="Renamed")), picture(part("a"), part("b"), part("c"))
    )

    assert [(shift.x, shift.y, shift.ids) for shift in message.shifts] == [(-230, 172.48, ["b"])]
    assert [one.id for one in message.parts] == ["c"]


@pytest.mark.parametrize(
    "shapes",
    [
        [*SHAPES[:-1], moved(SHAPES[-1], 1, 0)],
        [moved(shape, 0.004, 0) for shape in SHAPES],
        [SHAPES[0]._replace(width=SHAPES[0].width + 1), *SHAPES[1:]],
        [shape._replace(points=shape.points * 2) if hasattr(shape, "points") else shape for shape in SHAPES],
        SHAPES[:-1],
    ],
)
def test_what_became_another_shape_or_would_drift_is_sent_whole(shapes):
    """Shapes that moved apart, by less than can be told, or that are of another size, or more, or fewer."""
    message = sent(picture(part("a", *shapes)), picture(part("a")))

    assert not message.shifts
    assert [one.id for one in message.parts] == ["a"]


def test_an_equal_picture_sends_no_part():
    """The second wave often draws the same, which only has to be said."""
    message = sent(picture(part("a")), picture(part("a")))

    assert (message.parts, message.order) == ([], None)


@pytest.mark.parametrize("after", [["a", "c"], ["a", "b", "c", "d"], ["c", "b", "a"]])
def test_a_new_order_is_sent_whenever_parts_come_go_or_move(after):
    """The order tells what is there and what lies below."""
    message = sent(picture(*map(part, after)), picture(*map(part, "abc")))

    assert message.order == after
    assert [one.id for one in message.parts] == [one for one in after if one not in "abc"]


def test_a_length_that_is_no_number_is_refused():
    """A picture with an infinite box is a mistake of the view that made it, not something to send."""
    with pytest.raises(ValueError, match="Out of range"):
        picture_message(picture(width=float("inf")), n=1, view="practice", is_settled=True)


def test_json_is_compact_and_keeps_letters():
    """What is sent for every change is as short as it can be."""
    message = picture_message(picture(part("a")), n=1, view="practice", is_settled=True)

    assert "Légal" in message
    assert message == json.dumps(json.loads(message), ensure_ascii=False, separators=(",", ":"))


def views(text):
    """The views of an atlas, each with its section and its kind."""
    return {one.name: (one.section, one.kind) for one in views_shown(AtlasText(text).plain, load(text))}


def test_views_are_those_of_the_map_the_other_maps_and_futures_beside_today():
    """The page offers every way to look at an atlas."""
    found = views(ONBOARDING.read_text(encoding="utf-8"))

    assert list(found)[:3] == ["practice", "ladder", "simple"]
    assert found["practice"] == ("current", "map")
    assert found["outcome"] == ("outcome", "map")
    assert found["future/standard"] == ("future", "beside")
    assert found["ideal"] == ("future", "beside")


def test_without_futures_nothing_stands_beside():
    """The ideal is a measure for futures; without any it is left out."""
    assert "beside" not in {kind for _, kind in views("current: {steps: {a: {}}}").values()}


def test_measurements_stand_beside_the_map():
    """What is believed beside each measurement, and its periods, where it says anything of them."""
    lead = "{lead_time: 3d}"
    text = (
        "current: {steps: {a: {wait_time: 1d}}, measurements: {"
        f"jira: {{title: Jira, changes: {{steps/a/wait_time: 2d}}, periods: {{'2026-01': {lead}, '2026-02': {lead}}}}}, "
        "silent: {lead_time: 3d}}}"
    )
    shown = [one for one in views_shown(AtlasText(text).plain, load(text)) if one.kind == "beside"]

    assert [(one.name, one.title) for one in shown] == [
        ("measurements/jira", "Believed and measured: Jira"),
        ("measurements/jira/periods", "Period by period: Jira"),
    ]


def test_a_future_is_called_by_its_title():
    """Tabs say what people call a future, whatever its id."""
    text = 'current: {steps: {a: {}}}\nfuture: {"a~b": {title: No review, changes: {steps/a/wait_time: 0}}}'
    plain = AtlasText(text).plain

    titles = {one.name: one.title for one in views_shown(plain, load(text))}

    assert titles["future/a~0b"] == "Today and: No review"
