"""Measuring: small logs whose figures are worked out by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import HOUR, MONDAY, column, small_log

from flowatlas.discover.mapping import Hours, LogMapping
from flowatlas.discover.passes.stream import passes_of
from flowatlas.discover.structure.found import FoundRework, FoundStep, Structure
from flowatlas.discover.times.measure import measured_map
from flowatlas.discover.times.measured import Spread
from flowatlas.discover.times.parts import sum_of_medians
from flowatlas.model.event import Form

ALWAYS = Hours(elapsed=True)
LINE = (("build", ()), ("test", (0,)), ("ship", (1,)))


def measured(log, steps=LINE, rework=(), hours=ALWAYS, **mapping):
    """The measured map of a log whose structure is given: steps with what they come after."""
    names = list(log.activity.names)
    found = tuple(FoundStep(name, (names.index(name),) if name in names else (), after) for name, after in steps)
    told = LogMapping(hours=hours, **mapping)
    return measured_map(passes_of(log, told), Structure(found, rework), told)


def hours_of(spread):
    """Percentiles in hours."""
    return tuple(None if one is None else round(one / 3600, 6) for one in spread[:4])


def remark(found, start):
    """The remark that begins with some words; None where there is none."""
    return next((one for one in found.remarks if one.message.startswith(start)), None)


LOOP = small_log(
    ("a", "build", 0, 2, "ann"),
    ("a", "test", 3, 4, "bob"),
    ("a", "build", 6, 7, "ann"),
    ("a", "test", 7, 9, "bob"),
    ("a", "ship", 10, 11, "bob"),
    ("b", "build", 1, 5, "ann"),
    ("b", "test", 5, 6, "ann"),
    ("b", "ship", 20, 21, "bob"),
)


def test_a_step_takes_what_all_its_passes_took():
    """Passes of build took 2, 1 and 4 hours, those of test 1, 2 and 1."""
    build, test, _ = measured(LOOP).steps

    assert hours_of(build.process) == (1, 2, 4, 4)
    assert hours_of(test.process) == (1, 1, 2, 2)
    assert (build.items, build.passes, build.process.size) == (2, 3, 3)


def test_a_gap_lies_before_the_first_pass():
    """Item a waits an hour for its first test and one for shipping after its second; b waits 0 and 14 hours."""
    build, test, ship = measured(LOOP).steps

    assert build.wait is None
    assert hours_of(test.wait) == (0, 0, 1, 1)
    assert hours_of(ship.wait) == (1, 1, 14, 14)
    assert test.wait.size == 2


def test_passes_that_are_followed_by_a_return_are_not_good():
    """Of item a, the first build and the first test come before it goes back to build; all others are good."""
    build, test, ship = measured(LOOP).steps

    assert build.percent_complete_accurate == pytest.approx(2 / 3)
    assert test.percent_complete_accurate == pytest.approx(2 / 3)
    assert ship.percent_complete_accurate == 1


def test_a_return_makes_everything_up_to_its_target_bad_but_nothing_before():
    """Going from ship back to test leaves build good, and both test and ship not."""
    rows = [("build", 0), ("test", 1), ("ship", 2), ("test", 3), ("ship", 4)]
    log = small_log(*(("a", name, at, at + 1) for name, at in rows))

    assert [step.percent_complete_accurate for step in measured(log).steps] == [1, 0.5, 0.5]


def test_a_way_back_has_its_own_wait():
    """From the end of the first test to the next build of item a two hours pass."""
    link = FoundRework(sender=1, to=0, share=0.5, count=1)

    (rework,) = measured(LOOP, rework=(link,)).steps[1].rework

    assert hours_of(rework.wait) == (2, 2, 2, 2)
    assert (rework.to, rework.share, rework.count) == (0, 0.5, 1)


def test_a_handoff_is_a_pass_of_somebody_else():
    """Of three tests, bob does two after ann's build; of two shippings, one follows ann's test."""
    build, test, ship = measured(LOOP).steps

    assert (build.handoffs, test.handoffs, ship.handoffs) == (1, pytest.approx(2 / 3), 0.5)
    assert (build.people, test.people, ship.people) == (1, 2, 1)


def test_ping_pong_is_to_and_fro_more_than_twice():
    """Four changes between the same two people at a step are ping-pong; two are not."""
    rows = [("a", "test", at, at + 1, "ann" if at % 2 else "bob") for at in range(5)]
    rows += [("b", "test", at, at + 1, "ann" if at % 2 else "bob") for at in range(2)]

    (test,) = measured(small_log(*rows), (("test", ()),)).steps

    assert test.ping_pong == 0.5


def test_the_whole_is_each_item_from_entering_to_leaving():
    """Items a and b take 11 and 20 hours; two finished, none open, nothing dropped."""
    found = measured(LOOP)

    assert hours_of(found.lead_time) == (11, 11, 20, 20)
    assert (found.items, found.finished, found.dropped, found.work_in_progress) == (2, 2, 0, 0)
    assert (found.began, found.taken) == (MONDAY, MONDAY + 21 * HOUR)
    assert found.demand == pytest.approx(1 / 3600)
    assert found.throughput == pytest.approx(1 / 36000)
    assert found.outside is None


def test_open_items_lengthen_the_lead_time():
    """Three items took 1, 2 and 3 hours and a fourth has been open for 2.5: the median is 2, and three quarters stay."""
    rows = [(name, "ship", 0, took) for name, took in zip("abc", (1, 2, 3), strict=True)]
    log = small_log(*rows, ("d", "build", 0.5, 1), taken=3)

    found = measured(log, end="ship")

    assert hours_of(found.lead_time) == (1, 2, 3, 3)
    assert found.lead_time.censored == 1
    assert hours_of(found.ages) == (2.5, 2.5, 2.5, 2.5)
    assert found.oldest == (("d", 9000.0),)
    assert [step.work_in_progress for step in found.steps] == [0, 1, 0]
    assert remark(found, "items still open (25%) count in the lead time").times == 1


def test_a_percentile_that_open_items_hide_is_unknown():
    """Where three of four are open for longer than the finished one took, half of all items is not known."""
    rows = [(name, "build", 0, 1) for name in "bcd"]
    found = measured(small_log(("a", "ship", 0, 1), *rows, taken=50), end="ship")

    assert hours_of(found.lead_time) == (1, None, None, None)


def test_dropped_items_have_no_lead_time():
    """What was given up was not delivered, and is counted on its own."""
    log = small_log(("a", "build", 0, 1), ("a", "ship", 1, 2), ("b", "build", 0, 30), ("b", "drop", 30, 30))

    found = measured(log, end="ship", kinds={"drop": "dropped"})

    assert (found.finished, found.dropped) == (1, 1)
    assert hours_of(found.lead_time) == (2, 2, 2, 2)


def test_working_time_leaves_out_the_night():
    """From Monday at four in the afternoon to Tuesday at ten, two hours were worked."""
    log = small_log(("a", "build", 16, 16.5), ("a", "test", 34, 35), ("b", "build", 9, 10), ("b", "test", 20, 21))
    hours = Hours(opens="09:00", closes="17:00", workdays=["mon", "tue", "wed", "thu", "fri"])

    found = measured(log, LINE[:2], hours=hours)

    assert hours_of(found.steps[1].wait) == (1.5, 1.5, 7, 7)
    assert found.outside == pytest.approx(2 / 8)
    assert remark(found, "beginnings and ends of passes outside the working hours (25%)").times == 2


def test_a_join_waits_for_the_last_branch():
    """After two parallel checks the gap begins when the later one is finished, and they wait for the step before."""
    steps = (("build", ()), ("legal", (0,)), ("risk", (0,)), ("ship", (1, 2)))
    log = small_log(("a", "build", 0, 1), ("a", "legal", 2, 9), ("a", "risk", 3, 5), ("a", "ship", 12, 13))

    _, legal, risk, ship = measured(log, steps).steps

    assert (hours_of(legal.wait)[1], hours_of(risk.wait)[1], hours_of(ship.wait)[1]) == (1, 2, 3)


def test_parallel_branches_are_no_return():
    """A second pass of one branch while the other goes on says nothing about the other."""
    steps = (("build", ()), ("legal", (0,)), ("risk", (0,)), ("ship", (1, 2)))
    rows = [("build", 0, 1), ("legal", 1, 2), ("risk", 2, 3), ("legal", 3, 4), ("ship", 5, 6)]
    log = small_log(*(("a", *row) for row in rows))

    assert [step.percent_complete_accurate for step in measured(log, steps).steps] == [1, 0.5, 1, 1]


def test_a_step_that_was_not_taken_does_not_hold_the_gap():
    """An item that skips test waits for shipping from the end of build."""
    log = small_log(("a", "build", 0, 1), ("a", "ship", 5, 6), ("b", "test", 0, 1))

    assert hours_of(measured(log).steps[2].wait)[1] == 4


def test_work_that_overlaps_is_no_negative_wait():
    """Where test begins before build is finished, nothing was waited, and it is remarked."""
    found = measured(small_log(("a", "build", 0, 5), ("a", "test", 3, 6), ("b", "ship", 0, 1)))

    assert hours_of(found.steps[1].wait)[1] == 0
    assert remark(found, "first passes of a step that began before the step before it").times == 1


def test_completions_have_no_process_time():
    """Where only ends are known, the gap from one to the next contains the work."""
    log = small_log(("a", "build", None, 2), ("a", "test", None, 7), form=Form.COMPLETIONS)

    build, test = measured(log, LINE[:2]).steps

    assert build.process is None
    assert test.process is None
    assert hours_of(test.wait)[1] == 5


def test_waiting_before_the_first_step_counts():
    """A status of waiting before work begins is the gap of the first step, and one between two is part of theirs."""
    log = small_log(
        ("a", "to do", 0, 4),
        ("a", "build", 4, 6),
        ("a", "ready", 6, 9),
        ("a", "test", 9, 10),
        ("a", "done", 12, None),
        form=Form.STATES,
    )

    found = measured(log, LINE[:2], kinds={"to do": "waiting", "ready": "waiting", "done": "done"})

    assert [hours_of(step.wait)[1] for step in found.steps] == [4, 3]
    assert hours_of(found.lead_time)[1] == 12
    assert hours_of(found.final_wait)[1] == 2


def test_a_state_that_goes_on_is_censored():
    """Two stays took 1 and 3 hours, one has lasted 2: half of them last 3 hours."""
    log = small_log(("a", "build", 0, 1), ("b", "build", 0, 3), ("c", "build", 1, None), form=Form.STATES, taken=3)

    (build,) = measured(log, LINE[:1]).steps

    assert build.process == Spread(3600, 10800, 10800, 10800, 3, 1)
    assert build.work_in_progress == 1


def test_batches_are_told_where_they_are_clear():
    """Ten items that are released every Friday at five are a batch of ten with a cadence of a week; others are none."""
    rows = []
    for week in range(8):
        for number in range(10):
            begin = 168 * week + 11 * number + 0.3
            rows += [
                (f"{week}-{number}", "build", begin, begin + 1),
                (f"{week}-{number}", "ship", 168 * week + 112, 168 * week + 113),
            ]

    build, ship = measured(small_log(*rows), (("build", ()), ("ship", (0,)))).steps

    assert (ship.batch, ship.cadence) == (10, 168 * 3600)
    assert (build.batch, build.cadence) == (None, None)


def test_teams_are_those_that_do_a_step():
    """Teams are named by how much they do; one that does hardly anything is left out."""
    rows = [(f"i{at}", "build", at, at + 1) for at in range(40)]
    log = small_log(*rows, team=column(["north"] * 10 + ["south"] * 29 + ["guest"]))

    assert measured(log, LINE[:1]).steps[0].teams == ("south", "north")


def test_the_sum_of_the_parts_stands_beside_the_whole():
    """The medians of three steps and gaps are added along the longest path; the remark gives both and the reasons."""
    found = measured(LOOP)

    # Process 2 + 1 + 1, gaps 0 and 1, in hours.
    assert sum_of_medians(found.steps) == 5 * 3600
    told = remark(found, "the medians of steps and gaps add up to 5 h, 54.5% less than the 11 h that half of the items")
    assert "25% of the passes were followed by rework" in told.done


def test_all_the_time_is_told():
    """Items a and b spent 31 hours: 13 in passes, 16 in gaps before first passes, 2 in the gap of the way back."""
    told = remark(measured(LOOP), "of all the time that items spent, 41.9% in passes through the steps, 51.6% in gaps")

    assert told.message.endswith("6.5% in gaps of ways back")


def test_outliers_are_told_and_kept():
    """One pass of a thousand hours among a hundred of one hour is named with its length, and still counts."""
    rows = [(f"i{at}", "build", 0, 1) for at in range(100)]

    found = measured(small_log(*rows, ("x", "build", 0, 1000)), LINE[:1])

    assert remark(found, "passes that took more than 10 times").examples == ('"build": 1, the longest 41.7 d',)
    assert found.steps[0].process.size == 101


def test_months_come_with_their_lead_time():
    """Asked by month, the map says what was finished in each."""
    found = measured(LOOP, by="month")

    assert [(one.name, one.finished) for one in found.periods] == [("2026-03", 2)]
    assert hours_of(found.periods[0].lead_time)[1] == 11


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 30), st.integers(0, 9)), max_size=40))
def test_gaps_and_returns_are_those_of_their_definition(rows):
    """On a line of three steps, gaps and passes without a return equal a plain look at every pass of every item."""
    log = small_log(*((f"i{item}", LINE[step][0], start, start + took) for item, step, start, took in rows))
    passes = passes_of(log, LogMapping())
    waits, good, counted = [[], [], []], [0, 0, 0], [0, 0, 0]
    for begin, end in pairwise(passes.first.tolist()):
        names = [log.activity.names[code] for code in passes.activity[begin:end].tolist()]
        steps = [[name for name, _ in LINE].index(name) for name in names]
        opened, closed = passes.start[begin:end].tolist(), passes.end[begin:end].tolist()
        back = [
            at
            for at in range(1, len(steps))
            if steps[at] <= steps[at - 1] and (steps[at] in steps[:at] or steps[at - 1] in steps[at + 1 :])
        ]
        for at, step in enumerate(steps):
            counted[step] += 1
            good[step] += not any(later > at and steps[later] <= step for later in back)
            if step not in steps[:at]:
                before = [one for one in range(at) if steps[one] < step]
                nearest = max((steps[one] for one in before), default=None)
                since = max((closed[one] for one in before if steps[one] == nearest), default=opened[0])
                waits[step].append(max(opened[at] - since, 0) / HOUR)

    found = measured(log)

    for step in found.steps:
        place = [name for name, _ in LINE].index(step.name)
        assert step.passes == counted[place]
        if counted[place]:
            assert step.percent_complete_accurate == good[place] / counted[place]
        if step.wait is not None:
            ordered = sorted(waits[place])
            assert hours_of(step.wait)[1] == pytest.approx(ordered[(len(ordered) + 1) // 2 - 1])
            assert step.wait.size == len(ordered)


def test_an_empty_log_is_an_empty_map():
    """Without items there are no figures, and no error."""
    found = measured(small_log(), ())

    assert (found.items, found.lead_time, found.demand, found.steps) == (0, None, None, ())


def test_parts_that_are_counted_apart_give_the_same(monkeypatch):
    """A log that is counted in many parts, by several threads, has the figures of one counted at once."""
    whole = measured(LOOP, by="month")
    monkeypatch.setattr("flowatlas.discover.passes.passes.ROWS_AT_ONCE", 1)

    assert measured(LOOP, by="month") == whole


def test_items_without_any_step_wait_after_the_last_one():
    """What is closed without work spent its whole time in a wait that no step holds; it counts, and is told."""
    log = small_log(
        ("a", "open", 0, 4),
        ("a", "build", 4, 6),
        ("a", "closed", 6, 6),
        ("b", "open", 0, 10),
        ("b", "closed", 10, 10),
        form=Form.STATES,
    )

    found = measured(log, (("build", ()),), kinds={"open": "waiting", "build": "work", "closed": "done"})

    assert hours_of(found.final_wait) == (0, 0, 10, 10)
    assert remark(found, "items that reached their end without any step").times == 1
