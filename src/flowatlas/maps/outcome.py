"""The outcome map: what is aimed at."""

from typing import Any

from flowatlas.model.quantity import Duration
from flowatlas.model.record import Map, Record, described


class Target(Record):
    """The one outcome that everything is held against."""

    text: str | None = described("Target", "What will be true, in one sentence.")
    metric: str | None = described("Measured by", "The metric that shows it.")
    baseline: Any = described("Baseline", "Where the metric stands today.")
    value: Any = described("Value", "Where the metric is to be.")
    by: str | None = described("By", "The date to reach it.")


class OutcomeMap(Map, kind="outcome"):
    """What a group wants to reach, and what it guessed before it mapped anything."""

    first_guess: Duration | None = described(
        "First guess", "How long the group thought it takes, asked before anything was mapped."
    )
    guessed_by: str | None = described("Guessed by", "Who guessed.", is_personal=True)
    discovery: Any = described("Discovery", "What was on people's minds; kept as it is.")
    counterbalance: Any = described("Counterbalance", "What must not get worse meanwhile; kept as it is.")
    benefits: Any = described("Benefits", "Who gains; kept as it is.")
    obstacles: Any = described("Obstacles", "What is in the way; kept as it is.")
    next_steps: Any = described("Next steps", "Where to start; kept as it is.")
    measures: Any = described("Measures", "What shows success; kept as it is.")
    methods: Any = described("Methods", "How it is done; kept as it is.")
    target: Target | None = described("Target", "The one outcome that everything is held against.")
