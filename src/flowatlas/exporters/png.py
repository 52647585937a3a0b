"""PNG: the picture as an image."""

from flowatlas.drawing.style import FAMILY
from flowatlas.drawing.text import BOLD, REGULAR, font_file, has_glyph
from flowatlas.exporters.exporter import MARK, Export, Options, exporter
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.picture import Picture, Text
from flowatlas.render.machine_fonts import apart
from flowatlas.render.svg import paint_of, svg

HEAD = 33
"""Bytes of a PNG up to the end of its first chunk."""

USUAL_WIDTH = 1_800
MOST_PIXELS = 120_000_000
"""An image of more pixels would take gigabytes to draw."""


@exporter("png", suffix=".png", title="PNG image")
def write_png(export: Export) -> bytes:
    """An image for slides and chats.

    Signs that the bundled font lacks are drawn with the fonts of this machine.

    Raises:
        FlowAtlasError: the image would be too large.
    """
    return png(export.picture, export.options)


def png(picture: Picture, options: Options) -> bytes:
    """A picture as an image; as `write_png`.

    Raises:
        FlowAtlasError: the image would be too large.
    """
    import resvg_py

    scale = options.scale or min(max(USUAL_WIDTH / picture.width, 1.0), 2.0)
    if picture.width * picture.height * scale**2 > MOST_PIXELS:
        fitting = (MOST_PIXELS / (picture.width * picture.height)) ** 0.5
        raise FlowAtlasError(
            f"at scale {scale:g} the image would have "
            f"{picture.width * scale:,.0f} x {picture.height * scale:,.0f} pixels; "
            f"write --scale {int(fitting * 10) / 10:g} or less, or .svg"
        )
    is_ours = _is_ours(picture)
    drawing = svg(picture if is_ours else apart(picture), paint_of(options.theme), has_paper=not options.is_transparent)
    image: bytes = bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing,
            zoom=scale,
            font_files=[font_file(REGULAR), font_file(BOLD)],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
            skip_system_fonts=is_ours,
        )
    )
    return _marked(image)


def _marked(image: bytes) -> bytes:
    """The image with a note of what wrote it, behind its first chunk.

    Source: Portable Network Graphics specification, third edition, tEXt.
    """
    from struct import pack
    from zlib import crc32

    chunk = b"tEXtSoftware\0" + MARK.encode("latin-1")
    note = pack(">I", len(chunk) - 4) + chunk + pack(">I", crc32(chunk))
    return image[:HEAD] + note + image[HEAD:]


def _is_ours(picture: Picture) -> bool:
    """Whether the bundled font has every sign of a picture; looking through the machine's fonts takes a while."""
    signs = {sign for _, shape in picture.shapes() if isinstance(shape, Text) for sign in shape.text}
    return all(map(has_glyph, signs))
