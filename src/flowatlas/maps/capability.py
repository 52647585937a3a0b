"""The capability map: what can be done about the constraint from inside."""

from typing import Literal

from flowatlas.model.quantity import Count
from flowatlas.model.record import Map, Record, described


class Capability(Record):
    """Something that the group can do, well or not yet; rated as a whole, never a person."""

    name: str | None = described("Name", "What it is to be able to do.")
    kind: Literal["core", "supporting", "generic"] | None = described(
        "Kind", "Whether it is the heart of the work, supports it, or can be had anywhere."
    )
    now: Count | None = described("Now", "How good it is today, 0 to 5.")
    target: Count | None = described("Target", "How good it needs to be, 0 to 5.")
    about: str | None = described("About", "What it would help: a path.", is_address=True)
    help: str | None = described("Help", "Who could help: a team, a course, a community.")


class CapabilityMap(Map, kind="capability"):
    """What the group can do about the constraint itself: capabilities, how good they are and need to be."""

    rows: dict[str, Capability] = described("Capabilities", "What matters for the constraint.", default=dict)
