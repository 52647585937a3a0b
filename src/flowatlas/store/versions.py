"""Versions of the current map: what one person says, what the data says, what is wanted, and the ideal.

Each is the current map with an overlay laid over it, read like any other atlas.
"""

from typing import NamedTuple

from flowatlas.maps.shape import predecessors
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.maps.voice import Voice
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.finding import Finding
from flowatlas.model.overlay import future_over, lay
from flowatlas.model.path import Plain, as_mapping, is_inside, join, split
from flowatlas.model.wording import shown
from flowatlas.store.schema import read_atlas, tidy

CURRENT, IDEAL = "current", "ideal"
SECTION = ValueStreamMap.section


class Version(NamedTuple):
    """One version of the map: its name, such as ``future/fast-track``, its title, its plain values and its records.

    ``findings`` tell what is wrong with this version of the map.
    """

    name: str
    title: str
    plain: Plain
    atlas: Atlas
    findings: list[Finding]

    @property
    def stream(self) -> ValueStreamMap:
        """The map itself; an empty one where there is none."""
        return self.atlas.map_or_blank(ValueStreamMap)


def names(plain: Plain) -> list[str]:
    """The names of all versions: current, voices, measurements, futures, and the ideal where there are steps."""
    current = as_mapping(plain.get(SECTION))
    return [
        CURRENT,
        *(f"{kind}/{join(key)}" for kind in ("voices", "measurements") for key in as_mapping(current.get(kind))),
        *(f"future/{join(key)}" for key in as_mapping(plain.get("future"))),
        *([IDEAL] if as_mapping(current.get("steps")) else []),
    ]


def version(plain: Plain, name: str = CURRENT, calendar: Calendar | None = None) -> Version:
    """A version by its name; ``calendar`` re-reads all times under another one.

    A voice is laid over the map without the other voices, so that it stands alone. A future keeps them: what it says
    nothing about is answered as on the current map.

    Raises:
        FlowAtlasError: there is no version of this name, or futures build on each other in a circle.
    """
    if name not in names(plain):
        raise FlowAtlasError(f"there is no {shown(name)}; there are {', '.join(names(plain))}")
    laid = dict(plain)
    current = as_mapping(plain.get(SECTION))
    kind, _, rest = name.partition("/")
    key = rest.replace("~1", "/").replace("~0", "~")
    title = name
    if kind == "voices":
        voice = as_mapping(current["voices"][key])
        others = {field: value for field, value in current.items() if field != "voices"}
        laid[SECTION] = lay(others, _own_words(as_mapping(voice.get("changes"))))
        title = str(voice.get("name") or voice.get("title") or key)
    elif kind == "measurements":
        measurement = as_mapping(current["measurements"][key])
        laid[SECTION] = lay(current, as_mapping(measurement.get("changes")))
        title = str(measurement.get("title") or key)
    elif kind == "future":
        laid[SECTION] = future_over(current, as_mapping(plain["future"]), key)
        title = str(as_mapping(plain["future"][key]).get("title") or key)
    elif name == IDEAL:
        laid[SECTION] = ideal(current)
        title = "Ideal"
    else:
        title = "Current"
    laid = tidy(laid)
    reading = read_atlas(laid, calendar)
    found = [one for one in reading.findings if is_inside(one.path, SECTION)]
    return Version(name, title, laid, reading.atlas, found)


def _own_words(changes: Plain) -> Plain:
    """A voice's changes, with what it says of a step under its own id said of the step of the map that it is."""
    voice = Voice(changes=changes)
    said = {
        one.path: one.typed for one in voice.told if split(one.change)[1:2] and split(one.change)[1] in voice.same_as
    }
    rest = {path: value for path, value in changes.items() if not set(split(path)[1:2]) & set(voice.same_as)}
    return {**rest, **said}


def ideal(current: Plain) -> Plain:
    """The map with all waits gone and everything right the first time: the most that can be gained.

    Nobody waits, neither between steps nor for a batch or a date, and nothing comes back; the work stays as it is.
    """
    before = as_mapping(current.get("steps"))
    behind = predecessors({step_id: as_mapping(step) for step_id, step in before.items()})
    steps = {step_id: _ideal_step(as_mapping(step), has_gap=bool(behind[step_id])) for step_id, step in before.items()}
    rest = {key: value for key, value in current.items() if key not in {"steps", "final_wait", "constraint"}}
    return {**rest, "steps": steps}


def _ideal_step(step: Plain, *, has_gap: bool) -> Plain:
    gone = {"rework", "cadence", "batch", "set_up_time", "wait_kind"}
    result = {key: value for key, value in step.items() if key not in gone}
    if has_gap or "wait_time" in step:
        result["wait_time"] = 0
    if "percent_complete_accurate" in step:
        result["percent_complete_accurate"] = "100%"
    if isinstance(step.get("steps"), dict):
        result["steps"] = {key: {**as_mapping(part), "wait_time": 0} for key, part in step["steps"].items()}
    return result
