"""``flowatlas serve``: starting and stopping."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from tests.server.serving import free_port


@contextmanager
def serving(*words, cwd):
    """A server in a process of its own, with the line that it printed when it was ready."""
    command = [sys.executable, "-m", "flowatlas", "serve", *words, "--no-browser"]
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1"}
    ) as process:
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture
def taken():
    """A port that something else listens at."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_folder_without_atlases_is_fine(tmp_path):
    """The current folder is served, and the one line that is printed is where."""
    port = str(free_port())
    with serving("--port", port, cwd=tmp_path) as (_, line):
        assert line.split()[0] == f"http://127.0.0.1:{port}/"
        with urlopen(f"http://127.0.0.1:{port}/api/atlases") as answer:
            assert answer.read() == b"[]"


@pytest.mark.slow
def test_a_file_is_opened_alone(tmp_path, write):
    """With a file the address leads to it, and nothing beside it is served."""
    write("current: {steps: {a: {}}}")
    write("current: {steps: {b: {}}}", "other.yaml")
    port = str(free_port())
    with serving("atlas.yaml", "--port", port, cwd=tmp_path) as (_, line):
        assert line.split()[0] == f"http://127.0.0.1:{port}/atlas/atlas.yaml"
        with urlopen(f"http://127.0.0.1:{port}/api/atlases") as answer:
            assert b"other" not in answer.read()


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_without_a_word(tmp_path, how):
    """Ctrl-C and the system's request end it cleanly, with all its processes."""
    with serving("--port", str(free_port()), cwd=tmp_path) as (process, _):
        process.send_signal(how)
        output, errors = process.communicate(timeout=60)

    assert (output, errors) == ("", "")
    assert process.returncode in {0, -signal.SIGTERM}


@pytest.mark.slow
def test_a_shared_folder_prints_a_link_for_everybody(tmp_path):
    """One for the host at this machine, one each to edit, comment and look by the names that were told; and a warning."""
    port = str(free_port())
    words = ("--port", port, "--share", "--host", "atlas.local", "--host", "https://atlas.example.org")
    with serving(*words, cwd=tmp_path) as (process, first):
        lines = [first]
        while "Ctrl-C stops it" not in lines[-1]:
            lines.append(process.stdout.readline().strip())
        links = [line.split("/join#") for line in lines if "/join#" in line]

        assert [place for place, _ in links] == [f"http://127.0.0.1:{port}", *[f"http://atlas.local:{port}"] * 3]
        assert len({token for _, token in links}) == 4
        assert any("https://atlas.example.org" in line and "in place of" in line for line in lines)
        assert any("can read along" in line for line in lines)
        with urlopen(f"http://127.0.0.1:{port}/join") as answer:
            assert answer.status == 200
        other = subprocess.run(
            [sys.executable, "-m", "flowatlas", "serve", "--share", "--no-browser"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (other.returncode, other.stderr.count("\n")) == (1, 1)
        assert "use that one" in other.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--host", "atlas.local"], "--host is for --share"),
        (["--new-links"], "--new-links is for --share"),
        (["--share", "--host", "0.0.0.0"], "they are found"),  # noqa: S104 - to be refused
        (["--share", "--host", "my laptop"], "“my laptop” is no name or address"),
    ],
)
def test_names_that_would_do_nothing_are_told(run, words, told):
    """Options that are for sharing alone, and names that nobody could use, are wrong use."""
    done = run("serve", *words, "--no-browser")

    assert done.returncode == 2
    assert told in done.stderr


@pytest.mark.parametrize("content", ["{", "[]", '{"links": 3}', '{"links": [{"id": "a"}]}'])
def test_links_that_cannot_be_read_are_told(run, write, tmp_path, content):
    """Nobody is let in by half a file; one line says how to go on."""
    (tmp_path / ".flowatlas").mkdir()
    write(content, ".flowatlas/links.json")

    done = run("serve", "--share", "--no-browser")

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "--new-links" in done.stderr


def test_a_port_that_is_taken_is_told(run, taken):
    """One line says what is wrong and what would help."""
    done = run("serve", "--port", str(taken), "--no-browser")

    assert done.returncode == 1
    assert (
        done.stderr == f"port {taken} cannot be used: something else listens there; leave out --port, or name another\n"
    )


@pytest.mark.parametrize(
    ("place", "told"),
    [("none", "none is not there"), ("none.yaml", "flowatlas new none.yaml"), ("notes.txt", "notes.txt is no atlas")],
)
def test_a_place_that_is_no_atlas_is_told(run, write, place, told):
    """A missing folder and a file of another kind are one line each."""
    write("private", "notes.txt")

    done = run("serve", place, "--no-browser")

    assert done.returncode == 1
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
