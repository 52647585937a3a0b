"""Pictures that take long, worked out when somebody asks: a simulation, what matters, and the backlog over time."""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from flowatlas.drawing.page import words_picture
from flowatlas.exporters.exporter import Drawing
from flowatlas.exporters.simulation import SimulationExport
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.sample import DEFAULT_SEED
from flowatlas.model.atlas import Atlas
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Plain
from flowatlas.model.picture import Picture
from flowatlas.model.wording import capital
from flowatlas.store.schema import read_atlas
from flowatlas.store.versions import CURRENT
from flowatlas.views.simulated import TITLE as SIMULATION

if TYPE_CHECKING:
    from flowatlas.simulation.question import Question

CANNOT = "This map cannot be simulated yet."
REFUSED = "this cannot be simulated: "
"""How simulation begins to say why."""

NOBODY_WAITS = "Nobody waits on this map yet."

Told = Callable[[str, float], None]
"""Hears what is worked out, and how much of it is done, 0 to 1."""


class Asking(NamedTuple):
    """What a picture is asked of: the map as plain values, the words to say it in, and how it is simulated."""

    plain: Plain
    labels: Labels = Labels()
    seed: int = DEFAULT_SEED
    is_independent: bool = False
    told: Told | None = None

    @property
    def atlas(self) -> Atlas:
        """The map as records."""
        return read_atlas(self.plain).atlas

    @property
    def question(self) -> "Question":
        """How it is simulated."""
        from flowatlas.simulation.question import Question

        return Question(seed=self.seed, is_independent=self.is_independent)


class AskedView(NamedTuple):
    """A view that is worked out when somebody asks: its name, and what people call it.

    ``waiting`` is said while it is worked out, ``cannot`` where ``work`` raises a FlowAtlasError.
    """

    name: str
    title: str
    explanation: str
    waiting: str
    work: Callable[[Asking], Picture]
    cannot: str = CANNOT

    def drawing(self, picture: Picture) -> Drawing:
        """The same with its picture, to be written."""
        return Drawing(self.name, self.title, self.explanation, picture, is_complete=True)

    def cannot_picture(self, why: FlowAtlasError) -> Picture:
        """What stands in the place of the picture where there cannot be one."""
        words = str(why).removeprefix(REFUSED)
        return words_picture(self.title, self.cannot, (f"{capital(words.rstrip('.'))}.",))


def _simulation(asking: Asking) -> Picture:
    """The current map, its futures and the ideal."""
    from flowatlas.simulation.simulate import simulate

    found = simulate(asking.plain, asking.question, told=asking.told)
    return SimulationExport("", asking.atlas, found, asking.labels).picture


def _what_matters(asking: Asking) -> Picture:
    """The current map; where work piles up in it, the first future that has a typical item."""
    from flowatlas.simulation.simulate import wanted_of
    from flowatlas.simulation.tornado import sensitivity

    found = shown = sensitivity(asking.plain, asking.question, told=asking.told)
    for name in wanted_of(asking.plain):
        if math.isfinite(found.lead):
            break
        if name.startswith("future/"):
            with suppress(FlowAtlasError):
                found = sensitivity(asking.plain, asking.question, name, asking.told)
    if found is not shown and math.isfinite(found.lead):
        shown = found._replace(sentences=(*found.sentences, *shown.sentences))
    return SimulationExport("", asking.atlas, shown, asking.labels).picture


def has_backlog(atlas: Atlas) -> bool:
    """Whether anybody said that items wait now, or are worked on."""
    stream = atlas.map_or_blank(ValueStreamMap)
    return stream.backlog is not None or any(step.work_in_progress is not None for step in stream.steps.values())


def _backlog(asking: Asking) -> Picture:
    """How many wait and when the last of them is served, in the current map and in each future."""
    from flowatlas.simulation.forecasting import Question, forecast
    from flowatlas.simulation.simulate import wanted_of

    atlas = asking.atlas
    if not has_backlog(atlas):
        raise FlowAtlasError("nobody waits: say how many with a backlog, such as 50, or as work in progress of a step")
    question = Question(atlas.calendar.hours.opening(), seed=asking.seed, is_independent=asking.is_independent)
    names = [name for name in wanted_of(asking.plain) if name == CURRENT or name.startswith("future/")]
    found = forecast(asking.plain, question, names, asking.told)
    return SimulationExport("", atlas, found, asking.labels).picture


ASKED = {
    one.name: one
    for one in (
        AskedView(
            "simulation",
            SIMULATION,
            "What happens to items on usual days: queues, shared people and rework, today and in each future.",
            "The map is being simulated. This takes some seconds; the first time on a machine up to a minute.",
            _simulation,
        ),
        AskedView(
            "what-matters",
            "What matters",
            "How long the typical item takes if one value is at its low or high end, the widest difference first.",
            "One value after the other is being simulated at its low and its high end. This takes some seconds.",
            _what_matters,
        ),
        AskedView(
            "backlog",
            "Backlog",
            "When the last of those who wait now is served, and how sure that is, today and in each future.",
            "The coming weeks are being simulated, many times over. This takes some seconds.",
            _backlog,
            NOBODY_WAITS,
        ),
    )
}
"""The views that take long, by name."""


def asked_drawings(asking: Asking) -> tuple[tuple[Drawing, ...], tuple[str, ...]]:
    """All of them, as far as the map says enough, and why others are left out; the backlog only where there is one.

    Raises:
        FlowAtlasError: the map cannot be simulated at all.
    """
    drawn, reasons = [], list[tuple[AskedView, FlowAtlasError]]()
    for name, view in ASKED.items():
        if name == "backlog" and not has_backlog(asking.atlas):
            continue
        try:
            drawn.append(view.drawing(view.work(asking)))
        except FlowAtlasError as why:
            reasons.append((view, why))
    if not drawn:
        raise reasons[0][1]
    return tuple(drawn), tuple(f"{view.title} is left out: {why}" for view, why in reasons)
