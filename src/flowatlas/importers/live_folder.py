"""The folder of a fetch: the answers of a site as files, and what is still to be asked for."""

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flowatlas.importers.importer import Progress, Source
from flowatlas.importers.line import origin_of
from flowatlas.importers.live_address import read_address
from flowatlas.importers.live_site import Address, Request
from flowatlas.model.errors import FileUnreadableError, FileUnwritableError, FlowAtlasError

STATE = "fetched.json"
"""Beside the pages: what has been fetched and what is still to be asked for. It holds no token."""

_TEXTS = ("title", "body", "message", "display_title")


class Folder:
    """The files of a fetch, in a folder of its own below ``into``, and how far it is.

    Each answer is a line of the file of its kind; the state says how long every file is, so that half a line that
    an interruption left is cut off before the fetch goes on.
    """

    def __init__(self, into: Path, address: Address, since: date | None) -> None:
        self.into = into / _name(address)
        self.asked = f"{address.text}{f' since {since}' if since else ''}"
        self._address = address
        self._is_increment = since is not None
        self._state: dict[str, Any] = {"address": address.text, "todo": [], "files": {}, "former": [], "answers": 0}

    def begin(self, first: Request) -> None:
        """Go on where a fetch of the same broke off, or begin a new one."""
        state = self._stored()
        if state and state["address"] != self._address.text:
            raise FlowAtlasError(
                f"{self.into} holds what was fetched from {state['address']}; fetch into another folder"
            )
        if state and state["todo"] and state.get("asked") == self.asked:
            self._state = state
        else:
            files = dict(state["files"]) if state else {}
            former = [] if self._is_increment else [*files, *(state["former"] if state else [])]
            turn = int(state.get("turn", 0)) + 1 if state else 1
            self._state |= {
                "files": files if self._is_increment else {},
                "former": former,
                "todo": [list(first)],
                "asked": self.asked,
                "turn": turn,
            }
        self._save()
        for name, size in self._state["files"].items():
            os.truncate(self.into / name, size)

    def next_request(self) -> Request | None:
        """What is to be asked for next; nothing when all has come."""
        todo = self._state["todo"]
        return Request(*todo[0]) if todo else None

    def store(self, request: Request, content: Any, following: list[Request]) -> None:
        """Keep an answer, and what it leads to: what belongs to it comes before the next page."""
        name = f"{request.file}-{self._state['turn']}.jsonl"
        files = self._state["files"]
        try:
            with (self.into / name).open("ab") as file:
                file.truncate(files.get(name, 0))
                file.write(json.dumps(_without_texts(content), separators=(",", ":")).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
                files[name] = file.tell()
        except OSError as error:
            raise FileUnwritableError(f"{self.into / name} cannot be written: {error.strerror}") from None
        self._state["todo"] = [list(one) for one in following] + self._state["todo"][1:]
        self._state["answers"] += 1
        self._save()

    def finish(self) -> None:
        """Remove what a complete fetch replaces."""
        for name in self._state["former"]:
            (self.into / name).unlink(missing_ok=True)
        self._state["former"] = []
        self._save()

    def told(self) -> str:
        """How much has come."""
        return f"{self._state['answers']:,} answers so far"

    def source(self, progress: Progress) -> Source:
        """The files, in the order in which they began."""
        return Source(tuple(self.into / name for name in self._state["files"]), progress, self._address.text)

    def _stored(self) -> dict[str, Any] | None:
        path = self.into / STATE
        try:
            state = json.loads(path.read_text(encoding="utf-8"))
            is_ours = self._is_ours(state)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, FlowAtlasError):
            is_ours = False
        if not is_ours:
            raise FileUnreadableError(
                f"{path} is no state of a fetch; fetch into another folder, or remove it to begin anew"
            )
        return dict(state)

    @staticmethod
    def _is_ours(state: dict[str, Any]) -> bool:
        """Whether a state names only files of this folder, and only requests of the address that it was made for."""
        origin = origin_of(read_address(state["address"]).root)
        names = [*state["files"], *state["former"]]
        todo = [Request(*one) for one in state["todo"]]
        return all(Path(name).name == name for name in names) and all(origin_of(one.url) == origin for one in todo)

    def _save(self) -> None:
        path = self.into / STATE
        try:
            self.into.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".part")
            beside.write_text(json.dumps(self._state, indent=1), encoding="utf-8")
            beside.replace(path)
        except OSError as error:
            raise FileUnwritableError(f"{path} cannot be written: {error.strerror}") from None


def _name(address: Address) -> str:
    """What the folder of an address is called: readable, and never that of another one."""
    from hashlib import blake2b

    sign = blake2b(address.text.encode(), digest_size=4).hexdigest()
    where = address.path or urlsplit(address.root).hostname or ""
    return "-".join([address.kind, re.sub(r"[^A-Za-z0-9.]+", "-", where)[:60].strip("-."), sign])


def _without_texts(content: Any) -> Any:
    """An answer without what people wrote in it, which nobody needs for measuring."""
    if isinstance(content, list):
        return [_without_texts(one) for one in content]
    if isinstance(content, dict):
        return {name: _without_texts(value) for name, value in content.items() if name not in _TEXTS}
    return content
