"""Real logs: what is counted and measured equals a plain computation from the raw files."""

import csv
import gzip
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from math import ceil
from xml.etree import ElementTree as ET

import pytest
from real import real_log

from flowatlas.discover.mapping import Hours, LogMapping
from flowatlas.discover.passes.stream import passes_of
from flowatlas.discover.structure.found import FoundStep, Structure
from flowatlas.discover.times.measure import measured_map
from flowatlas.importers.importer import Source, read_log

pytestmark = pytest.mark.slow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(text):
    """A moment in microseconds since 1970; one that names no zone is in UTC."""
    moment = datetime.fromisoformat(text)
    return round(((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH).total_seconds() * 1_000_000)


def opened(name):
    """A file as text, unpacked where it is packed."""
    path = real_log(name)
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def table(name, item, activity, start, end):
    """Rows of a table, by the names of its columns."""
    with opened(name) as file:
        return [(row[item], row[activity], micros(row[start]), micros(row[end])) for row in csv.DictReader(file)]


def elements(name):
    """The events of an XES file: item, activity, lifecycle, moment."""
    with opened(name) as file:
        for trace in ET.parse(file).getroot().iter():  # noqa: S314 - a file of our own
            if not trace.tag.endswith("trace"):
                continue
            item = next(one.get("value") for one in trace if one.get("key") == "concept:name")
            for event in trace:
                if event.tag.endswith("event"):
                    told = {one.get("key"): one.get("value") for one in event}
                    yield item, told["concept:name"], told.get("lifecycle:transition"), micros(told["time:timestamp"])


def completions(name):
    """Events as passes that begin when they end."""
    return [(item, activity, moment, moment) for item, activity, _, moment in elements(name)]


def pairs(name):
    """Starts with the next complete of the same item and activity."""
    waiting = defaultdict(list)
    rows = []
    for item, activity, lifecycle, moment in elements(name):
        if lifecycle == "start":
            waiting[item, activity].append(moment)
        else:
            rows.append((item, activity, waiting[item, activity].pop(0), moment))
    return rows


def statuses(name):
    """Stays in a status of Jira issues: from each change to the next, the last one to the end of the log."""
    with opened(name) as file:
        told = json.load(file)
    rows = []
    for issue in told["issues"] if isinstance(told, dict) else told:
        changes = sorted(
            (micros(history["created"]), one["fromString"], one["toString"])
            for history in issue["changelog"]["histories"]
            for one in history["items"]
            if one["field"] == "status"
        )
        now = changes[0][1] if changes else issue["fields"]["status"]["name"]
        since = micros(issue["fields"]["created"])
        for moment, _, after in changes:
            rows.append((issue["key"], now, since, moment))
            now, since = after, moment
        rows.append((issue["key"], now, since, None))
    return rows


LOGS = {
    "production.csv.gz": lambda name: table(
        name, "case:concept:name", "concept:name", "start_timestamp", "time:timestamp"
    ),
    "interval_event_log.csv.gz": lambda name: table(
        name, "case:concept:name", "concept:name", "start_timestamp", "time:timestamp"
    ),
    "receipt.csv.gz": lambda name: table(name, "case:concept:name", "concept:name", "time:timestamp", "time:timestamp"),
    "running-example.xes": completions,
    "it_closed_problems.xes.gz": completions,
    "university_credit_requests.xes.gz": pairs,
    "jira_issues_with_changelog.json.gz": statuses,
}


def plainly(rows):
    """The passes of each item in order, each told once."""
    last = max(moment for row in rows for moment in row[2:] if moment is not None)
    items = defaultdict(list)
    for row in dict.fromkeys(rows):
        items[row[0]].append((row[1], row[2], last if row[3] is None else row[3], row[3] is None))
    return {item: sorted(several, key=lambda one: (one[1], one[2])) for item, several in items.items()}


def percentiles(times):
    """The smallest of the times that so many per cent do not exceed."""
    ordered = sorted(times)
    return tuple(ordered[ceil(percent * len(ordered) / 100) - 1] / 1e6 for percent in (10, 50, 85, 95))


@pytest.fixture(scope="module", params=list(LOGS))
def log(request):
    """A log as the importer reads it, and the plain passes of each item."""
    name = request.param
    items = plainly(LOGS[name](name))
    read = read_log(Source((real_log(name),)), LogMapping(reader=_reader(name)))
    return passes_of(read, LogMapping()), items


def _reader(name):
    return "jira" if "jira" in name else "xes" if ".xes" in name else "csv"


def test_passes_of_every_activity_are_counted(log):
    """Each activity has as many passes as the file has distinct rows of it, in as many items."""
    passes, items = log
    names = passes.log.activity.names
    expected = Counter(activity for several in items.values() for activity, *_ in several)

    assert Counter(names[code] for code in passes.activity.tolist()) == expected
    assert passes.items == len(items)


def test_activities_follow_each_other_as_in_the_file(log):
    """The same activities come directly after one another, as often."""
    passes, items = log
    names = passes.log.activity.names
    expected = Counter((one[0], other[0]) for several in items.values() for one, other in pairwise(several))

    found = Counter()
    bounds = passes.first.tolist()
    codes = passes.activity.tolist()
    for begin, end in pairwise(bounds):
        found.update((names[one], names[other]) for one, other in pairwise(codes[begin:end]))

    assert found == expected


def test_times_are_those_of_the_file(log):
    """The percentiles of every activity, and of the items from their first beginning to their last end, are the same."""
    passes, items = log
    names = passes.log.activity.names
    steps = tuple(FoundStep(name, (code,), ()) for code, name in enumerate(names))
    ended = defaultdict(list)
    running = Counter()
    for several in items.values():
        for activity, start, end, is_running in several:
            running[activity] += is_running
            ended[activity].append(end - start)

    found = measured_map(passes, Structure(steps), LogMapping(hours=Hours(elapsed=True)))

    if passes.has_starts:
        for step in found.steps:
            if not running[step.name]:
                assert step.process[:4] == percentiles(ended[step.name])
            assert (step.process.size, step.process.censored) == (len(ended[step.name]), running[step.name])
    took = [max(one[2] for one in several) - several[0][1] for several in items.values()]
    if not running.total():
        assert found.lead_time[:4] == percentiles(took)
    assert found.lead_time.size == len(items)
    assert found.began == min(several[0][1] for several in items.values())
