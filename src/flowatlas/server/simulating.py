"""Views that take long, and what the process for them does: a simulation, from plain values to a picture."""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from flowatlas.drawing.page import words_picture
from flowatlas.exporters.exporter import Drawing
from flowatlas.metrics.derived import promised
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Plain
from flowatlas.model.picture import Picture
from flowatlas.store.schema import read_atlas
from flowatlas.views.simulated import TITLE, simulation_picture

GIVING_WAY = 10
"""How far a simulation steps back for whatever else this machine does: people who edit."""

CANNOT = "This map cannot be simulated yet."


class AskedView(NamedTuple):
    """A view that is worked out when somebody asks: its name, what people call it, and a function of plain values."""

    name: str
    title: str
    explanation: str
    waiting: str
    work: Callable[[Plain], Picture]

    def drawing(self, picture: Picture) -> Drawing:
        """The same with its picture, to be written."""
        return Drawing(self.name, self.title, self.explanation, picture, is_complete=True)


def simulated(plain: Plain) -> Picture:
    """The current map, its futures and the ideal, simulated and drawn; or why that cannot be."""
    from flowatlas.simulate.simulation import simulate

    _give_way()
    atlas = read_atlas(plain).atlas
    try:
        found = simulate(plain)
    except FlowAtlasError as error:
        return words_picture(TITLE, CANNOT, (f"{str(error)[:1].upper()}{str(error)[1:]}.",))
    seconds = promised(atlas)
    return simulation_picture(found, atlas.calendar.times, target=None if seconds is None else ("target", seconds))


def _give_way() -> None:
    """Let all else on this machine come first."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, GIVING_WAY)


ASKED = {
    one.name: one
    for one in (
        AskedView(
            "simulation",
            TITLE,
            "What happens to items on usual days: queues, shared people and rework, today and in each future.",
            "The map is being simulated. This takes some seconds; the first time on a machine up to a minute.",
            simulated,
        ),
    )
}
"""The views that take long, by name."""
