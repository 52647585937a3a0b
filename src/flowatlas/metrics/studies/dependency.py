"""The dependency map in figures: how the parts add up, which is the longest, and what each dependency costs."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from flowatlas.maps.dependency import Cost, DependencyMap, Inside, looked_into, room_of
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.draws import Draws, bounded
from flowatlas.metrics.entered import View
from flowatlas.metrics.inside import atlas_of_parts, parts_of
from flowatlas.metrics.metric import Answer, measure
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample, undrawn
from flowatlas.metrics.samples import BLOCK, Samples
from flowatlas.metrics.study import Effect, Study, derives, effect_of
from flowatlas.model.calendar import Calendar
from flowatlas.model.gain import CERTAIN
from flowatlas.model.path import join
from flowatlas.model.picture import Total
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.wording import capital

TOLD = ("lead_time", "process_time", "wait_time")
SMALL = 0.005
"""A part of lead time that is too small to be told from nothing."""


@derives(Inside)
def inside(study: Study) -> Inside | None:
    """What the figures say of the step that is looked into; None without a map, or where no step can be named."""
    one = study.atlas.map_or_blank(DependencyMap)
    found = study.report.constraint
    step_id = looked_into(one, study.stream, found.found.path if found is not None else "")
    if not step_id:
        return None
    name = study.stream.step_name(step_id)
    costs = dict(_costs(study, one, step_id))
    parts = atlas_of_parts(study.atlas)
    if parts is None or one.inner_stream.shape.faults:
        return Inside(step_id, name, costs=costs)
    own = study.report.samples
    samples = Samples(
        parts.map_or_blank(ValueStreamMap),
        study.atlas.calendar.times,
        draws=study.draws,
        seed=own.center.seed,
        is_independent=own.center.is_independent,
    )
    answers = measure(samples, TOLD)
    hot = _hot(samples.center, one)
    sentences = _sentences(study, one, step_id, hot, is_rough=not answers["lead_time"].is_exact)
    return Inside(step_id, name, sentences, _totals(answers, samples), hot.path, hot.share, costs)


class Longest(NamedTuple):
    """The longest known time inside: its path, '' for none, its share in words, and how it stands among the others."""

    path: str = ""
    share: str = ""
    among: str = "the longest"


def _totals(answers: Mapping[str, Answer], samples: Samples) -> tuple[Total, ...]:
    calendar = samples.center.calendar
    labels = {"lead_time": "All parts", "process_time": "Work inside", "wait_time": "Waiting inside"}
    totals = []
    for name, answer in answers.items():
        spread = ""
        if answer.p50 is not None and math.isfinite(answer.p50) and answer.p10 != answer.p90:
            ends = (answer.p10 or 0.0, answer.p90 or 0.0)
            low, high = (Duration.say(end, calendar, is_rough=True) for end in ends)
            spread = f"one in ten under {low}, one over {high}"
        missing = f"{answer.unknowns} unknown" if answer.unknowns else ""
        text = "?" if answer.text == "unknown" else answer.text
        told = " · ".join(part for part in (spread, missing) if part)
        totals.append(Total(f"dependency/{name}", labels[name], text, told, answer.sentence))
    return tuple(totals)


def _hot(sample: Sample, one: DependencyMap) -> Longest:
    visits = Passage(sample, with_rework=False).visits()
    times: dict[str, float] = {}
    unknowns = 0
    for step_id in one.steps:
        for name, often, time in (
            ("wait_time", visits.gaps, sample.wait),
            ("process_time", visits.steps, sample.process),
        ):
            outer, sample.used = sample.used, {}
            seconds = float(bounded(often[step_id] * time(step_id))[0])
            is_unknown = any(entry.is_unknown for entry in sample.used.values())
            sample.used = outer
            unknowns += is_unknown
            times[f"steps/{join(step_id)}/{name}"] = 0.0 if is_unknown else seconds
    times["final_wait"] = 0.0
    if one.final_wait is not None:
        unknowns += one.final_wait.is_unknown
        times["final_wait"] = 0.0 if one.final_wait.is_unknown else float(bounded(sample.final_wait())[0])
    path = max(times, key=lambda key: times[key])
    whole = sum(times.values())
    if not 0 < times[path] < math.inf or not math.isfinite(whole):
        return Longest()
    share = Share.say(times[path] / whole, sample.calendar, is_rough=True)
    words = f"at most {share} of the time inside" if unknowns else f"{share} of the time inside"
    equals = sum(time > (1 - SMALL) * times[path] for time in times.values())
    among = "one of the longest" if equals > 1 else "the longest that is known" if unknowns else "the longest"
    return Longest(path, words, among)


def _sentences(study: Study, one: DependencyMap, step_id: str, hot: Longest, *, is_rough: bool) -> tuple[str, ...]:
    """How the parts add up beside the step with its gaps, and which is the longest."""
    found = parts_of(one, study.report.samples.center, step_id)
    if found is None:
        return ()
    calendar = study.atlas.calendar.times

    def say(seconds: float, *, is_rough: bool = is_rough) -> str:
        if math.isinf(seconds):
            return "no end of time"
        return Duration.say(seconds, calendar, words=True, is_rough=is_rough)

    parts = one.inner_stream
    name = study.stream.step_name(step_id)
    sentences = []
    if hot.path:
        place = parts.name_of(hot.path)
        place = place if hot.path.endswith("wait_time") or hot.path == "final_wait" else f"“{place}”"
        sentences.append(f"{capital(place)} is {hot.among}: {hot.share}.")
    beside = f" with {found.gaps}" if found.gaps else ""
    if found.whole.unknowns:
        is_one = found.whole.unknowns == 1
        missing = f"{found.whole.unknowns} {'time is' if is_one else 'times are'} unknown"
        told = f"What is known of its parts adds up to {say(found.least)}, {missing}"
    else:
        told = f"Its parts take {say(found.whole.seconds)}, {say(found.work.seconds)} of it work"
    if not found.room.unknowns:
        told = f"{told}; “{name}”{beside} takes {say(found.room.seconds, is_rough=study.report.samples.draws > 1)}"
    sentences.append(f"{told}.")
    return tuple(sentences)


def _costs(study: Study, one: DependencyMap, looked_at: str) -> Iterator[tuple[str, Cost]]:
    """What each dependency costs whose wait somebody has told."""
    for key, dependency in one.dependencies.items():
        step_id = dependency.from_ or looked_at
        wait = dependency.wait_time
        if step_id not in study.stream.steps or wait is None or wait.is_unknown:
            continue
        found = effect_of_dependency(study, one, key, step_id)
        if found is not None:
            often, demand = dependency.frequency, study.stream.demand
            is_upper = often is not None and (often.is_unknown or demand is None or demand.is_open)
            words = _cost_in_words(found, study.atlas.calendar.times, is_upper=is_upper)
            yield key, Cost(-found.mean, found.sure, words)


def effect_of_dependency(study: Study, one: DependencyMap, key: str, step_id: str) -> Effect | None:
    """What lead time with rework changes by when a dependency's wait is gone.

    The wait is taken from the gap before the step, and what does not fit in there from the step itself, so that no
    more goes than there is; nor more than the part takes that waits, where its times are known. With a frequency and a
    demand only that share of the items that come by has the wait. None where lead time cannot be told.
    """
    samples = study.samples()
    if not study.stream.steps or samples.is_blank:
        return None
    before: list[Draws] = []
    after: list[Draws] = []
    for block in range(samples.blocks):
        sample = samples.doubt(block)
        outer, sample.used = sample.used, {}
        relieved = _relieved(sample, one, key, step_id)
        sample.used = outer
        for state, draws in ((sample, before), (relieved, after)):
            whole = Passage(state, with_rework=True).time(WAIT, PROCESS)
            draws.append(np.broadcast_to(whole, min(BLOCK, samples.draws - block * BLOCK)))
    return effect_of(bounded(np.concatenate(before)), bounded(np.concatenate(after)))


@dataclass
class Relieved(Sample):
    """A sample in which some times are shorter: what goes from each, in seconds by path."""

    relief: Mapping[str, Draws] = field(default_factory=dict)

    @cached_property
    def center(self) -> Sample:
        """The same map at our best knowledge, in one draw; of what goes, the mean."""
        relief = {path: less.mean(keepdims=True) for path, less in self.relief.items()}
        return replace(self, **undrawn() | {"view": View.DOUBT, "draws": 1, "relief": relief})

    def wait(self, step_id: str) -> Draws:
        """The gap before a step, less what goes."""
        return self._less(super().wait(step_id), f"steps/{join(step_id)}/wait_time")

    def process(self, step_id: str) -> Draws:
        """From starting a step to finishing it, less what goes."""
        return self._less(super().process(step_id), f"steps/{join(step_id)}/process_time")

    def _less(self, time: Draws, path: str) -> Draws:
        return np.maximum(time - self.relief[path], 0.0) if path in self.relief else time


def _relieved(sample: Sample, one: DependencyMap, key: str, step_id: str) -> Relieved:
    dependency = one.dependencies[key]
    wait = sample.amount(f"dependencies/{join(key)}/wait_time", dependency.wait_time)
    part = one.steps.get(dependency.step or "")
    if part is not None and (room := room_of(part, is_first=dependency.step == next(iter(one.steps)))):
        inner = f"dependency/steps/{join(dependency.step or '')}"
        times = [sample.amount(f"{inner}/{place}", time) for place, time in enumerate(room)]
        wait = np.minimum(wait, sum(times, sample.zero))
    meets: Draws = np.ones(1)
    if dependency.frequency is not None and not dependency.frequency.is_unknown and sample.stream.demand is not None:
        often = sample.amount(f"dependencies/{join(key)}/frequency", dependency.frequency)
        coming = sample.amount("demand", sample.stream.demand)
        coming = coming * Passage(sample, with_rework=True).visits().steps[step_id]
        meets = np.minimum(often / np.maximum(coming, 1e-300), 1.0)
    gap, process = sample.wait(step_id), sample.process(step_id)
    from_gap = np.minimum(wait, gap)
    from_step = np.minimum(np.maximum(wait - gap, 0.0), process)
    paths = (f"steps/{join(step_id)}/wait_time", f"steps/{join(step_id)}/process_time")
    # All that does not hang on these two times is kept; they themselves are not zero but shorter.
    spare = sample.without(*paths)
    values = {one.name: getattr(spare, one.name) for one in fields(Sample) if one.init}
    relief = {paths[0]: meets * from_gap, paths[1]: meets * from_step}
    return Relieved(**{**values, "zeroed": sample.zeroed, "made": {}, "relief": relief})


def _cost_in_words(found: Effect, calendar: Calendar, *, is_upper: bool) -> str:
    """How much sooner items would be there without a wait, and how well that is known."""
    seconds = -found.mean
    if not math.isfinite(seconds):
        return "Without this wait more than can be told would be saved."
    share = -(found.share or 0.0)
    if share < SMALL:
        return "Without this wait items would hardly be there sooner."

    largest = max((one for one in (seconds, -found.low) if math.isfinite(one)), default=seconds)

    def say(amount: float) -> str:
        # Draws are in single precision; three digits are far finer than any doubt.
        exact = float(f"{max(amount, 0.0):.3g}")
        return Duration.say(exact, calendar, words=True, is_rough=True, beside=float(f"{largest:.3g}"))

    low, high = say(-found.high), say(-found.low)
    spread = "" if low == high else f" ({low} to {high})"
    most = "at most " if is_upper else ""
    told = Share.say(share, calendar, is_rough=True)
    sure = "" if found.sure >= CERTAIN else f"; {Share.say(found.sure, calendar, is_rough=True)} sure that it helps"
    return f"Without this wait items would be there {most}{say(seconds)}{spread} sooner, {told} of the whole{sure}."
