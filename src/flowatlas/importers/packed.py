"""Packed files: the bytes of a file, unpacked piece by piece, so that memory holds a piece and never the file."""

import zlib
from collections.abc import Iterator
from pathlib import Path

from flowatlas.importers.importer import Source
from flowatlas.model.errors import FileUnreadableError

PIECE = 1 << 22
"""Bytes that are handed on at once."""

READ = 1 << 19
"""Bytes that are read from the disk at once."""

FREE = 1 << 28
"""Bytes that every file may unpack to, however small it is."""

MOST_TIMES = 300
"""How many times its own size a file may unpack to beyond that; event logs reach 10 to 60."""

GZIP = b"\x1f\x8b"


class CutOffError(FileUnreadableError):
    """A packed file ends in the middle, or is damaged, so that it is unknown how much is missing."""


def pieces(path: Path, source: Source) -> Iterator[bytes]:
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


def _told(file: object, start: bytes, source: Source, number: int, size: int) -> Iterator[bytes]:
    done = 0
    read = file.read  # type: ignore[attr-defined]  # a raw file
    piece = start
    while piece:
        yield piece
        done += len(piece)
        source.progress(f"reading {source.paths[number].name}", (number + min(done / size, 1)) / len(source.paths))
        piece = read(READ if start.startswith(GZIP) else PIECE)


def _unpacked(raw: Iterator[bytes], path: Path, size: int) -> Iterator[bytes]:
    """The members of a gzip file one after the other; zeros after the last one are padding."""
    unpacker = zlib.decompressobj(wbits=31)
    made = 0
    is_begun = False
    for packed in raw:
        rest = packed
        while rest:
            if unpacker.eof:
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                unpacker = zlib.decompressobj(wbits=31)
            try:
                piece = unpacker.decompress(rest, PIECE)
            except zlib.error:
                raise CutOffError("the packed file is damaged here; export or copy it again") from None
            is_begun = True
            made += len(piece)
            if made > max(FREE, size * MOST_TIMES):
                raise FileUnreadableError(
                    f"{path}: {size:,} bytes unpack to more than {made - 1:,}, which no log does; it was not read on"
                )
            if piece:
                yield piece
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if is_begun and not unpacker.eof:
        raise CutOffError("the packed file is cut off here; export or copy it again")
