"""Atlas files: opened, saved whole or not at all, and never overwritten unread."""

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.errors import (
    ChangeRefusedError,
    FileChangedError,
    FileUnreadableError,
    FileUnwritableError,
    NewerFormatError,
    reason,
)
from flowatlas.model.finding import Finding
from flowatlas.model.path import Change, Plain
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import LARGEST_TEXT, Text, TextError

STANDARD_INPUT = "-"
STANDARD_INPUT_SHOWN = "standard input"


class LocatedFinding(NamedTuple):
    """A finding with the line of the file that it is about."""

    finding: Finding
    line: int


class AtlasFile:
    """An atlas file as it was read: its text, its records, its findings.

    Nothing here changes in place; `changed` gives a new one, and `save` writes it.
    """

    def __init__(self, name: str, text: Text, *, read_text: str, calendar: Calendar | None = None) -> None:
        self.name = name
        self.text = text
        self.read_text = read_text
        self.calendar = calendar
        try:
            reading = read_atlas(text.plain, calendar)
        except NewerFormatError as error:
            raise NewerFormatError(f"{name}:{text.line_of('flowatlas')}: {error}") from None
        self.atlas: Atlas = reading.atlas
        self.findings = [LocatedFinding(finding, text.line_of(finding.path)) for finding in reading.findings]

    @classmethod
    def open(cls, name: str | Path) -> Self:
        """Read an atlas file; ``-`` is standard input.

        Raises:
            FileUnreadableError: it is missing, locked, a folder, too large, binary, or no YAML.
            NewerFormatError: a newer version of the format; the file stays untouched.
        """
        shown = STANDARD_INPUT_SHOWN if str(name) == STANDARD_INPUT else str(name)
        return cls.of_text(text_of(name), shown)

    @classmethod
    def of_text(cls, text: str, name: str = "atlas.yaml") -> Self:
        """Read an atlas from text; ``name`` is shown in messages.

        Raises:
            FileUnreadableError: the text is no YAML.
            NewerFormatError: a newer version of the format.
        """
        try:
            return cls(name, Text(text), read_text=text)
        except TextError as error:
            raise FileUnreadableError(f"{name}:{error.line}: {error}") from None

    @property
    def plain(self) -> Plain:
        """What the file says, as plain values."""
        return self.text.plain

    def changed(self, changes: Iterable[Change]) -> Self:
        """The same file with the changes made in its text.

        Raises:
            ChangeRefusedError: a change cannot be written into this text.
        """
        try:
            text = self.text.changed(changes)
        except ChangeRefusedError as error:
            raise ChangeRefusedError(f"{self.name}: {error}") from None
        return type(self)(self.name, text, read_text=self.read_text, calendar=self.calendar)

    def save(self) -> None:
        """Write the text to the file that it was read from, whole or not at all.

        Raises:
            FileChangedError: the file says something else by now than when it was read.
            FileUnwritableError: the disk is full, the folder is locked; the old file stays whole.
        """
        if self.name == STANDARD_INPUT_SHOWN:
            raise FileUnwritableError(f"{self.name} cannot be written; name a file")
        path = Path(self.name)
        if path.exists() and _content(self.name, self.name) != self.read_text.encode():
            raise FileChangedError(
                f"{self.name} changed on disk since it was read; read it again, then make the change"
            )
        write_whole(path, self.text.text)
        self.read_text = self.text.text


def text_of(name: str | Path, what: str = "an atlas") -> str:
    """The text of a file that holds ``what``; ``-`` is standard input.

    Raises:
        FileUnreadableError: it is missing, locked, a folder, too large, or binary.
    """
    shown = STANDARD_INPUT_SHOWN if str(name) == STANDARD_INPUT else str(name)
    return _decoded(_content(str(name), shown, what), shown, what)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old or the new one, never a part; links and rights are kept.

    Raises:
        FileUnwritableError: the disk is full, the folder is missing or locked; whatever stood there still does.
    """
    with written_whole(path) as temporary:
        temporary.write_bytes(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Where to write what takes the place of a file at the end, all of it at once; after an error nothing does.

    Raises:
        FileUnwritableError: the disk is full, the folder is missing or locked; whatever stood there still does.
    """
    try:
        with _replacing(Path(os.path.realpath(path))) as temporary:
            yield temporary
    except OSError as error:
        raise FileUnwritableError(f"{path} cannot be written: {reason(error)}; nothing was changed") from None


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    import tempfile

    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise OSError("it is no regular file")
    if target.exists() and not (os.access(target, os.W_OK) and target.stat().st_mode & 0o222):
        raise PermissionError("it is write-protected")
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        yield temporary
        os.fsync(handle)
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    with contextlib.suppress(OSError):  # The file is in place; some systems cannot flush a folder.
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _content(name: str, shown: str, what: str = "an atlas") -> bytes:
    limit = LARGEST_TEXT * 4
    try:
        if name == STANDARD_INPUT:
            content = sys.stdin.buffer.read(limit + 1)
        else:
            path = Path(name)
            if path.is_dir():
                raise FileUnreadableError(f"{shown} is a folder; name a file such as {path / 'atlas.yaml'}")
            with path.open("rb") as file:
                content = file.read(limit + 1)
    except OSError as error:
        raise FileUnreadableError(f"{shown} cannot be read: {reason(error)}") from None
    except ValueError:
        raise FileUnreadableError(f"{shown!r} cannot be the name of a file") from None
    if len(content) > limit:
        raise FileUnreadableError(f"{shown} is larger than {limit // 1_000_000} MB; {what} is far smaller")
    return content


def _decoded(content: bytes, shown: str, what: str) -> str:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise FileUnreadableError(f"{shown}:1: the file is UTF-16; save it as UTF-8") from None
        line = content.count(b"\n", 0, error.start) + 1
        raise FileUnreadableError(
            f"{shown}:{line}: the file is not text in UTF-8; {what} is a YAML text file"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileUnreadableError(f"{shown}:{line}: the file is binary; {what} is a YAML text file")
    return text
