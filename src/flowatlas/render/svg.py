"""The SVG writer: a picture as text, the same bytes for the same picture."""

import re
from collections.abc import Callable, Sequence
from html import escape
from math import hypot

from flowatlas.drawing.style import FAMILY, LOOKS, Theme, colour
from flowatlas.drawing.text import OURS, Run, runs
from flowatlas.model.picture import Box, Dot, Line, Mark, Part, Picture, Shape, Text

Paint = Callable[[str], str]
"""From a colour of the palette to what SVG says for it."""

HEAD = 7.0
"""Length of an arrow's head."""

FALLBACK = "Segoe UI, Apple Color Emoji, Segoe UI Emoji, Noto Sans, sans-serif"
LEFT_TO_RIGHT = "\u200e"
_NO_XML = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def paint_of(theme: Theme) -> Paint:
    """Plain colours of a theme."""
    return lambda name: colour(name, theme)


def svg(
    picture: Picture,
    paint: Paint,
    *,
    has_paper: bool = True,
    fonts: str = "",
    generator: str = "",
    prefix: str = "",
    is_focusable: bool = False,
) -> str:
    """A picture as an SVG document.

    Args:
        picture: what to draw.
        paint: gives each colour of the palette its value.
        has_paper: whether the ground is filled; without it the ground is transparent.
        fonts: style rules that embed the fonts.
        generator: what wrote it.
        prefix: what ids start with, where several pictures stand on one page.
        is_focusable: whether parts that explain themselves can be reached with the keyboard.
    """
    width, height = _number(picture.width), _number(picture.height)
    title_id, description_id = f"{prefix}picture-title", f"{prefix}picture-description"
    # On a page the title would come up as a tooltip wherever the mouse rests, so there it is an attribute.
    named = f'role="img" aria-labelledby="{title_id} {description_id}"'
    if is_focusable:
        named = f'role="group" aria-label={_quoted(picture.title)} aria-describedby="{description_id}"'
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {named} font-family="{FAMILY}, sans-serif">',
        *([f"<metadata>{_text(generator)}</metadata>"] if generator else []),
        *([] if is_focusable else [f'<title id="{title_id}">{_text(picture.title)}</title>']),
        f'<desc id="{description_id}">{_text(picture.description)}</desc>',
    ]
    if fonts:
        out.append(f"<style>{fonts}</style>")
    if has_paper:
        out.append(f'<rect width="{width}" height="{height}" fill="{paint("paper")}"/>')
    out += [_part(part, paint, prefix, is_focusable=is_focusable) for part in picture.parts]
    out.append("</svg>\n")
    return "\n".join(out)


def _part(part: Part, paint: Paint, prefix: str, *, is_focusable: bool) -> str:
    attributes = [f"id={_quoted(prefix + part.id)}", f"class={_quoted(part.role)}"]
    if part.path:
        attributes.append(f"data-path={_quoted(part.path)}")
    explains = bool(part.tip)
    title = ""
    if is_focusable and explains:
        attributes.append(f'tabindex="0" role="img" aria-label={_quoted(f"{part.name}. {part.tip}")}')
        attributes.append(f"data-name={_quoted(part.name)} data-tip={_quoted(part.tip)}")
    elif is_focusable:
        attributes.append('aria-hidden="true"')
    elif explains:
        title = f"<title>{_text(part.name)}\n{_text(part.tip)}</title>"
    return f"<g {' '.join(attributes)}>{title}{''.join(_shape(shape, paint) for shape in part.shapes)}</g>"


def _shape(shape: Shape, paint: Paint) -> str:
    if isinstance(shape, Text):
        return _words(shape, paint)
    style = _style(shape.role, paint)
    if isinstance(shape, Box):
        radius = f' rx="{_number(shape.radius)}"' if shape.radius else ""
        return (
            f'<rect x="{_number(shape.x)}" y="{_number(shape.y)}" width="{_number(shape.width)}" '
            f'height="{_number(shape.height)}"{radius}{style}/>'
        )
    if isinstance(shape, Dot):
        return f'<circle cx="{_number(shape.x)}" cy="{_number(shape.y)}" r="{_number(shape.radius)}"{style}/>'
    if isinstance(shape, Mark):
        data = "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in shape.points) + ("Z" if shape.is_closed else "")
        return f'<path d="{data}"{style} stroke-linejoin="round" stroke-linecap="round"/>'
    return _line(shape, paint)


def _style(role: str, paint: Paint) -> str:
    look = LOOKS[role]
    fill = paint(look.fill) if look.fill else "none"
    if not look.stroke:
        return f' fill="{fill}"'
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    return f' fill="{fill}" stroke="{paint(look.stroke)}" stroke-width="{_number(look.width)}"{dash}'


def _line(line: Line, paint: Paint) -> str:
    points = [point for index, point in enumerate(line.points) if index == 0 or point != line.points[index - 1]]
    head = ""
    if line.has_head and len(points) > 1:
        (x1, y1), (x2, y2) = points[-2], points[-1]
        length = hypot(x2 - x1, y2 - y1)
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        base = (x2 - dx * HEAD, y2 - dy * HEAD)
        corners = [(x2, y2), (base[0] - dy * HEAD * 0.5, base[1] + dx * HEAD * 0.5)]
        corners.append((base[0] + dy * HEAD * 0.5, base[1] - dx * HEAD * 0.5))
        stroke = paint(LOOKS[line.role].stroke)
        head = f'<path d="M{"L".join(f"{_number(x)} {_number(y)}" for x, y in corners)}Z" fill="{stroke}"/>'
        points[-1] = (x2 - dx * HEAD * 0.7, y2 - dy * HEAD * 0.7)
    return f'<path d="{_rounded(points, line.radius)}"{_style(line.role, paint)}/>{head}'


def _rounded(points: Sequence[tuple[float, float]], radius: float) -> str:
    data = f"M{_number(points[0][0])} {_number(points[0][1])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(radius, _distance(before, corner) / 2, _distance(corner, after) / 2)
        start, end = _towards(corner, before, reach), _towards(corner, after, reach)
        data += f"L{_number(start[0])} {_number(start[1])}Q{_number(corner[0])} {_number(corner[1])} "
        data += f"{_number(end[0])} {_number(end[1])}"
    return data + f"L{_number(points[-1][0])} {_number(points[-1][1])}"


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(other[0] - one[0], other[1] - one[1])


def _towards(start: tuple[float, float], end: tuple[float, float], length: float) -> tuple[float, float]:
    whole = _distance(start, end) or 1.0
    return start[0] + (end[0] - start[0]) * length / whole, start[1] + (end[1] - start[1]) * length / whole


def _words(words: Text, paint: Paint) -> str:
    anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
    weight = ' font-weight="600"' if words.is_bold else ""
    pieces = runs(words.text)
    is_mixed = len({piece.is_leftward for piece in pieces}) > 1
    content = "".join(_run(piece, is_mixed=is_mixed) for piece in pieces)
    return (
        f'<text x="{_number(words.x)}" y="{_number(words.y)}" font-size="{_number(words.size)}"{anchor}{weight}'
        f'{_style(words.role, paint)} xml:space="preserve">{content}</text>'
    )


def _run(run: Run, *, is_mixed: bool) -> str:
    """A piece of a line: each script by itself, because one sign that a font lacks would spoil all of the piece.

    Behind a name that runs leftwards a mark ends that direction, so that the sentence goes on where it should.
    """
    if run.family == OURS:
        return _text(run.text)
    mark = LEFT_TO_RIGHT if run.is_leftward and is_mixed else ""
    return f'<tspan font-family="{run.family}, {FALLBACK}">{_text(run.text)}{mark}</tspan>'


def _number(value: float) -> str:
    """A length with two digits at most, so that pictures differ only where they look different."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _text(text: str) -> str:
    return escape(text, quote=False)


def _quoted(text: str) -> str:
    """The value of an attribute; ids and paths come as they are in the file, with signs that XML does not take."""
    known = _NO_XML.sub("\ufffd", text)
    return f'"{escape(known)}"'
