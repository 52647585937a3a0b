"""What is unknown, zero, n/a or never, what is certain all the same, and how each answer says so."""

import math
from random import Random
from textwrap import dedent

import pytest
from brute_force import typed
from random_stream import random_stream

from flowatlas import load, measure
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.headline import headline, headline_answer
from flowatlas.metrics.metric import metrics
from flowatlas.metrics.report import as_json, report
from flowatlas.model.basis import Basis
from flowatlas.model.glossary import Labels
from flowatlas.model.registry import METRICS
from flowatlas.store.schema import read_atlas, tidy

HOUR = 3600.0
DAY = 8 * HOUR
WEEK = 5 * DAY

EVERYTHING = """
    current:
      demand: 8/wk
      backlog: 10
      in_parallel: 2
      roles: {dev: {name: Developers, people: 2, availability: 50%}, ops: {people: 1}}
      steps:
        build: {process_time: 2h, touch_time: 1h, roles: [dev], value: adding, automation: manual}
        test: {wait_time: 1h, process_time: 1h, touch_time: 30m, roles: [ops], value: waste, automation: manual,
               percent_complete_accurate: 80%}
"""


def answer(text, name="lead_time"):
    """The answer of one metric."""
    return measure(load(text))[name]


@pytest.mark.parametrize("more", ["", ', process_time: "?"', ', process_time: "? 1h..2h"'])
def test_unknown_is_not_zero(more):
    """Nothing, a question mark, and a question mark with a hint: one unknown value, with 0 as its bound only."""
    found = answer(f"current: {{steps: {{a: {{process_time: 1h}}, b: {{wait_time: 0{more}}}}}}}")

    assert found.unknowns == 1
    assert found.basis is Basis.UNKNOWN
    assert found.at_least == HOUR
    assert found.p50 > HOUR


@pytest.mark.parametrize("typed", ["? 1/wk..10/wk", "? 1..10/wk", "{value: '? 1..10 per week', by: Ana}"])
def test_a_demand_may_say_what_it_is_likely_to_be(typed):
    """What hangs on it spans what is likely, and nothing of it is certain; what does not hang on it stays as it is."""
    demand = typed if typed.startswith("{") else f'"{typed}"'
    answers = measure(load(EVERYTHING.replace("8/wk", demand)))
    known = measure(load(EVERYTHING))

    for name in ("takt_time", "load", "toil"):
        found = answers[name]
        assert found.unknowns == 1
        assert not found.at_least
        assert found.high / found.low == pytest.approx(10, rel=0.1)
    assert answers["takt_time"].low < known["takt_time"].p50 < answers["takt_time"].high
    assert answers["lead_time"] == known["lead_time"]


@pytest.mark.parametrize("typed", ["?", "n/a"])
def test_of_a_demand_of_which_nothing_is_likely_nothing_is_told(typed):
    """No rate is made up for what nobody has said anything about."""
    answers = measure(load(EVERYTHING.replace("8/wk", f'"{typed}"')))

    assert answers["takt_time"].p50 is None
    assert answers["takt_time"].sentence == "Nothing says how many items are asked for: add demand, such as 8/wk."


def test_zero_is_known():
    """A step that takes no time is as exact as any other."""
    found = answer("current: {steps: {a: {process_time: 1h}, b: {wait_time: 0, process_time: 0}}}")

    assert (found.p50, found.unknowns, found.basis) == (HOUR, 0, Basis.STATED)


def test_what_does_not_apply_is_nothing_and_is_not_counted():
    """n/a is 0 in every sum, and nobody needs to ask for it."""
    found = answer("current: {steps: {a: {process_time: 1h}, b: {wait_time: n/a, process_time: n/a}}}")

    assert (found.p50, found.unknowns, found.text) == (HOUR, 0, "60 min")


def test_the_gap_of_every_step_but_the_first_is_unknown_until_somebody_says():
    """The first step starts at the trigger, and after the last one nothing is waited for."""
    found = answer(
        "current: {steps: {a: {process_time: 1h}, b: {process_time: 1h}, c: {process_time: 1h}}}", "wait_time"
    )

    assert found.unknowns == 2
    assert found.at_least == 0


def test_each_unknown_value_is_counted_once():
    """A metric counts what it would need: lead time both values, process time only its own."""
    text = "current: {steps: {a: {process_time: 1h}, b: {}, c: {wait_time: 0, process_time: 1h}}, final_wait: '?'}"

    assert answer(text, "lead_time").unknowns == 3
    assert answer(text, "process_time").unknowns == 1
    assert answer(text, "work_content").unknowns == 1
    assert answer(text, "touch_time").unknowns == 3


@pytest.mark.parametrize(
    ("stated", "least"),
    [
        ("2d", 2 * DAY),
        ("2d..5d", 2 * DAY),
        ("1d..2d..5d", 1 * DAY),
        ("<2d", 0),
        ('">1wk"', WEEK),
        ("~2d", 1 * DAY),
        ("{p10: 1d, p50: 2d, p90: 4d, n: 30}", 1 * DAY),
        ('"?"', 0),
        ("n/a", 0),
    ],
)
def test_the_bound_adds_the_low_ends(stated, least):
    """Of each time the least that was stated: the low end of a range, half of about, nothing of what is unknown."""
    found = answer(f"current: {{steps: {{a: {{process_time: 1h}}, b: {{wait_time: {stated}, process_time: 0}}}}}}")

    assert found.at_least == pytest.approx(HOUR + least)
    assert found.at_least <= found.p50


def test_the_bound_takes_low_shares_and_high_ratings():
    """Fewer items do an optional step, and less goes wrong, than is likely."""
    text = "current: {steps: {a: {share: 20..60%, process_time: 10h, percent_complete_accurate: 50..80%}}}"

    assert answer(text).at_least == pytest.approx(2 * HOUR)
    assert answer(text, "lead_time_with_rework").at_least == pytest.approx(2 / 0.8 * HOUR)


def test_the_bound_of_rolled_quality_is_the_most_it_can_be():
    """The product of the high ends; a step without a rating may be perfect."""
    found = answer(
        "current: {steps: {a: {percent_complete_accurate: 80..90%}, b: {percent_complete_accurate: 50%}, c: {}}}",
        "rolled_percent_complete_accurate",
    )

    assert found.at_most == pytest.approx(0.9 * 0.5)
    assert found.at_least is None
    assert found.unknowns == 1
    assert found.text.startswith("at most ")


def test_a_missing_rating_leaves_the_product_of_the_others():
    """A step without a figure is left out of the product and counted."""
    found = answer("current: {steps: {a: {percent_complete_accurate: 80%}, b: {}}}", "rolled_percent_complete_accurate")

    assert (found.p50, found.unknowns) == (0.8, 1)


def test_a_rating_that_does_not_apply_is_no_rating():
    """n/a for %C&A is neither 0 % nor missing."""
    text = "current: {steps: {a: {process_time: 1h, percent_complete_accurate: n/a}, b: {wait_time: 0, process_time: 1h, percent_complete_accurate: 50%}}}"

    assert answer(text, "lead_time_with_rework").p50 == pytest.approx(3 * HOUR)
    assert answer(text, "rolled_percent_complete_accurate").p50 == 0.5
    assert answer(text, "rolled_percent_complete_accurate").unknowns == 0


def test_only_times_counts_and_money_have_a_least():
    """Ratios and rates can be off either way, so a sum of low ends says nothing of them."""
    answers = measure(load(EVERYTHING))

    assert {name for name, found in answers.items() if found.at_least is None} == {
        "flow_efficiency",
        "value_add_ratio",
        "rolled_percent_complete_accurate",
        "load",
        "load/dev",
        "load/ops",
        "throughput",
        "work_in_progress",
    }
    assert {name for name, found in answers.items() if found.at_most is not None} == {
        "rolled_percent_complete_accurate"
    }


def test_an_exact_map_has_exact_answers():
    """Without spread, doubt and unknown values each answer is one figure, rework and routes by their mean."""
    answers = measure(load(EVERYTHING))

    for found in answers.values():
        assert found.p10 == found.p50 == found.p90 == found.low == found.high, found.name
        assert found.is_exact, found.name
        assert found.at_least in {None, found.p50}, found.name


@pytest.mark.parametrize("seed", range(30))
def test_on_exact_maps_the_bound_is_the_answer(seed):
    """What nobody doubts is no more and no less than it is."""
    for found in measure(read_atlas(tidy(typed(random_stream(Random(seed))))).atlas).values():
        assert found.p10 == found.p50 == found.p90, found.name
        if found.at_least is not None and found.p50 is not None:
            assert found.at_least == pytest.approx(found.p50), found.name


def test_a_range_gives_a_spread_around_its_geometric_middle():
    """Half of the items of 1 to 4 hours take under 2 hours, as far as draws can tell."""
    found = answer("current: {steps: {a: {process_time: {value: 1h..4h, basis: measured, n: 1000000}}}}")

    assert found.p10 == pytest.approx(1 * HOUR, rel=0.1)
    assert found.p50 == pytest.approx(2 * HOUR, rel=0.1)
    assert found.p90 == pytest.approx(4 * HOUR, rel=0.1)


@pytest.mark.parametrize("share", ['"?"', '"? 10..50%"'])
def test_an_unknown_share_is_no_route_in_the_bound(share):
    """As long as nobody knows how many items take an alternative, its time is not certain."""
    text = f"""
        current:
          steps:
            a: {{process_time: 1h}}
            b: {{share: {share}, wait_time: 0, process_time: 10h}}
            c: {{after: [a], share: 20%, wait_time: 0, process_time: 5h}}
    """

    found = answer(text)
    assert found.at_least == pytest.approx(2 * HOUR)
    assert found.unknowns == 1
    assert found.p90 > 2 * HOUR


def test_a_link_that_leads_nowhere_makes_rework_unknown():
    """Where faulty output goes is not known, so what it costs is not either; the rest stays certain."""
    found = answer(
        "current: {steps: {a: {process_time: 1h, rework: {r: {to: nobody, share: 50%}}}}}", "lead_time_with_rework"
    )

    assert (found.p50, found.at_least, found.unknowns) == (None, HOUR, 1)


NEVER = EVERYTHING.replace("wait_time: 1h", "wait_time: never")


def test_never_is_unbounded_and_never_not_a_number():
    """No answer is NaN: times are infinite, efficiency is 0, and what cannot be told is None."""
    answers = measure(load(NEVER))

    for found in answers.values():
        for figure in (found.p10, found.p50, found.p90, found.low, found.high, found.at_least, found.at_most):
            assert figure is None or not math.isnan(figure), found.name
    for name in ("lead_time", "lead_time_with_rework", "wait_time", "work_in_progress", "queue_clearing"):
        assert answers[name].p50 == math.inf
        assert answers[name].text == "unbounded"
    assert answers["flow_efficiency"].p50 == 0
    assert answers["value_add_ratio"].p50 == 0
    assert answers["process_time"].p50 == 3 * HOUR
    assert answers["rework_time"].p50 is None


def test_what_is_unbounded_stays_so_whatever_else_is_unknown():
    """A wait without end and an unknown one: lead time is unbounded for sure."""
    found = answer(
        "current: {steps: {a: {process_time: 1h}, b: {wait_time: never, process_time: 1h, touch_time: '?'}, c: {}}}"
    )

    assert (found.p50, found.at_least, found.text) == (math.inf, math.inf, "unbounded")
    assert found.unknowns == 2


def test_a_step_that_nobody_comes_to_may_wait_for_ever():
    """An endless wait on a route that no item takes costs nothing."""
    assert (
        answer("current: {steps: {a: {process_time: 1h}, b: {share: 0%, wait_time: never, process_time: 1h}}}").p50
        == HOUR
    )


def test_no_lead_time_has_no_efficiency():
    """Nothing divided by nothing is not told, rather than 0 or 100 %."""
    answers = measure(load("current: {steps: {a: {process_time: 0}}}"))

    assert (answers["lead_time"].p50, answers["lead_time"].text) == (0, "0")
    for name in ("flow_efficiency", "value_add_ratio"):
        assert answers[name].p50 is None
        assert "cannot be told yet" in answers[name].sentence


def test_a_map_without_steps_says_so():
    """Every metric gives the same reason, and no figure."""
    for found in measure(load("current: {title: Empty}")).values():
        assert (found.p50, found.at_least, found.text) == (None, None, "unknown")
        assert found.sentence == "There are no steps yet."


def test_an_atlas_without_a_current_map_has_no_answers():
    """There is nothing to measure, which is no error."""
    assert measure(load("title: Empty")) == {}


def test_names_alone_have_no_times_yet():
    """Five named steps without a number: how long it takes is not known, and each metric says so in a sentence."""
    answers = measure(load("current: {steps: {a: {}, b: {}, c: {}, d: {}, e: {}}}"))

    assert answers["lead_time"].unknowns == 9
    assert answers["lead_time"].at_least == 0
    assert answers["lead_time"].p50 is None
    assert answers["flow_efficiency"].text == "unknown"
    assert all(found.sentence.endswith((".", "?")) for found in answers.values())


@pytest.mark.parametrize("told", ["process_time: 1h", "process_time: '? 3d'", "wait_time: 0"])
def test_with_the_first_time_likely_values_stand_in_for_the_others(told):
    """One time that somebody gave, or a likely one, is enough to say how long it may take."""
    answers = measure(load(f"current: {{steps: {{a: {{}}, b: {{{told}}}, c: {{}}}}}}"))

    assert answers["lead_time"].unknowns >= 4
    assert 0 < answers["lead_time"].p10 < answers["lead_time"].p50 < answers["lead_time"].p90


def test_a_map_without_a_time_says_where_to_start():
    """Nothing is made up: no constraint, no hotspots, no chance of the target, and the first times to ask for."""
    atlas = load(
        """
        outcome: {target: {text: Sooner, metric: lead_time, value: 3d}, first_guess: 6wk}
        current: {roles: {sales: {name: Sales}}, steps: {ask: {name: Ask, roles: [sales]}, do: {name: Do}}}
        """
    )
    found = report(atlas)
    told = headline(atlas, atlas.map(ValueStreamMap), found, Labels())

    assert (found.constraint, found.hotspots, found.target) == (None, [], None)
    assert told[:2] == [
        "Nobody has said yet how long anything takes.",
        "To start with, ask Sales: how long does “Ask” take, from start to finish?",
    ]
    assert as_json(found, "current")["metrics"]["lead_time"]["p50"] is None


def test_the_answer_says_that_days_are_working_days():
    """Working time is said once, in the first figure; where time is counted by the clock there is nothing to say."""
    text = "current: {steps: {a: {process_time: 3d}}}"
    by_calendar = {
        "calendar: {hours_per_day: 8, days_per_week: 5}": "From trigger to customer an item takes 3 working days.",
        "calendar: {hours_per_day: 24, days_per_week: 7}": "From trigger to customer an item takes 3 days.",
    }
    for calendar, sentence in by_calendar.items():
        atlas = load(f"{calendar}\n{text}")

        assert headline(atlas, atlas.map(ValueStreamMap), report(atlas), Labels())[0] == sentence


def test_what_is_unknown_comes_first_where_most_of_the_time_rests_on_it():
    """A figure that is mostly made of likely values is not told before that it is."""
    atlas = load("current: {steps: {a: {process_time: 1h}, b: {}, c: {}}}")

    told = headline(atlas, atlas.map(ValueStreamMap), report(atlas), Labels())

    assert told[0].startswith("4 values are unknown, 97% of the time below is a likely value in their place")
    assert told[1].startswith("Half of all items take under")


def test_one_step_is_a_stream():
    """The smallest map: its lead time is its process time, and nothing is handed over."""
    answers = measure(load("current: {steps: {a: {process_time: 2h}}}"))

    assert answers["lead_time"].p50 == answers["process_time"].p50 == answers["work_content"].p50 == 2 * HOUR
    assert answers["wait_time"].p50 == answers["handoffs"].p50 == answers["rework_time"].p50 == 0
    assert answers["flow_efficiency"].p50 == 1


def test_every_metric_is_measured():
    """Whatever is registered has a title, a first sentence, and an answer in the order of the story."""
    answers = measure(load(EVERYTHING))

    for known in metrics():
        first = (known.function.__doc__ or "").partition("\n")[0]
        assert known.title
        assert first
        assert first[0].isupper()
        assert answers[known.name].title == known.title
        assert answers[known.name].kind is known.kind
        assert answers[known.name].p50 is not None, known.name
    assert {name.partition("/")[0] for name in answers} == set(METRICS)
    assert next(iter(answers)) == "lead_time"


@pytest.mark.parametrize("seed", [*range(10), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(10, 40))])
def test_more_time_never_makes_a_stream_faster(seed):
    """Raising any single time lowers neither lead time, with rework or without, nor the work in it."""
    random = Random(seed)
    stream = random_stream(random)
    before = measure(read_atlas(tidy(typed(stream))).atlas)
    name = random.choice(list(stream["steps"]))
    field = random.choice(["wait_time", "process_time"])

    stream["steps"][name][field] = stream["steps"][name].get(field, 0.0) + random.choice([1.0, 3600.0, 1e6])
    after = measure(read_atlas(tidy(typed(stream))).atlas)

    for metric in ("lead_time", "lead_time_with_rework", "work_content"):
        assert after[metric].p50 >= before[metric].p50 * (1 - 1e-9), metric


def test_what_is_done_again_by_fewer_than_half_is_told():
    """Half of the items take as long as without rework, and those that come back are in the headline all the same."""
    text = """
        current:
          steps:
            ask: {process_time: 1h}
            check: {wait_time: 1d, process_time: 1h, rework: {back: {to: ask, share: 10..40%}}}
    """
    found = report(load(dedent(text)))

    assert found.answers["lead_time_with_rework"].p50 == found.answers["lead_time"].p50
    assert headline_answer(found).name == "lead_time_with_rework"
