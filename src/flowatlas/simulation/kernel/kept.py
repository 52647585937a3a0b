"""The compiled kernel: compiled once for a machine, and again where any of its sources has changed.

Its two courses are compiled apart, each when it is first needed: many streams need the plain one alone, which takes a
fraction of the time.
"""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numba
from numba import from_dtype

from flowatlas.simulation import plan
from flowatlas.simulation.kernel import tables
from flowatlas.simulation.kernel.kernel import advance
from flowatlas.simulation.kernel.plain import advance_plainly
from flowatlas.simulation.kernel.tables import STATE

OPTIONS: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy"}

SOURCES = (*sorted(Path(str(tables.__file__)).parent.glob("*.py")), Path(str(plan.__file__)))


_compiled: set[bool] = set()
"""Which courses are compiled, or loaded, in this process."""


def _source_hash() -> int:
    content = b"".join(path.read_bytes() for path in SOURCES)
    return int.from_bytes(blake2b(content, digest_size=7).digest(), "little")


@cache
def _kept(*, is_plain: bool) -> Any:
    """The kernel that is kept once it is compiled; nothing where there is nowhere to keep it."""
    try:
        return numba.njit(cache=True, **OPTIONS)(_run(is_plain=is_plain))
    except RuntimeError:
        return None


def _run(*, is_plain: bool) -> Any:
    # Numba looks at the file of a function alone to tell whether what it kept is still good, and at what the function
    # closes over; hence the hash of the other sources.
    sources = _source_hash()

    def run(world: Any, most: int) -> int:
        return advance(world, most) if sources else 0

    def run_plainly(world: Any, most: int) -> int:
        return advance_plainly(world, most) if sources else 0

    return run_plainly if is_plain else run


@cache
def kernel(*, is_plain: bool) -> Any:
    """The compiled kernel: kept from before, or compiled now, and kept where that is possible."""
    run = _kept(is_plain=is_plain)
    if run is not None:
        try:
            run.compile(signature())
        except Exception:  # noqa: BLE001
            # Whatever is wrong with keeping it (a full disk, a file cut short), it can be compiled without.
            run = None
    if run is None:
        run = numba.njit(**OPTIONS)(_run(is_plain=is_plain))
        run.compile(signature())
    _compiled.add(is_plain)
    return run


def signature() -> tuple[Any, ...]:
    """What the kernel is compiled for."""
    return from_dtype(STATE), numba.int64


def is_ready(*, is_plain: bool) -> bool:
    """Whether a course is compiled, or was kept when it was compiled before."""
    if is_plain in _compiled:
        return True
    run = _kept(is_plain=is_plain)
    try:
        return run is not None and run._cache.load_overload(signature(), run.targetctx) is not None  # noqa: SLF001
    except Exception:  # noqa: BLE001
        # Numba promises nothing about its cache; where it has changed, we say that compiling takes a while.
        return False
