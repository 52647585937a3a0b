"""The capability map: what can be done about the constraint from inside."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from flowatlas.model.finding import Finding, Severity
from flowatlas.model.guidance import Guidance, Missing, Move
from flowatlas.model.path import join
from flowatlas.model.quantity import Count
from flowatlas.model.record import Map, Record, described
from flowatlas.model.registry import check
from flowatlas.model.wording import shown

if TYPE_CHECKING:
    from flowatlas.model.atlas import Atlas
    from flowatlas.model.picture import Derived, Picture

HIGHEST = 5
SCALE = (
    "not there",
    "by chance",
    "repeatable",
    "defined",
    "managed",
    "improving",
)
"""What the ratings 0 to 5 mean, in order."""

SCALE_TOLD = (
    "nobody can do it",
    "it works out when the right people are around",
    "those who did it before can do it again",
    "it is written down, and others can do it as well",
    "figures show how well it goes, and somebody reacts to them",
    "people keep looking for ways to make it better",
)
"""The same in a few words more."""


class Capability(Record):
    """Something that the group can do, well or not yet; rated as a whole, never a person."""

    name: str | None = described("Name", "What it is to be able to do.")
    kind: Literal["core", "supporting", "generic"] | None = described(
        "Kind", "Whether it is the heart of the work, supports it, or can be had anywhere."
    )
    now: Count | None = described("Now", "How good it is today, 0 to 5.", at_least=0, at_most=HIGHEST)
    target: Count | None = described("Target", "How good it needs to be, 0 to 5.", at_least=0, at_most=HIGHEST)
    about: str | None = described("About", "What it would help: a path.", is_address=True)
    help: str | None = described("Help", "Who could help: a team, a course, a community.")

    @property
    def gap(self) -> float | None:
        """How many levels are missing, none if the target is met; None where a rating is not known."""
        if not (is_rated(self.now) and is_rated(self.target)):
            return None
        assert self.now is not None
        assert self.target is not None
        return max(self.target.middle - self.now.middle, 0.0)


class Gaps(NamedTuple):
    """Which capabilities sit on the constraint: their ids, and what people call the constraint."""

    on_constraint: frozenset[str]
    name: str


class CapabilityMap(Map, kind="capability"):
    """What the group can do about the constraint itself: capabilities, how good they are and need to be."""

    rows: dict[str, Capability] = described("Capabilities", "What matters for the constraint.", default=dict)

    guidance: ClassVar[Guidance] = Guidance(
        "Find out what the group would have to be able to do so that the constraint gives way, and where to invest.",
        "Those who work at the constraint, and somebody who decides on training and tools.",
        (
            Move(
                10,
                "Name what it takes",
                "Everybody writes down alone what one would have to be able to do so that the constraint takes half "
                "the time. Write abilities, not people and not tools.",
            ),
            Move(10, "Group and choose", "Put alike ones together and keep those that matter most, ten at most."),
            Move(
                15,
                "Rate today",
                "Read out the scale, then all show a number at once. Talk where the numbers differ; an example from "
                "last month decides.",
            ),
            Move(10, "Rate what is needed", "How good must it be for the target? Hardly anything has to be a 5."),
            Move(10, "Find help", "For the largest gaps on the constraint: who could help, inside or outside?"),
        ),
        (
            "When did this go well the last time, and would it go as well without the person who did it?",
            "Which of these would help the constraint most, and which only please us?",
            "Which of these could we have from somebody else as well?",
            "Who does this well already, and may we learn from them?",
        ),
        (
            "Rating people instead of what the group can do.",
            "Asking for a 5 everywhere.",
            "Listing tools; having one is not the same as being able to use it.",
            "Closing gaps that the constraint does not feel.",
        ),
        "The largest gaps on the constraint become roadmap items, with the help that they need.",
    )

    def picture(self, atlas: "Atlas", derived: "Derived") -> "Picture":
        """A row for each capability: the gaps on the constraint first, then the largest; what is not rated last."""
        from flowatlas.maps.pictures.capability import capability_picture

        return capability_picture(self, atlas, derived)

    def missing(self, atlas: "Atlas") -> Iterator[Missing]:
        """Capabilities, their ratings, what they would help, and who could help with the largest gap."""
        del atlas
        if not self.rows:
            why = "What keeps the constraint as it is may be something that can be learned."
            yield Missing("capability/rows", "Name what one would have to be able to do about the constraint.", why)
            return
        for key, row in self.rows.items():
            if not is_rated(row.now) or not is_rated(row.target):
                name = "now" if not is_rated(row.now) else "target"
                asked = "how good it is today" if name == "now" else "how good it needs to be"
                yield Missing(
                    f"capability/rows/{join(key)}/{name}",
                    f"Rate “{row.name or key}”: {asked}, from 0 to 5.",
                    "Only what is rated can be compared.",
                )
                break
        if not any(row.about for row in self.rows.values()):
            key = next(iter(self.rows))
            why = "Gaps that the constraint does not feel can wait."
            yield Missing(f"capability/rows/{join(key)}/about", "Say which capability would help which step.", why)
        widest = max(self.rows, key=lambda key: self.rows[key].gap or 0.0)
        if self.rows[widest].gap and not self.rows[widest].help:
            name = self.rows[widest].name or widest
            why = "A gap closes faster with somebody who has closed it before."
            yield Missing(f"capability/rows/{join(widest)}/help", f"Find out who could help with “{name}”.", why)


def is_rated(rating: Count | None) -> bool:
    """Whether somebody has given a rating."""
    return rating is not None and bool(rating.points)


@check(CapabilityMap)
def ratings_are_no_finer_than_felt(capability: CapabilityMap) -> Iterator[Finding]:
    """Ratings are whole or half levels."""
    for key, row in capability.rows.items():
        for name, rating in (("now", row.now), ("target", row.target)):
            if rating is not None and any(2 * value != round(2 * value) for _, value in rating.points):
                message = f"{name} is {shown(rating.typed)}, which is finer than anybody can tell"
                hint = "write a whole or half number, such as 2 or 2.5"
                yield Finding(f"rows/{join(key)}/{name}", message, Severity.INFO, hint)


@check(CapabilityMap)
def targets_are_not_below_today(capability: CapabilityMap) -> Iterator[Finding]:
    """Nobody needs to become worse at something."""
    for key, row in capability.rows.items():
        if row.now is None or row.target is None or not (is_rated(row.now) and is_rated(row.target)):
            continue
        if row.target.middle < row.now.middle:
            yield Finding(
                f"rows/{join(key)}/target",
                f"target {shown(row.target.typed)} is below now {shown(row.now.typed)}",
                Severity.WARNING,
                "write a target of at least what it is now, or leave this row out",
            )
