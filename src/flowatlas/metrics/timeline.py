"""The timeline: when the middle item is where, so that a picture to scale adds up to the figure in the headline."""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flowatlas.maps.shape import CUSTOMER, Node, Shape
from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.entered import View
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.samples import Samples
from flowatlas.model.path import join
from flowatlas.model.picture import Span

ROUTES = 4_000
MIDDLE = (0.45, 0.55)
"""Items between these percentiles of lead time stand for the middle one; their mean is drawn."""


class Timeline(NamedTuple):
    """Spans by path relative to the map, of gaps and steps on the first pass; and that of the whole lead time."""

    spans: dict[str, Span]
    lead: Span


def timeline(samples: Samples) -> Timeline:
    """Where the middle item waits and is worked on: the mean over the items around the median of lead time.

    Each element is counted as often as these items come by, so that lengths on a way add up to its lead time. Low and
    high ends are those of the items that come by at all.
    """
    return _timeline(*_sample(samples))


def timeline_at_best(samples: Samples) -> Timeline:
    """The same in one draw, with every value at its mean, where nothing needs to be sampled."""
    return _timeline(samples.center, is_mean=True)


def _timeline(sample: Sample, is_mean: bool) -> Timeline:  # noqa: FBT001 - it goes with the sample
    often = _often(sample)
    times: dict[str, Draws] = {}
    for step_id in sample.stream.steps:
        path = f"steps/{join(step_id)}"
        times[f"{path}/wait_time"] = sample.wait(step_id)
        times[f"{path}/process_time"] = sample.process(step_id)
    starts, lead = _starts(sample, often, times)
    final = sample.final_wait()
    whole = lead + final
    some = np.ones(len(whole), dtype=np.bool_) if is_mean else _middle_ones(whole)
    spans = {}
    for path, time in times.items():
        step_id = starts.ids[path]
        count = often[step_id]
        ends = sample.made_of((time, count), ("ends", path), _ends)
        spans[path] = Span(_mean(starts.at[path], some), _mean(count * time, some), *ends)
    spans["final_wait"] = Span(_mean(lead, some), _mean(final, some), *_ends(final, sample.one))
    return Timeline(spans, Span(0.0, _mean(whole, some), *_ends(whole, sample.one)))


def _sample(samples: Samples) -> tuple[Sample, bool]:
    """The items that are looked at, and whether all of them count, as their mean is what an exact map tells.

    Where ways that only some items take run beside others, the mean of the longest is more than the longest mean, so
    that items are sampled though every figure is exact.
    """
    items = samples.items()
    shape = items.shape
    parting = {*shape.optional, *shape.alternatives}
    beside = (node for branches in shape.branches.values() for branch in branches for node in branch.nodes)
    if items.draws > 1 or parting.isdisjoint(beside):
        return items, items.draws == 1
    stream, calendar, seed = items.stream, items.calendar, items.seed
    return Samples(stream, calendar, draws=ROUTES, seed=seed, is_sampled=True).items(), True


class _Starts(NamedTuple):
    at: dict[str, Draws]
    ids: dict[str, str]


def _often(sample: Sample) -> dict[str, Draws]:
    """How often each item comes by each step on the first pass: once or not, or the expected share in a single draw."""
    passage = Passage(sample, with_rework=False)
    if sample.view is View.ITEMS and sample.draws > 1:
        walk = passage.walk()
        return {step_id: walk.visits.get(step_id, np.zeros(1)) for step_id in sample.stream.steps}
    return {step_id: passage.visits().steps.get(step_id, np.zeros(1)) for step_id in sample.stream.steps}


def _starts(sample: Sample, often: dict[str, Draws], times: dict[str, Draws]) -> tuple[_Starts, Draws]:
    """When each gap and each step begins, and when the last step ends.

    A join waits for the last of what comes in. What an item skips takes no time, so among alternatives the last to come
    in is the way that was taken; in a single draw, where ways are taken in shares, their times add up.
    """
    shape = sample.shape
    reached: dict[Node, Draws] = {}
    starts = _Starts({}, {})
    shared: dict[Node, list[_Shared]] = {}
    for node in shape.nodes:
        ways = shared.get(node, [])
        coming = [way.end(node, shape, reached) for way in ways]
        coming += [reached[other] for other in shape.before[node] if not any(other in way.inside for way in ways)]
        known = coming[0] if coming else np.zeros(1)
        for other in coming[1:]:
            known = np.maximum(known, other)
        if isinstance(node, str):
            path, count = f"steps/{join(node)}", often[node]
            for name in ("wait_time", "process_time"):
                one = f"{path}/{name}"
                starts.at[one], starts.ids[one] = known, node
                known = known + count * times[one]
        reached[node] = known
        if node in shape.alternatives and sample.draws == 1:
            ways = shared.setdefault(shape.join_of[node], [])
            found = _Shared.of(node, shape, known, often, times)
            if found is not None and not any(node in way.inside for way in ways):
                ways.append(found)
    return starts, reached[CUSTOMER]


class _Shared(NamedTuple):
    """Alternatives in a single draw: their nodes, when they begin, and what all of them take in shares.

    Where ways part inside of one of them, that only shows at the end of each; then ``taken`` is None.
    """

    inside: set[Node]
    options: list[set[Node]]
    start: Draws
    taken: Draws | None

    @classmethod
    def of(
        cls, node: Node, shape: Shape, start: Draws, often: dict[str, Draws], times: dict[str, Draws]
    ) -> "_Shared | None":
        """The alternatives at a node; None where their ways meet so that none can be told from the others."""
        join_node = shape.join_of[node]
        options = [set(shape.between([entry], join_node)) for entry in shape.successors[node]]
        inside = {node}.union(*options)
        if any(not shape.before[other] <= inside for other in inside - {node}):
            return None
        if inside.isdisjoint(shape.branches):
            return cls(inside, options, start, _taken(inside, often, times))
        is_apart = sum(map(len, options)) == len(inside) - 1
        is_nested = any(shape.join_of[other] == join_node for other in shape.alternatives if other in inside - {node})
        return cls(inside, options, start, None) if is_apart and not is_nested else None

    def end(self, node: Node, shape: Shape, reached: dict[Node, Draws]) -> Draws:
        """When their join is reached, after all that they take; what comes from elsewhere is waited for as ever."""
        if self.taken is not None:
            return self.start + self.taken
        total = self.start
        for option in self.options:
            ends = [reached[other] for other in shape.before[node] if other in option]
            total = total + (np.max(ends, axis=0) - self.start if ends else 0.0)
        return total


def _taken(inside: Iterable[Node], often: dict[str, Draws], times: dict[str, Draws]) -> Draws:
    """What the steps among some nodes take, as often as items come by."""
    return sum(
        (
            often[step] * times[f"steps/{join(step)}/{name}"]
            for step in inside
            if isinstance(step, str)
            for name in ("wait_time", "process_time")
        ),
        np.zeros(1),
    )


def _middle_ones(whole: Draws) -> NDArray[np.bool_]:
    if len(whole) == 1:
        return np.ones(1, dtype=np.bool_)
    low, high = np.quantile(whole, MIDDLE, method="inverted_cdf")
    some: NDArray[np.bool_] = (whole >= low) & (whole <= high)
    return some


def _ends(time: Draws, often: Draws) -> tuple[float, float]:
    """What one in ten stay under, and one in ten are over, of the items that come by at all; 0 where none does."""
    came = often > 0
    if not came.any():
        return 0.0, 0.0
    if len(time) == 1:
        return _bounded(time[0]), _bounded(time[0])
    met = time if came.all() else time[came]
    # The percentiles of `np.quantile` by the inverted distribution, without its detours: there are two for every time.
    low, high = (max(math.ceil(len(met) * share - 1), 0) for share in (0.1, 0.9))
    ordered = np.partition(met, (low, high))
    return _bounded(ordered[low]), _bounded(ordered[high])


def _mean(draws: Draws, some: NDArray[np.bool_]) -> float:
    return _bounded(draws[0] if len(draws) == 1 else draws[some].mean())


def _bounded(seconds: np.floating) -> float:
    return math.inf if seconds > UNBOUNDED / 1e6 else float(seconds)
