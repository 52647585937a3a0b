"""PNG images: the size that was asked for, the ground that was asked for, and never gigabytes."""

import zlib
from pathlib import Path
from struct import unpack
from textwrap import dedent

import pytest

from flowatlas import load
from flowatlas.cli.options import open_atlas
from flowatlas.drawing.style import PALETTE, Theme
from flowatlas.exporters.exporter import MARK, Export, Options
from flowatlas.exporters.png import MOST_PIXELS, write_png
from flowatlas.model.errors import FlowAtlasError

ONBOARDING = Path(__file__).resolve().parents[2] / "examples/onboarding/atlas.yaml"
SMALL = (
    "current: {trigger: Order, customer: Shop, steps: {a: {process_time: 1h}, b: {wait_time: 2d, process_time: 1h}}}"
)


def export_of(text, **options):
    """All that an image is made of."""
    return Export("atlas.yaml", load(dedent(text)), text, options=Options(**options), draws=100)


class Image:
    """A PNG file taken apart by hand."""

    def __init__(self, content):
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        self.chunks = []
        at = 8
        while at < len(content):
            (length,) = unpack(">I", content[at : at + 4])
            kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
            assert unpack(">I", content[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + data)
            self.chunks.append((kind, data))
            at += 12 + length
        self.width, self.height, depth, kind = unpack(">IIBB", self.chunks[0][1][:10])
        assert (depth, kind) == (8, 6), "eight bits of red, green, blue and alpha"

    def corner(self):
        """Red, green, blue and alpha of the first pixel; in the first line every filter leaves it as it is."""
        data = b"".join(data for kind, data in self.chunks if kind == b"IDAT")
        return tuple(zlib.decompress(data)[1:5])


def rgb(colour):
    """A colour of the palette as bytes."""
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_an_image_is_as_large_as_picture_and_scale_say(scale):
    """Width and height are those of the picture, times the scale."""
    export = export_of(SMALL, scale=scale)
    image = Image(write_png(export))

    assert image.width == pytest.approx(export.picture.width * scale, abs=1)
    assert image.height == pytest.approx(export.picture.height * scale, abs=1)


@pytest.mark.slow
def test_a_small_map_is_wide_enough_for_a_slide_and_a_large_one_is_not_blown_up():
    """Without a scale, images are some 1,800 pixels wide, and no picture is made smaller than it is."""
    small = Image(write_png(export_of(SMALL)))
    steps = ", ".join(f"s{number}: {{wait_time: 1d, process_time: 1h}}" for number in range(60))
    export = export_of(f"current: {{steps: {{{steps}}}}}")
    large = Image(write_png(export))

    assert small.width == pytest.approx(1_800, abs=1)
    assert export.picture.width > 1_800
    assert large.width == pytest.approx(export.picture.width, abs=1)


@pytest.mark.parametrize("theme", Theme)
def test_the_ground_is_paper_or_open(theme):
    """The corner has the colour of the paper, or nothing where the ground is left open."""
    paper = Image(write_png(export_of(SMALL, scale=0.5, theme=theme))).corner()
    left_open = Image(write_png(export_of(SMALL, scale=0.5, theme=theme, is_transparent=True))).corner()

    assert paper == (*rgb(PALETTE["paper"][theme is Theme.DARK]), 255)
    assert left_open[3] == 0


def test_too_large_an_image_is_refused_with_the_scale_that_would_fit():
    """Instead of taking all memory it says which scale would do; that one does not exceed the limit."""
    export = export_of(SMALL, scale=500)

    with pytest.raises(FlowAtlasError) as caught:
        write_png(export)
    message = str(caught.value)
    fitting = float(message.partition("--scale ")[2].split()[0])
    assert "500" in message
    assert export.picture.width * export.picture.height * fitting**2 <= MOST_PIXELS
    assert fitting > 5


def test_a_file_is_marked_as_ours():
    """Within the first bytes, as a text that any program may show."""
    content = write_png(export_of(SMALL, scale=0.5))

    assert MARK.encode() in content[:4096]
    assert (b"tEXt", b"Software\0" + MARK.encode()) in Image(content).chunks
    assert Image(content).chunks[-1][0] == b"IEND"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["契約書を確認", "مراجعة اتفاقية", "🚀 Launch", "समीक्षा"])
def test_names_that_the_font_lacks_make_an_image_all_the_same(name):
    """The fonts of the machine are used, and where it has none the rest is drawn."""
    image = Image(write_png(export_of(f"current: {{steps: {{a: {{name: '{name}'}}}}}}", scale=0.5)))

    assert image.width > 400


def test_letters_are_drawn():
    """The same map with another word is another image: text is not left out for want of a font."""
    one, other = (
        write_png(export_of(f"current: {{steps: {{a: {{name: {name}}}}}}}", scale=0.5)) for name in ("Check", "Build")
    )

    assert one != other


@pytest.mark.slow
def test_both_views_of_the_example_become_images():
    """The example in every view, at the usual scale."""
    opened = open_atlas(str(ONBOARDING), anonymous=False)
    for view in ("practice", "ladder"):
        export = Export(opened.name, opened.atlas, opened.source, options=Options(view=view), draws=200)
        assert Image(write_png(export)).width >= 1_100
