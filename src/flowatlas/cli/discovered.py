"""What was found in a log, in lines for a terminal."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flowatlas.cli.terminal import faint, heading, shortened, table, width
from flowatlas.discover.figures import per_pass
from flowatlas.discover.told import (
    day_of,
    hours_told,
    kinds_told,
    lead_time_told,
    open_told,
    remark_told,
    spread_text,
)
from flowatlas.drawing.text import safe
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.record import Record, fields_of
from flowatlas.model.wording import capital, counted

if TYPE_CHECKING:
    from flowatlas.discover.discover import Discovered
    from flowatlas.discover.reason import Reason
    from flowatlas.discover.times.measured import MeasuredMap
    from flowatlas.model.calendar import Calendar
    from flowatlas.store.file import AtlasFile

FIELDS = {
    "columns/start": "Began",
    "columns/end": "Ended",
    "columns/time": "When",
    "columns/attributes": "Also kept",
    "dates/time_zone": "Time zone",
    "dates/form": "A row tells",
    "start": "Starts with",
    "end": "Ends with",
    "hours/opens": "Hours",
    "hours/elapsed": "Around the clock",
    "hours/workdays": "Days",
    "hours/time_zone": "Clock in",
}
"""What people call a field of the mapping, where its own name says less."""

MOST_REASONS = 12
MOST_REMARKS = 8
MOST_EXAMPLES = 3
MOST_BETWEEN = 3
LONGEST_VALUE = 30


def lines(found: "Discovered", sentences: Sequence[str], *, columns: int, is_full: bool) -> Iterator[str]:
    """The whole answer: how the log was read, the stream, how long it takes, what is open, what to know of the data.

    ``sentences`` say what the map adds up to; ``is_full`` lists every reason and every remark.
    """
    measured = found.measured
    yield heading(f"{safe(measured.source)}: {counted(measured.items, 'item')}, {_days(measured)}")
    yield ""
    yield from _reasons(found, columns, is_full=is_full)
    yield from _stream(measured, columns)
    yield from _times(measured, sentences)
    yield from _periods(measured)
    yield from _open(measured)
    yield from _remarks(measured, columns, is_full=is_full)


def _days(measured: "MeasuredMap") -> str:
    first, last = (day_of(one, measured.hours.zone) for one in (measured.began, measured.taken))
    return f"{first} to {last}" if first and last else "at unknown times"


def _reasons(found: "Discovered", columns: int, *, is_full: bool) -> Iterator[str]:
    reasons = [one for one in found.reasons if is_full or not one.path.startswith(("kinds/", "detail"))]
    kinds = [] if is_full else kinds_told(found.mapping)
    if not reasons and not kinds:
        return
    yield heading("How the log was read")
    shown = reasons if is_full else reasons[:MOST_REASONS]
    rows = [[_field(one), shortened(safe(one.value), LONGEST_VALUE), faint(safe(one.because))] for one in shown]
    yield from table(rows)
    names = max((width(row[0]) for row in rows), default=0)
    for label, activities in kinds:
        yield f"  {label.ljust(names)}   {shortened(safe(activities), columns - names - 5)}"
    left = len(found.reasons) - len(shown)
    if left > 0 and not is_full:
        yield faint(f"  {counted(left, 'more reason')} with --why")
    yield ""


def _field(reason: "Reason") -> str:
    if reason.path in FIELDS:
        return FIELDS[reason.path]
    words = reason.path.replace("/", " ").replace("_", " ").removeprefix("columns ")
    return safe(capital(words))


def _stream(measured: "MeasuredMap", columns: int) -> Iterator[str]:
    calendar = measured.hours.calendar
    if not measured.steps:
        yield "No step was found; --detail 1 keeps whatever there is."
        yield ""
        return
    yield heading(f"The stream as it was recorded ({calendar.text})")
    rows = [["wait", "", "step", "process", "%C&A", "items"]]
    for place, step in enumerate(measured.steps):
        rows.append(
            [
                spread_text(step.wait, calendar) if step.wait is not None else ("?" if step.after else ""),
                _sign(measured, place),
                shortened(safe(step.name), max(20, columns - 62)),
                spread_text(step.process, calendar) if step.process is not None else "?",
                "?" if step.percent_complete_accurate is None else Share.say(step.percent_complete_accurate, calendar),
                f"{step.items:,}",
            ]
        )
        for link in step.rework:
            wait = spread_text(link.wait, calendar) if link.wait is not None else ""
            back = f"{Share.say(per_pass(link, step), calendar)} back to {measured.steps[link.to].name}"
            rows.append([wait, "↺", shortened(safe(back), max(20, columns - 62)), "", "", f"{link.count:,}"])
    if measured.final_wait is not None:
        rows.append([spread_text(measured.final_wait, calendar), "", faint("delivered"), "", "", ""])
    yield from table(rows, right=(0, 3, 4, 5))
    returns = "; ↺ is a share of all passes" if any(step.rework for step in measured.steps) else ""
    yield faint(f"  Half of the times are under the first figure, 85% under the second{returns}.")
    if told := hours_told(measured):
        yield f"  {told}"
    yield from _between(measured, calendar)
    yield ""


def _sign(measured: "MeasuredMap", place: int) -> str:
    step = measured.steps[place]
    share = Share.say(step.share, measured.hours.calendar, is_rough=True) if step.share < 1 else ""
    if step.is_alternative:
        return f"or {share}"
    siblings = [one for one in measured.steps if one.after == step.after and not one.is_alternative]
    side = "∥" if len(siblings) > 1 else "⇉" if len(step.after) > 1 else ""
    return " ".join(part for part in (side, f"of {share}" if share else "") if part)


def _between(measured: "MeasuredMap", calendar: "Calendar") -> Iterator[str]:
    """Handoffs, going to and fro, batches: only where there is something to tell."""
    often = [step.handoffs * step.passes for step in measured.steps if step.handoffs is not None]
    if often and measured.items:
        times = sum(often) / measured.items
        yield f"  On average an item changes hands {_times_told(times)}."
    between = sorted((step for step in measured.steps if step.ping_pong), key=lambda step: -(step.ping_pong or 0.0))
    if between:
        who = "teams" if any(step.teams for step in between) else "people"
        shown = [f"{safe(step.name)} {Share.say(step.ping_pong or 0.0, calendar)}" for step in between[:MOST_BETWEEN]]
        more = f" and {counted(len(between) - len(shown), 'more step')}" if len(between) > len(shown) else ""
        yield f"  To and fro between the same two {who}, of the items: {', '.join(shown)}{more}."
    for step in measured.steps:
        if step.batch is not None and step.batch > 1:
            rhythm = f", every {Duration.say(step.cadence, calendar)}" if step.cadence else ""
            yield f"  {safe(step.name)}: finished some {step.batch:.3g} items at a time{rhythm}."


def _times(measured: "MeasuredMap", sentences: Sequence[str]) -> Iterator[str]:
    yield heading("How long it takes")
    for sentence in [*lead_time_told(measured), *sentences]:
        yield f"  {safe(sentence)}"
    yield ""


def _periods(measured: "MeasuredMap") -> Iterator[str]:
    if not measured.periods:
        return
    calendar = measured.hours.calendar
    yield heading("Period by period")
    rows = [["", "finished", "lead time", ""]]
    for one in measured.periods:
        time = spread_text(one.lead_time, calendar) if one.lead_time is not None else ""
        rows.append([one.name, f"{one.finished:,}", time, safe(one.signal)])
    yield from table(rows, right=(1, 2))
    if measured.limits is not None:
        centre, low, high = (Duration.say(max(0.0, one), calendar) for one in measured.limits)
        yield faint(f"  Natural limits: {low} to {high} around {centre}; what stays between them is no news.")
    yield ""


def _open(measured: "MeasuredMap") -> Iterator[str]:
    told = list(open_told(measured))
    if told:
        yield heading("What is open")
        yield from (f"  {safe(sentence)}" for sentence in told)
        yield ""


def _remarks(measured: "MeasuredMap", columns: int, *, is_full: bool) -> Iterator[str]:
    if not measured.remarks and measured.kept >= 1:
        return
    yield heading("About the data")
    if measured.kept < 1:
        kept = Share.say(measured.kept, measured.hours.calendar)
        yield f"  · The steps hold {kept} of all that happened; --detail 1 keeps all of it."
    shown = measured.remarks if is_full else measured.remarks[:MOST_REMARKS]
    for remark in shown:
        yield f"  · {safe(remark_told(remark))}"
        for example in remark.examples[:MOST_EXAMPLES]:
            yield faint(f"    {shortened(safe(example), columns - 4)}")
    if len(measured.remarks) > len(shown):
        yield faint(f"  {counted(len(measured.remarks) - len(shown), 'more remark')} with --why")
    yield ""


def as_json(found: "Discovered", file: "AtlasFile") -> str:
    """The same for programs; times are seconds of working time, moments days, and what nobody knows is null."""
    import json

    measured = plain_of(found.measured)
    for name in ("began", "taken"):
        measured[name] = day_of(measured[name], found.measured.hours.zone) or None
    content = {
        "mapping": plain_of(found.mapping),
        "reasons": [{"path": one.path, "value": one.value, "because": one.because} for one in found.reasons],
        "measured": measured,
        "atlas": file.plain,
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2)


def plain_of(value: Any) -> Any:
    """A record of any kind as plain JSON values; what is not finite is null."""
    if isinstance(value, Record):
        return {name: plain_of(getattr(value, one.attribute)) for name, one in fields_of(type(value)).items()}
    if is_dataclass(value):
        return {one.name: plain_of(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain_of(inner) for key, inner in value.items()}
    if hasattr(value, "_asdict"):
        return plain_of(value._asdict())
    if isinstance(value, set | frozenset):
        return sorted(map(plain_of, value))
    if isinstance(value, list | tuple):
        return [plain_of(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, date) else value.item() if hasattr(value, "item") else value


def _times_told(number: float) -> str:
    return "once" if round(number, 1) == 1 else f"{number:.2g} times"
