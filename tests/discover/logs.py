"""Small logs, told row by row in hours after a Monday morning at midnight."""

from datetime import UTC, datetime

import numpy as np

from flowatlas.model.event import UNKNOWN_MOMENT, Column, EventLog, Form

MONDAY = int(datetime(2026, 3, 2, tzinfo=UTC).timestamp()) * 1_000_000
HOUR = 3_600_000_000


def moment(hours):
    """A moment in microseconds since 1970; None is not known."""
    return UNKNOWN_MOMENT if hours is None else MONDAY + round(hours * HOUR)


def column(values):
    """Words as codes, in the order in which they come first; None is nothing."""
    names = list(dict.fromkeys(value for value in values if value is not None))
    return Column(np.array([-1 if value is None else names.index(value) for value in values], np.int32), names)


def small_log(*rows, form=Form.PASSES, taken=None, **more):
    """A log of rows: item, activity, start, end in hours, and who did it, of which the last may be absent."""
    told = [(*row, None)[:5] for row in rows]
    items, activities, starts, ends, people = zip(*told, strict=True) if told else ((),) * 5
    return EventLog(
        item=column(items),
        activity=column(activities),
        start=np.array([moment(one) for one in starts], np.int64),
        end=np.array([moment(one) for one in ends], np.int64),
        who=column(people) if any(people) else None,
        form=form,
        taken=moment(taken),
        **more,
    )
