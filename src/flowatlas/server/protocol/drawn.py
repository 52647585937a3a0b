"""Pictures as they are told: shapes, parts, and what differs from the last one."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from flowatlas.server.protocol.base import Message


class BoxOf(Message):
    """A rectangle by its upper left corner."""

    shape: Literal["box"] = "box"
    role: str
    x: float
    y: float
    width: float
    height: float
    radius: float


class TextOf(Message):
    """One line of text by its baseline."""

    shape: Literal["text"] = "text"
    role: str
    x: float
    y: float
    text: str
    size: float
    width: float
    anchor: Literal["start", "middle", "end"]
    is_bold: bool


class LineOf(Message):
    """A line through points; with a head it ends in an arrow."""

    shape: Literal["line"] = "line"
    role: str
    points: list[tuple[float, float]]
    has_head: bool
    radius: float


class DotOf(Message):
    """A circle by its centre."""

    shape: Literal["dot"] = "dot"
    role: str
    x: float
    y: float
    radius: float


class MarkOf(Message):
    """A small sign, a polygon or an open line."""

    shape: Literal["mark"] = "mark"
    role: str
    points: list[tuple[float, float]]
    is_closed: bool


ShapeOf: TypeAlias = Annotated[BoxOf | TextOf | LineOf | DotOf | MarkOf, Field(discriminator="shape")]


class PartOf(Message):
    """Shapes that stand for one thing; see `flowatlas.model.picture.Part`."""

    id: str
    path: str
    role: str
    name: str
    tip: str
    shapes: list[ShapeOf]
    changes: list[tuple[str, Any]]


class ZoneOf(Message):
    """A place where records can be dropped; see `flowatlas.model.picture.Zone`."""

    records: str
    name: str
    x: float
    y: float
    width: float
    height: float
    sets: list[tuple[str, Any]]
    across: str
    up: str


class ShiftOf(Message):
    """Parts by their ids that stand elsewhere and are else as they were: how far they came to the right and down."""

    x: float
    y: float
    ids: list[str]


class PictureOf(Message):
    """A view's picture: whole, or (``is_whole`` false) what differs from the last one sent for this view.

    ``order`` lists the ids of all parts, those below first; where it is null it stays as it was. ``parts`` are the new
    and the changed ones, ``shifts`` those that only moved. ``is_settled`` is false while the doubt behind its figures
    is still being looked at.
    """

    type: Literal["picture"] = "picture"
    n: int
    view: str
    width: float
    height: float
    title: str
    description: str
    is_whole: bool
    is_settled: bool
    order: list[str] | None
    parts: list[PartOf]
    shifts: list[ShiftOf]
    zones: list[ZoneOf]
