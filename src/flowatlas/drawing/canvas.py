"""The canvas: where a map's picture is put together from parts."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flowatlas.drawing.text import fitted, safe, text_width, wrapped
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Dot, Part, Picture, Shape, Text, Zone

LEADING = 1.32
"""Height of a line of text in font sizes."""

ASCENT = 0.98
"""How far below the top of a line its baseline lies, in font sizes."""


def text(
    role: str, x: float, y: float, words: str, size: float, *, anchor: str = "start", is_bold: bool = False
) -> Text:
    """A line of text by its baseline, measured."""
    return Text(role, x, y, words, size, text_width(words, size, is_bold=is_bold), anchor, is_bold)


def lines(
    role: str,
    x: float,
    top: float,
    several: Sequence[str],
    size: float,
    *,
    anchor: str = "start",
    is_bold: bool = False,
) -> list[Text]:
    """Lines of text below each other, from ``top`` downwards."""
    return [
        text(role, x, top + (index * LEADING + ASCENT) * size, words, size, anchor=anchor, is_bold=is_bold)
        for index, words in enumerate(several)
    ]


def height_of(several: Sequence[str], size: float) -> float:
    """How much room lines of text take downwards."""
    return len(several) * size * LEADING


class Paragraph:
    """Text of one look, broken to a width."""

    def __init__(
        self, role: str, words: str, size: float, width: float, *, most: int = 100, is_bold: bool = False
    ) -> None:
        self.role, self.size, self.is_bold = role, size, is_bold
        self.lines = wrapped(safe(words), size, width, most=most, is_bold=is_bold)

    @property
    def height(self) -> float:
        """Room that it takes downwards."""
        return height_of(self.lines, self.size)

    @property
    def width(self) -> float:
        """Room that it takes sideways."""
        return max((text_width(line, self.size, is_bold=self.is_bold) for line in self.lines), default=0.0)

    def at(self, x: float, top: float, anchor: str = "start") -> list[Text]:
        """The lines, put in their place."""
        return lines(self.role, x, top, self.lines, self.size, anchor=anchor, is_bold=self.is_bold)


def parted(role: str, words: str, size: float, width: float) -> list[Paragraph]:
    """Things with dots between them on one line, or each on its own where that has no room for all."""
    whole = Paragraph(role, words, size, width)
    return [whole] if len(whole.lines) < 2 else [Paragraph(role, one, size, width) for one in words.split(" · ")]


def stacked(paragraphs: Iterable[Paragraph], x: float, top: float, anchor: str = "start") -> list[Text]:
    """Paragraphs below each other."""
    found: list[Text] = []
    for paragraph in paragraphs:
        found += paragraph.at(x, top, anchor)
        top += paragraph.height
    return found


def short(words: str, size: float, width: float, *, is_bold: bool = False) -> str:
    """A text from a file on one line that fits."""
    return fitted(safe(words), size, width, is_bold=is_bold)


class Canvas:
    """Parts in the order in which they are drawn; ids are made unique."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.zones: list[Zone] = []
        self._ids: dict[str, int] = {}

    def add(
        self,
        part_id: str,
        role: str,
        shapes: Iterable[Shape],
        *,
        path: str = "",
        name: str = "",
        tip: str = "",
        changes: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Put shapes on the canvas as one part, with ``changes`` as an offer; nothing where there are no shapes."""
        self.put([Part(part_id, path, role, safe(name), safe(tip), tuple(shapes), tuple(changes.items()))])

    def put(self, parts: Iterable[Part]) -> None:
        """Put parts on the canvas that are ready; those without shapes are left out."""
        for part in parts:
            if not part.shapes:
                continue
            count = self._ids[part.id] = self._ids.get(part.id, 0) + 1
            self.parts.append(part if count == 1 else part._replace(id=f"{part.id}~{count}"))

    def picture(self, width: float, height: float, title: str, description: str, labels: Labels) -> Picture:
        """What has been put together, on a sheet of this size, explained in the words that were chosen."""
        parts = self.parts
        if labels.chosen:
            parts = [part._replace(name=labels.applied(part.name), tip=labels.applied(part.tip)) for part in parts]
        return Picture(width, height, safe(title), safe(description), tuple(parts), tuple(self.zones))


def moved(shape: Shape, right: float, down: float) -> Shape:
    """The same shape in another place."""
    # Made anew rather than with `_replace`, which takes five times as long; every map moves thousands of shapes.
    if isinstance(shape, Text):
        return Text(shape.role, shape.x + right, shape.y + down, *shape[3:])
    if isinstance(shape, Box):
        return Box(shape.role, shape.x + right, shape.y + down, *shape[3:])
    if isinstance(shape, Dot):
        return Dot(shape.role, shape.x + right, shape.y + down, shape.radius)
    return shape._replace(points=tuple((x + right, y + down) for x, y in shape.points))
