"""The thread from outcome to measure: what is linked, and what leads nowhere."""

from textwrap import dedent

from flowatlas.metrics.report import report
from flowatlas.metrics.studies.chain import chain
from flowatlas.metrics.study import Study
from flowatlas.model.chain import Link
from flowatlas.store.file import AtlasFile

STREAM = """
outcome:
  target: {text: Sooner, value: 4d}
  obstacles: {desk: {text: One desk, about: current/steps/legal}}
current:
  steps:
    call: {name: Call, process_time: 1h}
    legal: {name: Legal review, wait_time: 2wk, process_time: 2h}
    ship: {name: Ship, wait_time: 1d, process_time: 1h}
"""
PLAN = """
dependency:
  of: legal
  causes:
    first: {text: Every contract differs, about: current/steps/legal/wait_time, why: second}
    second: {text: No standard}
    far: {text: The van is late, about: current/steps/ship}
future: {fast: {changes: {steps/legal/wait_time: 1d, steps/ship/wait_time: 0, steps/new: {name: Tell them}}}}
roadmap:
  items:
    standard:
      title: Write a standard
      about: dependency/causes/first
      future: fast
      moves: [steps/legal]
      measure: {text: Weeks, target: 1, readings: {2026-01-01: 3, 2026-02-01: 2}}
    talk: {title: Talk, about: dependency/causes/far}
"""


def thread(text):
    """The thread of an atlas."""
    plain = AtlasFile.of_text(dedent(text)).plain
    atlas = AtlasFile.of_text(dedent(text)).atlas
    return chain(Study(plain, atlas, report(atlas, draws=100)))


def test_an_empty_atlas_has_no_thread():
    """Nothing is made up."""
    assert thread("title: Nothing") is None


def test_target_stream_and_constraint_lead_to_each_other():
    """The trunk stands as soon as there are steps and a target."""
    found = thread(STREAM)

    assert [node.link for node in found.nodes] == [Link.OUTCOME, Link.STREAM, Link.CONSTRAINT, Link.CAUSE]
    assert found.nodes[2].path == "current/steps/legal/wait_time"
    assert found.links == (
        ("outcome", "stream"),
        ("stream", "constraint"),
        ("constraint", "outcome/obstacles/desk"),
    )
    assert found.nodes[3].loose != ""


def test_causes_lead_over_changes_to_items_and_measures():
    """The last why stands for its chain, what is elsewhere does not hang on the constraint, what is loose is told."""
    found = thread(STREAM + PLAN)
    nodes = {node.id: node for node in found.nodes}
    links = set(found.links)

    assert "dependency/causes/first" not in nodes
    assert "Every contract differs" in nodes["dependency/causes/second"].text
    assert ("constraint", "dependency/causes/second") in links
    assert ("stream", "dependency/causes/far") in links
    assert ("dependency/causes/second", "future/fast/steps/legal") in links
    assert ("outcome/obstacles/desk", "future/fast/steps/legal") in links
    assert ("future/fast/steps/legal", "roadmap/items/standard") in links
    assert ("roadmap/items/standard", "roadmap/items/standard/measure") in links
    assert ("dependency/causes/far", "roadmap/items/talk") in links
    assert nodes["roadmap/items/standard/measure"].text == "2 on 2026-02-01, to reach 1"
    assert {key for key, node in nodes.items() if node.loose} == {
        "future/fast/steps/ship",
        "future/fast/steps/new",
        "roadmap/items/talk",
    }
    assert "new" in nodes["future/fast/steps/new"].text


def test_a_constraint_that_nothing_gets_past_is_no_share_of_the_time():
    """Without an end to the whole there is no share to name."""
    nodes = thread("current: {steps: {a: {process_time: 1h}, b: {wait_time: never, process_time: 1h}}}").nodes

    told = next(node.text for node in nodes if node.link is Link.CONSTRAINT)
    assert told == "nothing gets past it, certain"


def test_the_latest_reading_is_the_latest_in_time_however_it_is_dated():
    """Dates are compared as dates; what is no date is no reading."""
    measure = "{text: Weeks, readings: {2026-Q4: 5, 2027-01-15: 2, soon: 9}}"
    found = thread(f"roadmap: {{items: {{a: {{measure: {measure}}}}}}}")

    assert next(node.text for node in found.nodes if node.link is Link.MEASURE) == "2 on 2027-01-15"


def test_what_lies_inside_is_about_the_step_that_is_looked_into():
    """Where nobody names that step it is the one of the constraint, as on the dependency map itself."""
    plain = PLAN.replace("  of: legal\n", "").replace("current/steps/legal/wait_time, why", "dependency/steps/q, why")
    nodes = {node.id: node for node in thread(STREAM + plain).nodes}
    links = thread(STREAM + plain).links

    assert ("constraint", "dependency/causes/second") in links
    assert nodes["dependency/causes/second"].loose == ""
