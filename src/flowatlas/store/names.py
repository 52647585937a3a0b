"""What people call the things in an atlas, and how values are told."""

from typing import Any

from flowatlas.model.atlas import WorkingCalendar
from flowatlas.model.finding import Finding
from flowatlas.model.path import CHANGES, Plain, is_quantity, join, split, value_at
from flowatlas.model.record import Field, Map, Record, fields_of
from flowatlas.model.wording import counted
from flowatlas.store.declared import BASE, MISSING, field_at, found_at, holds_records, on_the_map
from flowatlas.store.schema import atlas_type

LONGEST_QUOTE = 60

LABELS = ("name", "title", "text")
"""Fields that tell what people call a record, first come first served."""


class Names:
    """What people call the things in an atlas."""

    def __init__(self, plain: Plain) -> None:
        self.plain = plain

    def of(self, path: str) -> str:
        """The name of what stands at a path: “Legal review”, or “Legal review”: wait."""
        keys = split(path)
        value: Any = self.plain
        holder = field = ""
        at = 0
        current: type[Record] | None = atlas_type()
        while at < len(keys):
            key = keys[at]
            declared = None if current is None else fields_of(current).get(key)
            value = value.get(key, {}) if isinstance(value, dict) else {}
            at += 1
            if key == CHANGES and at < len(keys):
                return f"{holder}: {self.of(f'{BASE}/{keys[at]}')}"
            if declared is not None and declared.record is not None:
                current, is_keyed = declared.record, declared.is_keyed
            else:
                current, is_keyed = None, at > 1 and holds_records(value)
            if is_keyed and at < len(keys):
                value = value.get(keys[at], {}) if isinstance(value, dict) else {}
                holder, field = self._record(declared, key, keys[at], value, holder), ""
                at += 1
                continue
            if current is None or not issubclass(current, Map):
                field = f"{field} {field_title(declared, key)}".strip()
        return f"{holder}: {field}" if holder and field else holder or field or section_title(path)

    def label(self, path: str) -> str:
        """What people call the record at a path, without quotes; its id where it has no name."""
        return called(value_at(self.plain, path), split(path)[-1])

    def finding(self, found: Finding) -> str:
        """What is wrong or worth knowing about a place, by its name, and what would be right.

        Messages that begin with the field, such as ``touch_time: `` or ``touch time is ``, leave that to the name.
        """
        if not found.path:
            return found.with_hint
        key, name = split(found.path)[-1], self.of(found.path)
        title = field_title(field_at(found.path), key)
        message = found.with_hint.removeprefix(f"{key}: ")
        if message.startswith("is "):
            return f"{name} {message}"
        if name.endswith(title) and message.startswith(f"{title} "):
            return f"{name}{message.removeprefix(title)}"
        return f"{name}: {message}"

    def said(self, path: str, value: Any, declared: Field | None = None) -> str:
        """A value as it is told, with the names of the records that it points at instead of their ids."""
        if declared is not None and declared.is_address and isinstance(value, str):
            keys = split(value)
            # A value that nobody has given yet, such as a wait, has a name as well.
            return self.of(value) if self._stands(join(*(keys[:-1] if len(keys) > 2 else keys))) else said(value)
        if declared is None or declared.reference is None or not isinstance(value, str | list):
            return said(value, declared)
        holder = declared.reference.holder(on_the_map(split(path))[0])
        ids = [str(one) for one in (value if isinstance(value, list) else [value])]
        paths = [f"{holder}/{join(one)}" for one in ids]
        names = (
            f"“{shortened(self.label(one))}”" if self._stands(one) else said(key)
            for one, key in zip(paths, ids, strict=True)
        )
        return ", ".join(names) or "none"

    def _stands(self, path: str) -> bool:
        return found_at(self.plain, split(path)) is not MISSING

    def _record(self, declared: Field | None, container: str, key: str, value: Any, outer: str) -> str:
        quoted = f"“{shortened(called(value, key))}”"
        kind = declared.record.__name__ if declared is not None and declared.record is not None else ""
        if kind == "Step":
            return quoted
        if kind == "Rework":
            to = value.get("to") if isinstance(value, dict) else None
            back = f" back to “{self.label(join(BASE, 'steps', str(to)))}”" if to is not None else ""
            return f"rework from {outer}{back}"
        words = _words(kind) if kind else singular(container.replace("_", " "))
        return f"{words} {quoted} of {outer}" if outer else f"{words} {quoted}"


def field_title(declared: Field | None, key: str) -> str:
    """What people call a field, in the middle of a sentence."""
    if declared is None:
        return key.replace("_", " ")
    title = declared.title
    return title if title[1:2].isupper() or not title[:1].isupper() else title[0].lower() + title[1:]


def section_title(path: str) -> str:
    """The title of the map that a path leads into; what stands beside the maps belongs to the atlas."""
    declared = fields_of(atlas_type()).get(split(path)[0])
    if declared is None or (declared.record is None and "/" not in path) or declared.record is WorkingCalendar:
        return "Atlas"
    return declared.title


def said(value: Any, declared: Field | None = None) -> str:
    """A value as it is told: as typed, with quotes around texts."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(said(one) for one in value) or "none"
    if isinstance(value, dict):
        if is_quantity(value):
            own = {key: inner for key, inner in value.items() if key != "value"}
            parts = [said(value["value"])] if "value" in value else []
            return ", ".join([*parts, *(f"{key} {said(inner)}" for key, inner in own.items())])
        return counted(len(value), "value") if value else "blank"
    is_text = declared is not None and declared.annotation is str and not declared.is_address
    text = shortened(str(value))
    return f"“{text}”" if not text or (is_text and " " in text) else text


def called(value: Any, key: str) -> str:
    """What people call a record, without quotes; its id, which is the key, where it has no name."""
    if isinstance(value, dict):
        for name in LABELS:
            if isinstance(value.get(name), str | int | float) and str(value[name]).strip():
                return str(value[name])
    return key.replace("-", " ") or "''"


def _words(kind: str) -> str:
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in kind).strip()


def singular(word: str) -> str:
    """One of several: “property” of “properties”."""
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def shortened(text: str) -> str:
    """A text on one line, cut to 60 signs."""
    text = " ".join(text.split(" ")).replace("\n", " ").strip()
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
