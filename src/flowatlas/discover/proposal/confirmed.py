"""What a person confirmed about a log, checked: values that are of the right type and yet cannot be."""

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from flowatlas.discover.mapping import Kind, LogMapping
from flowatlas.model import atlas
from flowatlas.model.atlas import DAYS, date_of, is_zone, weekday_of
from flowatlas.model.finding import Finding
from flowatlas.model.path import join
from flowatlas.model.record import nearest
from flowatlas.model.wording import shown

KINDS: tuple[str, ...] = get_args(Kind)
MIDNIGHT = ("24", "24:00")
"""The end of a day, at which none begins."""


def problems(mapping: LogMapping) -> Iterator[Finding]:
    """Findings for what no log could be read by, each with its path in the mapping."""
    for activity, kind in mapping.kinds.items():
        if kind not in KINDS:
            hint = _meant(kind, KINDS)
            yield Finding(f"kinds/{join(str(activity))}", f"{shown(activity)} is of the kind {shown(kind)}", hint=hint)
    for field, told in (("names", mapping.names), ("steps", mapping.steps)):
        for key, name in told.items():
            if not _is_text(name):
                yield Finding(f"{field}/{join(str(key))}", f"{shown(key)} has no name", hint="write a text")
    for attribute, wanted in mapping.only.items():
        if not all(_is_text(one) for one in (wanted if isinstance(wanted, list) else [wanted])):
            hint = "write a text, or a list of texts"
            yield Finding(f"only/{join(str(attribute))}", f"{shown(attribute)} has no value", hint=hint)
    yield from _of_hours(mapping)
    yield from _of_zones(mapping)


def seconds_of(clock: str | None) -> float | None:
    """Seconds after midnight of a time such as 09:00, 9 or 24:00; None for what is none."""
    return 86_400.0 if str(clock).strip() in MIDNIGHT else atlas.seconds_of(clock)


def _of_hours(mapping: LogMapping) -> Iterator[Finding]:
    hours = mapping.hours
    opens, closes = seconds_of(hours.opens), seconds_of(hours.closes)
    for field, typed, read in (("opens", hours.opens, opens), ("closes", hours.closes, closes)):
        if typed is not None and read is None:
            yield Finding(f"hours/{field}", f"{shown(typed)} is no time of day", hint="write such as 09:00")
    if opens is not None and closes is not None and closes == opens:
        message = f"work ends at {hours.closes}, when it begins"
        yield Finding("hours/closes", message, hint="write elapsed: true for all hours, or such as 09:00 and 17:00")
    for day in hours.workdays:
        if weekday_of(day) is None:
            yield Finding("hours/workdays", f"{shown(day)} is no day", hint=f"write days such as {', '.join(DAYS)}")
    for day in hours.holidays:
        if date_of(day) is None:
            yield Finding("hours/holidays", f"{shown(day)} is no date", hint="write such as 2026-12-25")


def _of_zones(mapping: LogMapping) -> Iterator[Finding]:
    import zoneinfo

    for path, zone in (("dates/time_zone", mapping.dates.time_zone), ("hours/time_zone", mapping.hours.time_zone)):
        if zone is not None and not is_zone(zone):
            alike = sorted(one for one in zoneinfo.available_timezones() if one[:3].lower() == zone[:3].lower())
            near = nearest(zone, [one for one in alike if one[-1:] == zone[-1:]] or alike)
            hint = f'did you mean "{near}"?' if near else "write such as Europe/Berlin"
            yield Finding(path, f"there is no time zone {shown(zone)}", hint=hint)


def _meant(value: Any, options: Iterable[str]) -> str:
    near = nearest(value, options)
    *most, last = options
    return f'did you mean "{near}"?' if near else f"write {', '.join(most)} or {last}"


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and str(value) != ""
