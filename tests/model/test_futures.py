"""Futures: how a group designs one, and what one still lacks."""

import pytest

from flowatlas.model.overlay import FUTURE_GUIDANCE, missing_in_futures
from flowatlas.store.file import AtlasFile

CURRENT = "current: {steps: {a: {process_time: 1h}}}\n"


def missing_in(futures):
    """The paths of what is missing."""
    return [one.path for one in missing_in_futures(AtlasFile.of_text(f"{CURRENT}future: {futures}").atlas)]


@pytest.mark.parametrize(
    ("futures", "paths"),
    [
        ("{}", []),
        ("{fast: {title: Fast, by: 2027-01-31, changes: {steps/a/process_time: 0}}}", []),
        ("{fast: {title: Fast, by: 2027-01-31}}", ["future/fast/changes"]),
        ("{fast: {changes: {steps/a/process_time: 0}}}", ["future/fast/title", "future/fast/by"]),
        ("{fast: {}, later: {}}", ["future/fast/changes", "future/fast/title", "future/fast/by"]),
    ],
)
def test_a_future_says_what_it_still_lacks(futures, paths):
    """Changes, a title and a date; of several futures only the first that is not finished is spoken of."""
    assert missing_in(futures) == paths


def test_what_is_missing_is_no_finding():
    """An atlas with a future of one change works without nagging."""
    text = f"{CURRENT}future: {{fast: {{changes: {{steps/a/process_time: 0}}}}}}"

    assert not [one for one in AtlasFile.of_text(text).findings if one.finding.path.startswith("future")]


def test_the_guidance_fits_a_session():
    """About an hour, with something to ask and to beware of, and whole sentences."""
    assert 40 <= FUTURE_GUIDANCE.minutes <= 75
    sentences = [FUTURE_GUIDANCE.purpose, FUTURE_GUIDANCE.who, FUTURE_GUIDANCE.hands_on, *FUTURE_GUIDANCE.mistakes]
    sentences += [move.text for move in FUTURE_GUIDANCE.moves]
    assert all(one.endswith(".") for one in sentences)
    assert all(one.endswith("?") for one in FUTURE_GUIDANCE.questions)
