"""``flowatlas discover``: from a file to the map, with nothing but the file; and all that can be said about it."""

import json
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest

BEGIN = datetime(2026, 3, 2, 9)  # noqa: DTZ001 - exports name no time zone either


def log(items=40, header="case,activity,start,end,who"):
    """A small log: ask, then review a working day later, then ship; every tenth review is done twice."""
    rows = [header]
    for number in range(items):
        asked = BEGIN + timedelta(days=7 * (number // 5) + number % 5)
        rows.append(f"i{number},Ask,{asked},{asked + timedelta(hours=1)},ann")
        review = asked + timedelta(hours=4)
        rows.append(f"i{number},Review,{review},{review + timedelta(hours=2)},bob")
        if number % 10 == 0:
            rows.append(f"i{number},Review,{review + timedelta(hours=2)},{review + timedelta(hours=3)},bob")
        ship = asked + timedelta(hours=7)
        rows.append(f"i{number},Ship,{ship},{ship + timedelta(minutes=30)},ann")
    return "\n".join(rows) + "\n"


@pytest.fixture
def csv(tmp_path):
    """The small log as a file."""
    path = tmp_path / "issues.csv"
    path.write_text(log(), encoding="utf-8")
    return path


def test_a_file_alone_gives_map_reasons_and_next_commands(run, csv):
    """No flag at all: how it was read and why, the stream, how long it takes, and what to type next."""
    done = run("discover", csv.name)

    assert done.returncode == 0, done.stderr
    assert "40 items, 2026-03-02 to" in done.stdout
    for step in ("Ask", "Review", "Ship"):
        assert step in done.stdout
    assert "How the log was read" in done.stdout
    assert "flowatlas discover issues.csv -o atlas.yaml" in done.stdout
    assert done.stderr == ""


def test_json_holds_the_measured_map_in_seconds(run, csv):
    """Programs get every figure in seconds of working time, the mapping, and the atlas."""
    told = json.loads(run("discover", csv.name, "--json", "--elapsed").stdout)

    steps = {one["name"]: one for one in told["measured"]["steps"]}
    assert steps["Ask"]["process"]["p50"] == 3600
    assert steps["Review"]["wait"]["p50"] == 3 * 3600
    assert told["measured"]["items"] == 40
    assert told["mapping"]["columns"]["item"] == "case"
    assert set(told["atlas"]) >= {"title", "current"}


def test_an_atlas_is_written_with_its_mapping_beside_it(run, csv, tmp_path):
    """`-o atlas.yaml` gives a sound atlas and a file that remembers how the log was read."""
    done = run("discover", csv.name, "-o", "atlas.yaml", "-o", "map.svg")

    assert done.returncode == 0, done.stderr
    assert run("check", "atlas.yaml").returncode == 0
    assert (tmp_path / "map.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "item: case" in (tmp_path / "atlas.mapping.yaml").read_text(encoding="utf-8")


def test_a_mapping_beside_the_atlas_is_remembered_and_kept(run, csv, tmp_path):
    """What somebody changed in it counts the next time, and is not written over."""
    mapping = tmp_path / "atlas.mapping.yaml"
    mapping.write_text("names: {Ask: Question}  # mine\n", encoding="utf-8")

    done = run("discover", csv.name, "-o", "atlas.yaml")

    assert done.returncode == 0, done.stderr
    assert "Question" in done.stdout
    assert mapping.read_text(encoding="utf-8") == "names: {Ask: Question}  # mine\n"


def test_an_atlas_that_is_there_is_left_as_it_is(run, csv, write):
    """A new atlas never takes the place of a file."""
    atlas = write("title: Mine\n")

    done = run("discover", csv.name, "-o", "atlas.yaml")

    assert done.returncode == 1
    assert "already there" in done.stderr
    assert atlas.read_text(encoding="utf-8") == "title: Mine\n"


def test_standard_input_is_a_log_as_well(run):
    """`-` reads what comes through a pipe."""
    done = run("discover", "-", text=log())

    assert done.returncode == 0, done.stderr
    assert "40 items" in done.stdout


BELIEVED = """\
title: Requests  # mine
current:
  steps:
    ask: {name: Ask, process_time: 2h}
    review: {name: Review it, wait_time: 1h, process_time: 2h}
    sign: {name: Sign, wait_time: 1h, process_time: 1h}
    ship: {name: Ship, wait_time: 1h, process_time: 1h}
"""


def test_a_measurement_is_laid_beside_what_is_believed(run, csv, write):
    """Steps are matched by name; the file keeps what is believed, and its comments."""
    atlas = write(BELIEVED)

    done = run("discover", csv.name, "--into", "atlas.yaml", "--as", "tracker", "--yes")

    assert done.returncode == 0, done.stderr
    text = atlas.read_text(encoding="utf-8")
    assert text.startswith(BELIEVED.rstrip("\n"))
    assert "steps/review/wait_time:" in text
    assert "knows nothing of Sign" in done.stdout


def test_matches_that_nobody_confirmed_are_asked_for(run, csv, write):
    """Unattended, what is only proposed is not written; the message lists it and says what to add."""
    atlas = write(BELIEVED)

    done = run("discover", csv.name, "--into", "atlas.yaml")

    assert done.returncode == 2
    assert "--yes" in done.stderr
    assert "Review it" in done.stderr
    assert atlas.read_text(encoding="utf-8") == BELIEVED


def test_a_match_to_a_step_that_is_not_there_is_refused(run, csv, write):
    """The message names the step that is missing; nothing is written."""
    atlas = write(BELIEVED)

    done = run("discover", csv.name, "--into", "atlas.yaml", "--yes", "--match", "Review=reveiw")

    assert done.returncode == 1
    assert "reveiw" in done.stderr
    assert atlas.read_text(encoding="utf-8") == BELIEVED


@pytest.mark.slow
def test_the_same_log_and_mapping_give_the_same_bytes(run_apart, csv, tmp_path):
    """Unattended, twice, in two processes: atlas, text and JSON are identical."""
    run_apart("discover", csv.name, "--save-mapping", "how.yaml")
    told = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        done = run_apart(
            "discover", "../issues.csv", "--mapping", "../how.yaml", "-o", "atlas.yaml", cwd=tmp_path / name
        )
        as_json = run_apart("discover", "../issues.csv", "--mapping", "../how.yaml", "--json", cwd=tmp_path / name)
        assert (done.returncode, as_json.returncode) == (0, 0), done.stderr + as_json.stderr
        told.append((done.stdout, as_json.stdout, (tmp_path / name / "atlas.yaml").read_bytes()))
        assert (tmp_path / name / "atlas.mapping.yaml").exists()

    assert told[0] == told[1]


def test_a_mapping_that_is_saved_is_understood_again(run, csv, tmp_path):
    """What was proposed can be written, read, and written again without a change."""
    run("discover", csv.name, "--save-mapping", "first.yaml")
    done = run("discover", csv.name, "--mapping", "first.yaml", "--save-mapping", "second.yaml")

    assert done.returncode == 0, done.stderr
    first, second = ((tmp_path / name).read_text(encoding="utf-8") for name in ("first.yaml", "second.yaml"))
    plain = [
        [line.partition("  #")[0] for line in text.splitlines() if not line.lstrip().startswith("#")]
        for text in (first, second)
    ]
    assert plain[0] == plain[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("colums: {item: case}\n", 'how.yaml:1: unknown field "colums"; did you mean "columns"?'),
        ("kinds:\n  Ask: wrok\n", 'how.yaml:2: "Ask" is of the kind "wrok"; did you mean "work"?'),
        ("hours: {opens: 9 o'clock}\n", 'how.yaml:1: "9 o\'clock" is no time of day; write such as 09:00'),
        ("detail: 7\n", "how.yaml:1: detail: is 7; write a number over 0 up to 1"),
        (
            "dates:\n  time_zone: Europe/Berln\n",
            'how.yaml:2: there is no time zone "Europe/Berln"; did you mean "Europe/Berlin"?',
        ),
        ("kinds: [\n", "how.yaml:"),
    ],
)
def test_a_mapping_that_cannot_be_says_where(run, csv, write, text, told):
    """One message with file, line and what would be right; nothing is read."""
    write(text, "how.yaml")

    done = run("discover", csv.name, "--mapping", "how.yaml")

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("issues.csv", "--from", "github:a/b"),
        ("issues.csv", "--as", "x"),
        ("issues.csv", "--hours", "early-late"),
        ("issues.csv", "--days", "someday"),
        ("issues.csv", "--only", "no pair"),
        ("issues.csv", "--time-zone", "Nowhere"),
        ("issues.csv", "-o", "a.yaml", "-o", "b.yaml"),
        ("issues.csv", "-o", "map.exe"),
        ("issues.csv", "--elapsed", "--hours", "09:00-17:00"),
        ("issues.csv", "--elapsed", "--holiday", "2026-12-25"),
        ("issues.csv", "--work", "Ask", "--ignore", "Ask"),
        ("issues.csv", "--item", "case", "--activity", "case"),
        ("issues.csv", "--detail", "nan"),
        ("issues.csv", "--since", "2026-01-01"),
    ],
)
def test_wrong_use_exits_with_2_and_one_message(run, csv, words):
    """What cannot be meant is said before anything is read."""
    assert csv.exists()

    done = run("discover", *words)

    assert done.returncode == 2
    assert "Error:" in done.stderr
    assert "Traceback" not in done.stderr


def test_activities_that_are_not_there_are_told(run, csv):
    """A slip of the pen in a mapping would go unseen for good; who meant a name that is there is offered it."""
    done = run("discover", csv.name, "--starts-with", "Aks", "--work", "Nothing like it")

    assert done.returncode == 0
    assert "Activities of the mapping are not in the log (2)" in done.stdout
    assert '"Aks"; did you mean "Ask"?' in done.stdout
    assert "not in the log" not in run("discover", csv.name, "--starts-with", "Ask", "--order", "Ask,Ship").stdout


def test_a_mapping_that_leaves_nothing_is_refused(run, csv):
    """Nothing is no map; it is said that the mapping, not the log, is why."""
    done = run("discover", csv.name, *(word for name in ("Ask", "Review", "Ship") for word in ("--ignore", name)))

    assert done.returncode == 1
    assert "of its 124 rows the mapping leaves none" in done.stderr


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 50, b"case,activity,start\n", b'{"issues": []}'])
def test_what_holds_no_log_is_told_in_words(run, tmp_path, content):
    """An empty, binary or headed-only file: one message, no traceback."""
    (tmp_path / "issues.csv").write_bytes(content)

    done = run("discover", "issues.csv")

    assert done.returncode in {1, 2}
    assert "issues.csv" in done.stderr
    assert "Traceback" not in done.stderr
    assert "inside Flow Atlas" not in done.stderr


def test_files_of_two_kinds_are_no_log(run, csv, tmp_path):
    """Each of two files is told as what it is, instead of the second being read as if it were like the first."""
    (tmp_path / "issues.xes").write_text("<log></log>", encoding="utf-8")

    for first, second in ((csv.name, "issues.xes"), ("issues.xes", csv.name)):
        done = run("discover", first, second)
        assert done.returncode == 1
        assert "one log has files of one kind" in done.stderr


def test_people_are_nowhere_where_they_are_left_out(run, csv, tmp_path):
    """With --anonymous no name of a person stands in text, JSON, atlas or mapping."""
    done = run("discover", csv.name, "--anonymous", "--why", "-o", "atlas.yaml")
    as_json = run("discover", csv.name, "--anonymous", "--json")

    written = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("atlas*.yaml"))
    assert done.returncode == 0, done.stderr
    for name in ("ann", "bob"):
        assert f'"{name}"' not in as_json.stdout
        assert f" {name}" not in f"{done.stdout}{written}".replace(" annot", "").replace(" anno", "")


@pytest.mark.slow
def test_ctrl_c_ends_at_once_and_leaves_nothing_behind(tmp_path):
    """In the middle of reading the command ends with 130 and one word; no output, no folder of its own is left."""
    with subprocess.Popen(
        [sys.executable, "-m", "flowatlas", "discover", "-", "-o", "atlas.yaml"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(log())
        process.stdin.flush()
        latest = time.monotonic() + 60
        while not list(tmp_path.glob("flowatlas-*/*")):
            assert time.monotonic() < latest, "it never began to read"
            time.sleep(0.02)

        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)

        assert process.stderr is not None
        assert (process.returncode, process.stderr.read().strip()) == (130, "stopped")
    assert list(tmp_path.iterdir()) == []


def test_a_mapping_works_from_any_folder(run, csv, tmp_path):
    """A mapping file holds no place of its own: read from elsewhere, it means the same."""
    (tmp_path / "kept").mkdir()
    run("discover", csv.name, "--waiting", "Review", "--save-mapping", "kept/how.yaml")
    here = run("discover", csv.name, "--mapping", "kept/how.yaml", "--json")
    there = run("discover", str(csv), "--mapping", "../kept/how.yaml", "--json", cwd=tmp_path / "kept")

    assert there.returncode == 0, there.stderr
    assert here.stdout == there.stdout


def test_work_in_another_zone_than_the_log_is_told_in(run, tmp_path):
    """Moments in UTC of people in New York: 14:00 to 22:00 on the clock of the log is 9:00 to 17:00 on theirs."""
    rows = "".join(
        f"c{day},Build,2026-03-{day:02}T{hour}:{day + 10}:00,2026-03-{day:02}T{hour + 2}:{day + 20}:00\n"
        for day in (9, 10, 11, 12, 13)
        for hour in (14, 17)
    )
    (tmp_path / "log.csv").write_text(f"case,activity,start,end\n{rows}", encoding="utf-8")

    done = run("discover", "log.csv", "--worked-in", "America/New_York", "--hours", "09:00-17:00", "--json")

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["measured"]
    assert (told["hours"]["zone"], told["outside"]) == ("America/New_York", 0)


def test_the_help_says_what_a_log_is(run):
    """The command explains itself, with the words that it uses."""
    done = run("discover", "--help")

    assert done.returncode == 0
    assert "event log" in done.stdout.lower()
