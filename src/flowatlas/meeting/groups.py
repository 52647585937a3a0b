"""Who shares notes with whom: pairs first, then two pairs together; nobody is left alone while others are there."""

from collections.abc import Iterable
from random import Random

Groups = tuple[tuple[str, ...], ...]


def pairs(people: Iterable[str], chance: str) -> Groups:
    """Everybody with one other, where the number is odd once with two; the same ``chance`` gives the same pairs.

    >>> [len(group) for group in pairs("abcde", "any")]
    [2, 3]
    """
    mixed = sorted(set(people))
    Random(chance).shuffle(mixed)  # noqa: S311 - only the same chances for everybody
    found = [tuple(mixed[at : at + 2]) for at in range(0, len(mixed), 2)]
    if len(found) > 1 and len(found[-1]) == 1:
        found[-2:] = [found[-2] + found[-1]]
    return tuple(found)


def fours(groups: Groups) -> Groups:
    """Two pairs together each; a pair that is left joins the others, one here and one there.

    >>> [len(group) for group in fours((("a", "b"), ("c", "d"), ("e", "f"), ("g", "h"), ("i", "j")))]
    [5, 5]
    """
    whole = [sum(groups[at : at + 2], ()) for at in range(0, len(groups) - 1, 2)]
    left = groups[-1] if len(groups) % 2 else ()
    if len(left) > 2 or not whole:
        return (*whole, *([left] if left else []))
    for number, person in enumerate(left):
        whole[number % len(whole)] += (person,)
    return tuple(whole)


def seated(groups: Groups, person: str) -> Groups:
    """Somebody who comes later joins the smallest group; who is in one stays there."""
    if not groups or any(person in group for group in groups):
        return groups
    at = min(range(len(groups)), key=lambda place: len(groups[place]))
    return tuple((*group, person) if place == at else group for place, group in enumerate(groups))
