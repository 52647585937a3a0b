"""The practice view: everything on the map is there, in its place, and a change moves nothing else."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest
from geometry import around, faults
from random_map import random_map

from flowatlas import load
from flowatlas.drawing.text import ELLIPSIS
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Dot, Line, Text
from flowatlas.store.schema import read_atlas
from flowatlas.views.practice import practice_view

ROOT = Path(__file__).resolve().parents[2]
ONBOARDING = ROOT / "examples/onboarding/atlas.yaml"

FULL = """
    title: Checkout
    outcome: {target: {text: Faster, metric: lead_time, value: 2d}}
    current:
      trigger: Order
      customer: Shop
      final_wait: 1d
      roles: {dev: {name: Developers}, ops: {name: Operators}}
      steps:
        build: {roles: [dev], process_time: 3h, percent_complete_accurate: 80%}
        check:
          roles: [dev, ops]
          wait_time: 2d
          process_time: 1h
          rework: {again: {to: build, share: 10%, wait_time: 1d}}
          quick_fixes: {f: {text: Script it}}
        pack:
          wait_time: 1h
          steps: {wrap: {process_time: 10m}, label: {wait_time: 5m, process_time: 5m}}
          frustration: 3
        send: {share: 50%, wait_time: 3h, process_time: 30m, carries: data}
"""


def drawn(text, draws=200, **labels):
    """An atlas, from YAML text or plain values, as the practice view."""
    atlas = load(dedent(text)) if isinstance(text, str) else read_atlas(text).atlas
    return practice_view(atlas, derived(atlas, report(atlas, draws=draws), Labels(labels)))


def parts_of(picture):
    """Parts by their id."""
    found = {part.id: part for part in picture.parts}
    assert len(found) == len(picture.parts)
    return found


def words_of(part):
    """What is written on a part."""
    return " ".join(shape.text for shape in part.shapes if isinstance(shape, Text))


def room_of(part):
    """The rectangle around all shapes of a part."""
    rooms = [around(shape) for shape in part.shapes]
    return (
        min(room.left for room in rooms),
        min(room.top for room in rooms),
        max(room.right for room in rooms),
        max(room.bottom for room in rooms),
    )


@pytest.mark.parametrize("seed", range(10))
def test_the_same_map_gives_the_same_picture(seed):
    """Nothing depends on when or how often it is drawn."""
    assert drawn(random_map(Random(seed))) == drawn(random_map(Random(seed)))


@pytest.mark.slow
def test_the_same_map_gives_the_same_bytes_in_every_process():
    """Neither the order of sets nor a cache shows in the file, so that it can be kept in git."""
    words = [sys.executable, "-m", "flowatlas", "render", str(ONBOARDING), "-o", "-", "--format", "svg"]
    written = [
        subprocess.run(words, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]

    assert written[0] == written[1]
    assert b"Onboarding an enterprise customer" in written[0]


def test_one_changed_value_changes_its_gap_and_the_sums_only():
    """In git, the picture differs where the map does: at the gap, in the sentences, the notes and the constraint's words."""
    plain = """
        current:
          trigger: Order
          customer: Shop
          steps:
            a: {group: One, process_time: 1h}
            b: {group: One, wait_time: 5d, process_time: 2h}
            c: {group: Two, wait_time: 2d, process_time: 2h}
            d: {group: Two, wait_time: 1d, process_time: 2h}
    """
    before, after = parts_of(drawn(plain)), parts_of(drawn(plain.replace("2d", "3d")))

    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert "current/steps/c/wait_time" in changed
    others = changed - {"current/steps/c/wait_time"}
    assert all(name.startswith(("sentence-", "total/", "group/Two/", "constraint/")) for name in others), others


def test_a_new_name_moves_nothing_else():
    """A step that is called otherwise, on as many lines, leaves every other thing where it was."""
    before = parts_of(drawn(FULL.replace("check:", "check:\n          name: Look at it")))
    after = parts_of(drawn(FULL.replace("check:", "check:\n          name: Test it")))

    assert list(before) == list(after)
    changed = {name for name in before if before[name].shapes != after[name].shapes}
    assert "current/steps/check" in changed
    assert all("Look at it" in words_of(before[name]) for name in changed), changed


def test_everything_on_the_map_can_be_pointed_at():
    """Each step, gap, time, quality, part, fix, way back, end and target is a part with the path where it is edited."""
    paths = {part.path for part in drawn(FULL).parts}

    steps = "current/steps"
    assert {f"{steps}/{step}" for step in ("build", "check", "pack", "send")} <= paths
    assert {f"{steps}/{step}/wait_time" for step in ("check", "pack", "send")} <= paths
    assert {f"{steps}/{step}/process_time" for step in ("build", "check", "send")} <= paths
    assert {
        f"{steps}/build/percent_complete_accurate",
        f"{steps}/check/quick_fixes",
        f"{steps}/check/rework/again",
        f"{steps}/pack/steps",
        f"{steps}/pack/frustration",
        f"{steps}/send/share",
        "current/trigger",
        "current/customer",
        "current/final_wait",
        "outcome/target",
    } <= paths
    assert f"{steps}/build/wait_time" not in paths


def test_values_are_written_where_they_belong():
    """What somebody typed stands on its part, with its unit."""
    parts = parts_of(drawn(FULL))

    assert words_of(parts["current/steps/check/wait_time"]) == "2 d"
    assert words_of(parts["current/steps/build/process_time"]) == "3 h"
    assert words_of(parts["current/steps/build/percent_complete_accurate"]) == "%C&A 80%"
    assert words_of(parts["current/steps/pack/steps"]) == "wrap 10 min label wait 5 min · 5 min"
    assert words_of(parts["current/steps/check/quick_fixes"]) == "quick fix"
    assert words_of(parts["current/steps/check/rework/again"]).replace("\u00a0", " ") == "10% back, wait 1 d"
    assert words_of(parts["current/steps/send/share"]) == "50% of items do it"
    assert words_of(parts["current/final_wait"]) == "1 d"


def test_notes_leave_a_sign_and_are_listed():
    """Somebody who reads the map sees where something was remarked, and what; a note without text is none."""
    parts = parts_of(
        drawn(
            """
            current:
              notes: {m: {text: Drawn on Monday}}
              steps:
                a: {name: Ask, notes: {n: {text: Often by phone}, e: {}}}
                b: {notes: {e: {}}}
            """
        )
    )

    assert words_of(parts["current/steps/a/quick_fixes"]) == "note"
    assert parts["current/steps/a/quick_fixes"].tip == "Note: Often by phone"
    assert "current/steps/b/quick_fixes" not in parts
    listed = {part.path: words_of(part) for name, part in parts.items() if name.startswith("list/current/")}
    assert listed == {
        "current/notes/m": "Drawn on Monday",
        "current/steps/a/notes/n": "Ask: Often by phone",
    }


def test_unknown_is_an_open_question_and_never_zero():
    """A blank and a question mark are the same open sign; what is 0 or does not apply is said as such."""
    parts = parts_of(
        drawn(
            """
            current:
              steps:
                a: {}
                b: {wait_time: "?", process_time: 0}
                c: {wait_time: 0, process_time: n/a}
                d: {process_time: "? 1d..2wk"}
            """
        )
    )

    for unknown in ("a/process_time", "b/wait_time", "d/wait_time", "d/process_time"):
        part = parts[f"current/steps/{unknown}"]
        assert words_of(part).startswith("?")
        assert "0" not in words_of(part)
        assert any(isinstance(shape, Dot) and shape.role == "open" for shape in part.shapes)
        assert "Nobody has said how long" in part.tip
    assert "likely 1 d – 2 wk" in words_of(parts["current/steps/d/process_time"])
    assert words_of(parts["current/steps/b/process_time"]) == "0"
    assert words_of(parts["current/steps/c/wait_time"]) == "0"
    assert words_of(parts["current/steps/c/process_time"]) == "n/a"


def test_what_a_sum_rests_on_stands_on_lines_of_its_own_where_one_has_no_room():
    """Spread and unknowns share a line, with a dot between them, or have one each; no line ends in the dot."""
    picture = drawn(FULL.replace("wait_time: 2d", 'wait_time: "?"').replace("wait_time: 3h", "wait_time: 3h..30wk"))
    lines = [shape.text for shape in parts_of(picture)["total/lead_time_with_rework"].shapes if isinstance(shape, Text)]

    assert lines[-1] == "1 unknown"
    assert lines[-2].startswith("8 in 10: ")
    assert not lines[-2].endswith("·")


@pytest.mark.parametrize("seed", range(20))
def test_the_constraint_is_outlined_and_nothing_else(seed):
    """The outline lies around all of what it names, and around no step beside it."""
    random = Random(seed)
    waits = [f"{random.randint(1, 99)}h" for _ in range(random.randint(3, 15))]
    steps = {f"s{number}": {"wait_time": wait, "process_time": "10m"} for number, wait in enumerate(waits)}
    atlas = read_atlas({"current": {"steps": steps}}).atlas
    found = derived(atlas, report(atlas, draws=200), Labels())
    picture = practice_view(atlas, found)
    parts = parts_of(picture)
    hot = next(shape for shape in parts["constraint/0"].shapes if shape.role == "hot")
    named = parts[f"current/{found.constraint.paths[0]}"]

    assert parts["constraint/0"].path == named.path
    for shape in named.shapes:
        assert around(hot).holds(around(shape))
    for step in steps:
        if step not in named.path.split("/"):
            assert not around(hot).overlaps(around(parts[f"current/steps/{step}"].shapes[0]))


def test_the_target_note_stands_right_of_the_title_and_above_the_map():
    """What is aimed at is on the sheet, where on the wall the note hangs: up on the right."""
    parts = parts_of(drawn(FULL))
    left, _, _, bottom = room_of(parts["target"])

    assert left > room_of(parts["title"])[2]
    assert bottom < min(room_of(part)[1] for part in parts.values() if part.role == "step")
    assert "lead time 2 d" in words_of(parts["target"])


def test_every_role_has_letters_of_its_own():
    """Twelve roles with names that begin alike can be told apart without colour, in letters that fit their dots."""
    names = [
        "Dev",
        "Development",
        "Developers",
        "Devs",
        "Device",
        "Devotion",
        "D",
        "DD",
        "Data",
        "Database",
        "Dad",
        "Dada",
    ]
    roles = {f"r{number}": {"name": name} for number, name in enumerate(names)}
    atlas = {
        "current": {
            "roles": roles,
            "steps": {f"s{number}": {"roles": [role]} for number, role in enumerate(roles)},
        }
    }
    legend = [part.shapes for part in drawn(atlas).parts if part.role == "legend"]
    entries = [shapes for shapes in legend if shapes[0].role.startswith("role-")]

    assert [words.text for _, _, words in entries] == names
    assert len({letters.text for _, letters, _ in entries}) == 12
    assert all(letters.text and letters.width <= 2 * dot.radius for dot, letters, _ in entries)


def test_a_long_stream_is_folded_like_a_text():
    """Forty steps take several rows, read from left to right, on a sheet that is wider than high by little."""
    steps = {f"step-{number}": {"wait_time": "1d", "process_time": "1h"} for number in range(40)}
    picture = drawn({"current": {"steps": steps}})
    boxes = [parts_of(picture)[f"current/steps/{step}"].shapes[0] for step in steps]
    tops = [box.y for box in boxes]

    assert len(set(tops)) >= 4
    assert tops == sorted(tops)
    for one, other in pairwise(boxes):
        assert one.y < other.y or one.x < other.x
    assert 1000 <= picture.width <= 2600
    assert picture.width < 2.5 * picture.height
    assert faults(picture) == []


def test_the_line_goes_on_in_the_next_row():
    """Where a row ends an arrow leaves it, and another one enters the first step of the next."""
    steps = {f"step-{number}": {"wait_time": "1d", "process_time": "1h"} for number in range(20)}
    picture = drawn({"current": {"steps": steps}})
    boxes = [parts_of(picture)[f"current/steps/{step}"].shapes[0] for step in steps]
    lines = [shape for _, shape in picture.shapes() if isinstance(shape, Line) and shape.role == "flow"]

    for one, other in pairwise(boxes):
        if one.y != other.y:
            assert any(line.points[0][0] == one.x + one.width and line.has_head for line in lines)
            assert any(line.points[-1] == (other.x, other.y + other.height / 2) and line.has_head for line in lines)


def test_parallel_steps_stand_below_each_other():
    """Branches share a column; the join stands behind both."""
    parts = parts_of(drawn("current: {steps: {a: {}, b: {after: a}, c: {after: a}, d: {after: [b, c]}}}"))
    boxes = {step: parts[f"current/steps/{step}"].shapes[0] for step in "abcd"}

    assert boxes["b"].x == boxes["c"].x
    assert boxes["b"].y + boxes["b"].height < boxes["c"].y
    assert boxes["a"].x < boxes["b"].x < boxes["d"].x


PARTS = "steps: {x: {process_time: 1h}, y: {process_time: 1h}, z: {process_time: 1h}}"


@pytest.mark.parametrize("tall", ["a", "d", "e"])
def test_a_branch_stands_just_below_the_one_beside_it(tall):
    """What hangs below a step elsewhere in the row leaves no gap above a branch that does not run under it."""
    steps = {"a": "", "b": "after: a", "c": "after: a", "d": "after: [b, c]", "e": "", "f": "after: e", "g": "after: e"}
    with_parts = {**steps, tall: f"{steps[tall]}, {PARTS}".removeprefix(", ")}
    pictures = [
        drawn("current:\n  steps:\n" + "".join(f"    {step}: {{{says}}}\n" for step, says in each.items()))
        for each in (steps, with_parts)
    ]
    apart = [
        {
            pair: parts[f"current/steps/{pair[1]}"].shapes[0].y - parts[f"current/steps/{pair[0]}"].shapes[0].y
            for pair in ("bc", "fg")
        }
        for parts in map(parts_of, pictures)
    ]

    assert apart[1] == pytest.approx(apart[0])
    assert all(faults(picture) == [] for picture in pictures)


def test_a_branch_under_parts_stands_below_them():
    """Where a branch runs under what hangs below a step, it keeps off it, and stays on one height."""
    picture = drawn(f"""
        current:
          steps:
            a: {{}}
            b: {{after: a}}
            c: {{{PARTS}}}
            d: {{after: a}}
            e: {{after: d}}
            f: {{after: [c, e]}}
    """)
    parts = parts_of(picture)
    boxes = {step: parts[f"current/steps/{step}"].shapes[0] for step in "de"}

    assert boxes["d"].y == boxes["e"].y > room_of(parts["current/steps/c/steps"])[3]
    assert faults(picture) == []


def test_a_sign_stands_where_a_line_goes_on_and_nowhere_else():
    """A way that only begins in the next row is not told at the end of this one."""
    lead = "".join(f"a{number}: {{}}, " for number in range(3))
    ways = "x: {after: a2, share: 40%}, y: {after: a2, share: 30%}, z: {after: [x, y]}, end: {}, last: {}"
    picture = drawn(f"current: {{steps: {{{lead}{ways}}}}}")
    signs = [shape for _, shape in picture.shapes() if isinstance(shape, Dot) and shape.role == "turn"]
    points = [point for _, shape in picture.shapes() if isinstance(shape, Line) for point in shape.points]

    assert len(signs) == 2
    assert all(any(y == sign.y and abs(x - sign.x) <= sign.radius for x, y in points) for sign in signs)


def test_the_outline_of_a_step_keeps_off_what_hangs_below_it():
    """The constraint is outlined without touching the signs below its box."""
    parts = parts_of(drawn("current: {steps: {a: {process_time: 1h}, b: {process_time: 5d, notes: {n: {text: Why}}}}}"))
    outline = next(shape for shape in parts["constraint/0"].shapes if shape.role == "hot")

    assert outline.y + outline.height < room_of(parts["current/steps/b/quick_fixes"])[1] - 1.5


@pytest.mark.parametrize("text", ["title: Empty", "current: {}", "current: {steps: {}}"])
def test_an_empty_map_invites(text):
    """Where there is nothing yet, three open notes say how to begin."""
    picture = drawn(text)
    told = " ".join(words_of(part) for part in picture.parts)

    assert "What happens first?" in told
    assert "Until the customer has it" in told
    assert faults(picture) == []


def test_groups_span_their_steps_and_tell_their_sums():
    """A phase is a band from its first to its last step, with the work and the waiting in it added up."""
    parts = parts_of(
        drawn(
            """
            current:
              steps:
                a: {group: Plan, process_time: 1h}
                b: {group: Plan, wait_time: 2d, process_time: 3h}
                c: {group: Do, wait_time: 3h, process_time: 30m}
            """
        )
    )
    band = next(part for part in parts.values() if part.name == "Plan")
    box = next(shape for shape in band.shapes if isinstance(shape, Box))
    first, last = (parts[f"current/steps/{step}"].shapes[0] for step in "ab")

    assert (box.x, box.x + box.width) == (first.x, last.x + last.width)
    assert words_of(band) == "Plan work 4 h · wait 2 d"


@pytest.mark.parametrize("last", range(6, 15))
def test_a_phase_that_goes_on_in_the_next_row_has_its_name(last):
    """It says that it goes on where there is room for that; nothing of it is cut."""
    steps = [f"s{place}: {{group: {'Planning' if place < last else 'Do'}, process_time: 1h}}" for place in range(20)]
    picture = drawn("current:\n  steps:\n" + "\n".join(f"    {step}" for step in steps))
    bands = [words_of(one) for one in picture.parts if one.role == "group"]

    assert len(bands) > 2
    assert all(ELLIPSIS not in band for band in bands)


def test_chosen_words_are_used_and_what_people_wrote_is_not_touched():
    """Tips speak the words that were chosen; what people wrote stays as they wrote it."""
    picture = drawn(FULL.replace("Checkout", "Process time of checkout"), process_time="cycle time")

    assert picture.title == "Process time of checkout"
    assert "cycle time" in parts_of(picture)["current/steps/build/process_time"].name.lower()


def test_the_example_has_no_fault():
    """What every page of the documentation shows is drawn without a flaw."""
    assert faults(drawn(ONBOARDING.read_text(encoding="utf-8"))) == []
