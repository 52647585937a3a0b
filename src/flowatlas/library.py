"""The library in a few calls: open an atlas, ask it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics import metric
from flowatlas.metrics.metric import Answer
from flowatlas.metrics.sample import DEFAULT_SEED
from flowatlas.metrics.samples import DEFAULT_DRAWS, Samples
from flowatlas.model.atlas import Atlas
from flowatlas.store.file import AtlasFile

if TYPE_CHECKING:
    from flowatlas.model.simulation import Forecasts, Simulation, Tornado
    from flowatlas.simulation.given import Given

Told = Callable[[str, float], None]


def open_atlas(path: str | Path) -> AtlasFile:
    """An atlas file with its text, its records (`AtlasFile.atlas`) and its findings.

    Raises:
        FlowAtlasError: the file cannot be read, is no atlas, or is of a newer format.
    """
    return AtlasFile.open(path)


def load(text: str) -> Atlas:
    """An atlas from YAML text; what cannot be understood counts as not given.

    Raises:
        FlowAtlasError: the text is no atlas, or is of a newer format.
    """
    return AtlasFile.of_text(text).atlas


def measure(
    atlas: Atlas, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED, is_independent: bool = False
) -> dict[str, Answer]:
    """The answer of every metric on the current map, by name; none where the atlas has no current map.

    Args:
        atlas: what to measure.
        draws: how many items, and how many states of what we do not know, are looked at.
        seed: the same seed gives the same answer.
        is_independent: whether doubts about different values have nothing in common.
    """
    stream = atlas.map(ValueStreamMap)
    if stream is None:
        return {}
    return metric.measure(Samples(stream, atlas.calendar.times, draws=draws, seed=seed, is_independent=is_independent))


def simulate(
    file: AtlasFile,
    names: Sequence[str] = (),
    *,
    items: int = 0,
    runs: int = 0,
    precision: float = 0.05,
    draws: int = 0,
    until: datetime | None = None,
    seed: int = DEFAULT_SEED,
    is_independent: bool = False,
    given: "Mapping[str, Given] | None" = None,
    told: Told | None = None,
) -> "Simulation":
    """What happens to items on usual days, with queues, shared people, batches and rework, for versions of the map.

    Args:
        file: what to simulate.
        names: the versions: ``current``, ``ideal``, ``future/ID``; all of these if none is named.
        items: how many count in each run; 0 for as many as it takes.
        runs: how many replications there are at our best knowledge; 0 for as many as it takes.
        precision: how wide intervals of median and mean may be to each side, as a share of them.
        draws: how many states of what we do not know are looked at; 0 for as many as it takes.
        until: a date on which each run ends.
        seed: the same seed gives the same answer; versions are simulated on common luck.
        is_independent: whether doubts about different values have nothing in common.
        given: times in place of those on the map, and intervals in place of ``arrivals``, by path relative to the map:
            `Exponential`, `Always`, or an array of seconds (see ``flowatlas.simulation.given``).
        told: hears what goes on and how far that is, 0 to 1; may raise to end it.

    Raises:
        FlowAtlasError: none of the versions can be simulated, or a number is none that can be.
    """
    from flowatlas.simulation.simulate import Question
    from flowatlas.simulation.simulate import simulate as simulation_of

    question = Question(items, runs, precision, seed, until, is_independent, draws, given or {})
    return simulation_of(file.plain, question, names, told)


def sensitivity(
    file: AtlasFile,
    name: str = "current",
    *,
    items: int = 0,
    runs: int = 0,
    precision: float = 0.05,
    until: datetime | None = None,
    seed: int = DEFAULT_SEED,
    is_independent: bool = False,
    given: "Mapping[str, Given] | None" = None,
    told: Told | None = None,
) -> "Tornado":
    """Which value in doubt matters most: the typical lead time with each at its p10 and p90, all else at its middle.

    The arguments are those of `simulate`, for one version.

    Raises:
        FlowAtlasError: the version cannot be simulated, or a number is none that can be.
    """
    from flowatlas.simulation.simulate import Question
    from flowatlas.simulation.tornado import sensitivity as sensitivity_of

    question = Question(items, runs, precision, seed, until, is_independent, given=given or {})
    return sensitivity_of(file.plain, question, name, told)


def forecast(
    file: AtlasFile,
    names: Sequence[str] = ("current",),
    *,
    start: date | None = None,
    items: Sequence[int] = (),
    until: Sequence[date] = (),
    runs: int = 1000,
    precision: float = 0.0,
    seed: int = DEFAULT_SEED,
    is_independent: bool = False,
    told: Told | None = None,
) -> "Forecasts":
    """When those who wait now are served, for versions of the map.

    Args:
        file: what to simulate.
        names: the versions: ``current``, ``ideal``, ``future/ID``.
        start: the day on which it begins; today if none is named.
        items: for each of these numbers, when so many items are done.
        until: for each of these dates, how many items are done by then.
        runs: how many runs there are, each in one state of what we do not know; with a precision the fewest.
        precision: runs are added until half of them, and 85 of 100, are known to this share of the time from the start.
        seed: the same seed gives the same answer; versions are simulated on common luck.
        is_independent: whether doubts about different values have nothing in common.
        told: hears what goes on and how far that is, 0 to 1; may raise to end it.

    Raises:
        FlowAtlasError: there is no such version, it cannot be simulated, or nothing is asked.
    """
    from flowatlas.simulation.forecasting import Question
    from flowatlas.simulation.forecasting import forecast as forecast_of

    begin = file.atlas.calendar.hours.opening(start)
    question = Question(begin, tuple(items), tuple(until), runs, seed, is_independent, precision)
    return forecast_of(file.plain, question, names, told)
