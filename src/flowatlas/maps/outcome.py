"""The outcome map: what is aimed at."""

from collections.abc import Iterator
from typing import Literal

from flowatlas.model.finding import Finding, Severity
from flowatlas.model.glossary import TERMS
from flowatlas.model.quantity import Count, Duration, shown
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


class DiscoveryNote(Record):
    """Something on somebody's mind, before there is an outcome."""

    text: str | None = described("Note", "What is on somebody's mind.")
    column: Literal["context", "goals", "pains", "questions", "ideas"] | None = described(
        "Column", "What kind of thing it is."
    )
    theme: str | None = described("Theme", "The theme that it belongs to.")
    votes: Count | None = described("Votes", "How many dots it got.")
    by: str | None = described("By", "Who said it.", is_personal=True)


class Counterbalance(Record):
    """What must not get worse while the target is reached."""

    text: str | None = described("Counterbalance", "What must not get worse, in one sentence.")
    metric: str | None = described("Measured by", "The metric that shows it.", is_metric=True)
    value: Figure | None = described("Value", "Where that metric has to stay.")


class Benefit(Record):
    """What somebody gains once the target is reached."""

    text: str | None = described("Benefit", "What is gained.")
    for_: Literal["customer", "organisation", "individual"] | None = described("For", "Who gains it.", file_name="for")
    votes: Count | None = described("Votes", "How many dots it got.")


class Obstacle(Record):
    """Something that is in the way of the target."""

    text: str | None = described("Obstacle", "What is in the way.")
    about: str | None = described("About", "What it is about: a path.", is_address=True)
    votes: Count | None = described("Votes", "How many dots it got.")


class NextStep(Record):
    """Something to begin with."""

    text: str | None = described("Next step", "What is done next.")
    owner: str | None = described("Owner", "Who does it.", is_personal=True)
    due: str | None = described("Due", "The date to have it done.")
    done: bool = described("Done", "Whether it is done.", default=False)


class OutcomeMeasure(Record):
    """Something that shows whether the target is reached."""

    text: str | None = described("Measure", "What is looked at.")
    metric: str | None = described("Metric", "The metric of the map that shows it.", is_metric=True)
    baseline: Figure | None = described("Baseline", "Where it stands today.")
    target: Figure | None = described("Target", "Where it is to be.")


class Method(Record):
    """A way of working that leads there."""

    text: str | None = described("Method", "How it will be done.")


class Ownership(Record):
    """Who sees to a part of it."""

    text: str | None = described("What", "What is seen to.")
    owner: str | None = described("Owner", "Who sees to it.", is_personal=True)


class OutcomeMap(Map, kind="outcome"):
    """What a group wants to reach, and what it guessed before it mapped anything."""

    first_guess: Duration | None = described(
        "First guess", "How long the group thought it takes, asked before anything was mapped."
    )
    guessed_by: str | None = described("Guessed by", "Who guessed.", is_personal=True)
    target: Target | None = described("Target", "The one outcome that everything is held against.")
    discovery: dict[str, DiscoveryNote] = described("Discovery", "What is on people's minds.", default=dict)
    counterbalance: Counterbalance | None = described("Counterbalance", "What must not get worse meanwhile.")
    benefits: dict[str, Benefit] = described("Benefits", "Who gains what.", default=dict)
    obstacles: dict[str, Obstacle] = described("Obstacles", "What is in the way.", default=dict)
    next_steps: dict[str, NextStep] = described("Next steps", "Where to start.", default=dict)
    measures: dict[str, OutcomeMeasure] = described("Measures", "What shows success.", default=dict)
    methods: dict[str, Method] = described("Methods", "How it will be done.", default=dict)
    ownership: dict[str, Ownership] = described("Ownership", "Who sees to what.", default=dict)


@check(OutcomeMap)
def target_is_measured(outcome: OutcomeMap) -> Iterator[Finding]:
    """A target is measured by a metric."""
    target = outcome.target
    if target is None or target.measure in TERMS or target.measure in METRICS:
        return
    near = nearest(target.measure, TERMS)
    advice = f"did you mean {TERMS[near].label}?" if near else "name a metric, such as lead time"
    yield Finding("target/metric", f"measured by: {shown(target.metric)} is no metric", Severity.WARNING, advice)
