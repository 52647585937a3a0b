"""Records: the drawing that suits any kind of map, with single values as a list and records as cards."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flowatlas.drawing.canvas import Canvas, Paragraph, stacked
from flowatlas.drawing.figure import label_of, spelled
from flowatlas.drawing.sheet import MARGIN, NARROWEST
from flowatlas.model.atlas import Atlas
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join, split
from flowatlas.model.picture import Box, Derived, Picture, Shape
from flowatlas.model.quantity import Quantity
from flowatlas.model.record import Field, Map, Record, fields_of, title_of

INNER = NARROWEST - 2 * MARGIN
LABEL_WIDTH = 190.0
COLUMNS = 4
CARD_GAP = 16.0
CARD = (INNER - (COLUMNS - 1) * CARD_GAP) / COLUMNS
PADDING = 13.0
MOST_TOLD = 6
"""How many values of a record its card tells."""

LABELS = ("name", "title", "text")
"""Fields that tell what people call a record, first come first served."""

NOTHING = "not said yet"


def records_view(atlas: Atlas, one: Map, derived: Derived) -> Picture:
    """A map of any kind: its single values as a list, its records as cards, and an invitation where there are none."""
    return _Drawing(atlas, one, derived).picture()


class _Value(NamedTuple):
    """A value to be told: where it stands, its title and explanation, and its text, '' where nobody gave it."""

    path: str
    title: str
    explanation: str
    text: str


class _Drawing:
    def __init__(self, atlas: Atlas, one: Map, derived: Derived) -> None:
        self.atlas, self.map, self.derived = atlas, one, derived
        self.canvas = Canvas()

    def picture(self) -> Picture:
        title, explanation = title_of(type(self.map)), _sentence(type(self.map))
        y = self._heading(title, explanation)
        plain = list(self._values(self.map, self.map.section))
        y = self._list(plain, y)
        # What stands once says what the map is about, and comes before what is many.
        for field in sorted(fields_of(type(self.map)).values(), key=lambda field: field.kind != "record"):
            path = f"{self.map.section}/{field.name}"
            value = getattr(self.map, field.attribute)
            if field.is_keyed:
                y = self._cards(field, path, value, y)
            elif field.record is not None:
                y = self._record(field, path, value or field.record(), y)
            elif (records := _kept_records(field, value)) is not None:
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

    def _list(self, values: Sequence[_Value], y: float) -> float:
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
        return self._list(list(self._values(record, path)), y)

    def _section(self, field: Field, path: str, y: float, count: int = 0) -> float:
        words = f"{field.title} ({count})" if count else field.title
        heading = Paragraph("text", words, 16.0, INNER, is_bold=True)
        self.canvas.add(path, "heading", heading.at(MARGIN, y), path=path, name=words, tip=field.explanation)
        return y + heading.height + 8

    def _cards(self, field: Field, path: str, records: dict[str, Record], y: float) -> float:
        assert field.record is not None
        y = self._section(field, path, y, len(records))
        if not records:
            return self._invitation(path, title_of(field.record), _sentence(field.record), y)
        cards = [
            _Card(
                f"{path}/{join(key)}",
                title_of(type(record)),
                name_of(record, key),
                list(self._values(record, f"{path}/{join(key)}")),
                _sentence(type(record)),
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
                _Value(f"{own}/{join(str(name))}", _spelled(str(name)), "", self._named(value))
                for name, value in record.items()
                if name not in LABELS
            ]
            name = next((str(record[label]) for label in LABELS if record.get(label)), _spelled(str(key)))
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

    def _tell(self, value: _Value, shapes: Sequence[Shape]) -> None:
        self.canvas.add(
            value.path,
            "value",
            shapes,
            path=value.path,
            name=f"{value.title}: {value.text or NOTHING}",
            tip=value.explanation,
        )

    def _values(self, record: Record, path: str) -> Iterator[_Value]:
        """The values of a record in the order of their declaration; of the records in it, how many there are.

        What the map draws below under a heading of its own, and what is kept as it is and empty, is left out.
        """
        for field in fields_of(type(record)).values():
            value = getattr(record, field.attribute)
            if field.kind == "record" or (field.is_keyed and (record is self.map or not value)):
                continue
            if field.kind in {"any", "mapping"} and (value in (None, {}) or _kept_records(field, value) is not None):
                continue
            text = str(len(value)) if field.is_keyed else self._told(field, value)
            yield _Value(f"{path}/{field.name}", field.title, field.explanation, text)

    def _named(self, value: Any) -> str:
        """A value that is kept as it is; the path of something on the map by the name of that."""
        if isinstance(value, str) and "/" in value and split(value)[0] in fields_of(type(self.atlas)):
            return _name_at(self.atlas, value)
        return _text(value)

    def _told(self, field: Field, value: Any) -> str:
        """A value as people say it; what points at something by the name of that."""
        if field.kind == "figure" and value is not None:
            return spelled(value)
        if field.is_address and isinstance(value, str):
            return _name_at(self.atlas, value)
        if field.is_metric and isinstance(value, str):
            label = TERMS[value].label if value in TERMS else _spelled(value)
            return f"{label[:1].upper()}{label[1:]}"
        if field.reference is not None and value:
            keys = value if isinstance(value, list) else [value]
            return ", ".join(_name_at(self.map, f"{field.reference.to}/{join(key)}") for key in keys)
        return _text(value)


class _Card:
    """A record, measured before it is put in its place."""

    def __init__(self, path: str, kind: str, name: str, values: Sequence[_Value], explanation: str) -> None:
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


def name_of(record: Record, key: str) -> str:
    """What people call a record: its name, title or text, else its id."""
    for label in LABELS:
        named = getattr(record, label, None)
        if isinstance(named, str) and named.strip():
            return named
    return _spelled(key)


def _name_at(holder: Record, path: str) -> str:
    """What people call the thing at a path, with the field after its record; the last key where nothing is there."""
    here: Any = holder
    name, keys = "", split(path)
    for place, key in enumerate(keys):
        if isinstance(here, dict):
            here = here.get(key)
            name = name_of(here, key) if isinstance(here, Record) else _spelled(key)
            continue
        field = fields_of(type(here)).get(key) if isinstance(here, Record) else None
        if field is None:
            return ": ".join(part for part in (name, *map(_spelled, keys[place:])) if part)
        here = getattr(here, field.attribute)
        if field.record is None or not (field.is_keyed and place < len(keys) - 1):
            name = f"{name}: {field.title}" if name else field.title
    return name


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Quantity):
        label = label_of(value)
        return ", ".join([label.text, *label.notes])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_text(entry) for entry in value)
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)) in LABELS:
            return _text(next(iter(value.values())))
        return "; ".join(f"{_spelled(str(key))}: {_text(inner)}" for key, inner in value.items())
    return str(value)


def _kept_records(field: Field, value: Any) -> dict[str, dict[str, Any]] | None:
    """What is kept as it is, where it reads like records by id."""
    is_like_records = (
        field.kind == "any" and isinstance(value, dict) and all(isinstance(inner, dict) for inner in value.values())
    )
    return value if is_like_records and value else None


def _spelled(key: str) -> str:
    words = key.replace("_", " ").replace("-", " ").strip()
    return f"{words[:1].upper()}{words[1:]}" or "''"


def _sentence(record: type[Record]) -> str:
    return (record.__doc__ or "").partition("\n")[0]
