"""Tables as logs: delimiters, encodings, columns by name and by content, moments, and what can be wrong with a file."""

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from flowatlas.discover.mapping import Columns, Dates, LogMapping
from flowatlas.importers.importer import Source, read_log
from flowatlas.importers.moments import day_first_in, moments_of
from flowatlas.importers.rows import changed, paired, reached
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Form

REAL = Path(__file__).parents[2] / "../shared/data"

HEADER = "case,activity,time\n"
ROWS = "".join(f"c{n // 3},step {n % 3},2026-01-{1 + n % 28:02} 10:00\n" for n in range(60))


def read(folder: Path, content: str | bytes, name: str = "log.csv", mapping: LogMapping = LogMapping()) -> EventLog:  # noqa: B008 - a record cannot change
    """The log in a file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_log(Source((path,)), mapping)


def written(moment: int) -> str:
    """A moment of a log as a text."""
    return datetime.fromtimestamp(moment / 1e6, UTC).strftime("%Y-%m-%d %H:%M:%S")


def refusal(folder: Path, content: str | bytes, name: str = "log.csv", mapping: LogMapping = LogMapping()) -> str:  # noqa: B008 - a record cannot change
    """What is said about a file that cannot be read."""
    with pytest.raises(FlowAtlasError) as error:
        read(folder, content, name, mapping)
    return str(error.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_delimiter_and_encoding_are_found(tmp_path, delimiter, encoding):
    """Whatever a table is divided by and encoded in, the same log comes out of it."""
    text = (HEADER + ROWS + "c99,prüfen,2026-01-01 10:00\n").replace(",", delimiter)

    log = read(tmp_path, text.encode(encoding))

    assert len(log) == 61
    assert list(log.activity.names) == ["step 0", "step 1", "step 2", "prüfen"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31T14:05:00Z", "2026-12-31 14:05:00"),
        ("2026-12-31 14:05:00.123456+02:00", "2026-12-31 12:05:00"),
        ("31/12/2026 14:05", "2026-12-31 14:05:00"),
        ("12/31/26 2:05 PM", "2026-12-31 14:05:00"),
        ("31.12.2026 14:05", "2026-12-31 14:05:00"),
        ("2026年12月31日 14時05分", "2026-12-31 14:05:00"),
        ("2026年12月31日(木) 14:05:07", "2026-12-31 14:05:07"),
        ("2026年12月31日14时05分30秒", "2026-12-31 14:05:30"),
        ("2026년 12월 31일 14시 5분", "2026-12-31 14:05:00"),
        ("2026年12月31日", "2026-12-31 00:00:00"),
        ("1798725900", "2026-12-31 14:05:00"),
        ("1798725900000", "2026-12-31 14:05:00"),
        ("Dec 31, 2026 2:05 PM", "2026-12-31 14:05:00"),
        ("31-Dec-26", "2026-12-31 00:00:00"),
        ("2026-12-31", "2026-12-31 00:00:00"),
        ("Thu, 31 Dec 2026 14:05:00 GMT", "2026-12-31 14:05:00"),
        ("20261231T140500Z", "2026-12-31 14:05:00"),
        ("Thu Dec 31 2026 15:05:00 GMT+0100 (Central European Standard Time)", "2026-12-31 14:05:00"),
        ("1.7987259E+12", "2026-12-31 14:05:00"),
        ("46387.586806", "2026-12-31 14:05:00"),
        ("46387,586806", "2026-12-31 14:05:00"),
        ("46387", "2026-12-31 00:00:00"),
        ("31. Dez. 2026 14:05", "2026-12-31 14:05:00"),
        ("Dec 31 2026  2:05PM", "2026-12-31 14:05:00"),
        ("31/12/2026 2:05:00\u202fp. m.", "2026-12-31 14:05:00"),
        ("2026/12/31 下午2:05", "2026-12-31 14:05:00"),
        ("2026年12月31日 午後2:05", "2026-12-31 14:05:00"),
        ("31.12.2026, 14:05 Uhr", "2026-12-31 14:05:00"),
        ("31/Dec/2026:15:05:00 +0100", "2026-12-31 14:05:00"),
        ("2026-12-31 14:05:00 +0000 UTC", "2026-12-31 14:05:00"),
        ("31 декабря 2026 14:05", "2026-12-31 14:05:00"),
        ("12:05 AM", ""),
        ("31.02.2026", ""),
        ("2026-12-31 25:00", ""),
    ],
)
def test_moments_are_read_as_they_are_written(text, moment):
    """Every customary way of writing a moment is read; what is no moment stays unknown."""
    values = pa.chunked_array([[text]])

    told = moments_of(values, "time", Dates(), day_first_in([values]))

    assert (written(int(told.moments[0])) if told.moments[0] != UNKNOWN_MOMENT else "") == moment
    assert told.is_unreadable[0] == (not moment)


def test_days_and_months_are_told_apart_by_the_data(tmp_path):
    """One value above 12 in one column decides for all; without one, that is said."""
    clear = read(
        tmp_path, "case,activity,start,end\na,x,3/4/2026 10:00,3/4/2026 11:00\na,y,3/4/2026 12:00,4/13/2026 9:00\n"
    )
    open_ = read(
        tmp_path, "case,activity,start,end\na,x,3/4/2026 10:00,3/4/2026 11:00\na,y,3/4/2026 12:00,4/5/2026 9:00\n"
    )

    assert written(int(clear.start[0])) == "2026-03-04 10:00:00"
    assert clear.understood["dates"]["day_first"] is False
    assert any("--month-first" in remark.done for remark in open_.remarks)


@pytest.mark.parametrize(("zone", "summer"), [("Europe/Berlin", "08"), ("+01:00", "09")])
def test_moments_without_a_zone_are_on_the_clocks_that_were_named(tmp_path, zone, summer):
    """Berlin is an hour ahead of UTC in winter and two in summer; clocks that are never set, one always."""
    text = "case,activity,time\na,x,2026-01-01 10:00\na,y,2026-07-01 10:00\n"

    log = read(tmp_path, text, mapping=LogMapping(dates=Dates(time_zone=zone)))

    assert [written(int(moment)) for moment in log.end] == ["2026-01-01 09:00:00", f"2026-07-01 {summer}:00:00"]


def test_mixed_zones_are_converted_each_by_its_own(tmp_path):
    """Rows with different offsets and without one stand beside each other, and that is said."""
    text = "case,activity,time\na,x,2026-01-01T10:00:00+01:00\na,y,2026-01-01T10:00:00-05:00\na,z,2026-01-01T10:00:00\n"

    log = read(tmp_path, text)

    assert [written(int(moment))[11:13] for moment in log.end] == ["09", "15", "10"]
    assert any("+01:00" in remark.message and "-05:00" in remark.message for remark in log.remarks)


def test_dates_that_cannot_be_read_are_told_with_their_lines(tmp_path):
    """A line break within quotes and an empty line before them do not shift the lines that are named."""
    bad = 'c9,"two\nlines",2026-01-01 10:00\n\nc9,x,31.02.2026\nc9,y,hello\n'

    log = read(tmp_path, HEADER + ROWS + bad)

    found = next(remark for remark in log.remarks if "no dates" in remark.message)
    assert found.times == 2
    assert found.examples == ("line 65: 31.02.2026", "line 66: hello")
    assert len(log) == 61


def test_mostly_unreadable_dates_are_refused(tmp_path):
    """Where more than half cannot be read, the column is the wrong one, or its pattern has to be said."""
    text = HEADER + "c1,a,hello\n" * 5 + "c1,b,2026-01-01\n"
    named = LogMapping(columns=Columns(item="case", activity="activity", time="time"))

    assert "5 of 6" in refusal(tmp_path, text, mapping=named)
    assert "line 2: hello" in refusal(tmp_path, text, mapping=named)


def test_columns_are_found_without_names(tmp_path):
    """Names that say nothing, a team, a number and a date of the contract do not hide the item, its steps and moments."""
    rows = ["q1;q2;q3;q4;q5;q6"]
    draw = np.random.default_rng(3)
    for item in range(200):
        signed, clock = 1_700_000_000 + item * 50_000, 1_750_000_000 + item * 40_000
        for step in ("alpha", "beta", "gamma", "delta"):
            began = clock + int(draw.integers(600, 60_000))
            clock = began + int(draw.integers(600, 60_000))
            told = [datetime.fromtimestamp(one, UTC).isoformat() for one in (signed, began, clock)]
            rows.append(f"{draw.choice(['r', 's', 't'])};{told[2]};{step};{told[1]};k{item};{told[0]}")

    log = read(tmp_path, "\n".join(rows) + "\n")

    assert log.understood["columns"] == {"item": "q5", "activity": "q3", "start": "q4", "end": "q2"}
    assert {path for path, _, because in log.reasons if because} >= {
        "columns/item",
        "columns/activity",
        "columns/start",
    }


def test_planned_dates_are_no_moments_of_events(tmp_path):
    """A planned end beside the real one is left aside."""
    text = "case,activity,planned end,zz\n" + "".join(
        f"c{n // 2},s{n % 2},2026-02-01,2026-01-{n + 1:02} 10:00\n" for n in range(8)
    )

    assert read(tmp_path, text).understood["columns"]["time"] == "zz"


def test_status_changes_become_stays(tmp_path):
    """An item stays in a status until the next one; the last one is not over."""
    log = read(
        tmp_path, "case,status,time\na,open,2026-01-01\na,open,2026-01-02\na,busy,2026-01-04\na,done,2026-01-09\n"
    )

    assert log.form is Form.STATES
    assert [log.activity.names[code] for code in log.activity.codes] == ["open", "busy", "done"]
    assert [written(int(end))[:10] for end in log.end[:2]] == ["2026-01-04", "2026-01-09"]
    assert log.end[2] == UNKNOWN_MOMENT


def test_one_date_for_each_stage_becomes_stays(tmp_path):
    """A stage lasts until the next that was reached at all; one that was passed over has no stay."""
    log = read(
        tmp_path, "Issue key,Backlog,Doing,Done\nA-1,2026-01-01,2026-01-03,2026-01-05\nA-2,2026-01-01,,2026-01-06\n"
    )

    stays = [
        (log.item.names[i], log.activity.names[a]) for i, a in zip(log.item.codes, log.activity.codes, strict=True)
    ]
    assert stays == [("A-1", "Backlog"), ("A-1", "Doing"), ("A-1", "Done"), ("A-2", "Backlog"), ("A-2", "Done")]
    assert written(int(log.end[3])) == "2026-01-06 00:00:00"


def test_starts_and_ends_are_paired_in_order():
    """Two overlapping passes: the first end belongs to the first start; lone starts and ends are kept and counted."""
    key = np.array([0, 0, 0, 0, 1, 1], np.int32)
    time = np.array([1, 2, 5, 9, 3, 4], np.int64)
    is_start = np.array([True, True, False, False, False, True])

    stays = paired([key], time, is_start, ~is_start)

    found = sorted(zip(stays.start.tolist(), stays.end.tolist(), strict=True))
    assert found == [(UNKNOWN_MOMENT, 3), (1, 5), (2, 9), (4, UNKNOWN_MOMENT)]
    assert (stays.lone_starts, stays.lone_ends) == (1, 1)


def test_nothing_gives_nothing():
    """Tables without rows pair, change and reach nothing."""
    none, moments = np.empty(0, np.int32), np.empty(0, np.int64)

    assert len(paired([none], moments, none > 0, none > 0).row) == 0
    assert len(changed(none, none, moments).row) == 0
    assert len(reached([moments, moments]).row) == 0


def test_people_become_signs(tmp_path):
    """No name is left anywhere in the log, and two runs give the same signs."""
    text = "case,activity,time,resource,owner\na,x,2026-01-01,Jo Doe,Jo Doe\na,y,2026-01-02,Al Poe,Jo Doe\n"
    mapping = LogMapping(is_anonymous=True, columns=Columns(attributes=["owner"]))

    log = read(tmp_path, text, mapping=mapping)

    assert log.who is not None
    assert all(name.startswith("person-") for name in [*log.who.names, *log.attributes["owner"].names])
    assert list(log.who.names) == list(read(tmp_path, text, mapping=mapping).who.names)
    assert "Jo Doe" not in repr(log)


def test_only_rows_that_were_asked_for_count(tmp_path):
    """A filter names a column and a value; one that no row has is refused with what there is."""
    text = "case,activity,time,Type\na,x,2026-01-01,bug\nb,x,2026-01-02,story\n"

    assert len(read(tmp_path, text, mapping=LogMapping(only={"type": "bug"}))) == 1
    assert '"bug"' in refusal(tmp_path, text, mapping=LogMapping(only={"Type": "epic"}))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("", "log.csv", "is empty"),
        (HEADER, "log.csv", "holds no rows"),
        (HEADER.replace(",", "#") + ROWS.replace(",", "#"), "log.csv", "only one column"),
        (bytes(range(256)) * 20, "log.csv", "not text"),
        (gzip.compress((HEADER + ROWS * 200).encode())[:300], "log.csv.gz", "cut off"),
        (b"PAR1" + b"\0" * 40 + b"PAR1", "log.parquet", "no Parquet file"),
        ("case,activity,time\na,x,yesterday\n", "log.csv", '1 of 1 values in "time" are no dates'),
        ("case,activity,cost\na,x,yesterday\n", "log.csv", "no column holds moments"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, content, name, said):
    """Each file that cannot be read gets one clear message with its name."""
    message = refusal(tmp_path, content, name)

    assert said in message
    assert name in message


def test_a_missing_column_is_answered_with_the_nearest(tmp_path):
    """A column that was named wrongly brings the one that was meant."""
    named = LogMapping(columns=Columns(activity="activty"))

    assert 'did you mean "activity"?' in refusal(tmp_path, HEADER + ROWS, mapping=named)


def test_rows_of_another_width_are_counted_and_left_out(tmp_path):
    """Too few and too many fields: how many rows, the first lines, and the rest is read."""
    log = read(tmp_path, HEADER + ROWS + "c1,a\nc2,b,2026-01-01 10:00,9,9\n")

    found = next(remark for remark in log.remarks if "fields" in remark.message)
    assert (found.times, found.examples) == (2, ("line 62: 2 fields", "line 63: 5 fields"))
    assert len(log) == 60


def test_sql_and_strange_signs_are_only_words(tmp_path):
    """What looks like a command, or holds a NUL byte, is a word like any other."""
    text = 'case,"""; DROP TABLE x; --",time\nc1,"\'; DROP TABLE log; --",2026-01-01 10:00\nc1,b\0c,2026-01-02 10:00\n'

    log = read(tmp_path, text, '"; DROP TABLE x; --.csv')

    assert list(log.activity.names) == ["'; DROP TABLE log; --", "b\0c"]


def test_columns_of_one_name_are_numbered(tmp_path):
    """The first of two columns with one name keeps it."""
    log = read(tmp_path, "case,activity,time,activity\nc1,a,2026-01-01,z\nc1,b,2026-01-02,z\n")

    assert list(log.activity.names) == ["a", "b"]
    assert list(log.attributes["activity (2)"].names) == ["z"]


def test_a_line_without_end_is_refused(tmp_path):
    """A line longer than a row can be is named instead of being kept in memory."""
    assert "line 62 is longer than 4 MB" in refusal(tmp_path, HEADER + ROWS + "c1," + "a" * 12_000_000)


def test_a_bomb_is_refused(tmp_path, monkeypatch):
    """A packed file that unpacks to very many times its size is not unpacked to its end."""
    monkeypatch.setattr("flowatlas.importers.packed.FREE", 8 << 20)

    assert "unpack to more than" in refusal(tmp_path, gzip.compress(b"a,b,c\n" * 8_000_000, 9), "log.csv.gz")


def test_several_files_with_the_same_columns_are_one_log(tmp_path):
    """The rows of all files come one after the other; other columns are refused."""
    for name, text in (("a.csv", ROWS), ("b.csv", ROWS.replace("c", "d")), ("x.csv", "")):
        (tmp_path / name).write_text((HEADER if text else "one,two\n1,2\n") + text)

    log = read_log(Source((tmp_path / "a.csv", tmp_path / "b.csv")), LogMapping())

    assert (len(log), len(log.item.names)) == (120, 40)
    with pytest.raises(FlowAtlasError, match="other columns"):
        read_log(Source((tmp_path / "a.csv", tmp_path / "x.csv")), LogMapping())


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_parquet_moments_of_every_unit(tmp_path, unit, zone):
    """Whatever unit and zone a column of moments has, the same moments come out of it."""
    moment = datetime(2026, 1, 1, 10, tzinfo=UTC)
    when = (
        pa.array([moment, moment], pa.timestamp("us", "UTC"))
        .cast(pa.timestamp("us", zone))
        .cast(pa.timestamp(unit, zone))
    )
    table = pa.table(
        {"case": ["a", "a"], "activity": pa.array(["x", "y"]).dictionary_encode(), "time": when, "n": [[1], [2]]}
    )
    pq.write_table(table, tmp_path / "log.parquet")

    log = read_log(Source((tmp_path / "log.parquet",)), LogMapping())

    assert written(int(log.end[0])) == "2026-01-01 10:00:00"
    assert any("lists or records: n" in remark.message for remark in log.remarks)


@pytest.mark.parametrize(
    ("name", "start", "end", "zone"),
    [
        ("production.csv.gz", "start_timestamp", "time:timestamp", "Europe/Athens"),
        ("receipt.csv.gz", None, "time:timestamp", "Europe/Berlin"),
        ("interval_event_log.csv.gz", "start_timestamp", "time:timestamp", "UTC"),
    ],
)
def test_real_tables_are_read_as_plain_python_reads_them(name, start, end, zone):
    """Rows, items, activities and every single moment of real logs are those that Python's own parts find."""
    if not (REAL / name).exists():
        pytest.skip("the folder with real logs is not there")
    with gzip.open(REAL / name, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    log = read_log(Source((REAL / name,)), LogMapping())

    assert [log.item.names[code] for code in log.item.codes] == [row["case:concept:name"] for row in rows]
    assert [log.activity.names[code] for code in log.activity.codes] == [row["concept:name"] for row in rows]
    for column, moments in ((start or end, log.start), (end, log.end)):
        told = [datetime.fromisoformat(row[column]) for row in rows]
        assert moments.tolist() == [round(one.timestamp() * 1_000_000) for one in told]
    assert (log.form is Form.COMPLETIONS) == (start is None)
    assert log.zone == zone


@pytest.mark.parametrize("name", ["production.csv.gz", "receipt.csv.gz", "interval_event_log.csv.gz"])
def test_real_tables_need_no_names(tmp_path, name):
    """With names that say nothing, the content alone tells item, activity and moments of real logs."""
    if not (REAL / name).exists():
        pytest.skip("the folder with real logs is not there")
    header, _, rows = gzip.decompress((REAL / name).read_bytes()).decode().partition("\n")
    names = header.split(",")

    log = read(tmp_path, ",".join(f"k{place}" for place in range(len(names))) + "\n" + rows)

    told = {role: names[int(column[1:])] for role, column in log.understood["columns"].items()}
    assert (told["item"], told["activity"]) == ("case:concept:name", "concept:name")
    assert told.get("end", told.get("time")) == "time:timestamp"
    assert told.get("start", "start_timestamp") == "start_timestamp"


def test_japanese_of_windows_is_read(tmp_path):
    """A table as a spreadsheet in Japan saves it is no mojibake, and its columns are told by their names."""
    steps = ("受付", "見積作成", "承認", "支払")
    rows = "".join(f"案件{n // 4},{steps[n % 4]},2026年01月{1 + n % 28:02}日 10時05分,佐藤\n" for n in range(60))

    log = read(tmp_path, ("案件番号,作業,日時,担当者\n" + rows).encode("cp932"))

    assert list(log.activity.names) == list(steps)
    assert written(int(log.end[0])) == "2026-01-01 10:05:00"
    assert log.who is not None
    assert list(log.who.names) == ["佐藤"]


@pytest.mark.parametrize(
    "words", [["prüfen", "Größe wählen", "über"], ["vérifié", "été créé", "réglé"], ["café", "niño", "año"]]
)
def test_accents_of_windows_are_not_taken_for_japanese(tmp_path, words):
    """Letters with accents stand alone among plain ones, and stay what they are."""
    rows = "".join(f"c{n // 3},{words[n % 3]},2026-01-{1 + n % 28:02} 10:00\n" for n in range(60))

    assert list(read(tmp_path, (HEADER + rows).encode("cp1252")).activity.names) == words


def test_dates_that_nobody_can_read_are_counted(tmp_path):
    """A column called time without readable dates is refused with how many these are, and the lines of the first."""
    told = refusal(tmp_path, HEADER + "".join(f"c{n // 3},step {n % 3},soon {n}\n" for n in range(60)))

    assert '60 of 60 values in "time" are no dates, the first line 2: soon 0; line 3: soon 1; line 4: soon 2' in told


def test_columns_that_cannot_be_read_are_named_where_one_is_missing(tmp_path):
    """Bytes that are no text are no words; who misses the activity is told that its column was left out."""
    columns = {"case": ["a", "a"], "activity": [b"\x00\xff", b"y"], "time": [datetime(2026, 1, 1, 10, tzinfo=UTC)] * 2}
    pq.write_table(pa.table(columns), tmp_path / "log.parquet")

    with pytest.raises(FlowAtlasError, match=r"no column tells the activity.*hold bytes: activity \(left out\)"):
        read_log(Source((tmp_path / "log.parquet",)), LogMapping())


def test_words_for_nobody_are_nobody(tmp_path):
    """EMPTY, NULL, n/a and the like in the columns of people and teams name nobody; "Empties" is somebody."""
    nobody = ["EMPTY", "NULL", "None", "n/a", "(null)", "nan", "NaN", "<none>", "-", ""]
    words = [*nobody, "Empties", "Ann"]
    rows = "".join(f"c{n // 3},step {n % 3},2026-01-01 10:{n:02},{word},{word}\n" for n, word in enumerate(words))

    log = read(tmp_path, "case,activity,time,resource,group\n" + rows)

    for column in (log.who, log.team):
        assert column is not None
        assert list(column.names) == ["Empties", "Ann"]
        assert column.codes.tolist() == [-1] * len(nobody) + [0, 1]


def test_a_column_of_nobodies_is_no_column(tmp_path):
    """Where nobody is named at all, nothing is known of people, in names or in signs."""
    rows = "".join(f"c{n // 3},step {n % 3},2026-01-01 10:{n:02},None\n" for n in range(12))

    for is_anonymous in (False, True):
        mapping = LogMapping(columns=Columns(who="resource"), is_anonymous=is_anonymous)
        assert read(tmp_path, "case,activity,time,resource\n" + rows, mapping=mapping).who is None


@pytest.mark.parametrize("kind", ["Event Type", "Event", "Übergang"])
def test_starts_and_ends_are_paired_whatever_their_column_is_called(tmp_path, kind):
    """A column in which nothing but starts and ends stands is no activity, whatever its name says."""
    text = f"Case,{kind},Task,Time\n" + "".join(
        f"{item},{word},{task},2026-01-0{day} {hour}:00\n"
        for item, day in (("a", 5), ("b", 6))
        for task, hours in (("build", (10, 12)), ("test", (13, 15)))
        for word, hour in zip(("START", "Complete"), hours, strict=True)
    )

    log = read(tmp_path, text)

    assert log.form == Form.PASSES
    assert len(log) == 4
    assert list(log.end - log.start) == [7_200_000_000] * 4


def test_starts_and_ends_alone_are_the_activities(tmp_path):
    """Where a table tells nothing besides starts and ends, they are what was done."""
    text = "case,event,time\n" + "".join(
        f"c{n},{word},2026-01-01 1{n}:00\n" for n in range(3) for word in ("start", "end")
    )

    log = read(tmp_path, text)

    assert list(log.activity.names) == ["start", "end"]


def test_an_activity_is_one_however_its_name_is_typed(tmp_path):
    """Names that differ only in capitals and blanks are one activity, called as most rows call it, and that is said."""
    written_so = ["In Review", "In Review", "in review", "IN  REVIEW ", "In\u00a0Review", "Done"]
    text = "case,status,time\n" + "".join(
        f"c{number},{name},2026-01-01 1{number}:00\n" for number, name in enumerate(written_so)
    )

    log = read(tmp_path, text)

    assert list(log.activity.names) == ["In Review", "Done"]
    assert list(log.activity.codes) == [0] * 5 + [1]
    assert any("in several ways" in remark.message for remark in log.remarks)


@pytest.mark.parametrize(
    ("names", "cells"),
    [
        ("date,time", "2026-03-01,14:05:09"),
        ("Datum,Uhrzeit", "01.03.2026,14:05:09"),
        ("ERDAT,ERZET", "20260301,140509"),
        ("Start Date,Start Time", "03/01/2026,2:05:09 PM"),
        ("changed_on,time", "2026-03-01 00:00:00,14:05:09"),
        ("ERDAT,AEDAT,ERZET,duration", "20260301,20260402,140509,1:30"),
    ],
)
def test_a_time_of_day_is_read_with_its_date(tmp_path, names, cells):
    """Where one column tells the day and another one the time of it, a moment is both."""
    text = f"case,activity,{names}\n" + "".join(f"{item},{step},{cells}\n" for item in "ab" for step in ("x", "y"))
    if cells.count(",") == 1 and "/" in cells:
        text += "c,x,03/31/2026,2:05 PM\n"

    log = read(tmp_path, text, mapping=LogMapping(columns=Columns(time=names.split(",")[0])))

    assert written(int(log.end[0])) == "2026-03-01 14:05:09"
    assert any(remark.done == "read together" for remark in log.remarks)


def test_starts_and_ends_each_have_their_own_time_of_day(tmp_path):
    """Two dates with two times make a start and an end; before nine o'clock, systems may leave off the zero."""
    text = "case,activity,Startdatum,Startzeit,Enddatum,Endzeit\na,x,01.03.2026,80509,02.03.2026,170000\n"
    text += "a,y,31.03.2026,91500,31.03.2026,\n"

    log = read(tmp_path, text)

    assert [written(int(one)) for one in (*log.start, *log.end)] == [
        "2026-03-01 08:05:09",
        "2026-03-31 09:15:00",
        "2026-03-02 17:00:00",
        "2026-03-31 00:00:00",
    ]


@pytest.mark.parametrize(
    "titles",
    ["Tickets of March\n\n", "Tickets of March,,\nfrom 2026-03-01 10:00,,\n,,\n", "# made by hand\n# on 2026-03-01\n"],
)
def test_titles_above_the_names_of_columns_are_passed_over(tmp_path, titles):
    """A report may begin with lines of its own; columns keep their names, and places in the file stay right."""
    log = read(tmp_path, titles + HEADER + ROWS + "c9,z,soon\n")

    assert len(log) == 60
    assert dict(log.understood["columns"]) == {"item": "case", "activity": "activity", "time": "time"}
    assert any(remark.message.startswith("lines stand above") for remark in log.remarks)
    line = titles.count("\n") + 62
    assert any(example.startswith(f"line {line}") for remark in log.remarks for example in remark.examples)


def test_a_row_without_status_or_moment_changes_nothing(tmp_path):
    """What names no status, or tells no moment, ends no stay; both are counted."""
    log = read(
        tmp_path, "item,status,time\na,open,2026-01-01 10:00\na,,2026-01-01 11:00\na,late,\na,done,2026-01-01 12:00\n"
    )

    assert [written(int(one)) for one in log.end[:1]] == ["2026-01-01 12:00:00"]
    assert len(log) == 2
    assert [(one.times, one.examples) for one in log.remarks if one.done == "left out"] == [
        (1, ("line 4",)),
        (1, ("line 3",)),
    ]


@pytest.mark.parametrize("mark", [".", ","])
def test_numbers_of_excel_are_dates_only_under_a_name_of_moments(tmp_path, mark):
    """A date that Excel wrote as its number of days is one, and that is said; an amount of that size stays an amount."""
    text = "case;activity;price;amount;When\n" + "".join(
        f"{item};{step};4638{number}.5;4638{number};46387.{share}\n".replace(".", mark)
        for item in "ab"
        for number, (step, share) in enumerate((("x", "75"), ("y", "625")))
    )

    log = read(tmp_path, text)

    assert log.understood["columns"] == {"item": "case", "activity": "activity", "time": "When"}
    assert sorted({written(int(one)) for one in log.end}) == ["2026-12-31 15:00:00", "2026-12-31 18:00:00"]
    assert any("as Excel counts" in remark.done for remark in log.remarks)
    assert set(log.attributes) == {"price", "amount"}


def test_stages_come_in_the_order_of_their_dates(tmp_path):
    """Whatever the order of the columns; a date that moves with every touch of the item is no stage."""
    text = "ID,Created,Updated,Started,Triaged,Completed\n" + "".join(
        f"{day},2026-01-{day:02} 08:00,2026-02-{day:02} 09:00,2026-01-{day:02} 12:00,2026-01-{day:02} 10:00,"
        f"2026-01-{day:02} 16:00\n"
        for day in range(1, 9)
    )

    log = read(tmp_path, text)

    assert log.understood["columns"]["stages"] == ["Created", "Triaged", "Started", "Completed"]


def test_the_status_of_today_is_no_history(tmp_path):
    """A list of items with the day each was created and closed tells the time between, not how long a status lasts."""
    text = "ID,Title,Status,Created,Closed\n" + "".join(
        f"{day},title {day},{'Closed' if day % 3 else 'Open'},2026-01-{day:02} 08:00,"
        f"{f'2026-01-{day + 1:02} 09:00' if day % 3 else ''}\n"
        for day in range(1, 13)
    )

    log = read(tmp_path, text)

    assert log.understood["columns"]["stages"] == ["Created", "Closed"]
    assert len(log) == 20
    assert any("no history" in remark.message for remark in log.remarks)


@pytest.mark.parametrize(
    "name", ["Ticket Status", "current_state", "Changes - New value", "StatusName", "Bestellstatus"]
)
def test_a_column_that_is_called_like_a_status_tells_changes(tmp_path, name):
    """Whatever stands before or after the word; what a row says was before is not what the item changed to."""
    text = f"Ticket ID,Previous value,{name},at\n" + "".join(
        f"{item},{before},{after},2026-01-0{day} 10:00\n"
        for item in "abc"
        for day, before, after in ((1, "", "new"), (2, "new", "open"), (3, "open", "closed"))
    )

    log = read(tmp_path, text)

    assert log.understood["columns"]["activity"] == name
    assert log.form == Form.STATES


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("duration_minutes", "90"),
        ("Dauer (h)", "1,5"),
        ("durationMs", "5400000"),
        ("duration", "1:30:00"),
        ("took", "1:30"),
    ],
)
def test_a_beginning_and_how_long_it_took_make_an_end(tmp_path, name, value):
    """The unit stands in the name, or the value is written as a clock shows it."""
    text = f"case;activity;start;{name}\na;x;2026-01-01 10:00;{value}\na;y;2026-01-01 12:00;{value}\nb;x;2026-01-01 10:00;\n"

    log = read(tmp_path, text)

    assert log.form == Form.PASSES
    assert [written(int(one)) for one in log.end[:2]] == ["2026-01-01 11:30:00", "2026-01-01 13:30:00"]
    assert log.end[2] == UNKNOWN_MOMENT
    assert len(read(tmp_path, text, mapping=LogMapping(dates=Dates(form="passes")))) == 3


def test_texts_that_do_not_say_so_are_read(tmp_path):
    """Some systems write texts into Parquet as bytes; bytes that are no text are left out."""
    table = {
        "case": pa.array([b"a", b"a", None], pa.binary()),
        "activity": pa.array(["prüfen".encode(), b"send", b"send"], pa.binary()),
        "time": pa.array(["2026-01-01", "2026-01-02", "2026-01-03"]),
        "blob": pa.array([b"\x00\xff\x01"] * 3, pa.binary()),
    }
    pq.write_table(pa.table(table), tmp_path / "log.parquet")

    log = read_log(Source((tmp_path / "log.parquet",)), LogMapping())

    assert len(log) == 2
    assert list(log.activity.names)[:2] == ["prüfen", "send"]
    assert any(remark.message == "columns hold bytes: blob" for remark in log.remarks)


def test_blanks_around_words_are_no_part_of_them(tmp_path):
    """A printed table fills its columns with blanks; the line below its names is no row."""
    text = "| case | activity | time |\n|---|---|---|\n" + "".join(
        f"| {item:<4} | {step:<8} | 2026-01-0{day} 10:00 |\n"
        for item in "ab"
        for day, step in ((1, "plan"), (2, "build"))
    )

    log = read(tmp_path, text, "log.txt")

    assert [log.item.names[code] for code in log.item.codes] == ["a", "a", "b", "b"]
    assert [log.activity.names[code] for code in log.activity.codes] == ["plan", "build"] * 2


def test_a_date_with_two_times_of_day_is_a_span(tmp_path):
    """Time sheets tell the day once; what ends before it begins has gone on past midnight."""
    text = (
        "Job,Operation,Date,Start Time,End Time\n"
        "a,cut,31/01/2026,08:00,09:30\na,weld,31/01/2026,22:00,01:00\na,paint,01/02/2026,07:00,\n"
    )

    log = read(tmp_path, text)

    assert log.form == Form.PASSES
    assert [written(int(one)) for one in log.start] == [
        "2026-01-31 08:00:00",
        "2026-01-31 22:00:00",
        "2026-02-01 07:00:00",
    ]
    assert [written(int(one)) for one in log.end[:2]] == ["2026-01-31 09:30:00", "2026-02-01 01:00:00"]
    assert log.end[2] == UNKNOWN_MOMENT


@pytest.mark.parametrize(
    "names",
    [
        "Dev start,Dev end,Test start,Test end",
        "start_dev,end_dev,start_test,end_test",
        "DevStart,DevEnd,TestStart,TestEnd",
    ],
)
def test_stages_may_have_a_start_and_an_end_each(tmp_path, names):
    """What is called the start and the end of the same stage is a pass; other dates are moments."""
    text = f"Ticket,Created,{names}\n" + "".join(
        f"{day},2026-01-{day:02} 07:00," + ",".join(f"2026-01-{day:02} {hour:02}:00" for hour in (8, 10, 11, 12)) + "\n"
        for day in range(1, 9)
    )

    log = read(tmp_path, text)

    assert log.form == Form.PASSES
    assert [name.casefold() for name in log.activity.names] == ["created", "dev", "test"]
    took = np.where(log.start == UNKNOWN_MOMENT, -1, (log.end - log.start) // 3_600_000_000)
    assert list(took[:3]) == [-1, 2, 1]


def test_a_first_line_without_end_is_no_header(tmp_path):
    """Whoever exports fifty thousand columns is told so, and not that there are no rows."""
    assert "first line is longer" in refusal(tmp_path, ",".join(f"column {n}" for n in range(50_000)) + "\n" + "1,2\n")
    assert refusal(tmp_path, "", "log.json").endswith("is empty")
