"""Reading XES: ours into an event log, beside PM4Py's default reader and r4pm, in turn on the same generated file.

Ours does more than the others in its time: it pairs starts with ends, recognises the time zone and checks the file.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from peers import measured, peers

EVENTS = 200_000
ROUNDS = 3
PLACE = Path(__file__).parents[1] / "build" / "benchmarks"

TIMES_FASTER_THAN_PM4PY = 5.0
TIMES_AS_FAST_AS_R4PM = 1.0

ACTIVITIES = (
    "Register",
    "Check papers",
    "Review",
    "Ask back",
    "Decide",
    "Build",
    "Test",
    "Sign off",
    "Deliver",
    "Send invoice",
    "Get paid",
    "Close",
)

HEADER = """<?xml version="1.0" encoding="UTF-8" ?>
<log xes.version="1.0" xes.features="nested-attributes" openxes.version="1.0RC7">
\t<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
\t<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
\t<global scope="event">
\t\t<string key="concept:name" value="name"/>
\t\t<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
\t</global>
\t<classifier name="Activity" keys="concept:name"/>
"""
EVENT = """\t\t<event>
\t\t\t<string key="concept:name" value="{}"/>
\t\t\t<string key="org:resource" value="user-{}"/>
\t\t\t<date key="time:timestamp" value="{}.000+01:00"/>
\t\t\t<string key="lifecycle:transition" value="{}"/>
\t\t\t<string key="org:group" value="group-{}"/>
\t\t\t<int key="cost" value="{}"/>
\t\t</event>
"""

OURS = """
from pathlib import Path
import pyarrow.compute
from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.importer import Source, read_log
import flowatlas.importers.xes
started = time.perf_counter()
log = read_log(Source((Path(sys.argv[1]),)), LogMapping())
told(rows=2 * len(log), items=len(set(log.item.codes.tolist())))
"""
PM4PY = """
import pm4py
started = time.perf_counter()
log = pm4py.read_xes(sys.argv[1], variant=pm4py.util.constants.DEFAULT_XES_PARSER)
told(rows=len(log), items=log["case:concept:name"].nunique())
"""
R4PM = """
import polars, r4pm
started = time.perf_counter()
log, _ = r4pm.df.import_xes(sys.argv[1])
told(rows=len(log), items=log["case:concept:name"].n_unique())
"""


def generated(path: Path, events: int) -> int:
    """Write a log as programs write it, with starts and ends; gives how many events it has."""
    random = Random(1)  # noqa: S311 - no secret
    written = items = 0
    with path.open("w") as file:
        file.write(HEADER)
        while written < events:
            items += 1
            moment = datetime(2024, 1, 1) + timedelta(seconds=items * 37)  # noqa: DTZ001 - the offset stands beside it
            file.write(f'\t<trace>\n\t\t<string key="concept:name" value="item-{items}"/>\n')
            file.write(f'\t\t<float key="amount" value="{random.random() * 1000:.2f}"/>\n')
            for activity in ACTIVITIES[: random.randint(3, 12)]:
                person, group = random.randint(1, 60), random.randint(1, 8)
                for transition in ("start", "complete"):
                    moment += timedelta(seconds=random.randint(60, 100_000))
                    cost = random.randint(1, 900)
                    file.write(EVENT.format(activity, person, moment.isoformat(), transition, group, cost))
                    written += 1
            file.write("\t</trace>\n")
        file.write("</log>\n")
    return written


def main() -> int:
    """Print seconds and ratios; 1 if a promise is missed."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    PLACE.mkdir(parents=True, exist_ok=True)
    path = PLACE / f"log-{events}.xes"
    written = generated(path, events)
    print(f"{written:,} events, {path.stat().st_size / 1e6:,.0f} MB of XES; medians of {ROUNDS} rounds in turn")
    python = peers()
    readers = {"ours": (sys.executable, OURS)}
    if python is not None:
        readers |= {"PM4Py": (str(python), PM4PY), "r4pm": (str(python), R4PM)}
    seconds: dict[str, list[float]] = {name: [] for name in readers}
    found = {}
    for _ in range(ROUNDS):
        for name, (interpreter, code) in readers.items():
            found[name] = measured(interpreter, code, str(path))
            seconds[name].append(found[name]["seconds"])
    for name, facts in found.items():
        print(
            f"  {name:6} {median(seconds[name]):7.2f} s {facts['megabytes']:7,.0f} MB at most, {facts['rows']:,} events"
        )
    are_alike = len({(facts["rows"], facts["items"]) for facts in found.values()}) == 1
    print(f"all of them found the same events and items: {'yes' if are_alike else 'NO'}")
    if python is None:
        return 0 if are_alike else 1
    is_kept = are_alike
    for name, limit in (("PM4Py", TIMES_FASTER_THAN_PM4PY), ("r4pm", TIMES_AS_FAST_AS_R4PM)):
        ratio = median(theirs / ours for theirs, ours in zip(seconds[name], seconds["ours"], strict=True))
        print(f"{ratio:.1f} times as fast as {name}; promised: at least {limit:g}")
        is_kept &= ratio >= limit
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
