"""Cleaning: what a log says more than once, or cannot mean, and what is done with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.passes.rows import Rows
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Form, Remark
from flowatlas.model.working_hours import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

    Flags = NDArray[np.bool_]

EARLIEST = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
"""What a system says to have happened before is a date that nobody has filled in."""

AHEAD = 10 * 365 * DAY
"""Moments further ahead than this are made up, such as the end of the year 9999."""

EXAMPLES = 3

MOST = 0.5
"""The share of rows up to which moments that cannot be are taken for mistakes; more of them are meant."""

FEW = 0.01
"""The share of rows up to which moments ahead of the clock are taken for mistakes, not for a plan or a simulation."""

TOO_ROUGH = ("moments are told to the day", "moments are told to the hour")
"""What is said of logs in which items seem to be finished together only because moments are rounded."""

ANEW = 0.05
"""The share of rows that go on in the same state from which on a source is taken to tell states anew."""

SAMPLE = 10_000
"""Rows that are looked at to tell how finely moments are told."""


def cleaned(log: EventLog, wanted: "Flags | None") -> Rows:
    """The rows that are wanted and can be placed, each with both moments, and what was done to make it so.

    A row without an item, without an activity or without any moment is left out. Moments that cannot be count as
    unknown. Where a row ends before it begins, its beginning stands and its time is left out.
    """
    remarks: list[Remark] = []
    start = _believable(log, log.start, remarks)
    end = start if log.end is log.start else _believable(log, log.end, remarks)
    lacks_start, lacks_end = (_lacking(moments) for moments in (start, end))
    kept = wanted
    if wanted is not None:
        remarks.append(Remark("rows that the mapping leaves out", int((~wanted).sum()), "left out"))
    gone = (
        ("rows without an item", log.item.codes < 0 if log.item.codes.min(initial=0) < 0 else None),
        ("rows without an activity", log.activity.codes < 0 if log.activity.codes.min(initial=0) < 0 else None),
        (
            "rows without any moment",
            lacks_start & lacks_end if not (lacks_start is None or lacks_end is None) else None,
        ),
    )
    for message, flags in gone:
        if flags is not None and flags.any():
            remarks.append(Remark(message, int(flags.sum()), "left out", _examples(log, flags)))
            kept = ~flags if kept is None else kept & ~flags
    timed = None
    if log.form is Form.COMPLETIONS:
        start = end = end if lacks_end is None else np.where(lacks_end, start, end)
        lacks_end = None
    else:
        start, end, timed = _both(log, start, end, (lacks_start, lacks_end), remarks)
    rows = Rows(
        row=None,
        item=log.item.codes,
        activity=log.activity.codes,
        start=start,
        end=end,
        who=None if log.who is None else log.who.codes,
        team=None if log.team is None else log.team.codes,
        form=log.form,
        moment=0,
        is_timed=timed,
        lacks_end=lacks_end,
        remarks=tuple(one for one in remarks if one.times),
    )
    if kept is not None:
        rows = rows.only(kept)
    if _runs_backwards(rows.start):
        rows = rows.taken_from(np.arange(len(rows) - 1, -1, -1))
    taken = log.taken if log.taken != UNKNOWN_MOMENT else int(rows.end.max(initial=rows.start.max(initial=0)))
    return _how_fine(replace(rows, moment=taken))


def without_repeats(rows: Rows) -> Rows:
    """Each pass once: what stands there twice, for the same item, activity, beginning and end, is one pass.

    Of states, those that go on in the next row, where the state is the same and begins as the other ends, are one.
    """
    return _without_breaks(_once(rows))


def _without_breaks(rows: Rows) -> Rows:
    """States as long as they lasted, where the source tells one anew with every change of anything else.

    Where that is rare, as in trackers that can move an item to the state that it is in, somebody did just that.
    """
    if rows.form is not Form.STATES or len(rows) < 2:
        return rows
    goes_on = (rows.item[1:] == rows.item[:-1]) & (rows.activity[1:] == rows.activity[:-1])
    goes_on &= rows.start[1:] == rows.end[:-1]
    if rows.lacks_end is not None:
        goes_on &= ~rows.lacks_end[:-1]
    if goes_on.sum() <= ANEW * len(rows):
        return rows
    first = np.flatnonzero(~np.append(False, goes_on))
    # The last row tells the end, and who had the item then.
    whole = replace(rows.taken_from(np.append(first[1:], len(rows)) - 1), start=rows.start[first])
    if rows.is_timed is not None:
        whole = replace(whole, is_timed=np.logical_and.reduceat(rows.is_timed, first))
    return whole.told(Remark("states that go on in the next row", int(goes_on.sum()), "taken for one"))


def _once(rows: Rows) -> Rows:
    """The rows without those that stand there twice."""
    same = (rows.item[1:] == rows.item[:-1]) & (rows.start[1:] == rows.start[:-1]) & (rows.end[1:] == rows.end[:-1])
    if not same.any():
        return rows
    together = np.append(same, False) | np.append(False, same)
    places = np.flatnonzero(together)
    group = np.cumsum(~np.append(False, same))[places]
    doers: list[NDArray[Any]] = [column[places] for column in (rows.who, rows.team) if column is not None]
    order = np.lexsort([places, *doers, rows.activity[places], group])
    again = _unchanged([group[order], rows.activity[places][order]])
    by_same = _unchanged([one[order] for one in doers]) & again if doers else again
    kept = np.ones(len(rows), np.bool_)
    kept[places] = False
    # Of each pass that is told again, the first row that tells it stands.
    order = np.lexsort((places, rows.activity[places], group))
    kept[places[order][~_unchanged([group[order], rows.activity[places][order]])]] = True
    times, others = int(by_same.sum()), int((again & ~by_same).sum())
    message = "passes of the same activity, beginning and end, told again"
    told = rows.told(Remark(message, times, "counted once"))
    told = told.told(Remark(f"{message} for somebody else", others, "counted once, for the first one"))
    return told.told(
        Remark(
            "passes that began and ended at the same moment as another of their item",
            int(same.sum()) - times - others,
            "kept in the order in which the source tells them",
        )
    ).only(kept)


def _unchanged(columns: "Sequence[NDArray[np.signedinteger[Any]]]") -> "Flags":
    """Of every row, whether it says the same as the row before it in all columns."""
    same = np.logical_and.reduce([column[1:] == column[:-1] for column in columns])
    return np.append(False, same)


def _believable(log: EventLog, moments: "Moments", remarks: list[Remark]) -> "Moments":
    """Moments without those that cannot be: before computers kept logs, or ahead of the clock."""
    if not len(moments):
        return moments
    now = int(datetime.now(UTC).timestamp()) * 1_000_000
    if moments.min() >= EARLIEST and moments.max() <= now + DAY:
        return moments
    known = moments != UNKNOWN_MOMENT
    tests = (
        ("before 1990", moments < EARLIEST, MOST),
        ("more than ten years ahead", moments > now + AHEAD, MOST),
        ("ahead of the clock", (moments > now + DAY) & (moments <= now + AHEAD), FEW),
    )
    for what, odd, most in tests:
        times = int((odd & known).sum())
        if not times:
            continue
        is_mistake = times <= most * max(int(known.sum()), 1)
        done = "counted as unknown" if is_mistake else "taken as they are, as there are so many"
        remarks.append(Remark(f"moments {what}", times, done, _examples(log, odd & known)))
        if is_mistake:
            moments = np.where(odd & known, UNKNOWN_MOMENT, moments)
    return moments


def _lacking(moments: "Moments") -> "Flags | None":
    return moments == UNKNOWN_MOMENT if moments.min(initial=0) == UNKNOWN_MOMENT else None


def _both(
    log: EventLog,
    start: "Moments",
    end: "Moments",
    lacking: "tuple[Flags | None, Flags | None]",
    remarks: list[Remark],
) -> "tuple[Moments, Moments, Flags | None]":
    """Both moments of each row, and which rows have them from the log."""
    untimed: Flags | None = None
    for flags in lacking:
        if flags is not None:
            untimed = flags if untimed is None else untimed | flags
    lacks_start, lacks_end = lacking
    start = start if lacks_start is None else np.where(lacks_start, end, start)
    end = end if lacks_end is None else np.where(lacks_end, start, end)
    if lacks_start is not None:
        remarks.append(Remark("rows without a beginning", int(lacks_start.sum()), "placed at their end, not timed"))
    if lacks_end is not None and log.form is Form.PASSES:
        done = "the last one of an open item runs on; others are placed at their beginning and not timed"
        remarks.append(Remark("rows without an end", int(lacks_end.sum()), done))
    backwards = end < start
    if backwards.any():
        done = "placed at their beginning, their time left out"
        examples = _examples(log, backwards)
        remarks.append(Remark("rows that end before they begin", int(backwards.sum()), done, examples))
        end = np.where(backwards, start, end)
        untimed = backwards if untimed is None else untimed | backwards
    return start, end, None if untimed is None else ~untimed


def _examples(log: EventLog, flags: "Flags") -> tuple[str, ...]:
    """Where the first of some rows stand."""
    places = np.flatnonzero(flags)[:EXAMPLES].tolist()
    if log.lines is not None:
        return tuple(f"line {log.lines[place]:,}" for place in places)
    return tuple(f"row {place + 1:,}" for place in places)


def _runs_backwards(start: "Moments") -> bool:
    """Whether the source tells the newest first, so that what happened at one moment stands in reverse, too."""
    if len(start) < 3:
        return False
    falls = int((start[1:] < start[:-1]).sum())
    return falls > 0.9 * (falls + int((start[1:] > start[:-1]).sum())) > 0


def _how_fine(rows: Rows) -> Rows:
    """The rows with a remark where their moments are rounded to days, hours or minutes."""
    some = rows.start[:: max(len(rows) // SAMPLE, 1)]
    if len(some) < 10:
        return rows
    done = "times and waits shorter than that are not known"
    if len(np.unique(some % DAY)) <= 3:
        return rows.told(Remark(TOO_ROUGH[0], len(rows), done))
    for unit, length in (("hour", 3_600_000_000), ("minute", 60_000_000)):
        if not (some % length).any():
            return rows.told(Remark(f"moments are told to the {unit}", len(rows), done))
    return rows
