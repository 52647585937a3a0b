"""Remedies: what would have to be different for a queue to be as long as somebody says."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from flowatlas.simulation.answers.pressure import loads
from flowatlas.simulation.answers.words import Words

if TYPE_CHECKING:
    from flowatlas.metrics.sample import Sample
    from flowatlas.simulation.planning.planned import Planned

HALVINGS = 60
MOST_PEOPLE = 50
LIKELY = 1 / 3
"""Somebody who would have less than this part of the time that was said: then something else explains the wait."""

ELSEWHERE = "something else holds items up, such as other work, a date or an answer from outside"


class Staff(NamedTuple):
    """Who queues form for: a role with people, how much of their time they have, and their load."""

    role_id: str
    people: float
    availability: float
    load: float

    def times(self, people: float, availability: float) -> float:
        """How many times as long a queue is with other people and another availability; infinite from full load on.

        Source: Sakasegawa, An approximation formula Lq = αρβ/(1-ρ), Annals of the Institute of Statistical Mathematics
        (1977): the wait is in proportion to load ** (sqrt(2 (people + 1)) - 1) / (people x (1 - load)).
        """
        work = self.load * self.people * self.availability
        return _queue(people * availability, work) / _queue(self.people * self.availability, work)


def _queue(people: float, work: float) -> float:
    load = work / people
    if load >= 1:
        return math.inf
    wait: float = load ** (math.sqrt(2 * (people + 1)) - 1) / (people * (1 - load))
    return wait


def remedy(planned: "Planned", sample: "Sample", number: int, typed: float, found: float, words: Words) -> str:
    """What would reconcile a wait with the queue that is simulated, in a sentence.

    The length of the queue is taken from the simulation, how it changes with people from an approximation.
    """
    staff = _staff(planned, sample, number)
    if staff is None or not 0 < staff.load < 1 or found <= 0:
        return f"If it is as said, {ELSEWHERE}." if typed > found else ""
    return _less_time(staff, typed / found, words) if typed > found else _more(staff, typed / found, words)


def _staff(planned: "Planned", sample: "Sample", number: int) -> Staff | None:
    """The busiest of the roles of a step that have people."""
    asked, roles = loads(sample), planned.stream.roles
    ids = [role_id for role_id in planned.stream.steps[planned.step_ids[number]].roles if role_id in asked]
    if not ids:
        return None
    role_id = max(ids, key=lambda one: asked[one])
    role = roles[role_id]
    people = float(role.people.middle) if role.people is not None else 0.0
    there = float(role.availability.middle) if role.availability is not None and role.availability.points else 1.0
    return Staff(role_id, people, there, asked[role_id]) if people > 0 and there > 0 else None


def _less_time(staff: Staff, times: float, words: Words) -> str:
    """How little time people would have to have for the queue to be so many times as long."""
    least = _found(
        lambda there: staff.times(staff.people, there) <= times, staff.load * staff.availability, staff.availability
    )
    if least < LIKELY * staff.availability:
        return f"Busy people alone cannot explain it: {ELSEWHERE}."
    return (
        f"It would be as said if “{words.role(staff.role_id)}” had {words.share(least)} of its time for this "
        f"instead of {words.share(staff.availability)}; otherwise something else holds items up."
    )


def _more(staff: Staff, times: float, words: Words) -> str:
    """How much time, or how many people, it would take for the queue to be so much shorter."""
    name = words.role(staff.role_id)
    if times > 0 and staff.times(staff.people, 1.0) <= times:
        least = _found(lambda there: staff.times(staff.people, there) <= times, staff.availability, 1.0)
        return (
            f"It would be as said if “{name}” had {words.share(least)} of its time for this "
            f"instead of {words.share(staff.availability)}, or if less work came."
        )
    for people in range(math.floor(staff.people) + 1, MOST_PEOPLE):
        if staff.times(people, staff.availability) <= times:
            return (
                f"It would be as said if “{name}” were {people} people instead of {staff.people:g}, "
                "or if less work came."
            )
    return "It would be as said if less work came."


def _found(is_enough: Callable[[float], bool], low: float, high: float) -> float:
    """The smallest value from low to high that is enough, where all beyond it are."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
