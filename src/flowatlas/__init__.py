"""Flow Atlas: map a value stream, see what it adds up to, find what holds it back."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flowatlas.library import forecast, load, measure, open_atlas, sensitivity, simulate

__version__ = "0.1.0"
__all__ = ["forecast", "load", "measure", "open_atlas", "sensitivity", "simulate"]


def __getattr__(name: str) -> Any:
    """Import the library at the first use of one of its names, so that the command line starts without it."""
    if name in __all__:
        from flowatlas import library

        return getattr(library, name)
    raise AttributeError(f"module 'flowatlas' has no attribute {name!r}")
