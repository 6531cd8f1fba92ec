"""The programs beside a submission's own file, as its imports find them."""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from pathlib import Path

from grader.program.program import Program, read_program
from grader.program.statement import SourceError

EMPTY = Program((), (), {})
"""A folder of modules, which holds nothing itself."""


class Neighbours:
    """Reads a program when it is asked for the module of that name, `helper` or `package.helper`.

    What Python finds elsewhere comes first: the folder of a submission stands last on the path.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Program | None] = {}

    def __call__(self, module: str) -> Program | None:
        """None for a module that is not there, or cannot be read."""
        if module not in self._known:
            self._known[module] = None if self._is_elsewhere(module.partition(".")[0]) else self._read(module)
        return self._known[module]

    def _is_elsewhere(self, name: str) -> bool:
        others = [entry for entry in sys.path if entry != str(self._folder)]
        return name in sys.stdlib_module_names or PathFinder.find_spec(name, others) is not None

    def _read(self, module: str) -> Program | None:
        place = self._folder.joinpath(*module.split("."))
        try:
            for path in (place / "__init__.py", place.parent / f"{place.name}.py"):
                if path.is_file() and path.stat().st_size:
                    return read_program(path)
            return EMPTY if place.is_dir() else None
        except (SourceError, OSError, ValueError):
            return None
