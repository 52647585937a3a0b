"""Text as it will be seen: made safe, measured with the bundled font, broken into lines."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = 400, 600
ELLIPSIS = "…"
HYPHEN = "-"

_UNIT = re.compile(r"[0-9] (?:s|min|h|d|wk|mo|y|%|unknown)(?![^\W_])")
"""A figure and its unit, or how many are unknown, which stay on one line."""

BIDI = {chr(code) for code in (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Marks that turn the direction of what follows, and so could make a line lie about itself."""

SKIN_TONES = {chr(code) for code in range(0x1F3FB, 0x1F400)}
"""They colour the sign before them."""

WIDE, OTHER, EMOJI = 1.05, 0.75, 1.4
"""Widths in font sizes of signs that the bundled font lacks: nobody knows which font will draw them, so rather wide."""


def safe(text: str) -> str:
    """Text from a file on one line, without control characters, half characters and marks that turn its direction."""
    if text.isprintable():
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


OURS = ""
"""The family of what the bundled font draws."""


class Run(NamedTuple):
    """A piece of text that one font draws: its family (`OURS` is the bundled one), and whether it runs leftwards."""

    text: str
    family: str
    is_leftward: bool = False


def runs(text: str) -> list[Run]:
    """A text in pieces by the font that draws them; marks stay with their sign, spaces between words of one script too.

    >>> [(run.text, run.family) for run in runs("Ask 法務 now")]
    [('Ask ', ''), ('法務', 'Noto Sans CJK SC'), (' now', '')]
    """
    if text.isascii():
        return [Run(text, OURS)] if text else []
    pieces: list[Run] = []
    for sign in text:
        family = OURS if has_glyph(sign) else _family(sign, text)
        if pieces and _is_mark(sign):
            family = pieces[-1].family
        if pieces and pieces[-1].family == family:
            pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + sign)
        elif len(pieces) > 1 and pieces[-1].text == " " and pieces[-2].family == family != OURS:
            pieces[-2:] = [pieces[-2]._replace(text=f"{pieces[-2].text} {sign}")]
        else:
            pieces.append(Run(sign, family, unicodedata.bidirectional(sign) in {"R", "AL"}))
    return pieces


def _family(sign: str, text: str) -> str:
    """A font that usually has a sign: named after its script, as the families of Noto are."""
    script = unicodedata.name(sign, "").partition(" ")[0]
    if script in {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH", "BOPOMOFO"}:
        names = {unicodedata.name(other, "").partition(" ")[0] for other in text}
        return f"Noto Sans CJK {'JP' if names & {'HIRAGANA', 'KATAKANA'} else 'KR' if 'HANGUL' in names else 'SC'}"
    if unicodedata.category(sign) == "So" or ord(sign) >= 0x1F000:
        return "Noto Color Emoji"
    return f"Noto Sans {script.title()}" if script else "Noto Sans"


@lru_cache(maxsize=20_000)
def _ems(text: str, weight: int) -> float:
    """Width in font sizes."""
    import uharfbuzz

    total = 0.0
    for piece in runs(text):
        if piece.family != OURS:
            total += sum(_foreign_ems(sign) for sign in piece.text)
            continue
        buffer = uharfbuzz.Buffer()
        buffer.add_str(piece.text)
        buffer.guess_segment_properties()
        font = _font(weight)
        uharfbuzz.shape(font, buffer)
        total += sum(position.x_advance for position in buffer.glyph_positions) / font.face.upem
    return total


def _foreign_ems(sign: str) -> float:
    category = unicodedata.category(sign)
    if category in {"Mn", "Me", "Cf"}:
        return 0.0
    if category == "So" or ord(sign) >= 0x1F000:
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
    return list(_wrapped(text, size, width, most, is_bold))


@lru_cache(maxsize=20_000)
def _wrapped(text: str, size: float, width: float, most: int, is_bold: bool) -> tuple[str, ...]:  # noqa: FBT001
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
            cut, hyphen = _longest_start(line, size, width, is_bold=is_bold)
            lines.append(line[:cut] + hyphen)
            line = line[cut:]
        if len(lines) > most:
            break
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) > most:
        rest = " ".join([lines[most - 1], lines[most]])
        lines = [*lines[: most - 1], fitted(rest + ELLIPSIS, size, width, is_bold=is_bold)]
    return tuple(lines)


def _words(text: str) -> list[str]:
    """Pieces that stay together, each with the space before it; hyphens and slashes end one, wide signs stand alone.

    A hyphen after a digit ends none: dates, ranges and "8-hour" stay together.
    """
    words = [""]
    for index, sign in enumerate(text):
        is_wide = unicodedata.east_asian_width(sign) in "WF" and not (index and _joins(sign))
        if (sign == " " and words[-1].strip() and not _UNIT.match(text, max(index - 1, 0))) or is_wide:
            words.append(sign)
        else:
            words[-1] += sign
        following = text[index + 1 : index + 2]
        is_end = sign in "-/_–" and index and not (sign == "-" and text[index - 1].isdigit())
        can_break = (is_end and following != " ") or unicodedata.east_asian_width(sign) in "WF"
        if can_break and following and not _joins(following):
            words.append("")
    return [word for word in words if word]


def _joins(sign: str) -> bool:
    return _is_mark(sign) or sign in "、。，．）」』”’)"


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Me", "Mc", "Cf"} or sign in SKIN_TONES


def _longest_start(line: str, size: float, width: float, *, is_bold: bool) -> tuple[int, str]:
    """How many signs of a word fit, and the hyphen that shows where it was broken, if it needs one."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(line[:middle] + HYPHEN, size, is_bold=is_bold) <= width:
            low = middle
        else:
            high = middle - 1
    low = _break(line, low, _joins) or _break(line, low, _is_mark) or low
    is_in_word = low > 1 and line[low - 1 : low + 1].isalpha() and has_glyph(line[low - 1])
    return low, HYPHEN if is_in_word else ""


def _break(line: str, most: int, sticks: Callable[[str], bool]) -> int:
    """After how many signs, at the most, none follows that sticks to the one before it; 0 for nowhere."""
    return next((cut for cut in range(most, 0, -1) if cut == len(line) or not sticks(line[cut])), 0)


@lru_cache(maxsize=20_000)
def longest_word(text: str, size: float) -> float:
    """How wide the longest piece of a text is that stays together."""
    return max((text_width(word.strip(), size) for word in _words(text)), default=0.0)
