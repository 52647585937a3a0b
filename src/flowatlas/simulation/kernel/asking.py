"""Asking: what cannot be asked of a plan is told before anything runs."""

from math import inf
from typing import TYPE_CHECKING

from flowatlas.simulation.plan import AT_RANDOM, EVENLY
from flowatlas.simulation.run import Asked

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Plan


def check(plan: "Plan", asked: Asked) -> None:
    """Whether a run can be asked for.

    Raises:
        ValueError: where it cannot.
    """
    if not 0 <= asked.draw < plan.doubts:
        raise ValueError(f"draw is {asked.draw}, but the plan has {plan.doubts} states of doubt, counted from 0")
    for name in ("warm_up", "items", "first"):
        if getattr(asked, name) < 0:
            raise ValueError(f"{name} is {getattr(asked, name)}; a number of items is 0 or more")
    if not asked.until > 0:
        raise ValueError(f"until is {asked.until}; a run ends after its start, so above 0")
    if asked.buckets < 2 or asked.most_inside < 1:
        raise ValueError(f"buckets is {asked.buckets} and most_inside {asked.most_inside}; at least 2 and 1 are needed")
    if plan.arriving.kind in (AT_RANDOM, EVENLY):
        if not plan.arriving.gap[asked.draw] > 0:
            raise ValueError(f"items arrive {plan.arriving.gap[asked.draw]} seconds apart; a time above 0 is needed")
        if not asked.items and not asked.first and asked.until == inf:
            raise ValueError("items never stop coming; items, first or until must say when the run ends")
