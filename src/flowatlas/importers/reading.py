"""A table on its way to an event log: its columns, each read once, and what there is to say about it."""

from typing import TYPE_CHECKING, Any

from flowatlas.importers.coding import column_of
from flowatlas.importers.spellings import one_spelling
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import Column, Remark

if TYPE_CHECKING:
    from flowatlas.discover.mapping import LogMapping
    from flowatlas.discover.reason import Reason
    from flowatlas.importers.column_proposal import Choice
    from flowatlas.importers.importer import Source, Table

EXAMPLES = 3


class Reading:
    """A table whose columns were chosen; what is found out about it is added to its remarks and reasons.

    ``columns`` says which column tells what, ``clocks`` names those that hold the time of day of another one.
    """

    def __init__(self, table: "Table", mapping: "LogMapping", chosen: "Choice", source: "Source") -> None:
        self.table = table
        self.mapping = mapping
        self.chosen = chosen
        self.columns = chosen.columns
        self.source = source
        self.remarks: list[Remark] = [*(Remark(text) for text in table.remarks), *table.oddities]
        self.reasons: list[Reason] = list(chosen.reasons)
        self.clocks: list[str] = []
        self._known: dict[str, Column] = {}

    @property
    def used(self) -> list[str]:
        """The columns that tell something already."""
        columns = self.columns
        single = [columns.item, columns.activity, columns.start, columns.end, columns.time, columns.lifecycle]
        several = [columns.who, columns.team, columns.id, self.table.lines, *columns.stages, *self.clocks]
        return [name for name in (*single, *several) if name]

    def column(self, name: str | None) -> Column:
        """A column as numbered words.

        Raises:
            FlowAtlasError: no column tells it.
        """
        if name is None:
            raise FlowAtlasError(f"{self.source.name}: a column is missing")
        if name not in self._known:
            self.keep(name, column_of(self.table.columns[name]))
        return self._known[name]

    def keep(self, name: str, column: Column) -> None:
        """Keep a column whose words are numbered; activities that differ only in how they are spelled are one."""
        if name == self.columns.activity:
            column, remark = one_spelling(column)
            self.remarks += [remark] if remark else []
        self._known[name] = column

    def remark(self, message: str, times: int, done: str, examples: tuple[str, ...] = ()) -> None:
        """Say what is odd, how often, and what was done with it."""
        self.remarks.append(Remark(message, times, done, examples))

    def leave_out(self, rows: Any, message: str) -> None:
        """Say that rows were left out, if there are any."""
        if len(rows):
            self.remark(message, len(rows), "left out", tuple(self.place(int(row)) for row in rows[:EXAMPLES]))

    def place(self, row: int) -> str:
        """Where a row stands, such as "line 12"."""
        if self.table.lines is not None:
            return f"line {self.table.columns[self.table.lines][row].as_py():,}"
        return f"row {row + 1:,}" if self.table.place is None else self.table.place(row)
