"""From a log to the measured map, whole process, beside PM4Py and beside bare scans by DuckDB; one generated log."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from peers import peers

ROWS = 10_000_000
ROWS_PER_ITEM = 11
PEER_ROWS = 3_000_000
"""The log beside PM4Py is shorter: ten million rows take it minutes, and more memory than many machines have."""

LONG = 5
"""How many times as many rows the long log has, over which time has to grow in proportion."""

ROUNDS = 3

MOST_OF_SCAN = 10.0
MOST_OF_CSV_SCAN = 2.0
LEAST_TO_PANDAS = 15.0
LEAST_TO_POLARS = 8.0
MOST_GROWTH = 1.1
"""How much more than in proportion the long log may take."""

MOST_MEGABYTES = 2000.0

GENERATED = """
copy (
  with drawn as (
    select (i // $each)::bigint as item, (i % $each)::int as place,
      random() as length, random() as took, random() as back
    from range($rows) t(i)
  ), placed as (
    select *, case when place = 5 then 4 else place end as begins,
      case when back < 0.04 then greatest(place - 2, 0) when place = 10 and item % 3 = 0 then 11 else place end
        as activity
    from drawn
  )
  select 'ITEM-' || item as item, 'Activity ' || chr(65 + activity) as activity,
    timestamp '2025-01-01' + to_microseconds((item * 7e6 + begins * 86400e6 + 4e10 * length)::bigint) as "start",
    timestamp '2025-01-01'
      + to_microseconds((item * 7e6 + begins * 86400e6 + 4e10 * length + 2e10 * took)::bigint) as "end",
    'user' || (item % 57 + place) as who
  from placed order by "start"
) to '$path' (format parquet)
"""
"""Twelve activities one day apart, of which two go on at the same time; one in 25 passes is of an earlier one."""

SCAN = """
import duckdb, sys
connection = duckdb.connect()
connection.execute("set threads = " + sys.argv[2])
columns = 'sum(length(item)), sum(length(activity)), sum(length(who)), sum(epoch_us("start")), sum(epoch_us("end"))'
connection.execute(f"select {columns} from {sys.argv[1]}").fetchall()
"""
"""The least that reads every value; the largest of a column would come from the statistics of the file."""

PANDAS = """
import sys
import pandas, pm4py
log = pandas.read_parquet(sys.argv[1]).rename(columns={"start": "start_timestamp"})
log = pm4py.format_dataframe(
    log, case_id="item", activity_key="activity", timestamp_key="end", start_timestamp_key="start_timestamp"
)
cases = log.copy(deep=False)
cases.attrs = {}
"""
"""PM4Py's durations of cases look for a column that they have dropped where the log says that it has beginnings."""

POLARS = """
import sys
import polars, pm4py
log = polars.scan_parquet(sys.argv[1]).rename({
    "item": "case:concept:name", "activity": "concept:name", "end": "time:timestamp", "start": "start_timestamp"
}).sort("case:concept:name", "time:timestamp")
cases = log
"""

MEASURED = """
pm4py.get_start_activities(log)
pm4py.get_end_activities(log)
pm4py.discover_process_tree_inductive(log)
pm4py.discover_dfg(log)
pm4py.discover_performance_dfg(log)
pm4py.get_service_time(log, start_timestamp_key="start_timestamp")
pm4py.get_all_case_durations(cases)
pm4py.get_rework_cases_per_activity(log)
pm4py.get_case_arrival_average(log)
pm4py.get_cycle_time(log)
"""
"""What a measured map holds, as far as PM4Py has it for both: where the stream starts and ends, its structure, gaps and
process times, lead times, rework, demand and throughput. Its order of distant steps, handoffs and batches are left out,
as they take more memory for ten million events than most machines have."""


class Run(NamedTuple):
    """What a process took: seconds on the clock, those of processors, and the most memory it had, in megabytes."""

    seconds: float
    cpu: float
    megabytes: float

    def __str__(self) -> str:
        """All three beside each other."""
        return f"{self.seconds:7.2f} s {self.cpu:7.2f} s of processors {self.megabytes:7.0f} MB"


def run(command: Sequence[str | Path]) -> Run:
    """A process from its start to its end.

    Raises:
        RuntimeError: it failed, with the last line that it wrote.
    """
    with tempfile.TemporaryFile("w+") as told:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=told)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        lines = told.read().strip().splitlines()
    if process.returncode:
        raise RuntimeError(lines[-1] if lines else "it failed")
    # Linux counts in kilobytes, others in bytes.
    memory = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return Run(seconds, used.ru_utime + used.ru_stime, memory)


def in_turn(commands: dict[str, Sequence[str | Path]], folder: Path, rounds: int) -> dict[str, Run]:
    """The median of several runs of each, one after the other in every round, so that a busy machine hits all alike.

    The atlases in the folder are taken away before each, as none is ever written over.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            for written in folder.glob("*.yaml"):
                written.unlink()
            runs[name].append(run(command))
    return {
        name: Run(
            median(one.seconds for one in several),
            median(one.cpu for one in several),
            max(one.megabytes for one in several),
        )
        for name, several in runs.items()
    }


def generate(python: Path, path: Path, rows: int) -> None:
    """Write the log as Parquet, the same one every time; ``python`` is one that has DuckDB."""
    values = {"each": str(ROWS_PER_ITEM), "rows": str(rows), "path": str(path)}
    told = GENERATED
    for name, value in values.items():
        told = told.replace(f"${name}", value)
    query(python, "set threads = 1; select setseed(0.4); " + told)


def query(python: Path, text: str) -> None:
    """Have DuckDB do something, in a process of its own: a child begins with the memory of its parent."""
    code = "import duckdb, sys; duckdb.connect().execute(sys.argv[1])"
    subprocess.run([python, "-c", code, text], check=True, capture_output=True)


def load() -> str:
    """How much else the machine has to do: ratios of times hold then, too, times alone do not."""
    told = f", {os.getloadavg()[0]:.1f} of them busy" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} processors{told}"


def ours(log: Path, out: Path) -> list[str | Path]:
    """The command that makes an atlas of a log."""
    command = Path(sys.executable).with_name("flowatlas")
    return [command, "discover", log, "-o", out, "--yes"]


def scan(python: Path, source: str) -> list[str | Path]:
    """A bare scan of the columns of a log by DuckDB, on all processors."""
    return [python, "-c", SCAN, source, str(os.cpu_count() or 1)]


class Told:
    """Prints figures beside their limits, and remembers whether one was missed."""

    is_missed = False

    def __call__(self, what: str, value: float, limit: float, *, is_least: bool, unit: str = "x") -> None:
        """Print a figure and the limit that it has to keep."""
        misses = value < limit if is_least else value > limit
        self.is_missed |= misses
        word = "at least" if is_least else "at most"
        print(f"  {what:44} {value:8.1f} {unit} ({word} {limit:g}){'   MISSED' if misses else ''}", flush=True)


def beside_scans(python: Path, folder: Path, log: Path, rounds: int, told: Told) -> float:
    """Ours beside bare scans of the same log, as Parquet and as CSV; gives the seconds of ours from Parquet."""
    table = log.with_suffix(".csv")
    query(python, f"copy (from '{log}') to '{table}' (header)")
    found = in_turn(
        {
            "ours": ours(log, folder / "parquet.yaml"),
            "scan": scan(python, f"'{log}'"),
            "ours, CSV": ours(table, folder / "csv.yaml"),
            "scan, CSV": scan(python, f"read_csv('{table}')"),
        },
        folder,
        rounds,
    )
    for name, one in found.items():
        print(f"  {name:14} {one}", flush=True)
    told("beside a bare scan", found["ours"].seconds / found["scan"].seconds, MOST_OF_SCAN, is_least=False)
    csv = found["ours, CSV"].seconds / found["scan, CSV"].seconds
    told("from CSV, beside a bare scan of it", csv, MOST_OF_CSV_SCAN, is_least=False)
    told("memory", found["ours"].megabytes, MOST_MEGABYTES, is_least=False, unit="MB")
    table.unlink()
    return found["ours"].seconds


def beside_pm4py(python: Path, folder: Path, rows: int, told: Told) -> None:
    """Ours beside PM4Py's equivalents on one log, each once: they take long, and their spread is small."""
    log = folder / "peers.parquet"
    generate(python, log, rows)
    print(f"{rows:,} events, beside PM4Py; {load()}", flush=True)
    for name, reading, least in (("pandas", PANDAS, LEAST_TO_PANDAS), ("polars", POLARS, LEAST_TO_POLARS)):
        commands: dict[str, Sequence[str | Path]] = {
            "ours": ours(log, folder / "peers.yaml"),
            "PM4Py": [python, "-W", "ignore", "-c", reading + MEASURED, log],
        }
        try:
            found = in_turn(commands, folder, 1)
        except RuntimeError as error:
            print(f"  PM4Py, {name}: {error}")
            continue
        print(f"  ours           {found['ours']}\n  PM4Py, {name:7} {found['PM4Py']}", flush=True)
        told(f"faster than PM4Py on {name}", found["PM4Py"].seconds / found["ours"].seconds, least, is_least=True)


def growth(python: Path, folder: Path, rows: int, seconds: float, told: Told) -> None:
    """A log that is several times as long takes as many times as long."""
    log = folder / "long.parquet"
    generate(python, log, LONG * rows)
    found = run(ours(log, folder / "long.yaml"))
    print(f"  {LONG} times as long {found}", flush=True)
    told("more than in proportion", found.seconds / seconds / LONG, MOST_GROWTH, is_least=False)


def main() -> int:
    """Print the figures; 1 if a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="how long the log is")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often ours and the scans run in turn")
    parser.add_argument("--long", action="store_true", help=f"also {LONG} times as many rows")
    parser.add_argument("--peer-rows", type=int, default=PEER_ROWS, help="how long the log beside PM4Py is")
    parser.add_argument("--no-peers", action="store_true", help="leave out PM4Py")
    asked = parser.parse_args()
    python = peers()
    if python is None:
        return 0
    told = Told()
    steps: list[Callable[[], None]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "log.parquet"
        generate(python, log, asked.rows)
        print(f"{asked.rows:,} events, the whole process, medians of {asked.rounds}; {load()}", flush=True)
        seconds = beside_scans(python, folder, log, asked.rounds, told)
        if not asked.no_peers:
            steps.append(lambda: beside_pm4py(python, folder, asked.peer_rows, told))
        if asked.long:
            steps.append(lambda: growth(python, folder, asked.rows, seconds, told))
        for step in steps:
            step()
    return int(told.is_missed)


if __name__ == "__main__":
    sys.exit(main())
