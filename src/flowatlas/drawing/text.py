"""Text as it will be seen: made safe, measured with the bundled font, broken into lines."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = 400, 600
ELLIPSIS = "…"

BIDI = {chr(code) for code in (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Marks that turn the direction of what follows, and so could make a line lie about itself."""

WIDE, OTHER, EMOJI = 1.05, 0.75, 1.4
"""Widths in font sizes of signs that the bundled font lacks: nobody knows which font will draw them, so rather wide."""


def safe(text: str) -> str:
    """Text from a file on one line, without control characters, half characters and marks that turn its direction."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if sign in "\n\t\r\u2028\u2029" else "\ufffd" if _is_unsafe(sign) else sign for sign in text)


def _is_unsafe(sign: str) -> bool:
    return sign in BIDI or unicodedata.category(sign) in {"Cc", "Cs"} or ord(sign) & 0xFFFE == 0xFFFE


@cache
def _font(weight: int) -> Any:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(font_file(weight))))


def font_file(weight: int) -> str:
    """The file of the bundled font in a weight."""
    return str(FONTS / f"inter-{weight}.ttf")


@cache
def _known_signs(weight: int) -> frozenset[int]:
    return frozenset(_font(weight).face.unicodes)


@cache
def has_glyph(sign: str) -> bool:
    """Whether the bundled font can draw a sign."""
    return ord(sign) in _known_signs(REGULAR)


def runs(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether the bundled font draws it; marks stay with the sign that they belong to.

    >>> runs("Ask 法務 now")
    [('Ask ', True), ('法務', False), (' now', True)]
    """
    if text.isascii():
        return [(text, True)] if text else []
    pieces: list[tuple[str, bool]] = []
    for sign in text:
        is_ours = has_glyph(sign)
        if pieces and (unicodedata.category(sign) in {"Mn", "Me", "Mc", "Cf", "Sk"} and not pieces[-1][1]):
            is_ours = False
        if pieces and pieces[-1][1] == is_ours:
            pieces[-1] = (pieces[-1][0] + sign, is_ours)
        else:
            pieces.append((sign, is_ours))
    return pieces


@lru_cache(maxsize=20_000)
def _ems(text: str, weight: int) -> float:
    """Width in font sizes."""
    import uharfbuzz

    total = 0.0
    for piece, is_ours in runs(text):
        if not is_ours:
            total += sum(_foreign_ems(sign) for sign in piece)
            continue
        buffer = uharfbuzz.Buffer()
        buffer.add_str(piece)
        buffer.guess_segment_properties()
        font = _font(weight)
        uharfbuzz.shape(font, buffer)
        total += sum(position.x_advance for position in buffer.glyph_positions) / font.face.upem
    return total


def _foreign_ems(sign: str) -> float:
    category = unicodedata.category(sign)
    if category in {"Mn", "Me", "Cf"}:
        return 0.0
    if category in {"So", "Sk"} or ord(sign) >= 0x1F000:
        return EMOJI
    return WIDE if unicodedata.east_asian_width(sign) in "WF" else OTHER


def text_width(text: str, size: float, *, is_bold: bool = False) -> float:
    """How wide a line of text is in pixels, kerning included."""
    return _ems(text, BOLD if is_bold else REGULAR) * size


def fitted(text: str, size: float, width: float, *, is_bold: bool = False) -> str:
    """As much of a line as fits, with … for what was cut."""
    if text_width(text, size, is_bold=is_bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + ELLIPSIS, size, is_bold=is_bold) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


def wrapped(text: str, size: float, width: float, *, most: int = 1_000, is_bold: bool = False) -> list[str]:
    """A text in lines of at most ``width``, broken at spaces, between wide signs, else where it must; ``most`` lines.

    What does not fit ends in ….
    """
    lines: list[str] = []
    line = ""
    for word in _words(text):
        candidate = (line + word) if line else word.lstrip()
        if text_width(candidate.rstrip(), size, is_bold=is_bold) <= width:
            line = candidate
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = word.lstrip()
        while len(lines) <= most and text_width(line.rstrip(), size, is_bold=is_bold) > width:
            cut = _longest_start(line, size, width, is_bold=is_bold)
            lines.append(line[:cut])
            line = line[cut:]
        if len(lines) > most:
            break
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) > most:
        rest = " ".join([lines[most - 1], lines[most]])
        lines = [*lines[: most - 1], fitted(rest + ELLIPSIS, size, width, is_bold=is_bold)]
    return lines


def _words(text: str) -> list[str]:
    """Pieces that stay together, each with the space before it; hyphens and slashes end one, wide signs stand alone."""
    words = [""]
    for index, sign in enumerate(text):
        is_wide = unicodedata.east_asian_width(sign) in "WF" and not unicodedata.combining(sign)
        if (sign == " " and words[-1].strip()) or is_wide:
            words.append(sign)
        else:
            words[-1] += sign
        if (sign in "-/_–" and 0 < index < len(text) - 1 and text[index + 1] != " ") or (
            is_wide and index < len(text) - 1 and not _joins(text[index + 1])
        ):
            words.append("")
    return [word for word in words if word]


def _joins(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me", "Mc", "Cf", "Sk"} or sign in "、。，．）」』”’)"


def _longest_start(text: str, size: float, width: float, *, is_bold: bool) -> int:
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle], size, is_bold=is_bold) <= width:
            low = middle
        else:
            high = middle - 1
    while low > 1 and low < len(text) and _joins(text[low]):
        low -= 1
    return low
