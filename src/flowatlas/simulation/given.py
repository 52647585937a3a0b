"""Values given in place of those on the map, so that a simulation can be held against what is known exactly."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, Union

from flowatlas.maps.declared import field_at
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import split
from flowatlas.model.quantity import Duration

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from flowatlas.maps.value_stream import ValueStreamMap


class Exponential(NamedTuple):
    """Exponential times, for example those between items that come at random: ``mean`` seconds on average."""

    mean: float


class Always(NamedTuple):
    """Always the same time, in seconds."""

    seconds: float


Given: TypeAlias = Union[Exponential, Always, "NDArray[np.float64]"]
"""How times are given: by a distribution, or seconds one after the other, in the order in which items come."""

ARRIVALS = "arrivals"


def check(given: Mapping[str, Given], streams: "Sequence[ValueStreamMap]") -> None:
    """Let nobody give what is not looked at, or what is no time.

    Raises:
        FlowAtlasError: there is no such time in any of the streams, or what is given for it is none.
    """
    for path, value in given.items():
        if path != ARRIVALS and not (_is_time(path) and any(_has(stream, path) for stream in streams)):
            raise FlowAtlasError(f'given: there is no time "{path}"; write arrivals, or such as steps/ID/process_time')
        _check_value(path, value)


def _is_time(path: str) -> bool:
    declared = field_at(path)
    return declared is not None and declared.annotation is Duration


def _has(stream: "ValueStreamMap", path: str) -> bool:
    keys = split(path)
    return keys[0] != "steps" or keys[1] in stream.steps


def _check_value(path: str, value: Given) -> None:
    import numpy as np

    is_named = isinstance(value, Exponential | Always)
    try:
        seconds = np.asarray(list(value) if is_named else value, np.float64)
    except (TypeError, ValueError):
        raise FlowAtlasError(f"given: {path}: {value!r} is no array of seconds, Exponential or Always") from None
    if seconds.ndim != 1 or not len(seconds):
        raise FlowAtlasError(f"given: {path}: an array of seconds, one for each item, has one row and is not empty")
    if not (np.isfinite(seconds).all() and (seconds >= 0).all()):
        raise FlowAtlasError(f"given: {path}: {_worst(seconds.tolist()):g} is no time; write seconds from 0 on")
    if path == ARRIVALS and not seconds.mean() > 0:
        raise FlowAtlasError(f"given: {path}: all items come at once; write the seconds between one and the next")


def _worst(seconds: Sequence[float]) -> float:
    """The first figure that is no time."""
    return next(one for one in seconds if not math.isfinite(one) or one < 0)
