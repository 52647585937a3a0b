"""Relief: what a little more people or a little less time at one place does, one place at a time."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.model.path import join
from flowatlas.model.simulation import Relief
from flowatlas.simulation.answers.eased import with_person, with_share_back, with_times, with_turns
from flowatlas.simulation.answers.intervals import mean_of
from flowatlas.simulation.answers.place import Place, until_of
from flowatlas.simulation.run import Asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowatlas.simulation.answers.seen import Seen
    from flowatlas.simulation.answers.steady import Settled
    from flowatlas.simulation.answers.words import Words
    from flowatlas.simulation.plan import Plan
    from flowatlas.simulation.planning.planned import Planned

PART = 0.9
"""A little less time is a tenth less."""

RUNS, ITEMS = 8, 1500
"""How often, and for how many items, each relief is looked at, on the same draws as the stream without."""

MOST = 24
SMALLEST = 0.005
"""How many places are eased at most, and which part of the lead time is spent in the smallest of them."""


class Ease(NamedTuple):
    """A relief that can be tried: where, what it is in words, how much time is spent there, and the plan with it."""

    path: str
    name: str
    what: str
    seconds: float
    eased: "Callable[[Plan], Plan]"


def reliefs(
    planned: "Planned", place: Place, settled: "Settled", known: "Sequence[Seen]", words: "Words"
) -> list[Relief]:
    """What each relief does to the mean lead time, the largest fall first."""
    latest = until_of(place.question, planned)
    asked = [
        Asked(
            seed=place.seed("replication", number),
            warm_up=settled.warm_up,
            items=min(settled.items, ITEMS),
            until=latest,
            buckets=2,
        )
        for number in range(RUNS)
    ]
    before = _means(place, planned, asked, planned.plan)
    if before is None or not before.any():
        return []
    # These runs are shorter than those of usual days, so that their mean is another one: what counts is the share.
    scale = mean_lead(known) / float(before.mean())
    found = []
    for ease in eases(planned, known, words):
        after = _means(place, planned, asked, ease.eased(planned.plan))
        if after is None:
            continue
        change = mean_of((after - before) * scale)
        share = float((after - before).mean() / before.mean())
        found.append(Relief(ease.path, ease.name, ease.what, change, share))
    return sorted(found, key=lambda one: one.change.value)


def _means(place: Place, planned: "Planned", asked: list[Asked], plan: "Plan") -> "np.ndarray | None":
    several = list(place.each("what a little relief does", planned, asked, plan))
    if any(one.is_given_up or not len(one.leads) for one in several):
        return None
    return np.array([one.leads.mean() for one in several])


def eases(planned: "Planned", known: "Sequence[Seen]", words: "Words") -> list[Ease]:
    """The reliefs that are worth a try, those of the places first in which most time is spent."""
    items, lead = sum(len(one.leads) for one in known), mean_lead(known)
    places = [ease for find in (_at_steps, _turns, _back) for ease in find(planned, known, items, words)]
    several = [ease for ease in places if ease.seconds >= SMALLEST * lead]
    people = list(_people(planned, words))
    several.sort(key=lambda ease: -ease.seconds)
    return [*people, *several][:MOST]


def _people(planned: "Planned", words: "Words") -> Iterator[Ease]:
    busy = set(planned.plan.steps.role.tolist())
    for number, role_id in enumerate(planned.role_ids):
        if number in busy and planned.plan.roles.people[0, number]:
            name = words.role(role_id)
            yield Ease(
                f"roles/{join(role_id)}",
                name,
                f"one more person in “{name}”",
                0.0,
                _staffed(number),
            )


def _staffed(role: int) -> "Callable[[Plan], Plan]":
    return lambda plan: with_person(plan, role)


def _at_steps(planned: "Planned", known: "Sequence[Seen]", items: int, words: "Words") -> Iterator[Ease]:
    steps = planned.plan.steps
    for number, step_id in enumerate(planned.step_ids):
        path = f"steps/{join(step_id)}"
        worked = sum(float(one.steps.worked[number]) for one in known) / max(items, 1)
        times = [int(one) for one in (steps.process[number], steps.touch[number]) if one >= 0]
        name = words.stream.step_name(step_id)
        what = f"a tenth less process time at “{name}”"
        yield Ease(f"{path}/process_time", name, what, worked, _shorter(times))
        if steps.wait[number] >= 0:
            waited = sum(float(one.steps.waited[number]) for one in known) / max(items, 1)
            gap = words.stream.name_of(f"{path}/wait_time")
            what = f"a tenth less of {gap}"
            yield Ease(f"{path}/wait_time", gap, what, waited, _shorter([int(steps.wait[number])]))


def _turns(planned: "Planned", known: "Sequence[Seen]", items: int, words: "Words") -> Iterator[Ease]:
    steps = planned.plan.steps
    for number, step_id in enumerate(planned.step_ids):
        if steps.is_paced[number] and steps.cadence[0, number] > 0:
            waited = sum(float(one.steps.waited[number]) for one in known) / max(items, 1)
            name = words.stream.step_name(step_id)
            what = f"a tenth less time between turns at “{name}”"
            yield Ease(f"steps/{join(step_id)}/cadence", name, what, waited, _oftener(number))


def _oftener(step: int) -> "Callable[[Plan], Plan]":
    return lambda plan: with_turns(plan, step, PART)


def _shorter(times: list[int]) -> "Callable[[Plan], Plan]":
    return lambda plan: with_times(plan, times, PART)


def _back(planned: "Planned", known: "Sequence[Seen]", items: int, words: "Words") -> Iterator[Ease]:
    """Ways back, each with the time that its sender and the step it leads to see again."""
    steps, sample_links = planned.plan.steps, planned.stream.shape.links_from
    for number, step_id in enumerate(planned.step_ids):
        begin, end = int(steps.back_begin[number]), int(steps.back_end[number])
        ids = [link.id for link in sample_links.get(step_id, [])]
        for place in range(begin, end):
            to = int(steps.back_to[place])
            again = sum(float(one.steps.worked[to] + one.steps.waited[to]) for one in known) / max(items, 1)
            is_own = not planned.stream.steps[step_id].rework
            link_id = ids[place - begin] if end - begin == len(ids) else ""
            path = f"steps/{join(step_id)}" + (f"/rework/{join(link_id)}" if link_id else "/percent_complete_accurate")
            sender = words.stream.step_name(step_id)
            back = f"from “{sender}”" if is_own or to == number else f"from “{sender}” to “{_name(planned, to)}”"
            yield Ease(path, f"rework {back}", f"a tenth less rework {back}", again, _fewer(number, place))


def _fewer(step: int, link: int) -> "Callable[[Plan], Plan]":
    return lambda plan: with_share_back(plan, step, link, PART)


def _name(planned: "Planned", number: int) -> str:
    return planned.stream.step_name(planned.step_ids[number])


def mean_lead(several: "Sequence[Seen]") -> float:
    """The mean lead time of all items of several runs, 0 where there are none."""
    return sum(float(one.leads.sum()) for one in several) / max(sum(len(one.leads) for one in several), 1)


def strongest(found: "Sequence[Relief]") -> Relief | None:
    """The relief that shortens the lead time most, beyond what chance explains; None where none does."""
    sure = [one for one in found if one.change.high < 0]
    return min(sure, key=lambda one: one.change.value, default=None)
