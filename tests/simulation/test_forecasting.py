"""What a forecast looks at, and what it refuses."""

from datetime import date

import pytest

from flowatlas.library import forecast
from flowatlas.model.errors import FlowAtlasError
from flowatlas.simulation.coming.question import Question
from flowatlas.simulation.coming.rounds import Part, Rounds
from flowatlas.simulation.coming.telling import method
from flowatlas.store.file import AtlasFile
from flowatlas.store.versions import CURRENT, version

START = date(2026, 11, 23)


def desk(backlog):
    """Some who wait for a desk at which everything takes two hours."""
    return AtlasFile.of_text(f"current: {{backlog: {backlog}, steps: {{check: {{process_time: 2h}}}}}}")


def test_a_large_backlog_is_looked_at_in_fewer_runs():
    """Nobody has to know how many runs a million who wait allow for; the answer says how many there were."""
    file = desk(1_000_000)
    rounds = Rounds(
        version(file.plain, CURRENT), Question(file.atlas.calendar.hours.opening(START)), Part(None, "", 0.0, 1)
    )
    rounds.counts.append(rounds.fewest)

    assert rounds.fewest == 20
    assert "More than 20 runs of so many items are too many to look at." in list(method(rounds))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"runs": 0}, "ask for 20 to 100,000"),
        ({"items": [0]}, "not from 1 to 1,000,000"),
        ({"until": [date(2026, 11, 22)]}, "before the start, 2026-11-23"),
        ({"precision": 5}, "0.05 means 5 %"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, told):
    """With what would be right, from Python as on the command line."""
    with pytest.raises(FlowAtlasError, match=told):
        forecast(desk(5), start=START, **asked)
