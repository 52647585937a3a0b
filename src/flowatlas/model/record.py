"""Records: the things on a map, with declared fields, and what follows from their declaration alone.

A record class declares each field once, with its type, title and help. Reading, messages, the JSON Schema, references
and the order of records all come from that.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    NewType,
    Self,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.guidance import Guidance, Missing
from flowatlas.model.memory import Memory
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import Plain, join, split
from flowatlas.model.quantity import Quantity
from flowatlas.model.wording import shown

if TYPE_CHECKING:
    from flowatlas.model.atlas import Atlas
    from flowatlas.model.picture import Derived, Picture

MOST_HINTS = 100
LONGEST_NAME = 60

Figure = NewType("Figure", object)
"""A figure whose kind is told elsewhere, such as by the metric of a target; kept as it was written."""


class Reference(NamedTuple):
    """A field names a record of the same map by its id, or lists such ids.

    ``to`` is the mapping that holds the record, relative to the map, or from the root of the atlas where it starts with
    a slash. A record that makes no sense without what it points at is removed with it. ``is_made``: in a form, naming
    one that is not there makes it.
    """

    to: str
    is_needed: bool = False
    is_made: bool = False
    severity: Severity = Severity.ERROR

    def holder(self, section: str) -> str:
        """The full path of the mapping that holds the record, for a field on the map of a section."""
        return self.to[1:] if self.to.startswith("/") else f"{section}/{self.to}"


def described(
    title: str,
    explanation: str,
    *,
    default: Any = None,
    file_name: str = "",
    reference: Reference | None = None,
    is_address: bool = False,
    is_metric: bool = False,
    is_personal: bool = False,
    above: float | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
    absent: str = "",
) -> Any:
    """Declare a field of a record.

    Args:
        title: what people call it.
        explanation: one plain sentence.
        default: the value where a file says nothing; a class such as ``dict`` stands for a new empty one.
        file_name: the name in files, where Python does not allow it.
        reference: what the field points at by id.
        is_address: whether the field holds the full path of something in the atlas.
        is_metric: whether the field holds the name of a metric.
        is_personal: whether it tells who somebody is or what they noted, and is left out of what is anonymous.
        above: numbers must be larger than this.
        at_least: numbers, and the highest figure of a quantity, must not be smaller than this.
        at_most: numbers, and the highest figure of a quantity, must not be larger than this.
        absent: what it means where a file says nothing, such as "no wait", if that is more than nothing.
    """
    return _About(
        title,
        explanation,
        file_name,
        reference,
        is_address,
        is_metric,
        is_personal,
        Bounds(above, at_least, at_most),
        absent,
        default,
    )


class Bounds(NamedTuple):
    """Between which figures a value must be, where they are declared."""

    above: float | None
    at_least: float | None
    at_most: float | None

    def hold(self, figure: float) -> bool:
        """Whether a figure is within those that are declared."""
        return (
            (self.above is None or figure > self.above)
            and (self.at_least is None or figure >= self.at_least)
            and (self.at_most is None or figure <= self.at_most)
        )

    @property
    def words(self) -> str:
        """As they follow the kind of number to write: " from 0 to 5", " of 1 or more"."""
        if self.at_least is not None:
            least = f"{self.at_least:g}"
            return f" of {least} or more" if self.at_most is None else f" from {least} to {self.at_most:g}"
        over = "" if self.above is None else f" over {self.above:g}"
        return over if self.at_most is None else f"{over} up to {self.at_most:g}"


NO_BOUNDS = Bounds(None, None, None)


class _About(NamedTuple):
    title: str
    explanation: str
    file_name: str
    reference: Reference | None
    is_address: bool
    is_metric: bool
    is_personal: bool
    bounds: Bounds
    absent: str
    default: Any


class Record:
    """A thing on a map with declared fields; what else a file says of it is kept in the file and reported.

    Works like a frozen data class whose fields are declared with `described`; data classes write source code for every
    class and compile it, which would take a third of the command line's start-up.
    """

    _declared: ClassVar[dict[str, _About]] = {}

    def __init_subclass__(cls) -> None:
        """Take up the declared fields; the defaults stay on the class."""
        own = {name: about for name, about in vars(cls).items() if isinstance(about, _About)}
        cls._declared = {**cls._declared, **own}
        for name, about in own.items():
            setattr(cls, name, None if isinstance(about.default, type) else about.default)

    def __init__(self, **values: Any) -> None:
        for name in values:
            if name not in self._declared:
                raise TypeError(f"{type(self).__name__} has no field {name!r}")
        for name, about in self._declared.items():
            if name in values:
                self.__dict__[name] = values[name]
            elif isinstance(about.default, type):
                self.__dict__[name] = about.default()

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set; a change makes a new record")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(getattr(self, name) == getattr(other, name) for name in self._declared)

    __hash__ = None  # type: ignore[assignment]  # records hold mappings

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    @classmethod
    def read(
        cls,
        plain: Any,
        path: str = "",
        calendar: Calendar = Calendar(),  # noqa: B008 - a named tuple cannot change
        memory: Memory | None = None,
    ) -> tuple[Self, list[Finding]]:
        """A record from plain values, and findings for what cannot be understood; such a value counts as not given.

        Records by id that a ``memory`` made with the same calendar knows are taken from there.
        """
        findings: list[Finding] = []
        return _read(cls, plain, path, memory or Memory(calendar), findings), findings


RecordType = TypeVar("RecordType", bound=Record)


class Map(Record):
    """One section of an atlas.

    Subclass it with ``kind=``, and the section is read, checked and described by the JSON Schema; ``section=`` names
    the key in the file where it differs from the kind.
    """

    kind: ClassVar[str] = ""
    section: ClassVar[str] = ""
    guidance: ClassVar[Guidance | None] = None

    def __init_subclass__(cls, *, kind: str, section: str = "") -> None:
        """Make the new kind of map known."""
        super().__init_subclass__()
        from flowatlas.model.registry import MAPS

        cls.kind, cls.section = kind, section or kind
        MAPS.add(cls.section, cls)

    def picture(self, atlas: "Atlas", derived: "Derived") -> "Picture | None":
        """The map drawn, with full paths; None, as by default, leaves it to the drawing that suits any records."""
        del atlas, derived
        return None

    def missing(self, atlas: "Atlas") -> Iterator[Missing]:
        """What the map lacks before the next one is worth starting, what matters most first; nothing by default."""
        del atlas
        yield from ()

    @classmethod
    def closing_gap(cls, plain: Plain, path: str) -> Plain:
        """New values by path that keep the rest in shape when the record at ``path`` goes; nothing by default.

        Paths and plain values are relative to the map.
        """
        del plain, path
        return {}


class Field(NamedTuple):
    """A declared field: its names, its words, and what it holds: one record, records by id, or a value."""

    name: str
    attribute: str
    annotation: Any
    record: type[Record] | None
    is_keyed: bool
    title: str
    explanation: str
    reference: Reference | None
    is_address: bool
    is_metric: bool
    is_personal: bool
    bounds: Bounds
    absent: str
    default: str | float | None
    read: Callable[[Any, Calendar], Any]

    @property
    def kind(self) -> str:
        """What it holds, in a word.

        duration, share, count, rate, money, text, choice, flag, number or list; figure, whose kind is told
        elsewhere; record, or by id records; mapping for values by path; any for what is kept as it is.
        """
        if self.record is not None:
            return "records" if self.is_keyed else "record"
        return _kind(self.annotation)


def title_of(record: type[Record]) -> str:
    """What people call one record of a class: “Quick fix”; of a map its kind."""
    name = record.kind.replace("-", " ") if issubclass(record, Map) else _spaced(record.__name__)
    return name[:1].upper() + name[1:].lower()


def _spaced(name: str) -> str:
    return "".join(f" {sign}" if sign.isupper() else sign for sign in name).strip()


def fields_of(record: type[Record]) -> dict[str, Field]:
    """The declared fields of a record class, by the name that files use."""
    hashable: Any = record  # A class is hashable even where its instances are not, which mypy does not see.
    return _declared_fields(hashable)


@cache
def _declared_fields(record: Any) -> dict[str, Field]:
    hints = get_type_hints(record)
    fields = {}
    for attribute, about in record._declared.items():  # noqa: SLF001 - the declaration belongs to this module
        annotation = _without_none(hints[attribute])
        holder = get_args(annotation)[1] if get_origin(annotation) is dict else annotation
        inner = holder if isinstance(holder, type) and issubclass(holder, Record) else None
        name = about.file_name or attribute
        fields[name] = Field(
            name=name,
            attribute=attribute,
            annotation=annotation,
            record=inner,
            is_keyed=inner is not None and holder is not annotation,
            title=about.title,
            explanation=about.explanation,
            reference=about.reference,
            is_address=about.is_address,
            is_metric=about.is_metric,
            is_personal=about.is_personal,
            bounds=about.bounds,
            absent=about.absent,
            default=about.default if isinstance(about.default, str | int | float) else None,
            read=_reader(annotation, about),
        )
    return fields


def _kind(annotation: Any) -> str:
    if isinstance(annotation, type) and issubclass(annotation, Quantity):
        return annotation.kind
    return _KINDS.get(get_origin(annotation) or annotation, "any")


_KINDS: dict[Any, str] = {
    Literal: "choice",
    list: "list",
    dict: "mapping",
    str: "text",
    bool: "flag",
    int: "number",
    float: "number",
    Figure: "figure",
}


def _without_none(annotation: Any) -> Any:
    options = [option for option in get_args(annotation) if option is not NoneType]
    return options[0] if NoneType in get_args(annotation) and len(options) == 1 else annotation


def _reader(annotation: Any, about: _About) -> Callable[[Any, Calendar], Any]:
    """How a value of this type is read; the reader raises QuantityError with what would be right."""
    if isinstance(annotation, type) and issubclass(annotation, Quantity):
        return annotation.read if about.bounds == NO_BOUNDS else _bounded(annotation, about.bounds)
    if get_origin(annotation) is Literal:
        return lambda value, _: _choice(value, get_args(annotation))
    if get_origin(annotation) is list:
        one = _reader(get_args(annotation)[0], about)
        return lambda value, calendar: _listed(value, one, calendar)
    if get_origin(annotation) is dict:
        return lambda value, _: _mapping(value)
    return {
        str: lambda value, _: _text(value),
        bool: lambda value, _: _yes_or_no(value),
        int: lambda value, _: int(_number(value, about, int)),
        float: lambda value, _: float(_number(value, about, (int, float))),
    }.get(annotation, lambda value, _: value)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise QuantityError(f"{_what(value)}; write a text")
    return value if isinstance(value, str) else shown(value)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise QuantityError(f"{_what(value)}; write true or false")
    return value


def _number(value: Any, about: _About, kinds: type | tuple[type, ...]) -> Any:
    is_number = isinstance(value, kinds) and not isinstance(value, bool)
    if not is_number or not about.bounds.hold(value):
        raise QuantityError(f"{_what(value)}; write a {'whole ' if kinds is int else ''}number{about.bounds.words}")
    return value


def _bounded(kind: type[Quantity], bounds: Bounds) -> Callable[[Any, Calendar], Quantity]:
    def read(value: Any, calendar: Calendar) -> Quantity:
        quantity = kind.read(value, calendar)
        highest = max((amount for _, amount in quantity.points), default=None)
        if highest is not None and not bounds.hold(highest):
            told = f"{highest:g}" if isinstance(value, dict) else shown(value)
            raise QuantityError(f"is {told}; write a number{bounds.words}")
        return quantity

    return read


def _choice(value: Any, options: tuple[str, ...]) -> str:
    if value not in options:
        near = nearest(value, options)
        advice = f'did you mean "{near}"?' if near else f"write {', '.join(options[:-1])} or {options[-1]}"
        raise QuantityError(f"{_what(value)}; {advice}")
    return str(value)


def _listed(value: Any, one: Callable[[Any, Calendar], Any], calendar: Calendar) -> list[Any]:
    if isinstance(value, dict):
        raise QuantityError(f"{_what(value)}; write a list such as [a, b]")
    return [one(entry, calendar) for entry in (value if isinstance(value, list) else [value])]


def _mapping(value: Any) -> Plain:
    if not isinstance(value, dict):
        raise QuantityError(f"{_what(value)}; write a mapping of path: value")
    return value


def _what(value: Any) -> str:
    if isinstance(value, dict):
        return "is a mapping"
    if isinstance(value, list):
        return "is a list"
    return f"is {shown(value)}"


def nearest(name: Any, names: Iterable[str]) -> str:
    """The known name that somebody may have meant; none for what is no name or far too long."""
    from difflib import get_close_matches

    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        return ""
    return next(iter(get_close_matches(name, islice(names, MOST_HINTS), n=1)), "")


def _read(cls: type[RecordType], plain: Any, path: str, memory: Memory, findings: list[Finding]) -> RecordType:
    if not isinstance(plain, dict):
        name = "".join(f"{key}: " for key in split(path)[-1:])
        findings.append(Finding(path, f"{name}{_what(plain)}", Severity.ERROR, "write a mapping of field: value"))
        return cls()
    fields = fields_of(cls)
    values: dict[str, Any] = {}
    for name, value in plain.items():
        inner_path = f"{path}/{join(name)}" if path else join(name)
        declared = fields.get(name)
        if declared is None:
            near = nearest(name, fields) if len(findings) < MOST_HINTS else ""
            hint = f'did you mean "{near}"?' if near else f"known here: {', '.join(fields)}"
            findings.append(Finding(inner_path, f"unknown field {shown(name)}", Severity.WARNING, hint))
        elif declared.record is None:
            try:
                values[declared.attribute] = declared.read(value, memory.calendar)
            except QuantityError as error:
                message, _, hint = str(error).rpartition("; ")
                findings.append(Finding(inner_path, f"{name}: {message}", Severity.ERROR, hint))
        elif not declared.is_keyed:
            values[declared.attribute] = _read(declared.record, value, inner_path, memory, findings)
        elif not isinstance(value, dict):
            example = f"{{{_slug(value)}: {{…}}}}"
            hint = f"write records by id: {example}"
            findings.append(Finding(inner_path, f"{name}: {_what(value)}", Severity.ERROR, hint))
        else:
            values[declared.attribute] = _read_by_id(declared.record, value, inner_path, memory, findings)
    return cls(**values)


def _read_by_id(
    cls: type[RecordType], plain: Plain, path: str, memory: Memory, findings: list[Finding]
) -> dict[str, RecordType]:
    def read(key: str, value: Any) -> tuple[RecordType, bool]:
        # What has findings is read again, as hints are only given for the first ones of the document.
        found = len(findings)
        return _read(cls, value, f"{path}/{join(key)}", memory, findings), len(findings) == found

    return memory.recalled((cls, path), plain, read)


def _slug(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        first = first.get("name", "step")
    name = first[:30].lower() if isinstance(first, str) else ""
    return "-".join("".join(sign if sign.isalnum() else " " for sign in name).split()) or "step"
