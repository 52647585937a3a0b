"""Spellings: activities whose names differ only in capitals and blanks, which are one activity."""

from collections import Counter

import numpy as np

from flowatlas.model.event import NOTHING, Column, Remark

MOST_NAMES = 20_000
EXAMPLES = 3


def one_spelling(activity: Column) -> tuple[Column, Remark | None]:
    """The activities with one name for all the spellings of each, the most usual one, and what there is to say."""
    names = list(activity.names[: MOST_NAMES + 1])
    if len(names) > MOST_NAMES or len(meant := list(dict.fromkeys(map(_meant, names)))) == len(names):
        return activity, None
    counts = np.bincount(activity.codes[activity.codes >= 0], minlength=len(names))
    spellings: dict[str, Counter[str]] = {one: Counter() for one in meant}
    for name, count in zip(names, counts, strict=True):
        spellings[_meant(name)][" ".join(name.split())] += int(count)
    number = {one: place for place, one in enumerate(meant)}
    codes = np.array([*(number[_meant(name)] for name in names), NOTHING], np.int32)[activity.codes]
    usual = [spellings[one].most_common(1)[0][0] for one in meant]
    return Column(codes, usual), _remark(names)


def _meant(name: str) -> str:
    return " ".join(name.split()).casefold()


def _remark(names: list[str]) -> Remark | None:
    alike: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        alike.setdefault(_meant(name), []).append(name)
    several = [found for found in alike.values() if len(found) > 1]
    examples = tuple(", ".join(f'"{name}"' for name in found[:4]) for found in several[:EXAMPLES])
    if not several:
        return None
    message = "activities are written in several ways, which differ only in capitals and blanks"
    return Remark(message, len(several), "each taken for one", examples)
