"""Sources of an atlas: a file, standard input, or a file as it was in a git revision."""

import subprocess
from pathlib import Path

from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.wording import shown
from flowatlas.store.file import STANDARD_INPUT, AtlasFile

REVISION_EXAMPLE = "HEAD~3:atlas.yaml"


def read_source(source: str | Path) -> AtlasFile:
    """Read an atlas from a file, ``-`` (standard input), or a revision such as ``main:atlas.yaml``.

    A file of that very name comes first. The path behind a revision is relative to the working folder or, where it
    holds no such file, to the repository. Only git is run, and nothing is fetched.

    Raises:
        FileUnreadableError: there is no such file, revision or repository, or it holds no atlas.
        NewerFormatError: a newer version of the format.
    """
    name = str(source)
    if name == STANDARD_INPUT or ":" not in name or _exists(name):
        return AtlasFile.open(name)
    return AtlasFile.of_text(_decoded(_content(name), name), name)


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _content(name: str) -> bytes:
    revision, _, path = name.partition(":")
    if revision.startswith("-") or "\0" in name or not path:
        raise FileUnreadableError(
            f"{shown(name)} is no file and no revision; write a file, or a revision such as {REVISION_EXAMPLE}"
        )
    for address in (f"./{path}", path):
        # Unlike git show, this neither pages nor converts what the repository holds.
        done = _git("cat-file", "blob", f"{revision}:{address}")
        if done.returncode == 0:
            return done.stdout
    if _git("rev-parse", "--git-dir").returncode:
        raise FileUnreadableError(
            f"{name} cannot be read: there is no such file, and {Path.cwd()} is in no git repository"
        )
    # An empty revision stands for what is staged, and is always there.
    if revision and _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}").returncode:
        raise FileUnreadableError(
            f"{name} cannot be read: there is no revision {shown(revision)}; git log and git branch list them"
        )
    where = f"revision {shown(revision)}" if revision else "what is staged"
    raise FileUnreadableError(f"{name} cannot be read: {where} has no file {shown(path)}")


def _git(*words: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(["git", *words], capture_output=True, check=False)  # noqa: S603, S607 - git, as installed
    except OSError:
        raise FileUnreadableError("revisions are read with git, which is not installed; name a file instead") from None


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise FileUnreadableError(f"{name}: this is not text in UTF-8; an atlas is a YAML text file") from None
