"""Shapes that are rare on maps, each small enough to be worked out by hand."""

import math

import pytest

from flowatlas import load, measure

HOUR = 3600.0


def hours(text, name="lead_time"):
    """The answer of a metric in hours; with rework where the text has any."""
    answer = measure(load(text))[name]
    return answer.p50 / HOUR


def test_a_fork_at_the_trigger_starts_both_ways_at_once():
    """What comes after nothing starts at the trigger, wherever it stands on the map."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 1h, process_time: 1h}
            paper: {after: [], process_time: 5h}
            c: {after: [b, paper], wait_time: 1h, process_time: 1h}
    """

    assert hours(text) == pytest.approx(7)
    assert hours(text, "process_time") == pytest.approx(6)
    assert hours(text, "work_content") == pytest.approx(8)


def test_the_gap_at_the_trigger_is_none_unless_it_is_stated():
    """A step that starts at the trigger and says nothing of a wait has none, even in the middle of the map."""
    answer = measure(load("current: {steps: {a: {process_time: 1h}, b: {after: [], process_time: 3h}}}"))["lead_time"]

    assert answer.p50 == 3 * HOUR
    assert answer.unknowns == 0


def test_two_ends_are_both_waited_for():
    """The customer has everything when the last of several ends is done."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 0, process_time: 2h}
            c: {after: [a], wait_time: 4h, process_time: 1h}
          final_wait: 1h
    """

    assert hours(text) == pytest.approx(7)


def test_an_empty_branch_takes_no_time():
    """Where a step also leads straight to the join, the other branch is waited for."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 1h, process_time: 1h}
            c: {after: [a, b], wait_time: 1h, process_time: 1h}
    """

    assert hours(text) == pytest.approx(5)


def test_a_gap_at_a_join_counts_once_after_the_last_arrival():
    """Branches of 2 and 5 hours meet, then there is one gap of an hour."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {wait_time: 0, process_time: 2h}
            c: {after: [a], wait_time: 0, process_time: 5h}
            d: {after: [b, c], wait_time: 1h, process_time: 0}
    """

    assert hours(text) == pytest.approx(6)
    assert hours(text, "wait_time") == pytest.approx(1)


def test_an_optional_step_that_forks_lets_all_items_into_the_branches():
    """Half of the items skip the step; all of them take both branches behind it."""
    text = """
        current:
          steps:
            a: {share: 50%, process_time: 2h}
            b: {wait_time: 0, process_time: 1h}
            c: {after: [a], wait_time: 0, process_time: 3h}
    """

    assert hours(text) == pytest.approx(4)
    assert hours(text, "work_content") == pytest.approx(5)


def test_an_optional_step_in_a_branch_makes_the_longest_branch_a_matter_of_chance():
    """Three in ten items take 5 hours in one branch, the others 3 hours in the other one."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {wait_time: 1h, process_time: 4h, share: 30%}
            c: {after: [a], wait_time: 0, process_time: 3h}
    """

    assert hours(text) == pytest.approx(0.3 * 5 + 0.7 * 3)
    assert hours(text, "wait_time") == pytest.approx(0.3)


def test_an_alternative_may_fork():
    """One alternative is done by two side by side, the other one alone; the rest goes straight to the join."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {share: 50%, wait_time: 0, process_time: 1h}
            c: {wait_time: 0, process_time: 2h}
            d: {after: [b], wait_time: 0, process_time: 4h}
            e: {after: [a], share: 30%, wait_time: 0, process_time: 10h}
            f: {after: [c, d, e], wait_time: 1h, process_time: 0}
    """

    assert hours(text) == pytest.approx(1 + 0.5 * 5 + 0.3 * 10 + 1)
    assert hours(text, "work_content") == pytest.approx(1 + 0.5 * 7 + 0.3 * 10)


def test_alternatives_that_nobody_takes_take_no_time():
    """Where all alternatives have a share of 0 %, all items go straight on."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {share: 0%, wait_time: 9h, process_time: 9h}
            c: {after: [a], share: 0%, wait_time: 9h, process_time: 9h}
            d: {after: [b, c], wait_time: 1h, process_time: 0}
    """

    assert hours(text) == pytest.approx(2)


def test_alternatives_of_more_than_all_items_are_scaled():
    """Shares of 60 % and 90 % are an error, and count as 40 % and 60 %."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {share: 60%, wait_time: 0, process_time: 10h}
            c: {after: [a], share: 90%, wait_time: 0, process_time: 20h}
    """

    assert hours(text) == pytest.approx(0.4 * 10 + 0.6 * 20)


TANGLE = """
    current:
      steps:
        a: {process_time: 1h}
        b: {wait_time: 0, process_time: %s}
        c: {after: [a], wait_time: 0, process_time: %s}
        d: {after: [b, c], wait_time: 0, process_time: %s}
        e: {after: [c], wait_time: 0, process_time: %s}
        f: {after: [d, e], wait_time: 1h, process_time: 1h}
"""


@pytest.mark.parametrize(
    ("b", "c", "d", "e", "between"),
    [(5, 1, 2, 3, 7), (1, 5, 2, 3, 8), (1, 5, 3, 2, 8), (4, 2, 1, 9, 11), (0, 0, 0, 0, 0)],
)
def test_branches_that_meet_and_part_take_their_longest_way(b, c, d, e, between):
    """The longest of b-d, c-d and c-e counts, and each step waits for all that it comes after."""
    assert hours(TANGLE % tuple(f"{time}h" for time in (b, c, d, e))) == pytest.approx(3 + between)


def test_what_two_ways_share_is_the_same_time_for_both():
    """In a tangle a step that is repeated delays everything behind it at once, not each way by chances of its own."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {wait_time: 0, process_time: 0}
            c: {after: [a], wait_time: 0, process_time: 4h, percent_complete_accurate: 50%}
            d: {after: [b, c], wait_time: 0, process_time: 1h}
            e: {after: [c], wait_time: 0, process_time: 1h}
            f: {after: [d, e], wait_time: 0, process_time: 0}
    """

    assert hours(text, "lead_time_with_rework") == pytest.approx(8 + 1)


def test_a_choice_inside_a_tangle_is_one_choice_for_all_ways():
    """Half of the items take x and then y, the others neither, and both ways behind know which."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {wait_time: 0, process_time: 2h}
            c: {after: [a], wait_time: 0, process_time: 0}
            x: {after: [c], share: 50%, wait_time: 0, process_time: 10h}
            y: {after: [c], share: 50%, wait_time: 0, process_time: 1h}
            d: {after: [b, x], wait_time: 0, process_time: 1h}
            e: {after: [x, y], wait_time: 0, process_time: 5h}
            f: {after: [d, e], wait_time: 0, process_time: 0}
    """

    assert hours(text) == pytest.approx(0.5 * (10 + 5) + 0.5 * (1 + 5))
    assert hours(text, "work_content") == pytest.approx(2 + 0.5 * 11 + 1 + 5)


def test_branches_wait_for_the_one_that_has_to_be_repeated():
    """One branch takes 4 hours a time and is right every other time, the other one takes 6: the mean longest is 9."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {wait_time: 0, process_time: 4h, percent_complete_accurate: 50%}
            c: {after: [a], wait_time: 0, process_time: 6h}
    """

    assert hours(text, "lead_time_with_rework") == pytest.approx(9)
    assert hours(text, "rework_time") == pytest.approx(3)


def test_a_loop_inside_a_branch_is_gone_through_before_the_join():
    """Build and check take 3 hours a round, half of the rounds go wrong; the other branch takes 6 hours."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            build: {wait_time: 0, process_time: 2h}
            check: {wait_time: 0, process_time: 1h, rework: {again: {to: build, share: 50%}}}
            paper: {after: [a], wait_time: 0, process_time: 6h}
            done: {after: [check, paper], wait_time: 0, process_time: 0}
    """

    assert hours(text, "lead_time_with_rework") == pytest.approx(6 * 0.75 + sum(3 * k * 0.5**k for k in range(3, 60)))


def test_a_loop_around_a_fork_takes_the_fork_each_time():
    """A check sends one in four back to before a fork of 3 and 5 hours, which adds a third of a round of 7 hours."""
    text = """
        current:
          steps:
            start: {process_time: 1h}
            b: {wait_time: 0, process_time: 3h}
            c: {after: [start], wait_time: 0, process_time: 5h}
            check: {after: [b, c], wait_time: 0, process_time: 1h, rework: {again: {to: start, share: 25%}}}
    """

    assert hours(text) == pytest.approx(7)
    assert hours(text, "rework_time") == pytest.approx(7 / 3)
    assert hours(text, "rework_time_one_pass") == pytest.approx(7 / 4)


def test_rework_may_go_back_to_the_first_step():
    """The first step has no gap, so going back to it costs a wait only where the way back has one."""
    text = "current: {{steps: {{a: {{process_time: 1h}}, b: {{wait_time: 2h, process_time: 1h, rework: {{r: {{to: a, share: 50%{0}}}}}}}}}}}"

    assert hours(text.format(""), "rework_time") == pytest.approx(4)
    assert hours(text.format(", wait_time: 3h"), "rework_time") == pytest.approx(7)


def test_a_way_back_without_a_wait_waits_in_the_gap_of_its_target():
    """The gap before the target is waited for again; a wait of the way back takes its place."""
    text = """
        current:
          steps:
            a: {{process_time: 1h}}
            b: {{wait_time: 6h, process_time: 1h}}
            c: {{wait_time: 0, process_time: 1h, rework: {{r: {{to: b, share: 50%{0}}}}}}}
    """

    assert hours(text.format(""), "rework_time") == pytest.approx(6 + 2)
    assert hours(text.format(", wait_time: 1h"), "rework_time") == pytest.approx(1 + 2)


def test_a_step_may_go_back_to_itself():
    """A self link is a repetition with a wait of its own; several on a step share out what goes wrong."""
    text = """
        current:
          steps:
            a:
              process_time: 1h
              rework: {soon: {to: a, share: 25%, wait_time: 1h}, late: {to: a, share: 25%, wait_time: 9h}}
    """

    assert hours(text, "lead_time_with_rework") == pytest.approx(1 + (0.25 * 2 + 0.25 * 10) / 0.5)


def test_loops_in_loops_multiply():
    """An inner loop of one in two and an outer one of one in two: four rounds inside."""
    text = """
        current:
          steps:
            a: {process_time: 1h, percent_complete_accurate: 50%}
            b: {wait_time: 0, process_time: 0, rework: {r: {to: a, share: 50%}}}
    """

    assert hours(text, "lead_time_with_rework") == pytest.approx(4)
    assert measure(load(text))["rework_time_one_pass"].p50 == pytest.approx(0.5 * HOUR + 0.5 * HOUR)


def test_a_way_back_out_of_an_alternative_makes_the_choice_anew():
    """Half of what b does goes back to a, and then again half of the items take b."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {share: 50%, wait_time: 0, process_time: 2h, rework: {r: {to: a, share: 50%}}}
            c: {after: [a], share: 50%, wait_time: 0, process_time: 4h}
    """

    rounds = 1 / (1 - 0.25)
    assert hours(text, "lead_time_with_rework") == pytest.approx(rounds * (1 + 0.5 * 2 + 0.5 * 4))


def test_an_optional_step_is_repeated_by_those_who_do_it():
    """Half of the items do the step, twice on average; once it went wrong nobody asks again whether to do it."""
    text = "current: {steps: {a: {share: 50%, process_time: 2h, percent_complete_accurate: 50%}}}"

    assert hours(text) == pytest.approx(1)
    assert hours(text, "lead_time_with_rework") == pytest.approx(2)
    assert measure(load(text))["rolled_percent_complete_accurate"].p50 == pytest.approx(0.75)


def test_going_back_never_saves_time():
    """A way back can lead past a longer way, but what rework adds is never less than nothing."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {share: 50%, wait_time: 0, process_time: 0, rework: {r: {to: a, share: 50%}}}
            c: {wait_time: 0, process_time: 9h}
            d: {after: [a], share: 50%, wait_time: 0, process_time: 0}
    """

    assert hours(text, "lead_time_with_rework") < hours(text)
    assert hours(text, "rework_time") == 0


@pytest.mark.parametrize(
    "steps",
    [
        "{a: {process_time: 1h, percent_complete_accurate: 0%}}",
        "{a: {process_time: 1h, rework: {r: {to: a, share: 100%}}}}",
        "{a: {process_time: 1h}, b: {wait_time: 0, process_time: 1h, rework: {r: {to: a, share: 100%}}}}",
        "{a: {process_time: 1h, rework: {r: {to: a, share: 60%}, s: {to: a, share: 60%}}}}",
        "{a: {process_time: 1h}, b: {after: [], process_time: 1h, percent_complete_accurate: 0%}}",
        (
            "{a: {process_time: 1h}, b: {after: [], process_time: 1h}, "
            "c: {wait_time: 0, process_time: 1h, rework: {r: {to: b, share: 100%}}}}"
        ),
    ],
)
def test_what_always_comes_back_never_gets_through(steps):
    """Where nothing gets out of a loop, on the main way or in a branch, lead time with rework is unbounded."""
    answers = measure(load(f"current: {{steps: {steps}}}"))

    assert answers["lead_time_with_rework"].p50 == math.inf
    assert answers["rework_time"].p50 == math.inf
    assert math.isfinite(answers["lead_time"].p50)
    assert math.isfinite(answers["rework_time_one_pass"].p50)


def test_a_loop_that_hardly_ever_ends_keeps_its_mean():
    """999 of 1,000 rounds go wrong, beside a branch that takes no time: the mean is a thousand rounds."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 0, process_time: 1h, rework: {r: {to: a, share: 99.9%}}}
            c: {after: [], process_time: 0}
            d: {after: [b, c], wait_time: 0, process_time: 0}
    """

    assert hours(text, "lead_time_with_rework") == pytest.approx(2000)


def test_rework_stays_within_parallel_ways():
    """A way back that enters or leaves a branch is an error, and what it would cost counts as unknown."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 0, process_time: 1h, rework: {r: {to: a, share: 50%}}}
            c: {after: [a], wait_time: 0, process_time: 2h}
    """

    answer = measure(load(text))["lead_time_with_rework"]
    assert answer.p50 is None
    assert answer.at_least == 3 * HOUR
    assert answer.unknowns == 1


def test_rework_along_one_way_of_a_tangle_is_followed():
    """Where ways cross elsewhere, a loop along one of them is still a loop."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {wait_time: 0, process_time: 1h}
            c: {after: [a], wait_time: 0, process_time: 1h}
            d: {after: [b, c], wait_time: 0, process_time: 2h}
            check: {wait_time: 0, process_time: 1h, rework: {r: {to: d, share: 50%}}}
            e: {after: [c], wait_time: 0, process_time: 0}
            f: {after: [check, e], wait_time: 0, process_time: 0}
    """

    assert hours(text, "lead_time_with_rework") == pytest.approx(1 + 2 * 3)


def test_three_hundred_steps_have_an_answer():
    """A long stream with a rating for every step is worked out like a short one."""
    steps = "".join(
        f"    s{n}: {{wait_time: 1h, process_time: 1h, percent_complete_accurate: 80%}}\n" for n in range(300)
    )

    answers = measure(load(f"current:\n  steps:\n{steps}"))

    assert answers["lead_time"].p50 == pytest.approx(600 * HOUR)
    assert answers["lead_time_with_rework"].p50 == pytest.approx(600 / 0.8 * HOUR)
    assert answers["rolled_percent_complete_accurate"].p50 == pytest.approx(0.8**300)
