"""Which activities become steps: those that a person named, and the most usual ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.at_once import each
from flowatlas.discover.figures import percent
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.passes import WAITING, WORK, Passes
from flowatlas.model.event import Form, Remark

if TYPE_CHECKING:
    from numpy.typing import NDArray

DETAIL = 0.9
FEWEST, MOST = 5, 20
MOST_LOOKED_AT = 60
"""Each step is one bit of a number that says which steps an item did."""

SEVERAL = 3
"""So many items do what is on the typical path, unless there are very few."""

MARKER_SHARE = 0.9
NAMED_IN_A_REMARK = 8


@dataclass(frozen=True)
class Choice:
    """The steps by name, the activities (by code) of each, and for each activity the step it belongs to, or -1.

    ``kept`` is the share of the passes that could have become steps which did.
    """

    names: tuple[str, ...]
    activities: tuple[tuple[int, ...], ...]
    step_of: "NDArray[np.int64]"
    kept: float
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Routes:
    """Which steps items did, as one bit for each step: every set that occurs, and how many items did just these.

    ``is_over`` says of which sets the items have come to a good end.
    """

    sets: "NDArray[np.uint64]"
    is_over: "NDArray[np.bool_]"
    items: "NDArray[np.int64]"

    @staticmethod
    def of(passes: Passes, step_of: "NDArray[np.int64]") -> "Routes":
        """The sets of steps in the passes; ``step_of`` tells the step of each activity, or -1."""
        bits = np.where(step_of >= 0, np.uint64(1) << np.maximum(step_of, 0).astype(np.uint64), np.uint64(0))

        def bits_of(some: tuple[int, int]) -> "NDArray[np.uint64]":
            first = passes.first[some[0] : some[1] + 1]
            return np.bitwise_or.reduceat(bits[passes.activity[first[0] : first[-1]]], first[:-1] - first[0])

        done = np.concatenate(list(each(bits_of, passes.parts())))
        return Routes._counted(done, ~(passes.is_open | passes.is_dropped))

    @staticmethod
    def of_items(did: "NDArray[np.bool_]") -> "Routes":
        """The sets of steps that items ``did``, one row for each item and one column for each step; all are over."""
        bits = np.uint64(1) << np.arange(did.shape[1], dtype=np.uint64)
        return Routes._counted(did @ bits, np.ones(len(did), np.bool_))

    @staticmethod
    def _counted(done: "NDArray[np.uint64]", is_over: "NDArray[np.bool_]") -> "Routes":
        keys, items = np.unique(done << np.uint64(1) | is_over.astype(np.uint64), return_counts=True)
        return Routes(keys >> np.uint64(1), (keys & np.uint64(1)).astype(bool), items)

    def both(self, steps: int) -> "NDArray[np.int64]":
        """How many items did each two steps, one row and one column for each step; with itself, how many did it."""
        did = np.stack([self.having(step) for step in range(steps)]).astype(np.float64)
        return np.asarray(np.rint(did * self.items @ did.T), np.int64)

    def having(self, step: int) -> "NDArray[np.bool_]":
        """Of which sets a step is part."""
        return (self.sets >> np.uint64(step) & np.uint64(1)).astype(bool)

    def count(self, chosen: "NDArray[np.bool_]") -> int:
        """How many items have the chosen sets."""
        return int(self.items[chosen].sum())


def chosen_steps(passes: Passes, mapping: LogMapping) -> Choice:
    """The activities that become steps, the most usual first.

    A step is left out where fewer items do it than half of what the detail leaves over (5 % of the items at a detail
    of 0.9; of fewer than 60 items twice that, up to three), as long as the steps hold that share of the passes; never
    more than 20 unless the mapping names them. Where even 20 would not hold it, as in a log of a thousand codes, what
    is rare is no part of the typical path either.
    """
    remarks: list[Remark] = []
    often = passes.often
    is_step = (passes.kinds == WORK) & (often > 0)
    if not is_step.any():
        is_step = (passes.kinds == WAITING) & (often > 0)
        if is_step.any():
            remarks.append(Remark("no activity is work", done="the steps are what items wait in"))
    markers = [code for code in markers_of(passes) if is_step[code] and _is_free(passes, mapping, code)]
    if markers and is_step.sum() > len(markers):
        is_step[markers] = False
        quoted = _quoted([passes.log.activity.names[code] for code in markers])
        what = "marks" if len(markers) == 1 else "mark"
        remarks.append(Remark(f"{quoted} {what} where items enter or leave, no time passes there", done="not a step"))
    names, group_of = _merged(passes, mapping, is_step)
    passes_of_group = np.bincount(group_of[group_of >= 0], weights=often[group_of >= 0], minlength=len(names))
    candidates = np.lexsort((np.arange(len(names)), -passes_of_group))
    named = set(mapping.names.values())
    candidates = np.array(
        sorted(candidates, key=lambda group: names[int(group)] not in named)[:MOST_LOOKED_AT], np.int64
    )
    kept = _usual(passes, mapping, candidates, group_of, passes_of_group, names)
    place = np.full(len(names) + 1, -1)
    place[kept] = np.arange(len(kept))
    step_of = place[group_of]
    total = float(passes_of_group.sum())
    held = float(passes_of_group[kept].sum()) / total if total else 1.0
    left_out = sorted(set(range(len(names))) - set(kept), key=lambda group: (-passes_of_group[group], names[group]))
    if left_out:
        some = tuple(f"{names[group]}: {passes_of_group[group]:.0f}" for group in left_out[:NAMED_IN_A_REMARK])
        what = f"{len(left_out)} {'activity' if len(left_out) == 1 else 'activities'}"
        message = f"{what} in {percent(1 - held)}% of the passes became no steps"
        remarks.append(Remark(message, round(total * (1 - held)), "left out of the map", some))
    return Choice(
        tuple(names[group] for group in kept),
        tuple(tuple(np.flatnonzero(step_of == step).tolist()) for step in range(len(kept))),
        step_of,
        held,
        tuple(remarks),
    )


def markers_of(passes: Passes) -> list[int]:
    """Activities that only mark where items enter or leave: they never take time, and stand first or last.

    Where only completions are known nothing takes time, so that there are none.
    """
    if passes.log.form is not Form.PASSES or not len(passes.item):
        return []
    size = len(passes.kinds)
    often, lasting = passes.often, passes.lasting
    first, last = passes.first[:-1], passes.first[1:] - 1
    enough = MARKER_SHARE * np.maximum(often, 1)
    is_first = np.bincount(passes.activity[first], minlength=size) >= enough
    is_last = np.bincount(passes.activity[last], minlength=size) >= enough
    is_marker = (lasting == 0) & (is_first | is_last) & (often > 0)
    return [] if not lasting.any() else [int(code) for code in np.flatnonzero(is_marker)]


def _is_free(passes: Passes, mapping: LogMapping, code: int) -> bool:
    name = passes.log.activity.names[code]
    return name not in mapping.names and mapping.kinds.get(name) != "work"


def _merged(passes: Passes, mapping: LogMapping, is_step: "NDArray[np.bool_]") -> tuple[list[str], "NDArray[np.int64]"]:
    """The names of what may become a step, and for each activity which of these it is, or -1."""
    names: dict[str, int] = {}
    group_of = np.full(len(is_step), -1)
    for code in np.flatnonzero(is_step).tolist():
        own = passes.log.activity.names[code]
        group_of[code] = names.setdefault(str(mapping.names.get(own, own)), len(names))
    return list(names), group_of


def _usual(
    passes: Passes,
    mapping: LogMapping,
    candidates: "NDArray[np.int64]",
    group_of: "NDArray[np.int64]",
    often: "NDArray[Any]",
    names: Sequence[str],
) -> list[int]:
    if not len(candidates):
        return []
    detail = DETAIL if mapping.detail is None else mapping.detail
    place = np.full(len(names) + 1, -1)
    place[candidates] = np.arange(len(candidates))
    routes = Routes.of(passes, place[group_of])
    items = [routes.count(routes.having(step)) for step in range(len(candidates))]
    needed = detail * float(often.sum())
    least = (1 - detail) / 2 * passes.items
    # What one or two items did may be a mistake of the log; of a handful of items it is what happens.
    least = max(least, min(SEVERAL, 2 * least))
    named = set(mapping.names.values())
    is_reached = float(often[candidates[:MOST]].sum()) >= needed
    kept: list[int] = []
    held = 0.0
    for group, doing in zip(candidates.tolist(), items, strict=True):
        is_wanted = doing >= least or (held < needed and (is_reached or len(kept) < FEWEST))
        if names[group] in named or (len(kept) < MOST and is_wanted):
            kept.append(group)
            held += float(often[group])
    return kept


def _quoted(names: Sequence[str]) -> str:
    return " and ".join(f"“{name}”" for name in names)
