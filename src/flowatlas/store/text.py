"""YAML text to plain values and back; a change rewrites its own lines and leaves all others byte for byte.

Text is read into a tree of nodes that know where they stand. A change is spliced into the text at its node, and the
result is read again: if it does not say exactly what was asked for, nothing is changed.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flowatlas.model.errors import ChangeRefusedError, FlowAtlasError
from flowatlas.model.path import BEHIND, CHANGES, NOTHING, Change, Plain, apply, is_quantity, split
from flowatlas.store.schema import tidy

LARGEST_TEXT = 8_000_000
DEEPEST_NESTING = 40
MOST_REPEATED_VALUES = 10_000
WIDEST_FLOW = 120


class TextError(FlowAtlasError):
    """A text is not an atlas: not YAML, or YAML of a kind that atlases do without; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Node:
    """A value in a text, from ``start`` to ``end`` (offsets); mappings hold their entries, by key.

    ``value`` is the plain value of a scalar or a list.
    """

    __slots__ = ("anchor", "end", "entries", "is_flow", "items", "kind", "line", "start", "style", "value")

    def __init__(self, kind: str, start: int, line: int) -> None:
        self.kind = kind
        self.start = start
        self.end = start
        self.line = line
        self.is_flow = False
        self.style = ""
        self.anchor = ""
        self.value: Any = None
        self.items: list[Node] = []
        self.entries: dict[str, Entry] = {}


class Entry(NamedTuple):
    """A key of a mapping with its value."""

    key: Node
    value: Node


class Text:
    """An atlas as text: what it says (`plain`), and where it says it.

    Raises:
        TextError: the text is no YAML mapping, or one with duplicate keys, tags, or endless aliases.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = _parse(text)
        self.plain: Plain = tidy(_plain(self.root))

    def line_of(self, path: str) -> int:
        """The line, from 1, on which the value at a path stands, or else the record that would hold it."""
        node, line = self.root, 1
        keys = split(path)
        if keys and keys[-1] == BEHIND:
            keys = keys[:-1]
        for key in keys:
            entry = node.entries.get(key)
            if entry is None:
                return line
            node, line = entry.value, entry.key.line
        return line

    def changed(self, changes: Iterable[Change]) -> "Text":
        """The text with the changes made; lines that no change concerns stay as they are, comments included.

        Raises:
            ChangeRefusedError: the changes cannot be written into this text.
        """
        current = self
        for change in changes:
            current = current._with(change)
        return current

    def _with(self, change: Change) -> "Text":
        wanted = tidy(apply(self.plain, [change]))
        if _same(wanted, self.plain):
            return self
        for text in (lambda: _spliced(self, change), lambda: _spliced(Text(_without_aliases(self)), change)):
            try:
                result = Text(text())
            except (TextError, _CannotSpliceError):
                continue
            if _same(result.plain, wanted):
                return result
        raise ChangeRefusedError(
            f'line {self.line_of(change.path)}: the change of "{change.path}" cannot be written here without touching '
            "other lines; write the value in plain YAML first"
        )


class _CannotSpliceError(Exception):
    pass


def dump(plain: Plain) -> str:
    """An atlas as new text: records of a few short values on one line, everything else line by line.

    >>> print(dump({"current": {"steps": {"build": {"process_time": "3d"}}}}), end="")
    current:
      steps:
        build: {process_time: 3d}
    """
    return "".join(f"{line}\n" for line in _block_lines(plain, 0)) or "{}\n"


# Reading


def _parse(text: str) -> Node:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
    from ruamel.yaml.events import DocumentStartEvent

    if len(text) > LARGEST_TEXT:
        raise TextError(f"{len(text):,} characters; an atlas has at most {LARGEST_TEXT:,}", 1)
    if not text.strip():
        return _empty_root(text)
    try:
        builder = _Builder()
        for event in YAML(typ="safe", pure=True).parse(text):
            if isinstance(event, DocumentStartEvent) and builder.root is not None:
                raise TextError("a second document starts here; keep one atlas in a file", event.start_mark.line + 1)
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        raise TextError(_plain_words(error, text, line), line) from None
    except YAMLStreamError as error:
        position = getattr(error, "position", 0)
        character = getattr(error, "character", "")
        shown = f"the character {character!r}" if character else "a character"
        line = text.count("\n", 0, position if isinstance(position, int) else 0) + 1
        raise TextError(f"{shown} is not allowed in YAML; is this a text file?", line) from None
    except (YAMLError, ValueError, OverflowError, AssertionError) as error:
        raise TextError(f"not YAML: {error}", 1) from None
    root = builder.root
    if root is None or (root.kind == "scalar" and root.value is None):
        return _empty_root(text)
    if root.kind != "mapping":
        what = "a list" if root.kind == "list" else f'the text "{str(root.value)[:40]}"'
        raise TextError(f"the file holds {what}; an atlas starts with fields such as title: and current:", root.line)
    return root


def _empty_root(text: str) -> Node:
    root = Node("mapping", len(text), 1)
    root.end = len(text)
    return root


def _plain_words(error: Any, text: str, line: int) -> str:
    problem = str(error.problem or error.context or "not understood")
    lines = text.splitlines()
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    if r"\t" in problem or re.match(r" *\t", shown):
        return "a tab; YAML is indented with spaces"
    if "mapping values are not allowed" in problem:
        return 'a ": " where no field can start; put quotes around texts that contain it, or mend the indentation'
    if "could not find expected ':'" in problem:
        return 'a ":" is missing after the field name, or a quote is not closed above'
    if "undefined alias" in problem:
        return f"not YAML: {problem}; put quotes around texts that start with *"
    return f"not YAML: {problem}"


class _Builder:
    """Makes nodes from the parser's events, without recursion, so that nothing in a file can exhaust the stack."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[tuple[Node, Node | None]] = []
        self.key: Node | None = None
        self.anchors: dict[str, Node] = {}
        self.sizes: dict[int, int] = {}
        self.size = 0
        self.repeated = 0

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        if kind == "AliasEvent":
            self._alias(event)
        elif kind == "ScalarEvent":
            self._refuse_tag(event)
            node = self._node("scalar", event)
            node.style = event.style or ""
            node.end = event.end_mark.index
            node.value = event.value if node.style else _resolved(event.value)
            self._add(node, 1)
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._refuse_tag(event)
            node = self._node("mapping" if kind == "MappingStartEvent" else "list", event)
            node.is_flow = bool(event.flow_style)
            if len(self.open) >= DEEPEST_NESTING:
                raise TextError(f"nested more than {DEEPEST_NESTING} deep; an atlas needs less than 15", node.line)
            self.open.append((node, self.key))
            self.sizes[id(node)] = self.size
            self.key = None
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            node, self.key = self.open.pop()
            node.end = event.end_mark.index
            if not node.is_flow:
                node.end = _content_end(node)
            if node.kind == "list":
                node.value = [_plain(item) for item in node.items]
            self.sizes[id(node)] = self.size - self.sizes[id(node)] + 1
            self._add(node, 1)

    def _node(self, kind: str, event: Any) -> Node:
        node = Node(kind, event.start_mark.index, event.start_mark.line + 1)
        if event.anchor:
            node.anchor = str(event.anchor)
            self.anchors[node.anchor] = node
        return node

    def _refuse_tag(self, event: Any) -> None:
        tag = str(event.tag) if event.tag else ""
        if tag and not tag.startswith(("tag:yaml.org,2002:", "!!")):
            raise TextError(f"the tag {tag}; an atlas does without tags", event.start_mark.line + 1)
        if "python" in tag:
            raise TextError(f"the tag {tag}; an atlas does without tags", event.start_mark.line + 1)

    def _alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        target = self.anchors.get(str(event.anchor))
        if target is None:
            raise TextError(f'"*{event.anchor}" refers to nothing above; put quotes around texts that start with *', line)
        if any(target is node for node, _ in self.open):
            raise TextError(f'"*{event.anchor}" contains itself', line)
        node = Node("alias", event.start_mark.index, line)
        node.end = event.end_mark.index
        node.entries = target.entries
        size = self.sizes.get(id(target), 1)
        self.repeated += size
        if self.repeated > MOST_REPEATED_VALUES:
            raise TextError(f"aliases repeat more than {MOST_REPEATED_VALUES:,} values; write them once", line)
        node.value = _plain(target)
        self._add(node, size)

    def _add(self, node: Node, size: int) -> None:
        self.size += size
        if not self.open:
            self.root = node
            return
        parent = self.open[-1][0]
        if parent.kind == "list":
            parent.items.append(node)
        elif self.key is None:
            self._check_key(node)
            self.key = node
        else:
            name = _key_text(self.key)
            if name in parent.entries:
                first = parent.entries[name].key.line
                raise TextError(f'"{name}" stands here a second time; it is already on line {first}', self.key.line)
            if node.kind == "scalar" and node.start == node.end:
                node.start = node.end = self.key.end  # The parser puts an empty value where the next thing starts.
            parent.entries[name] = Entry(self.key, node)
            self.key = None

    def _check_key(self, node: Node) -> None:
        if node.kind != "scalar":
            raise TextError("a field name must be a text; put quotes around it, or add a space after a colon", node.line)


def _key_text(node: Node) -> str:
    if isinstance(node.value, str):
        return node.value
    if node.value is None:
        return "" if node.style else "~" if node.end > node.start else ""
    return str(node.value).lower() if isinstance(node.value, bool) else _as_typed(node.value)


def _as_typed(value: Any) -> str:
    return value.typed if isinstance(value, _Number) else str(value)


class _Number(float):
    """A fractional number that remembers how it was typed, for use as a key."""

    typed: str


_NUMBERS = re.compile(r"[-+]?(?:[0-9]+|(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {word: True for word in ("true", "True", "TRUE")} | {word: False for word in ("false", "False", "FALSE")}


def _resolved(text: str) -> Any:
    """A plain scalar by the YAML 1.2 core schema; dates stay texts, as typed."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= 40 and _NUMBERS.fullmatch(text):
        if text.lstrip("+-").isdigit():
            return int(text)
        number = _Number(text)
        number.typed = text
        return number if abs(number) < 1e300 else text
    return text


def _plain(node: Node) -> Any:
    if node.kind == "mapping":
        return {name: _plain(entry.value) for name, entry in node.entries.items()}
    if isinstance(node.value, _Number):
        return float(node.value)
    return node.value


def _content_end(node: Node) -> int:
    """The end of a block's last value: the parser reports where the next thing starts, past comments and blank lines."""
    last: Node | None = None
    if node.entries:
        last = list(node.entries.values())[-1].value
        key = list(node.entries.values())[-1].key
        if last.kind == "scalar" and last.end == last.start:
            return max(last.end, key.end)
    elif node.items:
        last = node.items[-1]
    return node.end if last is None else last.end


# Writing values


def _scalar(value: Any, *, in_flow: bool = True) -> str:
    if value is None or value is NOTHING:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(float(value)) if isinstance(value, float) else str(value)
    text = str(value)
    if _PLAIN_TEXT.fullmatch(text) and not text.endswith(" ") and isinstance(_resolved(text), str):
        return text
    if not in_flow and _PLAIN_IN_BLOCK.fullmatch(text) and isinstance(_resolved(text), str):
        return text
    return '"' + "".join(_ESCAPES.get(sign) or _escaped(sign) for sign in text) + '"'


_PLAIN_TEXT = re.compile(r"(?:[^\W_]|[~<€$£/(])[\w .()+%€$£~<>=/;'!?*&@^|’“”…·–—-]*")
_PLAIN_IN_BLOCK = re.compile(r"(?:[^\W_]|[~<€$£/(])(?:[\w .()+%€$£~<>=/;,'!?*&@^|’“”…·–—-]*[\w.()+%€$£?!])?")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def _escaped(sign: str) -> str:
    code = ord(sign)
    if sign.isprintable() or code == 0x20:
        return sign
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(str(key))}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    return _scalar(value)


def _fits_flow(key: str, value: Any, indent: int) -> bool:
    """Whether a value reads best on one line: lists, quantities, and records of simple values that fit."""
    if not isinstance(value, dict) or not value or is_quantity(value):
        return True
    if any(isinstance(inner, dict) and inner and not is_quantity(inner) for inner in value.values()):
        return False
    return indent > 0 and indent + len(key) + 2 + len(_flow(value)) <= WIDEST_FLOW


def _block_lines(plain: Plain, indent: int) -> Iterator[str]:
    for key, value in plain.items():
        name = _scalar(str(key))
        if _fits_flow(name, value, indent):
            text = _flow(value) if isinstance(value, dict | list) else _scalar(value, in_flow=False)
            yield f"{' ' * indent}{name}: {text}"
        else:
            yield f"{' ' * indent}{name}:"
            yield from _block_lines(value, indent + 2)


# Splicing


def _same(one: Any, other: Any) -> bool:
    """Equal, down to the order of keys and to whether a number is a whole one."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and bool(one == other)


def _spliced(source: Text, change: Change) -> str:
    """The text with one change made; raises where the text does not lend itself to it."""
    path, value = change
    is_place = path.rpartition("/")[2] == BEHIND and "/" in path and CHANGES not in path.split("/")
    if is_place:
        return _moved(source, split(path.rpartition("/")[0]), str(value or ""))
    keys = split(path)
    behind: str | None = None
    if isinstance(value, dict) and BEHIND in value and not is_quantity(value) and not _in_changes(keys):
        behind = str(value[BEHIND] or "")
        value = {key: inner for key, inner in value.items() if key != BEHIND}
    text = _removed(source, keys) if value is None else _set(source, keys, value)
    return text if behind is None else _moved(Text(text), keys, behind)


def _in_changes(keys: list[str]) -> bool:
    return len(keys) > 1 and keys[-2] == CHANGES


def _holder(source: Text, keys: list[str]) -> tuple[Node, int]:
    """The deepest mapping on the way to a value that the text really has, and how many keys lead to it."""
    node = source.root
    for depth, key in enumerate(keys[:-1]):
        entry = node.entries.get(key)
        if entry is None:
            return node, depth
        if entry.value.kind == "alias":
            raise _CannotSpliceError
        if entry.value.kind != "mapping":
            return node, depth
        node = entry.value
    return node, len(keys) - 1


def _set(source: Text, keys: list[str], value: Any) -> str:
    node, depth = _holder(source, keys)
    for key in reversed(keys[depth + 1 :]):
        value = {key: value}
    key = keys[depth]
    entry = node.entries.get(key)
    if entry is None:
        return _inserted(source.text, node, key, value, len(node.entries))
    old = entry.value
    is_simple = not isinstance(value, dict) or node.is_flow or is_quantity(value) or not value
    if old.kind == "alias" or old.anchor:
        raise _CannotSpliceError
    if is_simple and (old.kind == "scalar" or old.is_flow) and old.style not in {"|", ">"}:
        new = _flow(value) if isinstance(value, dict | list) else _scalar(value, in_flow=node.is_flow)
        if old.end == old.start:
            at = _colon_end(source.text, entry.key.end)
            return f"{source.text[:at]} {new}{source.text[at:]}"
        return f"{source.text[: old.start]}{new}{source.text[old.end :]}"
    place = list(node.entries).index(key)
    without = _cut(source.text, node, key)[0]
    again = Text(without)
    holder, _ = _holder(again, keys[: depth + 1])
    return _inserted(without, holder, key, value, place)


def _colon_end(text: str, at: int) -> int:
    colon = re.compile(r"[ \t]*:").match(text, at)
    if colon is None:
        raise _CannotSpliceError
    return colon.end()


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """Just behind the line break of the line that ``at`` is on."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _entry_span(text: str, entry: Entry) -> tuple[int, int]:
    """The whole lines of a block entry."""
    end = max(entry.value.end, _colon_end(text, entry.key.end))
    if entry.value.style in {"|", ">"} and end > 0 and text[end - 1] == "\n":
        return _line_start(text, entry.key.start), end
    return _line_start(text, entry.key.start), _line_end(text, end)


def _inserted(text: str, node: Node, key: str, value: Any, place: int) -> str:
    entries = list(node.entries.values())
    if node.is_flow:
        piece = f"{_scalar(key)}: {_flow(value)}"
        if not entries:
            return f"{text[: node.start]}{{{piece}}}{text[node.end :]}"
        if place == 0:
            at = entries[0].key.start
            return f"{text[:at]}{piece}, {text[at:]}"
        previous = entries[place - 1]
        at = max(previous.value.end, previous.key.end)
        if previous.value.end == previous.value.start:
            raise _CannotSpliceError
        return f"{text[:at]}, {piece}{text[at:]}"
    newline = _newline(text)
    indent = _column(text, entries[0].key.start) if entries else 0
    if entries and text[_line_start(text, entries[0].key.start) : entries[0].key.start].strip():
        raise _CannotSpliceError
    lines = list(_entry_lines(key, value, indent, entries))
    piece = "".join(f"{line}{newline}" for line in lines)
    if not entries:
        at = len(text)
    elif place == 0:
        at = _line_start(text, entries[0].key.start)
    else:
        at = _entry_span(text, entries[place - 1])[1]
    if at and text[at - 1] != "\n":
        piece = f"{newline}{piece}"
    return f"{text[:at]}{piece}{text[at:]}"


def _entry_lines(key: str, value: Any, indent: int, siblings: list[Entry]) -> Iterator[str]:
    if isinstance(value, dict) and value and not is_quantity(value):
        mappings = [entry.value for entry in siblings if entry.value.kind == "mapping"]
        if mappings and not mappings[-1].is_flow:
            yield f"{' ' * indent}{_scalar(key)}:"
            yield from _block_lines(value, indent + 2)
            return
    yield from _block_lines({key: value}, indent)


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


def _removed(source: Text, keys: list[str]) -> str:
    node, depth = _holder(source, keys)
    if depth < len(keys) - 1 or keys[-1] not in node.entries:
        return source.text
    if len(node.entries) == 1 and not node.is_flow and len(keys) > 1:
        return _emptied(source, keys)
    return _cut(source.text, node, keys[-1])[0]


def _emptied(source: Text, keys: list[str]) -> str:
    """The last entry of a block goes: an empty record stays as ``{}``, so that it is still there."""
    node, _ = _holder(source, keys)
    parent, _ = _holder(source, keys[:-1])
    holder = parent.entries[keys[-2]]
    start, end = _entry_span(source.text, node.entries[keys[-1]])
    if node is not holder.value or node.anchor:
        raise _CannotSpliceError
    at = _colon_end(source.text, holder.key.end)
    if source.text[_line_start(source.text, node.entries[keys[-1]].key.start) : node.entries[keys[-1]].key.start].strip():
        raise _CannotSpliceError
    return f"{source.text[:at]} {{}}{source.text[at:start]}{source.text[end:]}"


def _cut(text: str, node: Node, key: str) -> tuple[str, str]:
    """The text without an entry, and what was cut out: whole lines in a block, ``key: value`` in braces."""
    names = list(node.entries)
    place = names.index(key)
    entry = node.entries[key]
    if not node.is_flow:
        start, end = _entry_span(text, entry)
        if text[start : entry.key.start].strip():
            raise _CannotSpliceError
        return text[:start] + text[end:], text[start:end]
    start, end = entry.key.start, max(entry.value.end, entry.key.end)
    piece = text[start:end]
    if place + 1 < len(names):
        end = node.entries[names[place + 1]].key.start
        if "#" in text[entry.value.end : end]:
            raise _CannotSpliceError
    elif place:
        start = max(node.entries[names[place - 1]].value.end, node.entries[names[place - 1]].key.end)
        if "#" in text[start : entry.key.start]:
            raise _CannotSpliceError
    return text[:start] + text[end:], piece


def _moved(source: Text, keys: list[str], behind: str) -> str:
    """The entry put behind a neighbour; in a block, comment lines right above it come along."""
    node, depth = _holder(source, keys)
    key = keys[-1]
    if depth < len(keys) - 1 or key not in node.entries or behind == key:
        return source.text
    text = source.text
    if node.is_flow:
        without, piece = _cut(text, node, key)
        rest, _ = _holder(Text(without), keys)
        names = list(rest.entries)
        at = 0 if not behind else names.index(behind) + 1 if behind in names else len(names)
        if at == 0:
            start = rest.entries[names[0]].key.start
            return f"{without[:start]}{piece}, {without[start:]}"
        previous = rest.entries[names[at - 1]]
        end = max(previous.value.end, previous.key.end)
        return f"{without[:end]}, {piece}{without[end:]}"
    newline = _newline(text)
    if not text.endswith("\n"):
        return _moved(Text(text + newline), keys, behind)
    start, end = _entry_span(text, node.entries[key])
    start = _with_comments(text, start, node, key)
    names = [name for name in node.entries if name != key]
    if not behind:
        at = _line_start(text, node.entries[names[0]].key.start) if names else start
        at = _with_comments(text, at, node, names[0]) if names else at
    else:
        at = _entry_span(text, node.entries[behind if behind in names else names[-1]])[1]
    if text[_line_start(text, node.entries[key].key.start) : node.entries[key].key.start].strip():
        raise _CannotSpliceError
    piece = text[start:end]
    if at <= start:
        return text[:at] + piece + text[at:start] + text[end:]
    return text[:start] + text[end:at] + piece + text[at:]


def _with_comments(text: str, start: int, node: Node, key: str) -> int:
    """Where the comment lines right above an entry start; those at the top of the file belong to the file."""
    indent = _column(text, node.entries[key].key.start)
    while start > 0:
        above = _line_start(text, start - 1)
        line = text[above:start]
        if not line.lstrip().startswith("#") or len(line) - len(line.lstrip()) != indent:
            break
        start = above
    return start if start or not indent else _line_start(text, node.entries[key].key.start)


def _without_aliases(source: Text) -> str:
    """The text with every alias written out in place, for changes that would otherwise reach further than asked."""
    spans: list[tuple[int, int, str]] = []
    todo = [source.root]
    while todo:
        node = todo.pop()
        for entry in node.entries.values() if node.kind == "mapping" else []:
            if entry.value.kind == "alias":
                spans.append((entry.value.start, entry.value.end, _flow(entry.value.value)))
            else:
                todo.append(entry.value)
    if not spans:
        raise _CannotSpliceError
    text = source.text
    for start, end, written in sorted(spans, reverse=True):
        text = text[:start] + written + text[end:]
    return text
