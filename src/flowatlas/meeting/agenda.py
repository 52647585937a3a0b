"""Agendas: the moves of a kind of map as its guidance tells them, or a plain one for any question."""

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.meeting.records import Item
from flowatlas.model.atlas import SECTIONS
from flowatlas.model.guidance import Guidance
from flowatlas.model.overlay import FUTURE_GUIDANCE
from flowatlas.model.registry import MAPS, load_folder

PLAIN = (
    Item("part-check-in", "Check in", "Everybody in a sentence: who I am, and what I hope for today.", 5),
    Item("part-question", "The question", "Read it aloud. What would we have at the end if this went well?", 5),
    Item("part-alone", "Alone", "In silence, everybody for themselves: one thought a note. Nobody sees it yet.", 7),
    Item(
        "together", "Together", "Show everything at once, ask what is unclear, put together what belongs together.", 15
    ),
    Item(
        "part-decide",
        "Decide",
        "Vote, then say what is decided, and why, in a sentence that stands on the roadmap.",
        10,
    ),
    Item(
        "next-steps", "Next steps", "Few, each with one owner and a date. What goes on, and when do we meet again?", 8
    ),
)
"""For a group that has a question and no map yet."""

OTHER_NAMES = {ValueStreamMap.kind: ValueStreamMap.section}


def agenda_of(section: str) -> tuple[Item, ...]:
    """The moves of a section's map with their minutes; the plain agenda where nobody has written any.

    >>> agenda_of("current")[0].title
    'Take one real item'
    """
    guidance = guidance_of(OTHER_NAMES.get(section, section))
    if guidance is None:
        return PLAIN
    return tuple(
        Item(f"part-{number:04}", move.title, move.text, float(move.minutes))
        for number, move in enumerate(guidance.moves, start=1)
    )


def title_of(section: str) -> str:
    """What the session about a section is called where nobody says it."""
    section = OTHER_NAMES.get(section, section)
    load_folder("flowatlas.maps")
    if section == "future":
        return "Future"
    return TITLES.get(section, section.replace("-", " ").capitalize()) if section in MAPS else "Session"


TITLES = {"current": "Value stream"}


def is_section(section: str) -> bool:
    """Whether there is a kind of map by this name."""
    load_folder("flowatlas.maps")
    return OTHER_NAMES.get(section, section) in {*MAPS, *SECTIONS}


def guidance_of(section: str) -> Guidance | None:
    """How a group makes the map of a section; a future, which is no map of its own, has its guidance elsewhere."""
    if section == "future":
        return FUTURE_GUIDANCE
    load_folder("flowatlas.maps")
    found: Guidance | None = MAPS[section].guidance if section in MAPS else None
    return found
