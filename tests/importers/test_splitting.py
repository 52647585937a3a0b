"""Lines that compiled code reads are the lines that Arrow reads."""

import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.discover.compiled import kept
from flowatlas.discover.mapping import LogMapping
from flowatlas.importers import blocks, csv
from flowatlas.importers.importer import Source
from flowatlas.importers.splitting import split

pytestmark = pytest.mark.slow

OFFSETS = st.sampled_from(["", "", "Z", "+00:00", "+05:30", "-08:00", "+24:00", "+05", "+0530", " UTC"])
DAYS = st.builds("{:04}-{:02}-{:02}".format, st.integers(1, 2300), st.integers(0, 13), st.integers(0, 32))
CLOCKS = st.builds("{:02}:{:02}:{:02}".format, st.integers(0, 25), st.integers(0, 60), st.integers(0, 61))
FRACTIONS = st.one_of(st.just(""), st.from_regex(r"\.[0-9]{0,8}", fullmatch=True))
plain = st.datetimes().map(lambda one: one.isoformat(" "))
zoned = st.builds("{}{}".format, plain, st.sampled_from(["Z", "+00:00", "-03:30"]))
odd = st.builds("{}{}{}{}{}".format, DAYS, st.sampled_from(" Tt"), CLOCKS, FRACTIONS, OFFSETS)
signs = st.text(st.sampled_from("ab ;\r0é漢\0/9:"), max_size=20)
items = st.builds(
    "{}{}".format, st.sampled_from(["ITEM-"] * 5 + ["X-", ""]), st.one_of(st.integers(0, 10**9), st.just("007"), signs)
)
words = st.one_of(st.sampled_from(["open", "done", "waiting for review", "waiting for reviews"]), signs)


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory):
    """Where the tables of all examples stand, one after the other; the code is compiled before they are read."""
    assert kept.made(split.SPLITTING) is not None
    return tmp_path_factory.mktemp("splitting")


def read(path, *, is_compiled, size):
    """The table in a file, what was odd about it, whether its lines are its rows; and how many blocks were split."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv, "TYPED_FROM", 0)
        patch.setattr(blocks, "SIZE", size)
        split_blocks = []
        whole = split.Splitter.read
        patch.setattr(split.Splitter, "read", lambda *told: split_blocks.append(whole(*told)) or split_blocks[-1])
        if not is_compiled:
            patch.setattr(split, "loaded", lambda _: None)
        file = csv.TextFile(path)
        table, remarks = file.read(None, Source((path,)), (0, 1), LogMapping())
        return table, remarks, file.has_a_line_for_each_row, sum(split_blocks)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(items, words, st.one_of(plain, plain, plain, odd, st.just(""))), min_size=1, max_size=9),
    st.lists(zoned, min_size=20, max_size=20),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_what_is_split_is_what_arrow_reads(folder, rows, zones, ending, is_ended):
    """Whatever stands in a table, in whatever form moments are written, the columns are the same, or the same is said.

    The first rows are plain, so that the columns are taken for what they promise to be.
    """
    path = folder / "log.csv"
    rows = [("ITEM-1", "open", "2026-01-01 10:00:00")] * 3 + [("ITEM-12", "done", "2026-01-01 10:00:00.5")] * 3 + rows
    lines = [f"{item},{zone},{word},{time}" for (item, word, time), zone in zip(rows, zones, strict=False)]
    path.write_bytes((ending.join(["item,since,activity,time", *lines]) + ending * is_ended).encode())
    try:
        expected = read(path, is_compiled=False, size=1 << 20)
    except csv.FlowAtlasError as error:
        with pytest.raises(csv.FlowAtlasError, match=re.escape(str(error))):
            read(path, is_compiled=True, size=128)
        return
    for size in (128, 1 << 20):
        found = read(path, is_compiled=True, size=size)
        assert found[1:3] == expected[1:3]
        for name in expected[0].column_names:
            assert found[0][name].cast(pa.string()).to_pylist() == expected[0][name].cast(pa.string()).to_pylist()


def test_plain_lines_are_split(folder):
    """Numbers after a beginning, short keys, words, moments and what nobody wants are all read by the compiled code."""
    path = folder / "plain.csv"
    rows = [
        f"ITEM-{number},{number * 7919 % 4096:x},step {number % 5},2026-01-01 10:{number % 60:02}:00,2026-02-28T23:59:59Z"
        for number in range(999)
    ]
    path.write_text("item,key,activity,time,since\n" + "\n".join(rows))
    found, _, is_plain, times = read(path, is_compiled=True, size=4096)
    expected, *_ = read(path, is_compiled=False, size=1 << 20)
    assert times > 1
    assert is_plain
    assert found.num_rows == len(rows)
    for name in expected.column_names:
        assert found[name].cast(pa.string()).to_pylist() == expected[name].cast(pa.string()).to_pylist()


def test_lines_that_are_all_left_out_leave_nothing(folder):
    """A block in which no line has enough fields gives no rows, as compiled code leaves it to Arrow."""
    path = folder / "short.csv"
    path.write_text("item,activity,time\nITEM-0,\n,2000-01-01 00:00:00")
    found, remarks, is_plain, times = read(path, is_compiled=True, size=64)
    assert (found.num_rows, is_plain, times) == (0, False, 0)
    assert [remark.times for remark in remarks] == [2]


def test_what_was_kept_may_be_broken(tmp_path, monkeypatch):
    """A file that was cut short, or that cannot be written, is done without."""
    broken = tmp_path / "kept.o"
    broken.write_bytes(b"no machine code")
    whole = next(path for path in kept._places(split.SPLITTING) if path.exists()).read_bytes()
    short = tmp_path / "short.o"
    short.write_bytes(whole[: len(whole) // 2])
    for place in (broken, short, broken / "below"):
        monkeypatch.setattr(kept, "_places", lambda _, place=place: [place])
        assert kept.loaded.__wrapped__(split.SPLITTING) is None
    assert not kept._keep(split.SPLITTING)
