"""Kept: compiled functions, kept on disk, that are loaded without the compiler.

Numba alone takes a third of a second to import, and far longer to compile. What it makes of a function that only works
on addresses stands on its own, so that a file with its machine code is all that later runs need.
"""

import ctypes
import os
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

Function = Callable[..., int]

SUM = 16
"""Bytes before the code by which it can be seen whether it is whole."""

_HELD: list[Any] = []
"""What holds the machine code that is in use."""


class Kernel(NamedTuple):
    """A function of addresses and whole numbers: the module that compiles it, and how many arguments it has.

    The module is only imported to compile: its ``compiled`` gives the function, made by numba.
    """

    module: str
    arguments: int

    @property
    def _sources(self) -> list[Path]:
        """What the machine code is made of: the module with those beside it that tell it how things stand in memory."""
        folder = Path(__file__).parent
        beside = folder.parents[1].joinpath(*self.module.split(".")[1:-1])
        return [*sorted(beside.glob("*.py")), folder / "memory.py"]


@cache
def loaded(kernel: Kernel) -> Function | None:
    """The function as it was kept; None where it was not, or cannot be used here."""
    return next((found for path in _places(kernel) if (found := _loaded(kernel, path)) is not None), None)


def made(kernel: Kernel) -> Function | None:
    """The function, compiled and kept where it was not; None where it cannot be kept, as compiling takes seconds."""
    if (found := loaded(kernel)) is None and _keep(kernel):
        loaded.cache_clear()
        found = loaded(kernel)
    return found


def _keep(kernel: Kernel) -> bool:
    """Compile a function and keep it in the first place that can be written; whether there is one."""
    for path in _places(kernel):
        beside = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(b"")
        except OSError:
            continue
        try:
            code = _machine_code(kernel)
            beside.write_bytes(_sum(code) + code)
            beside.replace(path)
        except Exception:  # noqa: BLE001
            # Whatever keeps it from being compiled or kept, what it does can be done without, only slower.
            beside.unlink(missing_ok=True)
            return False
        return True
    return False


def _machine_code(kernel: Kernel) -> bytes:
    """What the compiler makes of a function, under a name that does not depend on the compiler."""
    from llvmlite import binding

    function = import_module(kernel.module).compiled()
    told = function.inspect_llvm().replace(function.native_name, _name(kernel))
    module = binding.parse_assembly(told)
    return bytes(_machine().emit_object(module))


def _loaded(kernel: Kernel, path: Path) -> Function | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    code = content[SUM:]
    if content[:SUM] != _sum(code):
        # A file that was cut short would take the whole program down.
        return None
    try:
        from llvmlite import binding

        engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _machine())
        engine.add_object_file(binding.ObjectFileRef.from_data(code))
        engine.finalize_object()
        address = engine.get_function_address(_name(kernel))
    except Exception:  # noqa: BLE001
        # Where it cannot be used on this machine, what it does is done without it.
        return None
    if not address:
        return None
    _HELD.append(engine)
    return ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_int64] * kernel.arguments)(address)


@cache
def _machine() -> Any:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    name, features = binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()
    return binding.Target.from_default_triple().create_target_machine(name, features, opt=3, reloc="pic", jit=True)


def _sum(code: bytes) -> bytes:
    return blake2b(code, digest_size=SUM).digest()


def _name(kernel: Kernel) -> str:
    return kernel.module.replace(".", "_")


@cache
def _places(kernel: Kernel) -> list[Path]:
    """The files in which it may be kept, the best first; what it was made of and for is part of their name."""
    import llvmlite
    from llvmlite import binding

    told = blake2b(digest_size=10)
    for source in kernel._sources:  # noqa: SLF001 - its own module
        told.update(source.read_bytes())
    features = binding.get_host_cpu_features().flatten()
    told.update(f"{llvmlite.__version__} {binding.get_host_cpu_name()} {features}".encode())
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path("~/.cache").expanduser())
    folders = (Path(__file__).parent / "__pycache__", Path(home) / "flowatlas")
    return [folder / f"{_name(kernel)}-{told.hexdigest()}.o" for folder in folders]
