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

MOSTLY = 0.5
"""What is more than this part of a wait is what it comes of."""

MOST_TIMES = 5
"""A batch of more than so many times as many items is no likely reason."""

FEWER = "It would be as said if less work came."
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


class Apart(NamedTuple):
    """A wait that is not the queue that is simulated: before which step, by its number, and both, in seconds.

    ``every``: how many seconds there are between one item and the next that comes there.
    """

    step: int
    typed: float
    found: float
    every: float

    @property
    def times(self) -> float:
        """How many times as long as simulated it is said to be."""
        return self.typed / self.found


def remedy(planned: "Planned", sample: "Sample", apart: Apart, words: Words) -> str:
    """What would reconcile a wait with the queue that is simulated, in a sentence.

    The length of the queue is taken from the simulation, how it changes with people from an approximation.
    """
    steps, step = planned.plan.steps, apart.step
    if steps.is_paced[step] and steps.cadence[0, step] / 2 > MOSTLY * apart.found:
        return _turns(float(steps.cadence[0, step]), apart, words)
    batch = int(steps.batch[0, step]) if steps.is_paced[step] else 1
    forming = (batch - 1) / 2 * apart.every
    if forming > MOSTLY * apart.found and not steps.cadence[0, step]:
        return _batch(batch, apart._replace(typed=apart.typed - max(apart.found - forming, 0.0), found=forming))
    staff = _staff(planned, sample, step)
    if staff is None or not 0 < staff.load < 1 or apart.found <= 0 or _has_room(planned, step):
        return f"If it is as said, {ELSEWHERE}." if apart.typed > apart.found else FEWER
    return _less_time(staff, apart.times, words) if apart.typed > apart.found else _more(staff, apart.times, words)


def _turns(cadence: float, apart: Apart, words: Words) -> str:
    """How often it would have to be somebody's turn; what waits for turns is in proportion to the time between them."""
    other = words.time(cadence * apart.times)
    told = f"It would be as said if it were done every {other} instead of every {words.time(cadence)}"
    return f"{told}; otherwise {ELSEWHERE}." if apart.typed > apart.found else f"{told}."


def _batch(batch: int, apart: Apart) -> str:
    """How large a batch would have to be, where what waits for the last item of it is most of the wait."""
    size = max(round(1 + 2 * apart.typed / apart.every), 1)
    if size > MOST_TIMES * batch:
        return f"If it is as said, {ELSEWHERE}."
    together = "items went on one by one" if size == 1 else f"{size} items went on together"
    told = f"It would be as said if {together} instead of {batch}"
    return f"{told}; otherwise {ELSEWHERE}." if size > batch else f"{told}, or if more work came."


def _has_room(planned: "Planned", step: int) -> bool:
    """Whether items wait for a free place as well, so that people alone do not explain the wait."""
    return bool(planned.plan.steps.capacity[0, step] or planned.plan.steps.limit[0, step])


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
    return FEWER


def _found(is_enough: Callable[[float], bool], low: float, high: float) -> float:
    """The smallest value from low to high that is enough, where all beyond it are."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
