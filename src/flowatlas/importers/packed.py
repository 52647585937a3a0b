"""Packed files: the bytes of a file, unpacked piece by piece, so that memory holds a piece and never the file."""

import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from flowatlas.model.errors import FileUnreadableError

if TYPE_CHECKING:
    from flowatlas.importers.importer import Source

PIECE = 1 << 22
"""Bytes that are handed on at once."""

READ = 1 << 19
"""Bytes that are read from the disk at once."""

HEAD = 65_536
"""Bytes of a file that are looked at to tell what it is."""

FREE = 1 << 28
"""Bytes that every file may unpack to, however small it is."""

MOST_TIMES = 300
"""How many times its own size a file may unpack to beyond that; event logs reach 10 to 60."""

GZIP = b"\x1f\x8b"


class CutOffError(FileUnreadableError):
    """A packed file ends in the middle, or is damaged, so that it is unknown how much is missing."""


class Unpacker:
    """The members of a gzip file one after the other; zeros after the last one are padding."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._is_begun = False

    def pieces(self, packed: bytes, most: int = PIECE) -> Iterator[bytes]:
        """What the next packed bytes hold, in pieces of at most so many bytes.

        Raises:
            CutOffError: they are damaged.
        """
        rest = packed
        while rest:
            if self._member.eof:
                rest = rest.lstrip(b"\0")
                if not rest:
                    return
                self._member = zlib.decompressobj(wbits=31)
            try:
                piece = self._member.decompress(rest, most)
            except zlib.error:
                raise CutOffError("the packed file is damaged here; export or copy it again") from None
            self._is_begun = True
            if piece:
                yield piece
            rest = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def finish(self) -> None:
        """Tell that there are no more packed bytes.

        Raises:
            CutOffError: there should be more.
        """
        if self._is_begun and not self._member.eof:
            raise CutOffError("the packed file is cut off here; export or copy it again")


def beginning(path: Path) -> bytes:
    """The first bytes of a file, unpacked where it is packed with gzip; empty where it cannot be unpacked.

    Raises:
        FileUnreadableError: there is no such file, or it may not be read.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(HEAD)
    except OSError as error:
        raise FileUnreadableError(f"{path} cannot be read: {error.strerror}") from None
    if not raw.startswith(GZIP):
        return raw
    try:
        return next(Unpacker().pieces(raw, HEAD), b"")
    except CutOffError:
        return b""


def pieces(path: Path, source: "Source") -> Iterator[bytes]:
    """The bytes of a file, unpacked where it is packed with gzip, in pieces of at most ``PIECE`` bytes.

    Tells the source's progress how much of all its files has been read.

    Raises:
        CutOffError: the packed file ends too early or is damaged.
        FileUnreadableError: the file cannot be read, or unpacks to far more than any log would.
    """
    try:
        size = max(path.stat().st_size, 1)
        number = source.paths.index(path) if path in source.paths else 0
        with path.open("rb", buffering=0) as file:
            start = file.read(READ)
            raw = _told(file, start, source, number, size)
            yield from _unpacked(raw, path, size) if start.startswith(GZIP) else raw
    except OSError as error:
        raise FileUnreadableError(f"{path} cannot be read: {error.strerror}") from None


def _told(file: IO[bytes], start: bytes, source: "Source", number: int, size: int) -> Iterator[bytes]:
    done = 0
    piece = start
    while piece:
        yield piece
        done += len(piece)
        source.progress(f"reading {source.paths[number].name}", (number + min(done / size, 1)) / len(source.paths))
        piece = file.read(READ if start.startswith(GZIP) else PIECE)


def _unpacked(raw: Iterator[bytes], path: Path, size: int) -> Iterator[bytes]:
    """What a packed file of so many bytes holds, as long as it is no more than a log would hold."""
    unpacker = Unpacker()
    made = 0
    for packed in raw:
        for piece in unpacker.pieces(packed, PIECE):
            made += len(piece)
            if made > max(FREE, size * MOST_TIMES):
                raise FileUnreadableError(
                    f"{path}: {size:,} bytes unpack to more than {made - 1:,}, which no log does; it was not read on"
                )
            yield piece
    unpacker.finish()


class Unpacking(io.RawIOBase):
    """The bytes of a file as a file of their own, unpacked while they are read.

    ``taken`` counts the bytes of the file itself that were read, of ``size``.

    Raises:
        FileUnreadableError: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        try:
            self.size = path.stat().st_size
            self._raw: IO[bytes] = path.open("rb", buffering=0)
            start = self._raw.read(len(GZIP))
            self._raw.seek(0)
        except OSError as error:
            raise FileUnreadableError(f"{path} cannot be read: {error.strerror}") from None
        self.is_packed = start == GZIP
        raw = iter(lambda: self._raw.read(READ), b"")
        self._pieces = _unpacked(raw, path, max(self.size, 1)) if self.is_packed else iter(())
        self._ready = bytearray()

    @property
    def taken(self) -> int:
        """Bytes of the file that were read so far."""
        return self._raw.tell()

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with the next bytes, as far as there are any.

        Raises:
            FileUnreadableError: the packed file is cut off, broken or a bomb.
        """
        view = memoryview(buffer).cast("B")
        done = 0
        while done < len(view):
            count = self._unpacked_into(view[done:]) if self.is_packed else self._raw.readinto(view[done:])  # type: ignore[attr-defined]  # a raw file
            if not count:
                break
            done += count
        return done

    def _unpacked_into(self, view: memoryview) -> int:
        try:
            if not self._ready:
                self._ready += next(self._pieces, b"")
        except CutOffError as error:
            raise FileUnreadableError(f"{self._path}: {error}") from None
        count = min(len(view), len(self._ready))
        view[:count] = self._ready[:count]
        del self._ready[:count]
        return count

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._raw.close()
        super().close()
