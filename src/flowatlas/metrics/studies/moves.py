"""Which changes the items of a roadmap make: their part of a future, and what that needs."""

from collections.abc import Iterable
from typing import Any

from flowatlas.maps.roadmap import RoadmapMap, move_of
from flowatlas.metrics.study import Study
from flowatlas.model.overlay import lay, overlay_between
from flowatlas.model.path import CHANGES, Plain, as_mapping, is_inside


def roadmap_of(study: Study) -> RoadmapMap:
    """The roadmap of the atlas; an empty one where there is none."""
    return study.atlas.map_or_blank(RoadmapMap)


def changes_of(study: Study, item_id: str) -> dict[str, Any]:
    """What an item changes on the current map, by path relative to it: its part of a future, and all that this needs.

    ``moves`` claim changes of the future by path or by the record that they belong to. An item without moves claims the
    whole future if it is the only one of it, else nothing. Where the future builds on others, their changes are made
    as well. Nothing where there is no such future, or futures build on each other in a circle.
    """
    return changes_of_items(study, [item_id])


def changes_of_items(study: Study, item_ids: Iterable[str]) -> dict[str, Any]:
    """What several items change together; where two futures change the same, the one named by a later item counts."""
    roadmap = roadmap_of(study)
    parts: dict[str, set[str]] = {}
    for item_id in item_ids:
        own = claimed(study, item_id)
        chain = chain_of(study, roadmap.items[item_id].future) if own else ()
        for future_id in chain[:-1]:
            parts.setdefault(future_id, set()).update(own_changes(study, future_id))
        if chain:
            parts.setdefault(chain[-1], set()).update(own)
    several = [
        {path: value for path, value in own_changes(study, future_id).items() if path in taken}
        for future_id, taken in parts.items()
    ]
    return _one_after_the_other(study.current, several)


def changes_of_future(study: Study, future_id: str) -> dict[str, Any]:
    """All that a future changes on the current map, with the futures that it builds on."""
    return _one_after_the_other(study.current, [own_changes(study, one) for one in chain_of(study, future_id)])


def _one_after_the_other(current: Plain, several: list[dict[str, Any]]) -> dict[str, Any]:
    """Overlays as a single one that gives the same map."""
    merged: dict[str, Any] = {}
    laid = current
    for changes in several:
        laid = lay(laid, changes)
        for path, value in changes.items():
            merged.pop(path, None)
            merged[path] = value
    # A record that one overlay removes and the next brings back has another place than one that was only changed.
    if len(several) > 1 and overlay_between(lay(current, merged), laid):
        return overlay_between(current, laid)
    return merged


def claimed(study: Study, item_id: str) -> dict[str, Any]:
    """The changes of its own future that an item claims."""
    roadmap = roadmap_of(study)
    item = roadmap.items.get(item_id)
    if item is None or item.future is None:
        return {}
    known = own_changes(study, item.future)
    if not item.moves:
        others = [other for other in roadmap.items.values() if other.future == item.future]
        return known if len(others) == 1 else {}
    moves = [move_of(move) for move in item.moves]
    return {path: value for path, value in known.items() if any(is_inside(path, move) for move in moves)}


def unclaimed(study: Study, future_id: str) -> dict[str, Any]:
    """The changes of a future, without those that it builds on, that no item claims."""
    roadmap = roadmap_of(study)
    taken = {
        path for item_id, item in roadmap.items.items() if item.future == future_id for path in claimed(study, item_id)
    }
    return {path: value for path, value in own_changes(study, future_id).items() if path not in taken}


def own_changes(study: Study, future_id: str) -> dict[str, Any]:
    """The changes that a future itself makes."""
    return {str(path): value for path, value in as_mapping(_future(study, future_id).get(CHANGES)).items()}


def chain_of(study: Study, future_id: str | None) -> tuple[str, ...]:
    """A future behind those that it builds on, the first one first; nothing where that is a circle."""
    found: list[str] = []
    here = future_id
    while here is not None and here in _futures(study):
        if here in found:
            return ()
        found.append(here)
        before = _future(study, here).get("builds_on")
        here = None if before is None else str(before)
    return tuple(reversed(found))


def _futures(study: Study) -> Plain:
    return as_mapping(study.plain.get("future"))


def _future(study: Study, future_id: str) -> Plain:
    return as_mapping(_futures(study).get(future_id))
