"""Rhythm: items that are finished together, and moments that come regularly."""

from math import exp
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.model.working_hours import WorkingHours

if TYPE_CHECKING:
    from flowatlas.model.event import Moments

TOGETHER = 60_000_000
"""Microseconds within which passes were finished together."""

LEAST_SIZE = 3.0
LEAST_SHARE = 0.6
MOST_BY_CHANCE = 0.2
LEAST_MOMENTS = 6
REGULAR = 0.25
"""How far the middle half of the times between batches may be apart, as a share of their median."""


class Rhythm(NamedTuple):
    """The size of a usual batch, and the seconds of working time between batches; None where there is no such thing."""

    batch: float | None = None
    cadence: float | None = None


def is_crowded(count: int, span: int) -> bool:
    """Whether so many passes in a span of working microseconds would be finished within a minute by chance alone."""
    return 1 - exp(-2 * count * TOGETHER / max(span, 1)) > MOST_BY_CHANCE


def rhythm_of(ends: "Moments", hours: WorkingHours) -> Rhythm:
    """Whether passes of a step are finished in batches, told by the moments in UTC at which each was finished.

    It is called a batch only where three passes in five are finished within a minute of another one, three together on
    average, and chance alone would bring far fewer together; a cadence only where batches come at regular times.
    """
    if len(ends) < LEAST_SIZE * LEAST_MOMENTS:
        return Rhythm()
    ordered = np.sort(ends)
    worked = hours.worked_microseconds(ordered[[0, -1]])
    span = max(int(worked[1] - worked[0]), 1)
    if is_crowded(len(ends), span):
        return Rhythm()
    begins = np.flatnonzero(np.diff(ordered, prepend=ordered[0] - 2 * TOGETHER) > TOGETHER)
    sizes = np.diff(np.append(begins, len(ordered)))
    several = sizes > 1
    if sizes[several].sum() < LEAST_SHARE * len(ends) or not several.any():
        return Rhythm()
    batch = float(sizes[several].mean())
    if batch < LEAST_SIZE:
        return Rhythm()
    between = np.diff(hours.worked_microseconds(ordered[begins[several]]))
    if len(between) + 1 < LEAST_MOMENTS:
        return Rhythm(batch)
    low, middle, high = np.quantile(between, (0.25, 0.5, 0.75))
    is_regular = middle > 0 and high - low <= REGULAR * middle
    return Rhythm(batch, float(middle) / 1e6 if is_regular else None)
