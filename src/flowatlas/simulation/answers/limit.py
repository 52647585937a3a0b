"""The limit: what holds the stream back by relief, beside the constraint that is worked out without simulation."""

from typing import TYPE_CHECKING

from flowatlas.metrics.constraint import Constraint
from flowatlas.model.path import split
from flowatlas.model.simulation import Limit, Relief
from flowatlas.model.wording import capital, counted
from flowatlas.simulation.answers.pressure import FULL
from flowatlas.simulation.answers.relief import strongest
from flowatlas.simulation.answers.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flowatlas.model.simulation import Growth, RoleUse


def limit_of(
    found: "Sequence[Relief]", computed: Constraint | None, uses: "Sequence[RoleUse]", words: Words
) -> Limit | None:
    """What limits a stream that comes to rest; None where nothing does."""
    best, other = strongest(found), computed.found.path if computed is not None else ""
    if best is None:
        text = "No little relief at one place alone makes a difference that can be told from chance."
        return Limit(tuple(found), "", other, text) if found else None
    less = f"{words.time(-best.change.value)} ({words.share(-best.share)})"
    text = f"{capital(best.what)} would help most: the average item would be there {less} sooner."
    alike = _as_good(best, found)
    return Limit(tuple(found), best.path, other, f"{text}{alike}{_beside(best, found, computed, uses, words)}")


def _as_good(best: Relief, found: "Sequence[Relief]") -> str:
    """What may help just as much, as far as these runs tell."""
    others = [one for one in found if one is not best and one.change.value < best.change.high]
    if not others:
        return ""
    first = min(others, key=lambda one: one.change.value)
    count = len(others) - 1
    more = f", and so may relief at {counted(count, 'other place')}" if count else ""
    return f" {capital(first.what)} may help as much{more}."


def _beside(
    best: Relief, found: "Sequence[Relief]", computed: Constraint | None, uses: "Sequence[RoleUse]", words: Words
) -> str:
    """What the sums without simulation say, and why it differs."""
    if computed is None:
        return ""
    name = _quoted(computed)
    turns = best.path.removesuffix("/cadence") + "/wait_time"
    if {best.path, turns} & set(computed.found.paths):
        return " The times alone say the same."
    if computed.found.is_small:
        return " The times alone name no single place."
    keys = split(best.path)
    own = next((one for one in found if one.path in computed.found.paths), None)
    saves = f", of which a tenth less saves {words.time(max(-own.change.value, 0.0))}" if own is not None else ""
    told = f" By the times alone the constraint is {name}{saves}"
    if keys[0] != "roles":
        has_people = any(use.people is not None for use in uses)
        return f"{told}; they do not show how items queue for people." if has_people else f"{told}."
    use = next((one for one in uses if one.path == best.path), None)
    busy = f" {words.share(use.load)} of its time" if use is not None and use.load is not None else ""
    return f"{told}; they do not show that “{best.name}” is busy{busy} and that items queue for it."


def _quoted(computed: Constraint) -> str:
    """The constraint as it stands in a sentence."""
    is_step = computed.found.path.endswith("/process_time")
    return f"the process time of “{computed.found.name}”" if is_step else computed.found.name


def limit_while_growing(
    growth: "Growth",
    computed: Constraint | None,
    loads: "Mapping[str, float]",
    people: "Mapping[str, float]",
    words: Words,
) -> Limit | None:
    """What limits a stream in which work piles up: whoever has no time for what comes, and how many it would take."""
    over = {role_id: load for role_id, load in loads.items() if load >= FULL and role_id in people}
    other = computed.found.path if computed is not None else ""
    if not over:
        return Limit((), growth.paths[0], other, "") if growth.paths else None
    role_id = max(over, key=lambda one: over[one])
    needed = [_needed(words, one, people[one], over[one]) for one in over]
    text = f"Work stops piling up with {' and '.join(needed)}."
    if computed is not None and not computed.found.is_small:
        text += f" By the times alone the constraint is {_quoted(computed)}; they do not show who has no time."
    return Limit((), f"roles/{role_id}", other, text)


def _needed(words: Words, role_id: str, people: float, load: float) -> str:
    """How many people it takes to be under full load, each with as much time as now."""
    enough = int(people * load) + 1
    return f"{enough} people instead of {people:g} in “{words.role(role_id)}”"
