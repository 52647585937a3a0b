"""ServiceNow: audits and metrics become stays in a state, with the labels that people know."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importers.files import messages, read, rows, saved, together, words

from flowatlas.importers.importer import importer_for
from flowatlas.model.errors import FlowAtlasError

AUDIT = """documentkey,tablename,fieldname,oldvalue,newvalue,sys_created_on,user
a1,incident,state,1,2,2026-01-02 08:00:00,ada
a1,incident,incident_state,1,2,2026-01-02 08:00:00,ada
a1,incident,assigned_to,,u7,2026-01-02 08:00:00,ada
a1,incident,short_description,x,y,2026-01-02 09:00:00,ada
a1,incident,state,2,3,2026-01-03 08:00:00,u7
a1,incident,state,3,7,2026-01-04 08:00:00,u7
"""

INCIDENTS = """number,sys_id,sys_created_on,state,priority
INC001,a1,2026-01-01 08:00:00,7,2
INC002,a2,2026-01-02 08:00:00,1,3
"""


def test_an_audit_with_its_records_gives_stays_since_they_were_opened(tmp_path: Path) -> None:
    """Numbers become labels, fields that follow the state do not count twice, and an untouched record is open."""
    source = together(
        saved(tmp_path, AUDIT.encode(), "sys_audit.csv"), saved(tmp_path, INCIDENTS.encode(), "incident.csv")
    )

    log = read(source)

    assert importer_for(source).name == "servicenow"
    assert rows(log) == [
        ("INC001", "New", "2026-01-01 08:00", "2026-01-02 08:00"),
        ("INC001", "In Progress", "2026-01-02 08:00", "2026-01-03 08:00"),
        ("INC001", "On Hold", "2026-01-03 08:00", "2026-01-04 08:00"),
        ("INC001", "Closed", "2026-01-04 08:00", ""),
        ("INC002", "Open", "2026-01-02 08:00", ""),
    ]
    assert words(log, "who")[:3] == ["", "u7", "u7"]


def test_an_audit_alone_does_not_know_when_records_were_opened(tmp_path: Path) -> None:
    """What came before the first change is left out and said, not guessed."""
    log = read(saved(tmp_path, AUDIT.encode(), "sys_audit.csv"))

    assert [row[1] for row in rows(log)] == ["In Progress", "On Hold", "Closed"]
    assert "items lack the moment of their creation" in messages(log)


def test_names_of_the_mapping_keep_a_number_as_it_is(tmp_path: Path) -> None:
    """A company with states of its own says what its numbers mean."""
    log = read(saved(tmp_path, AUDIT.encode(), "sys_audit.csv"), names={"3": "Waiting for vendor"})

    assert [row[1] for row in rows(log)] == ["In Progress", "3", "Closed"]


def test_labels_of_columns_and_the_table_interface_are_understood(tmp_path: Path) -> None:
    """The list export writes labels, the interface objects with value and display value."""
    labels = AUDIT.replace(
        "documentkey,tablename,fieldname,oldvalue,newvalue,sys_created_on,user",
        "Document key,Table name,Field name,Old value,New value,Created,User",
    )
    rows_told: list[dict[str, Any]] = []
    for line in AUDIT.splitlines()[1:]:
        values = dict(zip(AUDIT.splitlines()[0].split(","), line.split(","), strict=True))
        rows_told.append(values | {"documentkey": {"value": values["documentkey"], "display_value": "Incident"}})

    by_label = read(saved(tmp_path, labels.encode(), "labels.csv"))
    source = saved(tmp_path, {"result": rows_told})
    by_interface = read(source)

    assert importer_for(source).name == "servicenow"
    assert rows(by_label) == rows(by_interface) == rows(read(saved(tmp_path, AUDIT.encode(), "sys_audit.csv")))


def test_an_inserted_state_tells_when_the_record_was_opened(tmp_path: Path) -> None:
    """Where inserts are audited, the first row has no old value."""
    text = AUDIT.replace("u7\n", "u7\n", 1).replace(
        "a1,incident,state,1,2", "a1,incident,state,,1,2026-01-01 07:00:00,ada\na1,incident,state,1,2", 1
    )

    log = read(saved(tmp_path, text.encode(), "sys_audit.csv"))

    assert rows(log)[0] == ("a1", "New", "2026-01-01 07:00", "2026-01-02 08:00")


def test_metrics_of_states_are_stays(tmp_path: Path) -> None:
    """The metric that measures states is taken; the others are counted."""
    text = (
        "definition,id,value,start,end,duration\n"
        "Incident State Duration,INC1,1,2026-01-01 08:00:00,2026-01-01 09:00:00,3600\n"
        "Incident State Duration,INC1,2,2026-01-01 09:00:00,,\n"
        "Assigned to Duration,INC1,ada,2026-01-01 08:00:00,2026-01-01 09:00:00,3600\n"
    )

    log = read(saved(tmp_path, text.encode(), "metric_instance.csv"))

    assert rows(log) == [
        ("INC1", "New", "2026-01-01 08:00", "2026-01-01 09:00"),
        ("INC1", "In Progress", "2026-01-01 09:00", ""),
    ]
    assert "rows belong to metrics that do not measure states" in messages(log)


def test_files_without_states_are_told(tmp_path: Path) -> None:
    """An audit of other fields names them, and says what to export."""
    others = "\n".join(line for line in AUDIT.splitlines() if "state" not in line)

    with pytest.raises(FlowAtlasError, match=r"no change of a state .* assigned_to, short_description"):
        read(saved(tmp_path, others.encode(), "sys_audit.csv"))
    with pytest.raises(FlowAtlasError, match=r"export sys_audit with the columns"):
        read(saved(tmp_path, INCIDENTS.encode(), "incident.csv"), reader="servicenow")


@pytest.mark.slow
@settings(max_examples=25)
@given(data=st.data())
def test_no_value_anywhere_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever stands in a cell of an audit, it is read, or refused in words."""
    lines = [line.split(",") for line in AUDIT.splitlines()]
    row, column = data.draw(st.integers(1, len(lines) - 1)), data.draw(st.integers(0, 6))
    lines[row][column] = data.draw(st.text(st.characters(exclude_characters=',"\r\n\0', exclude_categories=["Cs"])))
    text = "\n".join(",".join(line) for line in lines)

    try:
        log = read(saved(tmp_path_factory.mktemp("mutated"), text.encode(), "sys_audit.csv"), reader="servicenow")
    except FlowAtlasError:
        return
    assert len(log) > 0
