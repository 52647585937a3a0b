"""Sources of an atlas: files, standard input, and files as they were in a git revision."""

import io
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from flowatlas.model.errors import FileUnreadableError
from flowatlas.store.revision import read_source


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with an atlas in a folder, said to be A, then B; the working folder is that folder."""
    folder = tmp_path / "maps"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)

    def git(*words):
        identity = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    for title in "AB":
        (folder / "atlas.yaml").write_text(f"title: {title}\n", encoding="utf-8")
        (tmp_path / "top.yaml").write_text("title: Top\n", encoding="utf-8")
        git("add", ".")
        git("commit", "-qm", title)
    monkeypatch.chdir(folder)
    return folder


def title(source):
    """The title of what a source holds."""
    return read_source(source).atlas.title


def test_a_revision_is_read_with_the_path_from_here_or_else_from_the_top(repository):
    """As people name it: from the working folder, or as git lists it."""
    (repository / "atlas.yaml").write_text("title: C\n", encoding="utf-8")

    assert title("atlas.yaml") == "C"
    assert title("HEAD:atlas.yaml") == title("main:maps/atlas.yaml") == "B"
    assert title("HEAD~1:atlas.yaml") == "A"
    assert title("main:top.yaml") == title("main:../top.yaml") == "Top"
    assert title(":atlas.yaml") == "B"
    assert read_source("HEAD:atlas.yaml").name == "HEAD:atlas.yaml"


def test_a_file_of_that_very_name_comes_first(repository):
    """Colons are allowed in names of files."""
    (repository / "HEAD:atlas.yaml").write_text("title: Odd\n", encoding="utf-8")

    assert title("HEAD:atlas.yaml") == "Odd"


def test_a_dash_is_standard_input(monkeypatch):
    """As for every command."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"title: In\n")))

    assert title("-") == "In"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere:atlas.yaml", 'there is no revision "nowhere"; git log and git branch list them'),
        ("HEAD~9:atlas.yaml", 'there is no revision "HEAD~9"'),
        ("HEAD:other.yaml", 'revision "HEAD" has no file "other.yaml"'),
        (":other.yaml", 'what is staged has no file "other.yaml"'),
        ("HEAD:", '"HEAD:" is no file and no revision'),
        ("--output=x:atlas.yaml", "is no file and no revision"),
        ("nothing.yaml", "nothing.yaml cannot be read: no such file"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_cannot_be_read_is_told_in_one_line(source, message):
    """The line names what was asked for and what is wrong with it."""
    with pytest.raises(FileUnreadableError, match=r"^[^\n]*$") as caught:
        read_source(source)
    assert message in str(caught.value)


def test_outside_of_a_repository_that_is_said(tmp_path, monkeypatch):
    """A mistyped file is the likely reason, so both are named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    with pytest.raises(FileUnreadableError, match=r"there is no such file, and .* is in no git repository"):
        read_source("main:atlas.yaml")


def test_without_git_that_is_said(tmp_path, monkeypatch):
    """Files work without it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(FileUnreadableError, match="git, which is not installed; name a file instead"):
        read_source("main:atlas.yaml")


def test_what_is_no_text_is_told(repository):
    """An atlas is a text file in any revision."""
    (repository / "atlas.yaml").write_bytes(b"title: \xff\n")
    subprocess.run(["git", "add", "atlas.yaml"], check=True)

    with pytest.raises(FileUnreadableError, match="not text in UTF-8"):
        read_source(":atlas.yaml")
