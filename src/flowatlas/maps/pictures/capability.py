"""The capability map drawn: a row for each capability, with now and target on one scale."""

from collections.abc import Iterator
from typing import NamedTuple

from flowatlas.drawing.canvas import Canvas, Paragraph, short, stacked, text
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.sheet import MARGIN, header, pill
from flowatlas.drawing.told import name_at, name_of, sentence_of
from flowatlas.maps.capability import HIGHEST, SCALE, SCALE_TOLD, Capability, CapabilityMap, Gaps, is_rated
from flowatlas.model.atlas import Atlas
from flowatlas.model.notation import Form
from flowatlas.model.path import join
from flowatlas.model.picture import Box, Derived, Dot, Line, Picture, Shape
from flowatlas.model.quantity import Count
from flowatlas.model.record import title_of
from flowatlas.model.wording import rounded

WIDTH = 1180.0
INNER = WIDTH - 2 * MARGIN
SECTION = CapabilityMap.section

NAME_LEFT, NAME_WIDTH = MARGIN + 12, 232.0
KIND_LEFT, KIND_WIDTH = 284.0, 80.0
SCALE_LEFT, LEVEL = 392.0, 62.0
GAP_MIDDLE = SCALE_LEFT + HIGHEST * LEVEL + 54
ABOUT_LEFT, ABOUT_WIDTH = GAP_MIDDLE + 44, 178.0
HELP_LEFT = ABOUT_LEFT + ABOUT_WIDTH + 18
HELP_WIDTH = WIDTH - MARGIN - HELP_LEFT - 10
PADDING = 13.0
LEAST = 46.0


def capability_picture(one: CapabilityMap, atlas: Atlas, derived: Derived) -> Picture:
    """Rows with the gaps on the constraint first, then by gap; open marks where nobody has rated."""
    return _Drawing(one, atlas, derived).picture()


class _Row(NamedTuple):
    """A capability in its place of the order: what sits on the constraint first, then by gap, not rated ones last."""

    key: str
    row: Capability
    is_on_constraint: bool
    gap: float | None

    @property
    def order(self) -> tuple[bool, bool, float]:
        return (self.gap is None, not (self.is_on_constraint and self.gap), -(self.gap or 0.0))


class _Drawing:
    def __init__(self, one: CapabilityMap, atlas: Atlas, derived: Derived) -> None:
        self.one, self.atlas, self.derived = one, atlas, derived
        self.canvas = Canvas()
        self.gaps = derived.of(Gaps)
        on_constraint = self.gaps.on_constraint if self.gaps is not None else frozenset[str]()
        rows = [_Row(key, row, key in on_constraint, row.gap) for key, row in one.rows.items()]
        self.rows = sorted(rows, key=lambda row: row.order)

    def picture(self) -> Picture:
        title = "What we can do about it"
        explanation = sentence_of(CapabilityMap)
        own = self.derived._replace(sentences=tuple(self._sentences()))
        subtitle = " · ".join(part for part in (self.atlas.title, explanation) if part)
        y = header(self.canvas, title, subtitle, own, WIDTH)
        if self.rows:
            y = self._head(y)
            for row in self.rows:
                y = self._row(row, y)
            y = self._scale(y + 16)
        else:
            y = self._invitation(y)
            y = self._scale(y + 16)
        told = " ".join([f"{title}.", *own.sentences])
        return self.canvas.picture(WIDTH, y + MARGIN, title, told, self.derived.labels)

    def _sentences(self) -> Iterator[str]:
        """The widest gap that matters, and the averages of what is rated."""
        rated = [row for row in self.rows if row.gap is not None]
        first = rated[0] if rated else None
        if not self.rows:
            yield "What would one have to be able to do so that the constraint gives way?"
        elif first is None:
            yield "Nothing is rated yet: how good is it today, how good does it need to be?"
        elif first.gap:
            name = name_of(first.row, first.key)
            where = f" on the constraint, {self.gaps.name}" if self.gaps is not None and first.is_on_constraint else ""
            levels = "level" if first.gap == 1 else "levels"
            yield f"The widest gap{where}: “{name}”, {rounded(first.gap)} {levels}."
        else:
            yield "Every rated capability is as good as it needs to be."
        if rated:
            now, target, gap = (
                rounded(sum(values) / len(rated))
                for values in (
                    [row.row.now.middle for row in rated if row.row.now is not None],
                    [row.row.target.middle for row in rated if row.row.target is not None],
                    [row.gap or 0.0 for row in rated],
                )
            )
            which = f"{len(rated)} of {len(self.rows)} are rated" if len(rated) < len(self.rows) else "All are rated"
            yield f"{which}: on average {now} now, {target} needed, a gap of {gap}."

    def _head(self, y: float) -> float:
        """The titles of the columns, and the numbers of the scale."""
        path = f"{SECTION}/rows"
        columns = (
            (NAME_LEFT, f"Capability ({len(self.rows)})"),
            (KIND_LEFT, "Kind"),
            (GAP_MIDDLE - 12, "Gap"),
            (ABOUT_LEFT, "It would help"),
            (HELP_LEFT, "Who could help"),
        )
        for number, (x, words) in enumerate(columns):
            shape = text("text", x, y + 15, words, 13.0, is_bold=True)
            whole = path if number == 0 else ""
            self.canvas.add(f"column/{number}", "heading", [shape], path=whole, name=words)
        numbers: list[Shape] = [
            text("soft", SCALE_LEFT + level * LEVEL, y + 15, str(level), 12.5, anchor="middle", is_bold=True)
            for level in range(HIGHEST + 1)
        ]
        self.canvas.add("scale/numbers", "heading", numbers, name="Ratings from 0 to 5")
        return y + 26

    def _row(self, one: _Row, y: float) -> float:
        path = f"{SECTION}/rows/{join(one.key)}"
        row, name = one.row, name_of(one.row, one.key)
        about = name_at(self.atlas, row.about) if row.about else ""
        title = [Paragraph("text", name, 14.0, NAME_WIDTH, most=5, is_bold=True)]
        if one.is_on_constraint:
            title.append(Paragraph("back-text", "on the constraint", 12.0, NAME_WIDTH, is_bold=True))
        cells = [
            ("kind", "Kind", row.kind or "", KIND_LEFT, KIND_WIDTH),
            ("about", "About", about, ABOUT_LEFT, ABOUT_WIDTH),
            ("help", "Help", row.help or "", HELP_LEFT, HELP_WIDTH),
        ]
        words = [Paragraph("text", told, 12.5, width, most=5) for _, _, told, _, width in cells]
        tall = max(sum(line.height for line in title), *(line.height for line in words), LEAST - 2 * PADDING)
        height = tall + 2 * PADDING
        role = "hot" if one.is_on_constraint else "frame"
        box = Box(role, MARGIN, y, INNER, height, 4)
        middle = y + height / 2
        told = f"Capability “{name}”, now {_said(row.now)}, target {_said(row.target)}, gap {_gap_said(one.gap)}"
        if one.is_on_constraint:
            told += ", on the constraint"
        heading = stacked(title, NAME_LEFT, y + PADDING)
        self.canvas.add(path, "record", [box, *heading], path=path, name=told, tip=sentence_of(Capability))
        for (field, label, said, x, _), paragraph in zip(cells, words, strict=True):
            if said:
                shapes = paragraph.at(x, y + PADDING)
                self.canvas.add(f"{path}/{field}", "value", shapes, path=f"{path}/{field}", name=f"{label}: {said}")
        self._ratings(path, row, middle)
        gap = rounded(one.gap) if one.gap is not None else "?"
        figure: list[Shape] = [text("text", GAP_MIDDLE, middle + 5.5, gap, 16.0, anchor="middle", is_bold=True)]
        if one.gap is None:
            figure = pill("open", "open-text", "?", GAP_MIDDLE, middle, 12.5)
        self.canvas.add(f"{path}/gap", "total", figure, name=f"Gap of “{name}”: {_gap_said(one.gap)}")
        return y + height + 8

    def _ratings(self, path: str, row: Capability, y: float) -> None:
        """The axis, now as a full dot above it and target as a ring; question marks where there is no rating."""
        axis: list[Shape] = [Line("rule", ((SCALE_LEFT, y), (SCALE_LEFT + HIGHEST * LEVEL, y)))]
        axis += [
            Line("rule", ((SCALE_LEFT + level * LEVEL, y - 4), (SCALE_LEFT + level * LEVEL, y + 4)))
            for level in range(HIGHEST + 1)
        ]
        self.canvas.add(f"{path}/axis", "axis", axis)
        now, target = _place(row.now), _place(row.target)
        if now is not None and target is not None and target - now > 18:
            self.canvas.add(f"{path}/way", "link", [Line("link", ((now + 9, y), (target - 11, y)), has_head=True)])
        for field, title, rating, at in (("target", "Target", row.target, target), ("now", "Now", row.now, now)):
            if at is None:
                x = SCALE_LEFT - 18 if field == "now" else SCALE_LEFT + HIGHEST * LEVEL + 18
                shapes: list[Shape] = pill("open", "open-text", "?", x, y, 11.0)
            elif field == "now":
                shapes = [Dot("end-mark", at, y, 6)]
                shapes.append(text("text", at, y - 12, _figure(rating), 11.0, anchor="middle", is_bold=True))
            else:
                shapes = [Dot("goal", at, y, 9), Dot("paper", at, y, 5.5)]
                shapes.append(text("text", at, y + 20, _figure(rating), 11.0, anchor="middle", is_bold=True))
            own = f"{path}/{field}"
            self.canvas.add(own, "value", shapes, path=own, name=f"{title}: {_said(rating)}")

    def _scale(self, y: float) -> float:
        """What the dots and the numbers mean, once."""
        heading = Paragraph("text", "The scale", 13.5, INNER, is_bold=True)
        self.canvas.add("legend/scale", "legend", heading.at(MARGIN, y))
        signs: list[Shape] = [
            Dot("end-mark", MARGIN + 106, y + 9, 6),
            text("soft", MARGIN + 118, y + 13.5, "now", 12.5),
            Dot("goal", MARGIN + 172, y + 9, 9),
            Dot("paper", MARGIN + 172, y + 9, 5.5),
            text("soft", MARGIN + 187, y + 13.5, "needed", 12.5),
            *pill("open", "open-text", "?", MARGIN + 258, y + 9, 11.0),
            text("soft", MARGIN + 274, y + 13.5, "not rated yet, which is not 0", 12.5),
        ]
        self.canvas.add("legend/signs", "legend", signs)
        y += heading.height + 10
        half = INNER / 2
        for level, (word, meaning) in enumerate(zip(SCALE, SCALE_TOLD, strict=True)):
            column, place = divmod(level, 3)
            x, top = MARGIN + column * half, y + place * 20
            shapes: list[Shape] = [
                text("text", x, top + 12, f"{level}  {word}", 12.5, is_bold=True),
                text("soft", x + 112, top + 12, meaning, 12.5),
            ]
            self.canvas.add(f"legend/{level}", "legend", shapes)
        return y + 66

    def _invitation(self, y: float) -> float:
        width = 320.0
        words = [
            Paragraph("text", f"The first {title_of(Capability).lower()}", 15.0, width - 26, is_bold=True, most=2),
            Paragraph("soft", sentence_of(Capability), 12.5, width - 26, most=4),
        ]
        height = sum(paragraph.height for paragraph in words) + 24
        shapes: list[Shape] = [Box("step-ghost", MARGIN, y, width, height, 4), *stacked(words, MARGIN + 13, y + 12)]
        path = f"{SECTION}/rows"
        name = f"Add the first {title_of(Capability).lower()}"
        self.canvas.add(f"invitation/{path}", "invitation", shapes, path=path, name=name, tip=sentence_of(Capability))
        return y + height + 8


def _place(rating: Count | None) -> float | None:
    """Where a rating lies on the scale from left to right; None where there is none."""
    if rating is None or not is_rated(rating):
        return None
    return SCALE_LEFT + min(max(rating.middle, 0.0), float(HIGHEST)) * LEVEL


def _figure(rating: Count | None) -> str:
    """A rating beside its dot, on one line that fits between two levels."""
    return short(label_of(rating).text, 11.0, LEVEL - 6)


def _said(rating: Count | None) -> str:
    """A rating in words."""
    if rating is None or not is_rated(rating):
        return "not rated"
    level = rating.middle
    word = f", {SCALE[int(level)]}" if rating.form is Form.EXACT and level == int(level) and level <= HIGHEST else ""
    return f"{label_of(rating).text}{word}"


def _gap_said(gap: float | None) -> str:
    return "not known" if gap is None else rounded(gap)
