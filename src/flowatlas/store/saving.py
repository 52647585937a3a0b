"""An atlas that people edit and its file, brought together: what was edited is written, what others wrote is taken in.

Everything here is plain in and plain out, so that another process can do it.
"""

import json
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from flowatlas.model.errors import FileChangedError, FileUnreadableError, FlowAtlasError
from flowatlas.model.path import Plain
from flowatlas.store.file import AtlasFile, write_whole
from flowatlas.store.journal import FOLDER
from flowatlas.store.merge import OpenPoint, merged, with_questions
from flowatlas.store.schema import diff, tidy

MOST_ATTEMPTS = 3
MOST_POINTS_TOLD = 3

_MARKERS = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)


class TextState(NamedTuple):
    """What a file said when it was last read or written: the hash of its text, its values, and the change they hold."""

    hash: str
    plain: Plain
    n: int


class FileNote(NamedTuple):
    """The hash of a text, and the number of the change up to which it holds an atlas."""

    hash: str
    n: int


class Written(NamedTuple):
    """What became of a file: the hash of its text, its values, and the change ``n`` that they hold.

    ``is_outside`` tells that others had a hand in these values. ``notices`` tell people what was merged; ``message``
    says why nothing could be written and what would help, and then the hash is empty.
    """

    hash: str
    plain: Plain
    n: int
    is_outside: bool = False
    notices: tuple[str, ...] = ()
    message: str = ""


class FileOnDisk(NamedTuple):
    """A file as it was read, with the hash of its text."""

    file: AtlasFile
    hash: str

    @property
    def plain(self) -> Plain:
        """What the file says, as plain values."""
        return self.file.plain


def read_file(path: Path) -> FileOnDisk:
    """Read an atlas file; messages name it without its folder.

    Raises:
        FileUnreadableError: it is missing, no atlas, empty, or holds the marks of an unsettled merge.
        NewerFormatError: a newer version of the format.
    """
    try:
        file = AtlasFile.open(path)
    except FlowAtlasError as error:
        message = _with_markers_told(path, str(error)).replace(str(path), path.name)
        raise type(error)(message) from None
    return FileOnDisk(file, hash_of(file.text.text))


def hash_of(text: str) -> str:
    """What tells one text from another."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def noted(path: Path) -> FileNote | None:
    """What was noted before the file was last written; a crash right behind the writing leaves nothing else."""
    with suppress(OSError, ValueError, TypeError):
        return FileNote(**json.loads(_note_path(path).read_text(encoding="utf-8")))
    return None


def is_up_to_date(path: Path, state: TextState, plain: Plain) -> bool:
    """Whether a file still says what it said, and that is all there is to say."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return sha256(content).hexdigest() == state.hash and not diff(state.plain, plain)


def bring_up_to_date(path: Path, state: TextState, plain: Plain, n: int) -> Written:
    """Write an atlas as it is after change ``n`` into its file; what others wrote there since ``state`` is merged.

    The merge goes into their text, and what both sides changed in different ways is asked there as a question. Nothing
    is written where the file cannot be read or written.
    """
    for _ in range(MOST_ATTEMPTS):
        try:
            return _brought_up_to_date(path, state, plain, n)
        except FileChangedError:
            continue
        except FlowAtlasError as error:
            return Written("", state.plain, state.n, message=str(error).replace(str(path), path.name))
    return Written("", state.plain, state.n, message=f"{path.name} is being written by somebody else again and again")


def _brought_up_to_date(path: Path, state: TextState, plain: Plain, n: int) -> Written:
    found = read_file(path)
    if found.hash == state.hash:
        return _written(path, found.file, plain, n)
    own = noted(path)
    if own is not None and own.hash == found.hash and own.n <= n:
        # Written by a process that died before it could tell; whoever asks knows the state that went into it.
        return Written(found.hash, found.plain, own.n, is_outside=True)
    if not found.plain and state.plain:
        raise FileUnreadableError(f"{path.name} is empty on disk, which was not taken for a change; undo that")
    if not diff(state.plain, found.plain):
        return _written(path, found.file, plain, n)
    merge = merged(state.plain, plain, found.plain)
    written = _written(path, found.file, tidy(with_questions(merge.plain, merge.open_points)), n)
    return written._replace(is_outside=True, notices=(told_open_points(path, merge.open_points),))


def told_open_points(path: Path, points: list[OpenPoint]) -> str:
    """What happened when a file that others had changed was taken in."""
    if not points:
        return f"{path.name} changed on disk; its changes were taken in"
    told = "; ".join(point.text for point in points[:MOST_POINTS_TOLD])
    more = f"; {len(points) - MOST_POINTS_TOLD} more" if len(points) > MOST_POINTS_TOLD else ""
    are = "is" if len(points) == 1 else "are"
    return (
        f"{path.name} changed on disk; its changes were taken in, {len(points)} {are} still open (“ours” is what was "
        f"edited here, “theirs” the file): {told}{more}"
    )


def _written(path: Path, file: AtlasFile, wanted: Plain, n: int) -> Written:
    changes = diff(file.plain, wanted)
    if changes:
        file = file.changed(changes)
        _note(path, FileNote(hash_of(file.text.text), n))
        file.save()
    return Written(hash_of(file.text.text), file.plain, n)


def _note(path: Path, note: FileNote) -> None:
    with suppress(OSError, FlowAtlasError):  # The note only helps after a crash; the file counts.
        place = _note_path(path)
        place.parent.mkdir(exist_ok=True)
        if not place.parent.is_symlink() and not place.is_symlink():
            write_whole(place, json.dumps(note._asdict()))


def _note_path(path: Path) -> Path:
    return path.parent / FOLDER / f"{path.name}.written"


def _with_markers_told(path: Path, message: str) -> str:
    text = ""
    with suppress(OSError, ValueError):
        text = path.read_text(encoding="utf-8")
    marker = _MARKERS.search(text)
    if marker is None:
        return message
    line = text.count("\n", 0, marker.start()) + 1
    return f"{path.name}:{line}: the marks of an unsettled merge stand here; settle it, then everything goes on"
