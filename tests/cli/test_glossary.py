"""The command ``glossary``, and ``--label``."""

import json

import pytest

from flowatlas.model.glossary import TERMS

STREAM = """
    title: Lead time of a step
    current:
      trigger: Lead time is asked for
      demand: 2/wk
      roles: {process-time: {people: 2}, step: {name: Step, people: 2}}
      steps:
        lead-time: {process_time: 4h, roles: [process-time]}
        second: {name: Second step, wait_time: "? 1d..2wk", process_time: 2d, roles: [step]}
"""


def test_lists_every_term_with_its_sentence(run):
    """All of the glossary, on the screen."""
    done = run("glossary")

    assert done.returncode == 0
    for one in TERMS.values():
        assert one.sentence in done.stdout
        assert all(name in done.stdout for name in one.names)


@pytest.mark.parametrize("words", [["process_time"], ["process time"], ["Cycle", "time"]])
def test_says_what_one_term_means(run, words):
    """By key, label or another name, with or without quotes."""
    done = run("glossary", *words)

    assert done.stdout.splitlines() == [
        "process time  (written process_time; also step time, cycle time)",
        f"  {TERMS['process_time'].sentence}",
    ]


def test_an_unknown_term_is_told_with_the_nearest(run):
    """One message, and the exit code of wrong use."""
    done = run("glossary", "bottelneck")

    assert done.returncode == 2
    assert '"bottelneck" is no term of the glossary; did you mean "bottleneck"?' in done.stderr
    assert done.stdout == ""


def test_glossary_json_gives_terms_by_key(run):
    """Programs get label, sentence and other names, of all terms or of one."""
    every, one = (json.loads(run("glossary", "--json", *words).stdout)["terms"] for words in ([], ["bottleneck"]))

    assert list(every) == list(TERMS)
    assert one == {
        "constraint": {"label": "constraint", "sentence": TERMS["constraint"].sentence, "others": ["bottleneck"]}
    }


def test_labels_change_our_words_and_leave_those_of_the_map(run, write):
    """Titles, headings and sentences of ours follow the label; names of the map stay."""
    path = str(write(STREAM))
    chosen = ["--label", "lead time=flow time", "--label", "process_time=work time", "--label", "step=activity"]
    plain, said = run("show", path).stdout, run("show", path, *chosen).stdout

    head, _, rest = said.partition("The stream")
    assert head.startswith("Lead time of a step\nLead time is asked for → customer not named")
    assert "Ask process-time or Step: how long does it wait before “Second step”?" in head
    assert "Load of process-time" in rest
    assert "Load of Step" in rest
    assert "lead time  " in rest
    for ours in ("Flow time  ", "Work time  ", "(work time / flow time)", "Hotspots (an activity with the gaps"):
        assert ours in rest
        assert ours not in plain


def test_json_never_changes_with_labels(run, write):
    """Programs read keys, not labels."""
    path = str(write(STREAM))

    assert run("show", path, "--json", "--label", "lead_time=flow time").stdout == run("show", path, "--json").stdout


def test_a_label_that_confuses_is_wrong_use(run, write):
    """One message, exit code 2, and nothing shown."""
    done = run("show", str(write(STREAM)), "--label", "lead_time=cycle time")

    assert (done.returncode, done.stdout) == (2, "")
    assert "'--label': \"cycle time\" names another idea, process_time (" in done.stderr
