"""Metrics: named functions of a sample, and the answers that they give for a map."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.sample import CannotSayError, Draws, Entered, Sample, bounded
from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Basis, Count, Duration, Money, Quantity, Rate, Share
from flowatlas.model.registry import METRICS, load_folder

Values: TypeAlias = "Draws | Mapping[str, Draws]"
"""What a metric gives: draws of one value, or of several by the id of the record that each belongs to."""

Function = TypeVar("Function", bound=Callable[[Sample], Values])

KINDS_WITH_LEAST = {Duration, Count, Money}


class Metric(NamedTuple):
    """A metric as it is known: how it is computed, what people call it, and how its answer is put in words."""

    name: str
    title: str
    kind: type[Quantity]
    function: Callable[[Sample], Values]
    sentence: str
    bound: str


class Answer(NamedTuple):
    """What a metric says of a map.

    ``p10``, ``p50`` and ``p90`` are None where they cannot be given: where something that counts is unknown, or, for
    the outer two, where a figure is a range. ``at_least`` and ``at_most`` add up what is known. Durations are seconds of
    working time, shares 0 to 1, rates items per second of working time; infinite where unbounded.
    """

    name: str
    title: str
    kind: type[Quantity]
    p10: float | None
    p50: float | None
    p90: float | None
    at_least: float | None
    at_most: float | None
    unknowns: int
    basis: Basis
    text: str
    sentence: str


def metric(
    *, title: str, kind: type[Quantity], sentence: str = "", bound: str = ""
) -> Callable[[Function], Function]:
    """Make a metric known.

    Args:
        title: what people call it.
        kind: the quantity that it is.
        sentence: the answer in plain words around ``{value}``; for several values also ``{name}``.
        bound: ``at_least``, ``at_most`` or ``none``; by default times, counts and money have a least.
    """

    def register(function: Function) -> Function:
        name = function.__name__
        limit = bound or ("at_least" if kind in KINDS_WITH_LEAST else "none")
        METRICS.add(name, Metric(name, title, kind, function, sentence or f"{title}: {{value}}.", limit))
        return function

    return register


def metrics() -> list[Metric]:
    """All known metrics."""
    load_folder("flowatlas.metrics")
    return METRICS.values()


def measure(stream: ValueStreamMap, calendar: Calendar | None = None) -> dict[str, Answer]:
    """The answer of every metric on a map, by name, in the order of their titles' story: times, quality, load.

    A metric that belongs to several records answers once for the record that matters most, under its own name, and
    once for each under ``name/id``.
    """
    times = calendar or Calendar()
    typical, lowest = Sample(stream, times), Sample(stream, times, is_lowest=True)
    answers: dict[str, Answer] = {}
    for known in sorted(metrics(), key=_place):
        for answer in _answers(known, typical, lowest):
            answers[answer.name] = answer
    return answers


ORDER = (
    "lead_time lead_time_with_rework process_time wait_time work_content touch_time flow_efficiency value_add_ratio "
    "rolled_percent_complete_accurate rework_time rework_time_one_pass handoffs takt_time load throughput "
    "work_in_progress toil queue_clearing"
).split()
"""The order in which answers are shown; metrics that it does not name follow."""


def _place(known: Metric) -> int:
    return ORDER.index(known.name) if known.name in ORDER else len(ORDER)


def _answers(known: Metric, typical: Sample, lowest: Sample) -> list[Answer]:
    typical.used, lowest.used = {}, {}
    try:
        if not typical.stream.steps:
            raise CannotSayError("There are no steps yet.")
        values = known.function(typical)
        bounds = known.function(lowest)
    except CannotSayError as reason:
        unknowns = _unknowns(typical.used)
        nothing = (None,) * 5
        return [Answer(known.name, known.title, known.kind, *nothing, unknowns, Basis.UNKNOWN, "unknown", str(reason))]
    if isinstance(values, np.ndarray):
        return [_answer(known, known.name, "", values, bounds, typical)]
    assert isinstance(bounds, Mapping)
    several = [
        _answer(known, f"{known.name}/{key}", key, value, bounds[key], typical) for key, value in values.items()
    ]
    highest = max(several, key=lambda answer: -math.inf if answer.p50 is None else answer.p50)
    return [highest._replace(name=known.name), *several]


def _answer(
    known: Metric, name: str, key: str, value: Draws, bound: Values, sample: Sample
) -> Answer:
    used = sample.used
    unknowns = _unknowns(used)
    typical = float(bounded(value)[0])
    limit = float(bounded(np.asarray(bound))[0])
    is_known = not any(entry.is_unknown and entry.quantity is not None for entry in used.values()) and (
        not unknowns or known.bound == "at_most"
    )
    if math.isnan(typical):
        is_known, typical = False, 0.0
    is_single = all(entry.quantity is None or entry.quantity.is_single for entry in used.values())
    p50 = typical if is_known else None
    outer = p50 if is_single else None
    least = limit if known.bound == "at_least" else None
    most = limit if known.bound == "at_most" else None
    basis = max((_basis(entry) for entry in used.values()), key=lambda basis: basis.weakness, default=Basis.STATED)
    text = _text(known, p50, least, most, sample.calendar, words=False)
    value_words = _text(known, p50, least, most, sample.calendar, words=True)
    who = sample.stream.roles[key].name or key if key in sample.stream.roles else key
    sentence = known.sentence.format(value=value_words, name=who)
    if text == "unknown":
        sentence = f"{known.title} cannot be told yet."
    if unknowns:
        sentence = f"{sentence[:-1]}; {unknowns} {'value is' if unknowns == 1 else 'values are'} unknown."
    sentence = sentence[0].upper() + sentence[1:]
    return Answer(name, known.title, known.kind, outer, p50, outer, least, most, unknowns, basis, text, sentence)


def _unknowns(used: Mapping[str, Entered]) -> int:
    return sum(entry.is_unknown for entry in used.values())


def _basis(entry: Entered) -> Basis:
    return Basis.UNKNOWN if entry.is_unknown or entry.quantity is None else entry.quantity.basis


def _text(
    known: Metric, p50: float | None, least: float | None, most: float | None, calendar: Calendar, *, words: bool
) -> str:
    if p50 is not None:
        return known.kind.say(p50, calendar, words=words)
    if least is not None and least > 0:
        return f"at least {known.kind.say(least, calendar, words=words)}"
    if most is not None and most < 1:
        return f"at most {known.kind.say(most, calendar, words=words)}"
    return "unknown"
