"""The commands beside ``show``, and what every command promises."""

import json
import os
import pty
import subprocess
import sys

import click
import jsonschema
import pytest

from flowatlas.cli.main import COMMANDS, flowatlas
from flowatlas.templates import templates


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_the_list_repeats(name):
    """The line in `flowatlas --help` is the first line of the command's own help."""
    command = flowatlas.get_command(click.Context(flowatlas), name)

    assert command is not None
    assert (command.help or "").partition("\n")[0] == COMMANDS[name]


def test_check_tells_file_line_severity_place_and_what_would_be_right(run, write):
    """A finding has everything that is needed to mend it."""
    path = write("""
        current:
          steps:
            build: {proces_time: 1h}
            test: {wait_time: 1d, process_time: 1h, percent_complete_accurate: 140%}
    """)

    done = run("check", str(path))
    assert done.returncode == 1
    assert (
        ':4: warning: current/steps/build/proces_time: unknown field "proces_time"; did you mean "process_time"?'
        in (done.stdout)
    )
    assert ":5: error: current/steps/test/percent_complete_accurate:" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("2 steps, 1 error, 1 warning")


def test_check_is_silent_on_a_map_with_nothing_to_mend(run, write):
    """A sound map gets one line and exit code 0."""
    steps = "".join(f"    s{n}: {{wait_time: 1d, process_time: 1h}}\n" for n in range(6))
    path = write(f"current:\n  trigger: Order\n  customer: Buyer\n  steps:\n{steps}")

    done = run("check", str(path))
    assert (done.returncode, done.stdout) == (0, "6 steps, nothing to mend\n")


def test_check_json_lists_the_same_findings(run, write):
    """Programs get path, line, severity, message and hint."""
    path = write("current: {steps: {a: {process_time: -1h}}}")

    done = run("check", "--json", str(path))
    finding = json.loads(done.stdout)["findings"][0]
    assert done.returncode == 1
    assert (finding["path"], finding["line"], finding["severity"]) == ("current/steps/a/process_time", 1, "error")


@pytest.mark.parametrize("name", templates())
def test_a_new_atlas_from_every_template_is_sound(run, tmp_path, name):
    """What `new` writes can be shown and checked at once, with title and first guess filled in."""
    done = run("new", "mine.yaml", "--template", name, "--title", "Our stream: the first", "--first-guess", "3wk")

    assert done.returncode == 0, done.stderr
    checked = run("check", "mine.yaml")
    assert checked.returncode == 0
    assert "error" not in checked.stdout
    assert "warning" not in checked.stdout
    shown = run("show", "mine.yaml").stdout
    assert "Our stream: the first" in shown
    assert "first guess was 3 wk" in shown or name == "blank"
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8").count("title:") == 1


def test_new_never_overwrites(run, write):
    """A file that is there stays as it is."""
    path = write("title: Mine")

    done = run("new", str(path))
    assert done.returncode == 1
    assert "already there" in done.stderr
    assert path.read_text(encoding="utf-8") == "title: Mine"


def test_new_refuses_a_guess_that_is_no_time(run, tmp_path):
    """A guess that cannot be read back is told at once, and nothing is written."""
    done = run("new", "a.yaml", "--first-guess", "soonish")

    assert done.returncode == 2
    assert '"soonish" is not a time' in done.stderr
    assert not list(tmp_path.iterdir())


def test_new_asks_for_title_template_and_first_guess_in_a_terminal(tmp_path):
    """Somebody at a terminal is asked, above all for the guess before anything is mapped."""
    main, other = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "flowatlas", "new"], cwd=tmp_path, stdin=other, stdout=other, stderr=other
    ) as process:
        os.close(other)
        os.write(main, b"Laptops\nblank\nsoonish\n3d\n")
        process.wait(timeout=60)
    said = os.read(main, 65536).decode()
    os.close(main)

    assert "how long do you think it takes" in said
    assert "is not a time" in said
    written = (tmp_path / "atlas.yaml").read_text(encoding="utf-8")
    assert "title: Laptops" in written
    assert "first_guess: 3d" in written


def test_new_prints_to_standard_output(run, tmp_path):
    """``-`` prints instead of writing."""
    done = run("new", "-", "--title", "Printed")

    assert "title: Printed" in done.stdout
    assert not list(tmp_path.iterdir())


def test_schema_accepts_what_new_writes_and_refuses_a_misspelt_field(run):
    """Editors that use the schema underline what `check` would report."""
    schema = json.loads(run("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)

    good = {"current": {"steps": {"a": {"process_time": "1h", "after": []}, "b": None}}}
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"current": {"steps": {"a": {"proces_time": "1h"}}}}, schema)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(run, shell):
    """Each shell gets a script that asks flowatlas for completions."""
    assert "_FLOWATLAS_COMPLETE" in run("completion", shell).stdout


def test_completion_completes_commands(run):
    """The shell's question is answered with the commands."""
    done = run(_FLOWATLAS_COMPLETE="bash_complete", COMP_WORDS="flowatlas sh", COMP_CWORD="1")

    assert "show" in done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "missing.yaml"), 1),
        (("check", "."), 1),
        (("show", "--colour"), 2),
        (("paint",), 2),
        (("new", "a.yaml", "--template", "nothing"), 2),
        (("schema", "moon"), 2),
        (("templates", "nothing"), 2),
        (("show", "bad\udcffname"), 1),
    ],
)
def test_wrong_use_gets_one_message_and_no_traceback(run, words, code):
    """What is wrong is said in words; exit code 2 is wrong use, 1 is a file that cannot be read."""
    done = run(*words)

    assert done.returncode == code
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", [("templates",), ("show", "missing.yaml"), ("paint",), ("check", "-"), ("show", "bad\udcffname")]
)
def test_a_shell_hears_what_is_told_here(run, run_apart, words):
    """In a process of its own a command prints, tells and exits as it does in ours."""
    apart, here = run_apart(*words, text="current: {steps: [a]}"), run(*words, text="current: {steps: [a]}")

    assert (apart.returncode, apart.stdout, apart.stderr) == (here.returncode, here.stdout, here.stderr)


BAD_FILES = {
    "not YAML": (b"a: b: c\n", "a.yaml:1:"),
    "tabs": (b"current:\n\tsteps: {}\n", "a tab; YAML is indented with spaces"),
    "duplicate ids": (b"current:\n  steps:\n    a: {}\n    a: {}\n", "already on line 3"),
    "alias bomb": (
        b"a: &a [1,1,1,1,1,1,1,1,1]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)),
        "aliases repeat",
    ),
    "nesting bomb": (b"a: " + b"[" * 100_000, "nested more than"),
    "50 MB of nonsense": (b"nonsense and more \n" * 2_700_000, "larger than"),
    "binary": (bytes(range(256)) * 8, "not text in UTF-8"),
    "zeros": (b"\0" * 100, "binary"),
    "a list": (b"- a\n- b\n", "holds a list"),
    "newer format": (b"flowatlas: 7\ncurrent: {steps: {a: {}}}\n", "format 7 is newer"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_atlas_gets_one_clear_line(run, tmp_path, name):
    """One line with file and reason, exit code 1, no traceback, and the file stays as it was."""
    content, reason = BAD_FILES[name]
    path = tmp_path / "a.yaml"
    path.write_bytes(content)

    for command in ("show", "check"):
        done = run(command, "a.yaml")
        assert done.returncode == 1
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1
        assert "a.yaml" in done.stderr
        assert reason in done.stderr
    assert path.read_bytes() == content


BAD_CONTENT = {
    "steps as a list": ("current: {steps: [a, b]}", "write records by id"),
    "a step as a text": ("current: {steps: {a: later}}", "write a mapping"),
    "negative time": ("current: {steps: {a: {process_time: -2h}}}", "negative"),
    "%C&A of 140": ("current: {steps: {a: {percent_complete_accurate: 140}}}", "more than the whole"),
    "a circle": ("current: {steps: {a: {after: [b]}, b: {after: [a]}}}", "circle"),
    "rework to nowhere": ("current: {steps: {a: {}, b: {rework: {x: {to: c, share: 10%}}}}}", '"c" is not on the map'),
    "rework forwards": ("current: {steps: {a: {rework: {x: {to: b, share: 10%}}}, b: {}}}", "rework goes back"),
    "touch over process": ("current: {steps: {a: {process_time: 1h, touch_time: 2h}}}", "longer than the process time"),
}


@pytest.mark.parametrize("name", BAD_CONTENT)
def test_content_that_is_wrong_is_a_finding_with_its_place(run, write, name):
    """A file that parses is answered, with one finding for what is wrong, and exit code 1."""
    text, reason = BAD_CONTENT[name]

    done = run("check", str(write(text)))
    errors = [line for line in done.stdout.splitlines() if " error: " in line]
    assert done.returncode == 1
    assert len(errors) == 1
    assert reason in errors[0]
    assert "atlas.yaml:1: error: current/steps" in errors[0]


def test_a_closed_pipe_is_no_trouble(tmp_path):
    """`flowatlas templates | head -1` ends quietly."""
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m flowatlas schema | head -1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "{\n"
    assert done.stderr == ""
