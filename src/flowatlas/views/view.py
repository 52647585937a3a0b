"""Views: ways to draw a map, made known by name."""

from collections.abc import Callable
from typing import NamedTuple

from flowatlas.model.atlas import Atlas
from flowatlas.model.picture import Derived, Picture
from flowatlas.model.registry import VIEWS, load_folder

Compose = Callable[[Atlas, Derived], Picture]
"""Draws an atlas with what the figures say of it."""


class View(NamedTuple):
    """A way to draw a map: its name, what people call it, what it shows in a sentence, and how it is composed."""

    name: str
    title: str
    explanation: str
    compose: Compose


def view(*, name: str, title: str) -> Callable[[Compose], Compose]:
    """Make a view known; its docstring says what it shows."""

    def register(compose: Compose) -> Compose:
        VIEWS.add(name, View(name, title, (compose.__doc__ or "").partition("\n")[0], compose))
        return compose

    return register


def views() -> list[View]:
    """All known views, the usual one first."""
    load_folder("flowatlas.views")
    return sorted(VIEWS.values(), key=lambda known: known.name != "practice")
