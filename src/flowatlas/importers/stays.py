"""Stays: from the changes that a tracker wrote down to where an item was from when to when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from flowatlas.importers.collected import Collected, Row
from flowatlas.model.event import UNKNOWN_MOMENT, Remark

EXAMPLES = 3


class Change(NamedTuple):
    """A value that changed: when, in which order among changes of one moment, from what to what, and who did it.

    ``from_id`` and ``to_id`` are the tracker's own numbers of the values, "" where it has none.
    """

    moment: int
    order: int
    from_id: str
    from_name: str
    to_id: str
    to_name: str
    who: str
    id: str


@dataclass
class History:
    """What a tracker knows of one item; "" and the unknown moment for what it does not tell.

    ``is_cut`` says that the beginning of the changes is missing. ``people`` and ``teams`` are the changes of those who
    it was given to, ``person`` and ``team`` who has it now.
    """

    name: str
    created: int = UNKNOWN_MOMENT
    status_id: str = ""
    status: str = ""
    changes: list[Change] = field(default_factory=list)
    people: list[Change] = field(default_factory=list)
    teams: list[Change] = field(default_factory=list)
    person: str = ""
    team: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    is_cut: bool = False
    knows_people: bool = False


class Stays:
    """Histories, turned one by one into rows of where an item was."""

    def __init__(self, attributes: Iterable[str]) -> None:
        self.rows = Collected(attributes)
        self._names: dict[str, tuple[int, str]] = {}
        self._renamed: dict[str, None] = {}
        self._counts: dict[str, list[str]] = {}

    def learn(self, history: History) -> None:
        """Note the latest name of every status, so that one that was renamed stays one."""
        for change in history.changes:
            self._name(change.from_id, change.from_name, change.moment - 1)
            self._name(change.to_id, change.to_name, change.moment)
        self._name(history.status_id, history.status, 2**63)

    def add(self, history: History) -> None:
        """The stays of one item, from its creation up to where it is now."""
        changes = sorted(history.changes, key=lambda change: (change.moment, change.order))
        changes = [change for change in changes if change.moment != UNKNOWN_MOMENT]
        if not changes:
            self._add_unchanged(history)
            return
        first = changes[0]
        people, teams = _holders(history.people, history.person), _holders(history.teams, history.team)
        if history.is_cut or history.created == UNKNOWN_MOMENT:
            self._note("cut" if history.is_cut else "uncreated", history.name)
        elif first.from_id or first.from_name:
            self._stay(history, history.created, first.from_id, first.from_name, first, people, teams)
        following: list[Change | None] = [*changes[1:], None]
        for change, ending in zip(changes, following, strict=True):
            self._stay(history, change.moment, change.to_id, change.to_name, ending, people, teams)
            if ending is not None and self._latest(ending.from_id, ending.from_name) != self._latest(
                change.to_id, change.to_name
            ):
                self._note("gap", history.name)
        last = changes[-1]
        if history.status and self._latest(last.to_id, last.to_name) != self._latest(history.status_id, history.status):
            self._note("elsewhere", history.name)

    def remarks(self) -> Iterator[Remark]:
        """What has to be said about the histories."""
        said = {
            "unknown": ("items never changed their status, and nothing tells which one it is", "they are left out"),
            "cut": (
                "items lack the beginning of their changes, because the export was cut off",
                "what came before the first known change is left out, so that they look shorter than they were",
            ),
            "uncreated": (
                "items lack the moment of their creation",
                "the time before their first change of status is left out",
            ),
            "gap": (
                "changes begin in another status than the one before ended in",
                "the item counts as being where the earlier change had put it",
            ),
            "elsewhere": (
                "items are now in another status than their last change says",
                "the changes were believed",
            ),
        }
        for key, (message, done) in said.items():
            if names := self._counts.get(key):
                yield Remark(message, len(names), done, tuple(dict.fromkeys(names))[:EXAMPLES])
        if self._renamed:
            yield Remark(
                "statuses have been renamed",
                len(self._renamed),
                "they go by their latest name",
                tuple(self._renamed)[:3],
            )

    def _add_unchanged(self, history: History) -> None:
        if not history.status or history.created == UNKNOWN_MOMENT or history.is_cut:
            self._note("unknown", history.name)
            return
        people, teams = _holders(history.people, history.person), _holders(history.teams, history.team)
        self._stay(history, history.created, history.status_id, history.status, None, people, teams)

    def _stay(
        self,
        history: History,
        start: int,
        status_id: str,
        name: str,
        ending: Change | None,
        people: "Holders",
        teams: "Holders",
    ) -> None:
        end = UNKNOWN_MOMENT if ending is None else ending.moment
        activity = self._latest(status_id, name)
        if name and activity != name:
            self._renamed.setdefault(f"{name} is now {activity}")
        # Who had it at the end of the stay did the work; where nobody tells, it was whoever passed it on.
        who = people.at(end)
        if not who and ending is not None and not history.knows_people:
            who = ending.who
        self.rows.add(
            Row(history.name, activity, start, end, who, teams.at(end), ending.id if ending else ""),
            history.attributes,
        )

    def _name(self, status_id: str, name: str, moment: int) -> None:
        if status_id and name and self._names.get(status_id, (UNKNOWN_MOMENT, ""))[0] <= moment:
            self._names[status_id] = (moment, name)

    def _latest(self, status_id: str, name: str) -> str:
        return self._names[status_id][1] if status_id in self._names else name or status_id

    def _note(self, what: str, name: str) -> None:
        self._counts.setdefault(what, []).append(name)


class Holders(NamedTuple):
    """Who had an item: up to each moment, and since the last one."""

    until: list[tuple[int, str]]
    now: str

    def at(self, moment: int) -> str:
        """Who had it just before a moment; who has it now, if the moment is not known."""
        if moment != UNKNOWN_MOMENT:
            for until, holder in self.until:
                if moment <= until:
                    return holder
        return self.now


def _holders(changes: list[Change], now: str) -> Holders:
    if not changes:
        return Holders([], now)
    ordered = sorted(changes, key=lambda change: (change.moment, change.order))
    last = ordered[-1]
    return Holders(
        [(change.moment, _holder(change.from_id, change.from_name)) for change in ordered],
        _holder(last.to_id, last.to_name),
    )


def _holder(number: str, name: str) -> str:
    return number or name
