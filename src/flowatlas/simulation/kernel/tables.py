"""Tables of the kernel: one record per item, token, step, role and so on, all it knows while it runs.

A token is an item, or a branch of it, on its way; a list holds tokens in the order in which they came.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Ints, Times

Table: TypeAlias = Any
"""Records in a numpy array; mypy does not know their fields."""


GROWING = ("items", "tokens", "events", "moves", "finished", "passes", "work", "tries")
"""Tables whose length the kernel has to know."""

GOING, MORE_ROOM, HAND_OVER, DONE, STUCK, OVERRUN = range(6)
"""What became of the kernel's last call."""

NEVER_ENDS = 1e300
"""Seconds until the end of what has none, which is before everything that never happens."""

FREE, MOVING, WAITING, GATHERED, QUEUED, IN_SET_UP, WORKING, BLOCKED, JOINING, OUTSIDE, LEAVING = range(11)
"""Where a token is."""

COMES, PLANNED, WAITED, SET_UP, HANDS_OFF, ENDED, BACK, TURN, LEAVES, OPENS = range(10)
"""What happens at a moment; 16 times the number of the token, step or role is added."""

ENTER, LEAVE, APPROACH, REACH, ADMIT, LET_IN, COME, PRESENT, DISBAND, LET_GO, CHANGE = range(11)
"""What happens at once."""


def _table(ints: str, floats: str = "", hashes: str = "") -> "np.dtype[np.void]":
    fields = [(name, np.int64) for name in ints.split()]
    fields += [(name, np.float64) for name in floats.split()]  # type: ignore[misc]
    fields += [(name, np.uint64) for name in hashes.split()]  # type: ignore[misc]
    return np.dtype(fields)


ITEMS = _table("number kind rank at_work is_alone next", "came active since", "hash")
TOKENS = _table(
    "item node way parent pending unplaced held_up is_lone holds place makes_room step visit phase next mate size "
    "is_leader is_back is_direct order",
    "came ready seized start hands end spent worked",
)
STEPS = _table(
    "node wait_begin wait_end process_begin process_end has_touch touch_begin touch_end set_up_begin set_up_end "
    "is_paced batch capacity limit group role_begin role_end pool back_begin back_end hours present here waiting "
    "at_work in_process queued gathered begun is_turn_due passes again",
    "share cadence turn waited missed worked waiting_area working_area",
    "back_key",
)
NODES = _table("step leave onward choice_begin choice_end arms parting_begin parting_end", "", "share_key choice_key")
WAYS = _table("start end needs fork to_begin to_end to_is_choice")
ROLES = _table("is_short free step_begin step_end hours person_begin", "away work rework set_up other")
PARTS = _table("kind begin end", "low shift", "key")
BACKS = _table("to wait_begin wait_end has_wait", "reached")
GROUPS = _table("limit here")
LISTS = _table("head tail count")
SETS = _table("begin end is_due")
STRETCHES = _table("", "opens closes before")
EVENTS = _table("order what", "time")
MOVES = _table("kind which more")
FINISHED = _table("item kind", "came left active lead")
PASSES = _table("item step visit", "came ready start end")
WORK = _table("role person item step", "start end")
POOLS = _table("is_tried")
TRIES = _table("pool")
COUNTS = _table("count")
NUMBERS = _table("number")
CHOICES = _table("to", "reached")
LEVELS = _table("", "deviate level slope")
INTERVALS = _table("", "seconds")
MOMENTS = _table("count", "moment")
CLASSES = _table("rank", "reached")
COURSE = _table("", "seconds")
SCRATCH = _table("came_from helps found mover")
RACES = _table("order", "moment")

RACE_BITS = _table("order moment")
"""Races with the bits of the moment as a whole number."""

KINDS = {
    "items": ITEMS,
    "tokens": TOKENS,
    "steps": STEPS,
    "nodes": NODES,
    "ways": WAYS,
    "roles": ROLES,
    "pools": POOLS,
    "parts": PARTS,
    "backs": BACKS,
    "groups": GROUPS,
    "lists": LISTS,
    "sets": SETS,
    "stretches": STRETCHES,
    "events": EVENTS,
    "moves": MOVES,
    "finished": FINISHED,
    "passes": PASSES,
    "work": WORK,
    "tries": TRIES,
    "visits": COUNTS,
    "met": COUNTS,
    "members": COUNTS,
    "held": NUMBERS,
    "people": NUMBERS,
    "step_roles": NUMBERS,
    "role_steps": NUMBERS,
    "branches": NUMBERS,
    "onward": NUMBERS,
    "step_ways": NUMBERS,
    "fork_ways": NUMBERS,
    "choices": CHOICES,
    "levels": LEVELS,
    "intervals": INTERVALS,
    "planned": MOMENTS,
    "classes": CLASSES,
    "wanting": COUNTS,
    "course": COURSE,
    "scratch": SCRATCH,
    "races": RACES,
}
"""All tables, and what their records are.

``visits`` has a row for each item, a column for each node: how often it came there, and 2 ** 32 for each pass of the
step. ``met`` likewise for ways in tangles: how many came, and 2 ** 32 for each that came with an item. ``members``: how
many tokens of an item are in a group. ``held``: who works on a token. ``people``: who of each role is free. ``onward``:
the ways begun by the end of one in a tangle. ``step_ways``: the way on which a step is, ``fork_ways`` that on which the
fork of a way is. ``wanting``: how many would
make room at a step (row) by going to another, where there is no place for them. ``course`` has a row for
each bucket: the area under the items inside, how many left, and the areas under those waiting and worked on at each
step.
"""

STATE = _table(
    "status is_begun order counts has_hole events moves_begin moves tries_begin tries tokens tokens_used free_token "
    "items_used free_item known inside within waiting_outside pending "
    "coming in_vain seen_gone seen_placed seen_pending warm_up most_left first gone first_gone came "
    "left before finished passes work bucket buckets has_limits has_hours has_tangles ranks steps roles groups "
    "most_roles hole places "
    "limit arrival_kind arrival_batch arrivals backlog final_begin final_end most_inside keeps_items keeps_passes "
    "keeps_work margin nodes ways classes planned intervals columns "
    + " ".join([*(f"at_{name}" for name in KINDS), *(f"room_{name}" for name in GROWING)]),
    "now base start until gap inside_seconds lead_seconds bucket_end width inside_area",
    "seed class_key arrival_key",
)


def filled(name: str, length: int, /, **columns: object) -> Table:
    """A table of so many records, the columns that are named filled."""
    table = np.zeros(length, KINDS[name])
    for column, values in columns.items():
        table[column] = values
    return table


def put_time(table: Table, name: str, times: "Ints", known: "Times") -> None:
    """Where the parts of times begin and end; nowhere where there is no time."""
    is_there = times >= 0
    for edge in ("begin", "end"):
        place = np.zeros(len(times), np.int64)
        place[is_there] = getattr(known, edge)[times[is_there]]
        table[f"{name}_{edge}"] = place
