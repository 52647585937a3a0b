"""Quick fixes of all maps in one list: what can be put right at once, the best for its effort first."""

from typing import NamedTuple


class Fix(NamedTuple):
    """A quick fix: its full path, what to do, where, and what it does for its effort as far as somebody said so.

    ``effort`` is in seconds of working time; ``weekly`` what it saves a week over all items, ``saved`` what it saves
    each of them. ``ratio`` is what it saves in a week for each unit of effort, None where that cannot be told, and
    ``share`` the part of the lead time that is spent at its step with the gap before it, 0 to 1. ``told`` says in words
    what its place in the list rests on.
    """

    path: str
    text: str
    where: str
    owner: str
    effort: float | None
    saved: float | None
    weekly: float | None
    ratio: float | None
    share: float | None
    told: str


class QuickFixes(NamedTuple):
    """Quick fixes that are still to be done, best first, and how many are done."""

    open: tuple[Fix, ...]
    done: int
