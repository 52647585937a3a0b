"""A new atlas from what a log says: the measured map as a document that people can read, correct and go on with."""

import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from flowatlas.discover.figures import parts_of_a_whole, per_pass, percent, rate_of, share_of, spread_of, time_of
from flowatlas.discover.times.measured import MeasuredMap, MeasuredStep
from flowatlas.discover.told import day_of, remark_told
from flowatlas.model.atlas import DAYS, FORMAT_VERSION
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Severity
from flowatlas.model.path import BEHIND, CHANGES, Plain
from flowatlas.model.wording import capital
from flowatlas.model.working_hours import WorkingHours
from flowatlas.store.schema import read_atlas, tidy

LONGEST_ID = 40
LONGEST_NAME = 160
MOST_ROLES = 4
"""Teams that one step names; the log may know many more, which a note counts."""

AGAIN = "again"
"""The id of a way back from a step to itself that stands for several ways that the map does not have."""

NOTICED = 0.05
"""Shares below this are not worth a note of their own."""

WHOLE_IN_GAP = "The log tells when this was finished, not when it was begun: the wait before it holds the work too."
ALL_IN_GAPS = "The log tells when steps were finished, not when they were begun: each wait holds the work too."
NO_BEGINNING = "The log begins when this was finished: what it took until then is not in any figure here."


def atlas_of(measured: MeasuredMap, title: str) -> Plain:
    """The measured map as a new atlas, in plain values.

    Every time stands there with its percentiles and how many passes they are of. Where a log tells only when steps were
    finished, the gap holds the work: the process time of such a step does not apply (``n/a``), and a note says so, so
    that lead times stay right and nobody reads a nothing.
    """
    document: Plain = {
        "flowatlas": FORMAT_VERSION,
        "title": title,
        "calendar": calendar_of(measured.hours),
        "current": _current(measured),
        "questions": _questions(measured),
    }
    plain = _without_faults(tidy(document))
    return tidy(_without_faults(_with_repetitions(plain, measured)))


def calendar_of(hours: WorkingHours) -> Plain:
    """Working hours as the calendar of an atlas."""
    found: Plain = {"hours_per_day": _number(hours.hours_per_day), "days_per_week": len(hours.workdays)}
    if not hours.is_elapsed:
        minutes = round(hours.opens / 60)
        found["start"] = f"{minutes // 60:02}:{minutes % 60:02}"
        found["workdays"] = [DAYS[day] for day in hours.workdays]
        if hours.holidays:
            found["holidays"] = [day.isoformat() for day in sorted(hours.holidays)]
    if hours.zone != "UTC" or not hours.is_elapsed:
        found["time_zone"] = hours.zone
    return found


def record_of(measured: MeasuredMap, calendar: Calendar) -> Plain:
    """What a measurement says of itself: where it comes from, of when and how many, and the stream as a whole."""
    zone = measured.hours.zone
    found: Plain = {
        "source": source_name(measured.source),
        "from": day_of(measured.began, zone) or None,
        "to": day_of(measured.taken, zone) or None,
        "items": measured.items,
        "lead_time": spread_of(measured.lead_time, calendar),
        "reason": reason_of(measured),
        "without_steps": share_of(measured.without_steps / measured.finished) if measured.without_steps else None,
    }
    if measured.periods:
        found["periods"] = {
            one.name: _said(
                finished=one.finished, lead_time=spread_of(one.lead_time, calendar), signal=one.signal or None
            )
            for one in measured.periods
        }
    if measured.limits is not None:
        found["limits"] = {name: time_of(max(value, 0), calendar) for name, value in measured.limits._asdict().items()}
    told = [*(remark_told(one) for one in measured.remarks), *_handoffs(measured)]
    found["notes"] = {f"log-{number}": {"text": text} for number, text in enumerate(told, 1)}
    return _said(**found)


def reason_of(measured: MeasuredMap) -> str | None:
    """Why the lead time as a whole differs from what the parts of a map add up to, as far as the log shows."""
    if measured.lead_time is None or not measured.steps:
        return None
    reasons = []
    if measured.kept < 1:
        reasons.append(f"{percent(1 - measured.kept)}% of what happened is on no step of the map")
    if measured.lead_time.censored:
        still, size = measured.lead_time.censored, measured.lead_time.size
        reasons.append(f"{still:,} of {size:,} items are still open and count as at least as long as they are")
    together = (
        "the map adds up times as if they had nothing to do with each other, while long ones often meet in one item"
    )
    told = "; ".join([*reasons, together])
    return f"{capital(told)}."


def source_name(source: str) -> str:
    """Where the data comes from, without the folders that lead there."""
    return ", ".join(PurePath(one.strip()).name or one for one in source.split(", ")) or "event log"


def ids_of(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Readable ids for names, each of its own: letters and digits of any script, the rest as hyphens.

    >>> ids_of(["Prüfung (2. Stufe)", "prufung 2 stufe", "審査", "!"])
    ['prufung-2-stufe', 'prufung-2-stufe-2', '審査', 'step']
    """
    known = {*taken, BEHIND, CHANGES}
    found = []
    for name in names:
        base = _slug(name)
        one, number = base, 1
        while one in known:
            number += 1
            one = f"{base}-{number}"
        known.add(one)
        found.append(one)
    return found


def _slug(name: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    plain = unicodedata.normalize("NFC", plain)
    words = "".join(sign.lower() if sign.isalnum() else " " for sign in plain).split()
    return "-".join(words)[:LONGEST_ID].strip("-") or "step"


def _current(measured: MeasuredMap) -> Plain:
    steps, calendar = measured.steps, measured.hours.calendar
    ids = ids_of(step.name for step in steps)
    teams = list(dict.fromkeys(team for step in steps for team in step.teams[:MOST_ROLES]))
    roles = dict(zip(teams, ids_of(teams), strict=True))
    shares = _shares(steps)
    key = ids_of([source_name(measured.source).partition(".")[0]])[0]
    return _said(
        demand=rate_of(measured.demand, calendar),
        roles={roles[team]: {"name": _name(team)} for team in teams},
        steps={ids[place]: _step(measured, place, ids, roles, shares[place]) for place in range(len(steps))},
        final_wait=spread_of(measured.final_wait, calendar),
        measurements={key: record_of(measured, calendar)},
        use=key,
    )


def _step(measured: MeasuredMap, place: int, ids: list[str], roles: dict[str, str], share: float | None) -> Plain:
    step, calendar = measured.steps[place], measured.hours.calendar
    is_usual = step.after == ((place - 1,) if place else ())
    quality = step.percent_complete_accurate
    return _said(
        name=_name(step.name),
        roles=[roles[team] for team in step.teams[:MOST_ROLES]],
        after=None if is_usual else [ids[other] for other in step.after],
        share=None if share is None else share_of(share, measured.items),
        wait_time=spread_of(step.wait, calendar),
        process_time="n/a" if step.process is None else spread_of(step.process, calendar),
        percent_complete_accurate=None if quality is None else share_of(quality, step.passes),
        rework=dict(_links(step, ids, calendar)),
        work_in_progress=f"{step.work_in_progress} measured" if step.work_in_progress else None,
        batch=f"{_number(round(step.batch, 1))} measured" if step.batch is not None and step.batch > 1 else None,
        cadence=f"{time_of(step.cadence, calendar)} measured" if step.cadence else None,
        notes={f"log-{number}": {"text": text} for number, text in enumerate(_notes(measured, place, share), 1)},
    )


def _links(step: MeasuredStep, ids: list[str], calendar: Calendar) -> Iterator[tuple[str, Plain]]:
    for link in step.rework:
        found = _said(
            to=ids[link.to],
            share=share_of(per_pass(link, step), step.passes),
            wait_time=spread_of(link.wait, calendar),
        )
        yield ids[link.to], found


def _shares(steps: tuple[MeasuredStep, ...]) -> list[float | None]:
    """The share of each step as the map reads it.

    Steps that start together and all have a share are alternatives there. Where the log says that they are taken side
    by side, the one that most items take stands for all, and its note says how many take it.
    """
    shares: list[float | None] = [None if one.share >= 1 and not one.is_alternative else one.share for one in steps]
    together: dict[tuple[int, ...], list[int]] = {}
    for place, step in enumerate(steps):
        together.setdefault(tuple(sorted(step.after)), []).append(place)
    for places in together.values():
        told = [share for place in places if (share := shares[place]) is not None]
        if len(places) < 2 or len(told) < len(places):
            continue
        if all(steps[place].is_alternative for place in places) or sum(told) <= 1:
            for place, share in zip(places, parts_of_a_whole(told), strict=True):
                shares[place] = share
        else:
            shares[max(places, key=lambda place: steps[place].share)] = None
    return shares


def _notes(measured: MeasuredMap, place: int, share: float | None) -> Iterator[str]:
    step = measured.steps[place]
    names = [_name(one) for one in step.activities if _name(one) != _name(step.name)]
    if names:
        yield f"In the log: {', '.join(names[:8])}{f' and {len(names) - 8} more' if len(names) > 8 else ''}."
    if step.process is None and not step.after:
        yield NO_BEGINNING
    elif step.process is None and any(one.process is not None for one in measured.steps):
        yield WHOLE_IN_GAP
    elif step.process is None and not any(one.after for one in measured.steps[:place]):
        yield ALL_IN_GAPS
    if share is None and step.share < 1:
        yield f"{step.items:,} items did this, {percent(step.share)}% of those that came here."
    censored = [(one.censored, one.size) for one in (step.process, step.wait) if one is not None and one.censored]
    if censored:
        still, size = censored[0]
        yield f"{still:,} of {size:,} were not finished yet and count as at least as long as they had been there."
    if step.ping_pong is not None and step.ping_pong >= NOTICED:
        who = "teams" if step.teams else "people"
        yield f"{percent(step.ping_pong)}% of the items went to and fro between the same two {who} more than twice."
    if len(step.teams) > MOST_ROLES:
        yield f"{len(step.teams)} teams do this; the {MOST_ROLES} that do most are named."


def _handoffs(measured: MeasuredMap) -> Iterator[str]:
    """By how many other hands each step is begun, in one sentence."""
    often = [step for step in measured.steps if step.handoffs is not None and step.handoffs >= NOTICED]
    if often:
        shares = ", ".join(f"“{_name(step.name)}” {percent(step.handoffs or 0.0)}%" for step in often)
        yield f"Passes begun by somebody else than who did the step before: {shares}."


def _questions(measured: MeasuredMap) -> Plain:
    """What somebody has to find out, because no log says it."""
    steps = measured.steps
    if not steps:
        return {}
    first, last = _name(steps[0].name), _name(steps[-1].name)
    found = {
        "trigger": {"text": f"What starts it, before “{first}”?", "about": "current/trigger"},
        "customer": {"text": f"Who has the value after “{last}”, and when?", "about": "current/customer"},
    }
    without = [place for place, step in enumerate(steps) if step.process is None]
    if without:
        place = max(without, key=lambda one: (wait.p50 or 0.0) if (wait := steps[one].wait) is not None else 0.0)
        found["work"] = {
            "text": f"How long is “{_name(steps[place].name)}” worked on? The log knows only when it was finished.",
            "about": f"current/steps/{ids_of(step.name for step in steps)[place]}/process_time",
        }
    return found


def repeated(step: MeasuredStep) -> float:
    """The share of the passes of a step that are repetitions, 0 to 1."""
    return max(1 - step.items / step.passes, 0.0) if step.items and step.passes else 0.0


def _with_repetitions(plain: Plain, measured: MeasuredMap) -> Plain:
    """The atlas in which steps are repeated as often as was seen where no way back leads over them.

    Items came there again by ways that the map does not have.
    """
    steps = plain["current"].get("steps", {})
    order = {step_id: place for place, step_id in enumerate(steps)}
    links = [
        (order[link["to"]], order[sender]) for sender, one in steps.items() for link in one.get("rework", {}).values()
    ]
    for (step_id, one), known in zip(steps.items(), measured.steps, strict=True):
        share = repeated(known)
        if share > 0 and not any(first <= order[step_id] <= last for first, last in links):
            one["rework"] = {AGAIN: {"to": step_id, "share": share_of(min(share, 0.99))}}
    return plain


def _without_faults(plain: Plain) -> Plain:
    """The atlas without ways back that the map cannot hold, such as into one of several parallel branches."""
    wrong = [one for one in read_atlas(plain).findings if one.severity is Severity.ERROR]
    for finding in wrong:
        keys = finding.path.split("/")
        if len(keys) < 5 or keys[:2] != ["current", "steps"] or keys[3] != "rework":
            continue
        step = plain["current"]["steps"][keys[2]]
        link = step.get("rework", {}).pop(keys[4], None)
        if link is not None:
            text = f"{link.get('share', 'Some')} of what leaves this goes back to “{link['to']}”; {finding.message}."
            step.setdefault("notes", {})[f"back-{keys[4]}"] = {"text": text.replace(" measured", "")}
    return plain


def _said(**values: Any) -> Plain:
    """What is known; that nothing comes before a step is knowledge, too."""
    return {key: one for key, one in values.items() if one not in (None, {}, []) or (key == "after" and one == [])}


def _name(text: str) -> str:
    words = " ".join(text.split()) or "(no name)"
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1]}…"


def _number(number: float) -> float | int:
    return int(number) if number == int(number) else round(number, 4)
