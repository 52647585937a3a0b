"""Simulation: what happens to items on real days, with queues, shared people, batches and rework.

The library has a function of the same name. Once anything in here has been imported, Python finds this package where
the function was, so that it can be called in the same way.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    def __call__(self, *words: Any, **options: Any) -> Any:
        """Simulate an atlas, as `flowatlas.library.simulate` does."""
        return import_module("flowatlas.library").simulate(*words, **options)


sys.modules[__name__].__class__ = _Callable
