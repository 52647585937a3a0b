"""An atlas as YAML text: what it says, and where; a change rewrites its own lines and leaves all others as they are."""

from collections.abc import Iterable

from flowatlas.model.errors import ChangeRefusedError
from flowatlas.model.path import Change, Plain, address, apply
from flowatlas.store.dump import dump
from flowatlas.store.node import LARGEST_TEXT, TextError, parse, plain_of
from flowatlas.store.schema import diff, tidy
from flowatlas.store.splice import CannotSpliceError, spliced, without_aliases

__all__ = ["LARGEST_TEXT", "Text", "TextError", "dump"]

MOST_ROUNDS = 3


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
        wanted = tidy(apply(self.plain, [change]))
        keys, is_place = address(change.path)
        # What is removed may leave a blank record behind, which says nothing, but whose lines stay.
        first = [change] if change.value is None or is_place else []
        try:
            return _led_to(_spliced(self, first), wanted)
        except (TextError, CannotSpliceError):
            pass
        try:
            return _led_to(Text(without_aliases(self.text, self.root, keys)), wanted)
        except (TextError, CannotSpliceError):
            raise ChangeRefusedError(
                f'line {self.line_of(change.path)}: the change of "{change.path}" cannot be written here without '
                "touching other lines; write the value in plain YAML first"
            ) from None


def _spliced(text: Text, changes: Iterable[Change]) -> Text:
    for change in changes:
        text = Text(spliced(text.text, text.root, change))
    return text


def _led_to(text: Text, wanted: Plain) -> Text:
    """The text that says what is wanted; what is set where a blank stood may have to move as well."""
    for _ in range(MOST_ROUNDS):
        changes = diff(text.plain, wanted)
        if not changes:
            return text
        text = _spliced(text, changes)
    raise CannotSpliceError
