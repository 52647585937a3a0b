"""The practice view: steps as notes in a row, times above them, waits below the gaps, as on the wall."""

from typing import NamedTuple

from flowatlas.drawing.canvas import Canvas, Paragraph, moved, short, stacked, text
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.sheet import MARGIN, NARROWEST, Entry, Key, header, legend, lists, pill, remark, star, totals
from flowatlas.maps.shape import CUSTOMER, TRIGGER, Node
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join, split
from flowatlas.model.picture import Box, Derived, Dot, Line, Picture, Shape
from flowatlas.model.quantity import Share
from flowatlas.views.opening import ends_in_words, invitation, joined
from flowatlas.views.signs import frustration, question_mark
from flowatlas.views.view import view
from flowatlas.views.wall.figures import fitting
from flowatlas.views.wall.folding import folded
from flowatlas.views.wall.lanes import Bus, Lanes, Run, lanes_of
from flowatlas.views.wall.rework import Rework
from flowatlas.views.wall.role_dots import RoleDots
from flowatlas.views.wall.sizes import ARROW, BOX, LABEL, NOTE
from flowatlas.views.wall.step_card import Place, open_questions, step_card

SLOT = 15.0
"""Room for an upright line in a gap."""

TAB = 26.0
BAND = 30.0
THIN = 30.0
"""Height of a lane without steps."""

TURN = 8.5
TAIL = 24.0
"""How far a line that goes on in the next row runs past the last step."""


class Band(NamedTuple):
    """What a lane needs in a row, from top to bottom, in pixels."""

    tab: float
    arcs: float
    above: float
    box: float
    below: float

    @property
    def height(self) -> float:
        """All of it."""
        return self.tab + self.arcs + self.above + self.box + self.below


@view(name="practice", title="Practice view")
def practice_view(atlas: Atlas, derived: Derived) -> Picture:
    """Steps as notes in a row, times above them, waits below the gaps, as on the wall."""
    return _Drawing(atlas, derived).picture()


class _Drawing:
    def __init__(self, atlas: Atlas, derived: Derived) -> None:
        self.atlas = atlas
        self.stream = stream = atlas.map(ValueStreamMap) or ValueStreamMap()
        self.derived = derived
        self.title = atlas.title or stream.title or "Value stream map"
        questions = open_questions(atlas)
        self.grid: Lanes = lanes_of(stream.shape)
        self.dots = RoleDots.of(stream)
        self.column, self.lane = self.grid.column, self.grid.lane
        self.at = {(self.column[node], self.lane[node]): node for node in self.lane}
        self.rows = folded(self.grid.columns, self._crossings())
        self.row_of = {column: number for number, row in enumerate(self.rows) for column in row}
        self.steps_of: dict[int, list[str]] = {}
        """The steps of each row, by its first column."""
        for node in self.lane:
            if isinstance(node, str):
                self.steps_of.setdefault(self.rows[self.row_of[self.column[node]]][0], []).append(node)
        self.hot = self._hot_places()
        self.rework = Rework(stream, self.grid, self.row_of)
        stubs = self.rework.corners
        self.cards = {
            step_id: step_card(stream, step_id, derived, self.dots, questions.get(step_id, []), stubs.get(step_id, 0))
            for step_id in stream.steps
        }
        self.turns: dict[tuple[int, int], str] = {}
        self.runs_to: dict[tuple[int, int], list[Run]] = {}
        for run in self.grid.runs:
            self.runs_to.setdefault((run.lane, run.end), []).append(run)
        self.slots = self._slots()
        self.left = self._lefts()
        self.canvas = Canvas()

    # Where things stand ------------------------------------------------------------------------------------------

    def _crossings(self) -> list[int]:
        crossing = [0] * (self.grid.columns + 1)
        for run in self.grid.runs:
            for column in range(run.start + 1, run.end + 1):
                crossing[column] += 1
        return crossing

    def _hot_places(self) -> dict[str, tuple[Node, str]]:
        """The elements that are the constraint, by path: the step (or the end) that each belongs to, and its field."""
        spot = self.derived.constraint
        found: dict[str, tuple[Node, str]] = {}
        for path in spot.paths if spot is not None else ():
            keys = split(path)
            if path == "final_wait":
                found[path] = CUSTOMER, "wait_time"
            elif len(keys) > 2 and keys[1] in self.stream.steps:
                found[path] = keys[1], keys[2]
        return found

    def _slots(self) -> dict[int, list[tuple[Bus, int]]]:
        """For each column, the upright lines in the gap before it, with the number of the slot that each takes."""
        slots: dict[int, list[tuple[Bus, int]]] = {}
        for bus in self.grid.buses:
            lanes = {*bus.ins, *bus.outs}
            placed = slots.setdefault(bus.column, [])
            number = -1
            if len(lanes) > 1:
                low, high = min(lanes), max(lanes)
                taken = {
                    slot
                    for other, slot in placed
                    if slot >= 0 and min(*other.ins, *other.outs) <= high and low <= max(*other.ins, *other.outs)
                }
                number = next(slot for slot in range(len(placed) + 1) if slot not in taken)
            placed.append((bus, number))
        return slots

    def _lefts(self) -> dict[int, float]:
        """The left edge of the boxes in each column."""
        left = {}
        for row in self.rows:
            x = self._row_left(row)
            for column in row:
                if column:
                    x += 6 + SLOT * self._slot_count(column) + LABEL + ARROW
                left[column] = x
                x += BOX
        return left

    def _slot_count(self, column: int) -> int:
        return max((slot + 1 for _, slot in self.slots.get(column, [])), default=0)

    def _label_middle(self, column: int) -> float:
        return self.left[column] - ARROW - LABEL / 2

    def _bus_x(self, column: int, slot: int) -> float:
        right = self.left[column] - ARROW - LABEL
        return right - SLOT * (self._slot_count(column) - max(slot, 0)) + SLOT / 2 if slot >= 0 else right

    def _row_left(self, row: range) -> float:
        return MARGIN if row[0] == 0 else MARGIN + 2 * TURN

    # Drawing -----------------------------------------------------------------------------------------------------

    def picture(self) -> Picture:
        """The whole sheet."""
        ends = ends_in_words(self.stream)
        widest = max(
            self.left[row[-1]] + BOX + (TAIL + 2 * TURN if row is not self.rows[-1] else 0) for row in self.rows
        )
        width = max(widest + MARGIN, NARROWEST)
        y = header(self.canvas, self.title, joined(ends, self.derived.calendar), self.derived, width, path="title")
        if not self.stream.steps:
            y = invitation(self.canvas, y)
        else:
            for row in self.rows:
                y = self._row(row, y) + 22
        y = totals(self.canvas, self.derived, width, y + 4)
        y = lists(self.canvas, self._lists(), width, y)
        y = legend(self.canvas, self._keys(), width, y)
        described = " ".join(["Value stream map.", ends, *self.derived.sentences])
        return self.canvas.picture(width, y + MARGIN - 14, self.title, described, self.derived.labels)

    def _row(self, row: range, y: float) -> float:
        """One row of the map; gives where the next may start."""
        lanes = self._lanes_in(row)
        has_groups = any(self.stream.steps[node].group for node in self._steps_in(row))
        if has_groups:
            self._groups(row, y)
            y += BAND
        tracks = {lane: self.rework.tracks(row, lane) for lane in lanes}
        bands = {lane: self._band(row, lane, tracks[lane].height) for lane in lanes}
        middle: dict[int, float] = {}
        top: dict[int, float] = {}
        for lane in lanes:
            band = bands[lane]
            top[lane] = y
            middle[lane] = y + band.tab + band.arcs + band.above + band.box / 2
            y += band.height + 8
        self._flows(row, middle)
        for lane in lanes:
            self._hot_outline(row, lane, bands[lane], top[lane], middle[lane])
        for node in self._steps_in(row):
            self._step(node, bands[self.lane[node]], middle[self.lane[node]])
        for lane in lanes:
            top_of_box = middle[lane] - bands[lane].box / 2
            for loop in tracks[lane].loops:
                line = top_of_box - bands[lane].above - tracks[lane].y(loop.track)
                self.canvas.put([self.rework.part(loop, line, top_of_box, self.left)])
        for end in (TRIGGER, CUSTOMER):
            if self.column[end] in row:
                self._end(end, middle[self.lane[end]])
        return y

    def _steps_in(self, row: range) -> list[str]:
        return self.steps_of.get(row[0], [])

    def _lanes_in(self, row: range) -> list[int]:
        used = {self.lane[node] for node in self.lane if self.column[node] in row}
        used |= {run.lane for run in self.grid.runs if run.start <= row[-1] and run.end >= row[0]}
        for bus in self.grid.buses:
            if bus.column in row:
                used |= {*bus.ins, *bus.outs}
        return sorted(used)

    def _band(self, row: range, lane: int, arcs: float) -> Band:
        cards = [self.cards[node] for node in self._steps_in(row) if self.lane[node] == lane]
        is_hot = any(self.lane[node] == lane and self.column[node] in row for node, _ in self.hot.values())
        has_end = any(self.lane[node] == lane and self.column[node] in row for node in (TRIGGER, CUSTOMER))
        if not cards and not has_end:
            return Band(0, 0, 0, THIN, 0)
        above = max((card.above.height + 8 for card in cards if card.above), default=0.0)
        box = max([card.box_height for card in cards], default=64.0)
        below = max([card.below_height for card in cards], default=0.0)
        waits = [card.wait.height + 12 - box / 2 for card in cards if card.wait]
        if CUSTOMER in self.at.values() and self.column[CUSTOMER] in row and self.lane[CUSTOMER] == lane:
            final = self._final_wait()
            waits += [sum(words.height for words in final) + 12 - box / 2] if final else []
        shares = [card.share.height + 8 - box / 2 for card in cards if card.share]
        return Band(TAB if is_hot else 0.0, arcs, max([above, *shares]), box, max([below, *waits]))

    def _groups(self, row: range, y: float) -> None:
        """Names of phases above the columns that they cover, with their times."""
        names: dict[int, str | None] = {}
        for column in row:
            groups = {self.stream.steps[node].group for node in self._steps_in(row) if self.column[node] == column}
            names[column] = next(iter(groups)) if len(groups) == 1 else None
        start = None
        for column in [*row, row[-1] + 1]:
            if start is not None and names.get(column) != names[start]:
                self._group(str(names[start]), start, column - 1, y)
                start = None
            if start is None and names.get(column):
                start = column

    def _group(self, group: str, first: int, last: int, y: float) -> None:
        x, right = self.left[first], self.left[last] + BOX
        size = 12.5
        ends = max(self.column[step_id] for step_id, step in self.stream.steps.items() if step.group == group)
        sums = self.derived.groups.get(group, "") if ends == last else ""
        starts = min(self.column[step_id] for step_id, step in self.stream.steps.items() if step.group == group)
        name = group if starts == first else f"{group}, continued"
        label = text("band-text", x + 10, y + 15.5, short(name, size, right - x - 20, is_bold=True), size, is_bold=True)
        shapes: list[Shape] = [Box("band", x, y, right - x, 22, 4), label]
        room = right - label.x - label.width - 22
        times = text("band-soft", right - 10, y + 15.5, sums, 12.0, anchor="end")
        if sums and times.width <= room:
            shapes.append(times)
        self.canvas.add(
            f"group/{group}/{first}", "group", shapes, name=group, tip=f"{sums or group}. {TERMS['group'].sentence}"
        )

    def _start_x(self, run_lane: int, run_start: int, row: range) -> float | None:
        """Where a line along a lane starts in this row: behind its step, at its bus, or at the edge; None: not here."""
        if run_start < row[0]:
            if run_start + 1 == row[0] and (run_start, run_lane) not in self.at:
                return self._leaving_bus(run_lane, run_start + 1)
            return self._row_left(row)
        if run_start > row[-1]:
            return None
        if (run_start, run_lane) in self.at:
            return self.left[run_start] + BOX
        return self._leaving_bus(run_lane, run_start + 1) if run_start + 1 in row else None

    def _leaving_bus(self, lane: int, column: int) -> float | None:
        return next((self._bus_x(column, slot) for bus, slot in self.slots[column] if lane in bus.outs), None)

    def _flows(self, row: range, middle: dict[int, float]) -> None:
        """All lines of the row."""
        right = self.left[row[-1]] + BOX + TAIL
        for number, run in enumerate(self.grid.runs):
            if run.end > row[-1]:
                start = self._start_x(run.lane, run.start, row)
                if start is not None:
                    role = "flow-skip" if self._is_skip(run.lane, run.start) else "flow"
                    line = Line(role, ((start, middle[run.lane]), (right, middle[run.lane])), has_head=True)
                    self.canvas.add(f"run/{number}/{row[0]}", "flow", [line])
        for ends, x in ((row[-1], right + TURN), (row[0] - 1, self._row_left(row) - TURN)):
            for lane in sorted({run.lane for run in self.grid.runs if run.start <= ends < run.end}):
                self._turn(ends, lane, x, middle[lane])
        for column in row:
            for bus, slot in self.slots.get(column, []):
                self._bus(bus, slot, row, middle)

    def _turn(self, column: int, lane: int, x: float, y: float) -> None:
        """The sign at the end of a row and at the start of the next: which line goes on where."""
        letter = self.turns.setdefault((column, lane), str(len(self.turns) + 1))
        words = text("turn-text", x, y + 3.6, letter, 9.5, anchor="middle", is_bold=True)
        self.canvas.add(f"turn/{column}/{lane}/{x:.0f}", "flow", [Dot("turn", x, y, TURN), words])

    def _is_skip(self, lane: int, start: int) -> bool:
        return any(lane in bus.skips for bus, _ in self.slots.get(start + 1, []))

    def _bus(self, bus: Bus, slot: int, row: range, middle: dict[int, float]) -> None:
        x = self._bus_x(bus.column, slot)
        common = [lane for lane in bus.ins if lane in bus.outs]
        trunk = common[0] if common else bus.outs[0] if len(bus.outs) == 1 else bus.ins[0]
        shapes: list[Shape] = []
        for lane in bus.ins:
            starts = self.runs_to.get((lane, bus.column), [])
            is_skip = any(self._is_skip(lane, run.start) for run in starts)
            found = [self._start_x(run.lane, run.start, row) for run in starts]
            start = next((at for at in found if at is not None), None)
            if start is None:
                start = self._row_left(row) if bus.column == row[0] else self.left[bus.column - 1] + BOX
            points = [(start, middle[lane]), (x, middle[lane])]
            if lane != trunk:
                points.append((x, middle[trunk]))
            shapes.append(Line("flow-skip" if is_skip else "flow", tuple(points), radius=9))
        for lane in bus.outs:
            target = self.at.get((bus.column, lane))
            is_step = isinstance(target, str) and lane not in bus.skips
            is_end = target == CUSTOMER
            role = "flow-skip" if lane in bus.skips else "flow"
            if is_step and self.stream.steps[str(target)].carries != "work":
                role = "flow-data"
            end = self.left[bus.column] if is_step or is_end else x + SLOT
            points = [(x, middle[lane]), (end, middle[lane])]
            if lane != trunk:
                points.insert(0, (x, middle[trunk]))
            shapes.append(Line(role, tuple(points), has_head=is_step or is_end, radius=9))
        name = "-".join(bus.node) or "trigger"
        self.canvas.add(f"bus/{name}/{bus.column}", "flow", shapes)
        for lane in bus.skips:
            self._skip_label(bus, middle[lane])

    def _skip_label(self, bus: Bus, y: float) -> None:
        shares = [self.stream.steps[str(other)].share for other in self.stream.shape.successors[bus.node]]
        rest = 1 - sum(share.middle for share in shares if share is not None)
        words = f"{Share.say(rest, Calendar())} straight on"
        label = text(
            "text", self._label_middle(bus.column), y - 6, short(words, NOTE, LABEL + 8), NOTE, anchor="middle"
        )
        self.canvas.add(
            f"skip/{'-'.join(bus.node) or 'trigger'}", "share", [label], name=words, tip=TERMS["alternatives"].sentence
        )

    def _step(self, node: str, band: Band, middle: float) -> None:
        gap = self._label_middle(self.column[node]) if self.column[node] else 0.0
        self.canvas.put(self.cards[node].placed(Place(self.left[self.column[node]], middle, band.box, gap)))

    def _end(self, node: Node, middle: float) -> None:
        """Trigger or customer, as a rounded note; before the customer the last wait."""
        is_start = node == TRIGGER
        key = "trigger" if is_start else "customer"
        words = (self.stream.trigger if is_start else self.stream.customer) or "not named yet"
        paragraphs = [
            Paragraph("end-soft", "Start" if is_start else "Customer", NOTE, BOX - 22),
            Paragraph("end-name", words, 12.5, BOX - 22, most=5, is_bold=True),
        ]
        height = sum(paragraph.height for paragraph in paragraphs) + 22
        left = self.left[self.column[node]]
        shapes: list[Shape] = [Box("end", left, middle - height / 2, BOX, height, min(24, height / 2))]
        shapes += stacked(paragraphs, left + BOX / 2, middle - height / 2 + 10, "middle")
        section = self.stream.section
        self.canvas.add(
            f"{section}/{key}",
            "end",
            shapes,
            path=f"{section}/{key}",
            name=f"{key.title()}: {words}",
            tip=TERMS[key].sentence,
        )
        final = [] if is_start else self._final_wait()
        if final:
            x = self._label_middle(self.column[node])
            shapes = list(stacked(final, x, middle + 8, "middle"))
            tip = f"{', '.join(' '.join(words.lines) for words in final)}. {TERMS['wait_time'].sentence}"
            path = f"{section}/final_wait"
            self.canvas.add(path, "wait", shapes, path=path, name="Wait after the last step", tip=tip)

    def _final_wait(self) -> list[Paragraph]:
        """The figure of the last gap with its notes; nothing where there is no such gap."""
        wait = self.stream.final_wait
        if wait is None:
            return []
        label = label_of(wait)
        words, role = ("? not known", "open-text") if label.is_unknown else (label.text, "text")
        notes = [Paragraph("soft", fitting(note, LABEL), NOTE, LABEL, most=3) for note in label.notes]
        return [Paragraph(role, words, 14.0, LABEL, most=3, is_bold=True), *notes]

    def _hot_outline(self, row: range, lane: int, band: Band, top: float, middle: float) -> None:
        """The outline around what is the constraint, with its words on a tab above the lane."""
        spot = self.derived.constraint
        for index, (path, (node, field)) in enumerate(self.hot.items()):
            column = self.column[node]
            if spot is None or column not in row or self.lane[node] != lane:
                continue
            outline = self._around(node, field, band, middle)
            words = spot.text if index == 0 else "must shrink as well"
            right = self.left[row[-1]] + BOX
            label = text("hot-text", 0, top + band.tab - 9.5, short(words, 12.5, 420, is_bold=True), 12.5, is_bold=True)
            x = max(MARGIN, min(outline.x - 1.5, right - label.width - 20))
            tab = Box("hot-tab", x, top + band.tab - 25, label.width + 20, 23, 4)
            stem = x + 1.5 if x >= outline.x - 2 else outline.x
            line = Line("hot-line", ((stem, tab.y + tab.height), (stem, outline.y + 8)))
            full = f"{self.stream.section}/{path}"
            shapes: list[Shape] = [outline, line, tab, label._replace(x=x + 10)]
            self.canvas.add(f"constraint/{index}", "constraint", shapes, path=full, name=words, tip=spot.tip)

    def _around(self, node: Node, field: str, band: Band, middle: float) -> Box:
        """The room of one element: the figures of a gap, or a step with its time above."""
        left = self.left[self.column[node]]
        card = self.cards.get(node) if isinstance(node, str) else None
        if field == "wait_time":
            above = card.share.height + 12 if card is not None and card.share is not None else 14.0
            final = sum(words.height for words in self._final_wait()) if card is None else 0.0
            below = (card.wait.height if card is not None and card.wait is not None else final) + 16
            return Box("hot", left - ARROW - LABEL - 1, middle - above, LABEL + 4, above + below, 7)
        top = middle - band.box / 2 - (card.above.height + 6 if card is not None and card.above is not None else 4)
        bottom = middle + band.box / 2 + (13 if card is not None and card.step.roles else 6)
        return Box("hot", left - 6, top, BOX + 12, bottom - top, 9)

    def _keys(self) -> list[Key]:
        """The legend: only what is on the map."""
        keys = [Key(tuple(self.dots.dot(role, 0, 0)), 20, name) for role, name in self.dots.names.items()]
        labels = self.derived.labels
        roles_heading = [Key((), 0, "Who")] if keys else []
        roles = {shape.role for part in self.canvas.parts for shape in part.shapes}
        kinds = {part.role for part in self.canvas.parts}
        small: list[tuple[bool, Key]] = [
            (
                bool(roles & {"step-optional", "step-data-optional"}),
                Key((Box("step-optional", -12, -8, 24, 16, 3),), 24, "optional step"),
            ),
            (
                bool(roles & {"step-data", "step-data-optional"}),
                Key((Box("step-data", -12, -8, 24, 16, 3),), 24, "information, not the work itself"),
            ),
            (
                "flow-skip" in roles and bool(self.stream.steps),
                Key((Line("flow-skip", ((-13, 0), (13, 0))),), 26, "straight on"),
            ),
            ("open" in roles, Key(tuple(question_mark(0, 0, radius=9)), 20, "nobody knows yet")),
            (
                "rework" in kinds,
                Key(
                    (Line("back", ((13, 6), (13, -6), (-13, -6), (-13, 6)), has_head=True, radius=6),), 28, "done again"
                ),
            ),
            (
                "constraint" in kinds,
                Key((Box("hot", -12, -8, 24, 16, 4),), 26, f"the {labels.of('constraint')}: what costs most time"),
            ),
            ("ask" in roles, Key(tuple(pill("ask", "ask-text", "ask next", 0, 0, NOTE)), 62, "find this out next")),
            (
                "fixes" in kinds and any(step.quick_fixes for step in self.stream.steps.values()),
                Key((star("fix-mark", 0, 0, 7),), 16, "quick fix"),
            ),
            (
                any(note.text for step in self.stream.steps.values() for note in step.notes.values()),
                Key(tuple(remark(0, 0)), 16, "note"),
            ),
            (
                any(step.frustration and step.frustration.middle >= 0.5 for step in self.stream.steps.values()),
                Key(tuple(moved(shape, 3.5, 0) for shape in frustration(0, 0, 3)), 80, "how much it wears people out"),
            ),
            (
                "quality" in kinds,
                Key(
                    (text("quality", 0, 4, "%C&A", 11.5, anchor="middle"),),
                    38,
                    "how much the next person can use as it is",
                ),
            ),
        ]
        signs = [key for is_there, key in small if is_there]
        return [*roles_heading, *keys, *([Key((), 0, "Signs")] if signs else []), *signs]

    def _lists(self) -> list[tuple[str, list[Entry]]]:
        """Quick fixes, open questions and notes in words."""
        section, labels = self.stream.section, self.derived.labels
        fixes = [
            Entry(
                f"{step_id}/{fix_id}",
                f"{section}/steps/{join(step_id)}/quick_fixes/{join(fix_id)}",
                (star("fix-mark", 0, 0, 6.5),),
                f"{self.cards[step_id].name}: {fix.text or '?'}{' (done)' if fix.done else ''}",
            )
            for step_id, step in self.stream.steps.items()
            for fix_id, fix in step.quick_fixes.items()
        ]
        questions = [
            Entry(
                f"question/{key}", f"questions/{join(key)}", tuple(question_mark(0, 0, radius=7)), question.text or key
            )
            for key, question in self.atlas.questions.items()
            if not question.answer
        ]
        notes = [
            Entry(f"{section}/notes/{key}", f"{section}/notes/{join(key)}", tuple(remark(0, 0)), note.text)
            for key, note in self.stream.notes.items()
            if note.text
        ]
        notes += [
            Entry(
                f"{section}/{step_id}/notes/{key}",
                f"{section}/steps/{join(step_id)}/notes/{join(key)}",
                tuple(remark(0, 0)),
                f"{self.cards[step_id].name}: {note.text}",
            )
            for step_id, step in self.stream.steps.items()
            for key, note in step.notes.items()
            if note.text
        ]
        columns = [("Quick fixes", fixes), ("Open questions", questions), ("Notes", notes)]
        return [(labels.applied(heading), entries) for heading, entries in columns]
