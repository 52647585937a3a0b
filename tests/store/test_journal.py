"""The journal: what is noted stays, what a crash tore off is cut, and what is damaged is set aside."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flowatlas.model.errors import AlreadyOpenError, JournalError
from flowatlas.store.journal import Journal, Record, journal_path


@pytest.fixture
def path(tmp_path):
    """Where the journal of an atlas is."""
    return journal_path(tmp_path / "atlas.yaml")


def noted(path, *contents):
    """A journal with these records, closed."""
    journal = Journal(path)
    journal.append(Record("change", content, f"id-{number}") for number, content in enumerate(contents))
    journal.sync()
    journal.close()


def contents(journal):
    """What the records of a journal say."""
    return [journal.read(line) for line in journal.lines["change"]]


def test_what_is_noted_is_there_after_a_restart(path):
    """Records come back in order, by kind, with their ids."""
    noted(path, {"a": 1}, ["ä — \n\ud800"], None)

    journal = Journal(path)

    assert contents(journal) == [{"a": 1}, ["ä — \n\ud800"], None]
    assert [line.id for line in journal.lines["change"]] == ["id-0", "id-1", "id-2"]
    journal.close()


def test_git_leaves_journals_alone(path):
    """The folder of journals ignores itself."""
    noted(path, 1)

    assert (path.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"


@pytest.mark.parametrize("name", [".flowatlas", ".flowatlas/atlas.yaml.journal", ".flowatlas/atlas.yaml.lock"])
def test_no_link_leads_a_journal_elsewhere(path, name):
    """What came with a folder from somebody else cannot make us write into other files."""
    root = path.parent.parent
    other = root / "other"
    other.write_text("mine", encoding="utf-8")
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).symlink_to(other)

    with pytest.raises(JournalError, match=f"{name} is a link"):
        Journal(path)

    assert other.read_text(encoding="utf-8") == "mine"


@given(cut=st.integers(0, 60), garbage=st.binary(max_size=30))
@settings(max_examples=60, deadline=None)
@pytest.mark.slow
def test_a_torn_end_is_cut(tmp_path_factory, cut, garbage):
    """Wherever the last record was torn, and whatever stands behind, the ones before are there and it goes on."""
    path = journal_path(tmp_path_factory.mktemp("torn") / "atlas.yaml")
    noted(path, "one", "two")
    whole = path.read_bytes()
    noted(path, "three")
    last = path.read_bytes()[len(whole) :]
    torn = last[: min(cut, len(last) - 1)] + garbage
    assume(not torn.startswith(last))  # a missing newline put back is no tear
    path.write_bytes(whole + torn)

    noted(path, "four")
    journal = Journal(path)

    assert contents(journal) == ["one", "two", "four"]
    assert not journal.notice
    journal.close()


def test_a_journal_damaged_in_the_middle_is_set_aside(path):
    """Damage before sound records is not guessed over: the file is kept under another name, and told."""
    noted(path, "one", "two", "three")
    content = path.read_bytes().replace(b"two", b"twx")
    path.write_bytes(content)

    journal = Journal(path)

    assert contents(journal) == []
    assert "atlas.yaml.journal:2" in journal.notice
    assert path.with_suffix(".damaged-1").read_bytes() == content
    journal.append([Record("change", "new")])
    journal.sync()
    assert contents(journal) == ["new"]
    journal.close()


def test_one_process_at_a_time(path):
    """A second one is told who has it; when the first ends, it may."""
    first = Journal(path)

    with pytest.raises(AlreadyOpenError, match=r"atlas\.yaml is already open"):
        Journal(path)

    first.close()
    Journal(path).close()


def test_a_record_that_changed_on_the_disk_is_told(path):
    """What cannot be read back is an error, not another content."""
    noted(path, "one")
    journal = Journal(path)
    path.write_bytes(path.read_bytes().replace(b"one", b"eno"))

    with pytest.raises(JournalError, match="cannot be read back"):
        contents(journal)

    journal.close()
