"""Mapping files: a record of settings as YAML of its own, read with line numbers, written with what each part means."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.finding import Finding
from flowatlas.model.path import Plain, join, split
from flowatlas.model.record import Record, fields_of
from flowatlas.store.dump import in_flow
from flowatlas.store.file import text_of
from flowatlas.store.node import Node, TextError, parse, plain_of

MOST_TOLD = 5
"""Problems that one message tells; the rest are counted."""

WIDEST_COMMENT = 110
LONGEST_KEY = 1_000
"""In signs of YAML, which allows 1,024."""

Settings = TypeVar("Settings", bound=Record)


def read_mapping(
    record: type[Settings], name: str | Path, check: Callable[[Settings], Iterable[Finding]] = lambda _: ()
) -> Settings:
    """The settings in a file; ``check`` finds values that are of the right type and yet cannot be.

    Raises:
        FileUnreadableError: the file is missing or no YAML, or it holds unknown fields or wrong values; the message
            names each with its line, as settings that are half understood would give another answer.
    """
    try:
        root = parse(text_of(name, "a mapping"))
    except TextError as error:
        raise FileUnreadableError(f"{name}:{error.line}: {error}") from None
    read, findings = record.read(_without_blanks(record, plain_of(root)))
    findings = findings or list(check(read))
    if findings:
        told = [f"{name}:{_line_of(root, one.path)}: {one.with_hint}" for one in findings[:MOST_TOLD]]
        if len(findings) > MOST_TOLD:
            told.append(f"and {len(findings) - MOST_TOLD} more")
        raise FileUnreadableError("\n".join(told))
    return read


def mapping_text(record: Record, heading: Iterable[str], reasons: Mapping[str, str] = MappingProxyType({})) -> str:
    """Settings as commented YAML; what they leave open stands there as a comment, ready to be filled in.

    ``heading`` are the first lines; ``reasons`` say by path why a value was proposed. The same settings give the same
    text.
    """
    lines = [*(f"# {line}" if line else "#" for line in heading), *_lines(record, "", 0, reasons)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _lines(record: Record, path: str, indent: int, reasons: Mapping[str, str]) -> Iterator[str]:
    space = " " * indent
    for name, declared in fields_of(type(record)).items():
        value, here = getattr(record, declared.attribute), f"{path}/{name}" if path else name
        if not indent:
            yield ""
        yield f"{space}# {declared.explanation}"
        if isinstance(value, Record):
            yield f"{space}{name}:"
            yield from _lines(value, here, indent + 2, reasons)
        elif value is None or value in ([], {}):
            absent = f"  # absent: {declared.absent}" if declared.absent else ""
            yield f"{space}# {name}:{absent}"
        elif isinstance(value, dict):
            yield f"{space}{name}:"
            for key, inner in value.items():
                yield from _entry(key, inner, f"{here}/{join(key)}", indent + 2, reasons)
        else:
            yield from _entry(name, value, here, indent, reasons)


def _entry(key: str, value: Any, path: str, indent: int, reasons: Mapping[str, str]) -> Iterator[str]:
    space, written = " " * indent, in_flow(str(key))
    if len(written) > LONGEST_KEY:
        yield f"{space}# left out, as its name is too long: {written[:60]} …"
        return
    line = f"{space}{written}: {in_flow(value)}"
    # Names of the log stand in reasons, and a comment may hold nothing but signs that show.
    why = " ".join("".join(sign if sign.isprintable() else " " for sign in reasons.get(path, "")).split())
    if not why:
        yield line
    elif len(line) + len(why) + 4 <= WIDEST_COMMENT:
        yield f"{line}  # {why}"
    else:
        yield f"{space}# {why}"
        yield line


def _without_blanks(record: type[Record], plain: Plain) -> Plain:
    """Settings whose blank fields, such as ``hours:``, say nothing; what a mapping lists by name stays."""
    kept = {}
    for key, value in plain.items():
        declared = fields_of(record).get(key)
        if value is None and declared is not None:
            continue
        is_record = declared is not None and declared.record is not None and isinstance(value, dict)
        kept[key] = _without_blanks(declared.record, value) if is_record else value  # type: ignore[union-attr, arg-type]
    return kept


def _line_of(root: Node, path: str) -> int:
    node, line = root, 1
    for key in split(path):
        entry = node.entries.get(key)
        if entry is None:
            break
        node, line = entry.value, entry.key.line
    return line
