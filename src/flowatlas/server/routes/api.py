"""The routes under ``/api``: the same words as the live connection, one request at a time."""

import asyncio
import re
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from flowatlas.exporters.asked import ASKED
from flowatlas.exporters.exporter import exporters
from flowatlas.model.path import Change, Plain, split
from flowatlas.server.entry.access import Access, NotAllowedError, access_of, permits_edit
from flowatlas.server.entry.security import SANDBOXED, json_only
from flowatlas.server.limits import LONGEST_ASKED, LONGEST_ORDER
from flowatlas.server.processes.jobs import exported, picture, settled
from flowatlas.server.processes.simulating import worked_out
from flowatlas.server.protocol.answers import (
    Card,
    History,
    NamedVersion,
    NameVersion,
    Restore,
    Start,
    State,
    Trashed,
)
from flowatlas.server.protocol.base import LONGEST_NAME
from flowatlas.server.protocol.drawn import PictureOf
from flowatlas.server.protocol.figured import Figures
from flowatlas.server.protocol.sent import Edit, Redo, Undo
from flowatlas.server.protocol.told import Changed
from flowatlas.server.room.past import history, versions
from flowatlas.server.room.room import Room
from flowatlas.server.routes.problems import described
from flowatlas.server.wire.convert import changes_from, findings_told
from flowatlas.server.wire.pictures import picture_message
from flowatlas.server.wire.understood import understood
from flowatlas.server.workspace import Workspace
from flowatlas.store.anonymous import anonymous as without_people
from flowatlas.store.file import AtlasFile
from flowatlas.store.folder import Folder
from flowatlas.store.schema import diff
from flowatlas.templates import started, templates

SCRIPT = "script"
"""The tab of whoever does not say which one is theirs."""

FIRST_GUESS = "outcome/first_guess"

MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".html": "text/html", ".md": "text/markdown"}
SANDBOX = {"content-security-policy": SANDBOXED}

Key: TypeAlias = Annotated[str, Path(max_length=1_000, description="The address of an atlas, as its card tells.")]
With: TypeAlias = Annotated[Access, Depends(access_of)]
Tab: TypeAlias = Annotated[
    str, Query(alias="session", pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Whose edits are undone together.")
]
ThemeName: TypeAlias = Literal["light", "dark"]
ViewName: TypeAlias = Annotated[
    str, Query(max_length=LONGEST_NAME, description="A view, as GET /api/atlases/{key} lists.")
]

EVERYWHERE = described(401, 403, 404, 421, 422, 500, 503)
EDITS = described(400, 409, 413, 415, 423, 507)

api = APIRouter(prefix="/api", responses=EVERYWHERE, dependencies=[Depends(json_only)])


def workspace_of(request: Request) -> Workspace:
    """The workspace that this server serves."""
    found: Workspace = request.app.state.workspace
    return found


Here: TypeAlias = Annotated[Workspace, Depends(workspace_of)]


def session_of(access: With, tab: Tab = SCRIPT) -> str:
    """Whose edits are undone together, as this server knows it."""
    return access.session(tab)


Session: TypeAlias = Annotated[str, Depends(session_of)]


async def room_of(key: Key, workspace: Here) -> Room:
    """The room of the atlas that a request is about."""
    return await workspace.room(key)


Inside: TypeAlias = Annotated[Room, Depends(room_of)]
ATLAS = "/atlases/{key}"

# The folder


@api.get("/atlases", tags=["folder"])
async def list_atlases(workspace: Here) -> list[Card]:
    """Every atlas of the folder in brief, the one changed last first."""
    return await workspace.cards.all()


@api.post("/atlases", tags=["folder"], status_code=201, responses=EDITS)
async def start_atlas(start: Start, workspace: Here) -> Card:
    """Start an atlas in the folder: from a template, or from the text of an atlas file."""
    if start.text is None and start.template not in templates():
        raise HTTPException(404, f"there is no template “{start.template}”; GET /api/templates lists them")
    guess = understood({}, FIRST_GUESS, start.first_guess)
    if guess.error:
        raise HTTPException(422, f"{guess.error}; {guess.hint}")
    key = await asyncio.to_thread(_started, start, workspace.folder)
    return await workspace.cards.card(key)


def _started(start: Start, folder: Folder) -> str:
    """Write a new atlas, and give its key."""
    if start.text is None:
        return folder.create(start.title, started(start.template, title=start.title, first_guess=start.first_guess))
    file = AtlasFile.of_text(start.text, start.title or "the text")
    # A file from elsewhere has its own title; what it is called is only for one that says none.
    changes = [("title", "" if file.plain.get("title") else start.title), (FIRST_GUESS, start.first_guess)]
    return folder.create(start.title, file.changed(Change(path, value) for path, value in changes if value).text.text)


@api.post(ATLAS + "/copy", tags=["folder"], status_code=201, responses=EDITS)
async def copy_atlas(key: Key, workspace: Here) -> Card:
    """Write the atlas as it is now into a new file, comments included, without its history."""
    room = workspace.opened(key)
    path = workspace.folder.resolve(key)
    copied = await asyncio.to_thread(_copied, path, room.now.plain if room else None, workspace.folder)
    return await workspace.cards.card(copied)


def _copied(path: FilePath, now: Plain | None, folder: Folder) -> str:
    """Write a copy of an atlas, and give its key; ``now`` is what its file may not hold yet."""
    file = AtlasFile.open(path)
    title = f"{(now or file.plain).get('title') or path.stem} (copy)"
    changes = [*(diff(file.plain, now) if now else ()), Change("title", title)]
    return folder.create(title, file.changed(changes).text.text)


@api.delete(ATLAS, tags=["folder"], responses=EDITS)
async def throw_atlas_away(key: Key, workspace: Here) -> Trashed:
    """Move the atlas with its history into the trash, `.flowatlas/trash/` beside it; nothing is lost."""
    file = workspace.folder.name_of(workspace.folder.resolve(key))
    return Trashed(file=file, now=await workspace.throw_away(key))


@api.get(
    ATLAS + "/card.svg",
    tags=["folder"],
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}, **described(409, 423)},
)
async def card_picture(key: Key, workspace: Here, theme: ThemeName = "light") -> Response:
    """The atlas as a small picture."""
    return Response(await workspace.cards.picture(key, theme), media_type="image/svg+xml", headers=SANDBOX)


# One atlas


@api.get(ATLAS, tags=["atlas"], responses=described(409, 423, 507))
async def atlas_now(room: Inside) -> State:
    """The atlas as it is now."""
    return State(
        n=room.now.n,
        plain=room.now.plain,
        findings=findings_told(room.now.reading.findings),
        views=room.views,
        save=room.save_state,
    )


@api.post(ATLAS + "/changes", tags=["atlas"], responses=EDITS)
async def change_atlas(edit: Edit, room: Inside, session: Session, access: With) -> Changed:
    """Make changes together; answered when they are durable."""
    changes = changes_from(edit.changes)
    forbidden = permits_edit(access.right, edit.id, changes, room.editing)
    if forbidden:
        raise NotAllowedError(forbidden)
    return room.changed(await room.edit(edit.id, changes, session=session, by=edit.by, label=edit.label))


@api.post(ATLAS + "/undo", tags=["atlas"], responses=EDITS)
async def undo(wanted: Undo, room: Inside, session: Session) -> Changed:
    """Take back the last edit of a session, where its values are still the ones that it made."""
    return room.changed(await room.undo(wanted.id, session=session, by=wanted.by))


@api.post(ATLAS + "/redo", tags=["atlas"], responses=EDITS)
async def redo(wanted: Redo, room: Inside, session: Session) -> Changed:
    """Make the edit again that a session took back last."""
    return room.changed(await room.redo(wanted.id, session=session, by=wanted.by))


@api.get(ATLAS + "/figures", tags=["atlas"], responses=described(409, 423, 507))
async def atlas_figures(room: Inside, workspace: Here) -> Figures:
    """What the figures say, all doubt looked at."""
    now = room.now
    return (await workspace.workers.orders.run(settled, room.key, now.n, now.plain, (), longest=LONGEST_ORDER)).figures


@api.get(
    ATLAS + "/pictures/{view:path}",
    tags=["atlas"],
    response_class=Response,
    responses={200: {"model": PictureOf}, **described(409, 423, 507)},
)
async def atlas_picture(
    view: Annotated[str, Path(max_length=LONGEST_NAME)],
    room: Inside,
    workspace: Here,
    at: Annotated[int | None, Query(ge=0, description="The number of a change; the state after it is drawn.")] = None,
) -> Response:
    """The atlas drawn in a view, as plain shapes."""
    n, plain = (room.now.n, room.now.plain) if at is None else (at, _state_at(room, at))
    if view in ASKED:
        drawn = await workspace.workers.asked.run(worked_out, plain, view, longest=LONGEST_ASKED)
    else:
        drawn = await workspace.workers.orders.run(picture, plain, view, longest=LONGEST_ORDER)
    told = picture_message(drawn, n=n, view=view, is_settled=True)
    return Response(told, media_type="application/json")


@api.get(
    ATLAS + "/export/{format_name}",
    tags=["atlas"],
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in MEDIA.values()}}, **described(409, 423, 507)},
)
async def export_atlas(
    key: Key,
    format_name: Annotated[str, Path(max_length=40, description="A format, as GET /api/formats lists.")],
    room: Inside,
    workspace: Here,
    view: ViewName = "practice",
    theme: ThemeName = "light",
    anonymous: Annotated[bool, Query(description="Leave out people, owners, notes and comments.")] = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """The atlas as a file to download."""
    format_ = next((one for one in exporters() if one.name == format_name), None)
    if format_ is None:
        raise HTTPException(404, f"there is no format “{format_name}”; GET /api/formats lists them")
    stem = PurePosixPath(split(key)[0]).stem
    plain = without_people(room.now.plain) if anonymous else room.now.plain
    asked = () if anonymous else room.asked.drawings
    if view in ASKED and view not in {one.name for one in asked}:
        drawn = await workspace.workers.asked.run(worked_out, plain, view, longest=LONGEST_ASKED)
        asked = (*asked, ASKED[view].drawing(drawn))
    content = await workspace.workers.orders.run(
        exported, plain, stem, format_name, view, theme, asked, longest=LONGEST_ORDER
    )
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-.") or "atlas"
    attached = {"content-disposition": f'attachment; filename="{safe}{format_.suffix}"', **SANDBOX}
    return Response(content, media_type=MEDIA.get(format_.suffix, "application/octet-stream"), headers=attached)


# Its past


@api.get(ATLAS + "/history", tags=["past"], responses=described(409, 423, 507))
async def atlas_history(
    room: Inside,
    workspace: Here,
    before: Annotated[int | None, Query(ge=1, description="Only changes before this number.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> History:
    """What was changed, the latest first."""
    return await history(room, workspace.workers.orders, before, limit)


@api.get(ATLAS + "/versions", tags=["past"], responses=described(409, 423, 507))
async def atlas_versions(room: Inside, workspace: Here) -> list[NamedVersion]:
    """The states that somebody gave a name."""
    return await versions(room, workspace.workers.orders)


@api.post(ATLAS + "/versions", tags=["past"], status_code=201, responses=EDITS)
async def name_version(wanted: NameVersion, room: Inside, workspace: Here) -> list[NamedVersion]:
    """Give the present state a name; answered with all named states."""
    await room.name_version(wanted.name, by=wanted.by)
    return await versions(room, workspace.workers.orders)


@api.post(ATLAS + "/restore", tags=["past"], responses=EDITS)
async def restore(wanted: Restore, room: Inside, session: Session) -> Changed:
    """Go back to an earlier state, as a new change that can be undone."""
    _state_at(room, wanted.n)
    return room.changed(await room.restore(wanted.id, wanted.n, session=session, by=wanted.by))


def _state_at(room: Room, n: int) -> dict[str, Any]:
    if not 0 <= n <= room.now.n:
        raise HTTPException(404, f"there is no change {n}; the last one is {room.now.n}")
    return room.editing.state_at(n)
