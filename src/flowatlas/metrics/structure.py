"""Structure: the steps and ways back that some have on their map, others have not, or have elsewhere."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flowatlas.maps.declared import value_on
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.maps.voice import Voice
from flowatlas.model.path import BEHIND, address, is_branch, join, split


class Elsewhere(NamedTuple):
    """Where a voice has a step: behind which others, in words."""

    voice: str
    where: str


class Structure(NamedTuple):
    """A step, or a way back, about which versions differ: who has it, who has not, who has it elsewhere.

    Voices are named by id; those that say nothing are left out. What is on the map is there for whoever does not say
    otherwise.
    """

    path: str
    name: str
    is_on_map: bool
    has: tuple[str, ...]
    has_not: tuple[str, ...]
    elsewhere: tuple[Elsewhere, ...]


def structure(stream: ValueStreamMap, speaking: list[str]) -> Iterator[Structure]:
    """Steps and ways back of which versions differ, those of the map first."""
    gone: dict[str, set[str]] = {}
    added: dict[str, dict[str, str]] = {}
    moved: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for voice_id in speaking:
        voice = stream.voices[voice_id]
        for change, value in voice.changes.items():
            keys, is_place = address(change)
            if not _is_record(keys):
                if keys[2:] == ["after"] and keys[0] == "steps":
                    _place(stream, voice, voice_id, keys[1], _after(stream, voice, value), moved, added)
                continue
            path, own = join(*_on_map(voice, keys)), len(keys) == 2
            is_there = value_on(stream, path)[0]
            if is_place and own:
                _place(stream, voice, voice_id, keys[1], _behind(stream, value), moved, added)
            elif value is None and is_there and not (own and keys[1] in voice.same_as.values()):
                gone.setdefault(path, set()).add(voice_id)
            elif not is_place and value is not None and not is_there:
                added.setdefault(path, {}).setdefault(voice_id, "")
                if is_branch(value) and isinstance(value.get("name"), str):
                    names.setdefault(path, value["name"])
            if own and is_branch(value) and BEHIND in value:
                _place(stream, voice, voice_id, keys[1], _behind(stream, value[BEHIND]), moved, added)
            elif own and is_branch(value) and "after" in value:
                _place(stream, voice, voice_id, keys[1], _after(stream, voice, value["after"]), moved, added)
    on_map = [path for path in _records(stream) if path in gone or path in moved]
    for path in on_map:
        without, elsewhere = gone.get(path, set()), moved.get(path, {})
        yield Structure(
            path,
            stream.name_of(path),
            True,  # noqa: FBT003 - a field of its own name
            tuple(one for one in speaking if one not in without and one not in elsewhere),
            tuple(one for one in speaking if one in without),
            tuple(Elsewhere(one, where) for one, where in elsewhere.items() if one not in without),
        )
    for path, holders in added.items():
        yield Structure(
            path,
            names.get(path) or _words_of(path),
            False,  # noqa: FBT003 - see above
            tuple(holders),
            tuple(one for one in speaking if one not in holders),
            tuple(Elsewhere(one, where) for one, where in holders.items() if where),
        )


def _is_record(keys: list[str]) -> bool:
    return bool(keys) and keys[0] == "steps" and (len(keys) == 2 or (len(keys) == 4 and keys[2] == "rework"))


def _records(stream: ValueStreamMap) -> Iterator[str]:
    for step_id, step in stream.steps.items():
        yield join("steps", step_id)
        yield from (join("steps", step_id, "rework", link) for link in step.rework)


def _on_map(voice: Voice, keys: list[str]) -> list[str]:
    return ["steps", voice.same_as.get(keys[1], keys[1]), *keys[2:]]


def _words_of(path: str) -> str:
    keys = split(path)
    name = keys[-1].replace("-", " ")
    return name if len(keys) == 2 else f"rework “{name}” from “{keys[1].replace('-', ' ')}”"


def _place(
    stream: ValueStreamMap,
    voice: Voice,
    voice_id: str,
    step_id: str,
    where: str,
    moved: dict[str, dict[str, str]],
    added: dict[str, dict[str, str]],
) -> None:
    """Note where a voice has a step, unless that is where the map has it."""
    own = voice.same_as.get(step_id, step_id)
    path = join("steps", own)
    if own not in stream.steps:
        added.setdefault(path, {})[voice_id] = where
        return
    ids = list(stream.steps)
    above = ids[ids.index(own) - 1] if ids.index(own) else ""
    here = {_behind(stream, join(above) if above else ""), _after(stream, voice, stream.shape.after[own])}
    if where not in here:
        moved.setdefault(path, {})[voice_id] = where


def _behind(stream: ValueStreamMap, place: Any) -> str:
    if not place:
        return "first"
    return f"behind “{_step_name(stream, ''.join(split(str(place))[:1]))}”"


def _after(stream: ValueStreamMap, voice: Voice, after: Any) -> str:
    ids = [str(one) for one in (after if isinstance(after, list) else [after])]
    names = ", ".join(f"“{_step_name(stream, voice.same_as.get(one, one))}”" for one in ids)
    return f"after {names}" if names else "first"


def _step_name(stream: ValueStreamMap, step_id: str) -> str:
    return stream.name_of(join("steps", step_id)) if step_id in stream.steps else step_id.replace("-", " ")
