"""SVG: the picture as a drawing that scales, with its font inside."""

from flowatlas.exporters.exporter import MARK, Export, exporter
from flowatlas.render.fonts import fonts_of
from flowatlas.render.svg import paint_of, svg


@exporter("svg", suffix=".svg", title="SVG picture")
def write_svg(export: Export) -> str:
    """A drawing that scales, with its font inside; every part explains itself where the mouse rests."""
    return svg(
        export.picture,
        paint_of(export.options.theme),
        has_paper=not export.options.is_transparent,
        fonts=fonts_of([export.picture]),
        generator=MARK,
    )
