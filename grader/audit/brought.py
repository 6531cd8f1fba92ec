"""Slips in what an exercise brings along: the files of data that its code opens, and the modules that its suite
imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from grader.course.data import FOLDER, PLACES, data_files
from grader.course.model import Course, Exercise
from grader.files import read, read_bytes

Slip = tuple[Path, int, str]
"""Where it is, the line, and what is wrong and what to do."""

PRIVATE = re.compile(
    r"(tensorflow|tf)\.(python|compiler|core|lite\.python|_api)\b|keras\.(src|_tf_keras|api)\b"
    r"|(numpy|np)\.(core|_core)\b|hypothesis\.internal\b|(tensorflow|tf|keras|numpy|np|hypothesis)\.(\w+\.)*_[a-z]"
)
"""Modules that change without notice from one version of a library to the next."""
INNER = re.compile(r"grader\.(?!suite\b)")
"""What `grader.suite` does not promise."""


def in_data(course: Course, exercise: Exercise) -> Iterator[Slip]:
    """Files that the code names and that are not there, copies beside the stubs that are not the course's, and folders
    that belong to no exercise."""
    files = data_files(course.root, exercise.name)
    for path in (course.solution(exercise), *sorted(exercise.suite.glob("*.py"))):
        for line, name in _opened(path):
            _, owner, *rest = [*name.split("/"), ""]
            if owner != exercise.name:
                yield path, line, f"{name} is not there when this is graded; move it to {FOLDER}/{exercise.name}/"
            elif rest != [""] and not any(each == name or each.startswith(f"{name.rstrip('/')}/") for each in files):
                yield path, line, f"there is no {name} in this course; add it, or correct the name"
    for name, path in files.items():
        for copy in (course.root / place / name for place in PLACES):
            if not copy.is_file() or read_bytes(copy) != read_bytes(path):
                yield copy, 1, "this is not the data of the course; write it with `grade stubs --force`"
    if exercise == course.exercises[0] and (course.root / FOLDER).is_dir():
        known = {each.name for each in course.exercises}
        for path in sorted((course.root / FOLDER).iterdir()):
            if path.name not in known and path.is_dir():
                yield path, 1, "no exercise of the course has this name, so nobody gets these files; rename the folder"


def in_imports(exercise: Exercise) -> Iterator[Slip]:
    """Private modules of libraries that a suite imports or uses, and parts of the grader that it imports."""
    for path in sorted(exercise.suite.rglob("*.py")):
        for node in _nodes(path):
            match node:
                case ast.Import(names=names):
                    used = [alias.name for alias in names]
                case ast.ImportFrom(module=str(module), names=names):
                    used = [f"{module}.{alias.name}" for alias in names]
                case ast.Attribute():
                    used = [ast.unparse(node)]
                case ast.Call(ast.Name("__import__") | ast.Attribute(attr="import_module"), [ast.Constant(str(name))]):
                    used = [name]
                case _:
                    continue
            for name in used:
                if PRIVATE.match(name) and not _is_longer(node):
                    text = f"{name} is private, and another version may not have it; use what is public"
                    yield path, node.lineno, text
                elif INNER.match(name) and not isinstance(node, ast.Attribute):
                    text = f"{name} is a part of the grader that may change; import from grader.suite only"
                    yield path, node.lineno, text


def _is_longer(node: ast.AST) -> bool:
    """Whether the private part of an attribute ends before its last name: the shorter one is told of."""
    return isinstance(node, ast.Attribute) and PRIVATE.match(ast.unparse(node.value)) is not None


def in_titles(course: Course, exercise: Exercise) -> Iterator[Slip]:
    """A title that an earlier exercise has too."""
    for other in course.exercises:
        if other.name == exercise.name:
            return
        if other.title.casefold() == exercise.title.casefold():
            text = f"{other.name} has the title {exercise.title!r} too, so reports do not tell them apart; change one"
            yield exercise.suite / "exercise.toml", 1, text


def _opened(path: Path) -> Iterator[tuple[int, str]]:
    """The texts in a program that name a file of data, and their lines."""
    for node in _nodes(path):
        match node:
            case ast.Constant(str(name)) if re.fullmatch(rf"(\./)?{FOLDER}/[^\n{{}}*?]+", name):
                yield node.lineno, name.removeprefix("./")


def _nodes(path: Path) -> Iterator[ast.AST]:
    """All of a program; nothing of one that Python cannot read, which is told elsewhere."""
    try:
        yield from ast.walk(ast.parse(read(path))) if path.is_file() else ()
    except (SyntaxError, ValueError):
        return
