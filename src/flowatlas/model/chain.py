"""The thread through an atlas: from what is aimed at to the measure that shows it, as nodes and links."""

from enum import StrEnum
from typing import NamedTuple


class Link(StrEnum):
    """The links of the thread in their order, each a column of its picture."""

    OUTCOME = "outcome"
    STREAM = "value stream"
    CONSTRAINT = "constraint"
    CAUSE = "causes"
    CHANGE = "changes"
    ITEM = "items"
    MEASURE = "measures"


class Node(NamedTuple):
    """One thing on the thread: where it stands, what it is called, what there is to say, and whether it is loose.

    ``id`` is unique; ``path`` the full address. A loose one is not led on to what should follow: a cause that nothing
    answers, a change that nobody makes.
    """

    id: str
    path: str
    link: Link
    name: str
    text: str = ""
    loose: str = ""


class Chain(NamedTuple):
    """The whole thread: its nodes, and which of them lead to which, by id."""

    nodes: tuple[Node, ...]
    links: tuple[tuple[str, str], ...]
