"""Who is 70 % sure is right in seven of ten cases: the confidence in the constraint, where the truth is known."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
specification = importlib.util.spec_from_file_location("calibration", ROOT / "benchmarks/calibration.py")
assert specification is not None
assert specification.loader is not None
calibration = importlib.util.module_from_spec(specification)
specification.loader.exec_module(calibration)


@pytest.mark.slow
def test_confidence_in_the_constraint_is_calibrated():
    """Where the truth is as the model assumes, each well-filled band of 2,000 streams is right as often as it says."""
    answers = [calibration.judged(seed) for seed in range(2_000)]

    judged = [band for band in calibration.bands(answers) if band.answers >= calibration.ENOUGH]

    assert len(judged) >= 4
    assert [band for band in judged if abs(band.standard_errors) > 3] == []


@pytest.mark.slow
def test_who_misjudges_more_than_admitted_is_too_sure():
    """Where people are off by far more than their figures admit, the answer is right less often than it says."""
    answers = [calibration.judged(seed, 3.0, has_bare=True) for seed in range(600)]

    stated, right = (np.mean(column) for column in zip(*answers, strict=True))

    assert right < stated
    assert right > 0.3


@pytest.mark.parametrize("factor", [1.5, 2.0, 3.0])
def test_misjudgement_has_the_stated_factor(factor):
    """The logarithm of what people are off by has the standard deviation that the world states."""
    draws = np.random.default_rng(1).gamma(calibration._shape(np.log(factor)), size=200_000)

    spread = np.log(draws).std()

    assert spread == pytest.approx(np.log(factor), rel=0.02)
