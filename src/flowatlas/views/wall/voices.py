"""Dots of voices: what each person said of a value, the shortest left, the longest right."""

from collections.abc import Sequence
from math import inf, log

from flowatlas.drawing.canvas import Paragraph
from flowatlas.model.picture import Dot, Line, Said, Shape
from flowatlas.views.wall.sizes import LABEL, NOTE

MOST_VOICES = 12
VOICE = 2.8
"""Radius of the dot of a voice."""


def voice_dots(said: Sequence[Said], width: float, y: float) -> tuple[list[Shape], float, str]:
    """A dot for what each voice says; their height, and all in words. Nothing where fewer than two say anything."""
    if len(said) < 2:
        return [], 0.0, ""
    shown = said if len(said) <= MOST_VOICES else _spread_out(said, MOST_VOICES)
    reach = min(width, LABEL) / 2 - VOICE - 4
    swarm = _swarm([one.seconds for one in shown], reach)
    base = y + 6 + max(up for _, up in swarm) + VOICE
    shapes: list[Shape] = [Line("voice-line", ((-reach - VOICE, base), (reach + VOICE, base)))]
    shapes += [Dot("voice-dot", x, base - up, VOICE) for x, up in swarm]
    low, high = _ends(said[0].text)[0], _ends(said[-1].text)[1]
    ends = f"all {low}" if low == high else f"{low} to {high}"
    note = Paragraph("soft", f"{len(said)} voices: {ends}", NOTE, width - 8, most=4)
    shapes += note.at(0, base + VOICE + 2, "middle")
    told = "; ".join(f"{one.role}: {one.text}" if one.role else one.text for one in said)
    return shapes, base + VOICE + 2 + note.height - y, f"{len(said)} voices say: {told}."


def _ends(figure: str) -> tuple[str, str]:
    """The low and the high end of a figure, each with its unit.

    >>> _ends("1 – 3 d"), _ends("2 wk")
    (('1 d', '3 d'), ('2 wk', '2 wk'))
    """
    low, dash, high = figure.partition(" – ")
    if not dash:
        return figure, figure
    return (low if " " in low or low == "0" else f"{low} {high.rpartition(' ')[2]}"), high


def _spread_out(said: Sequence[Said], most: int) -> list[Said]:
    """Some of many, from the lowest to the highest."""
    return [said[round(number * (len(said) - 1) / (most - 1))] for number in range(most)]


def _swarm(amounts: Sequence[float], reach: float) -> list[tuple[float, float]]:
    """Where the dots of ascending times stand, from ``-reach`` to ``reach`` on a log scale; up where others are.

    >>> _swarm([1.0, 10.0, 10.0, 100.0], 30.0)
    [(-30.0, 0.0), (0.0, 0.0), (0.0, 6.2), (30.0, 0.0)]
    """
    inner = [one for one in amounts if 0 < one < inf] or [1.0]
    lines = [log(min(max(one, inner[0] / 4), inner[-1] * 4)) for one in amounts]
    low, high = lines[0], lines[-1]
    step = 2 * VOICE + 0.6
    found: list[tuple[float, float]] = []
    for line in lines:
        x = reach * (2 * (line - low) / (high - low) - 1) if high > low else 0.0
        up = 0.0
        while any(abs(x - other) < step and up == level for other, level in found):
            up = round(up + step, 1)
        found.append((x, up))
    return found
