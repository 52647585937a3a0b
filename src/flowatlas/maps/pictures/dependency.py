"""The dependency map drawn: parts in a row, parties around the step, and causes as chains of whys."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flowatlas.drawing.board import GAP, Card
from flowatlas.drawing.canvas import Canvas, Paragraph, short, stacked, text
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.sheet import MARGIN, header, pill, totals
from flowatlas.drawing.told import Teller, in_words, name_at, name_of, sentence_of
from flowatlas.maps.dependency import Cause, Dependency, DependencyMap, Inside, Part, Party, looked_into
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.path import join
from flowatlas.model.picture import Box, Derived, Line, Picture, Shape, Zone
from flowatlas.model.quantity import Duration
from flowatlas.model.record import Record, title_of

WIDTH = 1180.0
INNER = WIDTH - 2 * MARGIN
SECTION = DependencyMap.section

NOTE = 132.0
NOTE_HEIGHT = 104.0
LEAD_IN = 72.0
PARTS_IN_ROW = int((INNER - LEAD_IN) // (NOTE + LEAD_IN))
BEYOND = 60.0
"""How far a time may reach over the notes beside its gap, on both sides together."""

SIDE = 372.0
TRUNK = 34.0
"""How far from the hub and from the notes a line turns."""

LEVELS = 4
"""How many whys stand beside each other; a longer chain goes on below."""
CAUSE = 190.0
BETWEEN = (INNER - (LEVELS + 1) * CAUSE) / LEVELS

COLOURS = {
    "team": "green",
    "shared service": "green",
    "vendor": "orange",
    "customer": "pink",
    "tool": "yellow",
    "policy": "purple",
    "meeting": "purple",
}
KINDS = ("team", "shared service", "vendor", "customer", "tool", "policy", "meeting")

INVITATIONS: tuple[tuple[str, type[Record], str], ...] = (
    ("steps", Part, "What really happens inside, with times of its own."),
    ("parties", Party, "Whom or what the step waits for."),
    ("dependencies", Dependency, "What is needed from a party, and how long it takes."),
    ("causes", Cause, "Why it takes so long, one why after the other."),
)


def dependency_picture(one: DependencyMap, atlas: Atlas, derived: Derived) -> Picture:
    """Only what there is, and an invitation to each kind of thing that is not there yet."""
    return _Drawing(one, atlas, derived).picture()


class _Drawing:
    def __init__(self, one: DependencyMap, atlas: Atlas, derived: Derived) -> None:
        self.one, self.atlas, self.derived = one, atlas, derived
        self.canvas = Canvas()
        self.teller = Teller(atlas, one)
        stream = atlas.map_or_blank(ValueStreamMap)
        self.inside = derived.of(Inside)
        self.step = self.inside.step if self.inside is not None else looked_into(one, stream)
        self.name = stream.step_name(self.step) if self.step else ""

    def picture(self) -> Picture:
        about = f"Inside “{self.name}”" if self.name else "Inside the constraint"
        subtitle = " · ".join(part for part in (self.atlas.title, sentence_of(DependencyMap)) if part)
        own = self.derived._replace(sentences=tuple(self._sentences()))
        y = header(self.canvas, about, subtitle, own, WIDTH)
        if self.one.steps:
            y = self._parts(y)
        if self.inside is not None and self.inside.totals:
            y = totals(self.canvas, self.derived._replace(totals=self.inside.totals), WIDTH, y) + 8
        if self.one.parties or self.one.dependencies:
            y = self._hub(y)
        if self.one.causes:
            y = self._causes(y)
        y = self._invitations(y)
        told = " ".join([f"{about}.", *own.sentences])
        return self.canvas.picture(WIDTH, y + MARGIN, about, told, self.derived.labels)

    def _sentences(self) -> Iterator[str]:
        if self.inside is not None and self.inside.sentences:
            yield from self.inside.sentences
        elif not self.name:
            yield "No step is looked into yet: name it, or give the stream some times so that its constraint shows."
        elif self.one.steps or self.one.dependencies or self.one.causes:
            yield f"What “{self.name}” waits for, and why."
        else:
            yield f"“{self.name}” is looked into. What happens inside, and whom does it wait for?"

    def _heading(self, field: str, words: str, hint: str, y: float) -> float:
        paragraphs = [
            Paragraph("text", words, 16.0, INNER, is_bold=True),
            Paragraph("soft", hint, 12.5, INNER),
        ]
        path = f"{SECTION}/{field}"
        self.canvas.add(path, "heading", stacked(paragraphs, MARGIN, y), path=path, name=words, tip=hint)
        return y + sum(paragraph.height for paragraph in paragraphs) + 12

    # Parts

    def _parts(self, y: float) -> float:
        """Notes in rows, time above each, wait below the gap before it."""
        count = len(self.one.steps)
        words = f"What happens inside ({count})"
        y = self._heading("steps", words, "Time above each part, waiting below the gaps between them.", y)
        hot = self.inside.hot if self.inside is not None else ""
        entries = list(self.one.steps.items())
        ends = self.one.final_wait is not None
        places = count + ends
        for first in range(0, places, PARTS_IN_ROW):
            top = y + 26
            row = entries[first : first + PARTS_IN_ROW]
            height = max((self._note_height(key, part) for key, part in row), default=NOTE_HEIGHT)
            for place, (key, part) in enumerate(row):
                left = MARGIN + place * (NOTE + LEAD_IN) + LEAD_IN
                self._gap(key, part, left, top, height, is_first=first + place == 0)
                self._part(key, part, Box("step", left, top, NOTE, height, 3))
            if ends and first + PARTS_IN_ROW >= places:
                left = MARGIN + len(row) * (NOTE + LEAD_IN) + LEAD_IN
                self._final(left, top, height)
            y = top + height + 34
            y += self._mark_hot(hot, entries, first, top, height)
        return y + 4

    def _note_height(self, key: str, part: Part) -> float:
        return max(NOTE_HEIGHT, _part_name(name_of(part, key)).height + 16.0 * len(self._shape_of(part)) + 22)

    def _shape_of(self, part: Part) -> list[str]:
        """What is special about a part's place, in lines."""
        told = []
        if part.after is not None:
            names = ", ".join(name_at(self.atlas, f"{SECTION}/steps/{join(one)}") for one in part.after)
            told.append(f"after {names}" if names else "at the start")
        if part.share is not None:
            told.append(f"{label_of(part.share).text} of items")
        return told

    def _part(self, key: str, part: Part, box: Box) -> None:
        path = f"{SECTION}/steps/{join(key)}"
        name = name_of(part, key)
        shown = _part_name(name)
        shapes: list[Shape] = [box, *shown.at(box.x + 9, box.y + 9)]
        below = box.y + 9 + shown.height + 2
        for line in self._shape_of(part):
            told = short(line, 11.5, NOTE - 18)
            shapes.append(text("step-name", box.x + 9, below + 12, told, 11.5))
            below += 16
        label = label_of(part.process_time)
        self.canvas.add(path, "record", shapes, path=path, name=f"Part “{name}”, {label.text}", tip=sentence_of(Part))
        self._time(f"{path}/process_time", "Process time", part.process_time, box.x + NOTE / 2, box.y - 14)

    def _gap(self, key: str, part: Part, left: float, top: float, height: float, *, is_first: bool) -> None:
        """The arrow into a part, with the wait below it; before the first part only where there is one."""
        path = f"{SECTION}/steps/{join(key)}/wait_time"
        if is_first and part.wait_time is None:
            return
        middle = top + NOTE_HEIGHT / 2
        line = Line("flow", ((left - LEAD_IN + 6, middle), (left - 4, middle)), has_head=True)
        self.canvas.add(f"{path}/flow", "flow", [line])
        self._time(path, "Wait", part.wait_time, left - LEAD_IN / 2, top + height + 17)

    def _final(self, left: float, top: float, height: float) -> None:
        middle = top + NOTE_HEIGHT / 2
        self.canvas.add(
            f"{SECTION}/final_wait/flow",
            "flow",
            [Line("flow", ((left - LEAD_IN + 6, middle), (left - 4, middle)), has_head=True)],
        )
        self._time(f"{SECTION}/final_wait", "Final wait", self.one.final_wait, left - LEAD_IN / 2, top + height + 17)

    def _time(self, path: str, title: str, time: Duration | None, x: float, y: float) -> None:
        """A time around a point, a question mark where nobody knows it."""
        label = label_of(time)
        told = ", ".join([label.text, *label.notes])
        if label.is_unknown:
            shapes = pill("open", "open-text", "?", x, y, 12.5)
        else:
            words = short(label.text, 12.5, LEAD_IN + BEYOND)
            shapes = [text("text", x, y + 4.5, words, 12.5, anchor="middle", is_bold=title == "Process time")]
        self.canvas.add(path, "value", shapes, path=path, name=f"{title}: {told}")

    def _mark_hot(self, hot: str, entries: Sequence[tuple[str, Part]], first: int, top: float, height: float) -> float:
        """An outline around the longest time inside, with its share below; gives the room that it takes."""
        if self.inside is None or not hot:
            return 0.0
        row = entries[first : first + PARTS_IN_ROW]
        for place in range(len(row) + 1):
            left = MARGIN + place * (NOTE + LEAD_IN) + LEAD_IN
            path = f"steps/{join(row[place][0])}" if place < len(row) else ""
            label_width = LEAD_IN + BEYOND
            is_end = place == len(row) < PARTS_IN_ROW and first + place == len(entries)
            if hot == f"{path}/process_time" and path:
                outline = Box("hot", left - 5, top - 25, NOTE + 10, height + 30, 5)
                x = left + NOTE / 2
            elif (hot == f"{path}/wait_time" and path) or (is_end and hot == "final_wait"):
                time = row[place][1].wait_time if path else self.one.final_wait
                words = text("text", 0, 0, short(label_of(time).text, 12.5, label_width), 12.5)
                wide = max(words.width + 20, 56)
                outline = Box("hot", left - LEAD_IN / 2 - wide / 2, top + height + 6, wide, 23, 5)
                x = left - LEAD_IN / 2
            else:
                continue
            label = text("hot-text", 0, 0, self.inside.hot_share, 12.0, is_bold=True)
            at = min(max(x - label.width / 2 - 9, MARGIN), WIDTH - MARGIN - label.width - 18)
            low = top + height + 33
            tab = Box("hot-tab", at, low, label.width + 18, 22, 4)
            shapes: list[Shape] = [outline, tab, label._replace(x=at + 9, y=low + 15.5)]
            name = f"The longest inside: {self.inside.hot_share}"
            self.canvas.add(f"hot/{SECTION}/{hot}", "hotspot", shapes, path=f"{SECTION}/{hot}", name=name)
            return 30.0
        return 0.0

    # Parties and dependencies

    def _hub(self, y: float) -> float:
        """The step in the middle, the parties with what is needed from them on both sides, and lines to it."""
        count = len(self.one.dependencies)
        words = f"Whom it depends on ({count})" if count else "Whom it depends on"
        y = self._heading("dependencies", words, "An arrow shows which way something goes.", y)
        sides: list[list[_Block]] = [[], []]
        heights = [0.0, 0.0]
        for block in self._blocks():
            side = 0 if heights[0] <= heights[1] else 1
            is_new = not sides[side] or sides[side][-1].kind != block.kind
            sides[side].append(block._replace(has_kind=is_new))
            heights[side] += block.height + 20 + (22 if is_new else 0)
        hub_left, hub_right = MARGIN + SIDE + 2 * TRUNK, WIDTH - MARGIN - SIDE - 2 * TRUNK
        hub = Paragraph(
            "step-name", self.name or "The constraint", 16.0, hub_right - hub_left - 28, most=6, is_bold=True
        )
        hub_height = max(hub.height + 28, 76.0)
        middle = y + max(min(max(heights) / 2, 190.0), hub_height / 2)
        box = Box("step", hub_left, middle - hub_height / 2, hub_right - hub_left, hub_height, 4)
        path = f"current/steps/{join(self.step)}" if self.step else f"{SECTION}/of"
        self.canvas.add(
            "hub", "heading", [box, *hub.at(hub_left + 14, middle - hub.height / 2)], path=path, name=self.name
        )
        ends = [
            self._side(sides[0], MARGIN, y, hub_left, middle, is_left=True),
            self._side(sides[1], WIDTH - MARGIN - SIDE, y, hub_right, middle, is_left=False),
        ]
        return max(*ends, middle + hub_height / 2) + 18

    def _blocks(self) -> list["_Block"]:
        """A block for each party, by kind, and one for what nobody is named for."""
        by_party: dict[str, list[Card]] = {key: [] for key in self.one.parties}
        nobody: list[Card] = []
        arrows: dict[str, str] = {}
        for key, dependency in self.one.dependencies.items():
            card = self._dependency(key, dependency)
            arrows[card.path] = dependency.direction or ""
            by_party.get(dependency.to or "", nobody).append(card)
        blocks = []
        order = {kind: place for place, kind in enumerate(KINDS)}
        for key, party in sorted(self.one.parties.items(), key=lambda item: order.get(item[1].kind or "", len(order))):
            path = f"{SECTION}/parties/{join(key)}"
            values = [value for value in self.teller.values(party, path) if not value.path.endswith(("/name", "/kind"))]
            colour = COLOURS.get(party.kind or "", "blue")
            note = Card(path, "Party", name_of(party, key), SIDE, colour=colour, values=values, tip=sentence_of(Party))
            blocks.append(_Block(in_words(party.kind or "other"), note, by_party[key], arrows, key))
        if nobody:
            blocks.append(_Block("Nobody named yet", None, nobody, arrows))
        return blocks

    def _dependency(self, key: str, dependency: Dependency) -> Card:
        path = f"{SECTION}/dependencies/{join(key)}"
        name = dependency.name or dependency.cause or in_words(key)
        left_out = ["/name", "/to"] + (["/from"] if dependency.from_ in {None, self.step} else [])
        values = [
            value
            for value in self.teller.values(dependency, path)
            if not value.path.endswith(tuple(left_out)) and not (value.path.endswith("/cause") and value.text == name)
        ]
        cost = self.inside.costs.get(key) if self.inside is not None else None
        lines = [dependency.promise, cost.text if cost is not None else ""]
        if dependency.wait_time is None or dependency.wait_time.is_unknown:
            lines.append("Nobody has said yet how long this takes.")
        return Card(
            path, "Dependency", name, SIDE - 24, colour="blue", values=values, lines=lines, tip=sentence_of(Dependency)
        )

    def _side(
        self, blocks: Sequence["_Block"], x: float, y: float, hub_edge: float, middle: float, *, is_left: bool
    ) -> float:
        """One side of the hub: notes below each other, and a line from each dependency over a trunk to the hub."""
        trunk = hub_edge - TRUNK if is_left else hub_edge + TRUNK
        for block in blocks:
            if block.has_kind:
                kind = Paragraph("soft", block.kind, 12.5, SIDE, is_bold=True)
                self.canvas.add(f"kind/{block.kind}", "heading", kind.at(x, y), name=block.kind)
                y += 22
            top = y
            if block.note is not None:
                block.note.put(self.canvas, x, y)
                y += block.note.height + 6
            inset = 24.0 if is_left else 0.0
            for card in block.cards:
                box = card.put(self.canvas, x + inset, y)
                at = y + min(box.height / 2, 19.0)
                edge = box.x + box.width if is_left else box.x
                self._spoke(card.path, block.arrows[card.path], (edge, at), trunk, (hub_edge, middle))
                y += card.height + 6
            if block.note is not None:
                sets = (("to", block.party),)
                zone = Zone(f"{SECTION}/dependencies", f"Needed from {block.note.name}", x, top, SIDE, y - top, sets)
                self.canvas.zones.append(zone)
            y += 14
        return y

    def _spoke(
        self, path: str, direction: str, note: tuple[float, float], trunk: float, hub: tuple[float, float]
    ) -> None:
        """A line between a note and the hub, with an arrow where something goes."""
        away = 4.0 if note[0] < hub[0] else -4.0
        start, end = (note[0] + away, note[1]), (hub[0] - away, hub[1])
        turns = ((trunk, note[1]), (trunk, hub[1])) if note[1] != hub[1] else ()
        lines = []
        if direction in {"in", "both", ""}:
            lines.append(Line("link", (start, *turns, end), has_head=direction != "", radius=6.0))
        if direction in {"out", "both"}:
            lines.append(Line("link", (end, *reversed(turns), start), has_head=True, radius=6.0))
        self.canvas.add(f"{path}/line", "link", lines)

    # Causes

    def _causes(self, y: float) -> float:
        """Chains from what is explained over a cause to the whys behind it, left to right."""
        count = len(self.one.causes)
        words = f"Why it takes so long ({count})"
        y = self._heading("causes", words, "From what is explained to the whys behind it, left to right.", y)
        tree = _Whys(self.one.causes)
        for root in tree.roots:
            depth = tree.depth(root)
            height, _ = self._branch(tree, root, depth, y)
            y += height + 10
        return y + 6

    def _branch(self, tree: "_Whys", key: str, level: int, y: float) -> tuple[float, float]:
        """A cause with all that it explains to its left; gives the room that they take and the middle of its note."""
        cause = self.one.causes[key]
        path = f"{SECTION}/causes/{join(key)}"
        goes_on = tree.continued.get(key)
        lines = [f"Because of: {name_of(self.one.causes[goes_on], goes_on)}"] if goes_on is not None else []
        card = Card(path, "Cause", name_of(cause, key), CAUSE, colour="orange", lines=lines, tip=sentence_of(Cause))
        x = MARGIN + (level + 1) * (CAUSE + BETWEEN)
        middles: list[tuple[float, str]] = []
        below = y
        if cause.about:
            about = Card(f"{path}/about", "Explains", name_at(self.atlas, cause.about), CAUSE, colour="blue")
            self._explained(about, x - CAUSE - BETWEEN, below)
            middles.append((below + min(about.height / 2, 19.0), f"{path}/about/line"))
            below += about.height + GAP
        for other in tree.explains.get(key, ()):
            height, middle = self._branch(tree, other, level - 1, below)
            middles.append((middle, f"{SECTION}/causes/{join(other)}/line"))
            below += height
        top = y if not middles else max(y, min(middles[0][0] - 19.0, below - GAP - card.height))
        box = card.put(self.canvas, x, top)
        at = top + min(box.height / 2, 19.0)
        turn = x - BETWEEN / 2
        for middle, line_id in middles:
            straight = abs(middle - at) < 0.5
            turns = () if straight else ((turn, middle), (turn, at))
            points = ((x - BETWEEN + 4, middle), *turns, (x - 4, middle if straight else at))
            self.canvas.add(line_id, "link", [Line("link", points, has_head=True, radius=6.0)])
        return max(below, top + card.height + GAP) - y, at

    def _explained(self, card: Card, x: float, y: float) -> None:
        """What a cause explains, as a value of that cause."""
        words = Paragraph("end-name", card.name, 13.0, CAUSE - 24, most=5)
        card.height = words.height + 24
        box = Box("end", x, y, CAUSE, card.height, 3)
        shapes: list[Shape] = [box, *words.at(x + 12, y + 12)]
        self.canvas.add(card.path, "value", shapes, path=card.path, name=f"Explains: {card.name}")

    # Invitations

    def _invitations(self, y: float) -> float:
        """An open note for each kind of thing that is not there yet."""
        absent = [entry for entry in INVITATIONS if not getattr(self.one, entry[0])]
        if not absent:
            return y
        room = (INNER - 3 * GAP) / 4
        end = y
        for place, (field, record, hint) in enumerate(absent):
            x = MARGIN + place * (room + GAP)
            path = f"{SECTION}/{field}"
            first = f"The first {title_of(record).lower()}"
            words = [
                Paragraph("text", first, 14.0, room - 26, is_bold=True, most=2),
                Paragraph("soft", hint, 12.5, room - 26, most=4),
            ]
            height = sum(paragraph.height for paragraph in words) + 24
            shapes: list[Shape] = [Box("step-ghost", x, y, room, height, 4), *stacked(words, x + 13, y + 12)]
            self.canvas.add(
                f"invitation/{path}", "invitation", shapes, path=path, name=f"Add {first.lower()}", tip=hint
            )
            end = max(end, y + height)
        return end + 8


def _part_name(name: str) -> Paragraph:
    return Paragraph("step-name", name, 13.5, NOTE - 18, most=8, is_bold=True)


class _Block(NamedTuple):
    """A party with what is needed from it; ``party`` is its id, '' where nobody is named yet.

    ``arrows`` tells the direction of each dependency by path.
    """

    kind: str
    note: Card | None
    cards: Sequence[Card]
    arrows: Mapping[str, str]
    party: str = ""
    has_kind: bool = False

    @property
    def height(self) -> float:
        own = self.note.height + 6 if self.note is not None else 0.0
        return own + sum(card.height + 6 for card in self.cards)


class _Whys:
    """Causes as trees: each root is a last why, and what it explains stands to its left.

    ``explains`` tells by id which causes a cause is behind; chains that are longer than fit beside each other, and
    circles, are cut: ``continued`` tells by id which cause stands behind the end of such a piece.
    """

    def __init__(self, causes: Mapping[str, Cause]) -> None:
        why = {key: cause.why for key, cause in causes.items() if cause.why in causes}
        self.explains: dict[str, list[str]] = {}
        self.continued: dict[str, str] = {}
        self.roots: list[str] = []
        left: dict[str, int] = {}
        for key in causes:
            self._levels(key, why, left)
        for key in causes:
            behind = why.get(key)
            if behind is None:
                self.roots.append(key)
            elif left[key] % LEVELS == 0 or left[behind] != left[key] - 1:
                self.continued[key] = behind
                self.roots.append(key)
            else:
                self.explains.setdefault(behind, []).append(key)

    @staticmethod
    def _levels(key: str, why: Mapping[str, str | None], left: dict[str, int]) -> None:
        """How many whys lie behind each cause of a chain; a circle ends where it comes round."""
        chain: list[str] = []
        here: str | None = key
        while here is not None and here not in left and here not in chain:
            chain.append(here)
            here = why.get(here)
        base = left[here] + 1 if here is not None and here in left else 0
        for place, one in enumerate(reversed(chain)):
            left[one] = base + place

    def depth(self, key: str) -> int:
        """How many causes stand to the left of this one at most."""
        return max((1 + self.depth(other) for other in self.explains.get(key, ())), default=0)
