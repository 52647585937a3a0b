"""What the process for logs does: from a file to an atlas, or to a measurement of one."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from flowatlas.discover.atlas import atlas_of
from flowatlas.discover.discover import Discovered, discover
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.overlay.laid import NOWHERE, by_the_map, id_for, under_its_hours
from flowatlas.discover.overlay.matching import matches
from flowatlas.discover.overlay.overlay import changes_of, measurement_of
from flowatlas.discover.told import hours_told, lead_time_told, open_told, title_of
from flowatlas.importers.importer import Source, quiet, read_log
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.errors import FlowAtlasError, UnreadableLogError
from flowatlas.model.event import EventLog
from flowatlas.model.path import Change, Plain, join
from flowatlas.model.wording import counted
from flowatlas.server.protocol.answers import MatchOf
from flowatlas.store.dump import dump
from flowatlas.store.schema import read_atlas

MOST_OPEN = 2
"""Sentences about what is open that the page tells; the command line tells which items have been so for longest."""


NO_LOG = (
    "An event log has a row for each thing that happened: for which item, what, and when. "
    "A table of steps and their times is none: copy its cells and paste them on a map."
)


class MadeOfLog(NamedTuple):
    """A new atlas from a log: its title, its text, what there is to say, what its items are and could be."""

    title: str
    text: str
    said: tuple[str, ...]
    types: "Types"


class FoundInLog(NamedTuple):
    """What a log says of an atlas: the matches, and the changes that add the measurement ``id``, drawn by ``view``."""

    id: str
    view: str
    matches: tuple[MatchOf, ...]
    changes: tuple[Change, ...]
    said: tuple[str, ...]
    types: "Types"


class Types(NamedTuple):
    """The kinds of object that a log's items could be, none where it knows one kind only, and the one that they are."""

    known: tuple[str, ...]
    chosen: str

    @staticmethod
    def of(log: EventLog) -> "Types":
        """Those of a log."""
        known = log.object_types if len(log.object_types) > 1 else ()
        return Types(known, str(log.understood["object_type"]) if known else "")


def imported(path: Path, object_type: str | None) -> MadeOfLog:
    """A new atlas from the log in a file; ``object_type`` is the kind of object that somebody wants for an item."""
    mapping = LogMapping(object_type=object_type)
    log = _read(path, mapping)
    found = discover(log, mapping, quiet)
    title = title_of(found.measured.source)
    title = f"{title}: {object_type}" if object_type else title
    return MadeOfLog(title, dump(atlas_of(found.measured, title)), _said(found), Types.of(log))


def measured(path: Path, plain: Plain, told: Mapping[str, str] | None, object_type: str | None) -> FoundInLog:
    """What the log in a file says of an atlas; ``told`` are the matches that somebody confirmed.

    ``object_type`` is the kind of object that somebody wants for an item.
    """
    atlas = read_atlas(plain).atlas
    stream = atlas.map_or_blank(ValueStreamMap)
    mapping = LogMapping(object_type=object_type)
    log = _read(path, mapping)
    types = Types.of(log)
    found = discover(log, under_its_hours(mapping, atlas), quiet)
    known = matches(found.measured, stream, {name: step or NOWHERE for name, step in (told or {}).items()})
    said = _said(found)
    offered = tuple(MatchOf(name=one.name, step=one.step or "", because=one.reason) for one in known)
    if told is None:
        return FoundInLog("", "", offered, (), said, types)
    found, known = by_the_map(found, known, stream, lambda mapping: discover(log, mapping, quiet))
    key = id_for(stream, found.measured.source)
    record = measurement_of(found.measured, plain, known)
    view = f"measurements/{join(key)}" if record.get("changes") else ""
    return FoundInLog(key, view, offered, tuple(changes_of(key, record)), said, types)


def _read(path: Path, mapping: LogMapping) -> EventLog:
    try:
        return read_log(Source((path,)), mapping)
    except UnreadableLogError as error:
        raise FlowAtlasError(f"{error.plainly}. {NO_LOG}") from None


def _said(found: Discovered) -> tuple[str, ...]:
    measured_map = found.measured
    hours, remarks = hours_told(measured_map), len(measured_map.remarks)
    more = f"{counted(remarks, 'remark')} about the data {'stands' if remarks == 1 else 'stand'} with the measurement."
    told = [*lead_time_told(measured_map), *list(open_told(measured_map))[:MOST_OPEN]]
    return (*told, *([hours] if hours else []), *([more] if remarks else []))
