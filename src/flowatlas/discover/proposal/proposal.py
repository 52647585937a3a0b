"""Proposals: what a log seems to mean, with the reason for each, so that people confirm it or say otherwise."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.figures import percent
from flowatlas.discover.mapping import LogMapping, changed
from flowatlas.discover.passes.passes import Passes
from flowatlas.discover.passes.stream import passes_of
from flowatlas.discover.proposal.hours import hours_proposed
from flowatlas.discover.proposal.kinds import behaviour_of, kinds_of
from flowatlas.discover.reason import Reason
from flowatlas.discover.structure.steps import DETAIL, markers_of
from flowatlas.model.event import Column, EventLog, Form
from flowatlas.model.path import join

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.discover.structure.found import Structure

MOST_ROWS = 1_000_000
"""So many rows, of items evenly spread over the log, tell what it means as well as all of them."""

MOST_LISTED = 100
"""Statuses up to which those that are work are listed too, although that is what they are unless something is said."""

MOST_STATUSES = 500
"""The most usual statuses; what is rarer is taken for work."""

BORDER = 0.9
MOSTLY, ALONE = 0.75, 10
"""An activity that ends fewer items is the end, too, where it ends ten times as many as any other: mistakes scatter."""

MOST_WAITS = 200_000
LATE = 0.2
USUAL, TIMES_USUAL = 0.95, 2
"""Who waits more than twice as long as nineteen in twenty do after the same activity waits for nothing any more."""

FEW = 5


def proposed(log: EventLog, mapping: LogMapping) -> tuple[LogMapping, tuple[Reason, ...]]:
    """The mapping with everything that it leaves open filled in, and why; what it says already stays as it is.

    The order of the steps follows from their structure, see `with_order`.
    """
    reasons: list[Reason] = []
    found: dict[str, Any] = {}
    if len(log):
        ignored = {name: kind for name, kind in mapping.kinds.items() if kind == "ignored"}
        passes = passes_of(_sample(log), LogMapping(columns=mapping.columns, only=mapping.only, kinds=ignored))
        if len(passes.item):
            found = _found(passes, mapping, reasons)
    if mapping.detail is None:
        found["detail"] = DETAIL
        reasons.append(
            Reason(
                "detail",
                str(DETAIL),
                "nine tenths of what happens are kept, as the rest would hide them; --detail 1 keeps all",
            )
        )
    complete = changed(mapping, **found)
    hours, why = hours_proposed(log, complete)
    return changed(complete, hours=hours), (*reasons, *why)


def with_order(mapping: LogMapping, structure: "Structure") -> tuple[LogMapping, tuple[Reason, ...]]:
    """The mapping with the order of the steps that was found, unless it says one; and why."""
    if mapping.order or not structure.order:
        return mapping, ()
    because = "fewer items go against this order than against any other that was tried"
    return changed(mapping, order=list(structure.order)), (Reason("order", ", ".join(structure.order), because),)


def _sample(log: EventLog) -> EventLog:
    """The log, or the rows of some of its items if it is a big one."""
    every = -(-len(log) // MOST_ROWS)
    if every <= 1:
        return log
    rows = np.flatnonzero(log.item.codes % every == 0)

    def some(column: Column | None) -> Column | None:
        return None if column is None else Column(column.codes[rows], column.names)

    return replace(
        log,
        item=Column(log.item.codes[rows], log.item.names),
        activity=Column(log.activity.codes[rows], log.activity.names),
        start=log.start[rows],
        end=log.end[rows],
        who=some(log.who),
        team=some(log.team),
        attributes={name: Column(one.codes[rows], one.names) for name, one in log.attributes.items()},
        ids=None,
        lines=None if log.lines is None else log.lines[rows],
    )


def _found(passes: Passes, mapping: LogMapping, reasons: list[Reason]) -> dict[str, Any]:
    """The kinds of activities, and where the stream starts and ends."""
    if passes.log.form is Form.STATES:
        kinds = _kinds_of_states(passes, mapping, reasons)
    else:
        kinds = _kinds_of_activities(passes, mapping, reasons)
    found: dict[str, Any] = {"kinds": {**kinds, **mapping.kinds}}
    names = passes.log.activity.names
    first, last = passes.first[:-1], passes.first[1:] - 1
    if mapping.start is None:
        code, share = _most(passes.activity[first])
        if share >= BORDER:
            found["start"] = names[code]
            reasons.append(Reason("start", names[code], f"it is the first of {percent(share)}% of the items"))
    is_over = {"done", "dropped"} & set(found["kinds"].values())
    if mapping.end is None and not is_over and passes.log.form is not Form.STATES:
        # Items that were touched of late may still go on; what ends the others is the end.
        settled = last[_is_settled(passes)]
        if len(settled):
            code, share = _most(passes.activity[settled])
            if share >= BORDER or (share >= MOSTLY and share >= ALONE * _second(passes.activity[settled])):
                found["end"] = names[code]
                text = f"it is the last of {percent(share)}% of the items that nothing has happened to of late"
                reasons.append(Reason("end", names[code], text))
    return found


def _is_settled(passes: Passes) -> "NDArray[np.bool_]":
    """To which items nothing has happened for much longer than is usual after what came last, or for long anyway."""
    last = passes.first[1:] - 1
    is_last = np.zeros(len(passes.item), np.bool_)
    is_last[last] = True
    # The waits of some items tell what is usual as well as those of all do.
    number = np.cumsum(is_last)
    here = np.flatnonzero(~is_last & (number % -(-len(is_last) // MOST_WAITS) == 0))
    if not len(here):
        return np.ones(len(last), np.bool_)
    gaps = np.maximum(passes.start[here + 1] - passes.end[here], 0)
    before = passes.activity[here]
    usual = np.full(len(passes.kinds), np.quantile(gaps, USUAL))
    times = np.bincount(before, minlength=len(usual))
    ranked = gaps[np.lexsort((gaps, before))]
    ended = np.bincount(passes.activity[last], minlength=len(usual))
    goes_on = np.flatnonzero((times > 0) & (ended < passes.often / 2))
    usual[goes_on] = ranked[(np.cumsum(times) - times + np.ceil(USUAL * times).astype(np.int64) - 1)[goes_on]]
    late = LATE * (passes.taken - int(passes.start.min()))
    return np.asarray(passes.taken - passes.end[last] > np.minimum(TIMES_USUAL * usual[passes.activity[last]], late))


def _most(codes: "NDArray[np.int32]") -> tuple[int, float]:
    """The most frequent code, and its share."""
    often = np.bincount(codes)
    code = int(np.argmax(often))
    return code, float(often[code] / len(codes))


def _second(codes: "NDArray[np.int32]") -> float:
    """The share of the second most frequent code; 0 where there is only one."""
    often = np.sort(np.bincount(codes, minlength=2))
    return float(often[-2] / len(codes))


def _kinds_of_states(passes: Passes, mapping: LogMapping, reasons: list[Reason]) -> dict[str, str]:
    """What each status is that the mapping says nothing about."""
    often = np.bincount(passes.activity, minlength=len(passes.kinds))
    usual = [code for code in np.argsort(-often, kind="stable")[:MOST_STATUSES].tolist() if often[code]]
    names = [passes.log.activity.names[code] for code in usual]
    found = {}
    for name, (kind, because) in zip(names, kinds_of(names, behaviour_of(passes, usual)), strict=True):
        if name not in mapping.kinds and (kind != "work" or len(names) <= MOST_LISTED):
            found[name] = str(kind)
            reasons.append(Reason(join("kinds", name), kind, f"“{name}” is {kind}: {because}"))
    return found


def _kinds_of_activities(passes: Passes, mapping: LogMapping, reasons: list[Reason]) -> dict[str, str]:
    """All that is done is work, but for what only marks that an item has come to its end."""
    names = passes.log.activity.names
    last = np.bincount(passes.activity[passes.first[1:] - 1], minlength=len(names))
    first = np.bincount(passes.activity[passes.first[:-1]], minlength=len(names))
    found = {}
    for code in markers_of(passes):
        name = names[code]
        if last[code] > first[code] and last[code] >= FEW and name not in mapping.kinds:
            found[name] = "done"
            share = percent(float(last[code] / max(1, passes.items)))
            because = f"“{name}” takes no time and ends {share}% of the items"
            reasons.append(Reason(join("kinds", name), "done", because))
    return found
