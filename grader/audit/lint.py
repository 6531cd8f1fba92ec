"""What an author is told in seconds: slips in the files of an exercise, which are only read, and what its solution and
its stub score."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from grader.audit.bench import GradedProgram, grade_program
from grader.audit.brought import in_data, in_imports, in_titles
from grader.audit.wellformed import idle
from grader.course.checks import statements
from grader.course.model import Course, Exercise, begins_with
from grader.course.stubs import BEGIN, END, MarkerError, answers, make_stub
from grader.feedback import Message, Text, parts
from grader.files import read
from grader.grading.grader import Grader

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ALLOWED_BY = {"{what} is empty.": "allow_empty", "{what} is NaN (not a number){place}.": "allow_nan"}
"""By what a student is told of an answer that says nothing, the mark with which a check of plain asserts allows it."""


class Finding(NamedTuple):
    """Something to mend: where it is, what is wrong and what to do."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"

    def seen_from(self, folder: Path) -> Finding:
        """The same, with a path that terminals and editors open there."""
        return self._replace(path=self.path.relative_to(folder)) if self.path.is_relative_to(folder) else self


class Written(NamedTuple):
    """A check as the suite has it."""

    path: Path
    node: FunctionNode


def look_over(grader: Grader, exercises: Sequence[Exercise]) -> Iterator[list[Finding]]:
    """The findings in each exercise, in this order. What can be read is graded too: the solution and the stub."""
    course = grader.course
    grader.server  # noqa: B018  # the server dies with the thread that starts it, so that must be none of the pool's
    with grader.threads() as pool:
        yield from pool.map(lambda exercise: [*lint(course, exercise), *tried(grader, exercise)], exercises)


def lint(course: Course, exercise: Exercise) -> list[Finding]:
    """What can be seen without running anything."""
    checks: list[Written] = []
    found: list[Finding] = []
    for path in _suite(exercise):
        tree = parsed(path)
        if isinstance(tree, Finding):
            found.append(tree)
        else:
            found += _judging_nothing(path, tree)
            checks += (Written(path, node) for node in _functions(tree) if node.name.startswith("test_"))
    if not found:  # else checks may be missing only because their file cannot be read
        found += _unknown_hints(exercise, checks)
    found += (finding for check in checks for finding in _returning(check))
    found += _twice(checks)
    found += _in_solution(course.solution(exercise), exercise)
    brought = (in_imports(exercise), in_data(course, exercise), in_titles(course, exercise))
    return [*found, *(Finding(*slip) for slips in brought for slip in slips)]


def tried(grader: Grader, exercise: Exercise) -> list[Finding]:
    """What the solution loses, and what its stub and a program that does nothing win. Nothing is graded if Python
    cannot read a file, which `lint` tells."""
    path = grader.course.solution(exercise)
    files = [*_suite(exercise), path]
    if not path.is_file() or any(isinstance(parsed(file), Finding) for file in files):
        return []
    solution = read(path)
    graded = grade_program(grader, exercise, solution)
    found = [*_lost(exercise, path, graded), *_unpaid(exercise, graded)]
    worthless = {"a program that does nothing": idle(exercise)}
    with suppress(ValueError):  # told by `lint`
        stub = worthless["the stub"] = make_stub(solution)
        copy = grader.course.root / "exercises" / path.name
        if not copy.is_file() or read(copy) != stub:
            found.append(Finding(copy, 1, "this is not the stub of the solution; write it with `grade stubs --force`"))
    for program, text in worthless.items():
        for check in grade_program(grader, exercise, text).result.checks:
            if check.score > 0:
                reason = f"{program} gets {check.score:g} points in {check.name}; ask for something that it does not do"
                found.append(Finding(*_place(exercise, check.name), reason))
    return found


def parsed(path: Path) -> ast.Module | Finding:
    """The syntax of a Python file, or what is wrong with it."""
    try:
        return ast.parse(read(path), str(path))
    except SyntaxError as error:
        return Finding(path, error.lineno or 1, f"Python cannot read this: {error.msg}")
    except ValueError as error:
        return Finding(path, 1, f"Python cannot read this: {error}")


def _suite(exercise: Exercise) -> list[Path]:
    return sorted(exercise.suite.glob("test_*.py"))


def _functions(tree: ast.Module) -> Iterator[FunctionNode]:
    """Those at the top level and in classes there."""
    for node in tree.body:
        for inner in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(inner, FunctionNode):
                yield inner


def _judging_nothing(path: Path, tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value) | ast.Assert(value):
                if _is_idle(value):
                    text = "this judges nothing; call a method, as in expect(value).close_to(reference)"
                    yield Finding(path, node.lineno, text)


def _is_idle(node: ast.expr) -> bool:
    """Whether it is an `expect(x)` of which nothing is asked; `.close_to` without a call asks nothing either."""
    match node:
        case ast.Call(ast.Name("expect")):
            return True
        case ast.Call(ast.Attribute(value, "drawn")) | ast.Attribute(value):
            return _begins_with_expect(value)
    return False


def _begins_with_expect(node: ast.expr) -> bool:
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return node.func.id == "expect"
        node = node.func if isinstance(node, ast.Call) else node.value
    return False


def _returning(check: Written) -> Iterator[Finding]:
    """A value that a check returns; functions inside it may return what they like."""
    left: list[ast.AST] = list(check.node.body)
    while left:
        node = left.pop()
        if isinstance(node, ast.Return) and node.value is not None:
            text = f"{check.node.name} returns a value, which nobody looks at; write `assert` instead of `return`"
            yield Finding(check.path, node.lineno, text)
        if not isinstance(node, FunctionNode | ast.ClassDef | ast.Lambda):
            left += ast.iter_child_nodes(node)


def _twice(checks: Sequence[Written]) -> Iterator[Finding]:
    first: dict[str, Written] = {}
    for check in checks:
        twin = first.setdefault(check.node.name, check)
        if twin is not check:
            where = f"{twin.path.name}:{twin.node.lineno}"
            yield Finding(
                check.path, check.node.lineno, f"{check.node.name} is already the name of {where}; rename one of them"
            )


def _unknown_hints(exercise: Exercise, checks: Sequence[Written]) -> Iterator[Finding]:
    names = [check.node.name for check in checks]
    for hint in exercise.hints:
        if hint not in (*names, *exercise.required) and not any(begins_with(name, hint) for name in names):
            text = f"the hint {hint} is for no check and no required function; correct its name or remove it"
            yield _in_toml(exercise, hint, text)


def _in_solution(path: Path, exercise: Exercise) -> Iterator[Finding]:
    if not path.is_file():
        yield Finding(path, 1, "there is no solution; write one")
        return
    tree = parsed(path)
    if isinstance(tree, Finding):
        yield tree
        return
    defined = {node.name for node in ast.walk(tree) if isinstance(node, FunctionNode | ast.ClassDef)} | set(
        statements(tree)
    )
    for name in exercise.required:
        if name not in defined:
            yield _in_toml(exercise, "required", f"{path.name} does not define {name}; define it, or remove the name")
    yield from _markers(path, tree)


def _markers(path: Path, tree: ast.Module) -> Iterator[Finding]:
    """What makes the stub give away an answer, or not load."""
    text = read(path)
    lines = text.split("\n")
    try:
        blocks = answers(text)
    except MarkerError as error:
        yield Finding(path, error.line, f"{error.reason}; write one of each around every answer")
        return
    if not blocks:
        yield Finding(
            path, 1, f"there is no {BEGIN}, so the stub would give the whole solution away; add {BEGIN} and {END}"
        )
    functions = [node for node in ast.walk(tree) if isinstance(node, FunctionNode)]
    for block in blocks:
        inside = any(node.lineno < block[0] <= (node.end_lineno or 0) for node in functions)
        if lines[block[0] - 1].startswith((" ", "\t")) and not inside:
            yield Finding(
                path, block[0], f"{BEGIN} is not inside a function, so the stub would not load; move it into one"
            )
    hidden = {number for block in blocks for number in block}
    for number, line in enumerate(lines, start=1):
        if number not in hidden and re.search(r"#.*\bSOLUTION\b", line):
            yield Finding(
                path, number, f"this is no marker, and students would read it; write {BEGIN} or {END} alone on a line"
            )


def _lost(exercise: Exercise, path: Path, graded: GradedProgram) -> Iterator[Finding]:
    message = graded.result.message
    if message:
        yield _broken_suite(exercise, message) or Finding(path, 1, f"the solution cannot be graded: {message}")
    for check in graded.lost:
        flaws = [ALLOWED_BY[part.text] for part in parts(check.message) if part.text in ALLOWED_BY]
        allow = f" If that is right, say so with @pytest.mark.{flaws[0]}" if flaws else ""
        text = f"the solution does not pass {check.name}; correct one of them: {check.message}{allow}"
        yield Finding(*_place(exercise, check.name), text)


def _broken_suite(exercise: Exercise, message: Text) -> Finding | None:
    """The error of a suite that cannot run, where it is in the suite; None for any other reason."""
    for part in parts(message):
        place = dict(part.values).get("place")
        if isinstance(place, Message) and place.text == "{file}:{line}":
            file, line = (str(value) for _, value in place.values)
            if (exercise.suite / file).is_file():
                return Finding(exercise.suite / file, int(line), f"the suite cannot run: {part}")
    return None


def _unpaid(exercise: Exercise, graded: GradedProgram) -> Iterator[Finding]:
    for check in graded.result.checks:
        if check.max_score == 0 and check.status == "passed":
            text = f"{check.name} has no points; write @pytest.mark.points(1) above it"
            yield Finding(*_place(exercise, check.name), text)


def _place(exercise: Exercise, check: str) -> tuple[Path, int]:
    """Where a check is written; pytest adds `[...]` to the name of one with parameters."""
    for path in _suite(exercise):
        tree = parsed(path)
        for node in _functions(tree) if isinstance(tree, ast.Module) else ():
            if node.name == check.partition("[")[0]:
                return path, node.lineno
    return exercise.suite / "exercise.toml", 1


def _in_toml(exercise: Exercise, key: str, text: str) -> Finding:
    path = exercise.suite / "exercise.toml"
    lines = read(path).split("\n")
    is_key = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    return Finding(path, next((number for number, line in enumerate(lines, 1) if is_key.match(line)), 1), text)
