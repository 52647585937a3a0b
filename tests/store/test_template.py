"""A template made from an atlas: what stays, what becomes unknown, and what is left out."""

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowatlas.metrics.report import report
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Severity
from flowatlas.model.notation import Form
from flowatlas.model.quantity import Duration, Share
from flowatlas.store.file import AtlasFile
from flowatlas.store.template import prior, template_of, template_text
from flowatlas.store.text import Text
from flowatlas.templates import GROUPS, templates

ROOT = Path(__file__).resolve().parent.parent.parent

FULL = """
    # The study of Ana.
    title: Orders
    economics: {hour: 85 EUR}
    outcome:
      first_guess: 3wk
      guessed_by: Ana
      target: {text: Faster, metric: lead_time, baseline: 6wk, value: 4d, by: 2027-03-31}
      discovery: {d: {column: pains, text: Slow}}
      next_steps: {n: {text: Map it, owner: Ana, due: 2026-12-04}}
    current:
      trigger: Order
      demand: 8/wk
      roles: {legal: {name: Legal, people: 1, availability: 60%}}
      steps:
        # Every order, whoever sent it.
        ask: {name: Ask, process_time: 1h..2h, percent_complete_accurate: {value: 60%, by: Ana}}   # Ana knows
        # Raj reads them all.
        legal:
          name: Review
          roles: [legal]
          share: 80%
          wait_time: {p50: 4d, p85: 11d, n: 396}   # twelve of them
          process_time: {value: 2h, by: Raj, on: 2026-09-01}
          frustration: 4
          rework: {back: {to: ask, share: 25%}}
          notes: {n: {text: Raj is ill, by: Ana}}   # sad
          quick_fixes: {f: {text: Script it, owner: Raj, effort: 4h, done: true}}
        ship: {name: Ship, wait_time: "?", process_time: 0}
        # By van.
        bill: {name: Bill, process_time: "?"}   # on paper
      voices: {ana: {role: Legal, changes: {steps/ship/process_time: 1h}}}
      measurements: {jira: {items: 12, changes: {steps/ship/wait_time: 5d, steps/ask/touch_time: 20m}}}
      use: jira
    dependency:
      parties: {v: {name: Counsel, kind: vendor, contact: Mona}}
      causes: {c: {text: All differ, about: questions/q}}
    future: {fast: {title: Quick, by: 2027-03-31, changes: {steps/legal/wait_time: 1d}}}
    roadmap:
      items: {i: {title: Standard, owner: Raj, due: 2027-01-01, lane: now, about: outcome/discovery/d,
        measure: {metric: lead_time, baseline: 6wk, readings: {2027-01-15: 3wk}}}}
      decisions: {x: {on: 2026-12-01, text: Go}}
    questions: {q: {text: Who signs?, owner: Ana, about: current/steps/legal}}
"""
PEOPLE = ("Ana", "Raj", "Mona")


def made(*, with_values):
    """The template of the full atlas, as text and as plain values."""
    text = template_text(Text(dedent(FULL)), with_values=with_values)
    return text, Text(text).plain


def test_without_values_titles_roles_and_shape_stay_and_times_become_unknown():
    """What was known is what the unknown is likely to be; counts, sums of money and dates are gone."""
    _, plain = made(with_values=False)

    assert list(plain) == ["title", "outcome", "current"]
    assert plain["outcome"] == {"target": {"text": "Faster", "metric": "lead_time"}}
    assert plain["current"] == {
        "trigger": "Order",
        "roles": {"legal": {"name": "Legal"}},
        "steps": {
            "ask": {
                "name": "Ask",
                "process_time": "? 1h..2h",
                "percent_complete_accurate": "? 43%..75%",
                "touch_time": "? 10min..40min",
            },
            "legal": {
                "name": "Review",
                "roles": ["legal"],
                "share": "? 67%..89%",
                "wait_time": "? 1.45d..11d",
                "process_time": "? 1h..4h",
                "rework": {"back": {"to": "ask", "share": "? 14%..40%"}},
                "quick_fixes": {"f": {"text": "Script it", "effort": "? 2h..1d"}},
            },
            "ship": {"name": "Ship", "wait_time": "? 2.5d..10d", "process_time": 0},
            "bill": {"name": "Bill", "process_time": "?"},
        },
    }


def test_with_values_figures_stay_and_people_go():
    """Every value stays as typed, with the maps that rest on it; owners, dates, readings and history are gone."""
    _, plain = made(with_values=True)

    legal = plain["current"]["steps"]["legal"]
    assert legal["wait_time"] == {"p50": "4d", "p85": "11d", "n": 396}
    assert (legal["process_time"], legal["frustration"]) == ("2h", 4)
    assert plain["current"]["steps"]["ship"]["wait_time"] == "5d"
    assert plain["current"]["steps"]["ask"]["percent_complete_accurate"] == "60%"
    assert plain["outcome"] == {"target": {"text": "Faster", "metric": "lead_time", "baseline": "6wk", "value": "4d"}}
    assert plain["dependency"] == {
        "parties": {"v": {"name": "Counsel", "kind": "vendor"}},
        "causes": {"c": {"text": "All differ"}},
    }
    assert plain["future"] == {"fast": {"title": "Quick", "changes": {"steps/legal/wait_time": "1d"}}}
    assert plain["roadmap"] == {
        "items": {"i": {"title": "Standard", "lane": "now", "measure": {"metric": "lead_time", "baseline": "6wk"}}}
    }


@pytest.mark.parametrize("with_values", [False, True])
def test_nobody_is_named_and_nothing_hangs_loose(with_values):
    """No name is left, comments included; what pointed at something that is gone is gone as well."""
    text, plain = made(with_values=with_values)

    assert not any(name in text for name in PEOPLE)
    assert plain
    findings = [one.finding for one in AtlasFile.of_text(text).findings]
    assert [one for one in findings if one.severity is not Severity.INFO] == []


def test_comments_stay_on_lines_that_stay():
    """A comment of a line that changed, or of something that is gone, goes with it; the one at the top does too."""
    without, _ = made(with_values=False)
    values, _ = made(with_values=True)

    assert "# on paper" in without
    assert "# By van." in without
    for gone in ("study of Ana", "Ana knows", "twelve of them", "sad"):
        assert gone not in without
    assert "# Every order" in values
    assert "# twelve of them" in values


def test_a_sign_in_a_text_is_no_comment():
    """A `#` inside of a value stays, on lines that change as well."""
    text = template_text(Text('current: {steps: {a: {name: "Ask # 1", process_time: 1h}}}   # gone\n'))

    assert Text(text).plain["current"]["steps"]["a"] == {"name": "Ask # 1", "process_time": "? 30min..2h"}
    assert "gone" not in text


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff# Top\ntitle: A\ncurrent: {steps: {a: {process_time: 1h}}}\n",
        "# Top\r\ntitle: A\r\ncurrent:\r\n  steps:\r\n    a: {process_time: 1h}   # gone\r\n",
        "---\ntitle: A\ncurrent: &c\n  steps: {a: &s {process_time: 1h}, b: *s}\n",
        "{title: A, current: {steps: {a: {process_time: 1h}}}}",
        "title: A\ncurrent:\n  steps:\n    a:\n      name: |\n        Ask\n        # this is text\n      process_time: 1h # gone\n",
    ],
    ids=["mark", "windows", "aliases", "flow", "block"],
)
def test_any_way_of_writing_makes_a_template(text):
    """Marks, line ends, aliases and texts over several lines are no hindrance."""
    read = Text(text)

    made = Text(template_text(read))
    assert made.plain == template_of(read.plain)
    assert made.plain["current"]["steps"]["a"]["process_time"] == "? 30min..2h"
    assert "gone" not in made.text
    assert "Top" not in made.text


@pytest.mark.parametrize(
    ("kind", "typed", "wanted"),
    [
        (Duration, "1d..3d", "? 1d..3d"),
        (Duration, "1d..3d guess", "? 1d..3d"),
        (Duration, "~4h", "? 2h..1d"),
        (Duration, {"p10": "1h", "p90": "4h"}, "? 1h..4h"),
        (Duration, "? 1d..2wk", "? 1d..2wk"),
        (Duration, "?", "?"),
        (Duration, "never", "?"),
        (Duration, "n/a", "n/a"),
        (Duration, 0, 0),
        (Duration, "soonish", "?"),
        (Share, "100%", "100%"),
        (Share, "40..80%", "? 40..80%"),
    ],
)
def test_what_was_known_is_what_it_is_likely_to_be(kind, typed, wanted):
    """Ranges stay, single figures are widened to half and twice, and what says nothing gives no figure."""
    assert prior(kind, typed, Calendar()) == wanted


@given(st.floats(1, 1e9), st.sampled_from([Calendar(), Calendar(24, 7)]))
def test_a_prior_holds_what_was_known(seconds, calendar):
    """The likely range of a single time is about half to twice of it, whatever its size."""
    typed = f"{seconds:.3f}s"

    found = Duration.read(prior(Duration, typed, calendar), calendar)
    assert found.form is Form.UNKNOWN
    (_, low), (_, high) = found.prior.points
    assert low == pytest.approx(seconds / 2, rel=0.1, abs=1)
    assert high == pytest.approx(seconds * 2, rel=0.1, abs=1)


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*/*.yaml")), ids=lambda path: path.parent.name)
@pytest.mark.parametrize("with_values", [False, True])
def test_the_examples_make_sound_templates(path, with_values):
    """Every example becomes a template without errors, and one made from that is the same."""
    file = AtlasFile.open(path)
    errors = [one.finding.path for one in file.findings if one.finding.severity is Severity.ERROR]

    made = AtlasFile.of_text(template_text(file.text, with_values=with_values))
    assert [one.finding.path for one in made.findings if one.finding.severity is Severity.ERROR] == errors
    assert template_of(made.plain, with_values=with_values) == made.plain


def test_every_template_of_ours_is_listed_once():
    """Files and groups hold the same names, and each says what it is for."""
    names = [name for group in GROUPS.values() for name in group]
    files = {path.stem for path in (ROOT / "src/flowatlas/templates").glob("*.yaml")}

    assert sorted(names) == sorted(files)
    assert all(one.summary.endswith(".") and len(one.summary) < 110 for one in templates().values())


@pytest.mark.parametrize("name", [name for name in templates() if name != "blank"])
def test_every_template_of_ours_answers_at_once(name):
    """Six to twelve steps, every time unknown with a likely size, nothing to mend, and a first answer."""
    file = AtlasFile.of_text(templates()[name].text)
    stream = file.atlas.current
    found = report(file.atlas, draws=500)

    assert file.findings == []
    assert found.audit == []
    assert 6 <= len(stream.steps) <= 12
    times = [time for step in stream.steps.values() for time in (step.wait_time, step.process_time) if time is not None]
    assert all(time.form is Form.UNKNOWN and time.prior is not None for time in times)
    assert all(step.roles and set(step.roles) <= set(stream.roles) for step in stream.steps.values())
    assert stream.trigger
    assert stream.customer
    assert file.atlas.questions
    assert found.constraint is not None
    assert found.answers["lead_time"].p50
    assert "value" not in file.plain["outcome"]["target"]
