"""Columns of stages: tables with one row for each item and a date for each stage that it reached."""

from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.reason import Reason
from flowatlas.importers.column_kinds import column_count, is_text
from flowatlas.importers.column_names import BORN, OVER, PLANNED, TOUCHED, names_a_status
from flowatlas.importers.column_proposal import Proposal
from flowatlas.importers.moments import day_first_in, moments_of
from flowatlas.model.event import UNKNOWN_MOMENT

if TYPE_CHECKING:
    from flowatlas.model.event import Moments


def propose_stages(proposal: Proposal) -> None:
    """A table with one row for each item and a date for each stage it reached."""
    import pyarrow as pa

    dates = [name for name in proposal.moments if not PLANNED.search(name) and not TOUCHED.search(name)]
    if not (len(dates) > 2 or _is_a_life(dates)) or proposal.has("lifecycle") or not len(proposal.table):
        return
    if not (dates := _in_order(proposal, dates)):
        return
    if not proposal.has("item"):
        unique = [
            name for name in proposal.free if name not in dates and not pa.types.is_nested(proposal.table[name].type)
        ]
        found = next((name for name in unique if column_count(proposal.table, name) == len(proposal.table)), None)
        # The status beside the dates is the one of today.
        if found is None or not names_a_status(proposal.chosen["activity"] or "status"):
            return
        proposal.take("item", found, "it is different in every row")
    if not _is_one_row_each(proposal):
        return
    proposal.chosen.update(activity=None, start=None, end=None, time=None, stages=dates)
    proposal.reasons = [one for one in proposal.reasons if one.path.rpartition("/")[2] in ("item", "who", "team", "id")]
    reached = ", ".join(dates)
    proposal.reasons.append(Reason("columns/stages", reached, "every row is another item, with a date for each stage"))


def _is_a_life(dates: list[str]) -> bool:
    """Whether two dates are called like the beginning and the end of all that happens to an item."""
    return len(dates) == 2 and BORN.search(dates[0]) is not None and OVER.search(dates[1]) is not None


def _in_order(proposal: Proposal, names: list[str]) -> list[str]:
    """The columns in the order in which their dates come; none where those of a row do not mostly come in one.

    Where nothing names the item yet, any two dates of an event may look like stages, so that the order of the columns
    has to tell, too.
    """
    first = day_first_in([proposal.table[name] for name in names if is_text(proposal.table[name])])
    told = {name: moments_of(proposal.table[name], name, proposal.dates, first).moments for name in names}
    if proposal.has("item"):
        before = {name: sum(_is_mostly_before(told[other], told[name]) for other in names) for name in names}
        names = sorted(names, key=lambda name: before[name])
    latest, steps, forward = told[names[0]].copy(), 0, 0
    for moments in (told[name] for name in names[1:]):
        both = (moments != UNKNOWN_MOMENT) & (latest != UNKNOWN_MOMENT)
        steps += int(both.sum())
        forward += int((moments[both] >= latest[both]).sum())
        latest = np.where(moments != UNKNOWN_MOMENT, moments, latest)
    return names if steps > 0 and forward >= 0.7 * steps else []


def _is_mostly_before(first: "Moments", other: "Moments") -> bool:
    both = (first != UNKNOWN_MOMENT) & (other != UNKNOWN_MOMENT)
    return int((first[both] < other[both]).sum()) > int((first[both] > other[both]).sum())


def _is_one_row_each(proposal: Proposal) -> bool:
    item = proposal.chosen["item"]
    return item is not None and len(proposal.table) > 1 and column_count(proposal.table, item) == len(proposal.table)


def item_of_stages(proposal: Proposal) -> None:
    """The item of a table whose stages are named: a column that is different in every row."""
    for name in proposal.free:
        if column_count(proposal.table, name) == len(proposal.table):
            proposal.take("item", name, "it is different in every row")
            return
