"""What a change saves of people's time, waiting and faults, as draws over what we do not know."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from flowatlas.metrics.draws import Draws, bounded
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.rolled_percent_complete_accurate import rolled_percent_complete_accurate
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.metrics.samples import BLOCK
from flowatlas.metrics.studies.case.parts import HOUR
from flowatlas.metrics.study import LEAD, Study


class Savings:
    """The map before and after, on common draws; ``left_out`` tells what could not be said while it was asked.

    ``likely`` are the changed steps in which a time nobody knows counts as a likely one, ``whole_process`` those
    whose whole process time counts as work.
    """

    def __init__(self, study: Study, changes: Mapping[str, Any]) -> None:
        self.study, self.changes = study, changes
        self.before, self.after = study.samples(), study.samples(changes)
        self._calendar = study.atlas.calendar.times
        self.left_out: list[str] = []
        self.likely: set[str] = set()
        self.whole_process: set[str] = set()

    def hours_of_item(self) -> Draws | None:
        """Hours of people's work that one item takes less, rework counted; None where no step can be compared."""
        unknown: set[str] = set()
        known: set[str] = set()

        def saved(before: Sample, after: Sample) -> Draws:
            sides = [(one, Passage(one, with_rework=True).visits().steps) for one in (before, after)]
            total = before.zero
            for step_id in dict.fromkeys([*before.stream.steps, *after.stream.steps]):
                if self._is_alike(step_id, sides):
                    continue
                today, then = (self._work(one, visits, step_id) for one, visits in sides)
                if today is None or then is None:
                    unknown.add(step_id)
                    continue
                known.add(step_id)
                total = total + today - then
            return total

        found = self._draws(saved)
        for step_id in sorted(unknown):
            self.left_out.append(f"hours of “{self._step(step_id)}”: nobody has said how long hands are on it")
        is_open = bool(unknown) and not known
        return None if found is None or is_open else found / HOUR

    def _is_alike(self, step_id: str, sides: Sequence[tuple[Sample, Mapping[str, Draws]]]) -> bool:
        (one, before), (other, after) = sides
        if step_id not in one.stream.steps or step_id not in other.stream.steps:
            return False
        is_same = one.stream.steps[step_id] == other.stream.steps[step_id]
        return is_same and bool(np.array_equal(before[step_id], after[step_id]))

    def _work(self, sample: Sample, visits: Mapping[str, Draws], step_id: str) -> Draws | None:
        """Seconds of work of one item in a step; nothing where it is automated, None where it cannot be told."""
        step = sample.stream.steps.get(step_id)
        if step is None:
            return sample.zero
        has_touch = step.touch_time is not None or any(part.touch_time is not None for part in step.steps.values())
        if step.automation == "automated" and not has_touch:
            return sample.zero
        outer, sample.used = sample.used, {}
        effort = sample.effort(step_id)
        used, sample.used = sample.used, outer
        if any(one.is_unknown and one.line is None for one in used.values()) or not np.isfinite(bounded(effort)).all():
            return None
        if any(one.is_unknown for one in used.values()):
            self.likely.add(step_id)
        if not has_touch:
            self.whole_process.add(step_id)
        return visits[step_id] * effort

    def demand(self) -> Draws | None:
        """Items a month, as today; None where nobody said."""
        found = self._draws(lambda before, _: before.demand())
        return None if found is None else found * self._calendar.unit_seconds("mo")

    def faults(self) -> Draws | None:
        """Share of the items that get through right the first time on top of today's; None where that is not known."""
        before, after = self.study.stream, self.study.stream_with(self.changes)
        for step_id in before.steps.keys() & after.steps.keys():
            ratings = [stream.steps[step_id].percent_complete_accurate for stream in (before, after)]
            if (ratings[0] is None) != (ratings[1] is None):
                self.left_out.append(f"faults of “{self._step(step_id)}”: it is rated on one side only")
                return None

        def fewer(one: Sample, other: Sample) -> Draws:
            rolled = [rolled_percent_complete_accurate(sample) for sample in (one, other)]
            return np.asarray(rolled[1] - rolled[0])

        return self._draws(fewer)

    def weeks(self) -> Draws | None:
        """Weeks of working time that one item comes sooner, on average; None where that cannot be told."""
        before, after = self.study.doubt(LEAD), self.study.doubt(LEAD, self.changes)
        if before is None or after is None or not (np.isfinite(before).all() and np.isfinite(after).all()):
            return None
        return (before - after) / self._calendar.unit_seconds("wk")

    def _step(self, step_id: str) -> str:
        known = self.study.stream if step_id in self.study.stream.steps else self.study.stream_with(self.changes)
        return known.step_name(step_id)

    def _draws(self, function: Callable[[Sample, Sample], Draws | None]) -> Draws | None:
        """A figure of both maps over what we do not know, block by block; None where it cannot be told."""
        blocks = []
        for block in range(self.before.blocks):
            before, after = self.before.doubt(block), self.after.doubt(block)
            try:
                found = function(before, after)
            except CannotSayError:
                return None
            if found is None:
                return None
            blocks.append(np.broadcast_to(found, min(BLOCK, self.before.draws - block * BLOCK)))
        whole = bounded(np.concatenate(blocks)).astype(np.float64)
        return whole if np.isfinite(whole).all() else None
