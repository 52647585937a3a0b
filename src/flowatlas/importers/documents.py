"""Documents: the entries of JSON files, one after the other, so that memory holds one entry and not the file."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from flowatlas.importers.importer import Source
from flowatlas.importers.packed import CutOffError, pieces
from flowatlas.model.errors import FileUnreadableError

LONGEST_ENTRY = 1 << 25
"""Characters that one entry may have; more than that is no issue, no run and no audit row."""

LISTS = (
    "issues",
    "issueChangeLogs",
    "workflow_runs",
    "jobs",
    "result",
    "records",
    "values",
    "objectTypes",
    "eventTypes",
    "objects",
    "events",
)
"""Names under which the answers of Jira, GitHub and ServiceNow hold their entries."""


_BLANKS = re.compile(r"[ \t\n\r]*")
_SIGNS = re.compile(r'["{}\[\]]')


class Entry(NamedTuple):
    """One entry of a list in a file: the name of the list ("" if it has none), the entry, and the file."""

    kind: str
    content: dict[str, Any]
    path: Path


def entries(source: Source) -> Iterator[Entry]:
    """Every entry of every file: of a list, of a list in an object such as ``{"issues": [...]}``, or one a line.

    Pages may stand one after the other, or in one list.

    Entries that are no objects are left out. Files may be packed with gzip, and may begin with a byte order mark.

    Raises:
        FileUnreadableError: a file cannot be read, or is no whole JSON; the message tells line and column.
    """
    for path in source.paths:
        try:
            for kind, content in _Text(path, _decoded(pieces(path, source))).entries():
                for inner, entry in _unfolded(kind, content):
                    yield Entry(inner, entry, path)
        except CutOffError as error:
            raise FileUnreadableError(f"{path}: {error}") from None


def _unfolded(kind: str, content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries in an entry that is a page itself: pages may have been put into one list."""
    if isinstance(content, list):
        for one in content:
            # Pages of pages are nobody's export.
            yield from _unfolded(kind, one) if isinstance(one, dict) else ()
    elif isinstance(content, dict):
        lists = [name for name in LISTS if isinstance(content.get(name), list)]
        if kind or not lists or content.keys() & {"id", "key", "number"}:
            yield kind, content
            return
        for name in lists:
            yield from ((name, one) for one in content[name] if isinstance(one, dict))


def first_entry(source: Source) -> Entry | None:
    """The first entry of the first file, as far as it lies in the first bytes of it; nothing if it is no JSON."""
    head = source.head.decode("utf-8-sig", "replace")
    if head.lstrip()[:1] not in ("{", "["):
        return None
    text = _Text(source.path, iter([head]))
    try:
        for kind, content in text.entries():
            for inner, entry in _unfolded(kind, content):
                return Entry(inner, entry, source.path)
    except FileUnreadableError:
        pass
    return Entry(*_cut(head), source.path)


def keys_in_head(source: Source) -> tuple[str, frozenset[str]]:
    """The name of the list that a JSON file begins with, and the keys of its first entry as far as they are seen."""
    entry = first_entry(source)
    return ("", frozenset()) if entry is None else (entry.kind, frozenset(entry.content))


def text_at(content: Any, *names: str) -> str:
    """The text under names one inside the other; "" where there is none or something else."""
    for name in names:
        if not isinstance(content, dict):
            return ""
        content = content.get(name)
    if isinstance(content, str):
        return content
    return str(content) if isinstance(content, int) and not isinstance(content, bool) else ""


def _cut(head: str) -> tuple[str, dict[str, Any]]:
    """The name of the list and the keys at the beginning of an entry that is longer than the head."""
    decode = json.JSONDecoder().raw_decode
    depth, kind = 0, ""
    keys: list[tuple[int, str]] = []
    sign = _SIGNS.search(head)
    while sign:
        place = sign.end()
        if sign[0] in "[{":
            depth += 1
        elif sign[0] in "]}":
            depth -= 1
        else:
            try:
                word, place = decode(head, sign.start())
            except ValueError:
                break
            if head[(after := _after_blanks(head, place)) : after + 1] == ":":
                keys.append((depth, word))
                kind = word if depth == 1 and word in LISTS else kind
        sign = _SIGNS.search(head, place)
    # A list in an object holds its entries two levels further in than the object has its own keys.
    level = 3 if kind else 2 if head.lstrip().startswith("[") else 1
    return kind, {word: None for depth, word in keys if depth == level}


def _after_blanks(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return place if found is None else found.end()


def _decoded(raw: Iterator[bytes]) -> Iterator[str]:
    """The text of bytes in pieces; what is no UTF-8 becomes a sign that says so."""
    decoder = None
    for piece in raw:
        if decoder is None:
            is_wide = piece[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
            decoder = codecs.getincrementaldecoder("utf-16" if is_wide else "utf-8-sig")("replace")
        yield decoder.decode(piece)
    if decoder is not None:
        yield decoder.decode(b"", final=True)


class _Text:
    """A text that is read piece by piece and decoded value by value."""

    def __init__(self, path: Path, pieces: Iterator[str]) -> None:
        self.path = path
        self._pieces = pieces
        self._text = ""
        self._place = 0
        self._line = 1
        self._column = 1
        self._decode = json.JSONDecoder().raw_decode

    def entries(self) -> Iterator[tuple[str, Any]]:
        """Every entry with the name of its list, through all the values that stand one after the other."""
        if not self._peek():
            raise FileUnreadableError(f"{self.path}: the file is empty; a JSON export was expected")
        while sign := self._peek():
            if sign == "[":
                yield from (("", entry) for entry in self._list())
            elif sign == "{":
                yield from self._object()
            else:
                self._value()

    def _object(self) -> Iterator[tuple[str, Any]]:
        self._place += 1
        rest: dict[str, Any] = {}
        is_page = False
        while (sign := self._expect('"}')) == '"':
            name = self._value()
            self._expect(":")
            self._place += 1
            if name in LISTS and self._peek() == "[":
                is_page = True
                yield from ((name, entry) for entry in self._list())
            else:
                rest[name] = self._value()
            if self._expect(",}") == ",":
                self._place += 1
                self._expect('"')
        self._place += sign == "}"
        if not is_page:
            yield "", rest

    def _list(self) -> Iterator[Any]:
        self._place += 1
        if self._peek() == "]":
            self._place += 1
            return
        while True:
            yield self._value()
            if self._expect(",]") == "]":
                self._place += 1
                return
            self._place += 1

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = self._decode(self._text, self._place)
            except (ValueError, StopIteration) as error:
                if self._is_cut(error) and self._more():
                    continue
                raise self._broken(error) from None
            except RecursionError:
                raise FileUnreadableError(f"{self._where()}: values are nested too deep") from None
            # Of a number such as 1.5e3 a part is a number, too.
            if isinstance(value, int | float) and end >= len(self._text) - 2 and self._more():
                continue
            self._place = end
            return value

    def _is_cut(self, error: Exception) -> bool:
        """Whether a value looks wrong only because the rest of it has not been read."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated") or error.pos >= len(self._text) - 16

    def _peek(self) -> str:
        """The next sign that is no white space; "" at the end."""
        while True:
            self._place = _after_blanks(self._text, self._place)
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more():
                return ""

    def _expect(self, signs: str) -> str:
        sign = self._peek()
        if sign and sign in signs:
            return sign
        raise self._broken(None)

    def _more(self) -> bool:
        """Read on, and forget what is behind."""
        if len(self._text) - self._place > LONGEST_ENTRY:
            raise FileUnreadableError(
                f"{self._where()}: an entry is longer than {LONGEST_ENTRY // 1_000_000} million characters;"
                " this is no export of issues, pull requests, runs or audit rows"
            )
        wanted = max(len(self._text) - self._place, 1)
        further = []
        # As much again as there is, so that a long entry is tried a few times only.
        while wanted > 0 and (piece := next(self._pieces, None)) is not None:
            further.append(piece)
            wanted -= len(piece)
        if not further:
            return False
        self._line, self._column = self._position(self._place)
        self._text = self._text[self._place :] + "".join(further)
        self._place = 0
        return True

    def _position(self, place: int) -> tuple[int, int]:
        lines = self._text.count("\n", 0, place)
        if not lines:
            return self._line, self._column + place
        return self._line + lines, place - self._text.rfind("\n", 0, place)

    def _where(self, place: int | None = None) -> str:
        line, column = self._position(self._place if place is None else place)
        return f"{self.path}: line {line}, column {column}"

    def _broken(self, error: Exception | None) -> FileUnreadableError:
        place = error.pos if isinstance(error, json.JSONDecodeError) else self._place
        ends = not self._text[place:].strip() or (
            isinstance(error, json.JSONDecodeError) and error.msg.startswith("Unterminated")
        )
        if ends:
            return FileUnreadableError(f"{self._where(len(self._text))}: the file ends here, in the middle of a value")
        found = self._text[place : place + 20].splitlines()[0]
        return FileUnreadableError(f"{self._where(place)}: this is no JSON: {found!r}")
