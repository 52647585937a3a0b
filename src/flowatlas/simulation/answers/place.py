"""The place where a version is simulated: its runs, their seeds, and how far they are."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from flowatlas.model.errors import FlowAtlasError
from flowatlas.simulation.answers.seen import Seen, looked_into, seen
from flowatlas.simulation.planning.keys import key_of
from flowatlas.simulation.planning.planned import Planned
from flowatlas.simulation.question import Question
from flowatlas.simulation.run import Asked

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Plan

Told = Callable[[str, float], None]
"""What goes on, and how far that is, 0 to 1; may raise to end it."""


class Place:
    """Runs the replications of one version and tells how far that is."""

    def __init__(self, question: Question, title: str, told: Told | None) -> None:
        self.question, self.title, self._told = question, title, told

    def seed(self, purpose: str, number: int) -> int:
        """The seed of a run: the same for all versions, another one for each purpose and number."""
        return key_of(str(self.question.seed), purpose, str(number))

    def tell(self, what: str, share: float) -> None:
        """Say what goes on."""
        if self._told is not None:
            self._told(f"{self.title}: {what}", share)

    def each(self, what: str, planned: Planned, several: Sequence[Asked], plan: "Plan | None" = None) -> Iterator[Seen]:
        """What each of several runs showed, in turn; ``plan`` takes the place of the planned one."""
        from flowatlas.simulation import engine

        expected = sum(one.warm_up + one.items for one in several)

        def told(finished: int) -> None:
            self.tell(what, min(finished / expected, 1.0) if expected else -1.0)

        self.tell(what, 0.0)
        clock = planned.clock
        asked = [looked_into(one, clock) for one in several]
        for run in engine.runs(planned.plan if plan is None else plan, asked, told):
            yield seen(run, clock)


def until_of(question: Question, planned: Planned) -> float:
    """When runs end at the latest, in seconds of the simulation; without a start they begin now, in usual weeks.

    Raises:
        FlowAtlasError: that is over before it begins.
    """
    clock = planned.clock
    if question.until is None:
        return clock.horizon
    begin = 0.0 if clock.is_dated else clock.seconds_of(clock.hours.opening())
    latest = clock.seconds_of(question.until) - begin
    if latest <= 0:
        raise FlowAtlasError(f"until: {question.until.date()} is over; write a date in the future")
    return latest
