"""Atlas files: whatever stands in a file gets an answer or one clear message, and no file is ever half written."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from flowatlas.model.calendar import ELAPSED
from flowatlas.model.errors import (
    ChangeRefusedError,
    FileChangedError,
    FileUnreadableError,
    FileUnwritableError,
    FlowAtlasError,
    NewerFormatError,
)
from flowatlas.model.finding import Severity
from flowatlas.model.path import Change
from flowatlas.store.file import AtlasFile, write_whole

MEGABYTE = 1_000_000


@pytest.fixture
def path(tmp_path):
    """Where the atlas of a test is."""
    return tmp_path / "atlas.yaml"


def findings_of(text):
    """Path, line and message of every finding that is more than advice."""
    return [
        (finding.path, line, finding.message)
        for finding, line in AtlasFile.of_text(dedent(text)).findings
        if finding.severity is not Severity.INFO
    ]


def errors_of(path):
    """The one message that a file gets, without its folder."""
    with pytest.raises(FlowAtlasError) as caught:
        AtlasFile.open(path)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 400
    return message.replace(f"{path.parent}/", "")


def left_in(folder):
    """The names of the files in a folder."""
    return sorted(file.name for file in folder.iterdir())


# Reading


def test_a_file_is_read_with_its_findings_and_their_lines(path):
    """What is wrong has a place in the file."""
    path.write_text("# Stream\ncurrent:\n  steps:\n    a: {wait_time: 3 banana}\n", encoding="utf-8")

    file = AtlasFile.open(path)
    assert file.name == str(path)
    assert file.plain == {"current": {"steps": {"a": {"wait_time": "3 banana"}}}}
    assert (file.findings[0].line, file.findings[0].finding.path) == (4, "current/steps/a/wait_time")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: b: c\n", 'atlas.yaml:1: a ": " where no field can start'),
        (b"a: 1\n\tb: 2\n", "atlas.yaml:2: a tab; YAML is indented with spaces"),
        (b"a: {}\nb: {}\na: {}\n", 'atlas.yaml:3: "a" stands here a second time; it is already on line 1'),
        (b"a: &a [x, x]\n" + b"b: &b [*a, *a]\n" * 9, 'atlas.yaml:3: "b" stands here a second time'),
        (b"[" * 100_000, "atlas.yaml:1: nested more than 40 deep"),
        (b"\x89PNG\r\n\x1a\n\xff", "atlas.yaml:1: the file is not text in UTF-8; an atlas is a YAML text file"),
        (b"a: 1\nb: \xfc\n", "atlas.yaml:2: the file is not text in UTF-8; an atlas is a YAML text file"),
        (b"a: 1\n\0\0", "atlas.yaml:2: the file is binary; an atlas is a YAML text file"),
        ("a: 1".encode("utf-16"), "atlas.yaml:1: the file is UTF-16; save it as UTF-8"),
        (b"- a\n", "atlas.yaml:1: the file holds a list"),
        (
            b"# new\n\nflowatlas: 2\n",
            "atlas.yaml:3: format 2 is newer than 1, the newest known here; a newer Flow Atlas",
        ),
        (b"nonsense, " * (50 * MEGABYTE // 10), "atlas.yaml is larger than 8 MB; an atlas is far smaller"),
        (b"nonsense, " * (7 * MEGABYTE // 10), "atlas.yaml:1: 7,000,000 characters; an atlas has at most 2,000,000"),
    ],
    ids=lambda part: str(part[:20]),
)
def test_a_file_that_is_no_atlas_gets_one_message_with_its_line(path, content, message):
    """File, line, what is wrong and what would be right."""
    path.write_bytes(content)

    assert message in errors_of(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        "foo bar baz\n" * (2 * MEGABYTE // 12),
        "\n" * (2 * MEGABYTE - 4) + "a: 1",
        "a: &x " * (2 * MEGABYTE // 6),
        "a" * (2 * MEGABYTE),
        "a: [" + "1," * (MEGABYTE - 3) + "]",
        "".join(f"a{n}: &x{n} 1\n" for n in range(120_000)),
        "current:\n  steps:\n" + "".join(f"    s{n}:\n" for n in range(45_000)),
        "current:\n  steps:\n    s:\n" + "".join(f"    s{n}: {{after: [s]}}\n" for n in range(19_000)),
        "current:\n  steps:\n" + "".join(f"    s{n}: {{after: [t{n}]}}\n" for n in range(19_000)),
        "current:\n  steps:\n"
        + "".join(f"    s{n}: {{after: s{n + 1}, rework: {{r: {{to: s{n}}}}}}}\n" for n in range(9_000)),
        "".join(f"proces_time{n}: 1\n" for n in range(45_000)),
        "current: {use: " + "u" * MEGABYTE + ", " + "k" * 900 + ": 1}\n",
    ],
    ids=[
        "words",
        "blanks",
        "anchors",
        "letters",
        "list",
        "names",
        "steps",
        "parallel",
        "dangling",
        "circle",
        "unknown",
        "long",
    ],
)
def test_megabytes_of_nonsense_get_an_answer_in_little_time_and_memory(path, content):
    """Within seconds and half a gigabyte, whatever they are."""
    path.write_text(content, encoding="utf-8")
    program = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (10**9, 10**9))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (20, 20))\n"
        "from flowatlas.model.errors import FlowAtlasError; from flowatlas.store.file import AtlasFile\n"
        "try: AtlasFile.open(sys.argv[1])\n"
        "except FlowAtlasError as error: assert len(str(error)) < 500"
    )

    # The system counts the seconds of the processor; on a busy machine they take longer.
    subprocess.run([sys.executable, "-c", program, str(path)], check=True, timeout=200)


def test_an_empty_file_is_an_empty_atlas(path):
    """Every map begins with nothing."""
    path.touch()

    assert AtlasFile.open(path).plain == {}
    assert AtlasFile.open(path).findings == []


@pytest.mark.parametrize(
    ("text", "where", "line", "message"),
    [
        ("current: [1]", "current", 1, "current: is a list"),
        ("current: {steps: [a, b]}", "current/steps", 1, "steps: is a list"),
        ("current: {steps: text}", "current/steps", 1, 'steps: is "text"'),
        ("current: {steps: 5}", "current/steps", 1, "steps: is 5"),
        ("current:\n  steps:\n    a: [x]", "current/steps/a", 3, "a: is a list"),
        ("current:\n  steps:\n    a: true", "current/steps/a", 3, "a: is true"),
        ("current: {steps: {a: {name: {x: 1}}}}", "current/steps/a/name", 1, "name: is a mapping"),
        ("current: {steps: {a: {roles: {x: 1}}}}", "current/steps/a/roles", 1, "roles: is a mapping"),
        ("current: {steps: {a: {roles: [[x]]}}}", "current/steps/a/roles", 1, "roles: is a list"),
        ("current: {steps: {a: {automation: handmade}}}", "current/steps/a/automation", 1, 'automation: is "handmade"'),
        ("current: {steps: {a: {automation: [manual]}}}", "current/steps/a/automation", 1, "automation: is a list"),
        ("current: {steps: {a: {wait_time: -3d}}}", "current/steps/a/wait_time", 1, 'wait_time: "-3d" is negative'),
        (
            "current: {steps: {a: {percent_complete_accurate: 140}}}",
            "current/steps/a/percent_complete_accurate",
            1,
            "the whole",
        ),
        (
            "current: {steps: {a: {quick_fixes: {f: {done: maybe}}}}}",
            "current/steps/a/quick_fixes/f/done",
            1,
            'done: is "maybe"',
        ),
        ("current:\n  steps:\n    a: {after: b}\n    b: {after: [a]}", "current/steps/a/after", 3, "circle"),
        (
            "current:\n  steps:\n    a: {rework: {r: {to: nowhere}}}",
            "current/steps/a/rework/r/to",
            3,
            "is not on the map",
        ),
        ("current: {voices: {ana: {changes: [1]}}}", "current/voices/ana/changes", 1, "changes: is a list"),
        ("current: {constraint: {x: 1}}", "current/constraint", 1, "constraint: is a mapping"),
        ("calendar: {hours_per_day: 0}", "calendar/hours_per_day", 1, "hours_per_day: is 0"),
        ("calendar: {hours_per_day: 25}", "calendar/hours_per_day", 1, "hours_per_day: is 25"),
        ("calendar: {days_per_week: seven}", "calendar/days_per_week", 1, 'days_per_week: is "seven"'),
        ("calendar: 8h", "calendar", 1, 'calendar: is "8h"'),
        ("flowatlas: new", "flowatlas", 1, 'flowatlas: is "new"'),
        ("flowatlas: 0", "flowatlas", 1, "there is no format 0"),
        ("title: [a]", "title", 1, "title: is a list"),
        ("questions: {q: {about: current/steps/gone}}", "questions/q/about", 1, "is not on the map"),
    ],
)
def test_what_cannot_be_understood_is_a_finding_with_its_line(text, where, line, message):
    """The file opens, and the value counts as not given."""
    findings = findings_of(text)

    assert [(path, number) for path, number, _ in findings] == [(where, line)]
    assert message in findings[0][2]


def test_a_folder_a_missing_file_and_odd_names_get_one_message(tmp_path):
    """The world's mistakes are told like people's."""
    (tmp_path / "loop").symlink_to("loop")

    assert errors_of(tmp_path / "gone.yaml") == "gone.yaml cannot be read: no such file or directory"
    assert "loop cannot be read" in errors_of(tmp_path / "loop")
    assert "cannot be the name of a file" in errors_of(tmp_path / "a\0b")
    assert "cannot be read: file name too long" in errors_of(tmp_path / ("a" * 256))
    with pytest.raises(FileUnreadableError, match=r"is a folder; name a file such as .*atlas\.yaml"):
        AtlasFile.open(tmp_path)


def test_a_file_without_permission_gets_one_message(path):
    """Run as somebody without rights, as root may read anything."""
    path.write_text("title: A\n", encoding="utf-8")
    path.chmod(0)
    path.parent.chmod(0o755)
    program = (
        "import os, sys; from flowatlas.store.file import AtlasFile\n"
        "from flowatlas.model.errors import FileUnreadableError\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "os.chdir('/')\n"
        "try: AtlasFile.open(sys.argv[1])\n"
        "except FileUnreadableError as error: print(error)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == f"{path} cannot be read: permission denied\n"


def test_standard_input_is_read_and_never_written(monkeypatch):
    """A dash stands for what another program writes."""
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        file = AtlasFile.open("-")

    assert (file.name, file.plain) == ("standard input", {})
    with pytest.raises(FileUnwritableError, match="standard input cannot be written; name a file"):
        file.save()


# Changing and saving


def test_a_changed_file_is_saved_and_all_else_in_it_stays(path):
    """Byte order mark, line breaks and comments included."""
    path.write_bytes(b"\xef\xbb\xbftitle: A # why\r\ncurrent:\r\n  use: null\r\n")

    AtlasFile.open(path).changed([Change("title", "B")]).save()
    assert path.read_bytes() == b"\xef\xbb\xbftitle: B # why\r\ncurrent:\r\n  use: null\r\n"
    assert left_in(path.parent) == ["atlas.yaml"]


def test_a_file_can_be_saved_again_and_again(path):
    """What was saved is what is compared with next time."""
    path.write_text("title: A\n", encoding="utf-8")
    file = AtlasFile.open(path)

    for title in ("B", "C"):
        file = file.changed([Change("title", title)])
        file.save()
    assert path.read_text(encoding="utf-8") == "title: C\n"


def test_a_change_keeps_the_calendar_that_a_file_was_read_with():
    """Times mean the same before and after."""
    file = AtlasFile.of_text("current: {steps: {a: {wait_time: 1d}}}")
    elapsed = AtlasFile(file.name, file.text, read_text=file.read_text, calendar=ELAPSED)

    assert elapsed.changed([Change("title", "A")]).calendar == ELAPSED


def test_a_refused_change_names_the_file():
    """Line and what was to be changed included."""
    file = AtlasFile.of_text("? a\n: 1\n", "mine.yaml")

    with pytest.raises(ChangeRefusedError, match=r"mine\.yaml: line 1: the change of a cannot"):
        file.changed([Change("a", 2)])
    with pytest.raises(NewerFormatError, match=r"mine\.yaml:1: format 2 is newer"):
        AtlasFile.of_text("flowatlas: 1\n", "mine.yaml").changed([Change("flowatlas", 2)])


@pytest.mark.parametrize("content", [b"title: B\n", b"title: A", b"\xff", b""])
def test_a_file_that_changed_on_disk_is_not_overwritten(path, content):
    """Whatever it became meanwhile."""
    path.write_text("title: A\n", encoding="utf-8")
    file = AtlasFile.open(path).changed([Change("title", "mine")])
    path.write_bytes(content)

    with pytest.raises(FileChangedError, match=r"atlas\.yaml changed on disk since it was read; read it again"):
        file.save()
    assert path.read_bytes() == content


def test_a_new_file_is_made_and_a_missing_folder_is_told(tmp_path):
    """What is new gets the rights that new files get."""
    write_whole(tmp_path / "new.yaml", "title: ä\n")
    mask = os.umask(0)
    os.umask(mask)

    assert (tmp_path / "new.yaml").read_bytes() == "title: ä\n".encode()
    assert stat.S_IMODE((tmp_path / "new.yaml").stat().st_mode) == 0o666 & ~mask
    with pytest.raises(
        FileUnwritableError, match=r"a\.yaml cannot be written: no such file or directory; nothing was changed"
    ):
        write_whole(tmp_path / "gone" / "a.yaml", "title: A\n")


def test_a_saved_file_keeps_its_rights_and_its_link(tmp_path):
    """A link stays a link, what it leads to is written, nobody may read more than before."""
    target, link = tmp_path / "real" / "atlas.yaml", tmp_path / "link.yaml"
    target.parent.mkdir()
    target.write_text("title: A\n", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)

    AtlasFile.open(link).changed([Change("title", "B")]).save()
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "title: B\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert left_in(target.parent) == ["atlas.yaml"]


def test_what_is_no_regular_file_is_not_replaced(tmp_path):
    """A pipe, a folder or a link that leads nowhere but to itself stays what it is."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")

    for name in ("pipe", "folder", "loop"):
        with pytest.raises(FileUnwritableError, match="cannot be written: it is no regular file; nothing was changed"):
            write_whole(tmp_path / name, "title: A\n")
    assert left_in(tmp_path) == ["folder", "loop", "pipe"]


def test_a_link_to_a_file_that_is_still_to_come_is_followed(tmp_path):
    """The file is made where the link leads."""
    (tmp_path / "link.yaml").symlink_to("real.yaml")

    write_whole(tmp_path / "link.yaml", "title: A\n")
    assert (tmp_path / "link.yaml").is_symlink()
    assert left_in(tmp_path) == ["link.yaml", "real.yaml"]


def test_a_write_protected_file_is_left_alone(path):
    """Whoever protects a file means it, even where the folder would let it be replaced."""
    path.write_text("title: A\n", encoding="utf-8")
    path.chmod(0o444)

    with pytest.raises(
        FileUnwritableError, match=r"atlas\.yaml cannot be written: it is write-protected; nothing was changed"
    ):
        write_whole(path, "title: B\n")
    assert path.read_text(encoding="utf-8") == "title: A\n"


@pytest.mark.parametrize("limit", [0, 5, 4096])
def test_a_full_disk_leaves_the_old_file_whole(path, limit):
    """No part of the new text, and no temporary file."""
    path.write_text("title: A\n", encoding="utf-8")
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from flowatlas.model.errors import FileUnwritableError; from flowatlas.store.file import write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "import tempfile\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "try: write_whole(Path(sys.argv[1]), 'title: B\\n' * 1000)\n"
        "except FileUnwritableError as error: print(error)"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == f"{path} cannot be written: file too large; nothing was changed\n"
    assert path.read_text(encoding="utf-8") == "title: A\n"
    assert left_in(path.parent) == ["atlas.yaml"]


def test_an_interrupted_save_leaves_the_old_file_whole(path, monkeypatch):
    """Ctrl-C in the middle is a break like any other."""
    path.write_text("title: A\n", encoding="utf-8")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "title: B\n")
    assert path.read_text(encoding="utf-8") == "title: A\n"
    assert left_in(path.parent) == ["atlas.yaml"]


def test_readers_see_the_old_file_or_the_new_one(path):
    """The new text takes the place of the old one at once: whoever has the old one open keeps reading it."""
    path.write_text("title: A\n", encoding="utf-8")

    with path.open(encoding="utf-8") as reader:
        write_whole(path, "title: B\n")
        assert reader.read() == "title: A\n"
    assert Path(path).read_text(encoding="utf-8") == "title: B\n"
