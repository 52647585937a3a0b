"""Importers: which sources an event log can be read from, made known by the file that holds each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flowatlas.discover.mapping import LogMapping
from flowatlas.model.errors import FlowAtlasError, UnreadableLogError
from flowatlas.model.event import EventLog, Remark
from flowatlas.model.registry import IMPORTERS, load_folder

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[str, float], None]
"""Told now and then what goes on, and how far it is, 0 to 1 (negative: nobody knows)."""


def quiet(_what: str, _share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Source:
    """The files of one log, in the order in which they were named, and where they come from, if that says more."""

    paths: tuple[Path, ...]
    progress: Progress = field(default=quiet)
    address: str = ""

    @property
    def path(self) -> Path:
        """The first file."""
        return self.paths[0]

    @property
    def name(self) -> str:
        """What people call it: where it was fetched from, or the names of its files."""
        return self.address or ", ".join(path.name for path in self.paths)

    @cached_property
    def head(self) -> bytes:
        """The first bytes of the first file, unpacked where it is packed with gzip; empty where it cannot be unpacked.

        Raises:
            FileUnreadableError: there is no such file, or it may not be read.
        """
        from flowatlas.importers.packed import beginning

        return beginning(self.path)


@dataclass(frozen=True)
class Table:
    """What a source holds, as columns that still have their own names; columns that are ``told`` need no proposal.

    ``told`` gives the columns whose meaning the format itself says, such as the item of a Jira issue. ``instance``
    names a column whose value a start and its end share, ``lines`` one with the line in which each row stands. What is
    already known to be odd stands in ``oddities``, with counts and places. ``place`` says where a row stands, such
    as "line 12"; ``first_line`` is the line of the first row where each has one of its own. ``left_out`` are
    columns that were not read at all.
    """

    columns: "pa.Table"
    told: LogMapping = field(default_factory=LogMapping)
    taken: int | None = None
    remarks: Sequence[str] = ()
    instance: str | None = None
    lines: str | None = None
    oddities: tuple[Remark, ...] = ()
    place: Callable[[int], str] | None = None
    first_line: int | None = None
    left_out: Sequence[str] = ()


class Importer(NamedTuple):
    """A source: its name, what people call it, the suffixes of its files, how it is told from others, how it is read.

    ``recognises`` gives 0 for what is surely something else, up to 1 for what is surely this.
    """

    name: str
    title: str
    explanation: str
    suffixes: tuple[str, ...]
    recognises: Callable[[Source], float]
    read: Callable[[Source, LogMapping], EventLog]


Read = Callable[[Source, LogMapping], EventLog]


def importer(
    name: str, *, title: str, suffixes: tuple[str, ...], recognises: Callable[[Source], float]
) -> Callable[[Read], Read]:
    """Make a source known; the docstring of its function says what becomes of it."""

    def register(read: Read) -> Read:
        explanation = (read.__doc__ or "").partition("\n")[0]
        IMPORTERS.add(name, Importer(name, title, explanation, suffixes, recognises, read))
        return read

    return register


def importers() -> list[Importer]:
    """All known sources, in one order whichever module was needed first."""
    load_folder("flowatlas.importers")
    known: list[Importer] = IMPORTERS.values()
    return sorted(known, key=lambda one: one.read.__module__)


def importer_for(source: Source, name: str | None = None) -> Importer:
    """The importer that reads a source: the one that was asked for, or the one that recognises it best.

    Raises:
        UnreadableLogError: nothing recognises it.
        FlowAtlasError: it is empty, or there is no reader of that name.
    """
    known = importers()
    names = ", ".join(one.name for one in known)
    if name is not None:
        if name not in IMPORTERS:
            raise FlowAtlasError(f'there is no reader "{name}"; there are {names}')
        return IMPORTERS[name]  # type: ignore[no-any-return]  # the registry holds importers
    found = max(known, key=lambda one: one.recognises(source))
    if found.recognises(source) <= 0:
        if not source.head.strip():
            raise FlowAtlasError(f"{source.name} is empty")
        unknown = f"{source.name}: nothing known reads this"
        raise UnreadableLogError(
            f"{unknown}; name a reader with --reader, one of {names}, or export as CSV", f"{unknown}; export it as CSV"
        )
    return found


def read_log(source: Source, mapping: LogMapping) -> EventLog:
    """The event log of a source, read by whoever knows it.

    Raises:
        FlowAtlasError: nothing reads it, or it is not what it should be.
    """
    reader = importer_for(source, mapping.reader)
    for path in source.paths[1:] if mapping.reader is None else ():
        other = Source((path,))
        is_called_so = path.name.lower().removesuffix(".gz").endswith(reader.suffixes)
        if not is_called_so and reader.recognises(other) <= 0:
            kind = importer_for(other).title
            raise FlowAtlasError(
                f"{source.path} is read as {reader.title}, {path} as {kind}; one log has files of one kind"
            )
    return reader.read(source, mapping)
