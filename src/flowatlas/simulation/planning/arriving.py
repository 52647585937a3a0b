"""Arriving: how items come, of which class, and which ones are there already."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.maps.conditions import count_of
from flowatlas.metrics.draws import UNBOUNDED
from flowatlas.metrics.sample import CannotSayError, applies
from flowatlas.model.atlas import date_of
from flowatlas.model.path import join
from flowatlas.model.working_hours import time_zone
from flowatlas.simulation.given import Always, Exponential
from flowatlas.simulation.plan import AS_GIVEN, AT_RANDOM, EVENLY, NEVER, Arriving, Classes
from flowatlas.simulation.planning.routing import beside, cumulative

if TYPE_CHECKING:
    from flowatlas.maps.value_stream import ValueStreamMap
    from flowatlas.model.quantity import Count
    from flowatlas.simulation.plan import Floats, Ints
    from flowatlas.simulation.planning.clock import Clock
    from flowatlas.simulation.planning.reading import Reading

MOST_THERE = 10_000_000
"""More items than this cannot be there at the start; memory would not do."""


def arriving_of(reading: "Reading", clock: "Clock", *, is_forecast: bool) -> Arriving:
    """How items come; backlog and work in progress are there at the start of a forecast only.

    Raises:
        CannotSayError: nothing arrives, and nothing is there.
    """
    stream, rows = reading.stream, reading.rows
    kind, gap, intervals = _spacing(reading)
    arrivals = stream.arrivals
    batch = np.ones(rows, np.int64)
    if arrivals is not None and "arrivals" not in reading.given:
        batch = reading.count("arrivals/batch", arrivals.batch, none=1)
    planned = [(clock.seconds_of(moment), count) for moment, count in planned_of(stream, clock)]
    planned = sorted(one for one in planned if one[0] >= 0 and clock.is_dated)
    backlog, present = np.zeros(rows, np.int64), np.zeros((rows, len(stream.steps)), np.int64)
    if is_forecast:
        backlog = _there(reading, "backlog", stream.backlog)
        for number, (step_id, step) in enumerate(stream.steps.items()):
            present[:, number] = _there(reading, f"steps/{join(step_id)}/work_in_progress", step.work_in_progress)
    if kind == NEVER and not is_forecast:
        raise CannotSayError("Nothing says how many items are asked for: add demand, such as 8/wk.")
    if kind == NEVER and not planned and (backlog + present.sum(axis=1) == 0).any():
        raise CannotSayError("Nothing arrives and nothing waits: add demand, such as 8/wk, or a backlog, such as 50.")
    return Arriving(
        kind=kind,
        gap=gap * batch,
        batch=batch,
        intervals=intervals,
        planned_at=np.array([seconds for seconds, _ in planned], np.float64),
        planned=np.array([count for _, count in planned], np.int64),
        backlog=backlog,
        present=present,
    )


def _spacing(reading: "Reading") -> "tuple[int, Floats, Floats]":
    """How items come, how many seconds apart on average, and the intervals where these are given."""
    rows, given = reading.rows, reading.given.get("arrivals")
    if isinstance(given, Exponential):
        return AT_RANDOM, np.full(rows, given.mean), np.zeros(0)
    if isinstance(given, Always):
        return EVENLY, np.full(rows, given.seconds), np.zeros(0)
    if given is not None:
        intervals = np.asarray(given, np.float64)
        return AS_GIVEN, np.full(rows, intervals.mean() if len(intervals) else 0.0), intervals
    try:
        demand = reading.row(reading.sample.demand())
    except CannotSayError:
        return NEVER, np.zeros(rows), np.zeros(0)
    if (demand > UNBOUNDED / 1e6).any():
        raise CannotSayError("More items are asked for than can ever come: write a demand such as 8/wk.")
    if (demand <= 0).any():
        return NEVER, np.zeros(rows), np.zeros(0)
    arrivals = reading.stream.arrivals
    is_even = arrivals is not None and arrivals.spacing == "even"
    return EVENLY if is_even else AT_RANDOM, 1 / demand, np.zeros(0)


def planned_of(stream: "ValueStreamMap", clock: "Clock") -> list[tuple[datetime, int]]:
    """How many come on which dates, from midnight on; what cannot be read is left out, as a finding tells."""
    if stream.arrivals is None:
        return []
    zone = time_zone(clock.hours.zone)
    found = [(date_of(day), count_of(count)) for day, count in stream.arrivals.schedule.items()]
    return [(datetime.combine(day, time(), zone), count) for day, count in found if day is not None and count]


def _there(reading: "Reading", path: str, quantity: "Count | None") -> "Ints":
    if quantity is None or not applies(quantity) or not quantity.points:
        return np.zeros(reading.rows, np.int64)
    amount = reading.row(reading.sample.amount(path, quantity))
    if (amount > MOST_THERE).any():
        raise CannotSayError(f"{path} is more than {MOST_THERE:,} items, which is more than can be simulated.")
    return np.rint(amount).astype(np.int64)


def class_ids_of(stream: "ValueStreamMap") -> list[str]:
    """The classes of items; '' for those of no class, where the others do not share out all items."""
    shares = [one.share for one in stream.classes.values()]
    total = sum(share.middle for share in shares if share is not None and share.points)
    is_all = any(share is None for share in shares) or total > 1 - 1e-9
    return [*stream.classes, *([] if is_all and shares else [""])]


def classes_of(reading: "Reading", class_ids: list[str]) -> Classes:
    """The classes of items; those without a share have what the others leave over, and serve as ranks the priorities.

    The smallest priority goes first; those without any go last.
    """
    records = [reading.stream.classes.get(class_id) for class_id in class_ids]
    stated: list[Floats | None] = []
    for class_id, record in zip(class_ids, records, strict=True):
        share = None if record is None else record.share
        path = f"classes/{join(class_id)}/share"
        stated.append(None if share is None else reading.row(reading.sample.amount(path, share, rises=False)))
    total = sum((share for share in stated if share is not None), np.zeros(reading.rows))
    rest = np.maximum(1 - total, 0.0) / max(sum(share is None for share in stated), 1)
    shares = [rest if share is None else share for share in stated]
    order = [_priority(record) for record in records]
    ranks = sorted(set(order))
    return Classes(
        reached=beside(cumulative(shares), reading.rows),
        rank=np.array([ranks.index(one) for one in order], np.int64),
    )


def _priority(record: Any) -> float:
    priority = None if record is None else record.priority
    return float("inf") if priority is None or not priority.points else priority.middle
