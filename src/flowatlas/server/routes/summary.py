"""The summary of a session as a file to download: what came of it, for those who were there and those who were not."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from starlette.exceptions import HTTPException

from flowatlas.drawing.style import Theme
from flowatlas.exporters.session import SESSION_FORMATS
from flowatlas.meeting.records import Meeting
from flowatlas.meeting.summary import Told, states_of, summary
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Plain, split
from flowatlas.server.entry.security import json_only
from flowatlas.server.limits import LONGEST_ORDER
from flowatlas.server.routes.api import ATLAS, EVERYWHERE, MEDIA, SANDBOX, Here, Inside, Key, ThemeName
from flowatlas.server.routes.problems import described

summaries = APIRouter(prefix="/api", responses=EVERYWHERE, dependencies=[Depends(json_only)])


@summaries.get(
    ATLAS + "/session/summary.{suffix}",
    tags=["session"],
    response_class=Response,
    responses={200: {"content": {"text/markdown": {}, "text/html": {}}}, **described(409, 423, 507)},
)
async def session_summary(
    key: Key,
    suffix: Annotated[Literal["md", "html"], Path()],
    room: Inside,
    workspace: Here,
    theme: ThemeName = "light",
    names: Annotated[bool, Query(description="Name those who took part.")] = False,  # noqa: FBT002 - a query parameter
    anonymous: Annotated[bool, Query(description="Leave out people, owners, notes and comments.")] = False,  # noqa: FBT002
) -> Response:
    """What came of the session that is on, or of the last one."""
    meeting = room.gathering.meeting if room.gathering is not None else None
    if meeting is None:
        raise HTTPException(404, "no session was held here yet; begin one in the page")
    told = Told(names, anonymous)
    states = states_of(meeting, room.editing.state_at, room.now.n, told)
    content = await workspace.workers.orders.run(
        summarised, meeting, states, datetime.now(UTC), told, f".{suffix}", theme, longest=LONGEST_ORDER
    )
    stem = PurePosixPath(split(key)[0]).stem
    safe = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in stem).strip("-") or "atlas"
    shown = {"content-disposition": f'inline; filename="{safe}-session.{suffix}"', **SANDBOX}
    return Response(content, media_type=MEDIA[f".{suffix}"], headers=shown)


def summarised(meeting: Meeting, states: dict[int, Plain], now: datetime, told: Told, suffix: str, theme: str) -> bytes:
    """A summary as it is written; done in a process beside the server."""
    return SESSION_FORMATS[suffix](summary(meeting, states, now, told), Labels(), Theme(theme)).encode()
