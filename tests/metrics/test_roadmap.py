"""What roadmap items do: their changes, their effects alone and together, and readings against what was predicted."""

from copy import deepcopy
from random import Random

import pytest
from brute_force import expected, typed
from hypothesis import given, settings
from hypothesis import strategies as st
from random_edit import random_edit
from random_stream import random_stream

from flowatlas.maps.roadmap import Prospects, lane_at
from flowatlas.metrics.report import report
from flowatlas.metrics.studies.moves import changes_of, changes_of_future, changes_of_items, unclaimed
from flowatlas.metrics.studies.roadmap import prospects
from flowatlas.metrics.study import Study
from flowatlas.model.overlay import future_over, lay, overlay_between
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text

DAY = 8 * 3600.0

TWO_FUTURES = """
    current:
      steps:
        ask: {process_time: 1d}
        legal: {wait_time: 10d, process_time: 1d, roles: [lawyer, seller]}
        ship: {wait_time: 5d, process_time: 1d}
    future:
      fast: {title: Faster, changes: {steps/legal/wait_time: 4d, steps/legal/process_time: 4h, steps/ship/wait_time: 1d}}
      more: {title: More, builds_on: fast, changes: {steps/ship: null}}
"""


def study_of(plain) -> Study:
    """The study of an atlas as text or as plain values."""
    if isinstance(plain, str):
        plain = Text(plain).plain
    atlas = read_atlas(plain).atlas
    return Study(plain, atlas, report(atlas, draws=200))


def with_items(items: str, text: str = TWO_FUTURES) -> Study:
    """The study of an atlas with these items on its roadmap."""
    return study_of(f"{text}    roadmap:\n      items:\n" + "".join(f"        {line}\n" for line in items.splitlines()))


def test_a_move_claims_a_change_or_all_of_a_record():
    """Full paths and paths relative to the map say the same; the name of one record is not the start of another's."""
    study = with_items(
        """a: {future: fast, moves: [steps/legal]}
b: {future: fast, moves: [current/steps/ship/wait_time]}
c: {future: fast, moves: [steps/leg]}"""
    )

    assert changes_of(study, "a") == {"steps/legal/wait_time": "4d", "steps/legal/process_time": "4h"}
    assert changes_of(study, "b") == {"steps/ship/wait_time": "1d"}
    assert changes_of(study, "c") == {}
    assert prospects(study).items["c"].lost == ("steps/leg",)


def test_an_item_without_moves_is_the_whole_future_if_it_is_the_only_one():
    """Where several items share a future, one that names no change claims none."""
    alone = with_items("a: {future: fast}")
    shared = with_items("a: {future: fast}\nb: {future: fast, moves: [steps/ship]}")

    assert len(changes_of(alone, "a")) == 3
    assert unclaimed(alone, "fast") == {}
    assert changes_of(shared, "a") == {}
    assert list(unclaimed(shared, "fast")) == ["steps/legal/wait_time", "steps/legal/process_time"]
    assert "does not say which changes" in prospects(shared).items["a"].why


def test_a_future_that_builds_on_another_brings_its_changes_with_it():
    """An item of the second future makes all that the first one changes, too."""
    study = with_items("a: {future: more}")

    assert lay(study.current, changes_of(study, "a")) == future_over(study.current, study.plain["future"], "more")
    assert prospects(study).unclaimed["fast"] == tuple(
        f"future/fast/changes/{path}" for path in study.plain["future"]["fast"]["changes"]
    )


def test_futures_in_a_circle_change_nothing():
    """What cannot be laid over the map is told as not known, never as an effect."""
    text = TWO_FUTURES.replace("title: Faster", "title: Faster, builds_on: more")
    study = with_items("a: {future: more}", text)

    assert changes_of(study, "a") == {}
    assert prospects(study).items["a"].gain is None


def test_effects_alone_and_together():
    """Alone, by lane, and what the items do to each other: two that shorten the same wait cannot both do it."""
    study = with_items(
        """a: {lane: now, future: fast, moves: [steps/legal]}
b: {lane: next, future: fast, moves: [steps/legal/wait_time, steps/ship]}
c: {lane: later}"""
    )
    found = prospects(study)

    assert found.items["a"].gain.mean == pytest.approx(-6.5 * DAY)
    assert found.items["b"].gain.mean == pytest.approx(-10 * DAY)
    assert found.items["c"].gain is None
    assert [lane.gain.mean / DAY for lane in found.lanes] == pytest.approx([-6.5, -10.5, -10.5])
    assert found.lanes[-1].added_up == pytest.approx(-16.5 * DAY)
    assert [lane.untold for lane in found.lanes] == [0, 0, 1]
    assert found.interaction == "Together they save 6 days less than added up, because they act on the same time."
    assert found.wholes["fast"] == found.lanes[-1].gain


def test_an_item_that_builds_on_another_is_told_to_include_it():
    """What builds on a future is worth nothing without it, so that its own effect holds both."""
    study = with_items("a: {lane: now, future: fast}\nb: {lane: next, future: more}")

    assert prospects(study).interaction.endswith("less than added up, because one includes what another does.")


def test_no_times_no_effects():
    """While nobody has said a time, no effect is made up out of what is likely."""
    text = "    current: {steps: {ask: {name: Ask}}}\n    future: {f: {changes: {steps/ask/process_time: 1d}}}\n"
    found = prospects(with_items("a: {future: f}", text))

    assert found.items["a"].gain is None
    assert found.items["a"].importance.kind == "unknown"


def test_items_that_change_the_same_in_different_ways_are_told():
    """Of two futures that do not build on each other, the one of the later item counts, and somebody should know."""
    text = TWO_FUTURES + "      other: {changes: {steps/legal/wait_time: 1d}}\n"
    study = with_items("a: {lane: next, future: other}\nb: {lane: now, future: fast}\nc: {future: more}", text)

    assert prospects(study).clashes == ("“B” and “A” change Legal: Wait in different ways; the later one counts.",)
    assert changes_of_items(study, ["b", "a"])["steps/legal/wait_time"] == "1d"


def some_map(random: Random):
    """A random map with a future, another one that builds on it, and items that claim all their changes."""
    plain = typed(random_stream(random))
    current, futures = plain["current"], {}
    for name in ("one", "two"):
        base = future_over(current, futures, "one") if futures else current
        wanted = {"current": deepcopy(base)}
        for _ in range(random.randint(1, 4)):
            for change in random_edit(random, wanted):
                if change.path.startswith("current/steps/"):
                    wanted = lay(wanted, {change.path: change.value})
        futures[name] = {"changes": overlay_between(base, wanted["current"])}
        if name == "two":
            futures[name]["builds_on"] = "one"
    items = {}
    for name, future in futures.items():
        touched = dict.fromkeys("/".join(path.split("/")[:2]) for path in future["changes"])
        for place, move in enumerate(touched):
            lane = random.choice(["now", "next", "later", "2027-Q1", None])
            items[f"{name}{place}"] = {"future": name, "moves": [move]} | ({"lane": lane} if lane else {})
    return plain | {"future": futures, "roadmap": {"items": items}}


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_all_items_together_are_the_whole_future(seed):
    """Whatever the lanes: where nothing is unclaimed, the last lane does exactly what the futures do."""
    plain = some_map(Random(seed))
    study = study_of(plain)
    found = prospects(study)
    if found is None:
        return

    items = plain["roadmap"]["items"]
    assert not any(found.unclaimed.values())
    last = "two" if any(item["future"] == "two" for item in items.values()) else "one"
    whole = future_over(study.current, plain["future"], last)
    assert overlay_between(lay(study.current, changes_of_items(study, items)), whole) == {}
    assert overlay_between(lay(study.current, changes_of_future(study, last)), whole) == {}
    assert found.lanes[-1].gain == found.wholes[last]


@pytest.mark.parametrize("seed", range(6))
def test_effects_are_what_brute_force_says(seed):
    """Apply the changes of an item, live through everything that can happen, and take the difference."""
    random = Random(seed)
    stream = random_stream(random, most_courses=60)
    steps = random.sample(list(stream["steps"]), k=min(3, len(stream["steps"])))
    values = {step: float(random.randint(1, 99_999)) for step in steps}
    plain = typed(stream)
    plain["future"] = {"f": {"changes": {f"steps/{step}/process_time": f"{value}s" for step, value in values.items()}}}
    plain["roadmap"] = {"items": {step: {"future": "f", "moves": [f"steps/{step}"]} for step in steps}}
    found = prospects(study_of(plain))

    before = expected(stream)[0]
    for taken, gain in [([step], found.items[step].gain) for step in steps] + [(steps, found.lanes[-1].gain)]:
        changed = deepcopy(stream)
        for step in taken:
            changed["steps"][step]["process_time"] = values[step]
        assert gain.mean == pytest.approx(expected(changed)[0] - before, rel=1e-6, abs=1e-6 * max(before, 1.0))


def test_places_are_proposed_from_effect_and_effort_unless_somebody_says_so():
    """What is stated wins; what nobody knows stands in the middle and says so."""
    study = with_items(
        """a: {future: fast, moves: [steps/legal], effort: 1d}
b: {future: fast, moves: [steps/ship], effort: 1d, importance: 0.25}
c: {feasibility: 1}"""
    )
    a, b, c = (prospects(study).items[key] for key in "abc")

    assert (a.importance.value, a.importance.kind) == (1.0, "proposed")
    assert (b.importance.value, b.importance.kind) == (0.25, "stated")
    assert (c.importance.value, c.importance.kind) == (0.5, "unknown")
    assert (c.feasibility.value, c.feasibility.kind) == (1.0, "stated")
    assert a.feasibility.value == pytest.approx(b.feasibility.value - 0.1)
    assert a.feasibility.why == "feasibility from 1 d of work and 2 roles take part"
    assert [lane_at(*place) for place in ((1, 1), (0.5, 0.9), (0.5, 0.5), (0, 0), (1, 0.45), (1, 0.44))] == [
        "now", "now", "next", "later", "now", "next",
    ]  # fmt: skip


def test_a_cost_counts_as_the_work_that_it_pays():
    """Only with the price of an hour in the same currency; else the effort stays not known."""
    item = "a: {cost: 800 EUR}"
    priced = TWO_FUTURES + "    economics: {hour: 100 EUR}\n"

    assert prospects(with_items(item)).items["a"].feasibility.kind == "unknown"
    assert prospects(with_items(item, priced)).items["a"].feasibility.why == "feasibility from a cost of 1 d of work"
    assert prospects(with_items("a: {cost: 800 USD}", priced)).items["a"].feasibility.kind == "unknown"


READ = "a: {future: fast, status: %s, due: 2027-02-01, measure: {%s, readings: {%s}}}"
FROM_TO = "text: Days, baseline: 10d, target: 4d"


@pytest.mark.parametrize(
    ("status", "measure", "readings", "verdict"),
    [
        ("done", FROM_TO, "2027-01-10: 9d, 2027-03-01: 4d", "hit"),
        ("done", FROM_TO, "2027-03-01: 3d, 2027-01-10: 9d", "hit"),
        ("done", FROM_TO, "2027-03-01: 8d", "miss"),
        ("done", FROM_TO, "2027-03-01: 12d", "miss"),
        ("done", FROM_TO, "2027-03-01: 5d", "on the way"),
        ("in progress", FROM_TO, "2027-01-10: 8d", "on the way"),
        ("in progress", FROM_TO, "2027-01-10: 11d", "too early"),
        ("not started", FROM_TO, "2027-01-10: 3d", "too early"),
        ("done", "text: Share of orders, baseline: 40%, target: 80%", "2027-03-01: 85%", "hit"),
        ("done", "text: Share of orders, baseline: 40%, target: 80%", "2027-03-01: 41%", "miss"),
        ("done", "text: Orders, target: 80", "2027-03-01: 85", "cannot be told"),
        ("done", "text: Orders", "2027-03-01: 85", "cannot be told"),
        ("done", FROM_TO, "2027-03-01: many", "cannot be told"),
        ("done", "metric: lead time, target: 2wk", "2027-03-01: 9d", "hit"),
        ("done", "metric: lead_time", "2027-03-01: 7.5d", "hit"),
        ("done", "metric: lead_time", "2027-03-01: 17d", "miss"),
    ],
)
def test_readings_against_what_was_predicted(status, measure, readings, verdict):
    """The latest reading counts; without a target the map's own prediction does, from 18 days to 7.5 here."""
    found = prospects(with_items(READ % (status, measure, readings)))

    assert found.items["a"].reading.verdict == verdict


def test_nothing_read_is_no_verdict():
    """An item without readings, or with dates nobody can read, has none."""
    assert prospects(with_items("a: {measure: {target: 3d}}")).items["a"].reading is None
    assert prospects(with_items(READ % ("done", FROM_TO, "soon: 3d"))).items["a"].reading is None


def test_without_a_roadmap_there_is_nothing_to_say():
    """Neither a map without a roadmap nor an empty one has prospects."""
    assert prospects(study_of(TWO_FUTURES)) is None
    assert isinstance(prospects(with_items("a: {title: Ask}")), Prospects)
