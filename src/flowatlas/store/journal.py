"""The journal of an atlas: every change in order, on disk before anybody is told that it was made.

A line holds a checksum, what kind of record it is, an id, and the record as JSON. Lines are only ever added. What a
crash tore off at the end was never acknowledged and is cut; damage in the middle sets the whole journal aside.
"""

import contextlib
import errno
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from flowatlas.model.errors import AlreadyOpenError, JournalError, reason

FOLDER = ".flowatlas"
NO_ID = "-"
CAREFUL = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
"""For opening files whose names anybody may have laid out: no link is followed."""


class Record(NamedTuple):
    """Something to note: its kind, such as ``change``, an id without blanks, and its content as JSON knows it."""

    kind: str
    content: Any
    id: str = NO_ID


class Line(NamedTuple):
    """Where a record stands in the journal; its content is read when somebody asks."""

    id: str
    start: int
    size: int


def journal_path(atlas: Path) -> Path:
    """Where the journal of an atlas file lies."""
    return atlas.parent / FOLDER / f"{atlas.name}.journal"


def records_of(path: Path) -> Iterator[Record]:
    """The records of a journal that another process may be writing just now, as far as they are whole; it is only read.

    Raises:
        JournalError: it cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        raise JournalError(f"{place_of(path)} cannot be read: {reason(error)}") from None
    for piece in content.splitlines(keepends=True):
        if not _is_sound(piece):
            return
        kind, name, plain = piece[9:].split(b" ", 2)
        yield Record(kind.decode(), json.loads(plain), name.decode())


class Journal:
    """The journal in a file that this process alone writes; ``lines`` are its records by kind, in order.

    ``notice`` says in a sentence what was found to be wrong with it, if anything. A journal that cannot be written yet
    can be read, and every `append` tries again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[str, list[Line]] = defaultdict(list)
        self.notice = ""
        self._end = self._durable = 0
        self._noted: list[str] = []
        _refuse_links(path)
        self._file: int | None = None
        self._lock = _locked(path.with_suffix(".lock"))
        try:
            self._file, self._is_writable = _opened(path)
            if self._file is not None:
                self._take_up()
        except BaseException:
            self.close()
            raise

    def read(self, line: Line) -> Any:
        """The content of a record.

        Raises:
            JournalError: the disk does not give it back as it was written.
        """
        content = b""
        if self._file is not None:
            with contextlib.suppress(OSError):
                content = os.pread(self._file, line.size, line.start)
        if not _is_sound(content):
            raise JournalError(f"{place_of(self.path)} cannot be read back; it was damaged while it was open")
        return json.loads(content.split(b" ", 3)[3])

    def append(self, records: Iterable[Record]) -> None:
        """Write records behind the last one; only `sync` makes them durable.

        Raises:
            JournalError: the disk is full or the folder locked; nothing was noted.
        """
        start = self._end
        kinds, lines, pieces = [], [], []
        for record in records:
            piece = _piece(record)
            kinds.append(record.kind)
            lines.append(Line(record.id, start, len(piece)))
            pieces.append(piece)
            start += len(piece)
        try:
            file = self._writable()
            if os.fstat(file).st_size != self._end:
                os.ftruncate(file, self._end)  # What an earlier attempt left behind was never noted.
            _write(file, b"".join(pieces), self._end)
        except OSError as error:
            raise self._failed(error) from None
        self._end = start
        self._noted += kinds
        for kind, line in zip(kinds, lines, strict=True):
            self.lines[kind].append(line)

    def sync(self) -> None:
        """Wait until everything appended is on the disk.

        Raises:
            JournalError: the disk is full or gone; what was appended since the last time is taken out again.
        """
        try:
            os.fsync(self._writable())
        except OSError as error:
            raise self._failed(error) from None
        self._durable, self._noted = self._end, []

    def close(self) -> None:
        """Let others open it."""
        for file in (self._file, self._lock):
            if file is not None:
                os.close(file)
        self._file = self._lock = None

    def _take_up(self) -> None:
        """Read all lines; cut a torn end, and set a damaged journal aside."""
        content = self.path.read_bytes()
        start, torn = 0, None
        while start < len(content):
            end = content.find(b"\n", start) + 1 or len(content)
            piece = content[start:end]
            if _is_sound(piece):
                if torn is not None:
                    self._set_aside(content.count(b"\n", 0, torn) + 1)
                    return
                kind, name = piece[9:].split(b" ", 2)[:2]
                self.lines[kind.decode()].append(Line(name.decode(), start, len(piece)))
            elif torn is None:
                torn = start
            start = end
        # The file itself is cut with the next record: it may be read-only now.
        self._end = self._durable = len(content) if torn is None else torn

    def _set_aside(self, number: int) -> None:
        number_of_copy = 1
        while (aside := self.path.with_suffix(f".damaged-{number_of_copy}")).exists():
            number_of_copy += 1
        try:
            self.path.rename(aside)
        except OSError as error:
            self.close()
            raise JournalError(
                f"{place_of(self.path)}:{number}: the journal is damaged and cannot be set aside: "
                f"{reason(error)}; move it away"
            ) from None
        if self._file is not None:
            os.close(self._file)
        self._file = None
        self.lines.clear()
        self.notice = (
            f"{self.path.name}:{number}: the journal is damaged here; it was set aside as {aside.name}, and the "
            "atlas is as its file says, with a new history"
        )

    def _writable(self) -> int:
        """The file open for writing; made anew, with what was in it, where somebody removed it meanwhile."""
        if self._file is not None and self._is_writable and os.fstat(self._file).st_nlink:
            return self._file
        content = os.pread(self._file, self._end, 0) if self._file is not None else b""
        make_folder(self.path.parent)
        if self._lock is None:
            self._lock = _locked(self.path.with_suffix(".lock"))
        is_there = self.path.exists()
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | CAREFUL, 0o644)
        try:
            if not is_there:
                _write(file, content, 0)
                os.fsync(file)
                _sync_folder(self.path.parent)
                _sync_folder(self.path.parent.parent)
        except OSError:
            os.close(file)
            self.path.unlink()
            raise
        if self._file is not None:
            os.close(self._file)
        self._file, self._is_writable = file, True
        return file

    def _failed(self, error: OSError) -> JournalError:
        """Forget what was not made durable; the file is cut back as far as it lets itself be."""
        for kind in self._noted:
            self.lines[kind].pop()
        self._noted, self._end = [], self._durable
        if self._file is not None and self._is_writable:
            with contextlib.suppress(OSError):  # The next record cuts it again.
                os.ftruncate(self._file, self._end)
        return JournalError(
            f"changes cannot be kept: {place_of(self.path)} cannot be written: {reason(error)}; "
            "changes are taken again once it can"
        )


def _refuse_links(path: Path) -> None:
    """Keep to the atlas's own folder: a link that came with it could lead the journal into any file of its reader.

    Raises:
        JournalError: there is one.
    """
    for place in (path.parent, path, path.with_suffix(".lock")):
        if place.is_symlink():
            raise JournalError(f"{place.relative_to(path.parent.parent)} is a link, which may lead anywhere; remove it")


def _piece(record: Record) -> bytes:
    content = json.dumps(record.content, separators=(",", ":"))
    rest = f"{record.kind} {record.id} {content}\n".encode("ascii")
    return b"%08x %s" % (crc32(rest), rest)


def _is_sound(piece: bytes) -> bool:
    try:
        is_whole = piece.endswith(b"\n") and piece.isascii() and piece.count(b" ") >= 3
        return is_whole and int(piece[:8], 16) == crc32(piece[9:])
    except ValueError:
        return False


def _write(file: int, content: bytes, start: int) -> None:
    done = 0
    while done < len(content):
        done += os.pwrite(file, content[done:], start + done)


def _opened(path: Path) -> tuple[int | None, bool]:
    """The file, if it is there, and whether it can be written."""
    try:
        with contextlib.suppress(OSError):
            return os.open(path, os.O_RDWR | CAREFUL), True
        return os.open(path, os.O_RDONLY | CAREFUL), False
    except (FileNotFoundError, NotADirectoryError):
        return None, False
    except OSError as error:
        raise JournalError(
            f"{place_of(path)} cannot be read: {reason(error)}; mend this, or move the journal away"
        ) from None


def place_of(path: Path) -> str:
    """What is kept beside the atlases as messages name it."""
    return f"{FOLDER}/{path.name}"


def make_folder(path: Path) -> None:
    """A folder such as that of journals, which git leaves alone.

    Raises:
        OSError: it cannot be made, or a link stands in its place.
    """
    if path.is_symlink():
        raise OSError(errno.ELOOP, "it is a link")
    path.mkdir(exist_ok=True)
    ignore = path / ".gitignore"
    if not ignore.exists() and not ignore.is_symlink():
        ignore.write_text("*\n", encoding="utf-8")


def _locked(path: Path) -> int | None:
    """The lock file, held; None where it cannot be made, as nothing can be written there then.

    The system lets go of it when the process ends, however it ends.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        make_folder(path.parent)
        file = os.open(path, os.O_RDWR | os.O_CREAT | CAREFUL, 0o644)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.pread(file, 20, 0).decode("ascii", "replace").strip()
        os.close(file)
        who = f" (process {holder})" if holder.isdigit() else ""
        raise AlreadyOpenError(f"{path.stem} is already open in another flowatlas serve{who}; use that one") from None
    with contextlib.suppress(OSError):  # Only the message of another process needs it.
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
    return file


def _sync_folder(path: Path) -> None:
    with contextlib.suppress(OSError):  # Some systems cannot flush a folder.
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
