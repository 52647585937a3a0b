"""A folder of atlases: what is listed, and that nothing outside can be reached."""

import os

import pytest

from flowatlas.model.errors import FileUnreadableError, FileUnwritableError, NoAtlasError
from flowatlas.model.path import join
from flowatlas.store.folder import Folder
from flowatlas.store.journal import journal_path

ATLAS = "title: Orders\ncurrent: {steps: {a: {}}}\n"


@pytest.fixture
def root(tmp_path):
    """A folder with atlases, other files, hidden ones, and a secret beside it."""
    root = tmp_path / "maps"
    (root / "team" / "deep" / "deeper").mkdir(parents=True)
    (root / ".hidden").mkdir()
    for name in ("b.yaml", "a.yml", "team/c.yaml", "team/deep/d.yaml", "team/deep/deeper/e.yaml", ".hidden/f.yaml"):
        (root / name).write_text(ATLAS, encoding="utf-8")
    (root / ".g.yaml").write_text(ATLAS, encoding="utf-8")
    (root / "compose.yaml").write_text("services: {web: {}}\nversion: 3\n", encoding="utf-8")
    (root / "notes.md").write_text(ATLAS, encoding="utf-8")
    (root / "broken.yaml").write_text("current:\n  steps: [\n", encoding="utf-8")
    (root / "braces.yaml").write_text('{"title": "x"}', encoding="utf-8")
    (tmp_path / "secret.yaml").write_text(ATLAS, encoding="utf-8")
    return root


def test_lists_atlases_and_nothing_else(root):
    """Files that look like atlases are listed, broken ones too, three folders deep; hidden and other files are not."""
    assert Folder(root).atlases() == [
        "a.yml",
        "b.yaml",
        "braces.yaml",
        "broken.yaml",
        "team~1c.yaml",
        "team~1deep~1d.yaml",
    ]


def test_what_is_listed_can_be_had(root):
    """Every key leads to its file, and every file has a name that people know."""
    folder = Folder(root)

    assert [folder.name_of(folder.resolve(key)) for key in folder.atlases()][-1] == "team/deep/d.yaml"


@pytest.mark.parametrize(
    "name",
    [
        "../secret.yaml",
        "team/../../secret.yaml",
        "/etc/passwd",
        "",
        ".",
        "..",
        "team",
        ".g.yaml",
        ".hidden/f.yaml",
        ".flowatlas/b.yaml.journal",
        "notes.md",
        "missing.yaml",
        "a.yml\0",
        "link.yaml",
        "linked/secret.yaml",
        "into-hidden.yaml",
        "circle.yaml",
        "..\\secret.yaml",
        "x" * 5000 + ".yaml",
    ],
)
def test_nothing_outside_is_reached(root, name):
    """No path, link or trick leads out of the folder, or to hidden files."""
    (root / "link.yaml").symlink_to(root.parent / "secret.yaml")
    (root / "linked").symlink_to(root.parent)
    (root / "into-hidden.yaml").symlink_to(root / ".g.yaml")
    (root / "circle.yaml").symlink_to(root / "circle.yaml")
    folder = Folder(root)

    for key in (join(name) if name else "", name):
        with pytest.raises(NoAtlasError, match="there is no atlas"):
            folder.resolve(key)

    assert not {"link.yaml", "linked~1secret.yaml", "into-hidden.yaml", "circle.yaml"} & set(folder.atlases())


def test_a_link_within_the_folder_is_followed(root):
    """A link to another atlas of the folder is one."""
    (root / "again.yaml").symlink_to(root / "b.yaml")

    assert "again.yaml" in Folder(root).atlases()
    assert Folder(root).resolve("again.yaml").read_text(encoding="utf-8") == ATLAS


def test_a_file_that_became_an_atlas_is_listed(root):
    """What is known of a file is forgotten when it changes."""
    folder = Folder(root)
    folder.atlases()
    (root / "compose.yaml").write_text(ATLAS, encoding="utf-8")

    assert "compose.yaml" in folder.atlases()


def test_a_file_as_root_is_the_only_atlas(root):
    """Whoever serves one file shows that file and no other."""
    folder = Folder(root / "b.yaml")

    assert folder.atlases() == ["b.yaml"]
    assert folder.resolve("b.yaml") == root / "b.yaml"
    with pytest.raises(NoAtlasError):
        folder.resolve("a.yml")
    with pytest.raises(FileUnwritableError, match="serve its folder"):
        folder.create("New", ATLAS)


def test_a_new_atlas_never_takes_the_place_of_another(root):
    """The name becomes a file name; where it is taken, by a file or an old journal, a number is added."""
    folder = Folder(root)
    old = journal_path(root / "new-map-2.yaml")
    old.parent.mkdir()
    old.write_text("", encoding="utf-8")

    keys = [folder.create("New Map!", ATLAS), folder.create("new/map", ATLAS), folder.create("../..", ATLAS)]

    assert keys == ["new-map.yaml", "new-map-3.yaml", "atlas.yaml"]
    assert (root / "new-map.yaml").read_text(encoding="utf-8") == ATLAS
    assert folder.create("Überblick — 客户", ATLAS) == "überblick-客户.yaml"


def test_only_an_atlas_is_created(root):
    """Text that is no atlas leaves no file."""
    with pytest.raises(FileUnreadableError):
        Folder(root).create("bad", "- a list\n")

    assert not (root / "bad.yaml").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is locked for root")
def test_a_locked_folder_is_told(root):
    """Where nothing can be written, the message says so."""
    root.chmod(0o555)
    try:
        with pytest.raises(FileUnwritableError, match=r"new\.yaml cannot be written"):
            Folder(root).create("new", ATLAS)
    finally:
        root.chmod(0o755)


def test_what_is_thrown_away_can_be_had_back(root):
    """The file lies in the trash beside it with what happened to it, and moved back it is the atlas that it was."""
    folder = Folder(root)
    journal = journal_path(root / "team" / "c.yaml")
    journal.parent.mkdir()
    journal.write_text("what happened", encoding="utf-8")

    now = folder.throw_away("team~1c.yaml")

    assert now == "team/.flowatlas/trash/c.yaml"
    assert "team~1c.yaml" not in folder.atlases()
    assert (root / f"{now}.journal").read_text(encoding="utf-8") == "what happened"
    (root / now).rename(root / "team" / "c.yaml")
    assert "team~1c.yaml" in folder.atlases()


def test_the_trash_keeps_atlases_of_one_name_apart(root):
    """What lies in the trash already stays as it is."""
    folder = Folder(root)
    folder.throw_away("b.yaml")
    (root / "b.yaml").write_text("title: Another\n", encoding="utf-8")

    assert folder.throw_away("b.yaml") == ".flowatlas/trash/b-2.yaml"
    assert (root / ".flowatlas" / "trash" / "b.yaml").read_text(encoding="utf-8") == ATLAS


def test_a_trash_that_leads_elsewhere_is_not_used(root, tmp_path):
    """A link in place of the trash could carry a map anywhere."""
    (root / ".flowatlas").symlink_to(tmp_path)

    with pytest.raises(FileUnwritableError, match="cannot be moved to the trash: it is a link"):
        Folder(root).throw_away("b.yaml")
    assert (root / "b.yaml").is_file()


def test_the_only_atlas_stays(root):
    """Where one file is open, it cannot be thrown away from under the page."""
    with pytest.raises(FileUnwritableError, match="serve its folder"):
        Folder(root / "b.yaml").throw_away("b.yaml")
