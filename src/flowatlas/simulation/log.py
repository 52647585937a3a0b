"""The event log of a simulation: what happened to every item, as a system would have recorded it."""

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.metrics.sample import CannotSayError
from flowatlas.metrics.samples import Samples
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import NOTHING, Column, EventLog, Form
from flowatlas.model.path import Plain
from flowatlas.simulation.answers.place import Told, until_of
from flowatlas.simulation.engine import run
from flowatlas.simulation.planning.planned import plan_of
from flowatlas.simulation.question import Question
from flowatlas.simulation.run import Asked
from flowatlas.store.versions import CURRENT, version

if TYPE_CHECKING:
    from flowatlas.simulation.planning.planned import Planned
    from flowatlas.simulation.run import Run


ITEMS = 1000
"""How many items a log holds where nobody says."""


def event_log(planned: "Planned", found: "Run") -> EventLog:
    """Every pass through a step, by the moment at which it ended; steps by name, by id where two have the same one.

    Items are numbered from 1 as they came; ``team`` names the roles of the step, ``class`` that of a finished item.
    Without a start the stream is simulated from a Monday in 2000 on.

    Raises:
        ValueError: the run did not keep its passes.
    """
    passes = found.passes
    if passes is None:
        raise ValueError("the run kept no passes; ask for keeps_passes")
    stream = planned.stream
    called = [stream.step_name(step_id) for step_id in planned.step_ids]
    names = [
        name if called.count(name) == 1 else step_id for name, step_id in zip(called, planned.step_ids, strict=True)
    ]
    numbers, items = np.unique(passes.item, return_inverse=True)
    steps = passes.step.astype(np.int32)
    teams = [_team(planned, step_id) for step_id in planned.step_ids]
    known = list(dict.fromkeys(team for team in teams if team))
    team_of = np.array([known.index(team) if team else NOTHING for team in teams], np.int32)
    return EventLog(
        item=Column(items.astype(np.int32), [str(number + 1) for number in numbers.tolist()]),
        activity=Column(steps, names),
        start=planned.clock.moments(passes.start),
        end=planned.clock.moments(passes.end),
        team=Column(team_of[steps], known) if known else None,
        attributes=_classes(planned, found, numbers, items),
        form=Form.PASSES,
        zone=planned.clock.hours.zone,
        taken=int(planned.clock.moments(np.full(1, found.end))[0]),
        source="simulation",
    )


def simulated_log(
    plain: Plain, question: Question, name: str = CURRENT, start: datetime | None = None, told: Told | None = None
) -> EventLog:
    """What happens to every item of one run of a version, from an empty stream on, at our best knowledge.

    As many items as the question asks for, `ITEMS` by default, or until its date.

    Raises:
        FlowAtlasError: there is no such version, or it cannot be simulated.
    """
    one = version(plain, name)
    question.check([one.stream])
    calendar = one.atlas.calendar
    samples = Samples(one.stream, calendar.times, seed=question.seed, is_independent=question.is_independent)
    try:
        planned = plan_of(samples, calendar.hours, start=start, given=question.given)
    except CannotSayError as why:
        raise FlowAtlasError(f"this cannot be simulated: {why}") from None
    until = until_of(question, planned)
    items = question.items or (0 if question.until is not None else ITEMS)
    asked = Asked(seed=question.seed, items=items, until=until, keeps_passes=True)

    def tell(finished: int) -> None:
        if told is not None:
            told(f"{one.title}: what happens to every item", finished / items if items else -1.0)

    return event_log(planned, run(planned.plan, asked, tell))


def _team(planned: "Planned", step_id: str) -> str:
    stream = planned.stream
    roles = [stream.roles.get(role) for role in stream.steps[step_id].roles]
    said = [
        (role.name if role is not None else None) or name
        for role, name in zip(roles, stream.steps[step_id].roles, strict=True)
    ]
    return ", ".join(said)


def _classes(
    planned: "Planned", run: "Run", numbers: "np.typing.NDArray[np.int64]", items: "np.typing.NDArray[np.intp]"
) -> dict[str, Column]:
    """The class of each row's item, as far as the item was finished; nothing where there are no classes."""
    if not planned.stream.classes:
        return {}
    order = np.argsort(run.finished.item)
    finished = run.finished.item[order]
    if not len(finished):
        return {}
    place = np.minimum(np.searchsorted(finished, numbers), len(finished) - 1)
    kinds = np.where(finished[place] == numbers, run.finished.kind[order][place], NOTHING).astype(np.int32)
    records = (planned.stream.classes.get(class_id) for class_id in planned.class_ids)
    names = [
        (record.name if record is not None else None) or class_id or "other"
        for record, class_id in zip(records, planned.class_ids, strict=True)
    ]
    return {"class": Column(kinds[items], names)}
