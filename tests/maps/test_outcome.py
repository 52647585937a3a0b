"""The outcome map: what is aimed at, and what shows it."""

import pytest

from flowatlas.maps.outcome import OutcomeMap, Target, target_is_measured


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (None, "lead_time"),
        ("lead time", "lead_time"),
        ("Lead Time", "lead_time"),
        ("flow-efficiency", "flow_efficiency"),
    ],
)
def test_a_metric_is_known_however_it_is_spelled(said, meant):
    """The lead time where none is named."""
    assert Target(metric=said).measure == meant


def test_a_target_that_no_metric_shows_is_warned_of():
    """Nothing is accepted in silence that can never have a chance."""
    found = list(target_is_measured(OutcomeMap(target=Target(metric="led time"))))

    assert [(one.path, one.severity.value) for one in found] == [("target/metric", "warning")]
    assert found[0].hint == "did you mean lead time?"


def test_a_target_with_a_metric_or_none_is_fine():
    """So is an outcome without a target."""
    fine = [OutcomeMap(), OutcomeMap(target=Target()), OutcomeMap(target=Target(metric="Lead time"))]

    assert [list(target_is_measured(one)) for one in fine] == [[], [], []]
