"""Findings: what to tell a person about one place of their atlas."""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding matters: an error makes a figure unusable, a warning casts doubt, info helps."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Finding(NamedTuple):
    """Something to tell the person about a path: message, severity, and a hint at what would be right."""

    path: str
    message: str
    severity: Severity = Severity.ERROR
    hint: str = ""

    @property
    def with_hint(self) -> str:
        """The message, and behind it what would be right."""
        return f"{self.message}; {self.hint}" if self.hint else self.message
