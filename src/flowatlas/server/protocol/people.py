"""Who is here, what each may do, and where they are."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from flowatlas.server.protocol.base import LONGEST_PATH, Id, Message, Name

MOST_SELECTED = 20

Right: TypeAlias = Literal["view", "comment", "edit", "host"]
"""What somebody may do, each with all before it: look; comment and take part in a session; edit; invite others."""

RIGHTS: tuple[Right, ...] = ("view", "comment", "edit", "host")

Place: TypeAlias = Annotated[str, Field(max_length=LONGEST_PATH)]

Point: TypeAlias = tuple[float, float]
Frame: TypeAlias = tuple[float, float, float, float]
"""A part of a picture, in its own coordinates: left, top, width, height."""


# What the page sends


class Here(Message):
    """Where I am: who, in which view, which part of its picture, where my pointer is, what I chose and what I type.

    It replaces what was said before; nothing of it is kept once I am gone. ``role`` is the one that I speak for,
    ``following`` the id of the person whose view mine follows, and ``leads`` says that I lead the session.
    """

    type: Literal["here"] = "here"
    name: Name = ""
    role: Name = ""
    view: Name = ""
    frame: Frame | None = None
    pointer: Point | None = None
    selection: Annotated[list[Place], Field(max_length=MOST_SELECTED)] = []
    typing: Place = ""
    following: Name = ""
    leads: bool = False


class Bring(Message):
    """Bring everybody to where I am."""

    type: Literal["bring"] = "bring"


# What the server tells


class PersonOf(Message):
    """Somebody who is here. ``id`` is made for others to see, ``colour`` a number that tells people apart."""

    id: str
    name: str
    role: str
    colour: int
    right: Right
    view: str
    frame: Frame | None
    pointer: Point | None
    selection: list[str]
    typing: str
    following: str
    leads: bool


class People(Message):
    """Who is here: everybody (``is_whole``), or those who came or moved, and the ids of those who left.

    ``you`` is the id of whoever hears this, who is among the people.
    """

    type: Literal["people"] = "people"
    you: str
    is_whole: bool
    people: list[PersonOf]
    gone: list[str]


class Brought(Message):
    """Somebody brings everybody to where they are."""

    type: Literal["brought"] = "brought"
    person: str
    name: str
    view: str
    frame: Frame | None


# Links, under /api


class Joining(Message):
    """The token of a link, exchanged for a cookie that only the server reads."""

    token: Annotated[str, Field(max_length=200)]


class Joined(Message):
    """What the link allows, and the page that it leads to."""

    right: Right
    page: str


class NewLink(Message):
    """Make a link; ``name`` says whom it is for."""

    right: Right
    name: Name = ""


class LinkOf(Message):
    """A link that opens this workspace to others: its addresses, one for each name of this machine, and who uses it."""

    id: Id
    right: Right
    name: str
    made_at: str
    addresses: list[str]
    people: int


class Sharing(Message):
    """Whether this server is open to others, what you may do, and the links, which only a host sees."""

    is_shared: bool
    right: Right
    links: list[LinkOf]
