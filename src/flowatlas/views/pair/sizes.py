"""How large what stands on the picture of two maps is, in pixels."""

from flowatlas.drawing.sheet import MARGIN

WIDTH = 1280.0
LEFT, RIGHT = MARGIN, WIDTH - MARGIN - 218
BAR = 58.0
TITLE, TEXT, NOTE = 20.0, 15.0, 12.5
