"""Editing: one atlas while people change it; the order of their changes, undo, history, and what is safe on the disk.

Nothing here waits but `sync`, which may run in a thread while edits go on.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from threading import Lock
from typing import Any, Literal, NamedTuple, Self, TypeAlias

from flowatlas.model.errors import EditRefusedError, FileUnreadableError, JournalError
from flowatlas.model.path import Change, Plain, apply
from flowatlas.store.journal import NO_ID, Journal, Line, Record, journal_path, place_of
from flowatlas.store.made import CHECKPOINT_EVERY, Made, Version, change_record, file_record, made_from, state_record
from flowatlas.store.merge import OpenPoint, merged, with_questions
from flowatlas.store.names import Names
from flowatlas.store.node import LARGEST_TEXT, MOST_VALUES
from flowatlas.store.permitted import permitted
from flowatlas.store.saving import TextState, Written, noted, read_file, told_open_points
from flowatlas.store.schema import Reading, diff, read_atlas, tidy
from flowatlas.store.undoing import Steps, new_errors, taken_back

FILE_ON_DISK = "file on disk"
"""Who made the changes that came with the file."""

MOST_UNDO = 2_000
"""The latest changes, among which those are that can be undone."""

MOST_STATES = 200
"""States that are kept in memory; they share nearly everything."""

LARGEST_EDITED = LARGEST_TEXT // 2
"""Characters of an atlas as JSON; as YAML it is larger."""

MOST_FINDINGS_TOLD = 3

NOTES = ("act",)
"""Kinds of what is noted beside the changes: acts of a session."""

MOST_EDITED_VALUES = MOST_VALUES // 2

_TAKEN_BACK = re.compile(r"(?:Undo|Redo)(?:: |$)")


Verb: TypeAlias = Literal["undo", "redo"]
"""What can be done to a change that was made."""


class _Pending(NamedTuple):
    """A record that is not on the disk yet, with the number of the last change and what the file says."""

    record: Record
    n: int
    text_state: TextState


class Editing:
    """One atlas being edited, by its file and the journal beside it.

    ``n`` numbers its last change, ``plain`` and ``reading`` are its state after it, ``notices`` tell people what
    happened when it was opened, and ``text_state`` what its file says.
    """

    def __init__(self, path: Path, journal: Journal, start: Plain, text_state: TextState) -> None:
        self.path = path
        self.notices: list[str] = []
        self.text_state = text_state
        self.n = 0
        self.plain = start
        self.reading: Reading = read_atlas(start)
        self._journal = journal
        self._guard = Lock()
        self._sync = Lock()
        self._pending: list[_Pending] = []
        self._durable = 0
        self._durable_text_state = text_state
        self._size = _size(start)
        self._recent: dict[int, Made] = {}
        self._states: dict[int, Plain] = {0: start}
        self._steps: dict[str, Steps] = {}
        self._versions: list[Version] = []
        self._ids: dict[str, int] = {}
        self._note_ids = {line.id for kind in NOTES for line in journal.lines[kind]}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Take up an atlas where it was left: its journal, and what became of its file meanwhile.

        Raises:
            FileUnreadableError: the file is no atlas, and no journal knows a better one.
            NewerFormatError: a newer version of the format.
            AlreadyOpenError: another process edits it.
            JournalError: the journal cannot be read.
        """
        journal = Journal(journal_path(path))
        try:
            return cls._taken_up(path, journal)
        except BaseException:
            journal.close()
            raise

    @classmethod
    def _taken_up(cls, path: Path, journal: Journal) -> Self:
        problem, file = "", None
        try:
            file = read_file(path)
        except FileUnreadableError as error:
            if not path.exists() or "state" not in journal.lines:
                raise
            problem = str(error)
        if file is not None and not file.plain and journal.lines["change"]:
            problem, file = f"{path.name} is empty on disk, which was not taken for a change", None
        states = journal.lines["state"]
        if file is not None and not states:
            text_state = TextState(file.hash, file.plain, 0)
            editing = cls(path, journal, file.plain, text_state)
            editing._queue(state_record(0, file.plain))
            editing._queue(file_record(text_state, is_exact=True))
        else:
            editing = cls(path, journal, {}, TextState("", {}, 0))
            try:
                editing._replay()
            except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
                raise JournalError(
                    f"{place_of(journal.path)} holds what no journal holds; move it away, and the atlas is as "
                    f"{path.name} says, with a new history"
                ) from None
        if journal.notice:
            editing.notices.append(journal.notice)
        if problem:
            editing.notices.append(f"{problem}; the atlas is as it was when it was last edited here")
        elif file is not None and file.hash != editing.text_state.hash:
            own = noted(path)
            n = own.n if own is not None and own.hash == file.hash and own.n <= editing.n else None
            written = Written(file.hash, file.plain, editing.text_state.n if n is None else n, is_outside=True)
            base = editing.text_state.plain if n is None else editing.state_at(n)
            made, points = editing._adopt(written, base)
            if made is not None:
                editing.notices.append(told_open_points(path, points))
        return editing

    # Changes

    def edit(self, edit_id: str, changes: Iterable[Change], *, session: str, by: str = "", label: str = "") -> Made:
        """Make changes, all or none; what was made before under this id is not made again.

        An edit that changes nothing is made all the same: to remove what somebody else has just removed is no mistake.

        Raises:
            EditRefusedError: a change leads nowhere, or would bring what is wrong into the atlas.
        """
        known = self.made_of(edit_id)
        if known is not None:
            return known
        plain, made = permitted(self.plain, changes)
        return self._make(edit_id, plain, made, session=session, by=by, label=label, is_checked=True)

    def undo(self, edit_id: str, *, session: str, by: str = "") -> Made:
        """Take back the last change of a session that others have left as it was, at least in part.

        Raises:
            EditRefusedError: there is none.
        """
        return self._take_back(edit_id, "undo", session=session, by=by)

    def redo(self, edit_id: str, *, session: str, by: str = "") -> Made:
        """Make again what this session took back last.

        Raises:
            EditRefusedError: there is nothing, or others have changed it since.
        """
        return self._take_back(edit_id, "redo", session=session, by=by)

    def taken_back_by(self, verb: Verb, *, session: str) -> list[Change]:
        """The changes that `undo` or `redo` would make now; none where it would be refused."""
        _, changes = self._way_back(verb, session)
        return _tidied(apply(self.plain, changes), changes)[1]

    def restore(self, edit_id: str, n: int, *, session: str, by: str = "") -> Made:
        """Go back to the state after change ``n``, as a new change.

        Raises:
            EditRefusedError: there is no such state.
        """
        known = self.made_of(edit_id)
        if known is not None:
            return known
        earlier = self.state_at(n)
        name = next((version.name for version in reversed(self._versions) if version.n == n), "")
        label = f"Restore “{name}”" if name else f"Restore the state after change {n}"
        changes = diff(self.plain, earlier)
        return self._make(edit_id, apply(self.plain, changes), changes, session=session, by=by, label=label)

    def can_undo(self, session: str) -> bool:
        """Whether a session has made a change that it did not take back."""
        return session in self._steps and bool(self._steps[session].undo)

    def can_redo(self, session: str) -> bool:
        """Whether a session has taken something back since its last change."""
        return session in self._steps and bool(self._steps[session].redo)

    def made_of(self, edit_id: str) -> Made | None:
        """What was made under an id, now or before a restart."""
        n = self._ids.get(edit_id)
        return None if n is None else self._made_at(n)

    # History

    def history(self, before: int | None, limit: int) -> list[Made]:
        """Changes with numbers below ``before``, the latest first; without those that changed nothing."""
        found: list[Made] = []
        n = self.n if before is None else min(before - 1, self.n)
        while n > 0 and len(found) < limit:
            made = self._made_at(n)
            found += [made] if made.changes else []
            n -= 1
        return found

    def since(self, n: int) -> list[Made]:
        """The changes after ``n`` in order, as far as they are among the latest."""
        return [*takewhile(lambda made: made.n > n, reversed(self._recent.values()))][::-1]

    def state_at(self, n: int) -> Plain:
        """The atlas after change ``n``; 0 is the state at the start of the journal.

        Raises:
            EditRefusedError: there is no such state.
        """
        if not 0 <= n <= self.n:
            raise EditRefusedError(f"there is no state {n}; there are 0 to {self.n}")
        start, plain = self._state_before(n)
        for number in range(start + 1, n + 1):
            plain = apply(plain, self._made_at(number).changes)
        return plain

    def name_version(self, name: str, *, by: str) -> Version:
        """Give the present state a name; `sync` makes it last."""
        version = Version(name, self.n, _now(), by)
        self._versions.append(version)
        self._queue(Record("version", version._asdict()))
        return version

    def note(self, note_id: str, kind: str, content: Any) -> bool:
        """Note something of another kind than changes, such as an act of a session; `sync` makes it last.

        False where something was noted under this id before.
        """
        if note_id in self._note_ids:
            return False
        self._note_ids.add(note_id)
        self._queue(Record(kind, content, note_id))
        return True

    def notes(self, kind: str) -> list[Any]:
        """The contents of all notes of a kind that are on the disk, in the order in which they were made."""
        return [self._journal.read(line) for line in self._journal.lines.get(kind, [])]

    def versions(self) -> list[Version]:
        """All named states, in the order in which they were named."""
        return list(self._versions)

    # The disk

    @property
    def pending(self) -> bool:
        """Whether there is something that `sync` would make durable and that somebody waits for."""
        with self._guard:
            return any(record.kind in {"change", "version", *NOTES} for record, *_ in self._pending)

    def sync(self) -> int:
        """Wait until everything made so far is on the disk; the number of the last change that is.

        Raises:
            JournalError: it cannot be written; `rollback` goes back to what can be relied on.
        """
        with self._sync:
            with self._guard:
                batch = list(self._pending)
            if batch:
                self._journal.append(one.record for one in batch)
                self._journal.sync()
            with self._guard:
                del self._pending[: len(batch)]
                if batch:
                    self._durable, self._durable_text_state = batch[-1].n, batch[-1].text_state
                return self._durable

    def knock(self) -> None:
        """Have `sync` find out whether the disk takes anything, though there is nothing to note."""
        self._queue(Record("knock", None))

    def rollback(self) -> list[str]:
        """Go back to the state that is durable; the ids of the edits that are gone with that."""
        with self._guard:
            gone = [one.record.id for one in self._pending if one.record.kind == "change"]
            self._pending = [one for one in self._pending if one.record.kind in {"state", "file"} and not one.n]
        durable = self._durable
        self.plain = self.state_at(durable)
        self.n = durable
        self.text_state = self._durable_text_state
        self.reading = read_atlas(self.plain)
        self._versions = [self._journal_version(line) for line in self._journal.lines["version"]]
        self._note_ids = {line.id for kind in NOTES for line in self._journal.lines[kind]}
        for table in (self._recent, self._states):
            for n in [n for n in table if n > durable]:
                del table[n]
        for edit_id in gone:
            self._ids.pop(edit_id, None)
        self._steps = {}
        for made in self._recent.values():
            self._note_step(made)
        return gone

    def written(self, result: Written) -> Made | None:
        """Take note of what `bring_up_to_date` did; what others wrote into the file becomes a change of its own."""
        if result.hash in {"", self.text_state.hash}:
            return None
        return self._adopt(result, self.state_at(min(result.n, self.n)))[0]

    def close(self) -> None:
        """Let others edit; what is not synced is gone."""
        self._journal.close()

    # Inside

    def _adopt(self, result: Written, base: Plain) -> tuple[Made | None, list[OpenPoint]]:
        """Take up what a file says, where ``base`` is what it and the present state started from."""
        made: Made | None = None
        points: list[OpenPoint] = []
        if result.is_outside:
            merged_plain, points, _ = merged(base, self.plain, result.plain)
            changes = diff(self.plain, tidy(with_questions(merged_plain, points)))
            if changes:
                plain = apply(self.plain, changes)
                edit_id = f"file-{result.hash[:16]}-{self.n + 1}"
                made = self._make(edit_id, plain, changes, session="", by=FILE_ON_DISK, label="Take in the file")
        is_exact = not result.is_outside
        self.text_state = TextState(result.hash, result.plain, result.n if made is None else made.n)
        self._queue(file_record(self.text_state, is_exact=is_exact))
        return made, points

    def _take_back(self, edit_id: str, verb: Verb, *, session: str, by: str) -> Made:
        known = self.made_of(edit_id)
        if known is not None:
            return known
        made, changes = self._way_back(verb, session)
        if made is None:
            raise EditRefusedError(f"there is nothing to {verb}")
        if not changes:
            raise EditRefusedError(f"there is nothing left to {verb}: others have changed or removed it since")
        label = f"{verb.capitalize()}: {_TAKEN_BACK.sub('', made.label, count=1)}".removesuffix(": ")
        plain = apply(self.plain, changes)
        return self._make(edit_id, plain, changes, session=session, by=by, label=label, undoes=made.n)

    def _way_back(self, verb: Verb, session: str) -> tuple[Made | None, list[Change]]:
        """The last change of a session that can be taken back, and the changes that do it; none where nothing can."""
        made, steps = None, self._steps.get(session, Steps())
        for n in reversed(steps.undo if verb == "undo" else steps.redo):
            made = self._made_at(n)
            changes = taken_back(self.state_at(n - 1), self.state_at(n), self.plain, self.reading)
            if changes:
                return made, changes
        return made, []

    def _make(
        self,
        edit_id: str,
        plain: Plain,
        changes: list[Change],
        *,
        session: str,
        by: str,
        label: str,
        undoes: int | None = None,
        is_checked: bool = False,
    ) -> Made:
        """Number a change and make it the present state; ``is_checked`` refuses what would be wrong with it."""
        plain, changes = _tidied(plain, changes)
        if plain == self.plain and not diff(self.plain, plain):
            plain, changes = self.plain, []
        made = Made(self.n + 1, edit_id, session, by, _now(), label, changes, undoes)
        record = change_record(made)
        size = self._size_with(plain, record)
        if is_checked and plain.get("flowatlas") != self.plain.get("flowatlas"):
            raise EditRefusedError("the version of the format belongs to the file and is not edited")
        reading = read_atlas(plain, before=self.reading) if changes else self.reading
        found = new_errors(self.reading.findings, reading.findings) if is_checked else []
        if found:
            raise EditRefusedError("; ".join(map(Names(plain).finding, found[:MOST_FINDINGS_TOLD])), found)
        self.plain, self.reading, self._size = plain, reading, size
        self._note(made, plain)
        self._queue(record)
        if made.n % CHECKPOINT_EVERY == 0:
            self._queue(state_record(made.n, plain))
        return made

    def _size_with(self, plain: Plain, record: Record) -> int:
        """An upper bound of how large the atlas becomes."""
        size = self._size + len(json.dumps(record.content["changes"]))
        if size <= LARGEST_EDITED:
            return size
        text = json.dumps(plain)
        before = _size(self.plain)
        if len(text) > max(LARGEST_EDITED, before) or text.count(", ") > MOST_EDITED_VALUES:
            raise EditRefusedError(
                f"the atlas would have {len(text):,} characters; one that is edited has at most {LARGEST_EDITED:,}"
            )
        return len(text)

    def _queue(self, record: Record) -> None:
        with self._guard:
            self._pending.append(_Pending(record, self.n, self.text_state))

    def _note(self, made: Made, plain: Plain) -> None:
        self.n = made.n
        self._ids[made.id] = made.n
        self._recent[made.n] = made
        self._states[made.n] = plain
        self._note_step(made)
        _forget(self._recent, MOST_UNDO, self._durable)
        _forget(self._states, MOST_STATES, self._durable)

    def _note_step(self, made: Made) -> None:
        if made.session and made.changes:
            self._steps.setdefault(made.session, Steps()).note(made)

    def _made_at(self, n: int) -> Made:
        found = self._recent.get(n)
        return found if found is not None else made_from(n, self._journal.read(self._line(n)))

    def _line(self, n: int) -> Line:
        return self._journal.lines["change"][n - 1]

    def _state_before(self, n: int) -> tuple[int, Plain]:
        """The nearest state that is known, at ``n`` or before."""
        near = max((known for known in self._states if known <= n), default=-1)
        at = n // CHECKPOINT_EVERY
        lines = self._journal.lines["state"]
        at = min(at, len(lines) - 1)
        if at * CHECKPOINT_EVERY > near and at >= 0:
            return at * CHECKPOINT_EVERY, self._journal.read(lines[at])["plain"]
        return near, self._states[near]

    def _replay(self) -> None:
        """Take up everything that the journal holds."""
        lines = self._journal.lines
        self.n = self._durable = len(lines["change"])
        self._ids = {line.id: n for n, line in enumerate(lines["change"], 1) if line.id != NO_ID}
        self._states = {}
        start = max(0, self.n - MOST_UNDO)
        plain = self.state_at(start)
        for n in range(start + 1, self.n + 1):
            made = self._made_at(n)
            plain = apply(plain, made.changes)
            self._note(made, plain)
        self.plain = plain
        self._states[self.n] = plain
        self.reading = read_atlas(plain)
        self._size = _size(plain)
        self._versions = [self._journal_version(line) for line in lines["version"]]
        note = self._journal.read(lines["file"][-1])
        values = note["plain"] if "plain" in note else self.state_at(note["n"])
        self.text_state = self._durable_text_state = TextState(note["hash"], values, note["n"])

    def _journal_version(self, line: Line) -> Version:
        return Version(**self._journal.read(line))


def _tidied(plain: Plain, changes: list[Change]) -> tuple[Plain, list[Change]]:
    """A state and the changes that led to it, with those behind them that make it tidy."""
    wanted = tidy(plain)
    if wanted == plain:
        return plain, changes
    rest = diff(plain, wanted)
    return apply(plain, rest), [*changes, *rest]


def _forget(table: dict[int, Any], most: int, durable: int) -> None:
    """Leave only the latest in memory, and what the journal does not hold yet."""
    while len(table) > most and (first := next(iter(table))) <= durable:
        del table[first]


def _size(plain: Plain) -> int:
    return len(json.dumps(plain))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
