"""Numbers as their bits, and a choice between two without a guess: what numba has no word for."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


def _bits_of(_: Any, number: Any) -> Any:  # noqa: ARG001
    def code(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), code


def _either(_: Any, is_first: Any, first: Any, other: Any) -> Any:  # noqa: ARG001
    def code(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        found = builder.select(*arguments)
        found.set_metadata("unpredictable", builder.module.add_metadata([]))
        return found

    return types.int64(types.boolean, types.int64, types.int64), code


bits_of: Any = intrinsic(_bits_of)
"""The 64 bits of a number as a whole one; of two numbers from 0 on, the larger one has the larger bits."""

either: Any = intrinsic(_either)
"""One of two whole numbers, without a branch that the processor would have to guess."""
