"""What ``flowatlas show`` tells of the step that is looked into."""

import json
from importlib.resources import files

import jsonschema
import pytest

ATLAS = """
current:
  trigger: Signed
  customer: Customer
  steps:
    ask: {process_time: 1h}
    legal: {name: Review, wait_time: 8d, process_time: 2d}
dependency:
  of: legal
  steps:
    queue: {name: In the inbox, wait_time: PLACE, process_time: 1h}
    sign: {name: Sign, wait_time: 1h, process_time: "?"}
  parties: {counsel: {name: Counsel}}
  dependencies: {opinion: {name: An opinion, to: counsel, wait_time: 2d}}
"""


@pytest.fixture
def show(run, write):
    """Run the command on the atlas above, the wait in the inbox as given."""
    return lambda *options, wait="4d": run("show", str(write(ATLAS.replace("PLACE", wait))), *options)


def test_programs_get_the_parts_as_a_stream_of_their_own(show):
    """In the same form as every other stream, with full paths."""
    streams = json.loads(show("--json").stdout)["streams"]
    inside = streams["dependency"]

    jsonschema.validate(
        {"title": None, "calendar": {"hours_per_day": 8, "days_per_week": 5}, "streams": streams},
        json.loads(files("flowatlas").joinpath("schemas/show.json").read_text("utf-8")),
    )
    assert inside["metrics"]["lead_time"]["at_least"] == (4 * 8 + 2) * 3600
    assert inside["metrics"]["lead_time"]["unknowns"] == 1
    assert inside["constraint"]["path"].startswith("dependency/steps/")
    assert {one["path"] for one in inside["hotspots"]} == {"dependency/steps/queue", "dependency/steps/sign"}


def test_people_read_how_the_parts_add_up_and_what_it_costs_to_depend(show):
    """In the words of the picture."""
    told = show().stdout

    assert "Inside “Review”" in told
    assert "The wait before “In the inbox” is the longest" in told
    assert "Without this wait items would be there 2 days sooner" in told


def test_parts_that_contradict_their_step_are_told_at_the_step(show):
    """A wait of 60 days does not fit into 10."""
    audit = json.loads(show("--json", wait="60d").stdout)["streams"]["current"]["audit"]

    assert [one["path"] for one in audit if "inside" in one["message"]] == ["current/steps/legal/process_time"]
    assert "The parts inside “Review” take at least 60 days" in show(wait="60d").stdout


def test_without_parts_there_is_no_such_stream(run, write):
    """Only what exists is told."""
    done = run("show", str(write("current: {steps: {a: {process_time: 1h}}}")), "--json")

    assert "dependency" not in json.loads(done.stdout)["streams"]
