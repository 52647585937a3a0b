"""Use: what the time of each role goes into."""

from typing import TYPE_CHECKING

from flowatlas.model.atlas import weekday_of
from flowatlas.model.path import join
from flowatlas.model.simulation import RoleUse
from flowatlas.simulation.planning.staffing import role_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flowatlas.simulation.answers.seen import Seen
    from flowatlas.simulation.planning.planned import Planned

NO_TIME: "Mapping[str, float]" = {}


def uses(planned: "Planned", several: "Sequence[Seen]", asked: "Mapping[str, float]" = NO_TIME) -> tuple[RoleUse, ...]:
    """What the time of all people of each role went into, in the order of the map; roles that do no step are left out.

    The load is the time that was worked and that other work took, over all of their time. Where work piles up, people
    cannot work more than they do; ``asked``, the load by role, then tells more.
    """
    busy = {int(role) for role in planned.plan.steps.role}
    return tuple(
        _use(planned, several, number, asked.get(role_id, 0.0))
        for number, role_id in enumerate(planned.role_ids)
        if number in busy
    )


def _use(planned: "Planned", several: "Sequence[Seen]", number: int, asked: float) -> RoleUse:
    role_id, stream = planned.role_ids[number], planned.stream
    path, name = f"roles/{join(role_id)}", role_name(stream, role_id)
    people = int(planned.plan.roles.people[0, number])
    time = people * sum(one.seconds for one in several) * days_worked(planned, role_id)
    if not time:
        return RoleUse(path, name, None, 0.0, 0.0, 0.0, 0.0, 0.0, None)
    work, rework, set_up, away = (
        sum(float(getattr(one.roles, field)[number]) for one in several) / time
        for field in ("work", "rework", "set_up", "away")
    )
    used = work + rework + set_up + away
    if used > 1:
        # What was begun while it counted may end a little later.
        work, rework, set_up, away = (part / used for part in (work, rework, set_up, away))
    stated = stream.roles[role_id].people
    there = float(stated.middle) if stated is not None and stated.points else float(people)
    return RoleUse(path, name, there, work, rework, set_up, away, max(1 - used, 0.0), max(min(used, 1.0), asked))


def days_worked(planned: "Planned", role_id: str) -> float:
    """On which part of the working days of the calendar a role works, 0 to 1."""
    role = planned.stream.roles.get(role_id)
    days = set(planned.clock.hours.workdays)
    own = {day for one in (role.workdays if role is not None else []) if (day := weekday_of(one)) is not None}
    return len(days & own) / len(days) if own and days else 1.0
