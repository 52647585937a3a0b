"""Plain values as new YAML text."""

import re
from collections.abc import Iterator
from typing import Any

from flowatlas.model.path import NOTHING, Plain, is_quantity
from flowatlas.store.node import resolved

WIDEST_FLOW = 120

_IN_FLOW = re.compile(
    r"(?:[^\W_]|[~<€$£/(])(?:[\w .()+%€$£~<>=/;'!?*&@^|’“”…·–—-]*[\w.()+%€$£~<>=/;'!?*&@^|’“”…·–—-])?"
)
_IN_BLOCK = re.compile(r"(?:[^\W_]|[~<€$£/(])(?:[\w .()+%€$£~<>=/;,'!?*&@^|’“”…·–—-]*[\w.()+%€$£?!])?")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def dump(plain: Plain) -> str:
    """An atlas as new text: records of a few short values on one line, everything else line by line.

    >>> print(dump({"current": {"steps": {"build": {"process_time": "3d"}}}}), end="")
    current:
      steps:
        build: {process_time: 3d}
    """
    return "".join(f"{line}\n" for line in block_lines(plain, 0)) or "{}\n"


def block_lines(plain: Plain, indent: int) -> Iterator[str]:
    """The lines of a mapping, each entry on lines of its own."""
    for key, value in plain.items():
        head, *below = entry_lines(key, value, indent)
        yield f"{' ' * indent}{in_flow(key)}:{head}"
        yield from below


def entry_lines(key: str, value: Any, indent: int, *, is_block: bool = False) -> Iterator[str]:
    """What stands behind the colon of an entry, then the lines below it; ``is_block`` asks for records line by line."""
    is_record = isinstance(value, dict) and bool(value) and not is_quantity(value)
    if is_record and (is_block or not _fits_one_line(key, value, indent)):
        yield ""
        yield from block_lines(value, indent + 2)
    else:
        yield f" {in_flow(value) if isinstance(value, dict | list) else _scalar(value, _IN_BLOCK)}"


def in_flow(value: Any) -> str:
    """A value on one line, as it may stand inside of braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{in_flow(str(key))}: {in_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_flow(inner) for inner in value) + "]"
    return _scalar(value, _IN_FLOW)


def _fits_one_line(key: str, record: Plain, indent: int) -> bool:
    if any(isinstance(inner, dict) and inner and not is_quantity(inner) for inner in record.values()):
        return False
    return indent > 0 and indent + len(in_flow(key)) + 2 + len(in_flow(record)) <= WIDEST_FLOW


def _scalar(value: Any, needs_no_quotes: re.Pattern[str]) -> str:
    if value is None or value is NOTHING:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if needs_no_quotes.fullmatch(text) and isinstance(resolved(text), str):
        return text
    return '"' + "".join(_ESCAPES.get(sign) or _escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    code = ord(sign)
    if sign.isprintable():
        return sign
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
