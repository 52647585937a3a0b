"""Small files for the tests of importers, and the folder of real logs."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.importer import Source, read_log
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog

REAL = Path(__file__).parents[2] / "../shared/data"


def real(*names: str) -> Source:
    """Files of the folder of real logs; the test is skipped where there is none."""
    if not REAL.is_dir():
        pytest.skip("the folder of real logs is not there")
    return Source(tuple(REAL / name for name in names))


def saved(folder: Path, content: Any, name: str = "export.json") -> Source:
    """A file with these values as JSON, packed where its name says so."""
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return Source((folder / name,))


def together(*sources: Source) -> Source:
    """Several sources as one."""
    return Source(tuple(path for source in sources for path in source.paths))


def rows(log: EventLog) -> list[tuple[str, str, str, str]]:
    """Item, activity, start and end of each row, moments as text, "" where they are not known."""
    columns = zip(log.item.codes, log.activity.codes, log.start, log.end, strict=True)
    return [
        (log.item.names[item], log.activity.names[activity], moment_text(start), moment_text(end))
        for item, activity, start, end in columns
    ]


def words(log: EventLog, name: str) -> list[str]:
    """The value of each row in the column of people, of teams, or of an attribute."""
    column = log.who if name == "who" else log.team if name == "team" else log.attributes.get(name)
    if column is None:
        return [""] * len(log)
    return ["" if code < 0 else column.names[code] for code in column.codes]


def moment_text(moment: int) -> str:
    """A moment as 2026-01-31 08:00."""
    if moment == UNKNOWN_MOMENT:
        return ""
    return datetime.fromtimestamp(int(moment) / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M")


def read(source: Source, **mapping: Any) -> EventLog:
    """The log of a source."""
    return read_log(source, LogMapping(**mapping))


def messages(log: EventLog) -> Sequence[str]:
    """What was remarked."""
    return [remark.message for remark in log.remarks]
