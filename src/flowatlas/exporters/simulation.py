"""A simulation, a tornado or forecasts as a page, an image and text, and the sections that all of them tell."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from flowatlas.drawing.style import Theme
from flowatlas.exporters.exporter import MARK, Options
from flowatlas.exporters.png import png
from flowatlas.exporters.sections import Paper, Section, paper_html, paper_markdown
from flowatlas.metrics.derived import promised
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Picture
from flowatlas.model.quantity import Duration, Rate
from flowatlas.model.simulation import (
    Band,
    Beats,
    Estimate,
    Forecast,
    Forecasts,
    GapWait,
    LeadTimes,
    RoleUse,
    Simulated,
    Simulation,
    Tornado,
    When,
)
from flowatlas.model.wording import rounded
from flowatlas.render.fonts import fonts_of
from flowatlas.render.svg import paint_of, svg
from flowatlas.views.burn_down import TITLE as BACKLOG
from flowatlas.views.burn_down import answer as forecast_answer
from flowatlas.views.burn_down import burn_down_picture
from flowatlas.views.simulated import (
    TITLE,
    answer,
    lead_times_picture,
    limits,
    over_time_picture,
    simulation_picture,
    utilisation_picture,
    waits,
)
from flowatlas.views.told import told_of
from flowatlas.views.tornado import TITLE as DEPENDS
from flowatlas.views.tornado import tornado_picture

NOT_KNOWN = "not known"
WITHOUT_END = "grows without bound"
TOO_LATE = "not within the time that was looked at"
CHANCES = ("half of all runs", "85 of 100", "95 of 100")

Said = Simulation | Tornado | Forecasts
Writer = Callable[["SimulationExport"], str | bytes]
"""Writes one form of them."""

FEW_A_WEEK = 0.1
"""Fewer items a week are told by the year."""

VIEWS = ("simulation", "lead-times", "over-time", "utilisation")
"""The pictures of a simulation: all of it, or one question each."""


@dataclass
class SimulationExport:
    """All that a simulation, a tornado or forecasts need to be written; of a simulation one of its `VIEWS`.

    ``name`` is what the file of the atlas is called.
    """

    name: str
    atlas: Atlas
    said: Said
    labels: Labels = Labels()  # noqa: RUF009 - never changes
    theme: Theme = Theme.LIGHT
    view: str = VIEWS[0]

    @property
    def calendar(self) -> Calendar:
        """The calendar of the atlas."""
        return self.atlas.calendar.times

    @cached_property
    def picture(self) -> Picture:
        """All of it on one page, or the answer to one question.

        Raises:
            FlowAtlasError: there is no such view.
        """
        said, calendar, labels = self.said, self.calendar, self.labels
        if isinstance(said, Tornado):
            return tornado_picture(said, calendar, labels)
        if isinstance(said, Forecasts):
            return burn_down_picture(said, calendar, labels)
        match self.view:
            case "lead-times":
                return lead_times_picture(said, calendar, labels, self.target)
            case "over-time":
                return over_time_picture(said, calendar, labels)
            case "utilisation":
                return utilisation_picture(said, calendar, labels)
            case "simulation":
                return simulation_picture(said, calendar, labels, self.target)
        raise FlowAtlasError(f'a simulation has no view "{self.view}"; it has {", ".join(VIEWS)}')

    @property
    def target(self) -> tuple[str, float] | None:
        """What is promised, in words and in seconds; None where that is no time."""
        seconds = promised(self.atlas)
        return None if seconds is None else (self.labels.of("target"), seconds)

    @property
    def paper(self) -> Paper:
        """The same as text."""
        said = self.said
        about = " · ".join(part for part in (self.atlas.title, said.calendar) if part)
        if isinstance(said, Tornado):
            title = f"{DEPENDS}: {said.title}" if said.title else DEPENDS
            return Paper(title, about, _first(said.sentences), tuple(_tornado(said, self.calendar)))
        about = f"{about} · seed {said.seed}"
        if isinstance(said, Forecasts):
            sentences = forecast_answer(said)
            return Paper(BACKLOG, about, _first(sentences), tuple(_forecasts(said, sentences[1:])))
        told = answer(said)
        return Paper(TITLE, about, _first(told), tuple(_simulation(said, told[1:], self.calendar)))


def _first(sentences: Sequence[str]) -> str:
    return sentences[0] if sentences else ""


def _simulation(said: Simulation, sentences: Sequence[str], calendar: Calendar) -> Iterator[Section]:
    """A simulation in tables and lists, in the order in which people ask."""
    streams = said.streams
    yield Section("In short", points=tuple(sentences))
    if not streams:
        return
    names = ("", "half within", "85% within", "95% within", "mean", "8 in 10", "typical item, as not all is known")
    rows = [names, *((one.title, *_lead(one, calendar)) for one in streams)]
    if not any(row[-1] for row in rows[1:]):
        rows = [row[:-1] for row in rows]
    yield Section("How long items take", tuple(rows), figures=(1, 2, 3, 4))
    yield Section("Held against each other", tuple(_held(said.comparisons, streams, calendar)), figures=(1, 2))
    flows: list[tuple[str, ...]] = [("", "items done", "items in the stream", "flow efficiency")]
    flows += [(one.title, *_flow(one, calendar)) for one in streams]
    yield Section("What goes through", tuple(flows), figures=(1, 2, 3))
    classes = [
        (
            one.title,
            kind.name,
            f"{kind.share:.0%}",
            *(_time(each, calendar) for each in (kind.p50, kind.p85, kind.mean)),
        )
        for one in streams
        for kind in one.classes
    ]
    class_names = ("", "class", "share", "half within", "85% within", "mean")
    yield Section("By class", (class_names, *classes) if classes else (), figures=(2, 3, 4, 5))
    uses = [(role.name, one.title, *_use(role)) for one in streams for role in one.roles]
    role_names = ("", "version", "people", "work", "rework", "set-up", "away", "idle", "load")
    places = tuple(range(2, len(role_names)))
    yield Section("What the time of people goes into", (role_names, *uses) if uses else (), figures=places)
    gaps = [(gap.name, one.title, *_gap(gap, calendar)) for one in streams for gap in one.gaps]
    gap_names = ("", "version", "typed", "simulated", "of people, batches and limits alone")
    apart = tuple(waits(streams))
    yield Section("Waits", (gap_names, *gaps) if gaps else (), apart, figures=(2, 3, 4))
    yield Section("What limits the stream", points=tuple(told_of(streams, limits)))
    yield Section("What is assumed", points=tuple(told_of(streams, lambda one: one.assumptions)))
    yield Section("How sure", points=tuple(told_of(streams, lambda one: one.method)))


def _lead(one: Simulated, calendar: Calendar) -> tuple[str, ...]:
    lead: LeadTimes | None = one.lead
    if lead is None:
        return (WITHOUT_END if one.growth is not None else NOT_KNOWN, "", "", "", "", "")
    times = (_time(each, calendar) for each in (lead.p50, lead.p85, lead.p95, lead.mean))
    return (*times, _band(lead.varies, calendar), _band(lead.unsure, calendar))


def _held(several: Sequence[Beats], streams: Sequence[Simulated], calendar: Calendar) -> Iterator[tuple[str, ...]]:
    known = {one.name: one for one in streams}
    if several:
        yield ("", "half within", "chance that it is quicker", "")
    for one in several:
        better, than = known[one.better], known[one.than]
        halves = [_half(each, calendar) for each in (better, than)]
        told = NOT_KNOWN if NOT_KNOWN in halves else f"{halves[0]} instead of {halves[1]}"
        yield (f"{better.title} instead of {than.title}", told, f"{one.chance:.0%}", one.text)


def _half(one: Simulated, calendar: Calendar) -> str:
    """Within which time half of the items are done; not known where it grows without bound."""
    return NOT_KNOWN if one.lead is None else _seconds(one.lead.p50.value, calendar)


def _flow(one: Simulated, calendar: Calendar) -> tuple[str, str, str]:
    return (
        _throughput(one.throughput, calendar),
        _estimate(one.work_in_progress, lambda count: f"{count:,.1f}"),
        _estimate(one.flow_efficiency, lambda share: f"{share:.1%}"),
    )


def _throughput(estimate: Estimate | None, calendar: Calendar) -> str:
    """Items per day or week; by the year where hardly any are done in a week."""
    if estimate is None or not 0 < estimate.value * calendar.unit_seconds("wk") < FEW_A_WEEK:
        return _estimate(estimate, partial(Rate.say, calendar=calendar, is_rough=True))
    year = calendar.unit_seconds("y")
    return _estimate(estimate, lambda rate: f"{rounded(rate * year, is_rough=True)}/y")


def _use(role: RoleUse) -> tuple[str, ...]:
    load = NOT_KNOWN if role.load is None else f"{role.load:.0%}"
    if role.people is None:
        return (NOT_KNOWN, "", "", "", "", "", load)
    shares = (f"{share:.0%}" for share in (role.work, role.rework, role.set_up, role.away, role.idle))
    return (f"{role.people:.3g}", *shares, load)


def _gap(gap: GapWait, calendar: Calendar) -> tuple[str, ...]:
    alone = NOT_KNOWN if gap.alone is None else _time(gap.alone, calendar)
    return (gap.typed_text or "–", _time(gap.simulated, calendar), alone)


def _tornado(said: Tornado, calendar: Calendar) -> Iterator[Section]:
    yield Section("In short", points=said.sentences[1:])
    if not said.swings:
        return
    rows: list[tuple[str, ...]] = [("", "at its low end (p10)", "lead time", "at its high end (p90)", "lead time")]
    rows += [
        (
            one.name,
            one.low_text,
            _seconds(one.at_low, calendar),
            one.high_text,
            _seconds(one.at_high, calendar),
        )
        for one in said.swings
    ]
    heading = f"The typical lead time is {_seconds(said.lead, calendar)}; with one value elsewhere it is"
    yield Section(heading, tuple(rows), figures=(2, 4))


def _forecasts(said: Forecasts, sentences: Sequence[str]) -> Iterator[Section]:
    yield Section("In short", points=tuple(sentences))
    rows = [row for one in said.streams for row in _whens(one)]
    yield Section("When", (("", "version", *CHANCES), *rows) if rows else ())
    by = [(one.title, each.by, str(each.p50), str(each.p85), str(each.p95)) for one in said.streams for each in one.by]
    yield Section("At least so many are done", (("", "by", *CHANCES), *by) if by else (), figures=(2, 3, 4))
    yield Section("What is assumed", points=tuple(told_of(said.streams, lambda one: one.assumptions)))
    yield Section("How sure", points=tuple(told_of(said.streams, lambda one: one.method)))


def _whens(one: Forecast) -> Iterator[tuple[str, ...]]:
    if one.last is not None:
        yield (f"the last of the {one.backlog:,} that are there now is done by", one.title, *_dates(one.last))
    for count, when in one.done:
        yield (f"{count:,} are done by", one.title, *_dates(when))


def _dates(when: When) -> tuple[str, ...]:
    return tuple(TOO_LATE if date is None else date for date in when[:3])


def _time(estimate: Estimate, calendar: Calendar) -> str:
    return _estimate(estimate, partial(_seconds, calendar=calendar))


def _seconds(seconds: float, calendar: Calendar) -> str:
    return Duration.say(seconds, calendar, is_rough=True)


def _band(band: Band | None, calendar: Calendar) -> str:
    if band is None:
        return ""
    return f"{_seconds(band.low, calendar)} to {_seconds(band.high, calendar)}"


def _estimate(estimate: Estimate | None, say: Callable[[float], str]) -> str:
    """A figure with the interval that replications leave open, where that can be seen."""
    if estimate is None:
        return NOT_KNOWN
    value, low, high = (say(one) for one in estimate)
    return value if low == high else f"{value} ({low} to {high})"


def simulation_markdown(export: SimulationExport) -> str:
    """The answers as Markdown, for reviews, wikis and chats."""
    commands = {Simulation: "simulate", Tornado: "sensitivity", Forecasts: "forecast"}
    return paper_markdown(export.paper, export.labels, commands[type(export.said)])


def simulation_html(export: SimulationExport) -> str:
    """The pictures as a page of its own: opens without a network, and holds its tables as text."""
    return paper_html(export.paper, export.picture, export.labels, export.theme)


def simulation_png(export: SimulationExport) -> bytes:
    """The pictures as an image, for slides and chats.

    Raises:
        FlowAtlasError: the image would be too large.
    """
    return png(export.picture, Options(theme=export.theme))


def simulation_svg(export: SimulationExport) -> str:
    """The pictures as a drawing that scales."""
    return svg(export.picture, paint_of(export.theme), fonts=fonts_of([export.picture]), generator=MARK)


SIMULATION_FORMATS: dict[str, Writer] = {
    ".html": simulation_html,
    ".md": simulation_markdown,
    ".png": simulation_png,
    ".svg": simulation_svg,
}
"""How a simulation, a tornado or forecasts are written, by the suffix of the file."""
