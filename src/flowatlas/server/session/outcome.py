"""What comes of a session: what a round brought is put into the atlas, by an edit known by the act that showed it."""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from flowatlas.meeting.records import Act, Meeting
from flowatlas.meeting.results import changes_of
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Change
from flowatlas.server.protocol.told import Notice
from flowatlas.store.editing import Editing
from flowatlas.store.made import Made


class Taking(Protocol):
    """A room, as far as it takes in what comes of a session."""

    editing: Editing

    def edit(
        self, edit_id: str, changes: Iterable[Change], *, session: str, by: str = "", label: str = ""
    ) -> "asyncio.Future[Made]":
        """Make changes together."""

    def notice(self, notice: Notice) -> None:
        """Tell everybody that something happened."""


class Outcome:
    """What comes of the rounds of a session."""

    def __init__(self, room: Taking) -> None:
        self._room = room

    def take_in(self, act: Act, meeting: Meeting | None) -> None:
        """Put what the round that an act showed brought into the atlas; what cannot be put there is told to all."""
        round_ = meeting.rounds.get(act.what["round"]) if meeting is not None else None
        if round_ is None or not round_.is_shown:
            return
        editing = self._room.editing
        try:
            changes = changes_of(round_, editing.plain, editing.reading)
            if changes:
                label = f"Show: {round_.title or round_.kind}"
                # No session undoes it by accident with its own last edit.
                told = self._room.edit(_edit_id(act), changes, session="", by=act.name, label=label)
                told.add_done_callback(self._taken_in)
        except FlowAtlasError as error:
            self._not_taken_in(error)

    def make_up_for(self, acts: Iterable[Act], meeting: Meeting | None) -> None:
        """Do what a crash kept from being done; an edit that was made is not made again."""
        for act in acts:
            if self._room.editing.made_of(_edit_id(act)) is None:
                self.take_in(act, meeting)

    def _taken_in(self, told: "asyncio.Future[Made]") -> None:
        error = None if told.cancelled() else told.exception()
        if isinstance(error, FlowAtlasError):
            self._not_taken_in(error)

    def _not_taken_in(self, error: FlowAtlasError) -> None:
        words = f"what was shown in the session could not be put into the atlas: {error}"
        self._room.notice(Notice(severity="warning", message=words))


def _edit_id(act: Act) -> str:
    return f"act-{act.id}"
