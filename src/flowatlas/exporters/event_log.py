"""An event log as a file: CSV, Parquet or XES, in which others read it, and `flowatlas discover` does.

Each form holds every row with item, activity, start and end, and team and attributes where the log has them. People are
never written: whoever made the log knows them, and a log that is passed on should not.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import numpy as np

from flowatlas.drawing.text import safe
from flowatlas.model.event import UNKNOWN_MOMENT, Column, EventLog

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 200_000

_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Flow Atlas -->
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
"""


def write_csv(log: EventLog, path: Path) -> None:
    """Write a log as CSV, moments in ISO 8601 and UTC."""
    from pyarrow import csv

    table = _table(log)
    with path.open("wb") as file, csv.CSVWriter(file, table.schema) as writer:
        for batch in table.to_batches(ROWS_AT_ONCE):
            writer.write_batch(batch)


def write_parquet(log: EventLog, path: Path) -> None:
    """Write a log as Parquet, moments as such in UTC, words numbered."""
    from pyarrow import parquet

    parquet.write_table(_table(log), path, compression="zstd")


def write_xes(log: EventLog, path: Path) -> None:
    """Write a log as XES, IEEE 1849-2016: a trace for each item, a start and a complete event for each row."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEADER)
        file.writelines(_traces(log))
        file.write("</log>\n")


LOG_FORMATS: dict[str, Callable[[EventLog, Path], None]] = {
    ".csv": write_csv,
    ".parquet": write_parquet,
    ".xes": write_xes,
}
"""How a log is written, by the suffix of the file."""


def _table(log: EventLog) -> "pa.Table":
    import pyarrow as pa

    columns = {"item": _words(log.item), "activity": _words(log.activity)}
    columns |= {name: _moments(moments) for name, moments in (("start", log.start), ("end", log.end))}
    columns |= {"team": _words(log.team)} if log.team is not None else {}
    columns |= {name: _words(column) for name, column in log.attributes.items() if name not in columns}
    return pa.table(columns)


def _words(column: Column) -> "pa.DictionaryArray":
    import pyarrow as pa

    codes = pa.array(column.codes, mask=column.codes < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array([safe(name) for name in column.names], pa.string()))


def _moments(moments: "np.typing.NDArray[np.int64]") -> "pa.Array":
    import pyarrow as pa

    return pa.array(moments, pa.timestamp("us", "UTC"), mask=moments == UNKNOWN_MOMENT)


def _traces(log: EventLog) -> Iterator[str]:
    """Each item with its events by time; what ends before something else begins at the same moment stands first."""
    order = np.lexsort((log.start, log.end, log.item.codes))
    bounds = np.flatnonzero(np.diff(log.item.codes[order], prepend=-2))
    attributes = {"org:group": log.team} if log.team is not None else {}
    attributes |= log.attributes
    told = {
        name: [f"<string key={quoteattr(safe(name))} value={quoteattr(safe(word))}/>" for word in column.names]
        for name, column in attributes.items()
    }
    named = [f'<string key="concept:name" value={quoteattr(safe(name))}/>' for name in log.activity.names]
    for begin, end in zip(bounds, [*bounds[1:], len(order)], strict=True):
        rows = order[begin:end]
        yield f'<trace><string key="concept:name" value={quoteattr(safe(log.item.names[log.item.codes[rows[0]]]))}/>\n'
        events = [
            (int(moment), kind, place, row)
            for place, row in enumerate(rows)
            for moment, kind in ((log.start[row], 1), (log.end[row], 0))
            if moment != UNKNOWN_MOMENT
        ]
        # A pass of no length begins before it ends all the same.
        events.sort(key=lambda one: (one[0], one[1] if log.start[one[3]] != log.end[one[3]] else 2, one[2], -one[1]))
        for moment, kind, _, row in events:
            beside = "".join(
                told[name][column.codes[row]] for name, column in attributes.items() if column.codes[row] >= 0
            )
            yield (
                f"<event>{named[log.activity.codes[row]]}"
                f'<date key="time:timestamp" value="{np.datetime64(moment, "us")}+00:00"/>'
                f'<string key="lifecycle:transition" value="{"start" if kind else "complete"}"/>{beside}</event>\n'
            )
        yield "</trace>\n"
