"""Walks: items sent through a stream one by one, each draw an item with its own times, routes and repetitions.

Where `passage` works out what happens on average, this sees what the next item will see. An item takes the same time
in a step however often it comes by. Random numbers belong to the step and the number of the visit, so that a step more
elsewhere, or the same map with other times, moves nothing else.
"""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from flowatlas.maps.shape import CUSTOMER, TRIGGER, Branch, Link, Node
from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.outcomes import ADDING, PROCESS, WAIT
from flowatlas.metrics.sample import Sample

MOST_ROUNDS = 20_000
"""So often items are sent on within a loop before those that are still in it count as never getting out."""

MOST_LOOPS = 3
"""So many loops are waited for that long; in later ones, and behind them, nobody gets through."""

Items: TypeAlias = NDArray[np.intp] | slice
"""Which items, by their number in the sample; a slice stands for all of them, which is several times faster."""

EVERYBODY = slice(None)

Send: TypeAlias = Callable[[str, Node, Items], None]
Key = TypeVar("Key", str, Link)


class Walk:
    """All items of a sample on their way from trigger to customer, on the first pass or with all rework.

    ``parts`` are seconds of waiting, of process and of process that adds value on the longest way, one column an item;
    ``visits`` and ``links`` count how often each item came by.
    """

    def __init__(self, sample: Sample, *, with_rework: bool) -> None:
        self.sample = sample
        self.shape = sample.shape
        self.with_rework = with_rework
        self.visits: dict[str, Draws] = {}
        self.links: dict[Link, Draws] = {}
        self._dice: dict[tuple[str, Node], np.random.Generator] = {}
        self.parts = self._chain(TRIGGER, CUSTOMER, EVERYBODY)
        self.parts[WAIT] += sample.final_wait()

    def gaps(self) -> dict[str, Draws]:
        """How often each item waited in the gap before a step: as often as it came by, but for what rework brought."""
        counts = dict(self.visits)
        for link, often in self.links.items():
            counts[link.to] = counts[link.to] - often
        return counts

    def _dealt(self, purpose: str, node: Node, who: Items) -> Draws:
        """A random number from 0 to 1 for each of these items, for one purpose at one visit of a node."""
        dice = self._dice.get((purpose, node))
        if dice is None:
            key = (purpose, node) if isinstance(node, str) else (f"{purpose} after", *node)
            dice = self._dice[purpose, node] = self.sample.dice(*key)
        return dice.random(self.sample.draws, dtype=np.float32)[who]

    def _chain(self, entry: Node, end: Node | None, who: Items) -> Draws:
        """Send items along one way; each is at one place at a time, and those at the earliest place go first.

        Without an end, the way is the entry alone.
        """
        spent = np.zeros((3, self.sample.draws))
        pending: dict[tuple[int, str, Node], list[Items]] = {}

        def send(kind: str, node: Node, some: Items) -> None:
            if self._size(some) and node != end:
                pending.setdefault((self.shape.place[node], kind, node), []).append(some)

        send("arrive", entry, who)
        furthest, rounds, left = -1, 0, MOST_LOOPS * MOST_ROUNDS
        while pending:
            key = min(pending, key=lambda key: (key[0], key[1]))
            rounds, left = rounds + 1, left - 1
            if key[0] > furthest:
                furthest, rounds = key[0], 0
            elif rounds > MOST_ROUNDS or left < 0:
                # Those no further than that went back; the others wait behind them, and will get through.
                for stuck in [key for key in pending if key[0] <= furthest or left < 0]:
                    for some in pending.pop(stuck):
                        spent[WAIT, some] = UNBOUNDED
                continue
            kind, node = key[1], key[2]
            here = _together(pending.pop(key))
            if isinstance(node, str):
                here = self._step(node, kind, here, spent, send)
            if end is None:
                continue
            if node in self.shape.branches and self._size(here):
                spent[:, here] += self._fork(node, here)
            self._onwards(node, here, send)
        return spent[:, who]

    def _size(self, who: Items) -> int:
        return self.sample.draws if isinstance(who, slice) else len(who)

    def _among(self, here: Items, chosen: NDArray[np.bool_]) -> Items:
        """Those of the items here that are chosen."""
        if not isinstance(here, slice):
            return here[chosen]
        return EVERYBODY if chosen.all() else np.flatnonzero(chosen)

    def _onwards(self, node: Node, here: Items, send: Send) -> None:
        if node in self.shape.branches:
            send("arrive", self.shape.join_of[node], here)
        elif node in self.shape.alternatives:
            for target, some in self._chosen(node, here):
                send("arrive", target, some)
        else:
            send("arrive", self.shape.successors[node][0], here)

    def _chosen(self, node: Node, here: Items) -> list[tuple[Node, Items]]:
        """Which alternative each item takes; what the shares leave over goes straight to the join."""
        options = self.shape.successors[node]
        shares = [_of(self.sample.share(str(option)), here) for option in options]
        whole = np.maximum(sum(shares, np.zeros(1)), 1.0)
        number, reached, ways = self._dealt("route", node, here), np.zeros(1), []
        for option, share in zip(options, shares, strict=True):
            before, reached = reached, reached + share / whole
            ways.append((option, self._among(here, (number >= before) & (number < reached))))
        return [*ways, (self.shape.join_of[node], self._among(here, number >= reached))]

    def _step(self, node: str, kind: str, here: Items, spent: Draws, send: Send) -> Items:
        """Let items do a step until it is not to be repeated; gives those that go on, and sends back the others."""
        sample, skipping = self.sample, None
        if kind == "arrive" and node in self.shape.optional:
            does = self._dealt("route", node, here) < _of(sample.share(node), here)
            here, skipping = self._among(here, does), self._among(here, ~does)
        returns = self._returns(node, here)
        own = [(link, share) for link, share in returns if link.to == node]
        repeated = sum((share for _, share in own), np.zeros(1))
        passes = self._geometric(node, here, repeated)
        if kind == "arrive":
            spent[WAIT, here] += _of(sample.wait(node), here)
        for link, share in own:
            often = (passes - 1) * share / np.maximum(repeated, 1 / UNBOUNDED)
            spent[WAIT, here] += often * _of(sample.link_wait(link), here)
            self._count(self.links, link, here, often)
        process = passes * _of(sample.process(node), here)
        spent[PROCESS, here] += process
        if sample.stream.steps[node].value == "adding":
            spent[ADDING, here] += process
        self._count(self.visits, node, here, passes)
        others = [(link, share) for link, share in returns if link.to != node]
        if others and self._size(here):
            number, reached, left = (
                self._dealt("return", node, here),
                np.zeros(1),
                np.maximum(1 - repeated, 1 / UNBOUNDED),
            )
            for link, share in others:
                before, reached = reached, reached + share / left
                back = self._among(here, (number >= before) & (number < reached))
                spent[WAIT, back] += _of(sample.link_wait(link), back)
                self._count(self.links, link, back, np.ones(1))
                send("inside", link.to, back)
            here = self._among(here, number >= reached)
        return here if skipping is None else _together([here, skipping])

    def _returns(self, node: str, here: Items) -> list[tuple[Link, Draws]]:
        """The ways back from a step, each with the share of its output that takes it; together at most all of it."""
        if not self.with_rework:
            return []
        links = [(link, _of(self.sample.link_share(link), here)) for link in self.sample.links(node)]
        total = sum((share for _, share in links), np.zeros(1))
        return [(link, share / np.maximum(total, 1.0)) for link, share in links if share.any()]

    def _geometric(self, node: str, here: Items, back: Draws) -> Draws:
        if not back.any():
            return np.ones(1)
        number = 1 - self._dealt("rework", node, here)
        passes = np.ones(len(number), dtype=np.float32)
        again = np.flatnonzero(number <= back)
        chance = np.broadcast_to(back, len(number))[again]
        with np.errstate(divide="ignore"):
            passes[again] += np.floor(np.log(number[again]) / np.log(chance))
        passes[again[chance >= 1]] = UNBOUNDED
        return passes

    def _count(self, counts: dict[Key, Draws], key: Key, who: Items, often: Draws) -> None:
        known = counts.get(key)
        if known is None and isinstance(who, slice):
            counts[key] = often
            return
        if known is None or len(known) < self.sample.draws:
            known = np.zeros(self.sample.draws, dtype=np.float32) + (0.0 if known is None else known)
            counts[key] = known
        known[who] += often

    def _fork(self, fork: Node, here: Items) -> Draws:
        """What the longest branch takes, for each of these items."""
        longest = np.zeros((3, self._size(here)))
        for branch in self.shape.branches[fork]:
            end = self.shape.join_of[fork]
            parts = self._tangle(branch, end, here) if branch.is_tangle else self._chain(branch.entries[0], end, here)
            is_longer = parts[WAIT] + parts[PROCESS] > longest[WAIT] + longest[PROCESS]
            longest = np.where(is_longer, parts, longest)
        return longest

    def _tangle(self, branch: Branch, end: Node, here: Items) -> Draws:
        """What ways that meet and part take: every stretch starts when the last of what it follows is done."""
        count = self.sample.draws
        reached = {node: np.zeros(count, dtype=bool) for node in (*branch.nodes, end)}
        spent = {node: np.zeros((3, count)) for node in (*branch.nodes, end)}

        def arrive(node: Node, some: Items, parts: Draws) -> None:
            old, is_first = spent[node][:, some], ~reached[node][some]
            is_later = is_first | (parts[WAIT] + parts[PROCESS] > old[WAIT] + old[PROCESS])
            spent[node][:, some] = np.where(is_later, parts, old)
            reached[node][some] = True

        for entry in branch.entries:
            arrive(entry, here, spent[entry][:, here])
        for start in sorted(branch.stretches, key=self.shape.place.__getitem__):
            stop, some = branch.stretches[start], np.flatnonzero(reached[start])
            if not len(some):
                continue
            spent[start][:, some] += self._chain(start, stop, some)
            if stop is None and start in self.shape.alternatives:
                for target, chosen in self._chosen(start, some):
                    arrive(target, chosen, spent[start][:, chosen])
            else:
                for target in self.shape.successors[start] if stop is None else [stop]:
                    arrive(target, some, spent[start][:, some])
        return spent[end][:, here]


def _together(several: list[Items]) -> Items:
    everybody = next((some for some in several if isinstance(some, slice)), None)
    if everybody is not None:
        return everybody
    groups = [some for some in several if not isinstance(some, slice) and len(some)]
    return np.concatenate(groups) if groups else np.empty(0, dtype=np.intp)


def _of(values: Draws, who: Items) -> Draws:
    """The values of some items; one value stands for all."""
    return values if len(values) == 1 else values[who]
