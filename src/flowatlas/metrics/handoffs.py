"""Handoffs: how often an item passes from some people to others."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.entered import Entered
from flowatlas.metrics.metric import metric
from flowatlas.metrics.routes import Routes
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.transition import transitions
from flowatlas.model.path import join
from flowatlas.model.quantity import Count


@metric(title="Handoffs", kind=Count, is_of_items=False, sentence="An item is handed over {value} times.")
def handoffs(sample: Sample) -> Draws:
    """How many times an item goes from one step to the next with nobody taking part in both, on average, first pass.

    Steps that share a role hand nothing over. Unknown where a step has no roles. Routes count with their chance.
    """
    total = sample.zero
    for before, after, often in transitions(Routes(sample, with_rework=False)):
        if not often.any():
            continue
        roles = {step_id: sample.stream.steps[step_id].roles for step_id in (before, after)}
        for step_id, known in roles.items():
            if not known:
                sample.used[f"steps/{join(step_id)}/roles"] = Entered(sample.zero, None, is_unknown=True)
        if all(roles.values()) and set(roles[before]).isdisjoint(roles[after]):
            total = total + often
    return total
