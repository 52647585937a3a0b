"""The proposal of columns: what was chosen so far, and what is left to choose from."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flowatlas.discover.mapping import Columns, Dates
from flowatlas.discover.reason import Reason
from flowatlas.importers.column_kinds import holds_moments

if TYPE_CHECKING:
    import pyarrow as pa

ROLES = ("item", "activity", "start", "end", "time", "lifecycle", "who", "team", "id")


@dataclass(frozen=True)
class Choice:
    """The columns that tell what, why each was taken, and which dates were left aside."""

    columns: Columns
    reasons: tuple[Reason, ...] = ()
    instance: str | None = None
    only_starts: bool = False
    unused: tuple[str, ...] = ()


@dataclass
class Proposal:
    """What is chosen so far."""

    table: "pa.Table"
    dates: Dates
    chosen: dict[str, Any]
    reasons: list[Reason] = field(default_factory=list)

    def take(self, role: str, column: str, because: str) -> None:
        """Choose a column for a role, and remember why."""
        self.chosen[role] = column
        self.reasons.append(Reason(f"columns/{role}", column, because))

    def has(self, *roles: str) -> bool:
        """Whether something is chosen for all of some roles."""
        return all(self.chosen.get(role) for role in roles)

    @property
    def free(self) -> list[str]:
        """The columns that nothing was found for yet."""
        taken = {name for role in ROLES if (name := self.chosen.get(role))} | set(self.chosen["stages"])
        return [name for name in self.table.column_names if name not in taken]

    @cached_property
    def moments(self) -> list[str]:
        """The columns that hold moments which really came."""
        return [name for name in self.table.column_names if holds_moments(self.table[name], name, self.dates)]
