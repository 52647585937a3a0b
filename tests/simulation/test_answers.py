"""What a simulation answers, on small streams whose figures are known from theory or by hand."""

import math

import pytest

from flowatlas.model.errors import FlowAtlasError
from flowatlas.simulation.answers.remedy import Staff
from flowatlas.simulation.question import Question
from flowatlas.simulation.simulate import simulate

HOUR = 3600.0
DAY = 8 * HOUR
WEEK = 5 * DAY


def one_desk(*, demand="4/d", **fields):
    """A stream of one step of an hour, done by one person."""
    step = {"name": "Answer", "roles": ["desk"], "process_time": "1h", **fields}
    return {
        "flowatlas": 1,
        "current": {"demand": demand, "roles": {"desk": {"name": "Desk", "people": 1}}, "steps": {"answer": step}},
    }


def alone(plain, question=Question(precision=0.1)):  # noqa: B008 - never changes
    """What is said of the current map."""
    return simulate(plain, question, ["current"]).streams[0]


@pytest.fixture(scope="module")
def half_busy():
    """The desk at a load of one half: items that come at random wait half an hour on average, and take one hour."""
    return alone(one_desk(wait_kind="queue", wait_time="1d"))


def test_mean_lead_time_as_theory_says(half_busy):
    """Mean lead time is service plus load x service / (2 (1 - load)): Pollaczek and Khinchine for even services."""
    low, high = half_busy.lead.mean.low, half_busy.lead.mean.high

    assert low - 0.02 * HOUR <= 1.5 * HOUR <= high + 0.02 * HOUR


def test_little_by_the_figures_told(half_busy):
    """Items inside are items that get through per time, times how long each of them is there."""
    inside = half_busy.throughput.value * half_busy.lead.mean.value

    assert half_busy.work_in_progress.value == pytest.approx(inside, rel=0.01)


def test_shares_of_a_role_sum_to_one(half_busy):
    """What is not worked, prepared or spent elsewhere is idle; half of the time is work."""
    use = half_busy.roles[0]

    assert use.work + use.rework + use.set_up + use.away + use.idle == pytest.approx(1)
    assert use.work == pytest.approx(0.5, abs=0.03)
    assert use.load == pytest.approx(0.5, abs=0.03)


def test_flow_efficiency_of_a_queue(half_busy):
    """An item that takes one and a half hours is worked on for one of them."""
    assert half_busy.flow_efficiency.value == pytest.approx(2 / 3, abs=0.03)


def test_shares_of_lead_times_sum_to_one(half_busy):
    """Every item is in one of the parts, and none is quicker than the work."""
    lead = half_busy.lead

    assert sum(lead.shares) == pytest.approx(1)
    assert lead.varies.low >= HOUR * 0.999
    assert lead.unsure is None


def test_queue_that_is_said_to_be_a_day_is_told(half_busy):
    """Half an hour of queue is no wait of a day: both are told, and that it takes more than busy people."""
    gap = half_busy.gaps[0]

    assert gap.typed == DAY
    assert gap.simulated.value == pytest.approx(HOUR / 2, rel=0.1)
    assert "said to be 1 d;" in gap.text
    assert gap.remedy


def test_fixed_wait_is_simulated_as_typed_and_told_beside_the_queue():
    """A fixed wait of a day is there on top of the queue; alone the queue would be half an hour."""
    gap = alone(one_desk(wait_time="1d")).gaps[0]

    assert gap.simulated.value == pytest.approx(DAY + HOUR / 2, rel=0.05)
    assert gap.alone.value == pytest.approx(HOUR / 2, rel=0.1)
    assert gap.text


@pytest.mark.parametrize(
    ("fields", "said", "reconciled"),
    [
        ({"cadence": "1wk", "wait_time": "1d"}, "done every 2 days instead of every 5 days", {"cadence": "2d"}),
        ({"batch": 9, "wait_time": "4h"}, "6 items went on together instead of 9", {"batch": 6}),
    ],
)
def test_what_would_reconcile_turns_and_batches_does(fields, said, reconciled):
    """Who says that items wait less than for their turn, or for a batch, hears what would make that so; and it does."""
    few = {"demand": "5/d", "wait_kind": "queue", "process_time": "1m", **fields}

    gap = alone(one_desk(**few)).gaps[0]

    assert said in gap.remedy
    assert alone(one_desk(**few | reconciled)).gaps[0].text == ""


def test_nothing_could_make_a_queue_so_nothing_contradicts():
    """Where nobody said how many people there are, a typed wait is the only figure."""
    plain = one_desk(wait_time="1d")
    del plain["current"]["roles"]["desk"]["people"]

    gap = alone(plain).gaps[0]

    assert (gap.alone, gap.text) == (None, "")


def test_growth_is_what_comes_less_what_gets_through():
    """Fifty come in a week and forty get through: ten more wait every week, and no usual days are told."""
    found = alone(one_desk(demand="10/d"))

    assert found.lead is None
    assert found.growth.per_week == pytest.approx(10, rel=0.1)
    assert found.growth.paths == ("steps/answer",)
    assert "without bound" in found.growth.text
    assert "125%" in found.growth.text
    assert found.limit.path == "roles/desk"


def test_limit_by_relief_is_the_person_who_is_short():
    """At a load of 94 % nearly all is queue, so one more person helps most, and no times alone can say that."""
    found = alone(one_desk(demand="7.5/d", wait_kind="queue", wait_time=0))

    assert found.limit.path == "roles/desk"
    assert found.limit.reliefs[0].change.high < 0
    assert "one more person in “Desk”" in found.limit.text.casefold().replace("“desk”", "“Desk”")


def test_doubt_is_told_apart_from_variation():
    """One of two waits is a guess, the other varies: each is told as what it is."""
    plain = one_desk(wait_time="5d guess")
    plain["current"]["steps"]["send"] = {"name": "Send", "wait_time": "1d..3d", "process_time": "1h"}

    lead = alone(plain).lead

    assert lead.because == "the wait before “Answer”"
    assert lead.unsure.low < 5 * DAY
    assert lead.unsure.high > 9 * DAY
    assert lead.varies.high - lead.varies.low < 3 * DAY


def test_future_on_common_luck_beats_the_current_map_for_sure():
    """Half the work is quicker whatever the luck is, and the chance of that says so."""
    plain = one_desk(wait_kind="queue", wait_time=0)
    plain["future"] = {"quick": {"title": "Quick", "changes": {"steps/answer/process_time": "30m"}}}

    found = simulate(plain, Question(precision=0.1), ["current", "future/quick"])

    assert [one.name for one in found.streams] == ["current", "future/quick"]
    held = found.comparisons[0]
    assert (held.better, held.than) == ("future/quick", "current")
    assert held.chance > 0.99
    assert held.change.high < 0


def two_futures(changes, *, demand="4/d", **fields):
    """Two futures of a desk, by what they change at its step, held against each other."""
    plain = one_desk(demand=demand, wait_kind="queue", **fields)
    plain["future"] = {
        name: {"title": name.capitalize(), "changes": {f"steps/answer/{field}": value for field, value in one.items()}}
        for name, one in changes.items()
    }
    found = simulate(plain, Question(precision=0.1), ["future/one", "future/other"])
    return found, found.comparisons[0]


def test_quicker_future_that_keeps_no_promise_is_told_as_such():
    """Half of the items are there sooner, but 85 of 100 much later: both are told, and which is better for a promise."""
    changes = {
        "one": {"wait_kind": "fixed", "wait_time": {"p50": "1d", "p85": "9d", "n": 100}},
        "other": {"wait_kind": "fixed", "wait_time": "2d..3d"},
    }

    _, held = two_futures(changes)

    assert held.better == "future/one"
    assert "“One” is quicker than “Other”" in held.text
    assert "But “Other” is better for a promise than “One”: 85 of 100 items" in held.text


def test_futures_that_hardly_differ_are_told_as_such():
    """Where one is quicker for sure, but by nothing that can be seen, nobody is sent to build it."""
    _, held = two_futures({"one": {"process_time": "60m"}, "other": {"process_time": "3610s"}})

    assert held.better == "future/one"
    assert "hardly" in held.text


def test_future_in_which_work_piles_up_is_never_the_better_one():
    """It may take the typical item less time in most states of doubt: what is told begins with that it piles up."""
    doubt = {"process_time": "40m guess"}
    changes = {"one": {"process_time": "2h"}, "other": {"wait_kind": "fixed", "wait_time": "20d"}}

    found, held = two_futures(changes, **doubt)

    assert found.streams[0].growth is not None
    assert (held.better, held.change) == ("future/other", None)
    assert "in “One” work piles up" in held.text


def test_more_people_than_items_are_enough():
    """A hundred million people are never all busy, and take no memory each."""
    plain = one_desk(wait_kind="queue", wait_time=0)
    plain["current"]["roles"]["desk"]["people"] = 100_000_000

    assert alone(plain).lead.p95.value == HOUR


def test_a_batch_that_never_comes_together_is_refused_at_once():
    """Runs would go on until memory is full."""
    with pytest.raises(FlowAtlasError, match="“Answer” waits for 1,000,000 items"):
        alone(one_desk(wait_kind="queue", batch=1_000_000))


def test_what_piles_up_in_both_makes_neither_less_sure():
    """The quicker one is quicker wherever items get through at all; that they may not is told beside it."""
    changes = {name: {"wait_kind": "fixed", "wait_time": wait} for name, wait in (("one", "1d"), ("other", "3d"))}

    found, held = two_futures(changes, process_time="70m guess")

    assert found.streams[0].lead is not None
    assert held.chance > 0.99
    assert held.text.endswith("states work piles up in both.")


def test_more_than_can_be_kept_is_refused_at_once():
    """A billion items a second would fill the memory before anything could be told."""
    plain = one_desk(demand="1000000000/s")
    del plain["current"]["roles"]["desk"]["people"]

    with pytest.raises(FlowAtlasError, match="in the stream at a time"):
        simulate(plain)


def test_version_that_cannot_be_simulated_says_why():
    """A future without steps leaves the current map its figures."""
    plain = one_desk()
    plain["future"] = {"none": {"changes": {"steps/answer": None}}}

    found = simulate(plain, Question(precision=0.2), ["current", "future/none"])

    assert found.streams[0].lead is not None
    assert found.streams[1].sentences == ("There are no steps to simulate.",)


def test_map_that_cannot_be_simulated_is_refused():
    """Without a demand nothing arrives, which is said instead of a figure."""
    plain = one_desk()
    del plain["current"]["demand"]

    with pytest.raises(FlowAtlasError, match="cannot be simulated"):
        simulate(plain)


@pytest.mark.parametrize(
    "question",
    [Question(draws=1_000_000), Question(runs=1), Question(items=-3), Question(precision=0.0), Question(precision=2)],
)
def test_numbers_that_cannot_be_are_refused(question):
    """A million draws, a single run, or a precision of nothing are refused with what would be right."""
    with pytest.raises(FlowAtlasError, match=r"ask for|means"):
        simulate(one_desk(), question)


def test_whoever_is_told_can_end_it():
    """What the listener raises ends the simulation."""

    def told(what, share):
        assert what
        assert share <= 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(one_desk(), told=told)


def test_queue_with_other_people():
    """More time or more people make a queue shorter, less time longer, and at full load it never ends."""
    staff = Staff("desk", 1, 0.8, 0.5)

    assert staff.times(1, 0.8) == pytest.approx(1)
    assert staff.times(2, 0.8) < staff.times(1, 1.0) < 1 < staff.times(1, 0.6)
    assert math.isinf(staff.times(1, 0.4))


def test_waits_of_a_role_that_is_there_one_day_a_week():
    """Where a role works on Tuesdays only, waiting and work add up to the lead time, all in working time.

    Work that the evening breaks off goes on a week later, which is in neither of the two.
    """
    plain = one_desk(demand="8/wk", wait_kind="queue", wait_time="1d", process_time="30m")
    plain["current"]["roles"]["desk"]["workdays"] = ["tue"]

    found = alone(plain)

    together = found.gaps[0].simulated.value + 0.5 * HOUR
    assert 0.94 * found.lead.mean.value < together < found.lead.mean.value
