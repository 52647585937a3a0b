"""Load: what people are asked for over the time that they have."""

import pytest

from flowatlas import load, measure


@pytest.mark.parametrize(
    ("more", "share"),
    [
        ("", 0.2),
        ("workdays: [mon, tue]", 0.5),
        ("workdays: [mon, tue], availability: 50%", 1.0),
        ("workdays: [mon, tue, wed, thu, fri, sat, sun]", 0.2),
    ],
)
def test_who_works_on_few_days_has_less_time(more, share):
    """Eight hours of work a week out of forty, or out of the sixteen of two days; never more days than the calendar."""
    atlas = load(
        f"current: {{demand: 4/wk, roles: {{r: {{people: 1, {more}}}}}, steps: {{a: {{process_time: 2h, roles: [r]}}}}}}"
    )

    assert measure(atlas)["load"].p50 == pytest.approx(share)
