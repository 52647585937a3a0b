"""Memory of long-running processes: fewer searches for garbage, and none among what stays for good."""

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 50
"""How many new objects, and how many smaller searches, until a search; by default 700, 10 and 10."""


def expect_many_objects() -> None:
    """Leave what is loaded by now out of searches for garbage, and search less often from now on.

    A picture is made of tens of thousands of small objects that refer to each other in one direction only. A search
    through all modules and maps takes as long as a wave of figures, and finds next to nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
