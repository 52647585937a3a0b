"""What was looked at: one version of the stream with all that its runs showed."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.metrics.lead_time import lead_time
from flowatlas.metrics.sample import CannotSayError
from flowatlas.metrics.samples import Samples
from flowatlas.simulation.answers.doubt import MOST_STATES, Doubted, beginnings, doubted
from flowatlas.simulation.answers.growth import Grown, grown
from flowatlas.simulation.answers.place import Place, Told
from flowatlas.simulation.answers.pressure import FULL, pressure
from flowatlas.simulation.answers.seen import Seen
from flowatlas.simulation.answers.steady import Settled, Steady, settle, steady
from flowatlas.simulation.answers.words import Words
from flowatlas.simulation.planning.planned import Planned, plan_of
from flowatlas.simulation.question import Question
from flowatlas.simulation.run import MOST_INSIDE
from flowatlas.store.versions import Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowatlas.simulation.plan import Floats


class Ready(NamedTuple):
    """A version that is ready to be simulated: at our best knowledge, and in many states of what we do not know.

    ``usual`` is the pressure at our best knowledge, ``pressed`` that in each state. ``settled`` is None where work
    piles up by the figures alone.
    """

    version: Version
    samples: Samples
    planned: Planned
    states: Planned
    usual: float
    pressed: "Floats"
    settled: Settled | None
    place: Place

    @property
    def words(self) -> Words:
        """Figures of this version in words."""
        return Words(self.planned.stream, self.version.atlas.calendar.times)

    @property
    def is_in_doubt(self) -> bool:
        """Whether there is anything that we do not know."""
        return self.states.plan.doubts > 1

    @property
    def let_go(self) -> "Floats":
        """How many items are let go in each state."""
        usual = LET_GO if self.settled is None else self.settled.warm_up
        return beginnings(usual, 0.0 if self.settled is None else self.usual, self.pressed)


class Looked(NamedTuple):
    """What the runs of a version showed: usual days, or growth where there are none; and all states of doubt."""

    ready: Ready
    known: Steady | None
    grown: Grown | None
    unknown: Doubted | None


LET_GO = 1000
"""How many items are let go in the states in which work does not pile up, where it does at our best knowledge."""


def ready(version: Version, question: Question, told: Told | None) -> Ready:
    """Plan a version, and find out how long it takes to come to rest.

    Raises:
        CannotSayError: it cannot be simulated; the message tells why.
    """
    calendar, hours = version.atlas.calendar.times, version.atlas.calendar.hours
    draws = question.draws or MOST_STATES
    samples = Samples(
        version.stream,
        calendar,
        draws=max(draws, 2),
        seed=question.seed,
        is_independent=question.is_independent,
        is_sampled=True,
    )
    place = Place(question, version.title, told)
    planned = plan_of(samples, hours, given=question.given)
    _check_batches(planned)
    states = planned if draws == 1 else plan_of(samples, hours, draws=draws, given=question.given)
    # What is given in place of the map's figures is not seen by what is worked out from the map.
    usual = 0.0 if question.given else float(pressure(samples.center, 1)[0])
    if not question.given:
        _check_crowd(samples, usual)
    rows = states.plan.doubts
    pressed = np.zeros(rows) if question.given or rows == 1 else pressure(samples.doubt(), rows)
    settled = settle(planned, place) if usual < FULL else None
    return Ready(version, samples, planned, states, usual, pressed, settled, place)


def _check_crowd(samples: Samples, pressed: float) -> None:
    """Let nobody simulate more items at a time than can be kept; where work piles up, that is what is told.

    Raises:
        CannotSayError: by demand and lead time there are too many (Little's law).
    """
    inside = float((samples.center.demand() * lead_time(samples.center)).max())
    if pressed < FULL and inside > MOST_INSIDE:
        raise CannotSayError(
            f"About {inside:,.0f} items would be in the stream at a time, and more than {MOST_INSIDE:,} cannot be "
            "simulated: write a smaller demand, or shorter times."
        )


MOST_TOGETHER = 100_000
"""Larger batches would have to be waited for by more items than runs can have."""


def _check_batches(planned: Planned) -> None:
    """Let nobody wait for a batch that never comes together.

    Raises:
        CannotSayError: a batch is too large.
    """
    batches = planned.plan.steps.batch[0] * planned.plan.steps.is_paced
    number = int(np.argmax(batches))
    if batches[number] > MOST_TOGETHER:
        name = planned.stream.step_name(planned.step_ids[number])
        raise CannotSayError(
            f"“{name}” waits for {batches[number]:,} items to come together, and more than {MOST_TOGETHER:,} cannot be "
            "simulated: write a smaller batch."
        )


def look(one: Ready, let_go: "Floats") -> Looked:
    """Run a version; ``let_go`` is how many items are let go in each state of doubt."""
    known, found = _usual_days(one)
    unknown = None
    if one.is_in_doubt:
        unknown = doubted(one.states, one.place, one.pressed, let_go, is_usual=known is not None)
    return Looked(one, known, found, unknown)


def _usual_days(one: Ready) -> tuple[Steady | None, Grown | None]:
    """Usual days at our best knowledge, else growth where there are none."""
    if one.settled is None:
        return None, grown(one.planned, one.place)
    if not one.settled.is_at_rest:
        found = grown(one.planned, one.place)
        if found.is_growing:
            return None, found
    known = steady(one.planned, one.place, one.settled)
    if any(run.is_given_up for run in known.several):
        return None, grown(one.planned, one.place)
    return known, None


def queues_alone(one: Ready, settled: Settled) -> "Sequence[Seen]":
    """Runs in which every wait comes of people, batches, turns and limits alone; none where no wait is typed."""
    from flowatlas.simulation.run import Asked

    if not (one.planned.plan.steps.wait >= 0).any():
        return []
    hours = one.version.atlas.calendar.hours
    planned = plan_of(one.samples, hours, given=one.place.question.given, all_queues=True)
    asked = [
        Asked(
            seed=one.place.seed("replication", number),
            warm_up=settled.warm_up,
            items=min(settled.items, ALONE_ITEMS),
            buckets=2,
        )
        for number in range(ALONE_RUNS)
    ]
    several = list(one.place.each("waits as queues", planned, asked))
    return [] if any(run.is_given_up for run in several) else several


ALONE_RUNS, ALONE_ITEMS = 10, 4000
"""How many runs look at queues alone, and for how many items."""
