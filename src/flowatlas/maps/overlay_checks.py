"""What is said of voices and measurements: checks of what they speak about, and of what each voice states."""

from collections.abc import Iterator
from typing import Any

from flowatlas.maps.declared import field_at, holder_of, read
from flowatlas.maps.shape import Shape
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.maps.voice import Told, Voice
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.notation import QuantityError
from flowatlas.model.overlay import unresolved
from flowatlas.model.path import BEHIND, Change, Plain, address, apply, join, split
from flowatlas.model.record import Record, fields_of, nearest
from flowatlas.model.registry import check
from flowatlas.model.wording import shown


@check(ValueStreamMap)
def overlays_have_something_to_act_on(stream: ValueStreamMap) -> Iterator[Finding]:
    """What voices and measurements speak about is on the map."""
    base = _ids(stream) if stream.voices or stream.measurements else {}
    for section, overlays in (("voices", stream.voices), ("measurements", stream.measurements)):
        for overlay_id, overlay in overlays.items():
            yield from unresolved(base, overlay.changes, f"{section}/{join(overlay_id)}")


@check(ValueStreamMap)
def same_as_is_for_voices(stream: ValueStreamMap) -> Iterator[Finding]:
    """In a voice, ``same_as`` names another step of the map; on the map itself it says nothing."""
    for step_id, step in stream.steps.items():
        if step.same_as is not None:
            yield Finding(
                f"steps/{join(step_id)}/same_as",
                "same_as says nothing on the map itself, only in a voice or in the file of one",
                Severity.INFO,
                "remove it, or make one step of the two",
            )
    for voice_id, voice in stream.voices.items():
        for step_id, same in voice.same_as.items():
            if same in stream.steps and same != step_id:
                continue
            near = nearest(same, (other for other in stream.steps if other != step_id))
            yield Finding(
                _change_of(voice, voice_id, step_id),
                f"same_as: {shown(same)} is {'this step itself' if same == step_id else 'not on the map'}",
                Severity.WARNING,
                f'did you mean "{near}"?' if near else "name a step of the map, or leave it out if this one is new",
            )


@check(ValueStreamMap)
def voices_do_not_contradict_themselves(stream: ValueStreamMap) -> Iterator[Finding]:
    """One voice says one thing about one value, under whatever id."""
    for voice_id, voice in stream.voices.items():
        said: dict[str, Told] = {}
        for told in voice.told:
            before = said.setdefault(told.path, told)
            if before.typed != told.typed:
                yield Finding(
                    f"voices/{join(voice_id)}/changes/{told.change}",
                    f"{told.path} is {shown(told.typed)} here and {shown(before.typed)} in {before.change}",
                    Severity.WARNING,
                    "keep one of them; until then the last one counts",
                )


@check(ValueStreamMap)
def voices_can_be_read(stream: ValueStreamMap) -> Iterator[Finding]:
    """What voices state is a value of its kind."""
    for voice_id, voice in stream.voices.items():
        for told in voice.told:
            path = f"voices/{join(voice_id)}/changes/{told.change}"
            declared, keys = field_at(told.path), split(told.path)
            if declared is None:
                holder = holder_of(keys)
                near = nearest(keys[-1], fields_of(holder)) if holder is not None else ""
                hint = f'did you mean "{near}"?' if near else "write a path of the map, such as steps/STEP/wait_time"
                yield Finding(path, f"{shown(told.path)} is nothing that a map has", Severity.WARNING, hint)
                continue
            try:
                read(declared, told.typed, Calendar())
            except QuantityError as error:
                message, _, hint = str(error).rpartition("; ")
                yield Finding(path, f"{declared.name}: {message}", Severity.ERROR, hint)


@check(ValueStreamMap)
def voices_leave_no_circle(stream: ValueStreamMap) -> Iterator[Finding]:
    """The steps as one voice has them lead on as well."""
    if not stream.voices:
        return
    base = {
        step_id: {} if step.after is None else {"after": list(step.after)} for step_id, step in stream.steps.items()
    }
    known = {(fault.message, fault.steps) for fault in stream.shape.faults}
    for voice_id, voice in stream.voices.items():
        moves = [change for change in map(_move, voice.changes.items()) if change is not None]
        if not moves:
            continue
        laid = apply({"steps": base}, moves).get("steps")
        steps = {key: Step.read(step)[0] for key, step in laid.items()} if isinstance(laid, dict) else {}
        for fault in Shape.of(steps).faults:
            if (fault.message, fault.steps) not in known:
                yield fault.told(stream.step_name)._replace(path=f"voices/{join(voice_id)}")


@check(ValueStreamMap)
def voices_speak_for_roles_of_the_map(stream: ValueStreamMap) -> Iterator[Finding]:
    """The role of a voice is one of those that do the work."""
    if not stream.voices:
        return
    roles = {*stream.roles, *(stream.role_of(role) for step in stream.steps.values() for role in step.roles)}
    for voice_id, voice in stream.voices.items():
        if roles and voice.role is not None and stream.role_of(voice.role) not in roles:
            near = nearest(voice.role, [*stream.roles, *(stream.role_name(role) for role in roles)])
            yield Finding(
                f"voices/{join(voice_id)}/role",
                f"{shown(voice.role)} is no role of the map",
                Severity.INFO,
                f'did you mean "{near}"?' if near else "add the role where it does the work, or leave this as it is",
            )


def _change_of(voice: Voice, voice_id: str, step_id: str) -> str:
    """The path of the change in which a voice has a step of its own."""
    step = f"steps/{join(step_id)}"
    change = f"{step}/same_as" if f"{step}/same_as" in voice.changes else step
    return f"voices/{join(voice_id)}/changes/{change}"


def _move(change: tuple[str, Any]) -> Change | None:
    """What a change does to which steps there are and what they come after; None where it does nothing."""
    path, value = change
    keys, is_place = address(path)
    if not keys or keys[0] != "steps" or len(keys) < 2:
        return None
    if is_place or keys[2:] == ["after"] or (len(keys) == 2 and not isinstance(value, dict)):
        return Change(path, value if is_place or value is None or keys[2:] else {})
    if len(keys) != 2:
        return None
    return Change(path, {key: inner for key, inner in value.items() if key in {"after", BEHIND}})


def _ids(record: Record) -> Plain:
    """The records in a record by id, without their values."""
    return {
        field.name: {key: _ids(inner) for key, inner in getattr(record, field.attribute).items()}
        for field in fields_of(type(record)).values()
        if field.is_keyed
    }
