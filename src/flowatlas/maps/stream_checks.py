"""What is said of a stream: checks of its routes, times, shares, people and ends."""

from collections.abc import Iterator

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import DAYS, weekday_of
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.notation import Form
from flowatlas.model.path import join
from flowatlas.model.quantity import Quantity, Share
from flowatlas.model.registry import check
from flowatlas.model.wording import counted, shown


@check(ValueStreamMap)
def routes_lead_on(stream: ValueStreamMap) -> Iterator[Finding]:
    """Every step can be reached, no route is a circle, and rework goes back."""
    for fault in stream.shape.faults:
        yield fault.told(stream.step_name)


@check(ValueStreamMap)
def touch_time_is_part_of_process_time(stream: ValueStreamMap) -> Iterator[Finding]:
    """The hands-on part of a step is no longer than the step."""
    for step_id, step in stream.steps.items():
        if (
            step.touch_time is not None
            and step.process_time is not None
            and step.process_time.points
            and step.touch_time.middle > step.process_time.middle
        ):
            yield Finding(
                f"steps/{join(step_id)}/touch_time",
                f"touch time {_typed(step.touch_time)} is longer than the process time {_typed(step.process_time)}",
                Severity.ERROR,
                "touch time is the hands-on part of the process time",
            )


@check(ValueStreamMap)
def shares_fit(stream: ValueStreamMap) -> Iterator[Finding]:
    """Alternatives share out at most all items, and so do the rework links of a step."""
    for group in stream.shape.alternatives:
        members = stream.shape.successors[group]
        shares = [stream.steps[str(member)].share for member in members]
        total = sum(share.middle for share in shares if share is not None)
        if total > 1 + 1e-9:
            names = ", ".join(f"“{stream.step_name(str(member))}”" for member in members)
            yield Finding(
                f"steps/{join(str(members[-1]))}/share",
                f"the alternatives {names} share out {Share.say(total, Calendar())} of the items",
                Severity.ERROR,
                "alternatives add up to at most 100%; the rest goes straight on",
            )
    for step_id, step in stream.steps.items():
        stated = [link.share.middle for link in step.rework.values() if link.share is not None]
        quality = step.percent_complete_accurate
        implied = 1 - quality.middle if quality is not None and quality.points and not stated else 0.0
        back = sum(stated, start=implied)
        if back <= 1 - 1e-9:
            continue
        path = f"steps/{join(step_id)}"
        if back > 1 + 1e-9:
            yield Finding(
                f"{path}/rework",
                f"rework sends back {Share.say(back, Calendar())} of the items",
                Severity.ERROR,
                "the shares of a step's rework add up to at most 100%",
            )
        else:
            yield Finding(
                path,
                "every item comes back, so none ever gets through",
                Severity.WARNING,
                "check the share or the %C&A",
            )


@check(ValueStreamMap)
def rework_says_where_to(stream: ValueStreamMap) -> Iterator[Finding]:
    """A rework link names the step that it goes back to, and says how much goes back."""
    for step_id, step in stream.steps.items():
        for link_id, link in step.rework.items():
            path = f"steps/{join(step_id)}/rework/{join(link_id)}"
            if link.to is None:
                yield Finding(path, "this rework does not say where it goes back to", Severity.ERROR, "add to: STEP")
            if link.share is None and step.percent_complete_accurate is None:
                yield Finding(
                    path, "nobody said how much comes back", Severity.INFO, "add share: 25%, or the step's %C&A"
                )
            if link.share is None and len(step.rework) > 1:
                yield Finding(
                    path,
                    "with several rework links on a step each needs its own share",
                    Severity.ERROR,
                    "add share: 10% to each of them",
                )


@check(ValueStreamMap)
def times_are_of_one_kind(stream: ValueStreamMap) -> Iterator[Finding]:
    """Elapsed and working times in one total are worth a second look."""
    elapsed, working = [], False
    for step_id, step in stream.steps.items():
        for name, time in (("wait_time", step.wait_time), ("process_time", step.process_time)):
            if isinstance(time, Quantity) and time.points and time.middle:
                typed = str(time.typed).lower()
                if "elapsed" in typed or "calendar" in typed:
                    elapsed.append(f"steps/{join(step_id)}/{name}")
                else:
                    working = True
    if elapsed and working:
        yield Finding(
            elapsed[0],
            f"{len(elapsed)} {'time is' if len(elapsed) == 1 else 'times are'} elapsed, the others are working time",
            Severity.WARNING,
            "elapsed time is converted with the calendar; check that both were meant",
        )


@check(ValueStreamMap)
def size_suits_a_map(stream: ValueStreamMap) -> Iterator[Finding]:
    """Between 5 and 20 steps a map shows the whole without drowning people."""
    count = len(stream.steps)
    if 0 < count < 5:
        yield Finding(
            "steps",
            f"{counted(count, 'step')}; most maps need 5 to 20",
            Severity.INFO,
            "ask what happens in between, and who has to wait",
        )
    if count > 20:
        yield Finding(
            "steps", f"{count} steps; most maps need 5 to 20", Severity.WARNING, "fold details into sub-steps"
        )


@check(ValueStreamMap)
def ends_are_named(stream: ValueStreamMap) -> Iterator[Finding]:
    """A stream starts with an event outside and ends with value for somebody."""
    if stream.steps and stream.trigger is None:
        yield Finding("", "nothing says what starts the stream", Severity.INFO, "add trigger: the event that starts it")
    if stream.steps and stream.customer is None:
        yield Finding(
            "", "nobody is named who has the value at the end", Severity.INFO, "add customer: who receives it"
        )


@check(ValueStreamMap)
def receivers_judge_quality(stream: ValueStreamMap) -> Iterator[Finding]:
    """%C&A is judged by who receives the work, not by who did it."""
    for step_id, step in stream.steps.items():
        quality = step.percent_complete_accurate
        if quality is None or not quality.by:
            continue
        own = {name.lower() for role in step.roles for name in (role, stream.role_name(role))}
        if quality.by.lower() in own:
            yield Finding(
                f"steps/{join(step_id)}/percent_complete_accurate",
                f"%C&A was given by {quality.by}, who does this step",
                Severity.WARNING,
                "ask those who receive the work how much of it they can use as it is",
            )


@check(ValueStreamMap)
def people_are_there(stream: ValueStreamMap) -> Iterator[Finding]:
    """Nobody at all can do no work."""
    for role_id, role in stream.roles.items():
        for name, amount in (("people", role.people), ("availability", role.availability)):
            if amount is not None and amount.form is Form.EXACT and amount.middle == 0:
                yield Finding(
                    f"roles/{join(role_id)}/{name}",
                    f"{name} is 0, so nothing gets done",
                    Severity.WARNING,
                    "write more than 0",
                )


@check(ValueStreamMap)
def likely_amounts_are_used(stream: ValueStreamMap) -> Iterator[Finding]:
    """Of what is unknown, figures draw likely times, shares and demand; likely people and places are only kept."""
    kept: dict[str, Quantity | None] = {"in_parallel": stream.in_parallel}
    for role_id, role in stream.roles.items():
        place = f"roles/{join(role_id)}"
        kept |= {f"{place}/people": role.people, f"{place}/availability": role.availability}
    for step_id, step in stream.steps.items():
        place = f"steps/{join(step_id)}"
        kept |= {f"{place}/capacity": step.capacity, f"{place}/batch": step.batch}
    unused = dict.fromkeys(kept, "no figure and no simulation uses it: it counts as unknown")
    unused["backlog"] = "simulations and forecasts do not use it: for them it counts as unknown"
    for path, amount in {**kept, "backlog": stream.backlog}.items():
        if amount is not None and amount.prior is not None:
            likely, name = _typed(amount.prior), path.rpartition("/")[2]
            yield Finding(
                path,
                f"{name}: likely {likely} is kept, but {unused[path]}",
                Severity.INFO,
                f"write {likely} without the ? to have it counted",
            )


def never_at_work(stream: ValueStreamMap, days: tuple[int, ...]) -> Iterator[Finding]:
    """Findings for roles that work on no day of the calendar, which counts its days from Monday, 0."""
    for role_id, role in stream.roles.items():
        own = {day for one in role.workdays if (day := weekday_of(one)) is not None}
        if own and not own & set(days):
            yield Finding(
                f"roles/{join(role_id)}/workdays",
                f"{', '.join(DAYS[day] for day in sorted(own))}: the calendar has none of these days",
                Severity.WARNING,
                f"write some of {', '.join(DAYS[day] for day in days)}, or add the days to the calendar",
            )


def _typed(quantity: Quantity) -> str:
    return shown(quantity.typed).strip('"')
