"""Reading: the values of a map in numbers, one for each state of what we do not know."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.metrics.draws import UNBOUNDED
from flowatlas.metrics.entered import View
from flowatlas.metrics.sample import CannotSayError, Sample, applies, undrawn
from flowatlas.metrics.samples import BLOCK
from flowatlas.model.path import join
from flowatlas.model.wording import capital
from flowatlas.simulation.plan import NOTHING
from flowatlas.simulation.planning.timing import Part, Timing

if TYPE_CHECKING:
    from flowatlas.maps.shape import Link
    from flowatlas.metrics.draws import Draws
    from flowatlas.metrics.samples import Samples
    from flowatlas.model.quantity import Quantity
    from flowatlas.simulation.given import Given
    from flowatlas.simulation.plan import Floats, Ints

MANY = 1e12
"""More than there can be of anything that is counted: no limit."""


def sample_of(samples: "Samples", draws: int, at: Mapping[str, float]) -> Sample:
    """The draws of what we do not know that the metrics have, or our best knowledge with some doubts set."""
    new: dict[str, Any] = {"used": {}, "needed": set(), "zeroed": frozenset()}
    fresh: dict[str, Any] = undrawn() | new
    if draws == 1:
        set_at = {path: np.full(1, deviate) for path, deviate in at.items()}
        return _with(samples.center, fresh | {"deviates": set_at} if at else new)
    if draws > BLOCK:
        raise CannotSayError(f"A simulation draws what nobody knows up to {BLOCK:,} times; ask for fewer draws.")
    if samples.draws >= draws:
        return _with(samples.doubt(), new)
    return _with(samples.center, fresh | {"view": View.DOUBT, "draws": draws})


def _with(sample: Sample, changed: Mapping[str, Any]) -> Sample:
    from dataclasses import replace

    return replace(sample, **changed)


class Reading:
    """A sample read in ``rows`` states of doubt, with the times that were read so far.

    ``given`` replaces values by their path; with ``all_queues`` every gap is one in which items wait for people,
    batches and places alone.
    """

    def __init__(self, sample: Sample, rows: int, given: "Mapping[str, Given]", *, all_queues: bool) -> None:
        self.sample = sample
        self.stream = sample.stream
        self.rows = rows
        self.given = given
        self.all_queues = all_queues
        self.timing = Timing(rows)

    def row(self, draws: "Draws") -> "Floats":
        """One figure for each state of doubt."""
        return np.array(np.broadcast_to(draws[: self.rows] if len(draws) > 1 else draws, self.rows), np.float64)

    def count(self, path: str, quantity: "Quantity | None", *, none: int) -> "Ints":
        """A count for each state of doubt, at least 1; ``none`` where there is none or nobody knows it."""
        if quantity is None or not applies(quantity) or not quantity.points:
            return np.full(self.rows, none)
        amount = self.row(self.sample.amount(path, quantity, unknown=none))
        return np.where(amount < MANY, np.maximum(np.rint(np.minimum(amount, MANY)), 1), none).astype(np.int64)

    def wait(self, step_id: str) -> int:
        """The gap before a step as typed; nothing where the wait comes of people, batches, turns and places alone."""
        step, path = self.stream.steps[step_id], f"{_path(step_id)}/wait_time"
        if path in self.given:
            return self._time(path, None)
        if self.is_queue(step_id):
            return NOTHING
        if step.wait_time is None and not self.sample.said(path):
            is_unknown = self.sample.shape.after[step_id] and not self._has_pace(step_id)
            return self._time(path, None) if is_unknown else NOTHING
        return self._time(path, step.wait_time)

    def is_queue(self, step_id: str) -> bool:
        """Whether the typed wait before a step is left out."""
        return self.all_queues or self.stream.steps[step_id].wait_kind == "queue"

    def is_paced(self, step_id: str) -> bool:
        """Whether batches and turns hold items back before a step."""
        step, path = self.stream.steps[step_id], f"{_path(step_id)}/wait_time"
        is_typed = path in self.given or step.wait_time is not None or bool(self.sample.said(path))
        return self._has_pace(step_id) and (self.is_queue(step_id) or not is_typed)

    def _has_pace(self, step_id: str) -> bool:
        step = self.stream.steps[step_id]
        return step.cadence is not None or step.batch is not None

    def process(self, step_id: str) -> int:
        """The process time of a step, else the sum of its sub-steps and their gaps."""
        step, path = self.stream.steps[step_id], f"{_path(step_id)}/process_time"
        if path in self.given or step.process_time is not None or not step.steps or self.sample.said(path):
            return self._time(path, step.process_time, is_kept=True)
        parts = []
        for index, (part_id, part) in enumerate(step.steps.items()):
            inner = f"{_path(step_id)}/steps/{join(part_id)}"
            parts.append(self._part(f"{inner}/process_time", part.process_time))
            if part.wait_time is not None or index:
                parts.append(self._part(f"{inner}/wait_time", part.wait_time))
        return self.timing.time(parts)

    def touch(self, step_id: str) -> int:
        """The hands-on part of a step; nothing where nobody said, so that people are there for all of it."""
        step, path = self.stream.steps[step_id], f"{_path(step_id)}/touch_time"
        if path in self.given or step.touch_time is not None:
            return self._time(path, step.touch_time, is_kept=True)
        parts = [
            self._part(f"{_path(step_id)}/steps/{join(part_id)}/touch_time", part.touch_time)
            for part_id, part in step.steps.items()
            if part.touch_time is not None
        ]
        return self.timing.time(parts) if parts else NOTHING

    def set_up(self, step_id: str) -> int:
        """The time to get ready for a batch, or for an item where there are no batches."""
        path, quantity = f"{_path(step_id)}/set_up_time", self.stream.steps[step_id].set_up_time
        return self._time(path, quantity) if path in self.given or quantity is not None else NOTHING

    def back_wait(self, link: "Link") -> int:
        """The wait on the way back; nothing where it is the gap of the step that the link leads to."""
        stated = self.stream.steps[link.sender].rework.get(link.id)
        wait = None if stated is None else stated.wait_time
        path = f"{_path(link.sender)}/rework/{join(link.id)}/wait_time"
        if wait is None and path not in self.given and not self.sample.said(path):
            return NOTHING
        return self._time(path, wait, is_kept=True)

    def final_wait(self) -> int:
        """The gap after the last step; nothing where there is none."""
        wait = self.stream.final_wait
        is_there = wait is not None or "final_wait" in self.given or bool(self.sample.said("final_wait"))
        return self._time("final_wait", wait) if is_there else NOTHING

    def _time(self, path: str, quantity: "Quantity | None", *, is_kept: bool = False) -> int:
        """The number of a time; nothing where it is always 0, unless it ``is_kept`` all the same."""
        part = self._part(path, quantity)
        return NOTHING if part.is_nothing and not is_kept else self.timing.time([part])

    def _part(self, path: str, quantity: "Quantity | None") -> Part:
        if path in self.given:
            return self.timing.given(path, self.given[path])
        spread = self.sample.spread(path, quantity)
        draws = self.sample.entered[path].draws
        if (draws[: self.rows] > UNBOUNDED / 1e6).any():
            raise CannotSayError(f"{capital(self.stream.name_of(path))} never ends.")
        return self.timing.part(path, spread)


def _path(step_id: str) -> str:
    return f"steps/{join(step_id)}"
