"""The audit: the figures of a map held against each other."""

from flowatlas.metrics.metric import Answer
from flowatlas.metrics.sample import Sample
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.quantity import Share

HIGH_EFFICIENCY = 0.5


def audit(sample: Sample, answers: dict[str, Answer]) -> list[Finding]:
    """Findings that need figures; paths are relative to the map."""
    found = []
    efficiency = answers["flow_efficiency"].p50
    if efficiency is not None and efficiency >= HIGH_EFFICIENCY:
        found.append(
            Finding(
                "steps",
                f"work is {Share.say(efficiency, sample.calendar)} of the lead time, which is rare",
                Severity.WARNING,
                "ask for the waits that really happen; figures like these are often standards, not observations",
            )
        )
    return found
