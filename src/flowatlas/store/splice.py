"""Changes made in a text: their own lines are rewritten, all others stay byte for byte.

What comes out is a proposal; whoever asks reads it again to see whether it says what was wanted. Comments inside of a
value that is replaced move above it; a removed entry takes along the comments on its own lines.
"""

import contextlib
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from flowatlas.model.path import Change, address, join, reordered
from flowatlas.store.dump import entry_lines, in_flow
from flowatlas.store.node import BYTE_ORDER_MARK, COLON, Entry, Node, parse

_BREAK = re.compile(r"\r\n?|\n")
_COMMENT = re.compile(r"#[^\r\n]*")
_TRAILING_COMMENT = re.compile(r"[ \t]+#[^\r\n]*")
_BETWEEN = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*")


class CannotSpliceError(Exception):
    """The text does not lend itself to a change."""


class Piece(NamedTuple):
    """A stretch of a text, by its offsets, and what stands there instead."""

    start: int
    end: int
    text: str

    def put_into(self, text: str) -> str:
        """The text with this piece in it."""
        return text[: self.start] + self.text + text[self.end :]


class Splices(NamedTuple):
    """A text with changes made, and their paths."""

    text: str
    done: set[str]


def spliced(text: str, root: Node, change: Change) -> str:
    """The text with one change made.

    Raises:
        CannotSpliceError: the text does not lend itself to it.
    """
    keys, is_place = address(change.path)
    if is_place:
        return _moved(text, root, keys, change.value)
    piece = _removed(text, root, keys) if change.value is None else _set(text, root, keys, change.value)
    return piece.put_into(text)


def spliced_together(
    text: str, root: Node, changes: list[Change], orders: Callable[[str], list[str] | None]
) -> Splices:
    """The text with as many changes made at once as do not touch each other, and the paths of these.

    ``orders`` gives the ids at a path in the order that is wanted, or None where they have none: new records go to
    their places at once. Moves are left alone.
    """
    proposals = []
    removals: dict[str, int] = {}
    for change in changes:
        keys, is_place = address(change.path)
        if is_place:
            continue
        holder = join(*keys[:-1])
        if change.value is None:
            removals[holder] = removals.get(holder, 0) + 1
            if removals[holder] > 1 and removals[holder] >= len(_holder(root, keys)[0].entries):
                continue  # What is left empty is told in another way.
        with contextlib.suppress(CannotSpliceError):
            order = orders(holder)
            piece = _removed(text, root, keys) if change.value is None else _set(text, root, keys, change.value, order)
            rank = order.index(keys[-1]) if order and keys[-1] in order else 0
            proposals.append((piece, rank, holder, change.path))
    return _put_together(text, proposals)


def _put_together(text: str, proposals: list[tuple[Piece, int, str, str]]) -> Splices:
    proposals.sort(key=lambda proposal: (*proposal[0][:2], proposal[1]))
    made: list[str] = []
    done: set[str] = set()
    at, previous = 0, (-1, "")
    for piece, _, holder, path in proposals:
        start, end, new = piece
        is_beside = (start, holder) == previous and start == end and not new.startswith(("\r", "\n"))
        if start < at or (start == previous[0] and not is_beside):
            continue
        made += [text[at:start], new]
        at, previous = end, (start, holder)
        done.add(path)
    return Splices("".join([*made, text[at:]]), done)


def without_aliases(text: str, root: Node, keys: list[str]) -> str:
    """The text with those aliases written out that stand in the way of a change, or that it would change as well.

    Raises:
        CannotSpliceError: there are none.
    """
    node, concerned = root, [root]
    for key in keys:
        if node.kind == "alias" or key not in node.entries:
            break
        node = node.entries[key].value
        concerned.append(node)
    concerned += node.walk()
    names = {node.anchor for node in concerned if node.kind != "alias"}
    places = {node.start for node in concerned}
    aliases = [node for node in root.walk() if node.kind == "alias" and (node.anchor in names or node.start in places)]
    if not aliases:
        raise CannotSpliceError
    for alias in reversed(aliases):
        text = text[: alias.start] + in_flow(alias.value) + text[alias.end :]
    return text


def _holder(root: Node, keys: list[str]) -> tuple[Node, int]:
    """The deepest mapping on the way to a value that the text really has, and how many keys lead to it."""
    node = root
    for depth, key in enumerate(keys[:-1]):
        entry = node.entries.get(key)
        if entry is None:
            return node, depth
        if entry.value.kind == "alias":
            raise CannotSpliceError
        if entry.value.kind != "mapping":
            return node, depth
        node = entry.value
    return node, len(keys) - 1


# Setting


def _set(text: str, root: Node, keys: list[str], value: Any, order: list[str] | None = None) -> Piece:
    """A value set where it stands, or as a new entry: in its place in an order, else behind all others."""
    node, depth = _holder(root, keys)
    key = keys[-1]
    if key in node.entries:
        return _replaced(text, node, key, value)
    index = _index(node, key, order)
    if node.is_flow and node.entries:
        return _put_in_flow(node, f"{in_flow(key)}: {in_flow(value)}", index)
    if node.is_flow and depth:
        return _set(text, root, keys[:-1], {key: value})
    return _inserted(text, node, key, value, index)


def _index(node: Node, key: str, order: list[str] | None) -> int:
    """How many entries stand in front of a new one."""
    if order is None or key not in order:
        return len(node.entries)
    names = list(node.entries)
    return next((names.index(name) + 1 for name in reversed(order[: order.index(key)]) if name in node.entries), 0)


def _inserted(text: str, node: Node, key: str, value: Any, index: int) -> Piece:
    """A new entry as lines of its own; in an empty atlas, at the end of the text."""
    entries = list(node.entries.values())
    whole = text
    if not entries:
        text = _without_span(text, node.start, node.end).put_into(text) if node.start < node.end else text
        indent, at = 0, len(text)
    elif index:
        indent, at = _column(text, entries[-1]), _entry_end(text, entries[index - 1])
    else:
        indent, at = _column(text, entries[-1]), _with_comments(text, entries[0])
    head, *below = entry_lines(key, value, indent, is_block=_prefers_block(node))
    newline = _newline(text)
    lines = "".join(f"{line}{newline}" for line in (f"{' ' * indent}{in_flow(key)}:{head}", *below))
    piece = Piece(at, at, _break_before(text, at) + lines)
    return piece if entries else Piece(0, len(whole), piece.put_into(text))


def _replaced(text: str, node: Node, key: str, value: Any) -> Piece:
    entry = node.entries[key]
    old = entry.value
    if node.is_flow:
        return _replaced_in_flow(text, entry, value)
    line, end = _span(text, entry)
    indent = _column(text, entry)
    newline = _newline(text)
    is_block = _prefers_block(node) or (old.kind == "mapping" and old.is_block)
    head, *below = entry_lines(key, value, indent, is_block=is_block)
    lines = "".join(f"{new}{newline}" for new in below)
    colon = _colon_end(text, entry)
    if old.is_block:
        behind_head = _line_end(text, colon)
        comment = _TRAILING_COMMENT.search(text[colon:behind_head])
        inner = _comments(text, old, behind_head, end)
        result = text[line:colon] + head + (comment[0] if comment else "") + newline + lines
    else:
        inner = _comments(text, old, old.start, old.end)
        if head and old.start < old.end:
            result = text[line : old.start] + head[1:] + text[old.end : end]
        elif text[colon : old.start].strip():
            raise CannotSpliceError
        else:
            result = text[line:colon] + head + text[old.end : end]
        result += (newline if lines and not result.endswith(newline) else "") + lines
    above = "".join(f"{' ' * indent}{comment}{newline}" for comment in inner)
    return Piece(line, end, above + result)


def _replaced_in_flow(text: str, entry: Entry, value: Any) -> Piece:
    old = entry.value
    if _comments(text, old, old.start, old.end):
        raise CannotSpliceError
    lead = "" if old.start < old.end else " " if text[old.end - 1] == ":" else ": "
    return Piece(old.start, old.end, lead + in_flow(value))


def _prefers_block(node: Node) -> bool:
    """Whether the records beside stand line by line."""
    beside = [entry.value for entry in node.entries.values() if entry.value.kind == "mapping"]
    return bool(beside) and beside[-1].is_block


# Removing


def _removed(text: str, root: Node, keys: list[str]) -> Piece:
    node, depth = _holder(root, keys)
    if depth < len(keys) - 1 or keys[-1] not in node.entries:
        return Piece(0, 0, "")
    if node.is_flow:
        return _cut_from_flow(text, node, keys[-1])
    start, end = _span(text, node.entries[keys[-1]])
    if len(node.entries) > 1 or not depth:
        return Piece(start, end, "")
    # The last entry of a record goes: the record stays as {}, so that it is still there.
    holder = _holder(root, keys[:-1])[0].entries[keys[-2]]
    at = holder.value.start + len(f"&{node.anchor}") if node.anchor else _colon_end(text, holder)
    return Piece(at, end, f" {{}}{text[at:start]}")


def _cut_from_flow(text: str, node: Node, key: str, *, keeps_comments: bool = False) -> Piece:
    place = list(node.entries).index(key)
    entry = node.entries[key]
    start, end = entry.key.start, entry.value.end
    comma = _between_end(text, end)
    has_comma = text[comma] == ","
    behind = comma + 1 if has_comma else end
    gap = text[end:comma] if has_comma else ""
    first, last = _line_start(text, start), _line_end(text, behind)
    has_own_lines = not text[first:start].strip() and re.match(r"\s*(?:#|\Z)", text[behind:last])
    if has_own_lines and not keeps_comments:
        return Piece(first, last, "")
    if has_own_lines and "#" not in gap:
        return _without_span(text, start, behind)
    if has_comma:
        rest = text[behind:].lstrip(" ")
        return Piece(start, behind, gap) if "#" in gap else Piece(start, len(text) - len(rest), "")
    if place:
        previous = list(node.entries.values())[place - 1].value.end
        start = start if "#" in text[previous:start] else previous
    return Piece(start, end, "")


# Moving


def _moved(text: str, root: Node, keys: list[str], place: Any) -> str:
    """The entry put behind a neighbour; in a block, comment lines right above it come along."""
    node, depth = _holder(root, keys)
    key, names = keys[-1], list(node.entries)
    if depth < len(keys) - 1 or key not in names:
        return text
    order = reordered(names, key, place)
    if order == names:
        return text
    index, entry = order.index(key), node.entries[key]
    if node.is_flow:
        rest = _cut_from_flow(text, node, key, keeps_comments=True).put_into(text)
        piece = _put_in_flow(_holder(parse(rest), keys)[0], text[entry.key.start : entry.value.end], index)
        return piece.put_into(rest)
    text += _break_before(text, len(text))
    start, end = _with_comments(text, entry), _span(text, entry)[1]
    neighbour = node.entries[order[index - 1] if index else order[1]]
    at = _entry_end(text, neighbour) if index else _with_comments(text, neighbour)
    if at <= start:
        return text[:at] + text[start:end] + text[at:start] + text[end:]
    return text[:start] + text[end:at] + text[start:end] + text[at:]


def rearranged(text: str, root: Node, keys: list[str], order: list[str]) -> str:
    """The entries of a block in another order; comment lines right above an entry come along, other lines stay.

    Raises:
        CannotSpliceError: these are not its entries, or they do not stand line by line.
    """
    node, depth = _holder(root, [*keys, ""])
    if depth < len(keys) or node.is_flow or sorted(node.entries) != sorted(order):
        raise CannotSpliceError
    text += _break_before(text, len(text))
    spans = {name: (_with_comments(text, entry), _span(text, entry)[1]) for name, entry in node.entries.items()}
    made, at = [], 0
    for (start, end), name in zip(spans.values(), order, strict=True):
        if start < at:
            raise CannotSpliceError
        made += [text[at:start], text[slice(*spans[name])]]
        at = end
    return "".join([*made, text[at:]])


def _with_comments(text: str, entry: Entry) -> int:
    """Where the comment lines right above an entry start; those at the top of the file belong to the file."""
    start = at = _line_start(text, entry.key.start)
    top, indent = _line_start(text, 0), _column(text, entry)
    while at > top:
        above = _line_start(text, at - (2 if text[at - 2 : at] == "\r\n" else 1))
        if not re.match(rf" {{{indent}}}#", text[above:at]):
            return at
        at = above
    return start


def _put_in_flow(node: Node, piece: str, index: int) -> Piece:
    if not index:
        at = next(iter(node.entries.values())).key.start
        return Piece(at, at, f"{piece}, ")
    before = list(node.entries.values())[index - 1].value
    comma = " , " if before.start == before.end else ", "
    return Piece(before.end, before.end, f"{comma}{piece}")


# Places in a text


def _newline(text: str) -> str:
    found = _BREAK.search(text)
    return found[0] if found else "\n"


def _break_before(text: str, at: int) -> str:
    """The line break that is missing before a new line."""
    return "" if at == _line_start(text, at) else _newline(text)


def _line_start(text: str, at: int) -> int:
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    return start or int(text.startswith(BYTE_ORDER_MARK))


def _line_end(text: str, at: int) -> int:
    """Just behind the line break of the line that ``at`` is on."""
    found = _BREAK.search(text, at)
    return found.end() if found else len(text)


def _between_end(text: str, at: int) -> int:
    """Where the next thing stands, past blanks, line breaks and comments."""
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _column(text: str, entry: Entry) -> int:
    return entry.key.start - _line_start(text, entry.key.start)


def _colon_end(text: str, entry: Entry) -> int:
    colon = COLON.match(text, entry.key.end)
    if colon is None:
        raise CannotSpliceError
    return colon.end()


def _span(text: str, entry: Entry) -> tuple[int, int]:
    """The whole lines of a block entry."""
    start = _line_start(text, entry.key.start)
    if text[start : entry.key.start].strip():
        raise CannotSpliceError
    return start, _entry_end(text, entry)


def _entry_end(text: str, entry: Entry) -> int:
    """Where the lines of a block entry end, comments included that are indented like what is in it."""
    end = at = _line_end(text, entry.value.end)
    if not entry.value.children:
        return end
    while at < len(text):
        line = text[at : _line_end(text, at)]
        content = line.lstrip(" ")
        if content.startswith("#") and len(line) - len(content) > _column(text, entry):
            end = at + len(line)
        elif content.strip():
            break
        at += len(line)
    return end


def _without_span(text: str, start: int, end: int) -> Piece:
    """A piece taken out, and its line where nothing else is on it."""
    first, last = _line_start(text, start), _line_end(text, end)
    is_alone = not (text[first:start] + text[end:last]).strip()
    return Piece(first, last, "") if is_alone else Piece(start, end, "")


def _comments(text: str, node: Node, start: int, end: int) -> list[str]:
    """The comments in a piece of the text, which all of ``node`` is in."""
    found, at = [], start
    for inner in node.walk():
        if inner.kind in {"scalar", "alias"}:
            found += _COMMENT.findall(text, at, inner.start)
            at = inner.end
    return found + _COMMENT.findall(text, at, end)
