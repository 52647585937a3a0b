"""A measured map as a new atlas."""

import math
import random

import pytest
from hand_made import HOUR, back, chain, measured, spread, step
from hypothesis import given
from hypothesis import strategies as st

from flowatlas import measure
from flowatlas.discover.atlas import atlas_of, ids_of
from flowatlas.discover.figures import parts_of_a_whole, percent, rate_of, share_of, spread_of, time_of
from flowatlas.discover.times.measured import Limits, Period, Spread
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.event import Remark
from flowatlas.model.finding import Severity
from flowatlas.model.quantity import Duration, Rate, Share
from flowatlas.model.working_hours import WorkingHours
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text, dump

CALENDARS = [Calendar(), ELAPSED, Calendar(7.5, 4), Calendar(7.77, 5)]
WEEK = 40 * HOUR


def made(steps, **told):
    """The atlas of a measured map, read from its own text; no error is in it."""
    plain = Text(dump(atlas_of(measured(steps, **told), "Requests"))).plain
    reading = read_atlas(plain)
    assert [one for one in reading.findings if one.severity is Severity.ERROR] == []
    return plain, reading.atlas


def test_measured_times_stand_there_with_percentiles_and_how_many():
    """Every step has its wait and process time as measured, in readable units, under a readable id."""
    plain, _ = made(chain("Check Request", "Décision"))

    assert list(plain["current"]["steps"]) == ["check-request", "decision"]
    second = plain["current"]["steps"]["decision"]
    assert second["wait_time"] == {"p10": "2h", "p50": "4h", "p85": "1d", "p95": "1.5d", "n": 400}
    assert second["process_time"]["p50"] == "2h"
    assert second["name"] == "Décision"


def test_shape_shares_roles_and_ways_back():
    """Alternatives, joins, teams and rework stand where the map reads them."""
    plain, atlas = made(
        [
            step("A", teams=("Desk",)),
            step("B", (0,), share=0.3, is_alternative=True),
            step("C", (0,), share=0.7, is_alternative=True),
            step("D", (1, 2), passes=440, rework=(back(0, 0.15, 44, spread(1, 2, 3, 4)),), teams=("Légal", "Desk")),
        ],
        demand=8 / WEEK,
    )

    steps = plain["current"]["steps"]
    assert "after" not in steps["b"]
    assert steps["c"]["after"] == ["a"]
    assert steps["d"]["after"] == ["b", "c"]
    assert (steps["b"]["share"]["value"], steps["c"]["share"]["value"]) == ("30%", "70%")
    assert steps["d"]["rework"]["a"]["to"] == "a"
    assert atlas.current.steps["d"].rework["a"].share.middle == pytest.approx(0.1)
    assert atlas.current.roles["legal"].name == "Légal"
    assert atlas.current.steps["d"].roles == ["legal", "desk"]
    assert atlas.current.demand.middle == pytest.approx(8 / WEEK)


def test_items_may_come_in_at_several_steps():
    """A stream that begins with a fork begins with it on the map, and each branch takes its own time only."""
    steps = [
        step("Lint", share=0.75, is_alternative=True, process=spread(1, 2, 3, 4), wait=spread(0, 0, 0, 0)),
        step("Release", share=0.25, is_alternative=True, process=spread(50, 60, 70, 80), wait=spread(0, 0, 0, 0)),
    ]

    plain, atlas = made(steps)

    assert [told.get("after") for told in plain["current"]["steps"].values()] == [None, []]
    assert measure(atlas)["lead_time"].p50 < 40 * HOUR


def test_steps_side_by_side_that_some_items_skip_are_no_alternatives():
    """Where shares add up to more than all items, the map has parallel steps, and the note tells the share."""
    plain, atlas = made(
        [step("A"), step("B", (0,), share=0.9, items=360), step("C", (0,), share=0.8), step("D", (1, 2))]
    )

    assert atlas.current.shape.alternatives == []
    assert "share" not in plain["current"]["steps"]["b"]
    assert "90% of those that came here" in plain["current"]["steps"]["b"]["notes"]["log-1"]["text"]


def test_shares_of_alternatives_never_add_up_to_more_than_all():
    """Rounding, and items that took both, never make an atlas that is wrong in itself."""
    made([step("A"), *(step(f"B{one}", (0,), share=1 / 6 + 0.0004, is_alternative=True) for one in range(6))])


@given(st.lists(st.floats(0.0001, 1), min_size=2, max_size=30))
def test_parts_stay_within_the_whole(shares):
    """Whatever the log says, what stands on the map adds up to at most 100 %."""
    read = [Share.read(f"{percent(one)}%").middle for one in parts_of_a_whole(shares)]

    assert sum(read) <= 1 + 1e-9 or len(shares) > 100


def test_completions_say_that_the_wait_holds_the_work():
    """A process time that no log knows is not 0: it does not apply, the gap holds it, and that is said and asked."""
    plain, atlas = made(
        [step("Made", process=None), step("Checked", (0,), process=None, wait=spread(5, 10, 20, 40))],
    )

    answers = measure(atlas)
    assert plain["current"]["steps"]["checked"]["process_time"] == "n/a"
    assert "holds the work" in plain["current"]["steps"]["checked"]["notes"]["log-1"]["text"]
    assert "How long is “Checked” worked on?" in plain["questions"]["work"]["text"]
    assert answers["lead_time"].p50 == pytest.approx(10 * HOUR, rel=0.03)
    assert answers["process_time"].text == answers["flow_efficiency"].text == "unknown"


def test_what_open_items_hide_is_left_out():
    """Percentiles that nobody knows yet are not written; without a middle the time is at least what is known."""
    calendar = Calendar()

    assert spread_of(spread(1, 2, None, None, censored=150), calendar) == {"p10": "1h", "p50": "2h", "n": 400}
    assert spread_of(spread(3, None, None, None, censored=300), calendar) == ">3h measured"
    assert spread_of(spread(None, None, None, None, censored=400), calendar) is None
    assert spread_of(None, calendar) is None


def test_few_items_have_no_outer_percentiles():
    """One in ten of nine items is nobody."""
    assert spread_of(spread(1, 2, 3, 4, size=9), Calendar()) == {"p50": "2h", "p85": "3h", "n": 9}


@given(
    st.lists(st.floats(0, 1e10), min_size=4, max_size=4).map(sorted),
    st.sampled_from(CALENDARS),
)
def test_rounded_percentiles_are_read_again_and_never_fall(seconds, calendar):
    """What is written can be read, to three digits, and a higher percentile is never below a lower one."""
    told = spread_of(Spread(*seconds, 50), calendar)

    points = Duration.read(told, calendar).points
    assert [amount for _, amount in points] == sorted(amount for _, amount in points)
    for (_, amount), known in zip(points, seconds, strict=True):
        assert math.isclose(amount, known, rel_tol=0.006, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, 0), (30, "30s"), (3600, "1h"), (5000, "83.3m"), (8 * HOUR, "1d"), (100 * WEEK, "100wk"), (1.5 * HOUR, "1.5h")],
)
def test_times_are_written_in_the_unit_that_reads_best(seconds, text):
    """Seconds, minutes, hours, working days, weeks."""
    assert time_of(seconds, Calendar()) == text


def test_rates_and_shares_are_read_again():
    """Demand and %C&A keep their value."""
    assert Rate.read(rate_of(0.4 / WEEK, Calendar()), Calendar()).middle == pytest.approx(0.4 / WEEK, rel=0.01)
    assert rate_of(None, Calendar()) is None
    assert Share.read(share_of(0.973, 380)).sample_size == 380
    assert percent(0.9999) != "100"


def test_the_calendar_is_the_one_under_which_was_measured():
    """Hours, days, opening and time zone stand in the atlas, which gives them back."""
    hours = WorkingHours(7.5 * HOUR, 9.0, (0, 1, 2, 3), frozenset(), "Europe/Berlin")
    _, atlas = made(chain("A", "B"), hours=hours)

    assert atlas.calendar.hours == hours
    assert made(chain("A"), hours=WorkingHours(0, 24, tuple(range(7))))[1].calendar.times == ELAPSED


def test_the_measurement_tells_the_whole_and_the_periods():
    """Source without folders, first and last day, items, lead time, the reason, periods and limits."""
    plain, atlas = made(
        chain("A", "B"),
        kept=0.945,
        periods=[Period("2026-05", 12, spread(1, 2, 3, 4, 12)), Period("2026-06", 0, None, "nothing was finished")],
        limits=Limits(2 * HOUR, -1 * HOUR, 5 * HOUR),
    )

    one = plain["current"]["measurements"]["tracker"]
    assert one["source"] == "tracker.csv"
    assert (one["from"], one["to"], one["items"]) == ("2026-01-01", "2026-07-01", 400)
    assert one["reason"].startswith("5.5% of what happened is on no step of the map; the map adds up times as if")
    assert plain["current"]["use"] == "tracker"
    assert atlas.current.measurements["tracker"].lead_time.middle == 20 * HOUR
    assert atlas.current.measurements["tracker"].limits.upper.middle == 5 * HOUR
    assert list(one["periods"]) == ["2026-05", "2026-06"]
    assert one["periods"]["2026-06"] == {"finished": 0, "signal": "nothing was finished"}


def test_remarks_become_notes_of_the_measurement():
    """What was left out of the data stands beside its figures, with how often and what was done."""
    plain, _ = made(chain("A"), remarks=[Remark("rows without a date", 1203, "they were left out")])

    (record,) = plain["current"]["measurements"].values()
    assert record["notes"]["log-1"]["text"] == "Rows without a date (1,203); they were left out."


def test_a_way_back_that_the_map_cannot_hold_is_told_in_words():
    """A link into a parallel branch would be an error of the atlas; it becomes a note."""
    plain, _ = made([step("A"), step("B", (0,)), step("C", (0,)), step("D", (1, 2), rework=(back(1, 0.2, 80),))])

    found = plain["current"]["steps"]["d"]
    assert not found.get("rework")
    assert "goes back to “b”" in found["notes"]["back-b"]["text"]


def test_rework_and_quality_count_every_return_once():
    """A return over three steps lowers the %C&A of all three; the map still repeats the loop as often as was seen.

    Of 400 items 100 go back once from the third step to the first. By hand: a quarter of the passes through the third,
    100 of 500, are sent back, so that an item makes the whole loop 0.25 times more on average.
    """
    quality = 1 - 100 / 500
    steps = chain("A", "B", "C", "D", process=Spread(*[2 * HOUR] * 4, 400), wait=Spread(*[0.0] * 4, 400))
    steps = (
        tuple(one.__class__(**{**vars(one), "passes": 500, "percent_complete_accurate": quality}) for one in steps[:3])
        + steps[3:]
    )
    looped = steps[2].__class__(**{**vars(steps[2]), "rework": (back(0, 0.25, 100),)})
    _, atlas = made([*steps[:2], looped, steps[3]])

    answers = measure(atlas)
    assert answers["lead_time"].p50 == pytest.approx(8 * HOUR)
    assert answers["rework_time"].p50 == pytest.approx(0.25 * 6 * HOUR, rel=1e-6)
    assert answers["rolled_percent_complete_accurate"].p50 == pytest.approx(0.8**3, rel=1e-6)


def test_steps_are_repeated_as_often_as_was_seen_where_no_link_tells_why():
    """A step of 600 passes by 400 items, all of which came back by some other way, is done 1.5 times, not for ever."""
    _, atlas = made([step("A"), step("B", (0,), passes=600, percent_complete_accurate=0.0), step("C", (1,))])

    assert atlas.current.steps["b"].rework["again"].share.middle == pytest.approx(1 / 3, abs=0.001)
    assert atlas.current.steps["c"].rework == {}


def test_the_atlas_adds_up_to_what_the_items_took():
    """Lead time and efficiency of the map agree with items that were drawn one by one, in plain Python."""
    source = random.Random(7)
    items = [
        [source.lognormvariate(math.log(middle), spread_) for middle, spread_ in ((2, 0.5), (16, 0.9), (3, 0.4))]
        for _ in range(4000)
    ]
    sorted_of = [sorted(one[place] for one in items) for place in range(3)]
    work, wait, more = (
        spread(*(several[int(len(several) * share)] for share in (0.1, 0.5, 0.85, 0.95)), 4000) for several in sorted_of
    )
    totals = sorted(map(sum, items))
    _, atlas = made([step("A", process=work), step("B", (0,), wait=wait, process=more)])

    answers = measure(atlas)
    assert answers["lead_time"].p50 == pytest.approx(totals[2000] * HOUR, rel=0.04)
    assert answers["lead_time"].p90 == pytest.approx(totals[3600] * HOUR, rel=0.06)
    efficiency = sorted((one[0] + one[2]) / sum(one) for one in items)[2000]
    assert answers["flow_efficiency"].p50 == pytest.approx(efficiency, abs=0.03)


def test_ids_are_readable_in_any_script():
    """Letters of any script stay; what is the same, or means something else in a path, gets a number."""
    assert ids_of(["A/B", "a b", "changes", "behind", "審査", "", "1"]) == [
        "a-b",
        "a-b-2",
        "changes-2",
        "behind-2",
        "審査",
        "step",
        "1",
    ]


def test_hostile_names_stay_words():
    """Names from a log that look like YAML, paths or SQL are names, and nothing else."""
    names = ['"; DROP TABLE x; --', "a: {b: [", "../../etc", "&a *b !!python", "x" * 5000, "\x1b[31mred\n", "null"]

    plain, atlas = made(chain(*names))

    assert len(plain["current"]["steps"]) == len(names)
    told = [one.name for one in atlas.current.steps.values()]
    assert told[0] == names[0]
    assert len(told[4]) <= 160


def test_one_step_and_nothing_at_all():
    """Small logs give small atlases."""
    assert made([step("Only")])[0]["current"]["steps"]["only"]["process_time"]["n"] == 400
    assert "steps" not in made([], lead_time=None)[0]["current"]
