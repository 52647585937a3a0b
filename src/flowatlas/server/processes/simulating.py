"""What the process for views that take long does: a simulation, from plain values to a picture."""

import os
from contextlib import suppress

from flowatlas.exporters.asked import ASKED, Asking
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Plain
from flowatlas.model.picture import Picture

GIVING_WAY = 10
"""How far a simulation steps back for whatever else this machine does: people who edit."""


def worked_out(plain: Plain, view: str) -> Picture:
    """A view that takes long, by its name; or why it cannot be worked out."""
    _give_way()
    try:
        return ASKED[view].work(Asking(plain))
    except FlowAtlasError as error:
        return ASKED[view].cannot_picture(error)


def _give_way() -> None:
    """Let all else on this machine come first."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, GIVING_WAY)
