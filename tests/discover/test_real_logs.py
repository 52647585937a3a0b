"""Real logs: what is counted and measured equals a plain computation from the raw files."""

import csv
import gzip
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import pairwise
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


def objects(name):
    """Events of each invoice that they concern, the type of which most objects have several events."""
    with opened(name) as file:
        told = json.load(file)
    invoices = {one["id"] for one in told["objects"] if one["type"] == "Invoice"}
    return [
        (related, event["type"], micros(event["time"]), micros(event["time"]))
        for event in told["events"]
        for related in dict.fromkeys(one["objectId"] for one in event["relationships"])
        if related in invoices
    ]


def pulls(name, reviews):
    """Pull requests with the first remark of each round; a review counts for the only one that was open then."""
    with opened(name) as file, opened(reviews) as other:
        listed, told = json.load(file), sorted(json.load(other), key=lambda one: one["submitted_at"])
    rows = []
    for pull in listed:
        item, over = f"#{pull['number']}", pull["closed_at"]
        path = [("Open", pull["created_at"])]
        for one in told:
            is_open = pull["created_at"] <= one["submitted_at"] <= (over or "9")
            if is_open and one["user"]["login"] != pull["user"]["login"]:
                activity = "Request changes" if one["state"] == "CHANGES_REQUESTED" else "Review"
                path += [(activity, one["submitted_at"])] * (path[-1][0] != activity)
        if over:
            path.append(("Merge" if pull["merged_at"] else "Close without merging", over))
        rows += [(item, activity, micros(moment), micros(moment)) for activity, moment in path]
    return rows


def jobs(name):
    """Jobs that were not skipped, as passes of their run."""
    with opened(name) as file:
        listed = json.load(file)
    return [
        (f"run {one['run_id']}", one["name"], micros(one["started_at"]), ended(one["completed_at"]))
        for one in listed
        if (one["conclusion"] or "").lower() != "skipped"
    ]


def runs(name):
    """Runs, the oldest first, as passes of the commit that asked for them, else of themselves."""
    with opened(name) as file:
        listed = json.load(file)
    return [
        (
            one["head_sha"] if one["event"] in {"push", "pull_request"} else f"run {one['id']}",
            one["name"],
            micros(one["run_started_at"]),
            ended(one["conclusion"] and one["updated_at"]),
        )
        for one in reversed(listed)
    ]


def ended(text):
    """The moment of an end, None where there is none."""
    return micros(text) if text else None


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
    "ocel20_example.jsonocel": objects,
    "github_pull_requests.json": lambda name: pulls(name, *BESIDE[name]),
    "github_jobs.json": jobs,
    "github_workflow_runs.json": runs,
}

DROPPED = "Close without merging"
"""The last of a pull request that no lead time counts."""

TAKEN = micros("2022-04-14T17:31:43Z")
"""When the latest of the pull requests was touched, so that those without an end were open until then at least."""

BESIDE = {"github_pull_requests.json": ("github_pull_request_reviews.json",)}
"""Files that are read together with a log."""


def plainly(rows):
    """The passes of each item in order, each told once."""
    last = max(moment for row in rows for moment in row[2:] if moment is not None)
    items = defaultdict(list)
    for row in dict.fromkeys(rows):
        items[row[0]].append((row[1], row[2], last if row[3] is None else row[3], row[3] is None))
    return {item: sorted(several, key=lambda one: (one[1], one[2])) for item, several in items.items()}


def percentiles(times, running=()):
    """The smallest of the times that so many per cent do not exceed; where some still run, by Kaplan and Meier."""
    ordered = sorted([(time, False) for time in times] + [(time, True) for time in running])
    still, ends = 1.0, []
    for place, (time, is_running) in enumerate(ordered):
        if not is_running:
            still *= 1 - 1 / (len(ordered) - place)
            ends.append((still, time / 1e6))
    limits = [1 - percent / 100 + 1e-9 for percent in (10, 50, 85, 95)]
    return tuple(next((time for still, time in ends if still <= limit), None) for limit in limits)


@pytest.fixture(scope="module", params=list(LOGS))
def log(request):
    """A log as the importer reads it, and the plain passes of each item."""
    name = request.param
    items = plainly(LOGS[name](name))
    source = Source((real_log(name), *map(real_log, BESIDE.get(name, ()))))
    read = read_log(source, LogMapping())
    return passes_of(read, LogMapping(kinds=read.understood.get("kinds", {}))), items


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
    ended, running = defaultdict(list), defaultdict(list)
    for several in items.values():
        for activity, start, end, is_running in several:
            (running if is_running else ended)[activity].append(end - start)

    found = measured_map(passes, Structure(steps), LogMapping(hours=Hours(elapsed=True)))

    if passes.has_starts:
        for step in found.steps:
            times, still = ended[step.name], running[step.name]
            assert step.process[:4] == percentiles(times, still)
            assert (step.process.size, step.process.censored) == (len(times) + len(still), len(still))
    took, going = [], []
    for several in items.values():
        if several[0][0] == "Open" and several[-1][0] not in {"Merge", DROPPED}:
            going.append(TAKEN - several[0][1])
        elif several[-1][0] != DROPPED:
            is_open = any(one[3] for one in several)
            (going if is_open else took).append(max(one[2] for one in several) - several[0][1])
    assert found.lead_time[:4] == percentiles(took, going)
    assert (found.lead_time.size, found.lead_time.censored) == (len(took) + len(going), len(going))
    assert found.began == min(several[0][1] for several in items.values())
