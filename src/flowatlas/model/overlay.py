"""Overlays: a named set of changes laid over the current map.

What one person says (a voice), what the data says (a measurement) and what is wanted (a future) are all overlays.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.guidance import Guidance, Missing, Move
from flowatlas.model.path import CHANGES, Change, Plain, apply, as_mapping, diff, is_branch, join, split
from flowatlas.model.record import Record, Reference, described
from flowatlas.model.wording import shown

if TYPE_CHECKING:
    from flowatlas.model.atlas import Atlas

FUTURE_GUIDANCE = Guidance(
    purpose="Agree on one state of the stream that is clearly better than today's, near enough to be reached, and know "
    "beforehand how much it should bring and how sure that is.",
    who="Those who drew the map of today, and whoever the constraint turned out to depend on: they know what is "
    "possible and have to live with it.",
    moves=(
        Move(
            10,
            "Look at the most there is to gain",
            "Put today beside the ideal, in which nobody waits and all is right the first time. The space between the "
            "two is what can be won at all; somebody says aloud where most of it lies.",
        ),
        Move(
            20,
            "Collect changes, at the constraint first",
            "Everybody writes changes alone for five minutes, then go round. Look at what the map itself proposes as "
            "well. Ask of each what would have to be true for it, and write that down beside it.",
        ),
        Move(
            15,
            "Put the best ones together",
            "Make them part of one future, one by one, and watch what each still adds: two changes to the same wait do "
            "not add up. Stop when the target is met or when what is left takes longer than you want to plan.",
        ),
        Move(
            5,
            "Say what does not change",
            "Name what must not get worse for it, and who will notice first if it does.",
        ),
    ),
    questions=(
        "If this one wait were gone tomorrow, what would hold items up next?",
        "Who does without something that they have today, and were they asked?",
        "Could we try it with the next three items before anybody decides on it?",
        "Which of these changes needs nobody's leave but our own?",
    ),
    mistakes=(
        "Improving what is easy instead of what limits the stream: items arrive sooner where they wait anyway.",
        "Automating a step that nobody needs, or one that fails often.",
        "One future for the next five years: what is far off cannot be checked, so nobody learns from it.",
        "Taking the figure for a promise: it holds as far as what was taken for granted holds.",
    ),
    hands_on="The changes that are worth making, each with what it should bring, for the roadmap to give them an owner "
    "and a date.",
)
"""How a group designs a future; it is no map of its own."""


class Overlay(Record):
    """A named set of changes laid over the current map, by path relative to it; nothing removes."""

    title: str | None = described("Title", "What this version is called.")
    changes: dict[str, Any] = described("Changes", "New values by path, relative to the current map.", default=dict)


class Future(Overlay):
    """A state that is wanted: what is to change on the current map."""

    builds_on: str | None = described(
        "Builds on", "The future that this one starts from, else the current map.", reference=Reference("/future")
    )
    by: str | None = described("By", "The date to have it.")


def lay(base: Plain, changes: Plain) -> Plain:
    """The base with an overlay's changes made; what it says nothing about shows through."""
    return apply(base, [Change(path, value) for path, value in changes.items()])


def overlay_between(base: Plain, wanted: Plain) -> Plain:
    """The changes of an overlay that turns one map into another; laid over ``base`` they give ``wanted``."""
    return {change.path: change.value for change in diff(base, wanted)}


def missing_in_futures(atlas: "Atlas") -> Iterator[Missing]:
    """What the first future that is not finished still lacks before a roadmap is worth starting."""
    for key, future in atlas.future.items():
        path, name = f"future/{join(key)}", future.title or key
        if not future.changes:
            why = "A state that changes nothing cannot be planned; `flowatlas improve` proposes changes."
            yield Missing(f"{path}/{CHANGES}", f"Say what changes in “{name}”.", why)
        if not future.title:
            why = "People talk about what has a name."
            yield Missing(f"{path}/title", f"Give the future “{key}” a title that says what is different.", why)
        if not future.by:
            why = "Without a date nobody can tell whether it came true."
            yield Missing(f"{path}/by", f"Say until when “{name}” is to be had.", why)
        if not (future.changes and future.title and future.by):
            return


class CircleError(FlowAtlasError):
    """Futures build on each other in a circle; the text names them."""


def future_over(current: Plain, futures: Plain, key: str, seen: tuple[str, ...] = ()) -> Plain:
    """The current map with a future laid over it, and before that with the one that it builds on, if it is there.

    Raises:
        CircleError: futures build on each other in a circle.
    """
    if key in seen:
        raise CircleError(f"{' → '.join([*seen, key])} build on each other in a circle; let one start from the map")
    own = as_mapping(futures.get(key))
    before = str(own.get("builds_on"))
    base = future_over(current, futures, before, (*seen, key)) if before in futures else current
    return lay(base, as_mapping(own.get(CHANGES)))


def check_futures(current: Plain, futures: Plain) -> Iterator[Finding]:
    """Futures change what is on the map, and do not build on each other in a circle."""
    for key, own in futures.items():
        path = f"future/{join(key)}"
        future = as_mapping(own)
        before, base = future.get("builds_on"), current
        if before is not None and str(before) in futures:
            try:
                base = future_over(current, futures, str(before), (key,))
            except CircleError as error:
                message, _, hint = str(error).partition("; ")
                yield Finding(f"{path}/builds_on", message, Severity.ERROR, hint)
        yield from unresolved(base, as_mapping(future.get(CHANGES)), path)


def unresolved(base: Plain, changes: Plain, path: str) -> Iterator[Finding]:
    """Findings for changes to records that neither the base nor the overlay itself has; ``path`` is the overlay's."""
    laid = base
    for address, value in changes.items():
        keys = split(address)
        parents = [join(*keys[:depth]) for depth in range(2, len(keys), 2)]
        missing = next((parent for parent in parents if not _has(laid, split(parent))), None)
        if missing is not None:
            yield Finding(
                f"{path}/{CHANGES}/{address}",
                f"{shown(missing)} is not on the current map, so this change has nothing to act on",
                Severity.WARNING,
                "remove the change, or add the record in this overlay first",
            )
            continue
        laid = apply(laid, [Change(address, value)])


def _has(plain: Any, keys: list[str]) -> bool:
    for key in keys:
        if not isinstance(plain, dict) or key not in plain:
            return False
        plain = plain[key]
    return plain is not None and (is_branch(plain) or plain == {})
