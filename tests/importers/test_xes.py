"""XES: what stands in the file and nothing else, however it is written; and hostile files are refused in plain words."""

import gzip
import re
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.discover.real import real_log

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers import packed, xes, xes_plain, xes_rows
from flowatlas.importers.importer import Source, read_log
from flowatlas.importers.xes_strict import StrictReader
from flowatlas.model.errors import FileUnreadableError, FlowAtlasError
from flowatlas.model.event import EventLog, Form

REAL = ("it_closed_problems.xes.gz", "university_credit_requests.xes.gz", "running-example.xes")


def event(name: str = "build", time: str | None = "2026-01-05T09:00:00.000+01:00", **more: str) -> str:
    """One event with a name, a moment and other texts; a double underscore in a key is a colon."""
    told = [f'<string key="concept:name" value="{name}"/>'] if name else []
    if time is not None:
        told.append(f'<date key="time:timestamp" value="{time}"/>')
    told += [f'<string key="{key.replace("__", ":")}" value="{value}"/>' for key, value in more.items()]
    return f"<event>{''.join(told)}</event>\n"


def trace(name: str, *events: str) -> str:
    """One trace with a name."""
    return f'<trace>\n<string key="concept:name" value="{name}"/>\n{"".join(events)}</trace>\n'


def log(*traces: str, start: str = "<log>", header: str = "") -> str:
    """A whole file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}\n{header}{"".join(traces)}</log>\n'


@pytest.fixture
def read(tmp_path):
    """Read a text or bytes as a file; fields of the mapping may be named."""

    def read(content: str | bytes, name: str = "log.xes", **mapping: object) -> EventLog:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_log(Source((path,)), LogMapping.read(mapping)[0])

    return read


@pytest.fixture
def refused(read):
    """What the reader says about a file that it refuses, without the path before the name."""

    def refused(content: str | bytes, name: str = "log.xes") -> str:
        with pytest.raises(FlowAtlasError) as error:
            read(content, name)
        assert "Traceback" not in str(error.value)
        return str(error.value).rpartition(f"/{name}")[2].lstrip(": ")

    return refused


def rows(found: EventLog) -> list[tuple[str, str, str]]:
    """Item, activity and end of each row."""
    ends = np.array(found.end, "datetime64[us]").astype("datetime64[s]").astype(str)
    return [
        (found.item.names[item], found.activity.names[activity], end)
        for item, activity, end in zip(found.item.codes, found.activity.codes, ends, strict=True)
    ]


def said(found: EventLog, part: str) -> tuple[int, tuple[str, ...]]:
    """How often a remark counts what it says, with its examples."""
    remark = next(one for one in found.remarks if part in one.message)
    return remark.times, remark.examples


def words(column) -> list[str | None]:
    """What stands in each row of a column."""
    return [None if code < 0 else column.names[code] for code in column.codes]


def parts_of(path: Path, *, always_strict: bool) -> list:
    """What stands in a file, read quickly where possible, or strictly throughout."""
    return list(xes.parts(path, Source((path,)), StrictReader(path.name), always_strict=always_strict))


def flat(parts: list) -> tuple[list, list]:
    """Everything in the parts as plain lists: of each event its trace, line and attributes, and those of traces."""
    events, traces = [], []
    for part in parts:
        here = [(int(number), int(line), {}) for number, line in zip(part.trace, part.line, strict=True)]
        for key, (places, texts) in part.events.items():
            for place, text in zip(range(len(here)) if places is None else places, texts.to_pylist(), strict=True):
                here[place][2][key] = text
        events += here
        for key, (places, texts) in part.traces.items():
            traces += [(int(place), key, text) for place, text in zip(places, texts.to_pylist(), strict=True)]
    return events, sorted(traces)


# What a file says


@pytest.mark.parametrize(
    "start",
    [
        "<log>",
        '<log xes.version="1.0" xmlns="http://www.xes-standard.org/">',
        '<log xes.version="2.0" xes.features="nested-attributes">',
        '<log xmlns:more="urn:more" more:odd="1">',
    ],
)
def test_versions_and_namespaces(read, start):
    """A log is read alike in every version, with and without a namespace."""
    found = read(log(trace("a", event("build")), start=start))

    assert rows(found) == [("a", "build", "2026-01-05T08:00:00")]


def test_prefixed_elements(read):
    """Elements may carry the prefix of their namespace."""
    text = log(trace("a", event("build")), start='<log xmlns:x="http://www.xes-standard.org/">')

    found = read(re.sub(r"<(/?)(?=[a-z])", r"<\1x:", text))

    assert rows(found) == [("a", "build", "2026-01-05T08:00:00")]


def test_examples_in_the_header_are_no_events(read):
    """Made-up dates in global blocks never become events, nor do attributes of the log."""
    header = (
        '<global scope="event"><string key="concept:name" value="name"/>'
        '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>'
        '<string key="concept:name" value="the log"/><date key="time:timestamp" value="1980-01-01T00:00:00Z"/>'
    )

    found = read(log(trace("a", event("build")), header=header))

    assert rows(found) == [("a", "build", "2026-01-05T08:00:00")]


def test_starts_and_ends_are_paired_whatever_their_case(read):
    """A start and the complete that follows it are one pass; case does not matter, and instances keep two apart."""
    found = read(
        log(
            trace(
                "a",
                event("build", "2026-01-05T09:00:00Z", lifecycle__transition="START", concept__instance="1"),
                event("build", "2026-01-05T10:00:00Z", lifecycle__transition="start", concept__instance="2"),
                event("build", "2026-01-05T11:00:00Z", lifecycle__transition="Complete", concept__instance="2"),
                event("build", "2026-01-05T13:00:00Z", lifecycle__transition="COMPLETE", concept__instance="1"),
            )
        )
    )

    assert found.form is Form.PASSES
    assert sorted((found.end - found.start) // 3_600_000_000) == [1, 4]


def test_values_of_its_own_in_the_lifecycle_are_told(read):
    """Events that are neither start nor end are left out, which is said with their count and values."""
    transitions = ("start", "pondered", "complete")
    events = [
        event("build", f"2026-01-05T{9 + n:02}:00:00Z", lifecycle__transition=t) for n, t in enumerate(transitions)
    ]

    found = read(log(trace("a", *events)))

    assert len(found) == 1
    assert said(found, "pondered")[0] == 1


def test_the_mapping_names_another_activity(read):
    """The activity is concept:name unless the mapping names another attribute, or a classifier of several."""
    text = log(
        trace("a", event("build", task="Bauen", place="Werk")),
        header='<classifier name="Both" keys="task place"/><classifier name="Task" keys="task"/>',
    )

    assert words(read(text).activity) == ["build"]
    assert words(read(text, columns={"activity": "task"}).activity) == ["Bauen"]
    assert words(read(text, columns={"activity": "Both"}).activity) == ["Bauen+Werk"]
    assert words(read(text, columns={"activity": "Task"}).activity) == ["Bauen"]


def test_a_classifier_names_the_activity_where_events_have_no_name(read):
    """Without concept:name the first classifier that fits is taken, and said."""
    found = read(log(trace("a", event("", task="Bauen")), header='<classifier name="Activity" keys="task"/>'))

    assert words(found.activity) == ["Bauen"]
    assert said(found, "classifier")[0] == 1


def test_traces_without_a_name_get_one(read):
    """A trace without a name is called after its place, and two of one name are kept apart; both are said."""
    unnamed = f"<trace>{event()}</trace>"

    found = read(log(trace("a", event()), unnamed, trace("a", event()), unnamed))

    assert words(found.item) == ["a", "trace 2", "a (2)", "trace 4"]
    assert said(found, "no name")[0] == 2
    assert said(found, "share their name") == (1, ("a",))


def test_events_without_a_moment_are_left_out(read):
    """Events without a moment, or with one that is none, are left out and counted with their lines."""
    found = read(log(trace("a", event("x"), event("y", None), event("z", "yesterday"), event("w"), event("v"))))

    assert words(found.activity) == ["x", "w", "v"]
    assert said(found, "have no moment") == (2, ("line 6", "line 7"))
    assert said(found, "are no moments") == (1, ("line 7: yesterday",))


def test_time_zones_may_differ(read):
    """Every moment is converted by its own offset; those without one are taken as UTC or as the mapping says."""
    times = (
        "2026-01-05T09:00:00+01:00",
        "2026-01-05T09:00:00.1234567-05:00",
        "2026-01-05T09:00:00Z",
        "2026-01-05T09:00:00",
    )
    text = log(trace("a", *(event("x", time) for time in times)))

    found = read(text)
    there = read(text, dates={"time_zone": "Europe/Berlin"})

    assert [end for _, _, end in rows(found)] == [f"2026-01-05T{hour}:00:00" for hour in ("08", "14", "09", "09")]
    assert [end[11:13] for _, _, end in rows(there)] == ["08", "14", "09", "08"]
    assert said(found, "name no time zone")[0] == 1
    assert said(found, "several offsets")


def test_the_time_zone_of_the_clocks_is_recognised(read):
    """Offsets that follow the clocks of a zone tell which one it is."""
    days = [
        event("x", f"2026-{month:02}-10T09:00:00.000{'+02:00' if 4 <= month <= 10 else '+01:00'}")
        for month in range(1, 13)
    ]

    assert read(log(trace("a", *days))).zone == "Europe/Berlin"


def test_attributes_of_traces_events_and_inside_others(read):
    """Attributes of traces are called case: and their key, those inside others by both names; lists and containers, too."""
    inner = (
        '<event><string key="concept:name" value="x"/><date key="time:timestamp" value="2026-01-05T09:00:00Z"/>'
        '<string key="cost" value="high"><string key="currency" value="EUR"/></string>'
        '<list key="parts"><values><string key="first" value="bolt"/></values></list>'
        '<container key="box"><int key="size" value="3"/></container></event>'
    )

    found = read(
        log(f'<trace><string key="concept:name" value="a"/><boolean key="urgent" value="true"/>{inner}</trace>')
    )

    kept = {name: words(column) for name, column in found.attributes.items()}
    assert kept["case:urgent"] == ["true"]
    assert kept["cost"] == ["high"]
    assert kept["cost/currency"] == ["EUR"]
    assert kept["parts/first"] == ["bolt"]
    assert kept["box/size"] == ["3"]
    assert said(found, "inside others")[0] == 3


def test_events_outside_of_traces_are_left_out(read):
    """An event that belongs to no trace belongs to no item, which is said with its line."""
    found = read(log(trace("a", event("x")), event("stray")))

    assert words(found.activity) == ["x"]
    assert said(found, "no item") == (1, ("line 7",))


def test_people_and_teams(read):
    """Resources are people, groups are teams, and roles where there are no groups."""
    found = read(log(trace("a", event("x", org__resource="p1", org__group="g1"), event("y", org__role="r1"))))

    assert found.who is not None
    assert found.team is not None
    assert words(found.who) == ["p1", None]
    assert words(found.team) == ["g1", None]


def test_an_attribute_that_stands_twice(read):
    """Of a value that stands twice in an event the last one counts, which is said, in either reader."""
    twice = event("x", place="here").replace("</event>", '<string key="place" value="there"/></event>')

    for header in ("", "<!-- a comment after which the strict reader goes on -->"):
        found = read(log(trace("a", twice, event("y", place="home"))).replace("<event>", header + "<event>"))
        assert words(found.attributes["place"]) == ["there", "home"]
        assert said(found, "stand twice")[0] == 1


def test_several_files_are_one_log(tmp_path):
    """Items of the same name in several files are one item."""
    paths = tuple(tmp_path / f"{month}.xes" for month in ("january", "february"))
    for path, name in zip(paths, ("begin", "end"), strict=True):
        path.write_text(log(trace("a", event(name)), trace(path.stem, event("x"))))

    found = read_log(Source(paths), LogMapping())

    assert words(found.item) == ["a", "january", "a", "february"]
    assert len(found.item.names) == 3


def test_names_are_data(read):
    """Names that look like SQL or markup are only names."""
    odd = "&quot;; DROP TABLE x; -- &lt;b&gt; &amp;amp; Ärger 北京 &#x1F600;"

    found = read(log(trace(odd, event(odd))))

    assert rows(found)[0][:2] == ('"; DROP TABLE x; -- <b> &amp; Ärger 北京 😀',) * 2


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_encodings(read, encoding):
    """A file is read in the encoding that it declares."""
    declared = encoding.removesuffix("-sig")
    text = log(trace("Ärger", event("prüfen"))).replace('encoding="UTF-8"', f'encoding="{declared}"')

    assert rows(read(text.encode(encoding)))[0][:2] == ("Ärger", "prüfen")


# The quick reader and the strict one


_text = st.text(st.sampled_from("aä&<>\"'\n\t 北x;#/="), max_size=6)
_key = st.sampled_from(["concept:name", "time:timestamp", "cost", "ä b", "org:resource"])
_kind = st.sampled_from(["string", "date", "int", "float", "boolean", "id"])


@st.composite
def _attribute(draw) -> str:
    kind, key, value = (
        draw(_kind),
        draw(_key),
        quoteattr(draw(_text), {'"': "&quot;"} if draw(st.integers(0, 9)) else {}),
    )
    form = draw(st.integers(0, 40))
    if form == 0:
        return f"<{kind} value={value} key='{key}'/>"
    if form == 1:
        return f'<{kind} key="{key}" value={value}><string key="inner" value="1"/></{kind}>'
    if form == 2:
        return f'<!-- </trace> "{key}" -->'
    if form == 3:
        return f'<list key="{key}"><values/></list>'
    if form < 10:
        return f'<{kind} key="{key}" value={value}></{kind}>'
    return f'<{kind} key="{key}" value={value}{draw(st.sampled_from(["", " "]))}/>'


@st.composite
def _file(draw) -> str:
    space = draw(st.sampled_from(["", "\n", "\r\n", "\n\t\t"]))
    attributes = st.lists(_attribute(), max_size=4)
    text = ""
    for _ in range(draw(st.integers(0, 4))):
        text += f"{space}<trace>{space}{space.join(draw(attributes))}"
        for _ in range(draw(st.integers(0, 3))):
            text += f"{space}<event>{space}{space.join(draw(attributes))}{space}</event>"
        text += f"{space}</trace>{space if draw(st.booleans()) else ''}"
    return f'<log a="1">{space}<string key="x" value="y"/>{text}{space}</log>'


def answer_of(path, *, always_strict):
    """What a reader finds in a file; None where it refuses it."""
    try:
        return flat(parts_of(path, always_strict=always_strict))
    except FileUnreadableError:
        return None


@given(_file(), st.integers(10, 400))
def test_the_quick_reader_reads_what_the_strict_one_reads(tmp_path_factory, text, piece):
    """Both readers find the same events, lines, traces and attributes, wherever the pieces of the file end."""
    path = tmp_path_factory.getbasetemp() / "any.xes"
    path.write_bytes(text.encode())

    with patch.object(packed, "PIECE", piece), patch.object(xes, "MOST_WAITING", 700):
        quick = flat(parts_of(path, always_strict=False))
        strict = flat(parts_of(path, always_strict=True))

    assert quick == strict
    assert len(quick[0]) == text.count("<event>")


@given(_file(), st.data())
def test_broken_files_are_broken_for_both_readers(tmp_path_factory, text, data):
    """A file with a few bytes changed or cut off is read alike by both readers, or refused by both."""
    path = tmp_path_factory.getbasetemp() / "broken.xes"
    place = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 4))
    put = data.draw(st.sampled_from(["", '"', "<", ">", "/", "&", "\0", "</trace>", "<event>", "\x0b", "=", "a"]))
    path.write_bytes((text[:place] + put + text[place + length :]).encode())

    assert answer_of(path, always_strict=False) == answer_of(path, always_strict=True)


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x85", "\xa0", "\u2028"])
@pytest.mark.parametrize("beside", ["<event>", 'key="', "<string ", "</trace>", 'value="'])
def test_other_signs_are_no_white_space(tmp_path, sign, beside):
    """What Python takes for white space and XML does not is read alike by both readers, or refused by both."""
    path = tmp_path / "odd.xes"
    path.write_text(log(trace("1", event("a"), event("b"))).replace(beside, beside + sign), encoding="utf-8")

    assert answer_of(path, always_strict=False) == answer_of(path, always_strict=True)


@pytest.mark.parametrize("end", ["\r", "\r\n", "\r\r\n", "\n\r"])
@pytest.mark.parametrize("place", ["<log>", "<trace>", "<event>", "</trace>"])
def test_lines_end_where_both_readers_have_them_end(tmp_path, place, end):
    """Also by the lone return of old programs, wherever in the file it stands."""
    path = tmp_path / "old.xes"
    text = log(trace("1", event("a"), event("b")), trace("2", event("c")))
    path.write_bytes(text.replace(place, f"{place}{end}").encode())

    for piece in (7, 50, 10_000):
        with patch.object(packed, "PIECE", piece):
            assert flat(parts_of(path, always_strict=False)) == flat(parts_of(path, always_strict=True))


@pytest.mark.parametrize("value", ["&", "&lt", "&>lt;", "&#0;", "a&b;", "\x07"])
@pytest.mark.parametrize("place", ["<trace>", "<event>", "</trace>"])
def test_values_that_nobody_wants_are_well_formed_too(tmp_path, place, value):
    """Of two values of one name the first is not used, nor are those beside traces; a broken one breaks the file."""
    path = tmp_path / "odd.xes"
    pair = f'{place}<string key="concept:name" value="{value}"/><string key="concept:name" value="b"/>'
    path.write_text(log(trace("1", event("a"), event("b")), trace("2", event("a"))).replace(place, pair, 1))

    assert answer_of(path, always_strict=True) is None
    assert answer_of(path, always_strict=False) is None


def test_the_quick_reader_reads_what_programs_write():
    """The form that programs write does not need the strict reader."""
    text = "".join(trace(f"{n}", event("a &amp; b"), event("c", place="d > e")) for n in range(50)).rstrip()

    found = xes_plain.plain_part(text.encode(), 0, 1)

    assert (found.traces, len(found.part), found.lines) == (50, 100, text.count("\n"))


# Hostile and damaged files


def test_entities_are_refused(refused):
    """A document type is refused before any entity could grow or fetch anything."""
    bomb = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    outside = '<!ENTITY a SYSTEM "file:///etc/passwd">'

    for inner in (bomb, outside, ""):
        message = refused(f"<?xml version='1.0'?>\n<!DOCTYPE log [{inner}]>{log(trace('a', event('&b;')))[39:]}")
        assert message.startswith("line 2: the file begins with a document type")
    assert "stands for nothing" in refused(log(trace("a", event("&b;"))))


@pytest.mark.parametrize("at", [0.3, 0.6, 0.99])
def test_a_file_that_is_cut_off_is_refused(refused, at):
    """A file that ends too early is never taken for a whole one; it is told how much was complete and where it ends."""
    text = log(*(trace(f"{n}", event()) for n in range(100)))
    cut = text[: int(len(text) * at)]

    message = refused(cut)

    complete, line = cut.count("</trace>"), cut.count("\n") + 1
    assert f"line {line:,}: the file is cut off here" in message or f"line {line - 1:,}: the file is cut off" in message
    assert f"{complete:,} items were complete up to here" in message


@pytest.mark.parametrize("at", [0.1, 0.5, 0.999])
def test_a_packed_file_that_is_cut_off_is_refused(refused, at):
    """The same holds for a packed file that ends too early."""
    text = log(*(trace(f"{n * 7919 % 9973}", event()) for n in range(3000)))
    whole = gzip.compress(text.encode())

    message = refused(whole[: int(len(whole) * at)], "log.xes.gz")

    assert "the packed file is cut off here" in message


def test_a_damaged_packed_file_is_refused(refused):
    """Bytes that were changed in a packed file are noticed."""
    whole = bytearray(gzip.compress(log(trace("a", event())).encode() * 50))
    whole[len(whole) // 2 :: 3] = b"\0" * len(whole[len(whole) // 2 :: 3])

    assert "the packed file is damaged here" in refused(bytes(whole), "log.xes.gz")


def test_packed_files_of_several_members(read):
    """A file that was packed in several parts is read whole."""
    text = log(trace("a", event("x")), trace("b", event("y"))).encode()

    found = read(gzip.compress(text[:150]) + gzip.compress(text[150:]) + b"\0" * 100, "log.xes.gz")

    assert words(found.activity) == ["x", "y"]


def test_a_packed_bomb_is_refused(refused):
    """A small file that unpacks without end is not followed to its end."""
    with patch.multiple(packed, FREE=1 << 20, MOST_TIMES=100):
        message = refused(gzip.compress(log(*[trace("a", event())] * 40_000).encode()), "log.xes.gz")

    assert re.search(r"[\d,]+ bytes unpack to more than", message)


def test_deep_nesting_is_refused(refused):
    """A hundred thousand elements inside each other are refused."""
    deep = '<string key="a" value="b">' * 100_000 + "</string>" * 100_000

    assert "more than 100 elements stand inside each other" in refused(log(trace("a", deep)))
    assert "more than 100 elements stand inside each other" in refused(log(header=deep))


@pytest.mark.slow
@pytest.mark.parametrize("around", ['<string key="a" value="{}"/>', "<!--{}-->", "<string {}", '<string key="{}"'])
def test_an_endless_text_is_refused(tmp_path, around):
    """A text of 100 MB in one line is refused, and memory never holds all of it."""
    path = tmp_path / "long.xes"
    before, after = log(trace("a", f"{around}".replace("{}", "\0"))).split("\0")
    with path.open("w") as file:
        file.write(before)
        for _ in range(100):
            file.write("x" * 1_000_000)
        file.write(after)

    tracemalloc.start()
    with pytest.raises(FileUnreadableError, match="is longer than"):
        read_log(Source((path,)), LogMapping())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 150_000_000


@pytest.mark.slow
def test_many_attributes(read, refused):
    """Attributes beyond the first few hundred are left out and counted; more than anybody can have are refused."""
    with patch.object(xes_rows, "MOST_KEYS", 20):
        found = read(log(trace("a", event("x", **{f"k{n}": "v" for n in range(50)}))))

    assert len(found.attributes) == 19
    assert said(found, "too many")[0] == 31
    endless = "".join(f'<string key="k{n}" value=""/>' for n in range(100_001))
    assert "more than 100,000 different attributes" in refused(log(trace("a", f"<event>{endless}<!-- --></event>")))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        ("<html><body/></html>", "the file holds <html>; an XES event log begins with <log>"),
        ("PK\3\4 something packed", "this is a zip archive"),
        (log(), "holds 0 items and no events"),
        (log("<trace/>"), "holds 1 item and no events"),
        (log(trace("a", event())).replace("</event>", ""), "mismatched tag"),
        (log(trace("a", event())).encode().replace(b"build", b"\xff\xfe"), "no well-formed XML"),
        (log(trace("a", event("x\0y"))), "no well-formed XML"),
        (log(trace("a", event("x", None))), "moment"),
        (log("<object-types/>"), "OCEL 2.0 JSON"),
    ],
)
def test_what_is_no_log_is_told(refused, content, message):
    """What is no event log is refused in words that say what it is."""
    assert message in refused(content)


def test_progress_and_interruption(tmp_path):
    """Progress goes from 0 to 1, and whoever interrupts gets out at once."""
    path = tmp_path / "log.xes"
    path.write_text(log(*(trace(f"{n}", event()) for n in range(2_000))))
    shares: list[float] = []

    with patch.object(packed, "PIECE", 10_000):
        read_log(Source((path,), lambda _, share: shares.append(share)), LogMapping())

    assert shares == sorted(shares)
    assert shares[-1] == 1

    def interrupt(_what: str, _share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_log(Source((path,), interrupt), LogMapping())


# Real logs, counted again in plain Python


def counted_plainly(path: Path) -> Iterator[tuple[str, list[tuple[str, str, datetime]]]]:
    """Each trace with its events: activity, transition and moment."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        root = ET.parse(file).getroot()  # noqa: S314 - a file that we know
    for found in root.iterfind("{*}trace"):
        events = []
        for one in found.iterfind("{*}event"):
            told = {attribute.get("key"): attribute.get("value") for attribute in one}
            moment = datetime.fromisoformat(told["time:timestamp"]).astimezone(UTC)
            events.append((told["concept:name"], told.get("lifecycle:transition", "complete").lower(), moment))
        name = next(one.get("value") for one in found if one.get("key") == "concept:name")
        yield name or "", events


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_real_logs_are_read_whole(name):
    """Items, events, activities, successions, first and last moment are those of a plain count over the file."""
    path = real_log(name)
    plain = dict(counted_plainly(path))

    found = read_log(Source((path,)), LogMapping())

    ends = {
        item: [(activity, at) for activity, what, at in events if what == "complete"] for item, events in plain.items()
    }
    assert len(found) == sum(len(events) for events in ends.values())
    assert Counter(words(found.item)) == {item: len(events) for item, events in ends.items()}
    assert Counter(words(found.activity)) == Counter(one for events in ends.values() for one, _ in events)
    micro = [round(at.timestamp() * 1e6) for events in plain.values() for _, _, at in events]
    first = found.start if found.form is Form.PASSES else found.end
    assert (first.min(), found.end.max()) == (min(micro), max(micro))
    by_item: dict[str, list[tuple[str, int]]] = {}
    for item, activity, end in zip(words(found.item), words(found.activity), found.end.tolist(), strict=True):
        by_item.setdefault(item or "", []).append((activity or "", end))
    ours = Counter(pair for events in by_item.values() for pair in successions(events))
    theirs = Counter(pair for events in ends.values() for pair in successions(events))
    assert ours == theirs


def successions(events: list) -> Iterator[tuple[str, str]]:
    """Each activity with the one that ended next; of the same moment, in the order of their names."""
    order = sorted(events, key=lambda event: (event[1], event[0]))
    return ((one[0], other[0]) for one, other in pairwise(order))


@pytest.mark.slow
def test_real_starts_and_ends_are_paired():
    """Every complete of the requests for credits has the start before it: the oldest one of its activity that is open."""
    path = real_log("university_credit_requests.xes.gz")
    expected: Counter = Counter()
    for item, events in counted_plainly(path):
        begun: dict[str, list[datetime]] = {}
        order = sorted(enumerate(events), key=lambda one: (one[1][2], one[1][1] == "complete", one[0]))
        for _, (activity, what, at) in order:
            if what == "start":
                begun.setdefault(activity, []).append(at)
            else:
                expected[item, activity, round((at - begun[activity].pop(0)).total_seconds())] += 1

    found = read_log(Source((path,)), LogMapping())

    seconds = ((found.end - found.start) // 1_000_000).tolist()
    assert Counter(zip(words(found.item), words(found.activity), seconds, strict=True)) == expected
    assert len(found) == 6_870
