"""Reasons: why something about a log was taken to be so."""

from typing import NamedTuple


class Reason(NamedTuple):
    """Why a value of the mapping was proposed: the path of the value, what it is, and why in plain words."""

    path: str
    value: str
    because: str
