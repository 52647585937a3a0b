"""Reconciling: what people say about one map, side by side, ranked by what it means for the answer.

Nobody is right or wrong here, and nobody is counted: figures are compared, not people.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from flowatlas.maps.declared import field_at, read, value_on
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.maps.voice import Voice
from flowatlas.metrics.draws import UNBOUNDED
from flowatlas.metrics.entered import Entered
from flowatlas.metrics.lead_time_with_rework import lead_time_with_rework
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.statements import guarded
from flowatlas.metrics.structure import Structure, structure
from flowatlas.model.atlas import Atlas
from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import Form, QuantityError
from flowatlas.model.path import join, split
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.model.record import fields_of
from flowatlas.model.wording import capital

REMARKS = {"notes", "quick_fixes"}
LESS_IS_WORSE = {"percent_complete_accurate", "people", "availability", "capacity", "in_parallel"}
"""Fields of which less is worse where lead time does not tell."""


ANSWERED = {"wait_time", "process_time", "touch_time", "percent_complete_accurate", "share", "final_wait", "demand"}
"""Fields that voices answer where the map says nothing; of all others a figure must stand on the map."""

EVERYTHING = "100%"


class Said(NamedTuple):
    """What one voice says of a value: as typed, and as the quantity that it means, whose bare figures are estimates."""

    voice: str
    role: str
    typed: Any
    quantity: Quantity


class Stands(NamedTuple):
    """How a value stands on the map: what answers (map, measurement, voices, nothing), and what was typed there."""

    by: str
    typed: Any = None


class Spoken(NamedTuple):
    """A value of the map that voices speak about.

    ``low`` and ``high`` span what was said, from the lowest p10 to the highest p90. ``worse`` is the figure that makes
    the answer worse: of times the larger one, else the one with the longer lead time, else less of what helps and more
    of the rest. ``leads`` is expected lead time with rework, in seconds of working time, with the lowest and with the
    highest figure, all else as it is; with one voice only, the figure on the map is the other end.
    """

    path: str
    name: str
    said: tuple[Said, ...]
    stands: Stands
    low: float
    high: float
    worse: Said
    leads: tuple[float, float]
    share: float | None

    @property
    def seconds(self) -> float:
        """How far lead time lies apart between the ends; infinite where only one of them is unbounded."""
        low, high = self.leads
        return 0.0 if low == high else abs(high - low)

    @property
    def is_agreed(self) -> bool:
        """Whether everybody who speaks of it says the same."""
        first = self.said[0].quantity
        return all((one.quantity.form, one.quantity.points) == (first.form, first.points) for one in self.said)


class Words(NamedTuple):
    """A field that is no quantity and that voices word otherwise: what stands on the map, and what each one says."""

    path: str
    title: str
    stands: Any
    said: tuple[tuple[str, Any], ...]


class Missing(NamedTuple):
    """Who has not spoken yet: roles without a voice and with one only, values with one, voices that say nothing."""

    roles: tuple[str, ...]
    roles_with_one: tuple[str, ...]
    paths_with_one: tuple[str, ...]
    silent: tuple[str, ...]


class Reconciliation(NamedTuple):
    """What people say about one map: values by what they mean for lead time, words, structure, and who is missing.

    ``lead`` is expected lead time with rework as everything stands, in seconds of working time.
    """

    lead: float
    values: list[Spoken]
    words: list[Words]
    structure: list[Structure]
    missing: Missing


def reconcile(atlas: Atlas) -> Reconciliation:
    """Hold what people say about the current map against each other, largest difference first.

    A difference is as large as the change of expected lead time with rework between the lowest and the highest figure,
    everything else at its best knowledge.
    """
    stream = atlas.map_or_blank(ValueStreamMap)
    center = Sample(stream, atlas.calendar.times)
    lead = _lead(center)
    values = [spoken for path in stream.statements if (spoken := _spoken(center, path, lead)) is not None]
    places = {path: place for place, path in enumerate(_in_map_order(stream))}
    last = len(places)
    values.sort(key=lambda one: (-one.seconds, one.is_agreed, places.get(one.path, last), one.path))
    speaking = [voice_id for voice_id, voice in stream.voices.items() if _speaks(voice)]
    words = sorted(_words(stream), key=lambda one: (places.get(one.path, last), one.path))
    return Reconciliation(lead, values, words, list(structure(stream, speaking)), _missing(stream, values, speaking))


def expected_lead(stream: ValueStreamMap, calendar: Calendar) -> float:
    """Expected lead time with rework at our best knowledge, in seconds of working time."""
    return _lead(Sample(stream, calendar))


def _lead(sample: Sample) -> float:
    found = float(np.max(lead_time_with_rework(sample)))
    return math.inf if found >= UNBOUNDED / 1e6 else found


def _in_map_order(stream: ValueStreamMap) -> Iterator[str]:
    for step_id, step in stream.steps.items():
        path = f"steps/{join(step_id)}"
        yield from (f"{path}/{name}" for name in fields_of(Step))
        yield from (f"{path}/rework/{join(link)}/{name}" for link in step.rework for name in ("share", "wait_time"))
    yield from fields_of(ValueStreamMap)


def _spoken(center: Sample, path: str, lead: float) -> Spoken | None:
    """What is said of one quantity of the map; None where nobody gives a figure."""
    stream = center.stream
    declared = field_at(path)
    is_there, value = value_on(stream, path)
    if declared is None or not is_there or not _is_quantity(declared.annotation):
        return None
    said = []
    for voice_id in stream.voices:
        typed = stream.statements[path].get(voice_id)
        if typed is None:
            continue
        try:
            quantity = read(declared, typed, center.calendar)
        except QuantityError:
            continue
        if not quantity.is_unknown:
            said.append(Said(voice_id, stream.voices[voice_id].role or "", typed, guarded(quantity)))
    if not said:
        return None
    return _weighed(center, path, value, said, lead)


def _is_quantity(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Quantity)


def _weighed(center: Sample, path: str, value: Quantity | None, said: list[Said], lead: float) -> Spoken:
    stands = _stands(center, path, value)
    amounts = [expected_of(center, path, one.quantity) for one in said]
    first, last = (pick(range(len(said)), key=amounts.__getitem__) for pick in (min, max))
    ends = [said[first].quantity, said[last].quantity]
    on_map = Share.read(EVERYTHING) if value is None and is_step_share(path) else value
    if len(said) == 1 and on_map is not None and not on_map.is_unknown:
        ends = sorted([ends[0], on_map], key=lambda one: expected_of(center, path, one))
    leads = [lead_with(center, path, one, lead) for one in dict.fromkeys(ends)]
    low, high = leads[0], leads[-1]
    high = low if math.isclose(low, high, rel_tol=1e-9) else high  # Sums in another order differ in the last digit.
    apart = abs(high - low) if low != high else 0.0
    share = apart / lead if lead and math.isfinite(lead) and math.isfinite(apart) else None
    if isinstance(said[0].quantity, Duration) or high > low:
        worse = said[last]
    elif low > high:
        worse = said[first]
    else:
        worse = said[first if path.rpartition("/")[2] in LESS_IS_WORSE else last]
    return Spoken(
        path,
        name_of(center.stream, path),
        tuple(said),
        stands,
        min(one.quantity.percentile(10.0) for one in said),
        max(one.quantity.percentile(90.0) for one in said),
        worse if len(said) > 1 else said[0],
        (low, high),
        share,
    )


def _stands(center: Sample, path: str, value: Quantity | None) -> Stands:
    if value is not None and not value.is_unknown:
        return Stands("map", value.typed)
    if value is None and is_step_share(path):
        return Stands("map", EVERYTHING)
    said = center.said(path)
    if said and not said[0].voice:
        return Stands("measurement", said[0].quantity.typed)
    is_answered = said and path.rpartition("/")[2] in ANSWERED
    return Stands("voices" if is_answered else "nothing", None if value is None else value.typed)


def is_step_share(path: str) -> bool:
    """Whether a path is the share of a step: where none stands on the map, every item does the step."""
    keys = split(path)
    return len(keys) == 3 and keys[0] == "steps" and keys[2] == "share"


def expected_of(center: Sample, path: str, quantity: Quantity) -> float:
    """The mean over items of one figure, at its stated typical value."""
    return float(center.entering.stated(path, quantity, rises=True).draws[0])


def lead_with(center: Sample, path: str, quantity: Quantity, lead: float) -> float:
    """Expected lead time with rework if the value at a path were this one, everything else as it is."""
    if path not in center.needed:
        keys = split(path)
        if keys[0] == "steps" and keys[2:] == ["share"] and keys[1] in center.stream.steps:
            # A share makes another shape of the stream, so it cannot be tried in place.
            return _lead(replace_stream(center, _shared(center.stream, keys[1], quantity)))
        return lead
    amount = np.full(1, expected_of(center, path, quantity))
    entered = {**center.entered, path: Entered(amount, quantity, is_unknown=False, basis=quantity.basis)}
    kept = {key: kept for key, kept in center.kept.items() if path not in kept.needed}
    return _lead(replace(center, entered=entered, used={}, needed=set(), kept=kept))


def replace_stream(center: Sample, stream: ValueStreamMap) -> Sample:
    """The same view of another stream."""
    return Sample(stream, center.calendar, seed=center.seed, is_independent=center.is_independent)


def _shared(stream: ValueStreamMap, step_id: str, share: Quantity) -> ValueStreamMap:
    steps = {
        key: Step(**{**vars(step), "share": share}) if key == step_id else step for key, step in stream.steps.items()
    }
    declared = {field.attribute for field in fields_of(ValueStreamMap).values()}
    return ValueStreamMap(**{key: value for key, value in vars(stream).items() if key in declared} | {"steps": steps})


def name_of(stream: ValueStreamMap, path: str) -> str:
    """What people call the value at a path relative to the map."""
    keys = split(path)
    declared = field_at(path)
    title = declared.title if declared is not None else path
    if keys[0] != "steps" or len(keys) < 3:
        return stream.name_of(path) if path == "final_wait" else title if len(keys) == 1 else f"{title} of {keys[1]}"
    if keys[2] == "wait_time":
        return stream.name_of(path)
    if keys[2] == "rework" and len(keys) > 4:
        return f"{title} of {stream.name_of('/'.join(path.split('/')[:4]))}"
    part = f"“{keys[3].replace('-', ' ')}” in " if keys[2] == "steps" and len(keys) > 4 else ""
    return f"{title} of {part}“{stream.name_of('/'.join(path.split('/')[:2]))}”"


def _speaks(voice: Voice) -> bool:
    return bool(voice.changes)


def _words(stream: ValueStreamMap) -> Iterator[Words]:
    """Fields that are no quantities and that are worded otherwise than on the map."""
    for path, typed in stream.statements.items():
        declared = field_at(path)
        is_there, value = value_on(stream, path)
        keys = split(path)
        if declared is None or not is_there or _is_quantity(declared.annotation) or keys[-1] == "after":
            continue
        if REMARKS & set(keys):
            continue
        said = tuple((voice_id, typed[voice_id]) for voice_id in stream.voices if voice_id in typed)
        others = tuple((voice_id, one) for voice_id, one in said if _reads(declared, one) != value)
        if others:
            yield Words(path, name_of(stream, path), value, others)


def _reads(declared: Any, typed: Any) -> Any:
    try:
        return read(declared, typed, Calendar())
    except QuantityError:
        return typed


def _missing(stream: ValueStreamMap, values: list[Spoken], speaking: list[str]) -> Missing:
    roles = [*stream.roles, *(stream.role_of(role) for step in stream.steps.values() for role in step.roles)]
    spoken = [stream.role_of(stream.voices[one].role or "") for one in speaking]
    known = list(dict.fromkeys(roles))
    return Missing(
        tuple(_role_name(stream, role) for role in known if role not in spoken),
        tuple(_role_name(stream, role) for role in known if spoken.count(role) == 1),
        tuple(one.path for one in values if len(one.said) == 1),
        tuple(one for one in stream.voices if one not in speaking),
    )


def _role_name(stream: ValueStreamMap, role: str) -> str:
    return (stream.roles[role].name if role in stream.roles else None) or role


def settled_figure(said: Said) -> Any:
    """What one voice typed, as it goes onto the map: a bare figure says that it is an estimate, as it was in the voice.

    >>> from flowatlas.model.quantity import Duration
    >>> settled_figure(Said("ana", "", "2wk", guarded(Duration.read("2wk"))))
    '2wk estimated'
    """
    if type(said.quantity).read(said.typed).basis is not Basis.STATED or said.quantity.form is not Form.EXACT:
        return said.typed
    if isinstance(said.typed, dict):
        return {**said.typed, "basis": str(Basis.ESTIMATED)}
    return f"{said.typed} {Basis.ESTIMATED}" if said.quantity.middle else said.typed


MOST_TOLD = 5


def where_people_differ(atlas: Atlas, stream: ValueStreamMap) -> list[str]:
    """The differences that mean most for lead time, in a sentence each; nothing where people agree or are silent."""
    if not stream.voices:
        return []
    calendar = atlas.calendar.times
    found = []
    for one in reconcile(atlas).values:
        if one.seconds and not one.is_agreed:
            kind = type(one.said[0].quantity)
            low, high = (kind.say(end, calendar, is_rough=True) for end in (one.low, one.high))
            leads = [Duration.say(lead, calendar, is_rough=True) for lead in sorted(one.leads)]
            name = capital(one.name)
            voices = f"{len(one.said)} voices" if len(one.said) > 1 else "one voice"
            span = low if low == high else f"{low} to {high}"
            found.append(f"{name}: {span} ({voices}); lead time {leads[0]} to {leads[1]}.")
    return found[:MOST_TOLD]
