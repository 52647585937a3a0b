"""JSON documents: read entry by entry whatever their form, with line and column where they are broken."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.importers.files import saved

from flowatlas.importers import documents, packed
from flowatlas.importers.documents import entries, keys_in_head
from flowatlas.importers.importer import Source
from flowatlas.model.errors import FileUnreadableError

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)
_ENTRIES = st.lists(st.dictionaries(_TEXT, _CONTENT, max_size=4), max_size=5)


@given(found=_ENTRIES, rest=st.dictionaries(_TEXT.map("x{}".format), _CONTENT, max_size=3), piece=st.integers(1, 50))
def test_entries_are_the_same_however_the_text_is_cut_into_pieces(
    found: list[Any], rest: dict[str, Any], piece: int
) -> None:
    """A value that lies across two pieces is neither lost nor read twice."""
    document = json.dumps(rest | {"issues": found}, ensure_ascii=False, indent=piece % 3 or None)
    whole = document.encode()
    pieces = [whole[first : first + piece] for first in range(0, len(whole), piece)]

    with pytest.MonkeyPatch.context() as here:
        here.setattr(documents, "pieces", lambda _path, _source: iter(pieces))
        told = [entry.content for entry in entries(Source((Path("cut.json"),)))]

    assert told == found


@pytest.mark.parametrize("size", [10, 200_000])
def test_the_list_and_the_keys_are_seen_in_the_first_bytes(tmp_path: Path, size: int) -> None:
    """What a file holds is known without reading it, even where the first entry is longer than what is looked at."""
    issue = {"key": "A-1", "fields": {"text": "x" * size, "deep": [{"id": 1}]}, "changelog": {}}

    kind, keys = keys_in_head(saved(tmp_path, {"startAt": 0, "issues": [issue]}))

    assert kind == "issues"
    assert {"key", "fields"} <= keys
    assert not keys & {"text", "deep", "id", "startAt"}


def test_a_file_that_is_broken_far_inside_tells_where(tmp_path: Path) -> None:
    """Line and column are counted through all pieces."""
    lines = ["{}," for _ in range(50_000)]
    source = saved(tmp_path, ("[\n" + "\n".join(lines) + "\n{]").encode())

    with pytest.raises(FileUnreadableError, match=r"line 50002, column 2: this is no JSON: '\]'"):
        list(entries(source))


def test_a_packed_file_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that becomes far more than any export would is not read to its end."""
    monkeypatch.setattr(packed, "FREE", 100_000)
    source = saved(tmp_path, b"[" + b" " * 10_000_000, "bomb.json.gz")

    with pytest.raises(FileUnreadableError, match="unpack to more than"):
        list(entries(source))


def test_an_entry_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded: one entry may be long, but not longer than any issue."""
    monkeypatch.setattr(documents, "LONGEST_ENTRY", 10_000)
    source = saved(tmp_path, b'[{"a": "' + b"x" * 10_000_000)

    with pytest.raises(FileUnreadableError, match="an entry is longer than"):
        list(entries(source))


def test_pages_may_stand_in_one_list(tmp_path: Path) -> None:
    """Pages that were put into one list are read as if they stood one after the other."""
    pages = [{"issues": [{"key": "A-1"}], "startAt": 0}, {"issues": [{"key": "A-2"}]}, [{"key": "A-3"}]]

    told = [(entry.kind, entry.content["key"]) for entry in entries(saved(tmp_path, pages))]

    assert told == [("issues", "A-1"), ("issues", "A-2"), ("", "A-3")]
