"""Growth: work that piles up, by how much and where."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.model.path import join, split
from flowatlas.model.simulation import Estimate, Growth
from flowatlas.model.wording import capital, listed
from flowatlas.simulation.answers.intervals import mean_of, ratio_of
from flowatlas.simulation.answers.place import Place, until_of
from flowatlas.simulation.answers.pressure import FULL
from flowatlas.simulation.answers.use import uses
from flowatlas.simulation.answers.words import Words
from flowatlas.simulation.run import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flowatlas.simulation.answers.seen import Seen
    from flowatlas.simulation.plan import Plan
    from flowatlas.simulation.planning.planned import Planned

RUNS = 10
LET_GO, ITEMS = 1000, 3000
"""Runs that look at growth: how many there are, and how many items leave before they count and while they do."""

SMALLEST = 0.01
"""Growth of less than this part of what comes is not told from a stream that is about to come to rest."""

NO_TIME_LEFT = 0.01
"""Whoever is idle for less than this part of the time has no time left."""

NAMED = 0.1
"""A place is named where at least this part of the growth is."""


class Grown(NamedTuple):
    """Runs of a stream in which work may pile up: growth and arrivals in items per second, and where it grows.

    ``places`` is by how many items a second each step's queue grows, in map order.
    """

    rate: Estimate
    comes: float
    places: "np.ndarray"
    several: "list[Seen]"

    @property
    def is_growing(self) -> bool:
        """Whether there is more in the end than chance explains, and enough of it to matter."""
        is_stuck = any(one.is_given_up for one in self.several)
        return is_stuck or (self.rate.low > 0 and self.rate.value > SMALLEST * self.comes)


def grown(
    planned: "Planned", place: Place, plan: "Plan | None" = None, *, what: str = "whether work piles up"
) -> Grown:
    """Look at how many more items are inside in the end than at the beginning."""
    latest = until_of(place.question, planned)
    asked = [
        Asked(
            seed=place.seed("growth", number),
            warm_up=LET_GO,
            items=ITEMS,
            until=latest,
            buckets=40,
            keeps_items=False,
        )
        for number in range(RUNS)
    ]
    return grown_of(list(place.each(what, planned, asked, plan)))


def grown_of(several: "list[Seen]") -> Grown:
    """By how much several runs grew."""
    lasting = [one for one in several if one.seconds > 0]
    if not lasting:
        return Grown(Estimate(0.0, 0.0, 0.0), 0.0, np.zeros(0), several)
    seconds = [one.seconds for one in lasting]
    rate = mean_of([one.growth for one in lasting]) if len(lasting) > 1 else ratio_of([lasting[0].more], seconds)
    comes = sum(one.came for one in lasting) / sum(seconds)
    return Grown(rate, comes, np.mean([_places(one) for one in lasting], axis=0), several)


def _places(one: "Seen") -> "np.ndarray":
    """By how many items a second each queue grows: its last quarter against its first one."""
    waiting = one.course.waiting
    quarter = max(len(waiting) // 4, 1)
    change: np.ndarray = (waiting[-quarter:].mean(axis=0) - waiting[:quarter].mean(axis=0)) / 0.75
    return change / one.seconds


def growth_of(planned: "Planned", found: Grown, words: Words, loads: "Mapping[str, float]", pressed: float) -> Growth:
    """Growth in words: how many more a week, before which steps, and who has no time for them."""
    stuck = sum(one.is_stuck for one in found.several)
    paths = _paths(planned, found)
    if stuck:
        text = f"In {stuck} of {len(found.several)} runs everything waits for everything, and nothing gets through."
        return Growth(0.0, paths, text)
    rate = max(found.rate.value, 0.0) if found.is_growing else 0.0
    week = words.calendar.unit_seconds("wk")
    where = _where(planned, paths)
    if not rate:
        text = f"Work grows without bound, if slowly{where}: as much comes as can be done."
        return Growth(0.0, paths, f"{text}{_why(planned, found, words, loads, pressed)}")
    text = f"Work grows without bound: {words.growth(found.comes, rate)}{where}."
    return Growth(rate * week, paths, f"{text}{_why(planned, found, words, loads, pressed)}")


def _paths(planned: "Planned", found: Grown) -> tuple[str, ...]:
    total = float(np.maximum(found.places, 0).sum()) if len(found.places) else 0.0
    order = np.argsort(-found.places, kind="stable")
    return tuple(
        f"steps/{join(planned.step_ids[number])}"
        for number in order
        if found.places[number] > NAMED * total and found.places[number] > NAMED * max(found.rate.value, 0.0)
    )


def _where(planned: "Planned", paths: "Sequence[str]") -> str:
    names = [f"“{planned.stream.step_name(split(path)[1])}”" for path in paths]
    if not names:
        return ", outside of the stream" if _limits(planned) else ""
    return f", before {listed(names)}"


def _why(planned: "Planned", found: Grown, words: Words, loads: "Mapping[str, float]", pressed: float) -> str:
    """Who would need more time than there is."""
    over = sorted((role_id for role_id in loads if loads[role_id] >= FULL), key=lambda one: -loads[one])
    if over:
        told = [f"“{words.role(role_id)}” would need {loads[role_id]:.0%} of its time" for role_id in over[:3]]
        return f" {' and '.join(told)}."
    if pressed >= FULL:
        return f" There is room for {1 / pressed:.0%} of what comes."
    used = uses(planned, found.several)
    busy = [f"“{use.name}”" for use in used if use.people is not None and use.idle < NO_TIME_LEFT]
    if busy:
        return f" {' and '.join(busy)} {'has' if len(busy) == 1 else 'have'} no time left."
    limits = _limits(planned)
    return f" {capital(' and '.join(limits))} let{'s' if len(limits) == 1 else ''} no more in." if limits else ""


def _limits(planned: "Planned") -> list[str]:
    """The WIP limits that there are: of the stream, of groups, of steps, in words."""
    plan, stream = planned.plan, planned.stream
    found = ["the WIP limit of the stream"] if plan.limit[0] else []
    if planned.group_names:
        names = " and ".join(f"“{name}”" for name in planned.group_names)
        found.append(f"that of {names}" if found else f"the WIP limit of {names}")
    own = [f"“{stream.step_name(planned.step_ids[number])}”" for number in np.flatnonzero(plan.steps.limit[0])]
    if own:
        names = listed(own)
        found.append(f"that of {names}" if found else f"the WIP limit of {names}")
    return found
