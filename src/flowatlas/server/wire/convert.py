"""Between the words of the model and those of the protocol."""

from collections.abc import Iterable

from flowatlas.model.finding import Finding
from flowatlas.model.path import NOTHING, Change
from flowatlas.server.protocol.base import ChangeOf, FindingOf


def changes_from(sent: Iterable[ChangeOf]) -> list[Change]:
    """The changes that a message asks for."""
    return [Change(one.path, NOTHING if one.is_nothing else one.value) for one in sent]


def changes_told(made: Iterable[Change]) -> list[ChangeOf]:
    """Changes as they are sent."""
    return [
        ChangeOf(path=path, is_nothing=True) if value is NOTHING else ChangeOf(path=path, value=value)
        for path, value in made
    ]


def findings_told(found: Iterable[Finding]) -> list[FindingOf]:
    """Findings as they are sent."""
    return [FindingOf(path=one.path, message=one.message, severity=one.severity.value, hint=one.hint) for one in found]
