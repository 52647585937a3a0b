"""Columns: which column of a table tells what, by its name, and where names say nothing, by what is in it."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.mapping import Columns, LogMapping
from flowatlas.importers.coding import column_of
from flowatlas.importers.column_content import propose_by_content
from flowatlas.importers.column_kinds import column_count, is_text, tells_lifecycle
from flowatlas.importers.column_names import INSTANCE, KNOWN, PLANNED, plain
from flowatlas.importers.column_proposal import ROLES, Choice, Proposal
from flowatlas.importers.column_stages import item_of_stages, propose_stages
from flowatlas.importers.moments import day_first_in, moments_of
from flowatlas.model.errors import FlowAtlasError, UnreadableLogError
from flowatlas.model.event import UNKNOWN_MOMENT
from flowatlas.model.record import fields_of

if TYPE_CHECKING:
    import pyarrow as pa


def merged(told: Columns, named: Columns) -> Columns:
    """What people named, and for the rest what the format says."""
    return Columns(**{one: getattr(named, one) or getattr(told, one) for one in fields_of(Columns)})


def checked(columns: Columns, names: list[str], where: str, extra: Iterable[str] = ()) -> Columns:
    """The columns as the table writes them, which may differ in capitals and signs.

    Raises:
        FlowAtlasError: the table has no such column; the nearest ones are offered.
    """
    single = {role: real(getattr(columns, role), names, where) for role in ROLES}
    for name in extra:
        real(name, names, where)
    several = {role: [real(name, names, where) for name in getattr(columns, role)] for role in ("attributes", "stages")}
    return Columns(**single, **several)


def real(name: str | None, names: list[str], where: str) -> str | None:
    """A column as the table writes it.

    Raises:
        FlowAtlasError: the table has no such column; the nearest ones are offered.
    """
    if name is None or name in names:
        return name
    alike = [known for known in names if plain(known) == plain(name)]
    if len(alike) == 1:
        return alike[0]
    near = get_close_matches(name, names, 3, 0.5) or [known for known in names if plain(name) in plain(known)][:3]
    there = ", ".join(f'"{one}"' for one in (near or names[:10]))
    more = f", and {len(names) - 10} more" if not near and len(names) > 10 else ""
    offer = f"did you mean {there}?" if near else f"it has {there}{more}"
    raise FlowAtlasError(f'{where} has no column "{name}"; {offer}')


def choice(table: "pa.Table", told: LogMapping, mapping: LogMapping, where: str) -> Choice:
    """Which column tells what: what people said, what the format says, then names, then content.

    Raises:
        UnreadableLogError: nothing tells items, activities or moments.
        FlowAtlasError: a column that was named is not there.
    """
    columns = checked(merged(told.columns, mapping.columns), table.column_names, where)
    proposal = Proposal(table, mapping.dates, {role: getattr(columns, role) for role in fields_of(Columns)})
    is_told = proposal.has("item", "activity") and any(proposal.has(role) for role in ("start", "end", "time"))
    _by_name(proposal)
    _lifecycle(proposal)
    if not proposal.chosen["stages"] and not is_told:
        propose_stages(proposal)
    if not proposal.chosen["stages"]:
        if not proposal.has("item", "activity"):
            propose_by_content(proposal)
        _activity_of_lifecycle(proposal)
        _pair(proposal)
    elif not proposal.has("item"):
        item_of_stages(proposal)
    _refuse_incomplete(proposal, where)
    return _finished(proposal)


def names_suffice(sample: "pa.Table", told: LogMapping, mapping: LogMapping) -> Columns | None:
    """The columns, when the names of a table and the first rows of it already tell them all."""
    columns = merged(told.columns, mapping.columns)
    if columns.stages:
        return None
    proposal = Proposal(sample, mapping.dates, {role: getattr(columns, role) for role in fields_of(Columns)})
    _by_name(proposal)
    is_sure = proposal.has("item", "activity") and plain(proposal.chosen["item"]) not in ("id", "key", "number")
    is_timed = proposal.has("start", "end") or proposal.has("time") or proposal.has("start", "time")
    return Columns(**proposal.chosen) if is_sure and is_timed else None


def _by_name(proposal: Proposal) -> None:
    for role in ("item", "activity", "lifecycle", "who", "team", "id"):
        if proposal.chosen[role] is None:
            _take_named(proposal, role)
    if proposal.has("time") or proposal.chosen["stages"]:
        return
    if not proposal.has("start") and not proposal.has("end"):
        for role in ("start", "end"):
            _take_named(proposal, role)
        if proposal.has("end") and not proposal.has("start"):
            proposal.chosen["end"] = None
            proposal.reasons = [one for one in proposal.reasons if one.path != "columns/end"]
    elif not proposal.has("start"):
        _take_named(proposal, "start")
    elif not proposal.has("end"):
        _take_named(proposal, "end")
    if not proposal.has("end"):
        _take_named(proposal, "time")


def _take_named(proposal: Proposal, role: str) -> None:
    names = {plain(name): name for name in reversed(proposal.free)}
    for known in KNOWN[role].split():
        name = names.get(known)
        if name is None or not _can_be(proposal, role, name):
            continue
        if role == "time" and proposal.has("start"):
            proposal.take("end", name, f'by its name, beside "{proposal.chosen["start"]}"')
        else:
            proposal.take(role, name, "by its name")
        return


def _can_be(proposal: Proposal, role: str, name: str) -> bool:
    if role in ("start", "end", "time"):
        return name in proposal.moments and not PLANNED.search(name)
    if name in proposal.moments:
        return False
    if role == "activity" and tells_lifecycle(proposal.table[name]):
        return False
    if role == "item" and plain(name) in ("id", "key", "number"):
        rows = len(proposal.table)
        return proposal.has("stages") or column_count(proposal.table, name) < rows or len(proposal.moments) > 2
    return True


def _lifecycle(proposal: Proposal) -> None:
    """A column of starts and ends, whatever it is called, where a row tells one moment."""
    if proposal.has("lifecycle") or proposal.has("start", "end") or proposal.chosen["stages"]:
        return
    for name in proposal.free:
        if is_text(proposal.table[name]) and tells_lifecycle(proposal.table[name]):
            proposal.take("lifecycle", name, "nothing but starts and ends stands in it")
            return


def _activity_of_lifecycle(proposal: Proposal) -> None:
    """Starts and ends are all that is done, where nothing else tells an activity."""
    if not proposal.has("activity") and (name := proposal.chosen["lifecycle"]):
        proposal.chosen["lifecycle"] = None
        proposal.reasons = [one for one in proposal.reasons if one.path != "columns/lifecycle"]
        proposal.take("activity", name, "no other column tells an activity")


def _pair(proposal: Proposal) -> None:
    """The moments of a row, where names do not tell: a beginning that is never after an end, or the only one."""
    if proposal.has("time") or proposal.has("end") or not proposal.has("item"):
        return
    names = [name for name in proposal.free if name in proposal.moments and not PLANNED.search(name)]
    first = day_first_in([proposal.table[name] for name in names if is_text(proposal.table[name])])
    told = {name: moments_of(proposal.table[name], name, proposal.dates, first).moments for name in names}
    items = column_of(proposal.table[proposal.chosen["item"]]).codes
    told = {name: one for name, one in told.items() if _differs_within(items, one)} or told
    if proposal.has("start"):
        return
    ordered = [
        (first, last) for first in told for last in told if first != last and _is_ordered(told[first], told[last])
    ]
    if ordered:
        start, end = min(ordered, key=lambda pair: _typical(told[pair[0]], told[pair[1]]))
        proposal.take("start", start, f'it holds moments, which are never after those in "{end}"')
        proposal.take("end", end, f'it holds moments, which are never before those in "{start}"')
    elif told:
        best = max(told, key=lambda name: (int((told[name] != UNKNOWN_MOMENT).sum()), len(np.unique(told[name]))))
        proposal.take("time", best, "it holds moments that differ from row to row")


def _differs_within(items: Any, moments: Any) -> bool:
    """Whether the rows of one item have different moments, as the date of a contract does not."""
    ranks = np.argsort(items, kind="stable")
    same = items[ranks][1:] == items[ranks][:-1]
    return bool(same.any()) and float(np.mean(moments[ranks][1:][same] != moments[ranks][:-1][same])) > 0.2


def _is_ordered(first: Any, last: Any) -> bool:
    both = (first != UNKNOWN_MOMENT) & (last != UNKNOWN_MOMENT)
    if both.sum() < max(1, len(first) * 0.5):
        return False
    return float(np.mean(first[both] <= last[both])) >= 0.95 and float(np.mean(first[both] < last[both])) > 0.02


def _typical(first: Any, last: Any) -> float:
    both = (first != UNKNOWN_MOMENT) & (last != UNKNOWN_MOMENT)
    return float(np.mean(last[both] - first[both]))


def _refuse_incomplete(proposal: Proposal, where: str) -> None:
    needs = {"item": "--item", "activity": "--activity"}
    if proposal.chosen["stages"]:
        needs = {"item": "--item"}
    there_are = "there are " + ", ".join(f'"{name}"' for name in proposal.table.column_names[:20])
    for role, flag in needs.items():
        if not proposal.has(role):
            missing = f"{where}: no column tells the {role}"
            raise UnreadableLogError(f"{missing}; name it with {flag}; {there_are}", f"{missing}; {there_are}")
    if not (proposal.has("start") or proposal.has("end") or proposal.has("time") or proposal.chosen["stages"]):
        if called := _called_like_moments(proposal):
            # Whoever reads it tells how many of its values are no dates, and which.
            proposal.take("time", called, f'it is called "{called}", though its values do not look like moments')
            return
        missing = f"{where}: no column holds moments"
        raise UnreadableLogError(
            f"{missing}; name one with --time, or --start and --end, and if need be how dates are written, such as "
            f"--date-pattern %d.%m.%Y; {there_are}",
            f"{missing}; {there_are}",
        )


def _called_like_moments(proposal: Proposal) -> str | None:
    """A column of texts whose name says that moments stand in it."""
    known = [name for role in ("time", "end", "start") for name in KNOWN[role].split()]
    named = [name for name in proposal.free if plain(name) in known and is_text(proposal.table[name])]
    return min(named, key=lambda name: known.index(plain(name)), default=None)


def _finished(proposal: Proposal) -> Choice:
    only_starts = proposal.has("start") and not proposal.has("end") and not proposal.has("time")
    instance = next((name for name in proposal.free if plain(name) in INSTANCE), None)
    unused = tuple(name for name in proposal.free if name in proposal.moments)
    return Choice(Columns(**proposal.chosen), tuple(proposal.reasons), instance, only_starts, unused)
