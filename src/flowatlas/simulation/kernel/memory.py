"""The memory of the kernel: records by their numbers, at addresses that the state of the world knows.

Passing some forty arrays from function to function would take numba minutes to compile and the kernel most of its time;
one record with addresses takes neither.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

from llvmlite import ir
from numba import from_dtype, njit, types
from numba.extending import intrinsic

from flowatlas.simulation.kernel.keyed import BARE
from flowatlas.simulation.kernel.tables import KINDS, RACE_BITS, STATE

if TYPE_CHECKING:
    import numpy as np

World: TypeAlias = Any
"""The state, a record; functions take its address."""

NUMBER = ir.IntType(64)

hot = njit(forceinline=True, **BARE)
"""Compiles into whatever calls it: for what every item goes through."""

cold = njit(**BARE)
"""Compiles on its own: for what is rare, or called from many places."""


def _reader(name: str, kind: "np.dtype[np.void] | None" = None) -> Any:
    """What gives a record of a table by its number; nobody looks whether there is such a record."""
    kind = KINDS[name] if kind is None else kind
    record, size, place = from_dtype(kind), kind.itemsize, STATE.fields[f"at_{name}"][1]  # type: ignore[index]

    @intrinsic
    def read(_: Any, world: Any, number: Any) -> Any:  # noqa: ARG001
        def code(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
            fields = builder.bitcast(arguments[0], NUMBER.as_pointer())
            address = builder.load(builder.gep(fields, [NUMBER(place // 8)]))
            offset = builder.mul(arguments[1], NUMBER(size))
            return builder.inttoptr(builder.add(address, offset), ir.ArrayType(ir.IntType(8), size).as_pointer())

        return record(world, types.int64), code

    return read


item_at = _reader("items")
token_at = _reader("tokens")
step_at = _reader("steps")
node_at = _reader("nodes")
way_at = _reader("ways")
role_at = _reader("roles")
pool_at = _reader("pools")
part_at = _reader("parts")
back_at = _reader("backs")
group_at = _reader("groups")
list_at = _reader("lists")
hours_at = _reader("sets")
stretch_at = _reader("stretches")
event_at = _reader("events")
move_at = _reader("moves")
finished_at = _reader("finished")
pass_at = _reader("passes")
work_at = _reader("work")
try_at = _reader("tries")
visit_at = _reader("visits")
met_at = _reader("met")
member_at = _reader("members")
held_at = _reader("held")
person_at = _reader("people")
step_role_at = _reader("step_roles")
role_step_at = _reader("role_steps")
branch_at = _reader("branches")
onward_at = _reader("onward")
step_way_at = _reader("step_ways")
fork_way_at = _reader("fork_ways")
choice_at = _reader("choices")
level_at = _reader("levels")
interval_at = _reader("intervals")
planned_at = _reader("planned")
class_at = _reader("classes")
wanting_at = _reader("wanting")
course_at = _reader("course")
scratch_at = _reader("scratch")
runner_at = _reader("races")
race_at = _reader("races", RACE_BITS)
