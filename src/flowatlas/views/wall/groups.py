"""Bands above the columns: the phases of a stream by name, with what they take."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from flowatlas.drawing.canvas import short, text
from flowatlas.drawing.text import safe, text_width
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.glossary import TERMS
from flowatlas.model.picture import Box, Part, Shape
from flowatlas.views.wall.columns import Columns
from flowatlas.views.wall.sizes import BOX

SIZE = 12.5


def group_bands(
    stream: ValueStreamMap, columns: Columns, row: range, steps: Sequence[str], sums: Mapping[str, str], y: float
) -> Iterator[Part]:
    """The bands above a row with these steps; the times of a group stand where it ends."""
    found: dict[int, set[str]] = {}
    for step_id in steps:
        found.setdefault(columns.grid.column[step_id], set()).add(stream.steps[step_id].group or "")
    for group, covered in groupby(row, key=lambda column: _only(found.get(column, ()))):
        if group:
            yield _band(stream, columns, group, list(covered), sums.get(group, ""), y)


def _only(groups: Collection[str]) -> str:
    """The group of a column; none where its steps are of several."""
    return next(iter(groups)) if len(groups) == 1 else ""


def _band(stream: ValueStreamMap, columns: Columns, group: str, covered: Sequence[int], sums: str, y: float) -> Part:
    first, last = covered[0], covered[-1]
    x, right = columns.left[first], columns.left[last] + BOX
    own = [columns.grid.column[step_id] for step_id, step in stream.steps.items() if step.group == group]
    sums = sums if max(own) == last else ""
    room = right - x - 20
    continued = f"{group}, continued"
    # A cut “continued” would say less than the name alone.
    name = group if min(own) == first or text_width(continued, SIZE, is_bold=True) > room else continued
    label = text("band-text", x + 10, y + 15.5, short(name, SIZE, room, is_bold=True), SIZE, is_bold=True)
    shapes: list[Shape] = [Box("band", x, y, right - x, 22, 4), label]
    times = text("band-soft", right - 10, y + 15.5, sums, 12.0, anchor="end")
    if sums and times.width <= right - label.x - label.width - 22:
        shapes.append(times)
    tip = safe(f"{sums or group}. {TERMS['group'].sentence}")
    return Part(f"group/{group}/{first}", "", "group", safe(group), tip, tuple(shapes))
