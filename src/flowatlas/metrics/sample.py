"""A sample: the map with draws for every value, which is what metrics compute with."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from flowatlas.maps.shape import Link, Shape
from flowatlas.maps.value_stream import Step, ValueStreamMap, field_at, read
from flowatlas.metrics.draws import (
    CORRELATION,
    Draws,
    Line,
    expected,
    generator,
    items,
    line_of,
    line_of_prior,
    normal_deviates,
    pooled,
    pooled_at,
    prior_of,
    shift_of,
)
from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import Form, QuantityError
from flowatlas.model.path import join
from flowatlas.model.quantity import Quantity

Result = TypeVar("Result")

UNBOUNDED = 1e30
"""What ``never`` enters as, so that sums and products stay numbers; `bounded` turns it back into infinity."""

DEFAULT_DRAWS = 10_000
BLOCK = 10_000
DEFAULT_SEED = 1


class CannotSayError(Exception):
    """A metric has no answer on this map; the message tells why, in plain words."""


class View(StrEnum):
    """What the draws of a sample tell apart."""

    ITEMS = "items"
    """What the next item will see: items differ, and we do not know the typical one."""

    DOUBT = "doubt"
    """What we do not know: each value at its mean over items; with one draw, our best knowledge."""

    LOWEST = "lowest"
    """The bound: low ends of times, high ends of %C&A, nothing for what is unknown; one draw."""


class Entered(NamedTuple):
    """How a value entered a sample: its draws, what was typed (None: nothing), and whether it is unknown.

    ``deviate`` holds the standard normal deviates of its doubt, None where there is none; ``line`` its spread.
    """

    draws: Draws
    quantity: Quantity | None
    is_unknown: bool
    basis: Basis = Basis.STATED
    line: Line | None = None
    deviate: Draws | None = None


def _constant(value: float) -> Draws:
    draws = np.full(1, value)
    draws.flags.writeable = False
    return draws


class Spread(NamedTuple):
    """How items differ in a value: on which of some lines it lies in each draw, and by how much that one is shifted.

    In place of a line None stands for one figure, which the shift then is.
    """

    lines: tuple[Line | None, ...]
    which: NDArray[np.intp]
    shift: Draws


class Statement(NamedTuple):
    """What is said of a value: by the map or a measurement (no voice), or by a voice that speaks for a role."""

    quantity: Quantity
    voice: str = ""
    role: str = ""


class Kept(NamedTuple):
    """The result of a computation, what it used, and all paths that it depends on."""

    result: Any
    used: dict[str, Entered]
    needed: set[str]


@dataclass
class Sample:
    """A value stream map with draws for every value, in one of three views.

    ``used`` notes by path (relative to the map) whatever was asked for, ``needed`` also the paths of which ``zeroed``
    makes nothing, ``made`` what was made of draws. Draws belong to
    seed, path and ``block`` (of a large sample that is made piece by piece); values that are one figure have one draw
    that stands for all. With ``is_independent`` doubts are not correlated. A ``twin`` is the same sample of another
    version of the map; draws of what is typed the same in both are taken from it, and all about routes where both have
    the same ones.
    """

    stream: ValueStreamMap
    calendar: Calendar = Calendar()  # noqa: RUF009 - a named tuple cannot change
    view: View = View.DOUBT
    draws: int = 1
    seed: int = DEFAULT_SEED
    block: int = 0
    is_independent: bool = False
    zeroed: frozenset[str] = frozenset()
    used: dict[str, Entered] = field(default_factory=dict)
    entered: dict[str, Entered] = field(default_factory=dict)
    deviates: dict[str, Draws] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    twin: "Sample | None" = None
    made: dict[Any, tuple[tuple[Draws, ...], Any]] = field(default_factory=dict)
    _kept: dict[Any, Kept] = field(default_factory=dict)
    _paths: dict[str, str] = field(default_factory=dict)
    _said: dict[str, list[Statement]] = field(default_factory=dict)

    @property
    def is_lowest(self) -> bool:
        """Whether this is the bound."""
        return self.view is View.LOWEST

    @cached_property
    def shape(self) -> Shape:
        """The routes through the stream."""
        return self.stream.shape

    zero: ClassVar[Draws] = _constant(0.0)
    """Nothing, in every draw."""

    one: ClassVar[Draws] = _constant(1.0)
    """One, in every draw."""

    def _path(self, step_id: str) -> str:
        path = self._paths.get(step_id)
        if path is None:
            path = self._paths[step_id] = f"steps/{join(step_id)}"
        return path

    @cached_property
    def center(self) -> "Sample":
        """The same map at our best knowledge, in one draw."""
        new: dict[str, Any] = {"used": {}, "entered": {}, "deviates": {}, "needed": set(), "made": {}, "_kept": {}}
        return replace(self, view=View.DOUBT, draws=1, twin=None, **new)

    @cached_property
    def is_heard_alike(self) -> bool:
        """Whether all that answers where the map itself says nothing is the same in the twin."""
        if self.twin is None:
            return False
        one, other = (
            (sample.stream.voices, sample.stream.measurements, sample.stream.use, sample.stream.roles, sample.calendar)
            for sample in (self, self.twin)
        )
        return one == other

    @cached_property
    def is_begun_alike(self) -> bool:
        """Whether items take the same routes as in the twin on the first pass, equally often."""
        if self.twin is None or self.zeroed != self.twin.zeroed:
            return False
        return self.shape is self.twin.shape and self.is_heard_alike

    @cached_property
    def is_routed_alike(self) -> bool:
        """Whether items take the same routes as in the twin, equally often: all but the times is the same."""
        if self.twin is None or not self.is_begun_alike:
            return False
        pairs = zip(self.stream.steps.values(), self.twin.stream.steps.values(), strict=True)
        return all(
            one is other
            or (one.percent_complete_accurate == other.percent_complete_accurate and one.rework == other.rework)
            for one, other in pairs
        )

    def without(self, *paths: str) -> "Sample":
        """The same sample where the values at some paths are 0; results that do not depend on them are kept."""
        kept = {key: kept for key, kept in self._kept.items() if kept.needed.isdisjoint(paths)}
        less = replace(self, zeroed=self.zeroed | set(paths), used={}, needed=set(), _kept=kept)
        if "center" in vars(self):
            less.center = self.center.without(*paths)
        return less

    def recalled(
        self, key: Any, compute: Callable[[], Result], *, is_of_routes: bool = False, is_first: bool = False
    ) -> Result:
        """The result of a computation, kept for the next metric that needs it, along with what it used.

        What ``is_of_routes`` depends on no time, so that it may come from the twin; what ``is_first`` of these, on the
        first pass alone, depends on no rework either.
        """
        if is_of_routes and key not in self._kept and self.twin is not None:
            routes = self.twin._kept.get(key)  # noqa: SLF001 - one of its own kind
            if routes is not None and (self.is_begun_alike if is_first else self.is_routed_alike):
                self._kept[key] = routes
                drawn = self.twin.entered
                self.entered.update({path: drawn[path] for path in routes.used if path in drawn})
        if key not in self._kept:
            outer = self.used, self.needed
            self.used, self.needed = {}, set()
            try:
                self._kept[key] = Kept(compute(), self.used, self.needed)
            finally:
                self.used, self.needed = outer
        kept = self._kept[key]
        self.used.update(kept.used)
        self.needed.update(kept.needed)
        return kept.result  # type: ignore[no-any-return]  # the key tells what was kept

    def made_of(self, draws: tuple[Draws, ...], key: Any, compute: Callable[..., Result]) -> Result:
        """The result of a computation on these draws alone, or what the twin made of the very same ones."""
        known = self.made.get(key) or (None if self.twin is None else self.twin.made.get(key))
        is_same = known is not None and all(
            one is other or (len(one) == len(other) == 1 and one[0] == other[0])
            for one, other in zip(known[0], draws, strict=True)
        )
        self.made[key] = known if known is not None and is_same else (draws, compute(*draws))
        return self.made[key][1]  # type: ignore[no-any-return]  # the key tells what was made

    def _is_zeroed(self, path: str) -> bool:
        self.needed.add(path)
        return path in self.zeroed

    def dice(self, purpose: str, *key: object) -> np.random.Generator:
        """Random numbers for chances of the items themselves: which route, which repetition."""
        return generator(self.seed, purpose, self.block, *key)

    def amount(
        self, path: str, quantity: Quantity | None, *, unknown: float = 0.0, rises: bool = True, is_asked: bool = True
    ) -> Draws:
        """Draws of the value at a path.

        What is typed answers, else the measurement in use, else the voices, else the prior. Without any of these, and
        in the lowest view, an unknown value enters as ``unknown``. ``rises`` says whether times grow with the value; it
        decides the end that enters the lowest view, and which way a common optimism pulls. A value that is not
        ``is_asked`` is left out of the unknown ones.
        """
        if self._is_zeroed(path):
            return self.zero
        known = self.entered.get(path)
        if known is None:
            known = self._of_twin(path, quantity) or self._entered(path, quantity, unknown, rises=rises)
            self.entered[path] = known
        self.used[path] = known if is_asked or not known.is_unknown else known._replace(is_unknown=False)
        return known.draws

    def spread(self, path: str, quantity: Quantity | None, *, unknown: float = 0.0) -> Spread:
        """How items differ in the value at a path, each state of doubt apart; its mean in a draw is that of `amount`.

        Several voices in one draw make one line, at the mean of what they say of the same item.
        """
        draws = self.amount(path, quantity, unknown=unknown)
        alone = np.zeros(1, dtype=np.intp)
        if path in self.zeroed:
            return Spread((None,), alone, draws)
        is_stated = quantity is not None and not quantity.is_unknown
        said = [] if is_stated else self.said(path)
        if len(said) > 1:
            return self._spread_of_voices(path, said, draws)
        known = self.entered[path]
        if known.line is None:
            return Spread((None,), alone, draws)
        shift = np.zeros(1) if known.deviate is None else shift_of(known.line, known.deviate)
        return Spread((known.line,), alone, shift)

    def _spread_of_voices(self, path: str, said: list[Statement], mean: Draws) -> Spread:
        lines = tuple([line_of(one.quantity) for one in said])
        if self.draws == 1:
            constants = [min(one.quantity.middle, UNBOUNDED) for one in said]
            line = pooled(list(zip(lines, constants, strict=True)), _weights(said))
            if line is None:
                return Spread((None,), np.zeros(1, dtype=np.intp), mean)
            shift = np.log(np.maximum(mean / expected(line, np.zeros(1)), 1e-300))
            return Spread((line,), np.zeros(1, dtype=np.intp), shift)
        chosen, shift = self._speaking(said), np.zeros(self.draws)
        for place in np.unique(chosen):
            here = np.flatnonzero(chosen == place)
            line, own = self._voiced_line(path, said[place].quantity, rises=True)
            if line is None:
                shift[here] = min(said[place].quantity.middle, UNBOUNDED)
            elif own is not None:
                shift[here] = shift_of(line, own[here])
        return Spread(lines, chosen, shift)

    def _of_twin(self, path: str, quantity: Quantity | None) -> Entered | None:
        """What the twin drew for the same figure, or for the same lack of one; nothing for what voices answer."""
        known = None if self.twin is None else self.twin.entered.get(path)
        if known is None or not (known.quantity is quantity or known.quantity == quantity):
            return None
        is_stated = quantity is not None and not quantity.is_unknown
        return known if is_stated or (known.is_unknown and self.is_heard_alike) else None

    def _entered(self, path: str, quantity: Quantity | None, unknown: float, *, rises: bool) -> Entered:
        said = [Statement(quantity)] if quantity is not None and not quantity.is_unknown else self.said(path)
        if not said:
            prior = None if self.is_lowest else prior_of(path, quantity, self.calendar)
            line = None if prior is None else line_of_prior(prior)
            if line is None:
                return Entered(np.full(1, unknown), quantity, is_unknown=True, basis=Basis.UNKNOWN)
            deviate = self._doubt(path, Basis.UNKNOWN, rises=rises)
            return Entered(self._drawn(path, line, deviate), quantity, True, Basis.UNKNOWN, line, deviate)  # noqa: FBT003
        if self.is_lowest:
            ends = [one.quantity.low_end if rises else one.quantity.high_end for one in said]
            lowest = min(ends) if rises else max(ends)
            basis = max((one.quantity.basis for one in said), key=lambda basis: basis.weakness)
            return Entered(np.full(1, min(lowest, UNBOUNDED)), said[0].quantity, is_unknown=False, basis=basis)
        if len(said) == 1:
            return self._stated(path, said[0].quantity, rises=rises)
        return self._pooled(path, said, rises=rises)

    def _stated(self, path: str, quantity: Quantity, *, rises: bool) -> Entered:
        line = line_of(quantity)
        if line is None:
            return Entered(
                np.full(1, min(quantity.middle, UNBOUNDED)), quantity, is_unknown=False, basis=quantity.basis
            )
        deviate = self._doubt(path, quantity.basis, rises=rises) if line.doubt else None
        return Entered(self._drawn(path, line, deviate), quantity, False, quantity.basis, line, deviate)  # noqa: FBT003

    def _pooled(self, path: str, said: list[Statement], *, rises: bool) -> Entered:
        """One voice answers in each draw, every role as often as any other."""
        basis = max((one.quantity.basis for one in said), key=lambda basis: basis.weakness)
        if self.draws == 1:
            means = [self._stated(path, one.quantity, rises=rises).draws for one in said]
            mean = sum((weight * one for weight, one in zip(_weights(said), means, strict=True)), np.zeros(1))
            if path in self.deviates:
                lines = [(line_of(one.quantity), min(one.quantity.middle, UNBOUNDED)) for one in said]
                mean = pooled_at(lines, _weights(said), float(self.deviates[path][0]))
            return Entered(mean, said[0].quantity, is_unknown=False, basis=basis)
        chosen = self._speaking(said)
        draws = np.empty(self.draws, dtype=np.float32)
        # As one voice answers in each draw, one deviate a draw does for all of them.
        for place in np.unique(chosen):
            here = np.flatnonzero(chosen == place)
            quantity = said[place].quantity
            line, own = self._voiced_line(path, quantity, rises=rises)
            if line is None:
                draws[here] = min(quantity.middle, UNBOUNDED)
                continue
            draws[here] = self._drawn(path, line, None if own is None else own[here], here)
        level = np.log(np.maximum(draws, np.float32(1e-12)))
        deviate = (level - level.mean()) / max(float(level.std()), 1e-12)
        line = next((line for one in said if (line := line_of(one.quantity)) is not None), None)
        return Entered(draws, said[0].quantity, False, basis, line, deviate)  # noqa: FBT003

    def _voiced_line(self, path: str, quantity: Quantity, *, rises: bool) -> tuple[Line | None, Draws | None]:
        """Where a value that a voice states lies, and the deviates of its doubt, None where there is none."""
        line = line_of(quantity)
        # Measured values have no part in the common optimism, so their deviates are others.
        source = f"{path}#measured" if quantity.basis is Basis.MEASURED else path
        return line, self._doubt(source, quantity.basis, rises=rises) if line is not None and line.doubt else None

    def _speaking(self, said: list[Statement]) -> NDArray[np.intp]:
        """Which statement answers in each draw: one voice for the whole map; where it is silent, its role, or any."""
        voices = [Statement(said[0].quantity, key, self._speaks_for(key)) for key in self.stream.speakers]
        source = self.dice("voice")
        drawn = np.searchsorted(np.cumsum(_weights(voices))[:-1], source.random(self.draws))
        number = source.random(self.draws)
        place_of = {one.voice: place for place, one in enumerate(said)}
        chosen = np.array([place_of.get(voice.voice, -1) for voice in voices], dtype=np.intp)[drawn]
        role_of = np.array([voice.role for voice in voices])[drawn]
        for role in {voice.role for voice in voices if voice.voice not in place_of}:
            among = [place for place, one in enumerate(said) if one.role == role] or list(range(len(said)))
            edges = np.cumsum(_weights([said[place] for place in among]))[:-1]
            here = (chosen < 0) & (role_of == role)
            chosen[here] = np.asarray(among)[np.searchsorted(edges, number[here])]
        return chosen

    def _drawn(self, path: str, line: Line, deviate: Draws | None, here: NDArray[np.intp] | None = None) -> Draws:
        shift = np.zeros(1) if deviate is None else shift_of(line, deviate)
        if self.view is View.DOUBT or line.is_share or (line.variation == 0 and not line.at_zero):
            return np.minimum(expected(line, shift), UNBOUNDED)
        own = normal_deviates(generator(self.seed, "variation", self.block, path), self.draws)
        return items(line, shift, own if here is None else own[here])

    def _doubt(self, path: str, basis: Basis, *, rises: bool) -> Draws:
        """Standard normal deviates of doubt; what was not measured shares a common part, the optimism of the group."""
        known = self.deviates.get(path)
        if known is None and self.draws == 1 and self.view is View.DOUBT:
            return np.zeros(1)
        if known is None:
            known = normal_deviates(generator(self.seed, "doubt", self.block, path), self.draws)
            if not self.is_independent and basis is not Basis.MEASURED:
                sign = 1.0 if rises else -1.0
                known = sign * CORRELATION**0.5 * self._optimism + (1 - CORRELATION) ** 0.5 * known
            self.deviates[path] = known
        return known

    @property
    def _optimism(self) -> Draws:
        """What the doubts of everything that was not measured have in common."""
        if "" not in self.deviates:
            self.deviates[""] = normal_deviates(generator(self.seed, "optimism", self.block), self.draws)
        return self.deviates[""]

    def said(self, path: str) -> list[Statement]:
        """What the measurement in use says of a value that nobody settled, else what the voices say."""
        if path not in self._said:
            self._said[path] = self._measured(path) or self._voiced(path)
        return self._said[path]

    def _measured(self, path: str) -> list[Statement]:
        measurement = self.stream.measurements.get(self.stream.use or "")
        if measurement is None or path not in measurement.changes:
            return []
        return [Statement(one) for one in self._heard(path, measurement.changes[path])]

    def _voiced(self, path: str) -> list[Statement]:
        return [
            Statement(guarded(one), voice_id, self._speaks_for(voice_id))
            for voice_id, typed in self.stream.statements.get(path, {}).items()
            for one in self._heard(path, typed)
        ]

    def _speaks_for(self, voice_id: str) -> str:
        role = self.stream.voices[voice_id].role
        return f"voice {voice_id}" if role is None else self.stream.role_of(role)

    def _heard(self, path: str, typed: Any) -> Iterable[Quantity]:
        declared = field_at(path)
        kind = declared.annotation if declared is not None else None
        if declared is None or not (isinstance(kind, type) and issubclass(kind, Quantity)):
            return []
        try:
            quantity: Quantity = read(declared, typed, self.calendar)
        except QuantityError:
            return []
        return [] if quantity.is_unknown else [quantity]

    def wait(self, step_id: str) -> Draws:
        """The gap before a step, in seconds: as said, else what cadence and batch produce, else none at the trigger."""
        step, path = self.stream.steps[step_id], f"{self._path(step_id)}/wait_time"
        if step.wait_time is not None or self.said(path):
            return self.amount(path, step.wait_time)
        if self._is_zeroed(path):
            return self.zero
        if step.cadence is not None or step.batch is not None:
            return self._paced_wait(step_id, step)
        return self.zero if not self.shape.after[step_id] else self.amount(path, None)

    def _paced_wait(self, step_id: str, step: Step) -> Draws:
        """What is left of the period until the next turn, and the arrivals until a batch is full.

        On average half the period and (n - 1) / 2 arrivals; an item comes at any time in between.
        """
        wait = self.zero
        places = np.full(1, 0.5)
        if self.view is View.ITEMS and self.draws > 1:
            places = self.dice("pace", step_id).random(self.draws)
        if step.cadence is not None:
            wait = wait + self.amount(f"{self._path(step_id)}/cadence", step.cadence) * places
        if step.batch is not None:
            batch = self.amount(f"{self._path(step_id)}/batch", step.batch, unknown=1.0)
            if (batch > 1).any():
                demand = self.amount("demand", self.stream.demand, rises=False)
                wait = wait + np.where(
                    demand > 0, np.maximum(batch - 1, 0) * (1 - places) / np.where(demand > 0, demand, 1), 0.0
                )
        return wait

    def process(self, step_id: str) -> Draws:
        """From starting a step to finishing it, in seconds: as typed, else the sum of its sub-steps and their gaps."""
        step, path = self.stream.steps[step_id], f"{self._path(step_id)}/process_time"
        if self._is_zeroed(path):
            return self.zero
        if step.process_time is not None or not step.steps or self.said(path):
            return self.amount(path, step.process_time)
        total = self.zero
        for index, (part_id, part) in enumerate(step.steps.items()):
            inner = f"{self._path(step_id)}/steps/{join(part_id)}"
            total = total + self.amount(f"{inner}/process_time", part.process_time)
            if part.wait_time is not None or index:
                total = total + self.amount(f"{inner}/wait_time", part.wait_time)
        return total

    def require_work(self) -> None:
        """Let nobody read a nothing where no step tells how long it is worked on.

        Raises:
            CannotSayError: the process time of every step is ``n/a``, as in a map from a log of completions alone.
        """
        times = [step.process_time for step in self.stream.steps.values() if not step.steps]
        if times and len(times) == len(self.stream.steps) and not any(time is None or applies(time) for time in times):
            raise CannotSayError("No step says how long it is worked on: the waits hold the work as well.")

    def touch(self, step_id: str) -> Draws:
        """The hands-on part of a step, in seconds."""
        step, path = self.stream.steps[step_id], f"{self._path(step_id)}/touch_time"
        if step.touch_time is None and any(part.touch_time is not None for part in step.steps.values()):
            total = self.zero
            for part_id, part in step.steps.items():
                total = total + self.amount(f"{self._path(step_id)}/steps/{join(part_id)}/touch_time", part.touch_time)
            return total
        return self.amount(path, step.touch_time)

    def effort(self, step_id: str) -> Draws:
        """What a step takes of people's time, in seconds: its touch time, else its process time."""
        step = self.stream.steps[step_id]
        has_touch = step.touch_time is not None or any(part.touch_time is not None for part in step.steps.values())
        return self.touch(step_id) if has_touch else self.process(step_id)

    def quality(self, step_id: str) -> Draws | None:
        """%C&A of a step, 0 to 1, None where it has no figure."""
        quality, path = (
            self.stream.steps[step_id].percent_complete_accurate,
            f"{self._path(step_id)}/percent_complete_accurate",
        )
        if (quality is None and not self.said(path)) or (quality is not None and quality.form is Form.NOT_APPLICABLE):
            return None
        return self.amount(path, quality, unknown=1.0, rises=False)

    def share(self, step_id: str) -> Draws:
        """Share of the items arriving at a step that do it, 0 to 1."""
        share = self.stream.steps[step_id].share
        return (
            self.one
            if share is None or share.form is Form.NOT_APPLICABLE
            else self.amount(f"{self._path(step_id)}/share", share)
        )

    def links(self, step_id: str) -> list[Link]:
        """Where the faulty output of a step goes back to: its rework links, else the step itself.

        What was counted as not usable went back by some way, so that it implies none of its own on a map that has ways
        back: they tell where it went. ``used`` counts a link that leads nowhere as unknown.
        """
        step = self.stream.steps[step_id]
        if not step.rework:
            path = f"{self._path(step_id)}/percent_complete_accurate"
            rated = applies(step.percent_complete_accurate) or (
                step.percent_complete_accurate is None and self.said(path)
            )
            return [Link(step_id, "", step_id)] if rated and not self._is_told_by_links(step_id) else []
        links = self.shape.links_from.get(step_id, [])
        for link_id in step.rework.keys() - {link.id for link in links}:
            self.amount(f"{self._path(step_id)}/rework/{join(link_id)}/to", None)
        return links

    def _is_told_by_links(self, step_id: str) -> bool:
        """Whether the %C&A of a step was counted, and links tell where that went."""
        quality: Quantity | None = self.stream.steps[step_id].percent_complete_accurate
        if quality is None or quality.is_unknown:
            heard = self._measured(f"{self._path(step_id)}/percent_complete_accurate")
            quality = heard[0].quantity if heard else None
        if quality is None or quality.basis is not Basis.MEASURED:
            return False
        return bool(self.shape.links_from)

    def link_share(self, link: Link) -> Draws:
        """Share of the sender's output that a rework link sends back."""
        path = f"{self._path(link.sender)}/rework/{join(link.id)}"
        if self._is_zeroed(path):
            return self.zero
        stated = self.stream.steps[link.sender].rework.get(link.id)
        share = None if stated is None else stated.share
        if share is None and not self.said(f"{path}/share"):
            quality = self.quality(link.sender)
            if quality is not None:
                return 1 - quality
        return self.amount(f"{path}/share", share)

    def link_wait(self, link: Link) -> Draws:
        """The wait on the way back, in seconds: the link's own, else the gap of the step that it leads to."""
        stated = self.stream.steps[link.sender].rework.get(link.id)
        wait = None if stated is None else stated.wait_time
        path = f"{self._path(link.sender)}/rework/{join(link.id)}/wait_time"
        if wait is None and not self.said(path):
            return self.wait(link.to)
        return self.amount(path, wait)

    def demand(self, *, rises: bool = True) -> Draws:
        """Items asked for per second of working time.

        Raises:
            CannotSayError: nobody said.
        """
        demand = self.stream.demand
        amount = self.amount("demand", demand, rises=rises)
        is_open = demand is None or demand.is_unknown
        if (is_open and not self.said("demand")) or not (is_open or applies(demand)):
            raise CannotSayError("Nothing says how many items are asked for: add demand, such as 8/wk.")
        return amount

    def final_wait(self) -> Draws:
        """The gap after the last step, in seconds; none where nothing is said."""
        wait = self.stream.final_wait
        return self.zero if wait is None and not self.said("final_wait") else self.amount("final_wait", wait)

    def is_adding(self, step_id: str) -> bool:
        """Whether a step adds value; ``used`` counts a step that nobody has judged as unknown."""
        value = self.stream.steps[step_id].value
        if value is None:
            self.used[f"{self._path(step_id)}/value"] = Entered(self.zero, None, is_unknown=True)
        return value == "adding"


def applies(quantity: Quantity | None) -> bool:
    """Whether something is said, be it that nobody knows; what does not apply (``n/a``) sets no limit and no rate."""
    return quantity is not None and quantity.form is not Form.NOT_APPLICABLE


def bounded(draws: Draws) -> Draws:
    """Draws in which whatever grew out of ``never`` is infinite."""
    return np.where(draws > UNBOUNDED / 1e6, np.inf, draws)


def _weights(said: list[Statement]) -> NDArray[np.float64]:
    """Every role as much as any other, shared among its voices; they sum to 1."""
    voices = Counter(one.role for one in said)
    return np.array([1 / voices[one.role] / len(voices) for one in said])


def guarded(quantity: Quantity) -> Quantity:
    """What one person says is an estimate, even where it is one figure."""
    return quantity.with_basis(Basis.ESTIMATED) if quantity.basis is Basis.STATED else quantity


class Samples:
    """All samples of a map: of items and of doubt, in blocks so that memory stays bounded, and the lowest one.

    An exact map needs one draw only, unless it ``is_sampled`` all the same, to be held against one that is not exact.
    Of a ``twin``, with the same draws and seed, what is typed the same is taken over instead of drawn again.
    """

    def __init__(
        self,
        stream: ValueStreamMap,
        calendar: Calendar,
        *,
        draws: int = DEFAULT_DRAWS,
        seed: int = DEFAULT_SEED,
        is_independent: bool = False,
        is_sampled: bool = False,
        twin: "Samples | None" = None,
    ) -> None:
        if twin is not None:
            twin.let_go()
        self.twin = twin
        self.center: Sample = Sample(stream, calendar, seed=seed, is_independent=is_independent)
        new: dict[str, Any] = {"used": {}, "entered": {}, "deviates": {}, "needed": set(), "made": {}, "_kept": {}}
        self.lowest: Sample = replace(self.center, view=View.LOWEST, **new)
        if twin is not None:
            self.center.twin, self.lowest.twin = twin.center, twin.lowest
        self.is_exact = not is_sampled and _is_exact(self.center)
        self.draws = 1 if self.is_exact else draws
        self.blocks = -(-self.draws // BLOCK)
        self._whole: dict[View, Sample] = {}
        self._deviates: dict[str, Draws] = {}

    @cached_property
    def is_blank(self) -> bool:
        """Whether nobody has said of any time how long it is, nor how long it is likely to be."""
        sample = self.center
        outer = sample.used
        try:
            for step_id in sample.stream.steps:
                sample.used = {}
                sample.wait(step_id)
                sample.process(step_id)
                for link in sample.links(step_id):
                    sample.link_wait(link)
                if any(map(_is_told, sample.used.values())):
                    return False
            sample.used = {}
            sample.final_wait()
            return not any(map(_is_told, sample.used.values()))
        finally:
            sample.used = outer

    def let_go(self) -> None:
        """Take nothing more from the twin, so that it is not kept in memory, nor its own."""
        self.twin = None
        for sample in (self.center, self.lowest, *self._whole.values()):
            sample.twin = None

    def items(self, block: int = 0) -> Sample:
        """A block of what the next items will see."""
        return self._sample(View.ITEMS, block)

    def doubt(self, block: int = 0) -> Sample:
        """A block of what we do not know."""
        return self._sample(View.DOUBT, block)

    def _sample(self, view: View, block: int) -> Sample:
        if self.draws == 1:
            return self.center
        if self.blocks == 1 and view in self._whole:
            return self._whole[view]
        draws = min(BLOCK, self.draws - block * BLOCK)
        deviates = self._deviates if self.blocks == 1 else {}
        twin = None if self.twin is None or self.twin.draws != self.draws else self.twin._sample(view, block)  # noqa: SLF001
        new: dict[str, Any] = {
            "twin": twin,
            "used": {},
            "entered": {},
            "needed": set(),
            "made": {},
            "_kept": {},
            "deviates": deviates,
        }
        sample = replace(self.center, view=view, draws=draws, block=block, **new)
        sample.center = self.center
        if self.blocks == 1:
            self._whole[view] = sample
        return sample


def _is_told(entry: Entered) -> bool:
    """Whether somebody gave the value, or at least what it is likely to be."""
    return not entry.is_unknown or (entry.quantity is not None and entry.quantity.prior is not None)


def _is_exact(center: Sample) -> bool:
    """Whether every figure is one figure: nothing varies, nothing is in doubt, unknown, or left to several voices.

    What is left to chance, routes and rework, then enters by its mean.
    """
    stream = center.stream
    looked_at = 0
    for step_id in stream.steps:
        if any(entry.line is not None for entry in islice(center.entered.values(), looked_at, None)):
            return False
        looked_at = len(center.entered)
        center.wait(step_id)
        center.process(step_id)
        center.touch(step_id)
        center.quality(step_id)
        center.share(step_id)
        for link in center.links(step_id):
            center.link_share(link)
            center.link_wait(link)
    center.final_wait()
    others: list[Quantity | None] = [stream.demand, stream.backlog, stream.in_parallel]
    others += [amount for role in stream.roles.values() for amount in (role.people, role.availability)]
    others += [step.capacity for step in stream.steps.values()]
    if any(voice.changes for voice in stream.voices.values()):
        return False
    return all(entry.line is None for entry in center.entered.values()) and all(
        line_of(quantity) is None for quantity in others if quantity is not None
    )
