"""The library in a few calls: open an atlas, ask it."""

from pathlib import Path

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics import metric
from flowatlas.metrics.metric import Answer
from flowatlas.metrics.sample import DEFAULT_DRAWS, DEFAULT_SEED, Samples
from flowatlas.model.atlas import Atlas
from flowatlas.store.file import AtlasFile


def open_atlas(path: str | Path) -> AtlasFile:
    """An atlas file with its text, its records (`AtlasFile.atlas`) and its findings.

    Raises:
        FlowAtlasError: the file cannot be read, is no atlas, or is of a newer format.
    """
    return AtlasFile.open(path)


def load(text: str) -> Atlas:
    """An atlas from YAML text; what cannot be understood counts as not given.

    Raises:
        FlowAtlasError: the text is no atlas, or is of a newer format.
    """
    return AtlasFile.of_text(text).atlas


def measure(
    atlas: Atlas, *, draws: int = DEFAULT_DRAWS, seed: int = DEFAULT_SEED, is_independent: bool = False
) -> dict[str, Answer]:
    """The answer of every metric on the current map, by name; none where the atlas has no current map.

    Args:
        atlas: what to measure.
        draws: how many items, and how many states of what we do not know, are looked at.
        seed: the same seed gives the same answer.
        is_independent: whether doubts about different values have nothing in common.
    """
    stream = atlas.map(ValueStreamMap)
    if stream is None:
        return {}
    return metric.measure(Samples(stream, atlas.calendar.times, draws=draws, seed=seed, is_independent=is_independent))
