"""The outcome map: what is aimed at."""

from collections.abc import Iterator
from typing import Any

from flowatlas.model.finding import Finding, Severity
from flowatlas.model.glossary import TERMS
from flowatlas.model.quantity import Duration, shown
from flowatlas.model.record import Figure, Map, Record, described, nearest
from flowatlas.model.registry import METRICS, check

USUAL_METRIC = "lead_time"


class Target(Record):
    """The one outcome that everything is held against."""

    text: str | None = described("Target", "What will be true, in one sentence.")
    metric: str | None = described("Measured by", "The metric that shows it.", is_metric=True, absent="the lead time")
    baseline: Figure | None = described("Baseline", "Where the metric stands today.")
    value: Figure | None = described("Value", "Where the metric is to be.")
    by: str | None = described("By", "The date to reach it.")

    @property
    def measure(self) -> str:
        """The name of the metric that shows it, however it is spelled; the lead time where none is named."""
        return "_".join((self.metric or USUAL_METRIC).casefold().replace("-", " ").replace("_", " ").split())


class OutcomeMap(Map, kind="outcome"):
    """What a group wants to reach, and what it guessed before it mapped anything."""

    first_guess: Duration | None = described(
        "First guess", "How long the group thought it takes, asked before anything was mapped."
    )
    guessed_by: str | None = described("Guessed by", "Who guessed.", is_personal=True)
    target: Target | None = described("Target", "The one outcome that everything is held against.")
    discovery: Any = described("Discovery", "What was on people's minds; kept as it is.")
    counterbalance: Any = described("Counterbalance", "What must not get worse meanwhile; kept as it is.")
    benefits: Any = described("Benefits", "Who gains; kept as it is.")
    obstacles: Any = described("Obstacles", "What is in the way; kept as it is.")
    next_steps: Any = described("Next steps", "Where to start; kept as it is.")
    measures: Any = described("Measures", "What shows success; kept as it is.")
    methods: Any = described("Methods", "How it is done; kept as it is.")


@check(OutcomeMap)
def target_is_measured(outcome: OutcomeMap) -> Iterator[Finding]:
    """A target is measured by a metric."""
    target = outcome.target
    if target is None or target.measure in TERMS or target.measure in METRICS:
        return
    near = nearest(target.measure, TERMS)
    advice = f"did you mean {TERMS[near].label}?" if near else "name a metric, such as lead time"
    yield Finding("target/metric", f"measured by: {shown(target.metric)} is no metric", Severity.WARNING, advice)
