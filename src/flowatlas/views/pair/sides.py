"""What is drawn of two maps: the maps themselves, what changed between them, and figures in words."""

from typing import NamedTuple

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.picture import Derived


class Side(NamedTuple):
    """One of the two maps: what it is called, the map, and what the figures say of it."""

    title: str
    stream: ValueStreamMap
    derived: Derived


class Change(NamedTuple):
    """What became of a step that is not as it was: changed, removed, added, merged or split.

    ``text`` says for a changed or added one what differs; ``ids`` are its steps before, ``new_ids`` those after.
    """

    kind: str
    name: str
    text: str
    ids: tuple[str, ...]
    new_ids: tuple[str, ...]


class Figure(NamedTuple):
    """A row of the table: what it is, before, after, and the change, all in words."""

    label: str
    before: str
    after: str
    change: str
