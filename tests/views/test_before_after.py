"""Before and after: from the picture alone, what changed and by how much."""

from copy import deepcopy
from random import Random
from textwrap import dedent

import pytest
from geometry import around, faults
from random_map import NAMES, WAITS, random_map
from test_contrast import faint, grounds_of_texts

from flowatlas import load
from flowatlas.drawing.hatching import hatching
from flowatlas.drawing.style import Theme
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.compare import compare, trace
from flowatlas.metrics.derived import derived
from flowatlas.metrics.pairs import told
from flowatlas.metrics.report import report
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Line, Takes, Text
from flowatlas.store.schema import read_atlas
from flowatlas.views.before_after import before_after
from flowatlas.views.blocks import MOST_BLOCKS
from flowatlas.views.pair.places import places
from flowatlas.views.pair.sides import Change, Figure, Side
from flowatlas.views.pair.words import total_in_words

TODAY = """
    current:
      steps:
        take: {name: Take the order, process_time: 1h}
        credit: {name: Check credit, wait_time: 2d, process_time: 2h}
        stock: {name: Check stock, wait_time: 1d, process_time: 2h}
        send: {name: Send, wait_time: 2d, process_time: 1h}
"""
DAY = 8 * 3600.0
BARS = {"wait-bar", "work-bar", "open-bar", "back-bar"}


def side_of(title, plain, draws=100):
    """One of two maps."""
    atlas = load(dedent(plain)) if isinstance(plain, str) else read_atlas(plain).atlas
    stream = atlas.map(ValueStreamMap)
    return Side(title, stream, derived(atlas, report(atlas, draws=draws), Labels()))


def changes_of(one, two):
    """What became of every step that is not kept."""
    return [
        Change(step.kind, step.name, told(step), step.ids, step.new_ids)
        for step in trace(one.stream, two.stream)
        if step.kind != "kept"
    ]


class Pair:
    """Two maps drawn."""

    def __init__(self, one, two, headline="From 6 to 4 days: 33% less"):
        self.sides = side_of("Today", one), side_of("Then", two)
        self.changes = changes_of(*self.sides)
        figures = [Figure("Lead time", "6 d", "4 d", "33% less"), Figure("Process time", "6 h", "6 h", "no change")]
        self.picture = before_after(*self.sides, self.changes, headline, figures)
        self.places = places(*self.sides, self.changes)
        self.parts = {part.id: part for part in self.picture.parts}

    @property
    def texts(self):
        """All that can be read."""
        return [shape.text for _, shape in self.picture.shapes() if isinstance(shape, Text)]

    def end_of(self, side):
        """Where a bar ends."""
        return max(
            around(shape).right
            for part in self.picture.parts
            if part.id.startswith(f"side/{side}/block")
            for shape in part.shapes
            if isinstance(shape, Box) and shape.role in BARS
        )

    def roles(self, side):
        """The roles of all that is on a bar."""
        parts = [part for part in self.picture.parts if part.id.startswith(f"side/{side}/block")]
        return {shape.role for part in parts for shape in part.shapes}


def test_headline_titles_figures_and_every_change_can_be_read():
    """What changed, and by how much, stands there in words."""
    pair = Pair(TODAY, TODAY.replace("wait_time: 2d, process_time: 2h", "wait_time: 1h, process_time: 2h"))

    said = pair.texts
    for words in ("From 6 to 4 days: 33% less", "Today", "Then", "33% less", "Check credit", "wait 2 d becomes 1 h"):
        assert words in said
    assert said.count("1") == 3, "the number stands on both bars and in the list"
    assert "1 Check credit: wait 2 d becomes 1 h." in pair.picture.description


def test_both_bars_share_one_scale():
    """A bar is as long as its time, and the axis is there once."""
    pair = Pair(TODAY, TODAY.replace("wait_time: 2d", "wait_time: 1d"))

    seconds = [side.derived.lead.seconds for side in pair.sides]
    lengths = [pair.end_of(number) - around(pair.parts["axis"].shapes[0]).left for number in (1, 2)]
    assert lengths[1] / lengths[0] == pytest.approx(seconds[1] / seconds[0], abs=0.002)


def test_what_goes_away_is_hatched_and_what_comes_on_top_too():
    """Shorter on the first bar, longer on the second one."""
    less = Pair(TODAY, TODAY.replace("wait_time: 1d", "wait_time: 1h"))
    more = Pair(TODAY, TODAY.replace("wait_time: 1d", "wait_time: 3d"))

    assert ("gone" in less.roles(1), "more" in less.roles(2)) == (True, False)
    assert ("gone" in more.roles(1), "more" in more.roles(2)) == (False, True)
    assert "comes on top" in more.texts
    assert "comes on top" not in less.texts


def test_the_same_blocks_stand_in_both_rows():
    """Steps that are on both maps are in the same place, removed ones only before, added ones only after."""
    new = TODAY.replace("        stock: {name: Check stock, wait_time: 1d, process_time: 2h}\n", "")
    new = dedent(new) + "    thank: {name: Say thanks, process_time: 5m}\n"
    pair = Pair(TODAY, new)

    rows = [[place.sides[side].ids if place.sides[side] else None for place in pair.places] for side in (0, 1)]
    assert rows == [
        [("take",), ("credit",), ("stock",), ("send",), None],
        [("take",), ("credit",), None, ("send",), ("thank",)],
    ]
    assert [place.numbers for place in pair.places] == [(), (), (1,), (), (2,)]
    assert "goes away" in pair.texts
    assert "new: process time 5 min" in pair.texts
    assert "gone-edge" in pair.roles(1)


def test_merged_and_split_steps_are_one_place():
    """What stands for several, or became several, is told so."""
    new = """
        current:
          steps:
            take: {name: Take the order, process_time: 1h}
            checks: {name: Check both, replaces: [credit, stock], wait_time: 1d, process_time: 2h}
            pack: {name: Pack, replaces: [send], wait_time: 1d, process_time: 1h}
            post: {name: Post, replaces: [send], wait_time: 1d, process_time: 1h}
    """
    pair = Pair(TODAY, new)

    assert [(place.before.ids, place.after.ids) for place in pair.places] == [
        (("take",), ("take",)),
        (("credit", "stock"), ("checks",)),
        (("send",), ("pack", "post")),
    ]
    assert "takes the place of “Check credit” and “Check stock”" in pair.texts
    assert "becomes “Pack” and “Post”" in pair.texts


def test_nothing_changed_is_told():
    """Two maps alike are no error."""
    pair = Pair(TODAY, TODAY)

    assert "No step changes" in pair.texts
    assert not pair.roles(1) & {"gone", "changed", "gone-edge"}


def test_doubt_is_drawn_where_there_is_some():
    """An exact map has no whisker; a doubtful one has, with its ends in words."""
    pair = Pair(TODAY, TODAY.replace("wait_time: 2d, process_time: 2h", "wait_time: 1h..2d, process_time: 2h"))

    assert "side/1/doubt" not in pair.parts
    assert "side/2/doubt" in pair.parts
    assert any(words.startswith("on average") for words in pair.texts)


def test_the_typical_time_is_not_said_to_lie_where_it_does_not():
    """A few that take very long lift the average beyond the time of most: it is the average that lies there."""
    takes = Takes(2.8 * DAY, 2.9 * DAY, 5.4 * DAY, DAY)

    assert total_in_words(takes, Calendar())[1] == ["on average 2.9 to 5.4 days"]
    assert total_in_words(takes._replace(seconds=3 * DAY), Calendar())[1] == ["somewhere from 2.9 to 5.4 days"]


def test_unknowns_are_told_beside_the_total():
    """What stands in for a value that nobody knows is drawn open and counted."""
    pair = Pair(TODAY, TODAY.replace("wait_time: 1d", 'wait_time: "?"'))

    assert "open-bar" in pair.roles(2)
    assert "one value not known" in pair.texts


def chain(count, **other):
    """Many steps."""
    steps = {
        f"s{number}": {"name": f"Step {number}", "wait_time": "1d", "process_time": "1h"} for number in range(count)
    }
    for step_id, fields in other.items():
        steps[step_id] |= fields
    return {"current": {"steps": steps}}


def test_of_forty_steps_the_changed_ones_stay_apart():
    """At most seven blocks; folded is what did not change."""
    pair = Pair(chain(40), chain(40, s7={"wait_time": "1h"}, s30={"wait_time": "2d"}))

    assert len(pair.places) == MOST_BLOCKS
    assert [place.before.ids for place in pair.places if place.numbers] == [("s7",), ("s30",)]


def test_many_changes_are_listed_as_far_as_there_is_room():
    """The list ends in how many more there are."""
    changed = {f"s{number}": {"wait_time": "1h"} for number in range(30)}
    pair = Pair(chain(40), chain(40, **changed))

    assert "and 17 more" in pair.texts
    assert faults(pair.picture) == []


@pytest.mark.parametrize("theme", Theme)
def test_every_text_stands_out(theme):
    """On light and on dark ground alike."""
    pair = Pair(TODAY, TODAY.replace("wait_time: 2d, process_time: 2h", 'wait_time: "?", process_time: 4h'))

    assert faint(grounds_of_texts(pair.picture), theme) == {}


def varied(plain, random):
    """The same map with steps changed, renamed, removed, added."""
    other = deepcopy(plain)
    steps = other["current"]["steps"]
    for step_id in list(steps):
        dice = random.random()
        if dice < 0.2:
            steps[step_id]["wait_time"] = random.choice(WAITS)
        elif dice < 0.3:
            steps[step_id]["name"] = random.choice(NAMES)
        elif dice < 0.4 and len(steps) > 1:
            del steps[step_id]
    if random.random() < 0.5:
        steps["new"] = {"name": random.choice(NAMES), "wait_time": random.choice(WAITS)}
    return other


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 35))])
def test_any_two_maps_can_be_drawn(seed):
    """Nothing overflows, overlaps or is crossed out, every step is in one block, and there are at most seven."""
    random = Random(seed)
    one = random_map(random)
    two = varied(one, random) if seed % 4 else random_map(random)
    sides = [side_of(title, plain) for title, plain in (("Today", one), (random.choice(NAMES), two))]
    found = changes_of(*sides)
    totals = compare(*(side.stream for side in sides), read_atlas(one).atlas.calendar.times, draws=50).differences
    figures = [Figure(total.title, total.before.text, total.after.text, "?") for total in list(totals.values())[:5]]

    picture = before_after(*sides, found, random.choice(NAMES), figures)
    drawn = places(*sides, found)

    assert faults(picture) == []
    assert len(drawn) <= MOST_BLOCKS
    for number, side in enumerate(sides):
        ids = [step_id for place in drawn if place.sides[number] for step_id in place.sides[number].ids]
        assert sorted(ids) == sorted(side.stream.steps)


@pytest.mark.parametrize("size", [(100, 20), (20, 100), (3, 40), (0.5, 0.5)])
@pytest.mark.parametrize("leans", [True, False])
def test_hatching_stays_inside(size, leans):
    """Slanted lines end at the edges."""
    width, height = size
    for line in hatching("gone", 10, 20, width, height, leans=leans):
        assert isinstance(line, Line)
        for x, y in line.points:
            assert 10 - 1e-9 <= x <= 10 + width + 1e-9
            assert 20 - 1e-9 <= y <= 20 + height + 1e-9


TARGET = """
    outcome: {target: {text: Sent within the week, metric: lead_time, value: 5d, by: 2027-01-31}}
"""


@pytest.mark.parametrize("text", ["Sent within the week", "Sent within the week " * 30])
def test_the_target_is_held_against_both_maps(text):
    """The green note stands here as on every other map, with how many items meet it before and after."""
    plain = TARGET.replace("Sent within the week", text.strip()) + TODAY
    pair = Pair(plain, plain.replace("2d", "1d"), "It takes 4 days instead of 6 days. " * 4)

    note = next(part for part in pair.picture.parts if part.id == "target")

    assert "Today: no item meets it. Then: 100% of the items meet it." in note.tip
    assert not faults(pair.picture)
