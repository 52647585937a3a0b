"""The course: items in the stream and before its steps over time."""

from typing import TYPE_CHECKING

import numpy as np

from flowatlas.model.path import join
from flowatlas.model.simulation import Curve, OverTime
from flowatlas.simulation.answers.place import Place, until_of
from flowatlas.simulation.run import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowatlas.simulation.answers.seen import Seen
    from flowatlas.simulation.plan import Floats
    from flowatlas.simulation.planning.planned import Planned

RUNS = 40
ITEMS = 400
"""How many runs are laid over each other, and how many items leave in each."""

MOMENTS = 60


def over_time(planned: "Planned", place: Place, warm_up: int) -> OverTime | None:
    """Items over time in many runs, from the end of the beginning on; None where no run lasted for any time."""
    latest = until_of(place.question, planned)
    asked = [
        Asked(
            seed=place.seed("course", number),
            warm_up=warm_up,
            items=ITEMS,
            until=latest,
            buckets=2 * MOMENTS,
            keeps_items=False,
        )
        for number in range(RUNS)
    ]
    several = list(place.each("items over time", planned, asked))
    return course_of(planned, several)


def course_of(planned: "Planned", several: "Sequence[Seen]") -> OverTime | None:
    """The middle of several runs and the range of 8 in 10 of them, at moments that all of them reached."""
    lasting = min((_length(one) for one in several), default=0.0)
    if lasting <= 0:
        return None
    moments = (np.arange(MOMENTS) + 0.5) * lasting / MOMENTS
    stream = planned.stream
    queues = tuple(
        _curve(
            f"before “{stream.step_name(step_id)}”",
            f"steps/{join(step_id)}",
            [_at(one, one.course.waiting[:, number], moments) for one in several],
        )
        for number, step_id in enumerate(planned.step_ids)
    )
    inside = _curve("in the stream", "", [_at(one, one.course.inside, moments) for one in several])
    worked = float(np.mean([one.worked for one in several]))
    return OverTime(tuple(map(float, moments * worked)), inside, queues)


def _length(one: "Seen") -> float:
    return one.course.width * len(one.course.inside)


def _at(one: "Seen", values: "Floats", moments: "Floats") -> "Floats":
    """What there was at some moments after the run began to count."""
    places = np.minimum((moments / one.course.width).astype(np.int64), len(values) - 1)
    return values[places]


def _curve(name: str, path: str, several: "Sequence[Floats]") -> Curve:
    found = np.stack(list(several))
    low, middle, high = (tuple(map(float, one)) for one in np.quantile(found, (0.1, 0.5, 0.9), axis=0))
    return Curve(name, path, middle, low, high)
