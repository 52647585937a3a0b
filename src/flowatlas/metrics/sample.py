"""A sample: the map with draws for every value, which is what metrics compute with."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, TypeVar

import numpy as np

from flowatlas.maps.shape import Link, Shape
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.draws import Draws, generator
from flowatlas.metrics.entered import ALONE, Entered, Entering, Spread, View
from flowatlas.metrics.statements import Statement, Statements
from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import Form
from flowatlas.model.path import join
from flowatlas.model.quantity import Quantity

Result = TypeVar("Result")

DEFAULT_SEED = 1


class CannotSayError(Exception):
    """A metric has no answer on this map; the message tells why, in plain words."""


class Kept(NamedTuple):
    """The result of a computation, what it used, and all paths that it depends on."""

    result: Any
    used: dict[str, Entered]
    needed: set[str]


def _constant(value: float) -> Draws:
    draws = np.full(1, value)
    draws.flags.writeable = False
    return draws


def undrawn() -> dict[str, Any]:
    """What a sample holds of which nothing was drawn so far."""
    return {"used": {}, "entered": {}, "deviates": {}, "needed": set(), "made": {}, "kept": {}, "twin": None}


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
    kept: dict[Any, Kept] = field(default_factory=dict)
    _paths: dict[str, str] = field(default_factory=dict)
    _said: dict[str, list[Statement]] = field(default_factory=dict)

    @cached_property
    def shape(self) -> Shape:
        """The routes through the stream."""
        return self.stream.shape

    @cached_property
    def statements(self) -> Statements:
        """What is said of the values of the map."""
        return Statements(self.stream, self.calendar, self._said)

    @cached_property
    def entering(self) -> Entering:
        """How values enter this sample."""
        return Entering(
            self.statements, self.view, self.draws, self.seed, self.block, self.is_independent, self.deviates
        )

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
        return replace(self, **undrawn() | {"view": View.DOUBT, "draws": 1})

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
        kept = {key: kept for key, kept in self.kept.items() if kept.needed.isdisjoint(paths)}
        less = replace(self, zeroed=self.zeroed | set(paths), used={}, needed=set(), kept=kept)
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
        if is_of_routes and key not in self.kept and self.twin is not None:
            routes = self.twin.kept.get(key)
            if routes is not None and (self.is_begun_alike if is_first else self.is_routed_alike):
                self.kept[key] = routes
                drawn = self.twin.entered
                self.entered.update({path: drawn[path] for path in routes.used if path in drawn})
        if key not in self.kept:
            outer = self.used, self.needed
            self.used, self.needed = {}, set()
            try:
                self.kept[key] = Kept(compute(), self.used, self.needed)
            finally:
                self.used, self.needed = outer
        kept = self.kept[key]
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
            known = self._of_twin(path, quantity) or self.entering.entered(path, quantity, unknown, rises=rises)
            self.entered[path] = known
        self.used[path] = known if is_asked or not known.is_unknown else known._replace(is_unknown=False)
        return known.draws

    def spread(self, path: str, quantity: Quantity | None, *, unknown: float = 0.0) -> Spread:
        """How items differ in the value at a path, each state of doubt apart; its mean in a draw is that of `amount`.

        Several voices in one draw make one line, at the mean of what they say of the same item.
        """
        draws = self.amount(path, quantity, unknown=unknown)
        if path in self.zeroed:
            return Spread((None,), ALONE, draws)
        return self.entering.spread(path, quantity, self.entered[path])

    def said(self, path: str) -> list[Statement]:
        """What the measurement in use says of a value that nobody settled, else what the voices say."""
        return self.statements.said(path)

    def _of_twin(self, path: str, quantity: Quantity | None) -> Entered | None:
        """What the twin drew for the same figure, or for the same lack of one; nothing for what voices answer."""
        known = None if self.twin is None else self.twin.entered.get(path)
        if known is None or not (known.quantity is quantity or known.quantity == quantity):
            return None
        is_stated = quantity is not None and not quantity.is_unknown
        return known if is_stated or (known.is_unknown and self.is_heard_alike) else None

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
            heard = self.statements.measured(f"{self._path(step_id)}/percent_complete_accurate")
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
        is_open = demand is None or demand.is_open
        if not (self.said("demand") if is_open else applies(demand)):
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
