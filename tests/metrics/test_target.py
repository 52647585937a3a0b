"""The target: how likely it is met, whatever its metric is called."""

import pytest

from flowatlas import load
from flowatlas.metrics.report import report


@pytest.mark.parametrize("metric", ["", "metric: lead_time,", "metric: Lead time,"])
def test_a_target_has_a_chance_however_its_metric_is_spelled(metric: str) -> None:
    """The lead time is meant where none is named."""
    atlas = load(f"""
outcome: {{target: {{{metric} value: 2d}}}}
current: {{steps: {{a: {{process_time: 1d}}}}}}
""")

    chance = report(atlas, draws=100).target

    assert chance is not None
    assert (chance.title, chance.items) == ("Lead time", 1.0)
