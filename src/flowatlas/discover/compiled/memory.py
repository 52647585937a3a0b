"""Memory: numbers at addresses, for functions that are compiled to work on what others hold.

Only functions that are compiled import this, as it takes numba.
"""

from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

BARE: dict[str, Any] = {
    "_nrt": False,
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
"""Nothing but the loops themselves, so that they need no part of numba once they are compiled."""

NUMBER = 64
"""Bits of a whole number."""

inlined = njit(forceinline=True, **BARE)
"""Compiles into whatever calls it."""


def _reader(bits: int, result: Any) -> Any:
    """What gives the number of so many bits at an address, wherever that lies."""

    @intrinsic
    def read(_: Any, address: Any) -> Any:  # noqa: ARG001 - numba looks at the names
        def code(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
            place = builder.inttoptr(arguments[0], ir.IntType(bits).as_pointer())
            found = builder.load(place, align=1)
            return found if bits == NUMBER else builder.sext(found, ir.IntType(NUMBER))

        return result(types.int64), code

    return read


def _writer(bits: int) -> Any:
    """What puts the lowest bits of a number to an address."""

    @intrinsic
    def write(_: Any, address: Any, number: Any) -> Any:  # noqa: ARG001
        def code(context: Any, builder: Any, __: Any, arguments: Any) -> Any:
            kind = ir.IntType(bits)
            place = builder.inttoptr(arguments[0], kind.as_pointer())
            held = arguments[1] if bits == NUMBER else builder.trunc(arguments[1], kind)
            builder.store(held, place, align=1)
            return context.get_dummy_value()

        return types.none(types.int64, types.int64), code

    return write


def _trailing_zeros(_: Any, word: Any) -> Any:  # noqa: ARG001
    def code(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.IntType(1)(0))

    return types.int64(types.uint64), code


trailing_zeros: Any = intrinsic(_trailing_zeros)
"""How many of the lowest bits of a word are 0."""

word_at = _reader(64, types.uint64)
number_at = _reader(64, types.int64)
half_at = _reader(32, types.int64)
short_at = _reader(16, types.int64)
byte_at = _reader(8, types.int64)
put_number = _writer(64)
put_half = _writer(32)
put_short = _writer(16)
put_byte = _writer(8)
