"""Changes of fields: only those of the status are stays, whatever else was changed."""

from pathlib import Path

import pytest
from tests.importers.files import messages, read, rows, saved

from flowatlas.discover.mapping import Columns, Dates
from flowatlas.importers.importer import Source, importer_for


def export(folder: Path, header: str, *lines: str) -> Source:
    """A table as a system exports it."""
    return saved(folder, "\n".join((header, *lines, "")).encode(), "export.csv")


def test_only_changes_of_the_status_are_stays(tmp_path):
    """An amount that changes is no step; who was created began in the status that the first change names."""
    source = export(
        tmp_path,
        "OpportunityId,Field,OldValue,NewValue,CreatedDate,CreatedById",
        "a,created,,,2026-01-01T08:00:00Z,u1",
        "a,StageName,Lead,Offer,2026-01-02T08:00:00Z,u2",
        "a,Amount,10,20,2026-01-02T09:00:00Z,u2",
        "a,StageName,Offer,Won,2026-01-03T08:00:00Z,u1",
    )

    log = read(source)

    assert rows(log) == [
        ("a", "Lead", "2026-01-01 08:00", "2026-01-02 08:00"),
        ("a", "Offer", "2026-01-02 08:00", "2026-01-03 08:00"),
        ("a", "Won", "2026-01-03 08:00", ""),
    ]
    assert 'rows tell changes of other fields than "StageName"' in messages(log)
    assert list(log.lines) == [2, 3, 5]


@pytest.mark.parametrize(
    "header",
    [
        "Issue key,Field,From,To,Created,Author",
        "Ticket ID,Changes - Field name,Changes - Previous value,Changes - New value,Update - Timestamp,Updater name",
        "Vorgangsnummer,Feld,Alter Wert,Neuer Wert,Zeitpunkt,Bearbeiter",
    ],
)
def test_columns_are_known_by_many_names(tmp_path, header):
    """Whatever a system calls them, and however it writes its dates."""
    source = export(tmp_path, header, "7,Status,new,open,31/01/2026 2:05 PM,u", "7,Priority,1,2,31/01/2026 2:06 PM,u")

    log = read(source)

    assert rows(log) == [("7", "open", "2026-01-31 14:05", "")]
    assert rows(read(source, columns=Columns(**log.understood["columns"]), dates=Dates(form="changes"))) == rows(log)


def test_a_table_without_a_status_is_read_by_its_columns(tmp_path):
    """Where no field is a status, a table of changes is one like any other."""
    source = export(tmp_path, "case,field,old value,new value,time", "a,size,1,2,2026-01-01 10:00")

    assert importer_for(source).name == "csv"
