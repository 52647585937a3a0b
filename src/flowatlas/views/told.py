"""Sentences about several versions of a stream, each told once."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar


class Titled(Protocol):
    """A version by its title."""

    @property
    def title(self) -> str:
        """What people call it."""


Version = TypeVar("Version", bound=Titled)


def told_of(streams: Sequence[Version], say: Callable[[Version], Iterable[str]]) -> list[str]:
    """Sentences of several versions, each once: with the versions that it is about, where it is not about all."""
    found: dict[str, list[str]] = {}
    for one in streams:
        for sentence in say(one):
            found.setdefault(sentence, []).append(one.title)
    return [
        sentence if len(titles) == len(streams) else f"{', '.join(titles)}: {sentence}"
        for sentence, titles in found.items()
        if sentence
    ]
