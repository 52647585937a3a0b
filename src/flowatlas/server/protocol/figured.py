"""Figures as they are told."""

from typing import Literal

from flowatlas.server.protocol.base import FindingOf, Message


class AnswerOf(Message):
    """A figure of the whole map in words, and what it came from.

    ``text`` is the figure, ``spread`` how items differ, ``typical`` how well the typical value is known, ``least`` the
    sum of what is known for sure; each '' where there is nothing to say. ``sentence`` is the answer in plain words,
    ``explanation`` what the term means. ``paths`` lead to the places that weigh most in it.
    """

    name: str
    title: str
    text: str
    spread: str
    typical: str
    least: str
    sentence: str
    explanation: str
    basis: str
    unknowns: int
    paths: list[str]


class SpotOf(Message):
    """Something that the figures say of places on the map: the constraint, what to measure next."""

    paths: list[str]
    name: str
    text: str
    sentence: str
    explanation: str
    share: float | None
    sure: float | None


class Figures(Message):
    """The answers. ``exact`` is there at once: sums at best knowledge. The rest belongs to the change ``n``.

    While ``is_running`` the doubt is being looked at; what stands in the other fields is from before the change, and to
    be shown as such.
    """

    type: Literal["figures"] = "figures"
    n: int
    is_running: bool
    calendar: str
    exact: list[AnswerOf]
    sentences: list[str]
    answers: list[AnswerOf]
    constraint: SpotOf | None
    others: list[SpotOf]
    measure_next: list[SpotOf]
    target: SpotOf | None
    audit: list[FindingOf]
    unknown: list[str]
