"""Candidates: what the map itself proposes, what each would do, and what it rests on."""

from random import Random

import pytest
from brute_force import typed
from random_stream import random_stream

from flowatlas.metrics.compare import compare
from flowatlas.metrics.pairs import Sampling, wanted
from flowatlas.metrics.report import report
from flowatlas.metrics.studies.candidates import Search, candidates, search
from flowatlas.metrics.studies.dependency import inside as dependency_figures
from flowatlas.metrics.study import Study
from flowatlas.model.candidate import holder_of, offer, target_of
from flowatlas.model.finding import Severity
from flowatlas.model.overlay import lay
from flowatlas.model.path import Change, apply
from flowatlas.store.file import AtlasFile
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.versions import version

ALL = Search(float("inf"), float("inf"), float("inf"))
DRAWS = 500

LINE = """
    title: A request
    current:
      demand: 8/wk
      roles: {sales: {people: 3}, legal: {name: Legal, people: 1}}
      steps:
        ask: {name: Ask, roles: [sales], process_time: 1h}
        legal: {name: Legal review, roles: [legal], wait_time: 6d..2wk, process_time: 4h, percent_complete_accurate: 80%}
        ship: {name: Ship, roles: [sales], wait_time: 1d, process_time: 2h}
"""


def study_of(text, draws=DRAWS):
    """A study of an atlas as people write it."""
    opened = AtlasFile.of_text(text)
    return Study(opened.plain, opened.atlas, report(opened.atlas, draws=draws))


def found_in(text):
    """Every candidate by its title."""
    found = search(study_of(text), ALL)
    return {one.title: one for one in (*found.found, *found.idle)}


def random_study(seed):
    """A random map, with doubt in some of its times, and with what candidates look for."""
    random = Random(seed)
    plain = typed(random_stream(random, most_courses=20))["current"]
    for step in plain["steps"].values():
        if random.random() < 0.4 and step.get("wait_time", "0.0s") != "0.0s":
            step["wait_time"] = f"~{step['wait_time']}"
        if random.random() < 0.3:
            step.pop("wait_time", None)
            step["cadence"] = "1wk"
        step["wastes"] = random.sample(["waiting", "transport", "extra processing"], k=1)
    laid = tidy({"current": plain})
    atlas = read_atlas(laid).atlas
    return Study(laid, atlas, report(atlas, draws=DRAWS))


def errors(reading):
    """What is plainly wrong with an atlas."""
    return {one.path for one in reading.findings if one.severity is Severity.ERROR}


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 8))])
def test_an_effect_is_that_of_making_the_change_and_measuring_again(seed):
    """Brute force: the change is written into the map's own values, and both maps are compared on common draws."""
    study = random_study(seed)
    calendar = study.atlas.calendar.times

    found = search(study, Search(10, 2, 2))

    for one in found.found:
        changed = read_atlas(tidy({"current": lay(study.current, dict(one.changes))}))
        assert errors(changed) <= errors(read_atlas(study.plain))
        known = compare(study.stream, study.stream_with(one.changes), calendar, draws=DRAWS)
        difference = known.differences["lead_time_with_rework"]
        close = {"rel": 1e-6, "abs": 1e-3}
        if difference.share is None:
            continue
        assert one.gain.low == pytest.approx(difference.low, **close)
        assert one.gain.middle == pytest.approx(difference.middle, **close)
        assert one.gain.high == pytest.approx(difference.high, **close)
        assert one.gain.share == pytest.approx(difference.share, **close)
        assert one.gain.sure == pytest.approx(difference.better, abs=1e-9)


@pytest.mark.slow
def test_a_random_map_gives_candidates_of_many_kinds():
    """What brute force is held against above is no empty list."""
    kinds = {one.kind for seed in range(6) for one in candidates(random_study(seed)).found}

    assert {"drop a wait", "shorten a wait", "automate", "halve a cadence", "get it right earlier"} <= kinds


def test_candidates_are_ranked_by_what_they_save():
    """The best one comes first, and nothing that makes it slower is proposed."""
    found = candidates(study_of(LINE)).found

    means = [one.gain.mean for one in found]
    assert means == sorted(means)
    assert means[-1] < 0
    assert found[0].title == "Let nothing wait before “Legal review”"


def test_a_candidate_says_whether_it_acts_on_the_constraint():
    """What makes the constraint cost less does; what shortens another place does not."""
    found = found_in(LINE)

    assert found["Halve the wait before “Legal review”"].on_constraint is True
    assert found["Let nothing wait before “Ship”"].on_constraint is False
    assert found["Halve the faults of “Legal review”: 90% usable as it is"].on_constraint is True


def test_a_shorter_wait_keeps_the_form_and_the_doubt_of_what_was_typed():
    """A range stays a range, a guess a guess, an unknown unknown, so that half of a wait saves half of it."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 2d..1wk guess, process_time: 1h}
            c: {wait_time: "? 1d..2d", process_time: 1h}
            d: {wait_time: {p50: 2d, p85: 4d, n: 12}, process_time: 1h}
            e: {wait_time: "?", process_time: 1h}
            f: {wait_time: {value: 2d..4d, basis: observed, by: Kim}, process_time: 1h}
    """

    changes = {
        path: value
        for one in found_in(text).values()
        if one.kind == "shorten a wait"
        for path, value in one.changes.items()
    }

    assert changes == {
        "steps/b/wait_time": "1d..2.5d guess",
        "steps/c/wait_time": "? 4h..1d",
        "steps/d/wait_time": {"p50": "1d", "p85": "2d", "n": 12.0},
        "steps/f/wait_time": "1d..2d observed",
    }


def test_neighbours_can_be_done_at_the_same_time_where_the_shape_allows_it():
    """Different roles, in line, and nothing goes back between them; those behind wait for both then."""
    text = """
        current:
          steps:
            a: {roles: [x], process_time: 1h}
            b: {roles: [y], wait_time: 1d, process_time: 1d}
            c: {roles: [z], wait_time: 1d, process_time: 1d}
            d: {roles: [z], wait_time: 1d, process_time: 1h}
            e: {roles: [x], wait_time: 1d, process_time: 1h, rework: {r: {to: d, share: 10%}}}
    """

    found = {one.id: dict(one.changes) for one in found_in(text).values() if one.kind == "do at the same time"}

    assert found == {
        "beside/a/b": {"steps/b/after": [], "steps/c/after": ["a", "b"]},
        "beside/b/c": {"steps/c/after": ["a"], "steps/d/after": ["b", "c"]},
    }


def test_work_by_hand_is_proposed_by_time_volume_and_pain():
    """Only manual and assisted steps; a tenth of process and touch time remains, and that is said."""
    text = """
        current:
          demand: 10/wk
          steps:
            a: {name: Copy, automation: manual, process_time: 2h, touch_time: 1h, frustration: 4}
            b: {name: Run, automation: automated, process_time: 5h}
    """

    found = [one for one in found_in(text).values() if one.kind == "automate"]

    assert [dict(one.changes) for one in found] == [
        {
            "steps/a/process_time": "12m",
            "steps/a/touch_time": "6m",
            "steps/a/automation": "automated",
        }
    ]
    assert found[0].why == "Done by hand: 10 h of work a week, frustration 4 of 5."
    assert "a tenth of the process time remains" in found[0].assumed


def test_wastes_point_at_candidates():
    """Each waste that is marked is named where a change would act on it."""
    text = """
        current:
          demand: 10/wk
          steps:
            a: {name: A, roles: [x], process_time: 1h}
            b: {name: B, roles: [y], process_time: 1h, wait_time: 2d, wastes: [waiting, motion, defects, extra processing],
              percent_complete_accurate: 90%}
            c: {name: C, roles: [y], process_time: 1h, batch: 10, wastes: [inventory]}
    """

    why = {title: one.why for title, one in found_in(text).items()}

    assert why["Let nothing wait before “B”"].endswith("It is marked as waiting.")
    assert why["Let x do “B” as well, right after “A”"].endswith("It is marked as motion.")
    assert why["Halve the faults of “B”: 95% usable as it is"].endswith("It is marked as defects.")
    assert why["Let half of the items pass “B” by"] == "It is marked as extra processing."
    assert why["Halve the batch in “C”: 5 at a time"].endswith("It is marked as inventory.")


def test_faults_can_be_looked_for_where_they_are_made():
    """What comes back from further down is found at its source; what the source has of its own is left alone."""
    text = """
        current:
          steps:
            a: {name: A, process_time: 1h}
            b: {name: B, wait_time: 1d, process_time: 1h}
            c: {name: C, wait_time: 1d, process_time: 1h, rework: {r: {to: a, share: 20%}}}
    """

    found = found_in(text)["Check in “A” at once what “C” sends back today"]

    assert dict(found.changes) == {
        "steps/c/rework/r/share": "0%",
        "steps/a/rework/early": {"to": "a", "share": "20%", "wait_time": 0},
    }
    assert found.gain.mean < 0
    text = text.replace("a: {name: A,", "a: {name: A, percent_complete_accurate: 90%,")
    assert not any(one.kind == "check earlier" for one in found_in(text).values())


def test_more_people_are_told_with_the_load_but_not_with_a_time():
    """Waits are typed, so that the map cannot say what another person does to them; nothing is made up."""
    text = LINE.replace("people: 1", "people: 1, availability: 50%")

    one = found_in(text)["One more person: Legal"]

    assert one.gain is None
    assert dict(one.changes) == {"roles/legal/people": 2}
    assert "200% of the time they have; with one more it is 100%" in one.why
    assert "cannot be told" in one.why
    assert one.on_constraint is True
    assert "One more person: Legal" not in found_in(LINE.replace("8/wk", "1/wk"))


def test_a_dependency_that_is_taken_over_takes_its_wait_from_the_gap():
    """As often as it is needed, of all times that the step is done; what is accepted or only handed out stays."""
    text = f"""{LINE}
    dependency:
      of: legal
      parties: {{court: {{name: The court}}}}
      dependencies:
        stamp: {{name: A stamp, to: court, wait_time: 2d, frequency: 4/wk}}
        seal: {{name: A seal, from: ship, to: court, wait_time: 4h}}
        kept: {{name: Kept, from: ship, to: court, wait_time: 1d, treatment: accept}}
        sent: {{name: Sent, from: ship, to: court, wait_time: 1d, direction: out}}
    """

    found = {title: one for title, one in found_in(text).items() if one.kind == "depend on others less"}

    assert list(found) == ["Do without “The court”: A stamp", "Do without “The court”: A seal"]
    assert found["Do without “The court”: A seal"].changes == {"steps/ship/wait_time": "4h"}
    # Eight items a week, of which one in five comes again: ten reviews, and four stamps.
    assert "40% of the times" in found["Do without “The court”: A stamp"].why
    assert found["Do without “The court”: A stamp"].path == "dependency/dependencies/stamp"


def test_doing_without_a_dependency_saves_what_the_dependency_map_says_it_costs():
    """A step that half of the items pass by is asked for half as often; both maps count that alike."""
    text = """
        current:
          demand: 10/wk
          steps:
            a: {process_time: 2h}
            b: {wait_time: 3d, share: 50%, process_time: 1d}
        dependency: {of: b, dependencies: {x: {wait_time: 2d, frequency: 2/wk}}}
    """
    study = study_of(text)

    cost = dependency_figures(study).costs["x"].seconds
    found = next(one for one in search(study, ALL).found if one.kind == "depend on others less")

    assert cost == pytest.approx(0.5 * 0.4 * 2 * 8 * 3600, rel=1e-5)
    assert found.gain.mean == pytest.approx(-cost, rel=1e-3)


def test_what_a_future_holds_already_is_not_proposed_to_it_again():
    """Whatever a future says of the same values, or has taken out, counts as taken, also through what it builds on."""
    text = f"""{LINE}
    future:
      fast: {{title: Fast, changes: {{steps/legal/wait_time: 1d}}}}
      faster: {{builds_on: fast, changes: {{steps/ship: null}}}}
    """

    found = found_in(text)

    assert found["Let nothing wait before “Legal review”"].future == "fast"
    assert found["Let nothing wait before “Ship”"].future == "faster"
    assert found["Halve the faults of “Legal review”: 90% usable as it is"].future is None
    futures = AtlasFile.of_text(text).atlas.future
    assert holder_of({"steps/legal/wait_time": 0, "steps/ship/wait_time": 0}, futures) == "faster"


def test_taking_a_candidate_makes_it_part_of_the_first_future_else_of_a_new_one():
    """An offer holds full paths; applied, the future really has the gain that was told."""
    study = study_of(LINE)
    one = candidates(study).found[0]

    changes = offer(one.changes, study.atlas.future)

    assert changes == {"future/better/title": "Better", "future/better/changes/steps/legal/wait_time": 0}
    laid = apply(study.plain, [Change(path, value) for path, value in changes.items()])
    assert version(laid, "future/better").findings == version(laid).findings
    pair = wanted(laid, Sampling(DRAWS))[0]
    assert pair.found.differences["lead_time_with_rework"].middle == pytest.approx(one.gain.middle)
    futures = read_atlas(tidy(laid)).atlas.future
    assert offer({"steps/ship/wait_time": 0}, futures) == {"future/better/changes/steps/ship/wait_time": 0}


def test_a_candidate_goes_into_a_future_that_still_has_what_it_names():
    """Where a future has taken out a step, or changed the order, another one is used, or a new one."""
    text = f"""{LINE}
    future:
      short: {{changes: {{steps/legal: null}}}}
    """
    futures = AtlasFile.of_text(text).atlas.future

    assert target_of({"steps/ship/wait_time": 0}, futures) == "short"
    assert target_of({"steps/legal/process_time": 0}, futures) == "better"
    assert target_of({"steps/ship/after": ["ask"]}, futures) == "better"
    assert target_of({"steps/ship/after": ["legal"]}, {"better": futures["short"]}) == "better-2"


def test_a_future_that_leaves_the_constraint_as_it_is_is_told_so():
    """In what is compared and beside the candidates; one that acts on the constraint is not."""
    text = f"""{LINE}
    future:
      beside: {{title: Ship at once, changes: {{steps/ship/wait_time: 0}}}}
      on: {{title: Legal at once, changes: {{steps/legal/wait_time: 1d}}}}
      same: {{title: Nothing yet}}
    """
    study = study_of(text)

    told = {one.name: one.misses for one in candidates(study).prospects}
    findings = [finding for pair in wanted(study.plain, Sampling(DRAWS)) for finding in pair.findings]

    expected = "“Ship at once” improves something else than the constraint, the wait before “Legal review”"
    assert told["future/beside"].startswith(expected)
    assert [told[name] for name in ("current", "future/on", "future/same", "ideal")] == ["", "", "", ""]
    assert [(one.path, one.message) for one in findings] == [("future/beside", expected)]


def test_futures_stand_between_today_and_the_ideal():
    """A future reaches the part of the ideal's gain that it saves."""
    text = f"""{LINE}
    future:
      fast: {{title: Fast, changes: {{steps/legal/wait_time: 0, steps/ship/wait_time: 0}}}}
    """
    study = study_of(text)

    today, fast, ideal = candidates(study).prospects

    pairs = {pair.after.name: pair for pair in wanted(study.plain, Sampling(DRAWS))}
    shares = {name: pair.found.differences["lead_time_with_rework"].share for name, pair in pairs.items()}
    assert fast.reach == pytest.approx(shares["future/fast"] / shares["ideal"])
    assert today.seconds > fast.seconds >= ideal.seconds
    assert today.low < today.seconds < today.high


@pytest.mark.parametrize("text", ["title: Nothing", "current: {steps: {}}", "current: {steps: {a: {}, b: {}}}"])
def test_without_a_single_time_nothing_is_proposed(text):
    """No map, no steps, or nobody has said how long anything takes: there is nothing to say, rather than 0."""
    assert candidates(study_of(text)) is None


@pytest.mark.slow
def test_sixty_steps_give_a_short_list():
    """At most a dozen are shown, a few of each kind, and how many were left out is told."""
    steps = "".join(
        f"\n        s{number}: {{roles: [r{number}], wait_time: {number + 1}h..{number + 9}h, process_time: ~1h, "
        f"percent_complete_accurate: 90%, automation: manual}}"
        for number in range(60)
    )

    found = candidates(study_of(f"    current:\n      steps:{steps}\n"))

    kinds = [one.kind for one in found.found]
    assert len(kinds) == 12
    assert all(kinds.count(kind) <= 3 for kind in kinds)
    assert found.more > 100


def test_what_saves_next_to_nothing_of_the_lead_time_is_told_apart():
    """Work by hand beside a long branch: hours are saved, but items are there no sooner."""
    text = """
        current:
          demand: 5/wk
          steps:
            a: {name: A, process_time: 1h}
            b: {name: B, after: [a], process_time: 4wk}
            c: {name: C, after: [a], process_time: 8h, automation: manual}
            d: {name: D, after: [b, c], process_time: 1h}
    """

    found = candidates(study_of(text))

    assert "Automate “C”" not in [one.title for one in found.found]
    one = next(one for one in found.idle if one.title == "Automate “C”")
    assert one.gain is None
    assert one.why == "Done by hand: 40 h of work a week."


def test_half_of_a_wait_saves_half_of_what_the_whole_would():
    """However well it is known: what is wanted is no more in doubt than what it is half of."""
    for typed_wait in ("3d", "~3d", "2d..1wk", "<4d", "{p50: 2d, p85: 4d, n: 20}", "{value: 2d..5d, basis: observed}"):
        found = found_in(
            f"current: {{steps: {{a: {{name: A, process_time: 1h}}, b: {{name: B, wait_time: {typed_wait}}}}}}}"
        )

        whole, half = (found[f"{what} before “B”"].gain for what in ("Let nothing wait", "Halve the wait"))
        assert half.mean == pytest.approx(whole.mean / 2, rel=0.01), typed_wait
        assert half.sure == 1
