"""From a log to the measured map: what is proposed, what it is made of, and what was measured."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.mapping import LogMapping, completed
from flowatlas.discover.passes.ordered import rows_of
from flowatlas.discover.passes.stream import passes_of
from flowatlas.discover.proposal.kinds import said_of
from flowatlas.discover.proposal.proposal import proposed, with_order
from flowatlas.discover.reason import Reason
from flowatlas.discover.structure.structure import structure_of
from flowatlas.discover.times.measure import measured_map
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import Column, Form, Remark
from flowatlas.model.record import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowatlas.discover.times.measured import MeasuredMap
    from flowatlas.model.event import EventLog


NAMED = 8
"""How many names that nobody knows are told."""

MOST_NAMES = 500
MANY_WAITING = 0.1
"""The share of rows that sound like waiting from which on it is told."""


@dataclass(frozen=True)
class Discovered:
    """The measured map, the mapping under which it was found, and why the mapping says what nobody had confirmed."""

    measured: "MeasuredMap"
    mapping: LogMapping
    reasons: tuple[Reason, ...]


def _unknown(log: "EventLog", mapping: LogMapping) -> Iterator[Remark]:
    """A remark on names in the mapping that the log does not know, as after a slip of the pen they do nothing."""
    known = dict.fromkeys(log.activity.names)
    steps = {**known, **dict.fromkeys(map(str, mapping.names.values()))}
    ends = (one for one in (mapping.start, mapping.end) if one is not None)
    activities = [one for one in (*mapping.kinds, *mapping.names, *ends) if one not in known]
    wrong = dict.fromkeys((*activities, *(one for one in mapping.order if one not in steps)))
    if wrong:
        near = {one: nearest(str(one), list(steps)) for one in list(wrong)[:NAMED]}
        told = tuple(f'"{one}"' + (f'; did you mean "{like}"?' if like else "") for one, like in near.items())
        yield Remark("activities of the mapping are not in the log", len(wrong), "nothing done about them", told)


def _like_statuses(log: "EventLog", mapping: LogMapping) -> Iterator[Remark]:
    """A remark where moments without a duration belong to what reads like statuses, as these may be changes to them."""
    if log.form is not Form.COMPLETIONS or mapping.dates.form is not None or "kinds" in log.understood:
        return
    often = np.bincount(log.activity.codes[log.activity.codes >= 0], minlength=len(log.activity.names))
    usual = np.argsort(-often, kind="stable")[:MOST_NAMES].tolist()
    waiting = [code for code in usual if said_of(log.activity.names[code]) == "waiting"]
    if len(waiting) > 1 and often[waiting].sum() >= MANY_WAITING * len(log):
        named = tuple(f"“{log.activity.names[code]}”" for code in waiting[:NAMED])
        done = "taken for work that was finished; if a row tells the change to a status, --form changes measures each"
        yield Remark("activities sound like statuses in which items wait", len(waiting), done, named)


def discover(log: "EventLog", mapping: LogMapping, progress: "Callable[[str, float], None]") -> Discovered:
    """The stream that a log tells of, under a mapping whose open questions are answered from the data.

    The log itself is let go of as soon as it is in order, so that a caller who keeps none has its memory back.

    Raises:
        FlowAtlasError: the mapping leaves nothing of the log.
    """
    log = replace(log, remarks=(*log.remarks, *_unknown(log, mapping), *_like_statuses(log, mapping)))
    progress("looking at what there is", 0.3)
    known = completed(mapping, log.understood)
    with ThreadPoolExecutor(1) as pool:
        # No proposal leaves rows out, so that they can be put in order meanwhile.
        rows = pool.submit(rows_of, log, known)
        complete, reasons = proposed(log, known)
    progress("putting it in order", 0.4)
    passes = passes_of(log, complete, rows.result())
    del rows
    if len(log) and not len(passes.item):
        raise FlowAtlasError(f"{log.source}: of its {len(log):,} rows the mapping leaves none; ignore fewer activities")
    told = (*(Reason(*one) for one in log.reasons), *reasons)
    # The passes say all that the rows said; of a long log both together take more memory than many machines have.
    log = _without_rows(log)
    passes = replace(passes, log=log)
    progress("looking for the steps", 0.6)
    structure = structure_of(passes, complete)
    complete, why_so_ordered = with_order(complete, structure)
    progress("measuring", 0.75)
    return Discovered(measured_map(passes, structure, complete), complete, (*told, *why_so_ordered))


def _without_rows(log: "EventLog") -> "EventLog":
    """The words of a log, and all that is said about it."""

    def words(column: Column) -> Column:
        return Column(column.codes[:0].copy(), column.names)

    return replace(
        log,
        item=words(log.item),
        activity=words(log.activity),
        start=log.start[:0].copy(),
        end=log.end[:0].copy(),
        who=None if log.who is None else words(log.who),
        team=None if log.team is None else words(log.team),
        attributes={},
        ids=None,
        lines=None,
    )
