"""The live connection of a page: what it says is done in turn, and it is told what everybody does."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import TypeAdapter, ValidationError

from flowatlas.model.errors import EditRefusedError, FlowAtlasError
from flowatlas.model.path import Change
from flowatlas.server.entry.access import allows, permits_edit, refusal
from flowatlas.server.limits import BYTES_A_SECOND, COSTS, MOST_BYTES, Allowance
from flowatlas.server.protocol.meeting import Act
from flowatlas.server.protocol.people import Bring, Brought, Here, Right
from flowatlas.server.protocol.sent import NEEDS, Ask, Edit, Foresee, Look, Read, Redo, Sent, Undo
from flowatlas.server.protocol.told import Changed, Notice, Refused
from flowatlas.server.room.listener import EndedError, Listener, TooSlowError
from flowatlas.server.room.people import person_of
from flowatlas.server.room.room import Room
from flowatlas.server.wire.convert import changes_from, findings_told
from flowatlas.server.wire.understood import understood
from flowatlas.store.made import Made

TOO_MUCH, NOT_UNDERSTOOD, NO_TEXT, FULL, NOT_OPENED = 1008, 1007, 1003, 1013, 4404
"""Codes with which a connection is closed; those below 4000 are the standard's."""

LONGEST_REASON = 123

ANY_SENT: TypeAdapter[Sent] = TypeAdapter(Sent)


class Closing(Exception):  # noqa: N818 - an end, not an error
    """The connection is to be closed, with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


async def live(socket: WebSocket, room: Room, session: str, right: Right = "host", link: str = "") -> None:
    """Serve a connection that was accepted, until it ends; ``link`` is the id of the link that it came with."""
    listener = Listener(session, room, socket.send_text, right, link)
    room.enter(listener)
    talks = [asyncio.create_task(listener.follow()), asyncio.create_task(_hear(socket, room, listener))]
    try:
        done, _ = await asyncio.wait(talks, return_when=asyncio.FIRST_COMPLETED)
        for talk in done:
            talk.result()
    except Closing as end:
        await close(socket, end.code, str(end))
    except EndedError as end:
        await close(socket, NOT_OPENED, str(end))
    except TooSlowError:
        await close(socket, TOO_MUCH, "this connection does not follow; it can come back and start anew")
    except (WebSocketDisconnect, RuntimeError):
        pass  # The other side is gone; uvicorn says so in either way.
    finally:
        room.leave(listener)
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


async def close(socket: WebSocket, code: int, words: str) -> None:
    """Close a connection with a code and a reason; whoever does not listen is not waited for."""
    with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        async with asyncio.timeout(1):
            await socket.close(code, reason(words))


def reason(words: str) -> str:
    """As much of a sentence as a closing connection can carry: 123 bytes."""
    return (
        words
        if len(words.encode()) <= LONGEST_REASON
        else words.encode()[: LONGEST_REASON - 3].decode(errors="ignore") + "…"
    )


async def _hear(socket: WebSocket, room: Room, listener: Listener) -> None:
    messages, size = Allowance(), Allowance(MOST_BYTES, BYTES_A_SECOND)
    while True:
        heard = await socket.receive()
        if heard["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        if not messages.take():
            raise Closing(TOO_MUCH, "more messages than anybody can type; go slower")
        text = heard.get("text")
        if not size.take(len(text or "")):
            raise Closing(TOO_MUCH, "more than anybody can type or paste; go slower")
        if text is None:
            raise Closing(NO_TEXT, "not understood: bytes; send JSON as text")
        try:
            message = ANY_SENT.validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            raise Closing(NOT_UNDERSTOOD, f"not understood: {first['msg']}") from None
        if not messages.take(COSTS.get(message.type, 0)):
            raise Closing(TOO_MUCH, "more looks than anybody can take; go slower")
        _answer(message, room, listener)


def _answer(message: Sent, room: Room, listener: Listener) -> None:
    needed = NEEDS[message.type]
    if not allows(listener.right, needed):
        _refuse(listener, getattr(message, "id", ""), refusal(listener.right, needed))
        return
    match message:
        case Look():
            room.look(listener, message.views)
        case Ask():
            room.asked.ask(message.view)
        case Here():
            room.move(listener, message)
        case Bring():
            _bring(room, listener)
        case Act():
            _act(room, listener, message)
        case Read():
            answer = understood(room.now.plain, message.path, message.text, id=message.id)
            listener.tell(answer.model_dump_json())
            if not answer.error:
                room.previews.foresee(listener, [[Change(message.path, answer.value)]])
        case Foresee():
            room.previews.foresee(listener, [changes_from(one) for one in message.edits], message.verbs)
        case Edit():
            _edit(room, listener, message)
        case Undo():
            _do(room, listener, message.id, lambda: room.undo(message.id, session=listener.session, by=message.by))
        case Redo():
            _do(room, listener, message.id, lambda: room.redo(message.id, session=listener.session, by=message.by))


def _edit(room: Room, listener: Listener, edit: Edit) -> None:
    """Make an edit, if the link allows it; who made it hears what of others it replaced that they did not know of."""

    def made(told: "asyncio.Future[Made]") -> None:
        if edit.base is not None and not told.cancelled() and not told.exception():
            words = room.replaced_by(told.result(), edit.base)
            if words:
                listener.tell(Notice(severity="info", message=words).model_dump_json())

    changes = changes_from(edit.changes)
    forbidden = permits_edit(listener.right, edit.id, changes, room.editing)
    if forbidden:
        _refuse(listener, edit.id, forbidden)
        return
    told = _do(
        room,
        listener,
        edit.id,
        lambda: room.edit(edit.id, changes, session=listener.session, by=edit.by, label=edit.label),
    )
    if told is not None:
        told.add_done_callback(made)


def _refuse(listener: Listener, sent_id: str, words: str, error: FlowAtlasError | None = None) -> None:
    findings = findings_told(error.findings) if isinstance(error, EditRefusedError) else []
    listener.tell(Refused(id=sent_id, message=words, findings=findings).model_dump_json())


def _bring(room: Room, listener: Listener) -> None:
    """Tell everybody else where somebody is."""
    here = room.people.here(listener.session)
    words = Brought(person=person_of(listener.session), name=here.name, view=here.view, frame=here.frame)
    for other in room.listeners:
        if other.session != listener.session:
            other.tell(words.model_dump_json())


def _act(room: Room, listener: Listener, act: Act) -> None:
    """Do something in a session; everybody sees what came of it, and who did it hears where it was refused."""
    if room.gathering is None:
        _refuse(listener, act.id, "there are no sessions here")
        return
    gathering = room.gathering
    _make(listener, act.id, lambda: gathering.act(act, session=listener.session, right=listener.right))


def _do(
    room: Room, listener: Listener, edit_id: str, make: Callable[[], "asyncio.Future[Made]"]
) -> "asyncio.Future[Made] | None":
    """Make an edit; its sender hears of it with everybody else, and alone where it was refused or done before."""
    told = _make(listener, edit_id, make)
    if told is not None and told.done() and not told.exception():
        listener.tell(_again(room, listener, told.result()).model_dump_json())
    return told


def _make(listener: Listener, sent_id: str, make: Callable[[], "asyncio.Future[Any]"]) -> "asyncio.Future[Any] | None":
    """Do what somebody asked for, and say so where it is refused, at once or because it cannot be made durable."""

    def settled(told: "asyncio.Future[Any]") -> None:
        error = None if told.cancelled() else told.exception()
        if isinstance(error, FlowAtlasError):
            _refuse(listener, sent_id, str(error), error)

    try:
        told = make()
    except FlowAtlasError as error:
        _refuse(listener, sent_id, str(error), error)
        return None
    if not told.done() or told.exception():
        told.add_done_callback(settled)
    return told


def _again(room: Room, listener: Listener, made: Made) -> Changed:
    """The acknowledgement of what was done before: nothing changes for anybody by it."""
    return Changed(
        n=room.now.n,
        id=made.id,
        by=made.by,
        at=made.at,
        label=made.label,
        changes=[],
        findings=findings_told(room.now.reading.findings),
        can_undo=room.editing.can_undo(listener.session),
        can_redo=room.editing.can_redo(listener.session),
    )
