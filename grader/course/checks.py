"""The checks of an exercise as its suite declares them. The source is read, since only a judge may run it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from grader.course.model import CourseError, Exercise
from grader.feedback import N_, phrase
from grader.files import read

OPEN_MARKS = ("points", "limit", "allow_empty", "allow_nan", "parametrize")
OPEN_DECORATORS = ("given", "settings", "example", *(f"pytest.mark.{mark}" for mark in OPEN_MARKS))
"""What may decorate a visible check. Anything else could hide it, so such a check counts as hidden."""


class WrittenCheck(NamedTuple):
    """A check by what is written above and below its `def`. `is_visible` only if that is certain."""

    exercise: str
    name: str
    title: str
    points: float
    is_visible: bool

    @property
    def full_name(self) -> str:
        return f"{self.exercise}.{self.name}"

    @property
    def names(self) -> tuple[str, ...]:
        """What a student may call it."""
        short = self.name.removeprefix("test_")
        return self.full_name, self.name, f"{self.exercise}.{short}", short


def checks_of(exercise: Exercise) -> list[WrittenCheck]:
    """All checks, in the order of the suite."""
    paths = sorted(exercise.suite.glob("test_*.py"))
    try:
        trees = [ast.parse(read(path), str(path)) for path in paths]
    except SyntaxError as error:
        raise CourseError(f"{error.filename}, line {error.lineno}: {error.msg}") from None
    found = [check for tree in trees for check in declared(tree, exercise.name)]
    if (exercise.suite / "conftest.py").exists():  # what it does to checks cannot be seen from outside
        found = [check._replace(is_visible=False) for check in found]
    return found


def declared(tree: ast.Module, exercise: str) -> Iterator[WrittenCheck]:
    """The checks in one file of a suite."""
    found = statements(tree)
    all_may_be_hidden = "pytestmark" in found
    for node in found.values():
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = {called(decorator): decorator for decorator in node.decorator_list}
            points, is_visible, count = 0.0, False, _parameters(node.decorator_list)
            match marks.get("pytest.mark.points"):
                case ast.Call(args=[ast.Constant(float() | int() as worth)]):
                    points = float(worth) * (count or 1)
                    is_visible = not all_may_be_hidden and set(marks) <= set(OPEN_DECORATORS) and count is not None
            title = (ast.get_docstring(node) or node.name).splitlines()[0]
            yield WrittenCheck(exercise, node.name, title, points, is_visible)


def _parameters(decorators: Sequence[ast.expr]) -> int | None:
    """How many checks `pytest.mark.parametrize` makes of one; None where that cannot be seen, or where a
    `pytest.param` may hide some."""
    count = 1
    for decorator in decorators:
        match decorator:
            case ast.Call(args=[_, ast.List(elts) | ast.Tuple(elts)]) if called(decorator) == "pytest.mark.parametrize":
                hides = any(isinstance(node, ast.Call | ast.Starred) for each in elts for node in ast.walk(each))
                if hides:
                    return None
                count *= len(elts)
            case _ if called(decorator) == "pytest.mark.parametrize":
                return None
    return count


def statements(tree: ast.Module) -> dict[str, ast.stmt]:
    """The statements of a module by the names that they bind, the last of each."""
    return {name: node for node in tree.body for name in bound(node)}


def bound(node: ast.stmt) -> list[str]:
    """The names that a statement binds."""
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Import() | ast.ImportFrom():
            return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
        case _:
            names = [name for name in ast.walk(node) if isinstance(name, ast.Name)]
            return [name.id for name in names if isinstance(name.ctx, ast.Store)]


def called(node: ast.expr) -> str:
    """`pytest.mark.points` of `pytest.mark.points(0.5)`."""
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)


def find_check(text: str, checks: Sequence[WrittenCheck], lost: Collection[str] = ()) -> WrittenCheck:
    """The check that a student means by `gates.test_step`, `test_step` or `step`. An exercise, or the beginning of
    several names (`step` of `test_step_examples`), stands for the first of these checks that is `lost`, else for the
    first. CourseError for any other word says which may be meant."""
    found = [check for check in checks if text in check.names]
    found = found or [check for check in checks if text == check.exercise or text in _beginnings(check)]
    if found:
        return next((check for check in found if check.full_name in lost), found[0])
    known = {word for check in checks for word in (*check.names, check.exercise, *_beginnings(check))}
    near = get_close_matches(text, sorted(known), n=1)
    reason = N_("there is no check {name}. `grade explain EXERCISE` lists the checks of an exercise")
    if near:
        reason = N_("there is no check {name}. Did you mean {near}?")
    raise CourseError(phrase(reason, name=repr(text), near="".join(near)))


def _beginnings(check: WrittenCheck) -> list[str]:
    """`step` of `step_examples`."""
    return [name[:place] for name in check.names for place in range(len(name)) if name[place] == "_"]
