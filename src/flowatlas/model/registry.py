"""What is known by name, from maps to importers, each made known by the file that holds it."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any, Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Things of one kind by name, in the order in which they became known."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, Entry] = {}

    def add(self, name: str, entry: Entry) -> None:
        """Make an entry known.

        Raises:
            ValueError: the name is taken by something else.
        """
        taken = self._entries.get(name)
        if taken is not None and _origin(taken) != _origin(entry):
            raise ValueError(f'{self.what} "{name}" is already known, from {_origin(taken)}')
        self._entries[name] = entry

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def values(self) -> list[Entry]:
        """All entries, in the order in which they became known."""
        return list(self._entries.values())


def _origin(entry: Any) -> str:
    return f"{getattr(entry, '__module__', '')}.{getattr(entry, '__qualname__', entry)}"


MAPS: Registry[Any] = Registry("map")
CHECKS: Registry[Any] = Registry("check")
METRICS: Registry[Any] = Registry("metric")
VIEWS: Registry[Any] = Registry("view")
EXPORTERS: Registry[Any] = Registry("exporter")
IMPORTERS: Registry[Any] = Registry("importer")
DERIVATIONS: Registry[Any] = Registry("derivation")

PLUG_INS = "flowatlas"
"""The entry point group of packages that bring their own maps, metrics, views, exporters and importers."""


@cache
def load_folder(package: str) -> None:
    """Import every module of a package of ours, which makes known what they hold; the folder is looked through once."""
    import pkgutil

    for module in sorted(found.name for found in pkgutil.iter_modules(import_module(package).__path__)):
        import_module(f"{package}.{module}")


def load_plug_ins() -> None:
    """Import what installed packages offer under the entry point group ``flowatlas``.

    Only entry points of the program (command line, server) call this; importing the library never searches. Most
    machines have no plug-in, and reading the small entry point files is far cheaper than importing the machinery.
    """
    import sys
    from pathlib import Path

    for folder in filter(None, sys.path):
        for declared in Path(folder).glob("*.dist-info/entry_points.txt"):
            if f"[{PLUG_INS}]" in declared.read_text(encoding="utf-8", errors="replace"):
                from importlib.metadata import entry_points

                for entry_point in entry_points(group=PLUG_INS):
                    entry_point.load()
                return


Check = TypeVar("Check", bound=Callable[..., Any])


def check(map_class: Any) -> Callable[[Check], Check]:
    """Make known a check of one kind of map: a function from the map to findings with paths relative to the map."""

    def register(function: Check) -> Check:
        CHECKS.add(f"{map_class.__name__}.{function.__name__}", (map_class, function))
        return function

    return register
