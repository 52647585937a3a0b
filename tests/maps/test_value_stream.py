"""The checks of a value stream map: what provokes each, and what leaves it silent."""

from textwrap import dedent

import pytest

from flowatlas.maps.outcome import OutcomeMap
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.path import Change, apply
from flowatlas.model.registry import CHECKS
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text

MODULES = {"flowatlas.maps.stream_checks", "flowatlas.maps.overlay_checks"}


def read(current):
    """A stream, with its records."""
    plain = Text(dedent(current)).plain
    return read_atlas(plain), read_atlas(plain).atlas.map(ValueStreamMap)


def found_by(check, current):
    """What one check says of a stream: paths with severities."""
    _, stream = read(current)
    return [(finding.path, str(finding.severity)) for finding in CHECKS[f"ValueStreamMap.{check}"][1](stream)]


def steps(text):
    """A stream with these steps."""
    return f"current: {{steps: {{{text}}}}}"


def voice(changes):
    """Three steps, and one voice about them."""
    return f"current: {{steps: {{a: , b: , c: }}, voices: {{ana: {{changes: {{{changes}}}}}}}}}"


CASES = {
    "routes_lead_on": [
        (steps("a: {after: [b]}, b: "), [("steps/a/after", "error")]),
        (steps("a: {rework: {r: {to: b, share: 1%}}}, b: "), [("steps/a/rework/r", "error")]),
        (steps("a: , b: {rework: {r: {to: a, share: 1%}}}"), []),
    ],
    "touch_time_is_part_of_process_time": [
        (steps("a: {touch_time: 2h, process_time: 1h}"), [("steps/a/touch_time", "error")]),
        (steps("a: {touch_time: 2h, process_time: {value: 1h, basis: guessed}}"), [("steps/a/touch_time", "error")]),
        (steps("a: {touch_time: 1h, process_time: 1h}"), []),
        (steps("a: {touch_time: 2h, process_time: '?'}, b: {touch_time: 1h}, c: {process_time: 0}"), []),
    ],
    "shares_fit": [
        (steps("a: , b: {after: a, share: 60%}, c: {after: a, share: 50%}"), [("steps/c/share", "error")]),
        (steps("a: , b: {after: a, share: 60%}, c: {after: a, share: 40%}"), []),
        (steps("a: , b: {after: a, share: 60%}, c: {after: a, share: '?'}"), []),
        (steps("a: {rework: {r: {to: a, share: 60%}, s: {to: a, share: 50%}}}"), [("steps/a/rework", "error")]),
        (steps("a: {rework: {r: {to: a, share: 60%}, s: {to: a, share: 40%}}}"), [("steps/a", "warning")]),
        (steps("a: {rework: {r: {to: a, share: 60%}, s: {to: a, share: '?'}}}"), []),
        (steps("a: {percent_complete_accurate: 0}"), [("steps/a", "warning")]),
        (steps("a: {percent_complete_accurate: 0, rework: {r: {to: a}}}"), [("steps/a", "warning")]),
        (steps("a: {percent_complete_accurate: 0, rework: {r: {to: a, share: 10%}}}"), []),
        (steps("a: {percent_complete_accurate: 5%}, b: {percent_complete_accurate: '?'}, c: "), []),
    ],
    "rework_says_where_to": [
        (steps("a: {rework: {r: {share: 10%}}}"), [("steps/a/rework/r", "error")]),
        (steps("a: {rework: {r: {to: a}}}"), [("steps/a/rework/r", "info")]),
        (
            steps("a: {percent_complete_accurate: 80%, rework: {r: {to: a, share: 5%}, s: {to: a}}}"),
            [("steps/a/rework/s", "error")],
        ),
        (steps("a: {percent_complete_accurate: 80%, rework: {r: {to: a}}}, b: {rework: {r: {to: a, share: 1%}}}"), []),
    ],
    "times_are_of_one_kind": [
        (steps("a: {wait_time: 3d elapsed, process_time: 2h}"), [("steps/a/wait_time", "warning")]),
        (
            steps("a: {process_time: 1 calendar day}, b: {wait_time: 2d elapsed, process_time: 1h}"),
            [("steps/a/process_time", "warning")],
        ),
        (steps("a: {wait_time: 3d elapsed, process_time: 1d elapsed}, b: {wait_time: 0, process_time: '?'}"), []),
        (steps("a: {wait_time: 3d, process_time: 2h}"), []),
    ],
    "size_suits_a_map": [
        (steps("a: "), [("steps", "info")]),
        (steps(", ".join(f"s{number}: " for number in range(4))), [("steps", "info")]),
        (steps(", ".join(f"s{number}: " for number in range(5))), []),
        (steps(", ".join(f"s{number}: " for number in range(20))), []),
        (steps(", ".join(f"s{number}: " for number in range(21))), [("steps", "warning")]),
        ("current: {title: A}", []),
    ],
    "ends_are_named": [
        (steps("a: "), [("", "info"), ("", "info")]),
        ("current: {trigger: T, steps: {a: }}", [("", "info")]),
        ("current: {customer: C, steps: {a: }}", [("", "info")]),
        ("current: {trigger: T, customer: C, steps: {a: }}", []),
        ("current: {title: A}", []),
    ],
    "receivers_judge_quality": [
        (
            steps("a: {roles: [legal], percent_complete_accurate: {value: 90%, by: Legal}}"),
            [("steps/a/percent_complete_accurate", "warning")],
        ),
        (
            "current: {roles: {x: {name: Legal team}}, steps: {a: {roles: [x], percent_complete_accurate: {value: 1, by: legal team}}}}",
            [("steps/a/percent_complete_accurate", "warning")],
        ),
        (steps("a: {roles: [legal], percent_complete_accurate: {value: 90%, by: Sales}}"), []),
        (
            steps(
                "a: {roles: [''], percent_complete_accurate: 90%}, b: {percent_complete_accurate: {value: 1, by: b}}"
            ),
            [],
        ),
    ],
    "people_are_there": [
        (
            "current: {roles: {x: {people: 0}, y: {availability: 0%}}}",
            [("roles/x/people", "warning"), ("roles/y/availability", "warning")],
        ),
        ("current: {roles: {x: {people: 0.5, availability: 1%}, y: {people: '?'}, z: }}", []),
    ],
    "likely_amounts_are_used": [
        (
            "current: {in_parallel: '? 2..6', roles: {x: {people: '? 1..3', availability: '? 50..90%'}}}",
            [("in_parallel", "info"), ("roles/x/people", "info"), ("roles/x/availability", "info")],
        ),
        (steps("a: {capacity: '? 1..3', batch: '? 2..4'}"), [("steps/a/capacity", "info"), ("steps/a/batch", "info")]),
        ("current: {backlog: '? 10..30', demand: '? 8..20/wk'}", [("backlog", "info")]),
        ("current: {backlog: '?', in_parallel: 2..6, roles: {x: {people: '?', availability: 50..90%}}}", []),
        (steps("a: {wait_time: '? 1d..5d', process_time: '? 1h..2h', share: '? 10..50%', batch: 2..4}"), []),
    ],
    "overlays_have_something_to_act_on": [
        ("current: {voices: {ana: {changes: {steps/a/name: A}}}}", [("voices/ana/changes/steps/a/name", "warning")]),
        (
            "current: {measurements: {log: {changes: {roles/x/people: 2}}}}",
            [("measurements/log/changes/roles/x/people", "warning")],
        ),
        (
            "current: {steps: {a: {rework: {r: {to: a}}}}, voices: {ana: {changes: {steps/a/rework/s/share: 1%}}}}",
            [("voices/ana/changes/steps/a/rework/s/share", "warning")],
        ),
        (
            """
            current:
              steps: {a: {rework: {r: {to: a}}, steps: {p: }, quick_fixes: {f: }, notes: {n: }}}
              roles: {x: }
              notes: {m: }
              voices:
                ana:
                  changes:
                    steps/a/rework/r/share: 1%
                    steps/a/steps/p/name: P
                    steps/a/quick_fixes/f/done: true
                    steps/a/notes/n/text: N
                    notes/m/text: M
                    roles/x/people: 2
                    demand: 8/wk
                    steps/new: {}
                    steps/new/name: New
            """,
            [],
        ),
    ],
    "same_as_is_for_voices": [
        (steps("a: , b: {same_as: a}"), [("steps/b/same_as", "info")]),
        (voice("steps/x: {same_as: gone}"), [("voices/ana/changes/steps/x", "warning")]),
        (voice("steps/x: {}, steps/x/same_as: gone"), [("voices/ana/changes/steps/x/same_as", "warning")]),
        (voice("steps/a/same_as: a"), [("voices/ana/changes/steps/a/same_as", "warning")]),
        (voice("steps/x: {same_as: a, wait_time: 2d}"), []),
    ],
    "voices_do_not_contradict_themselves": [
        (
            voice("steps/a/wait_time: 1d, steps/x: {same_as: a, wait_time: 2d}"),
            [("voices/ana/changes/steps/x", "warning")],
        ),
        (
            voice("steps/a: {wait_time: 1d}, steps/a/wait_time: 2d"),
            [("voices/ana/changes/steps/a/wait_time", "warning")],
        ),
        (voice("steps/a/wait_time: 1d, steps/x: {same_as: a, wait_time: 1d, process_time: 1h}"), []),
    ],
    "voices_can_be_read": [
        (voice("steps/a/wait_time: 3 banana"), [("voices/ana/changes/steps/a/wait_time", "error")]),
        (voice("steps/a: {wait_tme: 3d}"), [("voices/ana/changes/steps/a", "warning")]),
        (voice("steps: 3, '': 4"), [("voices/ana/changes/steps", "warning"), ("voices/ana/changes/", "warning")]),
        (voice("steps/a/wait_time: 3d, steps/a/rework: {r: {to: a, share: 1%}}, demand: 8/wk, steps/b: null"), []),
    ],
    "voices_leave_no_circle": [
        (voice("steps/a/after: [b]"), [("voices/ana", "error")]),
        (voice("steps/x: {after: [b], behind: a}, steps/b: {after: [x]}"), [("voices/ana", "error")]),
        ("current: {steps: {a: {after: [b]}, b: }, voices: {ana: {changes: {steps/b/behind: ''}}}}", []),
        (voice("steps/b/behind: '', steps/a/after: [b], steps/b/wait_time: 1d, steps/c: null"), []),
    ],
    "voices_speak_for_roles_of_the_map": [
        (
            "current: {roles: {x: {name: Legal}}, voices: {ana: {role: Sales}, raj: {role: legal}, tom: {role: X}}}",
            [("voices/ana/role", "info")],
        ),
        ("current: {steps: {a: {roles: [x]}}, voices: {ana: {role: y}}}", [("voices/ana/role", "info")]),
        ("current: {voices: {ana: {role: Sales}, raj: }}", []),
    ],
}


@pytest.mark.parametrize(
    ("check", "current", "found"),
    [(check, *case) for check, cases in CASES.items() for case in cases],
    ids=lambda part: str(part)[:40],
)
def test_a_check_finds_what_is_wrong_and_is_silent_where_nothing_is(check, current, found):
    """Each has a place and a weight."""
    assert found_by(check, current) == found


def test_every_check_is_tested_both_ways():
    """With a map that provokes it and one that does not."""
    checks = {check.__name__ for _, check in CHECKS.values() if check.__module__ in MODULES}

    assert set(CASES) == checks
    for cases in CASES.values():
        assert any(found for _, found in cases)
        assert not all(found for _, found in cases)


def test_findings_have_full_paths_and_say_what_would_be_right():
    """Whoever reads them knows where and what."""
    reading, _ = read("current: {steps: {a: {frustration: 6}}}")

    finding = reading.findings[0]
    assert finding.path == "current/steps/a/frustration"
    assert finding.message == "frustration: is 6"
    assert finding.hint == "write a number from 0 to 5"
    assert ("current", "nothing says what starts the stream") in [
        (found.path, found.message) for found in reading.findings
    ]


def test_ids_that_need_escaping_are_found_as_well():
    """The path of a finding leads to its step."""
    own_work = steps("a/b: {roles: [legal], percent_complete_accurate: {value: 90%, by: Legal}}")
    assert found_by("receivers_judge_quality", own_work) == [("steps/a~1b/percent_complete_accurate", "warning")]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("steps/a/batch", 0),
        ("steps/a/capacity", 0.5),
        ("steps/a/work_in_progress_limit", 0),
        ("groups/early/work_in_progress_limit", 0.5),
        ("work_in_progress_limit", 0),
        ("arrivals/batch", 0),
        ("classes/urgent/priority", 0),
    ],
)
def test_what_is_counted_from_one_is_at_least_one(path, value):
    """A limit that lets nothing in would stop everything, and there is no place before the first."""
    plain = apply(Text("current: {steps: {a: {group: early}}}").plain, [Change(f"current/{path}", value)])

    told = [found for found in read_atlas(plain).findings if found.path == f"current/{path}"]

    assert [(str(found.severity), found.hint) for found in told] == [("error", "write a number of 1 or more")]


def test_paths_are_called_what_people_call_them():
    """Steps by their names, waits and rework by the steps they belong to."""
    _, stream = read("""
        current:
          steps:
            kick-off: {wait_time: 1d}
            legal: {name: Legal review, rework: {again: {to: kick-off}, lost: {share: 5%}}}
    """)

    assert stream.name_of("steps/kick-off") == "kick off"
    assert stream.name_of("steps/legal/process_time") == "Legal review"
    assert stream.name_of("steps/legal/wait_time") == "the wait before “Legal review”"
    assert stream.name_of("steps/legal/rework/again") == "rework from “Legal review” back to “kick off”"
    assert stream.name_of("steps/legal/rework/lost") == "rework from “Legal review”"
    assert stream.name_of("steps/legal/rework/gone/share") == "rework from “Legal review”"
    assert stream.name_of("final_wait") == "the wait after the last step"
    assert stream.name_of("steps/gone") == "steps/gone"
    assert stream.name_of("demand") == "demand"


def test_a_value_can_be_asked_for():
    """In words that somebody who was not in the room understands."""
    _, stream = read("current: {steps: {legal: {name: Legal review}}}")

    assert stream.question_of("steps/legal/wait_time") == "how long does it wait before “Legal review”?"
    assert stream.question_of("final_wait") == "how long does it wait after the last step?"
    assert stream.question_of("steps/legal/set_up_time") == "“Legal review”: set up time?"


def test_an_outcome_says_what_is_aimed_at():
    """A guess, a target, and who gains."""
    atlas = read_atlas(
        Text("outcome: {first_guess: 3wk, target: {text: Faster, value: 4d}, benefits: {b: {text: B}}}").plain
    )

    outcome = atlas.atlas.map(OutcomeMap)
    assert outcome.target.text == "Faster"
    assert outcome.first_guess.middle == 3 * 40 * 3600
    assert outcome.benefits["b"].text == "B"
    assert atlas.findings == []
