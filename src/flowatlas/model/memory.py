"""Memory: what was made of the records of one version of a document, for the version after it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flowatlas.model.calendar import Calendar
from flowatlas.model.path import Plain

Result = TypeVar("Result")


class Memory:
    """What was made of records by id, taken over where the very same plain value still stands under the same id.

    Plain values are never changed in place; a change copies what it changes and shares the rest. It knows the version
    ``before`` and its own, so that it stays as small as the document. What was read with another calendar is unknown.
    """

    def __init__(self, calendar: Calendar, before: "Memory | None" = None) -> None:
        self.calendar = calendar
        is_alike = before is not None and (type(before.calendar), before.calendar) == (type(calendar), calendar)
        self._before = before._own if before is not None and is_alike else {}  # noqa: SLF001 - one of its own kind
        self._own: dict[object, dict[str, tuple[Any, Any]]] = {}

    def recalled(
        self, purpose: object, records: Plain, make: Callable[[str, Any], tuple[Result, bool]]
    ) -> dict[str, Result]:
        """What ``make`` makes of each key and plain value; it also says whether that may be taken over.

        ``purpose`` tells apart what is made, and from which records: all else that ``make`` depends on.
        """
        before, own = self._before.get(purpose, {}), self._own.setdefault(purpose, {})
        found: dict[str, Result] = {}
        for key, plain in records.items():
            kept = before.get(key)
            if kept is None or kept[0] is not plain:
                made, may_stay = make(key, plain)
                kept = (plain, made)
                if not may_stay:
                    found[str(key)] = made
                    continue
            own[key] = kept
            found[str(key)] = kept[1]
        return found
