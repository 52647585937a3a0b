"""Measuring: times, shares and rates of the steps, gaps and ways back that were found."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.at_once import each
from flowatlas.discover.figures import percent
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.clean import TOO_ROUGH
from flowatlas.discover.passes.passes import Passes
from flowatlas.discover.passes.stream import NOT_AT_END
from flowatlas.discover.proposal.hours import working_hours
from flowatlas.discover.structure.returns import Back
from flowatlas.discover.structure.shape import Shape, shape_of
from flowatlas.discover.structure.structure import Structure
from flowatlas.discover.times.counted import NOWHERE, Counted, counted
from flowatlas.discover.times.measured import MeasuredMap, MeasuredRework, MeasuredStep, Spread
from flowatlas.discover.times.parts import Spent, added_up
from flowatlas.discover.times.periods import periods_of
from flowatlas.discover.times.rates import rate
from flowatlas.discover.times.rhythm import Rhythm, is_crowded, rhythm_of
from flowatlas.discover.times.spread import censored_spread, spread
from flowatlas.model.event import Remark
from flowatlas.model.quantity import Duration
from flowatlas.model.working_hours import WorkingHours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

OLDEST = 10
OUTLIER = 10
"""How many times as long as nineteen in twenty a pass takes that is told as an outlier."""

USUAL_TEAM = 0.05
"""The share of its passes that a team of a step does at least."""


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
        total = _Total(list(self._counted(step_of, shape)), len(self.structure.steps))
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
        moved = tuple(_moved(lead_time, took[is_finished]))
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
        spent = Spent(_sum([took]), *total.spent, _sum([np.maximum(last, 0)]))
        own = (
            *self._oddities(total, steps),
            *_without_steps(measured),
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

    def _step(self, total: "_Total", place: int, waiting: "NDArray[np.int64]", rhythm: Rhythm) -> MeasuredStep:
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

    def _waiting_at(self, total: "_Total", step_of: "NDArray[np.int64]") -> "NDArray[np.int64]":
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

    def _rhythms(self, total: "_Total", step_of: "NDArray[np.int64]") -> list[Rhythm]:
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

    def _oddities(self, total: "_Total", steps: Sequence[MeasuredStep]) -> Iterator[Remark]:
        if total.overlaps:
            done = "counted as no wait"
            yield Remark(
                "first passes of a step that began before the step before it was finished", total.overlaps, done
            )
        times, examples = 0, []
        for place, step in enumerate(steps):
            told = step.process
            if told is not None and told.censored:
                told = spread(total.process(place))
            if told is None or not told.p95:
                continue
            beyond = total.beyond(place, OUTLIER * told.p95 * 1e6)
            if len(beyond):
                times += len(beyond)
                longest = Duration.say(float(beyond.max()) / 1e6, self.hours.calendar)
                examples.append(f'"{step.name}": {len(beyond)}, the longest {longest}')
        if times:
            message = f"passes that took more than {OUTLIER} times as long as nineteen in twenty of their step"
            yield Remark(message, times, "kept, as percentiles hardly feel them", tuple(examples))
        if total.outside is not None and total.outside > 0 and not self._is_told_by_the_day():
            moments = round(total.outside * total.moments)
            done = "counted; such work takes no working time of its own"
            message = f"beginnings and ends of passes outside the working hours ({percent(total.outside)}%)"
            yield Remark(message, moments, done)


class _Total:
    """What all parts of a log say together; what is asked for once is put together then."""

    def __init__(self, parts: Sequence[Counted], size: int) -> None:
        self.parts = parts
        self.size = size
        nothing = np.zeros(size, np.int64)
        self.passes = sum((one.passes for one in parts), nothing)
        self.items = sum((one.items for one in parts), nothing)
        self.good = sum((one.good for one in parts), nothing)
        self.known = sum((one.hands.known for one in parts), nothing)
        self.changed = sum((one.hands.changed for one in parts), nothing)
        self.to_and_fro = sum((one.hands.to_and_fro for one in parts), nothing)
        self.overlaps = sum(one.overlaps for one in parts)
        self.last = _joined([one.last for one in parts])
        self.place = _joined([one.place for one in parts])
        inside, self.moments = (int(sum(one.is_within[at] for one in parts)) for at in (0, 1))
        self.outside = 1 - inside / self.moments if self.moments else None
        self._people = self._keys("people")
        self._teams = self._keys("teams")

    @property
    def share_good(self) -> float:
        """The share of all passes that were not followed by a return."""
        return float(self.good.sum() / max(self.passes.sum(), 1))

    @property
    def spent(self) -> tuple[float, float, float]:
        """What all passes, all gaps before first passes, and all gaps of ways back took."""
        several = self.parts
        passes = _sum(one for part in several for times in (part.process, part.running) for one in times)
        gaps = _sum(one for part in several for one in part.waits)
        return passes, gaps, _sum(one for part in several for one in part.ways.values())

    def process(self, place: int) -> "Moments":
        """How long passes of a step took."""
        return _joined([one.process[place] for one in self.parts])

    def beyond(self, place: int, limit: float) -> "Moments":
        """Those of them that are longer than a limit."""
        return _joined([part[part > limit] for part in (one.process[place] for one in self.parts)])

    def running(self, place: int) -> "Moments":
        """How long passes of a step have taken that still run."""
        return _joined([one.running[place] for one in self.parts])

    def waits(self, place: int) -> "Moments":
        """The gaps before first passes of a step."""
        return _joined([one.waits[place] for one in self.parts])

    def way(self, sender: int, to: int) -> "Moments":
        """The gaps of a way back."""
        return _joined([one.ways[sender, to] for one in self.parts if (sender, to) in one.ways])

    def handoffs(self, place: int) -> float | None:
        """The share of passes that somebody else did than the pass before."""
        return int(self.changed[place]) / int(self.known[place]) if self.known[place] else None

    def ping_pong(self, place: int, passes: Passes) -> float | None:
        """The share of items that went between the same two teams more than twice."""
        if (passes.team is None and passes.who is None) or not self.items[place]:
            return None
        return int(self.to_and_fro[place]) / int(self.items[place])

    def people(self, place: int, passes: Passes) -> int | None:
        """How many people did passes of a step."""
        if passes.log.who is None:
            return None
        names = max(len(passes.log.who.names), 1)
        return int((self._people[0] // names == place).sum()) or None

    def teams(self, place: int, passes: Passes) -> tuple[str, ...]:
        """The teams that did at least one in twenty passes of a step, those with most first."""
        if passes.log.team is None or not self.passes[place]:
            return ()
        names = passes.log.team.names
        keys, times = self._teams
        here = keys // max(len(names), 1) == place
        found = sorted(zip((-times[here]).tolist(), (keys[here] % len(names)).tolist(), strict=True))
        return tuple(names[code] for count, code in found if -count >= USUAL_TEAM * self.passes[place])

    def _keys(self, field: str) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        told = [one for part in self.parts if (one := getattr(part.hands, field)) is not None]
        keys, times = (_joined([one[at] for one in told]) for at in (0, 1))
        distinct, places = np.unique(keys, return_inverse=True)
        return distinct, np.bincount(places, weights=times, minlength=len(distinct)).astype(np.int64)


def _joined(arrays: Sequence["NDArray[np.int64]"]) -> "NDArray[np.int64]":
    return np.concatenate(arrays) if arrays else np.zeros(0, np.int64)


def _sum(arrays: "Iterable[NDArray[np.int64]]") -> float:
    """All times together; millions of items may spend more than fits into a whole number of 64 bits."""
    return float(sum(one.sum(dtype=np.float64) for one in arrays))


def _without_steps(measured: MeasuredMap) -> Iterator[Remark]:
    """Items whose time no step of the map holds."""
    if measured.without_steps:
        share = percent(measured.without_steps / measured.finished)
        message = f"items that reached their end without any step of the map ({share}%)"
        yield Remark(message, measured.without_steps, "their whole time counts as wait after the last step")


def _moved(lead_time: Spread | None, finished: "Moments") -> Iterator[Remark]:
    """By how much open items move the median."""
    alone = spread(finished)
    if lead_time is None or not lead_time.censored or alone is None or not alone.p50:
        return
    share = percent(lead_time.censored / lead_time.size)
    message = (
        f"items still open ({share}%) count in the lead time with the time they have been there (Kaplan and Meier)"
    )
    if lead_time.p50 is None:
        done = "so many are open that nobody can say yet how long half of all items take"
    else:
        done = f"they lengthen the median by {percent(lead_time.p50 / alone.p50 - 1)}%"
    yield Remark(message, lead_time.censored, done)
