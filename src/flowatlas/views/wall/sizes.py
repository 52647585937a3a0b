"""How large what hangs on the wall is, in pixels."""

BOX = 128.0
LOWEST_BOX = 84.0
LABEL = 84.0
"""Room for the figures in a gap."""

ARROW = 12.0
"""Room for an arrow's head before a box."""

STUB = 9.0
"""How far from the corner of a box a line of rework leaves it; the next one as far again."""

NAME, FIGURE, NOTE = 13.0, 14.0, 11.0

TURN = 8.5
"""Radius of the sign that says where a line goes on."""

TAIL = 24.0
"""How far a line that goes on in the next row runs past the last step."""
