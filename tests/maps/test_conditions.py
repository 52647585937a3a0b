"""The checks of arrivals, classes, limits and working days: what provokes each, and what leaves it silent."""

from textwrap import dedent

import pytest

from flowatlas.maps.conditions import count_of
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.registry import CHECKS
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text


def reading(text):
    """An atlas in text, with its records and findings."""
    return read_atlas(Text(dedent(text)).plain)


def found_by(check, text):
    """What one check says of a stream: paths with severities."""
    stream = reading(text).atlas.map(ValueStreamMap)
    return [(finding.path, str(finding.severity)) for finding in CHECKS[f"ValueStreamMap.{check}"][1](stream)]


CASES = {
    "classes_share_out_at_most_all": [
        (
            "current: {classes: {urgent: {share: 30%}, usual: {share: 80%}, other: }}",
            [("classes/usual/share", "error")],
        ),
        ("current: {classes: {urgent: {share: 30%}, usual: {share: 70%}}}", []),
        ("current: {classes: {urgent: {share: 30%}, usual: {share: '?'}, other: }}", []),
        ("current: {steps: {a: }}", []),
    ],
    "limited_groups_have_steps": [
        (
            "current: {groups: {erly: {work_in_progress_limit: 3}}, steps: {a: {group: early}}}",
            [("groups/erly", "warning")],
        ),
        ("current: {groups: {early: {work_in_progress_limit: 3}}, steps: {a: {group: early}, b: }}", []),
    ],
    "planned_arrivals_are_dates_with_counts": [
        (
            "current: {arrivals: {schedule: {soon: 5, 2027-02-30: 5, 2027-03-01: many, 2027-03-02: 0}}}",
            [
                ("arrivals/schedule/soon", "error"),
                ("arrivals/schedule/2027-02-30", "error"),
                ("arrivals/schedule/2027-03-01", "error"),
                ("arrivals/schedule/2027-03-02", "error"),
            ],
        ),
        ("current: {arrivals: {schedule: {2027-01-15: 5, 2027-02-15: 3..7}}}", []),
        ("current: {arrivals: {spacing: even}}", []),
    ],
    "working_days_are_days": [
        ("current: {roles: {x: {workdays: [tue, someday]}}}", [("roles/x/workdays", "warning")]),
        ("current: {roles: {x: {workdays: [tue, Thursday]}, y: }}", []),
    ],
    "queues_come_of_something": [
        ("current: {steps: {a: {wait_kind: queue}}}", [("steps/a/wait_kind", "warning")]),
        (
            "current: {roles: {x: }, steps: {a: {wait_kind: queue, roles: [x, y], set_up_time: 1h}}}",
            [("steps/a/wait_kind", "warning")],
        ),
        ("current: {roles: {x: {people: 1}}, steps: {a: {wait_kind: queue, roles: [y, x]}}}", []),
        ("current: {roles: {x: {workdays: [mon]}}, steps: {a: {wait_kind: queue, roles: [x]}}}", []),
        ("current: {steps: {a: {wait_kind: queue, batch: 5}, b: {wait_kind: queue, cadence: 2wk}}}", []),
        ("current: {steps: {a: {wait_kind: queue, capacity: 5}, b: {wait_kind: fixed}}}", []),
        (
            "current: {groups: {g: {work_in_progress_limit: 2}}, steps: {a: {wait_kind: queue, group: g}}}",
            [],
        ),
    ],
}


@pytest.mark.parametrize(
    ("check", "text", "found"),
    [(check, *case) for check, cases in CASES.items() for case in cases],
    ids=lambda part: str(part)[:40],
)
def test_a_check_finds_what_is_wrong_and_is_silent_where_nothing_is(check, text, found):
    """Each has a place and a weight."""
    assert found_by(check, text) == found


def test_every_check_is_tested_both_ways():
    """With a map that provokes it and one that does not."""
    checks = {check.__name__ for _, check in CHECKS.values() if check.__module__ == "flowatlas.maps.queues"}

    assert set(CASES) == checks
    for cases in CASES.values():
        assert any(found for _, found in cases)
        assert not all(found for _, found in cases)


def test_a_role_that_works_on_no_day_of_the_calendar_is_told():
    """Whoever works at weekends alone does nothing in a week from Monday to Friday."""
    found = [
        finding
        for finding in reading("current: {roles: {x: {workdays: [sat, sun]}, y: {workdays: [fri, sat]}}}").findings
        if finding.path.startswith("current/roles")
    ]

    assert [(finding.path, finding.message) for finding in found] == [
        ("current/roles/x/workdays", "sat, sun: the calendar has none of these days")
    ]
    assert found[0].hint == "write some of mon, tue, wed, thu, fri, or add the days to the calendar"


def test_a_role_may_work_at_weekends_where_the_calendar_does():
    """The days of the calendar are those that count."""
    text = """
        calendar: {hours_per_day: 8, days_per_week: 7}
        current: {roles: {x: {workdays: [sat, sun]}}}
    """

    assert [finding for finding in reading(text).findings if "roles" in finding.path] == []


@pytest.mark.parametrize(
    ("typed", "count"),
    [(5, 5), ("3..7", 5), ("0", None), ("-2", None), ("?", None), ("many", None), (2_000_000, None), ("never", None)],
)
def test_planned_arrivals_are_counts_of_at_least_one(typed, count):
    """Whatever else is typed is told and left out."""
    assert count_of(typed) == count
