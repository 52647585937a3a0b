"""The constraint: the one element that costs the stream most, judged by what would be left without it."""

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from flowatlas.maps.shape import CUSTOMER, Branch, Link
from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.hotspot import hotspots
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.samples import Samples
from flowatlas.metrics.visits import Visits
from flowatlas.model.calendar import Calendar
from flowatlas.model.path import is_inside, join
from flowatlas.model.quantity import Share
from flowatlas.model.wording import capital

TIE = 0.02
"""Effects that differ by less than this share of lead time count as equal."""

MOST_RUNNERS_UP = 3
SMALLEST_EFFECT = 1e-9
HOPELESS = 0.2
"""A rework link whose effect at our best knowledge is below this part of the largest one is not drawn again."""


class Candidate(NamedTuple):
    """An element of the stream: what lead time with rework loses when it becomes 0, and how often it is the largest.

    ``seconds`` and ``share`` are means over draws of doubt; ``share`` is None where lead time is 0 or unbounded.
    ``confidence`` is the share of draws that it wins, 0 to 1. ``paths`` are several where branches tie.
    """

    paths: tuple[str, ...]
    name: str
    seconds: float
    share: float | None
    confidence: float

    @property
    def path(self) -> str:
        """The path of the element, the first of several."""
        return self.paths[0]

    @property
    def is_small(self) -> bool:
        """Whether it costs so little that all elements count as equal, so that it only stands for one of many."""
        return self.share is not None and self.share < TIE

    def gain(self, calendar: Calendar, *, is_rough: bool = True) -> str:
        """How much sooner items would be there without it; '' where that is no share of anything."""
        if self.share is None:
            return ""
        return f"less than {TIE:.0%}" if self.is_small else Share.say(self.share, calendar, is_rough=is_rough)


class Constraint(NamedTuple):
    """The element that limits the stream, those next in line, and why, in a sentence for a manager."""

    found: Candidate
    runners_up: list[Candidate]
    reason: str


class Contest(NamedTuple):
    """Who wins in each draw of doubt: elements by their paths, what each costs, lead time, and winners by number."""

    elements: list[tuple[str, ...]]
    losses: list[Draws]
    whole: Draws
    winners: NDArray[np.intp]


def constraint(samples: Samples) -> Constraint | None:
    """What end-to-end time loses most by: a step's process time, a gap, or a rework link.

    None where nothing takes time, or nobody has said yet how long anything takes.

    In each draw of doubt the element wins whose removal takes most from lead time with rework, the longest path worked
    out again. The one that wins most draws is named; the share of draws is the confidence. Within 2 % of lead time pure
    waits come before work, and larger regions before smaller ones.
    """
    if samples.is_blank:
        return None
    wins: dict[tuple[str, ...], float] = {}
    seconds: dict[tuple[str, ...], float] = {}
    shares: dict[tuple[str, ...], float] = {}
    for block in range(samples.blocks):
        one = contest(samples, block)
        part = len(one.whole) / samples.draws
        counts = np.bincount(one.winners, minlength=len(one.elements)) / max(len(one.winners), 1)
        inverse = 1 / np.maximum(one.whole, 1e-300)
        for index, (paths, loss) in enumerate(zip(one.elements, one.losses, strict=True)):
            wins[paths] = wins.get(paths, 0.0) + part * float(counts[index])
            seconds[paths] = seconds.get(paths, 0.0) + part * float(loss.mean(dtype=np.float64))
            shares[paths] = shares.get(paths, 0.0) + part * float((loss * inverse).mean(dtype=np.float64))
    if not wins:
        return None
    is_bounded = all(value < UNBOUNDED / 1e6 for value in seconds.values())
    stream = samples.center.stream
    candidates = [
        Candidate(
            paths,
            " and ".join(stream.name_of(path) for path in paths),
            seconds[paths],
            shares[paths] if is_bounded else None,
            wins[paths],
        )
        for paths in wins
    ]
    candidates.sort(key=lambda candidate: (-candidate.confidence, -candidate.seconds))
    computed = candidates[0]
    declared = _declared(samples, candidates)
    found = declared or computed
    others = [candidate for candidate in candidates if candidate is not found][:MOST_RUNNERS_UP]
    return Constraint(found, others, _reason(samples, found, computed, is_declared=declared is not None))


def contest(samples: Samples, block: int = 0) -> Contest:
    """Who wins in each draw of one block of doubt."""
    sample = samples.doubt(block)
    return sample.recalled("contest", lambda: _contest(samples, sample))


def _contest(samples: Samples, sample: Sample) -> Contest:
    whole = np.broadcast_to(Passage(sample, with_rework=True).time(WAIT, PROCESS), sample.draws)
    effects = losses(sample)
    largest = np.zeros(sample.draws)
    for loss in effects.values():
        np.maximum(largest, loss, out=largest)
    enough = largest - TIE * whole
    scale = 0.5 / np.maximum(largest, 1e-300)
    region = {hotspot.path: hotspot.seconds for hotspot in hotspots(samples.center)}
    ends = [f"steps/{join(str(node))}" for node in sample.shape.before[CUSTOMER] if isinstance(node, str)]
    region["final_wait"] = max((region[end] for end in ends), default=0.0)
    preferences = {paths: (_is_wait(paths[0]), round(region[_step(paths[0])], 3)) for paths in effects}
    ranks = {preference: index for index, preference in enumerate(sorted(set(preferences.values())))}
    winners = np.zeros(sample.draws, dtype=np.intp)
    highest = np.full(sample.draws, -1.0)
    for index, (paths, loss) in enumerate(effects.items()):
        score = np.where(loss >= enough, ranks[preferences[paths]] + loss * scale, -1.0)
        is_better = score > highest
        np.copyto(highest, score, where=is_better)
        winners[is_better] = index
    return Contest(list(effects), list(effects.values()), whole, winners if effects else winners[:0])


def losses(sample: Sample, among: Collection[str] | None = None) -> dict[tuple[str, ...], Draws]:
    """What lead time with rework loses, in seconds, when an element becomes 0; elements that cannot win may be missing.

    On the main way that is visits x time. In a fork, the longest branch is found again; a step there cannot cost more
    than its visits x time, so most need no second look. Where only some paths are asked for, the others may be missing.
    """
    passage = Passage(sample, with_rework=True)
    if among is None:
        exact = sample if sample.draws == 1 else sample.center
        Passage(exact, with_rework=True).following.prepare_to_leave_out()
    visits = passage.visits()
    inside = _steps_in_forks(sample)
    waits = _waits_in_gaps(sample, visits)
    found: dict[tuple[str, ...], Draws] = {}
    doubtful: list[tuple[str, Draws]] = []
    for step_id in sample.stream.steps:
        path = f"steps/{join(step_id)}"
        for name, often, time in (
            ("wait_time", waits[step_id], sample.wait(step_id)),
            ("process_time", visits.steps[step_id], sample.process(step_id)),
        ):
            most: Draws = often * time
            if not most.max():
                continue
            if sample.draws > 1 and most.max() < UNBOUNDED:
                most = most.astype(np.float32)
            if step_id in inside:
                doubtful.append((f"{path}/{name}", most))
            else:
                found[f"{path}/{name}",] = most
    final = sample.final_wait()
    if final.any():
        found["final_wait",] = final
    found.update(_link_losses(sample, passage, found, among))
    whole = passage.time(WAIT, PROCESS)
    floor: Draws = np.zeros(1)
    for loss in found.values() if doubtful else ():
        floor = np.maximum(floor, loss)
    for path, most in doubtful:
        if among is not None and path not in among:
            continue
        if sample.draws == 1 or (most >= floor - TIE * whole).any():
            found[path,] = _loss(sample, passage, path)
    found.update(_joint_losses(sample, passage, among))
    limit = SMALLEST_EFFECT * max(float(whole.min()), SMALLEST_EFFECT)
    return {paths: loss for paths, loss in found.items() if loss.max() > limit}


def _steps_in_forks(sample: Sample) -> set[str]:
    branches = [branch for fork in sample.shape.forks for branch in sample.shape.branches[fork]]
    return {node for branch in branches for node in branch.nodes if isinstance(node, str)}


def _waits_in_gaps(sample: Sample, visits: Visits) -> dict[str, Draws]:
    """How often an item waits as long as each gap: there, and on ways back without a wait of their own."""
    waits = dict(visits.gaps)
    for link, often in visits.links.items():
        stated = sample.stream.steps[link.sender].rework.get(link.id)
        if stated is None or stated.wait_time is None:
            waits[link.to] = waits[link.to] + often
    return waits


def _loss(sample: Sample, passage: Passage, *paths: str) -> Draws:
    """What goes when some elements become 0; what does not depend on them is not worked out again."""
    without = Passage(sample.without(*paths), with_rework=True)
    less: Draws = passage.time(WAIT, PROCESS) - without.time(WAIT, PROCESS)
    return less


def _link_losses(
    sample: Sample, passage: Passage, found: dict[tuple[str, ...], Draws], among: Collection[str] | None
) -> dict[tuple[str, ...], Draws]:
    def path_of(link: Link) -> str:
        return f"steps/{join(link.sender)}/rework/{join(link.id)}"

    def effect(one: Sample, way: Passage, link: Link) -> Draws:
        return _loss(one, way, path_of(link))

    links = [link for link in sample.shape.links if among is None or path_of(link) in among]
    if sample.draws > 1 and links:
        center = Passage(sample.center, with_rework=True)
        guesses = {link: float(effect(sample.center, center, link)[0]) for link in links}
        largest = max([*guesses.values(), *(float(loss.mean(dtype=np.float64)) for loss in found.values())])
        links = [link for link in links if guesses[link] >= HOPELESS * largest]
    return {(path_of(link),): effect(sample, passage, link) for link in links}


def _joint_losses(sample: Sample, passage: Passage, among: Collection[str] | None) -> dict[tuple[str, ...], Draws]:
    """Branches that tie at our best knowledge: no element helps alone, so the largest of each go together."""
    center = Passage(sample.center, with_rework=True)
    whole = float(center.time(WAIT, PROCESS)[0])
    joint: dict[tuple[str, ...], Draws] = {}
    for fork in sample.shape.forks:
        if fork not in passage.main_visits().forks:
            continue
        totals = [
            (float(center.branch_mean(fork, branch)[[WAIT, PROCESS]].sum()), branch)
            for branch in sample.shape.branches[fork]
        ]
        longest = max((total for total, _ in totals), default=0.0)
        tied = [branch for total, branch in totals if total > 0 and longest - total <= TIE * whole]
        if len(tied) > 1:
            paths = tuple(path for branch in tied for path in _largest(sample.center, center, branch))
            if among is None or not set(paths).isdisjoint(among):
                joint[paths] = _loss(sample, passage, *paths)
    return joint


def _largest(sample: Sample, center: Passage, branch: Branch) -> list[str]:
    visits = center.visits()
    waits = _waits_in_gaps(sample, visits)
    times = {
        f"steps/{join(node)}/{name}": float((often[node] * time)[0])
        for node in branch.nodes
        if isinstance(node, str)
        for name, often, time in (
            ("wait_time", waits, sample.wait(node)),
            ("process_time", visits.steps, sample.process(node)),
        )
    }
    return [max(times, key=lambda path: times[path])] if times else []


def _is_wait(path: str) -> bool:
    return path == "final_wait" or path.split("/")[2:] == ["wait_time"]


def _step(path: str) -> str:
    return "/".join(path.split("/")[:2])


def _declared(samples: Samples, candidates: list[Candidate]) -> Candidate | None:
    """What the group says is the constraint, if it overrules the sums: the element, or the costliest of a step."""
    stream = samples.center.stream
    path = (stream.constraint or "").removeprefix(f"{stream.section}/")
    inside = [candidate for candidate in candidates if any(is_inside(one, path) for one in candidate.paths)]
    return max(inside, key=lambda candidate: candidate.seconds) if path and inside else None


def _reason(samples: Samples, found: Candidate, computed: Candidate, *, is_declared: bool) -> str:
    """Why, in a sentence; where the group decided, what the figures say beside it."""
    if not is_declared or found is computed:
        agreed = " The group says so too." if is_declared else ""
        return f"{_computed_reason(samples, found)}{agreed}"
    name = capital(found.name)
    figures = _computed_reason(samples, computed)
    return f"{name} is the constraint, the group says. By the figures {figures[0].lower()}{figures[1:]}"


def _computed_reason(samples: Samples, found: Candidate) -> str:
    name = capital(found.name)
    calendar = samples.center.calendar
    if found.share is None:
        return f"{name} is the constraint: nothing gets past it."
    is_sure = samples.draws == 1
    gain = found.gain(calendar, is_rough=not is_sure)
    if found.is_small:
        return f"No single place holds everything up: even without {found.name}, items would be there {gain} sooner."
    both = " Both must shrink, because the branches take equally long." if len(found.paths) > 1 else ""
    sure = "" if is_sure else f", {Share.say(found.confidence, calendar, is_rough=True)} sure"
    return f"{name} is the constraint{sure}: without it, items would be there {gain} sooner.{both}"
