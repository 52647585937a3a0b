"""YAML text as a tree of nodes that know where they stand.

This is YAML as atlases use it: mappings, lists, texts, numbers, true, false and null by the core schema of YAML 1.2,
anchors and aliases; no tags, no second document, no key twice. Dates stay texts, as typed.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner

from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.wording import shown

LARGEST_TEXT = 2_000_000
MOST_VALUES = 100_000
DEEPEST_NESTING = 40
LONGEST_NUMBER = 40

BYTE_ORDER_MARK = "\ufeff"
COLON = re.compile(r"[ \t]*:")


class TextError(FlowAtlasError):
    """A text is not an atlas: not YAML, or YAML of a kind that atlases do without; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Node:
    """A value in a text, from ``start`` to ``end`` (offsets): a scalar, a list, a mapping, or an alias of one of them.

    ``value`` is the plain value of what is no mapping. A scalar that is not there, as in ``legal:``, starts and ends
    behind the colon. ``height`` counts the levels below, ``size`` the values inside, this one and keys included.
    """

    __slots__ = (
        *("anchor", "end", "entries", "height", "is_flow", "items", "kind", "line", "size", "start", "style", "text"),
        "value",
    )

    def __init__(self, kind: str, start: int, end: int, line: int = 1) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.line = line
        self.anchor = ""
        self.is_flow = False
        self.style = ""
        self.text = ""
        self.value: Any = None
        self.items: list[Node] = []
        self.entries: dict[str, Entry] = {}
        self.height = 0
        self.size = 1

    @property
    def is_block(self) -> bool:
        """Whether it stands on lines of its own, below its key."""
        return self.style in {"|", ">"} or (self.kind in {"mapping", "list"} and not self.is_flow)

    @property
    def children(self) -> list["Node"]:
        """The nodes directly inside, keys included, in the order of the text; none for an alias."""
        if self.kind == "mapping":
            return [node for entry in self.entries.values() for node in entry]
        return self.items

    def walk(self) -> Iterator["Node"]:
        """This node and all inside it, in the order of the text."""
        todo = [self]
        while todo:
            node = todo.pop()
            yield node
            todo += reversed(node.children)


class Entry(NamedTuple):
    """A key of a mapping with its value."""

    key: Node
    value: Node


def parse(text: str) -> Node:
    """The mapping that a text holds; an empty one at its end where it holds nothing.

    Raises:
        TextError: the text is no YAML mapping, or more than an atlas can be.
    """
    if len(text) > LARGEST_TEXT:
        raise TextError(f"{len(text):,} characters; an atlas has at most {LARGEST_TEXT:,}", 1)
    if not text.strip(f"{BYTE_ORDER_MARK} \t\r\n"):
        return Node("mapping", len(text), len(text))
    root = _tree(text)
    if root is None:
        return Node("mapping", len(text), len(text))
    if root.kind == "scalar" and root.value is None:
        return Node("mapping", root.start, root.end)
    if root.kind != "mapping":
        what = "a list" if root.kind == "list" else f"the text {shown(root.value)}"
        raise TextError(f"the file holds {what}; an atlas starts with fields such as title: and current:", root.line)
    return root


def plain_of(node: Node) -> Any:
    """The plain value of a node."""
    if node.kind == "mapping":
        return {name: plain_of(entry.value) for name, entry in node.entries.items()}
    return node.value


_NUMBERS = re.compile(r"[-+]?(?:[0-9]+|(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True) | dict.fromkeys(("false", "False", "FALSE"), False)


def resolved(text: str) -> Any:
    """What a text without quotes stands for: a text, a number, true, false or nothing."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > LONGEST_NUMBER or not _NUMBERS.fullmatch(text):
        return text
    if text.lstrip("+-").isdigit():
        return int(text)
    number = float(text)
    return number if abs(number) < 1e300 else text


# The parser breaks lines at these, as YAML 1.1 did; in atlases they are signs like any other.
_SIGNS = {"\x85": "\U0001fffe", "\u2028": "\U0001ffff", "\u2029": "\U0002fffe"}
_STAND_INS = str.maketrans(_SIGNS)
_STOOD_FOR = str.maketrans({stand_in: sign for sign, stand_in in _SIGNS.items()})


class _Scanner(Scanner):
    """Takes tabs between values and before comments for spaces, as YAML has it; only indentation is made of spaces."""

    def scan_to_next_token(self) -> None:
        super().scan_to_next_token()
        reader = self.reader
        while reader.peek() == "\t" and self._is_between_tokens():
            while reader.peek() in " \t":
                reader.forward()
            super().scan_to_next_token()

    def _is_between_tokens(self) -> bool:
        reader, length = self.reader, 0
        while reader.peek(length) in " \t":
            length += 1
        before = reader.buffer[reader.pointer - reader.column : reader.pointer]
        return bool(before.strip()) or reader.peek(length) in "#\r\n\0"


def _tree(text: str) -> Node | None:
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    builder = _Builder(text)
    try:
        for event in yaml.parse(text.translate(_STAND_INS)):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        raise TextError(_plain_words(error, text, line), line) from None
    except ReaderError as error:
        message = f"the character {chr(error.character)!r} is not allowed in YAML; is this a text file?"
        raise TextError(message, text.count("\n", 0, error.position) + 1) from None
    except (YAMLError, ValueError, OverflowError, AssertionError) as error:
        raise TextError(f"not YAML: {' '.join(str(error).split())[:200]}", builder.line) from None
    return builder.root


def _plain_words(error: MarkedYAMLError, text: str, line: int) -> str:
    problem = " ".join(str(error.problem or error.context or "not understood").split())[:200]
    lines = re.split(r"\r\n?|\n", text)
    if r"\t" in problem or re.match(r" *\t", lines[min(line, len(lines)) - 1]):
        return "a tab; YAML is indented with spaces"
    if "mapping values are not allowed" in problem:
        return 'a ": " where no field can start; put quotes around texts that contain it, or mend the indentation'
    if "could not find expected ':'" in problem:
        return 'a ":" is missing after the field name, or a quote is not closed above'
    if "mapping keys are not allowed" in problem or "found '?'" in problem:
        return 'a "? " where no field can start; put quotes around it, as in "? 1d..2wk"'
    return f"not YAML: {problem}"


class _Builder:
    """Makes nodes from the parser's events, without recursion, so that nothing in a file can exhaust the stack."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Node | None = None
        self.open: list[tuple[Node, Node | None]] = []
        self.key: Node | None = None
        self.anchors: dict[str, Node] = {}
        self.size = 0
        self.line = 1

    def take(self, event: Any) -> None:
        self.line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent) and self.root is not None:
            raise TextError("a second document starts here; keep one atlas in a file", event.start_mark.line + 1)
        tag = getattr(event, "tag", None)
        if tag:
            raise TextError(f"the tag {shown(str(tag))}; an atlas does without tags", event.start_mark.line + 1)
        if isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._start(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._finish(event)

    def _scalar(self, event: ScalarEvent) -> None:
        node = self._node("scalar", event)
        node.style = event.style or ""
        node.text = event.value
        if any(sign in self.text[node.start : node.end] for sign in _SIGNS):
            node.text = node.text.translate(_STOOD_FOR)
        node.value = node.text if node.style else resolved(node.text)
        if node.is_block:
            self._end_block_text(node)
        self._note_anchor(node)
        self._add(node, 1)

    def _end_block_text(self, node: Node) -> None:
        """Blank lines below belong to a text that keeps them (``|+``), but to no other; the last break to none."""
        written = self.text[node.start : node.end]
        keeps = "+" in re.split(r"[\r\n#]", written, maxsplit=1)[0]
        node.end = node.start + len(re.sub(r"(?:\r\n?|\n)\Z", "", written) if keeps else written.rstrip())

    def _node(self, kind: str, event: Any) -> Node:
        start, end = event.start_mark, event.end_mark
        node = Node(kind, start.index, end.index, start.line + 1)
        node.anchor = str(event.anchor or "")
        return node

    def _start(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        node = self._node("mapping" if isinstance(event, MappingStartEvent) else "list", event)
        node.is_flow = bool(event.flow_style)
        if len(self.open) >= DEEPEST_NESTING:
            raise _too_deep(node.line)
        self._note_anchor(node)
        self.open.append((node, self.key))
        self.key = None

    def _finish(self, event: Any) -> None:
        node, self.key = self.open.pop()
        # The parser reports where the next thing starts, past comments and blank lines.
        node.end = event.end_mark.index if node.is_flow else node.children[-1].end
        if node.kind == "list":
            node.value = [plain_of(item) for item in node.items]
        self._add(node, 1)

    def _note_anchor(self, node: Node) -> None:
        if node.anchor:
            self.anchors[node.anchor] = node

    def _alias(self, event: AliasEvent) -> None:
        node = self._node("alias", event)
        target, name = self.anchors.get(node.anchor), shown(f"*{node.anchor}")
        if target is None:
            raise TextError(f"{name} refers to nothing above; put quotes around texts that start with *", node.line)
        if any(target is outer for outer, _ in self.open):
            raise TextError(f"{name} contains itself", node.line)
        if len(self.open) + target.height > DEEPEST_NESTING:
            raise _too_deep(node.line)
        node.entries, node.height, node.size = target.entries, target.height, target.size
        if self.size + node.size > MOST_VALUES:
            raise TextError(f"aliases repeat more than {MOST_VALUES:,} values; write them once", node.line)
        node.value = plain_of(target)
        self._add(node, node.size)

    def _add(self, node: Node, values: int) -> None:
        self.size += values
        if self.size > MOST_VALUES:
            raise TextError(f"more than {MOST_VALUES:,} values; an atlas has far fewer", node.line)
        if not self.open:
            self.root = node
            return
        parent = self.open[-1][0]
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if parent.kind == "list":
            parent.items.append(node)
        elif self.key is not None:
            self._add_entry(parent, self.key, node)
            self.key = None
        elif node.kind == "scalar":
            self.key = node
        else:
            raise TextError(
                "a field name must be a text; put quotes around it, or add a space after a colon", node.line
            )

    def _add_entry(self, parent: Node, key: Node, node: Node) -> None:
        if key.text in parent.entries:
            first = parent.entries[key.text].key.line
            raise TextError(f"{shown(key.text)} stands here a second time; it is already on line {first}", key.line)
        if node.start == node.end:  # The parser puts an empty value where the next thing starts.
            colon = COLON.match(self.text, key.end)
            node.start = node.end = colon.end() if colon else key.end
        parent.entries[key.text] = Entry(key, node)


def _too_deep(line: int) -> TextError:
    return TextError(f"nested more than {DEEPEST_NESTING} deep; an atlas needs less than 15", line)
