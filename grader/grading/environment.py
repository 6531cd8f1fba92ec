"""The versions that a result may depend on, read from what is installed: nothing needs to be imported."""

from __future__ import annotations

import functools
import importlib.metadata
import platform

from grader import __version__

LIBRARIES = ("tensorflow", "keras", "numpy", "matplotlib", "pytest", "hypothesis")


@functools.cache
def versions() -> dict[str, str]:
    found = {library: importlib.metadata.version(library) for library in LIBRARIES}
    return {"python": platform.python_version(), "machine": platform.machine(), "grader": __version__, **found}
