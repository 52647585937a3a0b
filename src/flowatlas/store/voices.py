"""Voices from and to files of their own: a person fills in a copy of the map alone, and it becomes their voice."""

import unicodedata
from collections.abc import Container, Iterator
from itertools import count
from typing import Any, NamedTuple

from flowatlas.maps.declared import field_at, read
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import QuantityError, says_unknown
from flowatlas.model.overlay import overlay_between
from flowatlas.model.path import CHANGES, Plain, as_mapping, flatten, is_branch, join
from flowatlas.model.quantity import Duration, Quantity
from flowatlas.model.record import Record, fields_of

ASKED = ("wait_time", "process_time")
"""What is asked of every step, whether or not the map has it; the first step waits for nothing unless it says so."""

OF_THE_GROUP = {"voices", "measurements", "use", "constraint", "notes"}
"""What the map says that is no statement of one person."""

OF_A_STEP = {"notes", "quick_fixes"}

UNKNOWN = "?"


class Taken(NamedTuple):
    """A person's own file as a voice: its changes, the steps matched by ``same_as``, and those matched by name."""

    changes: Plain
    by_same_as: dict[str, str]
    by_name: dict[str, str]


def figures(current: Plain) -> Plain:
    """Every time, share and other quantity of the steps and of the stream as typed, by path relative to the map."""
    found: Plain = {}
    for name, value in current.items():
        declared = fields_of(ValueStreamMap).get(name)
        if declared is not None and _is_quantity(declared.annotation) and not _is_blank(value):
            found[name] = value
    _gather(fields_of(ValueStreamMap)["steps"].record, as_mapping(current.get("steps")), "steps", found)
    return found


def own_map(plain: Plain, *, is_copy: bool) -> Plain:
    """A copy of an atlas for one person to fill in: its steps, without voices and remarks, figures blank or copied."""
    current = as_mapping(plain.get(ValueStreamMap.section))
    kept = {key: value for key, value in current.items() if key not in OF_THE_GROUP | {"steps", "roles"}}
    fields = fields_of(ValueStreamMap)
    if not is_copy:
        kept = {
            key: UNKNOWN if key in fields and _is_quantity(fields[key].annotation) else value
            for key, value in kept.items()
        }
    roles = {key: _only(value, "name") for key, value in as_mapping(current.get("roles")).items()}
    steps: Plain = {}
    for place, (step_id, step) in enumerate(as_mapping(current.get("steps")).items()):
        rest = {key: value for key, value in as_mapping(step).items() if key not in OF_A_STEP}
        asked = [name for name in ASKED if name not in rest and (place or name != "wait_time")]
        rest |= dict.fromkeys(asked, UNKNOWN)
        steps[step_id] = rest if is_copy else _blanked(Step, rest)
    whole = _only(plain, "flowatlas", "title", "calendar")
    return {**whole, ValueStreamMap.section: {**kept, **({"roles": roles} if roles else {}), "steps": steps}}


def asked(current: Plain) -> list[str]:
    """What a person is asked who starts blank, by path relative to the map: what nobody has said yet comes first.

    Of what stands on the map already larger times come before smaller ones, and times before everything else.
    """
    paths = [path for path in _open(own_map({ValueStreamMap.section: current}, is_copy=False)) if path]
    said = figures(current)
    return sorted(paths, key=lambda path: (path in said, -_seconds(path, said.get(path))))


def _open(plain: Plain) -> Iterator[str]:
    """Where nothing is answered, in map order, relative to the map."""
    for path, value in flatten(as_mapping(plain.get(ValueStreamMap.section))).items():
        if value == UNKNOWN:
            yield path


def _seconds(path: str, typed: Any) -> float:
    declared = field_at(path)
    if typed is None or declared is None or declared.annotation is not Duration:
        return 0.0
    try:
        return min(float(read(declared, typed, Calendar()).middle), LONGEST)
    except QuantityError:
        return 0.0


LONGEST = 1e12
"""Seconds; what never ends is no longer than that when times are put in order."""


def slug(text: str, otherwise: str, longest: int = 40) -> str:
    """A text as a readable id: its letters and figures in small, with hyphens between the words.

    >>> slug("Legal review, 2nd", "voice")
    'legal-review-2nd'
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return "-".join(words)[:longest].strip("-") or otherwise


def new_voice_id(taken: Container[str], name: str) -> str:
    """A readable id that no voice has yet; numbered where nobody is named.

    >>> new_voice_id({"ana"}, "Ana"), new_voice_id({"voice-1"}, "")
    ('ana-1', 'voice-2')
    """
    plain = slug(name, "voice")
    if name and plain not in taken and plain != CHANGES:
        return plain
    return next(one for number in count(1) if (one := f"{plain}-{number}") not in taken)


def taken_in(current: Plain, own: Plain) -> Taken:
    """The voice of a person whose own version of the map is ``own``; laid over ``current`` it gives that version.

    A step is one of the map where it has its id, says so with ``same_as``, or else has the same name. What is not
    answered (``?``) or left out says nothing, a step that is left out is removed, and a figure that is the same as on
    the map is said all the same.
    """
    base_steps, own_steps = as_mapping(current.get("steps")), as_mapping(own.get("steps"))
    by_same_as, by_name = _matched(base_steps, own_steps)
    ids = {**by_same_as, **by_name}
    base = {key: value for key, value in current.items() if key not in OF_THE_GROUP}
    wanted = {
        **base,
        **_answered(ValueStreamMap, {key: own[key] for key in own if key not in OF_THE_GROUP | {"steps"}}),
    }
    roles = as_mapping(base.get("roles"))
    own_roles = {
        key: _over(as_mapping(roles.get(key)), as_mapping(one)) for key, one in as_mapping(own.get("roles")).items()
    }
    if roles or own_roles:
        wanted["roles"] = {**roles, **own_roles}
    wanted["steps"] = {}
    for own_id, step in own_steps.items():
        step_id = ids.get(own_id, own_id)
        said = {key: value for key, value in as_mapping(step).items() if key not in OF_A_STEP | {"same_as"}}
        if own_id in by_name:
            said.pop("name", None)
        said = _answered(Step, _renamed(said, ids))
        wanted["steps"][step_id] = _over(as_mapping(base_steps.get(step_id)), said)
    changes = overlay_between(base, wanted)
    said = figures({**_answered(ValueStreamMap, own), "steps": _answered_steps(own_steps, ids)})
    whole = {path for path, value in changes.items() if is_branch(value)}
    for path, value in said.items():
        if not any(path == one or path.startswith(f"{one}/") for one in whole):
            changes.setdefault(path, value)
    return Taken(changes, by_same_as, by_name)


def _answered_steps(own_steps: Plain, ids: dict[str, str]) -> Plain:
    """The steps of a person's own file under the ids of the map, with what they answered only."""
    return {ids.get(own_id, own_id): _answered(Step, as_mapping(step)) for own_id, step in own_steps.items()}


def _matched(base: Plain, own: Plain) -> tuple[dict[str, str], dict[str, str]]:
    """The ids of own steps that are steps of the map under another id: told so, or of the same name."""
    by_same_as: dict[str, str] = {}
    taken = set(base) & set(own)
    for own_id, step in own.items():
        same = str(as_mapping(step).get("same_as", ""))
        if own_id not in base and same in base and same not in taken:
            by_same_as[own_id] = same
            taken.add(same)
    names: dict[str, str] = {}
    for step_id, step in base.items():
        names.setdefault(_name(step_id, step), step_id)
    by_name: dict[str, str] = {}
    for own_id, step in own.items():
        same = names.get(_name(own_id, step), "")
        if own_id not in base and own_id not in by_same_as and same and same not in taken:
            by_name[own_id] = same
            taken.add(same)
    return by_same_as, by_name


def _name(step_id: str, step: Any) -> str:
    return " ".join(str(as_mapping(step).get("name") or step_id.replace("-", " ")).casefold().split())


def _renamed(step: Plain, ids: dict[str, str]) -> Plain:
    """A step whose references to other steps are those of the map."""
    renamed = dict(step)
    after = step.get("after")
    if after is not None:
        renamed["after"] = [ids.get(str(one), one) for one in (after if isinstance(after, list) else [after])]
    if isinstance(step.get("rework"), dict):
        renamed["rework"] = {
            key: {**link, "to": ids.get(str(link["to"]), link["to"])}
            if isinstance(link, dict) and "to" in link
            else link
            for key, link in step["rework"].items()
        }
    return renamed


def _over(base: Plain, said: Plain) -> Plain:
    """A record with what a person says laid over it; what they leave out shows through."""
    merged = dict(base)
    for key, value in said.items():
        merged[key] = _over(as_mapping(base.get(key)), value) if is_branch(value) else value
    return merged


def _answered(record: type[Record], plain: Plain) -> Plain:
    """Plain values without the quantities that are left open."""
    found: Plain = {}
    for key, value in plain.items():
        declared = fields_of(record).get(key)
        if declared is not None and declared.record is not None and isinstance(value, dict):
            inner = declared.record
            found[key] = (
                {name: _answered(inner, as_mapping(one)) for name, one in value.items()}
                if declared.is_keyed
                else _answered(inner, value)
            )
        elif declared is None or not _is_quantity(declared.annotation) or not _is_open(declared.annotation, value):
            found[key] = value
    return found


def _blanked(record: type[Record], plain: Plain) -> Plain:
    """Plain values whose quantities are all open."""
    found: Plain = {}
    for key, value in plain.items():
        declared = fields_of(record).get(key)
        if declared is not None and declared.is_keyed and declared.record is not None and isinstance(value, dict):
            found[key] = {name: _blanked(declared.record, as_mapping(one)) for name, one in value.items()}
        else:
            found[key] = UNKNOWN if declared is not None and _is_quantity(declared.annotation) else value
    return found


def _gather(record: type[Record] | None, records: Plain, path: str, found: Plain) -> None:
    if record is None:
        return
    for key, plain in records.items():
        for name, value in as_mapping(plain).items():
            declared = fields_of(record).get(name)
            inner = f"{path}/{join(key)}/{name}"
            if declared is None or name in OF_A_STEP:
                continue
            if declared.is_keyed and isinstance(value, dict):
                _gather(declared.record, value, inner, found)
            elif _is_quantity(declared.annotation) and not _is_blank(value):
                found[inner] = value


def _is_blank(value: Any) -> bool:
    return value is None or says_unknown(value)


def _is_open(kind: type[Quantity], value: Any) -> bool:
    try:
        return kind.read(value).is_unknown
    except QuantityError:
        return False


def _is_quantity(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Quantity)


def _only(record: Any, *names: str) -> Plain:
    return {name: value for name, value in as_mapping(record).items() if name in names}
