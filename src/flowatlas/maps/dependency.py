"""The dependency map: what the constraint waits for, and why."""

from typing import Literal

from flowatlas.maps.value_stream import Step
from flowatlas.model.quantity import Duration, Rate
from flowatlas.model.record import Map, Record, Reference, described

Treatment = Literal["remove", "internalise", "self-serve", "mitigate", "accept"]


class Party(Record):
    """Somebody or something that the work depends on: a team, a vendor, a tool, a rule."""

    name: str | None = described("Name", "What it is called.")
    kind: Literal["team", "shared service", "vendor", "customer", "tool", "policy", "meeting"] | None = described(
        "Kind", "What it is."
    )
    contact: str | None = described("Contact", "Whom to ask there.", is_personal=True)


class Dependency(Record):
    """One thing that is needed from a party."""

    name: str | None = described("Name", "What is needed, in a few words.")
    from_: str | None = described(
        "Needed by",
        "The step of the value stream that needs it.",
        file_name="from",
        reference=Reference("/current/steps"),
        absent="the step that is looked into",
    )
    to: str | None = described("Needed from", "The party that it comes from.", reference=Reference("parties"))
    step: str | None = described("Inside", "The part of the step that waits for it.", reference=Reference("steps"))
    kind: Literal["service", "approval", "information", "meeting", "agreement", "other"] | None = described(
        "Kind", "What kind of thing is needed."
    )
    direction: Literal["in", "out", "both"] | None = described(
        "Direction", "Whether something comes in, goes out, or both."
    )
    wait_time: Duration | None = described("Wait", "How long the work waits for it.")
    sla: Duration | None = described("Promised within", "How soon the party has promised it (SLA).")
    frequency: Rate | None = described("How often", "How often it is needed, such as 2/wk.", absent="for every item")
    cause: str | None = described("Cause", "Why it is needed at all.")
    treatment: Treatment | None = described("Treatment", "What could be done about it.")
    contact: str | None = described("Contact", "Whom to ask.", is_personal=True)


class Cause(Record):
    """Something that makes the constraint take so long, and what lies behind it."""

    text: str | None = described("Cause", "What makes it so.")
    about: str | None = described("About", "What it explains: a path.", is_address=True)
    why: str | None = described("Because of", "The cause behind it.", reference=Reference("causes"))


class DependencyMap(Map, kind="dependency"):
    """What the constraint waits for: its parts with times of their own, whom it depends on, and the causes behind."""

    of: str | None = described(
        "Looks into", "The step that is looked into.", reference=Reference("/current/steps"), absent="the constraint"
    )
    steps: dict[str, Step] = described("Parts", "What really happens inside, in order.", default=dict)
    final_wait: Duration | None = described("Final wait", "A gap after the last part.", absent="no wait")
    parties: dict[str, Party] = described("Parties", "Whom and what it depends on.", default=dict)
    dependencies: dict[str, Dependency] = described("Dependencies", "What is needed from whom.", default=dict)
    causes: dict[str, Cause] = described("Causes", "Why it takes so long, one why after the other.", default=dict)
