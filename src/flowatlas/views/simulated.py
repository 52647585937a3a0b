"""What a simulation says of one or more versions of a stream, as one page or as one picture for each question."""

from collections.abc import Callable, Sequence

from flowatlas.drawing.page import Page
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Picture
from flowatlas.model.simulation import Beats, GapWait, Simulated, Simulation
from flowatlas.views.lead_times import Target, lead_times
from flowatlas.views.over_time import over_time
from flowatlas.views.told import told_of
from flowatlas.views.utilisation import utilisation

TITLE = "Simulation"
IDEAL = "ideal"
WAITS = "Waits as typed, and as they come of people, batches and limits"
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
    page = _begun(simulation, calendar, labels, has_rows=True)
    streams = simulation.streams
    if streams:
        lead_times(page, streams, target)
        over_time(page, _pickable(streams))
        utilisation(page, _pickable(streams))
        page.listed("gaps", WAITS, waits(streams))
        page.listed("limit", "What limits the stream", told_of(_pickable(streams), limits))
        page.listed("assumed", "What is assumed", told_of(streams, lambda one: one.assumptions))
        page.listed("method", "How sure", told_of(streams, lambda one: [" ".join(one.method)]))
    return page.picture()


def lead_times_picture(
    simulation: Simulation,
    calendar: Calendar = Calendar(),  # noqa: B008
    labels: Labels = Labels(),  # noqa: B008
    target: Target = None,
) -> Picture:
    """Lead times before and after on one axis, with percentiles and the target."""
    page = _begun(simulation, calendar, labels, has_rows=True)
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
        section(page, _pickable(simulation.streams))
    return page.picture()


def _pickable(streams: Sequence[Simulated]) -> list[Simulated]:
    """All but the ideal, which nobody will work in; the ideal where there is nothing else."""
    return [one for one in streams if one.name != IDEAL] or list(streams)


def _begun(simulation: Simulation, calendar: Calendar, labels: Labels, *, has_rows: bool = False) -> Page:
    """The page down to its first chart; where each version has a row below, the row tells what is of it alone."""
    streams = simulation.streams
    title = f"{TITLE}: {' and '.join(one.title for one in streams)}" if 0 < len(streams) < 3 else TITLE
    page = Page(title, calendar, labels)
    told = answer(simulation)
    if has_rows and len(streams) > 1:
        held = {one.text for one in simulation.comparisons}
        told = [words for number, words in enumerate(told) if number == 0 or words in held]
    page.begin(told[0], told[1:MOST_SENTENCES], f"Simulated in {simulation.calendar} · seed {simulation.seed}")
    return page


def answer(simulation: Simulation) -> list[str]:
    """What comes of it in sentences, the one first that tells which version to pick and how sure that is."""
    if not simulation.streams:
        return [NOTHING]
    best = _best(simulation)
    # That what nobody can have would be better is no news; it comes last.
    held = sorted((one for one in simulation.comparisons if not _is_of_ideal(one)), key=lambda one: one is not best)
    dreams = [one.text for one in simulation.comparisons if _is_of_ideal(one)]
    own = [
        _of(one, sentence, simulation.streams)
        for one in simulation.streams
        for sentence in one.sentences[: 1 if simulation.comparisons else None]
        if sentence not in _told_below(one)
    ]
    return [*(one.text for one in held), *own, *dreams] or [NOTHING]


def _is_of_ideal(one: Beats) -> bool:
    return IDEAL in (one.better, one.than)


def _told_below(one: Simulated) -> set[str]:
    """What has a section of its own."""
    return {gap.text for gap in one.gaps} | ({one.limit.text} if one.limit is not None else set())


def _best(simulation: Simulation) -> Beats | None:
    """The comparison of the best version with the one that it wins over by least.

    The best is the one that is worse than the fewest others, among these the one with the quickest typical item.
    """
    held = [one for one in simulation.comparisons if not _is_of_ideal(one)]
    # The ideal is nothing that anybody can pick.
    known = [one for one in simulation.streams if one.lead is not None and one.name != IDEAL]
    worse = [one.than for one in held]
    best = min(known, key=lambda one: (worse.count(one.name), one.lead.p50.value if one.lead else 0.0), default=None)
    own = [one for one in held if best is not None and one.better == best.name]
    return min(own, key=lambda one: (one.chance, one.than), default=None)


MOST_CONTRADICTIONS = 3


def waits(streams: Sequence[Simulated]) -> list[str]:
    """What contradicts each other in the first version, and in others where something else is typed there."""
    known: set[tuple[str, str]] = set()
    own = []
    for one in streams:
        own.append(one._replace(gaps=tuple(gap for gap in one.gaps if (gap.path, gap.typed_text) not in known)))
        known.update((gap.path, gap.typed_text) for gap in one.gaps)
    return told_of(own, contradictions)


def contradictions(one: Simulated) -> list[str]:
    """Where a typed wait and the one that comes of people, batches and limits contradict each other, the widest first.

    How many more there are is told in the last sentence.
    """
    told = sorted((gap for gap in one.gaps if gap.text), key=_width, reverse=True)
    first, more = told[:MOST_CONTRADICTIONS], len(told) - MOST_CONTRADICTIONS
    sentences = [f"{gap.text} {gap.remedy}".rstrip() for gap in first]
    if more == 1:
        sentences.append("One more wait is not what queues alone would make of it.")
    elif more > 1:
        sentences.append(f"{more} more waits are not what queues alone would make of them.")
    return sentences


def _width(gap: GapWait) -> float:
    """How far a wait as typed is from what queues alone would make of it, in seconds."""
    alone = gap.simulated if gap.alone is None else gap.alone
    return abs((gap.typed or 0.0) - alone.value)


def limits(one: Simulated) -> list[str]:
    """What limits a version."""
    return [] if one.limit is None else [one.limit.text]


def _of(one: Simulated, words: str, streams: Sequence[Simulated]) -> str:
    """A sentence with the version that it is about, where there are several."""
    return f"{one.title}: {words}" if len(streams) > 1 and one.title not in words else words
