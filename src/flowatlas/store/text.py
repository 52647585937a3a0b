"""An atlas as YAML text: what it says, and where; a change rewrites its own lines and leaves all others as they are."""

from collections.abc import Iterable

from flowatlas.model.errors import ChangeRefusedError
from flowatlas.model.path import Change, Plain, address, apply
from flowatlas.model.quantity import shown
from flowatlas.store.dump import dump
from flowatlas.store.node import DEEPEST_NESTING, LARGEST_TEXT, TextError, parse, plain_of
from flowatlas.store.schema import diff, tidy
from flowatlas.store.splice import CannotSpliceError, spliced, without_aliases

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
        current = self
        for change in changes:
            current = current._with(change)
        return current

    def _with(self, change: Change) -> "Text":
        keys, _ = address(change.path)
        refused = ChangeRefusedError(
            f"line {self.line_of(change.path)}: the change of {shown(change.path)} cannot be written here without "
            "touching other lines; write the value in plain YAML first"
        )
        if len(keys) > DEEPEST_NESTING:
            raise refused
        wanted = tidy(apply(self.plain, [change]))
        try:
            return _led_to(self, wanted, change)
        except (TextError, CannotSpliceError):
            pass
        try:
            return _led_to(Text(without_aliases(self.text, self.root, keys)), wanted, change)
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
