"""The business case: every figure as worked out by hand, and nothing that is not known counted as nothing."""

import math
from random import Random

import numpy as np
import pytest
from brute_force import typed
from random_edit import random_edit
from random_stream import random_stream

from flowatlas.metrics.passage import Passage
from flowatlas.metrics.report import report
from flowatlas.metrics.samples import Samples
from flowatlas.metrics.studies.business_case import business_case, lane_cases
from flowatlas.metrics.study import LEAD, Study
from flowatlas.model.overlay import overlay_between
from flowatlas.model.path import apply
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.text import Text

WEEK = 40 * 3600.0

CHECKING = """
economics:
  hour: 18 EUR
  fault: 6 EUR
  months: 12
  lines:
    downtime: {title: Downtime, each: 55 EUR, before: 18/mo, after: 7/mo}
    revenue: {title: More orders, counts: gain, monthly: 1200 EUR}
    licence: {title: Licence, monthly: 300 EUR}
    upkeep: {title: Upkeep, yearly: 1200 EUR}
    software: {title: Software, once: 9000 EUR}
    training: {title: Training, once: 2500 EUR}
    set-up: {title: Set-up, once: 6000 EUR}
current:
  demand: 8000/mo
  steps:
    # What is wrong goes out as it is and costs its price later; nothing comes back to be done again.
    check: {process_time: 12m, touch_time: 12m, percent_complete_accurate: 95.5%, rework: {out: {to: check, share: 0%}}}
future:
  faster:
    changes:
      steps/check/touch_time: 9m
      steps/check/process_time: 9m
      steps/check/percent_complete_accurate: 98%
"""

SIMPLE = """
economics: {hour: 100 EUR}
current:
  demand: 30/mo
  steps:
    a: {process_time: 2h}
    b: {wait_time: 2wk, process_time: 1h}
future:
  half: {changes: {steps/a/process_time: 1h}}
"""


def study_of(text, **more):
    """The study of an atlas, with more values by path, whose parts are joined by two underscores."""
    plain = Text(text).plain
    for path, value in more.items():
        here = plain
        *keys, last = path.split("__")
        for key in keys:
            here = here.setdefault(key, {})
        here[last] = value
    atlas = read_atlas(plain).atlas
    return Study(plain, atlas, report(atlas, draws=2000))


def case_of(text, **more):
    """The case for its first future."""
    return business_case(study_of(text, **more)).cases[0]


def amounts(lines):
    """What lines come to, by their titles."""
    return {line.title: None if line.amount is None else line.amount.mean for line in lines}


def test_a_published_example_comes_out_to_the_cent_and_the_month():
    """Automation of 8,000 invoices a month: hours, faults, downtime, revenue and upkeep, over twelve months."""
    case = case_of(CHECKING)

    assert case.hours.mean == pytest.approx(400)
    assert amounts(case.monthly) == pytest.approx(
        {
            "Work saved": 7200,
            "Faults avoided": 1200,
            "Downtime": 605,
            "More orders": 1200,
            "Licence": -300,
            "Upkeep": -100,
        }
    )
    assert round(case.net.mean, 2) == 9805.00
    assert round(case.invested.mean, 2) == -17500.00
    assert round(case.total.mean, 2) == 100160.00
    assert round(100 * case.roi.mean, 1) == 572.3
    assert round(case.payback.mean, 2) == 1.78
    assert case.chance == 1.0
    assert case.headline == "It costs 17,500 EUR once, brings 9,805 EUR a month net, and pays back after 1.78 months."


def test_work_that_is_done_again_is_saved_as_work_and_not_as_faults():
    """Without a link %C&A means that the step is repeated, so its hours grow by 1 / %C&A."""
    text = CHECKING.replace(", rework: {out: {to: check, share: 0%}}", "")
    case = case_of(text)

    assert case.hours.mean == pytest.approx(8000 * (0.2 / 0.955 - 0.15 / 0.98), rel=1e-6)
    assert amounts(case.monthly)["Faults avoided"] == pytest.approx(1200)


def test_fifty_waiting_customers_are_served_in_weeks_or_in_days():
    """Six weeks each become four days: one at a time 300 weeks or 200 days, five at once 60 weeks or 40 days."""
    case = case_of(
        """
        current: {backlog: 50, in_parallel: 5, steps: {serve: {process_time: 6wk}}}
        future: {fast: {changes: {steps/serve/process_time: 4d}}}
        """
    )

    assert [(one.at_once, one.before, one.after) for one in case.clearing] == [
        ("one at a time", 300 * WEEK, 200 * WEEK / 5),
        ("5 at a time", 60 * WEEK, 40 * WEEK / 5),
    ]


def test_the_cost_of_delay_is_items_times_weeks_sooner_times_its_price():
    """30 items a month, each two weeks sooner, at 50 a week: 3,000 a month, and the hours as they were."""
    case = case_of(SIMPLE, economics__delay_per_item_week="50 EUR", future__half__changes={"steps/b/wait_time": 0})

    assert amounts(case.monthly) == pytest.approx({"Work saved": 0, "Cost of delay saved": 3000})


def test_what_is_not_known_is_in_no_sum_and_is_named():
    """A line without its price is left out, and so is an item of the roadmap without a cost."""
    case = case_of(
        SIMPLE,
        economics__lines={"calls": {"title": "Calls", "before": "9/mo", "after": "2/mo"}},
        roadmap__items={"x": {"title": "Do it", "future": "half"}, "y": {"future": "half", "cost": "500 EUR"}},
    )

    assert amounts(case.monthly) == {"Work saved": pytest.approx(3000), "Calls": None}
    assert case.net.mean == pytest.approx(3000)
    assert amounts(case.once) == {"Do it": None, "y": -500}
    assert case.answers[0].figure == "At least 500 EUR once"
    assert len(case.left_out) == 2


def test_without_a_demand_the_hours_of_an_item_are_all_there_is():
    """How many items a month there are is asked for, never taken as nothing."""
    case = case_of(SIMPLE, current__demand=None)

    assert case.hours is None
    assert case.hours_per_item.mean == pytest.approx(1)
    assert case.net is None
    assert any("demand" in one for one in case.left_out)


def test_without_economics_a_case_tells_time_and_what_would_make_it_money():
    """No line, no sum, no caution about costs that nobody speaks of."""
    case = case_of(SIMPLE, economics={})

    assert case.hours.mean == pytest.approx(30)
    assert (case.monthly, case.once, case.net, case.payback, case.chance) == ((), (), None, None, None)
    assert any("Three figures would make it money" in one for one in case.left_out)
    assert not any("cost" in trap.message for trap in case.traps)


def test_several_currencies_are_an_error_and_are_not_added_up():
    """Euros and dollars stay apart: every amount is left out and the finding names both."""
    case = case_of(SIMPLE, economics__fault="5 USD")

    assert case.net is None
    assert [trap.message for trap in case.traps if trap.severity == "error"] == [
        "amounts are in EUR and USD, so nothing is added up"
    ]


def test_the_traps_of_a_case_are_found():
    """No cost to get there, none to keep it, hours as money, single figures, and better than every reading."""
    readings = {"metric": "lead_time", "readings": {"2027-01-01": "3wk"}}
    case = case_of(SIMPLE, roadmap__items={"x": {"measure": readings}})

    told = " ".join(trap.message for trap in case.traps)
    for words in ("to get there", "keep it running", "all hours saved count", "a single one", "better than every"):
        assert words in told


def test_a_complete_case_has_no_traps():
    """With costs, upkeep, a realised share and a range there is nothing to warn of."""
    case = case_of(
        SIMPLE,
        economics={
            "hour": "100 EUR",
            "realised": "50%",
            "lines": {"run": {"monthly": "100 EUR"}, "buy": {"once": "900 EUR"}},
        },
        future__half__changes={"steps/a/process_time": "30m..1h30m"},
    )

    assert case.traps == ()
    assert case.left_out == ()
    assert amounts(case.monthly)["Work saved"] == pytest.approx(case.hours.mean * 50)


def test_a_range_of_money_is_what_we_do_not_know():
    """p10 and p90 of a typed range are its ends, for there is one price and not one for each item."""
    case = case_of(SIMPLE, economics__lines={"buy": {"once": "1000..4000 EUR"}})

    assert -case.invested.high == pytest.approx(1000, rel=0.1)
    assert -case.invested.low == pytest.approx(4000, rel=0.1)


def test_the_chance_of_paying_back_counts_the_draws_that_do():
    """The same by hand: the draws of the investment against twelve months of a saving that is sure."""
    case = case_of(SIMPLE, economics__lines={"buy": {"once": "18000..72000 EUR"}})

    assert case.net.mean == pytest.approx(3000)
    assert case.chance == pytest.approx(0.5, abs=0.04)
    assert len(case.course) == 13
    assert case.course[12].mean == pytest.approx(12 * case.net.mean + case.invested.mean)


def test_what_costs_more_than_it_saves_never_pays_back():
    """A case against a future is told as plainly as one for it."""
    case = case_of(SIMPLE, economics__lines={"run": {"monthly": "5000 EUR"}, "buy": {"once": "100 EUR"}})

    assert math.isinf(case.payback.mean)
    assert case.chance == 0.0
    assert case.headline == "It costs 100 EUR once and costs 2,000 EUR a month net, so it never pays back."


def test_lines_of_a_future_count_with_it_and_with_what_builds_on_it():
    """A line that names a future is no matter of the others."""
    cases = business_case(
        study_of(
            SIMPLE,
            economics__lines={"only": {"title": "Only", "monthly": "10 EUR", "future": "half"}},
            future__more={"builds_on": "half", "changes": {"steps/b/wait_time": "1wk"}},
            future__other={"changes": {"steps/b/wait_time": "1wk"}},
        )
    ).cases

    assert ["Only" in amounts(case.monthly) for case in cases] == [True, True, False]


def test_work_of_machines_is_nobodys_hour():
    """A step that becomes automated takes no hours of people, unless its touch time says so."""
    changes = {"steps/a/automation": "automated"}

    assert case_of(SIMPLE, future__half__changes=changes).hours_per_item.mean == pytest.approx(2)
    changes["steps/a/touch_time"] = "30m"
    assert case_of(SIMPLE, future__half__changes=changes).hours_per_item.mean == pytest.approx(1.5)


def test_lanes_add_up_to_the_whole_future():
    """Items one lane after the other end at what the future saves; its cost grows with the lanes."""
    more = {
        "future__half__changes": {"steps/a/process_time": "1h", "steps/b/process_time": "30m"},
        "roadmap__items": {
            "first": {"lane": "now", "future": "half", "moves": ["steps/a"], "cost": "100 EUR"},
            "second": {"lane": "next", "future": "half", "moves": ["steps/b"], "effort": "1d"},
        },
    }
    study = study_of(SIMPLE, **more)
    lanes = lane_cases(study).cases

    assert [case.invested.mean for case in lanes] == pytest.approx([-100, -900])
    assert lanes[-1].hours.mean == business_case(study).cases[0].hours.mean
    assert [case.hours.mean for case in lanes] == pytest.approx([30, 45])


def test_other_costs_count_with_the_lane_that_completes_a_future():
    """A lane that does only part of a future says that they are left out."""
    study = study_of(
        SIMPLE,
        economics__lines={"buy": {"once": "500 EUR"}},
        future__half__changes={"steps/a/process_time": "1h", "steps/b/process_time": "30m"},
        roadmap__items={
            "first": {"lane": "now", "future": "half", "moves": ["steps/a"], "cost": "100 EUR"},
            "second": {"lane": "next", "future": "half", "moves": ["steps/b"], "cost": "200 EUR"},
        },
    )
    part, whole = lane_cases(study).cases

    assert (part.title, whole.title) == ("Now, without other costs and gains", "Now and next")
    assert (part.invested.mean, whole.invested.mean) == (-100, -800)
    assert whole.total == business_case(study).cases[0].total


def test_the_cost_of_an_item_without_a_future_is_named_and_in_no_sum():
    """It changes nothing on the map, so nobody could say what it brings."""
    study = study_of(
        SIMPLE,
        roadmap__items={
            "one": {"lane": "now", "future": "half", "cost": "100 EUR"},
            "loose": {"title": "Move the desks", "lane": "now", "cost": "900 EUR"},
        },
    )

    for case in (business_case(study).cases[0], lane_cases(study).cases[0]):
        assert case.invested.mean == -100
        assert "Move the desks: it names no future, so that its cost is in no sum" in case.left_out


def test_hours_and_weeks_equal_the_map_measured_anew():
    """Brute force: the hours saved are the difference of both maps, each with what comes back."""
    rework = {"percent_complete_accurate": "80%", "rework": {"back": {"to": "a"}}}
    study = study_of(SIMPLE, current__steps__b={"wait_time": "1d..4d", "process_time": "1h", **rework})
    changes = {"steps/a/process_time": "1h"}
    case = business_case(study).cases[0]

    assert case.hours_per_item.mean == pytest.approx(1 / 0.8, rel=1e-5)
    saved = study.doubt(LEAD) - study.doubt(LEAD, changes)
    assert float(np.mean(saved)) / 3600 == pytest.approx(1 / 0.8, rel=1e-5)


def test_futures_that_build_on_each_other_in_a_circle_make_no_case():
    """The circle is a finding of the futures; the others are told."""
    found = business_case(study_of(SIMPLE, future__x={"builds_on": "y"}, future__y={"builds_on": "x"}))

    assert [case.name for case in found.cases] == ["future/half"]


def test_nothing_to_compare_is_no_case():
    """Without a future, or without steps, there is nothing to say."""
    assert business_case(study_of(SIMPLE, future={})) is None
    assert business_case(study_of(SIMPLE, current={})) is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_any_future_of_any_map_is_told_and_adds_up(seed):
    """Random maps, random changes, sensible or not: hours equal both maps measured alone, and sums are sums."""
    random = Random(seed)
    stream = typed(random_stream(random, most_courses=20))["current"]
    wanted = {"current": stream}
    for _ in range(random.randint(1, 6)):
        wanted = apply(wanted, random_edit(random, wanted))
    changes = overlay_between(stream, wanted.get("current", {}))
    plain = tidy(
        {
            "economics": {"hour": "60..90 EUR", "delay_per_item_week": "~40 EUR", "lines": {"a": {"once": "900 EUR"}}},
            "current": stream,
            "future": {"f": {"changes": changes}},
        }
    )
    atlas = read_atlas(plain).atlas
    study = Study(plain, atlas, report(atlas, draws=100, seed=seed))
    case = business_case(study).cases[0]

    sides = [Samples(one, atlas.calendar.times) for one in (study.stream, study.stream_with(changes))]
    if all(one.is_exact for one in sides) and not any("how long hands" in one for one in case.left_out):
        whole = [_work(one.center) for one in sides]
        assert case.hours_per_item.mean * 3600 == pytest.approx(whole[0] - whole[1], rel=1e-4, abs=whole[0] * 1e-5)
    known = [line.amount.mean for line in case.monthly if line.amount is not None]
    assert (case.net is None) == (not known)
    if case.net is not None:
        assert case.net.mean == pytest.approx(sum(known))
        assert case.course[-1].mean == pytest.approx(12 * case.net.mean - 900)
        assert 0 <= case.chance <= 1
    assert case.headline.endswith(".")
    assert "nan" not in str(case)


def _work(sample):
    """Seconds of people's work of one item, rework counted."""
    visits = Passage(sample, with_rework=True).visits().steps
    steps = sample.stream.steps.items()
    manned = [key for key, step in steps if step.automation != "automated" or step.touch_time is not None]
    return sum(float((visits[key] * sample.effort(key))[0]) for key in manned)


def test_hours_of_work_without_an_end_are_not_known_and_not_nothing():
    """Work that never ends cannot be compared; where nothing else changes, nobody can tell what is saved."""
    text = """
        current: {demand: 1/wk, steps: {a: {process_time: never}}}
        future: {f: {changes: {steps/a/process_time: 1h}}}
    """
    case = case_of(text)

    assert case.hours_per_item is None
    assert case.hours is None
    assert case.compared[0].change == "no longer unbounded"
    assert any("hours of" in told for told in case.left_out)


def test_single_figures_are_counted_also_where_they_say_what_goes_back():
    """A share that goes back is a wish like any other figure."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {process_time: 1h, rework: {r: {to: a, share: 30%}}}
        future: {f: {changes: {steps/a/process_time: 30m, steps/b/rework/r/share: 10%}}}
    """
    traps = [one.message for one in case_of(text).traps]

    assert any(told.startswith("all 2 changed figures are single ones") for told in traps)


@pytest.mark.parametrize(("demand", "told"), [("10/mo", "10/mo"), ('"? 5..20/mo"', "likely 5 – 20/mo")])
def test_how_many_items_come_is_told_as_it_was_typed(demand, told):
    """A demand that is only likely is said to be one."""
    text = f"""
        current: {{demand: {demand}, steps: {{a: {{process_time: 1h..3h}}}}}}
        future: {{f: {{changes: {{steps/a/process_time: 30m..1h}}}}}}
    """

    assert f"As many items come as today: {told}." in case_of(text).assumptions


def test_faults_avoided_are_an_upper_bound_where_steps_are_not_rated():
    """Of what other steps spoil anyway nothing is saved, and nobody knows how much that is."""
    text = """
        economics: {fault: 10 EUR}
        current:
          demand: 10/mo
          steps:
            a: {process_time: 1h, percent_complete_accurate: 50%}
            b: {process_time: 1h}
        future: {f: {changes: {steps/a/percent_complete_accurate: 80%}}}
    """
    told = "1 step that nobody has rated counts as always right the first time"

    assert any(one.startswith(told) for one in case_of(text).assumptions)
    rated = text.replace("b: {process_time: 1h}", "b: {process_time: 1h, percent_complete_accurate: 100%}")
    assert not any("nobody has rated" in one for one in case_of(rated).assumptions)
