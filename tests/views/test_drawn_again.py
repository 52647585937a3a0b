"""Pictures of one version of a map after another."""

import functools
import gc
from random import Random

import pytest
from random_edit import random_edit
from random_map import random_map

from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Change, apply
from flowatlas.store.file import AtlasFile
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.views.view import views

DRAWING = ("flowatlas.drawing", "flowatlas.maps", "flowatlas.views")


@functools.cache
def memories():
    """Everything that drawing remembers in; all of it is made when its modules are imported."""
    # By type: to ask a reference whose object is gone what it is an instance of fails.
    return [
        one
        for one in gc.get_objects()
        if type(one) is functools._lru_cache_wrapper and one.__module__.startswith(DRAWING)
    ]


def forget():
    """Empty everything that drawing remembers."""
    for one in memories():
        one.cache_clear()


@pytest.mark.parametrize("seed", [*range(1), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 60))])
def test_a_picture_is_the_same_whatever_was_drawn_before(seed):
    """Whatever was edited, what is remembered of texts and routes draws the same as to draw for the first time."""
    random = Random(seed)
    plain = tidy(random_map(random))
    reading = read_atlas(plain)
    told = derived(reading.atlas, report(reading.atlas, draws=100), Labels())

    for _ in range(6):
        plain = tidy(apply(plain, random_edit(random, plain)))
        reading = read_atlas(plain, before=reading)
        again = [known.compose(reading.atlas, told) for known in views()]
        forget()
        fresh = read_atlas(plain).atlas
        assert again == [known.compose(fresh, told) for known in views()]


def test_one_value_changes_few_parts():
    """Where the layout stays, a picture differs from the one before in the parts that show the value."""
    steps = "".join(f"    s{number}: {{process_time: 2h, wait_time: 1d}}\n" for number in range(30))
    plain = AtlasFile.of_text(f"current:\n  steps:\n{steps}").plain
    practice = views()[0]
    before = read_atlas(plain)
    told = derived(before.atlas, report(before.atlas), Labels())

    after = read_atlas(apply(plain, [Change("current/steps/s7/wait_time", "2d")]), before=before)
    old, new = (practice.compose(one.atlas, told) for one in (before, after))

    assert [part.id for part in set(new.parts) - set(old.parts)] == ["current/steps/s7/wait_time"]
