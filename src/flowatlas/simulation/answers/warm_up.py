"""Warm-up: how many items a simulation that starts empty has to let go before it shows usual days."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats

TOGETHER = 5
"""How many figures in a row are averaged into one."""

SAME = 1e-9
"""Figures that differ by less than this part of them are the same."""

FEWEST = 5
"""How many averages are left at least; the statistic says nothing of fewer."""


def warm_up(series: "Floats") -> int | None:
    """How many figures at the beginning of a series to leave out; None where the series is too short to tell.

    MSER-5: figures are averaged in fives, and those from which on the mean is known best are kept, which is where their
    squared distances from their mean, over the square of their number, are smallest. Where that is in the second half,
    the series had not come to rest.

    Source: White, An Effective Truncation Heuristic for Bias Reduction in Simulation Output, Simulation 69 (1997);
    White, Cobb, Spratt, A Comparison of Five Steady-State Truncation Heuristics for Simulation (2000).
    """
    count = len(series) // TOGETHER
    if count < 2 * FEWEST:
        return None
    means = series[: count * TOGETHER].reshape(count, TOGETHER).mean(axis=1)
    if np.ptp(means) <= SAME * abs(float(means.mean())):
        return 0
    means = means - means.mean()
    left = np.arange(count, 0, -1)
    sums, squares = (np.cumsum(one[::-1])[::-1] for one in (means, means**2))
    error = (squares - sums**2 / left) / left**2
    first = int(np.argmin(error[: count - FEWEST]))
    return None if first > count // 2 else first * TOGETHER
