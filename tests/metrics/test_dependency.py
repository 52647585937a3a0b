"""The dependency map in figures: its parts as a stream, held against their step, and what each dependency costs."""

from random import Random

import pytest
from brute_force import typed
from random_stream import random_stream

from flowatlas.maps.dependency import Inside
from flowatlas.metrics.inside import atlas_of_parts
from flowatlas.metrics.report import report
from flowatlas.metrics.studies.dependency import effect_of_dependency
from flowatlas.metrics.study import Study, worked_of
from flowatlas.model.path import apply
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.text import Text

DAY = 8 * 3600.0

STREAM = """
current:
  demand: 10/wk
  steps:
    ask: {process_time: 1h}
    legal: {name: Review, wait_time: 8d, process_time: 16h}
    ship: {wait_time: 1d, process_time: 1h}
"""


def study(inside, stream=STREAM):
    """A study of a stream with a dependency map, exact unless the figures are not."""
    plain = Text(f"{stream}\ndependency: {{{inside}}}").plain
    atlas = read_atlas(plain).atlas
    return Study(plain, atlas, report(atlas, draws=400))


def inside_of(*args):
    """What the figures say of the step that is looked into."""
    return worked_of(study(*args)).of(Inside)


def costs(dependencies, *args):
    """What dependencies of the legal review cost, in days."""
    found = inside_of(f"of: legal, dependencies: {{{dependencies}}}", *args)
    return {key: cost.seconds / DAY for key, cost in found.costs.items()}


@pytest.mark.parametrize(
    ("wait", "expected"), [("2d", 2.0), ("8d", 8.0), ("9d", 9.0), ("12d", 10.0), ("never", 10.0), ("0", 0.0)]
)
def test_a_wait_costs_itself_and_never_more_than_the_gap_and_the_step(wait, expected):
    """A wait longer than the gap takes from the step, and no more goes than there is."""
    assert costs(f"d: {{wait_time: {wait}}}") == pytest.approx({"d": expected}, rel=1e-5)


def test_only_the_items_that_meet_it_wait():
    """Twice a week out of ten items is a fifth of the wait; more often than there are items is every item."""
    found = costs("a: {wait_time: 5d, frequency: 2/wk}, b: {wait_time: 5d, frequency: 30/wk}")

    assert found == pytest.approx({"a": 1.0, "b": 5.0}, rel=1e-5)


def test_a_part_cannot_wait_longer_than_it_takes():
    """What its own times say limits what can be gained; what nobody knows of it limits nothing."""
    parts = "of: legal, steps: {read: {wait_time: 1d, process_time: 4h}, sign: {process_time: 1h}}"
    one = "{wait_time: 5d, step: STEP}"
    found = inside_of(f"{parts}, dependencies: {{a: {one.replace('STEP', 'read')}, b: {one.replace('STEP', 'sign')}}}")

    assert [cost.seconds / DAY for cost in found.costs.values()] == pytest.approx([1.5, 5.0], rel=1e-5)


def test_items_that_come_again_wait_again():
    """A third comes back, so that the wait happens four times for three items: but not more often than told."""
    stream = STREAM.replace("process_time: 16h}", "process_time: 16h, rework: {r: {to: legal, share: 25%}}}")

    assert costs("d: {wait_time: 3d}", stream) == pytest.approx({"d": 4.0}, rel=1e-5)
    assert costs("d: {wait_time: 3d, frequency: 10/wk}", stream) == pytest.approx({"d": 3.0}, rel=1e-5)


def test_a_frequency_without_a_demand_is_an_upper_bound():
    """Nobody knows which share of the items that is."""
    found = inside_of(
        "of: legal, dependencies: {d: {wait_time: 5d, frequency: 2/wk}}", STREAM.replace("demand", "title")
    )

    assert found.costs["d"].seconds == pytest.approx(5 * DAY, rel=1e-5)
    assert "at most 5 days" in found.costs["d"].text


@pytest.mark.parametrize(("frequency", "demand"), [("'?'", "8/wk"), ("2/wk", "'?'")])
def test_an_unknown_rate_makes_an_upper_bound_as_well(frequency, demand):
    """No share is made up."""
    stream = STREAM.replace("10/wk", demand)
    found = inside_of(f"of: legal, dependencies: {{d: {{wait_time: 5d, frequency: {frequency}}}}}", stream)

    assert "at most 5 days" in found.costs["d"].text


def test_with_a_likely_demand_the_share_that_waits_is_a_likely_one():
    """One in five at ten a week, about, and no upper bound."""
    known, likely = (
        inside_of(
            "of: legal, dependencies: {d: {wait_time: 5d, frequency: 2/wk}}", STREAM.replace("10/wk", demand)
        ).costs["d"]
        for demand in ("10/wk", "'? 8..12/wk'")
    )

    assert likely.seconds == pytest.approx(known.seconds, rel=0.2)
    assert "at most" not in likely.text


def test_a_wait_without_end_is_told_in_words():
    """Neither a part nor a dependency that never ends gives a figure that nobody can read."""
    stream = STREAM.replace("wait_time: 8d", "wait_time: never")
    found = inside_of("of: legal, steps: {a: {process_time: never}}, dependencies: {d: {wait_time: never}}", stream)

    assert found.costs["d"].text == "Without this wait more than can be told would be saved."
    assert "no end of time" in found.sentences[0]


def test_behind_the_last_step_lies_the_final_wait():
    """Parts that reach into it are held against it."""
    inside = "of: ship, steps: {a: {wait_time: 1d, process_time: 1h}}, final_wait: 5d"
    stream = f"{STREAM}  final_wait: 5d\n"

    assert "with the gap before it and the gap behind it takes 6.12 days" in inside_of(inside, stream).sentences[1]
    assert not [one for one in study(inside, stream).report.audit if "parts" in one.message]


def test_an_unknown_wait_costs_nobody_knows_what():
    """It is left out rather than told as nothing."""
    assert costs("a: {wait_time: '?'}, b: , c: {from: gone, wait_time: 1d}") == {}


def test_beside_a_longer_branch_a_dependency_costs_little():
    """The other branch takes 9 days, so that only what this one takes longer can be gained."""
    stream = """
current:
  steps:
    ask: {process_time: 1h}
    legal: {wait_time: 8d, process_time: 16h, after: ask}
    other: {wait_time: 8d, process_time: 8h, after: ask}
    ship: {wait_time: 1d, process_time: 1h, after: [legal, other]}
"""
    assert costs("d: {wait_time: 5d}", stream) == pytest.approx({"d": 1.0}, rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_what_a_dependency_costs_is_what_the_shorter_times_give(seed):
    """A wait as long as the gap costs the same as a change that makes the gap nothing, on common draws."""
    random = Random(seed)
    plain = tidy(typed(random_stream(random, most_courses=50)))
    steps = list(plain["current"]["steps"])
    key = random.choice(steps)
    plain = {**plain, "dependency": {"of": key, "dependencies": {"d": {"wait_time": "never"}}}}
    atlas = read_atlas(plain).atlas
    one = Study(plain, atlas, report(atlas, draws=64))
    gone = {f"steps/{key}/wait_time": "0", f"steps/{key}/process_time": "0"}

    found, expected = effect_of_dependency(one, atlas.dependency, "d", key), one.effect(gone)

    assert (found is None) == (expected is None)
    if found is not None:
        assert found.mean == pytest.approx(expected.mean, rel=1e-3, abs=1.0)


def test_parts_are_measured_as_a_stream_of_their_own():
    """Beside branches take no longer than the slowest; the longest time inside is marked with its share."""
    found = inside_of(
        "of: legal, steps: {read: {wait_time: 4d, process_time: 4h}, ask: {after: read, wait_time: 3d, process_time: 1h},"
        "note: {after: read, wait_time: 0, process_time: 1h}}, final_wait: 3h"
    )

    assert (found.step, found.name) == ("legal", "Review")
    assert found.totals[0].text == "8 d"
    assert found.hot == "steps/read/wait_time"
    assert found.sentences[0].startswith("The wait before “read” is the longest: ")
    assert "Its parts take 8 days" in found.sentences[1]


def test_of_several_equal_times_none_is_the_longest():
    """It is one of the longest."""
    found = inside_of("of: legal, steps: {a: {wait_time: 3d, process_time: 0}, b: {wait_time: 3d, process_time: 0}}")

    assert found.sentences[0] == "The wait before “a” is one of the longest: 50% of the time inside."


def test_unknown_parts_are_counted_and_never_nothing():
    """The known ones are a lower bound, and the share of the longest an upper one."""
    found = inside_of("of: legal, steps: {read: {wait_time: 4d, process_time: '?'}, sign: {process_time: 1d}}")

    assert "at most 80%" in found.hot_share
    assert "What is known of its parts adds up to 5 days, 2 times are unknown" in found.sentences[1]
    assert "2 unknown" in found.totals[0].spread


def test_without_any_time_there_is_no_longest_part():
    """Names alone are a good start."""
    found = inside_of("of: legal, steps: {read: , sign: }")

    assert (found.hot, found.hot_share) == ("", "")


def test_without_a_step_to_look_into_nothing_is_said():
    """A stream without times has no constraint."""
    assert inside_of("steps: {read: }", "current: {steps: {a: , b: }}") is None
    assert inside_of("of: gone, steps: {read: }") is None


def test_the_constraint_is_looked_into_where_nothing_else_is_said():
    """The wait before the review is the largest."""
    assert inside_of("steps: {read: {process_time: 1h}}").step == "legal"


AUDITS = [
    ("read: {process_time: 5d}", "5 days of work"),
    ("read: {wait_time: 30d, process_time: 1h}", "only 10 days"),
    ("read: {wait_time: 30d}", "at least 30 days"),
    ("read: {wait_time: 1d, process_time: 1h}", "most of the time is not told yet"),
    ("read: {wait_time: 8d, process_time: 2h}", ""),
    ("read: {wait_time: 6d, process_time: 1d}, sign: {wait_time: 1h, process_time: 1d}", ""),
    ("read: {process_time: 2d}", ""),
    ("read: {process_time: 1h}, sign: {wait_time: 6d, process_time: 1h}", ""),
    ("read: , sign: ", ""),
    ("read: {wait_time: '?', process_time: 1h}", ""),
]


@pytest.mark.parametrize(("steps", "words"), AUDITS)
def test_parts_are_held_against_their_step_and_its_gap(steps, words):
    """The review takes 2 days behind a gap of 8; what contradicts that by a factor of two is told, and nothing else."""
    found = [
        one for one in study(f"of: legal, steps: {{{steps}}}").report.audit if one.path == "steps/legal/process_time"
    ]

    assert [words in f"{one.message}. {one.hint}" for one in found] == ([True] if words else [])


def test_an_unknown_step_is_contradicted_by_nothing():
    """Neither is a step behind an unknown gap."""
    stream = STREAM.replace("wait_time: 8d, process_time: 16h", "process_time: '?'")

    assert study("of: legal, steps: {read: {wait_time: 90d, process_time: 90d}}", stream).report.audit == []


def test_parts_in_a_circle_are_not_measured():
    """They are a finding, and what else the map says still is told."""
    found = inside_of("of: legal, steps: {a: {after: [b]}, b: }, dependencies: {d: {wait_time: 1d}}")

    assert found.totals == ()
    assert list(found.costs) == ["d"]


def test_parts_are_an_atlas_of_their_own():
    """Programs get them as a stream beside the others."""
    atlas = read_atlas(Text(f"{STREAM}\ndependency: {{of: legal, steps: {{read: {{process_time: 3h}}}}}}").plain).atlas
    parts = atlas_of_parts(atlas)

    assert report(parts).answers["lead_time"].p50 == 3 * 3600
    assert atlas_of_parts(parts) is None
    assert atlas_of_parts(read_atlas({"dependency": {"steps": {"a": {}}}}).atlas) is not None


def test_effects_leave_the_study_as_it_is():
    """What a dependency costs is asked of a copy: the stream itself takes as long as before."""
    one = study("of: legal, dependencies: {d: {wait_time: 4d}}")
    before = one.doubt("lead_time_with_rework").copy()
    worked_of(one).of(Inside)
    fresh = Study(apply(one.plain, []), one.atlas, one.report)

    assert (one.samples().doubt(0).wait("legal") == 8 * DAY).all()
    assert (fresh.doubt("lead_time_with_rework") == before).all()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(25))
def test_half_a_gap_costs_what_a_gap_of_half_the_length_saves(seed):
    """On streams of any shape, with rework and branches, as if the change had been made."""
    random = Random(1000 + seed)
    stream = random_stream(random, most_courses=50)
    key = random.choice(list(stream["steps"]))
    stream["steps"][key]["wait_time"] = 90_000.0
    plain = tidy(typed(stream))
    plain["dependency"] = {"of": key, "dependencies": {"d": {"wait_time": "45000s"}}}
    atlas = read_atlas(plain).atlas
    one = Study(plain, atlas, report(atlas, draws=64))

    found = effect_of_dependency(one, atlas.dependency, "d", key)

    expected = one.effect({f"steps/{key}/wait_time": "45000s"})
    assert found.mean == pytest.approx(expected.mean, rel=1e-3, abs=1.0)
