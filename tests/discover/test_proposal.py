"""What is proposed where a mapping leaves something open."""

from random import Random

import pytest
from streams import BEGINNING, DONE, HOUR, Row, as_states, left_by, log_of, random_stream, rows_of

from flowatlas.discover.discover import discover
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.proposal.proposal import proposed
from flowatlas.model.event import Form


def quiet(message, share):
    """Progress that nobody looks at."""
    del message, share


def statuses():
    """A log of statuses with usual names, as rows of 30 items."""
    rows = []
    for number in range(30):
        clock = BEGINNING + number * HOUR
        for status, hours in (("Open", 30), ("In Progress", 5), ("In Review", 3), ("Closed", None)):
            ended = None if hours is None else clock + hours * HOUR
            rows.append(Row(f"i{number}", status, clock, ended))
            clock = ended
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_a_complete_mapping_is_left_as_it_is(seed):
    """What was proposed once is not proposed again, and gives the same map."""
    random = Random(seed)
    form = list(Form)[seed % 3]
    log, _ = left_by(random_stream(random, form), random, form, 200, 0.05)
    once = discover(log, LogMapping(), quiet)
    read, findings = LogMapping.read(plain_of(once.mapping))

    again = discover(log, read, quiet)

    assert not findings
    assert again.mapping == once.mapping
    assert again.measured == once.measured


def test_what_the_mapping_says_stays():
    """People decide: nothing that a mapping says is proposed otherwise."""
    said = LogMapping(kinds={"Open": "work", "Closed": "ignored"}, start="In Review", detail=0.5)

    complete, reasons = proposed(log_of(statuses(), Form.STATES), said)

    assert complete.kinds == {"Open": "work", "Closed": "ignored", "In Progress": "work", "In Review": "work"}
    assert (complete.start, complete.detail) == ("In Review", 0.5)
    assert not {"kinds/Open", "kinds/Closed", "start", "detail"} & {reason.path for reason in reasons}


def test_each_proposal_has_a_reason_with_figures():
    """Every kind that is proposed is told with the reason."""
    complete, reasons = proposed(log_of(statuses(), Form.STATES), LogMapping())
    because = {reason.path: reason for reason in reasons}

    assert complete.kinds == {"Open": "waiting", "In Progress": "work", "In Review": "work", "Closed": "done"}
    assert because["kinds/Closed"].value == "done"
    assert "“closed”" in because["kinds/Closed"].because
    assert "it ends 100% of the items" in because["kinds/Closed"].because
    assert because["start"] == ("start", "Open", "it is the first of 100% of the items")


def test_statuses_are_told_apart_by_what_happens_in_them():
    """An end with a senseless name is found by its behaviour, so that items are finished there."""
    random = Random(4)
    rows = as_states(rows_of(random_stream(random, Form.STATES), random, 100), random)
    rows = [row._replace(activity="zonk" if row.activity == DONE else row.activity) for row in rows]

    complete, _ = proposed(log_of(rows, Form.STATES), LogMapping())

    assert complete.kinds["zonk"] == "done"


def test_the_end_is_what_items_end_with_that_nothing_happens_to():
    """Items that are still on their way do not hide with what the others end."""
    rows = []
    for number in range(100):
        clock = BEGINNING + number * 10 * HOUR
        for place, activity in enumerate(("cut", "sew", "ship")):
            rows.append(Row(f"i{number}", activity, clock + place * 30 * HOUR, clock + place * 30 * HOUR + HOUR))
    until = BEGINNING + 1000 * HOUR
    log = log_of([row for row in rows if row.end <= until], Form.PASSES)

    complete, reasons = proposed(log, LogMapping())

    assert (complete.start, complete.end) == ("cut", "ship")
    assert "it is the last of 100% of the items that nothing has happened to of late" in {
        one.because for one in reasons
    }


def test_the_end_is_found_where_most_items_are_open():
    """Mistakes scatter, an end does not: some items that broke off here and there leave the end what it is."""
    rows = []
    for number in range(100):
        clock = BEGINNING + number * 10 * HOUR
        for place in range(20 if number % 9 else number % 17):
            began = clock + place * 30 * HOUR
            rows.append(Row(f"i{number}", f"step {place:02}", began, began + HOUR))
    until = BEGINNING + 1000 * HOUR
    log = log_of([row for row in rows if row.end <= until], Form.PASSES)

    complete, reasons = proposed(log, LogMapping())

    assert complete.end == "step 19"
    assert next(one.because for one in reasons if one.path == "end").startswith("it is the last of 8")


def test_no_end_is_proposed_where_items_end_in_many_ways():
    """Where no activity ends most items, none is said to be the end, and no item counts as open for it."""
    rows = [
        Row(f"i{number}", activity, BEGINNING + (number + place) * HOUR, BEGINNING + (number + place + 1) * HOUR)
        for number in range(60)
        for place, activity in enumerate(("cut", f"ship {number % 3}"))
    ]

    assert proposed(log_of(rows, Form.PASSES), LogMapping())[0].end is None


def test_a_mark_that_ends_items_is_no_work():
    """What takes no time and stands last is the end of an item."""
    rows = []
    for number in range(20):
        clock = BEGINNING + number * HOUR
        rows += [Row(f"i{number}", "cut", clock, clock + HOUR), Row(f"i{number}", "over", clock + HOUR, clock + HOUR)]

    complete, reasons = proposed(log_of(rows, Form.PASSES), LogMapping())

    assert complete.kinds == {"over": "done"}
    assert "“over” takes no time and ends 100% of the items" in {one.because for one in reasons}


def test_completions_that_sound_like_statuses_are_told():
    """Whoever has a log of status changes without a word about it reads how to have it read as one."""
    way = ("Accepted", "Waiting for parts", "Repairing", "On hold", "Returned")
    log = log_of(
        [
            Row(f"i{number}", activity, BEGINNING, BEGINNING + (number + place) * HOUR)
            for number in range(10)
            for place, activity in enumerate(way)
        ],
        Form.COMPLETIONS,
    )

    found = discover(log, LogMapping(), quiet)

    told = next(one for one in found.measured.remarks if "sound like statuses" in one.message)
    assert "--form changes" in told.done
    assert {"“On hold”", "“Waiting for parts”"} <= set(told.examples)


def test_an_empty_log_gets_a_mapping():
    """Nothing is known of a log without rows, which is no reason to fail."""
    complete, _ = proposed(log_of([], Form.PASSES), LogMapping())

    assert complete.kinds == {}
    assert complete.detail == 0.9


def plain_of(value):
    """A record as plain values, as it stands in a file."""
    if hasattr(value, "_declared"):
        found = {name: plain_of(getattr(value, name)) for name in value._declared}
        return {
            value._declared[name].file_name or name: one for name, one in found.items() if one not in (None, [], {})
        }
    return value
