"""Places: both maps in the same pieces, so that what they have in common stands below each other."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from flowatlas.maps.shape import Node
from flowatlas.views.blocks import MOST_BLOCKS, Block, again_block, cheapest, merged, named_by_group, pieces
from flowatlas.views.pair.sides import Change, Side


class Place(NamedTuple):
    """The same piece of both maps: its block on each, None where it is not there, and the numbers of its changes."""

    sides: tuple[Block | None, Block | None]
    numbers: tuple[int, ...] = ()

    @property
    def before(self) -> Block | None:
        """Its block on the first map."""
        return self.sides[0]

    @property
    def after(self) -> Block | None:
        """Its block on the second map."""
        return self.sides[1]

    def name(self, side: int) -> str:
        """What it is called on a map: after the same step on both, where that is on both."""
        block, first = self.sides[side], self.sides[0]
        if block is None or first is None or len(block.members) < 3:
            return "" if block is None else block.name
        head = max(first.members, key=lambda member: member.seconds).name
        is_on_both = any(member.name == head for member in block.members)
        return f"{head} and {len(block.members) - 1} more" if is_on_both else block.name

    @property
    def blocks(self) -> list[Block]:
        """The blocks that there are."""
        return [block for block in self.sides if block is not None]

    @property
    def seconds(self) -> float:
        """The longer one of its times."""
        return max((block.seconds for block in self.blocks), default=0.0)

    @property
    def is_constraint(self) -> bool:
        """Whether it limits one of the maps."""
        return any(block.is_constraint for block in self.blocks)


def places(before: Side, after: Side, changes: Sequence[Change], *, most: int = MOST_BLOCKS) -> list[Place]:
    """Both maps in the same blocks, in the order of the second one: what changed stays apart as far as possible."""
    again = [_first(again_block(side.derived)) for side in (before, after)]
    last = [Place((again[0], again[1]))] if any(again) else []
    found = _grouped(_aligned(before, after, changes))
    while len(found) > most - len(last):
        costs = [
            (sum(2 * len(one.numbers) + one.is_constraint for one in pair), sum(one.seconds for one in pair))
            for pair in pairwise(found)
        ]
        number = cheapest(costs)
        found[number : number + 2] = [_together(found[number : number + 2])]
    return [*found, *last]


def _first(several: Sequence[Block]) -> Block | None:
    return several[0] if several else None


def _aligned(before: Side, after: Side, changes: Sequence[Change]) -> list[Place]:
    """The smallest pieces that can be told apart on both maps: pieces with steps in common are one place."""
    old, new = (pieces(side.stream, side.derived) for side in (before, after))
    linked: list[set[tuple[int, str]]] = []
    links = [{(0, step_id), (1, step_id)} for step_id in before.stream.steps if step_id in after.stream.steps]
    replaced = {step_id for change in changes if change.kind in {"removed", "added"} for step_id in change.ids}
    links = [link for link in links if not {step_id for _, step_id in link} & replaced]
    links += [{*((0, one) for one in change.ids), *((1, one) for one in change.new_ids)} for change in changes]
    links += [{(side, one) for one in block.ids} for side, several in enumerate((old, new)) for block in several]
    for link in links:
        apart = [other for other in linked if not other & link]
        joined = set(link).union(*(other for other in linked if other & link))
        linked = [*apart, joined]
    place_of = [{one: place for place, one in enumerate(side.stream.shape.nodes)} for side in (before, after)]

    def block_of(side: int, link: set[tuple[int, str]]) -> Block | None:
        own = [block for block in (old, new)[side] if any((side, one) in link for one in block.ids)]
        return merged(own) if own else None

    found = []
    for link in linked:
        numbers = tuple(
            number
            for number, change in enumerate(changes, 1)
            if any((0, one) in link for one in change.ids) or any((1, one) in link for one in change.new_ids)
        )
        blocks = block_of(0, link), block_of(1, link)
        if any(blocks):
            found.append(Place(blocks, numbers))
    found = _in_order(found, place_of)
    ends = [next((block for block in several if block.has_end and not block.ids), None) for several in (old, new)]
    return [*found, Place((ends[0], ends[1]))] if any(ends) else found


def _in_order(found: list[Place], place_of: Sequence[dict[Node, int]]) -> list[Place]:
    """Places in the order of the map after; what is only on the one before stands behind what it came after."""

    def rank(side: int, place: Place) -> int:
        block = place.sides[side]
        return min(place_of[side][one] for one in block.ids) if block is not None else -1

    ordered = sorted((one for one in found if one.after is not None), key=lambda one: rank(1, one))
    for gone in sorted((one for one in found if one.after is None), key=lambda one: rank(0, one)):
        earlier = [one for one in ordered if one.before is not None and rank(0, one) < rank(0, gone)]
        above = max(earlier, key=lambda one: rank(0, one), default=None)
        ordered.insert(0 if above is None else ordered.index(above) + 1, gone)
    return ordered


def _grouped(found: Sequence[Place]) -> list[Place]:
    """Neighbours of one group as one place, where nothing changed and nothing limits."""
    rows: list[list[Place]] = []
    for place in found:
        last = rows[-1][-1] if rows else None
        is_plain = all(one is not None and not one.numbers and not one.is_constraint for one in (place, last))
        if last is not None and is_plain and _group(place) and _group(place) == _group(last):
            rows[-1].append(place)
        else:
            rows.append([place])
    several = [_together(row) for row in rows]
    groups = [_group(one) for one in several]
    return [
        _under_group(one) if group and groups.count(group) == 1 and not one.is_constraint and not one.numbers else one
        for group, one in zip(groups, several, strict=True)
    ]


def _under_group(place: Place) -> Place:
    """The same place under the name of its group."""
    before, after = (None if block is None else named_by_group(block) for block in place.sides)
    return Place((before, after), place.numbers)


def _group(place: Place) -> str:
    groups = {block.group for block in place.blocks}
    return groups.pop() if len(groups) == 1 else ""


def _together(several: Sequence[Place]) -> Place:
    """Places as one."""
    before, after = ([block for one in several if (block := one.sides[side]) is not None] for side in (0, 1))
    numbers = tuple(sorted({number for one in several for number in one.numbers}))
    return Place((merged(before) if before else None, merged(after) if after else None), numbers)
