"""Flow efficiency: how much of the lead time is work."""

import numpy as np

from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.quantity import Share


@metric(title="Flow efficiency (process time / lead time)", kind=Share, sentence="Work is {value} of the lead time.")
def flow_efficiency(sample: Sample) -> Draws:
    """Share of the lead time in which the item is worked on, 0 to 1: process time / lead time, first pass.

    Not a number where lead time is 0; unbounded waits give 0.

    Source: Modig, Åhlström, This Is Lean (2012).

    >>> from flowatlas import load, measure
    >>> atlas = load("current: {steps: {ask: {process_time: 1d}, answer: {wait_time: 4d, process_time: 0}}}")
    >>> measure(atlas)["flow_efficiency"].text
    '20%'
    """
    sample.require_work()
    passage = Passage(sample, with_rework=False)
    return ratio(passage.time(PROCESS), passage.time(WAIT, PROCESS))


def ratio(part: Draws, whole: Draws) -> Draws:
    """Part of a whole, not a number where the whole is 0 or both are unbounded, and 0 of an unbounded whole."""
    answerable = (whole > 0) & (part < UNBOUNDED / 1e6)
    share = np.where(whole < UNBOUNDED / 1e6, part / np.where(whole > 0, whole, 1.0), 0.0)
    return np.where(answerable, share, np.nan)
