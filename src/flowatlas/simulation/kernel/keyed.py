"""Keyed draws: random numbers that belong to who they are for, not to when they are drawn.

A draw is a hash of (seed, item, place, purpose, visit). What happens elsewhere in a stream, or in another version of
it, never changes it, and nothing is kept between draws.
"""

from enum import IntEnum
from math import log, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

BARE: dict[str, Any] = {
    "_nrt": False,
    "nogil": True,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
"""How functions are compiled that only compiled ones call: nothing but themselves, and without counting references."""

drawing = njit(forceinline=True, **BARE)
"""Compiles into whatever calls it."""

FACTOR = np.uint64(0xBEA225F9EB34556D)
ODD = np.uint64(0x9E3779B97F4A7C15)
S12, S29, S32 = np.uint64(12), np.uint64(29), np.uint64(32)


class Purpose(IntEnum):
    """What a number is drawn for at a place."""

    PART = 1
    SHARE = 2
    CHOICE = 3
    BACK = 4
    CLASS = 5
    ARRIVAL = 6
    TURN = 7


@drawing
def mixed(bits: np.uint64) -> np.uint64:
    """The bits well mixed: three multiplications between four shifts, one to one.

    Source: Maiga, The mx3 mix function (2020, CC0).
    """
    bits = bits ^ (bits >> S32)
    bits = bits * FACTOR
    bits = bits ^ (bits >> S29)
    bits = bits * FACTOR
    bits = bits ^ (bits >> S32)
    bits = bits * FACTOR
    return bits ^ (bits >> S29)


def hashes(keys: "NDArray[np.int64]", purpose: Purpose) -> "NDArray[np.uint64]":
    """The places with these keys, for a purpose, as draws take them."""
    bits = np.asarray(keys, np.int64).astype(np.uint64) * ODD + np.uint64(purpose)
    mix = mixed.py_func
    return mix(mix(bits) + ODD)  # type: ignore[no-any-return]


def seed_hash(seed: int) -> np.uint64:
    """The seed as draws take it."""
    return hashes(np.array([seed % 2**63]), Purpose.PART)[0]


@drawing
def item_hash(seed: np.uint64, item: int) -> np.uint64:
    """An item as draws take it."""
    return mixed(seed + np.uint64(item) * ODD)


@drawing
def drawn(item: np.uint64, place: np.uint64, visit: int) -> np.uint64:
    """64 random bits of an item at a place, for its visit; the hashes of both are given."""
    return mixed(item ^ (place + np.uint64(visit) * ODD))


@drawing
def uniform(bits: np.uint64) -> float:
    """A number above 0 and below 1, all 2 ** 52 of them equally likely."""
    return (np.float64(np.int64(bits >> S12)) + 0.5) * 2.0**-52


@drawing
def exponential(bits: np.uint64) -> float:
    """A number that is exponential with mean 1."""
    return -log(uniform(bits))


@drawing
def normal(bits: np.uint64) -> float:
    """A standard normal number."""
    return deviate(uniform(bits))


@drawing
def deviate(below: float) -> float:
    """The standard normal number below which a share of all lies, to 16 figures.

    Source: Wichura, Algorithm AS 241: The percentage points of the normal distribution (1988), PPND16.
    """
    q = below - 0.5
    if abs(q) <= 0.425:
        return q * _near(0.180625 - q * q)
    r = sqrt(-log(below if q < 0 else 1.0 - below))
    found = _far(r - 1.6) if r <= 5 else _farthest(r - 5.0)
    return -found if q < 0 else found


@drawing
def _near(r: float) -> float:
    above = 2509.0809287301226727 * r + 33430.575583588128105
    above = above * r + 67265.770927008700853
    above = above * r + 45921.953931549871457
    above = above * r + 13731.693765509461125
    above = above * r + 1971.5909503065514427
    above = above * r + 133.14166789178437745
    above = above * r + 3.387132872796366608
    below = 5226.495278852545925 * r + 28729.085735721942674
    below = below * r + 39307.89580009271061
    below = below * r + 21213.794301586595867
    below = below * r + 5394.1960214247511077
    below = below * r + 687.1870074920579083
    below = below * r + 42.313330701600911252
    return above / (below * r + 1.0)


@drawing
def _far(r: float) -> float:
    above = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
    above = above * r + 0.24178072517745061177
    above = above * r + 1.27045825245236838258
    above = above * r + 3.64784832476320460504
    above = above * r + 5.7694972214606914055
    above = above * r + 4.6303378461565452959
    above = above * r + 1.42343711074968357734
    below = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
    below = below * r + 0.0151986665636164571966
    below = below * r + 0.14810397642748007459
    below = below * r + 0.68976733498510000455
    below = below * r + 1.6763848301838038494
    below = below * r + 2.05319162663775882187
    return above / (below * r + 1.0)


@drawing
def _farthest(r: float) -> float:
    above = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
    above = above * r + 0.0012426609473880784386
    above = above * r + 0.026532189526576123093
    above = above * r + 0.29656057182850489123
    above = above * r + 1.7848265399172913358
    above = above * r + 5.4637849111641143699
    above = above * r + 6.6579046435011037772
    below = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
    below = below * r + 1.8463183175100546818e-5
    below = below * r + 7.868691311456132591e-4
    below = below * r + 0.0148753612908506148525
    below = below * r + 0.13692988092273580531
    below = below * r + 0.59983220655588793769
    return above / (below * r + 1.0)
