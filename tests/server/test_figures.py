"""Figures over the wire: the words of the report, with full paths, and exact sums at once."""

import json
from pathlib import Path

import pytest

from flowatlas import load
from flowatlas.metrics.glance import glance
from flowatlas.metrics.headline import headline
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.server.protocol.figured import Figures
from flowatlas.server.wire.figures import at_once, figures

ONBOARDING = Path(__file__).resolve().parents[2] / "examples/onboarding/atlas.yaml"
LABELS = Labels()

TWO_STEPS = """
outcome:
  target: {text: Done in a day, metric: lead_time, value: 1d}
current:
  roles: {clerk: {name: Clerk, people: 1}}
  demand: 2/wk
  steps:
    take: {name: Take in, roles: [clerk], process_time: 2h, percent_complete_accurate: 80%}
    check: {name: Check, wait_time: 2-8 d, process_time: 1h, percent_complete_accurate: 50%}
"""


def told(text):
    """What is told of an atlas."""
    atlas = load(text)
    return figures(7, atlas, report(atlas, draws=500), glance(atlas), labels=LABELS)


@pytest.fixture(scope="module")
def onboarding():
    """What is told of the example."""
    return told(ONBOARDING.read_text(encoding="utf-8"))


def of(answers, name):
    """The answer of this name."""
    return next(one for one in answers if one.name == name)


def test_figures_hold_as_a_message(onboarding):
    """What is sent is what the page's types say."""
    assert Figures.model_validate_json(onboarding.model_dump_json()) == onboarding


def test_sentences_are_those_of_the_terminal(onboarding):
    """Page, terminal and pictures tell the same."""
    atlas = load(ONBOARDING.read_text(encoding="utf-8"))
    stream = atlas.current

    wanted = headline(atlas, stream, report(atlas, draws=500), LABELS)
    assert onboarding.sentences == wanted


def test_an_answer_has_its_spread_its_bound_and_what_the_term_means(onboarding):
    """Hovering over a figure explains it."""
    lead = of(onboarding.answers, "lead_time")

    assert lead.spread.startswith("8 in 10: ")
    assert lead.typical.startswith("typically ")
    assert lead.least.startswith("at least ")
    assert lead.unknowns == 3
    assert lead.explanation.startswith("The time from the trigger")


def test_an_answer_leads_to_what_weighs_most_in_it():
    """From a figure to the places that it comes from, heaviest first."""
    answers = told(TWO_STEPS).answers

    assert of(answers, "lead_time").paths[0] == "current/steps/check/wait_time"
    assert of(answers, "wait_time").paths == ["current/steps/check/wait_time"]
    assert of(answers, "process_time").paths[0] == "current/steps/take/process_time"
    assert of(answers, "rolled_percent_complete_accurate").paths == [
        "current/steps/check/percent_complete_accurate",
        "current/steps/take/percent_complete_accurate",
    ]
    assert of(answers, "load/clerk").paths == ["current/roles/clerk", "current/steps/take/process_time"]


def test_what_cannot_be_told_leads_to_what_is_missing():
    """An answer without a figure says where to type one."""
    answers = told("current: {steps: {a: {process_time: 1h, touch_time: 30m}, b: {process_time: 2h}}}").answers

    assert of(answers, "touch_time").paths == ["current/steps/b/touch_time"]


def test_load_is_told_by_role_and_not_twice(onboarding):
    """The busiest role is among the roles already."""
    names = [one.name for one in onboarding.answers]

    assert "load" not in names
    assert of(onboarding.answers, "load/platform").title == "Load of Platform team"


def test_constraint_and_questions_have_full_paths_and_how_sure_they_are(onboarding):
    """The constraint with its confidence, who else it may be, and what would settle it."""
    assert onboarding.constraint.paths == ["current/steps/agreement/wait_time"]
    assert 0.4 < onboarding.constraint.sure < 0.7
    assert onboarding.others[0].paths == ["current/steps/environment/wait_time"]
    assert onboarding.measure_next[0].sentence.startswith("Ask ")
    assert onboarding.measure_next[0].sure > onboarding.constraint.sure
    assert all(path.startswith("current/") for path in onboarding.unknown)


def test_the_target_tells_its_chance():
    """How many items meet it now, in words and as a share."""
    target = told(TWO_STEPS).target

    assert target.paths == ["outcome/target"]
    assert target.name == "Done in a day"
    assert "meet" in target.sentence
    assert 0 <= target.share <= 1


def test_the_audit_has_full_paths(onboarding):
    """Every warning can be followed to its place."""
    assert onboarding.audit
    assert all(one.path.startswith("current") for one in onboarding.audit)


def test_exact_figures_are_there_at_once_and_the_rest_stays_marked(onboarding):
    """After a change new sums are told, with the old answers until the doubt was looked at."""
    atlas = load(TWO_STEPS.replace("2-8 d", "3d"))

    now = at_once(8, atlas, glance(atlas), onboarding, labels=LABELS)

    assert (now.n, now.is_running) == (8, True)
    assert of(now.exact, "wait_time").text == "3 d"
    assert of(now.exact, "wait_time").paths == ["current/steps/check/wait_time"]
    assert now.answers == onboarding.answers


def test_sums_of_what_is_in_doubt_say_that_they_are_the_best_that_is_known():
    """One figure where there is a range would promise too much."""
    exact, doubtful = (
        of(told(TWO_STEPS.replace("2-8 d", wait)).exact, "lead_time").sentence for wait in ("3d", "2-8 d")
    )

    assert exact == "From trigger to customer an item takes 3.38 days."
    assert doubtful.startswith("At best knowledge: from trigger to customer")


def test_without_steps_the_sentence_says_how_to_start():
    """An empty atlas has no figures and no error."""
    found = told("title: Nothing yet")

    assert found.sentences[0].startswith("There are no steps yet.")
    assert (found.constraint, found.others, found.audit, found.unknown) == (None, [], [], [])


def test_nothing_that_is_no_number_is_sent():
    """Unbounded times are words; JSON knows no infinity."""
    found = told("current: {steps: {a: {process_time: 1h}, b: {wait_time: never, process_time: 1h}}}")

    assert of(found.answers, "lead_time").text == "unbounded"
    json.dumps(found.model_dump(), allow_nan=False)


def test_among_many_alike_no_single_place_is_blamed():
    """A place that only stands for many like it is called that, with nothing about how sure it is."""
    steps = ", ".join(f"s{number}: {{process_time: 1-3 h, wait_time: 0}}" for number in range(120))

    found = told(f"current: {{steps: {{{steps}}}}}")

    assert found.constraint is not None
    assert found.constraint.text == "one of many alike, less than 2% sooner without it"
    assert found.constraint.sure is None
    assert found.others == []


def test_a_spread_that_rounds_to_one_figure_is_left_out():
    """Nobody reads "210 wk to 210 wk"."""
    found = told("current: {steps: {a: {process_time: 1000wk, wait_time: 0}, b: {process_time: 1-2 h, wait_time: 0}}}")

    assert of(found.answers, "lead_time").spread == ""
    assert "1000 to 1000" not in of(found.answers, "lead_time").sentence


def test_nothing_is_added_up_where_nobody_said_anything():
    """Likely values alone are no sum of what is known."""
    assert told("current: {steps: {a: {}, b: {}}}").exact == []
    assert told("current: {steps: {a: {process_time: 1h}, b: {}}}").exact != []


def test_unknown_values_are_those_that_the_lead_time_needs():
    """What would settle most comes first; ratings that nobody mentioned are not asked for."""
    found = told("""
current:
  steps:
    a: {process_time: 1h}
    b: {wait_time: 2d, process_time: "?"}
    c: {wait_time: "?", process_time: 1h}
""")

    assert set(found.unknown) == {"current/steps/c/wait_time", "current/steps/b/process_time"}
    asked = [one.paths[0] for one in found.measure_next if one.paths[0] in found.unknown]
    assert found.unknown[: len(asked)] == asked


def test_a_blank_map_asks_its_first_questions():
    """Where nothing is known yet, nothing limits the stream, but it is said where to begin."""
    found = told("current: {steps: {a: {name: Ask, process_time: '?'}, b: {wait_time: '?', process_time: '?'}}}")

    assert found.constraint is None
    assert found.measure_next[0].paths == ["current/steps/a/process_time"]
    assert (found.measure_next[0].text, found.measure_next[0].sure) == ("", None)


def test_a_large_sum_tells_what_a_small_change_does_to_it():
    """A whole number of three digits hides hours."""
    days, more = (
        of(told(f"current: {{steps: {{a: {{process_time: {text}}}}}}}").exact, "lead_time").text
        for text in ("130h", "132h")
    )

    assert days != more


def test_a_lead_time_that_was_measured_comes_before_what_the_parts_add_up_to():
    """Where the data in use knows the whole, it is the first figure, with why the sum differs; the sum says what it is."""
    text = """
    current:
      use: log
      measurements: {log: {lead_time: {p50: 3h, p85: 9h, n: 200}, reason: Long times meet., changes: {}}}
      steps:
        take: {process_time: 2h}
        check: {wait_time: 3h, process_time: 2h}
    """
    first, second, *_ = told(text).answers

    assert (first.name, first.text, first.title) == ("measured_lead_time", "3 h", "Lead time, measured as a whole")
    assert first.explanation == "The parts add up to 7 h, 4 h more. Long times meet."
    assert (second.name, second.text, second.title) == ("lead_time", "7 h", "Lead time, parts added up")


def test_without_a_measured_whole_the_sum_is_the_lead_time():
    """A measurement that knows no more than some steps changes no title."""
    text = """
    current:
      use: log
      measurements: {log: {lead_time: {p50: 3h, n: 200}, changes: {steps/take/process_time: 2h}}}
      steps: {take: {process_time: 2h}, check: {wait_time: 3h, process_time: 2h}}
    """

    assert told(text).answers[0].title == "Lead time"


def test_why_the_last_wait_is_the_constraint_stands_beside_it():
    """Items that were closed without any step fill the wait after the last one, which the same sentence says."""
    text = """
    current:
      use: log
      measurements: {log: {items: 100, without_steps: 41%, changes: {}}}
      steps: {take: {process_time: 2h}, check: {wait_time: 1h, process_time: 2h}}
      final_wait: 20d
    """
    limit = told(text).constraint

    assert limit.sentence.startswith("The wait after the last step is the constraint")
    assert "41% of the items reached their end without any step of the map" in limit.sentence
