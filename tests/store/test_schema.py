"""From plain values to records with findings, and the JSON Schema of it all."""

from textwrap import dedent

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.maps.outcome import OutcomeMap
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import ELAPSED
from flowatlas.model.errors import NewerFormatError
from flowatlas.model.finding import Severity
from flowatlas.model.path import apply
from flowatlas.model.quantity import Duration
from flowatlas.model.record import Map
from flowatlas.store.node import parse, plain_of
from flowatlas.store.schema import diff, json_schema, read_atlas, tidy
from flowatlas.store.text import Text, dump

EVERYTHING = """
    flowatlas: 1
    title: Hiring
    calendar: {hours_per_day: 7.5, days_per_week: 5}
    economics: {hour: 70 EUR, lines: {agency: {monthly: 900 EUR}}}
    outcome:
      first_guess: 4wk
      guessed_by: Kim
      discovery: {d1: {column: pains, text: Good people leave meanwhile, votes: 3}}
      target: {text: Offer within ten working days, metric: lead_time, baseline: 7wk, value: 10d, by: 2027-05-01}
      counterbalance: {text: As many stay as today}
      obstacles: {o1: {text: Everybody interviews, about: current/steps/interviews}}
      measures: {...}
    current:
      title: From need to signed contract
      trigger: A team needs somebody
      customer: The team
      demand: 3/mo
      backlog: 6
      in_parallel: 4
      roles:
        team: {name: Team, people: 5, availability: 10%}
        people: {name: People team, people: 2}
        lead:
      steps:
        advert: {name: Write the advert, group: find, roles: [people], process_time: 2h..1d, touch_time: 2h, automation: manual}
        screen: {wait_time: 1wk..4wk, process_time: ~30m, roles: [people], percent_complete_accurate: 60%, value: enabling}
        interviews:
          name: Interview
          group: choose
          carries: information
          wait_time: {p50: 9d, p85: 3wk, n: 41}
          process_time: {value: 3h, basis: observed, by: Kim, on: 2026-10-01}
          percent_complete_accurate: {value: 70%, by: lead}
          rework: {again: {to: screen, share: 30%, wait_time: 2d}}
          wastes: [waiting, motion]
          frustration: 4
          work_in_progress: 7
          batch: 3
          cadence: 1wk
          set_up_time: 20m
          capacity: 5
          tools: [calendar, video]
          artefacts: [notes]
          notes: {n1: {text: Rooms are scarce, by: Kim}}
          quick_fixes: {f1: {text: Book rooms ahead, owner: Jo, effort: 1h, done: true}}
          steps: {talk: {name: Talk, process_time: 1h}, vote: {wait_time: 1d, process_time: 1h, touch_time: 30m}}
        reference-call: {after: [interviews], share: 40%, wait_time: "?", process_time: 1h}
        offer: {after: [interviews], wait_time: "? 1d..1wk", process_time: n/a, roles: [lead]}
        sign: {after: [reference-call, offer], wait_time: 3d elapsed, process_time: 0}
      final_wait: 3mo
      constraint: current/steps/interviews/wait_time
      voices:
        kim: {name: Kim, role: people, changes: {steps/screen/wait_time: 2wk, steps/panel: {name: Panel, behind: screen}}}
      measurements:
        tracker: {source: tracker.csv, from: 2026-01-01, to: 2026-06-30, items: 38, lead_time: {p50: 8wk, n: 38},
                  changes: {steps/offer/wait_time: {p50: 2d, n: 12}, steps/sign: null}}
      use: tracker
      notes: {n1: {text: Drawn in one afternoon}}
    dependency: {of: interviews, parties: {agency: {kind: vendor}}}
    capability: {rows: {interviewing: {now: 2, target: 4}}}
    future: {pool: {title: A pool of interviewers, changes: {steps/interviews/wait_time: 2d}}}
    roadmap: {items: {pool: {title: Pool, importance: 0.8, future: pool}}}
    questions: {q1: {text: Who may sign?, about: current/steps/sign, owner: Jo, answer: null}}
"""


def findings(text):
    """All findings of an atlas as path, severity and message."""
    reading = read_atlas(Text(dedent(text)).plain)
    return [(finding.path, str(finding.severity), finding.message) for finding in reading.findings]


def is_valid(text):
    """Whether the schema accepts an atlas as an editor reads it, blanks and all."""
    return jsonschema.Draft202012Validator(json_schema()).is_valid(plain_of(parse(dedent(text))))


def test_an_atlas_with_everything_has_nothing_to_mend():
    """Every section and every field is read; what is left to say is that one time is of another kind."""
    assert [(path, severity) for path, severity, _ in findings(EVERYTHING)] == [
        ("current/steps/sign/wait_time", "warning")
    ]


def test_an_atlas_gives_its_maps_as_records():
    """Sections that no map declares are kept as they are."""
    atlas = read_atlas(Text(dedent(EVERYTHING)).plain).atlas

    stream, outcome = atlas.map(ValueStreamMap), atlas.map(OutcomeMap)
    assert stream is not None
    assert outcome is not None
    assert list(stream.steps) == ["advert", "screen", "interviews", "reference-call", "offer", "sign"]
    assert stream.measurements["tracker"].from_ == "2026-01-01"
    assert stream.measurements["tracker"].changes["steps/sign"] is None
    assert outcome.first_guess == Duration.read("4wk", atlas.calendar.times)
    assert atlas.future["pool"].title == "A pool of interviewers"
    assert read_atlas({}).atlas.map(ValueStreamMap) is None
    assert read_atlas({"current": None}).atlas.map(ValueStreamMap) is not None
    assert atlas.map(Map) is None


def test_times_are_read_with_the_calendar_of_the_atlas():
    """Or with another one that is given."""
    plain = {"calendar": {"hours_per_day": 6}, "current": {"final_wait": "1d"}}

    stream, elapsed = (read_atlas(plain, calendar).atlas.map(ValueStreamMap) for calendar in (None, ELAPSED))
    assert stream is not None
    assert elapsed is not None
    assert stream.final_wait is not None
    assert elapsed.final_wait is not None
    assert (stream.final_wait.middle, elapsed.final_wait.middle) == (6 * 3600, 24 * 3600)


def test_five_names_are_a_good_atlas():
    """Nothing has to be filled in."""
    steps = "current: {trigger: T, customer: C, steps: {a: , b: , c: , d: , e: }}"

    assert findings(steps) == []


def test_a_newer_format_is_refused():
    """With what to do about it; the present one may be said or left out."""
    for version in (2, 1.5):
        with pytest.raises(NewerFormatError, match="a newer Flow Atlas reads it, and the file was left as it is"):
            read_atlas({"flowatlas": version})
    assert findings("flowatlas: 1") == []
    assert findings("flowatlas: 0") == [("flowatlas", "error", "flowatlas: there is no format 0")]
    assert findings("flowatlas: true") == [("flowatlas", "error", "flowatlas: is true")]


def test_unknown_fields_are_kept_and_reported_with_the_nearest_name():
    """Wherever they stand."""
    text = "current: {steps: {a: {proces_time: 1h}, b: {}, c: {}, d: {}, e: {}}, trigger: T, customer: C}\ntitel: A\n"

    reading = read_atlas(Text(text).plain)
    assert [(finding.path, finding.message, finding.hint) for finding in reading.findings] == [
        ("current/steps/a/proces_time", 'unknown field "proces_time"', 'did you mean "process_time"?'),
        ("titel", 'unknown field "titel"', 'did you mean "title"?'),
    ]
    assert Text(text).plain["titel"] == "A"


@pytest.mark.parametrize(
    ("text", "path", "severity", "message"),
    [
        ("current: {steps: {a: {after: [b]}}}", "current/steps/a/after", "error", 'after: "b" is not on the map'),
        ("current: {steps: {a: {after: b}}}", "current/steps/a/after", "error", 'after: "b" is not on the map'),
        (
            "current: {steps: {a: {roles: [legl]}}, roles: {legal: }}",
            "current/steps/a/roles",
            "info",
            '"legl" is not on the',
        ),
        ("current: {use: gone}", "current/use", "error", 'use: "gone" is not on the map'),
        (
            "current: {constraint: current/steps/a}",
            "current/constraint",
            "error",
            '"current/steps/a" is not on the map',
        ),
        ("current: {constraint: nonsense}", "current/constraint", "error", '"nonsense" is not on the map'),
        ("questions: {q: {about: current/steps/a/wait_time}}", "questions/q/about", "error", "is not on the map"),
        (
            "current: {steps: {a: }}\nquestions: {q: {about: current/steps/a/colour}}",
            "questions/q/about",
            "error",
            "is not on",
        ),
        (
            "current: {steps: {a: }}\nquestions: {q: {about: current/steps/a/rework/r}}",
            "questions/q/about",
            "error",
            "is not on",
        ),
        ("title: x\nquestions: {q: {about: title/x}}", "questions/q/about", "error", "is not on the map"),
    ],
)
def test_what_leads_nowhere_is_told(text, path, severity, message):
    """With its path, so that the page can show it."""
    found = [finding for finding in findings(text) if finding[0] == path]

    assert [finding[1] for finding in found] == [severity]
    assert message in found[0][2]


@pytest.mark.parametrize(
    "about",
    [
        "title",
        "current",
        "current/steps/a",
        "current/steps/a/wait_time",
        "current/steps/a/rework",
        "current/demand",
        "questions/q",
    ],
)
def test_what_is_there_or_could_be_filled_in_can_be_pointed_at(about):
    """A question may be about a field that nobody has filled in yet."""
    assert not [
        path
        for path, _, _ in findings(f"current: {{steps: {{a: }}}}\ntitle: A\nquestions: {{q: {{about: {about}}}}}")
        if "q" in path
    ]


def test_near_ids_are_named():
    """Most wrong ids are misspelt ones."""
    reading = read_atlas(
        Text(
            "current: {steps: {legal: , sign: {after: [leagl]}}, use: x}\nquestions: {q: {about: current/step/legal}}"
        ).plain
    )

    hints = {finding.path: finding.hint for finding in reading.findings}
    assert hints["current/steps/sign/after"] == 'did you mean "legal"?'
    assert hints["current/use"] == hints["questions/q/about"] == "name something that is there, or remove this"


@pytest.mark.parametrize("key", ["''", "a/b", "~a", "changes"])
def test_some_texts_cannot_be_ids(key):
    """They would be something else in a path."""
    assert [
        message for _, severity, message in findings(f"current: {{roles: {{{key}: }}}}") if severity == "error"
    ] == [f'"{key.strip(chr(39))}" cannot be an id']


def test_errors_come_first():
    """What makes a figure unusable matters most."""
    order = [severity for _, severity, _ in findings("current: {steps: {a: {wait_time: x, colour: red}}}")]

    assert order == sorted(order, key=[str(severity) for severity in Severity].index)
    assert order[0] == "error"
    assert order[-1] == "info"


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["3d", "a", "b", "x y", "current/steps/a", ""]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["a", "b", "after", "rework", "to", "roles", "share", "wait_time", "changes", "steps", "about", ""]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)
SECTIONS = ["flowatlas", "title", "calendar", "outcome", "questions", "future", "nonsense"]
IN_CURRENT = ["steps", "roles", "voices", "measurements", "demand", "use", "constraint", "notes"]


@given(
    st.dictionaries(st.sampled_from(SECTIONS), ANYTHING, max_size=3),
    st.dictionaries(
        st.sampled_from(IN_CURRENT), ANYTHING | st.dictionaries(st.sampled_from("abc"), ANYTHING), max_size=4
    ),
)
@settings(deadline=None, max_examples=80)
def test_reading_never_raises_whatever_is_wrong(sections, current):
    """Wrong types everywhere become findings, each with a message and a path; only a newer format is refused."""
    plain = {**sections, "current": current}
    try:
        reading = read_atlas(tidy(plain))
    except NewerFormatError:
        return

    assert isinstance(reading.atlas, Atlas)
    assert all(finding.message and "\n" not in finding.message for finding in reading.findings)


def test_a_difference_tells_moves_of_records_but_not_of_fields():
    """Order on the map counts, order in a record does not; where nothing is declared, records are what holds records."""
    before = {
        "current": {"steps": {"a": {"name": "A", "wait_time": "1d"}, "b": {}}, "roles": {}},
        "sketches": {"x": {}, "y": {}},
    }
    after = {
        "sketches": {"y": {}, "x": {}},
        "current": {"roles": {}, "steps": {"b": {}, "a": {"wait_time": "1d", "name": "A"}}},
    }

    changes = diff(before, after)
    assert sorted(change.path.rpartition("/")[2] for change in changes) == ["behind", "behind"]
    assert list(apply(before, changes)["current"]["steps"]) == ["b", "a"]
    assert list(apply(before, changes)["sketches"]) == ["y", "x"]


IDS = st.permutations("abcdef").flatmap(lambda ids: st.integers(0, 6).map(lambda count: list(ids)[:count]))


@given(IDS, IDS)
@settings(deadline=None, max_examples=50)
def test_applying_a_difference_gives_the_same_order_of_steps(before, after):
    """Steps, notes of a step, questions: wherever records stand by id."""

    def atlas(ids):
        records = {key: {"name": key} for key in ids}
        return {"current": {"steps": {**records, "z": {"notes": records}}}, "questions": records}

    done = apply(atlas(before), diff(atlas(before), atlas(after)))
    assert list(done["current"]["steps"]) == [*after, "z"]
    assert list(done["current"]["steps"]["z"]["notes"]) == after
    assert list(done["questions"]) == after
    assert len(diff(atlas(before), atlas(after))) <= 3 * (len(before) + 2 * len(after))


def test_the_schema_is_a_valid_json_schema():
    """Of the 2020-12 kind, with a title and an explanation for every field."""
    schema = json_schema()

    jsonschema.Draft202012Validator.check_schema(schema)
    step = schema["$defs"]["Step"]["properties"]["wait_time"]
    assert step["title"] == "Wait"
    assert step["description"].endswith(".")


def test_the_schema_accepts_an_atlas_with_everything():
    """And an empty one, one of names, and one with blanks to fill in."""
    assert is_valid(EVERYTHING)
    assert is_valid("{}")
    assert is_valid("current: {steps: {a: , b: }}")
    assert is_valid("title:\ncurrent: {demand: , steps: {a: {wait_time: , value: , roles: , after: , rework: }}}")


@pytest.mark.parametrize(
    "text",
    [
        "titel: A",
        "current: {steps: {a: {proces_time: 1h}}}",
        "current: {steps: {a: {wait_time: {p50: 1d, m: 3}}}}",
        "current: {steps: {a: {wait_time: [1d]}}}",
        "current: {steps: {a: {automation: handmade}}}",
        "current: {steps: {a: {quick_fixes: {f: {done: maybe}}}}}",
        "current: {steps: [a, b]}",
        "current: {steps: {a/b: {}}}",
        "current: {steps: {changes: {}}}",
        "calendar: {hours_per_day: 25}",
        "calendar: {hours_per_day: 0}",
        "current: {voices: {ana: {changes: [1]}}}",
        "flowatlas: one",
    ],
)
def test_the_schema_refuses_what_is_a_finding(text):
    """Editors underline what the reader would report."""
    assert not is_valid(text)
    assert [severity for _, severity, _ in findings(text) if severity != "info"]


def test_a_written_atlas_is_accepted_by_the_schema():
    """What the program writes, editors like."""
    plain = Text(dedent(EVERYTHING)).plain

    assert is_valid(dump(plain))


def test_the_schema_tells_forms_what_a_field_points_at_and_what_its_absence_means():
    """Everything that a form needs beyond the type: kind, mapping of ids, address, person, records by id, nothing."""
    definitions = json_schema()["$defs"]
    step, question, rework = (
        definitions["Step"]["properties"],
        definitions["Question"]["properties"],
        definitions["Rework"],
    )

    assert (step["wait_time"]["x-kind"], step["after"]["x-kind"]) == ("duration", "list")
    assert (step["after"]["x-refers-to"], rework["properties"]["to"]["x-refers-to"]) == ("steps", "steps")
    assert step["after"]["x-absent"] == "the step above"
    assert question["about"]["x-address"]
    assert question["owner"]["x-personal"]
    assert step["quick_fixes"]["x-keyed"]
    assert definitions["QuickFix"]["x-title"] == "Quick fix"


def test_money_in_two_currencies_is_told():
    """Nothing converts it, so nobody should take the sum for one."""
    text = (
        "economics: {hour: 80 EUR, lines: {a: {once: 5 USD}}}\nroadmap: {items: {i: {cost: 3 EUR}, j: {cost: 3 USD}}}"
    )
    findings = read_atlas(Text(text).plain).findings

    assert {one.path for one in findings} == {"economics/lines/a/once", "roadmap/items/j/cost"}
    assert all("USD" in one.message and "EUR" in one.message for one in findings)
