"""The outer loop: the stream in many states of what we do not know, a run in each."""

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.simulation.answers.intervals import is_within, percentiles_of
from flowatlas.simulation.answers.place import Place, until_of
from flowatlas.simulation.answers.pressure import FULL
from flowatlas.simulation.answers.seen import Seen
from flowatlas.simulation.answers.steady import PILING_UP, more_of
from flowatlas.simulation.planning.planned import Planned
from flowatlas.simulation.run import Asked

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats

STATES = 200
MOST_STATES = 1000
"""How many states of what we do not know are looked at, at least and at most, where nobody says."""

ITEMS, MOST_GIVEN = 2000, 20_000
"""How many items count in each of them, and how many at most where their arrivals are given one by one."""

LONGEST = 10.0
"""How many times as long as usual the beginning is at most where a state is closer to its limits."""

TIMES_AS_LONG, SOME = 4.0, 100
"""A run ends at the latest when so many times as many items have come as it lets go and counts, and some: where that
many have to come before so many leave, work piles up."""

NEAR = 0.99
"""Closer to its limits nothing is taken to be; it would never come to rest."""


class Doubted(NamedTuple):
    """One run for each state of doubt that was looked at, None where work piles up in it.

    ``typical`` is the median lead time in each state, infinite where work piles up; ``halves`` those of the first and
    the second half of each run, which differ by luck alone.
    """

    rows: list[Seen | None]
    typical: "Floats"
    halves: "Floats"

    @property
    def held(self) -> list[Seen]:
        """The runs in which work does not pile up."""
        return [one for one in self.rows if one is not None]

    @property
    def piled(self) -> int:
        """In how many states work piles up."""
        return len(self.rows) - len(self.held)


def doubted(planned: Planned, place: Place, pressed: "Floats", let_go: "Floats", *, is_usual: bool = True) -> Doubted:
    """Run each state until the median lead time is as precise as asked, over items and doubt together.

    The mean may be less sure, as it hangs on the few states in which work all but piles up. Where work piles up at our
    best knowledge as well, there are no usual days to be sure of, and the fewest states will do.

    ``pressed`` is the pressure in each state, and ``let_go`` how many items are let go in it. Every state has luck of
    its own, the same in every version of the map, so that luck evens out over the states and cancels out between
    versions.
    """
    question, states = place.question, planned.plan.doubts
    items = question.items or _given(planned) or ITEMS
    latest = until_of(question, planned)
    rows: list[Seen | None] = []
    wanted = min(question.draws or STATES, states)
    while len(rows) < wanted:
        numbers = [number for number in range(len(rows), wanted) if pressed[number] < FULL]
        asked = [
            Asked(
                draw=number,
                seed=place.seed("doubt", number),
                warm_up=int(let_go[number]),
                items=items,
                until=min(latest, _long_enough(planned, number, int(let_go[number]) + items)),
                buckets=2,
            )
            for number in numbers
        ]
        found = dict(zip(numbers, place.each("what nobody knows", planned, asked), strict=True))
        rows += [_held(found.get(number)) for number in range(len(rows), wanted)]
        wanted = _wanted(rows, states, place) if is_usual else len(rows)
    return _doubted(rows)


def _given(planned: Planned) -> int:
    """How many items count where their arrivals are given one by one; 0 where they are not."""
    return min(len(planned.plan.arriving.intervals), MOST_GIVEN)


def _long_enough(planned: Planned, number: int, items: int) -> float:
    """By when so many items have left in any state in which work does not pile up; no end where hours differ."""
    arriving = planned.plan.arriving
    gap, batch = float(arriving.gap[number]), int(arriving.batch[number])
    if planned.clock.stretches is not None or gap <= 0:
        return math.inf
    return TIMES_AS_LONG * (items / batch + SOME) * gap


def _wanted(rows: list[Seen | None], states: int, place: Place) -> int:
    """How many states are to be looked at, judged by those that were."""
    held = [one.leads for one in rows if one is not None]
    if place.question.draws or len(held) < 2:
        return len(rows)
    middle = percentiles_of(held, [0.5])
    if is_within(middle[0], place.question.precision):
        return len(rows)
    return min(more_of(middle, place.question.precision, len(rows)), states)


def beginnings(usual: int, center: float, pressed: "Floats") -> "Floats":
    """How many items to let go in each state, where it is ``usual`` at a pressure of ``center``.

    The beginning grows with the square of how close the load is to 1: a queue takes that long to forget its start.

    Source: Whitt, Planning Queueing Simulations, Management Science 35 (1989): relaxation times under heavy traffic.
    """
    times = ((1 - min(center, NEAR)) / (1 - np.minimum(pressed, NEAR))) ** 2
    return np.ceil(usual * np.clip(times, 1.0, LONGEST))


def _held(one: Seen | None) -> Seen | None:
    """The run, unless work piled up in it."""
    if one is None or one.is_given_up or len(one.leads) < 2 or one.more > PILING_UP * max(one.came, 1):
        return None
    return one


def _doubted(rows: list[Seen | None]) -> Doubted:
    typical, halves = np.full(len(rows), math.inf), np.full((2, len(rows)), math.inf)
    for number, one in enumerate(rows):
        if one is not None:
            middle = len(one.leads) // 2
            typical[number] = np.median(one.leads)
            halves[:, number] = np.median(one.leads[:middle]), np.median(one.leads[middle:])
    return Doubted(rows, typical, halves)
