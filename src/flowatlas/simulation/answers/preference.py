"""Preference: which of two versions to pick, and how sure that is, in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from flowatlas.model.gain import CERTAIN
from flowatlas.model.wording import capital
from flowatlas.simulation.answers.words import of_a_hundred
from flowatlas.store.versions import CURRENT, IDEAL

if TYPE_CHECKING:
    from flowatlas.model.simulation import Estimate, Simulated
    from flowatlas.simulation.answers.looked import Looked
    from flowatlas.simulation.answers.words import Words

TODAY = "today"
UNDECIDED = 0.6
"""Up to which chance nothing tells which of two is better."""

LITTLE = 0.03
"""A change of less than this part of the typical lead time is hardly one."""

OFTEN, APART = 0.05, 0.03
"""From which share of the states of doubt on it is told that work piles up in them, and that it does in one alone."""


class Side(NamedTuple):
    """One of two versions: what its runs showed, and what is told of it."""

    looked: "Looked"
    found: "Simulated"

    @property
    def words(self) -> "Words":
        """Figures of this version in words."""
        return self.looked.ready.words

    @property
    def called(self) -> str:
        """What the version is called in a sentence."""
        known = {CURRENT: TODAY, IDEAL: "the ideal"}
        return known.get(self.found.name, f"“{self.found.title}”")

    @property
    def where(self) -> str:
        """Where something happens that happens in this version, in a sentence."""
        return TODAY if self.found.name == CURRENT else f"in {self.called}"

    @property
    def piles(self) -> list[bool]:
        """Whether work piles up, in each state of doubt that was looked at."""
        unknown = self.looked.unknown
        return [] if unknown is None else [row is None for row in unknown.rows]


class Held(NamedTuple):
    """Two versions held against each other: the chance that the first takes less time, and by how much that is.

    ``is_over_doubt``: the chance is a share of the states of doubt, else how sure the replications make it.
    """

    chance: float
    change: "Estimate | None"
    is_over_doubt: bool

    @property
    def is_tie(self) -> bool:
        """Whether nothing tells which of the two is quicker."""
        return self.chance <= UNDECIDED

    @property
    def states(self) -> str:
        """In how many states of doubt the first takes less time, in words."""
        return f"in {of_a_hundred(self.chance)} states of what nobody knows"


def preference(one: Side, other: Side, held: Held) -> str:
    """Which to pick: ``one``, unless the sentence says otherwise."""
    if one.found.lead is None:
        return _both_grow(one, other)
    told = [_quicker(one, other, held), *_promise(one, other, is_tie=held.is_tie), *_piling_up(one, other)]
    return " ".join(told)


def _both_grow(one: Side, other: Side) -> str:
    begin = f"Neither {one.called} nor {other.called} gets through what comes"
    grown = one.looked.grown, other.looked.grown
    if grown[0] is None or grown[1] is None:
        return f"{begin}: work piles up in both."
    weekly = [one.words.a_week(max(known.rate.value, 0.0)) for known in grown if known is not None]
    return f"{begin}: {weekly[0]} and {weekly[1]} more items wait every week."


def _quicker(one: Side, other: Side, held: Held) -> str:
    """Which takes the typical item less time, how sure that is, and how long it takes."""
    if held.is_tie:
        return _undecided(one, other, held)
    begin, takes = f"{capital(one.called)} is quicker than {other.called}", _takes(one, other, held)
    if held.chance >= CERTAIN:
        return f"{begin}, almost certainly{takes}."
    return (
        f"{begin} {held.states}{takes}."
        if held.is_over_doubt
        else f"{begin}, {one.words.share(held.chance)} sure{takes}."
    )


def _undecided(one: Side, other: Side, held: Held) -> str:
    if other.found.lead is None:
        begin = f"{capital(one.called)} gets through what comes, while {_piles_up(other)}"
        seldom = f"it is quicker only in {of_a_hundred(held.chance)} states"
        return f"{begin}; but what nobody knows may turn that round: {seldom}."
    if held.is_over_doubt:
        return f"Nothing tells whether {one.called} or {other.called} is quicker: the first is {held.states}."
    return f"{capital(one.called)} and {other.called} take the typical item equally long, as far as these runs tell."


def _takes(one: Side, other: Side, held: Held) -> str:
    """How long the typical item takes in both; '' where that would say the opposite, as other states count in each."""
    assert one.found.lead is not None
    mine = one.found.lead.p50.value
    if other.found.lead is None:
        return f": the typical item takes {one.words.time(mine)}, while {_piles_up(other)}"
    theirs = other.found.lead.p50.value
    told = [one.words.time(each, max(mine, theirs)) for each in (mine, theirs)]
    is_little = held.change is not None and abs(held.change.value) < LITTLE * theirs
    if _piled(one, other).is_apart and (is_little or told[0] == told[1]):
        # It is the states in which work piles up that tell the two apart.
        return ""
    hardly = ", but hardly" if is_little or told[0] == told[1] else ""
    if told[0] == told[1]:
        return f"{hardly}: the typical item takes {told[0]} in both"
    return f"{hardly}: the typical item takes {told[0]} instead of {told[1]}" if mine < theirs else hardly


def _piles_up(one: Side) -> str:
    return f"{one.where} work piles up"


def _piling_up(one: Side, other: Side) -> Iterator[str]:
    """In how many states of doubt work piles up, where that is more than a few."""
    piled = _piled(one, other)
    if other.found.lead is None:
        if piled.mine >= OFTEN:
            yield f"In {of_a_hundred(piled.mine)} states work piles up {one.where}, too."
    elif piled.is_apart:
        mine, theirs = of_a_hundred(piled.mine), of_a_hundred(piled.theirs)
        yield f"Work piles up in {mine} states {one.where}, in {theirs} {other.where}."
    elif piled.both >= OFTEN:
        yield f"In {of_a_hundred(piled.both)} states work piles up in both."


class Piled(NamedTuple):
    """In which share of the states that were looked at in both work piles up: in each of two versions, and in both."""

    mine: float
    theirs: float
    both: float

    @property
    def is_apart(self) -> bool:
        """Whether there are states enough in which work piles up in one of the two alone."""
        return max(self.mine, self.theirs) - self.both >= APART


def _piled(one: Side, other: Side) -> Piled:
    lengths = [len(each.piles) for each in (one, other) if each.piles]
    count = min(lengths, default=0)
    if not count:
        return Piled(0.0, 0.0, 0.0)
    mine, theirs = ((each.piles or [False] * count)[:count] for each in (one, other))
    both = sum(first and second for first, second in zip(mine, theirs, strict=True))
    return Piled(sum(mine) / count, sum(theirs) / count, both / count)


def _promise(one: Side, other: Side, *, is_tie: bool) -> Iterator[str]:
    """Which of two is better for a promise, where that is not the quicker one, or none is quicker."""
    if one.found.lead is None or other.found.lead is None:
        return
    for count, mine, theirs in (
        (85, one.found.lead.p85, other.found.lead.p85),
        (95, one.found.lead.p95, other.found.lead.p95),
    ):
        if mine.low > theirs.high:
            yield _better_promise(other, one, count, (theirs, mine), begin="" if is_tie else "But ")
            return
        if is_tie and theirs.low > mine.high:
            yield _better_promise(one, other, count, (mine, theirs), begin="")
            return


def _better_promise(one: Side, than: Side, count: int, times: "tuple[Estimate, Estimate]", begin: str) -> str:
    longest = max(each.value for each in times)
    mine, theirs = (one.words.time(each.value, longest) for each in times)
    called = one.called if begin else capital(one.called)
    takes = f"{count} of 100 items take up to {mine} instead of {theirs}"
    return f"{begin}{called} is better for a promise than {than.called}: {takes}."
