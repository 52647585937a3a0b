"""A run: what one replication of a simulation showed, as arrays."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats, Ints


MOST_INSIDE = 1_000_000
"""How many items may be in a stream at a time; more are more than memory should hold."""


class Asked(NamedTuple):
    """What a replication is asked for: a state of doubt, a seed, when it begins to count and when it ends.

    It counts from the moment on at which ``warm_up`` items have left, and ends when ``items`` more have, at ``until``
    seconds, when the first ``first`` items have left, or when nothing more can happen. 0 and infinity ask for nothing.
    ``buckets`` is how many pieces the course has at most. Kept on demand: every finished item, every pass through a
    step, everything that a person did.
    """

    draw: int = 0
    seed: int = 1
    warm_up: int = 0
    items: int = 0
    until: float = float("inf")
    first: int = 0
    buckets: int = 200
    keeps_items: bool = True
    keeps_passes: bool = False
    keeps_work: bool = False
    most_inside: int = MOST_INSIDE


class Finished(NamedTuple):
    """Items in the order in which they left: when they came and left, how long somebody or something worked on them.

    ``item`` counts items as they came, from 0; ``kind`` is the number of the class. ``active`` counts once what is done
    on several branches at the same time. ``lead``: seconds from coming to leaving, more exactly than the difference
    of two moments far from the start can tell.
    """

    item: "Ints"
    kind: "Ints"
    came: "Floats"
    left: "Floats"
    active: "Floats"
    lead: "Floats"


class Passes(NamedTuple):
    """Passes through steps in the order in which they ended: when the item came into the gap, when it was begun, ended.

    ``visit`` counts the passes of an item through a step from 0; ``ready`` is when the gap as typed was over, and only
    people, places and turns were missing.
    """

    item: "Ints"
    step: "Ints"
    visit: "Ints"
    came: "Floats"
    ready: "Floats"
    start: "Floats"
    end: "Floats"


class Work(NamedTuple):
    """What people did: person ``person`` of role ``role`` was at a step from ``start`` to ``end``, for an item."""

    role: "Ints"
    person: "Ints"
    item: "Ints"
    step: "Ints"
    start: "Floats"
    end: "Floats"


class StepTotals(NamedTuple):
    """What happened at each step while it counted: one figure per step.

    ``passes`` that were begun, and how many of them were ``again`` (not the first of the item); ``waited``: seconds in
    the gap altogether, set-up included, ``missed``: seconds of it in which only people, places or turns were missing;
    ``worked``: seconds in process. Seconds are summed over passes that were begun, and for ``worked`` ended, while it
    counted.
    """

    passes: "Ints"
    again: "Ints"
    waited: "Floats"
    missed: "Floats"
    worked: "Floats"


class RoleTotals(NamedTuple):
    """What the people of each role did while it counted, in seconds of all of them together."""

    work: "Floats"
    rework: "Floats"
    set_up: "Floats"
    away: "Floats"


class Course(NamedTuple):
    """How many items there were on average in each piece of the time that counted, ``width`` seconds long each.

    ``inside``: in the whole stream, those outside of its limit too; ``waiting`` and ``working``: a column per step.
    Those who are done at a step, and stay there as there is no room ahead, count as waiting there; who is at no step
    (outside, where branches join, on the way to the customer) is in neither column.
    ``left``: how many left in each piece. The last piece may be shorter; its averages are over the part there is.
    """

    width: float
    inside: "Floats"
    waiting: "Floats"
    working: "Floats"
    left: "Ints"


@dataclass(frozen=True)
class Run:
    """What one replication showed from ``start`` to ``end``, in seconds of simulated time.

    ``came`` and ``left`` count items in that time; ``inside_before`` and ``inside`` how many were in the stream at its
    start and end (so that came - left = inside - inside_before); ``inside_seconds`` is the sum over all items of the
    time that they spent in it between start and end; ``lead_seconds`` the sum of the lead times of those that left.
    ``is_stuck``: everything inside waits for everything, and who comes does so, too, so that nothing can happen any
    more; ``is_overrun``: it was given up, as more items were in it than asked.
    """

    asked: Asked
    start: float
    end: float
    came: int
    left: int
    inside_before: int
    inside: int
    inside_seconds: float
    lead_seconds: float
    steps: StepTotals
    roles: RoleTotals
    course: Course
    finished: Finished
    passes: Passes | None = None
    work: Work | None = None
    is_stuck: bool = False
    is_overrun: bool = False
