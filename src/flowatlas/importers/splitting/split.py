"""Split: the lines of a plain block of a table of text, read in one go by what was compiled for it."""

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.compiled.kept import Kernel, loaded, made
from flowatlas.importers.splitting import fields
from flowatlas.importers.splitting.fields import AHEAD, NUMBERS, UNFIT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

SPLITTING = Kernel("flowatlas.importers.splitting.lines", 6)

LONG = 256 << 20
"""Bytes of a table from which on it pays to compile first, where nothing is kept yet."""

WORD = 8


class Lent:
    """The place for values of a kind, with what their texts begin with; `finish` has the column take what was read."""

    def __init__(self, kind: int, place: "NDArray[Any]", done: "Callable[[Lent], None]", head: bytes = b"") -> None:
        self.kind = kind
        self.place = place
        self.head = head
        self.words: list[str | None] = []
        self.empties = 0
        self.finish = partial(done, self)

    def take(self, told: "NDArray[np.int64]", texts: "NDArray[np.int64] | None", whole: memoryview, at: int) -> None:
        """Take what splitting says of these values; ``at`` is the address of all the lines, which are UTF-8.

        Raises:
            UnicodeError: they are not.
        """
        self.empties = int(told[fields.EMPTIES])
        if texts is not None:
            places = texts[: 2 * int(told[fields.WORDS])].reshape(-1, 2).tolist()
            self.words = [str(whole[place - at : place - at + length], "utf-8") for place, length in places]

    def fill(self, told: "NDArray[np.int64]") -> "tuple[NDArray[np.int64] | None, NDArray[np.int64] | None]":
        """Write down what splitting has to know; gives the memory that it works with."""
        told[fields.KIND] = self.kind
        told[fields.PLACE] = self.place.ctypes.data
        told[fields.HEAD] = int.from_bytes(self.head.ljust(WORD, b"\0"), "little", signed=True)
        told[fields.HEAD_SIZE] = len(self.head)
        told[fields.HEAD_MASK] = int.from_bytes((b"\xff" * len(self.head)).ljust(WORD, b"\0"), "little", signed=True)
        if self.kind != fields.WORD:
            return None, None
        table, texts = np.zeros(3 * fields.SLOTS, np.int64), np.empty(2 * fields.MOST_WORDS, np.int64)
        told[fields.TABLE], told[fields.TEXTS] = table.ctypes.data, texts.ctypes.data
        return texts, table


class Splitter:
    """Reads blocks of lines into columns; ``names`` are those of all columns of the table, in order."""

    def __init__(
        self,
        names: "Sequence[str]",
        delimiter: str,
        columns: "Mapping[str, Any]",
        size: int,
        tell: "Callable[[str], None]",
    ) -> None:
        self._names = names
        self._delimiter = ord(delimiter)
        self._columns = columns
        is_ascii = self._delimiter < 128
        fits = is_ascii and len(set(names)) == len(names) and all(hasattr(one, "lent") for one in columns.values())
        self._run = loaded(SPLITTING) if fits else None
        if fits and self._run is None and size >= LONG:
            tell("compiling, which is done once")
            self._run = made(SPLITTING)

    def read(self, content: "NDArray[np.uint8]", room: int, begin: int, lines: int) -> bool:
        """Read a block of so many lines, whose first row is known; whether it is read.

        ``room`` is how many bytes may be looked at behind the lines. Nothing in the block may stand in quotes, and a
        return only before a line break.
        """
        if self._run is None or not lines:
            return False
        size = len(content)
        if room < AHEAD:
            content = np.concatenate((content, np.zeros(AHEAD, np.uint8)))
        lent: dict[str, Lent] = {}
        for name, column in self._columns.items():
            if (found := column.lent(begin, lines)) is None:
                return False
            lent[name] = found
        told = np.zeros((len(self._names), NUMBERS), np.int64)
        by_name = dict(zip(self._names, told, strict=True))
        # What is held are tables that only their addresses in what is told speak of.
        held = {name: one.fill(by_name[name]) for name, one in lent.items()}
        at = content.ctypes.data
        rows = self._run(at, at + size, told.ctypes.data, len(told), lines, self._delimiter)
        if rows == UNFIT or rows != lines:
            return False
        whole = content.data
        try:
            for name, one in lent.items():
                one.take(by_name[name], held[name][0], whole, at)
        except UnicodeError:
            return False
        for one in lent.values():
            one.finish()
        return True
