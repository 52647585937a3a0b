"""Following: how long a way takes in every case, each route and each repetition on it followed.

Where ways run side by side the longest one counts, so there the whole distribution of each branch is worked out (how
often each loop is repeated included), never just its mean.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Protocol, TypeAlias

import numpy as np

from flowatlas.maps.shape import Branch, Node
from flowatlas.metrics.draws import Draws
from flowatlas.metrics.outcomes import Outcomes, Parts, merged
from flowatlas.metrics.routes import SMALLEST_ESCAPE, Course
from flowatlas.metrics.visits import MarkovChain, Visits

SMALLEST_CHANCE = 1e-13
MOST_LEFT = 1e-9
MOST_REPEATS = 1000
MOST_ROUNDS = 5000
MOST_CASES = 1024


Section: TypeAlias = tuple[Node, Node]
"""A part of a way, by its start and end, that every item leaves once and comes back to never."""

Way: TypeAlias = tuple[Section, ...]


class _Send(Protocol):
    """Sends outcomes on to a node, to its gap or inside of it."""

    def __call__(self, node: Node, outcomes: Outcomes, *, is_inside: bool = False) -> None: ...


class Following:
    """The distributions of ways through a stream, in a sample of one draw."""

    def __init__(self, chain: MarkovChain) -> None:
        self.chain = chain
        self.routes = chain.routes
        self.sample = chain.sample
        self.shape = chain.shape

    def fork_outcomes(self, fork: Node) -> Outcomes:
        """The distribution of the longest branch, from a fork to its join."""
        return self.sample.recalled(("fork", self.routes.with_rework, fork), lambda: self._fork_outcomes(fork))

    def _fork_outcomes(self, fork: Node) -> Outcomes:
        result = self._at_once()
        for branch in self.shape.branches[fork]:
            result = result.longest(self.branch_outcomes(fork, branch))
        return result

    def branch_outcomes(self, fork: Node, branch: Branch) -> Outcomes:
        """The distribution of one branch of a fork."""
        end = self.shape.join_of[fork]
        if not branch.is_tangle:
            return self._outcomes_between(branch.entries[0], end)

        def across() -> Outcomes:
            start = dict.fromkeys(branch.entries, self._at_once())
            return merged(
                self._across(branch, course, start, end, MOST_CASES).often(course.chance)
                for course in self.routes.courses(fork, branch)
            )

        return self.sample.recalled(("tangle", self.routes.with_rework, fork, branch.entries), across)

    def _across(
        self, branch: Branch, course: Course, coming: Mapping[Node, Outcomes], end: Node, most_cases: int
    ) -> Outcomes:
        """From what is ``coming`` where, to the end of a tangle, all choices made.

        Where ways part that meet others, what happens on them is no longer independent of each other, except in each
        case of when the item got there; so the cases are followed one by one, similar ones together if they are many.
        """
        coming = dict(coming)
        while True:
            node = min(coming, key=self.shape.place.__getitem__)
            here = coming.pop(node)
            if node == end:
                return here
            here = here.plus(self._outcomes_between(node, branch.stretches[node]))
            targets = course.targets[node]
            if len(targets) > 1 and len(here.chance) > 1:
                here = here.gathered(most_cases)
                left = max(most_cases // len(here.chance), 1)
                cases = [
                    (chance, Outcomes(self.sample.one, parts[:, None]))
                    for chance, parts in zip(here.chance, here.parts.T, strict=True)
                ]
                return merged(
                    self._across(branch, course, _joined(coming, targets, case), end, left).often(chance)
                    for chance, case in cases
                )
            coming = _joined(coming, targets, here)

    def _outcomes_between(self, start: Node, end: Node | None) -> Outcomes:
        """The distribution of a way, from a start to an end; None stands for the start alone."""
        key = ("outcomes between", self.routes.with_rework, start, end)
        return self.sample.recalled(
            key, lambda: self._alone(start) if end is None else self._in_sections(self._sections(start, end))
        )

    def _sections(self, start: Node, end: Node) -> Way:
        """A way, cut wherever every item comes by and no rework leads back across: independent of each other."""
        key = ("sections", self.routes.with_rework, start, end)
        return self.sample.recalled(key, lambda: self._cut(start, end))

    def _cut(self, start: Node, end: Node) -> Way:
        place, inside = self.shape.place, set(self.shape.between([start], end))
        links = self.shape.links if self.routes.with_rework else []
        back = [(place[link.to], place[link.sender]) for link in links if link.to in inside and link.sender in inside]
        cuts, node = [start], start
        while node != end:
            node = self.shape.join_of[node]
            if not any(to < place[node] <= sender for to, sender in back):
                cuts.append(node)
        return tuple(pairwise(cuts))

    def _section(self, section: Section) -> Outcomes:
        key = ("section", self.routes.with_rework, section)
        return self.sample.recalled(key, lambda: self._followed(*section))

    def _in_sections(self, way: Way) -> Outcomes:
        """The distribution of a way; sections that always take equally long only move it."""
        chance, parts = self._at_once()
        for outcomes in map(self._section, way):
            if len(outcomes.chance) == 1:
                chance, parts = chance * outcomes.chance, parts + outcomes.parts
        return self._together(self._varying(way)).often(chance).then(parts)

    def _varying(self, way: Way) -> Way:
        return tuple(section for section in way if len(self._section(section).chance) > 1)

    def _together(self, way: Way) -> Outcomes:
        """The distribution of sections one after the other, from what is known of all but one of them if it is."""
        if not way:
            return self._at_once()
        if self._key_of(way) not in self.sample.kept and self._known_part(way) is None:
            for count in range(1, len(way)):
                self._together(way[:count])
        return self.sample.recalled(self._key_of(way), lambda: self._with_one_more(way))

    def _with_one_more(self, way: Way) -> Outcomes:
        known = self._known_part(way) or ()
        (last,) = set(way).difference(known)
        return self._together(known).plus(self._section(last))

    def _known_part(self, way: Way) -> Way | None:
        """All but one of these sections, if it is known how long they take together."""
        rests = (way[:index] + way[index + 1 :] for index in reversed(range(len(way))))
        return next((rest for rest in rests if self._key_of(rest) in self.sample.kept), None)

    def _key_of(self, way: Way) -> tuple[object, ...]:
        return ("together", self.routes.with_rework, way)

    def prepare_to_leave_out(self) -> None:
        """Work out what each branch takes without any one of its sections, so that a change in one is soon added."""
        for fork in self.shape.forks:
            for branch in self.shape.branches[fork]:
                ways = branch.stretches or {branch.entries[0]: self.shape.join_of[fork]}
                for start, end in ways.items():
                    if end is not None:
                        way = self._varying(self._sections(start, end))
                        self._leave_out(way, frozenset(), way)

    def _leave_out(self, way: Way, known: frozenset[Section], group: Way) -> None:
        """What is known, with all but one of a group: half of it is added, then one of the other half left out."""
        if len(group) < 2:
            return
        middle = len(group) // 2
        for half, others in ((group[:middle], group[middle:]), (group[middle:], group[:middle])):
            more = known
            for section in others:
                more |= {section}
                self._together(tuple(one for one in way if one in more))
            self._leave_out(way, more, half)

    def _at_once(self) -> Outcomes:
        return Outcomes(self.sample.one, np.zeros((3, 1)))

    def _alone(self, node: Node) -> Outcomes:
        if not isinstance(node, str):
            return self._at_once()
        does = self.routes.does(node)
        return merged([self._step_outcomes(node).often(does), self._at_once().often(1 - does)])

    def _stretch(self, wait: Draws, step_id: str) -> Parts:
        """A wait and then a step."""
        process = self.sample.process(step_id)
        adds = self.sample.stream.steps[step_id].value == "adding"
        return np.stack([wait, process, process if adds else self.sample.zero])

    def _step_outcomes(self, step_id: str, *, is_inside: bool = False) -> Outcomes:
        """The distribution of a step that is done until it is not to be repeated; other ways back are not followed."""
        sample = self.sample
        here = self._at_once().then(self._stretch(sample.zero if is_inside else sample.wait(step_id), step_id))
        again = [
            (share, self._stretch(sample.link_wait(link), step_id))
            for link, share in self.routes.returns(step_id)
            if link.to == step_id
        ]
        if not again:
            return here
        repeats = sum((share for share, _ in again), sample.zero)
        done: list[Outcomes] = []
        while here.chance.sum() > SMALLEST_CHANCE and len(done) < MOST_REPEATS:
            done.append(here.often(1 - repeats))
            here = merged(here.often(share).then(stretch) for share, stretch in again)
        rest = sum((share * stretch for share, stretch in again), np.zeros((3, 1)))
        return merged([*done, here.then(rest / np.maximum(1 - repeats, SMALLEST_ESCAPE))])

    def _followed(self, start: Node, end: Node) -> Outcomes:
        """The distribution of a way, by following every route and every repetition until hardly any chance is left.

        What is left then gets the mean that makes the mean of the whole exact, as far as loops that hardly ever end.
        """
        visits = self.chain.between(start, end)
        pending: dict[tuple[int, bool], tuple[Node, list[Outcomes]]] = {}
        arrived = [self._at_once().often(self.sample.zero)]

        def send(node: Node, outcomes: Outcomes, *, is_inside: bool = False) -> None:
            if node == end:
                arrived.append(outcomes)
            elif outcomes.chance.any():
                pending.setdefault((self.shape.place[node], is_inside), (node, []))[1].append(outcomes)

        if all(often.max() < MOST_ROUNDS for often in visits.steps.values()):
            send(start, self._at_once())
        for _ in range(MOST_ROUNDS):
            if not pending:
                break
            key = min(pending)
            node, several = pending.pop(key)
            here = merged(several)
            if here.chance.sum() <= SMALLEST_CHANCE:
                continue
            if isinstance(node, str):
                here = self._through(node, here, send, is_inside=key[1])
            if node in self.shape.branches:
                here = here.plus(self.fork_outcomes(node))
            for target, chance in self.routes.onward(node):
                send(target, here.often(chance))
        found = merged(arrived)
        left = 1 - found.chance.sum(keepdims=True)
        if left < MOST_LEFT:
            return found
        mean = self._mean(visits)
        rest = (mean - found.mean()) / left
        return merged([found, self._at_once().often(left).then(rest)])

    def _through(self, step_id: str, here: Outcomes, send: _Send, *, is_inside: bool) -> Outcomes:
        """What goes on from a step; what goes back to others is sent there."""
        sample = self.sample
        does = sample.one if is_inside else self.routes.does(step_id)
        done = here.often(does).plus(self._step_outcomes(step_id, is_inside=is_inside))
        returns = self.routes.returns(step_id)
        leaves = 1 - sum((share for link, share in returns if link.to == step_id), sample.zero)
        going = sample.one
        for link, share in returns:
            if link.to != step_id:
                back = share / np.maximum(leaves, SMALLEST_ESCAPE)
                wait = np.stack([sample.link_wait(link), sample.zero, sample.zero])
                send(link.to, done.often(back).then(wait), is_inside=True)
                going = going - back
        done = done.often(np.maximum(going, 0.0))
        return done if (does == 1).all() else merged([done, here.often(1 - does)])

    def _mean(self, visits: Visits) -> Parts:
        """Expected parts of a way, with its forks."""
        parts = self.chain.parts(visits)
        for fork, often in visits.forks.items():
            parts = parts + often * self.fork_outcomes(fork).mean()
        return parts


def _joined(coming: Mapping[Node, Outcomes], targets: Iterable[Node], here: Outcomes) -> dict[Node, Outcomes]:
    """What is coming where, with one more arrival at each target; the later one of several counts."""
    result = dict(coming)
    for target in targets:
        result[target] = result[target].longest(here) if target in result else here
    return result
