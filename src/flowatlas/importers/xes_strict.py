"""The strict reader of XES: every file that is well-formed XML, element by element."""

from collections.abc import Iterator
from xml.parsers import expat

import numpy as np

from flowatlas.importers.xes_rows import KINDS, Part, Words
from flowatlas.model.errors import FileUnreadableError

DEEPEST = 100
"""Elements inside each other; logs have 4, and a few more where attributes are nested."""

LONGEST = 1 << 24
"""Bytes that one text, tag or comment may have."""

STEP = 1 << 18
"""Bytes that are parsed at once, so that an endless text is noticed."""

HIDING = (b"<!", b"<?")
"""What comments and the like begin with, in which tags are no tags."""

MOST_ATTRIBUTES = 100_000
"""Different attributes in one part of a file."""

MOST_TOLD = 100
"""Different names that are counted one by one where something is only remarked."""

OBJECT_CENTRIC = ("object-types", "object-type", "event-types", "objects", "events")

AT_THE_END = tuple(
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)
UNKNOWN_ENTITY = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]

INSIDE = (*KINDS, "list", "container", "values")


class _Words:
    """The values of one attribute while they are collected."""

    def __init__(self) -> None:
        self.places: list[int] = []
        self.texts: list[str] = []

    def add(self, place: int, text: str) -> bool:
        """Note a value; the last one counts, and ``True`` says that there was another one."""
        if self.places and self.places[-1] == place:
            self.texts[-1] = text
            return True
        self.places.append(place)
        self.texts.append(text)
        return False

    def words(self) -> Words:
        """The same as arrays."""
        import pyarrow as pa

        return Words(np.array(self.places, np.int64), pa.array(self.texts, pa.string()))


def _count(counts: dict[str, int], name: str) -> None:
    if name in counts or len(counts) < MOST_TOLD:
        counts[name] = counts.get(name, 0) + 1


class StrictReader:
    """Reads a file that is fed to it piece by piece; what has been read comes out part by part.

    ``traces`` counts those that have begun, ``complete`` those that have ended. ``nested`` counts attributes inside
    others by name, ``classifiers`` are those that the log declares, with their keys.
    """

    def __init__(self, name: str) -> None:
        self.traces = 0
        self.complete = 0
        self.nested: dict[str, int] = {}
        self.other: dict[str, int] = {}
        self.classifiers: dict[str, str] = {}
        self.encoding: str | None = None
        self._name = name
        self._depth = 0
        self._lines_skipped = 0
        self._fed = 0
        self._lines_fed = 0
        self._hiding = 0
        self._hidden = 0
        self._in_trace = False
        self._in_event = False
        self._base = 2
        self._keys: list[str] = []
        self._ends_in_return = False
        self._clear()
        self._parser = parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = parser.StartCdataSectionHandler = self._hide
        parser.ProcessingInstructionHandler = self._hide
        parser.XmlDeclHandler = self._declare
        parser.StartDoctypeDeclHandler = self._refuse

    @property
    def line(self) -> int:
        """The line that has been reached."""
        return self._parser.CurrentLineNumber + self._lines_skipped

    @property
    def next_line(self) -> int:
        """The line in which whatever follows begins."""
        return self._lines_fed + self._lines_skipped + 1

    @property
    def is_between(self) -> bool:
        """Whether all that was fed ends between two traces, and surely not inside a comment."""
        return self._depth == 1 and self._hiding == self._hidden

    @property
    def is_plain(self) -> bool:
        """Whether the bytes of the file are what other readers take them to be."""
        return (self.encoding or "utf-8").lower() in ("utf-8", "utf8")

    def skip(self, lines: int, traces: int) -> None:
        """Go on behind something that was read by somebody else."""
        self._lines_skipped += lines
        self.traces += traces
        self.complete += traces

    def feed(self, data: bytes) -> Iterator[Part]:
        """Read on; whatever is whole by then comes out.

        Raises:
            FileUnreadableError: this is no well-formed XML, no event log, or an attempt to fill the memory.
        """
        for sign in HIDING:
            self._hiding += data.count(sign)
        self._lines_fed += self._line_ends(data)
        for first in range(0, len(data), STEP):
            self._parse(data[first : first + STEP], is_last=False)
            if self._fed - self._parser.CurrentByteIndex > LONGEST:
                raise self.broken(f"a single text or tag is longer than {LONGEST:,} bytes, which is no event log")
        yield from self._part()

    def _line_ends(self, data: bytes) -> int:
        """How many lines end in what follows; a lone return ends one, too, as the parser has it."""
        returns = data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else 0
        is_cut = self._ends_in_return and data.startswith(b"\n")
        if data:
            self._ends_in_return = data.endswith(b"\r")
        return data.count(b"\n") + returns - is_cut

    def close(self) -> Iterator[Part]:
        """Say that nothing follows.

        Raises:
            FileUnreadableError: the file is cut off.
        """
        self._parse(b"", is_last=True)
        yield from self._part()

    def broken(self, what: str) -> FileUnreadableError:
        """An error that tells what is wrong, in which line, and how much was whole up to there."""
        place = f"{self._name}: line {self.line:,}"
        if not self.traces:
            return FileUnreadableError(f"{place}: {what}")
        whole = f"{self.complete:,} {'item was' if self.complete == 1 else 'items were'} complete up to here"
        return FileUnreadableError(f"{place}: {what} ({whole}; nothing was taken over)")

    def _parse(self, data: bytes, *, is_last: bool) -> None:
        self._fed += len(data)
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            raise self.broken(self._meaning(error.code)) from None

    def _meaning(self, code: int) -> str:
        if not self._fed:
            return "the file is empty; an XES event log was expected"
        if code in AT_THE_END:
            return "the file is cut off here; export or copy it again"
        if code == UNKNOWN_ENTITY:
            return "a reference such as &name; that stands for nothing; write &amp; for an ampersand"
        return f"this is no well-formed XML ({expat.ErrorString(code)})"

    def _declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._hidden += 1
        self.encoding = encoding

    def _hide(self, *_told: str) -> None:
        self._hidden += 1

    def _refuse(self, *_told: object) -> None:
        raise self.broken(
            "the file begins with a document type (<!DOCTYPE), which can make a small file endless or fetch others;"
            " event logs need none: take it out"
        )

    def _start(self, name: str, told: list[str]) -> None:
        self._depth = depth = self._depth + 1
        if depth > DEEPEST:
            raise self.broken(f"more than {DEEPEST} elements stand inside each other, which is no event log")
        if ":" in name:
            name = name.rpartition(":")[2]
        if self._in_event or self._in_trace:
            if name in INSIDE:
                self._value(name, told)
            elif name == "event" and not self._in_event:
                self._event(depth)
            else:
                _count(self.other, name)
        elif depth == 1 and name != "log":
            raise self.broken(f"the file holds <{name[:40]}>; an XES event log begins with <log>")
        elif depth == 2:
            self._in_log(name, told)

    def _in_log(self, name: str, told: list[str]) -> None:
        if name == "trace":
            self._in_trace = True
            self._base = 2
            self.traces += 1
        elif name == "event":
            self._event(2)
        elif name == "classifier" and len(self.classifiers) < MOST_TOLD:
            facts = dict(zip(told[::2], told[1::2], strict=True))
            self.classifiers[facts.get("name", "")] = facts.get("keys", "")
        elif name in OBJECT_CENTRIC:
            raise self.broken(
                f"the file holds <{name}>: it is an object-centric log in XML; export it as OCEL 2.0 JSON"
            )

    def _event(self, depth: int) -> None:
        self._in_event = True
        self._base = depth
        self._lines.append(self.line)
        self._trace.append(self.traces - 1 if self._in_trace else -1)

    def _value(self, name: str, told: list[str]) -> None:
        text: str | None
        if len(told) == 4 and told[0] == "key" and told[2] == "value":
            key, text = told[1], told[3]
        else:
            facts = dict(zip(told[::2], told[1::2], strict=True))
            key, text = facts.get("key", ""), facts.get("value")
        inside = self._depth - self._base - 1
        del self._keys[inside:]
        self._keys.append("" if name == "values" else key)
        if text is None or name not in KINDS:
            return
        if inside:
            key = "/".join(word for word in self._keys if word)
            _count(self.nested, key)
        words, place = (self._events, len(self._lines) - 1) if self._in_event else (self._traces, self.traces - 1)
        if key not in words:
            if len(words) >= MOST_ATTRIBUTES:
                raise self.broken(f"more than {MOST_ATTRIBUTES:,} different attributes, which is no event log")
            words[key] = _Words()
        self._twice += words[key].add(place, text)

    def _end(self, _name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if self._in_event:
            if depth == self._base:
                self._in_event = False
                self._base = 2
        elif self._in_trace and depth == 2:
            self._in_trace = False
            self.complete += 1

    def _part(self) -> Iterator[Part]:
        """What was collected, unless an event has not ended yet."""
        if self._in_event or not (self._lines or self._traces):
            return
        part = Part(
            np.array(self._trace, np.int64),
            np.array(self._lines, np.int64),
            {key: words.words() for key, words in self._events.items()},
            {key: words.words() for key, words in self._traces.items()},
            self._twice,
        )
        self._clear()
        yield part

    def _clear(self) -> None:
        self._lines: list[int] = []
        self._trace: list[int] = []
        self._events: dict[str, _Words] = {}
        self._traces: dict[str, _Words] = {}
        self._twice = 0
