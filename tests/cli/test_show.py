"""The command ``show``."""

import json
from importlib.resources import files

import jsonschema
import pytest

from flowatlas.cli.terminal import width

ONBOARDING = """
    title: Onboarding
    outcome: {first_guess: 1d, target: {text: Four days, metric: lead_time, value: 4d, by: 2027-03-31}}
    current:
      trigger: Contract signed
      customer: New customer
      roles: {legal: {name: Legal}, success: {name: Customer success}}
      steps:
        call: {name: Kick-off call, group: Start, roles: [success], process_time: 1h}
        review: {name: Legal review, group: Start, roles: [legal], wait_time: 5d, process_time: 2h,
                 rework: {call: {to: call, share: 25%, wait_time: 1d}}}
        accounts: {name: Set up accounts, group: Set-up, roles: [success], wait_time: "?", process_time: 4h,
                   notes: {n1: {text: Secret remark}}, quick_fixes: {f1: {text: Script it, owner: Raj, effort: 4h}}}
      final_wait: 1d
    questions: {q1: {text: Who signs?, about: current/steps/review, owner: Ana}}
"""


def answer(done):
    """The JSON that a run printed."""
    return json.loads(done.stdout)


def test_tells_bound_constraint_guess_and_target_first(run, write):
    """The first lines answer what a manager asks: how long, what holds it up, against which guess and target."""
    done = run("show", str(write(ONBOARDING)))

    head = done.stdout.split("The stream")[0]
    assert done.returncode == 0
    assert "Half of all items take under" in head
    assert "1 value is unknown, a likely value stands in for it; what is known adds up to at least" in head
    assert "The wait before “Legal review” is the constraint, " in head
    assert "The first guess was 1 d, before anything was mapped; the map says" in head
    assert "Four days" in head
    assert "by 2027-03-31" in head


def test_lists_groups_hotspots_unknowns_quick_fixes_and_questions(run, write):
    """Everything to do next is on the same screen."""
    done = run("show", str(write(ONBOARDING)))

    for text in (
        "By group",
        "Set-up",
        "Hotspots",
        "How long does it wait before “Set up accounts”?",
        "Script it",
        "Who signs?",
    ):
        assert text in done.stdout
    assert "line 1" in done.stdout


def test_json_follows_its_schema_with_null_for_what_is_unknown(run, write):
    """Programs get the shape that `flowatlas schema show` describes; what cannot be given is null, never zero."""
    done = run("show", "--json", str(write(ONBOARDING)))

    content = answer(done)
    jsonschema.validate(content, json.loads(files("flowatlas").joinpath("schemas/show.json").read_text("utf-8")))
    metrics = content["streams"]["current"]["metrics"]
    lead = metrics["lead_time"]
    assert metrics["touch_time"]["p50"] is None
    assert metrics["touch_time"]["unknowns"] == 3
    assert lead["p10"] < lead["p50"] < lead["p90"]
    assert lead["at_least"] == pytest.approx((1 + 2 + 4 + 6 * 8) * 3600)
    assert lead["unknowns"] == 1


def test_json_without_doubt_has_equal_percentiles(run, write):
    """An exact map has one answer: p10 = p50 = p90, typical from and to the same."""
    path = write("current: {steps: {a: {process_time: 1h}, b: {wait_time: 1d, process_time: 2h}}}")

    lead = answer(run("show", "--json", str(path)))["streams"]["current"]["metrics"]["lead_time"]
    assert lead["p10"] == lead["p50"] == lead["p90"] == lead["typical"]["low"] == lead["typical"]["high"] == 11 * 3600


def test_unbounded_is_null_in_json_and_a_word_in_text(run, write):
    """``never`` makes answers unbounded, never not-a-number."""
    path = write("current: {steps: {a: {process_time: 1h}, b: {wait_time: never, process_time: 2h}}}")

    lead = answer(run("show", "--json", str(path)))["streams"]["current"]["metrics"]["lead_time"]
    assert lead["p50"] is None
    assert lead["text"] == "unbounded"
    assert "nan" not in run("show", str(path)).stdout.lower()


def test_anonymous_leaves_no_person_and_no_note(run, write):
    """Owners, notes and names are in no output once they are left out."""
    path = write(ONBOARDING)

    for words in (("show",), ("show", "--json"), ("check",), ("check", "--json")):
        output = run(*words, "--anonymous", str(path)).stdout
        assert not any(secret in output for secret in ("Raj", "Ana", "Secret"))


def test_bad_values_count_as_unknown_and_exit_with_1(run, write):
    """A file that parses is always answered; what is wrong in it is told with its line."""
    path = write("""
        current:
          steps:
            a: {process_time: 3 banana}
            b: {wait_time: 1d, process_time: 2h}
    """)

    done = run("show", str(path))
    assert done.returncode == 1
    assert 'atlas.yaml:4: error: current/steps/a/process_time: process_time: "3 banana"' in done.stdout
    assert "at least" in done.stdout


def test_an_atlas_of_names_only_is_a_good_atlas(run, write):
    """Five named steps without a figure are shown with the questions to ask, and nothing is wrong with them."""
    path = write("current: {steps: {ask: , plan: , build: , test: , ship: }}")

    done = run("show", str(path))
    assert done.returncode == 0
    assert "Not known yet" in done.stdout
    assert "error" not in done.stdout


def test_an_empty_file_gets_an_invitation(run, write):
    """Nothing at all is a start, not an error."""
    done = run("show", str(write("")))

    assert done.returncode == 0
    assert "There are no steps yet" in done.stdout


def test_reads_standard_input(run):
    """``-`` is standard input."""
    done = run("show", "--json", "-", text="current: {steps: {a: {process_time: 1h}}}")

    assert answer(done)["streams"]["current"]["metrics"]["lead_time"]["p50"] == 3600


def test_control_characters_in_names_do_not_reach_the_terminal(run, write):
    """A name can neither colour the terminal, nor ring its bell, nor turn a line around."""
    path = write('current: {steps: {a: {name: "\\e[31mred\\a \\u202etfel", process_time: 1h}}}')

    output = run("show", str(path)).stdout
    assert not {"\x1b", "\a", "\u202e"} & set(output)


def test_columns_stay_aligned_in_other_scripts(run, write):
    """Wide and combining signs take the columns that a terminal gives them."""
    path = write("""
        current:
          steps:
            a: {name: 契約を確認する, process_time: 1h}
            b: {name: Проверить договор, wait_time: 1d, process_time: 2h}
    """)

    shown = run("show", str(path)).stdout.partition("The stream")[2]
    lines = [line for line in shown.splitlines() if "契約" in line or "Проверить" in line]
    ends = [width(line[: line.index(time) + 2]) for line, time in zip(lines[:2], ("1h", "2h"), strict=True)]
    assert ends[0] == ends[1]


def test_json_holds_every_future_and_the_ideal(run, write):
    """Programs see what is wanted beside what is, with the same figures and full paths."""
    path = write("""
        current: {steps: {a: {process_time: 1h}, b: {wait_time: 3d, process_time: 1h}}}
        future: {fast: {changes: {steps/b/wait_time: 1d}}}
    """)

    streams = answer(run("show", "--json", str(path)))["streams"]

    leads = {name: stream["metrics"]["lead_time"]["p50"] / 3600 for name, stream in streams.items()}
    assert leads == {"current": 26, "future/fast": 10, "ideal": 2}
    assert streams["future/fast"]["constraint"]["path"] == "future/fast/steps/b/wait_time"
