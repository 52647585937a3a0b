"""Pictures of random maps: nothing overflows, overlaps or is crossed out."""

from random import Random

import pytest
from geometry import faults
from random_map import random_map

from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.store.schema import read_atlas
from flowatlas.views.view import views


def pictures(plain):
    """An atlas in every view."""
    atlas = read_atlas(plain).atlas
    told = derived(atlas, report(atlas, draws=200), Labels())
    return [known.compose(atlas, told) for known in views()]


@pytest.mark.parametrize("seed", [*range(20), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(20, 200))])
def test_no_text_overflows_or_overlaps_and_no_line_crosses_a_box(seed):
    """On any map, every text stands in its place and every line keeps out of boxes and words."""
    plain = random_map(Random(seed))

    for picture in pictures(plain):
        assert faults(picture) == []
