"""A folder of atlases: which files are atlases, where they are, and nothing outside of it."""

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from flowatlas.model.errors import FileUnreadableError, FileUnwritableError, NoAtlasError, reason
from flowatlas.model.path import join, split
from flowatlas.model.record import fields_of
from flowatlas.model.registry import MAPS
from flowatlas.model.wording import shown
from flowatlas.store.file import AtlasFile
from flowatlas.store.journal import FOLDER, journal_path, make_folder
from flowatlas.store.node import LARGEST_TEXT
from flowatlas.store.schema import atlas_type
from flowatlas.store.seal import seal_path

SUFFIXES = (".yaml", ".yml")
DEEPEST_FOLDER = 3
MOST_FILES = 5_000
LONGEST_FILE_NAME = 60
TRASH = "trash"
"""Where what was thrown away lies, in the folder of journals."""

_TOP_LEVEL = re.compile(r"^[\"']?([\w-]+)[\"']?[ \t]*:", re.MULTILINE)


class Folder:
    """The atlases of a folder, or the one atlas where ``root`` is a file; each by its key, its path within as one id.

    Hidden files and folders, other kinds of files, and links that lead out are not there for anybody.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root.parent if root.is_file() else root))
        self._only = self.root / root.name if root.is_file() else None
        self._looked_at: dict[Path, tuple[int, int, bool]] = {}

    def atlases(self) -> list[str]:
        """The keys of all atlases, by path; a file counts as one when its fields are those of an atlas."""
        if self._only is not None:
            return [self._key(self._only)] if self._only.is_file() else []
        found = [path for path in self._files(self.root, 1) if self._is_inside(path)]
        self._looked_at = {path: self._look(path) for path in found}
        return [self._key(path) for path in found if self._looked_at[path][2]]

    def resolve(self, key: str) -> Path:
        """The file of an atlas.

        Raises:
            NoAtlasError: there is none at this key, or none that may be looked at.
        """
        keys = split(key)
        names = keys[0].split("/") if len(keys) == 1 else []
        is_allowed = 0 < len(names) <= DEEPEST_FOLDER and all(_is_plain_name(name) for name in names)
        path = self.root.joinpath(*names)
        if is_allowed and path.suffix in SUFFIXES and self._only in {None, path} and self._is_inside(path):
            return path
        raise NoAtlasError(f"there is no atlas {shown(key)} here")

    def name_of(self, path: Path) -> str:
        """What people call a file: its path within the folder."""
        return path.relative_to(self.root).as_posix()

    def create(self, name: str, text: str) -> str:
        """A new file that holds an atlas, named after ``name``; what is there is left as it is.

        Raises:
            FileUnreadableError: the text is no atlas.
            FileUnwritableError: the folder is locked, the disk is full, or it holds one atlas only.
        """
        if self._only is not None:
            raise FileUnwritableError(f"only {self._only.name} is open here; serve its folder to add atlases")
        AtlasFile.of_text(text, f"{_file_name(name)}{SUFFIXES[0]}")
        number = 1
        while True:
            path = self.root / f"{_file_name(name)}{'' if number == 1 else f'-{number}'}{SUFFIXES[0]}"
            number += 1
            # The journal of an atlas that was removed belongs to that one.
            if not journal_path(path).exists() and self._wrote(path, text):
                return self._key(path)

    def throw_away(self, key: str) -> str:
        """Move an atlas, and what happened to it, into the trash beside it; gives where its file lies then.

        Raises:
            NoAtlasError: there is none at this key.
            FileUnwritableError: the folder is locked, or it holds one atlas only.
        """
        path = self.resolve(key)
        if self._only is not None:
            raise FileUnwritableError(f"only {self._only.name} is open here; serve its folder to remove atlases")
        trash = path.parent / FOLDER / TRASH
        try:
            make_folder(trash.parent)
            make_folder(trash)
            number = 1
            while os.path.lexists(aim := trash / f"{path.stem}{'' if number == 1 else f'-{number}'}{path.suffix}"):
                number += 1
            path.rename(aim)
            if journal_path(path).exists():
                journal_path(path).rename(trash / f"{aim.name}.journal")
            seal_path(path).unlink(missing_ok=True)
        except OSError as error:
            raise FileUnwritableError(f"{path.name} cannot be moved to the trash: {reason(error)}") from None
        return self.name_of(aim)

    def _wrote(self, path: Path, text: str) -> bool:
        """Whether the file could be made; not where one of this name is there, even since a moment ago."""
        try:
            with path.open("x", encoding="utf-8", newline="") as file:
                try:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    path.unlink()
                    raise
        except FileExistsError:
            return False
        except OSError as error:
            raise FileUnwritableError(f"{path.name} cannot be written: {reason(error)}") from None
        return True

    def _files(self, folder: Path, depth: int) -> Iterator[Path]:
        """Files that may be atlases, those of a folder before those of folders in it, without unreadable ones."""
        try:
            entries = sorted(folder.iterdir())[:MOST_FILES]
        except OSError:
            return
        entries = [entry for entry in entries if _is_plain_name(entry.name)]
        yield from (entry for entry in entries if entry.suffix in SUFFIXES and entry.is_file())
        for entry in entries:
            if depth < DEEPEST_FOLDER and entry.is_dir() and not entry.is_symlink():
                yield from self._files(entry, depth + 1)

    def _is_inside(self, path: Path) -> bool:
        """Whether a path leads to a file of this folder, whatever links it goes through."""
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            return False
        inside = real.relative_to(self.root).parts if real.is_relative_to(self.root) else (".",)
        return real.is_file() and real.suffix in SUFFIXES and all(map(_is_plain_name, inside))

    def _look(self, path: Path) -> tuple[int, int, bool]:
        """What tells one state of a file from another, and whether it looks like an atlas."""
        try:
            status = path.stat()
            known = self._looked_at.get(path)
            if known is not None and known[:2] == (status.st_mtime_ns, status.st_size):
                return known
            return status.st_mtime_ns, status.st_size, _looks_like_atlas(path)
        except OSError:
            return 0, 0, False

    def _key(self, path: Path) -> str:
        return join(self.name_of(path))


def _looks_like_atlas(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        text = file.read(LARGEST_TEXT)
    names = set(_TOP_LEVEL.findall(text))
    if not names and text.lstrip().startswith("{"):
        try:
            names = set(AtlasFile.of_text(text).plain)
        except FileUnreadableError:
            return False
    fields = fields_of(atlas_type())
    return bool(names & {"flowatlas", *MAPS}) or bool(names and names <= fields.keys())


def _is_plain_name(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not set(name) & {"/", "\\", "\0"}


def _file_name(name: str) -> str:
    """A short file name of letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKC", name).lower()
    words = re.findall(r"[^\W_]+", plain)
    return "-".join(words)[:LONGEST_FILE_NAME].strip("-") or "atlas"
