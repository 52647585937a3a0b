"""An atlas as YAML text: what it says, and where; a change rewrites its own lines and leaves all others as they are."""

from collections.abc import Iterable, Iterator

from flowatlas.model.errors import ChangeRefusedError
from flowatlas.model.path import Change, Plain, address, apply, join, split, value_at
from flowatlas.model.places import is_ordered
from flowatlas.store.dump import dump
from flowatlas.store.names import Names
from flowatlas.store.node import DEEPEST_NESTING, LARGEST_TEXT, TextError, parse, plain_of
from flowatlas.store.schema import atlas_type, diff, tidy
from flowatlas.store.splice import CannotSpliceError, rearranged, spliced, spliced_together, without_aliases

__all__ = ["LARGEST_TEXT", "Text", "TextError", "dump"]


class Text:
    """An atlas as text: what it says (`plain`), and where it says it.

    Raises:
        TextError: the text is no YAML mapping, or one with duplicate keys, tags, or endless aliases.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = parse(text)
        self.plain: Plain = tidy(plain_of(self.root))

    def line_of(self, path: str) -> int:
        """The line, from 1, on which the value at a path stands, or else the record that would hold it."""
        node, line = self.root, 1
        for key in address(path)[0]:
            entry = node.entries.get(key)
            if entry is None:
                break
            node, line = entry.value, entry.key.line
        return line

    def changed(self, changes: Iterable[Change]) -> "Text":
        """The text with the changes made; lines that no change concerns stay as they are, comments included.

        Raises:
            ChangeRefusedError: the changes cannot be written into this text.
        """
        current, todo = self, list(changes)
        if len(todo) > 1:
            current, todo = self._with_most(todo)
        for change in todo:
            current = _with_change(current, change)
        return current

    def _with_most(self, changes: list[Change]) -> tuple["Text", list[Change]]:
        """The text with as many changes made at once as it lends itself to, and what is left to change."""
        wanted = tidy(apply(self.plain, changes))
        record = atlas_type()

        def orders(path: str) -> list[str] | None:
            return list(value_at(wanted, path) or ()) if is_ordered(record, path) else None

        current = self
        while len(rest := diff(current.plain, wanted)) > 1:
            text, done = spliced_together(current.text, current.root, rest, orders)
            try:
                again = Text(text)
            except TextError:
                break
            if not done or any(change.path in done for change in diff(again.plain, wanted)):
                break
            current = again
        for path in dict.fromkeys(_holder_of_moved(rest)):
            current = _rearranged(current, path, wanted)
        return current, diff(current.plain, wanted)


def _rearranged(text: Text, path: str, wanted: Plain) -> Text:
    """The text with the records at a path in the order that is wanted, where their lines lend themselves to it."""
    rest = diff(text.plain, wanted)
    moves = list(_holder_of_moved(rest)).count(path)
    if moves < 2:
        return text
    try:
        again = Text(rearranged(text.text, text.root, split(path), list(value_at(wanted, path))))
    except (TextError, CannotSpliceError):
        return text
    return again if len(diff(again.plain, wanted)) == len(rest) - moves else text


def _holder_of_moved(changes: list[Change]) -> Iterator[str]:
    """The path of the records around each one that is to be moved."""
    for keys, is_place in (address(change.path) for change in changes):
        if is_place:
            yield join(*keys[:-1])


def _with_change(text: Text, change: Change) -> Text:
    keys, _ = address(change.path)
    refused = ChangeRefusedError(
        f"line {text.line_of(change.path)}: the change of {Names(text.plain).of(join(*keys))} cannot be written here "
        "without touching other lines; write the value in plain YAML first"
    )
    if len(keys) > DEEPEST_NESTING:
        raise refused
    wanted = tidy(apply(text.plain, [change]))
    try:
        return _led_to(text, wanted, change)
    except (TextError, CannotSpliceError):
        pass
    try:
        return _led_to(Text(without_aliases(text.text, text.root, keys)), wanted, change)
    except (TextError, CannotSpliceError):
        raise refused from None


def _led_to(text: Text, wanted: Plain, change: Change) -> Text:
    """The text that says what is wanted."""
    is_direct = change.value is None or address(change.path)[1]
    # What is removed may leave a blank record, which says nothing, but whose lines stay.
    text = _spliced(text, [change] if is_direct else diff(text.plain, wanted))
    # What is set where a blank stood may have to move as well.
    rest = diff(text.plain, wanted)
    if rest and all(address(path)[1] for path, _ in rest):
        text = _spliced(text, rest)
        rest = diff(text.plain, wanted)
    if rest:
        raise CannotSpliceError
    return text


def _spliced(text: Text, changes: Iterable[Change]) -> Text:
    for change in changes:
        text = Text(spliced(text.text, text.root, change))
    return text
