"""A log beside a map that is there."""

import pytest

from flowatlas import load
from flowatlas.discover.mapping import Hours, LogMapping
from flowatlas.discover.overlay.laid import under_its_hours
from flowatlas.model.errors import FlowAtlasError

AROUND_THE_CLOCK = LogMapping(hours=Hours(elapsed=True))


def test_hours_of_a_day_and_hours_around_the_clock_are_not_mixed():
    """A day of the log would be three of the map, which no one could compare."""
    atlas = load("calendar: {hours_per_day: 8, days_per_week: 5}")

    with pytest.raises(FlowAtlasError, match="one day would become 3; leave --elapsed out"):
        under_its_hours(AROUND_THE_CLOCK, atlas)


def test_both_around_the_clock_are_compared():
    """A map of days with 24 hours takes what was counted around the clock."""
    atlas = load("calendar: {hours_per_day: 24, days_per_week: 7}")

    assert under_its_hours(AROUND_THE_CLOCK, atlas) == AROUND_THE_CLOCK
