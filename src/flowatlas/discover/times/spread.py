"""How times are distributed: exact percentiles, and those that open items allow."""

from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.times.measured import Spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

PERCENTS = (10, 50, 85, 95)

MICROSECONDS = 1e6


def spread(times: "Moments") -> Spread | None:
    """The percentiles of times in microseconds, as seconds; None where there are none.

    A percentile is the smallest time that at least so many per cent of all times do not exceed.
    """
    if not len(times):
        return None
    ordered = np.sort(times)
    places = [-(-len(ordered) * percent // 100) - 1 for percent in PERCENTS]
    p10, p50, p85, p95 = (float(ordered[place]) / MICROSECONDS for place in places)
    return Spread(p10, p50, p85, p95, len(ordered))


def censored_spread(times: "Moments", running: "Moments") -> Spread | None:
    """The percentiles of times, where other items have been ``running`` so long and are not at their end.

    The product-limit estimate: at each time the share still going falls by the share of those that went so far and
    ended then. What ran as long as something took until it ended counts as still going then. A percentile beyond the
    last one that the data can tell is None. Without anything running it is the same as ``spread``.

    Source: Kaplan and Meier, Nonparametric Estimation from Incomplete Observations (1958).
    """
    if not len(running):
        return spread(times)
    ordered = np.concatenate((times * 2, running * 2 + 1))
    ordered.sort()
    is_end = (ordered & 1) == 0
    going_on = np.cumprod(1 - is_end / np.arange(len(ordered), 0, -1))
    ends, left = ordered[is_end] >> 1, going_on[is_end]
    # What is left falls, so that the first place at which it is low enough is found from its end.
    found = (_first_at_most(left, 1 - percent / 100) for percent in PERCENTS)
    p10, p50, p85, p95 = (None if place is None else float(ends[place]) / MICROSECONDS for place in found)
    return Spread(p10, p50, p85, p95, len(ordered), len(running))


def _first_at_most(falling: "NDArray[np.float64]", limit: float) -> int | None:
    place = len(falling) - int(np.searchsorted(falling[::-1], limit + 1e-9, side="right"))
    return place if place < len(falling) else None
