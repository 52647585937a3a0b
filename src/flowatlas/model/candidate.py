"""Candidates: changes of the current map that are worth a thought, and what each would do."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from flowatlas.model.gain import Gain
from flowatlas.model.overlay import Future
from flowatlas.model.path import CHANGES, join, split
from flowatlas.model.wording import capital

BETTER = "better"
"""The id of the future that the first candidate starts."""


class Candidate(NamedTuple):
    """A change that could be made: what it is, what it does, why it is proposed, and what is taken for granted.

    ``id`` is unique among all candidates of a map and stays as long as what it is about; ``path`` is the full path of
    that. ``changes`` hold new values by path relative to the current map, as in a future. ``gain`` is None where the
    map cannot tell what lead time would gain; ``why`` then says it. ``on_constraint`` says whether items spend less
    time at the constraint; None where no single place is one. ``future`` is the future that holds it already.
    """

    id: str
    kind: str
    path: str
    title: str
    changes: Mapping[str, Any]
    why: str
    assumed: str
    gain: Gain | None = None
    on_constraint: bool | None = None
    future: str | None = None


class Prospect(NamedTuple):
    """A state that could be had: what it is called, how long items take in it, and how that stands to today.

    ``name`` is that of the version, such as ``future/fast``; ``seconds`` the lead time with rework that half of all
    items stay under, or on average where `Candidates.are_exact`; ``low`` and ``high`` how well the typical one is
    known, None where it cannot be told; ``reach`` the part of what the ideal would save that it saves, 0 to 1.
    ``misses`` says in a sentence that it improves something else than the constraint.
    """

    name: str
    title: str
    seconds: float | None
    low: float | None = None
    high: float | None = None
    reach: float | None = None
    misses: str = ""


class Candidates(NamedTuple):
    """What could change on a map: candidates, best first, and the states that are wanted beside today and the ideal.

    ``idle`` would do nothing to lead time, or nothing that the map can tell; ``more`` is how many others were left out.
    ``constraint`` is what people call the constraint, '' where no single place is one. ``are_exact`` says whether all
    times of all states are single figures, so that their lead times are averages.
    """

    found: tuple[Candidate, ...]
    idle: tuple[Candidate, ...]
    prospects: tuple[Prospect, ...]
    constraint: str = ""
    more: int = 0
    are_exact: bool = False

    @property
    def today(self) -> Prospect | None:
        """The current map."""
        return next((one for one in self.prospects if one.name == "current"), None)


def offer(changes: Mapping[str, Any], futures: Mapping[str, Future], future: str | None = None) -> dict[str, Any]:
    """The changes of the whole document that make a candidate part of a future, by full path.

    Without a ``future`` it is the one that `target_of` names.
    """
    chosen = target_of(changes, futures) if future is None else future
    found: dict[str, Any] = {}
    if chosen not in futures:
        found[join("future", chosen, "title")] = title_of_new(chosen)
    return {**found, **{f"{join('future', chosen, CHANGES)}/{path}": value for path, value in changes.items()}}


def title_of_new(future: str) -> str:
    """What a future is called that is made for a candidate."""
    return capital(future.replace("-", " ").strip() or BETTER)


def target_of(changes: Mapping[str, Any], futures: Mapping[str, Future]) -> str:
    """The id of the first future that a candidate can become part of, else of a new one."""
    found = next((key for key in futures if _fits(changes, said_in(futures, key))), None)
    if found is not None:
        return found
    return next(name for name in _new_ids() if name not in futures)


def _new_ids() -> Iterator[str]:
    yield BETTER
    yield from (f"{BETTER}-{number}" for number in count(2))


def said_in(futures: Mapping[str, Future], key: str) -> dict[str, Any]:
    """All changes of a future, those of the futures that it builds on included."""
    chain: list[str] = []
    while key in futures and key not in chain:
        chain.insert(0, key)
        key = futures[key].builds_on or ""
    return {path: value for one in chain for path, value in futures[one].changes.items()}


def holder_of(changes: Mapping[str, Any], futures: Mapping[str, Future]) -> str | None:
    """The first future that says something about every value that these changes touch, or has taken it out."""
    return next((key for key in futures if all(_is_said(path, said_in(futures, key)) for path in changes)), None)


def _is_said(path: str, said: Mapping[str, Any]) -> bool:
    return path in said or any(path.startswith(f"{one}/") for one, value in said.items() if value is None)


def _fits(changes: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether what a candidate names is still there in a future, and in the order that the candidate knows."""
    gone = {split(one)[1] for one, value in said.items() if value is None and _is_step(one)}
    named = {split(path)[1] for path in changes if path.startswith("steps/")}
    moves = {str(one) for path, value in changes.items() if path.endswith("/after") for one in value}
    is_moved = any(one.endswith(("/after", "/behind")) or _is_step(one) for one in said)
    return not gone & (named | moves) and not (moves and is_moved)


def _is_step(path: str) -> bool:
    return path.startswith("steps/") and len(split(path)) == 2
