"""What can be drawn of measurements: what is believed beside each, and its periods in turn."""

from collections.abc import Iterator
from typing import NamedTuple

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.path import join

PERIODS = "periods"
"""What the name of a measurement goes on with, for the picture of its periods."""


class MeasuredView(NamedTuple):
    """A picture of a measurement: its name, such as ``measurements/tracker``, and of which one by id.

    ``measurement`` is what people call it. One of ``is_by_period`` shows its periods in turn.
    """

    name: str
    key: str
    measurement: str
    is_by_period: bool = False

    @property
    def title(self) -> str:
        """What people call the picture."""
        return f"{'Period by period' if self.is_by_period else 'Believed and measured'}: {self.measurement}"

    @property
    def explanation(self) -> str:
        """What it shows."""
        if self.is_by_period:
            return "Lead time of each period between its natural limits; what is special is marked and told."
        return "Each time as it is believed and as the log has it, on one scale."


def measured_views(stream: ValueStreamMap) -> Iterator[MeasuredView]:
    """Every picture that the measurements of a map say enough for."""
    for key, measurement in stream.measurements.items():
        name, title = f"measurements/{join(key)}", measurement.title or key
        if measurement.changes:
            yield MeasuredView(name, key, title)
        if len(measurement.periods) > 1:
            yield MeasuredView(f"{name}/{PERIODS}", key, title, is_by_period=True)
