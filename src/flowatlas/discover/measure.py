"""Measuring: times, shares and rates of the steps, gaps and ways back that were found."""

from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.measured import MeasuredMap
from flowatlas.discover.passes import Passes
from flowatlas.discover.structure import Structure


def measured_map(passes: Passes, structure: Structure, mapping: LogMapping) -> MeasuredMap:
    """What the log says of each step, gap and way back, and of the stream as a whole."""
    raise NotImplementedError
