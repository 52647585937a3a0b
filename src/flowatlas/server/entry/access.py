"""What somebody may do: worked out once for every request and connection, by the one table that stands here."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from starlette.requests import HTTPConnection

from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Change, Plain, address
from flowatlas.server.entry.links import OpenLink
from flowatlas.server.protocol.meeting import FOR_EVERYBODY, Deed
from flowatlas.server.protocol.people import RIGHTS, Right
from flowatlas.store.editing import Editing

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

OPEN_PAGES = "/api"
"""What does not begin so is the page itself, the same for everybody; it shows nothing before it was let in."""

OPEN_ROUTES = {("POST", "/api/join"), ("GET", "/api/looks.css"), ("HEAD", "/api/looks.css")}
"""What whoever has no link may ask for besides: to come in, and the colours of the page."""

COMMENTING = ("/changes", "/undo", "/redo")
"""Routes of an atlas that edit; what a link to comment may change there, `permits` says."""

SCOPE = "flowatlas.access"

MAY: dict[Right, str] = {
    "view": "this link lets you look and nothing else",
    "comment": "this link lets you comment and take part in sessions, not change the map",
    "edit": "this link lets you edit, not invite others or throw atlases away",
    "host": "",
}
ASK_FOR: dict[Right, str] = {
    "view": "",
    "comment": "ask whoever sent it for one to comment or to edit",
    "edit": "ask whoever sent it for one to edit",
    "host": "whoever started the server can",
}
"""What somebody is told who may not do something: what their link is for, and whom to ask."""

COMMENTS = "comments"
TEXTS = {"text", "about", "by", "at"}


class NotAllowedError(FlowAtlasError):
    """Somebody may not do this with the link that they have."""


class Access(NamedTuple):
    """What whoever asks may do, and the link that they came with; None where the server is not shared."""

    right: Right
    link: OpenLink | None = None

    def allows(self, needed: Right) -> bool:
        """Whether this is enough, and the link was not taken back meanwhile."""
        return allows(self.right, needed) and not (self.link and self.link.is_revoked)

    def session(self, tab: str) -> str:
        """Whose edits are undone together, and whose notes are private: a tab as this link knows it.

        The id of somebody else's tab is of no use to holders of another link.
        """
        return tab if self.link is None else f"{self.link.id}.{tab}"

    @property
    def link_id(self) -> str:
        """The id of the link; '' where none was needed."""
        return "" if self.link is None else self.link.id


EVERYTHING = Access("host")
"""For whoever sits at the machine of a server that is not shared."""


def access_of(asked: HTTPConnection) -> Access:
    """What whoever asks may do; a dependency of routes."""
    found: Access = asked.scope[SCOPE]
    return found


def needed_for(method: str, path: str) -> Right:
    """What somebody must be allowed for a request: who reads only looks, who changes something edits.

    To remove atlases and to see or change who may come in is for hosts; of changes by comment links more is asked.
    """
    if path.startswith("/api/links") or method == "DELETE":
        return "host"
    if method in SAFE_METHODS:
        return "view"
    of_an_atlas = path.startswith("/api/atlases/") and path.count("/") == 4
    return "comment" if of_an_atlas and method == "POST" and path.endswith(COMMENTING) else "edit"


def still_allowed(asked: HTTPConnection) -> None:
    """Look again once all of a request has arrived: its link may have been taken back while it was on its way.

    Raises:
        NotAllowedError: it was.
    """
    access = access_of(asked)
    if access.link is not None and access.link.is_revoked:
        raise NotAllowedError("this link was taken back")


def allows(right: Right, needed: Right) -> bool:
    """Whether a right is enough for what needs another one.

    >>> allows("edit", "comment"), allows("view", "comment")
    (True, False)
    """
    return RIGHTS.index(right) >= RIGHTS.index(needed)


def refusal(right: Right, needed: Right) -> str:
    """Why something is not done, and who could."""
    return f"{MAY[right]}; {ASK_FOR[needed]}"


def may_act(right: Right, deed: Deed) -> str:
    """Why somebody may not do this in a session; '' if they may."""
    needed: Right = "comment" if isinstance(deed, FOR_EVERYBODY) else "edit"
    return "" if allows(right, needed) else refusal(right, needed)


def permits(right: Right, changes: Iterable[Change], plain: Plain) -> str:
    """Why somebody may not make these changes to an atlas; '' if they may.

    Who may comment adds comments and replies, and sets whether a comment is resolved: nothing else.
    """
    if allows(right, "edit"):
        return ""
    if not allows(right, "comment"):
        return refusal(right, "edit")
    added: set[tuple[str, ...]] = set()
    for change in changes:
        keys, is_place = address(change.path)
        if is_place or not _is_comment(keys, change.value, plain, added):
            return refusal(right, "edit")
    return ""


def permits_edit(right: Right, edit_id: str, changes: Iterable[Change], editing: Editing) -> str:
    """As `permits`; what was made before under this id may be sent again, as it is not made again."""
    return "" if editing.made_of(edit_id) else permits(right, changes, editing.plain)


def _is_comment(keys: list[str], value: Any, plain: Plain, added: set[tuple[str, ...]]) -> bool:
    """Whether a value is a new comment or reply, or whether one is resolved; what is new is noted in ``added``."""
    match keys:
        case ["comments", _]:
            is_new, said = True, _is_said(value, {*TEXTS, "resolved", "replies"})
        case ["comments", comment, "replies", _]:
            is_new, said = True, _is_there([COMMENTS, comment], plain, added) and _is_said(value, TEXTS - {"about"})
        case ["comments", comment, "resolved"]:
            is_new, said = False, _is_there([COMMENTS, comment], plain, added) and (value is None or _is_truth(value))
        case _:
            return False
    if is_new and _is_there(keys, plain, added):
        return False
    added.add(tuple(keys))
    return said


def _is_there(keys: list[str], plain: Plain, added: set[tuple[str, ...]]) -> bool:
    holder: Any = plain
    for key in keys:
        holder = holder.get(key) if isinstance(holder, dict) else None
    return holder is not None or tuple(keys) in added


def _is_said(value: Any, fields: set[str]) -> bool:
    """Whether a value is a comment or a reply: texts, of which what is said is one."""
    if not isinstance(value, dict) or not value.keys() <= fields or not value.get("text"):
        return False
    replies = value.get("replies", {})
    texts = all(isinstance(value[name], str) for name in TEXTS & value.keys())
    return texts and _is_truth(value.get("resolved", False)) and replies == {}


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool)
