"""The plan: a stream in numbers, as the kernel simulates it.

All time is seconds of simulated time. Where every role works the hours of the calendar, that is working time, and no
calendar is needed while simulating; else it is elapsed time from the start on, and `Hours` tells what is worked when.
How long things take is working time either way: waits, intervals between arrivals and cadences by set 0 of the hours,
work by the hours of its step. Only moments (``planned_at``, the end of a run) are then elapsed time.

Whatever is in doubt has one row for each state of what we do not know (``D`` rows, 1 where nothing is in doubt): the
kernel takes one row at a time, and all shares are then plain numbers.
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

NOTHING = -1
"""Stands for no node, no time, no role, wherever the number of one is meant."""

FIXED, SPLIT, EXPONENTIAL, GIVEN = 0, 1, 2, 3
"""Kinds of lines: always the same; split lognormal along points; exponential; one figure after the other."""

GO, CHOICE, FORK = 0, 1, 2
"""How items leave a node: the one way on; one of several ways; all branches at once."""

AT_RANDOM, EVENLY, AS_GIVEN, NEVER = 0, 1, 2, 3
"""How items arrive: at random with a rate, at even intervals, at given intervals, or not at all."""


class Lines(NamedTuple):
    """How values differ between items: ``L`` lines, each a piece of ``deviates`` and ``levels``.

    SPLIT: the value of an item at the normal deviate z is exp(level + shift), the level on straight lines through the
    points, continued beyond the outer ones, and 0 where z is below ``low``. FIXED: the shift itself. EXPONENTIAL: the
    shift is the mean. GIVEN: ``levels[begin + item % (end - begin)]``, the items counted from 0 as they arrive.
    """

    kind: "Ints"
    begin: "Ints"
    end: "Ints"
    low: "Floats"
    deviates: "Floats"
    levels: "Floats"


class Times(NamedTuple):
    """Times as sums of parts: time ``t`` is the sum of the parts from ``begin[t]`` up to ``end[t]``, ``T`` times.

    ``line`` and ``shift`` have a row for each state of doubt and a column for each part: which line, and where it lies.
    ``key`` is the number of a part in the draws, the same in every version of a map that has the part (a hash of its
    path), so that all else stays the same where one thing changes.
    """

    begin: "Ints"
    end: "Ints"
    key: "Ints"
    line: "Ints"
    shift: "Floats"


class Routes(NamedTuple):
    """Where items go: ``N`` nodes, 0 the trigger, N - 1 the customer; ``step`` is the number of the step, or -1.

    ``leave`` tells how: GO to ``onward``; CHOICE of ``choice_to`` from ``choice_begin`` up to ``choice_end``, the first
    whose ``reached`` (cumulative shares, a row per doubt) is above the item's number, and ``onward`` (the join) where
    none is; FORK into the ``branches`` from ``choice_begin`` up to ``choice_end``, which are ways, and ``onward`` (the
    join) once ``arms`` of them have come to their ends (in tangles every way that leads to the join, taken or not).

    A way leads from ``way_start`` to ``way_end``; who walks it is done with it on reaching the end, which is not
    entered. Way 0 leads from trigger to customer. A way whose end is -1 is its start alone. A branch in which ways meet
    and part is a tangle: its ways are begun by whatever leads to their start. ``way_needs`` is how many must have come
    before a way is begun (1 outside of tangles), taken or not: the ways that a choice in a tangle does not take are
    told so when the fork is reached (they come without an item, and a way that only such have come to passes that on),
    so that a way is begun when the last of those that are taken has come. ``way_to`` from ``to_begin`` up to ``to_end``
    are the ways begun by the end of a way in a tangle, -1 standing for the join; with ``to_is_choice`` one of them is
    taken, by the choice at the way's start node.
    ``key`` is the number of a node in the draws, a hash of its name.
    """

    step: "Ints"
    key: "Ints"
    leave: "Ints"
    onward: "Ints"
    choice_begin: "Ints"
    choice_end: "Ints"
    choice_to: "Ints"
    reached: "Floats"
    branches: "Ints"
    arms: "Ints"
    way_start: "Ints"
    way_end: "Ints"
    way_needs: "Ints"
    way_fork: "Ints"
    to_begin: "Ints"
    to_end: "Ints"
    way_to: "Ints"
    to_is_choice: "Ints"


class Steps(NamedTuple):
    """What is done: ``S`` steps in map order; times by their number in `Times`, -1 for none.

    ``share`` (row per doubt): the part of the items arriving here that do it. ``wait``: the gap as typed, -1 where the
    wait comes of people, batches and limits alone. ``touch``: how long people are needed, -1 where for all of
    ``process``. ``batch`` and ``cadence`` (rows per doubt; 1 and 0 for none) hold items back where ``is_paced``:
    until so many are here, or until the next turn. A batch is one piece of work. ``set_up``: before every batch; where
    batches do not hold items back, before the first of so many items each time. A batch above a limit, or the
    capacity, is as large as that.
    ``capacity`` and ``limit`` (rows per doubt, 0 for none): how many are in process, and how many are here at once.
    ``group``: the number of its group, or -1. Roles from ``role_begin`` up to ``role_end`` are all needed, one person
    of each. Ways back from ``back_begin`` up to ``back_end``: the step that they lead to, ``back_reached`` (cumulative
    shares, row per doubt), and ``back_wait`` in place of its gap (-1: the gap itself).
    """

    node: "Ints"
    share: "Floats"
    wait: "Ints"
    process: "Ints"
    touch: "Ints"
    set_up: "Ints"
    is_paced: "Ints"
    batch: "Ints"
    cadence: "Floats"
    capacity: "Ints"
    limit: "Ints"
    group: "Ints"
    group_limit: "Ints"
    role_begin: "Ints"
    role_end: "Ints"
    role: "Ints"
    back_begin: "Ints"
    back_end: "Ints"
    back_to: "Ints"
    back_reached: "Floats"
    back_wait: "Ints"
    hours: "Ints"


class Roles(NamedTuple):
    """Who does it: ``R`` roles, rows per doubt. ``people`` 0 stands for enough, as nobody said how many.

    ``away``: seconds of other work after each second of this one (availability a: (1 - a) / a), between items.
    """

    people: "Ints"
    away: "Floats"


class Classes(NamedTuple):
    """Classes of items: cumulative shares (row per doubt) and rank, 0 being served first."""

    reached: "Floats"
    rank: "Ints"


class Arriving(NamedTuple):
    """How items come: in which way, ``gap`` seconds apart on average (row per doubt), ``batch`` at a time.

    Where several come at a time, ``gap`` is from one such coming to the next: so many times that between items.
    AS_GIVEN takes ``intervals`` one after the other and ends with them. ``planned_at`` and ``planned`` tell how many
    come at which moments besides. ``backlog`` (row per doubt) items are there at the start, before the first step, and
    ``present`` (row per doubt, a column per step) in the gap of a step.
    """

    kind: int
    gap: "Floats"
    batch: "Ints"
    intervals: "Floats"
    planned_at: "Floats"
    planned: "Ints"
    backlog: "Ints"
    present: "Ints"


class Hours(NamedTuple):
    """When is worked: ``H`` sets of hours, each a piece of stretches from ``opens`` to ``closes``, in turn.

    Beyond the last stretch nothing is worked. Set 0 is that of the calendar. No sets where all time is working time.
    ``before`` is the working time up to each opening.
    """

    begin: "Ints"
    end: "Ints"
    opens: "Floats"
    closes: "Floats"
    before: "Floats"


class Plan(NamedTuple):
    """A stream in numbers; ``limit`` (row per doubt, 0 for none) is how many items may be in it at once.

    ``final_wait`` is a time, -1 for none.
    """

    lines: Lines
    times: Times
    routes: Routes
    steps: Steps
    roles: Roles
    classes: Classes
    arriving: Arriving
    hours: Hours
    limit: "Ints"
    final_wait: int

    @property
    def doubts(self) -> int:
        """How many states of what we do not know it has."""
        return len(self.limit)
