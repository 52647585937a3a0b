"""What a room shows and saves: the state that is durable now."""

from typing import NamedTuple

from flowatlas.model.path import Plain
from flowatlas.store.schema import Reading


class Now(NamedTuple):
    """A durable state: the number of its last change, its plain values and their reading."""

    n: int
    plain: Plain
    reading: Reading
