"""The measured lead time beside the sum of the parts."""

import pytest

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.headline import answer
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels

MAP = """
current:
  steps: {{a: {{process_time: 1d}}, b: {{wait_time: 9d, process_time: 1d}}}}
  measurements: {{log: {{title: Tracker, lead_time: {{p50: {whole}, p85: 60d, n: 412}}, changes: {{}}}}}}
  {use}
"""


def told(whole, use="use: log"):
    """The sentence about what was measured as a whole."""
    atlas = load(MAP.format(whole=whole, use=use))
    stream = atlas.map(ValueStreamMap)
    return [one for one in answer(atlas, stream, report(atlas), Labels()) if one.startswith("Measured")]


def test_what_was_measured_as_a_whole_stands_beside_the_parts():
    """How many items, from where, and what the parts come to."""
    (sentence,) = told("11.5d")

    assert "Measured as a whole of 412 items, the lead time is 11.5 d (85% under" in sentence or (
        "Measured as a whole of 412 items, the lead time is 11.5 d (Tracker)" in sentence
    )
    assert sentence.endswith("the parts add up to about the same, 11 d.")


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        ("24d", "the parts add up to 11 d, 13 d less: items wait where the map has no gap"),
        ("5d", "the parts add up to 11 d, 6 d more: waits may be counted twice"),
    ],
)
def test_a_gap_between_both_comes_with_what_may_be_behind_it(whole, words):
    """Parts that come to less miss waits; parts that come to more count some twice."""
    (sentence,) = told(whole)

    assert words in sentence


def test_nothing_is_said_of_a_measurement_that_is_not_in_use():
    """Only what answers is held against the answer."""
    assert told("24d", use="") == []
