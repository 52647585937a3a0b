"""What pictures say of a comparison: the steps that changed, the totals in words, what is believed beside the data."""

from collections.abc import Iterator
from itertools import groupby

from flowatlas.drawing.figure import label_of
from flowatlas.maps.measurement import Measurement
from flowatlas.metrics.believed import Believed, Held, Verdict, figures_in_words, title_of
from flowatlas.metrics.compare import Comparison, Difference, change_in_words
from flowatlas.metrics.metric import Answer
from flowatlas.metrics.pairs import told
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Goal
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.store.versions import SECTION
from flowatlas.views.believed import Beside, Lane, Reach, Row
from flowatlas.views.pair.sides import Change, Figure
from flowatlas.views.periods import Course, Point

SHOWN = ("lead_time_with_rework", "process_time", "wait_time", "flow_efficiency", "rolled_percent_complete_accurate")
"""The totals of the table."""


def changes(found: Comparison) -> list[Change]:
    """Every step that is not kept, with what became of it."""
    return [Change(one.kind, one.name, told(one), one.ids, one.new_ids) for one in found.steps if one.kind != "kept"]


def figures(found: Comparison, calendar: Calendar, labels: Labels) -> list[Figure]:
    """The totals before and after; the lead time stands for itself where nothing is done again."""
    shown = [name for name in SHOWN if name in found.differences]
    if shown[:1] == ["lead_time_with_rework"] and found.headline == "lead_time":
        shown[0] = "lead_time"
    return [_figure(found.differences[name], calendar, labels) for name in shown]


def _figure(one: Difference, calendar: Calendar, labels: Labels) -> Figure:
    change = change_in_words(one)
    if not change and one.middle:
        sign, size = "−" if one.middle < 0 else "+", abs(one.middle)
        is_share = one.kind is Share
        change = sign + (
            f"{round(size * 100)} {'point' if round(size * 100) == 1 else 'points'}"
            if is_share
            else one.kind.say(size, calendar, is_rough=True)
        )
    label = labels.applied(one.title.partition(" (")[0])
    return Figure(label, one.before.text, one.after.text, change or "no change")


def beside_of(held: Believed, calendar: Calendar, labels: Labels) -> Beside:
    """What is believed beside what was measured, ready to be drawn."""
    steps = [row for row in held.rows if row.step]
    rows = [_row(held, list(own), labels) for _, own in groupby(steps, key=lambda row: row.step)]
    rows += [_alone(row, labels) for row in held.rows if row.field == "final_wait"]
    said = len(held.sentences) - len(held.unseen)
    title = f"Believed and measured: {held.pair.after.title}"
    sentences = tuple(labels.applied(one) for one in held.sentences[:said])
    return Beside(title, sentences, tuple(_whole(held, calendar, labels)), tuple(rows), held.unseen)


def _row(held: Believed, own: list[Held], labels: Labels) -> Row:
    step_id = own[0].step
    name = held.pair.after.stream.step_name(step_id)
    times = [row for row in own if row.field in {"wait_time", "process_time"} and "/rework/" not in row.path]
    words = [f"{labels.applied(title_of(row))}: {figures_in_words(row)}" for row in own if row not in times]
    lanes = tuple(_lane(row, labels) for row in times)
    path = own[0].path if "/rework/" not in own[0].path else own[0].path.partition("/rework/")[0]
    path = f"{SECTION}/{path.rpartition('/')[0] if path.count('/') > 1 else path}"
    return Row(path, name, lanes, tuple(words), step_id in held.measurement.seen)


def _alone(row: Held, labels: Labels) -> Row:
    return Row(f"{SECTION}/{row.path}", "Last wait", (_lane(row, labels),), (), row.measured is not None)


def _lane(row: Held, labels: Labels) -> Lane:
    label = "wait" if row.field != "process_time" else "work"
    believed = None
    if row.low is not None and row.high is not None:
        middle = row.believed.middle if row.believed is not None else (row.low * row.high) ** 0.5
        believed = Reach(row.low, middle, row.high)
    words = figures_in_words(row)
    verdict = "" if row.verdict is Verdict.UNSEEN else row.told
    if row.verdict.differs:
        words = f"{words}: {verdict}"
    return Lane(
        f"{SECTION}/{row.path}",
        labels.of("wait_time", "wait") if label == "wait" else labels.of("process_time", "work"),
        believed,
        None if row.measured is None else _reach(row.measured),
        words,
        verdict,
        row.verdict.differs,
    )


def _reach(measured: Quantity) -> Reach:
    return Reach(measured.percentile(10.0), measured.middle, measured.percentile(85.0))


def _whole(held: Believed, calendar: Calendar, labels: Labels) -> Iterator[Lane]:
    """The lead time by what is believed and by what was measured in parts; then as the log has it as a whole."""
    one = held.pair.found.differences.get(held.pair.found.headline)
    if one is not None:
        before, after = (_answered(answer) for answer in (one.before, one.after))
        told = ", ".join(
            f"{name} {Duration.say(reach.middle, calendar, is_rough=True)}"
            for name, reach in (("believed", before), ("with what was measured", after))
            if reach is not None
        )
        yield Lane("", labels.of("lead_time"), before, after, told)
    whole = held.measurement.lead_time
    if whole is not None and whole.points:
        label = label_of(whole)
        notes = f" ({', '.join(label.notes)})" if label.notes else ""
        yield Lane("", "as a whole", None, _reach(whole), f"measured from beginning to end {label.text}{notes}")


def _answered(answer: Answer) -> Reach | None:
    if answer.p50 is None:
        return None
    return Reach(
        answer.p50 if answer.p10 is None else answer.p10,
        answer.p50,
        answer.p50 if answer.p90 is None else answer.p90,
    )


def course_of(measurement: Measurement, title: str, goal: Goal | None) -> Course:
    """The periods of a measurement between their limits, and the target that was promised."""
    points = tuple(
        Point(
            name,
            one.lead_time.middle if one.lead_time is not None and one.lead_time.points else None,
            None if one.finished is None else round(one.finished.middle),
            one.signal or "",
        )
        for name, one in measurement.periods.items()
    )
    limits = measurement.limits
    centre, lower, upper = (
        None if limits is None or value is None else value.middle
        for value in ((limits.centre, limits.lower, limits.upper) if limits is not None else (None, None, None))
    )
    target = None if goal is None or goal.seconds is None else ("target", goal.seconds)
    return Course(
        f"Lead time, period by period: {title}", tuple(_of_course(points, target)), points, centre, lower, upper, target
    )


def _of_course(points: tuple[Point, ...], target: tuple[str, float] | None) -> Iterator[str]:
    marked = sum(bool(point.signal) for point in points)
    known = [point.seconds for point in points if point.seconds is not None]
    if marked:
        verb = "is" if marked == 1 else "are"
        yield f"{marked} of {len(points)} periods {verb} special: something other than chance was at work there."
    else:
        yield f"None of the {len(points)} periods is special: all that differs between them can be chance."
    if target is not None and known:
        met = sum(seconds <= target[1] for seconds in known)
        yield f"Half of the items met the target in {met} of {len(known)} periods."
