"""Passes: what becomes of the rows of a log."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import HOUR, MONDAY, column, moment, small_log

from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.stream import passes_of
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import EventLog, Form


def told(passes):
    """Every pass in words: item, activity, start and end in hours."""
    items, activities = passes.log.item.names, passes.log.activity.names
    return [
        (items[item], activities[activity], (start - MONDAY) / HOUR, (end - MONDAY) / HOUR)
        for item, activity, start, end in zip(
            passes.item.tolist(), passes.activity.tolist(), passes.start.tolist(), passes.end.tolist(), strict=True
        )
    ]


def remark(passes, start):
    """The remark that begins with some words; None where there is none."""
    return next((one for one in passes.remarks if one.message.startswith(start)), None)


def test_passes_stand_item_by_item_in_time():
    """Rows in any order become passes by item, then by beginning, then by end."""
    log = small_log(("b", "x", 5, 6), ("a", "y", 3, 5), ("b", "y", 7, 9), ("a", "z", 1, 2), ("a", "x", 3, 4))

    passes = passes_of(log, LogMapping())

    assert told(passes) == [("b", "x", 5, 6), ("b", "y", 7, 9), ("a", "z", 1, 2), ("a", "x", 3, 4), ("a", "y", 3, 5)]
    assert passes.row.tolist() == [0, 2, 3, 4, 1]
    assert passes.first.tolist() == [0, 2, 5]
    assert ((passes.began - MONDAY) / HOUR).tolist() == [5, 1]
    assert ((passes.ended - MONDAY) / HOUR).tolist() == [9, 5]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 9), st.integers(0, 3)), max_size=40))
def test_order_and_repeats_are_those_of_a_plain_sort(rows):
    """Whatever the order of the rows, passes are the distinct rows sorted by item, beginning, end and place."""
    log = small_log(*((f"i{item}", f"a{act}", start, start + took) for item, act, start, took in rows))
    codes = log.item.codes.tolist()
    order = sorted(range(len(rows)), key=lambda at: (codes[at], rows[at][2], rows[at][2] + rows[at][3], at))
    falls = sum(one[2] > other[2] for one, other in pairwise(rows))
    rises = sum(one[2] < other[2] for one, other in pairwise(rows))
    if len(rows) > 2 and falls > 0.9 * (falls + rises) > 0:
        order.sort(key=lambda at: (codes[at], rows[at][2], rows[at][2] + rows[at][3], -at))
    expected = []
    for at in order:
        if all(rows[at] != rows[other] for other in expected):
            expected.append(at)

    assert passes_of(log, LogMapping()).row.tolist() == expected


def test_what_is_told_twice_counts_once():
    """Exact repeats and the same pass told for a second person are counted once, and both are remarked."""
    log = small_log(("a", "x", 1, 2, "ann"), ("a", "x", 1, 2, "bob"), ("a", "y", 1, 2, "ann"), ("a", "x", 1, 2, "ann"))

    passes = passes_of(log, LogMapping())

    assert told(passes) == [("a", "x", 1, 2), ("a", "y", 1, 2)]
    assert remark(passes, "passes of the same activity, beginning and end, told again for somebody else").times == 1
    assert remark(passes, "passes of the same activity, beginning and end, told again").times == 1
    assert remark(passes, "passes that began and ended at the same moment").times == 1


def test_a_row_that_ends_before_it_begins_is_not_timed():
    """A clock error keeps its pass, at its beginning, without a time, and says where it was."""
    log = small_log(("a", "x", 1, 2), ("a", "y", 5, 3), lines=np.array([7, 9]))

    passes = passes_of(log, LogMapping())

    assert told(passes)[1] == ("a", "y", 5, 5)
    assert passes.is_timed.tolist() == [True, False]
    assert remark(passes, "rows that end before they begin").examples == ("line 9",)


def test_dates_that_cannot_be_count_as_unknown():
    """The beginning of 1970 and the year 9999 are dates that nobody filled in."""
    rows = [("a", "x", hour, hour + 1) for hour in range(10)]
    log = small_log(*rows)
    start, end = log.start.copy(), log.end.copy()
    start[3], end[3], end[5] = 0, 0, 253_402_300_799_000_000
    log = EventLog(log.item, log.activity, start, end)

    passes = passes_of(log, LogMapping())

    assert len(passes.item) == 9
    assert remark(passes, "rows without any moment").times == 1
    assert remark(passes, "moments more than ten years ahead").times == 1
    assert passes.ended[0] == moment(10)


def test_a_log_that_lies_in_the_seventies_is_believed():
    """Where all moments lie before 1990, that is what the log is about."""
    log = EventLog(column(["a", "a"]), column(["x", "y"]), np.array([0, 10]), np.array([5, 20]))

    passes = passes_of(log, LogMapping())

    assert passes.start.tolist() == [0, 10]
    assert remark(passes, "moments before 1990").done.startswith("taken as they are")


def test_rows_without_item_activity_or_moment_are_told():
    """What cannot be placed is left out and counted, each for its reason."""
    log = small_log((None, "x", 1, 2), ("a", None, 1, 2), ("a", "x", None, None), ("a", "x", 3, 4))

    passes = passes_of(log, LogMapping())

    assert told(passes) == [("a", "x", 3, 4)]
    for what in ("item", "activity", "any moment"):
        assert (
            remark(passes, f"rows without {'an ' if what[0] in 'ia' and what != 'any moment' else ''}{what}").times == 1
        )


def test_an_empty_log_has_no_passes():
    """Nothing is no error."""
    passes = passes_of(small_log(), LogMapping())

    assert passes.items == 0


def test_the_last_pass_without_an_end_still_runs():
    """In an open item the pass that began last and has no end runs until the log was taken."""
    log = small_log(("a", "x", 1, None), ("a", "y", 3, None), ("b", "y", 1, 2), ("b", "end", 2, 3), taken=10)

    passes = passes_of(log, LogMapping(end="end"))

    assert told(passes)[:2] == [("a", "x", 1, 1), ("a", "y", 3, 10)]
    assert passes.is_timed.tolist() == [False, True, True, True]
    assert passes.is_running.tolist() == [False, True, False, False]
    assert passes.is_open.tolist() == [True, False]


def test_what_still_runs_comes_after_what_began_with_it():
    """Of passes that begin together the one without an end is the last, so that its item counts as open."""
    log = small_log(("a", "x", 1, None), ("a", "y", 1, 4), ("b", "x", 1, 2), ("c", "x", 1, 2), taken=10)

    passes = passes_of(log, LogMapping())

    assert told(passes)[:2] == [("a", "y", 1, 4), ("a", "x", 1, 10)]
    assert passes.is_open.tolist() == [True, False, False]


def test_what_still_runs_is_open_where_no_end_is_known():
    """An item whose last pass was begun and not ended is open; not so where such passes never have an end."""
    log = small_log(
        ("a", "x", 1, 2),
        ("a", "y", 3, None),
        ("b", "y", 1, 2),
        ("b", "z", 3, None),
        ("c", "y", 1, 2),
        ("c", "z", 3, None),
    )

    assert passes_of(log, LogMapping()).is_open.tolist() == [True, False, False]


def test_a_state_lasts_until_the_next_one():
    """A stay without an end ends with the next stay of its item; the last one runs, and what is done has no length."""
    log = small_log(
        ("a", "doing", 1, None),
        ("a", "done", 4, None),
        ("b", "doing", 2, None),
        form=Form.STATES,
        taken=10,
    )

    passes = passes_of(log, LogMapping(kinds={"done": "done"}))

    assert told(passes) == [("a", "doing", 1, 4), ("a", "done", 4, 4), ("b", "doing", 2, 10)]
    assert passes.is_open.tolist() == [False, True]
    assert ((passes.ended - MONDAY) / HOUR).tolist() == [4, 10]


def test_an_item_leaves_with_the_first_of_its_last_states():
    """Resolved and then closed is left when it was resolved; reopened counts until it was resolved again."""
    kinds = {"resolved": "done", "closed": "done", "rejected": "dropped"}
    log = small_log(
        ("a", "doing", 0, 3),
        ("a", "resolved", 3, 5),
        ("a", "doing", 5, 7),
        ("a", "resolved", 7, 9),
        ("a", "closed", 9, None),
        ("b", "doing", 0, 3),
        ("b", "rejected", 3, 5),
        ("b", "closed", 5, None),
        ("c", "closed", 1, 2),
        ("c", "doing", 2, None),
        form=Form.STATES,
        taken=20,
    )

    passes = passes_of(log, LogMapping(kinds=kinds))

    assert ((passes.ended - MONDAY) / HOUR).tolist() == [7, 3, 20]
    assert passes.is_dropped.tolist() == [False, True, False]
    assert passes.is_open.tolist() == [False, False, True]


def test_items_without_the_end_are_open():
    """The activity, or the step, with which the stream ends says which items are finished."""
    log = small_log(("a", "x", 1, 2), ("a", "ship it", 3, 4), ("b", "x", 2, 3))

    assert passes_of(log, LogMapping(end="ship it")).is_open.tolist() == [False, True]
    assert passes_of(log, LogMapping(end="ship", names={"ship it": "ship"})).is_open.tolist() == [False, True]
    assert passes_of(log, LogMapping()).is_open.tolist() == [False, False]


def test_what_lies_before_a_start_in_the_middle_is_cut_off():
    """Where most items have passes before the start, the stream begins there; where a few have, they are kept."""
    rows = [row for item in "abc" for row in ((item, "idea", 0, 1), (item, "build", 2, 3), (item, "ship", 4, 5))]

    cut = passes_of(small_log(*rows), LogMapping(start="build"))
    kept = passes_of(small_log(*rows[:3], *rows[4:6], *rows[7:]), LogMapping(start="build"))

    assert [activity for _, activity, _, _ in told(cut)] == ["build", "ship"] * 3
    assert remark(cut, "passes that lie outside the stream, before its start").times == 3
    assert len(kept.item) == 7
    assert remark(kept, 'items that do not begin with "build"').times == 1


def test_activities_may_be_ignored_and_rows_chosen():
    """What is ignored is left out; only rows with the attributes that were asked for count."""
    log = small_log(("a", "x", 1, 2), ("a", "note", 2, 3), ("b", "x", 1, 2), attributes={"type": column("BBT")})

    passes = passes_of(log, LogMapping(kinds={"note": "ignored"}, only={"type": "B"}))

    assert told(passes) == [("a", "x", 1, 2)]
    with pytest.raises(FlowAtlasError, match=r'has no attribute "kind".*it has item, activity, type'):
        passes_of(log, LogMapping(only={"kind": "B"}))


def test_a_source_that_tells_the_newest_first_is_turned_round():
    """What happened at the same moment then stands in the order in which it happened."""
    log = small_log(("a", "ship", 9, 9), ("a", "check", 5, 5), ("a", "build", 5, 5), ("a", "plan", 1, 1))

    assert [activity for _, activity, _, _ in told(passes_of(log, LogMapping()))] == ["plan", "build", "check", "ship"]


def test_rounded_moments_are_told():
    """Dates without a time of day are remarked, and so are whole hours; exact moments are not."""
    days = small_log(*((f"i{day}", "x", 24 * day, 24 * day + 24) for day in range(12)))
    hours = small_log(*((f"i{hour}", "x", hour, hour + 1) for hour in range(12)))
    exact = small_log(*((f"i{hour}", "x", hour * 1.001, hour + 1) for hour in range(12)))

    assert remark(passes_of(days, LogMapping()), "moments are told to the day").times == 12
    assert remark(passes_of(hours, LogMapping()), "moments are told to the hour").times == 12
    assert remark(passes_of(exact, LogMapping()), "moments are told") is None


def test_completions_have_one_moment():
    """Of a completion, beginning and end are the moment at which it was done."""
    log = small_log(("a", "x", None, 2), ("a", "y", None, 5), form=Form.COMPLETIONS)

    passes = passes_of(log, LogMapping())

    assert told(passes) == [("a", "x", 2, 2), ("a", "y", 5, 5)]
    assert not passes.has_starts


def test_a_state_that_goes_on_in_the_next_row_is_one_stay():
    """Trackers tell a state anew with each change of anything; only leaving it and coming back is a return."""
    log = small_log(
        ("a", "open", 1, 2, "u"),
        ("a", "open", 2, 4, "v"),
        ("a", "review", 4, 5, "v"),
        ("a", "open", 5, 6, "v"),
        ("a", "open", 6, None, "w"),
        form=Form.STATES,
        taken=9,
    )

    passes = passes_of(log, LogMapping())

    assert told(passes) == [("a", "open", 1, 4), ("a", "review", 4, 5), ("a", "open", 5, 9)]
    assert remark(passes, "states that go on").times == 2


def test_an_item_that_runs_at_the_end_has_not_passed_it():
    """Whoever has begun the last step, or gone back from it, and is still there, is open."""
    whole = [(f"i{n}", step, n + at, n + at + 1) for n in range(6) for at, step in enumerate(("build", "test"))]
    open_ = [("a", "build", 1, 2), ("a", "test", 2, None), ("b", "test", 3, 4), ("b", "build", 4, None)]

    passes = passes_of(small_log(*whole, *open_, taken=20), LogMapping(end="test"))

    assert passes.is_open.tolist() == [False] * 6 + [True, True]
