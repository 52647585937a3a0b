"""Options that say how a log is to be understood, laid over what a mapping file says."""

from collections.abc import Callable, Iterator
from math import isnan
from typing import Any

import click

from flowatlas.discover.mapping import LogMapping, changed
from flowatlas.discover.proposal.confirmed import problems, seconds_of
from flowatlas.model.atlas import DAYS

COLUMNS = {
    "item": "The column that names the item.",
    "activity": "The column that names what was done, or the status.",
    "start": "The column with the moment at which it began.",
    "end": "The column with the moment at which it was finished.",
    "time": "The only column with a moment, where a row tells one.",
    "lifecycle": "The column that tells whether a row is a start or an end.",
    "who": "The column that names who did it.",
    "team": "The column that names the team, the group or the role.",
}
KINDS = {
    "work": "Activities that are work.",
    "waiting": "Statuses in which items wait.",
    "done": "Activities that end an item well.",
    "dropped": "Activities that end an item that was given up.",
    "ignored": "Activities to leave out.",
}
FLAGS = {"ignored": "ignore"}
DETAIL = click.FloatRange(0.0, 1.0, min_open=True)

Command = Callable[..., Any]


def mapping_options(command: Command) -> Command:
    """All options that say what a log means; what nobody says is proposed from the data."""
    for option in reversed(list(_options())):
        command = option(command)
    return command


def _options() -> Iterator[Callable[[Command], Command]]:
    yield click.option("--reader", help="Which importer reads it, such as jira; else told from the data.")
    yield click.option("--object-type", help="What counts as an item in a log of several kinds of object.")
    for name, explanation in COLUMNS.items():
        yield click.option(f"--{name}", metavar="COLUMN", help=explanation)
    yield click.option("--stage", "stages", multiple=True, metavar="COLUMN", help="A column with one date for a stage.")
    yield click.option(
        "--form",
        type=click.Choice(["passes", "completions", "states", "changes"]),
        help="What a row tells: a pass, its end, a stay in a status, or the change to one.",
    )
    yield click.option("--day-first/--month-first", "day_first", default=None, help="What 3/4/2026 means.")
    yield click.option("--date-pattern", metavar="PATTERN", help="How a moment is written, such as %d.%m.%Y.")
    yield click.option("--time-zone", metavar="ZONE", help="Where the clock stands, such as Europe/Berlin.")
    yield click.option(
        "--worked-in", metavar="ZONE", help="Where people work, if the log tells moments of another zone, such as UTC."
    )
    yield _several("--only", "only", "ATTRIBUTE=VALUE", "Only rows, or items, with this value.")
    for kind, explanation in KINDS.items():
        yield _several(f"--{FLAGS.get(kind, kind)}", kind, "ACTIVITY", explanation)
    yield _several("--name", "names", "ACTIVITY=STEP", "The step that an activity belongs to; several may share one.")
    yield click.option("--order", metavar="STEP,STEP,...", help="The order in which steps come.")
    yield click.option("--starts-with", metavar="ACTIVITY", help="Where the stream starts.")
    yield click.option("--ends-with", metavar="ACTIVITY", help="Where it ends.")
    yield click.option("--hours", metavar="FROM-TO", callback=_hours, help="When work is done, such as 09:00-17:00.")
    yield click.option("--days", metavar="DAYS", callback=_days, help="Which days, such as mon-fri or sun,mon,tue.")
    yield _several("--holiday", "holidays", "DATE", "A day that is not worked, such as 2026-12-25.")
    yield click.option("--elapsed", is_flag=True, help="Count every hour of every day.")
    yield click.option("--detail", type=DETAIL, help="How much of what happens to keep, above 0 to 1; else 0.9.")
    yield _several("--match", "matches", "ACTIVITY=STEP", "With --into: the step of the atlas that it is.")


def _several(flag: str, name: str, metavar: str, explanation: str) -> Callable[[Command], Command]:
    return click.option(flag, name, multiple=True, metavar=metavar, help=explanation)


def _hours(_context: click.Context, _option: click.Parameter, typed: str | None) -> tuple[str, str] | None:
    if typed is None:
        return None
    opens, _, closes = typed.partition("-")
    if seconds_of(opens) is None or seconds_of(closes) is None:
        raise click.BadParameter(f'"{typed}" are no hours; write such as 09:00-17:00')
    return opens.strip(), closes.strip()


def _days(_context: click.Context, _option: click.Parameter, typed: str | None) -> list[str] | None:
    if typed is None:
        return None
    days: list[str] = []
    for part in typed.lower().split(","):
        first, dash, last = (word.strip()[:3] for word in part.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            raise click.BadParameter(f'"{typed}" are no days; write such as mon-fri, or sun,mon,tue')
        begin, end = DAYS.index(first), DAYS.index(last or first)
        days += [DAYS[(begin + step) % 7] for step in range((end - begin) % 7 + 1)]
    return sorted(set(days), key=DAYS.index)


def told_by(mapping: LogMapping, options: dict[str, Any]) -> LogMapping:
    """The mapping with what the options of a command say laid over it."""
    told = {name: given for name, given in options.items() if given not in (None, (), False, "")}
    _refuse_contradictions(told)
    columns = {name: told[name] for name in COLUMNS if name in told}
    columns |= {"stages": list(told["stages"])} if "stages" in told else {}
    dates = _present(
        form=told.get("form"),
        pattern=told.get("date_pattern"),
        time_zone=told.get("time_zone"),
        day_first=options.get("day_first"),
    )
    opens, closes = told.get("hours", (None, None))
    hours = _present(
        elapsed=True if told.get("elapsed") else False if opens else None,
        opens=opens,
        closes=closes,
        workdays=told.get("days"),
        holidays=list(told["holidays"]) if "holidays" in told else None,
        time_zone=told.get("worked_in") or told.get("time_zone"),
    )
    kinds = {activity: kind for kind in KINDS for activity in told.get(kind, ())}
    changes = _present(
        reader=told.get("reader"),
        object_type=told.get("object_type"),
        columns=changed(mapping.columns, **columns),
        dates=changed(mapping.dates, **dates),
        hours=changed(mapping.hours, **hours),
        only={**mapping.only, **_wanted(told.get("only", ()))},
        kinds={**mapping.kinds, **kinds},
        names={**mapping.names, **dict(_pair(one, "--name") for one in told.get("names", ()))},
        steps={**mapping.steps, **dict(_pair(one, "--match") for one in told.get("matches", ()))},
        order=[step.strip() for step in told["order"].split(",")] if "order" in told else None,
        start=told.get("starts_with"),
        end=told.get("ends_with"),
        detail=told.get("detail"),
        by=told.get("by"),
        is_anonymous=True if told.get("anonymous") else None,
    )
    found = changed(mapping, **changes)
    wrong = next(iter(problems(found)), None)
    if wrong is not None:
        raise click.UsageError(wrong.with_hint)
    return found


def _refuse_contradictions(told: dict[str, Any]) -> None:
    """Refuse options of which only one can be meant."""
    if told.get("elapsed") and (other := next((name for name in ("hours", "days", "holidays") if name in told), None)):
        flag = "--holiday" if other == "holidays" else f"--{other}"
        raise click.UsageError(f"--elapsed counts every hour of every day; leave it out, or {flag}")
    if "detail" in told and isnan(told["detail"]):
        raise click.UsageError("--detail is no number; write one above 0 up to 1, such as 0.9")
    if "item" in told and told["item"] == told.get("activity"):
        raise click.UsageError(f'--item and --activity both name "{told["item"]}"; each needs a column of its own')
    named: dict[str, str] = {}
    for kind in KINDS:
        for activity in dict.fromkeys(told.get(kind, ())):
            flags = [f"--{FLAGS.get(one, one)}" for one in (named.setdefault(activity, kind), kind)]
            if flags[0] != flags[1]:
                raise click.UsageError(f'{flags[0]} and {flags[1]} both name "{activity}"; it is one of both')


def _present(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _wanted(typed: tuple[str, ...]) -> dict[str, Any]:
    """Attributes with the value, or all values, that rows may have."""
    wanted: dict[str, Any] = {}
    for attribute, value in (_pair(one, "--only") for one in typed):
        before = wanted.get(attribute)
        wanted[attribute] = value if before is None else [*(before if isinstance(before, list) else [before]), value]
    return wanted


def _pair(typed: str, flag: str) -> tuple[str, str]:
    name, equals, value = typed.rpartition("=")
    if not equals or not name.strip() or not value.strip():
        raise click.UsageError(f'{flag}: "{typed}" is no pair; write such as "Code review=review"')
    return name.strip(), value.strip()
