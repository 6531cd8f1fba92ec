"""What a process imports before it becomes a judge or a worker."""

from __future__ import annotations

import importlib
import pkgutil
import sys

from grader.processes.jobs import Entries

LAZY = ("keras", "losses", "metrics", "optimizers", "initializers")
"""Names of TensorFlow that are bound anew when they are first used, which in a worker would look like damage."""


def preload(entries: Entries) -> None:
    """Imports what the entries name, and does what they do at their first use."""
    for library in entries.libraries:
        importlib.import_module(library)
    if "tensorflow" in entries.libraries:
        for name in LAZY:
            dir(getattr(sys.modules["tensorflow"], name))
    if sys.platform == "linux":  # no other system locks a process in
        from grader.processes import sandbox

        sandbox.find_seccomp()
        for name in entries.packages:
            for module in pkgutil.iter_modules(getattr(importlib.import_module(name), "__path__", ()), f"{name}."):
                importlib.import_module(module.name)
    for function in (entries.judge, entries.worker):
        pkgutil.resolve_name(function)
    pkgutil.resolve_name(entries.warm_up)()
