"""Blocks: a long table of text, cut where its lines end, of which several threads read a piece each."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from flowatlas.importers.gathered import Codes, Numbers, Pieces, finished
from flowatlas.importers.gathered_keys import Keys, keys_for
from flowatlas.importers.gathered_values import UnfitError
from flowatlas.importers.splitting.split import Splitter

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from flowatlas.importers.feed import Feed
    from flowatlas.importers.layout import Layout

    Bytes = NDArray[np.uint8]

THREADS = 2
AHEAD = THREADS + 1
"""Pieces that wait or are read; more would only take memory."""

SIZE = 4 << 20
"""Bytes of a block, about."""

ROOM = 1.05
"""Memory that is set aside for rows, as a multiple of what the first ones take for granted."""

NEWLINE, RETURN, QUOTE = b"\n", b"\r", b'"'


class Block(NamedTuple):
    """So many whole lines, and whether some of their values stand in quotes, or some lines end with a return, too.

    ``room`` is how many bytes follow in the same memory.
    """

    content: "Bytes"
    lines: int
    is_quoted: bool
    has_returns: bool
    room: int


class Blocks:
    """The rows of a table of text, read block by block.

    ``kinds`` tells the type of every column, ``wanted`` which are needed. ``is_plain`` says whether row after row
    stood in line after line. Rows that do not fit are handed to ``skip``.
    """

    def __init__(
        self, layout: "Layout", kinds: "dict[str, pa.DataType]", wanted: list[str], skip: Callable[[Any], str]
    ) -> None:
        self._layout = layout
        self._kinds = kinds
        self._skip = skip
        self._wanted = wanted
        self._columns: dict[str, Keys | Codes | Numbers | Pieces] = {}
        self._splitter: Splitter | None = None
        self.is_plain = True

    def _column(self, name: str, room: int) -> "Keys | Codes | Numbers | Pieces":
        import pyarrow as pa

        kind = self._kinds[name]
        if Numbers.fits(kind):
            return Numbers(kind, room)
        if pa.types.is_dictionary(kind):
            return Codes(room)
        place = self._layout.names.index(name)
        return keys_for([row[place] for row in self._layout.rows], room) or Pieces(kind)

    def table(self, feed: "Feed") -> "pa.Table":
        """All rows.

        Raises:
            UnfitError: lines cannot be told apart by looking at them alone, or values are unlike the first ones.
            ArrowInvalid: values cannot be read.
            FileUnreadableError: the bytes cannot be read.
        """
        waiting: deque[Future[None]] = deque()
        pool = ThreadPoolExecutor(THREADS)
        try:
            begin = 0
            for block in self._cut(feed):
                if not begin:
                    room = ROOM * feed.size / len(block.content) * block.lines
                    self._columns = {name: self._column(name, int(room)) for name in self._wanted}
                    self._splitter = Splitter(
                        self._layout.names, self._layout.delimiter, self._columns, feed.size, feed.say
                    )
                waiting.append(pool.submit(self._read, begin, block))
                begin += block.lines
                if len(waiting) > AHEAD:
                    waiting.popleft().result()
            while waiting:
                waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)
        if not self._columns:
            raise UnfitError
        return finished(self._columns)

    def _cut(self, feed: "Feed") -> Iterator[Block]:
        """The lines of the rows, in blocks that end with a line."""
        rest = b""
        lines = self._layout.first_line - 1
        while len(whole := feed.after(rest, SIZE)) > len(rest):
            begin, lines = _after_lines(whole, lines)
            block = _block(whole, begin)
            if lines or not len(block.content):
                raise UnfitError
            yield block
            rest = bytes(memoryview(whole)[begin + len(block.content) :])
        if rest:
            yield _block(bytearray(rest), 0, is_last=True)

    def _read(self, begin: int, block: Block) -> None:
        import pyarrow as pa
        from pyarrow import csv as arrow

        _refuse_odd(block, ord(self._layout.delimiter))
        if self._is_split(begin, block):
            return
        table = arrow.read_csv(
            pa.py_buffer(block.content),
            arrow.ReadOptions(
                block_size=len(block.content) + 1, column_names=list(self._layout.names), use_threads=False
            ),
            arrow.ParseOptions(
                delimiter=self._layout.delimiter,
                newlines_in_values=block.is_quoted,
                invalid_row_handler=self._skip,
            ),
            arrow.ConvertOptions(column_types=self._kinds, include_columns=list(self._columns)),
        )
        for name, column in self._columns.items():
            column.put(begin, table[name])
        if len(table) != block.lines:
            self.is_plain = False

    def _is_split(self, begin: int, block: Block) -> bool:
        """Read a block in the quickest way; whether that was possible."""
        if self._splitter is None or block.is_quoted:
            return False
        return self._splitter.read(block.content, block.room, begin, block.lines)


def _block(whole: bytearray, begin: int, *, is_last: bool = False) -> Block:
    """The whole lines in some bytes from a place on, which are none where the end of one cannot be told."""
    is_quoted = whole.find(QUOTE, begin) >= 0
    end = len(whole) if is_last else _after_rows(whole, begin) if is_quoted else whole.rfind(NEWLINE, begin) + 1
    content = np.frombuffer(whole, np.uint8)[begin : max(begin, end)]
    lines = int(np.count_nonzero(content == ord(NEWLINE))) + (is_last and not whole.endswith(NEWLINE))
    return Block(content, lines, is_quoted, whole.find(RETURN, begin, end) >= 0, len(whole) - max(begin, end))


def _after_lines(whole: bytearray, lines: int) -> tuple[int, int]:
    """Where so many lines end, and how many of them the bytes do not hold."""
    end = 0
    while lines and (found := whole.find(NEWLINE, end) + 1):
        end, lines = found, lines - 1
    return end, lines


def _after_rows(whole: bytearray, begin: int) -> int:
    """Where the last line ends whose end stands outside of quotes; 0 where there is none."""
    is_outside = whole.count(QUOTE, begin) % 2 == 0
    end = len(whole)
    while (found := whole.rfind(NEWLINE, begin, end)) >= 0:
        is_outside ^= whole.count(QUOTE, found, end) % 2 == 1
        if is_outside:
            return found + 1
        end = found
    return 0


def _refuse_odd(block: Block, delimiter: int) -> None:
    """Refuse what is not the same for whoever only counts signs: lone returns, quotes in the middle of values.

    Raises:
        UnfitError: there are such.
    """
    content = block.content
    if block.has_returns:
        returns = np.flatnonzero(content == ord(RETURN)) + 1
        if returns[-1] == len(content) or (content[returns] != ord(NEWLINE)).any():
            raise UnfitError
    if not block.is_quoted:
        return
    quotes = np.flatnonzero(content == ord(QUOTE))
    if len(quotes) % 2:
        raise UnfitError
    before, after = content.take(quotes[::2] - 1, mode="clip"), content.take(quotes[1::2] + 1, mode="clip")
    before[quotes[::2] == 0] = ord(NEWLINE)
    may_open, may_close = ([delimiter, *signs] for signs in (NEWLINE + QUOTE, NEWLINE + RETURN + QUOTE))
    if not (np.isin(before, may_open).all() and np.isin(after, may_close).all()):
        raise UnfitError
