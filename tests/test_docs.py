"""The documentation cannot rot: what it shows is run."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flowatlas.model.finding import Severity
from flowatlas.store.file import AtlasFile

ROOT = Path(__file__).resolve().parent.parent
specification = importlib.util.spec_from_file_location("write_reference", ROOT / "docs/write_reference.py")
assert specification is not None
assert specification.loader is not None
write_reference = importlib.util.module_from_spec(specification)
specification.loader.exec_module(write_reference)

PAGES = {str(page.relative_to(ROOT)): page for page in write_reference.pages()}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RECIPE = re.compile(r"^`(src/flowatlas/\S+\.py)`\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FOR_A_SHELL = re.compile(r"[|<>&;$*?`~\\{]")
"""Where none of these stands a command is only words, and needs no process of its own."""
NETWORKED_OR_SLOW = ("git clone", "make ", "source ")


def blocks(page, language):
    """The code blocks of a page in one language."""
    return [text for kind, text in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_shown_output_is_what_the_command_prints(name):
    """Every ```console block shows what its commands really print."""
    text = PAGES[name].read_text(encoding="utf-8")

    assert write_reference.with_output(text, ROOT) == text, "run make docs"


@pytest.mark.parametrize("name", PAGES)
def test_yaml_in_the_docs_is_sound(name):
    """Every ```yaml block is an atlas without errors and warnings."""
    for text in blocks(PAGES[name], "yaml"):
        findings = [located.finding for located in AtlasFile.of_text(text, name).findings]
        assert [finding for finding in findings if finding.severity is not Severity.INFO] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_python_in_the_docs_runs(name):
    """Every ```python block runs; those that a recipe puts into a file of the package are tried there."""
    text = PAGES[name].read_text(encoding="utf-8")
    recipes = [code for _, code in RECIPE.findall(text)]
    for code in blocks(PAGES[name], "python"):
        if code not in recipes:
            subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=200)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_shell_commands_in_the_docs_run(name, tmp_path, run):
    """Every `flowatlas` line in a ```sh block works in a folder with an atlas.yaml, except that `new` starts one.

    There is an event log as well, with a map of what is believed about it.
    """
    shutil.copy(ROOT / "examples/onboarding/atlas.yaml", tmp_path / "atlas.yaml")
    for file in ("requests.csv", "believed.yaml"):
        shutil.copy(ROOT / "examples/access-requests" / file, tmp_path / file)
    for block in blocks(PAGES[name], "sh"):
        for line in block.splitlines():
            command = line.partition("#")[0].strip()
            if not command or command.startswith(NETWORKED_OR_SLOW):
                continue
            if command.startswith("flowatlas new"):
                (tmp_path / "atlas.yaml").unlink(missing_ok=True)
            assert command.startswith("flowatlas ")
            if FOR_A_SHELL.search(command):
                script = command.replace("flowatlas", f"{sys.executable} -m flowatlas", 1)
                done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, check=False)
            else:
                done = run(*shlex.split(command)[1:])
            assert done.returncode == 0, f"{command}: {done.stdout!r} {done.stderr!r}"


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    """Relative links of a page lead to files that are there."""
    page = PAGES[name]
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("path", [path for path, _ in write_reference.generated()], ids=lambda path: path.name)
def test_generated_files_are_fresh(path):
    """Schemas and reference pages are what the code says; `make docs` writes them."""
    assert path.read_text(encoding="utf-8") == dict(write_reference.generated())[path], "run make docs"


@pytest.mark.slow
def test_the_example_with_a_log_is_fresh():
    """Its log is what its script makes, its atlas what the command writes; `make docs` writes both."""
    for path, text in write_reference.measured_example():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run make docs"


@pytest.mark.slow
def test_contributing_adds_a_metric_a_map_and_a_format_by_one_file_each(tmp_path):
    """Following CONTRIBUTING to the letter, in a copy of the sources, gives a new metric, kind of map and format."""
    recipes = RECIPE.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    shutil.copytree(ROOT / "src", tmp_path / "src")
    for path, code in recipes:
        (tmp_path / path).write_text(code, encoding="utf-8")
    atlas = tmp_path / "atlas.yaml"
    atlas.write_text(
        "current: {steps: {a: {process_time: 1h}, b: {wait_time: 3d, process_time: 1h}}}\n"
        "risk: {risks: {r1: {about: current/steps/b}, r2: {text: Late, about: current/steps/c}}}\n",
        encoding="utf-8",
    )

    def flowatlas(*words):
        return subprocess.run(
            [sys.executable, "-m", "flowatlas", *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "src"), "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )

    assert len(recipes) == 3
    assert all(len([line for line in code.splitlines() if line.strip()]) <= 20 for _, code in recipes)
    shown, checked, schema = flowatlas("show", "atlas.yaml"), flowatlas("check", "atlas.yaml"), flowatlas("schema")
    assert re.search(r"Longest wait +3 d", shown.stdout), shown.stdout + shown.stderr
    assert "risk/risks/r1: this risk says nothing" in checked.stdout
    assert 'risk/risks/r2/about: about: "current/steps/c" is not on the map' in checked.stdout
    assert "What could go wrong." in schema.stdout
    drawn = flowatlas("render", "atlas.yaml", "-o", "atlas.mmd", "-o", "atlas.svg")
    assert drawn.returncode == 1  # the atlas has an error on purpose
    assert (tmp_path / "atlas.mmd").read_text(encoding="utf-8").endswith('  s1["b"]\n  s0 --> s1\n')
