"""The roadmap: where its items stand, and what they do, alone and one lane after the other."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flowatlas.drawing.told import name_at, name_of
from flowatlas.maps.roadmap import (
    MIDDLE,
    LaneProspect,
    Placing,
    Prospect,
    Prospects,
    RoadmapItem,
    RoadmapMap,
    lane_at,
    lanes,
    lost_moves,
)
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.studies.moves import (
    chain_of,
    changes_of,
    changes_of_future,
    changes_of_items,
    claimed,
    own_changes,
    roadmap_of,
    unclaimed,
)
from flowatlas.metrics.studies.readings import reading_of
from flowatlas.metrics.study import Study, derives
from flowatlas.model.gain import Gain
from flowatlas.model.path import CHANGES, join, split
from flowatlas.model.quantity import Duration

EACH_ROLE = 0.1
"""How much every role beside the first lowers feasibility: our judgement."""

SMALLEST_REST = 0.01
"""Items interact where they do more than this share more or less than added up."""


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
