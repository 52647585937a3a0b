"""From a map to a plan: every figure of the map where the kernel looks for it, and nothing else."""

import math
from datetime import UTC, datetime
from statistics import NormalDist
from textwrap import dedent

import numpy as np
import pytest

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.sample import CannotSayError
from flowatlas.metrics.samples import Samples
from flowatlas.simulation.given import Always, Exponential
from flowatlas.simulation.plan import AS_GIVEN, AT_RANDOM, CHOICE, EVENLY, EXPONENTIAL, FIXED, FORK, GIVEN, NEVER
from flowatlas.simulation.planning.planned import plan_of
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text

HOUR, DAY, WEEK = 3600.0, 8 * 3600.0, 40 * 3600.0


def samples_of(text, draws=10_000):
    """An atlas in text: the draws of its stream, and its hours."""
    atlas = read_atlas(Text(dedent(text)).plain).atlas
    return Samples(atlas.map(ValueStreamMap), atlas.calendar.times, draws=draws), atlas.calendar.hours


def planned(text, **asked):
    """The plan of an atlas in text."""
    return plan_of(*samples_of(text), **asked)


def stream(steps, more=""):
    """The plan of some steps, asked for eight times a week."""
    return f"current: {{demand: 8/wk, steps: {{{steps}}}, {more}}}"


def time_of(plan, number, row=0):
    """The parts of a time as pairs of line and shift."""
    places = range(plan.times.begin[number], plan.times.end[number])
    return [(int(plan.times.line[row, place]), float(plan.times.shift[row, place])) for place in places]


def always(plan, numbers):
    """Times that are always the same, in seconds; None where there is none."""
    found = []
    for number in numbers:
        parts = [] if number < 0 else time_of(plan, number)
        assert all(plan.lines.kind[line] == FIXED for line, _ in parts)
        found.append(sum(shift for _, shift in parts) if number >= 0 else None)
    return found


def mean_of(plan, number, row):
    """What a time takes on average over items, by adding up a fine grid of normal deviates."""
    deviates = np.linspace(-10, 10, 40_001)
    weights = np.exp(-deviates * deviates / 2) / math.sqrt(2 * math.pi) * (deviates[1] - deviates[0])
    total = 0.0
    for line, shift in time_of(plan, number, row):
        if plan.lines.kind[line] == FIXED:
            total += shift
            continue
        places = slice(plan.lines.begin[line], plan.lines.end[line])
        known, levels = plan.lines.deviates[places], plan.lines.levels[places]
        slopes = np.diff(levels) / np.diff(known)
        piece = np.clip(np.searchsorted(known, deviates) - 1, 0, len(slopes) - 1)
        level = levels[piece] + slopes[piece] * (deviates - known[piece]) + shift
        total += float(np.sum(np.where(deviates < plan.lines.low[line], 0.0, np.exp(level)) * weights))
    return total


def test_times_are_those_of_the_map():
    """Wait, process and touch time in seconds; sub-steps are added up; no wait where none is typed at the trigger."""
    text = stream(
        """
        a: {process_time: 2h, touch_time: 30m},
        b: {wait_time: 1d, set_up_time: 1h, steps: {c: {process_time: 1h}, d: {wait_time: 3h, process_time: 2h}}}
        """,
        "final_wait: 1wk",
    )

    plan = planned(text).plan

    assert always(plan, plan.steps.wait) == [None, DAY]
    assert always(plan, plan.steps.process) == [2 * HOUR, 6 * HOUR]
    assert always(plan, plan.steps.touch) == [HOUR / 2, None]
    assert always(plan, plan.steps.set_up) == [None, HOUR]
    assert always(plan, [plan.final_wait]) == [WEEK]
    assert plan.doubts == 1


def test_a_wait_of_nothing_is_no_wait():
    """What is typed as 0, or does not apply, holds nobody up."""
    plan = planned(stream("a: {process_time: 1h}, b: {wait_time: 0, process_time: n/a}, c: {wait_time: n/a}")).plan

    assert list(plan.steps.wait) == [-1, -1, -1]
    assert always(plan, plan.steps.process[:2]) == [HOUR, 0.0]


RANGES = (
    stream(
        """
    a: {process_time: 1h..4h..2d},
    b: {wait_time: 2d..5d, process_time: "?"},
    c: {wait_time: 0..3d, process_time: "{p50: 4h, p85: 11h, p95: 3d, n: 30}"},
    d: {wait_time: "? 1d..2wk", process_time: ~3h, percent_complete_accurate: 60..80%}
    """
    )
    .replace('"{', "{")
    .replace('}"', "}")
)
VOICED = """
    current:
      demand: 8/wk
      roles: {x: , y: }
      steps: {a: {process_time: 1h}, b: {wait_time: "?", process_time: 2h}}
      voices:
        v: {role: x, changes: {steps/b/wait_time: 1d..3d}}
        w: {role: x, changes: {steps/b/wait_time: 2d}}
        u: {role: y, changes: {steps/b/wait_time: {p50: 8d, p85: 30d, n: 12}}}
"""


@pytest.mark.parametrize("text", [RANGES, VOICED], ids=["ranges", "voices"])
def test_items_take_as_long_on_average_as_the_metrics_say_in_each_draw(text):
    """Whatever nobody knows is drawn as for the figures: same seed, same draws, one voice in each."""
    samples, hours = samples_of(text)
    planned = plan_of(samples, hours, draws=7)
    doubt = samples.doubt()

    for number, step_id in enumerate(planned.step_ids):
        doubt.quality(step_id)
        for time, draws in [
            (planned.plan.steps.wait[number], doubt.wait(step_id)),
            (planned.plan.steps.process[number], doubt.process(step_id)),
        ]:
            rows = range(7) if time >= 0 else []
            said = np.broadcast_to(draws, 10_000)[:7]
            assert [mean_of(planned.plan, time, row) for row in rows] == pytest.approx(
                list(said[: len(rows)]), rel=1e-5
            )
    assert planned.plan.doubts == 7
    assert set(planned.paths_in_doubt) == {path for path, one in doubt.used.items() if len(one.draws) > 1}


@pytest.mark.parametrize("text", [RANGES, VOICED], ids=["ranges", "voices"])
def test_our_best_knowledge_is_that_of_the_metrics(text):
    """One draw has all doubts at their middle, while items differ as before."""
    samples, hours = samples_of(text)
    planned = plan_of(samples, hours)

    for number, step_id in enumerate(planned.step_ids):
        said = [samples.center.wait(step_id)[0], samples.center.process(step_id)[0]]
        times = [planned.plan.steps.wait[number], planned.plan.steps.process[number]]
        found = [mean_of(planned.plan, time, 0) if time >= 0 else 0.0 for time in times]
        assert found == pytest.approx(said, rel=1e-4)
    assert planned.paths_in_doubt == {}


def test_fewer_draws_are_the_first_ones():
    """What is added to a row of draws changes none of those before."""
    samples, hours = samples_of(RANGES)

    few, many = (plan_of(samples, hours, draws=draws).plan for draws in (3, 30))

    assert (few.times.shift == many.times.shift[:3]).all()
    assert (few.steps.back_reached == many.steps.back_reached[:3]).all()


def test_more_draws_than_the_figures_have_are_drawn_anew():
    """An exact map needs one draw for its figures; it has one row here too, however many were asked for."""
    samples, hours = samples_of(RANGES, draws=10)

    assert plan_of(samples, hours, draws=50).plan.doubts == 50
    assert planned(stream("a: {process_time: 1h}"), draws=50).plan.doubts == 1
    with pytest.raises(CannotSayError, match="up to 10,000 times"):
        plan_of(samples, hours, draws=1_000_000)


def test_a_doubt_can_be_set():
    """An estimate is off by a factor of 1.5, once its standard deviation, while all else stays at its middle."""
    text = stream("a: {process_time: 2h estimate}, b: {wait_time: ~1d, process_time: 1h}")
    text = text.replace("2h estimate", "{value: 2h, basis: estimated}")
    high = NormalDist().inv_cdf(0.9)

    plan = planned(text, at={"steps/a/process_time": high}).plan

    assert always(plan, [plan.steps.process[0]]) == pytest.approx([2 * HOUR * 1.5**high])
    assert always(plan, [plan.steps.wait[1]]) == pytest.approx([DAY])


def test_a_doubt_that_voices_leave_can_be_set():
    """At the low end the one is right who says little, at the high end the one who says much."""
    low, high = (
        mean_of(plan, plan.steps.wait[1], 0)
        for plan in (planned(VOICED, at={"steps/b/wait_time": deviate}).plan for deviate in (-1.2816, 1.2816))
    )
    samples, _ = samples_of(VOICED)
    drawn = samples.doubt().wait("b")

    assert [low, high] == pytest.approx(list(np.percentile(drawn, [10, 90])), rel=0.05)


@pytest.mark.parametrize("draws", [1, 60])
@pytest.mark.parametrize("said", [("2d", "4d"), ("0", "4d"), ("0", "1d..3d"), ("0", "0..3d")])
def test_voices_may_differ_in_whether_items_differ(said, draws):
    """One says always the same, one nothing at all, one a range: the mean is that of the figures each time."""
    one, other = said
    text = VOICED.replace("1d..3d", one).replace("{p50: 8d, p85: 30d, n: 12}", other)
    samples, hours = samples_of(text, draws=max(draws, 2))

    plan = plan_of(samples, hours, draws=draws).plan

    means = np.broadcast_to((samples.center if draws == 1 else samples.doubt()).wait("b"), draws)
    assert [mean_of(plan, plan.steps.wait[1], row) for row in range(min(draws, 9))] == pytest.approx(
        list(means[:9]), rel=1e-3
    )


def test_what_is_left_out_of_a_sample_takes_nothing():
    """The constraint is looked for by leaving out one value after the other."""
    samples, _ = samples_of(RANGES)
    path = "steps/b/wait_time"

    spread = samples.center.without(path).spread(path, samples.center.stream.steps["b"].wait_time)

    assert (spread.lines, list(spread.shift)) == ((None,), [0.0])


def test_keys_stay_where_a_map_changes():
    """A step more elsewhere, or other times, and the same steps are drawn with the same numbers."""
    one = planned(stream("a: {process_time: 1h}, c: {process_time: 1h, wait_time: 1d}"))
    other = planned(stream("a: {process_time: 2h}, b: {process_time: 1h, wait_time: 0}, c: {process_time: 1h..2h}"))
    keys = [
        {
            step_id: (planned.plan.routes.key[planned.plan.steps.node[number]], planned.plan.times.key[process])
            for number, (step_id, process) in enumerate(zip(planned.step_ids, planned.plan.steps.process, strict=True))
        }
        for planned in (one, other)
    ]

    assert keys[0]["a"] == keys[1]["a"]
    assert keys[0]["c"] == keys[1]["c"]
    assert len({*keys[1].values()}) == 3


def test_waits_that_are_queues_are_left_out():
    """A queue is what comes of people, batches and turns; batches hold back where the wait comes of them."""
    text = stream(
        """
        a: {process_time: 1h},
        b: {wait_time: 1d, wait_kind: queue, batch: 5},
        c: {wait_time: 1d, batch: 5},
        d: {cadence: 2wk},
        e: {wait_time: 2d}
        """
    )

    plan, queues = planned(text).plan, planned(text, all_queues=True).plan

    assert always(plan, plan.steps.wait) == [None, None, DAY, None, 2 * DAY]
    assert list(plan.steps.is_paced) == [0, 1, 0, 1, 0]
    assert list(plan.steps.batch[0]) == [1, 5, 5, 1, 1]
    assert list(plan.steps.cadence[0]) == [0, 0, 0, 2 * WEEK, 0]
    assert list(queues.steps.wait) == [-1] * 5
    assert list(queues.steps.is_paced) == [0, 1, 1, 1, 0]


def test_faulty_output_goes_back_as_the_map_says():
    """Along the links with a wait of their own or the gap, else to the step itself; more than everything is scaled."""
    text = stream(
        """
        a: {process_time: 1h, percent_complete_accurate: 90%},
        b: {process_time: 1h, wait_time: 1d, rework: {r: {to: a, share: 20%, wait_time: 3h}, s: {to: b, share: 10%}}}
        """
    )

    plan = planned(text).plan

    assert list(plan.steps.back_to) == [0, 0, 1]
    assert list(plan.steps.back_begin) == [0, 1]
    assert plan.steps.back_reached[0] == pytest.approx([0.1, 0.2, 0.3])
    assert always(plan, plan.steps.back_wait) == [None, 3 * HOUR, None]


def test_ways_are_those_of_the_map():
    """Alternatives by their shares, all branches of parallel work at once, optional steps by theirs."""
    text = stream(
        """
        a: {process_time: 1h},
        b: {process_time: 1h, wait_time: 0, after: [a], share: 50%},
        c: {process_time: 1h, wait_time: 0, after: [a], share: 30%},
        d: {process_time: 1h, wait_time: 0, after: [b, c]},
        e: {process_time: 1h, wait_time: 0, after: [d]},
        f: {process_time: 1h, wait_time: 0, after: [d]},
        g: {process_time: 1h, wait_time: 0, after: [e, f], share: 40%}
        """
    )

    planned_one = planned(text)
    routes, steps = planned_one.plan.routes, planned_one.plan.steps
    choice, fork = (int(np.flatnonzero(routes.leave == kind)[0]) for kind in (CHOICE, FORK))

    assert routes.reached[0] == pytest.approx([0.5, 0.8])
    assert list(routes.choice_to) == [steps.node[1], steps.node[2]]
    assert routes.step[routes.onward[routes.onward[choice]]] == 3 or routes.step[routes.onward[choice]] == 3
    assert routes.arms[fork] == 2
    assert [routes.step[routes.way_start[way]] for way in routes.branches] == [4, 5]
    assert {int(routes.way_end[way]) for way in routes.branches} == {int(routes.onward[fork])}
    assert steps.share[0] == pytest.approx([1, 1, 1, 1, 1, 1, 0.4])
    assert (routes.way_start[0], routes.way_end[0]) == (0, len(routes.step) - 1)


def test_parts_of_a_person_are_people_who_are_there_less():
    """One and a half people for 60 % of their time are two for 45 %: away 0.55 / 0.45 of what they work."""
    text = stream(
        "a: {process_time: 1h, roles: [x, y, z, x]}", "roles: {x: {people: 1.5, availability: 60%}, y: {people: 3}}"
    )

    found = planned(text)

    assert found.role_ids == ("x", "y", "z")
    assert list(found.plan.roles.people[0]) == [2, 3, 0]
    assert found.plan.roles.away[0] == pytest.approx([0.55 / 0.45, 0, 0])
    assert list(found.plan.steps.role) == [0, 1, 2]


def test_of_a_likely_demand_each_state_has_its_own():
    """As many come as may be likely, from the low end to the high end in eight states of ten."""
    found = planned(stream("a: {process_time: 1h}").replace("8/wk", '"? 1..10/wk"'), draws=2_000).plan.arriving

    assert found.kind == AT_RANDOM
    low, high = np.quantile(found.gap, (0.1, 0.9))
    assert high / low == pytest.approx(10, rel=0.2)


@pytest.mark.parametrize(
    ("arrivals", "kind", "gap", "batch"),
    [
        ("{}", AT_RANDOM, 5 * HOUR, 1),
        ("{spacing: even}", EVENLY, 5 * HOUR, 1),
        ("{batch: 4}", AT_RANDOM, 20 * HOUR, 4),
    ],
)
def test_items_come_as_the_demand_says(arrivals, kind, gap, batch):
    """Eight a week are five hours of working time apart; four together come a quarter as often."""
    found = planned(stream("a: {process_time: 1h}", f"arrivals: {arrivals}")).plan.arriving

    assert (found.kind, found.gap[0], found.batch[0]) == (kind, pytest.approx(gap), batch)


def test_values_can_be_given():
    """For streams that are known exactly: exponential times, the same ones, or one after the other."""
    intervals = np.array([1.0, 2.0, 3.0])
    text = "current: {steps: {a: {process_time: '?'}, b: {process_time: 1h, wait_time: 1d}}}"

    plan = planned(
        text,
        given={
            "arrivals": intervals,
            "steps/a/process_time": Exponential(60.0),
            "steps/b/process_time": np.array([5.0, 6.0]),
            "steps/b/wait_time": Always(7.0),
        },
    ).plan

    assert (plan.arriving.kind, list(plan.arriving.intervals)) == (AS_GIVEN, [1, 2, 3])
    (mean,), (given,) = (time_of(plan, time) for time in plan.steps.process)
    assert (plan.lines.kind[mean[0]], mean[1]) == (EXPONENTIAL, 60)
    assert plan.lines.kind[given[0]] == GIVEN
    assert list(plan.lines.levels[plan.lines.begin[given[0]] : plan.lines.end[given[0]]]) == [5, 6]
    assert always(plan, plan.steps.wait) == [None, 7]


def test_classes_share_out_all_items():
    """Those without a share have what is left, those of no class as well; the smallest priority goes first."""
    text = "a: {process_time: 1h}"

    some = planned(
        stream(text, "classes: {slow: , urgent: {share: 20%, priority: 1}, usual: {share: 50%, priority: 3}}")
    )
    rest = planned(stream(text, "classes: {urgent: {share: 20%, priority: 1}}"))
    none = planned(stream(text))

    assert some.class_ids == ("slow", "urgent", "usual")
    assert some.plan.classes.reached[0] == pytest.approx([0.3, 0.5, 1.0])
    assert list(some.plan.classes.rank) == [2, 0, 1]
    assert rest.class_ids == ("urgent", "")
    assert rest.plan.classes.reached[0] == pytest.approx([0.2, 1.0])
    assert none.class_ids == ("",)


def test_limits_are_those_of_steps_groups_and_stream():
    """Whole items, at least one; none where nobody said."""
    text = stream(
        "a: {process_time: 1h, group: early, capacity: 3}, b: {process_time: 1h, work_in_progress_limit: 4, group: late}",
        "groups: {early: {work_in_progress_limit: 5}}, work_in_progress_limit: 9",
    )

    found = planned(text)
    steps = found.plan.steps

    assert list(steps.capacity[0]) == [3, 0]
    assert list(steps.limit[0]) == [0, 4]
    assert found.group_names == ("early",)
    assert list(steps.group) == [0, -1]
    assert steps.group_limit[0].tolist() == [5]
    assert list(found.plan.limit) == [9]


def test_backlog_and_work_in_progress_are_there_in_a_forecast_only():
    """Usual days have a beginning that is left out; the coming ones begin with what is there."""
    text = "current: {backlog: 50, steps: {a: {process_time: 1h, work_in_progress: 7}, b: {process_time: 1h}}}"

    found = planned(text, is_forecast=True, start=datetime(2027, 1, 4, tzinfo=UTC)).plan.arriving
    usual = planned(text.replace("backlog", "demand: 8/wk, backlog")).plan.arriving

    assert (found.kind, list(found.backlog), found.present.tolist()) == (NEVER, [50], [[7, 0]])
    assert (list(usual.backlog), usual.present.tolist()) == ([0], [[0, 0]])


def test_planned_items_come_on_their_dates():
    """Three working days after a Monday morning is Thursday as it opens; what is before the start has come."""
    text = stream(
        "a: {process_time: 1h}", "arrivals: {schedule: {2027-01-07: 5, 2027-01-11: 2, 2026-12-01: 9, soon: 1}}"
    )

    found = planned(text, start=datetime(2027, 1, 4, 9, tzinfo=UTC)).plan.arriving
    usual = planned(text)

    assert found.planned_at.tolist() == [3 * DAY, 5 * DAY]
    assert found.planned.tolist() == [5, 2]
    assert len(usual.plan.arriving.planned) == 0
    assert "usual days have no dates" in " ".join(usual.assumptions)


def test_seconds_are_working_time_where_all_work_the_same_days():
    """No hours are needed then; dates follow from the calendar all the same."""
    found = planned(stream("a: {process_time: 1h}"), start=datetime(2027, 1, 8, 9, tzinfo=UTC))

    assert len(found.plan.hours.begin) == 0
    assert found.clock.moment(9 * HOUR) == datetime(2027, 1, 11, 10, tzinfo=UTC)
    assert found.clock.moment(0) == datetime(2027, 1, 8, 9, tzinfo=UTC)
    assert found.clock.seconds_of(datetime(2027, 1, 11, 10, tzinfo=UTC)) == 9 * HOUR
    assert found.clock.working(5.0) == 5.0
    assert found.clock.horizon == math.inf


PART_TIME = stream(
    "a: {process_time: 1h, roles: [x]}, b: {process_time: 1h, wait_time: 0, roles: [y]}, "
    "c: {process_time: 1h, wait_time: 0, roles: [x, y]}, d: {process_time: 1h, wait_time: 0, roles: [z]}",
    "roles: {x: {people: 1, workdays: [tue, thu, sat]}, y: {people: 1, workdays: [mon, tue]}, z: {people: 1}}",
)


def test_who_works_on_other_days_has_hours_of_their_own():
    """Days of the calendar alone; roles that do a step together work on days that they share."""
    hours = planned(PART_TIME).plan.hours
    steps = planned(PART_TIME).plan.steps
    weeks = [[int(hours.opens[place] // 86_400) for place in range(begin, begin + 4)] for begin in hours.begin]

    assert steps.hours.tolist() == [1, 2, 3, 0]
    assert weeks == [[0, 1, 2, 3], [1, 3, 8, 10], [0, 1, 7, 8], [1, 8, 15, 22]]
    assert ((hours.closes - hours.opens) == 8 * HOUR).all()
    assert hours.before[hours.begin[1] + 2] == 2 * DAY


@pytest.mark.parametrize("start", [None, datetime(2026, 10, 19, 7, tzinfo=UTC)])
def test_elapsed_seconds_are_worked_out_in_working_time(start):
    """A week holds forty working hours, summer or winter, and a moment leads back to its seconds."""
    text = PART_TIME.replace("current", "calendar: {time_zone: Europe/Berlin, holidays: [2026-10-28]}\ncurrent")
    clock = planned(text, start=start).clock
    days = np.array([0.0, 7.0, 14.0]) * 86_400

    assert np.diff(clock.working(days)) == pytest.approx([WEEK, WEEK - DAY if start else WEEK])
    assert clock.seconds_of(clock.moment(1e6)) == pytest.approx(1e6, abs=1e-3)
    assert clock.horizon > 100 * 365 * 86_400


def test_a_holiday_is_one_for_those_who_work_part_of_the_week_too():
    """Dates count where the simulation begins on one."""
    text = PART_TIME.replace("current", "calendar: {holidays: [2027-01-05]}\ncurrent")
    hours = planned(text, start=datetime(2027, 1, 4, tzinfo=UTC)).plan.hours

    assert hours.opens[hours.begin[1]] == 3 * 86_400 + 9 * HOUR


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("current: {demand: 8/wk}", "no steps"),
        ("current: {steps: {a: {process_time: 1h}}}", "add demand, such as 8/wk"),
        ("current: {demand: 0/wk, steps: {a: {process_time: 1h}}}", "add demand, such as 8/wk"),
        ("current: {backlog: 50, steps: {a: {process_time: 1h}}}", "add demand, such as 8/wk"),
        (stream("a: {process_time: never}"), "never ends"),
        (stream("a: {process_time: 1h}, b: {wait_time: never}"), "The wait before “b” never ends"),
        (stream("a: {process_time: 1h, percent_complete_accurate: 0}"), "Everything comes back from “a”"),
        (stream("a: {rework: {r: {to: a, share: 60%}, s: {to: a, share: 50%}}}"), "Everything comes back from “a”"),
        (stream("a: {roles: [x]}", "roles: {x: {name: Legal, people: 0}}"), "“Legal” has nobody"),
        (stream("a: {roles: [x]}", "roles: {x: {people: 2, availability: 0}}"), "“x” has nobody, or no time"),
        (stream("a: {roles: [x]}", "roles: {x: {workdays: [sun]}}"), "“x” never works: sun is not in the calendar"),
        (
            stream("a: {roles: [x, y]}", "roles: {x: {workdays: [mon]}, y: {workdays: [tue]}}"),
            "the others of a step that it does work on other days than tue",
        ),
        (stream("a: {cadence: never}"), "“a” never has a turn"),
    ],
)
def test_what_cannot_be_simulated_is_told(text, message):
    """In plain words, before anything runs."""
    with pytest.raises(CannotSayError, match=message):
        planned(text)


def test_a_forecast_without_anything_to_come_is_told():
    """Neither demand nor backlog."""
    with pytest.raises(CannotSayError, match="Nothing arrives and nothing waits"):
        planned("current: {steps: {a: {process_time: 1h}}}", is_forecast=True)


def test_who_has_nothing_to_do_may_have_nobody():
    """A role without people that does no step holds nothing up."""
    assert planned(stream("a: {process_time: 1h}", "roles: {x: {people: 0}}")).role_ids == ("x",)


def test_assumptions_are_told_by_name_and_number():
    """What nobody knows, who is never short, who is away: short sentences with counts."""
    text = stream(
        """
        a: {process_time: 1h, roles: [x]}, b: {roles: [y]}, c: {}, d: {process_time: 1h, roles: [y]},
        e: {process_time: 1h, roles: [z]}
        """,
        "roles: {y: {name: Sales}, z: {people: 2, availability: 50%}}, backlog: 9",
    )

    told = planned(text).assumptions

    assert told == (
        "6 values that nobody knows were taken as likely: the wait before “b”, the process time of “b”, the wait before “c” and 3 more.",
        "Nobody said how many people there are for “Sales” and “x”; they are never short.",
        "1 step has no role and waits for nobody.",
        "Items come at random, as many as the demand says.",
        "People who are there for part of their time are away between items, never during one.",
        "The backlog is left out, as usual days are simulated, not the coming ones.",
    )


@pytest.mark.parametrize(
    ("limited", "room"),
    [
        ("a: {process_time: 1h, batch: 10, capacity: 4}", 4),
        ("a: {process_time: 1h, batch: 10, work_in_progress_limit: 3}", 3),
        ("a: {process_time: 1h, batch: 10, group: g}", 5),
        ("a: {process_time: 1h, batch: 10}", 6),
    ],
)
def test_a_batch_that_no_limit_lets_together_is_told(limited, room):
    """Of the limits of step, group and stream the smallest counts; a batch that fits is no matter."""
    more = "groups: {g: {work_in_progress_limit: 5}}, work_in_progress_limit: 6"

    told, fitting = (planned(stream(text, more)).assumptions for text in (limited, limited.replace("10", "2")))

    assert f"“a” would take 10 items at a time, but limits let only {room} in: {room} go together." in told
    assert not any("at a time" in one for one in fitting)
