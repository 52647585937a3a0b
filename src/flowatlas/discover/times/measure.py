"""Measuring: times, shares and rates of the steps, gaps and ways back that were found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.at_once import each
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.clean import TOO_ROUGH
from flowatlas.discover.passes.passes import Passes
from flowatlas.discover.passes.stream import NOT_AT_END
from flowatlas.discover.proposal.hours import working_hours
from flowatlas.discover.structure.found import Structure
from flowatlas.discover.structure.returns import Back
from flowatlas.discover.structure.shape import Shape, shape_of
from flowatlas.discover.times.counted import NOWHERE, Counted, counted
from flowatlas.discover.times.measured import MeasuredMap, MeasuredRework, MeasuredStep
from flowatlas.discover.times.parts import Spent, added_up
from flowatlas.discover.times.periods import periods_of
from flowatlas.discover.times.rates import rate
from flowatlas.discover.times.remarks import moved_by_open_items, oddities, without_steps
from flowatlas.discover.times.rhythm import Rhythm, is_crowded, rhythm_of
from flowatlas.discover.times.spread import censored_spread, spread
from flowatlas.discover.times.total import Total, sum_of
from flowatlas.model.working_hours import WorkingHours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

OLDEST = 10


def measured_map(passes: Passes, structure: Structure, mapping: LogMapping) -> MeasuredMap:
    """What the log says of each step, gap and way back, and of the stream as a whole.

    ``process`` counts every pass whose beginning and end are known; passes that still ran are censored. ``wait`` counts
    the gap before an item's first pass of a step: from the latest end of the steps right before it that the item had
    begun (of those before them where it took none; of its entry where nothing came before) to its beginning, at least
    0. %C&A is the share of passes after which the item did not return to the same step or one before it; a return is a
    pass that follows one of the same step or a later one, parallel branches aside, where either of both is repeated.
    ``final_wait`` is what was left after the last step, and the whole time of an item that took none of them.
    ``lead_time`` is that of items that reached their end; open ones are censored, dropped ones left out.
    """
    hours = working_hours(mapping.hours)
    return _Measuring(passes, structure, hours).measured(mapping.by)


@dataclass(frozen=True)
class _Measuring:
    """Passes and the structure that was found in them, about to be measured."""

    passes: Passes
    structure: Structure
    hours: WorkingHours

    def measured(self, by: str | None) -> MeasuredMap:
        """The whole map."""
        passes, hours = self.passes, self.hours
        shape = shape_of(self.structure)
        step_of = self._step_of()
        total = Total(list(self._counted(step_of, shape)), len(self.structure.steps))
        waiting = self._waiting_at(total, step_of)
        rhythms = self._rhythms(total, step_of)
        places = range(len(self.structure.steps))
        steps = tuple(each(lambda place: self._step(total, place, waiting, rhythms[place]), places))
        began, ended = hours.worked_microseconds(passes.began), hours.worked_microseconds(passes.ended)
        is_finished = ~passes.is_open & ~passes.is_dropped
        took = ended - began
        left = np.maximum((ended - np.maximum(total.last, began))[is_finished], 0)
        several = ((took[is_finished], took[passes.is_open]), (left, left[:0]))
        lead_time, final_wait = each(lambda times: censored_spread(*times), several)
        finished = passes.ended[is_finished], took[is_finished]
        periods = periods_of(*finished, by, hours.zone, passes.taken) if by else ((), None)
        moved = tuple(moved_by_open_items(lead_time, took[is_finished]))
        # What open items do to the lead time says that they are open, too.
        seen = (one for one in passes.remarks if not (moved and one.message.startswith(NOT_AT_END)))
        remarks = (*passes.log.remarks, *seen, *self.structure.remarks)
        has_last = total.last > np.iinfo(np.int64).min
        measured = MeasuredMap(
            source=passes.log.source,
            steps=steps,
            hours=hours,
            items=passes.items,
            finished=int(is_finished.sum()),
            dropped=int(passes.is_dropped.sum()),
            began=int(passes.began.min(initial=passes.taken)),
            taken=passes.taken,
            lead_time=lead_time,
            final_wait=final_wait if final_wait is not None and final_wait.p95 else None,
            demand=rate(began),
            throughput=rate(ended[is_finished]),
            work_in_progress=int(passes.is_open.sum()),
            ages=spread(took[passes.is_open]),
            oldest=self._oldest(took),
            outside=None if self._is_told_by_the_day() else total.outside,
            kept=self.structure.kept,
            without_steps=int((~has_last & is_finished).sum()),
            periods=periods[0],
            limits=periods[1],
        )
        last = (ended - total.last)[has_last & ~passes.is_open]
        spent = Spent(sum_of([took]), *total.spent, sum_of([np.maximum(last, 0)]))
        own = (
            *oddities(total, steps, hours, is_told_by_the_day=self._is_told_by_the_day()),
            *without_steps(measured),
            *moved,
            *added_up(measured, total.share_good, spent),
        )
        return replace(measured, remarks=(*remarks, *own))

    def _is_told_by_the_day(self) -> bool:
        """Whether moments say nothing of the time of day, so that nobody can tell what was inside the hours."""
        return any(remark.message == TOO_ROUGH[0] for remark in self.passes.remarks)

    def _step_of(self) -> "NDArray[np.int64]":
        step_of = np.full(len(self.passes.kinds), NOWHERE, np.int64)
        for place, step in enumerate(self.structure.steps):
            step_of[list(step.activities)] = place
        return step_of

    def _counted(self, step_of: "NDArray[np.int64]", shape: Shape) -> Iterator[Counted]:
        """What each part of the log says."""
        parts, known = self.passes.parts(), self.structure.returned
        back: Sequence[Back | None] = [None] * len(parts)
        if (
            known is not None
            and np.array_equal(known.before, shape.before)
            and np.array_equal(known.parallel, shape.parallel)
        ):
            back = known.parts
        return each(
            lambda part: counted(self.passes, part[0], step_of, shape, self.hours, part[1]),
            list(zip(parts, back, strict=True)),
        )

    def _step(self, total: Total, place: int, waiting: "NDArray[np.int64]", rhythm: Rhythm) -> MeasuredStep:
        found = self.structure.steps[place]
        count = int(total.passes[place])
        waits = total.waits(place)
        # What comes first has nothing to wait for, unless items may come in at several steps.
        heads = sum(not step.after for step in self.structure.steps)
        has_wait = bool(found.after) or heads > 1 or bool(waits.any())
        return MeasuredStep(
            name=found.name,
            activities=tuple(self.passes.log.activity.names[one] for one in found.activities),
            after=found.after,
            share=found.share,
            is_alternative=found.is_alternative,
            items=int(total.items[place]),
            passes=count,
            process=censored_spread(total.process(place), total.running(place)),
            wait=spread(waits) if has_wait else None,
            percent_complete_accurate=int(total.good[place]) / count if count else None,
            rework=tuple(
                MeasuredRework(one.to, one.share, one.count, spread(total.way(place, one.to)))
                for one in self.structure.rework
                if one.sender == place
            ),
            teams=total.teams(place, self.passes),
            people=total.people(place, self.passes),
            handoffs=total.handoffs(place),
            ping_pong=total.ping_pong(place, self.passes),
            work_in_progress=int(waiting[place]),
            batch=rhythm.batch,
            cadence=rhythm.cadence,
        )

    def _waiting_at(self, total: Total, step_of: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Open items by step: at the one that they are in, or at the next one on the map, whose gap they are in."""
        steps, passes = self.structure.steps, self.passes
        following = np.arange(len(steps))
        for place in range(len(steps)):
            nexts = [later for later, step in enumerate(steps) if place in step.after]
            following[place] = max(nexts, key=lambda one: (steps[one].share, -one), default=place)
        at = total.place[passes.is_open]
        known = at[at >= 0]
        step = step_of[passes.activity[known]]
        is_in = np.zeros(len(known), np.bool_) if passes.is_running is None else passes.is_running[known]
        waiting = np.bincount(np.where(is_in, step, following[step]) if len(steps) else step, minlength=len(steps))
        if len(steps):
            waiting[0] += len(at) - len(known)
        return waiting

    def _rhythms(self, total: Total, step_of: "NDArray[np.int64]") -> list[Rhythm]:
        """The rhythm of each step; what is finished so often that chance brings it together is not looked at."""
        size = len(self.structure.steps)
        if any(remark.message in TOO_ROUGH for remark in self.passes.remarks):
            return [Rhythm()] * size
        passes = self.passes
        bounds = self.hours.worked_microseconds(np.array([passes.began.min(initial=passes.taken), passes.taken]))
        span = int(bounds[1] - bounds[0])
        candidates = [place for place in range(size) if not is_crowded(int(total.passes[place]), span)]
        rhythms = [Rhythm()] * size
        step = step_of[passes.activity] if candidates else None
        for place in candidates:
            rhythms[place] = rhythm_of(passes.end[step == place], self.hours)
        return rhythms

    def _oldest(self, took: "Moments") -> tuple[tuple[str, float], ...]:
        """The open items that have been there longest, with their age in seconds of working time."""
        passes = self.passes
        places = np.flatnonzero(passes.is_open)
        places = places[np.argsort(-took[places], kind="stable")[:OLDEST]]
        names = passes.log.item.names
        return tuple((names[passes.item[passes.first[place]]], float(took[place]) / 1e6) for place in places.tolist())
