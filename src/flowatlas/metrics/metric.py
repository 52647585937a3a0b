"""Metrics: named functions of a sample, and the answers that they give for a map."""

import math
from collections.abc import Callable, Container, Mapping
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np

from flowatlas.metrics.draws import Draws, bounded
from flowatlas.metrics.entered import Entered
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.metrics.samples import BLOCK, Samples
from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Count, Duration, Money, Quantity
from flowatlas.model.registry import METRICS, load_folder
from flowatlas.model.wording import capital

Values: TypeAlias = "Draws | Mapping[str, Draws]"
"""What a metric gives: draws of one value, or of several by the id of the record that each belongs to."""

Function = TypeVar("Function", bound=Callable[[Sample], Values])

WELL_KNOWN = 1.2
"""A typical figure whose high end is less than this many times its low end needs no word on how well it is known."""

KINDS_WITH_LEAST = {Duration, Count, Money}


class Metric(NamedTuple):
    """A metric as it is known: how it is computed, what people call it, and how its answer is put in words.

    ``is_of_items``: items differ in it. Otherwise it belongs to the whole stream and is a mean, a chance or a rate, so
    that only doubt gives it a spread.
    """

    name: str
    title: str
    kind: type[Quantity]
    function: Callable[[Sample], Values]
    sentence: str
    spread_sentence: str
    bound: str
    is_of_items: bool


class Answer(NamedTuple):
    """What a metric says of a map.

    ``p10``, ``p50`` and ``p90`` are percentiles of items, or of doubt where items do not differ; None where they cannot
    be given. ``low`` and ``high`` tell how well the typical figure is known: p10 and p90 of the doubt about the mean
    over items. ``at_least`` and ``at_most`` add up what is known. Durations are seconds of working time, shares 0 to 1,
    rates items per second of working time; infinite where unbounded.
    """

    name: str
    title: str
    kind: type[Quantity]
    p10: float | None
    p50: float | None
    p90: float | None
    low: float | None
    high: float | None
    at_least: float | None
    at_most: float | None
    unknowns: int
    basis: Basis
    text: str
    sentence: str

    @property
    def is_exact(self) -> bool:
        """Whether there is one figure, without spread or doubt."""
        return self.p50 is not None and self.p10 == self.p90 and self.low == self.high

    @property
    def largest(self) -> float:
        """The largest of its figures that is not unbounded, whose unit the others take where they stand beside it."""
        figures = (self.p10, self.p50, self.p90, self.low, self.high)
        return max((figure for figure in figures if figure is not None and math.isfinite(figure)), default=0.0)


def metric(
    *,
    title: str,
    kind: type[Quantity],
    sentence: str = "",
    spread_sentence: str = "",
    bound: str = "",
    is_of_items: bool = True,
) -> Callable[[Function], Function]:
    """Make a metric known.

    Args:
        title: what people call it.
        kind: the quantity that it is.
        sentence: the answer in plain words around ``{value}``; for several values also ``{name}``.
        spread_sentence: the answer where items differ, around ``{p50}``, ``{p90}`` and ``{typical}``.
        bound: ``at_least``, ``at_most`` or ``none``; by default times, counts and money have a least.
        is_of_items: whether items differ in it; False for means, chances and rates of the whole stream.
    """

    def register(function: Function) -> Function:
        name = function.__name__
        limit = bound or ("at_least" if kind in KINDS_WITH_LEAST else "none")
        words = sentence or f"{title}: {{value}}."
        METRICS.add(name, Metric(name, title, kind, function, words, spread_sentence, limit, is_of_items))
        return function

    return register


def metrics() -> list[Metric]:
    """All known metrics."""
    load_folder("flowatlas.metrics")
    return METRICS.values()


def measure(samples: Samples, only: Container[str] | None = None) -> dict[str, Answer]:
    """The answer of every metric, or of some ``only``, by name: times first, then quality, then load.

    A metric that belongs to several records answers once for the record that matters most, under its own name, and
    once for each under ``name/id``.
    """
    known = [one for one in sorted(metrics(), key=_place) if only is None or one.name in only]
    drawn = {one.name: _Drawn() for one in known}
    for block in range(samples.blocks):
        items, doubt = samples.items(block), samples.doubt(block)
        for one in known:
            drawn[one.name].add(one, items, doubt)
    return {answer.name: answer for one in known for answer in drawn[one.name].answers(one, samples)}


class _Drawn:
    """The draws of one metric, block by block."""

    def __init__(self) -> None:
        self.items: list[Values] = []
        self.doubt: list[Values] = []
        self.used: dict[str, Entered] = {}
        self.reason = ""

    def add(self, known: Metric, items: Sample, doubt: Sample) -> None:
        if self.reason:
            return
        doubt.used = {}
        try:
            if not doubt.stream.steps:
                self.reason = "There are no steps yet."
                return
            self.doubt.append(known.function(doubt))
            if known.is_of_items:
                items.used = {}
                self.items.append(known.function(items))
        except CannotSayError as reason:
            self.reason = str(reason)
        self.used = {**self.used, **doubt.used}

    def answers(self, known: Metric, samples: Samples) -> list[Answer]:
        if self.reason:
            unknowns = _unknowns(self.used)
            nothing = (None,) * 7
            words = ("unknown", self.reason)
            return [Answer(known.name, known.title, known.kind, *nothing, unknowns, Basis.UNKNOWN, *words)]
        try:
            lowest = known.function(samples.lowest)
        except CannotSayError:  # Low ends of 0 can take away what an answer rests on, such as all work of a role.
            lowest = {}
        first = self.doubt[0]
        if isinstance(first, np.ndarray):
            return [self._answer(known, known.name, "", lowest, samples)]
        assert isinstance(lowest, Mapping)
        several = [self._answer(known, f"{known.name}/{key}", key, lowest.get(key, {}), samples) for key in first]
        highest = max(several, key=lambda answer: -math.inf if answer.p50 is None else answer.p50)
        return [highest._replace(name=known.name), *several]

    def _answer(self, known: Metric, name: str, key: str, lowest: Values, samples: Samples) -> Answer:
        p10, p50, p90 = _percentiles(_joined(self.items or self.doubt, key, samples), (0.1, 0.5, 0.9))
        low, high = _percentiles(_joined(self.doubt, key, samples), (0.1, 0.9))
        missing = [entry for entry in self.used.values() if entry.is_unknown and entry.line is None]
        is_open = any(entry.quantity is not None for entry in missing) or (missing and known.bound != "at_most")
        if is_open or (samples.is_blank and any(map(_is_likely_time, self.used.values()))):
            p10 = p50 = p90 = low = high = None
        nothing_certain = 1.0 if known.bound == "at_most" else 0.0
        limit = nothing_certain if isinstance(lowest, Mapping) else float(bounded(lowest)[0])
        basis = max(
            {entry.basis for entry in self.used.values()}, key=lambda basis: basis.weakness, default=Basis.STATED
        )
        figures = (p10, p50, p90, low, high)
        if known.bound == "at_least" and math.isinf(limit):
            # What is unbounded already when all that is unknown counts nothing is no less so when it is known.
            figures = (math.inf,) * 5
        bounds = (limit if known.bound == "at_least" else None, limit if known.bound == "at_most" else None)
        answer = Answer(name, known.title, known.kind, *figures, *bounds, _unknowns(self.used), basis, "", "")
        who = samples.center.stream.roles[key].name or key if key in samples.center.stream.roles else key
        answer = answer._replace(text=_text(answer, samples.center.calendar))
        return answer._replace(sentence=_sentence(known, answer, who, samples.center.calendar))


def _is_likely_time(entry: Entered) -> bool:
    """Whether a likely value stands in for a time that nobody has given."""
    return entry.is_unknown and entry.line is not None and not entry.line.is_share


def _joined(blocks: list[Values], key: str, samples: Samples) -> Draws:
    parts = [block[key] if isinstance(block, Mapping) else block for block in blocks]
    if all(len(part) == 1 for part in parts):
        return bounded(parts[0])
    sizes = [min(BLOCK, samples.draws - block * BLOCK) for block in range(len(parts))]
    return bounded(np.concatenate([np.broadcast_to(part, size) for part, size in zip(parts, sizes, strict=True)]))


def _percentiles(draws: Draws, shares: tuple[float, ...]) -> tuple[float | None, ...]:
    """Percentiles that stay numbers where some draws are unbounded; None where there is no number at all."""
    known = draws[~np.isnan(draws)]
    if not len(known):
        return (None,) * len(shares)
    if len(known) == 1:
        return (float(known[0]),) * len(shares)
    return tuple(float(value) for value in np.quantile(known, shares, method="inverted_cdf"))


ORDER = [
    "lead_time",
    "lead_time_with_rework",
    "process_time",
    "wait_time",
    "work_content",
    "touch_time",
    "flow_efficiency",
    "value_add_ratio",
    "rolled_percent_complete_accurate",
    "rework_time",
    "rework_time_one_pass",
    "handoffs",
    "takt_time",
    "load",
    "throughput",
    "work_in_progress",
    "toil",
    "queue_clearing",
]
"""The order in which answers are shown; metrics that it does not name follow."""


def _place(known: Metric) -> int:
    return ORDER.index(known.name) if known.name in ORDER else len(ORDER)


def _unknowns(used: Mapping[str, Entered]) -> int:
    return sum(entry.is_unknown for entry in used.values())


def _text(answer: Answer, calendar: Calendar) -> str:
    """The figure in short: the middle, or the bound where there is none."""
    if answer.p50 is not None and math.isinf(answer.p50):
        return "unbounded"
    if answer.p50 is not None:
        rough = not answer.is_exact
        bound = "at most " if answer.at_most is not None and answer.unknowns else ""
        return f"{bound}{answer.kind.say(answer.p50, calendar, is_rough=rough)}"
    if answer.at_least is not None and answer.at_least > 0:
        return f"at least {answer.kind.say(answer.at_least, calendar)}"
    if answer.at_most is not None and answer.at_most < 1:
        return f"at most {answer.kind.say(answer.at_most, calendar)}"
    return "unknown"


def _sentence(known: Metric, answer: Answer, who: str, calendar: Calendar) -> str:
    def say(amount: float | None) -> str:
        return known.kind.say(amount or 0.0, calendar, words=True, is_rough=not answer.is_exact, beside=answer.largest)

    if answer.p50 is None:
        words = answer.text if answer.text == "unknown" else f"at least {say(answer.at_least)}"
        if answer.at_most is not None and answer.text != "unknown":
            words = f"at most {say(answer.at_most)}"
        sentence = (
            f"{known.title} cannot be told yet." if words == "unknown" else known.sentence.format(value=words, name=who)
        )
    elif math.isinf(answer.p50):
        sentence = f"{known.title} is unbounded: some items never get through."
    elif answer.is_exact or not (known.spread_sentence and known.is_of_items):
        bound = "at most " if answer.at_most is not None and answer.unknowns else ""
        low, high = say(answer.p10), say(answer.p90)
        spread = "" if low == high else f" ({_span(low, high)})"
        sentence = known.sentence.format(value=f"{bound}{say(answer.p50)}{spread}", name=who)
    else:
        low, high = say(answer.low), say(answer.high)
        typical = _span(low, high)
        sentence = known.spread_sentence.format(p50=say(answer.p50), p90=say(answer.p90), typical=typical)
        if answer.low is not None and answer.p50 < answer.low:
            # The doubt is about the mean, which a few that take very long lift beyond the time of most items.
            sentence = f"{sentence.partition(';')[0]}; the average, which a few long ones lift, is {typical}."
        if low == high or (answer.low or 0.0) * WELL_KNOWN > (answer.high or 0.0):
            sentence = f"{sentence.partition(';')[0]}."
    if answer.unknowns and answer.p50 is None:
        sentence = f"{sentence[:-1]}; {answer.unknowns} {'value is' if answer.unknowns == 1 else 'values are'} unknown."
    return capital(sentence)


def _span(low: str, high: str) -> str:
    """Two figures with their unit once, where it is the same.

    >>> _span("22 days", "33 days")
    '22 to 33 days'
    """
    figure, _, unit = low.partition(" ")
    return f"{figure} to {high}" if unit and high.partition(" ")[2] == unit else f"{low} to {high}"
