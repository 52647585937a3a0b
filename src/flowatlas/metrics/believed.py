"""Believed against measured: where a map and the data differ, by how much, and what that does to the whole."""

import math
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from flowatlas.drawing.figure import label_of
from flowatlas.maps.declared import field_at, read
from flowatlas.maps.measurement import Measurement
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.constraint import Constraint
from flowatlas.metrics.draws import DOUBT_FACTOR, bounded
from flowatlas.metrics.measured import CLOSE, measured_in_words
from flowatlas.metrics.metric import Answer, metrics
from flowatlas.metrics.pairs import Pair, Sampling, field_in_words, pair_of
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.metrics.samples import Samples
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import Form, QuantityError
from flowatlas.model.overlay import lay
from flowatlas.model.path import Plain, join, split
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.store.schema import tidy
from flowatlas.store.versions import CURRENT, SECTION

DRAWS = 2_000
"""How many states of what we do not know the effect of a single value is looked at in: the mean of a change on common
draws needs fewer than the answer itself."""

HELD = ("wait_time", "process_time", "percent_complete_accurate", "share")
"""What is held against each other of a step, in the order of people's questions."""

SMALL = 0.02
"""Effects below this part of the whole are not worth a word."""

TAIL = 1.5
"""How many times as long one in ten takes until that is worth a word beside what half of the items take."""

MINUTE = 60.0
"""Effects below this many seconds say nothing."""

MOST_NAMED = 4


class Verdict(StrEnum):
    """How a belief stands against the data."""

    AS_BELIEVED = "as believed"
    MORE = "more than believed"
    LESS = "less than believed"
    NOT_SAID = "nobody had said"
    UNSEEN = "the log cannot see it"

    @property
    def differs(self) -> bool:
        """Whether belief and data contradict each other."""
        return self in {Verdict.MORE, Verdict.LESS}


class Held(NamedTuple):
    """A value as it is believed and as it was measured; None where nobody says.

    ``path`` is relative to the map, ``step`` the id of its step ('' for those of the whole map). ``low`` and ``high``
    are the ends of the belief: its range, or what its doubt leaves open. ``effect`` is by how many seconds of working
    time the whole grows where this value alone is replaced, None where it is not.
    """

    path: str
    step: str
    name: str
    field: str
    believed: Quantity | None
    measured: Quantity | None
    low: float | None
    high: float | None
    verdict: Verdict
    effect: float | None = None

    @property
    def is_turned(self) -> bool:
        """Whether most items take less than believed and the average more, or the other way round, by long tails."""
        if not self.verdict.differs or not self.is_time or abs(self.effect or 0.0) < MINUTE:
            return False
        return ((self.effect or 0.0) > 0) is (self.verdict is Verdict.LESS)

    @property
    def is_time(self) -> bool:
        """Whether it is a wait or a process time, of which more makes the whole longer."""
        return self.field in {"wait_time", "process_time", "final_wait"}

    @property
    def told(self) -> str:
        """The verdict in words, with what the average says where that is the opposite."""
        if not self.is_turned:
            return str(self.verdict)
        most, average = ("less", "more") if self.verdict is Verdict.LESS else ("more", "less")
        return f"mostly {most}, on average {average}"

    @property
    def factor(self) -> float | None:
        """How many times as much was measured as is believed, by the middle; None where that says nothing."""
        if self.believed is None or self.measured is None or not self.believed.middle or not self.measured.points:
            return None
        return self.measured.middle / self.believed.middle


class Believed(NamedTuple):
    """A map as believed beside what a measurement says of it.

    ``pair`` holds both versions and their totals; ``rows`` every value in the order of the map; ``unseen`` what the log
    cannot see, and ``sentences`` the whole in words.
    """

    pair: Pair
    measurement: Measurement
    rows: tuple[Held, ...]
    unseen: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def by_effect(self) -> list[Held]:
        """The values that move the whole, the one that moves it most first."""
        moving = [row for row in self.rows if row.effect]
        return sorted(moving, key=lambda row: -abs(row.effect or 0.0))


def believed_against(plain: Plain, name: str, sampling: Sampling) -> Believed:
    """What is believed of the current map against its measurement ``measurements/ID``.

    A measurement in ``use`` answers for nothing here, as that would hold it against itself.

    Raises:
        FlowAtlasError: there is no such measurement.
    """
    current = {key: value for key, value in (plain.get(SECTION) or {}).items() if key != "use"}
    base = {**plain, SECTION: current} if SECTION in plain else plain
    pair = pair_of(base, base, CURRENT, name, sampling, ("Believed", ""))
    key = split(name)[1]
    measurement = pair.before.stream.measurements[key]
    found = _Holding(pair, measurement, sampling)
    rows = tuple(found.rows())
    unseen = tuple(_unseen(pair.before.stream, measurement, rows))
    return Believed(pair, measurement, rows, unseen, tuple(_sentences(pair, key, rows, unseen)))


class _Holding:
    """Holds each value of a map against the one of a measurement."""

    def __init__(self, pair: Pair, measurement: Measurement, sampling: Sampling) -> None:
        self.pair, self.measurement = pair, measurement
        self.calendar = pair.before.atlas.calendar.times
        self.stream, self.after = pair.before.stream, pair.after.stream
        self.center = Sample(self.stream, self.calendar)
        self.options: dict[str, Any] = {
            "draws": min(sampling.draws, DRAWS),
            "seed": sampling.seed,
            "is_independent": sampling.is_independent,
            "is_sampled": True,
        }
        self.base = Samples(self.stream, self.calendar, **self.options)
        self.whole = _whole(self.base)

    def rows(self) -> Iterator[Held]:
        """Every value that somebody believes or the log measured, in the order of the map."""
        for step_id in self.stream.steps:
            path = f"steps/{join(step_id)}"
            own = [f"{path}/{field}" for field in HELD]
            own += [one for one in self.measurement.changes if one.startswith(f"{path}/rework/")]
            for one in own:
                yield from self._row(one, step_id)
        for one in ("final_wait", "demand"):
            yield from self._row(one, "")

    def _row(self, path: str, step_id: str) -> Iterator[Held]:
        if path.startswith("steps/") and "/rework/" in path:
            yield from self._way_back(path, step_id)
            return
        believed, measured = self._believed(path), self._measured(path)
        low, high = self._range(path, believed)
        if believed is None and measured is None and low is None:
            return
        verdict = verdict_of(measured, low, high)
        yield Held(
            path,
            step_id,
            self.stream.step_name(step_id) if step_id else self.stream.name_of(path),
            path.rpartition("/")[2],
            believed,
            measured,
            low,
            high,
            verdict,
            self._effect(path) if measured is not None else None,
        )

    def _way_back(self, path: str, step_id: str) -> Iterator[Held]:
        """A link of its own, or a value of one: by the share that goes back."""
        keys = split(path)
        holder = join(*keys[:4])
        if keys[4:] == ["wait_time"] and f"{holder}/share" in self.measurement.changes:
            return
        old, new = (stream.steps[step_id].rework.get(keys[3]) for stream in (self.stream, self.after))
        field = "wait_time" if keys[4:] == ["wait_time"] else "share"
        believed, measured = (None if link is None else getattr(link, field) for link in (old, new))
        low, high = self._range(f"{holder}/{field}", believed)
        name = self.after.name_of(holder)
        verdict = verdict_of(measured, low, high)
        paths = [one for one in self.measurement.changes if one == holder or one.startswith(f"{holder}/")]
        yield Held(path, step_id, name, field, believed, measured, low, high, verdict, self._effect(*paths))

    def _believed(self, path: str) -> Quantity | None:
        holder: Any = self.stream
        for key in split(path):
            holder = holder.get(key) if isinstance(holder, dict) else getattr(holder, key, None)
        return holder if isinstance(holder, Quantity) and not holder.is_unknown else None

    def _measured(self, path: str) -> Quantity | None:
        declared = field_at(path)
        if path not in self.measurement.changes or declared is None:
            return None
        try:
            value = read(declared, self.measurement.changes[path], self.calendar)
        except QuantityError:
            return None
        return value if isinstance(value, Quantity) and not value.is_unknown else None

    def _range(self, path: str, believed: Quantity | None) -> tuple[float | None, float | None]:
        """The ends of a belief; where the map says nothing, those of what its voices say."""
        several = [believed] if believed is not None else [one.quantity for one in self.center.said(path)]
        ends = [ends_of(one) for one in several if one.points or one.form is Form.NOT_APPLICABLE]
        return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else (None, None)

    def _effect(self, *paths: str) -> float | None:
        """By how much the whole grows where these values alone are replaced, on the draws of what is believed.

        What was counted as not usable went back by the ways that were measured with it, so that a %C&A is looked at on
        top of these; alone it would stand for returns that they tell already.
        """
        changes = {path: self.measurement.changes[path] for path in paths}
        before = self.whole
        if paths[0].endswith("/percent_complete_accurate"):
            changes = {**self._ways_back, **changes}
            before = self._whole_with_ways_back
        after = self._whole_with(changes)
        if before is None or after is None:
            return None
        with np.errstate(invalid="ignore"):
            change = float(np.mean(after - before))
        return change if math.isfinite(change) else None

    @cached_property
    def _ways_back(self) -> Plain:
        return {path: value for path, value in self.measurement.changes.items() if "/rework/" in path}

    @cached_property
    def _whole_with_ways_back(self) -> Any:
        return self._whole_with(self._ways_back) if self._ways_back else self.whole

    def _whole_with(self, changes: Plain) -> Any:
        current = tidy({SECTION: lay(self.pair.before.plain.get(SECTION) or {}, changes)})[SECTION]
        stream = ValueStreamMap.read(current, SECTION, self.calendar)[0]
        return _whole(Samples(stream, self.calendar, twin=self.base, **self.options))


def _whole(samples: Samples) -> Any:
    """The lead time with rework over what we do not know."""
    known = next(one for one in metrics() if one.name == "lead_time_with_rework")
    if not samples.center.stream.steps:
        return None
    try:
        return bounded(np.asarray(known.function(samples.doubt())))
    except CannotSayError:
        return None


def ends_of(believed: Quantity) -> tuple[float, float]:
    """What a belief leaves open: its range; else its doubt, and of a bare figure what counts as the same."""
    if believed.form in {Form.RANGE, Form.AT_MOST, Form.AT_LEAST, Form.PERCENTILES, Form.ABOUT}:
        return believed.low_end, believed.high_end
    factor = max(DOUBT_FACTOR.get(believed.basis, 1.0), 1 + CLOSE)
    high = believed.middle * factor
    return believed.middle / factor, min(high, believed.scale.ceiling) if isinstance(believed, Share) else high


def verdict_of(measured: Quantity | None, low: float | None, high: float | None) -> Verdict:
    """How what was measured, by its middle, stands against the ends of a belief."""
    if measured is None:
        return Verdict.UNSEEN
    if low is None or high is None:
        return Verdict.NOT_SAID
    if measured.middle > high * (1 + 1e-9):
        return Verdict.MORE
    return Verdict.LESS if measured.middle < low * (1 - 1e-9) else Verdict.AS_BELIEVED


def _unseen(stream: ValueStreamMap, measurement: Measurement, rows: tuple[Held, ...]) -> Iterator[str]:
    """What the log cannot see, in sentences."""
    unknown = [stream.step_name(step_id) for step_id in stream.steps if step_id not in measurement.seen]
    if unknown:
        count = f"{len(unknown)} of {len(stream.steps)} steps"
        yield f"The log knows nothing of {count}: {_named(unknown)}."
    for field in HELD[:3]:
        only = [
            row.name
            for row in rows
            if row.field == field and row.verdict is Verdict.UNSEEN and row.step in measurement.seen
        ]
        if only:
            yield f"Only people know {_plural(field)} of {_named(only)}."
    if measurement.unmatched:
        names = _named([str(one) for one in measurement.unmatched])
        many = len(measurement.unmatched) > 1
        yield f"{names} {'are' if many else 'is'} in the log and no step of the map."


def _plural(field: str) -> str:
    return {"wait_time": "the wait before", "process_time": "the process time", "share": "the share"}.get(
        field, "the %C&A"
    ).replace("the wait before", "the wait")


def _named(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
    return f"{shown} and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else shown


def _sentences(pair: Pair, key: str, rows: tuple[Held, ...], unseen: tuple[str, ...]) -> Iterator[str]:
    """The whole in words: how long it takes, what is off, what moves it most, what limits it, what nobody measured."""
    calendar = pair.before.atlas.calendar.times
    one = pair.found.differences.get(pair.found.headline)
    if one is not None:
        yield _of_whole(one.before, one.after, calendar)
    yield _of_parts(rows)
    yield from _of_largest(rows, one.before.p50 if one is not None else None, calendar)
    yield from constraint_in_words(pair.found.before, pair.found.after)
    if one is not None and (told := measured_in_words(pair.after.stream, key, one.after, calendar)):
        yield told
    yield from unseen


def _of_whole(believed: Answer, measured: Answer, calendar: Calendar) -> str:
    before, after = believed.p50, measured.p50
    if before is None or after is None:
        return "How long it takes cannot be compared yet."
    figures = [Duration.say(value, calendar, words=True, is_rough=True) for value in (before, after)]
    words = f"By what is believed it takes {figures[0]}, with what the log says {figures[1]}"
    if not before or not math.isfinite(before) or not math.isfinite(after):
        return f"{words}."
    ratio = after / before
    if abs(ratio - 1) < CLOSE:
        return f"{words}: about the same{_of_slow_ones(believed.p90, measured.p90, calendar)}."
    return f"{words}: {ratio:.1f} times as long." if ratio > 1 else f"{words}: {1 - ratio:.0%} less."


def _of_slow_ones(before: float | None, after: float | None, calendar: Calendar) -> str:
    """What differs for one item in ten, where the typical one takes about the same."""
    if not before or not after or not math.isfinite(before) or not math.isfinite(after):
        return ""
    if 1 / TAIL < after / before < TAIL:
        return ""
    slow, believed = (Duration.say(value, calendar, words=True, is_rough=True) for value in (after, before))
    return f" for half of the items, but one in ten takes over {slow}, not {believed}"


def _of_parts(rows: tuple[Held, ...]) -> str:
    held = [row for row in rows if row.measured is not None and row.verdict is not Verdict.NOT_SAID]
    off = [row for row in held if row.verdict.differs]
    new = sum(row.verdict is Verdict.NOT_SAID for row in rows)
    if not held:
        words = "No figure is known to both"
    elif len(held) == 1:
        words = f"The only figure that both know lies {'outside of' if off else 'within'} what is believed"
    elif not off:
        words = f"All {len(held)} figures that both know lie within what is believed"
    else:
        verb = "lies" if len(off) == 1 else "lie"
        words = f"{len(off)} of {len(held)} figures that both know {verb} outside of what is believed"
    return f"{words}; of {new} more nobody had said anything." if new else f"{words}."


def _of_largest(rows: tuple[Held, ...], whole: float | None, calendar: Calendar) -> Iterator[str]:
    moving = sorted((row for row in rows if row.effect), key=lambda row: -abs(row.effect or 0.0))
    if not moving or not whole or abs(moving[0].effect or 0.0) < SMALL * whole:
        return
    row = moving[0]
    effect = row.effect or 0.0
    size = Duration.say(abs(effect), calendar, words=True, is_rough=True)
    words = f"What moves the whole most is {about(row)}: {figures_in_words(row)}"
    if row.verdict is Verdict.LESS and row.is_turned:
        yield f"{words}; few items take long there, but these make an item take {size} longer on average."
    else:
        yield f"{words}; alone it makes an item take {size} {'longer' if effect > 0 else 'less'} on average."


def about(row: Held) -> str:
    """The value as it is spoken of: ``the wait before “Legal review”``."""
    if "/rework/" in row.path or not row.step:
        return row.name
    if row.field == "wait_time":
        return f"the wait before “{row.name}”"
    words = {"process_time": "the process time of", "share": "the share of items that do"}
    return f"{words.get(row.field, 'the %C&A of')} “{row.name}”"


def figures_in_words(row: Held) -> str:
    """Both figures of a row: ``believed 2 d, measured 5 d (85% under 11 d)``."""
    measured = label_of(row.measured)
    notes = [note for note in measured.notes if "under" in note]
    told = (
        f"measured {measured.text}{f' ({notes[0]})' if notes else ''}" if row.measured is not None else "not measured"
    )
    if row.believed is not None:
        return f"believed {label_of(row.believed).text}, {told}"
    return f"nobody had said, {told}" if row.low is None else f"people differ, {told}"


def constraint_in_words(before: Constraint | None, after: Constraint | None) -> Iterator[str]:
    """What limits the stream by belief and by the data."""
    if before is None or after is None:
        return
    if before.found.name == after.found.name:
        yield f"Both see the same constraint: {before.found.name}."
    else:
        yield f"What is believed makes {before.found.name} the constraint; by the data it is {after.found.name}."


def title_of(row: Held) -> str:
    """What is held against each other in a row, in a word or two."""
    if "/rework/" in row.path:
        _, back, to = row.name.rpartition("back to ")
        return f"rework {back}{to}" if back else "rework"
    if not row.step:
        return "" if row.field == row.name else field_in_words("wait_time")
    return field_in_words(row.field)
