"""What a connection saw of a session, so that it is told what differs, however much the whole of it is."""

from typing import Any, NamedTuple

from pydantic_core import to_json

from flowatlas.server.protocol.base import Message
from flowatlas.server.protocol.meeting import MeetingOf, MeetingTold

KEYS = ("id", "path")
"""Fields by which a part of a list is known, first come first served."""


class Glimpse(NamedTuple):
    """A session as somebody saw it, and of which revision that was."""

    revision: int
    meeting: MeetingOf

    def message(self, before: "Glimpse | None") -> str:
        """For a connection that saw this before, or nothing yet."""
        what = _told(before and before.meeting, self.meeting)
        return to_json(MeetingTold.model_construct(what=what)).decode()


def _told(before: Any, after: Any) -> Any:
    """What is told of a value to whoever knows what it was: no more than differs, as far as its parts are known."""
    if isinstance(after, list):
        key = _key_of(after)
        known = {getattr(part, key): part for part in before or []} if key else {}
        return [_told(known.get(getattr(part, key)), part) for part in after] if key else after
    if not isinstance(after, Message) or before is None:
        return after
    fields = ((name, getattr(before, name), value) for name, value in after)
    return {name: _told(old, new) for name, old, new in fields if name in KEYS or old != new}


def _key_of(parts: list[Any]) -> str:
    """By which field the parts of a list are known; '' where by none."""
    fields = type(parts[0]).model_fields if parts and isinstance(parts[0], Message) else {}
    return next((name for name in KEYS if name in fields), "")
