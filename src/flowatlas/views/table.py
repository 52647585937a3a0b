"""The table: the same values as the picture, for those who would rather read, and for screen readers."""

from typing import NamedTuple

from flowatlas.drawing.figure import Label, label_of
from flowatlas.drawing.text import safe
from flowatlas.maps.shape import Link
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.path import join
from flowatlas.model.quantity import Quantity, Share


class Cell(NamedTuple):
    """A value: its full path, its text, and whether nobody knows it."""

    path: str
    text: str
    is_unknown: bool = False


class Row(NamedTuple):
    """A step in turn: its id ('' for the way to the customer), its group, and a cell for each column."""

    step_id: str
    group: str
    cells: tuple[Cell, ...]


class Table(NamedTuple):
    """Column headings, each with the key of its term, and rows in map order."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


def table(stream: ValueStreamMap, labels: Labels) -> Table:
    """Steps with their gaps, times, quality, roles and whatever else the map shows of them."""
    columns = (
        ("wait_time", labels.of("wait_time", "wait before")),
        ("step", labels.of("step")),
        ("process_time", labels.of("process_time")),
        ("percent_complete_accurate", labels.of("percent_complete_accurate")),
        ("role", labels.of("role", "by")),
        ("share", "also"),
    )
    rows = [_row(stream, step_id, step, labels) for step_id, step in stream.steps.items()]
    if stream.final_wait is not None:
        path = f"{stream.section}/final_wait"
        customer = Cell(f"{stream.section}/customer", safe(stream.customer or "customer"))
        empty = Cell("", "")
        rows.append(Row("", "", (_figure(path, stream.final_wait), customer, empty, empty, empty, empty)))
    return Table(columns, tuple(rows))


def _row(stream: ValueStreamMap, step_id: str, step: Step, labels: Labels) -> Row:
    path = f"{stream.section}/steps/{join(step_id)}"
    has_gap = step.wait_time is not None or bool(stream.shape.after[step_id])
    roles = [(stream.roles[role].name or role) if role in stream.roles else role for role in step.roles]
    quality = f"{path}/percent_complete_accurate"
    wait = _figure(f"{path}/wait_time", step.wait_time) if has_gap else Cell(f"{path}/wait_time", "")
    if step.wait_time is None and has_gap and (step.cadence is not None or step.batch is not None):
        pace = f"every {label_of(step.cadence).text}" if step.cadence else f"batches of {label_of(step.batch).text}"
        wait = Cell(f"{path}/wait_time", pace)
    has_parts = step.process_time is None and bool(step.steps)
    process = Cell(f"{path}/process_time", "") if has_parts else _figure(f"{path}/process_time", step.process_time)
    cells = (
        wait,
        Cell(path, safe(step.name or step_id.replace("-", " "))),
        process,
        Cell(quality, "")
        if step.percent_complete_accurate is None
        else _figure(quality, step.percent_complete_accurate),
        Cell(f"{path}/roles", safe(", ".join(roles))),
        Cell(f"{path}/share", safe("; ".join(_also(stream, step_id, step, labels)))),
    )
    return Row(step_id, step.group or "", cells)


def _figure(path: str, quantity: Quantity | None) -> Cell:
    label = label_of(quantity)
    return Cell(path, in_words(label), label.is_unknown)


def in_words(label: Label) -> str:
    """A figure with its notes on one line."""
    return f"{label.text} ({', '.join(label.notes)})" if label.notes else label.text


def _also(stream: ValueStreamMap, step_id: str, step: Step, labels: Labels) -> list[str]:
    """What else the map shows of a step: its share, its parts, what comes back, trouble."""
    told = []
    if step.share is not None:
        way = "of items do it" if step_id in stream.shape.optional else "of items go this way"
        told.append(f"{label_of(step.share).text} {way}")
    told += _shape(stream, step_id)
    for part_id, part in step.steps.items():
        wait = f"{labels.of('wait_time', 'wait')} {label_of(part.wait_time).text}, " if part.wait_time else ""
        told.append(f"{part.name or part_id.replace('-', ' ')}: {wait}{label_of(part.process_time).text}")
    told += [
        f"{link_in_words(stream, link)} to {stream.name_of(f'steps/{join(link.to)}')}"
        for link in _links(stream, step_id)
    ]
    if step.frustration is not None and step.frustration.points:
        told.append(f"{labels.of('frustration')} {label_of(step.frustration).text} of 5")
    if step.wastes:
        told.append(f"{labels.of('waste')}: {', '.join(step.wastes)}")
    if step.value == "waste":
        told.append("no value added")
    if step.carries != "work":
        told.append(f"carries {step.carries}")
    return told


def _shape(stream: ValueStreamMap, step_id: str) -> list[str]:
    """How the step is reached where that is not simply after the one above."""
    behind = stream.shape.after[step_id]
    ids = list(stream.steps)
    place = ids.index(step_id)
    usual = [ids[place - 1]] if place else []
    if behind == usual:
        return []
    names = [stream.name_of(f"steps/{join(other)}") for other in behind]
    return [f"after {' and '.join(names)}" if names else "from the start"]


def _links(stream: ValueStreamMap, step_id: str) -> list[Link]:
    return [link for link in stream.shape.links if link.sender == step_id]


def link_in_words(stream: ValueStreamMap, link: Link) -> str:
    """How much comes back on a rework link, and how long it waits then."""
    step = stream.steps[link.sender]
    record, quality = step.rework[link.id], step.percent_complete_accurate
    if record.share is not None:
        share = label_of(record.share).text
    elif quality is not None and quality.points:
        share = Share.say(1 - quality.middle, Calendar())
    else:
        share = "?"
    wait = f", wait\u00a0{label_of(record.wait_time).text}" if record.wait_time is not None else ""
    return f"{share} back{wait}"
