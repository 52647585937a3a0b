"""Gaps: the waits as typed beside those that are simulated, and beside what people, batches and limits would make."""

from typing import TYPE_CHECKING, NamedTuple

from flowatlas.drawing.figure import label_of
from flowatlas.metrics.sample import Sample
from flowatlas.model.notation import Form
from flowatlas.model.path import join
from flowatlas.model.quantity import Quantity
from flowatlas.model.simulation import Estimate, GapWait
from flowatlas.model.wording import capital, listed
from flowatlas.simulation.answers.intervals import ratio_of
from flowatlas.simulation.answers.relief import mean_lead
from flowatlas.simulation.answers.remedy import Apart, remedy
from flowatlas.simulation.answers.words import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowatlas.simulation.answers.seen import Seen
    from flowatlas.simulation.planning.planned import Planned

FAR_APART = 0.2
"""A typed wait and a simulated one contradict each other where they differ by more than this part of the typed one."""

SMALL = 0.01
"""What differs by less than this part of the lead time is not told; what takes less than a second is nothing."""


NOTHING = 1e-6
"""A mean wait of fewer seconds is none."""


class Typed(NamedTuple):
    """What was typed of a wait: the text and the mean over items in seconds, None where nobody knows it.

    ``is_exact``: the text is that mean.
    """

    text: str
    seconds: float | None
    is_exact: bool = False


def gap_waits(
    planned: "Planned", sample: Sample, known: "Sequence[Seen]", alone: "Sequence[Seen]", words: Words
) -> tuple[GapWait, ...]:
    """The wait in each gap, in map order; gaps in which nothing is typed and nobody ever waits are left out.

    ``alone`` are runs in which every wait comes of people, batches, turns and limits alone; none where there are no
    such runs. ``sample`` holds our best knowledge in one draw.
    """
    lead = mean_lead(known)
    found = (_gap(planned, sample, number, (known, alone), words, lead) for number in range(len(planned.step_ids)))
    return tuple(one for one in found if one.typed_text or one.simulated.value > 0)


def _gap(
    planned: "Planned",
    sample: Sample,
    number: int,
    several: "tuple[Sequence[Seen], Sequence[Seen]]",
    words: Words,
    lead: float,
) -> GapWait:
    step_id, stream = planned.step_ids[number], planned.stream
    typed = typed_wait(sample, step_id)
    simulated = waited(several[0], number)
    alone = None
    if can_queue(planned, number):
        # Where no wait is typed, nothing but the queue is simulated anyway.
        alone = simulated if planned.plan.steps.wait[number] < 0 else waited(several[1], number) if several[1] else None
    path = f"steps/{join(step_id)}/wait_time"
    one = GapWait(
        path,
        stream.name_of(path),
        stream.steps[step_id].wait_kind,
        typed.text,
        typed.seconds,
        simulated,
        alone,
    )
    is_queue = one.kind == "queue"
    reason = simulated if is_queue else alone
    if reason is None or typed.seconds is None or not _differ(typed.seconds, reason, lead):
        return one
    about = "" if typed.is_exact else f", {words.time(typed.seconds)} on average"
    said = f"{capital(one.name)} is said to be {one.typed_text}{about}"
    text = f"{said}; {_waiting(planned, number, typed.seconds, reason, words)}."
    apart = Apart(
        number, typed.seconds, reason.value, _apart(several[0] if is_queue else several[1] or several[0], number)
    )
    return one._replace(text=text, remedy=remedy(planned, sample, apart, words))


def _apart(several: "Sequence[Seen]", number: int) -> float:
    """How many seconds there are between one item and the next that comes through a gap."""
    return sum(one.seconds for one in several) / max(sum(int(one.steps.passes[number]) for one in several), 1)


def waited(several: "Sequence[Seen]", number: int) -> Estimate:
    """The mean wait in a gap, in seconds of working time a pass."""
    found = ratio_of(
        [float(one.steps.waited[number]) for one in several],
        [float(one.steps.passes[number]) for one in several],
    )
    # Sums of moments far from the start are not exact.
    return found if found.value >= NOTHING else Estimate(0.0, 0.0, 0.0)


def typed_wait(sample: Sample, step_id: str) -> Typed:
    """What was typed of the wait before a step, or said by voices or a measurement; '' where nothing was."""
    path = f"steps/{join(step_id)}/wait_time"
    stated = sample.stream.steps[step_id].wait_time
    said = [] if stated is not None and not stated.is_unknown else sample.said(path)
    if stated is None and not said:
        return Typed("", None)
    seconds = float(sample.wait(step_id)[0])
    if sample.entered[path].is_unknown:
        return Typed("?", None)
    quantities: list[Quantity] = [one.quantity for one in said] or ([stated] if stated is not None else [])
    is_exact = len(quantities) == 1 and quantities[0].form is Form.EXACT
    return Typed(" or ".join(dict.fromkeys(label_of(one).text for one in quantities)), seconds, is_exact)


def can_queue(planned: "Planned", number: int) -> bool:
    """Whether anything could make items wait before a step: people, places, batches or turns."""
    steps, people = planned.plan.steps, planned.plan.roles.people[0]
    roles = steps.role[_roles(planned, number)]
    limits = (steps.capacity, steps.limit, steps.cadence)
    return bool((people[roles] > 0).any() or any(one[0, number] > 0 for one in limits) or steps.batch[0, number] > 1)


def _differ(typed: float, found: Estimate, lead: float) -> bool:
    apart = abs(found.value - typed)
    return apart > FAR_APART * typed and apart > SMALL * lead and not found.low <= typed <= found.high


def _waiting(planned: "Planned", number: int, typed: float, found: Estimate, words: Words) -> str:
    """How long people, batches and the like would make items wait, after what is said."""
    reasons = _waited_for(planned, number)
    if not reasons:
        return "a queue here has nothing to wait for, and takes no time"
    if found.value > typed:
        return f"waiting for {reasons} takes {words.time(found.value)}"
    return f"waiting for {reasons} would take {words.time(found.value) if found.value >= 1 else 'no time'}"


def _waited_for(planned: "Planned", number: int) -> str:
    """What items wait for before a step, besides what was typed; '' where there is nothing."""
    steps = planned.plan.steps
    has_people = bool((planned.plan.roles.people[0, steps.role[_roles(planned, number)]] > 0).any())
    parts = ["people who are busy"] if has_people else []
    parts += ["a batch"] if steps.batch[0, number] > 1 else []
    parts += ["its turn"] if steps.cadence[0, number] > 0 else []
    parts += ["a free place"] if steps.capacity[0, number] > 0 or steps.limit[0, number] > 0 else []
    return listed(parts)


def _roles(planned: "Planned", number: int) -> slice:
    steps = planned.plan.steps
    return slice(int(steps.role_begin[number]), int(steps.role_end[number]))
