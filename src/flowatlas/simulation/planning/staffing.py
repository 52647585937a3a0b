"""Staffing: who does the work, how many they are and how much of their time they have."""

from typing import TYPE_CHECKING

import numpy as np

from flowatlas.metrics.sample import CannotSayError
from flowatlas.model.path import join
from flowatlas.simulation.plan import Roles
from flowatlas.simulation.planning.reading import Reading
from flowatlas.simulation.run import MOST_INSIDE

if TYPE_CHECKING:
    from flowatlas.maps.value_stream import ValueStreamMap
    from flowatlas.simulation.plan import Floats, Ints

LEAST = 1e-6
"""Less of somebody's time than this is none."""


def role_ids_of(stream: "ValueStreamMap") -> list[str]:
    """The roles of a stream: those that it describes, then those that steps name besides."""
    return list(dict.fromkeys([*stream.roles, *(role_id for step in stream.steps.values() for role_id in step.roles)]))


def role_name(stream: "ValueStreamMap", role_id: str) -> str:
    """What people call a role."""
    role = stream.roles.get(role_id)
    return (role.name if role is not None else None) or role_id


def roles_of(reading: Reading, role_ids: list[str]) -> Roles:
    """The people of each role; parts of a person are people who are there less.

    Raises:
        CannotSayError: a role that does a step has nobody, or no time.
    """
    rows, busy = reading.rows, {role_id for step in reading.stream.steps.values() for role_id in step.roles}
    people, away = np.zeros((rows, len(role_ids)), np.int64), np.zeros((rows, len(role_ids)))
    for number, role_id in enumerate(role_ids):
        there, share = _people(reading, role_id)
        if role_id in busy and (share < LEAST).any():
            name = role_name(reading.stream, role_id)
            raise CannotSayError(f"“{name}” has nobody, or no time for this stream, so nothing gets through.")
        people[:, number] = there
        away[:, number] = (1 - share) / np.maximum(share, LEAST)
    return Roles(people=people, away=away)


def _people(reading: Reading, role_id: str) -> "tuple[Ints, Floats]":
    """How many there are, 0 where there are enough, and which share of their time each of them has."""
    sample, role, rows = reading.sample, reading.stream.roles.get(role_id), reading.rows
    if role is None or role.people is None or not role.people.points:
        return np.zeros(rows, np.int64), np.ones(rows)
    path = f"roles/{join(role_id)}"
    amount = reading.row(sample.amount(f"{path}/people", role.people, rises=False))
    share = np.ones(rows)
    if role.availability is not None and role.availability.points:
        drawn = sample.amount(f"{path}/availability", role.availability, unknown=1.0, rises=False)
        share = np.minimum(reading.row(drawn), 1.0)
    # More people than items are never all busy.
    is_enough = amount > MOST_INSIDE
    # A count that is all but whole is whole: sums of shares are not exact.
    there = np.ceil(np.where(is_enough, 0, amount) - LEAST)
    share = np.where(is_enough, 1.0, share * amount / np.maximum(there, 1))
    return there.astype(np.int64), np.minimum(share, 1.0)
