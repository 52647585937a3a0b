"""A log beside a map that is there: measured under its calendar, step by step as the matches say."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flowatlas.discover.atlas import ids_of, source_name
from flowatlas.discover.mapping import LogMapping, changed
from flowatlas.discover.overlay.matching import Match, joined, matches
from flowatlas.discover.overlay.overlay import hours_of
from flowatlas.discover.told import title_of
from flowatlas.model.calendar import ELAPSED
from flowatlas.model.errors import FlowAtlasError

if TYPE_CHECKING:
    from flowatlas.discover.discover import Discovered
    from flowatlas.maps.value_stream import ValueStreamMap
    from flowatlas.model.atlas import Atlas

NOWHERE = "-"
"""What a mapping says of a name in the log that is no step of the map."""


def under_its_hours(mapping: LogMapping, atlas: "Atlas") -> LogMapping:
    """The mapping under the calendar of an atlas, where it says no other one: days and weeks stay what they are.

    Raises:
        FlowAtlasError: every hour is to count, while a day of the atlas has fewer, so that no figures would compare.
    """
    hours, calendar = mapping.hours, atlas.calendar.times
    if hours.elapsed and calendar != ELAPSED:
        raise FlowAtlasError(
            f"the log is to be counted around the clock, and this map in {calendar.text}: one day would become "
            f"{24 / calendar.hours_per_day:.3g}; leave --elapsed out, or give the map "
            "calendar: {hours_per_day: 24, days_per_week: 7}"
        )
    return mapping if hours.elapsed or hours.opens or hours.workdays else changed(mapping, hours=hours_of(atlas))


def by_the_map(
    found: "Discovered",
    known: Sequence[Match],
    stream: "ValueStreamMap",
    again: Callable[[LogMapping], "Discovered"],
) -> tuple["Discovered", tuple[Match, ...]]:
    """What was found, with the matches that somebody confirmed written into its mapping.

    ``again`` measures the log once more where several of its steps are one of the map.

    Raises:
        FlowAtlasError: no step of the log is one of the map.
    """
    if not any(one.step for one in known):
        example = f'--match "{known[0].name if known else "Review"}={next(iter(stream.steps), "review")}"'
        raise FlowAtlasError(
            f"none of the steps that the log tells of is on this map; say which is which, such as {example}"
        )
    steps = {name: one.step or NOWHERE for one in known for name in {one.name: 0} | dict.fromkeys(one.activities, 0)}
    mapping = joined(changed(found.mapping, steps=steps), known, stream)
    if mapping.names == found.mapping.names:
        return replace(found, mapping=mapping), tuple(known)
    found = again(mapping)
    return found, matches(found.measured, stream, steps)


def id_for(stream: "ValueStreamMap", source: str) -> str:
    """The id of the measurement that an atlas has from this source already, else one that is free."""
    name = source_name(source)
    known = next((key for key, one in stream.measurements.items() if one.source == name), None)
    return known or ids_of([title_of(source)], stream.measurements)[0]
