"""Feed: the bytes of a file on their way to Arrow."""

import codecs
import time
import weakref
from typing import Any

import numpy as np

from flowatlas.importers.importer import Source
from flowatlas.importers.packed import Unpacking
from flowatlas.model.errors import FlowAtlasError

SHARE = 0.25
"""The share of all the progress there is that reading makes."""

PATIENCE = 2.0
"""Seconds that Arrow's threads have to let go of a file that could not be read to its end."""


class Feed:
    """Bytes for Arrow, in UTF-8, which tells how far they are; what goes wrong is kept, as Arrow would hide it."""

    def __init__(self, file: Unpacking, encoding: str, source: Source, part: tuple[int, int]) -> None:
        self._file = file
        self._source = source
        self._part = part
        is_utf8 = encoding in ("utf-8", "utf-8-sig", "ascii")
        self._decoder = None if is_utf8 else codecs.getincrementaldecoder(encoding)("replace")
        self._failure: BaseException | None = None
        self._breaks = 0
        self._last = b"\n"
        self._lent: weakref.ref[_Lent] | None = None
        self.closed = False

    @property
    def size(self) -> int:
        """About how many bytes there are; 0 where nobody knows."""
        return 0 if self._file.is_packed else self._file.size

    @property
    def lines(self) -> int:
        """How many lines were read."""
        return self._breaks + (self._last != b"\n")

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        try:
            found = self._file.read(size) or b""
        except FlowAtlasError as error:
            self._failure = error
            raise OSError(str(error)) from None
        self._tell()
        if self._decoder is not None:
            found = self._decoder.decode(found, final=not found).lstrip("\ufeff").encode()
        self._breaks += int(np.count_nonzero(np.frombuffer(found, np.uint8) == ord("\n")))
        self._last = found[-1:] or self._last
        return found

    def after(self, rest: bytes, size: int) -> bytearray:
        """The next bytes, about so many, after a rest that was not used yet; nothing but that rest at the end.

        Raises:
            FileUnreadableError: the packed file is cut off, broken or a bomb.
        """
        if self._decoder is None:
            whole = bytearray(len(rest) + size)
            whole[: len(rest)] = rest
            count = self._file.readinto(memoryview(whole)[len(rest) :])
            del whole[len(rest) + count :]
        else:
            whole = bytearray(rest)
            while len(whole) == len(rest) and (found := self._file.read(size)):
                whole += self._decoder.decode(found).lstrip("\ufeff").encode()
            if len(whole) == len(rest):
                whole += self._decoder.decode(b"", final=True).encode()
        self._tell()
        return whole

    def say(self, what: str) -> None:
        """Tell what goes on before anything more is read."""
        self._source.progress(what, 0.0)

    def _tell(self) -> None:
        number, count = self._part
        share = (number + min(1.0, self._file.taken / max(1, self._file.size))) / count
        self._source.progress("reading", SHARE * share)

    def lent(self) -> "_Lent":
        """Itself as Arrow gets it, so that it can be seen when Arrow has let go of it."""
        lent = _Lent(self)
        self._lent = weakref.ref(lent)
        return lent

    def await_release(self) -> None:
        """Wait until no thread of Arrow's has it, as one that lets go of it while Python ends takes Python down."""
        end = time.monotonic() + PATIENCE
        while self._lent is not None and self._lent() is not None and time.monotonic() < end:
            time.sleep(0.001)

    def check(self) -> None:
        """Raise what went wrong, if anything did."""
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self.closed = True

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def writable(self) -> bool:
        """That it cannot be written."""
        return False

    def seekable(self) -> bool:
        """That it goes only forwards."""
        return False


class _Lent:
    """Bytes as Arrow reads them."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def __getattr__(self, name: str) -> Any:
        """What the bytes themselves have."""
        return getattr(self._feed, name)
