"""Statements: what measurements and voices say of a value that the map itself leaves open."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flowatlas.maps.declared import field_at, read
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import QuantityError
from flowatlas.model.quantity import Quantity


class Statement(NamedTuple):
    """What is said of a value: by the map or a measurement (no voice), or by a voice that speaks for a role."""

    quantity: Quantity
    voice: str = ""
    role: str = ""


@dataclass(frozen=True)
class Statements:
    """All that is said of the values of a map; ``known`` holds by path what was looked up so far."""

    stream: ValueStreamMap
    calendar: Calendar
    known: dict[str, list[Statement]] = field(default_factory=dict)

    def said(self, path: str) -> list[Statement]:
        """What the measurement in use says of a value that nobody settled, else what the voices say."""
        if path not in self.known:
            self.known[path] = self.measured(path) or self._voiced(path)
        return self.known[path]

    def measured(self, path: str) -> list[Statement]:
        """What the measurement in use says of a value."""
        measurement = self.stream.measurements.get(self.stream.use or "")
        if measurement is None or path not in measurement.changes:
            return []
        return [Statement(one) for one in self._heard(path, measurement.changes[path])]

    def _voiced(self, path: str) -> list[Statement]:
        return [
            Statement(guarded(one), voice_id, self._speaks_for(voice_id))
            for voice_id, typed in self.stream.statements.get(path, {}).items()
            for one in self._heard(path, typed)
        ]

    def _speaks_for(self, voice_id: str) -> str:
        role = self.stream.voices[voice_id].role
        return f"voice {voice_id}" if role is None else self.stream.role_of(role)

    def _heard(self, path: str, typed: Any) -> Iterable[Quantity]:
        declared = field_at(path)
        kind = declared.annotation if declared is not None else None
        if declared is None or not (isinstance(kind, type) and issubclass(kind, Quantity)):
            return []
        try:
            quantity: Quantity = read(declared, typed, self.calendar)
        except QuantityError:
            return []
        return [] if quantity.is_unknown else [quantity]

    def speaking(self, said: list[Statement], source: np.random.Generator, draws: int) -> NDArray[np.intp]:
        """Which statement answers in each draw: one voice for the whole map; where it is silent, its role, or any."""
        voices = [Statement(said[0].quantity, key, self._speaks_for(key)) for key in self.stream.speakers]
        drawn = np.searchsorted(np.cumsum(weights(voices))[:-1], source.random(draws))
        number = source.random(draws)
        place_of = {one.voice: place for place, one in enumerate(said)}
        chosen = np.array([place_of.get(voice.voice, -1) for voice in voices], dtype=np.intp)[drawn]
        role_of = np.array([voice.role for voice in voices])[drawn]
        for role in {voice.role for voice in voices if voice.voice not in place_of}:
            among = [place for place, one in enumerate(said) if one.role == role] or list(range(len(said)))
            edges = np.cumsum(weights([said[place] for place in among]))[:-1]
            here = (chosen < 0) & (role_of == role)
            chosen[here] = np.asarray(among)[np.searchsorted(edges, number[here])]
        return chosen


def weights(said: list[Statement]) -> NDArray[np.float64]:
    """Every role as much as any other, shared among its voices; they sum to 1."""
    voices = Counter(one.role for one in said)
    return np.array([1 / voices[one.role] / len(voices) for one in said])


def guarded(quantity: Quantity) -> Quantity:
    """What one person says is an estimate, even where it is one figure."""
    return quantity.with_basis(Basis.ESTIMATED) if quantity.basis is Basis.STATED else quantity
