"""What a simulation says of one or more versions of a stream, as one page or as one picture for each question."""

from collections.abc import Callable, Sequence

from flowatlas.drawing.page import Page
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Picture
from flowatlas.model.simulation import Beats, Simulated, Simulation
from flowatlas.views.lead_times import Target, lead_times
from flowatlas.views.over_time import over_time
from flowatlas.views.utilisation import utilisation

TITLE = "Simulation"
NOTHING = "Nothing was simulated."
MOST_SENTENCES = 6

Section = Callable[[Page, Sequence[Simulated]], None]


def simulation_picture(
    simulation: Simulation,
    calendar: Calendar = Calendar(),  # noqa: B008 - a named tuple cannot change
    labels: Labels = Labels(),  # noqa: B008 - never changes
    target: Target = None,
) -> Picture:
    """All of it on one page: lead times, items over time, people, waits, and what the figures rest on."""
    page = _begun(simulation, calendar, labels)
    if simulation.streams:
        lead_times(page, simulation.streams, target)
        over_time(page, simulation.streams)
        utilisation(page, simulation.streams)
        _waits(page, simulation.streams)
        _limits(page, simulation.streams)
        assumed = (sentence for one in simulation.streams for sentence in one.assumptions)
        page.listed("assumed", "What is assumed", assumed)
        page.listed("method", "How sure", (sentence for one in simulation.streams for sentence in one.method))
    return page.picture()


def lead_times_picture(
    simulation: Simulation,
    calendar: Calendar = Calendar(),  # noqa: B008
    labels: Labels = Labels(),  # noqa: B008
    target: Target = None,
) -> Picture:
    """Lead times before and after on one axis, with percentiles and the target."""
    page = _begun(simulation, calendar, labels)
    if simulation.streams:
        lead_times(page, simulation.streams, target)
    return page.picture()


def over_time_picture(
    simulation: Simulation,
    calendar: Calendar = Calendar(),  # noqa: B008
    labels: Labels = Labels(),  # noqa: B008
) -> Picture:
    """Items inside and the longest queues over time."""
    return _one(simulation, calendar, labels, over_time)


def utilisation_picture(
    simulation: Simulation,
    calendar: Calendar = Calendar(),  # noqa: B008
    labels: Labels = Labels(),  # noqa: B008
) -> Picture:
    """What the time of each role goes into."""
    return _one(simulation, calendar, labels, utilisation)


def _one(simulation: Simulation, calendar: Calendar, labels: Labels, section: Section) -> Picture:
    page = _begun(simulation, calendar, labels)
    if simulation.streams:
        section(page, simulation.streams)
    return page.picture()


def _begun(simulation: Simulation, calendar: Calendar, labels: Labels) -> Page:
    streams = simulation.streams
    title = f"{TITLE}: {' and '.join(one.title for one in streams)}" if 0 < len(streams) < 3 else TITLE
    page = Page(title, calendar, labels)
    told = answer(simulation)
    page.begin(told[0], told[1:MOST_SENTENCES], f"Simulated in {simulation.calendar} · seed {simulation.seed}")
    return page


def answer(simulation: Simulation) -> list[str]:
    """What comes of it in sentences, the one first that tells which version to pick and how sure that is."""
    if not simulation.streams:
        return [NOTHING]
    best = _best(simulation)
    held = sorted(simulation.comparisons, key=lambda one: one is not best)
    own = [
        _of(one, sentence, simulation.streams)
        for one in simulation.streams
        for sentence in one.sentences[: 1 if held else None]
    ]
    return [*(one.text for one in held), *own] or [NOTHING]


def _best(simulation: Simulation) -> Beats | None:
    """The comparison of the quickest version with the one that it wins over by least, or with the current one."""
    quickest = min(
        (one for one in simulation.streams if one.lead is not None),
        key=lambda one: one.lead.p50.value if one.lead is not None else 0.0,
        default=None,
    )
    if quickest is None:
        return None
    own = [one for one in simulation.comparisons if one.better == quickest.name]
    return min(own, key=lambda one: (one.chance, one.than), default=None)


def _waits(page: Page, streams: Sequence[Simulated]) -> None:
    """Where the wait that was typed and the one that comes of people, batches and limits contradict each other."""
    told = [(one, f"{gap.text} {gap.remedy}".rstrip()) for one in streams for gap in one.gaps if gap.text]
    heading = "Waits as typed, and as they come of people, batches and limits"
    page.listed("gaps", heading, (_of(one, words, streams) for one, words in told))


def _limits(page: Page, streams: Sequence[Simulated]) -> None:
    told = [(one, one.limit.text) for one in streams if one.limit is not None and one.limit.text]
    page.listed("limit", "What limits the stream", (_of(one, words, streams) for one, words in told))


def _of(one: Simulated, words: str, streams: Sequence[Simulated]) -> str:
    """A sentence with the version that it is about, where there are several."""
    return f"{one.title}: {words}" if len(streams) > 1 and one.title not in words else words
