"""How roles look: colours in light and dark, line widths and dashes. The only place where a colour is named."""

from enum import StrEnum
from typing import NamedTuple

FAMILY = "Inter"


class Theme(StrEnum):
    """What a picture is looked at on."""

    LIGHT = "light"
    DARK = "dark"


PALETTE = {
    "paper": ("#ffffff", "#14181d"),
    "ink": ("#1b2530", "#e9eef3"),
    "soft": ("#535f6c", "#aab5c1"),
    "flow": ("#5a6775", "#8a98a6"),
    "faint": ("#d5dbe1", "#39434d"),
    "note": ("#d3e8fb", "#1d3b59"),
    "note-edge": ("#5198d8", "#4f87bd"),
    "note-ink": ("#0f2438", "#eaf4ff"),
    "data": ("#f3f5f7", "#262d35"),
    "data-edge": ("#7d8a97", "#8694a2"),
    "end": ("#eef1f4", "#2a323b"),
    "end-edge": ("#a9b4bf", "#5d6a77"),
    "hot": ("#c2185b", "#ff85b8"),
    "on-hot": ("#ffffff", "#2b0817"),
    "total": ("#fcdcd2", "#46291f"),
    "total-edge": ("#e39c86", "#a86a54"),
    "total-ink": ("#3c170e", "#ffe9e1"),
    "total-soft": ("#77402f", "#e5b8a8"),
    "goal": ("#d3eecf", "#1c3b22"),
    "goal-edge": ("#72b169", "#5b9c63"),
    "goal-ink": ("#12301a", "#e2f6e4"),
    "goal-soft": ("#38603d", "#aed6b3"),
    "goal-line": ("#2f7d32", "#7bd083"),
    "open": ("#fff3dc", "#3a2c14"),
    "open-edge": ("#b46a00", "#f2b04c"),
    "open-ink": ("#7f4a00", "#ffcb7d"),
    "ask": ("#0b6f69", "#6fd6cf"),
    "ask-ink": ("#ffffff", "#062725"),
    "back": ("#b3261e", "#ff8f85"),
    "waste": ("#6b45a3", "#cdb0ff"),
    "band": ("#e7ebef", "#2b343d"),
    "work-bar": ("#3584cd", "#5ea8ec"),
    "wait-bar": ("#f3b19c", "#9a5744"),
    "wait-edge": ("#c4674a", "#e59a80"),
    "work-ink": ("#04080c", "#0b1420"),
    "wait-ink": ("#3c170e", "#fff4ef"),
    "fix": ("#8a6100", "#f5cf5d"),
    "role-0": ("#1f6cae", "#86bdf0"),
    "role-1": ("#a84a16", "#f2ab7c"),
    "role-2": ("#2a7549", "#84d2a3"),
    "role-3": ("#863786", "#dc9fdc"),
    "role-4": ("#a12c50", "#f298af"),
    "role-5": ("#5156be", "#b3b6fa"),
    "role-6": ("#66661a", "#d0d06c"),
    "role-7": ("#006b75", "#66ccd6"),
    "role-ink": ("#ffffff", "#10151b"),
    "yellow": ("#fff6c9", "#3b3413"),
    "yellow-edge": ("#c2a32c", "#a58f3a"),
    "yellow-ink": ("#332b06", "#fff3c2"),
    "green": ("#dff3d8", "#1f3a22"),
    "green-edge": ("#72b169", "#5b9c63"),
    "green-ink": ("#12301a", "#e2f6e4"),
    "purple": ("#ebdff7", "#33244a"),
    "purple-edge": ("#a57cd0", "#8f6bb8"),
    "purple-ink": ("#2a1440", "#f1e6ff"),
    "pink": ("#fbdfe8", "#452331"),
    "pink-edge": ("#d97f9d", "#b0637f"),
    "pink-ink": ("#42101f", "#ffe6ee"),
    "orange": ("#fde5cc", "#432c14"),
    "orange-edge": ("#d9954a", "#b27c40"),
    "orange-ink": ("#3d2206", "#ffeedb"),
}
"""Colours by name, in light and in dark."""


CARDS = ("yellow", "green", "purple", "pink", "orange")
"""Colours of notes on boards, beside the blue of steps; headings tell them apart for those who see none."""


class Look(NamedTuple):
    """How a role is painted: colours by name ('' for none), line width, dashes."""

    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: str = ""


LOOKS = {
    "paper": Look("paper"),
    "title": Look("ink"),
    "text": Look("ink"),
    "soft": Look("soft"),
    "frame": Look("", "faint"),
    "rule": Look("", "faint"),
    "flow": Look("", "flow", 1.6),
    "flow-data": Look("", "flow", 1.6, "2 4"),
    "flow-skip": Look("", "flow", 1.4, "7 4"),
    "step": Look("note", "note-edge", 1.2),
    "step-optional": Look("note", "note-edge", 1.6, "6 4"),
    "step-data": Look("data", "data-edge", 1.2),
    "step-data-optional": Look("data", "data-edge", 1.6, "6 4"),
    "step-ghost": Look("paper", "note-edge", 1.6, "6 5"),
    "step-name": Look("note-ink"),
    "data-name": Look("ink"),
    "part": Look("paper", "note-edge"),
    "part-name": Look("ink"),
    "part-soft": Look("soft"),
    "end": Look("end", "end-edge"),
    "end-name": Look("ink"),
    "end-soft": Look("soft"),
    "hot": Look("", "hot", 3.0),
    "hot-line": Look("", "hot", 3.0),
    "turn": Look("paper", "flow", 1.4),
    "turn-text": Look("soft"),
    "hot-tab": Look("hot"),
    "hot-text": Look("on-hot"),
    "total": Look("total", "total-edge"),
    "total-text": Look("total-ink"),
    "total-soft": Look("total-soft"),
    "goal": Look("goal", "goal-edge"),
    "goal-text": Look("goal-ink"),
    "goal-soft": Look("goal-soft"),
    "goal-line": Look("", "goal-line", 2.0),
    "goal-mark": Look("goal-line"),
    "open": Look("open", "open-edge", 1.6),
    "open-text": Look("open-ink"),
    "open-bar": Look("open", "open-edge", 1.4, "4 3"),
    "ask": Look("ask"),
    "ask-text": Look("ask-ink"),
    "back": Look("", "back", 1.6),
    "back-text": Look("back"),
    "back-dot": Look("paper", "back", 1.6),
    "back-bar": Look("paper", "back", 1.4, "3 2"),
    "waste-text": Look("waste"),
    "waste-dot": Look("waste", "waste", 1.2),
    "waste-ring": Look("paper", "waste", 1.2),
    "frown": Look("", "waste", 1.2),
    "band": Look("band"),
    "band-text": Look("ink"),
    "band-soft": Look("soft"),
    "fix-mark": Look("fix"),
    "quality": Look("soft"),
    "work-bar": Look("work-bar"),
    "wait-bar": Look("wait-bar", "wait-edge"),
    "work-text": Look("work-ink"),
    "voice-line": Look("", "soft", 1.0),
    "voice-dot": Look("ask"),
    "block-edge": Look("", "paper", 1.6),
    "changed": Look("", "ask", 2.8),
    "gone-edge": Look("", "ask", 2.8, "7 4"),
    "gone": Look("", "ink", 1.3),
    "more": Look("", "back", 1.6),
    "leader": Look("", "soft", 1.0),
    "axis": Look("", "flow", 1.2),
    "wait-text": Look("wait-ink"),
    "whisker": Look("", "ink", 1.2),
    "guess-line": Look("", "soft", 1.6, "4 4"),
    "end-mark": Look("ink"),
    **{f"role-{number}": Look(f"role-{number}", "paper", 1.6) for number in range(8)},
    "role-text": Look("role-ink"),
    **{f"card-{name}": Look(name, f"{name}-edge", 1.2) for name in CARDS},
    **{f"card-{name}-text": Look(f"{name}-ink") for name in CARDS},
    "card-blue": Look("note", "note-edge", 1.2),
    "card-blue-text": Look("note-ink"),
    "lane": Look("", "faint", 1.2, "5 5"),
    "offer": Look("paper", "ask", 1.6, "6 4"),
    "offer-text": Look("ink"),
    "offer-soft": Look("soft"),
    "link": Look("", "flow", 1.6),
    "share": Look("work-bar"),
    "share-today": Look("end", "data-edge"),
    "share-ideal": Look("goal", "goal-line"),
    "spread": Look("note", "note-edge"),
    "curve": Look("", "ink", 2.0),
    "whole": Look("paper", "flow", 1.2),
    "set-up-bar": Look("open", "open-edge", 1.2),
    "away-bar": Look("end", "data-edge", 1.2),
    "away-line": Look("", "data-edge"),
    "over-bar": Look("paper", "hot", 1.6),
    "over-line": Look("", "hot", 1.2),
    "arc": Look("", "faint", 1.6),
}
"""How each role of a shape is painted."""

ROLES = 8
"""How many colours there are for the dots of roles; letters tell them apart beyond that, and for those who see none."""


def colour(name: str, theme: Theme) -> str:
    """A colour of the palette."""
    return PALETTE[name][theme is Theme.DARK]


def contrast(one: str, other: str) -> float:
    """How far two colours stand out from each other, 1 to 21.

    Source: Web Content Accessibility Guidelines 2.2, contrast ratio.

    >>> round(contrast("#ffffff", "#000000"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
