"""The folder that a student works in: a small `grade.toml` in it remembers its course and its language."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import UsageError
from grader.feedback import N_, Location, Message, phrase
from grader.files import read
from grader.language import LANGUAGES, translate

FILE = "grade.toml"
KEYS = ("language", "course")
LARGEST = 1 << 16
"""Bytes of the file."""

HEAD = N_("# What `grade` uses here and in every folder below this one.\n")


class WorkspaceError(UsageError):
    """A grade.toml that cannot be used; the message names the file, the line and the key."""


@dataclass(frozen=True)
class Workspace:
    """A student's folder; without a course the built-in one, without a language that of the system."""

    root: Path
    course: Path | None = None
    language: str | None = None

    @property
    def exercises(self) -> Path:
        return self.root / "exercises"


def find_workspace(start: Path) -> Workspace | None:
    """The workspace around `start`: the nearest folder, from there upwards, with a grade.toml. The root is relative if
    `start` is. WorkspaceError where that file is wrong."""
    try:
        absolute = Path(os.path.abspath(start))
    except OSError:  # the current folder is gone
        return None
    for folder in (absolute, *absolute.parents):
        if os.path.isfile(folder / FILE):
            return read_workspace(folder if start.is_absolute() else Path(os.path.relpath(folder)))
    return None


def read_workspace(root: Path) -> Workspace:
    """The workspace in this folder, as its grade.toml has it; WorkspaceError where that is wrong."""
    path = root / FILE
    text = _text(path)
    found = _table(path, text)
    for key, value in found.items():
        place = Location(str(path), line=_line(text, key))
        if key not in KEYS:
            raise WorkspaceError(_unknown(place, key))
        if not isinstance(value, str):
            raise WorkspaceError(phrase("{place}: {key} must be a text in quotes", place=place, key=key))
        if key == "language" and value not in LANGUAGES:
            reason = N_("{place}: language: {language} is not supported (choose from {known})")
            raise WorkspaceError(phrase(reason, place=place, language=value, known=", ".join(LANGUAGES)))
        if key == "course" and not (root / value / "suites").is_dir():
            reason = N_("{place}: course: there is no course in {path}. If it has moved, write its new folder here")
            raise WorkspaceError(phrase(reason, place=place, path=root / value))
    course = found.get("course")
    return Workspace(root, None if course is None else root / course, found.get("language"))


def remembered(workspace: Workspace) -> str:
    """The text of the workspace's grade.toml. A course below it moves along with it."""
    values = {} if workspace.language is None else {"language": workspace.language}
    if workspace.course is not None:
        root, course = workspace.root.resolve(), workspace.course.resolve()
        values["course"] = course.relative_to(root).as_posix() if course.is_relative_to(root) else str(course)
    return translate(HEAD, workspace.language or "en") + msgspec.toml.encode(values).decode()


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise WorkspaceError(phrase("{path}: the file is too large to be one that `grade init` wrote", path=path))
    return read(path).removeprefix("\ufeff")  # as some editors on Windows begin a file


def _table(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        reason = N_('{place}: this is not valid TOML; a line looks like this: language = "en"')
        raise WorkspaceError(phrase(reason, place=Location(str(path), line=line))) from None


def _line(text: str, key: str) -> int | None:
    """The line on which a key, or a table of that name, begins."""
    begins = re.compile(rf"""[\s\["']*{re.escape(key)}(?!\w)""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if begins.match(line)), None)


def _unknown(place: Location, key: str) -> Message:
    near = get_close_matches(key.lower(), KEYS, n=1)
    reason = N_("{place}: unknown key {key} (choose from {known})")
    if near:
        reason = N_("{place}: unknown key {key}. Did you mean {near}?")
    return phrase(reason, place=place, key=key, near="".join(near), known=", ".join(KEYS))
