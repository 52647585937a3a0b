"""Links that open a folder of atlases to others: kept beside the atlases, for nobody else on this machine to read."""

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from flowatlas.model.errors import AlreadyOpenError, FileUnreadableError, FileUnwritableError, reason
from flowatlas.store.file import write_whole
from flowatlas.store.journal import CAREFUL, FOLDER, make_folder, place_of

NAME = "links.json"
FORMAT = 1
ONLY_MINE = 0o600


class Link(NamedTuple):
    """A link as it is kept: ``token`` is the secret that it carries, ``made_at`` when it was made."""

    id: str
    right: str
    name: str
    made_at: str
    token: str


def links_path(root: Path) -> Path:
    """Where the links to a folder are kept, or those to one atlas file, which must not open the folder around it."""
    return root.parent / FOLDER / f"{root.name}.{NAME}" if root.is_file() else root / FOLDER / NAME


def read_links(path: Path) -> list[Link]:
    """The links that are kept; none where there is no file, or an empty one.

    Raises:
        FileUnreadableError: the file cannot be read, or holds something else.
    """
    try:
        _refuse_links(path)
        file = os.open(path, os.O_RDONLY | CAREFUL)
        with os.fdopen(file, encoding="utf-8") as opened:
            text = opened.read()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadableError(f"{place_of(path)} cannot be read: {reason(error)}; {_NEW}") from None
    try:
        return (
            [Link(**{name: str(one[name]) for name in Link._fields}) for one in json.loads(text)["links"]]
            if text
            else []
        )
    except (KeyError, RecursionError, TypeError, ValueError):
        raise FileUnreadableError(f"{place_of(path)} holds no links; {_NEW}") from None


_NEW = "mend it, or start with --new-links, which throws away the links that were given out"


def write_links(path: Path, links: Iterable[Link]) -> None:
    """Keep these links instead of those before, whole or not at all, readable for whoever runs the server alone.

    Raises:
        FileUnwritableError: the disk is full, the folder is locked, or a link stands in its place.
    """
    text = json.dumps({"format": FORMAT, "links": [link._asdict() for link in links]}, indent=1)
    try:
        make_folder(path.parent)
        _refuse_links(path)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | CAREFUL, ONLY_MINE))
        # What takes its place has the rights of the one before, which somebody may have changed.
        path.chmod(ONLY_MINE)
    except OSError as error:
        raise FileUnwritableError(
            f"{place_of(path)} cannot be written: {reason(error)}; links are kept there"
        ) from None
    write_whole(path, text)


@contextlib.contextmanager
def only_here(path: Path) -> Iterator[None]:
    """Keep others from giving out links to the same place meanwhile: each would throw away those of the other.

    Raises:
        AlreadyOpenError: somebody does.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    try:
        make_folder(path.parent)
        file = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | CAREFUL, ONLY_MINE)
    except OSError as error:
        raise FileUnwritableError(
            f"{place_of(path)} cannot be written: {reason(error)}; links are kept there"
        ) from None
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyOpenError("another flowatlas serve --share has this open already; use that one") from None
        yield
    finally:
        os.close(file)


def _refuse_links(path: Path) -> None:
    """A link that came with the folder could lead secrets elsewhere."""
    if path.parent.is_symlink() or path.is_symlink():
        raise OSError("it is a link, which may lead anywhere")
