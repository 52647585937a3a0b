"""Basis: where a number comes from."""

from enum import StrEnum


class Basis(StrEnum):
    """Where a number comes from, strongest first."""

    MEASURED = "measured"
    OBSERVED = "observed"
    STATED = "stated"
    ESTIMATED = "estimated"
    GUESSED = "guessed"
    UNKNOWN = "unknown"

    @property
    def weakness(self) -> int:
        """Place in the order from measured (0) to unknown (5)."""
        return _WEAKNESS[self]


_WEAKNESS = {basis: place for place, basis in enumerate(Basis)}

BASIS_WORDS = {**{basis.value: basis for basis in Basis}, "guess": Basis.GUESSED, "estimate": Basis.ESTIMATED}
"""What people write for a basis."""
