"""Blocks of steps, and which of them a map can show."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, product
from typing import Literal, NamedTuple

MOST_BRANCHES = 6
"""Where more than this seems to go on at once, things are done in any order."""

Pair = tuple[int, int]
Way = Literal["sequence", "parallel", "alternatives"]


IsOptional = Callable[[int, Sequence[int]], bool]


class Block(NamedTuple):
    """Steps or blocks of them, one after the other, at the same time, or of which an item takes one."""

    way: Way
    parts: tuple["Block | int", ...]


Node = Block | int


def steps_in(node: Node) -> list[int]:
    """The steps of a block, in order."""
    return [node] if isinstance(node, int) else [step for part in node.parts for step in steps_in(part)]


def unmappable(node: Node, is_optional: IsOptional, block: Sequence[int] = ()) -> set[Pair]:
    """Pairs of steps in blocks that a map cannot show as they are.

    A map takes several optional steps at one fork for alternatives, and tells alternatives by the shares of the first
    step of each branch. So steps that could all be left out are no parallel branches, and an alternative does not begin
    with such a block. ``is_optional`` tells whether items of a ``block`` leave out a step.
    """
    if isinstance(node, int):
        return set()
    block = block or steps_in(node)
    is_fork = node.way == "alternatives"
    found = set()
    for part in node.parts:
        found |= unmappable(part, is_optional, steps_in(part) if is_fork else block)
        head = _head(part)
        if is_fork and isinstance(head, Block):
            found |= _across(head)
    heads = [_head(part) for part in node.parts]
    are_optional = all(isinstance(head, Block) or is_optional(head, block) for head in heads)
    if node.way == "parallel" and (are_optional or len(heads) > MOST_BRANCHES):
        found |= _across(node)
    return found


def mappable(node: Node, is_optional: IsOptional) -> Node:
    """The blocks, with an optional step that an alternative begins with put before the fork."""
    if isinstance(node, int):
        return node
    parts = [mappable(part, is_optional) for part in node.parts]
    if node.way != "alternatives":
        return block_of(node.way, parts)
    hoisted: list[Node] = []
    branches: list[Node] = []
    for part in parts:
        rest = part
        while isinstance(rest, Block) and is_optional(steps_in(rest)[0], steps_in(part)):
            hoisted.append(steps_in(rest)[0])
            rest = block_of("sequence", rest.parts[1:])
        branches.append(rest)
    fork = block_of("alternatives", branches)
    return block_of("sequence", [*hoisted, fork]) if hoisted else fork


def _across(node: Block) -> set[Pair]:
    return {pair for one, other in combinations(map(steps_in, node.parts), 2) for pair in product(one, other)}


def _head(node: Node) -> Node:
    while not isinstance(node, int) and node.way == "sequence":
        node = node.parts[0]
    return node


def block_of(way: Way, parts: Iterable[Node]) -> Node:
    """A block, with blocks of the same way inside it opened; what has only one part is that part."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Block) and part.way == way else [part]
    return flat[0] if len(flat) == 1 else Block(way, tuple(flat))
