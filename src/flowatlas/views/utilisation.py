"""What the time of each role goes into, version by version, and who is asked for more than there is."""

import math
from collections.abc import Sequence

from flowatlas.drawing.axis import Axis
from flowatlas.drawing.canvas import Paragraph, short, text
from flowatlas.drawing.hatching import hatching
from flowatlas.drawing.page import NOTE, TEXT, WIDTH, Page
from flowatlas.drawing.sheet import MARGIN, Key, legend
from flowatlas.model.picture import Box, Line, Shape
from flowatlas.model.simulation import RoleUse, Simulated
from flowatlas.views.view import on_current

NAMES, VERSION, FIGURES = 176.0, 152.0, 278.0
LEFT = MARGIN + NAMES + VERSION + 16
RIGHT = WIDTH - MARGIN - FIGURES - 16
BAR = 18.0
FULL = 1.0
MOST_LOAD = 1.4
"""Up to where the scale goes where somebody is asked for more than there is; beyond it an arrow."""

MOST_ROLES = 60
PIECES = (
    ("work", "work", "work-bar"),
    ("rework", "rework", "back-bar"),
    ("set_up", "set-up", "set-up-bar"),
    ("away", "away", "away-bar"),
)
"""What the time goes into: the field, the words, how it is drawn. What is left is idle."""

NOTHING = "No step names a role, so there is nobody whose time could be told."
EVERYWHERE = "in all versions"
ENOUGH = "how many people: nobody said; taken to be enough"


def utilisation(page: Page, streams: Sequence[Simulated]) -> None:
    """For each role a bar for each version, with its figures, between nothing and all of the time."""
    page.heading(
        "utilisation",
        "What the time of people goes into",
        "The frame of a bar is all of their time; what is empty is idle.",
    )
    roles: dict[str, list[tuple[Simulated, RoleUse]]] = {}
    for one in streams:
        for role in one.roles:
            roles.setdefault(role.path.rpartition("/")[2], []).append((one, role))
    if not roles:
        page.say("utilisation/none", NOTHING, "soft", TEXT)
        page.y += 12
        return
    loads = [role.load for several in roles.values() for _, role in several if role.load is not None]
    highest = max([FULL, *(load for load in loads if math.isfinite(load))])
    axis = Axis(0.0, min(highest, MOST_LOAD) if highest > FULL else FULL, LEFT, RIGHT)
    place = len(page.canvas.parts)
    _axis(page, axis)
    for several in list(roles.values())[:MOST_ROLES]:
        _role(page, axis, several, has_versions=len(streams) > 1)
    if len(roles) > MOST_ROLES:
        page.say("utilisation/more", f"and {len(roles) - MOST_ROLES} more roles", "soft", TEXT)
    used = {shape.role for part in page.canvas.parts[place:] for shape in part.shapes}
    page.y = legend(page.canvas, _keys(used), WIDTH, page.y + 2) + 6


def _axis(page: Page, axis: Axis) -> None:
    shapes: list[Shape] = [
        text("soft", axis.at(share), page.y + 10, f"{share:.0%}", NOTE, anchor="middle") for share in (0.0, 0.5, FULL)
    ]
    page.canvas.add("axis/utilisation", "axis", shapes)
    page.y += 18


def _role(page: Page, axis: Axis, several: Sequence[tuple[Simulated, RoleUse]], *, has_versions: bool) -> None:
    """The name of a role with its people, and a bar for each version."""
    first = several[0][1]
    name = Paragraph("text", f"{first.name}{_people(first.people)}", TEXT, NAMES, most=5)
    page.canvas.add(f"use/{first.path}", "role", name.at(MARGIN, page.y + 1), path=on_current(first.path))
    top = page.y
    if len(several) > 1 and len({_shown(role) for _, role in several}) == 1:
        several = [(several[0][0]._replace(title=EVERYWHERE), first)]
    for one, role in several:
        changed = "" if role.people == first.people else _people(role.people)
        _bar(page, axis, one, role, f"{one.title}{changed}" if has_versions else "")
    page.y = max(page.y, top + name.height) + 8


def _bar(page: Page, axis: Axis, one: Simulated, role: RoleUse, title: str) -> None:
    y, part_id = page.y, f"use/{one.name}/{role.path}"
    shapes: list[Shape] = []
    version_name = Paragraph("soft", title, NOTE + 0.5, VERSION, most=2)
    shapes += version_name.at(MARGIN + NAMES + 8, y + 1)
    if role.people is None:
        shapes.append(Box("open-bar", axis.at(0.0), y, axis.at(FULL) - axis.at(0.0), BAR, 2))
        shapes.append(
            text("open-text", axis.at(0.0) + 8, y + BAR / 2 + 4, short(ENOUGH, NOTE, RIGHT - LEFT - 16), NOTE)
        )
        told = ENOUGH
    else:
        shapes += _pieces(axis, role, y)
        told = _figures(role)
    figures = Paragraph("text", "" if role.people is None else told, NOTE + 0.5, FIGURES, most=3)
    shapes += figures.at(WIDTH - MARGIN - FIGURES, y + 1)
    height = max(BAR, figures.height, version_name.height)
    if role.load is not None and role.load > FULL:
        over = Paragraph("text", f"▲ {_over(role.load)}", NOTE + 0.5, FIGURES, most=2, is_bold=True)
        shapes += over.at(WIDTH - MARGIN - FIGURES, y + 1 + height)
        height += over.height
        told = f"{told}; {_over(role.load)}"
    version = f", {one.title}" if title else ""
    name = f"{role.name}{version}: {told}"
    page.canvas.add(part_id, "bar", shapes, path=on_current(role.path), name=name, tip=f"{name}.")
    page.said.append(f"{name}.")
    page.y += height + 5


def _pieces(axis: Axis, role: RoleUse, y: float) -> list[Shape]:
    """The frame of all time, what it goes into from the left, and what is asked for beyond it."""
    shapes: list[Shape] = [Box("whole", axis.at(0.0), y, axis.at(FULL) - axis.at(0.0), BAR)]
    start = 0.0
    for field, _, look in PIECES:
        share = max(getattr(role, field), 0.0)
        left, right = axis.at(start), axis.at(min(start + share, FULL))
        start += share
        if right - left < 0.5:
            continue
        shapes.append(Box(look, left, y, right - left, BAR))
        if field == "away":
            shapes += hatching("away-line", left, y, right - left, BAR, leans=False)
    if role.load is not None and role.load > FULL:
        shapes += _beyond(axis, role.load, y)
    return shapes


def _beyond(axis: Axis, load: float, y: float) -> list[Shape]:
    left, right = axis.at(FULL), axis.at(load)
    shapes: list[Shape] = [Box("over-bar", left, y, right - left, BAR)]
    shapes += hatching("over-line", left, y, right - left, BAR, leans=True)
    if load > axis.high:
        shapes.append(Line("over-line", ((right, y + BAR / 2), (right + 14, y + BAR / 2)), has_head=True))
    return shapes


def _figures(role: RoleUse) -> str:
    told = [f"{words} {_percent(getattr(role, field))}" for field, words, _ in PIECES if getattr(role, field) > 0]
    return ", ".join([*told, f"idle {_percent(role.idle)}"])


def _over(load: float) -> str:
    if not math.isfinite(load):
        return "asked for far more than there is time for"
    return f"load {_percent(load)}: more than there is time for"


def _percent(share: float) -> str:
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


def _shown(role: RoleUse) -> tuple[float | None, str, str]:
    """What tells one bar from another."""
    load = role.load or 0.0
    return role.people, _figures(role), _over(load) if load > FULL else ""


def _people(count: float | None) -> str:
    """How many there are, as it stands behind a name."""
    return (
        ""
        if count is None
        else " (one\N{NO-BREAK SPACE}person)"
        if count == 1
        else f" ({count:g}\N{NO-BREAK SPACE}people)"
    )


def _keys(used: set[str]) -> list[Key]:
    known = [(look, words, [Box(look, -13, -7, 26, 14)]) for _, words, look in PIECES]
    known.append(("whole", "idle", [Box("whole", -13, -7, 26, 14)]))
    known.append(("over-bar", "asked for beyond all of the time", [Box("over-bar", -13, -7, 26, 14)]))
    found = []
    for look, words, boxes in known:
        shapes: list[Shape] = list(boxes)
        if look in {"away-bar", "over-bar"}:
            line = "away-line" if look == "away-bar" else "over-line"
            shapes += hatching(line, -13, -7, 26, 14, leans=look == "over-bar")
        if look in used:
            found.append(Key(tuple(shapes), 28, words))
    return found
