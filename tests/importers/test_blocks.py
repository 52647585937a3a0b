"""A long table of text that several threads read block by block is the one that is read as a whole."""

import gzip
import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers import blocks, csv
from flowatlas.importers.importer import Source
from flowatlas.model.event import Remark

SIZE = 64
"""Bytes of a block: two or three rows."""

signs = st.text(st.sampled_from('ab" ,;\n\r0é漢'), max_size=6)
items = st.builds("{}{}".format, st.sampled_from(["ITEM-", "ITEM-", "X-", ""]), st.integers(0, 10**10))
moments = st.datetimes().map(lambda one: one.isoformat(" "))
line = st.one_of(
    st.builds("{},{},{}".format, items, st.sampled_from(["open", "done", '"in, progress"', '"a ""b"""']), moments),
    st.builds("{},{},{}".format, items, signs, moments),
    st.builds("{},{}".format, items, signs),
    st.sampled_from(["", "  ", 'a,"b\nc",2026-01-01 10:00:00', "a,b,", ",,"]),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the tables of all examples stand, one after the other."""
    return tmp_path_factory.mktemp("blocks")


def read(path, *, in_blocks):
    """The table in a file, what was odd about it, and whether its lines are its rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv, "TYPED_FROM", 0 if in_blocks else 1 << 40)
        patch.setattr(blocks, "SIZE", SIZE)
        file = csv.TextFile(path)
        table, remarks = file.read(None, Source((path,)), (0, 1), LogMapping())
        return table, remarks, file.has_a_line_for_each_row


def words(column):
    """What stands in a column, whatever its type; moments as they are written."""
    return [str(value) if value is not None else None for value in column.cast(pa.string()).to_pylist()]


@settings(max_examples=25)
@given(st.lists(line, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_blocks_hold_what_the_whole_holds(folder, lines, ending, is_ended):
    """Whatever quotes, breaks and odd rows stand in a table, its blocks give the same rows and the same remarks."""
    path = folder / "log.csv"
    text = ending.join(["item,activity,time", *lines]) + (ending if is_ended else "")
    path.write_bytes(text.encode())
    try:
        whole, told, is_plain = read(path, in_blocks=False)
    except csv.FlowAtlasError as error:
        with pytest.raises(csv.FlowAtlasError, match=re.escape(str(error))):
            read(path, in_blocks=True)
        return
    found, remarks, is_plain_too = read(path, in_blocks=True)
    assert found.column_names == whole.column_names
    for name in found.column_names:  # Odd lines may look like a table with other separators.
        assert name == "time" or words(found[name]) == words(whole[name])
    assert remarks == told
    assert is_plain_too == is_plain


def test_blocks_are_used_where_they_can_be(tmp_path, monkeypatch):
    """A plain table, one in quotes with breaks within them, and one with lines to leave out are all read in blocks."""
    monkeypatch.setattr(csv, "TYPED_FROM", 0)
    monkeypatch.setattr(blocks, "SIZE", SIZE)
    monkeypatch.setattr(csv.TextFile, "_parsed", None)
    rows = [f"ITEM-{number},open,2026-01-01 10:{number:02}:00" for number in range(60)]
    broken = [f'"ITEM-{number}","on\nhold",2026-01-01 10:{number:02}:00' for number in range(60)]
    expected = [(rows, True, []), (broken, False, []), ([*rows, "x,y", ""], False, ["line 62: 2 fields"])]
    for number, (lines, is_plain, examples) in enumerate(expected):
        path = tmp_path / f"{number}.csv"
        path.write_text("item,activity,time\n" + "\n".join(lines) + "\n")
        file = csv.TextFile(path)
        table, remarks = file.read(None, Source((path,)), (0, 1), LogMapping())
        assert words(table["item"]) == [f"ITEM-{number}" for number in range(60)]
        assert pa.types.is_timestamp(table["time"].type)
        assert file.has_a_line_for_each_row == is_plain
        assert [one for remark in remarks for one in Remark(*remark).examples] == examples


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_blocks_of_every_encoding(tmp_path, encoding, pack):
    """Whatever the encoding, packed or not, blocks hold the words that were written."""
    names = [("Prüfung", "Übergabe", "Fertig")[number % 3] for number in range(90)]
    rows = [f"ITEM-{number // 3},{name},2026-01-01 10:00:{number % 60:02}" for number, name in enumerate(names)]
    path = tmp_path / "log.csv"
    path.write_bytes(pack("\n".join(["item,activity,time", *rows]).encode(encoding)))
    table, remarks, is_plain = read(path, in_blocks=True)
    assert words(table["activity"]) == names
    assert words(table["item"]) == [f"ITEM-{number // 3}" for number in range(90)]
    assert (remarks, is_plain) == ([], True)
