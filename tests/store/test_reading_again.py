"""Reading the next version of an atlas, with what is known of the version before."""

from random import Random

import pytest
from random_edit import random_edit
from random_map import random_map

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.calendar import Calendar
from flowatlas.model.path import Change, apply
from flowatlas.store.schema import read_atlas, tidy

EDITS = 30


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 100))])
def test_a_version_reads_the_same_with_and_without_the_one_before(seed):
    """Whatever was edited, what is remembered of the version before changes neither records nor findings."""
    random = Random(seed)
    plain = tidy(random_map(random))
    reading = read_atlas(plain)

    for _ in range(EDITS):
        plain = tidy(apply(plain, random_edit(random, plain)))
        reading = read_atlas(plain, before=reading)
        fresh = read_atlas(plain)
        assert reading.findings == fresh.findings
        assert reading.atlas == fresh.atlas


def test_another_calendar_is_not_forgotten():
    """Times are read anew when an hour or a day becomes something else, though nobody touched the steps."""
    plain = {"current": {"steps": {"build": {"process_time": "1d"}}}}
    before = read_atlas(plain)

    after = read_atlas(apply(plain, [Change("calendar/hours_per_day", 4)]), before=before)
    elapsed = read_atlas(plain, Calendar(24, 7), before=before)

    times = [one.atlas.map(ValueStreamMap).steps["build"].process_time.middle for one in (before, after, elapsed)]
    assert times == [8 * 3600, 4 * 3600, 24 * 3600]


def test_what_is_tidy_stays_the_same():
    """Putting values in order copies only what is out of order, so that the rest is known to be unchanged."""
    plain = {"current": {"steps": {"build": {"process_time": "1d"}, "test": {"notes": {}, "wait_time": None}}}}

    found = tidy(plain)

    assert found["current"]["steps"]["test"] == {}
    assert found["current"]["steps"]["build"] is plain["current"]["steps"]["build"]
    assert tidy(found)["current"] is found["current"]


def test_what_did_not_change_is_the_very_same_record():
    """A change makes new records of what it touches only, so that others need not look at the rest."""
    plain = {"current": {"steps": {"build": {"process_time": "1d"}, "test": {"process_time": "1d"}}}}
    before = read_atlas(plain)

    after = read_atlas(apply(plain, [Change("current/steps/test/process_time", "2d")]), before=before)

    old, new = (one.atlas.map(ValueStreamMap).steps for one in (before, after))
    assert new["build"] is old["build"]
    assert new["test"] != old["test"]
