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
    allocators do of themselves, takes a third of all the time that ten million rows take. Nor does numpy ask for pages
    of two megabytes any more: where memory is in pieces, the system moves others away first, for a second in all.
    """
    import ctypes

    import pyarrow as pa
    from numpy._core import multiarray

    pa.set_memory_pool(pa.system_memory_pool())
    # The variable NUMPY_MADVISE_HUGEPAGE says the same, but only before numpy is imported.
    ask = getattr(multiarray, "_set_madvise_hugepage", None)
    if ask is not None:
        ask(False)  # noqa: FBT003 - its one parameter has no name
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return  # not the GNU C library: whatever it has does what it always does
    mallopt(M_TRIM_THRESHOLD, KEPT)
    mallopt(M_MMAP_THRESHOLD, LARGE)
