"""The roadmap: which changes its items make, and what they do, alone and one lane after the other."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from flowatlas.drawing.figure import spelled
from flowatlas.drawing.told import name_at, name_of, text_of
from flowatlas.maps.outcome import SMALLER_IS_BETTER
from flowatlas.maps.roadmap import (
    MIDDLE,
    LaneProspect,
    Placing,
    Prospect,
    Prospects,
    Reading,
    RoadmapItem,
    RoadmapMap,
    Verdict,
    lane_at,
    lanes,
    latest_reading,
    lost_moves,
    move_of,
    period_of,
)
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.metric import Metric, metrics
from flowatlas.metrics.study import Study, derives
from flowatlas.model.calendar import Calendar
from flowatlas.model.gain import Gain
from flowatlas.model.notation import QuantityError
from flowatlas.model.overlay import lay, overlay_between
from flowatlas.model.path import CHANGES, Plain, as_mapping, is_inside, join, split
from flowatlas.model.quantity import Count, Duration, Money, Quantity, Rate, Share

EACH_ROLE = 0.1
"""How much every role beside the first lowers feasibility: our judgement."""

HALFWAY = 0.5
SMALLEST_REST = 0.01
"""Items interact where they do more than this share more or less than added up."""

TOLERANCE = 1e-9


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


@derives(Prospects)
def prospects(study: Study) -> Prospects | None:
    """What the figures say of the roadmap; None without one."""
    roadmap = roadmap_of(study)
    if not roadmap.items:
        return None
    gains = {item_id: _gain(study, changes_of(study, item_id)) for item_id in roadmap.items}
    most = max((_less(gain) for gain in gains.values() if gain is not None), default=0.0)
    found = {}
    for item_id, item in roadmap.items.items():
        gain = gains[item_id]
        importance, feasibility = _importance(item, gain, most), _feasibility(study, item_id, item)
        found[item_id] = Prospect(
            gain,
            "" if gain is not None else _why_untold(study, item_id, item),
            importance,
            feasibility,
            lane_at(importance.value, feasibility.value),
            reading_of(study, item_id, item),
            _lost(study, item),
        )
    in_lanes = tuple(_lanes(study, lanes(roadmap), gains))
    named = dict.fromkeys(one for item in roadmap.items.values() for one in chain_of(study, item.future))
    return Prospects(
        found,
        in_lanes,
        {
            future_id: tuple(f"future/{join(future_id)}/{CHANGES}/{path}" for path in unclaimed(study, future_id))
            for future_id in named
        },
        {future_id: _gain(study, changes_of_future(study, future_id)) for future_id in named},
        tuple(_clashes(study, roadmap)),
        _interaction(study, in_lanes),
    )


def _gain(study: Study, changes: Mapping[str, Any]) -> Gain | None:
    """What changes do to the lead time; None where nothing is changed, or no time on the map is known."""
    if not changes or study.report.samples.is_blank:
        return None
    effect = study.effect(changes)
    return Gain(*effect) if effect is not None and math.isfinite(effect.mean) else None


def _less(gain: Gain) -> float:
    return max(-gain.mean, 0.0)


def _why_untold(study: Study, item_id: str, item: RoadmapItem) -> str:
    if item.future is None:
        return "it names no future, so its effect is not known"
    if not chain_of(study, item.future):
        return "its future is not there, so its effect is not known"
    if not claimed(study, item_id):
        return "it does not say which changes of the future it makes, so its effect is not known"
    return "the lead time is not known well enough to tell its effect"


def _importance(item: RoadmapItem, gain: Gain | None, most: float) -> Placing:
    if item.importance is not None:
        return Placing(min(max(item.importance, 0.0), 1.0), "stated", "importance as stated")
    if gain is None:
        return Placing(MIDDLE, "unknown", "importance not known: neither stated nor told by an effect")
    if not most:
        return Placing(0.0, "proposed", "importance from its effect: no item shortens the lead time")
    share = _less(gain) / most
    told = f"{share * 100:.0f}% of the largest" if share >= SMALLEST_REST else "next to nothing beside the largest"
    told = "the largest of all items" if share == 1 else told
    return Placing(share, "proposed", f"importance from its effect: {told}")


def _feasibility(study: Study, item_id: str, item: RoadmapItem) -> Placing:
    """How easily an item can be done, from its stated effort and cost and the roles that take part.

    An hour of work is nearly 1, half a year nearly 0, with equal factors in between: our judgement. Every role beside
    the first lowers it.
    """
    if item.feasibility is not None:
        return Placing(min(max(item.feasibility, 0.0), 1.0), "stated", "feasibility as stated")
    calendar = study.atlas.calendar.times
    work, parts = 0.0, []
    if item.effort is not None and item.effort.points:
        work += item.effort.middle
        parts.append(f"{Duration.say(item.effort.middle, calendar)} of work")
    hour = study.atlas.economics.hour
    if item.cost is not None and item.cost.points:
        can_compare = hour is not None and hour.points and hour.middle and hour.currency == item.cost.currency
        if hour is not None and can_compare:
            seconds = item.cost.middle / hour.middle * 3600
            work += seconds
            parts.append(f"a cost of {Duration.say(seconds, calendar, is_rough=True)} of work")
    if not parts:
        return Placing(MIDDLE, "unknown", "feasibility not known: no effort is stated")
    least, longest = 3600.0, calendar.unit_seconds("y") / 2
    ease = 1 - math.log(min(max(work, least), longest) / least) / math.log(longest / least)
    roles = _roles(study, item_id)
    if len(roles) > 1:
        parts.append(f"{len(roles)} roles take part")
        ease -= EACH_ROLE * (len(roles) - 1)
    return Placing(min(max(ease, 0.05), 0.95), "proposed", f"feasibility from {' and '.join(parts)}")


def _roles(study: Study, item_id: str) -> list[str]:
    """The roles whose steps an item changes, in their order on the map."""
    found: dict[str, None] = {}
    for path in claimed(study, item_id):
        keys = split(path)
        step = study.stream.steps.get(keys[1]) if keys[0] == "steps" and len(keys) > 1 else None
        found |= dict.fromkeys(step.roles if step is not None else ())
    return list(found)


def _lost(study: Study, item: RoadmapItem) -> tuple[str, ...]:
    """Moves that match no change of the item's future."""
    if not chain_of(study, item.future):
        return ()
    return lost_moves(item, own_changes(study, str(item.future)))


def _lanes(study: Study, placed: Mapping[str, list[str]], gains: Mapping[str, Gain | None]) -> Iterator[LaneProspect]:
    done: list[str] = []
    for lane, item_ids in placed.items():
        done += item_ids
        known = [gain.mean for one in done if (gain := gains[one]) is not None]
        gain = _gain(study, changes_of_items(study, done)) if item_ids or known else None
        yield LaneProspect(lane, gain, math.fsum(known) if known else None, len(done) - len(known))


def _interaction(study: Study, in_lanes: Sequence[LaneProspect]) -> str:
    """What items do to each other, as a sentence; '' where next to nothing."""
    last = in_lanes[-1]
    if last.gain is None or last.added_up is None:
        return ""
    rest = last.gain.mean - last.added_up
    if abs(rest) < SMALLEST_REST * max(abs(last.gain.mean), abs(last.added_up)) or not rest:
        return ""
    told = Duration.say(abs(rest), study.atlas.calendar.times, words=True, is_rough=True)
    if rest > 0:
        why = "one includes what another does" if _includes(study) else "they act on the same time"
        return f"Together they save {told} less than added up, because {why}."
    return f"Together they save {told} more than added up, because one helps the other."


def _includes(study: Study) -> bool:
    """Whether an item builds on a future that another item brings about, so that its own effect holds that as well."""
    futures = {item.future for item in roadmap_of(study).items.values() if item.future is not None}
    return any(futures & set(chain_of(study, future)[:-1]) for future in futures)


def _clashes(study: Study, roadmap: RoadmapMap) -> Iterator[str]:
    """Items of different futures that give one thing different values; futures that build on each other may."""
    said: dict[str, tuple[str, Any]] = {}
    for item_ids in lanes(roadmap).values():
        for item_id in item_ids:
            for path, value in claimed(study, item_id).items():
                other, before = said.setdefault(path, (item_id, value))
                futures = [str(roadmap.items[one].future) for one in (other, item_id)]
                is_built = futures[0] in chain_of(study, futures[1]) or futures[1] in chain_of(study, futures[0])
                if before != value and not is_built:
                    names = [name_of(roadmap.items[one], one) for one in (other, item_id)]
                    what = name_at(study.atlas, f"{ValueStreamMap.section}/{path}")
                    yield f"“{names[0]}” and “{names[1]}” change {what} in different ways; the later one counts."


def reading_of(study: Study, item_id: str, item: RoadmapItem) -> Reading | None:
    """The latest reading of an item held against what was predicted; None where nothing was read.

    Predicted is the target of the measure, or what the item does to its metric. At or beyond it is a hit. A reading
    after the due date that made less than half of the way is a miss. Before that, and while the item is not started, it
    is too early for that.
    """
    measure = item.measure
    if measure is None:
        return None
    latest = latest_reading(measure)
    if latest is None:
        return None
    period, typed = latest
    text = text_of(typed) if isinstance(typed, dict) else spelled(typed)
    known = {one.name: one for one in metrics()}.get(metric_name(measure.metric))
    calendar = study.atlas.calendar.times
    kind = known.kind if known is not None else _kind_of([typed, measure.target, measure.baseline], calendar)
    now, wanted, before = (_figure(kind, one, calendar) for one in (typed, measure.target, measure.baseline))
    source = "the target"
    if known is not None and (wanted is None or before is None):
        predicted = _predicted(study, item_id, known.name)
        if wanted is None and predicted[1] is not None:
            wanted, source = predicted[1], "what the map predicts"
        before = predicted[0] if before is None else before

    def verdict(word: Verdict, why: str) -> Reading:
        return Reading(period.text, text, word, why)

    if kind is None or now is None:
        return verdict("cannot be told", "the reading is not in the unit of its target or metric")
    if wanted is None:
        return verdict("cannot be told", "there is no target to hold it against")
    aim = (
        f"{source} of {kind.say(wanted, calendar)}"
        if source == "the target"
        else (f"{source}, {kind.say(wanted, calendar, is_rough=True)}")
    )
    if item.status in (None, "not started"):
        return verdict("too early", "the item is not started, so this is where it stood before")
    is_less = _is_less(known, before, wanted)
    if is_less is None:
        return verdict("cannot be told", "without a baseline nobody knows whether more or less is better")
    if now <= wanted * (1 + TOLERANCE) if is_less else now >= wanted * (1 - TOLERANCE):
        return verdict("hit", f"at or beyond {aim}")
    due = period_of(item.due) if item.due else None
    is_late = due is not None and period.end > due.end
    way = None if before is None or before == wanted else (before - now) / (before - wanted)
    if is_late and (way is None or way < HALFWAY):
        return verdict("miss", f"after the due date and {_far(way)} {aim}")
    if way is not None and way > 0:
        return verdict("on the way", f"{_far(way)} {aim}{', though after the due date' if is_late else ''}")
    return verdict("too early", f"{_far(way)} {aim}, {'before the due date' if due else 'and no due date is set'}")


def _far(way: float | None) -> str:
    if way is None:
        return "short of"
    if way <= 0:
        return "no nearer to"
    return f"{min(way, 0.99) * 100:.0f}% of the way to"


def _predicted(study: Study, item_id: str, name: str) -> tuple[float | None, float | None]:
    """A metric of the map as it is, and with the item: the middle of what we do not know."""
    changes = changes_of(study, item_id)
    if study.report.samples.is_blank:
        return None, None
    found: list[float | None] = []
    for laid in ({}, changes):
        draws = study.doubt(name, laid) if laid or not found else None
        middle = None if draws is None else float(np.median(draws))
        found.append(middle if middle is not None and math.isfinite(middle) else None)
    return found[0], found[1]


def _is_less(known: Metric | None, before: float | None, wanted: float) -> bool | None:
    """Whether less is better: towards the target, else as is usual for the metric; None where neither tells."""
    if before is not None and before != wanted:
        return wanted < before
    if known is None:
        return None
    return known.kind is Duration or known.name in SMALLER_IS_BETTER


def _kind_of(typed: Sequence[Any], calendar: Calendar) -> type[Quantity] | None:
    """The kind of quantity that all figures are which somebody gave."""
    given = [one for one in typed if one is not None]
    for kind in (Count, Duration, Share, Rate, Money):
        if all(_figure(kind, one, calendar) is not None for one in given):
            return kind
    return None


def _figure(kind: type[Quantity] | None, typed: Any, calendar: Calendar) -> float | None:
    if kind is None or typed is None:
        return None
    try:
        quantity = kind.read(typed, calendar)
    except QuantityError:
        return None
    return quantity.middle if quantity.points and math.isfinite(quantity.middle) else None


def metric_name(typed: str | None) -> str:
    """The name of a metric, however it is spelled; '' for none."""
    return "_".join((typed or "").casefold().replace("-", " ").replace("_", " ").split())
