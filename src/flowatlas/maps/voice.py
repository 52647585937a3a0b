"""Voices: what single people say about a map."""

from functools import cached_property
from typing import Any, NamedTuple

from flowatlas.model.overlay import Overlay
from flowatlas.model.path import BEHIND, Plain, address, is_branch, join
from flowatlas.model.record import described


class Told(NamedTuple):
    """A value that a voice states: the change that holds it, its path on the map, and what was typed."""

    change: str
    path: str
    typed: Any


class Voice(Overlay):
    """What one person says about the map."""

    name: str | None = described("Name", "Who says it.", is_personal=True)
    role: str | None = described("Role", "The role that they speak for.")

    @cached_property
    def same_as(self) -> dict[str, str]:
        """The steps that this voice has under an id of its own, with the step of the map that each one is."""
        found = {}
        for change, value in self.changes.items():
            keys, is_place = address(change)
            if len(keys) < 2 or keys[0] != "steps" or is_place:
                continue
            named = value if keys[2:] == ["same_as"] else None
            if len(keys) == 2 and is_branch(value):
                named = value.get("same_as")
            if isinstance(named, str | int):
                found[keys[1]] = str(named)
        return found

    @cached_property
    def told(self) -> list[Told]:
        """Every value that this voice states, in its order; a whole record counts as its fields.

        Paths are those of the map: a step that is the same as one of the map speaks about that one. What is removed,
        and where something stands, are no values.
        """
        found: list[Told] = []
        for change, value in self.changes.items():
            keys, is_place = address(change)
            if not is_place:
                self._tell(change, keys, value, found)
        return found

    def _tell(self, change: str, keys: list[str], value: Any, found: list[Told]) -> None:
        if is_branch(value):
            for key, inner in value.items():
                if key != BEHIND:
                    self._tell(change, [*keys, str(key)], inner, found)
            return
        is_step = len(keys) > 2 and keys[0] == "steps"
        if value is None or value == {} or (is_step and keys[2:] == ["same_as"]):
            return
        if is_step and keys[1] in self.same_as:
            keys = ["steps", self.same_as[keys[1]], *keys[2:]]
        if is_step and keys[-1] in {"to", "after"}:
            value = [self._known(one) for one in value] if isinstance(value, list) else self._known(value)
        found.append(Told(change, join(*keys), value))

    def _known(self, step_id: Any) -> Any:
        return self.same_as.get(str(step_id), step_id)

    @cached_property
    def statements(self) -> Plain:
        """What this voice states, by path relative to the map; of a value that is stated twice the last one counts."""
        return {one.path: one.typed for one in self.told}
