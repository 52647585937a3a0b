"""Live sites: what a kind of tracker is asked for, and what its answers lead to."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult

if TYPE_CHECKING:
    import httpx

PAGE = 100
"""Entries of a list that are asked for at once."""


class Request(NamedTuple):
    """A request that is still to be made: the file for its answer, its address, and what it sends, if anything."""

    file: str
    url: str
    body: Mapping[str, Any] | None = None


class Address(NamedTuple):
    """Where to fetch from: the kind of tracker, the root of its interface, the path of the thing, and a query."""

    text: str
    kind: str
    root: str
    path: str
    query: str


class Site(NamedTuple):
    """A kind of tracker: its name, where its tokens are, what to ask for first, and what an answer leads to.

    ``address`` reads where to fetch from, ``home`` is where the site is unless that says so itself.
    """

    name: str
    variables: str
    headers: Mapping[str, str]
    address: Callable[[str, SplitResult], Address]
    first: Callable[[Address, date | None], Request]
    follow: Callable[[Address, Request, Any, "httpx.Response", date | None], Iterator[Request]]
    home: str = ""
