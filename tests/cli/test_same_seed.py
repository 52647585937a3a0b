"""The same seed gives the same answer, in every process and on as many processors as there are."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from flowatlas.cli.main import flowatlas

MAP = """
title: Requests
economics: {hour: 80 EUR}
current:
  demand: 20/wk
  backlog: 30
  roles: {desk: {name: Desk, people: 2}, legal: {name: Legal, people: 1}}
  steps:
    ask: {name: Ask, process_time: 30m..2h, roles: [desk]}
    check: {name: Check, wait_time: 1d..5d guess, process_time: ~1h, roles: [legal, desk], after: [ask]}
    price: {name: Price, wait_time: "? 1d..4d", process_time: 20m..1h, roles: [legal], after: [ask]}
    answer:
      name: Answer
      after: [check, price]
      wait_time: 1d
      process_time: 1h
      roles: [desk]
      rework: {wrong: {to: ask, share: 5..20%}}
  voices:
    ana: {role: Sales, changes: {steps/price/wait_time: 3d}}
    raj: {role: Legal, changes: {steps/price/wait_time: 1d..2d, steps/check/process_time: 2h}}
future:
  sooner: {title: Sooner, changes: {steps/check/wait_time: 1d}}
  later: {title: Later, changes: {steps/answer/wait_time: 2d, demand: 10/wk}}
roadmap:
  items:
    one: {title: Answer by form, lane: now, future: sooner, cost: 5000 EUR}
    two: {title: Ask less, lane: next, future: later}
"""

LOG = Path(__file__).resolve().parents[2] / "examples" / "access-requests" / "requests.csv"

SEVERAL_WORKERS = ("--items", "2000", "--runs", "30")

SEEDED = {
    "case": ("a.yaml", "--json", "--future", "sooner"),
    "compare": ("a.yaml", "--json"),
    "diff": ("a.yaml", "b.yaml", "--json"),
    "forecast": ("a.yaml", "--json", "--runs", "100"),
    "improve": ("a.yaml", "--json"),
    "plan": ("a.yaml", "--json"),
    "render": ("a.yaml", "-o", "-", "--format", "html"),
    "sensitivity": ("a.yaml", "--json", *SEVERAL_WORKERS),
    "show": ("a.yaml", "--json"),
    "simulate": ("a.yaml", "--json", *SEVERAL_WORKERS),
}
"""Each command that takes a seed, with what it is to be told."""

RUN = """
import os, sys
if sys.argv[1] and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(sys.argv[1])])
sys.argv[:2] = ["flowatlas"]
from flowatlas.cli.main import main
main()
"""


def test_every_command_with_a_seed_is_asked():
    """None is left out below."""
    context = click.Context(flowatlas)
    commands = {name: flowatlas.get_command(context, name) for name in flowatlas.list_commands(context)}

    taking = {name for name, one in commands.items() if one and any(each.name == "seed" for each in one.params)}
    assert taking == SEEDED.keys()


@pytest.fixture
def folder(tmp_path):
    """A folder with an atlas, and one that says nearly the same."""
    (tmp_path / "a.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(MAP.replace("1d..5d guess", "1d..2d"), encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("command", sorted(SEEDED))
def test_the_same_seed_gives_the_same_bytes(folder, command):
    """Neither the order of sets nor which of several workers is done first shows in an answer."""
    words = (command, *SEEDED[command], "--seed", "7")

    alone, together = (answer(folder, words, hash_seed="1", processors="1"), answer(folder, words, hash_seed="2"))
    assert len(alone) > 1_000
    assert alone == together


@pytest.mark.slow
def test_the_same_log_gives_the_same_bytes(folder):
    """Discovery draws nothing, and who of its threads is done first does not show either."""
    words = ("discover", str(LOG), "--json")

    assert answer(folder, words, hash_seed="1", processors="1") == answer(folder, words, hash_seed="2")


@pytest.mark.slow
def test_another_seed_gives_another_answer(folder):
    """So that the same bytes do not come of a seed that nobody heeds."""
    words = ("simulate", *SEEDED["simulate"])

    one, other = (answer(folder, (*words, "--seed", seed), hash_seed="1") for seed in ("7", "8"))
    assert one != other.replace(b'"seed": 8', b'"seed": 7')


def answer(folder: Path, words: tuple[str, ...], *, hash_seed: str, processors: str = "") -> bytes:
    """What a command prints in a process of its own, on so many processors or on all."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, processors, *words],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=False,
        timeout=240,
    )
    # `diff` exits with 1 where something changed.
    assert done.returncode == (words[0] == "diff"), done.stderr.decode()
    return done.stdout
