"""Views: ways to draw a map, made known by name."""

from collections.abc import Callable
from typing import NamedTuple

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas, place_of
from flowatlas.model.picture import Derived, Picture
from flowatlas.model.record import Map, title_of
from flowatlas.model.registry import MAPS, VIEWS, load_folder
from flowatlas.views.records import records_view

Compose = Callable[[Atlas, Derived], Picture]
"""Draws an atlas with what the figures say of it."""


class View(NamedTuple):
    """A way to draw a map: its name, what people call it, what it shows in a sentence, and how it is composed.

    ``section`` is the key of the map in the file.
    """

    name: str
    title: str
    explanation: str
    compose: Compose
    section: str = ValueStreamMap.section


def view(*, name: str, title: str, section: str = ValueStreamMap.section) -> Callable[[Compose], Compose]:
    """Make a view known; its docstring says what it shows."""

    def register(compose: Compose) -> Compose:
        VIEWS.add(name, View(name, title, (compose.__doc__ or "").partition("\n")[0], compose, section))
        return compose

    return register


def views() -> list[View]:
    """All known views of the current map, the usual one first."""
    load_folder("flowatlas.views")
    own = [known for known in _known() if known.section == ValueStreamMap.section]
    return sorted(own, key=lambda known: known.name != "practice")


def _known() -> list[View]:
    """All views in one order, whichever module was needed first."""
    known: list[View] = VIEWS.values()
    return sorted(known, key=lambda one: one.compose.__module__)


def views_of(atlas: Atlas) -> list[View]:
    """Every way to draw an atlas: the views of the current map, then all others in the order in which a study goes on.

    Every kind of map has a view that is named after its section; one that the atlas does not hold yet is drawn as an
    invitation.
    """
    first = views()
    maps = [_view_of(MAPS[section]) for section in MAPS if hasattr(atlas, section)]
    others = [*maps, *_known()]
    beside = [known for known in others if known.section != ValueStreamMap.section]
    return [*first, *sorted(beside, key=lambda known: place_of(known.section))]


def _view_of(map_class: type[Map]) -> View:
    """The drawing of a kind of map: its own, or that of its records."""

    def compose(atlas: Atlas, derived: Derived) -> Picture:
        found = atlas.map_or_blank(map_class)
        return found.picture(atlas, derived) or records_view(atlas, found, derived)

    section = map_class.section
    return View(section, title_of(map_class), (map_class.__doc__ or "").partition("\n")[0], compose, section)


def on_current(path: str) -> str:
    """The full address of what has a path relative to the current map."""
    section = ValueStreamMap.section
    return path if path.partition("/")[0] == section else f"{section}/{path}"
