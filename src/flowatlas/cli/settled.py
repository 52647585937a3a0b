"""What a group settles about a value on which its people differ."""

from typing import Any, NamedTuple, NoReturn, get_origin

import click

from flowatlas.cli.terminal import say
from flowatlas.drawing.text import safe
from flowatlas.maps.declared import field_at, read, value_on
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.reconcile import ANSWERED, expected_lead, is_step_share, reconcile, settled_figure
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Severity
from flowatlas.model.glossary import Labels
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import Change, join, split
from flowatlas.model.quantity import Duration
from flowatlas.model.record import nearest
from flowatlas.model.wording import counted, shown
from flowatlas.store.file import AtlasFile
from flowatlas.store.names import Names
from flowatlas.store.node import resolved
from flowatlas.store.text import Text, TextError

SECTION = ValueStreamMap.section


class _Settlement(NamedTuple):
    """A value that a group settles: its path relative to the map, and how."""

    path: str
    how: str


def settle(file: str, settled: tuple[str, ...], labels: Labels) -> None:
    """Write what the group settles, all of it or nothing."""
    before = opened = AtlasFile.open(file)
    lines = []
    for one in settled:
        path, how = _read_settled(one)
        was = expected_lead(opened.atlas.map_or_blank(ValueStreamMap), opened.atlas.calendar.times)
        change, told = _settling(opened, path, how)
        opened = opened.changed([change])
        now = expected_lead(opened.atlas.map_or_blank(ValueStreamMap), opened.atlas.calendar.times)
        lines.append(f"{Names(opened.plain).of(change.path)}: {told}. {_effect(was, now, opened.atlas.calendar.times)}")
    known = {(located.finding.path, located.finding.message) for located in before.findings}
    for located in opened.findings:
        finding = located.finding
        if finding.severity is Severity.ERROR and (finding.path, finding.message) not in known:
            _refuse(f"{Names(opened.plain).finding(finding)}; nothing was written")
    opened.save()
    names = opened.atlas.map_or_blank(ValueStreamMap).own_names
    for line in lines:
        say(labels.applied(safe(line), names))


def _refuse(message: str) -> NoReturn:
    raise click.BadParameter(message, param_hint="--settle")


def _read_settled(text: str) -> _Settlement:
    path, equals, how = text.partition("=")
    path, how = path.strip().removeprefix(f"{SECTION}/"), how.strip()
    if not equals or not path or not how:
        _refuse(f"{shown(text)} settles nothing; write PATH=VALUE, PATH=worse or PATH=pool")
    return _Settlement(path, how)


def _settling(opened: AtlasFile, path: str, how: str) -> tuple[Change, str]:
    """The change that settles a value, and what it does in words."""
    stream, calendar = opened.atlas.map_or_blank(ValueStreamMap), opened.atlas.calendar.times
    declared = field_at(path)
    is_there, value = value_on(stream, path)
    if declared is None or not is_there or "voices" in split(path)[:1]:
        near = _near(stream, path)
        _refuse(f"{shown(path)} is no value of the map" + (f'; did you mean "{near}"?' if near else ""))
    full = f"{SECTION}/{path}"
    name = Names(opened.plain).of(full)
    spoken = next((one for one in reconcile(opened.atlas).values if one.path == path), None)
    if how in {"worse", "pool"} and spoken is None:
        _refuse(f"no voice gives a figure for {name}, so there is none to take; write {path}=VALUE")
    if how == "pool":
        assert spoken is not None
        measurement = stream.measurements.get(stream.use or "")
        if measurement is not None and path in measurement.changes:
            return Change(full), f"the measurement {stream.use} answers from now on"
        if path.rpartition("/")[2] not in ANSWERED:
            _refuse(f"{name} needs a figure on the map; write {path}=VALUE or {path}=worse")
        count = len(spoken.said)
        # A step without a share is done by every item; only an open one is left to the voices.
        removed = Change(full, "?" if is_step_share(path) else None)
        return removed, f"{counted(count, 'voice')} answer{'s' if count == 1 else ''} from now on"
    if how == "worse":
        assert spoken is not None
        typed = settled_figure(spoken.worse)
        return Change(full, typed), f"{in_words(typed)}, the worse figure of {len(spoken.said)}"
    try:
        typed = _value_of(how, is_list=isinstance(value, list) or get_origin(declared.annotation) is list)
        read(declared, typed, calendar)
    except (QuantityError, TextError) as error:
        _refuse(f"{name}: {error}")
    return Change(full, typed), f"{in_words(typed)}, as agreed"


def _value_of(text: str, *, is_list: bool) -> Any:
    """A value as a file would hold it."""
    if text.startswith("{"):
        return Text(f"value: {text}").plain.get("value")
    if is_list:
        return [part.strip() for part in text.strip("[]").split(",") if part.strip()]
    value = resolved(text)
    return text if value is None or isinstance(value, bool) else value


def _near(stream: ValueStreamMap, path: str) -> str:
    known = [
        *stream.statements,
        *(f"steps/{join(one)}/{name}" for one in stream.steps for name in ("wait_time", "process_time")),
    ]
    return nearest(path, known)


def _effect(was: float, now: float, calendar: Calendar) -> str:
    text = _time(now, calendar)
    if text == _time(was, calendar):
        return f"Expected lead time with rework stays {text}"
    return f"Expected lead time with rework goes from {_time(was, calendar)} to {text}"


def _time(seconds: float, calendar: Calendar) -> str:
    return Duration.say(seconds, calendar)


def in_words(typed: Any) -> str:
    """A value as somebody typed it, on one line."""
    if isinstance(typed, dict):
        return ", ".join(f"{key} {value}" for key, value in typed.items())
    return ", ".join(map(str, typed)) if isinstance(typed, list) else str(typed)
