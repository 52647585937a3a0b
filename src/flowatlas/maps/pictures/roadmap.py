"""The roadmap drawn: a priority plot, lanes, what no item takes up, and what was decided."""

import math
from collections.abc import Iterator, Sequence

from flowatlas.drawing.board import Card, Column, column_width, put_columns
from flowatlas.drawing.canvas import Canvas, Paragraph, short, text
from flowatlas.drawing.dots import DOT, arrow, free_spot
from flowatlas.drawing.figure import spelled
from flowatlas.drawing.sheet import MARGIN, NARROWEST, Entry, Key, header, legend, lists
from flowatlas.drawing.told import Teller, Value, name_of
from flowatlas.maps.roadmap import (
    ABOUT_EFFECTS,
    LANE_TITLES,
    MIDDLE,
    NAMED_LANES,
    NEXT_UP_TO,
    NOW_UP_TO,
    UNPLACED,
    VERDICTS,
    Measure,
    Placing,
    Prospects,
    RoadmapMap,
    change_in_words,
    decision_in_words,
    gain_in_words,
    lane_of,
    lanes,
    lost_in_words,
    newest_first,
)
from flowatlas.model.atlas import Atlas
from flowatlas.model.path import join, split
from flowatlas.model.picture import Box, Derived, Dot, Line, Picture, Shape, Zone
from flowatlas.model.wording import capital

PLOT_WIDTH, PLOT_HEIGHT = 500.0, 420.0
LISTED, LISTED_WITH_REASON = 17.0, 36.0
MOST_EXPLAINED = 12
"""Up to so many items the list beside the plot says why each one stands where it does."""

LEAST_COLUMN = 252.0
AS_STATED = "place as stated"
DOT_INK = {"ask": "ask-text", "part": "part-name", "open-bar": "open-text"}
STATUS_COLOURS = {"blocked": "pink", "done": "green", "in progress": "blue"}


def roadmap_picture(roadmap: RoadmapMap, atlas: Atlas, derived: Derived) -> Picture:
    """A priority plot, the lanes with their items, what no item takes up, and what was decided."""
    return _Drawing(roadmap, atlas, derived).picture()


class _Drawing:
    """The roadmap, from top to bottom: answer, plot with the list of its items, lanes, what is open, decisions."""

    def __init__(self, roadmap: RoadmapMap, atlas: Atlas, derived: Derived) -> None:
        self.roadmap, self.atlas, self.derived = roadmap, atlas, derived
        self.known = derived.of(Prospects)
        self.teller = Teller(atlas, roadmap)
        self.canvas = Canvas()
        self.lanes = lanes(roadmap)
        self.calendar = atlas.calendar.times
        self.path = f"{roadmap.section}/items"
        self.number = {item_id: number for number, item_id in enumerate(_in_order(self.lanes), 1)}
        self.width = max(NARROWEST + 120, len(self.lanes) * LEAST_COLUMN + 2 * MARGIN)

    def picture(self) -> Picture:
        """The whole sheet."""
        title = self.atlas.title or "Roadmap"
        sentences = tuple(self._sentences())
        about = "Roadmap: what is done first, by whom, what it should do, and what it did"
        known = self.known.items.values() if self.known is not None else ()
        effects = ABOUT_EFFECTS if any(one.gain is not None for one in known) else ""
        about = " · ".join(part for part in (about, self.derived.calendar, effects) if part)
        y = header(self.canvas, title, about, self.derived._replace(sentences=sentences), self.width, path="title")
        y = self._plot(y)
        y = self._columns(y)
        y = lists(self.canvas, self._open(), self.width, y + 6)
        y = self._decisions(y)
        y = legend(self.canvas, self._keys(), self.width, y)
        told = " ".join(["Roadmap.", *sentences])
        return self.canvas.picture(self.width, y + MARGIN - 14, title, told, self.derived.labels)

    def _sentences(self) -> Iterator[str]:
        labels, count = self.derived.labels, len(self.roadmap.items)
        if not count:
            yield "Nothing is planned yet. Start with what matters most and is easy to do."
            return
        items = self.roadmap.items
        done = sum(item.status == "done" for item in items.values())
        now = sum(items[item_id].status != "done" for item_id in self.lanes["now"])
        first = f"{'1 item' if count == 1 else f'{count} items'} planned, "
        first += f"{done} of them done, {now or 'none'} more for now" if done else f"{now or 'none'} of them for now"
        known = self.known
        whole = known.lanes[-1] if known is not None and known.lanes else None
        if known is None or whole is None or whole.gain is None:
            yield f"{first}."
            if known is not None and any(item.future for item in self.roadmap.items.values()):
                yield labels.applied(
                    "What the items do to the lead time is not known: none makes changes to a map that has times."
                )
            return
        of_now = next((lane.gain for lane in known.lanes if lane.lane == "now"), None)
        if of_now is not None and self.lanes["now"]:
            first += f": {gain_in_words(of_now, self.calendar)}"
        yield labels.applied(f"{first}.")
        yield labels.applied(f"Altogether: {whole.in_words(self.calendar)}.")
        if known.interaction:
            yield labels.applied(known.interaction)

    # The plot -------------------------------------------------------------------------------------------------------

    def _plot(self, y: float) -> float:
        """Importance over feasibility with the arcs of now and next, and the items by number beside it."""
        left, top = MARGIN + 14, y + 74
        right, bottom = left + PLOT_WIDTH, top + PLOT_HEIGHT
        heading = text("text", MARGIN, y + 15, "What comes first", 15.0, is_bold=True)
        self.canvas.add("plot", "heading", [heading])
        self.canvas.add("plot/frame", "rule", [Box("frame", left, top, PLOT_WIDTH, PLOT_HEIGHT)])
        for name, reach in (("now", NOW_UP_TO), ("next", NEXT_UP_TO)):
            points = [
                (
                    right - reach * math.sin(step * math.pi / 64) * PLOT_WIDTH,
                    top + reach * math.cos(step * math.pi / 64) * PLOT_HEIGHT,
                )
                for step in range(33)
            ]
            self.canvas.add(f"plot/{name}/arc", "rule", [Line("arc", tuple(points))])
        ends = (right, right - NOW_UP_TO * PLOT_WIDTH, right - NEXT_UP_TO * PLOT_WIDTH, left)
        for number, name in enumerate(NAMED_LANES):
            middle = (ends[number] + ends[number + 1]) / 2
            words = text("soft", middle, top - 17, name.upper(), 13.0, anchor="middle", is_bold=True)
            self.canvas.add(f"plot/{name}", "heading", [words])
        axes: list[Shape] = [
            Line("axis", ((left, bottom), (left, top)), has_head=True),
            Line("axis", ((left, bottom), (right, bottom)), has_head=True),
            text("soft", MARGIN, top - 36, "more important", 12.0),
            text("soft", right, bottom + 26, "easier to do", 12.0, anchor="end"),
        ]
        self.canvas.add("plot/axes", "rule", axes, name="Up: more important. To the right: easier to do.")
        self.canvas.zones.append(
            Zone(self.path, "Priority plot", left, top, PLOT_WIDTH, PLOT_HEIGHT, (), "feasibility", "importance")
        )
        self._dots(left, top)
        below = self._listed(right + 34, y, bottom + 34)
        return max(bottom + 40, below) + 12

    def _place(self, item_id: str) -> tuple[Placing, Placing]:
        """Importance and feasibility of an item; those that nobody stated stand in the middle until worked out."""
        if self.known is not None and item_id in self.known.items:
            return self.known.items[item_id].importance, self.known.items[item_id].feasibility
        item = self.roadmap.items[item_id]
        return _stated("importance", item.importance), _stated("feasibility", item.feasibility)

    def _dots(self, left: float, top: float) -> None:
        spots: dict[str, tuple[float, float]] = {}
        room = left, top, left + PLOT_WIDTH, top + PLOT_HEIGHT
        for item_id in self.number:
            up, across = self._place(item_id)
            wanted = left + across.value * PLOT_WIDTH, top + (1 - up.value) * PLOT_HEIGHT
            spots[item_id] = free_spot(wanted, list(spots.values()), room)
        for item_id, item in self.roadmap.items.items():
            for other in dict.fromkeys(item.after):
                if other in spots and other != item_id:
                    line = arrow(spots[other], spots[item_id], list(spots.values()), room)
                    self.canvas.add(
                        f"plot/{self._path(item_id)}/after/{join(other)}",
                        "rule",
                        [line],
                        path=f"{self._path(item_id)}/after",
                        name=f"“{self._name(item_id)}” comes after “{self._name(other)}”",
                    )
        for item_id, (x, y) in spots.items():
            up, across = self._place(item_id)
            role = _dot_role(up, across)
            number = text(DOT_INK[role], x, y + 4.2, str(self.number[item_id]), 11.5, anchor="middle", is_bold=True)
            name = f"{self.number[item_id]}: {self._name(item_id)}"
            self.canvas.add(
                f"plot/{self._path(item_id)}",
                "record",
                [Dot(role, x, y, DOT), number],
                path=self._path(item_id),
                name=name,
                tip=f"{capital(up.why)}. {capital(across.why)}.",
            )

    def _listed(self, x: float, y: float, bottom: float) -> float:
        """The items by number, with the reasons for their places where there is room; gives where they end."""
        count = len(self.number)
        is_roomy = count <= MOST_EXPLAINED
        height = LISTED_WITH_REASON if is_roomy else LISTED
        rows = max(int((bottom - y - 24) // height), -(-count // 3))
        columns = max(-(-count // rows), 1)
        rows = max(-(-count // columns), 1)
        room = (self.width - MARGIN - x - (columns - 1) * 14) / columns
        for place, (item_id, number) in enumerate(self.number.items()):
            column, row = divmod(place, rows)
            at, below = x + column * (room + 14), y + 24 + row * height
            name, reasons = self._name(item_id), self._reasons(item_id)
            words = [
                text("soft", at + 20, below + 12, str(number), 12.0, anchor="end", is_bold=True),
                text("text", at + 28, below + 12, short(name, 12.0, room - 28), 12.0),
            ]
            if is_roomy and reasons != AS_STATED:
                words.append(text("soft", at + 28, below + 27, short(capital(reasons), 11.5, room - 28), 11.5))
            path = self._path(item_id)
            self.canvas.add(f"plot/list/{path}", "list", words, path=path, name=f"{number}: {name}", tip=reasons)
        return y + 24 + min(rows, count) * height

    def _reasons(self, item_id: str) -> str:
        """Why an item stands where it does."""
        places = self._place(item_id)
        kinds = {one.kind for one in places}
        if len(kinds) == 1 and kinds != {"proposed"}:
            return AS_STATED if kinds == {"stated"} else "place not known"
        return "; ".join(one.why.partition(":")[0] if one.kind == "unknown" else one.why for one in places)

    # The lanes ------------------------------------------------------------------------------------------------------

    def _columns(self, y: float) -> float:
        room = column_width(len(self.lanes), self.width - 2 * MARGIN)
        known = {lane.lane: lane for lane in self.known.lanes} if self.known is not None else {}
        columns = []
        for number, (lane, item_ids) in enumerate(self.lanes.items()):
            told = known[lane].in_words(self.calendar) if item_ids and lane in known else ""
            hint = self.derived.labels.applied(told if number == 0 or not told else f"With all before: {told}")
            columns.append(
                Column(
                    self.path,
                    LANE_TITLES.get(lane, lane),
                    hint,
                    [self._card(item_id, room) for item_id in item_ids],
                    "Items stand in the lane in which they are begun.",
                    "The first item: what is done first, and who sees to it" if not self.number and not number else "",
                    (("lane", lane or None),),
                )
            )
        return put_columns(self.canvas, columns, MARGIN, y, self.width - 2 * MARGIN)

    def _card(self, item_id: str, width: float) -> Card:
        item, path = self.roadmap.items[item_id], self._path(item_id)
        told = {value.path.rpartition("/")[2]: value for value in self.teller.values(item, path)}
        values = [
            told[name] for name in ("owner", "status", "due", "about", "after", "category", "exit") if name in told
        ]
        measure = item.measure
        if measure is not None and (words := self._measured(measure)):
            values.append(Value(f"{path}/measure", "Measure", "How progress is seen.", words))
        return Card(
            path,
            "Roadmap item",
            f"{self.number[item_id]} · {self._name(item_id)}",
            width,
            colour=STATUS_COLOURS.get(item.status or "", "yellow"),
            values=values,
            lines=self._lines(item_id),
            tip=self._tip(item_id),
        )

    def _measured(self, measure: Measure) -> str:
        """A measure in words: what is counted, from where to where."""
        what = measure.text or ""
        if measure.metric:
            shown_metric = next(
                (one.text for one in self.teller.values(measure, "measure") if one.path == "measure/metric"), ""
            )
            what = f"{what} ({shown_metric})" if what else shown_metric
        ends = [spelled(one) for one in (measure.baseline, measure.target) if one is not None]
        aim = f"today {ends[0]}" if ends else ""
        if measure.target is not None:
            aim = f"from {ends[0]} to {ends[1]}" if len(ends) > 1 else f"target {ends[0]}"
        return ", ".join(part for part in (what, aim) if part)

    def _lines(self, item_id: str) -> Iterator[str]:
        """What the figures say of an item."""
        one = self.known.items.get(item_id) if self.known is not None else None
        if one is None:
            return
        labels = self.derived.labels
        is_known = "unknown" not in {one.importance.kind, one.feasibility.kind}
        if lane_of(self.roadmap.items[item_id]) == UNPLACED and is_known:
            yield f"By its place on the plot: {one.lane}"
        if one.gain is not None:
            yield labels.applied(gain_in_words(one.gain, self.calendar))
        if one.reading is not None:
            yield f"Read {one.reading.on}: {one.reading.text}, {VERDICTS[one.reading.verdict]}"

    def _tip(self, item_id: str) -> str:
        one = self.known.items.get(item_id) if self.known is not None else None
        if one is None:
            return ""
        parts = [one.importance.why, one.feasibility.why, one.why, one.reading.why if one.reading else ""]
        return " ".join(f"{capital(part)}." for part in parts if part)

    # Below ----------------------------------------------------------------------------------------------------------

    def _open(self) -> list[tuple[str, list[Entry]]]:
        """What no item takes up, and what does not fit together."""
        if self.known is None:
            return []
        mark: tuple[Shape, ...] = (Dot("end-mark", 0, 0, 2.5),)
        found = []
        for future_id, paths in self.known.unclaimed.items():
            future = self.atlas.future.get(future_id)
            title = name_of(future, future_id) if future is not None else future_id
            entries = [
                Entry(f"unclaimed/{number}/{future_id}", path, mark, self._change(path))
                for number, path in enumerate(paths)
            ]
            found.append((f"In “{title}”, but no item does it", entries))
        odd = [Entry(f"clash/{number}", "", mark, words) for number, words in enumerate(self.known.clashes)]
        for item_id, one in self.known.items.items():
            odd += [
                Entry(
                    f"lost/{item_id}/{move}",
                    f"{self._path(item_id)}/moves",
                    mark,
                    lost_in_words(self._name(item_id), move),
                )
                for move in one.lost
            ]
        return [*found, ("Does not fit together", odd)]

    def _change(self, path: str) -> str:
        """A change of a future in words: what becomes what."""
        own = split(path)[-1]
        future = self.atlas.future.get(split(path)[1])
        value = future.changes.get(own) if future is not None else None
        return change_in_words(self.atlas, own, value)

    def _decisions(self, y: float) -> float:
        decisions = self.roadmap.decisions
        path = f"{self.roadmap.section}/decisions"
        if not decisions:
            if self.roadmap.items:
                y = self._first_decision(path, y)
            return y
        room = self.width - 2 * MARGIN
        heading = Paragraph("text", f"Decisions ({len(decisions)})", 15.0, room, is_bold=True)
        self.canvas.add(path, "heading", heading.at(MARGIN, y), path=path, name="Decisions")
        y += heading.height + 6
        for key, decision in newest_first(decisions):
            when = Paragraph("soft", decision.on or "no date", 12.5, 96.0, most=2)
            words = Paragraph("text", decision_in_words(self.atlas, decision, key), 12.5, room - 110, most=4)
            own = f"{path}/{join(key)}"
            shapes = [*when.at(MARGIN, y), *words.at(MARGIN + 110, y)]
            self.canvas.add(own, "record", shapes, path=own, name=f"Decision “{name_of(decision, key)}”")
            y += max(when.height, words.height) + 5
        return y + 12

    def _first_decision(self, path: str, y: float) -> float:
        words = Paragraph("soft", "The first decision: what was decided, and why", 12.5, 330.0)
        height = words.height + 14
        shapes: list[Shape] = [Box("step-ghost", MARGIN, y, 354.0, height, 3), *words.at(MARGIN + 12, y + 7)]
        self.canvas.add(f"invitation/{path}", "invitation", shapes, path=path, name="Add the first decision")
        return y + height + 16

    def _keys(self) -> Sequence[Key]:
        roles = {_dot_role(*self._place(item_id)) for item_id in self.number}
        keys = [
            Key((Dot(role, 0, 0, 8.0),), 20.0, words)
            for role, words in (
                ("ask", "place as stated"),
                ("part", "place proposed from figures"),
                ("open-bar", "place not known: drag it where it belongs"),
            )
            if role in roles
        ]
        if any(other in self.number for item in self.roadmap.items.values() for other in item.after):
            keys.append(Key((Line("leader", ((-14.0, 0.0), (14.0, 0.0)), has_head=True),), 30.0, "comes before"))
        if any(item.status in STATUS_COLOURS for item in self.roadmap.items.values()):
            keys += [
                Key((Box(f"card-{colour}", -8, -6, 16, 12, 2),), 20.0, words)
                for colour, words in (
                    ("yellow", "not started"),
                    ("blue", "in progress"),
                    ("pink", "blocked"),
                    ("green", "done"),
                )
            ]
        return keys

    def _path(self, item_id: str) -> str:
        return f"{self.path}/{join(item_id)}"

    def _name(self, item_id: str) -> str:
        return name_of(self.roadmap.items[item_id], item_id)


def _dot_role(up: Placing, across: Placing) -> str:
    """Filled where somebody stated the place, open where it is proposed, dashed where nobody knows."""
    kinds = {up.kind, across.kind}
    return "open-bar" if "unknown" in kinds else "part" if "proposed" in kinds else "ask"


def _stated(what: str, value: float | None) -> Placing:
    if value is None:
        return Placing(MIDDLE, "unknown", f"{what} not stated")
    return Placing(min(max(value, 0.0), 1.0), "stated", f"{what} as stated")


def _in_order(placed: dict[str, list[str]]) -> list[str]:
    return [item_id for item_ids in placed.values() for item_id in item_ids]
