"""``flowatlas voice``: starting a voice, taking one in, seeing what differs, settling it."""

import difflib
import json
import re

import pytest

from flowatlas.store.file import AtlasFile
from flowatlas.store.text import Text
from flowatlas.store.versions import version

MAP = """\
# Made up.
title: Orders
current:
  trigger: Order
  customer: Buyer
  roles: {sales: {name: Sales, people: 3}, legal: {name: Legal}}
  steps:
    ask: {name: Ask for it, roles: [sales], process_time: 1h}   # the easy part
    review:
      name: Review it
      roles: [legal]
      wait_time: "?"      # everybody tells another story
      process_time: 2h
      rework: {again: {to: ask, share: 25%, wait_time: 1d}}
    send: {name: Send it, roles: [sales], wait_time: 1d, process_time: 30m}   # by post
  final_wait: 2d
  voices:
    wilhelmina:           # asked on Monday
      name: Wilhelmina
      role: Sales
      changes: {steps/review/wait_time: 2wk, steps/send/wait_time: 3d, roles/sales/people: 2}
    rajesh:
      name: Rajesh
      role: Legal
      changes:
        steps/check: {name: Check it, same_as: review, wait_time: 1d..3d}   # his word for it
        steps/file: {name: File it, wait_time: 1d, process_time: 1h, behind: send}
"""


def changed_lines(before, after):
    """The lines that went and came."""
    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def voices_in(path):
    """The voices of an atlas file."""
    return Text(path.read_text(encoding="utf-8")).plain["current"]["voices"]


def test_what_people_say_is_shown_with_what_it_means(run, write):
    """Rank, everybody's own figure, spread, worse figure, lead time, how it stands, structure, who is missing."""
    done = run("voice", str(write(MAP)))

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "What people say: Orders"
    assert lines[4] == "  1  the wait before “Review it”  steps/review/wait_time"
    assert lines[5] == "     Wilhelmina (Sales): 2 wk · Rajesh (Legal): 1 d – 3 d"
    assert lines[6] == "     from 1 d to 10 d, worse is 2 wk; now the voices answer"
    assert re.fullmatch(r"     lead time from .+ to .+, .+ apart \(\d+% of it\)", lines[7])
    assert "settled as 1d" in done.stdout
    assert "  File it  steps/file, not on the map\n     has it not: Wilhelmina (Sales)\n" in done.stdout
    assert "     has it behind “Send it”: Rajesh (Legal)\n" in done.stdout
    assert "     on the map: Review it · Rajesh (Legal): Check it\n" in done.stdout
    assert "One voice only for Sales, Legal" in done.stdout


def test_json_tells_the_same(run, write):
    """Paths from the root, seconds, and nothing that ranks people."""
    done = run("voice", str(write(MAP)), "--json")

    found = json.loads(done.stdout)
    first = found["values"][0]
    assert first["path"] == "current/steps/review/wait_time"
    assert [one["typed"] for one in first["said"]] == ["2wk", "1d..3d"]
    assert first["spread"] == {"low": 8 * 3600.0, "high": 80 * 3600.0}
    assert first["stands"] == {"by": "voices", "typed": "?"}
    assert first["worse"] == "2wk"
    lead = first["lead_time_with_rework"]
    assert lead["apart"] == pytest.approx(lead["high"] - lead["low"])
    assert found["missing"]["silent"] == []
    assert [one["path"] for one in found["structure"]] == ["current/steps/file"]


def test_nobody_is_ranked(run, write):
    """Voices stand in the order of the file, whoever says more or less, and nothing counts or rates them."""
    turned = MAP.replace("steps/review/wait_time: 2wk", "steps/review/wait_time: 1h")

    for text in (MAP, turned):
        done = run("voice", str(write(text)))
        assert "Wilhelmina (Sales): " in done.stdout
        assert done.stdout.index("Wilhelmina") < done.stdout.index("Rajesh")
        found = json.loads(run("voice", str(write(text)), "--json").stdout)
        assert {key for one in found["values"] for said in one["said"] for key in said} == {
            *("voice", "role", "typed", "p10", "p50", "p90")
        }
        assert all(set(one) == {"name", "role"} for one in found["voices"].values())


@pytest.mark.parametrize("how", [["--anonymous"], ["--anonymous", "--json"]])
def test_anonymous_leaves_out_names(run, write, how):
    """Voices are numbered; roles stay."""
    done = run("voice", str(write(MAP)), *how)

    assert done.returncode == 0
    assert not re.search("wilhelmina|rajesh", done.stdout, re.IGNORECASE)
    assert "voice-1" in done.stdout
    assert "Legal" in done.stdout


def test_many_voices_are_summed_up(run, write):
    """Beyond eight: how many, the lowest, the median, the highest."""
    voices = "".join(f"    v{n}: {{role: R{n % 3}, changes: {{steps/b/wait_time: {n}d}}}}\n" for n in range(1, 42))
    done = run("voice", str(write(f"current:\n  steps: {{a: , b: }}\n  voices:\n{voices}")))

    assert "41 voices: lowest 1 d, median 21 d, highest 41 d\n" in done.stdout
    assert len(done.stdout.splitlines()) < 20


def test_a_map_without_voices_says_how_to_start(run, write):
    """And who could be asked."""
    done = run("voice", str(write("current: {roles: {legal: {name: Legal}}, steps: {a: }}")))

    assert done.returncode == 0
    assert "Start a voice: flowatlas voice FILE --as NAME" in done.stdout
    assert "Nobody has spoken for Legal" in done.stdout


def test_a_voice_is_started(run, write):
    """Blank, with name and role, and nothing else of the file changes."""
    path = write(MAP)
    done = run("voice", str(path), "--as", "José Núñez", "--role", "Sales")

    assert done.returncode == 0, done.stderr
    after = path.read_text(encoding="utf-8")
    assert changed_lines(MAP, after) == ["+     josé-núñez:", "+       name: José Núñez", "+       role: Sales"]
    again = run("voice", str(path), "--as", "josé núñez")
    assert again.returncode == 1
    assert "has a voice already (current/voices/josé-núñez)" in again.stderr
    assert path.read_text(encoding="utf-8") == after


def test_a_voice_starts_with_the_figures_of_today(run, write):
    """`--copy` gives every figure of the map for the person to correct; a blank one is no figure."""
    path = write(MAP)
    done = run("voice", str(path), "--as", "Eva", "--copy")

    assert "9 figures" not in done.stdout
    assert voices_in(path)["eva"]["changes"] == {
        "final_wait": "2d",
        "steps/ask/process_time": "1h",
        "steps/review/process_time": "2h",
        "steps/review/rework/again/share": "25%",
        "steps/review/rework/again/wait_time": "1d",
        "steps/send/wait_time": "1d",
        "steps/send/process_time": "30m",
    }


def test_an_anonymous_voice_has_no_name(run, write):
    """Each is a new one."""
    path = write(MAP)
    run("voice", str(path), "--as", "anonymous", "--role", "Legal")
    run("voice", str(path), "--as", "anonymous")

    assert list(voices_in(path)) == ["wilhelmina", "rajesh", "voice-1", "voice-2"]
    assert voices_in(path)["voice-1"] == {"role": "Legal"}


def test_a_role_that_the_map_does_not_have_is_told(run, write):
    """It is kept, as the map may lack it."""
    done = run("voice", str(write(MAP)), "--as", "Eva", "--role", "Finance")

    assert done.returncode == 0
    assert '"Finance" is no role of the map; there are Sales, Legal' in done.stdout


def test_a_person_fills_in_a_file_of_their_own(run, write, tmp_path):
    """All figures blank, no voices, no error; what they answer becomes their voice, what they leave open does not."""
    path = write(MAP)
    done = run("voice", "atlas.yaml", "--as", "Eva O'Hara", "-o", "eva.yaml")
    own = tmp_path / "eva.yaml"
    text = own.read_text(encoding="utf-8")

    assert done.returncode == 0, done.stderr
    assert path.read_text(encoding="utf-8") == MAP
    assert "Wilhelmina" not in text
    assert not re.search(r"(?:time|share|wait|accurate): (?!\"\?\")", text.partition("flowatlas voice")[2])
    assert run("check", "eva.yaml").returncode == 0
    assert run("voice", "atlas.yaml", "--merge", "eva.yaml", "--as", "Eva O'Hara").returncode == 0
    assert voices_in(path)["eva-o-hara"] == {"name": "Eva O'Hara"}
    answered = text.replace('wait_time: "?"', "wait_time: 4d", 1)
    own.write_text(answered, encoding="utf-8")
    done = run("voice", "atlas.yaml", "--merge", "eva.yaml", "--as", "Eva O'Hara", "--role", "Legal")
    assert "the voice that was there is replaced" in done.stdout
    assert voices_in(path)["eva-o-hara"] == {
        "name": "Eva O'Hara",
        "role": "Legal",
        "changes": {"steps/review/wait_time": "4d"},
    }
    assert not [line for line in changed_lines(MAP, path.read_text(encoding="utf-8")) if line[0] == "-"]


def test_a_copy_that_comes_back_unchanged_changes_nothing(run, write):
    """Laid over the map it is the map, and it says of each figure what the map says."""
    path = write(MAP)
    run("voice", "atlas.yaml", "--as", "Eva", "-o", "eva.yaml", "--copy")
    done = run("voice", "atlas.yaml", "--merge", "eva.yaml", "--as", "Eva")

    assert done.returncode == 0, done.stderr
    plain = AtlasFile.open(path).plain
    laid = version(plain, "voices/eva").plain["current"]
    assert laid == {key: value for key, value in plain["current"].items() if key != "voices"}
    assert len(voices_in(path)["eva"]["changes"]) == 7


OWN = """
current:
  steps:
    lawyers: {name: Lawyers look at it, same_as: review, wait_time: 1wk, process_time: "?"}
    paper: {name: "  SEND  it ", wait_time: 2d, rework: {r: {to: lawyers, share: 5%}}}
    ask: {name: Ask for it, process_time: "? 1h..2h"}
    new: {name: Wait for a stamp, wait_time: 1d, after: [paper]}
"""


def test_a_drawing_of_their_own_is_matched_with_the_map(run, write):
    """By id, by `same_as`, by equal name; steps that are new, gone or elsewhere become changes of structure."""
    path = write(MAP)
    write(OWN, "own.yaml")
    done = run("voice", str(path), "--merge", "own.yaml", "--as", "Eva")

    assert done.returncode == 0, done.stderr
    assert "paper was taken for send, as they have the same name" in done.stdout
    assert "lawyers is review, as same_as says" in done.stdout
    assert "a new voice" in done.stdout
    changes = voices_in(path)["eva"]["changes"]
    assert changes == {
        "steps/send/wait_time": "2d",
        "steps/send/rework": {"r": {"to": "review", "share": "5%"}},
        "steps/review/name": "Lawyers look at it",
        "steps/review/wait_time": "1wk",
        "steps/new": {"name": "Wait for a stamp", "wait_time": "1d", "after": ["send"]},
        "steps/ask/behind": "send",
    }
    laid = version(AtlasFile.open(path).plain, "voices/eva").plain["current"]["steps"]
    assert list(laid) == ["review", "send", "ask", "new"]
    assert run("check", str(path)).returncode == 0


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ("current: {steps: {a: {wait_time: banana}}}", "own.yaml has 1 error; nothing was taken in"),
        ("current: {steps: {a: {same_as: revew}}}", 'same_as: "revew" is no step of '),
        ("current: {title: Empty}", "own.yaml has no steps under current:"),
        ("- a list", "own.yaml:1: "),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_refused(run, write, own, message):
    """With one message, and the atlas stays as it is."""
    path = write(MAP)
    write(own, "own.yaml")
    done = run("voice", str(path), "--merge", "own.yaml", "--as", "Eva")

    assert done.returncode == 1
    assert message in done.stderr
    assert path.read_text(encoding="utf-8") == MAP


@pytest.mark.parametrize(
    ("settled", "lines", "told"),
    [
        (
            "steps/review/wait_time=1wk",
            ['-       wait_time: "?"      # every', "+       wait_time: 1wk      # every"],
            "“Review it”: wait: 1wk, as agreed. Expected lead time with rework goes from ",
        ),
        (
            "current/steps/review/wait_time=worse",
            ['-       wait_time: "?"      # every', "+       wait_time: 2wk estimated      # every"],
            "2wk estimated, the worse figure of 2. Expected",
        ),
        (
            "steps/send/wait_time=pool",
            [
                "-     send: {name: Send it, roles: [sales], wait_time: 1d, process_time: 30m}   # by",
                "+     send: {name: Send it, roles: [sales], process_time: 30m}   # by",
            ],
            "1 voice answers from now on. Expected lead time with rework goes from ",
        ),
        (
            "steps/send/name=Post it",
            [
                "-     send: {name: Send it, roles: [sales], wait_time: 1d, process_time: 30m}   # by",
                "+     send: {name: Post it, roles: [sales], wait_time: 1d, process_time: 30m}   # by",
            ],
            "Post it, as agreed. Expected lead time with rework stays ",
        ),
    ],
)
def test_settling_writes_one_value_and_keeps_the_rest(run, write, settled, lines, told):
    """As agreed, the worse figure, or the pool; comments and all other lines stay byte for byte."""
    path = write(MAP)
    done = run("voice", str(path), "--settle", settled)

    assert done.returncode == 0, done.stderr
    assert told in done.stdout
    assert len(done.stdout.splitlines()) == 1
    changed = changed_lines(MAP, path.read_text(encoding="utf-8"))
    assert len(changed) == len(lines)
    assert all(one.startswith(start) for one, start in zip(changed, lines, strict=True))


def test_a_share_that_nobody_stated_is_left_open_for_the_voices(run, write):
    """A step without a share is done by every item, so to pool it is to ask for it."""
    path = write("""
        current:
          steps: {a: {process_time: 1h}, b: {wait_time: 1d, process_time: 2h}}
          voices: {ana: {changes: {steps/b/share: 50%}}}
    """)
    shown = run("voice", str(path)).stdout
    done = run("voice", str(path), "--settle", "steps/b/share=pool")

    assert "settled as 100%" in shown
    assert Text(path.read_text(encoding="utf-8")).plain["current"]["steps"]["b"]["share"] == "?"
    assert "1 voice answers from now on. Expected lead time with rework goes from 1.38 d to 6 h" in done.stdout, (
        done.stderr
    )


def test_several_values_are_settled_at_once(run, write):
    """Each has its own line, and the file is written once."""
    path = write(MAP)
    done = run(
        *("voice", str(path), "--settle", "steps/review/wait_time=pool"),
        *("--settle", "steps/send/wait_time={value: 2d, by: Sales}"),
    )

    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 2
    steps = Text(path.read_text(encoding="utf-8")).plain["current"]["steps"]
    assert "wait_time" not in steps["review"]
    assert steps["send"]["wait_time"] == {"value": "2d", "by": "Sales"}


@pytest.mark.parametrize(
    ("settled", "message"),
    [
        ("steps/review/wait_time", "settles nothing; write PATH=VALUE"),
        ("steps/review/wait_time=", "settles nothing"),
        ("=3d", "settles nothing"),
        ("steps/revew/wait_time=3d", 'is no value of the map; did you mean "steps/review/wait_time"?'),
        ("steps/review=3d", "is no value of the map"),
        ("voices/rajesh/name=Raj", "is no value of the map"),
        ("steps/review/wait_time=3 banana", '"banana" is no unit of time'),
        ("steps/review/wait_time={value: ", "“Review it”: wait: "),
        ("steps/review/process_time=worse", "no voice gives a figure for “Review it”: process time,"),
        ("steps/review/process_time=pool", "no voice gives a figure"),
        ("roles/sales/people=pool", "needs a figure on the map"),
        ("steps/review/touch_time=3h", "“Review it”: touch time 3h is longer than the process time"),
    ],
)
def test_what_cannot_be_settled_leaves_the_file_alone(run, write, settled, message):
    """One clear message, exit 2, and not even the other value is written."""
    path = write(MAP)
    done = run("voice", str(path), "--settle", "steps/send/wait_time=5d", "--settle", settled)

    assert done.returncode == 2
    assert message in done.stderr
    assert path.read_text(encoding="utf-8") == MAP


@pytest.mark.parametrize(
    "words",
    [
        ["--role", "Sales"],
        ["--copy"],
        ["-o", "own.yaml"],
        ["--merge", "own.yaml"],
        ["--as", " "],
        ["--as", "Eva", "--settle", "steps/send/wait_time=1d"],
        ["--as", "Eva", "--merge", "own.yaml", "--copy"],
        ["--as", "Eva", "--json"],
    ],
)
def test_options_that_do_not_go_together_are_refused(run, write, words):
    """With a word on what does, and nothing written."""
    path = write(MAP)
    done = run("voice", str(path), *words)

    assert done.returncode == 2
    assert "Error: " in done.stderr
    assert path.read_text(encoding="utf-8") == MAP


def test_a_file_that_is_there_is_never_overwritten(run, write):
    """Somebody may have filled it in."""
    write(MAP)
    own = write("current: {steps: {a: }}", "own.yaml")
    done = run("voice", "atlas.yaml", "--as", "Eva", "-o", "own.yaml")

    assert done.returncode == 1
    assert "own.yaml is already there" in done.stderr
    assert own.read_text(encoding="utf-8") == "current: {steps: {a: }}"


def test_errors_of_the_atlas_are_an_exit_code(run, write):
    """A voice that cannot be read is an error of the file; the rest is shown all the same."""
    done = run("voice", str(write(MAP.replace("1d..3d", "banana"))))

    assert done.returncode == 1
    assert "the wait before “Review it”" in done.stdout
