"""What was found in a log, in plain words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import TYPE_CHECKING

from flowatlas.model.event import UNKNOWN_MOMENT, Remark
from flowatlas.model.quantity import Duration, Rate, Share
from flowatlas.model.wording import capital, counted
from flowatlas.model.working_hours import time_zone

if TYPE_CHECKING:
    from flowatlas.discover.mapping import LogMapping
    from flowatlas.discover.times.measured import MeasuredMap, Spread
    from flowatlas.model.calendar import Calendar

KIND_WORDS = {
    "work": "Work",
    "waiting": "Waiting",
    "done": "Done",
    "dropped": "Dropped",
    "ignored": "Left out",
}
CHOSEN_BY_END = 2.0
OFTEN_OUTSIDE = 0.25
"""The share of work outside the working hours from which on these are likely to be other ones."""

MOST_OLDEST = 3
MOST_KINDS = 2
MOST_NAMES = 12

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(moment: int, zone: str) -> str:
    """The day of a moment on the clocks of a zone, such as 2026-07-01; nothing where it is not known."""
    if moment == UNKNOWN_MOMENT:
        return ""
    try:
        return (_EPOCH + timedelta(microseconds=int(moment))).astimezone(time_zone(zone)).date().isoformat()
    except OverflowError:
        return ""


def spread_text(spread: "Spread", calendar: "Calendar") -> str:
    """A time as half of them are under, and 85 of 100: "4 d … 11 d"; "?" for what nobody can tell yet."""
    if spread.p50 is None:
        return "?"
    half = Duration.say(spread.p50, calendar, is_rough=True)
    if spread.p85 is None:
        return f"{half} … ?"
    most = Duration.say(spread.p85, calendar, is_rough=True)
    return half if half == most else f"{half} … {most}"


def kinds_told(mapping: "LogMapping") -> list[tuple[str, str]]:
    """The activities of each kind, where there is more than one kind; work is left out where it is all the rest."""
    by_kind: dict[str, list[str]] = {}
    for activity, kind in mapping.kinds.items():
        by_kind.setdefault(str(kind), []).append(str(activity))
    if len(by_kind) < MOST_KINDS:
        return []
    return [(word, _named(by_kind[kind])) for kind, word in KIND_WORDS.items() if kind in by_kind]


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def lead_time_told(measured: "MeasuredMap") -> Iterator[str]:
    """The items' own lead time, and how many of them were finished."""
    calendar, spread = measured.hours.calendar, measured.lead_time
    if spread is None or spread.p50 is None:
        yield f"Too few items were finished to say how long one takes: {measured.finished:,} of {measured.items:,}."
        return
    half = Duration.say(spread.p50, calendar, words=True, is_rough=True)
    most = (
        f", 85 of 100 under {Duration.say(spread.p85, calendar, words=True, is_rough=True)}"
        if spread.p85 is not None
        else ""
    )
    still = (
        f"; {counted(spread.censored, 'item')} not finished yet {'counts' if spread.censored == 1 else 'count'} "
        f"as taking at least as long as {'it is' if spread.censored == 1 else 'they are'} open"
        if spread.censored
        else ""
    )
    yield f"Half of {spread.size:,} items took under {half}{most}, from entering to leaving{still}."


def hours_told(measured: "MeasuredMap") -> str:
    """That much of the work was done outside the working hours, and what to say then; else nothing."""
    if measured.outside is None or measured.outside < OFTEN_OUTSIDE:
        return ""
    share = Share.say(measured.outside, measured.hours.calendar, is_rough=True)
    return (
        f"{share} of the work was begun or ended outside these hours and so counts for less than it took; where people "
        "work at other times, read the log again with these (--hours, --days, --time-zone, or the calendar of the map)."
    )


def open_told(measured: "MeasuredMap") -> Iterator[str]:
    """Demand, throughput, what is open and for how long."""
    calendar = measured.hours.calendar
    if measured.demand and measured.throughput is not None:
        rates = f"{Rate.say(measured.demand, calendar)} come in, {Rate.say(measured.throughput, calendar)} are finished"
        is_chosen = measured.throughput > CHOSEN_BY_END * measured.demand
        because = "the log seems to hold what was finished in a certain time, and so few of those that came in before"
        yield f"{rates}; {because}." if is_chosen else f"{rates}."
    left = measured.items - measured.finished - measured.dropped
    told = [f"{measured.finished:,} finished"]
    told += [f"{measured.dropped:,} given up"] if measured.dropped else []
    told += [f"{left:,} open at the end of the log"] if left else []
    yield f"Of {counted(measured.items, 'item')}: {', '.join(told)}."
    if measured.ages is not None and measured.ages.p50:
        half = Duration.say(measured.ages.p50, calendar, words=True, is_rough=True)
        yield f"Half of the open ones have been so for over {half}."
    if measured.oldest:
        named = (
            f"{item} ({Duration.say(age, calendar, is_rough=True)})" for item, age in measured.oldest[:MOST_OLDEST]
        )
        yield f"Open for longest: {', '.join(named)}."


def remark_told(remark: Remark) -> str:
    """A remark in a sentence: what was seen, how often, what was done with it."""
    message = remark.message.rstrip(".")
    often = f" ({remark.times:,})" if remark.times > 1 and f"{remark.times:,}" not in message else ""
    done = f"; {remark.done.rstrip('.')}" if remark.done else ""
    return f"{capital(message)}{often}{done}."


def title_of(source: str) -> str:
    """What to call a study after the file of its log.

    >>> title_of("it_closed_problems.xes.gz, more.xes")
    'It closed problems'
    """
    name = PurePath(source.partition(", ")[0]).name.partition(".")[0]
    words = name.replace("_", " ").replace("-", " ").strip()
    return capital(words) or "Measured stream"
