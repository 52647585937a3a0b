"""The mapping: how a log is to be understood, proposed from the data, confirmed by people, and kept in a small file."""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from flowatlas.model.record import Record, described, fields_of

Kind = Literal["work", "waiting", "done", "dropped", "ignored"]
"""What an activity of a log is: done on the item, waited in, its good end, its giving up, or none of these."""


class Columns(Record):
    """Which column of a table tells what."""

    item: str | None = described("Item", "The column that names the item.")
    activity: str | None = described("Activity", "The column that names what was done, or the status.")
    start: str | None = described("Start", "The column with the moment at which it began.")
    end: str | None = described("End", "The column with the moment at which it was finished.")
    time: str | None = described("Time", "The only column with a moment, where a row tells one.")
    lifecycle: str | None = described("Lifecycle", "The column that tells whether a row is a start or an end.")
    who: str | None = described("Who", "The column that names who did it.")
    team: str | None = described("Team", "The column that names the team, the group or the role.")
    id: str | None = described("Id", "The column with the source's own id of the row.")
    attributes: list[str] = described("Attributes", "Other columns that are kept.", default=list)
    stages: list[str] = described(
        "Stages", "Columns that hold one date each, named after the stage that was reached then.", default=list
    )


class Dates(Record):
    """How moments are written in a table."""

    day_first: bool | None = described("Day first", "Whether 3/4/2026 is the third of April.", absent="proposed")
    pattern: str | None = described("Pattern", "How a moment is written, such as %d.%m.%Y %H:%M.", absent="proposed")
    time_zone: str | None = described("Time zone", "The zone of moments that name none.", absent="UTC")
    form: Literal["passes", "completions", "states", "changes"] | None = described(
        "Form", "Whether a row tells a pass, its end, a stay in a status, or the change to one.", absent="proposed"
    )


class Hours(Record):
    """When work is done."""

    elapsed: bool = described("Elapsed", "Whether every hour of every day counts.", default=False)
    opens: str | None = described("Opens", "When a working day begins, such as 09:00.", absent="proposed")
    closes: str | None = described(
        "Closes",
        "When it ends, such as 17:00; an earlier time than it opens is one of the next day.",
        absent="proposed",
    )
    workdays: list[str] = described("Working days", "Which days are worked, such as mon, tue.", default=list)
    holidays: list[str] = described("Holidays", "Dates that are not worked.", default=list)
    time_zone: str | None = described("Time zone", "Where the clock stands, such as Europe/Berlin.", absent="proposed")


class LogMapping(Record):
    """How a log is to be understood; whatever is left open is proposed from the data."""

    reader: str | None = described("Reader", "Which importer reads it, such as jira.", absent="told by the data")
    object_type: str | None = described("Object type", "What counts as an item in a log of several kinds of object.")
    columns: Columns = described("Columns", "Which column tells what.", default=Columns())
    dates: Dates = described("Dates", "How moments are written.", default=Dates())
    only: dict[str, Any] = described("Only", "Attributes with the values that rows must have.", default=dict)
    kinds: dict[str, Any] = described(
        "Kinds", "Activities that are work, waiting, done, dropped or ignored.", default=dict
    )
    names: dict[str, Any] = described(
        "Names", "Activities with the name of the step they belong to; several may share one.", default=dict
    )
    order: list[str] = described("Order", "Steps in the order in which they come.", default=list)
    start: str | None = described("Start", "The activity with which the stream starts.", absent="the first one")
    end: str | None = described("End", "The activity with which it ends.", absent="the last one")
    detail: float | None = described(
        "Detail", "How much of what happens to keep, above 0 to 1.", above=0, at_most=1, absent="0.9"
    )
    by: Literal["month", "quarter"] | None = described(
        "By", "Whether each month or quarter is looked at by itself.", absent="neither"
    )
    hours: Hours = described("Hours", "When work is done.", default=Hours())
    steps: dict[str, Any] = described(
        "Steps", "Names found in the log with the id of the step of the map that each one is.", default=dict
    )
    is_anonymous: bool = described(
        "Anonymous", "Whether people are replaced by signs.", default=False, file_name="anonymous"
    )


Settings = TypeVar("Settings", bound=Record)


def changed(record: Settings, **values: Any) -> Settings:
    """The same record with other values in some of its fields."""
    kept = {one.attribute: getattr(record, one.attribute) for one in fields_of(type(record)).values()}
    return type(record)(**{**kept, **values})


def completed(record: Settings, understood: Mapping[str, Any]) -> Settings:
    """The same record with what it leaves open taken from ``understood``, plain values as a mapping file has them."""
    values: dict[str, Any] = {}
    for name, declared in fields_of(type(record)).items():
        own, other = getattr(record, declared.attribute), understood.get(name)
        if other is None:
            continue
        if isinstance(own, Record):
            values[declared.attribute] = completed(own, other)
        elif isinstance(own, dict):
            values[declared.attribute] = {**other, **own}
        elif own is None or own == []:
            values[declared.attribute] = other
    return changed(record, **values)
