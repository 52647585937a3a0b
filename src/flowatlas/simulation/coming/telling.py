"""Telling: what a forecast found, in sentences, and how it was found."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.simulation.coming.question import YEARS

if TYPE_CHECKING:
    from flowatlas.model.simulation import HowMany, When
    from flowatlas.simulation.coming.rounds import Rounds


def sentences(
    rounds: "Rounds", last: "When | None", done: "Sequence[tuple[int, When]]", by: "Sequence[HowMany]"
) -> Iterator[str]:
    """When the last is served first, then what else was asked."""
    if last is not None:
        yield _in_words(f"{_those_there(rounds)} is done", last)
    for number, when in done:
        yield _in_words(f"{number:,} {_items_are(number)} done", when)
    for one in by:
        yield (
            f"By {one.by}, {one.p50:,} {_items_are(one.p50)} done in half of all runs, "
            f"at least {one.p85:,} in 85 of 100, at least {one.p95:,} in 95 of 100."
        )


def _those_there(rounds: "Rounds") -> str:
    """The last of those who are there at the start, in words."""
    count = there(rounds)
    is_all_waiting = not rounds.planned.plan.arriving.present.any()
    if count == 1:
        return f"The one that {'waits' if is_all_waiting else 'waits or is worked on'} now"
    return f"The last of the {count:,} that {'wait' if is_all_waiting else 'wait or are worked on'} now"


def there(rounds: "Rounds") -> int:
    """How many items are there at the start, at our best knowledge."""
    return round(float(np.median(rounds.there)))


def _items_are(count: int) -> str:
    return "item is" if count == 1 else "items are"


def _in_words(what: str, when: "When") -> str:
    if when.p50 is None:
        return f"{what} within {YEARS} years in less than half of all runs: too little comes in, or gets through."
    told = f"{what} by {when.p50} in half of all runs"
    told += f", by {when.p85} in 85 of 100" if when.p85 is not None else f", later than in {YEARS} years in 15 of 100"
    return f"{told}, by {when.p95} in 95 of 100." if when.p95 is not None else f"{told}."


def method(rounds: "Rounds") -> Iterator[str]:
    """How many runs there were, over how many states of doubt, and how sure that makes the answer."""
    question = rounds.question
    fewest, most = min(rounds.counts), max(rounds.counts)
    states = min(rounds.states, most)
    count = f"{most:,}" if fewest == most else f"{fewest:,} to {most:,}"
    yield (
        f"{count} runs from {question.start.date().isoformat()} on, "
        + (f"over {states:,} states of what we do not know." if states > 1 else "nothing in doubt.")
    )
    if rounds.fewest < question.runs:
        yield f"More than {rounds.fewest:,} runs of so many items are too many to look at."
    if question.precision:
        yield _how_precise(rounds)
    yield f"What is not done within {YEARS} years is not forecast."


def _how_precise(rounds: "Rounds") -> str:
    percent = 100 * rounds.question.precision
    if rounds.loosest <= 1:
        return f"Half of all runs, and 85 of 100, are known within {percent:.3g}% (95% intervals)."
    found = percent * rounds.loosest
    return f"More runs than {rounds.most:,} are too many: they are known within {found:.3g}%, not {percent:.3g}%."
