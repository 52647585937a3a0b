"""What is said of queues: checks of arrivals, classes, limits and working days."""

from collections.abc import Iterator

from flowatlas.maps.conditions import count_of
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import DAYS, date_of, weekday_of
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.path import join
from flowatlas.model.quantity import Share
from flowatlas.model.record import nearest
from flowatlas.model.registry import check
from flowatlas.model.wording import shown


@check(ValueStreamMap)
def classes_share_out_at_most_all(stream: ValueStreamMap) -> Iterator[Finding]:
    """An item is of one class, so that the shares add up to at most all items."""
    stated = {key: one.share.middle for key, one in stream.classes.items() if one.share is not None}
    total = sum(stated.values())
    if total > 1 + 1e-9:
        yield Finding(
            f"classes/{join(list(stated)[-1])}/share",
            f"the classes share out {Share.say(total, Calendar())} of the items",
            Severity.ERROR,
            "classes add up to at most 100%; one without a share has what the others leave over",
        )


@check(ValueStreamMap)
def limited_groups_have_steps(stream: ValueStreamMap) -> Iterator[Finding]:
    """What holds for a group holds for steps that name it."""
    known = list(dict.fromkeys(step.group for step in stream.steps.values() if step.group is not None))
    for name in stream.groups:
        if name not in known:
            near = nearest(name, known)
            yield Finding(
                f"groups/{join(name)}",
                f"no step is in the group {shown(name)}",
                Severity.WARNING,
                f'did you mean "{near}"?' if near else f"write group: {name} at the steps that belong to it",
            )


@check(ValueStreamMap)
def planned_arrivals_are_dates_with_counts(stream: ValueStreamMap) -> Iterator[Finding]:
    """The schedule tells how many items come on which dates."""
    schedule = stream.arrivals.schedule if stream.arrivals is not None else {}
    for day, count in schedule.items():
        path = f"arrivals/schedule/{join(day)}"
        if date_of(str(day)) is None:
            yield Finding(path, f"{shown(day)} is no date", Severity.ERROR, "write such as 2027-01-15: 5")
        elif count_of(count) is None:
            message = f"{shown(count)} is no count of items that come on {day}"
            yield Finding(path, message, Severity.ERROR, "write a whole number from 1 to 1,000,000")


@check(ValueStreamMap)
def working_days_are_days(stream: ValueStreamMap) -> Iterator[Finding]:
    """The working days of a role are days of the week."""
    for role_id, role in stream.roles.items():
        for day in role.workdays:
            if weekday_of(day) is None:
                yield Finding(
                    f"roles/{join(role_id)}/workdays",
                    f"{shown(day)} is no day",
                    Severity.WARNING,
                    f"write days such as {', '.join(DAYS)}",
                )


@check(ValueStreamMap)
def queues_come_of_something(stream: ValueStreamMap) -> Iterator[Finding]:
    """A wait that is a queue comes of people, batches, turns or places that are short."""
    for step_id, step in stream.steps.items():
        if step.wait_kind == "queue" and not _can_queue(stream, step):
            yield Finding(
                f"steps/{join(step_id)}/wait_kind",
                "nothing makes items wait here, so that a simulation gives 0",
                Severity.WARNING,
                "add people to its roles, a batch, a cadence or a capacity, or write wait_kind: fixed",
            )


def _can_queue(stream: ValueStreamMap, step: Step) -> bool:
    phase = stream.groups.get(step.group or "")
    limits = [step.batch, step.cadence, step.capacity, step.work_in_progress_limit]
    limits += [] if phase is None else [phase.work_in_progress_limit]
    roles = [stream.roles[role_id] for role_id in step.roles if role_id in stream.roles]
    return any(one is not None for one in limits) or any(role.people is not None or role.workdays for role in roles)
