"""A seal: what is private until it is shown lies in the journal as signs that mean nothing without a key.

The key is in a file of its own beside the journal, and goes when what it is for is shown or put away: what nobody was
to see cannot be read by anybody then, though the journal only ever grows.
"""

import contextlib
import json
import os
from hashlib import shake_256
from pathlib import Path
from secrets import token_bytes
from typing import Any

from flowatlas.model.errors import JournalError, reason
from flowatlas.store.journal import CAREFUL, FOLDER, make_folder

KEY_SIZE = 32


def seal_path(atlas: Path) -> Path:
    """Where the key of an atlas file lies while there is one."""
    return atlas.parent / FOLDER / f"{atlas.name}.seal"


class Seal:
    """The key of one thing at a time, by its id, kept in a file that this process alone writes."""

    def __init__(self, atlas: Path) -> None:
        self._path = seal_path(atlas)
        self.id, self._key = _read(self._path)

    def begin(self, id_: str) -> None:
        """Seal for this one from now on, with a key of its own.

        Raises:
            JournalError: the key cannot be kept, so that nothing could be read again after a restart.
        """
        key = token_bytes(KEY_SIZE)
        try:
            make_folder(self._path.parent)
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | CAREFUL, 0o600)
            try:
                os.write(file, json.dumps([id_, key.hex()]).encode())
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise JournalError(f"what is private cannot be kept: {reason(error)}") from None
        self.id, self._key = id_, key

    def sealed(self, name: str, content: Any) -> str:
        """Content as signs that only `opened` can read, under the same name; each name is for one content."""
        return self._mixed(name, json.dumps(content).encode()).hex()

    def opened(self, id_: str, name: str, signs: str) -> Any:
        """What was sealed for ``id_``; None where its key is gone."""
        if id_ != self.id:
            return None
        with contextlib.suppress(ValueError):
            return json.loads(self._mixed(name, bytes.fromhex(signs)))
        return None

    def forget(self) -> None:
        """Throw the key away."""
        self.id, self._key = "", b""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _mixed(self, name: str, content: bytes) -> bytes:
        stream = shake_256(self._key + name.encode()).digest(len(content))
        return bytes(one ^ other for one, other in zip(content, stream, strict=True))


def _read(path: Path) -> tuple[str, bytes]:
    try:
        file = os.open(path, os.O_RDONLY | CAREFUL)
        try:
            id_, key = json.loads(os.read(file, 1_000))
            return str(id_), bytes.fromhex(key)
        finally:
            os.close(file)
    except (OSError, ValueError, TypeError):
        return "", b""
