"""Values of long columns, put into one piece of memory as several threads read them."""

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


class UnfitError(Exception):
    """Texts are too long, too many or too unlike to be told apart in the quick way that their first ones promised."""


class Values:
    """One value for each row, in one piece of memory as far as there is ``room`` for it.

    Room for more rows than come takes no memory. Rows may be left out, so that what was put holds fewer of them.
    """

    def __init__(self, room: int, kind: str) -> None:
        self._whole = np.empty(room, kind)
        self._sizes: dict[int, int] = {}
        self._beyond: dict[int, NDArray[Any]] = {}

    def put(self, begin: int, values: "NDArray[Any]") -> None:
        """Add what stands from a row on."""
        end = begin + len(values)
        self._sizes[begin] = len(values)
        if end <= len(self._whole):
            self._whole[begin:end] = values
        else:
            self._beyond[begin] = values

    def lent(self, begin: int, count: int) -> "NDArray[Any]":
        """The place for so many values from a row on, into which somebody else writes; see `took`."""
        end = begin + count
        return self._whole[begin:end] if end <= len(self._whole) else np.empty(count, self._whole.dtype)

    def took(self, begin: int, values: "NDArray[Any]") -> None:
        """Take what now stands in the place that was lent from a row on."""
        self._sizes[begin] = len(values)
        if begin + len(values) > len(self._whole):
            self._beyond[begin] = values

    def joined(self) -> "NDArray[Any]":
        """All of them; this holds none of them any more."""
        whole, self._whole = self._whole, self._whole[:0]
        rows = sum(self._sizes.values())
        if not self._beyond and all(begin + size <= rows for begin, size in self._sizes.items()):
            return whole[:rows]
        parts = [self._beyond.get(begin, whole[begin : begin + size]) for begin, size in sorted(self._sizes.items())]
        self._beyond.clear()
        return np.concatenate(parts)

    def places(self) -> "Iterator[tuple[int, int]]":
        """Where each piece came from, and where it goes, in order."""
        rows = 0
        for begin, size in sorted(self._sizes.items()):
            yield begin, rows
            rows += size
