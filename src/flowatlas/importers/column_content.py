"""Columns by content: the pair of an item and an activity after which things follow each other most regularly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.importers.coding import column_of
from flowatlas.importers.column_kinds import is_text
from flowatlas.importers.column_names import BEFORE, PLANNED, plain
from flowatlas.importers.column_proposal import Proposal
from flowatlas.importers.day_times import holds_times_of_day
from flowatlas.importers.moments import day_first_in, moments_of
from flowatlas.model.event import Column

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_FOR_ORDER = 100_000

_MOST_CANDIDATES = 15

_PAIR = ("item", "activity")


@dataclass(frozen=True)
class _Candidate:
    """A column of words, how many different ones it has, and whether they are numbers, or even broken ones."""

    name: str
    column: Column
    count: int
    is_numeric: bool
    is_broken: bool = False


def _candidate(table: "pa.Table", name: str) -> _Candidate:
    column = column_of(table[name])
    words = column.names[:1_000]
    numbers = sum(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", word) is not None for word in words)
    is_numeric = numbers > len(words) * 0.9
    is_broken = is_numeric and any("." in word for word in words)
    return _Candidate(name, column, len(column.names), is_numeric, is_broken)


def _candidates(proposal: Proposal) -> Iterator[_Candidate]:
    import pyarrow as pa

    for name in proposal.free:
        kind = proposal.table[name].type
        if (
            name in proposal.moments
            or pa.types.is_nested(kind)
            or pa.types.is_boolean(kind)
            or pa.types.is_temporal(kind)
        ):
            continue
        if pa.types.is_binary(kind) or pa.types.is_null(kind) or holds_times_of_day(proposal.table[name], name):
            continue
        candidate = _candidate(proposal.table, name)
        if (candidate.column.codes >= 0).sum() >= len(proposal.table) * 0.9:
            yield candidate


def propose_by_content(proposal: Proposal) -> None:
    """The pair of an item and an activity after which the activities of an item follow each other most regularly."""
    rows = len(proposal.table)
    named = {role: _candidate(proposal.table, proposal.chosen[role]) for role in _PAIR if proposal.has(role)}
    found = list(_candidates(proposal))
    items = (
        [named["item"]]
        if "item" in named
        else [one for one in found if 1 < one.count <= rows / 1.2 and not one.is_broken]
    )
    most = max(60, rows // 20)
    kinds = [one for one in found if 1 < one.count <= most and not one.is_numeric]
    kinds = sorted(kinds, key=lambda one: BEFORE.search(plain(one.name)) is not None)
    activities = [named["activity"]] if "activity" in named else kinds[:_MOST_CANDIDATES]
    items = sorted(items, key=lambda one: -one.count)[:_MOST_CANDIDATES]
    scored = list(_scored(items, activities, _order(proposal), is_free=not named))
    scored = scored or _lone(found, items, activities)
    if not scored:
        return
    best = max(score for score, _, _ in scored)
    # Of what is nearly as regular, the finest items count, and the activity that stands first.
    near = [(item, activity) for score, item, activity in scored if score >= 0.8 * best]
    item = max((one for one, _ in near), key=lambda one: one.count)
    activity = next(one for which, one in near if which is item)
    if "item" not in named:
        why = f"its {item.count:,} values each stand in {rows / max(item.count, 1):.1f} rows on average"
        proposal.take("item", item.name, f"{why}, and within them things follow each other most regularly")
    if "activity" not in named:
        why = f"it has only {activity.count:,} different values in {rows:,} rows"
        proposal.take("activity", activity.name, f"{why}, which follow each other most regularly within an item")


_Score = tuple[float, _Candidate, _Candidate]


def _scored(items: list[_Candidate], activities: list[_Candidate], order: Any, *, is_free: bool) -> Iterator[_Score]:
    """How regularly activities follow each other within items, for each pair of columns of which that makes sense."""
    for item in items:
        chosen = _some_whole_items(item.column.codes)
        ranks = chosen[np.lexsort((chosen, order[chosen], item.column.codes[chosen]))]
        for activity in activities:
            if item.name != activity.name and (item.count > activity.count or not is_free):
                score = _regularity(item.column.codes[ranks], activity.column.codes[ranks])
                if score > 0:
                    yield score, item, activity


def _lone(found: list[_Candidate], items: list[_Candidate], activities: list[_Candidate]) -> list[_Score]:
    """A pair for small logs, in which nothing repeats: the column with most values in few rows, and one with fewer."""
    words = activities or [one for one in found if not one.is_numeric][:_MOST_CANDIDATES]
    pairs = [
        (item, activity)
        for item in items or found[:_MOST_CANDIDATES]
        for activity in words
        if item.name != activity.name
    ]
    return [(item.count / (1 + activity.count), item, activity) for item, activity in pairs]


def _order(proposal: Proposal) -> Any:
    """The moments by which rows come one after the other, or the order in which they stand."""
    moments = [name for name in proposal.moments if not PLANNED.search(name)]
    if not moments:
        return np.arange(len(proposal.table))
    first = day_first_in([proposal.table[name] for name in moments if is_text(proposal.table[name])])
    told = [moments_of(proposal.table[name], name, proposal.dates, first).moments for name in moments[:4]]
    return max(told, key=lambda one: len(np.unique(one[:_ROWS_FOR_ORDER])))


def _regularity(items: Any, kinds: Any) -> float:
    """Bits that an activity tells about the next one of the same item, less what chance would give; 0 for no sense."""
    same = (items[1:] == items[:-1]) & (items[1:] >= 0) & (kinds[1:] >= 0) & (kinds[:-1] >= 0)
    before, after = kinds[:-1][same].astype(np.int64), kinds[1:][same].astype(np.int64)
    pairs = len(before)
    if pairs < 2 or np.mean(before == after) > 0.9:
        return 0.0
    joint = np.unique(before * (int(kinds.max()) + 1) + after, return_counts=True)[1]
    told = _entropy(np.bincount(before)) + _entropy(np.bincount(after)) - _entropy(joint)
    used = len(np.unique(before)), len(np.unique(after))
    chance = (len(joint) - used[0] - used[1] + 1) / (2 * pairs * np.log(2))
    # Which item it is must tell less about the activity than the order does: what never changes within one is no step.
    changes = float(np.mean(before != after))
    surprise = _entropy(np.bincount(after))
    # A share, as many different values would win by their number alone; few bits count for less, as flags have them.
    share = max(0.0, told - max(0.0, chance)) / max(surprise, 0.1)
    return float(share * changes * min(surprise, 3.0))


def _some_whole_items(codes: Any) -> Any:
    if len(codes) <= _ROWS_FOR_ORDER:
        return np.arange(len(codes))
    counts = np.cumsum(np.bincount(codes[codes >= 0]))
    limit = max(1, int(np.searchsorted(counts, _ROWS_FOR_ORDER)))
    return np.flatnonzero((codes >= 0) & (codes < limit))[: 4 * _ROWS_FOR_ORDER]


def _entropy(counts: Any) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())
