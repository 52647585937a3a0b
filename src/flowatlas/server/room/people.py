"""Who looks at an atlas, and where they are: only the newest is told, and nothing of it is kept."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from typing import NamedTuple

from flowatlas.server.protocol.people import RIGHTS, Here, PersonOf, Right

MOST_REMEMBERED = 1_000
"""People whose colour is kept for when they come back, and whose leaving is told one by one."""


def person_of(session: str) -> str:
    """What others know a session by: its own id would let them undo in its name.

    >>> person_of("tab-1")
    '2cc6c3ae66b2'
    """
    return sha256(session.encode()).hexdigest()[:12]


class _Person:
    """Somebody who is here, as often as they are connected, and since which revision they are as they are."""

    def __init__(self, person: str, right: Right, colour: int) -> None:
        self.id = person
        self.right = right
        self.colour = colour
        self.here = Here()
        self.connections = 0
        self.revision = 0
        self.told = ""

    def say(self, revision: int) -> None:
        """Note how this person is told from now on."""
        shown = self.here.model_dump(exclude={"type"})
        shown["leads"] &= RIGHTS.index(self.right) >= RIGHTS.index("edit")
        self.revision = revision
        self.told = PersonOf(id=self.id, colour=self.colour, right=self.right, **shown).model_dump_json()


class _News(NamedTuple):
    """What is told at a revision to whoever saw an earlier one, by that."""

    revision: int
    after: dict[int, str]


class People:
    """Everybody who looks at one atlas, by their session; a session that is connected twice is one person.

    ``revision`` counts what happened. Everybody has the lowest colour that nobody else has just then, and has it again
    when they come back, unless it is taken.
    """

    def __init__(self) -> None:
        self.revision = 0
        self._people: dict[str, _Person] = {}
        self._news = _News(-1, {})
        self._gone: dict[str, int] = {}
        self._forgotten = 0
        self._colours: dict[str, int] = {}

    def join(self, session: str, right: Right) -> None:
        """Somebody is here."""
        person = self._people.get(session)
        if person is None:
            person = self._people[session] = _Person(person_of(session), right, self._colour(session))
        self._gone.pop(person.id, None)
        person.right = right
        person.connections += 1
        self._say(person)

    def leave(self, session: str) -> None:
        """Somebody closed a connection, and is gone where it was the last one."""
        person = self._people[session]
        person.connections -= 1
        if person.connections:
            return
        del self._people[session]
        self.revision += 1
        self._gone[person.id] = self.revision
        self._colours[session] = person.colour
        if len(self._gone) > MOST_REMEMBERED:
            self._forgotten = self._gone.pop(next(iter(self._gone)))
        if len(self._colours) > MOST_REMEMBERED:
            del self._colours[next(iter(self._colours))]

    def move(self, session: str, here: Here) -> bool:
        """Somebody says where they are; false where that is nothing new."""
        person = self._people[session]
        if person.here == here:
            return False
        person.here = here
        self._say(person)
        return True

    def here(self, session: str) -> Here:
        """What somebody said last of where they are; nothing in particular of who is not here."""
        person = self._people.get(session)
        return Here() if person is None else person.here

    def name_of(self, session: str) -> str:
        """What somebody is called; ``''`` for who did not say, or is not here."""
        return self.here(session).name

    def people_after(self, revision: int, session: str) -> tuple[int, str] | None:
        """Who came, moved or left after this revision, with the present one: a message for one session."""
        if self.revision <= revision:
            return None
        if self._news.revision != self.revision:
            self._news = _News(self.revision, {})
        if revision not in self._news.after:
            self._news.after[revision] = self._news_after(revision)
        return self.revision, f'{{"type":"people","you":"{person_of(session)}",{self._news.after[revision]}}}'

    def _news_after(self, revision: int) -> str:
        """What all are told who saw this revision last; made once, as all hear of all many times a second."""
        is_whole = revision < max(1, self._forgotten)
        people = ",".join(one.told for one in self._people.values() if is_whole or one.revision > revision)
        gone = "" if is_whole else ",".join(f'"{one}"' for one in self._left_after(revision))
        return f'"is_whole":{"true" if is_whole else "false"},"people":[{people}],"gone":[{gone}]'

    def _left_after(self, revision: int) -> Iterator[str]:
        return (person for person, at in self._gone.items() if at > revision)

    def _say(self, person: _Person) -> None:
        self.revision += 1
        person.say(self.revision)

    def _colour(self, session: str) -> int:
        taken = {person.colour for person in self._people.values()}
        known = self._colours.pop(session, None)
        free = (number for number in count() if number not in taken)
        return known if known is not None and known not in taken else next(free)
