"""Fonts inside of what is written: only the parts of the bundled font whose signs are used."""

import json
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from typing import TypeAlias

from flowatlas.drawing.style import FAMILY
from flowatlas.drawing.text import BOLD, FONTS, REGULAR
from flowatlas.model.picture import Picture, Text

Ranges: TypeAlias = list[list[int]]


@cache
def _subsets() -> dict[str, Ranges]:
    content: dict[str, Ranges] = json.loads((FONTS / "subsets.json").read_text(encoding="utf-8"))
    return content


def font_faces(regular: Iterable[str], bold: Iterable[str]) -> str:
    """Style rules that embed the font as far as these texts use it, in two weights."""
    return "".join(
        _font_face(subset, weight)
        for texts, weight in ((regular, REGULAR), (bold, BOLD))
        for subset in reversed(_used(texts))
    )


def fonts_of(pictures: Iterable[Picture]) -> str:
    """Style rules that embed the font as far as some pictures use it."""
    texts = [shape for picture in pictures for _, shape in picture.shapes() if isinstance(shape, Text)]
    return font_faces([text.text for text in texts if not text.is_bold], [text.text for text in texts if text.is_bold])


def _used(texts: Iterable[str]) -> list[str]:
    """The parts of the font that hold the signs of some texts; the first that holds a sign stands for it."""
    signs = {ord(sign) for text in texts for sign in text}
    used = []
    for subset, ranges in _subsets().items():
        inside = {sign for sign in signs if any(first <= sign <= last for first, last in ranges)}
        if inside:
            used.append(subset)
            signs -= inside
    return used


@cache
def _font_face(subset: str, weight: int) -> str:
    """One rule; later rules win where ranges overlap, so the parts that come first are written last."""
    ranges = ",".join(
        f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in _subsets()[subset]
    )
    data = b64encode((FONTS / f"inter-{subset}-{weight}.woff2").read_bytes()).decode("ascii")
    return (
        f"@font-face{{font-family:{FAMILY};font-weight:{weight};font-style:normal;"
        f"src:url(data:font/woff2;base64,{data}) format('woff2');unicode-range:{ranges}}}"
    )
