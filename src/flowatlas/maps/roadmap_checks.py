"""What is said of a roadmap: checks of its lanes, dates, moves and order."""

from collections.abc import Iterator

from flowatlas.drawing.told import name_of
from flowatlas.maps.roadmap import NAMED_LANES, UNPLACED, RoadmapMap, lane_of, lanes, period_of
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.path import join
from flowatlas.model.registry import check
from flowatlas.model.wording import shown


@check(RoadmapMap)
def lanes_are_read(roadmap: RoadmapMap) -> Iterator[Finding]:
    """A lane is now, next, later, or a date."""
    for item_id, item in roadmap.items.items():
        if item.lane and lane_of(item) == UNPLACED:
            yield Finding(
                f"items/{join(item_id)}/lane",
                f"lane: {shown(item.lane)} is no lane",
                Severity.WARNING,
                "write now, next, later, or a date or quarter such as 2027-Q1",
            )


@check(RoadmapMap)
def dates_are_read(roadmap: RoadmapMap) -> Iterator[Finding]:
    """Dates of items, readings and decisions can be read."""
    for item_id, item in roadmap.items.items():
        path = f"items/{join(item_id)}"
        yield from _undated(f"{path}/due", "due", item.due)
        for on, value in item.measure.readings.items() if item.measure is not None else ():
            where = f"{path}/measure/readings/{join(str(on))}"
            yield from _undated(where, "a reading", on)
            if value is None or isinstance(value, list) or value == "":
                yield Finding(
                    where, f"the reading of {shown(on)} is empty", Severity.WARNING, "write a figure such as 3wk"
                )
    for key, decision in roadmap.decisions.items():
        yield from _undated(f"decisions/{join(key)}/on", "on", decision.on)
        yield from _undated(f"decisions/{join(key)}/revisit", "revisit", decision.revisit)


def _undated(path: str, what: str, typed: object) -> Iterator[Finding]:
    if typed not in (None, "") and period_of(typed) is None:
        yield Finding(
            path, f"{what}: {shown(typed)} is no date", Severity.WARNING, "write a date such as 2027-03-31 or 2027-Q1"
        )


@check(RoadmapMap)
def moves_have_a_future(roadmap: RoadmapMap) -> Iterator[Finding]:
    """Moves are changes of a future that the item names."""
    for item_id, item in roadmap.items.items():
        if item.moves and not item.future:
            yield Finding(
                f"items/{join(item_id)}/moves",
                "moves are changes of a future, and this item names none",
                Severity.WARNING,
                "add future: with the id of the future that they belong to",
            )


@check(RoadmapMap)
def order_has_no_circle(roadmap: RoadmapMap) -> Iterator[Finding]:
    """Items do not wait for each other in a circle."""
    told: set[str] = set()
    for item_id in roadmap.items:
        circle = _circle(roadmap, item_id)
        if circle and not told & set(circle):
            told |= set(circle)
            names = " → ".join(name_of(roadmap.items[one], one) for one in [*circle, circle[0]])
            yield Finding(
                f"items/{join(circle[0])}/after",
                f"these wait for each other in a circle: {names}",
                Severity.WARNING,
                "let one of them start without the others",
            )


def _circle(roadmap: RoadmapMap, start: str) -> list[str]:
    """A shortest way from an item back to itself along what it comes after; empty where there is none."""
    before: dict[str, str] = {}
    found = [start]
    for here in found:
        for other in roadmap.items[here].after:
            if other == start:
                way = [here]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if other in roadmap.items and other not in before:
                before[other] = here
                found.append(other)
    return []


@check(RoadmapMap)
def needs_come_first(roadmap: RoadmapMap) -> Iterator[Finding]:
    """An item does not stand in an earlier lane than what it comes after."""
    order = {lane: place for place, lane in enumerate(lanes(roadmap)) if lane != UNPLACED}
    for item_id, item in roadmap.items.items():
        for other in dict.fromkeys(item.after):
            if other not in roadmap.items or roadmap.items[other].status == "done":
                continue
            own, needed = lane_of(item), lane_of(roadmap.items[other])
            is_comparable = own in order and needed in order and (own in NAMED_LANES) == (needed in NAMED_LANES)
            if is_comparable and order[own] < order[needed]:
                name, needs = name_of(item, item_id), name_of(roadmap.items[other], other)
                yield Finding(
                    f"items/{join(item_id)}/lane",
                    f"“{name}” is planned {own}, but comes after “{needs}”, which is planned {needed}",
                    Severity.WARNING,
                    "move one of them, or take the other out of after:",
                )
