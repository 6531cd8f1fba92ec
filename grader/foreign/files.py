"""The files of data that an assignment opens: found beside it by the names in its code, which then name
`data/NAME/`."""

from __future__ import annotations

import ast
import os
import re
import tokenize
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from grader.course.data import FOLDER
from grader.foreign.code import tokens
from grader.foreign.model import ForeignAssignment, NotTaken

PROGRAMS = (".py", ".ipynb")
_PICTURE = re.compile(r"!\[[^\]]*\]\(|<img\b", re.IGNORECASE)


class FoundData(NamedTuple):
    """Files by their place in `data/NAME/`, the assignment with its code naming them there, and what was lost."""

    files: dict[str, Path]
    assignment: ForeignAssignment


def take_files(assignment: ForeignAssignment) -> FoundData:
    """Only regular files below the assignment's folder are taken."""
    named = {name for part in (*assignment.parts, *assignment.tests) for name in _texts(part) if name}
    files: dict[str, Path] = {}
    new_names: dict[str, str] = {}
    for name in sorted(named | set(assignment.files)):
        place = _below(assignment.folder, name)
        if place is None:
            continue
        new_names[name] = f"{FOLDER}/{assignment.name}/{place}" if place else name
        files |= {path.relative_to(assignment.folder).as_posix(): path for path in _regular(assignment.folder / place)}
    parts = [
        part if part.is_text else part._replace(source=_renamed(part.source, new_names)) for part in assignment.parts
    ]
    tests = [test._replace(source=_renamed(test.source, new_names)) for test in assignment.tests]
    lost = [*assignment.lost, *_lost(assignment, set(files))]
    return FoundData(files, assignment._replace(parts=tuple(parts), tests=tuple(tests), lost=tuple(lost)))


def _texts(part: object) -> Iterator[str]:
    if not getattr(part, "is_text", False):
        yield from (value for _, value in _strings(getattr(part, "source", "")))


def _strings(source: str) -> Iterator[tuple[tokenize.TokenInfo, str]]:
    for token in tokens(source):
        if token.type == tokenize.STRING and not token.string.lstrip("rRuU").startswith(("f", "F", "b", "B")):
            value = ast.literal_eval(token.string)
            if isinstance(value, str):
                yield token, value


def _renamed(source: str, new_names: dict[str, str]) -> str:
    lines = source.split("\n")
    for token, value in reversed(list(_strings(source))):
        (row, start), (last, end) = token.start, token.end
        if value in new_names and row == last:
            lines[row - 1] = lines[row - 1][:start] + _quoted(new_names[value]) + lines[row - 1][end:]
    return "\n".join(lines)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _below(folder: Path, name: str) -> str | None:
    """The place of a file or folder of data below `folder`; None for any other text."""
    if not name or len(name) > 200 or "\0" in name or "\n" in name or name.startswith(("/", "~")):
        return None
    place = os.path.normpath(name)
    path = folder / place
    if place.startswith("..") or place == "." or path.is_symlink() or not path.exists():
        return None
    if not path.resolve().is_relative_to(folder.resolve()) or path.suffix in PROGRAMS:
        return None
    return Path(place).as_posix()


def _regular(path: Path) -> Iterator[Path]:
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    yield from (each for each in found if each.is_file() and not each.is_symlink() and each.suffix not in PROGRAMS)


def _lost(assignment: ForeignAssignment, taken: set[str]) -> Iterator[NotTaken]:
    if any(part.is_text and _PICTURE.search(part.source) for part in assignment.parts):
        yield NotTaken("texts", "pictures in texts are left out: a comment cannot show them")
    for name in assignment.files:
        if name not in taken and _below(assignment.folder, name) is None:
            yield NotTaken(
                name, "this file is named in the configuration, but is not there or is a program; it is left out"
            )
    code = "\n".join(part.source for part in assignment.parts if not part.is_text)
    tests = "\n".join(test.source for test in assignment.tests)
    for module in _modules(code, assignment.folder):
        yield NotTaken(module, "students will not have this module; copy its code into the solution")
    for module in _modules(tests, assignment.folder):
        yield NotTaken(module, f"a test imports this module; copy its code into suites/{assignment.name}/")
    for library in sorted(set(_imported(f"{code}\n{tests}"))):
        is_beside = any((assignment.folder / each).exists() for each in (f"{library}.py", library))
        if not is_beside and library not in ("nose", "otter") and find_spec(library) is None:
            yield NotTaken(library, "this library is not installed here; install it wherever the exercise is graded")


def _modules(code: str, folder: Path) -> list[str]:
    """The modules beside a notebook that some code imports."""
    return sorted({each for name in _imported(code) for each in (f"{name}.py", f"{name}/") if (folder / each).exists()})


def _imported(code: str) -> list[str]:
    return re.findall(r"^\s*(?:import|from)\s+([A-Za-z_]\w*)", code, re.MULTILINE)
