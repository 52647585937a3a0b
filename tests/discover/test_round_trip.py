"""From a generated log to the atlas and its figures, and to a measurement of a believed map."""

from random import Random

import numpy as np
import pytest
from streams import left_by, random_stream

from flowatlas import measure
from flowatlas.discover.atlas import atlas_of
from flowatlas.discover.discover import discover
from flowatlas.discover.overlay.matching import matches
from flowatlas.discover.overlay.overlay import measurement_of, with_measurement
from flowatlas.metrics.believed import Verdict, believed_against
from flowatlas.metrics.pairs import Sampling
from flowatlas.model.event import Form
from flowatlas.model.finding import Severity
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text, dump


def quiet(message, share):
    """Progress that nobody looks at."""
    del message, share


def of_items(log):
    """Each item's own time from its first beginning to its last end, in hours, in plain Python."""
    ends = {}
    for item, start, end in zip(log.item.codes.tolist(), log.start.tolist(), log.end.tolist(), strict=True):
        first, last = ends.get(item, (start, end))
        ends[item] = min(first, start), max(last, end)
    return np.array([(last - first) / 3.6e9 for first, last in ends.values()])


def atlas_from(log, mapping):
    """The atlas of a log, read from its own text."""
    found = discover(log, mapping, quiet)
    plain = Text(dump(atlas_of(found.measured, "Generated"))).plain
    reading = read_atlas(plain)
    assert [one for one in reading.findings if one.severity is Severity.ERROR] == []
    return found, plain, reading.atlas


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_the_map_of_a_log_takes_as_long_as_its_items(seed):
    """Half of the items, and 85 in 100 within reach: the sum of the parts is the whole where times are independent."""
    random = Random(seed)
    log, mapping = left_by(random_stream(random), random, Form.PASSES, 800)

    _, _, atlas = atlas_from(log, mapping)

    times = of_items(log)
    answer = measure(atlas)["lead_time_with_rework"]
    assert answer.p50 / 3600 == pytest.approx(np.quantile(times, 0.5), rel=0.2)
    assert answer.p90 / 3600 == pytest.approx(np.quantile(times, 0.9), rel=0.35)


def test_a_map_held_against_its_own_log_agrees():
    """Believing what the log says, and measuring it again, finds nothing that differs."""
    random = Random(11)
    log, mapping = left_by(random_stream(random, is_plain=True), random, Form.PASSES, 300)
    found, plain, atlas = atlas_from(log, mapping)

    stream = atlas.current
    known = matches(found.measured, stream)
    text = with_measurement(Text(dump(plain)), "again", measurement_of(found.measured, plain, known))
    held = believed_against(text.plain, "measurements/again", Sampling(draws=300))

    assert [one.step for one in known] == list(stream.steps)
    assert not [row for row in held.rows if row.verdict in {Verdict.MORE, Verdict.LESS}]
    assert max((abs(row.effect or 0.0) for row in held.rows), default=0.0) < 60


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_log_of_completions_keeps_its_lead_time(seed):
    """Where only ends are known, the waits hold the work, and the whole is still what items took between them."""
    random = Random(100 + seed)
    log, mapping = left_by(random_stream(random, is_plain=True), random, Form.COMPLETIONS, 800)

    _, _, atlas = atlas_from(log, mapping)

    ends = {}
    for item, end in zip(log.item.codes.tolist(), log.end.tolist(), strict=True):
        ends.setdefault(item, []).append(end / 3.6e9)
    times = np.array([max(several) - min(several) for several in ends.values()])
    answers = measure(atlas)
    assert answers["lead_time_with_rework"].p50 / 3600 == pytest.approx(np.quantile(times, 0.5), rel=0.25)
    assert answers["process_time"].text == "unknown"
