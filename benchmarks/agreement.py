"""What PM4Py says of a log beside what ours says, figure by figure, wherever both mean the same by a figure.

Real logs are read by both from the same file; two generated ones are always there: a tangled one with loops and work
side by side, and a plain line, in which a gap means the same to both. Every activity is a step and every hour counts.
Rows that say the same twice are given to PM4Py once, and rows of an item in the order of their beginnings, then ends.
"""

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from csv import writer
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from flowatlas.discover.mapping import Columns, Hours, LogMapping
from flowatlas.discover.passes.passes import Passes
from flowatlas.discover.passes.stream import passes_of
from flowatlas.discover.structure.found import FoundStep, Structure
from flowatlas.discover.times.measure import measured_map
from flowatlas.importers.importer import Source, read_log
from peers import ROOT, measured, peers

DATA = ROOT.parent / "shared" / "data"
"""Where real logs lie, if there are any: their file names decide which columns mean what."""

USUAL = {"item": "case:concept:name", "activity": "concept:name", "end": "time:timestamp"}
TIMED = {**USUAL, "start": "start_timestamp"}
TABLES = {"receipt.csv.gz": USUAL, "production.csv.gz": TIMED, "interval_event_log.csv.gz": TIMED}

ITEMS = 501
WAYS = (("Cut", "Sew", "Iron", "Ship"), ("Cut", "Iron", "Sew", "Cut", "Sew", "Ship"), ("Cut", "Sew", "Sew", "Ship"))
PERCENTS = (10, 50, 85, 95)
FEW = 100
"""Of fewer items ours takes all for the rate at which they come, as PM4Py does; of more only those in the middle."""

NEAR = 1e-6
"""Relative difference of what is added up or divided in another order; counts and moments have to be the same."""

NOT_COMPARED = {
    "cycle time": "ours has none: PM4Py shares the time in which any item was open among the items",
    "open items": "PM4Py has none: an item is what its rows say, whether it has ended or not",
    "steps, parallel branches": "PM4Py gives a Petri net, a tree or a BPMN diagram, ours a value stream",
    "handoffs": "PM4Py weighs pairs of people, ours counts the passes that somebody else begins",
}
"""What both have something to say about but mean different things by."""

PM4PY = """
import numpy, pandas, pm4py
from pm4py.objects.log.util import dataframe_utils, interval_lifecycle

path, columns = sys.argv[1], json.loads(sys.argv[2])
if columns:
    log = pandas.read_csv(path)
    log = log.rename(columns={name: key for key, name in columns.items()})
else:
    log = pm4py.read_xes(path)
    if (log.get("lifecycle:transition", pandas.Series(dtype=str)).str.lower() == "start").any():
        log = pm4py.convert_to_dataframe(interval_lifecycle.to_interval(pm4py.convert_to_event_log(log)))
        log = log.rename(columns={"start_timestamp": "start"})
    log = log.rename(columns={"case:concept:name": "item", "concept:name": "activity", "time:timestamp": "end"})
timed = "start" in log.columns
moments = ["start", "end"] if timed else ["end"]
log = log[["item", "activity", *moments]]
log.attrs = {}  # what a log says of itself there names columns that are called differently by now
for one in moments:
    log[one] = pandas.to_datetime(log[one], utc=True, format="ISO8601")
rows = len(log)
log = log.drop_duplicates().sort_values(["item", *moments], kind="stable")
begins = pm4py.format_dataframe(log.copy(), case_id="item", activity_key="activity", timestamp_key=moments[0])
both = log.melt(["item", "activity"], moments, value_name="moment").sort_values(["item", "moment"], kind="stable")
whole = pm4py.format_dataframe(both, case_id="item", activity_key="activity", timestamp_key="moment")

def micros(moment):
    return int(round(moment.timestamp() * 1e6))

durations = sorted(pm4py.get_all_case_durations(whole))
figures = {
    "events": rows,
    "repeated rows": rows - len(log),
    "items": int(begins["case:concept:name"].nunique()),
    "passes by activity": pm4py.get_event_attribute_values(begins, "concept:name"),
    "directly follows": {"|".join(pair): int(n) for pair, n in pm4py.discover_dfg(begins)[0].items()},
    "start activities": pm4py.get_start_activities(begins),
    "end activities": pm4py.get_end_activities(begins),
    "variants": len(pm4py.get_variants(begins)),
    "first moment": micros(whole["time:timestamp"].min()),
    "last moment": micros(whole["time:timestamp"].max()),
    "items that repeat an activity": pm4py.get_rework_cases_per_activity(begins),
    "duration of every item": durations,
    "percentiles of durations": [float(numpy.percentile(durations, at, method="inverted_cdf")) for at in PERCENTS],
    "seconds between arrivals": pm4py.get_case_arrival_average(begins),
}
if timed:
    passes = log.rename(columns={"start": "start_timestamp"})
    passes = pm4py.format_dataframe(
        passes, case_id="item", activity_key="activity", timestamp_key="end", start_timestamp_key="start_timestamp"
    )
    for measure in ("median", "min", "max", "sum"):
        figures[f"service time, {measure}"] = pm4py.get_service_time(
            passes, aggregation_measure=measure, start_timestamp_key="start_timestamp"
        )
    gaps = pm4py.discover_performance_dfg(passes, perf_aggregation_key="raw_values")[0]
    figures["gaps"] = {
        "|".join(pair): [float(numpy.percentile(several, at, method="inverted_cdf")) for at in PERCENTS]
        for pair, several in gaps.items()
    }
told(figures=figures)
""".replace("PERCENTS", str(PERCENTS))
"""Told as JSON: one value, one for each activity or pair of them, or a list of seconds."""

Figures = dict[str, Any]


def of_ours(path: Path, columns: Mapping[str, str]) -> tuple[Figures, dict[str, str]]:
    """The same figures of ours, and of those that are left out, why."""
    mapping = LogMapping(columns=Columns(**columns), hours=Hours(elapsed=True))
    log = read_log(Source((path,)), mapping)
    passes = passes_of(log, mapping)
    names = log.activity.names
    # A line where there is one, so that a gap has a beginning; steps that stand beside each other otherwise.
    is_line = path.stem == "line"
    steps = tuple(FoundStep(name, (at,), (at - 1,) if is_line and at else ()) for at, name in enumerate(names))
    found = measured_map(passes, Structure(steps), mapping)
    took = (passes.ended - passes.began) / 1e6
    ends = _names(passes, passes.first[1:] - 1)
    spread, demand = found.lead_time, found.demand
    figures: Figures = {
        "events": len(log),
        "repeated rows": sum(one.times for one in passes.remarks if "told again" in one.message),
        "items": found.items,
        "passes by activity": {step.name: step.passes for step in found.steps},
        "directly follows": dict(Counter(map("|".join, _pairs(passes)))),
        "start activities": dict(Counter(_names(passes, passes.first[:-1]))),
        "end activities": dict(Counter(ends)),
        "variants": len({tuple(way) for way in _ways(passes)}),
        "first moment": found.began,
        "last moment": int(passes.end.max()),
        "items that repeat an activity": _repeated(passes),
        "duration of every item": sorted(took.tolist()),
        "percentiles of durations": list(spread[:4]) if spread else [],
        "seconds between arrivals": 1 / demand if demand else 0,
    }
    why = {}
    if found.items >= FEW:
        why["seconds between arrivals"] = "of many items ours leaves out the edges, where a log begins and ends thinly"
    if not passes.has_starts:
        return figures, why
    lasted = {step.name: (passes.end - passes.start)[passes.activity == at] / 1e6 for at, step in enumerate(steps)}
    figures["service time, median"] = {
        step.name: step.process.p50 for step in found.steps if step.process and step.process.size % 2
    }
    why["service time, median of an even number"] = "PM4Py takes the middle of two passes, ours the shorter one"
    for measure in ("min", "max", "sum"):
        figures[f"service time, {measure}"] = {name: float(getattr(np, measure)(one)) for name, one in lasted.items()}
    if is_line:
        figures["gaps"] = {
            f"{one.name}|{other.name}": list(other.wait[:4])
            for one, other in pairwise(found.steps)
            if other.wait is not None
        }
    else:
        why["gaps"] = "PM4Py's are between any two that follow each other, ours before an item's first pass of a step"
    return figures, why


def _ways(passes: Passes) -> Iterator[list[str]]:
    """The activities of each item, in order."""
    for begin, end in pairwise(passes.first.tolist()):
        yield _names(passes, range(begin, end))


def _names(passes: Passes, places: Any) -> list[str]:
    return [passes.log.activity.names[code] for code in passes.activity[places].tolist()]


def _pairs(passes: Passes) -> Iterator[tuple[str, str]]:
    return chain.from_iterable(map(pairwise, _ways(passes)))


def _repeated(passes: Passes) -> dict[str, int]:
    """How many items did each activity more than once, of those that any did."""
    return dict(Counter(name for way in _ways(passes) for name, times in Counter(way).items() if times > 1))


def generated(folder: Path) -> dict[Path, dict[str, str]]:
    """A tangled log and a plain line, with the columns that mean something; the same ones every time."""
    random = Random(7)  # noqa: S311 - a log, not a secret
    columns = {"item": "order", "activity": "what", "start": "from", "end": "to"}
    for name, ways in (("tangle", WAYS), ("line", WAYS[:1])):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            table = writer(file)
            table.writerow(columns.values())
            for item in range(ITEMS):
                clock = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(minutes=random.uniform(0, 60_000))
                for activity in random.choice(ways):
                    done = clock + timedelta(seconds=random.expovariate(1 / 5000))
                    table.writerow([f"O-{item}", activity, clock.isoformat(), done.isoformat()])
                    overlap = timedelta(0) if name == "line" else (done - clock) * random.choice((0, 0, 0.5))
                    clock = done - overlap + timedelta(seconds=random.expovariate(1 / 9000))
    return {folder / f"{name}.csv": columns for name in ("tangle", "line")}


def logs(folder: Path) -> dict[Path, dict[str, str]]:
    """Every log that both can read, with its columns; XES needs none."""
    real = sorted((*DATA.glob("*.csv.gz"), *DATA.glob("*.xes"), *DATA.glob("*.xes.gz")))
    unknown = [path.name for path in real if ".csv" in path.name and path.name not in TABLES]
    if unknown:
        print(f"left out, as nobody has said what their columns mean: {', '.join(unknown)}")
    known = {path: dict(TABLES.get(path.name, {})) for path in real if path.name not in unknown}
    return {**known, **generated(folder)}


def is_same(ours: Any, theirs: Any) -> bool:
    """Whether both say the same, but for the last digits of what is no count."""
    if isinstance(ours, dict):
        return ours.keys() == theirs.keys() and all(is_same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(is_same, ours, theirs))
    if isinstance(ours, float) or isinstance(theirs, float):
        return bool(abs(ours - theirs) <= NEAR * max(1.0, abs(ours), abs(theirs)))
    return bool(ours == theirs)


def told(value: Any) -> str:
    """A figure in a column of a table."""
    if isinstance(value, dict):
        values = list(value.values())
        total = f" {sum(values):,.10g}" if values and all(isinstance(one, int | float) for one in values) else ""
        return f"{len(value)}:{total}"
    if isinstance(value, list):
        return f"{len(value)}: {sum(value):,.10g}"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def first_difference(ours: Any, theirs: Any) -> str:
    """Where two figures of several parts differ first."""
    if not isinstance(ours, dict):
        return ""
    names = (name for name in sorted({*ours, *theirs}) if not is_same(ours.get(name, 0), theirs.get(name, 0)))
    return next((f" ({name}: {told(ours.get(name, 0))}, {told(theirs.get(name, 0))})" for name in names), "")


def compare(ours: Figures, theirs: Figures, why: Mapping[str, str]) -> int:
    """Print the table of one log; how many figures differ."""
    differ = 0
    print(f"  {'figure':31} {'ours':>26} {'PM4Py':>26}")
    for name in ours:
        own, other = ours[name], theirs[name]
        if name == "service time, median":
            other = {activity: seconds for activity, seconds in other.items() if activity in own}
        verdict = why.get(name) or ("same" if is_same(own, other) else f"DIFFERENT{first_difference(own, other)}")
        differ += verdict.startswith("DIFFERENT")
        print(f"  {name:31} {told(own):>26} {told(other):>26} {verdict}")
    for name in why.keys() - ours.keys():
        print(f"  {name:31} {'':53} {why[name]}")
    return differ


def main() -> int:
    """Print a table for each log; 1 where any figure differs."""
    python = peers()
    if python is None:
        return 0
    differ = 0
    with tempfile.TemporaryDirectory() as name:
        for path, columns in logs(Path(name)).items():
            print(f"\n{path.name}", flush=True)
            own, why = of_ours(path, columns)
            theirs = measured(python, PM4PY, str(path), json.dumps(columns))["figures"]
            differ += compare(own, theirs, why)
    print("\nnot compared")
    for figure, reason in NOT_COMPARED.items():
        print(f"  {figure:31} {reason}")
    print(f"\n{differ} figures differ" if differ else "\nwhatever both define alike is the same")
    return int(differ > 0)


if __name__ == "__main__":
    sys.exit(main())
