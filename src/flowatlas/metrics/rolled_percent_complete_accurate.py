"""Rolled %C&A: how often everything is right the first time."""

from flowatlas.maps.shape import CUSTOMER, TRIGGER, Branch, Node
from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.routes import Routes
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.model.path import join
from flowatlas.model.quantity import Share


@metric(
    title="Rolled %C&A",
    kind=Share,
    is_of_items=False,
    bound="at_most",
    sentence="{value} of the items pass every rated step without going back.",
)
def rolled_percent_complete_accurate(sample: Sample) -> Draws:
    """Chance that an item needs no rework at any rated step, 0 to 1: the product of %C&A over the steps it does.

    A step without a figure is left out of the product and counted as unknown.

    Source: Martin, Osterling, Value Stream Mapping (2014).
    """
    missing = [step_id for step_id in sample.stream.steps if sample.quality(step_id) is None]
    for step_id in missing:
        if sample.stream.steps[step_id].percent_complete_accurate is None:
            sample.amount(f"steps/{join(step_id)}/percent_complete_accurate", None)
    if len(missing) == len(sample.stream.steps):
        raise CannotSayError("Nobody has rated a step yet: how much of its output can the receiver use as it is?")
    routes = Routes(sample, with_rework=False)
    return sample.recalled("faultless", lambda: _faultless(routes, TRIGGER, CUSTOMER), is_of_routes=True)


def _faultless(routes: Routes, start: Node, end: Node | None) -> Draws:
    """Chance that an item comes from a start to an end without a fault."""
    chance: dict[Node, Draws] = {start: routes.sample.one}
    for node in routes.nodes_between(start, end):
        here = chance.pop(node, None)
        if here is None:
            continue
        if isinstance(node, str):
            quality = routes.sample.quality(node)
            if quality is not None:
                does = routes.does(node)
                here = here * (quality if does is routes.sample.one else 1 - does * (1 - quality))
        if end is None:
            return here
        for branch in routes.shape.branches.get(node, []):
            here = here * _faultless_branch(routes, node, branch)
        for target, part in routes.onward(node):
            coming = here if part is routes.sample.one else here * part
            chance[target] = chance[target] + coming if target in chance else coming
    return sum(chance.values(), routes.sample.zero)


def _faultless_branch(routes: Routes, fork: Node, branch: Branch) -> Draws:
    if not branch.is_tangle:
        return _faultless(routes, branch.entries[0], routes.shape.join_of[fork])
    stretches = {start: _faultless(routes, start, end) for start, end in branch.stretches.items()}
    total = routes.sample.zero
    for course in routes.courses(fork, branch):
        chance = course.chance
        for start in course.targets:
            chance = chance * stretches[start]
        total = total + chance
    return total
