"""Matching: which step of a map each step of a log is, by its name and its place, with a reason for each."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from types import MappingProxyType

from flowatlas.discover.mapping import LogMapping, changed
from flowatlas.discover.times.measured import MeasuredMap, MeasuredStep
from flowatlas.maps.value_stream import ValueStreamMap

ALIKE = 0.55
"""From this likeness on, 0 to 1, two names are taken to mean the same."""

BY_PLACE = 0.35
"""How sure it is that two steps are the same where only their place says so."""

TIED = 0.05
"""Likenesses this close to each other are told apart by place."""

NONE = {"", "-"}
"""What stands in a mapping for a name that is no step of the map."""

MOST_COMPARED = 50
"""Activities of one step whose names are compared."""

LONGEST_COMPARED = 200
"""Signs of a name that are compared."""

SHORTEST_STEM = 3
LEAST_IN_COMMON = 4
_LITTLE_WORDS = {
    *("a", "an", "and", "at", "be", "been", "by", "for", "from", "has", "in", "is", "of", "on", "or", "out", "per"),
    *(
        "the",
        "to",
        "up",
        "was",
        "with",
        "das",
        "der",
        "des",
        "die",
        "und",
        "von",
        "zu",
        "zum",
        "zur",
        "de",
        "del",
        "el",
    ),
    *("en", "et", "la", "le", "les", "por", "y"),
}
_ENDINGS = (
    "ations",
    "ation",
    "ings",
    "ing",
    "ions",
    "ion",
    "ments",
    "ment",
    "als",
    "al",
    "ungen",
    "ung",
    "ed",
    "es",
    "er",
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Match:
    """A step of a log with the step of the map that it is, None where it is none, how sure that is (0 to 1), and why.

    ``activities`` are its names in the log. What is confirmed, a person said.
    """

    name: str
    activities: tuple[str, ...]
    step: str | None
    confidence: float
    reason: str
    is_confirmed: bool = False


def matches(
    measured: MeasuredMap, stream: ValueStreamMap, confirmed: Mapping[str, str] = MappingProxyType({})
) -> tuple[Match, ...]:
    """What each step of the log is on the map, in the order of the log.

    What a person ``confirmed``, ids by name in the log (`LogMapping.steps`), stands. Several steps of the log may be
    the same one of the map; the map may have steps that no log knows.
    """
    found = [_confirmed(step, stream, confirmed) for step in measured.steps]
    told = {place for place, one in enumerate(found) if one is not None}
    likeness = _Likeness(stream, measured.steps)
    for place, one in enumerate(found):
        if one is None:
            found[place] = _by_name(place, measured.steps, likeness, found)
    known = [one or _nothing(step) for one, step in zip(found, measured.steps, strict=True)]
    return tuple(_by_place(known, stream, told))


def unseen(stream: ValueStreamMap, known: Iterable[Match]) -> list[str]:
    """The steps of the map that the log knows nothing of, by id, in their order."""
    seen = {one.step for one in known}
    return [step_id for step_id in stream.steps if step_id not in seen]


def joined(mapping: LogMapping, known: Sequence[Match], stream: ValueStreamMap) -> LogMapping:
    """The mapping under which several steps of a log that are one of the map are measured as one.

    It is the mapping itself where each step is one already.
    """
    often = Counter(one.step for one in known if one.step is not None)
    names = dict(mapping.names)
    for one in known:
        if one.step is not None and often[one.step] > 1:
            names |= dict.fromkeys(one.activities, stream.step_name(one.step))
    return mapping if names == mapping.names else changed(mapping, names=names)


def _confirmed(step: MeasuredStep, stream: ValueStreamMap, confirmed: Mapping[str, str]) -> Match | None:
    told = next((str(confirmed[name]) for name in (step.name, *step.activities) if name in confirmed), None)
    if told is None:
        return None
    if told in NONE:
        return Match(step.name, step.activities, None, 1.0, "said to be no step of the map", is_confirmed=True)
    by_name = {stream.step_name(step_id).casefold(): step_id for step_id in stream.steps}
    step_id = told if told in stream.steps else by_name.get(told.casefold())
    reason = "confirmed" if step_id is not None else f"said to be “{told}”, which is not on the map"
    return Match(step.name, step.activities, step_id, 1.0 if step_id else 0.0, reason, is_confirmed=step_id is not None)


def _nothing(step: MeasuredStep) -> Match:
    return Match(step.name, step.activities, None, 0.0, "no step of the map has a name like it")


class _Likeness:
    """How alike names of a log and of a map are; words that many names share say little."""

    def __init__(self, stream: ValueStreamMap, steps: Sequence[MeasuredStep]) -> None:
        self.ids = list(stream.steps)
        self.names = {step_id: {stream.step_name(step_id), step_id} for step_id in self.ids}
        every = [*(stream.step_name(one) for one in self.ids), *(step.name for step in steps)]
        self.often = Counter(stem for name in every for stem in set(stems(name)))

    def of(self, step: MeasuredStep) -> dict[str, float]:
        """By step of the map, how alike it is, 0 to 1."""
        return {
            step_id: max(self._alike(one, name) for one in self._told(step) for name in names)
            for step_id, names in self.names.items()
        }

    @staticmethod
    def _told(step: MeasuredStep) -> list[str]:
        """The names of a step in the log; of very many the first ones do."""
        return [step.name, *step.activities[:MOST_COMPARED]]

    def _alike(self, one: str, other: str) -> float:
        first, second = stems(one), stems(other)
        if not first or not second:
            return float(one.strip().casefold() == other.strip().casefold())
        if first == second:
            return 1.0
        shared = self._shared(first, second)
        sizes = sorted((self._weight(first), self._weight(second)))
        by_words = max(
            2 * shared / sum(sizes), 0.8 * min(shared / sizes[0], 1.0) if len(min(first, second, key=len)) > 1 else 0
        )
        letters = SequenceMatcher(None, "".join(first), "".join(second), autojunk=False).ratio()
        return min(max(by_words, letters if letters >= 0.8 else 0.0), 0.99)

    def _shared(self, first: Sequence[str], second: Sequence[str]) -> float:
        left, total = list(second), 0.0
        for stem in first:
            best = max(left, key=lambda other: _same_word(stem, other), default="")
            how = _same_word(stem, best) if best else 0.0
            if how:
                left.remove(best)
                total += how * min(self._of(stem), self._of(best))
        return total

    def _weight(self, several: Sequence[str]) -> float:
        return sum(map(self._of, several))

    def _of(self, stem: str) -> float:
        # A word that a name of the log and one of the map share counts in full; only further names take from it.
        return float(1 / max(self.often[stem] - 1, 1) ** 0.5)


def stems(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents, endings and little words; pairs of signs where a script has no words.

    >>> stems("Reviewing_the Contrato Añadido"), stems("ApprovedPO")
    (('review', 'contrato', 'anadido'), ('approv', 'po'))
    """
    return _stems(name)


@lru_cache(maxsize=20_000)
def _stems(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", _HUMP.sub(" ", name[:LONGEST_COMPARED])).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    some = [word for word in words if word not in _LITTLE_WORDS] or words
    return tuple(stem for word in some for stem in _pieces(word))


def _pieces(word: str) -> list[str]:
    if any(ord(sign) >= 0x2E80 for sign in word) and len(word) > 2:
        return [word[at : at + 2] for at in range(len(word) - 1)]
    return [_stem(word)]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word.removesuffix(ending)
            if len(word) > SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "sl":
                word = word[:-1]
            return word
    for ending in ("s", "e"):
        if word.endswith(ending) and len(word) > SHORTEST_STEM and not word.endswith("ss"):
            word = word.removesuffix(ending)
    return word


def _same_word(one: str, other: str) -> float:
    """How surely two words are forms of one, 0 to 1: the same, or alike from their beginning on."""
    if one == other:
        return 1.0
    common = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        common += 1
    return 0.85 if common >= LEAST_IN_COMMON and common >= 0.6 * max(len(one), len(other)) else 0.0


def _by_name(
    place: int, steps: Sequence[MeasuredStep], likeness: _Likeness, found: Sequence[Match | None]
) -> Match | None:
    """The step of the map with the name that is most alike; of several, the one that is free and nearest by place."""
    step = steps[place]
    scores = likeness.of(step)
    best = max(scores.values(), default=0.0)
    if best < ALIKE:
        return None
    tied = [step_id for step_id, score in scores.items() if score >= best - TIED]
    taken = {one.step for one in found if one is not None}
    where = place / max(len(steps) - 1, 1)
    chosen = min(
        tied,
        key=lambda step_id: (
            step_id in taken and len(tied) > 1,
            abs(likeness.ids.index(step_id) / max(len(likeness.ids) - 1, 1) - where),
        ),
    )
    score = scores[chosen]
    reason = "the same name" if score == 1 else "a name like it"
    if len(tied) > 1:
        reason += f", and of {len(tied)} such steps the one in this place"
    return Match(step.name, step.activities, chosen, round(score, 2), reason)


def _by_place(known: list[Match], stream: ValueStreamMap, told: set[int]) -> list[Match]:
    """What lies alone between two known steps, in the log as on the map, is the same step; what was ``told`` stays."""
    ids = list(stream.steps)
    if not any(one.step for one in known):
        return known
    found = list(known)
    taken = {one.step for one in known}
    for place, one in enumerate(known):
        if one.step is not None or place in told:
            continue
        before = known[place - 1].step if place else ""
        behind = known[place + 1].step if place + 1 < len(known) else ""
        if before is None or behind is None:
            continue
        start = ids.index(before) + 1 if before else 0
        end = ids.index(behind) if behind else len(ids)
        if end - start == 1 and ids[start] not in taken:
            around = [f"“{stream.step_name(other)}”" for other in (before, behind) if other]
            words = f"between {around[0]} and {around[1]}" if len(around) > 1 else f"next to {around[0]}"
            reason = f"stands {words} as on the map; the names say nothing of it"
            found[place] = replace(one, step=ids[start], confidence=BY_PLACE, reason=reason)
    return found
