"""Collected rows: what an importer has found out, column by column, turned into a table and then into a log."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from flowatlas.discover.mapping import Columns, Dates, Kind, LogMapping
from flowatlas.importers.encode import event_log
from flowatlas.importers.importer import Source, Table
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Remark
from flowatlas.model.path import join

if TYPE_CHECKING:
    import pyarrow as pa


class Row(NamedTuple):
    """One row of a log: moments in microseconds, "" for words that nobody knows."""

    item: str
    activity: str
    start: int
    end: int
    who: str = ""
    team: str = ""
    id: str = ""


class Told(NamedTuple):
    """A kind of activity that the source itself tells, and how it tells it."""

    kind: Kind
    reason: str


class Words:
    """A column of words, each kept once."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._rows: list[int | None] = []

    def add(self, word: str) -> None:
        """A further row; "" for nothing."""
        self._rows.append(self._codes.setdefault(word, len(self._codes)) if word else None)

    @property
    def is_empty(self) -> bool:
        """Whether no row says anything."""
        return not self._codes

    def array(self) -> "pa.DictionaryArray":
        """The column as Arrow keeps it."""
        import pyarrow as pa

        # Half of a pair of surrogates is no character; JSON can hold one, Arrow cannot.
        names = [name.encode("utf-8", "replace").decode() for name in self._codes]
        return pa.DictionaryArray.from_arrays(pa.array(self._rows, pa.int32()), pa.array(names, pa.string()))


class Collected:
    """The rows of a log with their attributes."""

    def __init__(self, attributes: Iterable[str] = ()) -> None:
        self._words = {field: Words() for field in ("item", "activity", "who", "team")}
        self._attributes = {name: Words() for name in attributes}
        self._start: list[int] = []
        self._end: list[int] = []
        self._ids: list[str] = []

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._start)

    def add(self, row: Row, attributes: Mapping[str, str]) -> None:
        """A further row; attributes that it does not have are nothing."""
        words = self._words
        words["item"].add(row.item)
        words["activity"].add(row.activity)
        words["who"].add(row.who)
        words["team"].add(row.team)
        self._start.append(row.start)
        self._end.append(row.end)
        self._ids.append(row.id)
        for name, column in self._attributes.items():
            column.add(attributes.get(name, ""))

    def log(
        self,
        mapping: LogMapping,
        source: Source,
        *,
        form: str,
        taken: int = UNKNOWN_MOMENT,
        kinds: Mapping[str, Told] | None = None,
        remarks: Iterable[Remark] = (),
    ) -> EventLog:
        """The event log in these rows; ``kinds`` are those that the source itself tells of its activities."""
        kinds = kinds or {}
        table = self._table(form, None if taken == UNKNOWN_MOMENT else taken, kinds)
        log = event_log(table, mapping, source)
        return replace(
            log,
            remarks=(*log.remarks, *remarks),
            understood={**log.understood, "kinds": dict(table.told.kinds)} if kinds else log.understood,
            reasons=(*log.reasons, *((f"kinds/{join(name)}", told.kind, told.reason) for name, told in kinds.items())),
        )

    def _table(self, form: str, taken: int | None, kinds: Mapping[str, Told]) -> Table:
        import pyarrow as pa

        # A column that says nothing is left out, so that nobody takes it for something because of its name.
        words = {name: column for name, column in self._words.items() if not column.is_empty}
        kept = {name: column for name, column in self._attributes.items() if not column.is_empty}
        told = {name: name for name in (*words, "end")}
        columns = {name: column.array() for name, column in (words | kept).items()}
        columns["end"] = _moments(self._end)
        if form != "completions":
            told["start"] = "start"
            columns["start"] = _moments(self._start)
        if any(self._ids):
            told["id"] = "id"
            columns["id"] = pa.array(self._ids, pa.string())
        known = LogMapping(
            columns=Columns(**told, attributes=list(kept)),
            dates=Dates(form=form),
            kinds={activity: one.kind for activity, one in kinds.items()},
        )
        return Table(pa.table(columns), known, taken)


def _moments(moments: list[int]) -> "pa.Array":
    import numpy as np
    import pyarrow as pa

    values = np.array(moments, np.int64)
    return pa.array(values, pa.timestamp("us", "UTC"), mask=values == UNKNOWN_MOMENT)
