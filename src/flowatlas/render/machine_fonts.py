"""Fonts of this machine for scripts that the bundled font lacks: which file draws a run, and how wide it gets."""

from functools import cache
from typing import Any, NamedTuple

from flowatlas.drawing.text import BOLD, REGULAR, Run, runs, text_width
from flowatlas.model.picture import Picture, Shape, Text

SECONDS = 10


class FontFile(NamedTuple):
    """A font in a file that may hold several."""

    file: str
    face: int


@cache
def font_for(family: str, weight: int) -> FontFile | None:
    """The file of a family; None where this machine does not have it, or nothing to look for it with."""
    import subprocess

    pattern = f"{family}:weight={'bold' if weight == BOLD else 'regular'}"
    try:
        found = subprocess.run(  # noqa: S603 - the names of scripts, not of files
            ["fc-match", "-f", "%{family}\n%{file}\n%{index}", pattern],  # noqa: S607 - fontconfig, wherever it is
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        ).stdout.split("\n")
    except (OSError, subprocess.SubprocessError):
        return None
    if len(found) != 3 or family.lower() not in found[0].lower().split(",") or not found[2].isdigit():
        return None
    return FontFile(found[1], int(found[2]) & 0xFFFF)


@cache
def _font(known: FontFile) -> Any:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(known.file), known.face))


def run_width(run: Run, size: float, *, is_bold: bool) -> float:
    """How wide a piece of text gets: as its font on this machine says, else rather wide."""
    known = font_for(run.family, BOLD if is_bold else REGULAR) if run.family else None
    if known is None:
        return text_width(run.text, size, is_bold=is_bold)
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(run.text)
    buffer.guess_segment_properties()
    font = _font(known)
    uharfbuzz.shape(font, buffer)
    advance = sum(position.x_advance for position in buffer.glyph_positions)
    return float(advance / font.face.upem * size)


def apart(picture: Picture) -> Picture:
    """The picture with lines of several scripts in pieces, each where the one before it ends on this machine.

    The painter of images shapes all of a line with one font as soon as one of its signs is missing in another.
    """
    return picture._replace(
        parts=tuple(
            part._replace(shapes=tuple(piece for shape in part.shapes for piece in _pieces(shape)))
            for part in picture.parts
        )
    )


def _pieces(shape: Shape) -> list[Shape]:
    known = runs(shape.text) if isinstance(shape, Text) else []
    if not isinstance(shape, Text) or len(known) < 2:
        return [shape]
    widths = [run_width(run, shape.size, is_bold=shape.is_bold) for run in known]
    x = shape.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor] * sum(widths)
    pieces: list[Shape] = []
    for run, width in zip(known, widths, strict=True):
        pieces.append(shape._replace(text=run.text, x=x, width=width, anchor="start"))
        x += width
    return pieces
