"""The order in which what became of an atlas is told."""

from collections.abc import Iterable

from flowatlas.model.path import Plain, join, split
from flowatlas.model.record import fields_of
from flowatlas.store.declared import found_at, record_at


class MapOrder:
    """The order of paths as on the map: fields as declared, records as they stand, removed ones where they stood."""

    def __init__(self, before: Plain, after: Plain) -> None:
        self.before, self.after = before, after
        self.known: dict[tuple[str, ...], dict[str, int]] = {}

    def place(self, path: str) -> list[int]:
        """What to sort by."""
        keys = split(path)
        return [self._places(tuple(keys[:depth])).get(key, -1) for depth, key in enumerate(keys)]

    def _places(self, holder: tuple[str, ...]) -> dict[str, int]:
        if holder not in self.known:
            old, new = (
                {} if not isinstance(value, dict) else value
                for value in (found_at(self.before, list(holder)), found_at(self.after, list(holder)))
            )
            names = _merged(old, new)
            record = record_at(join(*holder)) if holder else None
            if record is not None:
                names = [
                    *(name for name in fields_of(record) if name in names),
                    *(name for name in names if name not in fields_of(record)),
                ]
            self.known[holder] = {name: number for number, name in enumerate(names)}
        return self.known[holder]


def _merged(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """All names, those that are only in ``before`` behind what they stood behind there."""
    names, above = list(after), ""
    for name in before:
        if name not in names:
            names.insert(names.index(above) + 1 if above in names else 0, name)
        above = name
    return names
