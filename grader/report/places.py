"""Places in a student's files as paths from the current folder, which terminals and editors open."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from grader.feedback import Location, Message
from grader.report.model import ExerciseResult


def with_paths(exercise: ExerciseResult, folder: Path) -> ExerciseResult:
    """The result, in which each file of the submission in `folder` is named by its path: in places, and in messages,
    where it is the value `file`. What is not there keeps the name that it has."""

    beside = (folder / exercise.file).parent

    def path(file: str) -> str:
        found = beside / file  # a name that a submission made up must not have another machine asked
        return str(found) if found.is_relative_to(beside) and os.path.isfile(found) else file

    found: ExerciseResult = _with_paths(exercise, path)
    return replace(found, file=exercise.file)


def _with_paths(value: Any, path: Callable[[str], str]) -> Any:
    if isinstance(value, Message):
        values = tuple(
            (name, path(str(each)) if name == "file" else _with_paths(each, path)) for name, each in value.values
        )
        return Message(value.text, values)
    if isinstance(value, Location):
        return replace(value, file=path(value.file))
    if isinstance(value, msgspec.Struct):
        return type(value)(**{name: _with_paths(getattr(value, name), path) for name in value.__struct_fields__})
    return tuple(_with_paths(each, path) for each in value) if isinstance(value, tuple) else value
