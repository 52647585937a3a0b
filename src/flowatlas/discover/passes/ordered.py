"""The rows of a log in order: as far as the mapping wants them, cleaned, item by item."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.by_item import by_item
from flowatlas.discover.passes.clean import cleaned, without_repeats
from flowatlas.discover.passes.passes import IGNORED, kind_numbers
from flowatlas.discover.passes.rows import Rows
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import EventLog, Form

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Codes, Column, Moments

    Flags = NDArray[np.bool_]

SOME = 1 << 17
"""Rows that are looked at before all the others are."""


def rows_of(log: EventLog, mapping: LogMapping) -> Rows:
    """The rows of a log, cleaned and in order, as far as the mapping does not ignore them or is ``only`` about others.

    Raises:
        FlowAtlasError: ``only`` names an attribute that the log does not have.
    """
    rows = _narrowed(cleaned(log, _wanted(log, mapping, kind_numbers(log, mapping))), log)
    return without_repeats(_in_order(rows))


def _wanted(log: EventLog, mapping: LogMapping, kinds: "NDArray[np.int8]") -> "Flags | None":
    """Which rows the mapping wants; None where it wants all."""
    wanted = None
    if (kinds == IGNORED).any():
        wanted = (kinds != IGNORED)[log.activity.codes] | (log.activity.codes < 0)
    columns = _columns(log, mapping) if mapping.only else {}
    for name, values in mapping.only.items():
        column = columns.get(name)
        if column is None:
            known = ", ".join(columns) or "none"
            raise FlowAtlasError(f'only: the log has no attribute "{name}"; it has {known}')
        texts = {str(value) for value in (values if isinstance(values, list | tuple) else [values])}
        has = np.array([str(one) in texts for one in column.names] + [False])[column.codes]
        wanted = has if wanted is None else wanted & has
    return wanted


def _columns(log: EventLog, mapping: LogMapping) -> "dict[str, Column]":
    """What rows can be chosen by, under the names that the source gives: attributes, team, person, activity, item."""
    own = {"item": log.item, "activity": log.activity, "who": log.who, "team": log.team}
    named = {getattr(mapping.columns, name) or name: column for name, column in own.items() if column is not None}
    return {**named, **log.attributes}


def _narrowed(rows: Rows, log: EventLog) -> Rows:
    """The rows with activities and doers in few bytes each, before they are put in order."""
    sizes = {"activity": log.activity, "who": log.who, "team": log.team}
    columns = {name: getattr(rows, name) for name in sizes}
    parts: dict[str, Any] = {
        name: narrow(one, len(column.names))
        for name, column in sizes.items()
        if column is not None and (one := columns[name]) is not None
    }
    return replace(rows, **parts)


def narrow(numbers: "NDArray[np.signedinteger[Any]]", size: int) -> "NDArray[np.signedinteger[Any]]":
    """Numbers below a size in as few bytes as it allows, as a long log has very many of them."""
    kind = next(one for one in (np.int8, np.int16, np.int32, np.int64) if size <= np.iinfo(one).max)
    return numbers.astype(kind, copy=False) if numbers.dtype.itemsize > np.dtype(kind).itemsize else numbers


def _in_order(rows: Rows) -> Rows:
    """The rows item by item, by beginning and then by end; what happened at the same moment as the source has it.

    Passes without an end come after those that begin with them, as they are what may still run.
    """
    end = _ends(rows)
    # Most logs that are not in order show it in their first rows.
    if all(_is_in_order(rows.item[some], rows.start[some], end[some]).all() for some in (slice(SOME), slice(None))):
        return rows
    rows = by_item(rows)
    end = _ends(rows)
    amiss = ~_is_in_order(rows.item, rows.start, end)
    if not amiss.any():
        return rows
    # Only items that are not in order are sorted by time: most sources write what happens as it happens.
    items = np.zeros(int(rows.item.max()) + 1, np.bool_)
    items[rows.item[1:][amiss]] = True
    places = np.flatnonzero(items[rows.item])
    order = np.arange(len(rows))
    order[places] = places[np.lexsort((end[places], rows.start[places], rows.item[places]))]
    return rows.taken_from(order)


def _ends(rows: Rows) -> "Moments":
    """The ends by which rows are put in order: an open one is the latest, except of states, which the next one ends."""
    if rows.form is not Form.PASSES or rows.lacks_end is None:
        return rows.end
    return np.where(rows.lacks_end, np.iinfo(np.int64).max, rows.end)


def _is_in_order(item: "Codes", start: "Moments", end: "Moments") -> "Flags":
    """Of every row but the first, whether it may stand after the row before."""
    in_time: Flags = (start[1:] > start[:-1]) | ((start[1:] == start[:-1]) & (end[1:] >= end[:-1]))
    follows: Flags = (item[1:] > item[:-1]) | ((item[1:] == item[:-1]) & in_time)
    return follows
