"""Exporters: what an atlas can be written as, made known by the suffix of the file."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from flowatlas.drawing.style import Theme
from flowatlas.exporters.beside import beside_of, changes, course_of, figures
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.believed import Believed, believed_against
from flowatlas.metrics.compare import headline_of
from flowatlas.metrics.derived import derived
from flowatlas.metrics.pairs import Pair, Sampling, pair_of, wanted
from flowatlas.metrics.report import Report, report
from flowatlas.metrics.sample import DEFAULT_SEED
from flowatlas.metrics.samples import DEFAULT_DRAWS
from flowatlas.model.atlas import Atlas
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.finding import Finding
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Plain, join
from flowatlas.model.picture import Derived, Picture
from flowatlas.model.registry import EXPORTERS, load_folder
from flowatlas.store.versions import CURRENT, IDEAL, Version, names
from flowatlas.views.before_after import before_after
from flowatlas.views.believed import believed_picture
from flowatlas.views.measured import PERIODS, MeasuredView, measured_views
from flowatlas.views.pair.sides import Side
from flowatlas.views.periods import periods_picture
from flowatlas.views.view import View, views_of


class Drawing(NamedTuple):
    """A picture with its name, its title and what it shows; one that ``is_complete`` says all in itself."""

    name: str
    title: str
    explanation: str
    picture: Picture
    is_complete: bool = False


MARK = "Flow Atlas"
"""What every file of ours says within its first 4,096 bytes, so that no other file is ever written over."""


class Options(NamedTuple):
    """How to write: which view, light or dark, how many pixels for one (None: what suits), is the ground left open."""

    view: str = "practice"
    theme: Theme = Theme.LIGHT
    scale: float | None = None
    is_transparent: bool = False


@dataclass
class Export:
    """All that an exporter may write: the atlas, its text, what is wrong with it, what the figures say, its pictures.

    ``name`` is what the file is called; ``source`` the YAML text and ``plain`` its plain values, without people where
    they are to be left out. ``asked`` are pictures that take long and were worked out before, such as a simulation.
    """

    name: str
    atlas: Atlas
    source: str
    findings: list[Finding] = field(default_factory=list)
    labels: Labels = Labels()  # noqa: RUF009 - never changes
    options: Options = Options()  # noqa: RUF009 - a named tuple cannot change
    draws: int = DEFAULT_DRAWS
    seed: int = DEFAULT_SEED
    is_independent: bool = False
    plain: Plain = field(default_factory=dict)
    asked: tuple[Drawing, ...] = ()
    _known: dict[str, Believed] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def report(self) -> Report:
        """What the figures say."""
        return report(self.atlas, draws=self.draws, seed=self.seed, is_independent=self.is_independent)

    @cached_property
    def derived(self) -> Derived:
        """The same, ready to be drawn."""
        return derived(self.atlas, self.report, self.labels, self.plain)

    @cached_property
    def pairs(self) -> list[Pair]:
        """Every future and the ideal against the current map; nothing where no future is written down."""
        return wanted(self.plain, self._sampling) if self.plain.get("future") else []

    @cached_property
    def drawings(self) -> list[Drawing]:
        """The atlas in every view, its other maps as far as it has them, and each future beside today."""
        drawn = [
            Drawing(
                known.name,
                known.title,
                known.explanation,
                known.compose(self.atlas, self.derived),
                # Only of the stream does a page say sums and answers in words of its own.
                is_complete=known.section != CURRENT,
            )
            for known in views_of(self.atlas)
            if known.section == CURRENT or self.plain.get(known.section)
        ]
        measured = [self._measured(one) for one in self._measured_views]
        besides = (self._beside(pair) for pair in self.pairs if pair.after.name != IDEAL)
        return [*drawn, *besides, *measured, *self.asked]

    @cached_property
    def picture(self) -> Picture:
        """The atlas in the view that was asked for, or today beside the version of that name.

        Raises:
            FlowAtlasError: there is no such view or version.
        """
        name = self.options.view
        asked = next((one.picture for one in self.asked if one.name == name), None)
        if asked is not None:
            return asked
        versions = names(self.plain)
        measured = next((one for one in self._measured_views if one.name == name), None)
        if measured is not None:
            return self._measured(measured).picture
        if name not in versions or name in {one.name for one in views_of(self.atlas)}:
            return view_named(name, self.atlas, versions[1:]).compose(self.atlas, self.derived)
        return self._beside(pair_of(self.plain, self.plain, CURRENT, name, self._sampling)).picture

    @property
    def held(self) -> list[Believed]:
        """What is believed against each measurement that says anything of the map."""
        return [self._held(one.name) for one in self._measured_views if not one.is_by_period]

    @property
    def _measured_views(self) -> list[MeasuredView]:
        return list(measured_views(self.atlas.map_or_blank(ValueStreamMap)))

    def _held(self, name: str) -> Believed:
        if name not in self._known:
            self._known[name] = believed_against(self.plain, name, self._sampling)
        return self._known[name]

    def _measured(self, view: MeasuredView) -> Drawing:
        """What is believed beside a measurement, or its periods in turn."""
        stream, calendar = self.atlas.map_or_blank(ValueStreamMap), self.atlas.calendar.times
        if view.is_by_period:
            course = course_of(stream.measurements[view.key], view.measurement, self.derived.goal)
            picture = periods_picture(course, calendar, self.labels)
        else:
            picture = believed_picture(beside_of(self._held(view.name), calendar, self.labels), calendar, self.labels)
        return Drawing(view.name, view.title, view.explanation, picture, is_complete=True)

    def _derived(self, version: Version, *, is_sampled: bool) -> Derived:
        """What the figures say of a version, in the same kind of figures as those of the one beside it."""
        if version.name == CURRENT and is_sampled == (self.report.samples.draws > 1):
            return self.derived
        found = report(
            version.atlas,
            draws=self.draws,
            seed=self.seed,
            is_independent=self.is_independent,
            is_sampled=is_sampled,
        )
        return derived(version.atlas, found, self.labels, version.plain)

    @property
    def _sampling(self) -> Sampling:
        return Sampling(self.draws, self.seed, self.is_independent)

    def _beside(self, pair: Pair) -> Drawing:
        """Today and another version on one scale."""
        picture = before_after(
            Side("Today", pair.before.stream, self._derived(pair.before, is_sampled=pair.found.is_sampled)),
            Side(pair.after.title, pair.after.stream, self._derived(pair.after, is_sampled=pair.found.is_sampled)),
            changes(pair.found),
            self.labels.applied(headline_of(pair.found, self.atlas.calendar.times)),
            figures(pair.found, self.atlas.calendar.times, self.labels),
        )
        explanation = "Before and after on one scale; what is marked changes, and the list below says how."
        return Drawing(pair.after.name, f"Today and: {pair.after.title}", explanation, picture, is_complete=True)


def drawn_names(plain: Plain) -> list[str]:
    """The names of what can be drawn besides the views: versions, and the periods of each measurement that has some."""
    measured = (plain.get(CURRENT) or {}).get("measurements") or {}
    periods = [
        f"measurements/{join(key)}/{PERIODS}"
        for key, one in measured.items()
        if isinstance(one, dict) and len(one.get("periods") or ()) > 1
    ]
    return [*names(plain), *periods]


Write = Callable[[Export], str | bytes]


class Exporter(NamedTuple):
    """A format: its name, the suffix of its files, what people call it, and how it is written."""

    name: str
    suffix: str
    title: str
    explanation: str
    write: Write
    is_drawn: bool


def exporter(name: str, *, suffix: str, title: str, is_drawn: bool = True) -> Callable[[Write], Write]:
    """Make a format known; the docstring of its function says what it holds.

    ``is_drawn`` tells whether it shows a view in colours, so that both can be chosen.
    """

    def register(write: Write) -> Write:
        EXPORTERS.add(name, Exporter(name, suffix, title, (write.__doc__ or "").partition("\n")[0], write, is_drawn))
        return write

    return register


def exporters() -> list[Exporter]:
    """All known formats, in one order whichever module was needed first."""
    load_folder("flowatlas.exporters")
    known: list[Exporter] = EXPORTERS.values()
    return sorted(known, key=lambda one: one.write.__module__)


def exporter_for(file_name: str) -> Exporter:
    """The format that the suffix of a file asks for.

    Raises:
        FlowAtlasError: nothing is written with this suffix.
    """
    found = _with_suffix(file_name)
    if found is None and (suffix := Path(file_name).suffix.lower().removeprefix(".")).isalnum():
        # Ours are named after their suffix, so that one format is written without importing all others.
        with suppress(ModuleNotFoundError):
            import_module(f"flowatlas.exporters.{suffix}")
        found = _with_suffix(file_name)
    if found is None:
        known = [one.suffix for one in exporters()]
        found = _with_suffix(file_name)
    if found is None:
        raise FlowAtlasError(f'nothing is written as "{file_name}"; end the name in {_listed(known)}')
    return found


def _with_suffix(file_name: str) -> Exporter | None:
    name = file_name.lower()
    return next((one for one in EXPORTERS.values() if name.endswith(one.suffix)), None)


def view_named(name: str, atlas: Atlas, others: Sequence[str] = ()) -> View:
    """The view of this name that an atlas can be drawn in; ``others`` could have been meant as well.

    Raises:
        FlowAtlasError: there is none.
    """
    known = {one.name: one for one in views_of(atlas)}
    if name not in known:
        raise FlowAtlasError(f'there is no view "{name}"; there are {_listed([*known, *others])}')
    return known[name]


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
