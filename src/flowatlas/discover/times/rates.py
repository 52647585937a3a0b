"""Rates: how many items come and go in a second of working time."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from flowatlas.model.event import Moments

EDGES = 20
"""One in so many items at each end is left out, where a log begins and ends thinly; fewer items have no edges."""


def rate(moments: "Moments") -> float | None:
    """Items per second of working time, from their moments in working microseconds; None for fewer than two.

    One less than the items between the first and the last of them, divided by the time between. Of 100 items and more
    only the middle nine tenths count, as what began long before the log or came late would stretch the time.
    """
    if len(moments) >= 5 * EDGES:
        edge = len(moments) // EDGES
        moments = np.partition(moments, (edge, len(moments) - 1 - edge))[edge : len(moments) - edge]
    if len(moments) < 2:
        return None
    span = int(moments.max()) - int(moments.min())
    return (len(moments) - 1) * 1e6 / span if span > 0 else None
