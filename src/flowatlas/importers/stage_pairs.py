"""Stage pairs: dates of stages of which one is called the start and another one the end of the same stage."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_SAID_WITH = r"(?:[\W_]*(?:date|time|datum|zeit|at|of|on))*"
_START = re.compile(rf"(?:starts?|started|begin|began|beginn|entered|début|inicio){_SAID_WITH}", re.IGNORECASE)
_END = re.compile(rf"(?:ends?|ended|finish|finished|complete|completed|ende|exited|fin){_SAID_WITH}", re.IGNORECASE)


class Pair(NamedTuple):
    """The columns of a stage: where it begins, if that is told, and where it ends."""

    start: str | None
    end: str


def stage_pairs(names: Sequence[str]) -> dict[str, Pair]:
    """The stages with their columns, in order, where at least two have both; none otherwise.

    A column that belongs to no pair is a stage of its own, of which only the end is told.
    """
    starts = {stem: name for name in names if (stem := _stem(name, _START))}
    ends = {stem: name for name in names if (stem := _stem(name, _END)) and stem in starts}
    if len(ends) < 2:
        return {}
    first, last = ({name: stem for stem, name in some.items() if stem in ends} for some in (starts, ends))
    found: dict[str, Pair] = {}
    for name in names:
        if name in first:
            stem = first[name]
            found[stem] = Pair(name, ends[stem])
        elif name not in last:
            found[name] = Pair(None, name)
    return found


def _stem(name: str, form: re.Pattern[str]) -> str:
    """What is left of a name without the words for a start or an end at its beginning or its end; "" without these."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").strip()
    tried = (rf"(?:{form.pattern})[\W]+(.+)", rf"(.+?)[\W]+(?:{form.pattern})[\W]*")
    found = next((match for one in tried if (match := re.fullmatch(one, words, form.flags))), None)
    return "" if found is None else found[1].strip(" -:/")
