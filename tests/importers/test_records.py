"""JSON records: values one beside the other are read as the rows of a table are."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.importers.files import messages, read, rows, saved, words

from flowatlas.discover.mapping import Columns
from flowatlas.importers.importer import importer_for

_RECORDS = [
    {"case": item, "activity": step, "at": f"2026-01-0{day}T08:00:00Z", "by": {"name": "u"}, "tags": ["x"]}
    for item in (1, 2)
    for day, step in ((1, "build"), (2, "test"))
]


@pytest.mark.parametrize(
    "content",
    [_RECORDS, {"data": _RECORDS}, {"total": 4, "events": _RECORDS}, "\n".join(map(json.dumps, _RECORDS)).encode()],
)
def test_records_are_rows(tmp_path: Path, content: Any) -> None:
    """A list, a list in an object, and one record a line are the same log; lists are left out, and that is said."""
    source = saved(tmp_path, content)

    log = read(source, columns=Columns(who="by.name"))

    assert importer_for(source).name == "records"
    assert rows(log)[0] == ("1", "build", "2026-01-01 08:00", "2026-01-01 08:00")
    assert len(log) == 4
    assert words(log, "who") == ["u"] * 4
    assert "fields hold lists: tags" in messages(log)


def test_records_may_lack_fields_and_hold_half_signs(tmp_path: Path) -> None:
    """What a record does not tell is nothing; half of a sign does no harm."""
    records = [*_RECORDS, {"case": 3, "activity": "\ud800", "at": "2026-01-03T08:00:00Z", "late": True}]

    log = read(saved(tmp_path, records))

    assert len(log) == 5
    assert words(log, "late") == ["", "", "", "", "true"]
