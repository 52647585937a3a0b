"""Pictures over the wire: a view's picture as JSON, whole or only what differs from the one that was sent before.

A picture of 300 steps has some 1,500 parts and a change of one value touches a few, so that JSON is made of those few
only, and straight from the shapes.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from flowatlas.exporters.asked import ASKED
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.path import Plain, join
from flowatlas.model.picture import Box, Dot, Line, Mark, Part, Picture, Shape, Text, Zone
from flowatlas.server.protocol.told import ViewOf
from flowatlas.server.wire.shifting import shift_of
from flowatlas.store.versions import CURRENT, IDEAL, names
from flowatlas.views.measured import measured_views
from flowatlas.views.view import views_of

BESIDE = "Before and after on one scale; what is marked changes, and the list below says how."


def picture_message(picture: Picture, *, n: int, view: str, is_settled: bool, before: Picture | None = None) -> str:
    """A `PictureOf` as JSON: what differs from ``before``, which the receiver knows; without it the whole picture.

    Lengths are rounded to hundredths of a pixel.

    Raises:
        ValueError: a shape has a length that is no finite number.
    """
    known = {} if before is None else {part.id: part for part in before.parts}
    order = [part.id for part in picture.parts]
    shifts, changed = _apart([part for part in picture.parts if known.get(part.id) != part], known)
    message = {
        "type": "picture",
        "n": n,
        "view": view,
        "width": round(picture.width, 2),
        "height": round(picture.height, 2),
        "title": picture.title,
        "description": picture.description,
        "is_whole": before is None,
        "is_settled": is_settled,
        "order": None if before is not None and order == list(known) else order,
        "parts": [_part(part) for part in changed],
        "shifts": [{"x": x, "y": y, "ids": ids} for (x, y), ids in shifts.items()],
        "zones": [_zone(zone) for zone in picture.zones],
    }
    return json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _apart(parts: Iterable[Part], known: Mapping[str, Part]) -> tuple[dict[tuple[float, float], list[str]], list[Part]]:
    """The ids of parts that only moved, by how far, and all others."""
    shifts: dict[tuple[float, float], list[str]] = {}
    others = []
    for part in parts:
        before = known.get(part.id)
        shift = None if before is None else shift_of(part, before)
        if shift is None:
            others.append(part)
        else:
            shifts.setdefault(shift, []).append(part.id)
    return shifts, others


def views_shown(plain: Plain, atlas: Atlas) -> list[ViewOf]:
    """Every view of an atlas: those of the current map, the other maps, and whatever stands beside the map.

    That are its measurements, and, where futures are written down, each future and the ideal.
    """
    shown = [
        ViewOf(name=one.name, title=one.title, explanation=one.explanation, section=one.section)
        for one in views_of(atlas)
    ]
    shown += [
        ViewOf(name=one.name, title=one.title, explanation=one.explanation, section=CURRENT, kind="beside")
        for one in measured_views(atlas.map_or_blank(ValueStreamMap))
    ]
    shown += _versions_shown(plain)
    stream = atlas.map(ValueStreamMap)
    if stream is not None and stream.steps:
        shown += [
            ViewOf(name=one.name, title=one.title, explanation=one.explanation, section=CURRENT, kind="asked")
            for one in ASKED.values()
        ]
    return shown


def _versions_shown(plain: Plain) -> list[ViewOf]:
    futures = plain.get("future")
    shown: list[ViewOf] = []
    if not isinstance(futures, dict) or not futures:
        return shown
    for name in names(plain):
        if name == IDEAL or name.startswith("future/"):
            title = "Ideal" if name == IDEAL else _title(futures, name)
            shown.append(
                ViewOf(name=name, title=f"Today and: {title}", explanation=BESIDE, section="future", kind="beside")
            )
    return shown


def _title(futures: Plain, name: str) -> str:
    for key, future in futures.items():
        if f"future/{join(key)}" == name:
            return str((future.get("title") if isinstance(future, dict) else None) or key)
    return name


def _part(part: Part) -> dict[str, Any]:
    return {
        "id": part.id,
        "path": part.path,
        "role": part.role,
        "name": part.name,
        "tip": part.tip,
        "shapes": [_shape(shape) for shape in part.shapes],
        "changes": part.changes,
    }


def _zone(zone: Zone) -> dict[str, Any]:
    lengths = {name: round(getattr(zone, name), 2) for name in ("x", "y", "width", "height")}
    return {**zone._asdict(), **lengths}


def _shape(shape: Shape) -> dict[str, Any]:
    """A shape as a mapping; written out for each, as thousands of them go over the wire when a view is opened."""
    match shape:
        case Text(role, x, y, text, size, width, anchor, is_bold):
            return {
                "shape": "text",
                "role": role,
                "x": round(x, 2),
                "y": round(y, 2),
                "text": text,
                "size": round(size, 2),
                "width": round(width, 2),
                "anchor": anchor,
                "is_bold": is_bold,
            }
        case Box(role, x, y, width, height, radius):
            return {
                "shape": "box",
                "role": role,
                "x": round(x, 2),
                "y": round(y, 2),
                "width": round(width, 2),
                "height": round(height, 2),
                "radius": round(radius, 2),
            }
        case Dot(role, x, y, radius):
            return {"shape": "dot", "role": role, "x": round(x, 2), "y": round(y, 2), "radius": round(radius, 2)}
        case Line(role, points, has_head, radius):
            told = {"shape": "line", "role": role, "points": _points(points), "has_head": has_head}
            return {**told, "radius": round(radius, 2)}
        case Mark(role, points, is_closed):
            return {"shape": "mark", "role": role, "points": _points(points), "is_closed": is_closed}


def _points(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    return [(round(x, 2), round(y, 2)) for x, y in points]
