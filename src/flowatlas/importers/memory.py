"""Memory: where Arrow takes it from, and how much of it is kept for what comes next."""

from functools import cache

KEPT = 256 << 20
"""Bytes that are kept when they are free, as the next piece of a log will take as many."""

LARGE = 32 << 20
"""Bytes from which on memory comes from the system each time, and goes back to it."""

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3


@cache
def keep_memory() -> None:
    """Have Arrow take memory from the C library, as numpy does, and have that keep what is free for a while.

    The system clears every page that it gives out. Giving pieces of a log back and asking for them anew, as the
    allocators do of themselves, takes a third of all the time that ten million rows take.
    """
    import ctypes

    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return  # not the GNU C library: whatever it has does what it always does
    mallopt(M_TRIM_THRESHOLD, KEPT)
    mallopt(M_MMAP_THRESHOLD, LARGE)
