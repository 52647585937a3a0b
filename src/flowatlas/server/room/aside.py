"""Asides: what a change did that whoever made it may not see, in a sentence."""

from collections.abc import Sequence

from flowatlas.model.path import Plain
from flowatlas.store.edits import Kind, edits
from flowatlas.store.made import Made

MOST_NAMED = 3


def aside(made: Made, before: Plain, after: Plain) -> str:
    """What was taken back or made again, or what went away along with what was removed; ``''`` where all is plain."""
    if made.undoes is not None:
        verb = "Made again" if made.label.startswith("Redo") else "Undone"
        found = [edit.text for edit in edits(before, after, spelling=True)]
        return f"{verb}: {_listed(found, '; ')}." if found else ""
    if sum(change.value is None for change in made.changes) < 2:
        return ""
    gone = [edit.name for edit in edits(before, after) if edit.kind is Kind.REMOVED]
    return f"Removed {_listed(gone, ', ')}." if len(gone) > 1 else ""


def _listed(words: Sequence[str], between: str) -> str:
    shown = list(words[:MOST_NAMED])
    if len(words) > MOST_NAMED:
        shown.append(f"{len(words) - MOST_NAMED} more")
    *most, last = shown
    return f"{between.join(most)} and {last}" if most else last
