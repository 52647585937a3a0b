"""Blocks: a long stream in at most seven pieces, so that somebody who was not there takes it in at a glance."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from flowatlas.drawing.text import safe
from flowatlas.maps.shape import CUSTOMER, TRIGGER, Node
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.path import join
from flowatlas.model.picture import Derived

MOST_BLOCKS = 7
MOST_LETTERS = 44
"""Up to here two names stand side by side instead of "and 1 more"."""


class Member(NamedTuple):
    """What a block is named after: a step or a whole group, and how long it takes."""

    name: str
    seconds: float


class Block(NamedTuple):
    """A piece of the stream: its steps, what it is named after, and where the middle item's time goes, in seconds.

    ``wait`` and ``work`` are what is known, ``unknown`` what a likely value stands in for, ``again`` what is done
    again. ``ways`` is how many ways lie side by side in it; ``is_choice`` whether an item takes only one of them;
    ``has_end`` whether the wait behind the last step is part of it; ``is_exact`` whether nothing varies or is in doubt.
    """

    ids: tuple[str, ...]
    members: tuple[Member, ...]
    wait: float = 0.0
    work: float = 0.0
    unknown: float = 0.0
    again: float = 0.0
    group: str = ""
    is_constraint: bool = False
    ways: int = 1
    is_choice: bool = False
    has_end: bool = False
    is_exact: bool = False

    @property
    def seconds(self) -> float:
        """How long it takes altogether."""
        return self.wait + self.work + self.unknown + self.again

    @property
    def name(self) -> str:
        """One name, two short ones, or the longest and how many more.

        >>> Block((), (Member("Read", 2.0), Member("Write", 1.0), Member("Send", 3.0))).name
        'Send and 2 more'
        """
        names = [member.name for member in self.members]
        both = ", ".join(names)
        if len(names) == 1 or (len(names) == 2 and len(both) <= MOST_LETTERS):
            return both
        largest = max(self.members, key=lambda member: member.seconds)
        return f"{largest.name} and {len(names) - 1} more"


def blocks(stream: ValueStreamMap, derived: Derived, *, most: int = MOST_BLOCKS) -> list[Block]:
    """The stream in at most so many blocks, in order.

    The steps of a group are one block; parallel branches and alternatives are one block; else the smallest neighbours
    are folded. The step of the constraint keeps a block of its own. Together they are as long as the middle item
    takes.
    """
    again = again_block(derived)
    found = folded(grouped(pieces(stream, derived)), most - len(again))
    return [*found, *again]


def again_block(derived: Derived) -> list[Block]:
    """What is done again, behind the first pass; nothing where nothing is."""
    span = derived.rework
    return (
        []
        if span is None
        else [Block((), (Member("Done again", span.seconds),), again=span.seconds, is_exact=_is_exact(derived))]
    )


def _is_exact(derived: Derived) -> bool:
    """Whether the whole map is one figure."""
    lead, takes = derived.lead, derived.takes
    return lead is not None and takes is not None and lead.low == lead.high and takes.low == takes.high


def pieces(stream: ValueStreamMap, derived: Derived) -> list[Block]:
    """The smallest blocks: every step of the main way, and every place where ways part as a whole."""
    found: list[Block] = []
    shape = stream.shape
    node = TRIGGER
    while node != CUSTOMER:
        if isinstance(node, str):
            found.append(_step(stream, derived, node))
        following = shape.successors[node]
        if len(following) > 1 or node in shape.alternatives:
            inside = [str(other) for other in shape.between(following, shape.join_of[node]) if isinstance(other, str)]
            found.append(_parted(stream, derived, node, inside))
        node = shape.join_of[node]
    final = derived.spans.get("final_wait")
    if final is not None and final.seconds:
        is_known = "final_wait" not in derived.unknown
        found.append(
            Block(
                (),
                (Member("The last wait", final.seconds),),
                wait=final.seconds if is_known else 0.0,
                unknown=0.0 if is_known else final.seconds,
                is_constraint=_is_constraint(derived, "final_wait"),
                has_end=True,
                is_exact=final.low == final.high,
            )
        )
    return found


def _is_constraint(derived: Derived, address: str) -> bool:
    spot = derived.constraint
    return spot is not None and any(f"{path}/".startswith(f"{address}/") for path in spot.paths)


def _step(stream: ValueStreamMap, derived: Derived, step_id: str) -> Block:
    address = f"steps/{join(step_id)}"
    times = {"wait_time": 0.0, "process_time": 0.0}
    unknown, is_exact = 0.0, True
    for field in times:
        span = derived.spans.get(f"{address}/{field}")
        is_exact &= span is None or span.low == span.high
        if span is not None and f"{address}/{field}" in derived.unknown:
            unknown += span.seconds
        elif span is not None:
            times[field] = span.seconds
    name = Member(safe(stream.name_of(address)), sum(times.values()) + unknown)
    return Block(
        (step_id,),
        (name,),
        times["wait_time"],
        times["process_time"],
        unknown,
        group=stream.steps[step_id].group or "",
        is_constraint=_is_constraint(derived, address),
        is_exact=is_exact and (stream.steps[step_id].share is None or _is_exact(derived)),
    )


def _parted(stream: ValueStreamMap, derived: Derived, node: Node, inside: Sequence[str]) -> Block:
    """Ways that part and join again as one block: it takes from where they part to where the last one comes in."""
    shape = stream.shape
    steps = [_step(stream, derived, step_id) for step_id in inside]
    is_choice = node in shape.alternatives
    counted = steps if is_choice else _longest(stream, {step.ids[0]: step for step in steps})
    block = merged(steps)
    whole = _start(stream, derived, shape.join_of[node]) - min(
        (_start(stream, derived, step_id) for step_id in inside), default=0.0
    )
    parts = [sum(part) for part in zip(*((one.wait, one.work, one.unknown) for one in counted), strict=True)]
    total = sum(parts)
    if math.isfinite(whole) and math.isfinite(total) and total > 0:
        parts = [part * max(whole, 0.0) / total for part in parts]
    groups = {step.group for step in steps}
    following = shape.successors[node]
    return block._replace(
        wait=parts[0],
        work=parts[1],
        unknown=parts[2],
        group=groups.pop() if len(groups) == 1 else "",
        ways=len(following),
        is_choice=is_choice,
    )


def _start(stream: ValueStreamMap, derived: Derived, node: Node) -> float:
    """When the middle item comes to a place: to a step, to what lies behind a junction, or to the end."""
    if isinstance(node, str):
        span = derived.spans.get(f"steps/{join(node)}/wait_time")
    elif node == CUSTOMER:
        span = derived.spans.get("final_wait")
    else:
        return min((_start(stream, derived, other) for other in stream.shape.successors[node]), default=0.0)
    return 0.0 if span is None else span.start


def _longest(stream: ValueStreamMap, steps: dict[str, Block]) -> list[Block]:
    """The steps on the longest way through some."""
    best: dict[Node, tuple[float, tuple[str, ...]]] = {}
    shape = stream.shape
    for node in shape.nodes:
        before = [best[other] for other in shape.before[node] if other in best]
        length, way = max(before, key=lambda one: one[0], default=(0.0, ()))
        if isinstance(node, str) and node in steps:
            best[node] = (length + steps[node].seconds, (*way, node))
        elif not isinstance(node, str) and before:
            best[node] = (length, way)
    _, way = max(best.values(), key=lambda one: one[0], default=(0.0, ()))
    return [steps[step_id] for step_id in way]


def grouped(several: Sequence[Block]) -> list[Block]:
    """Neighbours of one group as one block; the step of the constraint stays by itself."""
    found: list[list[Block]] = []
    for block in several:
        last = found[-1][-1] if found else None
        is_apart = block.is_constraint or (last is not None and last.is_constraint)
        if last is not None and block.group and block.group == last.group and not is_apart:
            found[-1].append(block)
        else:
            found.append([block])
    joined = [merged(members) for members in found]
    counts: dict[str, int] = {}
    for block in joined:
        counts[block.group] = counts.get(block.group, 0) + (not block.is_constraint)
    return [
        named_by_group(block) if block.group and not block.is_constraint and counts[block.group] == 1 else block
        for block in joined
    ]


def named_by_group(block: Block) -> Block:
    """The same block under the name of its group."""
    return block._replace(members=(Member(safe(block.group), block.seconds),))


def folded(several: Sequence[Block], most: int) -> list[Block]:
    """At most so many blocks: again and again the two neighbours that are shortest together become one.

    Ways that part and the constraint are folded only where nothing else is left.
    """
    found = list(several)
    costs = [_cost(*pair) for pair in pairwise(found)]
    while len(found) > max(most, 1):
        place = cheapest(costs)
        found[place : place + 2] = [merged(found[place : place + 2])]
        around = found[max(place - 1, 0) : place + 2]
        costs[max(place - 1, 0) : place + 2] = [_cost(*pair) for pair in pairwise(around)]
    return found


def _cost(one: Block, other: Block) -> tuple[int, float]:
    """What it costs to fold two neighbours: first by what they are, then by how long they are."""
    kept = sum(2 * block.is_constraint + (block.ways > 1) for block in (one, other))
    return kept, one.seconds + other.seconds


def cheapest(costs: Sequence[tuple[int, float]]) -> int:
    """Where it costs least to fold two neighbours, the first of equals."""
    return costs.index(min(costs))


def merged(several: Sequence[Block]) -> Block:
    """Blocks as one: times add up; the wait at the end gives its name only where nothing else does."""
    if len(several) == 1:
        return several[0]
    members = tuple(member for one in several if one.ids for member in one.members)
    groups = {one.group for one in several}
    whole = sums(several)
    return whole._replace(
        ids=tuple(step_id for one in several for step_id in one.ids),
        members=members or several[0].members,
        group=groups.pop() if len(groups) == 1 else "",
        is_constraint=any(one.is_constraint for one in several),
        has_end=any(one.has_end for one in several),
        is_exact=all(one.is_exact for one in several),
    )


def step_name(stream: ValueStreamMap, step_id: str) -> str:
    """What people call a step."""
    return safe(stream.name_of(f"steps/{join(step_id)}"))


def address_of(block: Block, stream: ValueStreamMap) -> str:
    """The full path of what a block stands for: its only step, or the wait at the end; '' for several."""
    if len(block.ids) == 1:
        return f"{stream.section}/steps/{join(block.ids[0])}"
    return f"{stream.section}/final_wait" if block.has_end and not block.ids else ""


def sums(several: Iterable[Block]) -> Block:
    """All blocks as one, for their times."""
    found = list(several)
    return Block(
        (),
        (),
        sum(one.wait for one in found),
        sum(one.work for one in found),
        sum(one.unknown for one in found),
        sum(one.again for one in found),
    )
