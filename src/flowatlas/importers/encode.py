"""From a table with columns of its own to an event log."""

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.importer import Source, Table
from flowatlas.model.event import EventLog


def event_log(table: Table, mapping: LogMapping, source: Source) -> EventLog:
    """The event log in a table: what the format says, overridden by the mapping, the rest proposed from the data."""
    raise NotImplementedError
