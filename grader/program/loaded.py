"""What the libraries that are loaded have, without importing anything."""

from __future__ import annotations

import functools
import sys
from typing import Any

NOT_LOADED: Any = object()
"""The result for what is not there."""


def loaded(path: str) -> Any:
    """What a library has at this path, without importing it; NOT_LOADED where there is nothing."""
    first, *rest = path.split(".")
    return functools.reduce(attribute, rest, sys.modules.get(first, NOT_LOADED))


def attribute(owner: Any, name: str) -> Any:
    """An attribute of something in a library; NOT_LOADED where there is none."""
    try:
        return getattr(owner, name)
    except Exception:  # a name that a library loads when it is asked for may fail in any way
        return NOT_LOADED


def is_function(found: Any) -> bool:
    """Whether something of a library is a function; of what is not loaded that is believed."""
    return found is NOT_LOADED or (callable(found) and not isinstance(found, type))


def makes_functions(found: type) -> bool:
    """Whether a library's class is one of functions, as `functools.partial` and `np.vectorize` are. Keras makes
    layers."""
    is_ordinary = found is not type and not found.__module__.startswith("keras")
    return is_ordinary and any("__call__" in vars(base) for base in found.__mro__ if base is not object)
