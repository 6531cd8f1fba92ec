"""Finds the assignments that an author names, whatever grader they are written for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from grader.course.model import CourseError
from grader.foreign import nbgrader, otter
from grader.foreign.model import ForeignAssignment


def read_all(kind: Literal["nbgrader", "otter"], paths: Sequence[Path], name: str = "") -> list[ForeignAssignment]:
    """The assignments in notebooks and folders; a `name` is for the only one. CourseError says why there are none."""
    if kind == "nbgrader":
        found = [nbgrader.read_assignment(path, name) for path in nbgrader.notebooks(paths)]
    else:
        found = [assignment for path in paths for assignment in otter.read_assignments(path, name)]
    if name and len(found) > 1:
        raise CourseError(f"--name {name}: there are {len(found)} assignments; take over one at a time to name it")
    return found
