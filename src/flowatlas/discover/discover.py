"""From a log to the measured map: what is proposed, what it is made of, and what was measured."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowatlas.discover.mapping import LogMapping, completed
from flowatlas.discover.measure import measured_map
from flowatlas.discover.passes import passes_of
from flowatlas.discover.proposal import proposed, with_order
from flowatlas.discover.reason import Reason
from flowatlas.discover.structure import structure_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowatlas.discover.measured import MeasuredMap
    from flowatlas.model.event import EventLog


@dataclass(frozen=True)
class Discovered:
    """The measured map, the mapping under which it was found, and why the mapping says what nobody had confirmed."""

    measured: "MeasuredMap"
    mapping: LogMapping
    reasons: tuple[Reason, ...]


def discover(log: "EventLog", mapping: LogMapping, progress: "Callable[[str, float], None]") -> Discovered:
    """The stream that a log tells of, under a mapping whose open questions are answered from the data."""
    progress("looking at what there is", 0.3)
    complete, reasons = proposed(log, completed(mapping, log.understood))
    progress("putting it in order", 0.4)
    passes = passes_of(log, complete)
    progress("looking for the steps", 0.6)
    structure = structure_of(passes, complete)
    complete, why_so_ordered = with_order(complete, structure)
    progress("measuring", 0.75)
    told = (*(Reason(*one) for one in log.reasons), *reasons, *why_so_ordered)
    return Discovered(measured_map(passes, structure, complete), complete, told)
