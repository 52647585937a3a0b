"""Records: the drawing that suits any kind of map, with single values as a list and records as cards."""

from collections.abc import Sequence
from typing import Any

from flowatlas.drawing.canvas import Canvas, Paragraph, stacked
from flowatlas.drawing.sheet import MARGIN, NARROWEST
from flowatlas.drawing.told import LABELS, Teller, Value, in_words, kept_records, name_of, sentence_of
from flowatlas.model.atlas import Atlas
from flowatlas.model.path import join
from flowatlas.model.picture import Box, Derived, Picture, Shape
from flowatlas.model.record import Field, Map, Record, fields_of, title_of

INNER = NARROWEST - 2 * MARGIN
LABEL_WIDTH = 190.0
COLUMNS = 4
CARD_GAP = 16.0
CARD = (INNER - (COLUMNS - 1) * CARD_GAP) / COLUMNS
PADDING = 13.0
MOST_TOLD = 6
"""How many values of a record its card tells."""

NOTHING = "not said yet"


def records_view(atlas: Atlas, one: Map, derived: Derived) -> Picture:
    """A map of any kind: its single values as a list, its records as cards, and an invitation where there are none."""
    return _Drawing(atlas, one, derived).picture()


class _Drawing:
    def __init__(self, atlas: Atlas, one: Map, derived: Derived) -> None:
        self.atlas, self.map, self.derived = atlas, one, derived
        self.teller = Teller(atlas, one)
        self.canvas = Canvas()

    def picture(self) -> Picture:
        title, explanation = title_of(type(self.map)), sentence_of(type(self.map))
        y = self._heading(title, explanation)
        plain = list(self.teller.values(self.map, self.map.section))
        y = self._list(plain, y)
        # What stands once says what the map is about, and comes before what is many.
        for field in sorted(fields_of(type(self.map)).values(), key=lambda field: field.kind != "record"):
            path = f"{self.map.section}/{field.name}"
            value = getattr(self.map, field.attribute)
            if field.is_keyed:
                y = self._cards(field, path, value, y)
            elif field.record is not None:
                y = self._record(field, path, value or field.record(), y)
            elif (records := kept_records(field, value)) is not None:
                y = self._kept(field, path, records, y)
        told = [f"{title}. {explanation}", *(f"{one.title}: {one.text}." for one in plain if one.text)]
        return self.canvas.picture(NARROWEST, y + MARGIN, title, " ".join(told), self.derived.labels)

    def _heading(self, title: str, explanation: str) -> float:
        y = MARGIN
        about = f"{self.atlas.title} · {explanation}" if self.atlas.title else explanation
        for part_id, role, words, size, is_bold in (
            ("title", "title", title, 25.0, True),
            ("subtitle", "soft", about, 13.0, False),
        ):
            paragraph = Paragraph(role, words, size, INNER, most=3, is_bold=is_bold)
            self.canvas.add(part_id, part_id, paragraph.at(MARGIN, y))
            y += paragraph.height + 6
        return y + 14

    def _list(self, values: Sequence[Value], y: float) -> float:
        """Title and value beside each other, a line or more each."""
        for value in values:
            title = Paragraph("soft", value.title, 13.0, LABEL_WIDTH - 16, most=2)
            text = Paragraph("text" if value.text else "soft", value.text or NOTHING, 14.0, INNER - LABEL_WIDTH, most=6)
            self._tell(value, [*title.at(MARGIN, y + 0.8), *text.at(MARGIN + LABEL_WIDTH, y)])
            y += max(title.height, text.height) + 7
        return y + (14 if values else 0)

    def _record(self, field: Field, path: str, record: Record, y: float) -> float:
        """A single record: its title, and its values as a list below."""
        y = self._section(field, path, y)
        return self._list(list(self.teller.values(record, path)), y)

    def _section(self, field: Field, path: str, y: float, count: int = 0) -> float:
        words = f"{field.title} ({count})" if count else field.title
        heading = Paragraph("text", words, 16.0, INNER, is_bold=True)
        self.canvas.add(path, "heading", heading.at(MARGIN, y), path=path, name=words, tip=field.explanation)
        return y + heading.height + 8

    def _cards(self, field: Field, path: str, records: dict[str, Record], y: float) -> float:
        assert field.record is not None
        y = self._section(field, path, y, len(records))
        if not records:
            return self._invitation(path, title_of(field.record), sentence_of(field.record), y)
        cards = [
            _Card(
                f"{path}/{join(key)}",
                title_of(type(record)),
                name_of(record, key),
                list(self.teller.values(record, f"{path}/{join(key)}")),
                sentence_of(type(record)),
            )
            for key, record in records.items()
        ]
        return self._grid(cards, y)

    def _kept(self, field: Field, path: str, records: dict[str, dict[str, Any]], y: float) -> float:
        """What is kept as it is, and reads like records."""
        y = self._section(field, path, y, len(records))
        cards = []
        for key, record in records.items():
            own = f"{path}/{join(str(key))}"
            values = [
                Value(f"{own}/{join(str(name))}", in_words(str(name)), "", self.teller.named(value))
                for name, value in record.items()
                if name not in LABELS
            ]
            name = next((str(record[label]) for label in LABELS if record.get(label)), in_words(str(key)))
            cards.append(_Card(own, field.title, name, values, field.explanation))
        return self._grid(cards, y)

    def _grid(self, cards: Sequence["_Card"], y: float) -> float:
        for first in range(0, len(cards), COLUMNS):
            row = cards[first : first + COLUMNS]
            height = max(card.height for card in row)
            for column, card in enumerate(row):
                card.put(self.canvas, Box("step", MARGIN + column * (CARD + CARD_GAP), y, CARD, height, 4))
            y += height + CARD_GAP
        return y + 8

    def _invitation(self, path: str, title: str, explanation: str, y: float) -> float:
        """An open card where the first record will stand."""
        words = [
            Paragraph("text", f"The first {title.lower()}", 15.0, CARD - 2 * PADDING, is_bold=True, most=2),
            Paragraph("soft", explanation, 12.5, CARD - 2 * PADDING, most=4),
        ]
        height = sum(paragraph.height for paragraph in words) + 2 * PADDING
        shapes: list[Shape] = [Box("step-ghost", MARGIN, y, CARD, height, 4)]
        shapes += stacked(words, MARGIN + PADDING, y + PADDING)
        name = f"Add the first {title.lower()}"
        self.canvas.add(f"invitation/{path}", "invitation", shapes, path=path, name=name, tip=explanation)
        return y + height + CARD_GAP + 8

    def _tell(self, value: Value, shapes: Sequence[Shape]) -> None:
        self.canvas.add(
            value.path,
            "value",
            shapes,
            path=value.path,
            name=f"{value.title}: {value.text or NOTHING}",
            tip=value.explanation,
        )


class _Card:
    """A record, measured before it is put in its place."""

    def __init__(self, path: str, kind: str, name: str, values: Sequence[Value], explanation: str) -> None:
        self.path, self.kind, self.name, self.explanation = path, kind, name, explanation
        room = CARD - 2 * PADDING
        self.heading = Paragraph("step-name", name, 15.0, room, most=4, is_bold=True)
        told = [value for value in values if value.text and value.text != name][:MOST_TOLD]
        self.told = [
            (value, Paragraph("step-name", f"{value.title}: {value.text}", 12.5, room, most=4)) for value in told
        ]
        self.height = self.heading.height + sum(words.height + 4 for _, words in self.told) + 2 * PADDING

    def put(self, canvas: Canvas, box: Box) -> None:
        """Draw it in its box; every value is a part of its own, so that each can be pointed at."""
        x, y = box.x + PADDING, box.y + PADDING
        told = "".join(f", {value.title}: {value.text}" for value, _ in self.told)
        shapes: list[Shape] = [box, *self.heading.at(x, y)]
        name = f"{self.kind} “{self.name}”{told}"
        canvas.add(self.path, "record", shapes, path=self.path, name=name, tip=self.explanation)
        y += self.heading.height + 4
        for value, words in self.told:
            name = f"{value.title}: {value.text}"
            canvas.add(value.path, "value", words.at(x, y), path=value.path, name=name, tip=value.explanation)
            y += words.height + 4
