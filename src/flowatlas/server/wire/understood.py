"""Understood: what somebody types into a field is read back in a sentence, with the value that a change is to carry.

The page never reads quantities itself; it shows the sentence and sends the value.
"""

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, get_args, get_origin

from flowatlas.maps.outcome import Target
from flowatlas.metrics.metric import metrics
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Severity
from flowatlas.model.glossary import TERMS
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import CHANGES, Plain, address, join, split, value_at
from flowatlas.model.quantity import Quantity
from flowatlas.model.read_back import read_back
from flowatlas.model.record import Field, fields_of, nearest
from flowatlas.model.wording import capital, listed, shown
from flowatlas.server.protocol.told import Understood
from flowatlas.server.wire.forms import plain_title
from flowatlas.store.declared import BASE, field_at, record_at
from flowatlas.store.edits import calendar_of
from flowatlas.store.names import Names
from flowatlas.store.node import TextError, parse, plain_of

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,14}")
_YES, _NO = {"yes", "y", "true", "done", "x", "✓"}, {"no", "n", "false", "-", "open"}


class _Read(NamedTuple):
    """A typed text as a value, and the sentence that reads it back."""

    value: Any
    sentence: str


def understood(plain: Plain, path: str, text: str, *, id: str = "") -> Understood:  # noqa: A002 - as on the wire
    """How a text that was typed for a path is understood; ``id`` is that of the question.

    An empty text removes the value, and the sentence says what its absence means.
    """
    try:
        read = _read(plain, path, text.strip())
    except QuantityError as error:
        message, _, hint = str(error).rpartition("; ")
        declared = field_at(path)
        # Readers of choices and numbers leave it to the field to say what "is 25".
        subject = f"{declared.title} " if declared is not None and message.startswith("is ") else ""
        return Understood(id=id, error=capital(f"{subject}{message}"), hint=hint)
    return Understood(id=id, value=read.value, is_empty=read.value is None, sentence=capital(read.sentence))


def _read(plain: Plain, path: str, text: str) -> _Read:
    keys, is_place = address(path)
    if not keys:
        raise QuantityError("this is the whole atlas; write to one of its fields")
    if is_place:
        return _place(plain, keys, text)
    declared, calendar = field_at(path), calendar_of(plain)
    if declared is None and (kept := _holding(keys)) is not None:
        return _kept(kept, keys, text)
    if declared is None:
        holder = record_at(join(*keys[:-1]))
        near = nearest(keys[-1], fields_of(holder)) if holder is not None else ""
        raise QuantityError(f"there is no {shown(keys[-1])} here; {_meant(near, 'write to a field that is declared')}")
    if declared.kind in {"record", "records", "mapping"}:
        raise QuantityError(f"{declared.title} holds values of its own; write to one of them")
    if not text:
        return _Read(None, _absent(declared))
    target = _kind_of_target(plain, keys, declared)
    if target is not None:
        return _quantity(target.read, text, calendar)
    if declared.is_metric:
        return _metric(text)
    if declared.is_address:
        return _address(plain, text)
    if declared.kind == "list":
        return _list(plain, keys, declared, text)
    if declared.reference is not None:
        key, told = _referred(plain, keys, declared, text)
        return _Read(key, f"{told}.")
    return _single(declared, text, calendar)


def _single(declared: Field, text: str, calendar: Calendar) -> _Read:
    """A value that points at nothing: a quantity, a choice, yes or no, a number, or a text."""
    if isinstance(declared.annotation, type) and issubclass(declared.annotation, Quantity):
        return _quantity(declared.read, text, calendar)
    if declared.kind == "choice":
        choice = _choice(declared.annotation, text)
        return _Read(declared.read(choice, calendar), f"{choice}.")
    if declared.kind == "flag":
        word = text.casefold()
        if word not in _YES | _NO:
            raise QuantityError(f"{shown(text)} is neither yes nor no; write yes or no")
        return _Read(word in _YES, "yes." if word in _YES else "no.")
    if declared.kind == "number":
        value = _figure(text)
        declared.read(value, calendar)
        return _Read(value, f"{value}.")
    if declared.kind in {"any", "figure"}:
        return _Read(_literal(text), "kept as it is.")
    return _Read(text, f"{shown(text)}, as written.")


def _quantity(read: Callable[[Any, Calendar], Quantity], text: str, calendar: Calendar) -> _Read:
    value = _literal(text) if text.startswith("{") else _figure(text)
    return _Read(value, read_back(read(value, calendar), calendar))


def _figure(text: str) -> str | int | float:
    """A plain number as one, so that files hold it without quotes; anything else as the text that it is."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _literal(text: str) -> Any:
    """A text as a file would hold it: mappings and lists in braces, yes or no, numbers, else text."""
    if not text.startswith(("{", "[")):
        return {"true": True, "false": False}.get(text, _figure(text))
    try:
        return plain_of(parse(f"value: {text}")).get("value")
    except TextError as error:
        raise QuantityError(f"{shown(text)}: {error}; write it as {{p50: 4d, p85: 11d, n: 396}}") from None


def _choice(annotation: Any, text: str) -> str:
    """The option that somebody means, whatever the case and the spaces; the text itself where none is."""
    options = [str(option) for option in get_args(annotation)]
    return next((option for option in options if option.casefold() == text.casefold()), text)


def _list(plain: Plain, keys: list[str], declared: Field, text: str) -> _Read:
    """Entries between commas; ``[]`` is a list of nothing, which is more than nothing said."""
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    entries = [entry.strip() for entry in inner.split(",") if entry.strip()]
    if not entries:
        return _Read([], "none.")
    one = get_args(declared.annotation)[0]
    if declared.reference is not None:
        found = [_referred(plain, keys, declared, entry) for entry in entries]
        return _Read([key for key, _ in found], f"{listed([told for _, told in found])}.")
    if get_origin(one) is Literal:
        chosen = declared.read([_choice(one, entry) for entry in entries], calendar_of(plain))
        return _Read(chosen, f"{listed(chosen)}.")
    return _Read(entries, f"{listed(entries)}.")


def _referred(plain: Plain, keys: list[str], declared: Field, text: str) -> tuple[str, str]:
    """The id of the record that somebody means by its id or name, and what people call it."""
    reference = declared.reference
    assert reference is not None
    holder = reference.holder(BASE if CHANGES in keys else keys[0])
    records, names = value_at(plain, holder), Names(plain)
    known = {key: names.label(f"{holder}/{join(key)}") for key in records} if isinstance(records, dict) else {}
    if text in known:
        return text, known[text]
    meant = [key for key, name in known.items() if text.casefold() in {name.casefold(), key.casefold()}]
    if len(meant) == 1:
        return meant[0], known[meant[0]]
    if len(meant) > 1:
        raise QuantityError(f"{shown(text)} is what several are called; write one of {', '.join(meant)}")
    if reference.severity is not Severity.ERROR:
        return text, f"{text} ({'new' if reference.is_made else 'not described yet'})"
    near = nearest(text, [*known.values(), *known])
    several = split(holder)[-1]
    raise QuantityError(f"{shown(text)} is not on the map; {_meant(near, f'name one of the {several} that are')}")


def _metric(text: str) -> _Read:
    """The metric that somebody means by its name, its title, or another name of it."""
    said = " ".join(text.casefold().replace("_", " ").split())
    names = {
        spelled.casefold().replace("_", " "): one
        for one in metrics()
        for spelled in (*(TERMS[one.name].names if one.name in TERMS else ()), plain_title(one), one.name)
    }
    one = names.get(said)
    if one is None:
        near = nearest(said, names)
        raise QuantityError(f"{shown(text)} is no metric; {_meant(near, 'name one, such as lead time')}")
    return _Read(one.name, f"{plain_title(one)}.")


def _address(plain: Plain, text: str) -> _Read:
    holder = join(*split(text)[:-1])
    is_there = value_at(plain, text) is not None
    if not is_there and (field_at(text) is None or not isinstance(value_at(plain, holder), dict)):
        raise QuantityError(f"{shown(text)} is not on the map; write the name of something that is there")
    return _Read(text, f"{Names(plain).of(text)}.")


def _place(plain: Plain, keys: list[str], text: str) -> _Read:
    """Behind which neighbour a record is to stand, by id or name; nothing typed: before all others."""
    if not text:
        return _Read("", "before all others.")
    holder = value_at(plain, join(*keys[:-1]))
    names = Names(plain)
    known = {key: names.label(join(*keys[:-1], key)) for key in holder} if isinstance(holder, dict) else {}
    meant = [key for key, name in known.items() if text.casefold() in {key.casefold(), name.casefold()}]
    if not meant or keys[-1] == meant[0]:
        near = nearest(text, known.values())
        raise QuantityError(f"{shown(text)} is not beside it; {_meant(near, 'name one that is, or nothing')}")
    return _Read(join(meant[0]), f"behind “{known[meant[0]]}”.")


def _holding(keys: list[str]) -> Field | None:
    """The field further out that keeps whatever stands in it as it is, or holds such values by key."""
    for end in range(1, len(keys)):
        declared = field_at(join(*keys[:end]))
        if declared is not None and (
            declared.kind == "any" or (declared.kind == "mapping" and declared.name != CHANGES)
        ):
            return declared
    return None


def _kept(holder: Field, keys: list[str], text: str) -> _Read:
    """A value that is kept as it was typed; of values by key, the sentence tells what it is for."""
    if not text:
        return _Read(None, _absent(holder) if holder.kind == "any" else f"nothing for {keys[-1]}.")
    value = _literal(text)
    if holder.kind == "any" or isinstance(value, dict | list):
        return _Read(value, "kept as it is.")
    return _Read(value, f"{holder.title}, {keys[-1]}: {value}.")


def _kind_of_target(plain: Plain, keys: list[str], declared: Field) -> type[Quantity] | None:
    """What the figures of a target are: those of the metric that shows it."""
    if declared.name not in {"value", "baseline"} or record_at(join(*keys[:-1])) is not Target:
        return None
    metric = value_at(plain, join(*keys[:-1], "metric"))
    name = Target(metric=None if metric is None else str(metric)).measure
    return next((one.kind for one in metrics() if one.name == name), None)


def _absent(declared: Field) -> str:
    """What it means that a field says nothing."""
    if declared.absent:
        return f"nothing: {declared.absent}."
    if isinstance(declared.annotation, type) and issubclass(declared.annotation, Quantity):
        return "nothing: unknown."
    if isinstance(declared.default, bool):
        return f"nothing: {'yes' if declared.default else 'no'}."
    if declared.default is None:
        return "nothing."
    default = declared.default
    return f"nothing: {default:g}." if isinstance(default, float) else f"nothing: {default}."


def _meant(near: str, advice: str) -> str:
    return f"did you mean {shown(near)}?" if near else advice
